"""Read and write because nothing was said.

What it does
------------
Looks for arrows to buckets and tables that name no verb.

Why
---
Such an arrow means `read` and `write`. Most code needs one of them, and what it may not do it
cannot do by mistake.

Bad
---

    architecture shop
    table orders { key: id }
    function show { code: file("hello.py") }
    show -> orders

Good
----

    architecture shop
    table orders { key: id }
    function show { code: file("hello.py") }
    show -> orders : read

Fix
---
Write the verbs that the code needs, even if it is both.

References
----------
- https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Fix, Repair, Say
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.uses import is_drawn

RULE = Rule("DAT872", Severity.ADVICE, Pillar.SECURITY, repair=Repair.SAFE)


def check(design: Architecture) -> Iterator[Finding]:
    """Two verbs at one place of the source are two that nobody wrote."""
    verbs: dict[tuple[str, str, int], list[str]] = {}
    for relation in design.relations if is_drawn(design) else ():
        if relation.target.default_verbs > 1 and not relation.implied:
            key = (relation.source.name, relation.target.name, relation.span.start)
            verbs.setdefault(key, []).append(relation.verb.name)
            if len(verbs[key]) == relation.target.default_verbs:
                said = " and ".join(verbs[key])
                both = ", ".join(verbs[key])
                yield Finding(
                    f"'{relation.source.name}' may {said} '{relation.target.name}', because the "
                    f"arrow does not say what it does",
                    Fix(
                        f"write `{relation.text} : {verbs[key][0]}` if that is all, else "
                        f"`: {both}`",
                        (Say(relation.span, both),),
                    ),
                    relation.span,
                    "says no verb",
                    about=relation.end,
                )
