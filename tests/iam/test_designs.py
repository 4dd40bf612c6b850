"""Every arrow of every example and page works, and nothing that is not drawn is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from archc.compiler import Compilation
from archc.emit import yaml
from archc.kinds import catalogue, kind
from tests.designs import EXAMPLES, ROOT, compile_file, compile_text
from tests.iam.checks import Proof, moves, prove, says
from tests.iam.removal import check_removal
from tests.iam.template import load
from tests.pages import designs

PAGES = sorted((ROOT / "tests" / "spec").glob("*/*.md"))


def proof_of(compiled: Compilation) -> Proof:
    """What is proved of a design without errors."""
    return Proof(compiled.design, load(yaml.emit(compiled.stack)))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_an_example(path: Path) -> None:
    prove(proof_of(compile_file(path)))


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_the_designs_of_a_page(path: Path) -> None:
    for text in designs(path.read_text(encoding="utf-8")):
        compiled = compile_text(text)
        compiled.finish()
        if not compiled.has_errors:
            prove(proof_of(compiled))


def test_a_database_without_a_role_cannot_read_the_password_of_another() -> None:
    places = "vpc net { tier data { isolated } }\n"
    databases = (
        "database one in data { engine: postgres }\ndatabase two in data { engine: mysql }\n"
    )
    start = f"architecture lab\n{places}{databases}"
    refused = compile_text(f"{start}one -> two\n").diagnostics
    [found] = [d for d in refused if d.severity == "error"]
    assert (found.code, found.fix) == ("REL401", "write the port alone: `one -> two : tcp 3306`")
    assert not compile_text(f"{start}one -> two : tcp 3306\n").has_errors


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_an_arrow_less_is_exactly_that(path: Path) -> None:
    proof = proof_of(compile_file(path))
    for arrow in proof.design.relations:
        if not arrow.implied and not moves(arrow):
            check_removal(proof, arrow)


def test_every_kind_says_what_its_arrows_need() -> None:
    missing = [
        f"{word} : {verb.name}"
        for word in catalogue()
        for verb in kind(word).verbs
        if not says(word, verb.name)
    ]
    assert not missing, "say in tests/iam/needs/KIND.toml what AWS's documentation asks for"
