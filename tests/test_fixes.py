"""Fixes: each mends its finding, adds none, and leaves everything else as it is written.

Of every rule and fault that can be fixed, the bad example and mutants of it are fixed;
`ARCHC_MUTANTS=100` asks for more of these.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner

from archc.cli import main
from archc.compiler import Compilation
from archc.diagnostics import Diagnostic
from archc.edits import Edit, Repair
from archc.fmt import formatted
from archc.mend import mended, offered
from archc.reference import every_fault, every_rule
from archc.rules.rule import name_of, page
from archc.source import Source
from tests.designs import EXAMPLES, FAULTY, GRAMMAR, compile_file, compile_text
from tests.mutants import mutant
from tests.test_cli import run

MUTANTS = int(os.environ.get("ARCHC_MUTANTS", "5"))
TRIES = 8  # per mutant: in some the mistake is none


class Mistake(NamedTuple):
    """What a rule or a fault finds, and its bad example."""

    name: str
    code: str
    bad: str
    repair: Repair | None


MISTAKES = [
    *(Mistake(name_of(m), m.RULE.code, page(m).bad, m.RULE.repair) for m in every_rule()),
    *(Mistake(f.name, f.code, f.bad, f.repair) for f in every_fault()),
]
FIXABLE = [one for one in MISTAKES if one.repair is not None]
FAULTS = frozenset(fault.code for fault in every_fault())
SLIPS = frozenset(code for code in FAULTS if code.startswith("SYN"))
each = pytest.mark.parametrize("mistake", FIXABLE, ids=lambda one: one.name)


def applied(text: str, edits: Sequence[Edit]) -> str:
    """The text with edits made."""
    for edit in sorted(edits, key=lambda one: -one.span.start):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def findings(design: Compilation) -> Counter[tuple[str, str | None, str]]:
    return Counter((f.code, f.component, f.message) for f in design.diagnostics)


def notes(text: str) -> Counter[str]:
    """The comments of a text."""
    strings = r'"""(?:[^\\]|\\.)*?"""|"(?:[^"\\\n]|\\.)*"'
    return Counter(
        m[1].rstrip() for m in re.finditer(rf"(?:{strings})|(#[^\n]*)", text, re.DOTALL) if m[1]
    )


def is_laid_out(text: str) -> bool:
    laid = formatted(Source("design.arch", text), GRAMMAR)
    return not laid.mistakes and laid.text == text


def assert_fixes(mistake: Mistake, text: str) -> bool:
    """Assert that every finding is fixed; whether there was one."""
    before = compile_text(text)
    own = [f for f in before.diagnostics if f.code == mistake.code and f.changes]
    if not own:
        return False
    fixed = [f for f in offered(before, own) if f.edits]
    assert fixed, f"nothing is offered\n{text}"
    for found in fixed:
        assert_fixed(before, found, applied(text, found.edits))
    return True


def assert_fixed(before: Compilation, found: Diagnostic, text: str) -> None:
    """Assert that one fix does what it should and no more."""
    old = before.source.text
    after = compile_text(text)
    told = f"{found.code}\n{old}\n----\n{text}"
    gone = findings(before) - findings(after)
    come = findings(after) - findings(before)
    if found.code in SLIPS:
        come -= Counter({key: n for key, n in come.items() if key[0] not in SLIPS})
    elif found.code in FAULTS:
        come -= Counter({key: n for key, n in come.items() if key[0] not in FAULTS})
    assert (found.code, found.component, found.message) in gone, told
    assert not come, f"{come}\n{told}"
    assert notes(old) == notes(text), told
    mixed = r"(?<!\r)\n|\r(?!\n)" if "\r\n" in old else r"\r"
    assert not re.search(mixed, text), told
    if is_laid_out(old):
        assert is_laid_out(text), told
    touched = {line for e in found.edits for line in range(e.span.first.line, e.span.last.line + 1)}
    kept = [line for n, line in enumerate(old.splitlines(), 1) if n not in touched]
    rest = iter(text.splitlines())
    assert all(line in rest for line in kept), told


@each
def test_the_bad_example_is_fixed(mistake: Mistake) -> None:
    assert assert_fixes(mistake, mistake.bad)


@each
def test_mutants_are_fixed(mistake: Mistake) -> None:
    done = tried = 0
    while done < MUTANTS and tried < MUTANTS * TRIES:
        tried += 1
        done += assert_fixes(mistake, mutant(mistake.bad, f"{mistake.name} {tried}"))
    assert done == MUTANTS


@pytest.mark.parametrize(
    "mistake", [one for one in MISTAKES if one.repair is None], ids=lambda one: one.name
)
def test_what_cannot_be_fixed_does_not_say_so(mistake: Mistake) -> None:
    found = [f for f in compile_text(mistake.bad).diagnostics if f.code == mistake.code]
    assert not any(f.edits or f.changes for f in offered(compile_text(mistake.bad), found))


# The command.

SHOP = """\
architecture shop  # the shop
purpose: production
tags: { project: shop, owner: team-7 }
vpc lab { flow_logs; tier data { isolated } }
database orders in data { engine: postgres 16; backup: 0 days; on_delete: delete }
"""
SAFE = SHOP.replace("on_delete: delete", "on_delete: snapshot")
UNSAFE = SAFE.replace("backup: 0 days", "backup: 7 days").replace(
    "snapshot }", "snapshot; standby }"
)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("shop.arch")
    path.write_text(SHOP, encoding="utf-8", newline="\n")
    return path


def test_safe_fixes_are_made_and_the_rest_is_said(shop: Path) -> None:
    result = run("check", "--fix", str(shop))
    assert shop.read_text(encoding="utf-8") == SAFE
    first, *rest = result.stdout.splitlines()
    assert first.startswith("fixed shop.arch:5:64: warning[DAT856]")
    assert rest[-2:] == ["2 warnings", "2 can be fixed by `archc check --fix --unsafe-fixes`"]
    assert result.exit_code == 0


def test_unsafe_fixes_are_made_when_asked_for(shop: Path) -> None:
    result = run("check", "--fix", "--unsafe-fixes", str(shop))
    assert shop.read_text(encoding="utf-8") == UNSAFE
    assert result.stdout.endswith("no findings\n")


def test_a_difference_changes_nothing(shop: Path) -> None:
    safe = run("check", "--diff", str(shop)).stdout
    both = run("check", "--diff", "--unsafe-fixes", str(shop)).stdout
    assert shop.read_text(encoding="utf-8") == SHOP
    assert [line for line in safe.splitlines() if line[0] in "+-"][2:] == [
        "-" + SHOP.splitlines()[4],
        "+" + SAFE.splitlines()[4],
    ]
    assert "+" + UNSAFE.splitlines()[4] in both.splitlines()


def test_the_last_line_says_what_could_be_fixed(shop: Path) -> None:
    lines = run("check", str(shop)).stdout.splitlines()
    assert lines[-1] == "1 can be fixed by `archc check --fix`, 2 more with `--unsafe-fixes`"


def test_bytes_that_are_no_text_of_the_design_stay(shop: Path) -> None:
    shop.write_bytes(b"\xef\xbb\xbf" + SHOP.replace("\n", "\r\n").encode())
    shop.chmod(0o640)
    run("check", "--fix", str(shop))
    assert shop.read_bytes() == b"\xef\xbb\xbf" + SAFE.replace("\n", "\r\n").encode()
    assert shop.stat().st_mode & 0o777 == 0o640


def test_a_file_saved_meanwhile_is_not_lost(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tempfile.mkstemp

    def saved_meanwhile(**arguments: Any) -> Any:
        shop.write_text("# mine\n", encoding="utf-8")
        return made(**arguments)

    monkeypatch.setattr(tempfile, "mkstemp", saved_meanwhile)
    result = run("check", "--fix", str(shop))
    assert (result.exit_code, result.stdout) == (2, "")
    assert shop.read_text(encoding="utf-8") == "# mine\n"


@pytest.mark.parametrize(
    "arguments",
    [["--unsafe-fixes"], ["--diff", "-o", "found.txt"], ["--fix", "--write-baseline", "known"]],
)
def test_what_says_nothing_together_is_wrong_usage(shop: Path, arguments: list[str]) -> None:
    assert run("check", *arguments, str(shop)).exit_code == 2


def test_what_is_hidden_is_not_fixed(shop: Path) -> None:
    run("check", "--fix", "--ignore", "DAT856", str(shop))
    assert shop.read_text(encoding="utf-8") == SHOP
    accepted = SHOP.replace("delete }", 'delete; accept: DAT856 because "a copy" }')
    shop.write_text(accepted, encoding="utf-8", newline="\n")
    run("check", "--fix", str(shop))
    assert shop.read_text(encoding="utf-8") == accepted


def test_formats_for_programs_hold_what_mends_each_finding(shop: Path) -> None:
    found = json.loads(run("check", "--format", "json", str(shop)).stdout)["findings"]
    logged = json.loads(run("check", "--format", "sarif", str(shop)).stdout)["runs"][0]["results"]
    assert [(f["code"], f["repair"], len(f["edits"])) for f in found] == [
        ("DAT853", "unsafe", 1),
        ("DAT854", "unsafe", 1),
        ("DAT856", "safe", 1),
    ]
    for one, other in zip(found, logged, strict=True):
        (edit,) = one["edits"]
        ((replaced,),) = [change["replacements"] for change in other["fixes"][0]["artifactChanges"]]
        assert other["fixes"][0]["properties"] == {"repair": one["repair"]}
        region = replaced["deletedRegion"]
        assert [edit["start"]["line"], edit["start"]["column"]] == [
            region["startLine"], region["startColumn"],
        ]  # fmt: skip
        assert replaced["insertedContent"]["text"] == edit["text"]
        line = SHOP.splitlines()[edit["start"]["line"] - 1]
        start, end = edit["start"]["column"] - 1, edit["end"]["column"] - 1
        made = SHOP.replace(line, line[:start] + edit["text"] + line[end:])
        assert one["code"] not in [f.code for f in compile_text(made).diagnostics]


def test_in_other_formats_what_was_fixed_is_no_part_of_them(shop: Path) -> None:
    result = run("check", "--fix", "--format", "json", str(shop))
    assert len(json.loads(result.stdout)["findings"]) == 2
    assert result.stderr.startswith("fixed shop.arch:5:64")


def test_the_standard_input_has_a_difference_only() -> None:
    piped = partial(CliRunner().invoke, main, input=SHOP.encode())
    assert "+" + SAFE.splitlines()[4] in piped(["check", "--diff", "-"]).stdout.splitlines()
    result = piped(["check", "--fix", "-"])
    assert (result.exit_code, result.stdout) == (2, "")


@pytest.mark.parametrize("path", [*FAULTY, *EXAMPLES], ids=lambda path: path.stem)
def test_examples_get_better_and_nothing_else(path: Path) -> None:
    before = compile_file(path)
    after, fixed = mended(before, before.diagnostics, unsafe=True)
    assert not findings(after) - findings(before)
    assert len(after.diagnostics) <= len(before.diagnostics) - len(fixed)
    assert notes(before.source.text) == notes(after.source.text)
    assert is_laid_out(after.source.text)


def test_many_slips_are_mended_in_one_run() -> None:
    lines = "".join(f"table list_{n} {{ key = id }}\n" for n in range(60))
    before = compile_text(f"architecture shop\n{lines}")
    after, fixed = mended(before, before.diagnostics, unsafe=False)
    assert after.source.text == before.source.text.replace(" =", ":")
    assert len(fixed) == 60


def test_a_fix_that_breaks_a_promise_is_not_offered() -> None:
    design = """\
