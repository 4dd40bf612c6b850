"""The command line: exit statuses, and what bad input gets. Never a traceback, never half a file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from archc import workspace
from archc.cli import main
from archc.workspace import MAX_SOURCE

GOOD = 'architecture lab\ntable people "People" { key: name }\n'
BAD = "architecture lab\ntable people\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.arch").write_text(GOOD, encoding="utf-8")
    (tmp_path / "bad.arch").write_text(BAD, encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    """Run archc; a traceback fails the test."""
    result = CliRunner().invoke(main, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert "Traceback" not in result.output
    return result


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["check", "good.arch"], 0),
        (["check", "bad.arch"], 1),
        (["check", "good.arch", "bad.arch"], 1),
        (["check", "absent.arch"], 2),
        (["check", "absent.arch", "bad.arch"], 2),
        (["check"], 2),
        (["check", "--format", "xml", "good.arch"], 2),
        (["build", "--only", "pdf", "good.arch"], 2),
        (["explain", "table"], 0),
        (["explain", "tabel"], 2),
        (["graph", "good.arch"], 0),
        (["graph", "bad.arch"], 1),
        (["graph", "absent.arch"], 2),
        (["permissions", "good.arch"], 0),
        (["permissions", "bad.arch"], 1),
        (["permissions", "absent.arch"], 2),
        (["permissions", "good.arch", "--policy", "people"], 2),
        (["permissions", "good.arch", "--policy", "peeple"], 2),
        (["permissions", "good.arch", "--policy", "people", "--account", "12"], 2),
        (["permissions", "bad.arch", "--policy", "people"], 1),
        (["--version"], 0),
    ],
)
def test_exit_status(folder: Path, arguments: list[str], status: int) -> None:
    assert run(*arguments).exit_code == status


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfea\0r\0", "UTF-16"),
        (b"architecture lab\n# caf\xe9\n", "not UTF-8 text (line 2)"),
        (b"\x7fELF\0\0", "not text"),
        (b"#" * (MAX_SOURCE + 1), "larger than"),
    ],
)
def test_files_that_cannot_be_read(folder: Path, content: bytes, says: str) -> None:
    Path("odd.arch").write_bytes(content)
    result = run("check", "odd.arch")
    assert result.exit_code == 2
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_folder_is_no_design(folder: Path) -> None:
    result = run("check", ".")
    assert result.exit_code == 2
    assert "cannot be read" in result.stderr


def test_a_byte_order_mark_and_windows_line_ends_are_no_matter(folder: Path) -> None:
    Path("windows.arch").write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert run("check", "windows.arch").exit_code == 0


def test_json_is_one_object_of_the_documented_shape(folder: Path) -> None:
    result = run("check", "--format", "json", "bad.arch", "good.arch")
    found = json.loads(result.stdout)
    assert set(found) == {"version", "findings", "hidden", "guarantees", "zones"}
    assert (found["version"], found["guarantees"]) == (1, [])
    error = next(f for f in found["findings"] if f["severity"] == "error")
    assert set(error) == {
        "code", "name", "severity", "message", "why", "fix", "file", "start", "end", "component",
        "related", "repair", "edits",
    }  # fmt: skip
    assert error["file"] == "bad.arch"
    assert error["start"] == {"line": 2, "column": 7}
    assert error["end"] == {"line": 2, "column": 13}
    assert error["component"] == "people"


def test_columns_count_code_points(folder: Path) -> None:
    Path("letters.arch").write_text('architecture lab "čćž😀"; tabel x\n', encoding="utf-8")
    found = json.loads(run("check", "--format", "json", "letters.arch").stdout)["findings"]
    kind = next(f for f in found if f["code"] == "NAM101")
    assert kind["start"]["column"] == 'architecture lab "čćž😀"; '.__len__() + 1


def test_build_says_what_it_wrote_and_what_comes_next(folder: Path) -> None:
    result = run("build", "good.arch", "-o", "out")
    assert result.exit_code == 0
    assert sorted(os.listdir("out")) == [
        "good.deploy.sh", "good.destroy.sh", "good.drawio", "good.png", "good.svg", "good.yaml",
    ]  # fmt: skip
    for name in os.listdir("out"):
        assert f"wrote out/{name}" in result.stdout
    assert "next: sh out/good.deploy.sh" in result.stdout
    assert os.access("out/good.deploy.sh", os.X_OK)
    for script in ("good.deploy.sh", "good.destroy.sh"):
        subprocess.run(["sh", "-n", f"out/{script}"], check=True)


def test_only_some_formats(folder: Path) -> None:
    assert run("build", "good.arch", "-o", "out", "--only", "svg,drawio").exit_code == 0
    assert sorted(os.listdir("out")) == ["good.drawio", "good.svg"]


def test_a_design_with_errors_gets_its_diagram_and_no_template(folder: Path) -> None:
    result = run("build", "bad.arch", "-o", "out")
    assert result.exit_code == 1
    assert sorted(os.listdir("out")) == ["bad.drawio", "bad.png", "bad.svg"]
    assert "TYP202" in Path("out/bad.svg").read_text(encoding="utf-8")
    assert "no template" in result.stdout


def test_two_designs_of_one_stem_are_refused(folder: Path) -> None:
    Path("other").mkdir()
    Path("other/good.arch").write_text(GOOD, encoding="utf-8")
    result = run("build", "good.arch", "other/good.arch", "-o", "out")
    assert result.exit_code == 2
    assert not Path("out").exists()


def test_an_output_folder_that_cannot_be(folder: Path) -> None:
    Path("file").write_text("mine", encoding="utf-8")
    result = run("build", "good.arch", "-o", "file")
    assert result.exit_code == 2
    assert "cannot write" in result.stderr
    assert Path("file").read_text(encoding="utf-8") == "mine"


def test_nothing_is_written_if_one_file_cannot_be(folder: Path) -> None:
    Path("out/good.svg").mkdir(parents=True)
    result = run("build", "good.arch", "-o", "out")
    assert result.exit_code == 2
    assert os.listdir("out") == ["good.svg"]


def test_an_edited_drawing_is_not_written_over(folder: Path) -> None:
    run("build", "good.arch", "-o", "out")
    drawing = Path("out/good.drawio")
    fresh = drawing.read_bytes()
    assert run("build", "good.arch", "-o", "out").exit_code == 0
    assert drawing.read_bytes() == fresh
    drawing.write_bytes(fresh.replace(b'label="People"', b'label="Our people"'))
    added = GOOD + 'table files "Files" { key: name }\n'
    Path("good.arch").write_text(added, encoding="utf-8")
    assert run("build", "good.arch", "-o", "out").exit_code == 0
    merged = drawing.read_text(encoding="utf-8")
    assert 'label="Our people"' in merged and 'label="Files"' in merged
    assert run("build", "good.arch", "-o", "out", "--fresh").exit_code == 0
    assert "Our people" not in drawing.read_text(encoding="utf-8")


@pytest.mark.parametrize("style", ["text", "concise"])
def test_a_merge_says_what_is_unusual(folder: Path, style: str) -> None:
    more = GOOD + 'table files "Files" { key: name }\n'
    Path("good.arch").write_text(more, encoding="utf-8")
    run("build", "good.arch", "-o", "out")
    drawing = Path("out/good.drawio")
    drawing.write_bytes(drawing.read_bytes().replace(b'label="Files"', b'label="Our files"'))
    Path("good.arch").write_text(GOOD, encoding="utf-8")
    result = run("build", "good.arch", "-o", "out", "--format", style)
    assert result.exit_code == 0
    assert "Removed from the design" in (result.stdout if style == "text" else result.stderr)
    assert "Our files" in drawing.read_text(encoding="utf-8")


@pytest.mark.parametrize("content", [b"", b"<mxfile/>", b"\xff", b"<svg/>", b"<!DOCTYPE a><a/>"])
def test_a_drawing_that_cannot_be_merged_is_left_alone(folder: Path, content: bytes) -> None:
    Path("out").mkdir()
    Path("out/good.drawio").write_bytes(content)
    result = run("build", "good.arch", "-o", "out")
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1 and "--fresh" in result.stderr
    assert os.listdir("out") == ["good.drawio"]
    assert Path("out/good.drawio").read_bytes() == content


def test_a_drawing_saved_while_we_build_is_not_lost(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("build", "good.arch", "-o", "out")
    drawing = Path("out/good.drawio")
    before = {name: Path("out", name).read_bytes() for name in os.listdir("out")}
    stage = workspace._stage

    def saved_meanwhile(*arguments: Any) -> str:
        drawing.write_bytes(b"saved meanwhile")
        return stage(*arguments)

    monkeypatch.setattr(workspace, "_stage", saved_meanwhile)
    result = run("build", "good.arch", "-o", "out")
    assert result.exit_code == 2
    assert "build again" in result.stderr
    after = {name: Path("out", name).read_bytes() for name in os.listdir("out")}
    assert after == before | {"good.drawio": b"saved meanwhile"}


FUNCTION = "architecture lab\nusers people\nhttp_api api\nfunction hello {{ code: {} }}\npeople -> api -> hello\n"


@pytest.mark.parametrize(
    "code",
    ['file("absent.py")', 'file("../secret.py")', 'dir("link")', 'file("/etc/hostname")',
     'file("sub")', 'dir("good.arch")', 'dir("empty")', 'file("latin.py")', 'file("")',
     'file("a\\0b")'],
)  # fmt: skip
def test_files_that_a_design_may_not_name(folder: Path, code: str) -> None:
    (folder.parent / "secret.py").write_text("x", encoding="utf-8")
    Path("link").symlink_to(folder.parent)
    Path("sub").mkdir()
    Path("empty").mkdir()
    Path("latin.py").write_bytes(b"# caf\xe9\n")
    Path("f.arch").write_text(FUNCTION.format(code), encoding="utf-8")
    result = run("check", "--format", "concise", "f.arch")
    assert result.exit_code == 1
    assert "f.arch:4:" in result.stdout


def test_a_link_inside_a_folder_of_code_may_not_lead_out(folder: Path) -> None:
    (folder.parent / "secret.py").write_text("secret", encoding="utf-8")
    Path("code").mkdir()
    Path("code/index.py").symlink_to(folder.parent / "secret.py")
    Path("f.arch").write_text(FUNCTION.format('dir("code")'), encoding="utf-8")
    assert run("check", "f.arch").exit_code == 1


def test_several_files_of_code_become_a_zip_beside_the_template(folder: Path) -> None:
    Path("code").mkdir()
    Path("code/index.py").write_text(
        "import words\n\ndef handler(e, c):\n    return words.A\n", encoding="utf-8"
    )
    Path("code/words.py").write_text("A = 1\n", encoding="utf-8")
    Path("f.arch").write_text(FUNCTION.format('dir("code")'), encoding="utf-8")
    result = run("build", "f.arch", "-o", "out")
    assert result.exit_code == 0
    [archive] = [name for name in os.listdir("out") if name.endswith(".zip")]
    template = Path("out/f.yaml").read_text(encoding="utf-8")
    assert f"Default: {archive}" in template
    assert "S3Bucket: !Ref CodeBucket" in template
    assert archive in Path("out/f.deploy.sh").read_text(encoding="utf-8")
    assert "next: sh out/f.deploy.sh BUCKET" in result.stdout
    assert sorted(zip_names(Path("out", archive))) == ["index.py", "words.py"]


def zip_names(path: Path) -> list[str]:
    import zipfile

    with zipfile.ZipFile(path) as bundle:
        return bundle.namelist()


def test_new_writes_a_design_that_builds(folder: Path) -> None:
    assert run("new", "my_shop").exit_code == 0
    assert run("build", "my_shop.arch", "-o", "out").exit_code == 0
    again = run("new", "my_shop")
    assert again.exit_code == 2
    assert "exists already" in again.stderr
    assert run("new", "My Shop").exit_code == 2


def test_text_of_a_design_is_data(folder: Path) -> None:
    label = r"<b>&amp; {{ 7 * 7 }} {% raw %} ${AWS::Region} !Ref X ' # - [a]: \"q\" --> ]]>"
    text = f'architecture lab "{label}"\ntable people "{label}" {{ key: name; why: "{label}"; tags: {{ note: "{label}" }} }}\n'
    Path("odd.arch").write_text(text, encoding="utf-8")
    assert run("build", "odd.arch", "-o", "out").exit_code == 0
    import xml.etree.ElementTree as ET

    import yaml

    shown = label.replace('\\"', '"')
    template = yaml.load(Path("out/odd.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    assert template["Description"] == shown
    assert {"Key": "note", "Value": shown} in template["Resources"]["People"]["Properties"]["Tags"]
    for name in ("odd.svg", "odd.drawio"):
        assert "49" not in "".join(ET.parse(Path("out", name)).getroot().itertext())
    assert "{{ 7 * 7 }}" in "".join(ET.parse("out/odd.svg").getroot().itertext())


@pytest.mark.parametrize("linked", [False, True])
def test_cfn_lint_is_isolated_from_configuration(folder: Path, linked: bool) -> None:
    Path(".cfnlintrc").write_text("ignore_checks: [E, W, I]\n", encoding="utf-8")
    if linked:
        Path("t.arch").write_text(
            GOOD.replace("{ key: name }", '{ key: name; name: "a b" }'), encoding="utf-8"
        )
        assert run("build", "t.arch", "-o", "out", "--only", "yaml").exit_code == 1
        return
    text = "architecture lab\nvpc net { tier edge { public } }\ninstance web in edge { type: t9.huge }\nweb -> internet : https\n"
    Path("t.arch").write_text(text, encoding="utf-8")
    result = run(
        "build", "t.arch", "-o", "out", "--only", "yaml", "--verify", "--format", "concise"
    )
    assert result.exit_code == 1, result.output
    assert "t.arch:3:10: error[cfn-lint E" in result.stdout


def test_without_home_or_cache(folder: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "PYTHONWARNINGS": "error"}
    command = [sys.executable, "-m", "archc", "check", "good.arch"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, "")


def test_a_cache_that_others_may_write_is_not_read(folder: Path) -> None:
    cache = folder / "cache" / "archc"
    cache.mkdir(parents=True)
    (cache / "grammar.pickle").write_bytes(b"cos\nsystem\n(S'touch owned'\ntR.")
    cache.chmod(0o777)
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
    command = [sys.executable, "-m", "archc", "check", "good.arch"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert result.returncode == 0
    assert not Path("owned").exists()


def built_with_cache(cache: Path) -> bytes:
    """What is built in a process of its own, with a cache folder."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    command = [sys.executable, "-m", "archc", "build", "good.arch", "-o", "out", "--only", "yaml"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, "")
    return Path("out/good.yaml").read_bytes()


