"""The colours of a picture, the same in every format; text is dark, borders carry the colour."""

from __future__ import annotations

from typing import NamedTuple

INK = "#232F3E"
LINE = "#545B64"
PAPER = "#FFFFFF"
STEP = "#007CBD"
PANEL = "#EAEDED"
RULE = "#AAB7B8"
NOTE, NOTE_BORDER = "#FFF8DC", "#B8A36A"
SEVERITIES = {"error": "#C7131F", "warning": "#8A5A00"}


class Look(NamedTuple):
    """How a group is drawn; `dashes` are lengths of strokes and gaps, empty for a solid border."""

    border: str
    fill: str
    dashes: str
    name: str


GROUPS = {
    "cloud": Look(INK, "none", "", "AWS Cloud"),
    "region": Look("#00A4A6", "none", "2 3", "Region"),
    "vpc": Look("#8C4FFF", "none", "", "VPC"),
    "zone": Look("#00A4A6", "none", "6 4", "Availability Zone"),
    "public": Look("#7AA116", "#F2F6E8", "", "Public subnet"),
    "private": Look("#00A4A6", "#E6F6F7", "", "Private subnet"),
    "isolated": Look("#147EBA", "#EEF3FA", "", "Isolated subnet"),
    "scaling": Look("#ED7100", "none", "6 4", "Auto Scaling group"),
    "table": Look(RULE, PAPER, "", ""),
    "panel": Look("none", PANEL, "", ""),
    "legend": Look(RULE, PAPER, "", ""),
}


class Stroke(NamedTuple):
    """How a line is drawn; one that joins networks is no arrow and has no head."""

    color: str
    width: float
    dashes: str
    head: bool
    name: str


LINES = {
    "arrow": Stroke(LINE, 1.5, "", head=True, name=""),  # each view says what its arrows mean
    "network": Stroke("#8C4FFF", 2, "", head=False, name="Connected network"),
    "tunnel": Stroke("#8C4FFF", 2, "6 4", head=False, name="VPN tunnel"),
    "refuted": Stroke(SEVERITIES["error"], 3, "", head=True, name="A way that must not be"),
}


def contrast(one: str, other: str) -> float:
    """How well two colours can be told apart, from 1 to 21, as WCAG 2 counts."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    shares = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def readable_on(ground: str) -> str:
    """Black or white, whichever is easier to read there."""
    return max(("#FFFFFF", "#000000"), key=lambda color: contrast(color, ground))
