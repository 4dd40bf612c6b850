"""`archc rules`, and the page of the repository that lists every rule and fault."""

from __future__ import annotations

import json
import os
import re

from archc.component import Component
from archc.kinds import catalogue, kind
from archc.reference import every_entry, every_fault, every_rule
from archc.rulebook import page
from archc.rules.ahead import UNSAID, WAITING
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


def test_a_rule_that_waits_is_written_once_its_kind_is_there() -> None:
    names = [rule.name for rule in WAITING]
    assert len(set(names)) == len(names)
    assert not {entry.name for entry in every_entry()} & set(names)
    assert [rule.name for rule in WAITING if exists(rule.needs)] == []
    assert exists("scaling_group.scale")
    assert exists("component.tags")
    assert exists("queue")


def exists(needed: str) -> bool:
    """Whether there is such a kind, or such an attribute of a kind."""
    word, _, attribute = needed.partition(".")
    if word == "component":
        return attribute in Component.attributes
    return word in catalogue() and (not attribute or attribute in kind(word).attributes)


def test_what_no_rule_says_names_rules_that_there_are() -> None:
    codes = {entry.code for entry in every_entry()}
    named = [
        code for one in UNSAID for code in re.findall(r"\b[A-Z][A-Z0-9]{2}[0-9]{3}\b", one.why)
    ]
    assert named
    assert set(named) <= codes
    assert not [one for one in UNSAID if one.why.endswith(".")]


def test_the_page_tells_what_waits_and_what_is_left_out() -> None:
    text = page()
    assert all(f"| `{rule.name}` |" in text for rule in WAITING)
    assert all(f"- **{one.what}:**" in text for one in UNSAID)
