"""The formatter: what a design says stays, comments stay where they belong, and twice is once."""

from __future__ import annotations

import json
import os
import random
import re
import stat
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archc import graph, workspace
from archc.cli import main
from archc.compiler import Compilation
from archc.fmt import formatted
from archc.kinds import catalogue, kind
from archc.source import Source
from archc.syntax.tokens import Token, tokens
from archc.values import Quantity, YesNo
from tests.designs import EXAMPLES, FAULTY, GRAMMAR, ROOT, compile_file, compile_text
from tests.pages import designs
from tests.test_properties import mutants

FILES = [*EXAMPLES, *FAULTY, ROOT / "templates" / "starter.arch"]
SITUATIONS = sorted((ROOT / "tests" / "situations").glob("*.arch"))
PAGES = sorted(
    path
    for path in (ROOT / "tests" / "spec").rglob("*.md")
    if designs(path.read_text(encoding="utf-8"))
)


def fmt(text: str) -> str:
    """The formatted text of a design that can be parsed."""
    done = formatted(Source("design.arch", text), GRAMMAR)
    assert done.mistakes == []
    return done.text


def meaning(compiled: Compilation) -> Any:
    """The graph without places; and what is wrong, by code, for what is not in the graph."""

    def bare(node: Any) -> Any:
        if isinstance(node, dict):
            places = ("file", "start", "end")
            return {key: bare(value) for key, value in node.items() if key not in places}
        return [bare(entry) for entry in node] if isinstance(node, list) else node

    found = sorted((d.code, d.message) for d in compiled.diagnostics)
    return bare(json.loads(graph.as_json(compiled.design))), found


def comments(text: str) -> list[str]:
    """Every comment, in order; `#` in quoted text and in a schedule is none."""
    marks = re.compile(
        r'"""(?:[^\\]|\\.)*?"""|"(?:[^"\\\n]|\\.)*"|(?:cron|rate|at)\([^)\n]*\)|#[^\n]*', re.DOTALL
    )
    return [m[0].rstrip() for m in marks.finditer(text) if m[0].startswith("#")]


def holds(text: str, after: str) -> None:
    """Formatting is done once, keeps the comments, and leaves a tidy text."""
    assert fmt(after) == after
    assert comments(after) == comments(text)
    assert after == "" or after.endswith("\n")
    if '"""' not in text:
        assert not re.search(r"[ \t\r]\n|\n\n\n|\{\n\n|\n\n *[}\]]|\A\n|\n\n\Z", after)


