"""Role shared by different kinds.

What it does
------------
Looks for a written role that components of different kinds take on.

Why
---
Each of them may do what any of them needs, and a mistake in one has the rights of all.

Bad
---

    architecture shop
    purpose: production
    tags: { project: shop, owner: team-7 }
    vpc lab { tier app { private }; tier edge { public }; nat: per_zone }
    bucket reports { versions }
    role worker {
      trust: lambda, ec2
      policy: "AWSLambdaBasicExecutionRole"
      allow: s3:PutObject on reports
    }
    function report { code: file("hello.py"); role: worker }
    instance server in app { role: worker }
    report, server -> reports : write

Good
----

    architecture shop
    purpose: production
    tags: { project: shop, owner: team-7 }
    vpc lab { tier app { private }; tier edge { public }; nat: per_zone }
    bucket reports { versions }
    role worker {
      trust: lambda
      policy: "AWSLambdaBasicExecutionRole"
      allow: s3:PutObject on reports
    }
    function report { code: file("hello.py"); role: worker }
    instance server in app
    report, server -> reports : write

Fix
---
Write a role for each, or none: then each gets one that is made of its arrows.

References
----------
- https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html

"""

from collections.abc import Iterator

from archc.access import users_of
from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.access.role import Role
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("IAM906", Severity.WARNING, Pillar.SECURITY, hardening=True)


def check(role: Role, design: Architecture) -> Iterator[Finding]:
    """Look at the kinds of its users; a role that exists is often the only one there is."""
    users = {user.word: user for user in users_of(role, design)}
    if role.existing is None and len(users) > 1:
        names = " and ".join(f"'{user.name}'" for user in users.values())
        yield Finding(
            f"the role '{role.name}' is taken on by {names}, which do different things",
            "write a role for each, or leave `role:` out",
            role.span,
            "one role for all",
        )