architecture shop
vpc lab {
  tier edge { public }
  tier app { isolated }
}
users people
instance web in app
instance store in app
people -> web : http
web -> store : tcp 8080
"""
    found = [f for f in offered(*_found(design)) if f.name == "outsider_cannot_reach"]
    assert [bool(f.edits) for f in found] == [True]
    promised = design + "guarantee internet cannot reach web\n"
    found = [f for f in offered(*_found(promised)) if f.name == "outsider_cannot_reach"]
    assert [bool(f.edits) for f in found] == [False]


def _found(text: str) -> tuple[Compilation, list[Diagnostic]]:
    design = compile_text(text)
    return design, design.diagnostics


SAFE_RULES = [one for one in FIXABLE if one.repair is Repair.SAFE and one.code not in FAULTS]


@pytest.mark.parametrize("mistake", SAFE_RULES, ids=lambda one: one.name)
def test_a_safe_fix_deploys_the_same_resources(mistake: Mistake) -> None:
    before = compile_text(mistake.bad)
    own = [found for found in before.diagnostics if found.code == mistake.code]
    after = mended(before, own, unsafe=False).design
    assert mistake.code not in [found.code for found in after.diagnostics]
    if not before.has_errors:
        assert set(after.stack.resources) == set(before.stack.resources)
