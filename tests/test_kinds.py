"""Every kind is complete, and an attribute that names a CloudFormation property is that property."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import pytest

from archc import resources
from archc.compiler import Compilation
from archc.component import Component, Intrinsic, pascal_case
from archc.kinds import CHAPTERS, catalogue, kind
from archc.values import Attribute, Code, ComponentName, Quantity, Record, RecordOf, Script
from tests.designs import compile_text
from tests.pages import designs

PAGES = Path(__file__).parent / "spec" / "kinds"
KINDS = sorted(catalogue())
EXCLUSIVE = kind("tier").exactly_one
PROPERTIES = [
    (word, declared)
    for word in KINDS
    for declared in kind(word).attributes.values()
    if declared.property
]


def page_design(word: str) -> str:
    """The design of a kind's page."""
    return designs((PAGES / f"{word}.md").read_text(encoding="utf-8"))[0]


@pytest.mark.parametrize("word", KINDS)
def test_kind_is_complete(word: str) -> None:
    cls = kind(word)
    assert catalogue()[word] in CHAPTERS
    assert len(inspect.getdoc(cls) or "") > 40
    assert cls.title
    assert cls.icon.shape
    for field, declared in cls.attributes.items():
        assert declared.sentence.rstrip(".") and declared.sentence.endswith("."), field
        assert declared.type.expected, field
        assert declared.type.example, field
    template = resources.folder("templates") / catalogue()[word] / f"{word}.yaml.j2"
    made = cls.deployed and not cls.outside
    assert template.is_file() is made
    assert bool(cls.resource) is made
    assert re.search(rf"\b{word} \w+", page_design(word)) or word == "internet"


@pytest.mark.parametrize("word", KINDS)
def test_details_of_arrows_are_described(word: str) -> None:
    record = kind(word).phrase
    for field, declared in (record.attributes if record else {}).items():
        assert declared.sentence.endswith("."), field


@pytest.mark.parametrize("word", KINDS)
def test_page_is_a_correct_design(word: str) -> None:
    compiled = compile_text(page_design(word))
    compiled.finish()
    assert [f.message for f in compiled.diagnostics if f.severity != "advice"] == []


def split_page(word: str) -> tuple[str, str, str]:
    """The page's design up to the first component of the kind, its block, and the rest."""
    text = page_design(word)
    header = re.search(rf'(?m)(?:^|(?<=[{{;])) *{word} \w+(?: "[^"]*")?(?: in \w+)?', text)
    assert header, text
    behind = text[header.end() :]
    if not behind.lstrip(" ").startswith("{"):
        return text[: header.end()], "", behind
    depth, end = 0, 0
    for end, char in enumerate(behind):
        depth += {"{": 1, "}": -1}.get(char, 0)
        if depth == 0 and char == "}":
            break
    return text[: header.end()], behind[behind.index("{") + 1 : end], behind[end + 1 :]


def without_attribute(word: str, name: str, instead: str = "") -> str:
    """The page's design without an attribute of the kind's first component, or with another."""
    head, body, rest = split_page(word)
    lines = re.split(r";|\n", body)
    kept = [line for line in lines if not re.match(rf"\s*{name}\s*(:|$)", line)]
    return "\n".join([f"{head} {{", *kept, instead, "}"]) + rest


def with_attribute(word: str, name: str, example: str) -> Compilation:
    """The page's design with an attribute written into its first component of the kind."""
    return compile_text(without_attribute(word, name, f"{name}: {example}"))


def emitted(compiled: Compilation, cls: type[Component], path: str) -> list[Any]:
    """Values of a property in the component's own resources; `path` as the declaration spells it."""
    head, _, rest = path.partition(".")
    names = {r.type.rsplit("::", 1)[-1] for r in compiled.stack.resources.values()}
    kinds, steps = ({head}, rest) if head in names and rest else (set(), path)
    owners = {c.name for c in compiled.design.of_kind(cls.word)}
    return [
        value
        for resource in compiled.stack.resources.values()
        if resource.component in owners
        and (not kinds or resource.type.rsplit("::", 1)[-1] in kinds)
        for value in _at(resource.body.get("Properties", {}), steps.split("."))
    ]


