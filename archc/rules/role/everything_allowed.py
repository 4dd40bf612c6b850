"""Role that may do everything.

What it does
------------
Looks for lines of a role with `*` both in the action and as the resource.

Why
---
Whoever takes over the code takes over the account, or all of one service.

Bad
---

    architecture shop
    role admin { trust: lambda; allow: "s3:*" on * }

Good
----

    architecture shop
    bucket reports
    role reporter { trust: lambda; allow: s3:PutObject on reports }

Fix
---
Name the actions and the component, or remove the role: then it is made of the arrows.

References
----------
- https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.access.role import Role
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("IAM902", Severity.ERROR, Pillar.SECURITY)

# All that these services have is for the agent on a server, and none of it names a resource.
_OF_AGENT = ("ec2messages", "ssmmessages")


def check(role: Role, _: Architecture) -> Iterator[Finding]:
    """Look at every line that allows something."""
    for number, line in enumerate(role.allow):
        wild = [one for one in line.actions if one == "*" or one.endswith(":*")]
        wild = [one for one in wild if one.removesuffix(":*") not in _OF_AGENT]
        if wild and "*" in line.on:
            yield Finding(
                f"the role '{role.name}' may do {', '.join(wild)} to everything",
                "name the actions, and what they are for: `allow: s3:PutObject on reports`",
                role.at_entry("allow", number),
                "more than anybody needs",
            )
