"""The rulebook: every rule and fault in a list, for people and programs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping

from archc.reference import Entry, every_entry
from archc.rules.ahead import UNSAID, WAITING, Unsaid, Waiting

_PAGE = """\
# Rules

Every rule of `archc check`, and every fault that is found before the rules are asked. \
`./dev update` writes this page; `archc rules` prints the same. A severity with a stroke is that \
in a `lab` and that in `production`. Behind it stands what `archc check` mends: `safe` by `--fix`, \
`unsafe` by `--fix --unsafe-fixes`.

"""
_AHEAD = """
## Rules that wait for a kind

The language does not have these kinds, or attributes, yet. What nobody can write nobody can get \
wrong.

| name | | waits for |
|---|---|---|
"""
_UNSAID = """
## What no rule says, and why

"""


def as_text(entries: list[Entry]) -> str:
    """A line for each, in columns."""
    wide = max(len(entry.name) for entry in entries)
    lines = (
        f"{e.code}  {e.name:{wide}}  {_severity(e):14}  "
        f"{e.repair or '-':6}  {e.pillar:11}  {e.title}"
        for e in entries
    )
    return "".join(f"{line}\n" for line in lines)


def as_json(entries: list[Entry]) -> str:
    """One object: the version of the form, and the rules."""
    records = [
        {
            "code": entry.code,
            "name": entry.name,
            "pillar": entry.pillar,
            "severity": {"lab": entry.lab, "production": entry.production},
            "repair": entry.repair,
            "title": entry.title,
        }
        for entry in entries
    ]
    return json.dumps({"version": 1, "rules": records}, indent=2, ensure_ascii=False) + "\n"


def as_markdown(entries: list[Entry]) -> str:
    """A table."""
    head = "| code | name | severity | fix | pillar | |\n|---|---|---|---|---|---|\n"
    return head + "".join(map(_row, entries))


def _row(entry: Entry) -> str:
    title = _plain(entry.title)
    cells = (
        entry.code,
        f"`{entry.name}`",
        _severity(entry),
        entry.repair or "",
        entry.pillar,
        title,
    )
    return f"| {' | '.join(cells)} |\n"


def page() -> str:
    """The page of the repository that lists them all, and what is not among them."""
    waiting, unsaid = "".join(map(_waiting, WAITING)), "".join(map(_unsaid, UNSAID))
    return _PAGE + as_markdown(every_entry()) + _AHEAD + waiting + _UNSAID + unsaid


def _waiting(rule: Waiting) -> str:
    return f"| `{rule.name}` | {_plain(rule.title)} | `{rule.needs}` |\n"


def _unsaid(one: Unsaid) -> str:
    return f"- **{one.what}:** {one.why}.\n"


def _plain(text: str) -> str:
    """A text that Markdown takes for nothing else."""
    return re.sub(r"([|<*_])", r"\\\1", text)


def _severity(entry: Entry) -> str:
    lab, production = str(entry.lab), str(entry.production)
    return lab if lab == production else f"{lab}/{production}"


STYLES: Mapping[str, Callable[[list[Entry]], str]] = {
    "text": as_text,
    "json": as_json,
    "markdown": as_markdown,
}
