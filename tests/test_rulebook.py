"""`archc rules`, and the page of the repository that lists every rule and fault."""

from __future__ import annotations

import json
import os

from archc.reference import every_entry, every_fault, every_rule
from archc.rulebook import page
from tests.designs import ROOT
from tests.test_cli import run

PAGE = ROOT / "tests" / "spec" / "RULES.md"


def test_every_rule_and_fault_is_listed_once_and_by_code() -> None:
    codes = [entry.code for entry in every_entry()]
    known = [m.RULE.code for m in every_rule()] + [f.code for f in every_fault()]
    assert codes == sorted(known)


def test_the_page_lists_them() -> None:
    if os.environ.get("ARCHC_UPDATE"):
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page(), "run the tests with ARCHC_UPDATE=1"


def test_all_three_formats_say_the_same() -> None:
    listed = json.loads(run("rules", "--format", "json").stdout)
    assert listed["version"] == 1
    lines = run("rules").stdout.splitlines()
    rows = run("rules", "--format", "markdown").stdout.splitlines()[2:]
    assert len(listed["rules"]) == len(lines) == len(rows)
    for rule, line, row in zip(listed["rules"], lines, rows, strict=True):
        assert set(rule) == {"code", "name", "pillar", "repair", "severity", "title"}
        assert line.split()[:2] == [rule["code"], rule["name"]]
        cells = [cell.strip() for cell in row.split(" | ")]
        assert len(cells) == 6
        lab, _, production = cells[2].partition("/")
        assert rule["severity"] == {"lab": lab, "production": production or lab}
        assert rule["pillar"] == cells[4] in line
        assert (rule["repair"] or "") == cells[3]
        assert (rule["repair"] or "-") in line.split()
        assert line.endswith(rule["title"])


def test_a_rule_that_is_milder_in_a_lab_says_so() -> None:
    listed = {
        rule["name"]: rule for rule in json.loads(run("rules", "--format", "json").stdout)["rules"]
    }
    assert listed["no_backup"]["severity"] == {"lab": "advice", "production": "warning"}
    assert listed["unknown_kind"]["pillar"] == "correctness"