def test_compiled_templates_are_kept_and_damaged_ones_made_anew(folder: Path) -> None:
    fresh = built_with_cache(folder / "cache")
    kept = {path: path.read_bytes() for path in (folder / "cache/archc/templates").iterdir()}
    assert kept
    for path in kept:
        path.write_bytes(kept[path][:100] + b"damaged")
    assert built_with_cache(folder / "cache") == fresh
    assert {path: path.read_bytes() for path in kept} == kept
    assert built_with_cache(folder / "cache") == fresh


def test_compiled_templates_that_others_may_write_are_not_run(folder: Path) -> None:
    fresh = built_with_cache(folder / "cache")
    cache = folder / "cache/archc/templates"
    for path in cache.iterdir():
        path.write_bytes(b"cos\nsystem\n(S'touch owned'\ntR.")
    cache.chmod(0o777)
    assert built_with_cache(folder / "cache") == fresh
    assert not Path("owned").exists()


def test_a_template_too_large_to_be_sent_goes_through_a_bucket(folder: Path) -> None:
    tables = "".join(f"table t{n} {{ key: name }}\n" for n in range(150))
    Path("large.arch").write_text(f"architecture large\n{tables}", encoding="utf-8")
    result = run("build", "large.arch", "-o", "out", "--only", "yaml", "--format", "text")
    assert result.exit_code == 0
    assert "more than the 51200 that" in result.stdout
    assert "--s3-bucket" in Path("out/large.deploy.sh").read_text(encoding="utf-8")


