"""What holds for every design: no crash, no accident of order, and identities that stay."""

from __future__ import annotations

import hashlib
import os
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml as pyyaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archc import graph
from archc.compiler import Compilation, files
from archc.component import Intrinsic
from archc.diagnostics import as_line, as_record, as_text
from archc.emit import yaml
from archc.stack.resource import Resource, Section, Stack
from tests.designs import EXAMPLES, ROOT, compile_example, compile_file, compile_text
from tests.pages import designs

TEXTS = [path.read_text(encoding="utf-8") for path in EXAMPLES]
TEXTS += [
    text
    for page in sorted((ROOT / "tests" / "spec" / "kinds").glob("*.md"))
    for text in designs(page.read_text(encoding="utf-8"))
]
TOKENS = re.compile(r'"[^"\n]*"|[\w.]+|\s+|->|.', re.DOTALL)
WORDS = sorted({token for text in TEXTS for token in TOKENS.findall(text)})
ODD = [
    "\0",
    "}",
    "{",
    '"',
    '"""',
    "${",
    "\\",
    "->",
    "::",
    "%..",
    "é",
    "\u202e",
    "9" * 40,
    "-",
    "[",
    "(",
    "'",
]


def survives(text: str) -> Compilation:
    """Take a text through every stage; whatever is wrong must be said, not raised."""
    compiled = compile_text(text)
    compiled.finish()
    for found in compiled.diagnostics:
        assert as_text(found) and as_line(found) and as_record(found)
    graph.as_json(compiled.design)
    assert compiled.drawing is not None
    if not compiled.has_errors:
        pyyaml.load(yaml.emit(compiled.stack), Loader=pyyaml.BaseLoader)
    return compiled


@st.composite
def mutants(draw: st.DrawFn) -> str:
    """An example with a few of its tokens dropped, doubled, swapped or replaced."""
    tokens = TOKENS.findall(draw(st.sampled_from(TEXTS)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(tokens) - 1))
        match draw(st.sampled_from(["drop", "double", "swap", "replace", "odd"])):
            case "drop":
                tokens[at] = ""
            case "double":
                tokens[at] += tokens[at]
            case "swap":
                other = draw(st.integers(0, len(tokens) - 1))
                tokens[at], tokens[other] = tokens[other], tokens[at]
            case "replace":
                tokens[at] = draw(st.sampled_from(WORDS))
            case "odd":
                tokens[at] = draw(st.sampled_from(ODD))
    return "".join(tokens)


SLOW = settings(
    max_examples=int(os.environ.get("ARCHC_EXAMPLES", "150")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize="ARCHC_EXAMPLES" not in os.environ,
)


@SLOW
@given(mutants())
def test_mutated_designs_never_raise(text: str) -> None:
    survives(text)


@SLOW
@given(st.lists(st.sampled_from([*WORDS, *ODD, "\n", " ", "; "]), max_size=60).map(" ".join))
def test_generated_text_never_raises(text: str) -> None:
    survives(text)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.text(max_size=200))
def test_any_text_never_raises(text: str) -> None:
    survives(text)


@pytest.mark.parametrize("depth", [31, 33, 5000])
def test_deep_nesting_is_an_error_and_no_crash(depth: int) -> None:
    text = "architecture a\n" + "vpc v {" * depth + "}" * depth
    codes = {found.code for found in survives(text).diagnostics}
    assert ("SYN010" in codes) is (depth > 32)


def built(compiled: Compilation) -> dict[str, str]:
    """Names and digests of every file of a design but the PNG, which is made of the SVG alone."""
    compiled.finish()
    made = files(compiled, "design", ("yaml", "drawio", "svg"))
    return {name: hashlib.sha256(content).hexdigest() for name, content in made}


