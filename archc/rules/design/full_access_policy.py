"""Managed policy that allows too much.

What it does
------------
Looks for managed policies called FullAccess, Administrator or PowerUser.

Why
---
Such a policy is for people who try things out: code that has it can delete what it only had to
read.

Bad
---

    architecture shop
    purpose: production
    table people { key: name }
    function find { code: file("hello.py"); policies: ["AmazonDynamoDBFullAccess"] }
    find -> people : read

Good
----

    architecture shop
    purpose: production
    table people { key: name }
    function find { code: file("hello.py") }
    find -> people : read

Fix
---
Remove it: the arrows give exactly what is needed.

References
----------
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component
from archc.diagnostics import Severity
from archc.edits import Entry, Fix, Repair
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("IAM903", Severity.WARNING, Pillar.SECURITY, hardening=True, repair=Repair.UNSAFE)

_WIDE = ("FullAccess", "AdministratorAccess", "PowerUserAccess")


def check(design: Architecture) -> Iterator[Finding]:
    """Look at the names of managed policies."""
    for component in design.components.values():
        named: tuple[str, ...] = getattr(component, "policies", ())
        wide = [name for name in named if name.rpartition("/")[2].endswith(_WIDE)]
        if wide:
            yield Finding(
                f"'{component.name}' has the managed policy {wide[0]}",
                Fix(
                    "remove it, and draw the arrows of what it has to do",
                    (_without(component, named, wide[0]),),
                ),
                component.at("policies", "policy"),
                "far more than its arrows",
            )


def _without(component: Component, named: tuple[str, ...], policy: str) -> Entry:
    field = "policies" if "policies" in component.spans else "policy"
    return Entry(component.name, field, named.index(policy))
