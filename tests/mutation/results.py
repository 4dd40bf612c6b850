"""The judgements that are kept: one line for every mutant, and one sentence for every survivor."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

from tests.mutation.judge import Verdict

RESULTS = Path(__file__).parent / "results.txt"
SENTENCES = Path(__file__).parent / "survivors.toml"
_NONE = "-"


def as_lines(verdicts: Iterable[Verdict]) -> str:
    """`verdict; how; severity; codes; name`."""
    return "".join(
        f"{v.verdict}; {v.how}; {v.severity or _NONE}; {', '.join(v.codes) or _NONE}; {v.name}\n"
        for v in verdicts
    )


def kept() -> dict[str, Verdict]:
    """The judgements by the names of the mutants, in the order of the examples."""
    found = {}
    for line in RESULTS.read_text(encoding="utf-8").splitlines():
        verdict, how, severity, codes, name = line.split("; ", 4)
        listed = () if codes == _NONE else tuple(codes.split(", "))
        found[name] = Verdict(name, verdict, how, severity if severity != _NONE else "", listed)
    return found


def sentences() -> dict[str, str]:
    """Why each survivor survives, by its name."""
    return tomllib.loads(SENTENCES.read_text(encoding="utf-8"))
