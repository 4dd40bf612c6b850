"""The page `tests/spec/FAULTS_IN_TEMPLATES.md`: what is named of every base, and what is not."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.designs import ROOT
from tests.importing.single_faults import BASES, Verdict

PAGE = ROOT / "tests" / "spec" / "FAULTS_IN_TEMPLATES.md"
KEPT = Path(__file__).parent / "single_faults.txt"
_WHYS = Path(__file__).parent / "unnamed.toml"
_COMPARED = {"CFN131", "CFN132"}
_CLASSES = ("missing", "advised", "harmless")
_HEAD = """\
# Faults in templates

Templates that archc emitted are changed in one place, by operators that know YAML and \
CloudFormation and no rule. The same is done to what is left of them without `Metadata`, as somebody \
writes a template who knows no archc. A fault is named if archc says an error or warning that it \
does not say of the template without it, and placed if that stands at what was changed or at what \
hangs together with it. `ARCHC_MUTANTS=all ARCHC_UPDATE=1` and `tests/importing/test_single_faults.py` \
write this page.

"""


class Result(NamedTuple):
    """What became of the mutants of one base."""

    base: str
    tried: int
    named: int
    placed: int
    compared: int  # named by nothing but the comparison with the design
    unnamed: tuple[str, ...]


def result(base: str, verdicts: Iterable[Verdict]) -> Result:
    """The numbers of a base, and what is not named."""
    every = list(verdicts)
    named = [one for one in every if one.named]
    return Result(
        base,
        len(every),
        len(named),
        sum(one.placed for one in named),
        sum({found.code for found in one.new} <= _COMPARED for one in named),
        tuple(one.mutant.name for one in every if not one.named),
    )


def kept() -> dict[str, Result]:
    """The results that are kept, by their bases."""
    found: dict[str, Result] = {}
    for line in KEPT.read_text(encoding="utf-8").splitlines() if KEPT.exists() else ():
        word, base, rest = line.split("; ", 2)
        if word == "total":
            tried, named, placed, compared = map(int, rest.split("; "))
            found[base] = Result(base, tried, named, placed, compared, ())
        else:
            found[base] = found[base]._replace(unnamed=(*found[base].unnamed, rest))
    return found


def keep(one: Result) -> None:
    """Keeps the result of a base, and writes the page."""
    every = {**kept(), one.base: one}
    lines = []
    for base in map(str, BASES):
        if base in every:
            numbers = "; ".join(str(number) for number in every[base][1:5])
            lines += [f"total; {base}; {numbers}"]
            lines += [f"unnamed; {base}; {name}" for name in every[base].unnamed]
    KEPT.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    PAGE.write_text(page(), encoding="utf-8")


@cache
def _whys() -> tuple[dict[str, str], ...]:
    return tuple(tomllib.loads(_WHYS.read_text(encoding="utf-8"))["why"])


def why(name: str) -> dict[str, str] | None:
    """The first reason that fits a name."""
    return next((one for one in _whys() if re.search(one["pattern"], name)), None)


def page() -> str:
    """The whole page, of the results that are kept."""
    results = list(kept().values())
    lines = [
        "| | faults | named | at the right place | only by the comparison | not named |",
        "|---|---:|---:|---:|---:|---:|",
        *(_row(one) for one in results),
        "",
        "## Not named",
    ]
    for class_ in _CLASSES:
        lines += ["", f"### {class_.title()}", ""]
        for one in (one for one in _whys() if one["class"] == class_):
            lines += [f"- {one['sentence']}", *_members(results, one)]
    return _HEAD + "\n".join(lines) + "\n"


def _members(results: list[Result], reason: dict[str, str]) -> list[str]:
    """The faults that a reason is of, by their bases."""
    found = []
    for one in results:
        names = [name for name in one.unnamed if why(name) == reason]
        if names:
            found.append(f"  - {one.base}: " + ", ".join(f"`{name}`" for name in names))
    return found


def _row(one: Result) -> str:
    shares = (
        f"{number} ({100 * number // max(1, of)} %)"
        for number, of in ((one.named, one.tried), (one.placed, one.named))
    )
    return (
        f"| {one.base} | {one.tried} | {' | '.join(shares)} | {one.compared} | {len(one.unnamed)} |"
    )
