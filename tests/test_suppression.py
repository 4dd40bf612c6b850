"""What is hidden: by the design, a configuration, the command line or a baseline. It is counted."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import jsonschema
import pytest

from archc.report import formats
from archc.selection import Selection
from tests.designs import ROOT, compile_text
from tests.sarif_schema import LOG
from tests.test_cli import run

PAGE = ROOT / "tests" / "spec" / "formats" / "suppression.md"
DESIGN = """\
architecture lab
vpc net { tier edge { public } }
key_pair login
instance web in edge { key: login }
instance old in edge { %s }
internet -> web, old : ssh
"""
FOUND = {"ssh_open_to_world", "missing_tags"}


def design(accept: str = "") -> str:
    return DESIGN % accept


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lab.arch").write_text(design(), encoding="utf-8")
    return tmp_path


def told(*arguments: str) -> dict[str, list[str]]:
    """What `archc check` shows and hides, as `name component`."""
    body = json.loads(run("check", "--format", "json", *arguments).stdout)
    return {
        word: [f"{one['name']} {one['component']}" for one in body[word]]
        for word in ("findings", "hidden")
    }


def configure(folder: Path, text: str) -> None:
    (folder / "archc.toml").write_text(text, encoding="utf-8")


# In the design


def test_an_acceptance_hides_the_finding_of_its_component_alone(folder: Path) -> None:
    (folder / "lab.arch").write_text(design('accept: ssh_open_to_world because "lesson"'))
    shown = told("lab.arch")
    assert shown["hidden"] == ["ssh_open_to_world old"]
    assert "ssh_open_to_world web" in shown["findings"]
    assert "unused_acceptance old" not in shown["findings"]


@pytest.mark.parametrize("rule", ["ssh_open_to_world", "SGR401"])
def test_an_acceptance_at_the_top_is_for_the_whole_design(folder: Path, rule: str) -> None:
    (folder / "lab.arch").write_text(f'accept: {rule} because "x"\n{design()}')
    shown = told("lab.arch")
    assert sorted(shown["hidden"]) == ["ssh_open_to_world old", "ssh_open_to_world web"]
    assert run("check", "lab.arch").exit_code == 0


def test_an_arrow_and_a_line_are_accepted_where_they_begin_end_or_stand() -> None:
    text = """\
