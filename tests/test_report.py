"""The formats of findings: each is valid where it is read, and text of a design is data in all."""

from __future__ import annotations

import json
import os
import re
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archc.diagnostics import Label
from archc.report import File, Run, formats, report
from tests.designs import EXAMPLES, FAULTY, compile_file, compile_text
from tests.sarif_schema import LOG
from tests.test_cli import run

MACHINES = ("github", "gitlab", "gradescope", "json", "junit", "sarif")
HOSTILE = (
    "%0A::error::x\u2028 ]]> <b>&amp; | `x` [y](http://evil.example) {0} @everyone #1 "
    "\x1b[31m\x07 www.evil.example , : % *_~$ \U0001f600"
)
# The text comes up in messages, fixes and windows, as a name of an attribute's value and a file.
DESIGN = f"""architecture lab "{HOSTILE}"
users people "{HOSTILE}"
vpc net {{ zones: "{HOSTILE}" ; tier edge {{ public }} }}
function f {{ code: file("{HOSTILE}") }}
instance web "\U0001f600\U0001f600" in edge; instance web in edge
people -> wbe : "{HOSTILE}"
guarantee internet cannot reach web
"""
BROKEN = "architecture lab\nvpc net { zones 2 \n}\ninstance {{{ ::\n"
QUIET = "architecture lab\ntags: { project: lab, owner: me }\n"


def file_of(text: str, path: str = "design.arch") -> File:
    compiled = compile_text(text)
    compiled.source.path = path
    return File(path, compiled, tuple(compiled.diagnostics))


RUNS = {
    "hostile": Run.of(file_of(DESIGN)),
    "hostile path": Run.of(file_of(DESIGN, f"a/../{HOSTILE.replace('/', ' ')}\n.arch")),
    "bytes in a path": Run.of(file_of(DESIGN, "caf\udce9.arch")),
    "absolute": Run.of(file_of(DESIGN, "/tmp/a b.arch")),
    "outside": Run.of(file_of(DESIGN, "../b.arch")),
    "broken": Run.of(file_of(BROKEN)),
    "quiet": Run.of(file_of(QUIET)),
    "missing": Run.of(File("no.arch", problem="'no.arch' does not exist")),
    "several": Run.of(
        file_of(QUIET, "z.arch"), File("m.arch", problem=f"'{HOSTILE}'\n"),
        file_of(DESIGN, "./a.arch"), file_of(BROKEN, "b.arch"),
    ),
    "examples": Run.of(
        *(File(path.name, one, tuple(one.diagnostics))
          for path in [*EXAMPLES[:6], *FAULTY] for one in [compile_file(path)])
    ),
}  # fmt: skip
each = pytest.mark.parametrize("made", RUNS.values(), ids=RUNS)


def sarif(made: Run) -> Any:
    return json.loads(report(made, "sarif"))["runs"][0]


def test_every_format_is_a_module_with_one_function() -> None:
    assert formats() == (
        "concise", "github", "gitlab", "gradescope", "json", "junit", "markdown", "sarif", "text",
    )  # fmt: skip


@each
@pytest.mark.parametrize("name", formats())
def test_the_same_run_gives_the_same_text_without_control_characters(name: str, made: Run) -> None:
    text = report(made, name)
    assert text == report(Run.of(*reversed(made.files)), name)
    text.encode("utf-8")
    assert text.endswith("\n") or (not text and name in ("concise", "github"))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\x85\u2028\u2029]", text) or name == "json"


@each
def test_findings_stand_in_the_order_of_text(made: Run) -> None:
    codes = [line.partition("[")[2].partition("]")[0]
             for line in report(made, "text").splitlines() if re.match(r"(error|warning|advice)\[", line)]  # fmt: skip
    assert codes == [found.code for found in made.found]
    assert [result["ruleId"] for result in sarif(made)["results"]] == codes
    issues = json.loads(report(made, "gitlab"))[len(made.unread) :]
    assert [issue["description"].partition(":")[0] for issue in issues] == codes
    commands = report(made, "github").splitlines()[len(made.unread) :]
    assert [re.search(r"title=(\S+) ", command)[1] for command in commands] == codes
    cases = ET.fromstring(report(made, "junit")).findall("testsuite/testcase")
    named = [case.get("name").split()[0] for case in cases if case.get("name") != "no findings"]
    assert sorted(name for name in named if name != "can") == sorted(codes)


