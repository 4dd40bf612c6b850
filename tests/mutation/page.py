"""The page `tests/spec/MUTANTS.md`: the scores, and every survivor with its sentence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from fractions import Fraction

from tests.mutation.judge import (
    FOUND,
    GUARANTEE,
    HARMLESS,
    READING,
    RULE,
    SAME_EFFECT,
    SAME_TEMPLATE,
    SURVIVES,
    Verdict,
    example,
    mutants,
)

Verdicts = Collection[Verdict]
_HEAD = """\
# Mutants

Every correct example is changed in one place by operators that know the language and the graph and \
no rule. A mutant is found if archc says something of it that it does not say of the example, and \
harmless if nothing is found and reachability, permissions and zone survival are proved to be the \
same; the others survive, and are listed below. `tests/mutation/__init__.py` has the definitions; \
`./dev mutants` writes this page.

"""


def score(verdicts: Verdicts) -> Fraction:
    """The share that is found or harmless."""
    return _share(verdicts, lambda v: v.verdict != SURVIVES)


def score_of_harmful(verdicts: Verdicts) -> Fraction:
    """The share that is found, of those that are not proved to be harmless."""
    return _share([v for v in verdicts if v.verdict != HARMLESS], lambda v: v.verdict == FOUND)


def score_without_guarantees(verdicts: Verdicts) -> Fraction:
    """The share that is harmless or found if no example gave a guarantee."""
    return _share(verdicts, lambda v: v.verdict != SURVIVES and v.how != GUARANTEE)


def score_without_reading(verdicts: Verdicts) -> Fraction:
    """The share, of those that do not already fail to be read."""
    return score([v for v in verdicts if v.how != READING])


def score_of_strong(verdicts: Verdicts) -> Fraction:
    """The share that is harmless or found by an error or a warning."""
    return _share(verdicts, lambda v: v.verdict == HARMLESS or v.severity in ("error", "warning"))


def _share(verdicts: Verdicts, holds: Callable[[Verdict], bool]) -> Fraction:
    return Fraction(sum(map(holds, verdicts)), len(verdicts) or 1)


_SCORES = (
    ("found or harmless", score),
    ("found, of those that are not harmless", score_of_harmful),
    ("found or harmless, if no example gave a guarantee", score_without_guarantees),
    ("found or harmless, of those that can be read", score_without_reading),
    ("harmless, or found by an error or a warning; advice does not count", score_of_strong),
)


def page(verdicts: Mapping[str, Verdict], sentences: Mapping[str, str]) -> str:
    """The whole page."""
    every = list(verdicts.values())
    rows = [f"| {title} | {_percent(share(every))} |" for title, share in _SCORES]
    return _HEAD + "\n".join(
        [
            f"There are {len(every)} mutants.",
            "",
            "| | |",
            "|---|---|",
            *rows,
            "",
            "## By operator",
            "",
            *_table(every, lambda v: v.operator),
            "",
            "## By example",
            "",
            *_table(every, lambda v: v.example),
            "",
            "## Survivors",
            "",
            *_survivors(verdicts, sentences),
            "",
        ]
    )


_COLUMNS: tuple[tuple[str, Callable[[Verdict], bool]], ...] = (
    ("mutants", lambda _: True),
    ("found by a rule", lambda v: v.verdict == FOUND and v.how == RULE),
    ("by a guarantee alone", lambda v: v.verdict == FOUND and v.how == GUARANTEE),
    ("by reading alone", lambda v: v.verdict == FOUND and v.how == READING),
    ("same template", lambda v: v.how == SAME_TEMPLATE),
    ("same effect", lambda v: v.how == SAME_EFFECT),
    ("survive", lambda v: v.verdict == SURVIVES),
)


def _table(verdicts: Verdicts, key: Callable[[Verdict], str]) -> list[str]:
    """A row for every key: what became of its mutants, and the score."""
    heads = ["", *(head for head, _ in _COLUMNS), "score"]
    lines = [f"| {' | '.join(heads)} |", "|---|" + "---:|" * (len(heads) - 1)]
    for name in dict.fromkeys(map(key, verdicts)):
        own = [v for v in verdicts if key(v) == name]
        counts = [str(sum(map(holds, own))) for _, holds in _COLUMNS]
        lines.append(f"| `{name}` | {' | '.join(counts)} | {_percent(score(own))} |")
    counts = [str(sum(map(holds, verdicts))) for _, holds in _COLUMNS]
    return [*lines, f"| all | {' | '.join(counts)} | {_percent(score(verdicts))} |"]


def _survivors(verdicts: Mapping[str, Verdict], sentences: Mapping[str, str]) -> list[str]:
    """Example, line and change of each, what is different, and why nobody says so."""
    left = {name: v for name, v in verdicts.items() if v.verdict == SURVIVES}
    lines = []
    for mutant in mutants({v.example for v in left.values()}):
        if mutant.name in left:
            number = mutant.change.line
            start, end = example(mutant.example).source.extent(number)
            text = example(mutant.example).source.text[start:end].partition("#")[0].strip()
            lines.append(
                f"- `{mutant.example}.arch`, line {number}: `{text}`\n"
                f"  - `{mutant.operator}`: {mutant.change.what}\n"
                f"  - different: {left[mutant.name].how}\n"
                f"  - {sentences.get(mutant.name, '')}"
            )
    return lines


def _percent(share: Fraction) -> str:
    """Rounded down, so that no score is shown that is not reached."""
    return f"{int(share * 1000) / 10:.1f} %"
