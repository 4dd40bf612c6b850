"""Labels → names: lower case, unique, and the same whatever else is in the drawing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from archc.importers.drawio.labels import without_facts
from archc.syntax import tree

_LONGEST = 40
_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "æ": "ae"})


class Names:
    """Gives out names; the first who asks for one gets it, the next a number behind it."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._ids = {name.replace("_", "") for name in self._taken}

    def name(self, *wishes: str) -> str:
        """The first of the wishes that makes a name, made unique."""
        stem = next((made for wish in wishes if (made := as_name(wish))), "thing")
        number = 1
        found = stem
        while found in self._taken or found.replace("_", "") in self._ids:
            number += 1
            found = f"{stem}_{number}"
        self._taken.add(found)
        self._ids.add(found.replace("_", ""))
        return found


def as_name(label: str) -> str:
    """A label as a name; empty if nothing is left of it."""
    text = without_facts(label).lower().translate(_FOLDED)
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "_", text).strip("_")[:_LONGEST].strip("_")
    if not name:
        return ""
    if name[0].isdigit():
        name = f"n{name}"
    return f"{name}_1" if name in tree.RESERVED else name
