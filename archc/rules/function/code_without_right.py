"""Function whose code calls what no arrow allows.

What it does
------------
Looks in the code of a function for calls of AWS's SDK for Python, such as `put_item`, that belong
to something in the design, and compares them with what its arrows allow.

Why
---
The function has the rights that its arrows say and no others: AWS refuses the call, and the
function fails at that line.

Bad
---

    architecture shop
    http_api api
    function sign { code: file("sign.py") }
    table guests { key: name string }
    api -> sign : GET /guests auth none
    sign -> guests : read

Good
----

    architecture shop
    http_api api
    function sign { code: file("sign.py") }
    table guests { key: name string }
    api -> sign : GET /guests auth none
    sign -> guests : read, write

Fix
---
Add the verb to the arrow, or take the call out of the code.

References
----------
- https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
- https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html

"""

import re
from collections.abc import Iterator

from archc.access import rights, role_of
from archc.component import Architecture, pascal_case
from archc.diagnostics import Severity
from archc.kinds.serverless.function import Function
from archc.reach.once import once_per_design
from archc.rules.programs import program_of
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LAM980", Severity.WARNING, Pillar.CORRECTNESS)


# Methods of two words and more: one word alone, like `publish`, may be anybody's.
_CALL = re.compile(
    r"\bget_paginator\(\s*[\"']([a-z_0-9]+)[\"']|\.(?!get_paginator)([a-z]+(?:_[a-z0-9]+)+)\("
)


def check(function: Function, design: Architecture) -> Iterator[Finding]:
    """Look for calls that the function has no right to."""
    program = program_of(function)
    if program is None or "boto3" not in program[0]:
        return
    if role_of(function, design) is not None or function.policies:
        return  # what they allow is not the arrows' business
    offered = _offered(design)
    allowed = {a.partition(":")[2] for r in rights(function, design) for a in r.grant.actions}
    calls = (one or other for one, other in _CALL.findall(program[0]))
    for call in dict.fromkeys(calls):
        name = pascal_case(call)
        if name in offered and name not in allowed:
            action, target, needed = offered[name]
            yield Finding(
                f"the code of '{function.name}' calls `{call}`, and no arrow allows {action}",
                f"draw the arrow that allows it, such as `{function.name} -> {target} : {needed}`",
                function.at("code"),
                "will be refused",
            )


@once_per_design
def _offered(design: Architecture) -> dict[str, tuple[str, str, str]]:
    """Actions by their name without the service, with what they are done to and the verb."""
    found: dict[str, tuple[str, str, str]] = {}
    for other in design.components.values():
        for verb in other.offered():
            for action in verb.actions:
                found.setdefault(action.partition(":")[2], (action, other.name, verb.name))
    return found
