"""A report in GitHub's Markdown, for a comment on a pull request or to hand in.

Text of a design stays text: every mark of Markdown in it is escaped, and nobody is mentioned.
"""

import re

from archc.diagnostics import Diagnostic, shortened, visible
from archc.report import File, Run, place_of
from archc.report._paths import shown

_MARKS = re.compile(r"[\\`*_\[\]<>|~$&@#]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_HEAD = "| place | finding | what to write |\n|---|---|---|\n"


def report(run: Run) -> str:
    """A heading, and a table for each file."""
    return "\n".join([f"# archc: {_escaped(run.summary)}\n", *map(_section, run.files)])


def _section(file: File) -> str:
    heading = f"## {_escaped(shown(file.path))}\n\n"
    if file.design is None:
        return f"{heading}{_escaped(file.problem)}\n"
    if not file.findings:
        return f"{heading}No findings.\n"
    return heading + _HEAD + "".join(_row(file, found) for found in file.findings)


def _row(file: File, found: Diagnostic) -> str:
    place = found.span.first if found.span is not None else None
    where = f"{place.line}:{place.column}" if place is not None else ""
    path = place_of(file, found)
    if path != file.path:
        where = f"{_escaped(shown(path))}:{where}"
    told = f"**{found.severity}** {_escaped(found.code)}: {_escaped(shortened(found.message))}"
    why = f"<br>{_escaped(found.why)}" if found.why else ""
    way = f"<br>way: {_escaped(found.way)}" if found.way else ""
    return f"| {where} | {told}{why}{way} | {_lines(found.fix)} |\n"


def _lines(text: str) -> str:
    return "<br>".join(map(_escaped, text.split("\n")))


def _escaped(text: str) -> str:
    """Text as it is: marks have a backslash, and what could mention somebody is parted."""
    return _MARKS.sub(_mark, visible(text))


def _mark(match: re.Match[str]) -> str:
    char = match[0]
    if char in "@#":
        return f"{char}&#8203;"
    return f"&{'lt' if char == '<' else 'amp'};" if char in "<&" else f"\\{char}"
