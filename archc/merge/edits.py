"""Merges one cell: what people changed in it stays, the rest is as generated now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import deepcopy

from archc.merge.document import Cell, Cells
from archc.merge.geometry import PORTS, is_placed, keys, style_of
from archc.merge.sealing import FLAGS, Base, base_of, differing, told


def merged_cell(old: Cell, new: Cell, base: Base, edits: Collection[str]) -> Cell:
    """The cell in its file's place, with each edited part as edited."""
    attributes = {**old.attributes, **new.attributes}
    attributes.pop("value", None)
    style = style_of(_style(old, new, base))
    attributes.pop("style", None)
    if style:
        attributes["style"] = style
    for name in ("parent", "source", "target"):
        _choose(attributes, name, old if name in edits else new)
    for name in FLAGS:
        _choose(attributes, name, old if "flags" in edits else new)
    label = (old if "label" in edits else new).label
    facts = {"label": label, **_told(old, new, edits)}
    cell = Cell(new.id, new.wrapper, facts, attributes, deepcopy(old.children))
    if not is_placed(new) and "place" not in edits and not new.is_edge:
        geometry_from(cell, old if old.geometry is not None else new)
    return cell


def geometry_from(cell: Cell, other: Cell) -> None:
    """Give a cell the place of another."""
    kept = [child for child in cell.children if child.tag != "mxGeometry"]
    found = other.geometry
    cell.children = [*([] if found is None else [deepcopy(found)]), *kept]


def is_kept(
    old: Cells, id_: str, below: Mapping[str, Collection[str]], known: Collection[str]
) -> bool:
    """Whether a cell whose component is gone must stay, since something was edited in it.

    A line and its labels go or stay together.
    """
    owner = old.get(old[id_].parent)
    family = [owner.id if owner is not None and owner.is_edge else id_]
    if old[family[0]].is_edge:
        family += below.get(family[0], ())
    return any(one not in known or differing(old[one], base_of(old[one])) for one in family)


def _choose(attributes: dict[str, str], name: str, cell: Cell) -> None:
    attributes.pop(name, None)
    if name in cell.attributes:
        attributes[name] = cell.attributes[name]


def _told(old: Cell, new: Cell, edits: Collection[str]) -> dict[str, str]:
    """The attributes of the wrapper, one by one."""
    theirs, ours = told(old), told(new)
    names = [*ours, *(name for name in theirs if name not in ours)]
    chosen = {n: theirs.get(n) if f"#{n}" in edits else ours.get(n) for n in names}
    return {name: value for name, value in chosen.items() if value is not None}


def _style(old: Cell, new: Cell, base: Base) -> dict[str, str | None]:
    """The style key by key; where a line touches its shapes is a matter of its route."""
    theirs, ours, was = keys(old.style), keys(new.style), keys(base.get("style", ""))
    ports = set(PORTS) if new.is_edge else set()
    for key in [*was, *theirs]:
        same = (key in theirs) == (key in was) and theirs.get(key) == was.get(key)
        if same or key in ports:
            continue
        if key in theirs:
            ours[key] = theirs[key]
        else:
            ours.pop(key, None)
    return ours
