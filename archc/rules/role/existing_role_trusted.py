"""Role that archc cannot read.

What it does
------------
Says which arrows rest on a role that exists already.

Why
---
archc sees the name of such a role and not its policies: whether the arrows work is not proved.

Bad
---

    architecture shop
    table people { key: name }
    role lab { existing: "LabRole" }
    function find { code: file("hello.py"); role: lab }
    find -> people : read

Good
----

    architecture shop
    table people { key: name }
    function find { code: file("hello.py") }
    find -> people : read

Fix
---
Compare the role with the policy that `archc build` writes beside the template.

References
----------
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use.html

"""

from collections.abc import Iterator

from archc.access import users_of
from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.access.role import Role
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("IAM908", Severity.ADVICE, Pillar.SECURITY)


def check(role: Role, design: Architecture) -> Iterator[Finding]:
    """Name those who depend on it."""
    users = [user.name for user in users_of(role, design)]
    if role.existing is not None and users:
        name = role.existing.rpartition("/")[2]
        yield Finding(
            f"archc takes it that {name} allows what {' and '.join(users)} "
            f"need{'' if len(users) > 1 else 's'}",
            f"compare it with the file .{name}.policy.json that `archc build` writes",
            role.at("existing"),
            "not proved",
        )
