"""Tags that AWS refuses.

What it does
------------
Looks for more tags than a resource may have, for keys that begin with `aws:`, and for keys and
values that are too long.

Why
---
AWS keeps keys with `aws:` for itself, and a resource with a tag that it does not take is not
created.

Bad
---

    architecture shop
    tags: { project: shop, owner: team-7 }
    table orders { key: id; tags: { "aws:stage": "test" } }

Good
----

    architecture shop
    tags: { project: shop, owner: team-7 }
    table orders { key: id; tags: { stage: test } }

Fix
---
Shorten or rename the tag, or remove some.

References
----------
- https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html

"""

from collections.abc import Iterator, Mapping

from archc import limits
from archc.component import Architecture
from archc.diagnostics import Severity
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("GEN975", Severity.ERROR, Pillar.CORRECTNESS)


def check(design: Architecture) -> Iterator[Finding]:
    """Look at the tags of the design, then at those of each component beside them."""
    wrong = _wrong(design.tags)
    if wrong and "tags" in design.spans:
        yield Finding(*wrong, design.spans["tags"])
    for component in design.components.values():
        whole = {} if wrong else design.tags
        found = _wrong({**whole, **component.tags}) if component.tags else None
        if found:
            yield Finding(f"'{component.name}': {found[0]}", found[1], component.at("tags"))


def _wrong(tags: Mapping[str, str]) -> tuple[str, str] | None:
    """What is wrong with tags, and what to write."""
    for key, value in tags.items():
        if key.lower().startswith("aws:"):
            what = f"the key `{key}` begins with `aws:`, which AWS keeps for itself"
            return what, f"write `{key[4:] or 'name'}`"
        if len(key) > limits.TAG_KEY_LENGTH:
            what = f"the key `{key[:20]}…` of a tag has {len(key)} characters"
            return what, f"write {limits.TAG_KEY_LENGTH} characters at most"
        if len(value) > limits.TAG_VALUE_LENGTH:
            what = f"the value of the tag `{key}` has {len(value)} characters"
            return what, f"write {limits.TAG_VALUE_LENGTH} characters at most"
    if len(tags) > limits.TAGS_PER_RESOURCE:
        what = f"these are {len(tags)} tags, and a resource may have {limits.TAGS_PER_RESOURCE}"
        return what, f"remove {len(tags) - limits.TAGS_PER_RESOURCE} of them"
    return None
