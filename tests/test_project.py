"""What the repository claims of itself: its layout, its imports, its documents, its wheel."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.designs import ROOT

DOCUMENTS = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "examples/README.md"]


def tracked() -> list[str]:
    """Every file of the project; all below the folder where there is no repository."""
    done = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    )
    return done.stdout.splitlines() or [str(p.relative_to(ROOT)) for p in ROOT.rglob("*.py")]


def test_the_grammar_has_no_conflict_in_strict_mode() -> None:
    from lark import Lark

    text = (ROOT / "grammar" / "archc.lark").read_text(encoding="utf-8")
    Lark(text, parser="lalr", lexer="contextual", strict=True)


def test_no_state_takes_a_keyword_and_a_word_except_where_a_statement_begins() -> None:
    from lark import Lark

    text = (ROOT / "grammar" / "archc.lark").read_text(encoding="utf-8")
    parser = Lark(text, parser="lalr", lexer="contextual")
    table = parser.parser.parser._parse_table
    for actions in table.states.values():
        taken = set(actions)
        if taken & {"_PARAM", "_OUTPUT"}:
            assert "VALUE_WORD" not in taken
        if "_IN" in taken:
            assert not taken & {"WORD", "VALUE_WORD", "KEY"}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_of_documents_lead_somewhere(name: str) -> None:
    path = ROOT / name
    for target in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), f"{name} names {target}"


def test_paths_of_the_architecture_document_exist() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    paths = re.findall(r"`((?:archc|grammar|templates|examples|tests)/[\w./*-]*)`", text)
    assert len(paths) > 10
    for path in paths:
        assert list(ROOT.glob(path.rstrip("/"))), f"ARCHITECTURE.md names {path}"


def test_every_stage_is_in_the_architecture_document() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for entry in sorted((ROOT / "archc").iterdir()):
        if not entry.name.startswith("__"):
            assert entry.name in text, f"ARCHITECTURE.md does not name archc/{entry.name}"


def test_import_contracts_hold() -> None:
    script = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(script), "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_functions_are_short() -> None:
    import ast

    for path in (ROOT / "archc").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                assert length <= 50, f"{path.name}: {node.name} has {length} lines"


def test_nothing_names_a_registry_or_a_machine() -> None:
    halves = [
        ("py", "pi.org"),
        ("python", "hosted"),
        ("npm", "js.org"),
        ("/wo", "rk/"),
        ("/ro", "ot/"),
    ]
    hosts = re.compile("|".join(first + second for first, second in halves))
    for name in tracked():
        path = ROOT / name
        if path.suffix not in (".png", ".zip") and path.is_file():
            assert not hosts.search(path.read_text(encoding="utf-8", errors="ignore")), name


def test_the_locks_pin_what_the_project_needs() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for lock, extra in (
        ("requirements.lock", []),
        ("requirements-dev.lock", project["optional-dependencies"]["dev"]),
    ):
        pinned = set(
            re.findall(r"^([\w.-]+)==", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE)
        )
        for wanted in [*project["dependencies"], *extra]:
            name = re.match(r"[\w-]+", wanted)[0].lower()
            assert name in pinned | {"archc"}, f"{lock} does not pin {name}"


def test_the_wheel_works_from_an_empty_folder(tmp_path: Path) -> None:
    wheels = tmp_path / "wheels"
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "-o",
        str(wheels),
        str(ROOT),
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    [wheel] = wheels.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "archc/grammar/archc.lark" in names
    assert "archc/templates/network/vpc.yaml.j2" in names
    assert not any(name.startswith(("tests/", "examples/")) for name in names)
    home = tmp_path / "env"
    venv.create(home, with_pip=False)
    site = next(home.glob("lib/python*/site-packages"))
    zipfile.ZipFile(wheel).extractall(site)
    # The dependencies are those of this environment, archc is the wheel's.
    packages = next(Path(sys.prefix).glob("lib/python*/site-packages"))
    (site / "dependencies.pth").write_text(f"{packages}\n", encoding="utf-8")
    empty = tmp_path / "empty"
    empty.mkdir()
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    for arguments in (
        ["new", "first"],
        ["build", "first.arch", "-o", "out"],
        ["explain", "LBA501"],
    ):
        done = subprocess.run(
            [str(home / "bin" / "python"), "-m", "archc", *arguments],
            cwd=empty, env=environment, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
    where = [str(home / "bin" / "python"), "-c", "import archc; print(archc.__file__)"]
    shown = subprocess.run(where, cwd=empty, env=environment, capture_output=True, text=True)
    assert str(home) in shown.stdout
    assert (empty / "out" / "first.png").stat().st_size > 10_000


def test_the_readme_shows_what_archc_says() -> None:
    from archc.compiler import Compilation
    from archc.diagnostics import as_text
    from archc.rules import rule
    from archc.rules.rule import page
    from archc.source import Source
    from tests.designs import GRAMMAR, Files, compile_text
    from tests.pages import blocks

    shown = {
        block.language: block.text
        for block in blocks((ROOT / "README.md").read_text(encoding="utf-8"))
    }
    tour = compile_text(shown["arch"])
    assert [f.message for f in tour.diagnostics if f.severity != "advice"] == []
    bad = page(rule("load_balancer", "balancer_in_one_zone")).bad
    found = Compilation(Source("shop.arch", bad), Files({}), GRAMMAR).diagnostics
    assert shown["text"] in [as_text(diagnostic) for diagnostic in found]
