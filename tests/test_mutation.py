"""The mutation score on `tests/spec/MUTANTS.md` is what archc reaches today: a sample says so.

`tests/mutation/__init__.py` has the definitions. `ARCHC_MUTANTS=all` judges every mutant again.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.designs import EXAMPLES, compile_text
from tests.mutation import mutant, on_graph, on_source
from tests.mutation.__main__ import PAGE
from tests.mutation.harmless import Facts, facts
from tests.mutation.judge import SURVIVES, judge, mutants
from tests.mutation.page import page, score
from tests.mutation.results import kept, sentences

STALE = "run `./dev mutants` and read the difference"
ONE_OF = 1 if os.environ.get("ARCHC_MUTANTS") == "all" else 12
each_example = pytest.mark.parametrize("stem", [path.stem for path in EXAMPLES])


@each_example
def test_the_mutants_are_those_that_were_judged(stem: str) -> None:
    assert [one.name for one in mutants((stem,))] == [
        verdict.name for verdict in kept().values() if verdict.example == stem
    ], STALE


@each_example
def test_a_sample_and_every_survivor_are_judged_as_before(stem: str) -> None:
    known = kept()
    for one in mutants((stem,)):
        before = known.get(one.name)
        if one.draw % ONE_OF == 0 or (before is not None and before.verdict == SURVIVES):
            assert judge(one) == before, STALE


def test_at_least_95_of_100_mutants_are_found_or_harmless() -> None:
    assert len(kept()) > 700
    assert score(kept().values()) >= 0.95


def test_every_survivor_has_been_read() -> None:
    survivors = {v.name for v in kept().values() if v.verdict == SURVIVES}
    written = sentences()
    assert set(written) == survivors, "tests/mutation/survivors.toml: a sentence for each"
    assert all(len(text.split()) > 6 and text.endswith(".") for text in written.values())


def test_the_page_says_what_was_judged() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(kept(), sentences()), STALE


def test_every_operator_makes_mutants() -> None:
    made = {one.operator for one in mutants()}
    assert len(made) >= len((*on_source.OPERATORS, *on_graph.OPERATORS))
    for operator in (*on_source.OPERATORS, *on_graph.OPERATORS):
        own = operator.__name__
        assert own in made or own == "drop_line", own
    assert {"drop_route", "drop_rule_line", "drop_entry"} <= made  # are made by `drop_line`


def imported(path: Path) -> Iterator[str]:
    """The modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("module", [mutant, on_source, on_graph], ids=lambda m: m.__name__)
def test_operators_know_no_rule(module: object) -> None:
    names = set(imported(Path(str(module.__file__))))
    assert not [name for name in names if name.startswith("archc.rules")]
    assert not names & {"archc.rules", "importlib"}


# The proof of harmlessness can see every kind of harm, and sees none where there is none.

BASE = """
architecture shop
users people
vpc lab {
  tier edge { public }
  tier app { private }
}
load_balancer front in edge { listen: http 80 }
instance one in app { zone: a }
instance two in app { zone: b }
bucket pictures
people -> front -> one, two
one -> pictures : read
"""


def facts_with(old: str = "", new: str = "") -> Facts:
    assert old in BASE
    compiled = compile_text(BASE.replace(old, new, 1) if old else BASE)
    assert not compiled.has_errors
    return facts(compiled.design)


@pytest.mark.parametrize(
    ("old", "new", "different"),
    [
        ("-> one, two", "-> one", {"reachability", "survival"}),
        ("front -> one, two", "front : http\nfront -> one, two : http 8080", {"reachability", "survival"}),
        ("{ listen: http 80 }", "{ listen: http 81 }", {"reachability", "survival"}),
        (": read", ": write", {"permissions"}),
        ("one -> pictures : read", "", {"permissions"}),
        ("zone: b", "zone: a", {"survival"}),
        ("in app { zone: b }", "in edge { zone: b }", {"reachability"}),
    ],
)  # fmt: skip
def test_harm_is_seen(old: str, new: str, different: set[str]) -> None:
    before, after = facts_with(), facts_with(old, new)
    assert {f for f in Facts._fields[:3] if getattr(before, f) != getattr(after, f)} == different


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("users people\n", 'users people "Everybody"\n'),
        ("bucket pictures\n", ""),
        ("instance two in app { zone: b }", "instance two in app { zone: b; volume: 20GB }"),
    ],
)  # fmt: skip
def test_what_changes_no_way_is_no_harm(old: str, new: str) -> None:
    text = BASE.replace(old, new, 1)
    if "bucket pictures" not in text:
        text += "bucket pictures\n"  # further below
    assert facts(compile_text(text).design)[:3] == facts_with()[:3]
