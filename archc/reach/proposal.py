"""Proposal: one change to a design, as a person makes it."""

from typing import NamedTuple

from archc.edits import Change
from archc.source import Span


class Proposal(NamedTuple):
    """What to write, about which component; and what it removes, at which place of the way."""

    text: str
    component: str = ""
    span: Span | None = None
    place: str = ""
    reason: str = ""
    answering: bool = False
    changes: tuple[Change, ...] = ()

    def as_record(self) -> dict[str, object]:
        """The change as `archc check --format json` documents it."""
        return {
            "text": self.text,
            "component": self.component or None,
            "place": self.place or None,
            "reason": self.reason or None,
            "file": self.span.source.path if self.span else None,
            "start": self.span.first._asdict() if self.span else None,
            "end": self.span.last._asdict() if self.span else None,
        }
