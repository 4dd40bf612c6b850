"""Managed policies beside a role.

What it does
------------
Looks for components with both `role` and `policies`.

Why
---
Nothing is added to a role that is written out or exists already, so these policies would do
nothing.

Bad
---

    architecture shop
    role reporter { trust: lambda; policy: "AWSLambdaBasicExecutionRole" }
    function report { code: file("hello.py"); role: reporter; policies: ["AWSXrayWriteOnlyAccess"] }

Good
----

    architecture shop
    role reporter {
      trust: lambda
      policy: "AWSLambdaBasicExecutionRole", "AWSXrayWriteOnlyAccess"
    }
    function report { code: file("hello.py"); role: reporter }

Fix
---
Write them in the role, as `policy:`.

References
----------
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html

"""

from collections.abc import Iterator

from archc.access import role_of
from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Fix, Include, Remove, Repair
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("IAM909", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(design: Architecture) -> Iterator[Finding]:
    """Look for both words."""
    for component in design.components.values():
        role = role_of(component, design)
        policies: tuple[str, ...] = getattr(component, "policies", ())
        if role is not None and policies:
            yield Finding(
                f"the policies of '{component.name}' are not added to the role '{role.name}'",
                Fix(
                    "write them in the role, as `policy:`",
                    (
                        Remove(component.name, "policies"),
                        *(Include(role.name, "policy", f'"{name}"') for name in policies),
                    ),
                ),
                component.at("policies"),
                "does nothing",
            )
