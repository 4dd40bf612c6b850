"""Right that no arrow uses.

What it does
------------
Looks for lines of a written role on components to which nobody with that role has an arrow.

Why
---
A right that nobody needs is one that only an intruder will use; or the arrow is missing, and then
the drawing does not show what happens.

Bad
---

    architecture shop
    bucket reports
    table people { key: name }
    role reporter {
      trust: lambda
      policy: "AWSLambdaBasicExecutionRole"
      allow: s3:PutObject on reports, dynamodb:DeleteItem on people
    }
    function report { code: file("hello.py"); role: reporter }
    report -> reports : write
    function look { code: file("hello.py") }
    look -> people : read

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
Remove the line, or draw the arrow.

References
----------
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html

"""

from collections.abc import Iterator

from archc.access import rights, users_of
from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Entry, Fix, Repair
from archc.kinds.access.role import Allowed, Role
from archc.rules.roles import matches
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.uses import is_drawn

RULE = Rule("IAM904", Severity.ADVICE, Pillar.SECURITY, repair=Repair.UNSAFE)


def _without(role: Role, allowed: Allowed, unused: list[str]) -> tuple[Entry, ...]:
    """The line out of the role, where it allows nothing else and nothing else is on it."""
    for number, line in enumerate(role.allow):
        if set(line.actions) == set(unused) and [getattr(one, "name", one) for one in line.on] == [
            allowed.target
        ]:
            return (Entry(role.name, "allow", number),)
    return ()


def check(role: Role, design: Architecture) -> Iterator[Finding]:
    """Compare what is allowed with what arrows need."""
    users = users_of(role, design) if is_drawn(design) else ()
    needed = {
        (right.other.name, action)
        for user in users
        for right in rights(user, design)
        for action in right.grant.actions
    }
    for allowed in role.allowed(design) if users else ():
        unused = [
            action
            for action in allowed.grant.actions
            if not any(n == allowed.target and matches(a, action) for n, a in needed)
        ]
        if allowed.target and unused:
            yield Finding(
                f"the role '{role.name}' allows {', '.join(unused)} on '{allowed.target}', and no "
                f"arrow needs it",
                Fix(
                    f"remove it, or draw the arrow to '{allowed.target}'",
                    _without(role, allowed, unused),
                ),
                role.at("allow"),
                "more than its arrows",
            )
