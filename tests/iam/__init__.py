"""What a template allows, found out from the template alone, and held against the arrows.

- `template.py` reads an emitted template and puts example values in the place of its functions;
  `resources.toml` says what AWS returns for `Ref` and `Fn::GetAtt` of each type.
- `policy.py` decides as IAM does: who may do what to which resource in which context.
- `calls.py` says what AWS itself will do at run time because of the wiring in a template.
- `needs/` says what each arrow needs, a file for each kind. It is written from AWS's documentation, not from archc.
- `checks.py` holds the three against each other.
- `designs.py` makes designs at random, and makes a failing one small.
"""
