"""Diagnostic: what archc says about a design, and how it is written for people and programs."""

import textwrap
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from archc.edits import Change, Edit, Fix, Repair
from archc.source import Span


class Severity(StrEnum):
    """How much a finding matters; only errors stop a template."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


class Label(NamedTuple):
    """Another place that has to do with a finding, and what is to be seen there."""

    message: str
    span: Span


class Fault(NamedTuple):
    """A mistake that no rule looks for: code, name, why it matters, and an example.

    `bad` and `good` are whole designs; both are executed by the tests and shown by `explain`.
    """

    code: str
    name: str
    title: str
    why: str
    bad: str
    good: str
    severity: Severity = Severity.ERROR
    pillar: str = ""  # of what can be hidden; else a design cannot be judged before it is mended
    repair: Repair | None = None  # what is offered to mend it, in most cases

    def found(
        self,
        message: str,
        fix: str | Fix,
        span: Span | None,
        label: str = "",
        *,
        component: str | None = None,
        related: tuple[Label, ...] = (),
    ) -> "Diagnostic":
        """The mistake at one place; without a `repair` nothing is offered to mend it."""
        whole = fix if isinstance(fix, Fix) else Fix(fix)
        return Diagnostic(
            self.code,
            self.name,
            self.severity,
            message,
            self.why,
            whole.text,
            span,
            label,
            component,
            related,
            pillar=self.pillar,
            repair=self.repair,
            changes=whole.changes if self.repair is not None else (),
        )


class Diagnostic(NamedTuple):
    """One finding; `label` stands under the caret, `related` places are shown with theirs.

    `changes` may mend it; `edits` are what they come to in its text, once that is proved.
    """

    code: str
    name: str
    severity: Severity
    message: str
    why: str
    fix: str
    span: Span | None = None
    label: str = ""
    component: str | None = None
    related: tuple[Label, ...] = ()
    way: str = ""  # the way that packets take, or on which they are stopped
    pillar: str = ""  # see `Rule` and `Fault`
    repair: Repair | None = None
    changes: tuple[Change, ...] = ()
    edits: tuple[Edit, ...] = ()

    @property
    def stops(self) -> bool:
        """Whether no template can be made: something cannot be read, or would not work."""
        return self.severity is Severity.ERROR and self.pillar in ("", "correctness")


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether one of them stops the template."""
    return any(found.severity is Severity.ERROR for found in diagnostics)