def test_more_resources_than_a_template_holds(folder: Path) -> None:
    tables = "".join(f"table t{n} {{ key: name }}\n" for n in range(501))
    Path("large.arch").write_text(f"architecture large\n{tables}", encoding="utf-8")
    for command in (["check"], ["build", "-o", "out", "--only", "yaml"]):
        result = run(*command, "large.arch", "--format", "concise")
        assert result.exit_code == 1
        assert "STK601" in result.stdout


def test_several_mistakes_are_reported_in_one_run(folder: Path) -> None:
    text = "architecture lab\nvpc net { cidr = 1 }\nusers -- people\ntable t\nfunction f { timeout: 5m }\nx -> y\n"
    Path("many.arch").write_text(text, encoding="utf-8")
    found = run("check", "many.arch", "--format", "concise").stdout.splitlines()
    assert len({line.split(":")[1] for line in found}) == 5


@pytest.mark.parametrize("name", ["x.svg", "x.png", "x.drawio"])
def test_one_picture(folder: Path, name: str) -> None:
    result = run("diagram", "good.arch", "-o", f"out/{name}", "--detail", "full")
    assert result.exit_code == 0
    assert f"wrote out/{name}" in result.stdout
    assert os.listdir("out") == [name]


def test_the_scale_of_a_picture(folder: Path) -> None:
    sizes = []
    for scale in ("1", "2"):
        assert run("diagram", "good.arch", "-o", "x.png", "--scale", scale).exit_code == 0
        sizes.append(int.from_bytes(Path("x.png").read_bytes()[16:20], "big"))
    assert sizes[1] == 2 * sizes[0]


