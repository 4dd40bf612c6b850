"""Owners: which component a place in the source speaks of."""

from __future__ import annotations

from bisect import bisect_right

from archc.component import Architecture
from archc.source import Span


class Owners:
    """Finds the component of a span: its name, an attribute, an arrow to it, a sentence on it."""

    def __init__(self, design: Architecture) -> None:
        entries = [
            (span, component.name)
            for component in design.components.values()
            for span in (component.span, *component.spans.values())
        ]
        entries += [(r.span, r.end.name) for r in design.relations]
        # A sentence is about whom it speaks of last: what is reached, read or lost.
        entries += [
            (g.span, (*g.subjects, *g.objects)[-1])
            for g in design.guarantees
            if g.subjects or g.objects
        ]
        # A design may stand in several files.
        self._entries = sorted((s.source.path, s.start, s.end, name) for s, name in entries)
        self._starts = [entry[:2] for entry in self._entries]

    def of(self, span: Span | None) -> str | None:
        """The name of the component; None for a place that belongs to the design itself."""
        if span is None:
            return None
        at = bisect_right(self._starts, (span.source.path, span.start)) - 1
        if at < 0:
            return None
        path, _, end, name = self._entries[at]
        here = path == span.source.path
        return name if here and (span.start < end or span.start == span.end == end) else None