@each
def test_sarif_is_as_strict_as_its_schema(made: Run) -> None:
    log = json.loads(report(made, "sarif"))
    jsonschema.validate(log, LOG, jsonschema.Draft202012Validator)
    official = os.environ.get("ARCHC_SARIF_SCHEMA")
    if official:
        schema = json.loads(Path(official).read_text(encoding="utf-8"))
        jsonschema.validate(log, schema, jsonschema.Draft4Validator)


@each
def test_sarif_refers_only_to_what_it_holds(made: Run) -> None:
    log = sarif(made)
    rules, artifacts = log["tool"]["driver"]["rules"], log["artifacts"]
    assert [rule["id"] for rule in rules] == sorted({found.code for found in made.found})
    assert log["invocations"][0]["executionSuccessful"] is not bool(made.unread)
    for result in log["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert not re.search(r"\]\(|(?<!\{)\{[0-9]+\}", result["message"]["text"])
    for location in physical(log["results"]):
        where = dict(location["artifactLocation"])
        assert artifacts[where.pop("index")]["location"] == where
        region = location["region"]
        assert (region["startLine"], region["startColumn"]) <= (
            region["endLine"], region["endColumn"],
        )  # fmt: skip
    marks = [json.dumps(result["partialFingerprints"]) for result in log["results"]]
    assert len(set(marks)) == len(marks)


def physical(node: Any) -> list[Any]:
    """Every physical location with a region, at any depth."""
    if isinstance(node, list):
        return [found for one in node for found in physical(one)]
    if not isinstance(node, dict):
        return []
    own = [node] if "region" in node else []
    return own + [found for one in node.values() for found in physical(one)]


def test_sarif_counts_utf16_code_units() -> None:
    made = Run.of(file_of('architecture lab "čž😀😀"; tabel x\n'))
    [result] = [r for r in sarif(made)["results"] if r["ruleId"] == "NAM101"]
    region = result["locations"][0]["physicalLocation"]["region"]
    before = 'architecture lab "čž😀😀"; '
    assert region["startColumn"] == len(before.encode("utf-16-le")) // 2 + 1
    assert region["endColumn"] - region["startColumn"] == len("tabel")
    column = int(re.search(r"col=([0-9]+)", report(made, "github").splitlines()[-1])[1])
    assert column == region["startColumn"]


def test_sarif_shows_the_way_that_packets_take_and_where_they_are_stopped() -> None:
    text = """architecture lab
users people
vpc net {
  tier edge { public }
  tier app { private }
}
instance jump in edge
instance web in app
people -> jump : ssh
guarantee internet cannot reach jump
guarantee jump can reach web on ssh
"""
    results = [r for r in sarif(Run.of(file_of(text)))["results"] if r["ruleId"] == "GUA001"]
    ways = [
        [
            (step["location"]["message"]["text"], where["region"]["startLine"])
            for step in result["codeFlows"][0]["threadFlows"][0]["locations"]
            for where in [step["location"]["physicalLocation"]]
        ]
        for result in results
    ]
    taken = [("igw/net", 3), ("vpc/net", 3), ("subnet/EdgeSubnetA", 4), ("jump/EdgeSubnetA", 7)]
    assert ways[0] == taken
    assert ways[1][0] == ("jump/EdgeSubnetA", 7)
    assert ways[1][-1] == ("web/AppSubnetA: packets are stopped here", 8)


def test_a_way_stays_with_its_file() -> None:
    bad = "architecture lab\nvpc net { tier edge { public } }\ninstance web in edge\n"
    bad += "guarantee internet can reach web on ssh\n"
    found = [
        result
        for result in sarif(Run.of(file_of(bad, "a.arch"), file_of("\n" + bad, "b.arch")))[
            "results"
        ]
        if "codeFlows" in result
    ]
    assert len(found) == 2
    for result in found:
        [path] = {place["artifactLocation"]["uri"] for place in physical(result)}
        assert path == result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]


def test_fingerprints_stay_when_lines_move() -> None:
    def marks(text: str) -> list[str]:
        results = sarif(Run.of(file_of(text)))["results"]
        return [result["partialFingerprints"]["archcFinding/v1"] for result in results]

    moved = DESIGN.replace("\n", "\n\n# a comment\n   ", 3)
    assert sorted(marks(moved)) == sorted(marks(DESIGN))
    assert len(marks(DESIGN)) > 4
    assert set(marks(DESIGN)) != set(marks(DESIGN.replace("wbe", "wbbe")))
    gitlab = json.loads(report(Run.of(file_of(DESIGN)), "gitlab"))
    assert [issue["fingerprint"] for issue in gitlab] == marks(DESIGN)


# What the schemas of Jenkins and its like allow: attributes, and the elements inside.
JUNIT = {
    "testsuites": ({"name", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": ({"name", "tests", "failures", "errors", "skipped", "time"}, {"testcase"}),
    "testcase": ({"classname", "name", "time"}, {"skipped", "failure", "error", "system-out"}),
    "skipped": ({"message", "type"}, set()),
    "failure": ({"message", "type"}, set()),
    "error": ({"message", "type"}, set()),
    "system-out": (set(), set()),
}


@each
def test_junit_is_what_build_servers_read(made: Run) -> None:
    text = report(made, "junit")
    assert text.isascii()
    root = ET.fromstring(text)
    for element in root.iter():
        attributes, inside = JUNIT[element.tag]
        assert set(element.attrib) == attributes
        assert {child.tag for child in element} <= inside
    assert len(root) == len(made.files)
    for suite in root:
        assert int(suite.get("tests")) == len(suite) > 0
        names = [case.get("name") for case in suite]
        assert all(names)
    errors = [found for found in made.found if found.severity == "error"]
    assert root.get("failures") == str(len(errors)) == str(len(root.findall(".//failure")))
    assert root.get("errors") == str(len(made.unread))


@each
def test_github_reads_every_line_as_one_command(made: Run) -> None:
    for line in re.split("[\r\n]", report(made, "github"))[:-1]:
        # As the runner reads it: properties end at the first `::`, each at a comma.
        match = re.fullmatch(r"::(error|warning|notice) ([^\r\n]*?)::([^\r\n]+)", line)
        assert match
        properties = dict(part.split("=", 1) for part in match[2].split(","))
        known = {"file", "line", "endLine", "col", "endColumn", "title"}
        assert {"file", "title"} <= set(properties) <= known
        assert not re.search(r"%(?!25|0A|3A|2C)", match[2] + match[3])
        assert int(properties.get("col", 1)) <= int(properties.get("endColumn", 1))


@each
def test_gitlab_finds_every_field(made: Run) -> None:
    issues = json.loads(report(made, "gitlab"))
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert not issue["location"]["path"].startswith("./")
        assert issue["location"]["lines"]["begin"] >= 1
    marks = [issue["fingerprint"] for issue in issues]
    assert len(set(marks)) == len(marks) == len(made.found) + len(made.unread)


@each
def test_gradescope_finds_every_field(made: Run) -> None:
    body = json.loads(report(made, "gradescope"))
    assert len(body["tests"]) == len(made.files)
    for test in body["tests"]:
        assert set(test) == {
            "name", "name_format", "score", "max_score", "status", "output", "output_format",
            "visibility",
        }  # fmt: skip
        assert 0 <= test["score"] <= test["max_score"] == 10
        assert (test["status"] == "passed") is (test["score"] == 10)
    assert body["score"] == sum(test["score"] for test in body["tests"])


@pytest.mark.parametrize(
    ("text", "score"),
    [
        (QUIET, 10),
        ("architecture lab\n", 10),  # advice alone
        (QUIET + "users a\na -> b\n", 9),
        (QUIET + "".join(f"tabel t{n}\n" for n in range(4)), 6),
        (QUIET + "".join(f"tabel t{n}\n" for n in range(40)), 0),
        (BROKEN, 0),
    ],
)
def test_points(text: str, score: int) -> None:
    body = json.loads(report(Run.of(file_of(text)), "gradescope"))
    assert body["score"] == body["tests"][0]["score"] == score


@each
def test_markdown_has_the_cells_that_archc_made_and_no_more(made: Run) -> None:
    text = report(made, "markdown")
    plain = re.sub(r"\\[\\`*_\[\]>|~$.:]", "", text)  # what is escaped is text
    rows = [line for line in plain.splitlines() if line.startswith("|")]
    assert all(row.count("|") == 4 for row in rows)
    assert len(rows) == len(made.found) + 2 * sum(bool(file.findings) for file in made.files)
    assert len(re.findall("^## ", text, re.MULTILINE)) == len(made.files)
    assert set(re.findall("<[^>]*>?", plain)) <= {"<br>"}
    words = re.sub(r"^#+ |[@#]&#8203;", "", plain, flags=re.MULTILINE)
    assert not re.search(r"[`\[\]~$@#]|://|www\.", words)


LETTERS = st.text(
    st.characters(exclude_categories=("Cs",)) | st.sampled_from("\r\n%:,|`<]>[({@#\\")
)


@given(message=LETTERS, fix=LETTERS, label=LETTERS, path=LETTERS)
@settings(max_examples=60, deadline=None)
def test_whatever_a_finding_says_it_is_data(message: str, fix: str, label: str, path: str) -> None:
    [file] = [file_of("architecture lab\n", path or "x")]
    [found] = file.findings
    assert found.span is not None
    said = found._replace(
        message=f"x{message}", fix=fix, why=label, way=fix, label=label,
        related=(Label(label, found.span),),
    )  # fmt: skip
    made = Run.of(file._replace(findings=(said,)))
    for check in (
        test_sarif_is_as_strict_as_its_schema,
        test_sarif_refers_only_to_what_it_holds,
        test_junit_is_what_build_servers_read,
        test_github_reads_every_line_as_one_command,
        test_gitlab_finds_every_field,
        test_gradescope_finds_every_field,
        test_markdown_has_the_cells_that_archc_made_and_no_more,
    ):
        check(made)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.arch").write_text(QUIET, encoding="utf-8")
    (tmp_path / "bad.arch").write_text(DESIGN, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", formats())
@pytest.mark.parametrize(
    ("paths", "status"),
    [(["good.arch"], 0), (["bad.arch", "good.arch"], 1), (["no.arch", "good.arch", "bad.arch"], 2)],
)
def test_the_exit_status_is_the_same_and_so_is_the_file(
    folder: Path, name: str, paths: list[str], status: int
) -> None:
    printed = run("check", "--format", name, *paths)
    assert printed.exit_code == status
    written = run("check", "--format", name, "--output", "out/findings", *paths)
    assert written.exit_code == status
    assert Path("out/findings").read_bytes() == printed.stdout_bytes
    assert written.stdout.startswith("wrote out/findings: ")
    assert os.listdir("out") == ["findings"]


@pytest.mark.parametrize("output", ["good.arch/x", ".", "out"])
def test_an_output_that_cannot_be_leaves_everything_alone(folder: Path, output: str) -> None:
    Path("out").mkdir()
    result = run("check", "-o", output, "good.arch")
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert sorted(os.listdir()) == ["bad.arch", "good.arch", "out"]


def test_the_name_of_a_file_that_is_not_there_makes_no_line_of_its_own(folder: Path) -> None:
    result = run("check", "--format", "github", "no\n::error::x\x1b[31m.arch")
    assert result.exit_code == 2
    assert result.stderr == "archc: 'no·::error::x·[31m.arch' does not exist\n"
    assert result.stdout.count("\n") == 1


def test_a_design_is_not_written_over(folder: Path) -> None:
    before = Path("good.arch").read_bytes()
    assert run("check", "-o", "good.arch", "good.arch").exit_code == 2
    assert Path("good.arch").read_bytes() == before


def test_build_writes_the_formats_too(folder: Path) -> None:
    result = run("build", "good.arch", "-o", "out", "--only", "yaml", "--format", "sarif")
    assert result.exit_code == 0
    jsonschema.validate(json.loads(result.stdout), LOG, jsonschema.Draft202012Validator)


def test_a_path_may_hold_bytes_that_are_no_characters(folder: Path) -> None:
    name = os.fsdecode(b"caf\xe9.arch")
    try:
        Path(name).write_text(DESIGN, encoding="utf-8")
    except OSError:
        pytest.skip("this file system has no such names")
    for style in formats():
        assert run("check", "--format", style, name).exit_code == 1
    done = subprocess.run(
        ["archc", "check", "--format", "sarif", name],
        capture_output=True,
        env={**os.environ, "PATH": f"{Path(os.sys.executable).parent}:{os.environ['PATH']}"},
    )
    assert b"caf%E9.arch" in done.stdout