@pytest.mark.parametrize("path", [*FILES, *SITUATIONS], ids=lambda path: path.stem)
def test_files_of_the_project_are_formatted(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert fmt(text) == text


@pytest.mark.parametrize("name", ["README.md", "examples/README.md"])
def test_designs_of_documents_are_formatted(name: str) -> None:
    for text in designs((ROOT / name).read_text(encoding="utf-8")):
        assert formatted(Source(name, text), GRAMMAR).text == text


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_designs_of_pages_say_the_same_formatted(path: Path) -> None:
    for text in designs(path.read_text(encoding="utf-8")):
        done = formatted(Source("design.arch", text), GRAMMAR)
        if done.mistakes:
            assert done.text == text
            continue
        holds(text, done.text)
        assert meaning(compile_text(done.text)) == meaning(compile_text(text))


# Layouts made at random.


LONG = {
    "s": ["s", " s", "seconds", " seconds"],
    "min": ["min", " min", "minutes", " minutes"],
    "h": ["h", " h", "hours", " hours"],
    "MB": ["MB", " MB"],
    "GB": ["GB", " GB"],
}


def respelled(token: Token, chance: random.Random) -> str:
    """An amount in another spelling, where it is one; every other token as it is."""
    match = re.fullmatch(r"([0-9]+)([A-Za-z]+)", token.text)
    if token.kind == "NUMERIC" and match is not None and match[2] in LONG:
        return match[1] + chance.choice(LONG[match[2]])
    return token.text


def mutated(text: str, seed: int) -> str:
    """The same tokens, laid out in another way, with comments wherever one may stand."""
    chance = random.Random(seed)
    found = tokens(Source("design.arch", text), GRAMMAR)
    number = 0
    parts = []

    def rows() -> str:
        """A line end, with comments and blank lines."""
        nonlocal number
        said = ""
        for _ in range(chance.choice([1, 1, 1, 2, 3])):
            if chance.random() < 0.3:
                number += 1
                said += " " * chance.randrange(4) + f"# remark {number}" + chance.choice(["", "  "])
            said += chance.choice(["", "\t", " "]) + chance.choice(["\n", "\n", "\r\n"])
        return said + " " * chance.choice([0, 2, 3, 8])

    def between(token: Token, following: Token) -> str:
        old = text[token.end : following.start]
        spaces = " " * chance.choice([1, 1, 1, 2, 5])
        loose = token.kind in ("_COMMA", "_ARROW", "LBRACE", "LSQB")
        loose = loose or following.kind == "RBRACE"
        if loose or (following.kind == "RSQB" and token.kind != "_COMMA"):
            return rows() if chance.random() < 0.3 else old if "\n" in old else spaces
        if re.search(r"[\n;]", re.sub("#[^\n]*", "", old)):
            return rows() if "#" in old or chance.random() < 0.5 else f"{spaces};{spaces}"
        return spaces if old or following.kind in ("_COLON", "_COMMA", "RPAR") else old

    for token, following in pairwise(found):
        parts += [respelled(token, chance), between(token, following)]
    return chance.choice(["", "# first\n", "\n\n"]) + "".join([*parts, found[-1].text, rows()])


@pytest.mark.parametrize("path", [*EXAMPLES, *FAULTY], ids=lambda path: path.stem)
def test_spaces_and_spellings_make_no_difference_but_columns(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    chance = random.Random(1)
    found = tokens(Source("design.arch", text), GRAMMAR)
    parts = [text[: found[0].start]]
    for token, following in pairwise(found):
        old = text[token.end : following.start]
        loose = old.isspace() or token.kind == "_COLON" or following.kind == "_COLON"
        spaces = old.rpartition("\n")[1] + " " * chance.choice([1, 1, 2, 6])
        parts += [respelled(token, chance), spaces if loose and old.count("\n") < 2 else old]
    layout = "".join([*parts, found[-1].text, text[found[-1].end :]])
    assert layout != text
    assert _one_space(fmt(layout)) == _one_space(text)


def _one_space(text: str) -> str:
    return re.sub(r"(?<=\S) {2,}", " ", text)


@pytest.mark.parametrize("path", [*EXAMPLES, *FAULTY], ids=lambda path: path.stem)
def test_any_layout_of_an_example_says_the_same(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    expected = meaning(compile_file(path))
    for seed in range(3):
        layout = mutated(text, seed)
        assert meaning(compile_file(path, layout)) == expected, "the mutation is wrong"
        after = fmt(layout)
        holds(layout, after)
        assert meaning(compile_file(path, after)) == expected


TEXTS = [path.read_text(encoding="utf-8") for path in [*FILES, *SITUATIONS]]
TEXTS += [text for path in PAGES for text in designs(path.read_text(encoding="utf-8"))]
SOUND = [t for t in TEXTS if not formatted(Source("d", t), GRAMMAR).mistakes and t.strip()]
SLOW = settings(
    max_examples=int(os.environ.get("ARCHC_EXAMPLES", "300")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize="ARCHC_EXAMPLES" not in os.environ,
)


@SLOW
@given(st.sampled_from(SOUND), st.integers(0, 10**9))
def test_random_layouts(text: str, seed: int) -> None:
    layout = mutated(text, seed)
    holds(layout, fmt(layout))


@SLOW
@given(st.sampled_from(SOUND), st.integers(0, 10**9))
def test_random_layouts_of_long_lines(text: str, seed: int) -> None:
    chance = random.Random(seed)
    parts, done = [], 0
    for token in tokens(Source("design.arch", text), GRAMMAR):
        if token.kind in ("WORD", "VALUE_WORD", "STRING", "NUMERIC") and chance.random() < 0.3:
            end = token.end - (token.kind == "STRING")
            parts += [text[done:end], "x" * chance.choice([5, 20, 40, 110])]
            done = end
    layout = mutated("".join([*parts, text[done:]]), seed)
    holds(layout, fmt(layout))


@SLOW
@given(mutants(), st.integers(0, 10**9))
def test_designs_with_mistakes_say_the_same(text: str, seed: int) -> None:
    if formatted(Source("design.arch", text), GRAMMAR).mistakes or not text.strip():
        return
    layout = mutated(text, seed) if re.search(r"^\s*[^\s#]", text, re.MULTILINE) else text
    before, after = (compile_text(one) for one in (layout, fmt(layout)))
    assert meaning(after)[0] == meaning(before)[0]
    assert sorted(d.code for d in after.diagnostics) == sorted(d.code for d in before.diagnostics)


def test_every_flag_and_amount_is_read_by_its_kind() -> None:
    """`yes` is left out, and an amount is spelled anew, in a block of any kind that has it."""
    short = 0
    for word in catalogue():
        for declared in kind(word).attributes.values():
            if isinstance(declared.type, YesNo):
                line = f"{word} x {{ {declared.name}: yes }}\n"
                assert fmt(line) == f"{word} x {{ {declared.name} }}\n"
                short += 1
            elif isinstance(declared.type, Quantity) and declared.example == "30s":
                assert fmt(f"{word} x {{ {declared.name}: 30 seconds }}\n").count("30s") == 1
                short += 1
    assert short > 20


WORDS = sorted({w for text in SOUND for w in re.findall(r'"[^"\n]*"|[\w.]+|->|[^\w\s]', text)})
ODD = [
    "#",
    "\n",
    "\r",
    "\t",
    "\f",
    "\0",
    '"""',
    "é",
    "\u2028",
    "\x85",
    "# c\n",
    ";",
    "{",
    "}",
    "[",
    "]",
]


@SLOW
@given(st.lists(st.sampled_from([*WORDS, *ODD, *ODD, "\n", " "]), max_size=60).map(" ".join))
def test_any_text_never_raises(text: str) -> None:
    done = formatted(Source("design.arch", text), GRAMMAR)
    if done.mistakes:
        assert done.text == text
    else:
        again = formatted(Source("design.arch", done.text), GRAMMAR)
        assert again == done


# The command.

UGLY = "architecture lab\ntable people{key:name}  # who\n"
TIDY = "architecture lab\ntable people { key: name }  # who\n"
WRONG = "architecture lab\ntable people { key = name }\n"
NETWORK = """architecture lab
users people
vpc net { zones: 2
  tier edge "Outside" { public }   # first
  tier app  { private }            # second
  tier data {
    isolated # third
  }
  tier more { isolated; slot: 5; cidrs: 10.0.90.0/24, 10.0.91.0/24 }
}
vpc other { cidr: 10.1.0.0/24; zone a { subnet one { cidr: 10.1.0.0/25; isolated } } }
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in (("ugly", UGLY), ("tidy", TIDY), ("wrong", WRONG), ("net", NETWORK)):
        Path(f"{name}.arch").write_bytes(text.encode())
    return tmp_path


def run(*arguments: str, given: bytes | None = None) -> Result:
    """Run `archc fmt`; a traceback fails the test."""
    result = CliRunner().invoke(main, ["fmt", *arguments], input=given)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_files_are_written_only_where_they_change(folder: Path) -> None:
    before = os.stat("tidy.arch")
    result = run("ugly.arch", "tidy.arch")
    assert (result.exit_code, result.stdout) == (0, "formatted ugly.arch\n")
    assert Path("ugly.arch").read_bytes() == TIDY.encode()
    assert (os.stat("tidy.arch").st_ino, os.stat("tidy.arch").st_mtime_ns) == (
        before.st_ino,
        before.st_mtime_ns,
    )
    assert run("ugly.arch", "tidy.arch").stdout == ""
    assert sorted(os.listdir()) == ["net.arch", "tidy.arch", "ugly.arch", "wrong.arch"]


def test_check_names_what_would_change(folder: Path) -> None:
    result = run("--check", "tidy.arch", "ugly.arch")
    assert (result.exit_code, result.stdout) == (1, "would change ugly.arch\n")
    assert Path("ugly.arch").read_text(encoding="utf-8") == UGLY
    assert run("--check", "tidy.arch").exit_code == 0


def test_diff_prints_and_changes_nothing(folder: Path) -> None:
    result = run("--diff", "ugly.arch", "tidy.arch")
    assert result.exit_code == 0
    assert result.stdout == (
        "--- ugly.arch\n+++ ugly.arch\n@@ -1,2 +1,2 @@\n architecture lab\n"
        "-table people{key:name}  # who\n+table people { key: name }  # who\n"
    )
    assert Path("ugly.arch").read_text(encoding="utf-8") == UGLY
    Path("ugly.arch").write_text(UGLY.rstrip("\n"), encoding="utf-8")
    shown = run("--check", "--diff", "ugly.arch")
    assert shown.exit_code == 1
    assert "# who\n\\ No newline at end of file\n+table" in shown.stdout


@pytest.mark.parametrize("options", [[], ["--check"], ["--diff"], ["--pin"]])
def test_a_design_with_syntax_errors_is_left_alone(folder: Path, options: list[str]) -> None:
    result = run(*options, "wrong.arch", "tidy.arch")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "error[SYN005]: `=` does not assign here\n --> wrong.arch:2:20" in result.stderr
    assert Path("wrong.arch").read_text(encoding="utf-8") == WRONG
    assert run("-", given=WRONG.encode()).stdout == ""


def test_a_design_with_other_errors_is_formatted(folder: Path) -> None:
    Path("odd.arch").write_text("tabel x{a:1}\n queue q {colour :red; fifo: yes}", encoding="utf-8")
    assert run("odd.arch").exit_code == 0
    assert Path("odd.arch").read_text(encoding="utf-8") == (
        "tabel x { a: 1 }\nqueue q { colour: red; fifo }\n"
    )


def test_standard_input(folder: Path) -> None:
    result = run("-", given=b"\xef\xbb\xbf" + UGLY.replace("\n", "\r\n").encode())
    assert (result.exit_code, result.stdout_bytes) == (0, TIDY.encode())
    assert run("-", given=b"").stdout_bytes == b""
    assert run("--check", "-", given=UGLY.encode()).exit_code == 1
    assert run("--check", "-", given=TIDY.encode()).exit_code == 0
    assert run("--diff", "-", given=UGLY.encode()).stdout.startswith("--- -\n+++ -\n@@")
    assert run("-", given=b"\xff\xfea\0").exit_code == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfea\0r\0", "UTF-16"),
        (b"architecture lab\n# caf\xe9\n", "not UTF-8 text (line 2)"),
        (b"\x7fELF\0\0", "not text"),
        (b"#" * (4 * 1024 * 1024 + 1), "larger than"),
        (None, "does not exist"),
    ],
)
def test_what_cannot_be_read(folder: Path, content: bytes | None, says: str) -> None:
    if content is not None:
        Path("odd.arch").write_bytes(content)
    result = run("odd.arch", ".", "ugly.arch")
    assert result.exit_code == 2
    first, second = result.stderr.splitlines()
    assert says in first and "cannot be read" in second
    assert Path("ugly.arch").read_text(encoding="utf-8") == TIDY
    if content is not None:
        assert Path("odd.arch").read_bytes() == content


def test_mode_and_links_stay(folder: Path) -> None:
    os.chmod("ugly.arch", 0o640)
    Path("link.arch").symlink_to("ugly.arch")
    assert run("link.arch").exit_code == 0
    assert Path("link.arch").is_symlink()
    assert stat.S_IMODE(os.stat("ugly.arch").st_mode) == 0o640
    assert Path("ugly.arch").read_text(encoding="utf-8") == TIDY


def test_a_read_only_file_stays(folder: Path) -> None:
    os.chmod("ugly.arch", 0o444)
    result = run("ugly.arch")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "archc: cannot write ugly.arch: it is read-only\n"
    assert Path("ugly.arch").read_text(encoding="utf-8") == UGLY
    assert run("--check", "ugly.arch").exit_code == 1


def test_a_file_saved_meanwhile_is_not_lost(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = workspace.tempfile.mkstemp

    def saved_meanwhile(**arguments: Any) -> Any:
        Path("ugly.arch").write_text("# mine\n", encoding="utf-8")
        return made(**arguments)

    monkeypatch.setattr(workspace.tempfile, "mkstemp", saved_meanwhile)
    result = run("ugly.arch")
    assert result.exit_code == 2
    assert "try again" in result.stderr
    assert Path("ugly.arch").read_text(encoding="utf-8") == "# mine\n"
    assert len(os.listdir()) == 4


def test_pin_writes_the_blocks_down(folder: Path) -> None:
    before = meaning(compile_text(NETWORK))
    assert run("--pin", "net.arch").exit_code == 0
    text = Path("net.arch").read_text(encoding="utf-8")
    assert (
        text
        == """architecture lab
users people
vpc net {
  zones: 2
  tier edge "Outside" { public; cidrs: 10.0.0.0/24, 10.0.1.0/24 }  # first
  tier app  { private; cidrs: 10.0.16.0/24, 10.0.17.0/24 }         # second
  tier data {
    isolated  # third
    cidrs: 10.0.32.0/24, 10.0.33.0/24
  }
  tier more { isolated; slot: 5; cidrs: 10.0.90.0/24, 10.0.91.0/24 }
}
vpc other { cidr: 10.1.0.0/24; zone a { subnet one { cidr: 10.1.0.0/25; isolated } } }
"""
    )
    after = meaning(compile_text(text))
    for node in (*before[0]["components"], *after[0]["components"]):
        if node["kind"] == "tier":
            node["attributes"].pop("cidrs")
            node["written"] = [word for word in node["written"] if word != "cidrs"]
    assert after == before
    assert run("--pin", "--check", "net.arch").exit_code == 0


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_pinning_an_example_changes_no_block(path: Path) -> None:
    before = compile_file(path)
    text, _ = formatted(before.source, GRAMMAR, before.design.subnets)
    assert fmt(text) == text
    after = compile_file(path, text)
    assert [d.code for d in after.diagnostics if d.severity == "error"] == []
    assert after.design.subnets == before.design.subnets
    assert comments(text) == comments(before.source.text)
    tiers = [c for c in after.design.components.values() if c.word == "tier"]
    assert all(getattr(tier, "cidrs") for tier in tiers)  # noqa: B009


def test_pin_wants_a_design_without_errors(folder: Path) -> None:
    text = NETWORK.replace("slot: 5", "slot: 2").replace("; cidrs: 10.0.90.0/24, 10.0.91.0/24", "")
    Path("net.arch").write_text(text, encoding="utf-8")
    result = run("--pin", "net.arch")
    assert result.exit_code == 1
    assert "error[NET104]" in result.stderr
    assert Path("net.arch").read_text(encoding="utf-8") == text


def test_line_ends_of_a_text_are_those_of_the_language() -> None:
    text = 'architecture a\nvpc n { tier e { public } }\ninstance x in e {\n  setup: """\n    a\n\n      b ${x.id}\n    """\n}\n'
    windows = text.replace("\n", "\r\n")
    assert meaning(compile_text(windows)) == meaning(compile_text(text))
    assert fmt(windows) == text


@pytest.mark.parametrize(
    "body",
    [
        "\n\ta\n\t\tb\n",
        "a\n   b",
        "\n  a\n \n   b\n",
        "\n  a\\n b\n",
        "\n\n\n",
        " \n x ",
        "\n    a\\n  b\n",
        "\n \n    a\n",
    ],
)
def test_a_text_that_cannot_be_moved_stays(body: str) -> None:
    text = f'architecture a\ninstance n {{\n      setup: """{body}"""\n}}\n'
    after = fmt(text)
    assert meaning(compile_text(after)) == meaning(compile_text(text))
    assert fmt(after) == after


def test_a_large_design_takes_time_in_proportion() -> None:
    def seconds(number: int) -> float:
        lines = (f"queue q{n} {{keep: 14days;   fifo: yes}}  # {n}\n" for n in range(number))
        text = "architecture a\n" + "".join(lines)
        start = time.process_time()
        fmt(text)
        return time.process_time() - start

    seconds(10)
    assert seconds(2000) < 20 * max(0.01, seconds(200))


@pytest.mark.parametrize("depth", [31, 33, 5000])
def test_deep_nesting_is_no_crash(depth: int) -> None:
    text = "architecture a\n" + "vpc v {" * depth + "}" * depth
    done = formatted(Source("design.arch", text), GRAMMAR)
    assert bool(done.mistakes) is (depth > 32)


def test_a_line_that_stays_too_long_is_broken_once() -> None:
    name = "x" * 110
    assert fmt(f"a, b -> {name} : send\n") == f"a,\n  b -> {name} : send\n"
    assert fmt(f"a -> {name} : send\n") == f"a ->\n  {name} : send\n"
    holds("", fmt(f"a, b -> {name} : send {{ wait: 5s }}\n"))


@pytest.mark.parametrize(
    "text",
    [
        "function f { environment: { WAIT: 30seconds } }",
        "bucket b { name: 7days }",
        "function f\nbucket b\nf -> b : read prefix 30seconds",
        "function f { timeout: 5 moments }",
        "queue q { visibility: 5 minutes more }",
        "something s { wait: 30 seconds; public: yes }",
        "cron c { every: cron(0 2  * * ? *) }",
        "param wait: duration = 30seconds",
    ],
)
def test_what_is_no_amount_stays(text: str) -> None:
    assert fmt(f"{text}\n") == f"{text}\n"
