"""Arrow that says more than its role.

What it does
------------
Looks for arrows of which a written role allows only some actions.

Why
---
The role decides: code that uses one of the other actions fails with AccessDenied. That may be
meant, because a role can be narrower than a verb.

Bad
---

    architecture shop
    table people { key: name }
    role finder {
      trust: lambda
      policy: "AWSLambdaBasicExecutionRole"
      allow: dynamodb:GetItem on people
    }
    function find { code: file("hello.py"); role: finder }
    find -> people : read

Good
----

    architecture shop
    table people { key: name }
    role finder {
      trust: lambda
      policy: "AWSLambdaBasicExecutionRole"
      allow: [dynamodb:GetItem, dynamodb:BatchGetItem, dynamodb:Query, dynamodb:Scan] on people
    }
    function find { code: file("hello.py"); role: finder }
    find -> people : read

Fix
---
Leave it if the code gets along with less; else add the line that the message shows.

References
----------
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.kinds.access.role import Role
from archc.rules.roles import proofs
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.uses import is_drawn

RULE = Rule("IAM907", Severity.ADVICE, Pillar.SECURITY)


def check(role: Role, design: Architecture) -> Iterator[Finding]:
    """Look for arrows of which some actions are allowed."""
    for proof in proofs(role, design) if is_drawn(design) else ():
        arrow = proof.right.because
        if proof.missing and proof.held and arrow is not None:
            yield Finding(
                f"of `{proof.right.verb}`, the role '{role.name}' does not allow "
                f"{', '.join(proof.missing)}",
                f"if the code needs them, write in the role: `{proof.line}`",
                arrow.span,
                f"only {', '.join(proof.held)}",
                (Label("allows less", role.at("allow")),),
            )