@pytest.mark.parametrize(
    "arguments",
    [["-o", "x.pdf"], ["-o", "x.svg", "--view", "side"], ["-o", "x.svg", "--detail", "all"],
     ["-o", "x.png", "--scale", "99"], []],
)  # fmt: skip
def test_pictures_that_cannot_be_drawn(folder: Path, arguments: list[str]) -> None:
    assert run("diagram", "good.arch", *arguments).exit_code == 2
    assert not list(Path().glob("x.*"))


def test_a_design_with_errors_can_be_drawn(folder: Path) -> None:
    result = run("diagram", "bad.arch", "-o", "x.svg")
    assert result.exit_code == 1
    assert "TYP202" in result.stderr
    assert "TYP202" in Path("x.svg").read_text(encoding="utf-8")


NETWORK = """architecture lab
users people
vpc net { tier edge { public }; tier app { private } }
load_balancer front in edge { listen: http 80 }
instance web in app
people -> front : http
front -> web : http 8080
"""


@pytest.fixture
def network(folder: Path) -> Path:
    (folder / "net.arch").write_text(NETWORK, encoding="utf-8")
    return folder


def test_reach_shows_the_way_there_and_back(network: Path) -> None:
    result = run("reach", "net.arch", "front", "web", "8080")
    assert result.exit_code == 0
    assert result.stdout == (
        "front reaches web on tcp 8080: front → web\n"
        "  there: front/EdgeSubnetA, subnet/EdgeSubnetA, vpc/net, subnet/AppSubnetA, web/AppSubnetA\n"
        "  back:  web/AppSubnetA, subnet/AppSubnetA, vpc/net, subnet/EdgeSubnetA, front/EdgeSubnetA\n"
    )


