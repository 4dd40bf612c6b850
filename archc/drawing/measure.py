"""How wide text is in the picture, and where it wraps."""

from __future__ import annotations

import importlib.util
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

LINE = 16  # the height of a line of 12 px text
SIZE = 12

# Other programs draw with their own sans-serif font, so every width gets some air.
_AIR = 1.1


def font_file() -> Path:
    """Open Sans Regular as installed; the package itself need not be executed for that."""
    spec = importlib.util.find_spec("ttf_opensans")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("the package ttf-opensans is not installed")
    return Path(spec.submodule_search_locations[0]) / "ttf" / "OpenSans-Regular.ttf"


@cache
def _advances() -> Mapping[int, float]:
    """The advance of every character of the font, as a share of the font size."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415  (slow, wanted only when drawing)

    with TTFont(font_file(), lazy=True) as font:
        metrics, unit = font["hmtx"].metrics, font["head"].unitsPerEm
        return {code: metrics[glyph][0] / unit for code, glyph in font.getBestCmap().items()}


@lru_cache(maxsize=4096)
def text_width(text: str, size: int = SIZE) -> int:
    """The width of a line in pixels, rounded up; characters the font lacks are estimated."""
    known = _advances()
    total = sum(known[ord(char)] if ord(char) in known else _guess(char) for char in text)
    return int(total * size * _AIR) + 1


def _guess(char: str) -> float:
    if unicodedata.combining(char):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(char) in "WF" else 0.62


def plain(text: str) -> str:
    """Text on one line without control characters and what XML cannot hold."""
    spaced = "".join(" " if char in "\t\n\r" else char for char in text)
    return " ".join("".join(char for char in spaced if _is_visible(char)).split())


def _is_visible(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cs") and (ord(char) & 0xFFFE) != 0xFFFE


def wrap(text: str, width: int, most: int = 2, size: int = SIZE) -> tuple[str, ...]:
    """Text in at most `most` lines of this width; what does not fit is cut with `…`."""
    lines: list[str] = []
    rest, left = plain(text), ""
    while rest and len(lines) < most:
        head = _head(rest, width, size)
        lines.append(head.rstrip())
        left = rest[len(head) :]
        rest = left.lstrip()
    if rest:
        lines[-1] = cut(lines[-1] + left, width, size)
    return tuple(lines)


def _head(text: str, width: int, size: int) -> str:
    """As much of the text as fits on one line, broken at a comma, a space, or else behind `_-/`."""
    fitting = _fitting(text, width, size)
    if fitting == len(text):
        return text
    for separators in (",", " ", "_-/"):
        # The next character may be the space itself: it needs no room at the end of a line.
        end = fitting + (separators == " ")
        at = max(text.rfind(char, 0, end) for char in separators) + 1
        if at * 3 > fitting:
            return text[:at].rstrip()
    return text[:fitting]


def _fitting(text: str, width: int, size: int) -> int:
    """How many characters fit, at least one."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (
            (middle, high) if text_width(text[:middle], size) <= width else (low, middle - 1)
        )
    return low


def cut(text: str, width: int, size: int = SIZE) -> str:
    """One line that fits, ending in `…` where something was left out."""
    if text_width(text, size) <= width:
        return text
    kept = text
    while kept and text_width(kept + "…", size) > width:
        kept = kept[: min(len(kept) - 1, max(1, _fitting(kept, width, size)))]
    return kept.rstrip() + "…"


def widest(lines: tuple[str, ...], size: int = SIZE) -> int:
    """The width of the longest line."""
    return max((text_width(line, size) for line in lines), default=0)
