"""GitHub's workflow commands: each finding is an annotation at its line of the changed file.

GitHub shows ten of each level for a step; `sarif` has no such bound.
"""

from archc.diagnostics import Diagnostic, Severity, visible
from archc.report import File, Run, place_of
from archc.report._paths import shown
from archc.source import Span

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}


def report(run: Run) -> str:
    """A command for each file that cannot be read and each finding; one for all that is hidden."""
    unread = [_command("error", {"file": shown(f.path), "title": "archc"}, [f.problem])
              for f in run.unread]  # fmt: skip
    hidden = [_command("notice", {"title": "archc"}, [run.summary])] if run.hidden else []
    return "".join([*unread, *(_annotation(file, found) for file, found in run.placed), *hidden])


def _annotation(file: File, found: Diagnostic) -> str:
    properties = {"file": shown(place_of(file, found))}
    if found.span is not None:
        properties |= _region(found.span)
    properties["title"] = f"{found.code} {found.name}"
    told = [found.message, *(f"{word}: {text}" for word, text in _notes(found) if text)]
    return _command(_LEVELS[found.severity], properties, told)


def _notes(found: Diagnostic) -> list[tuple[str, str]]:
    return [("why", found.why), ("way", found.way), ("fix", found.fix)]


def _region(span: Span) -> dict[str, str]:
    """The place; columns only within one line, and the last one is the last that is marked."""
    first = span.source.position_in_utf16(span.start)
    last = span.source.position_in_utf16(span.end)
    place = {"line": first.line, "endLine": last.line}
    if first.line == last.line:
        place |= {"col": first.column, "endColumn": max(first.column, last.column - 1)}
    return {word: str(number) for word, number in place.items()}


def _command(level: str, properties: dict[str, str], lines: list[str]) -> str:
    told = ",".join(f"{word}={_property(text)}" for word, text in properties.items())
    return f"::{level} {told}::{_data(chr(10).join(lines))}\n"


def _data(text: str) -> str:
    """Text behind the second `::`; a new command cannot begin in it."""
    lines = (visible(line).replace("%", "%25") for line in text.split("\n"))
    return "%0A".join(lines)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