def in_reading_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sorted by file, place and code; what has no place comes first."""
    return sorted(diagnostics, key=reading_key)


def reading_key(found: Diagnostic) -> tuple[str, int, str, str]:
    """What findings are sorted by: file, place, code and message."""
    path, start = (found.span.source.path, found.span.start) if found.span else ("", -1)
    return path, start, found.code, found.message


def as_text(found: Diagnostic) -> str:
    """The finding as a person reads it: headline, source window with carets, why, fix, more."""
    lines = wrapped(f"{found.severity}[{found.code}]: ", shortened(found.message))
    if found.span is not None:
        lines += _window(found.span, [Label(found.label, found.span), *found.related])
    gutter = " " * (_gutter_width(found) + 1)
    for word, text in _notes(found):
        lines += wrapped(f"{gutter}= {word}: ", text)
    return "\n".join(lines) + "\n"


def shortened(message: str) -> str:
    """A message on one line, without the middle of a name that is a page long."""
    line = visible(message)
    return line if len(line) <= 400 else f"{line[:300]} … {line[-80:]}"


_WIDTH = 80  # columns of a terminal, and of what is pasted into a mail


def wrapped(head: str, text: str) -> list[str]:
    """A note in lines of at most 80 columns; words and what stands in quotes stay whole."""
    hanging = " " * len(head)
    return [
        line
        for number, part in enumerate(text.split("\n"))
        for line in textwrap.wrap(
            part,
            _WIDTH,
            initial_indent=hanging if number else head,
            subsequent_indent=hanging,
            break_long_words=False,
            break_on_hyphens=False,
        )
    ]


def _notes(found: Diagnostic) -> list[tuple[str, str]]:
    notes = [
        ("why", found.why),
        ("way", found.way),
        ("fix", found.fix),
        ("more", f"archc explain {found.code}"),
    ]
    return [(word, text) for word, text in notes if text]


def _gutter_width(found: Diagnostic) -> int:
    spans = [*([found.span] if found.span else []), *(label.span for label in found.related)]
    return max((len(str(span.first.line)) for span in spans), default=1)


_CUT = "…"


def _window(primary: Span, labels: Sequence[Label]) -> list[str]:
    """Every labelled line once, in reading order; the primary place is underlined with carets."""
    width = max(len(str(label.span.first.line)) for label in labels)
    gutter = " " * (width + 1)
    place = primary.first
    lines = [
        f"{gutter[:-1]}--> {visible(primary.source.path)}:{place.line}:{place.column}",
        f"{gutter}|",
    ]
    previous = None
    for number, here in _by_line(labels, primary):
        if previous is not None and number > previous + 1:
            lines.append("..." if width < 3 else "." * width)
        line = _Line(number, here, primary, _WIDTH - len(gutter) - 2)
        lines.append(f"{number:>{width}} | {line.text}")
        lines += [f"{gutter}| {text}" for label in here for text in line.underline(label)]
        previous = number
    for label in labels:
        if label.span.source is not primary.source:
            spot = label.span.first
            where = f"{visible(label.span.source.path)}:{spot.line}:{spot.column}"
            lines.append(f"{gutter}::: {where}: {label.message}")
    return [*lines, f"{gutter}|"]


def _by_line(labels: Sequence[Label], primary: Span) -> list[tuple[int, list[Label]]]:
    lines: dict[int, list[Label]] = {}
    for label in labels:
        if label.span.source is primary.source:
            lines.setdefault(label.span.first.line, []).append(label)
    return sorted(lines.items())


class _Line:
    """One line of the source in a window, or as much of it as has room around what is marked."""

    def __init__(self, number: int, labels: Sequence[Label], primary: Span, room: int) -> None:
        self._source, self._primary, self._room = primary.source, primary, room
        self._start, self._end = primary.source.extent(number)
        first = min(self._columns(label.span)[0] for label in labels)
        last = max(self._columns(label.span)[1] for label in labels)
        whole = self._end - self._start
        self._skipped = 0
        if whole > room and last >= room:
            self._skipped = max(0, min(first - 1, last - room + 2, whole - room + 1))
        begin = self._start + self._skipped
        text = visible(self._source.text[begin : min(self._end, begin + room)])
        if self._skipped:
            text = _CUT + text[1:]
        self.text = text if begin + room >= self._end else text[:-1] + _CUT

    def _columns(self, span: Span) -> tuple[int, int]:
        """First and last marked column of the line, counted from 0, the last one excluded."""
        stop = self._source.text.find("\n", span.start, span.end)
        before = max(0, min(span.start, self._end) - self._start)
        return before, max(before + 1, (stop if stop >= 0 else span.end) - self._start)

    def underline(self, label: Label) -> list[str]:
        """The marks below a place, with what is to be seen there beside or, without room, below."""
        first, last = (column - self._skipped for column in self._columns(label.span))
        mark = "^" if label.span == self._primary else "-"
        marks = " " * first + mark * max(1, min(last, self._room) - first)
        if len(marks) + 1 + len(label.message) <= self._room or not label.message:
            return [f"{marks} {label.message}".rstrip()]
        told = textwrap.wrap(label.message, max(self._room - first, self._room // 2))
        indent = " " * min(first, self._room - max(map(len, told)))
        return [marks, *(indent + text for text in told)]


def visible(text: str) -> str:
    """Source text that may not move the cursor: tabs are one space, control characters dots."""
    shown = text.replace("\t", " ")
    return "".join(char if char.isprintable() or char == " " else "·" for char in shown)


def as_line(found: Diagnostic) -> str:
    """The finding on one line: `file:line:column: severity[code] message`."""
    where = "-"
    if found.span is not None:
        place = found.span.first
        where = f"{visible(found.span.source.path)}:{place.line}:{place.column}"
    return f"{where}: {found.severity}[{found.code}] {shortened(found.message)}\n"


def as_record(found: Diagnostic) -> dict[str, object]:
    """The finding as the JSON object that `--format json` documents."""
    return {
        "code": found.code,
        "name": found.name,
        "severity": str(found.severity),
        "message": found.message,
        "why": found.why,
        "fix": found.fix,
        **_place(found.span),
        "component": found.component,
        "related": [{"message": label.message, **_place(label.span)} for label in found.related],
        "repair": str(found.repair) if found.edits else None,
        "edits": [{**_place(edit.span), "text": edit.text} for edit in found.edits],
    }


def _place(span: Span | None) -> dict[str, object]:
    if span is None:
        return {"file": None, "start": None, "end": None}
    return {
        "file": span.source.path,
        "start": span.first._asdict(),
        "end": span.last._asdict(),
    }


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """`2 errors, 1 warning, 3 pieces of advice`, or that nothing was found."""
    counts = []
    for severity, one, many in _COUNTED:
        number = sum(found.severity is severity for found in diagnostics)
        if number:
            counts.append(f"{number} {one if number == 1 else many}")
    return ", ".join(counts) or "no findings"


_COUNTED = (
    (Severity.ERROR, "error", "errors"),
    (Severity.WARNING, "warning", "warnings"),
    (Severity.ADVICE, "piece of advice", "pieces of advice"),
)