def test_reach_goes_through_what_forwards_and_through_nat(network: Path) -> None:
    through = run("reach", "net.arch", "people", "web")
    assert through.exit_code == 0
    assert through.stdout.startswith("people reaches web on tcp 8080: people → front → web\n")
    out = run("reach", "net.arch", "web", "internet", "udp/53")
    assert out.stdout == (
        "web reaches internet on udp 53: web → internet\n"
        "  there: web/AppSubnetA, subnet/AppSubnetA, vpc/net, subnet/EdgeSubnetA, net/nat-a, igw/net, internet\n"
        "  back:  internet, igw/net, vpc/net, subnet/EdgeSubnetA, net/nat-a, subnet/AppSubnetA, web/AppSubnetA\n"
    )


def test_reach_says_what_stops_the_packets_and_what_would_let_them_through(network: Path) -> None:
    result = run("reach", "net.arch", "front", "web", "9")
    assert result.exit_code == 1
    assert result.stdout == (
        "front does not reach web: no inbound rule of web at web admits it"
        " (ENI_SG_RULES_MISMATCH)\n"
        "  the way that is blocked: front/EdgeSubnetA, subnet/EdgeSubnetA, vpc/net,\n"
        "                           subnet/AppSubnetA, ✗web/AppSubnetA\n"
        "  to let them through: draw `front -> web : tcp 9`\n"
    )
    closed = run("reach", "net.arch", "internet", "web", "22")
    assert closed.exit_code == 1
    assert closed.stdout == (
        "internet does not reach web: web has no public address"
        " (IGW_PUBLIC_IP_ASSOCIATION_FOR_INGRESS)\n"
        "  the way that is blocked: internet, igw/net, vpc/net, subnet/AppSubnetA,\n"
        "                           ✗web/AppSubnetA; and back: web/AppSubnetA,\n"
        "                           ✗subnet/AppSubnetA, vpc/net, igw/net, internet\n"
        "  to let them through: make these 2 changes, the fewest settings:\n"
        "                       1. draw `internet -> web : tcp 22`\n"
        "                       2. make the tier 'app' `public`\n"
        "                       or let a server or a load balancer stand between\n"
        "                       'internet' and 'web'\n"
    )


