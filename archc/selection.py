"""Selection: which rules somebody wants to hear, by code, beginning of a code, name or pillar."""

from __future__ import annotations

from typing import NamedTuple

from archc.diagnostics import Diagnostic

ALL = "ALL"


class Selection(NamedTuple):
    """What is selected and what is ignored; nothing selected means everything.

    Of two selectors that fit, the narrower decides: `--ignore SGR --select SGR401` leaves one
    rule of the family. `by` are the places where the two lists are written, for the count.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    by: tuple[str, str] = ("--select", "--ignore")

    def left_out(self, found: Diagnostic) -> str | None:
        """Which of the two lists hides a finding; None if it is to be shown."""
        wanted = max((_strength(one, found) for one in self.select or (ALL,)), default=-1)
        unwanted = max((_strength(one, found) for one in self.ignore), default=-1)
        if wanted < 0:
            return self.by[0]
        return self.by[1] if unwanted >= wanted else None


def _strength(selector: str, found: Diagnostic) -> int:
    """How closely a selector describes a finding; -1 if not at all."""
    if selector in (found.name, found.code):
        return len(found.code) + 2
    if selector == ALL:
        return 0
    if selector == found.pillar:
        return 1
    return len(selector) + 1 if found.code.startswith(selector) else -1
