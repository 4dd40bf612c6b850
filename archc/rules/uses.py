"""Who is used by name, in a text or in a property of another component."""

from __future__ import annotations

from archc.component import Architecture, Component
from archc.values import texts


def is_named(component: Component, design: Architecture) -> bool:
    """Whether a value of it stands in another component, or in an override."""
    written = [
        text for one in design.components.values() if one is not component
        for _, text in one.interpolated()
    ]  # fmt: skip
    written += [text for one in design.overrides for text in texts(one.properties)]
    return any(
        reference.name == component.name for text in written for reference in text.references
    )
