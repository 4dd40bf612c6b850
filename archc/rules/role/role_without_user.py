"""Role that nothing takes on.

What it does
------------
Looks for a `role` that no component names.

Why
---
Its rights are there for whoever finds a way to it, and the arrows of the design do not show them.

Bad
---

    architecture shop
    bucket reports
    role reporter { trust: lambda; allow: s3:PutObject on reports }
    function report { code: file("hello.py") }
    report -> reports : write

Good
----

    architecture shop
    bucket reports
    role reporter {
      trust: lambda
      policy: "AWSLambdaBasicExecutionRole"
      allow: s3:PutObject on reports
    }
    function report { code: file("hello.py"); role: reporter }
    report -> reports : write

Fix
---
Write `role:` in what is to take it on, or remove it.

References
----------
- https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html

"""

from collections.abc import Iterator

from archc.access import users_of
from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Cut, Fix, Repair
from archc.kinds.access.role import Role
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("IAM911", Severity.ADVICE, Pillar.SECURITY, repair=Repair.UNSAFE)


def check(role: Role, design: Architecture) -> Iterator[Finding]:
    """Look for a component that names it."""
    if not users_of(role, design):
        yield Finding(
            f"nothing takes on the role '{role.name}'",
            Fix(
                f"write `role: {role.name}` in what is to have its rights, or remove it",
                (Cut(role.span),),
            ),
            role.span,
            "used by nothing",
        )
