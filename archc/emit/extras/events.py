"""Architecture → a test event for every arrow that runs a function."""

from __future__ import annotations

import json
from collections.abc import Iterator

from archc.component import Architecture

NEEDS = "design"


def emit(design: Architecture) -> Iterator[tuple[str, bytes]]:
    """`.events/SOURCE-to-TARGET.json`, with the arrow's own words where several may lead there."""
    for relation in design.relations:
        event = relation.source.sample_event(relation, design) if not relation.implied else None
        # Other targets are given the same things, but nobody invokes them by hand.
        if event is not None and relation.verb.name == "invoke":
            detail = relation.details.id_part if relation.details is not None else ""
            ends = f"{relation.source.name}-to-{relation.target.name}"
            text = json.dumps(event, indent=2, ensure_ascii=False, default=_spelled) + "\n"
            yield f".events/{ends}{'-' if detail else ''}{detail}.json", text.encode()


def _spelled(value: object) -> str:
    """A text with values that only the deployed stack knows, as the design writes it."""
    return str(getattr(value, "literal", value))
