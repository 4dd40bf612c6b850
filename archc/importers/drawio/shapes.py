"""Shapes → what they stand for: by their stencil, by their look, by their label."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from archc.importers.drawio.catalogue import (
    FRAMES,
    GROUP,
    REGION,
    SCALING,
    SHAPES,
    SILENT,
    STANDBY,
    SUBNET,
    WORDS,
    ZONE,
)
from archc.importers.drawio.cells import Shape
from archc.importers.drawio.labels import plainly, reach_class, without_facts
from archc.kinds import catalogue, kind

_ZONE_BORDERS = ("#147eba", "#00a4a6", "#007dbc", "#f59d56")
_GROUP_BORDERS = ("#dd3522", "#dd344c", "#df3312", "#ff0000")
_PUBLIC_BORDERS = ("#248814", "#7aa116", "#3f8624")
_PRIVATE_BORDERS = ("#147eba", "#00a4a6", "#007dbc")
_DASHES = {"8 3 1 3": SCALING, "1 1": REGION}
_LARGE = 90  # a frame has room for an icon in it
# What a label makes of a shape that by itself says less.
_NARROWER: Mapping[str, tuple[str, ...]] = {
    "instance": ("nat_instance",),
    "load_balancer": ("network_load_balancer", "classic_load_balancer"),
    "database": (STANDBY,),
    "vpn_gateway": ("vpn", "transit_gateway"),
    "users": ("internet",),
}
_MANY_WORDS = 6  # a label of more is a sentence, and names nothing


class Meaning(NamedTuple):
    """What a shape stands for; `kind` is empty if nobody knows.

    `told_by` is `shape`, `look` or `label`; `stencil` is the name of an AWS shape.
    """

    kind: str
    told_by: str
    engine: str = ""
    stencil: str = ""
    is_frame: bool = False


UNKNOWN = Meaning("", "")


def stencil(style: Mapping[str, str]) -> str:
    """The name of an AWS shape without its set: `lambda` of `mxgraph.aws4.lambda`."""
    for key in ("resIcon", "prIcon", "grIcon", "shape"):
        name = style.get(key, "")
        if name.startswith("mxgraph.aws") and not name.endswith(("Icon", ".group", ".groupCenter")):
            return name.rpartition(".")[2].lower()
    return ""


def is_picture(style: Mapping[str, str]) -> bool:
    """Whether it shows a picture."""
    return bool(style.get("image")) or style.get("shape") == "image"


def meaning(shape: Shape, label: str) -> Meaning:
    """What a shape with this label, its own or one beside it, stands for."""
    name = stencil(shape.style)
    if name and name != "rrect":
        return _by_stencil(shape, name, label)
    if not shape.is_text:
        found = _by_label(shape, label) or _by_outline(shape)
        if found is not None:
            return found
        looks = _by_look(shape)
        if looks:
            return Meaning(looks, "look", is_frame=True)
    return UNKNOWN


def _by_stencil(shape: Shape, name: str, label: str) -> Meaning:
    is_frame = "grIcon" in shape.style or ".groups." in shape.style.get("shape", "")
    found, _, engine = (SHAPES.get(name) or icons().get(name) or "").partition(":")
    if name in ("group_security_group", "security_group") and is_frame:
        found = GROUP if word_for(label) == GROUP else SUBNET
    said = word_for(label)
    if said in _NARROWER.get(found, ()):
        found = said
    if is_frame and not found:
        return Meaning("", "shape", stencil=name, is_frame=True)
    return Meaning(found, "shape", engine, name, is_frame)


def _by_label(shape: Shape, label: str) -> Meaning | None:
    said = word_for(label)
    if not said or said == SILENT:
        return None
    is_frame = said in FRAMES and is_large(shape)
    return Meaning(said, "label", is_frame=is_frame)


def _by_outline(shape: Shape) -> Meaning | None:
    """General shapes that everybody reads alike, such as the stick figure."""
    name = shape.style.get("shape", "").rpartition(".")[2].lower()
    name = name or next((key for key in ("actor", "umlActor") if key in shape.style), "").lower()
    return Meaning(SHAPES[name], "shape") if SHAPES.get(name) == "users" else None


def _by_look(shape: Shape) -> str:
    """Frames of the libraries that are plain rectangles with a border of their own."""
    style = shape.style
    if style.get("shape") or not is_large(shape) or style.get("fillColor") not in ("none", None):
        return ""
    border = style.get("strokeColor", "").lower()
    is_dashed = style.get("dashed") == "1"
    if is_dashed and style.get("dashPattern") in _DASHES:
        return _DASHES[style["dashPattern"]]
    if border in _GROUP_BORDERS:
        return GROUP
    return ZONE if is_dashed and border in _ZONE_BORDERS else ""


def is_large(shape: Shape) -> bool:
    """Whether a frame of this size could have anything in it."""
    return min(shape.area.width, shape.area.height) >= _LARGE


def word_for(label: str) -> str:
    """The kind that a label names, in one of its lines or as a whole; empty if it names none."""
    pieces = [label.replace("\n", " "), *label.split("\n")]
    for piece in pieces:
        words = plainly(without_facts(piece)) or plainly(piece)
        words = words.strip(" .:()[]\"'")
        if not words or len(words.split()) > _MANY_WORDS:
            continue
        for name, spelling in WORDS:
            if spelling.fullmatch(words):
                return name
    return ""


def subnet_class(shape: Shape, label: str) -> str:
    """`public`, `private` or `isolated` by the label, else by the colour of the border."""
    said = reach_class(label)
    border = shape.style.get("strokeColor", "").lower()
    if said:
        return said
    if border in _PUBLIC_BORDERS:
        return "public"
    return "private" if border in _PRIVATE_BORDERS else ""


@cache
def icons() -> Mapping[str, str]:
    """The kinds by the names of the shapes that they are drawn with."""
    found: dict[str, str] = {}
    for word in catalogue():
        found.setdefault(kind(word).icon.shape, word)
    return found
