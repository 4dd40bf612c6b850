"""Role that its user cannot take on.

What it does
------------
Looks for a role without `trust`, or used by something whose service is not in its `trust`.

Why
---
Only the services that a role trusts can take it on; AWS refuses a function whose role does not
trust Lambda, and a server gets no credentials.

Bad
---

    architecture shop
    role reporter { trust: ec2; policy: "AWSLambdaBasicExecutionRole" }
    function report { code: file("hello.py"); role: reporter }

Good
----

    architecture shop
    role reporter { trust: lambda; policy: "AWSLambdaBasicExecutionRole" }
    function report { code: file("hello.py"); role: reporter }

Fix
---
Write the service into `trust`.

References
----------
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html

"""

from collections.abc import Iterator

from archc.access import users_of
from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Repair, write
from archc.kinds.access.role import SERVICES, Role
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("IAM905", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(role: Role, design: Architecture) -> Iterator[Finding]:
    """Compare the services of its users with those it trusts."""
    if role.existing is not None:
        return
    if not role.trust:
        yield Finding(
            f"nothing can take on the role '{role.name}'",
            "write the service of what uses it: `trust: lambda`",
            role.span,
            "trusts nobody",
        )
        return
    for user in users_of(role, design):
        if user.identity not in role.principals:
            word = next((w for w, name in SERVICES.items() if name == user.identity), "")
            yield Finding(
                f"'{user.name}' cannot take on the role '{role.name}', which does not trust "
                f"{user.identity}",
                write(
                    role.name,
                    f"trust: {', '.join((*role.trust, word))}",
                    "write `{}` there, or a role of its own",
                ),
                user.at("role"),
                "is refused",
                (Label("trusts others only", role.at("trust")),),
            )