def test_reach_of_places_is_that_of_all_in_them(network: Path) -> None:
    result = run("reach", "net.arch", "net", "internet", "icmp")
    assert result.exit_code == 0
    assert [line for line in result.stdout.splitlines() if not line.startswith(" ")] == [
        "front reaches internet on icmp: front → internet",
        "web reaches internet on icmp: web → internet",
    ]


def test_the_matrix_of_who_reaches_whom(network: Path) -> None:
    result = run("reach", "net.arch", "--matrix")
    assert result.exit_code == 0
    assert result.stdout == (
        "          internet      front   web\n"
        "internet  .             tcp 80  tcp 8080 via front\n"
        "people    .             tcp 80  tcp 8080 via front\n"
        "front     any tcp port  .       tcp 8080\n"
        "web       any tcp port  tcp 80  .\n"
    )


def test_what_stops_without_each_zone(network: Path) -> None:
    result = run("reach", "net.arch", "--loss")
    assert result.exit_code == 0
    assert result.stdout == (
        "without zone a:\n"
        "  web is gone: it stands in zone a alone\n"
        "  front -> web: nothing is left of web\n"
        "  nothing else stops\n"
        "without zone b:\n"
        "  nothing stops\n"
    )
    zones = json.loads(run("check", "net.arch", "--format", "json").stdout)["zones"]
    assert [one["zone"] for one in zones] == ["zone a", "zone b"]
    assert zones[0]["gone"] == [
        {
            "component": "web",
            "reason": "stands in zone a alone",
            "file": "net.arch",
            "start": {"line": 5, "column": 10},
            "end": {"line": 5, "column": 13},
        }
    ]
    [arrow] = zones[0]["arrows"]
    assert (arrow["source"], arrow["target"]) == ("front", "web")
    assert arrow["reason"] == "nothing is left of web"
    assert (arrow["file"], arrow["start"]["line"]) == ("net.arch", 7)
    assert (zones[1]["gone"], zones[1]["arrows"]) == ([], [])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["net.arch", "nobody", "web"], "'nobody' is not in the design; write one of app, edge,"),
        (["net.arch", "people", "wep"], "'wep' is not in the design"),
        (["net.arch", "people"], "write two names, --matrix or --loss"),
        (["net.arch"], "write two names, --matrix or --loss"),
        (["net.arch", "people", "web", "sctp/3"], "'sctp/3' is no port"),
        (["net.arch", "people", "web", "70000"], "'70000' is no port"),
        (["absent.arch", "people", "web"], "absent.arch"),
    ],
)
def test_questions_that_make_no_sense(network: Path, arguments: list[str], says: str) -> None:
    result = run("reach", *arguments)
    assert result.exit_code == 2
    assert says in result.stderr


