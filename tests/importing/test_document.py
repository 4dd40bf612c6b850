"""Templates as values with places; whatever is hostile in them stays data, and small."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from archc.foreign import Function, Item
from archc.importers.cloudformation.document import MAX_DEPTH, read
from archc.source import Source


def data(item: Item) -> Any:
    value = item.value
    if isinstance(value, dict):
        return {key: data(entry.item) for key, entry in value.items()}
    if isinstance(value, list):
        return [data(one) for one in value]
    if isinstance(value, Function):
        return {value.name: data(value.argument)}
    return value


def of(text: str) -> Any:
    item, found = read(Source("t.yaml", text))
    assert item is not None, found
    assert found == []
    return data(item)


def names(text: str) -> list[str]:
    return [one.name for one in read(Source("t.yaml", text))[1]]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1", 1),
        ("-1", -1),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("0123", "0123"),  # an account's id is no number in base eight
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("10:30", "10:30"),
        ("2012-10-17", "2012-10-17"),
        ("yes", True),
        ("Off", False),
        ('"yes"', "yes"),
        ("'1'", "1"),
        ("!!str 1", "1"),
        ("~", None),
        ("", None),
        ("10.0.0.0/16", "10.0.0.0/16"),
        ("|\n  a\n  b", "a\nb\n"),
        ("{x: 1, y: [2, 3]}", {"x": 1, "y": [2, 3]}),
        ("!Ref Web", {"Ref": "Web"}),
        ("!GetAtt Web.Endpoint.Port", {"Fn::GetAtt": ["Web", "Endpoint.Port"]}),
        ("{'Fn::GetAtt': [Web, Arn]}", {"Fn::GetAtt": ["Web", "Arn"]}),
        ("!Sub '${A}'", {"Fn::Sub": "${A}"}),
        ("!Base64\n  Fn::Join: ['', [a]]", {"Fn::Base64": {"Fn::Join": ["", ["a"]]}}),
        ("!Select [0, !GetAZs '']", {"Fn::Select": [0, {"Fn::GetAZs": ""}]}),
    ],
)
def test_values(written: str, value: Any) -> None:
    assert of(f"a: {written}\n") == {"a": value}


def test_json_is_read_too_with_tabs() -> None:
    text = json.dumps({"a": {"Ref": "b"}, "c": [True, None, "é"]}, indent="\t")
    assert of(text) == {"a": {"Ref": "b"}, "c": [True, None, "é"]}


def test_aliases_and_merge_keys_are_followed() -> None:
    assert of("a: &x {p: 1, q: 2}\nb: *x\nc: {<<: *x, q: 3}\n")["c"] == {"p": 1, "q": 3}


def test_places_are_those_of_the_text() -> None:
    text = "a:\n  b: !Ref ü\n  c:\n    - x\n    - y: 1\n\nd: 2\n"
    item, _ = read(Source("t.yaml", text))
    assert item is not None
    assert item.get("a", "b").span.text == "!Ref ü"  # type: ignore[union-attr]
    assert item.get("a", "c").span.text == "- x\n    - y: 1"  # type: ignore[union-attr]
    assert item.value["d"].key.first == (7, 1)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a: [1", "unreadable_template"),
        ("a:\n\tb: 1", "unreadable_template"),
        ("", "unreadable_template"),
        ("# only a comment", "unreadable_template"),
        ("a: 1\n---\nb: 2", "unreadable_template"),
        ("a: \x01", "unreadable_template"),
        ("a: *b", "unreadable_template"),
        ("a: &a [*a]", "unreadable_template"),
        ("[a, b]: 1", "unreadable_template"),
        ("a: 1\na: 2", "key_said_twice"),
        ("a: !!python/object:os.system x", "unknown_tag"),
        ("a: !!python/object/apply:os.system [x]", "unknown_tag"),
        ("a: !Rain::Embed x", "unknown_tag"),
        ("a: " + "[" * (MAX_DEPTH + 1), "template_too_large"),
        ("\n".join("  " * n + "a:" for n in range(500)), "template_too_large"),
    ],
)
def test_what_cannot_be_read_is_said(text: str, name: str) -> None:
    assert names(text) == [name]


def test_a_bomb_of_aliases_does_not_go_off() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    start = time.perf_counter()
    assert names("\n".join(lines)) == ["template_too_large"]
    assert time.perf_counter() - start < 5


def test_a_large_template_is_read() -> None:
    text = "Resources:\n" + "".join(
        f"  R{n}:\n    Type: AWS::SQS::Queue\n    Properties: {{QueueName: q{n}, DelaySeconds: {n}}}\n"
        for n in range(12_000)
    )
    assert len(text) > 1_000_000
    assert len(of(text)["Resources"]) == 12_000
