"""Names for what a fix adds."""

from __future__ import annotations

from archc.component import Architecture


def free_name(design: Architecture, stem: str) -> str:
    """A name like this one that nothing in the design has."""
    taken = {*design.components, *design.parameters, design.name}
    if stem not in taken:
        return stem
    return next(f"{stem}_{n}" for n in range(2, len(taken) + 3) if f"{stem}_{n}" not in taken)