def test_reach_answers_about_a_design_with_errors(network: Path) -> None:
    Path("net.arch").write_text(NETWORK + "tabel x\n", encoding="utf-8")
    assert run("reach", "net.arch", "front", "web", "8080").exit_code == 0


def test_guarantees_in_json(network: Path) -> None:
    sentences = (
        "guarantee internet can reach web only via front\nguarantee front can reach web on ssh\n"
    )
    Path("net.arch").write_text(NETWORK + sentences, encoding="utf-8")
    result = run("check", "--format", "json", "net.arch", "good.arch")
    assert result.exit_code == 1
    proved, refuted = json.loads(result.stdout)["guarantees"]
    assert proved == {
        "text": "internet can reach web only via front",
        "status": "proved",
        "reason": None,
        "path": [],
        "changes": [],
        "file": "net.arch",
        "start": {"line": 8, "column": 11},
        "end": {"line": 8, "column": 48},
    }
    assert set(refuted) == set(proved)
    assert (refuted["text"], refuted["status"]) == ("front can reach web on ssh", "refuted")
    assert refuted["reason"].startswith("'front' does not reach 'web': no inbound rule of web")
    assert refuted["path"] == [
        "interface/front/EdgeSubnetA", "subnet/EdgeSubnetA", "vpc/net", "subnet/AppSubnetA",
        "interface/web/AppSubnetA",
    ]  # fmt: skip
    assert refuted["changes"] == [
        {
            "text": "draw `front -> web : tcp 22`",
            "component": "web",
            "place": "interface/web/AppSubnetA",
            "reason": "no inbound rule of web at web admits it",
            "file": "net.arch",
            "start": {"line": 5, "column": 10},
            "end": {"line": 5, "column": 13},
        }
    ]
    assert (refuted["start"], refuted["end"]["line"]) == ({"line": 9, "column": 11}, 9)


def test_guarantees_in_text(network: Path) -> None:
    for sentence, status in (
        ("internet cannot reach web on ssh", 0),
        ("internet cannot reach web", 1),
    ):
        Path("net.arch").write_text(f"{NETWORK}guarantee {sentence}\n", encoding="utf-8")
        result = run("check", "net.arch", "--format", "concise")
        assert result.exit_code == status, result.output
        assert ("GUA001" in result.stdout) is bool(status)


ELSEWHERE = (
    "architecture shop\nregion: eu-central-1\n"
    'function one { code: dir("orders"); handler: app.handler }\n'
    'region us-east-1 { function two { code: dir("orders"); handler: app.handler } }\n'
    "one -> two\n"
)


@pytest.fixture
def elsewhere(folder: Path) -> Path:
    (folder / "orders").mkdir()
    for name in ("app.py", "shapes.py"):
        (folder / "orders" / name).write_text("def handler(event, context):\n    return 1\n")
    path = folder / "shop.arch"
    path.write_text(ELSEWHERE, encoding="utf-8")
    return path


def test_every_region_gets_its_template(elsewhere: Path) -> None:
    result = run("build", str(elsewhere), "-o", "out", "--only", "yaml")
    assert result.exit_code == 0, result.output
    written = {path.name for path in Path("out").iterdir() if not path.name.endswith(".zip")}
    assert written == {
        "shop.eu-central-1.yaml", "shop.us-east-1.yaml", "shop.deploy.sh", "shop.destroy.sh",
    }  # fmt: skip
    buckets = "BUCKET_IN_us-east-1 BUCKET_IN_eu-central-1"
    assert f"next: sh out/shop.deploy.sh {buckets}   # an S3 bucket" in result.output
    assert f"then, to stop the costs: sh out/shop.destroy.sh {buckets}\n" in result.output