architecture lab
vpc net {
  tier edge { public }
  security_group login_sg { inbound: ssh from internet; accept: SGR401 because "a line" }
}
instance web in edge { security: login_sg; public_address }
instance job in edge { accept: MSG801, verbs_not_said because "the source" }
"""
    compiled = compile_text(text.replace("MSG801, ", ""))
    assert [one.reason for one in compiled.hidden] == ["a line"]
    arrow = text.replace("MSG801, ", "") + "bucket files\njob -> files\n"
    assert [one.reason for one in compile_text(arrow).hidden] == ["a line", "the source"]


@pytest.mark.parametrize(
    "written",
    [
        "accept: plain_http",
        'accept: plain_http because ""',
        'accept: plain_http because "  "',
        "accept",
        "accept: { rule: plain_http }",
        'accept: because "no rule"',
        'accept: plain_http why "x"',
        "accept: yes",
    ],
)
def test_a_reason_has_to_be_there(written: str) -> None:
    found = compile_text(design(written)).diagnostics
    wrong = [one for one in found if one.name == "wrong_value"]
    assert len(wrong) == 1
    assert wrong[0].fix


def test_several_acceptances_and_the_long_spelling() -> None:
    accept = (
        'accept: ssh_open_to_world because "a", missing_tags because "b"; '
        'accept: { rule: unused_key_pair; because: "c" }'
    )
    compiled = compile_text(design(accept))
    assert [one.reason for one in compiled.hidden] == ["a"]
    unused = [one.message for one in compiled.diagnostics if one.name == "unused_acceptance"]
    assert len(unused) == 2


def test_an_acceptance_is_not_called_unused_where_rules_were_not_asked() -> None:
    accept = 'accept: plain_http because "x"'
    names = {one.name for one in compile_text(design(accept) + "instanze third\n").diagnostics}
    assert "unknown_kind" in names
    assert "unused_acceptance" not in names


def test_what_cannot_be_read_and_what_cannot_work_is_never_accepted() -> None:
    text = 'architecture lab\naccept: missing_attribute because "x"\ntable people\n'
    names = {one.name for one in compile_text(text).diagnostics}
    assert names >= {"missing_attribute", "cannot_be_accepted"}


def test_an_acceptance_says_nothing_of_the_thing_itself(folder: Path) -> None:
    with_it = compile_text(design('accept: ssh_open_to_world because "lesson"'))
    from archc import graph
    from archc.emit import yaml

    without = compile_text(design('accept: ssh_open_to_world because "lesson"'))
    assert yaml.emit(with_it.stack.__class__(*without.stack)) == yaml.emit(without.stack)
    assert "lesson" not in graph.as_json(with_it.design)


def test_a_security_error_that_is_accepted_stops_no_template(folder: Path) -> None:
    (folder / "lab.arch").write_text(f'accept: SGR401 because "lesson"\n{design()}')
    result = run("build", "lab.arch", "--only", "yaml")
    assert result.exit_code == 0
    assert (folder / "lab.yaml").exists()
    assert "2 findings are hidden: 2 by accept" in result.output


# Selection


def test_the_narrowest_selector_decides() -> None:
    found = compile_text(design()).diagnostics
    ssh = next(one for one in found if one.name == "ssh_open_to_world")
    tags = next(one for one in found if one.name == "missing_tags")
    cases = [
        (Selection(), ssh, None),
        (Selection(ignore=("SGR",)), ssh, "--ignore"),
        (Selection(ignore=("SGR",)), tags, None),
        (Selection(("SGR401", "ALL"), ("SGR",)), ssh, None),
        (Selection(("SGR",), ("SGR401",)), ssh, "--ignore"),
        (Selection(("SGR4",), ("SGR",)), ssh, None),
        (Selection(("security",)), ssh, None),
        (Selection(("security",)), tags, "--select"),
        (Selection(("security",), ("ssh_open_to_world",)), ssh, "--ignore"),
        (Selection(("ssh_open_to_world",), ("security", "ALL")), ssh, None),
        (Selection(("ALL",), ("ALL",)), ssh, "--ignore"),
    ]
    assert [(s, s.left_out(one)) for s, one, _ in cases] == [(s, by) for s, _, by in cases]


def test_the_command_line_selects_and_ignores(folder: Path) -> None:
    everything = told("lab.arch")["findings"]
    only = told("--select", "SGR", "lab.arch")
    assert only["findings"] == ["ssh_open_to_world old", "ssh_open_to_world web"]
    assert len(only["hidden"]) == len(everything) - 2
    assert told("--ignore", "SGR,missing_tags", "lab.arch")["hidden"]
    assert run("check", "--ignore", "security", "lab.arch").exit_code == 0
    for wrong in ("SGR4O1", "ssh_open_to_word", "XYZ", "Security"):
        refused = run("check", "--select", wrong, "lab.arch")
        assert refused.exit_code == 2
        assert wrong in refused.output


def test_what_cannot_be_read_is_shown_whatever_is_selected(folder: Path) -> None:
    (folder / "bad.arch").write_text("architecture lab\ntable people\n")
    for arguments in (("--select", "SGR"), ("--ignore", "ALL"), ("--ignore", "TYP202")):
        result = run("check", *arguments, "bad.arch")
        assert result.exit_code == 1
        assert "TYP202" in result.output


# Configuration


def test_the_nearest_configuration_counts(folder: Path) -> None:
    configure(folder, 'ignore = ["SGR"]\n')
    inner = folder / "one" / "two"
    inner.mkdir(parents=True)
    (inner / "lab.arch").write_text(design())
    assert "by archc.toml" in run("check", "lab.arch").output
    assert "by archc.toml" in run("check", "one/two/lab.arch").output
    configure(folder / "one", "")
    assert "hidden" not in run("check", "one/two/lab.arch").output
    assert "by archc.toml" in run("check", "--config", "archc.toml", "one/two/lab.arch").output


def test_the_command_line_replaces_what_the_file_says_of_a_key(folder: Path) -> None:
    configure(folder, 'ignore = ["SGR"]\nfail-on = "never"\n')
    assert run("check", "lab.arch").exit_code == 0
    shown = run("check", "--ignore", "GEN", "lab.arch")
    assert "SGR401" in shown.output
    assert shown.exit_code == 0
    assert run("check", "--ignore", "GEN", "--fail-on", "error", "lab.arch").exit_code == 1


@pytest.mark.parametrize(
    ("bound", "status"), [("error", 0), ("warning", 1), ("advice", 1), ("never", 0)]
)
def test_what_makes_the_exit_status_1(folder: Path, bound: str, status: int) -> None:
    (folder / "lab.arch").write_text(
        'architecture lab\naccept: plain_http because "x"\ntags: { project: x, owner: y }\n'
        "users people\n"
    )
    assert {
        one.severity for one in compile_text((folder / "lab.arch").read_text()).diagnostics
    } == {
        "warning",
        "advice",
    }
    assert run("check", "--fail-on", bound, "lab.arch").exit_code == status
    configure(folder, f'fail-on = "{bound}"\n')
    assert run("check", "lab.arch").exit_code == status


def test_isolated_believes_nobody(folder: Path) -> None:
    (folder / "lab.arch").write_text(f'accept: SGR401 because "trust me"\n{design()}')
    configure(folder, 'select = ["cost"]\nfail-on = "never"\nbaseline = "b.json"\n')
    (folder / "b.json").write_text('{"version": 1, "findings": []}')
    assert run("check", "lab.arch").exit_code == 0
    result = run("check", "--isolated", "lab.arch")
    assert result.exit_code == 1
    assert "SGR401" in result.output
    assert "hidden" not in result.output
    assert "SUP" not in result.output
    assert run("check", "--isolated", "--config", "archc.toml", "lab.arch").exit_code == 2


@pytest.mark.parametrize(
    "text",
    [
        "ignore = [",
        "ignroe = []",
        'ignore = "SGR"',
        "ignore = [1]",
        'ignore = ["SGR4O1"]',
        'select = [""]',
        'fail-on = "warnings"',
        "fail-on = 1",
        "baseline = 3",
        'baseline = "absent.json"',
        'baseline = "../outside.json"',
        'baseline = "/etc/hostname"',
        "a = " + "[" * 5000,
        "\0",
    ],
)
def test_a_broken_configuration_is_refused(folder: Path, text: str) -> None:
    (folder.parent / "outside.json").write_text('{"version": 1, "findings": []}')
    configure(folder, text)
    result = run("check", "lab.arch")
    assert result.exit_code == 2
    assert "archc.toml" in result.output
    assert run("check", "--isolated", "lab.arch").exit_code == 1


def test_a_template_is_not_made_of_what_is_hidden_and_would_not_work(folder: Path) -> None:
    (folder / "lab.arch").write_text(
        "architecture lab\nvpc net { zones: 1; tier edge { public }; tier app { isolated } }\n"
        "users people\nload_balancer front in edge { listen: http 80 }\ninstance web in app\n"
        "people -> front -> web\n"
    )
    configure(folder, 'ignore = ["LBA501"]\n')
    assert run("check", "lab.arch").exit_code == 0
    result = run("build", "lab.arch")
    assert result.exit_code == 1
    assert "--isolated" in result.output
    assert not (folder / "lab.yaml").exists()
    assert (folder / "lab.drawio").exists()


def test_the_page_shows_a_configuration_that_is_one(folder: Path) -> None:
    text = re.search(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert text is not None
    configure(folder, text[1])
    (folder / "archc-baseline.json").write_text('{"version": 1, "findings": []}')
    assert run("check", "lab.arch").exit_code == 1


# Baselines


def test_a_baseline_hides_what_was_known_and_shows_what_is_new(folder: Path) -> None:
    written = run("check", "--write-baseline", "known.json", "lab.arch")
    assert written.exit_code == 0
    assert "wrote known.json: 3 findings" in written.output
    assert told("--baseline", "known.json", "lab.arch")["findings"] == []
    moved = "# moved\n\n" + design().replace("edge { public }", "edge {\n  public\n}")
    (folder / "lab.arch").write_text(moved + "instance new in edge\ninternet -> new : ssh\n")
    shown = told("--baseline", "known.json", "lab.arch")
    assert shown["findings"] == ["ssh_open_to_world new"]
    assert len(shown["hidden"]) == 3


def test_a_baseline_is_found_from_any_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("check", "--write-baseline", "known.json", "lab.arch")
    configure(folder, 'baseline = "known.json"\n')
    (folder / "inner").mkdir()
    monkeypatch.chdir(folder / "inner")
    assert told("../lab.arch")["findings"] == []


def test_a_baseline_tells_what_is_gone(folder: Path) -> None:
    run("check", "--write-baseline", "known.json", "lab.arch")
    (folder / "lab.arch").write_text("tags: { project: x, owner: y }\n" + design())
    result = run("check", "--baseline", "known.json", "lab.arch")
    assert result.exit_code == 0
    assert "1 of the findings in 'known.json' is gone" in result.stderr


def test_a_baseline_does_not_hide_what_cannot_be_read(folder: Path) -> None:
    (folder / "lab.arch").write_text("architecture lab\ntable people\n")
    written = run("check", "--write-baseline", "known.json", "lab.arch")
    assert written.exit_code == 1
    assert "TYP202" in written.output
    assert run("check", "--baseline", "known.json", "lab.arch").exit_code == 1


@pytest.mark.parametrize("text", ["", "[]", "{}", "3", '{"version": 2, "findings": []}', "{" * 9999,
                                  '{"version": 1, "findings": [3]}', "[" * 99999])  # fmt: skip
def test_what_is_no_baseline_is_refused(folder: Path, text: str) -> None:
    (folder / "known.json").write_text(text)
    result = run("check", "--baseline", "known.json", "lab.arch")
    assert result.exit_code == 2
    assert "known.json" in result.output


def test_a_baseline_is_written_whole_or_not_at_all(folder: Path) -> None:
    assert run("check", "--write-baseline", "known.json", "lab.arch", "absent.arch").exit_code == 2
    assert not (folder / "known.json").exists()
    assert run("check", "--write-baseline", "lab.arch", "lab.arch").exit_code == 2
    assert run("check", "--write-baseline", "a", "--baseline", "a", "lab.arch").exit_code == 2


# Every format counts


@pytest.mark.parametrize("style", formats())
def test_every_format_says_how_much_is_hidden(folder: Path, style: str) -> None:
    (folder / "lab.arch").write_text(f'accept: SGR401 because "a *reason*, <b>"\n{design()}')
    text = run("check", "--format", style, "--ignore", "GEN", "lab.arch").stdout
    if style == "json":
        hidden = json.loads(text)["hidden"]
        assert sorted(one["by"] for one in hidden) == ["--ignore", "accept", "accept"]
        assert {one["reason"] for one in hidden} == {"", "a *reason*, <b>"}
    elif style == "sarif":
        log = json.loads(text)
        jsonschema.validate(log, LOG, jsonschema.Draft202012Validator)
        said = [one["suppressions"] for one in log["runs"][0]["results"]]
        assert sorted(one[0]["kind"] for one in said if one) == ["external", "inSource", "inSource"]
    else:
        plain = "".join(ET.fromstring(text).itertext()) if style == "junit" else text
        whole = text if style == "junit" else plain.replace("\\", "")
        assert "3 findings are hidden: 1 by --ignore, 2 by accept" in whole