def reformatted(text: str, seed: int) -> str:
    """The same statements, laid out in another way."""
    chance = random.Random(seed)
    lines = []
    for line in text.split("\n"):
        code = line if '"""' in line else re.sub(r'(?<!")\s*#[^"]*$', "", line)
        lines.append(
            chance.choice(["", "\t", "      "]) + code.strip() + chance.choice(["", "  ", " # new"])
        )
        if chance.random() < 0.2:
            lines.append("# a remark\n")
    return "\n".join(lines)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_formatting_of_the_source_changes_no_byte(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if '"""' in text:
        pytest.skip("text of several lines is content, not layout")
    expected = built(compile_file(path))
    assert built(compile_file(path, reformatted(text, 7))) == expected


def test_hash_seed_and_working_directory_change_no_byte(tmp_path: Path) -> None:
    digests = set()
    for seed in ("0", "1", "4242"):
        folder = tmp_path / seed
        folder.mkdir()
        chosen = [
            str(ROOT / "examples" / f"{stem}.arch") for stem in ("06_web_shop", "17_guestbook")
        ]
        command = [sys.executable, "-m", "archc", "build", *chosen, "-o", "out"]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
        made = sorted((folder / "out").iterdir())
        content = b"".join(path.name.encode() + path.read_bytes() for path in made)
        digests.add(hashlib.sha256(content).hexdigest())
    assert len(digests) == 1


# Text that YAML could misread in some place.
TRICKY = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["yes", "No", "null", "~", "1e3", "0x1F", "1_000", "12:30:45", "2026-11-20", "- a", "a: b",
         "a #b", "#", "!Ref X", "&a", "*a", "'", '"', "|", ">", "%", "@", "`", "{{", "${A}", "a\n",
         "\n", " a", "a ", "a\n b\n", "\ta", "a\n\n\n", "=", "<<", ".inf", "1.", "a\r\nb", "\u2028"]
    ),
)  # fmt: skip
TREES = st.recursive(
    st.one_of(TRICKY, st.booleans(), st.integers(-(10**9), 10**9)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(TRICKY.filter(bool), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(TREES)
def test_the_template_says_what_the_stack_says(tree: Any) -> None:
    body = {"Type": "AWS::Test::Type", "Properties": {"Tree": tree}}
    resource = Resource("Thing", "thing", body)
    stack = Stack("s", "d", "r", {}, (Section("thing", (resource,)),), {}, (), ())
    loaded = pyyaml.safe_load(yaml.emit(stack))
    assert loaded["Resources"]["Thing"]["Properties"]["Tree"] == tree


def test_functions_keep_their_arguments() -> None:
    body = {
        "Type": "T",
        "Properties": {
            "A": Intrinsic("Ref", "X"),
            "B": Intrinsic("GetAtt", ["Db", "Endpoint.Address"]),
            "C": [Intrinsic("Select", [0, Intrinsic("GetAZs", "")]), Intrinsic("Sub", "a: ${B}")],
            "D": {"Fn::Base64": Intrinsic("Sub", "#!/bin/sh\necho ${X}\n")},
        },
    }
    stack = Stack("s", "d", "r", {}, (Section("t", (Resource("T", "t", body),)),), {}, (), ())
    text = yaml.emit(stack).decode()
    assert "A: !Ref X" in text
    assert "B: !GetAtt [Db, Endpoint.Address]" in text
    assert '- !Select [0, !GetAZs ""]' in text
    assert '- !Sub "a: ${B}"' in text
    assert "Fn::Base64: !Sub |\n" in text


PLAN = "architecture a\nvpc net {{ zones: {zones}; {tiers} }}\n"


def blocks(zones: int, tiers: str) -> dict[tuple[str, str], str]:
    """Every subnet's block by tier and zone."""
    compiled = compile_text(PLAN.format(zones=zones, tiers=tiers))
    return {
        (s.tier, s.zone): str(s.block)
        for subnets in compiled.design.subnets.values()
        for s in subnets
    }


@pytest.mark.parametrize("zones", [1, 2, 3, 5])
def test_a_zone_or_tier_more_changes_no_block(zones: int) -> None:
    tiers = "tier edge { public }; tier app { private }"
    before = blocks(zones, tiers)
    assert before[("edge", "a")] == "10.0.0.0/24"
    assert before[("app", "a")] == "10.0.16.0/24"
    for after in (blocks(zones + 1, tiers), blocks(zones, tiers + "; tier data { isolated }"),
                  blocks(zones, "tier more { private; slot: 3 }; " + tiers)):  # fmt: skip
        assert before.items() <= after.items()


def test_a_written_block_wins() -> None:
    found = blocks(2, "tier edge { public; cidrs: 10.0.200.0/24, 10.0.201.0/24 }")
    assert list(found.values()) == ["10.0.200.0/24", "10.0.201.0/24"]


def test_a_neighbour_changes_no_logical_id() -> None:
    before = compile_example("06_web_shop")
    text = (ROOT / "examples" / "06_web_shop.arch").read_text(encoding="utf-8")
    more = text + "\nscaling_group batch in app { size: 1..2; scale: cpu 50% }\nbatch -> orders\n"
    after = compile_file(ROOT / "examples" / "06_web_shop.arch", more)
    old, new = before.stack.resources, after.stack.resources
    assert all(new[name].body == resource.body for name, resource in old.items())