def test_every_template_is_verified_for_its_own_region(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, bool]] = []

    def matches(template: bytes, region: str) -> list[dict[str, Any]]:
        asked.append((region, b"  Two:\n" in template))
        level = {"Level": "Warning", "Message": f"in {region}"}
        resource = "Two" if asked[-1][1] else "One"
        return [{**level, "Location": {"Path": ["Resources", resource]}}]

    monkeypatch.setattr("archc.verify._matches", matches)
    result = run(
        "build", str(elsewhere), "-o", "out", "--only", "yaml", "--verify", "--format", "concise"
    )
    assert asked == [("us-east-1", True), ("eu-central-1", False)]
    assert "shop.arch:3:10: warning[cfn-lint ] in eu-central-1" in result.output
    assert "shop.arch:4:29: warning[cfn-lint ] in us-east-1" in result.output


def test_a_policy_names_the_regions_of_what_it_is_on(elsewhere: Path) -> None:
    text = ELSEWHERE + "queue jobs in us-east-1\nqueue work\none, two -> jobs, work\n"
    elsewhere.write_text(text, encoding="utf-8")
    for name, own in (("one", "eu-central-1"), ("two", "us-east-1")):
        result = run("permissions", str(elsewhere), "--policy", name)
        statements = json.loads(result.stdout)["Statement"]
        queues = [s["Resource"].split(":") for s in statements if "sqs:SendMessage" in s["Action"]]
        assert [(arn[3], arn[5].split("-")[1]) for arn in queues] == [
            ("us-east-1", "Jobs"), ("eu-central-1", "Work"),
        ]  # fmt: skip
        logs = next(s["Resource"] for s in statements if "logs:PutLogEvents" in s["Action"])
        assert logs.split(":")[3] == own


def test_too_many_in_one_region_are_too_many(folder: Path) -> None:
    def tables(stem: str, number: int) -> str:
        return "".join(f"table {stem}{n} {{ key: id }}\n" for n in range(number))

    head = "architecture shop\n" + tables("a", 300)
    Path("t.arch").write_text(head + f"region us-east-1 {{\n{tables('b', 500)}}}\n")
    assert run("build", "t.arch", "-o", "out", "--only", "yaml").exit_code == 0
    Path("t.arch").write_text(head + f"region us-east-1 {{\n{tables('b', 501)}}}\n")
    result = run("check", "t.arch", "--format", "concise")
    assert result.exit_code == 1
    assert "at least 501 resources in us-east-1, more than 500" in result.output


@pytest.mark.parametrize(
    "text",
    [
        "region eu-west-1",
        "region {}",
        'region "eu-west-1" {}',
        "queue q in eu-west-1, us-east-1",
        "queue q in no-where-at-all",
        "vpc a in us-east-1 { tier t in eu-west-1 { public } }",
        "vpc a in us-east-1 { tier t { public }\n zone a { region eu-west-1 { instance i in t } } }",
        "vpc v { tier e { public } }\nload_balancer front in e, us-east-1 { listen: http 80 }",
        "region eu-west-1 { architecture inner\nqueue q\nq -> q }",
        "region eu-west-1 { region eu-west-2 { tier t { public } } }",
        "zone a { region eu-west-1 { queue q } }",
        "eu-west-1 -> us-east-1",
        "region: eu-west-9\nregion us-east-1 { queue q }\nqueue p",
        "param here: text = eu-west-1\nregion: here\nregion us-east-1 { queue q }\nqueue p",
    ],
)
def test_whatever_is_said_of_regions_is_answered(folder: Path, text: str) -> None:
    Path("t.arch").write_text(f"architecture t\n{text}\n", encoding="utf-8")
    for _ in range(2):  # the second time what was drawn is merged
        result = run("build", "t.arch", "-o", "out", "--only", "yaml,drawio")
        assert result.exit_code in (0, 1), result.output
        assert "saved again" not in result.output
