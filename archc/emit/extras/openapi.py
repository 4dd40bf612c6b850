"""Architecture → an OpenAPI description of every API."""

from __future__ import annotations

import json
from collections.abc import Iterator

from archc.component import Architecture

NEEDS = "design"


def emit(design: Architecture) -> Iterator[tuple[str, bytes]]:
    """`.API.openapi.json`."""
    for component in design.components.values():
        description = component.described(design)
        if description is not None:
            text = json.dumps(description, indent=2, ensure_ascii=False) + "\n"
            yield f".{component.name}.openapi.json", text.encode()
