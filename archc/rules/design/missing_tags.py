"""Tags for project and owner missing.

What it does
------------
Looks for the tags `project` and `owner` of the design.

Why
---
Tags say later which resources belong together, who pays for them, and whom to ask before deleting
them.

Bad
---

    architecture shop

Good
----

    architecture shop
    tags: { project: shop, owner: team-7 }

Fix
---
Write `tags: { project: shop, owner: team-7 }` below the first line.

References
----------
- https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.uses import is_drawn

RULE = Rule("GEN971", Severity.ADVICE, Pillar.OPERATIONS)


def check(design: Architecture) -> Iterator[Finding]:
    """Look for both, in whatever capitals."""
    present = {name.lower() for name in design.tags}
    missing = [name for name in ("project", "owner") if name not in present]
    if missing and design.span is not None and is_drawn(design):
        values = {"project": design.name, "owner": "team-7"}
        entries = ", ".join(f"{name}: {values[name]}" for name in missing)
        yield Finding(
            f"the design has no tag {' and no tag '.join(missing)}",
            f"add `{entries}` to `tags`" if design.tags else f"write `tags: {{ {entries} }}`",
            design.spans.get("tags", design.span),
            "nobody will know whose resources these are",
        )