def _at(body: Any, steps: list[str]) -> list[Any]:
    """Every value at a path, wherever below a resource's properties it begins."""
    if isinstance(body, (list, tuple)):
        return [value for entry in body for value in _at(entry, steps)]
    if not isinstance(body, dict):
        return []
    found = []
    if steps[0] in body:
        found = [body[steps[0]]] if len(steps) == 1 else _at(body[steps[0]], steps[1:])
    return found + [value for entry in body.values() for value in _at(entry, steps)]


def plain(value: Any) -> str:
    """A value as text in which the spellings of attribute and template can be compared."""
    if isinstance(value, Intrinsic):
        return plain(value.argument)
    if isinstance(value, dict):
        return " ".join(f"{key} {plain(entry)}" for key, entry in value.items())
    if isinstance(value, (list, tuple)):
        return " ".join(map(plain, value))
    return str(value).lower()


ATTRIBUTES = [
    (word, declared)
    for word in KINDS
    for declared in kind(word).attributes.values()
    if not isinstance(declared.type, ComponentName)
    and not (word == "tier" and declared.name in EXCLUSIVE)
]


@pytest.mark.parametrize(
    ("word", "declared"), ATTRIBUTES, ids=[f"{w}-{d.name}" for w, d in ATTRIBUTES]
)
def test_the_example_of_an_attribute_is_accepted_and_builds(word: str, declared: Attribute) -> None:
    if word == "internet":
        pytest.skip("every design has it; it is not written")
    compiled = with_attribute(word, declared.name, declared.example)
    compiled.finish()
    codes = ("SYN", "TYP", "NAM", "STK")
    assert [f.message for f in compiled.diagnostics if f.code.startswith(codes)] == []
    if not compiled.has_errors:
        assert compiled.stack.sections or kind(word).outside


@pytest.mark.parametrize(
    ("word", "declared"), PROPERTIES, ids=[f"{w}-{d.name}" for w, d in PROPERTIES]
)
def test_an_attribute_is_the_property_it_names(word: str, declared: Attribute) -> None:
    usual = page_design(word) if declared.required else without_attribute(word, declared.name)
    before = compile_text(usual)
    after = with_attribute(word, declared.name, declared.example)
    assert [f.message for f in after.diagnostics if f.code.startswith(("SYN", "TYP", "NAM"))] == []
    cls = kind(word)
    old, new = (emitted(c, cls, declared.property) for c in (before, after))
    assert new, f"no property {declared.property} in the template"
    assert new != old, f"{declared.property} does not change with `{declared.name}`"
    if not isinstance(declared.type, RecordOf) and not declared.many:
        field = next(f for f, d in cls.attributes.items() if d.name == declared.name)
        value = next(getattr(c, field) for c in after.design.of_kind(word) if field in c.spans)
        if isinstance(declared.type, Quantity):
            amounts = {str(value // unit) for unit in (1, 60, 1024, 86400) if value % unit == 0}
            assert amounts & set(map(plain, new))
            return
        if isinstance(value, (Script, Code, Record)):
            return
        shown = " ".join(str(part) for part in value) if isinstance(value, tuple) else str(value)
        words = re.findall(r"[\w.:/-]+", shown.lower().replace("=", " "))
        if not isinstance(value, dict):
            assert all(any(w in plain(n) for n in new) for w in words), (words, new)


def test_parameters_stand_for_values() -> None:
    compiled = compile_text(
        "architecture lab\nparam size: t3.micro | t3.small = t3.micro\nparam port: number = 8080\n"
        "vpc net { tier edge { public } }\ninstance web in edge { type: size; port: port }\n"
        "web -> internet : https\n"
    )
    assert not compiled.has_errors
    assert emitted(compiled, kind("instance"), "Instance.InstanceType") == [
        Intrinsic("Ref", "Size")
    ]
    assert pascal_case("size") in compiled.stack.parameters


@pytest.mark.parametrize(
    "word", [w for w in KINDS if "invoke" in kind(w).delivers or kind(w).polled]
)
def test_what_runs_functions_has_a_sample_of_its_events(word: str) -> None:
    assert kind(word).sample_event is not Component.sample_event
