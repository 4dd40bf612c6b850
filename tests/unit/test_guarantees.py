"""Guarantees as text: which sentences are known, what their words mean, what a slip is told."""

from __future__ import annotations

import os
import random
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archc.component import Guarantee, Port
from archc.diagnostics import Diagnostic, Severity, as_text
from archc.reach.guarantee import prove
from archc.resolve.guarantees import FORMS
from tests.designs import compile_text

DESIGN = """architecture lab
users people
vpc net { tier edge { public }; tier empty { public; slot: 5 } }
instance one in edge
instance web in edge { zone: b }
function job { code: file("hello.py") }
table guests { key: name }
people -> web : http
one -> web : http, tcp 8000..8010
job -> guests : write
"""


def read(*sentences: str, design: str = DESIGN) -> tuple[list[Guarantee], list[Diagnostic]]:
    compiled = compile_text(design + "".join(f"guarantee {one}\n" for one in sentences))
    errors = [found for found in compiled.diagnostics if found.severity is Severity.ERROR]
    return list(compiled.design.guarantees), errors


def known(sentence: str) -> Guarantee:
    found, _ = read(sentence)
    assert len(found) == 1, sentence
    return found[0]


def proved(sentence: str, design: str = DESIGN) -> bool:
    compiled = compile_text(f"{design}guarantee {sentence}\n")
    [verdict] = prove(compiled.design)
    return verdict.refusal is None


@pytest.mark.parametrize(
    ("sentence", "subjects", "objects"),
    [
        ("one,web can reach web,one", ("one", "web"), ("web", "one")),
        ("one, web can reach people", ("one", "web"), ("people",)),
        ("one and web can reach people and one", ("one", "web"), ("people", "one")),
        ("one, people and web cannot reach guests", ("one", "people", "web"), ("guests",)),
        ("only one and web can reach web on icmp", ("one", "web"), ("web",)),
        ("no single point of failure between one, people and web", ("one", "people"), ("web",)),
        ("nothing can reach one, web", (), ("one", "web")),
        ("job and one can write to guests", ("job", "one"), ("guests",)),
    ],
)
def test_lists_of_names(sentence: str, subjects: tuple[str, ...], objects: tuple[str, ...]) -> None:
    found = known(sentence)
    assert (found.subjects, found.objects) == (subjects, objects)


def test_a_sentence_goes_on_behind_a_comma() -> None:
    found, errors = read("one can reach web,\n  people on http")
    assert [(g.objects, g.port) for g in found] == [(("web", "people"), Port("tcp", 80, 80))]
    assert [error.code for error in errors] == ["GUA001"]


@pytest.mark.parametrize(
    ("written", "port"),
    [
        ("", None),
        (" on any", None),
        (" on tcp 5432", Port("tcp", 5432, 5432)),
        (" on udp 53", Port("udp", 53, 53)),
        (" on tcp 8000..8010", Port("tcp", 8000, 8010)),
        (" on http", Port("tcp", 80, 80)),
        (" on https", Port("tcp", 443, 443)),
        (" on https 8443", Port("tcp", 8443, 8443)),
        (" on ssh", Port("tcp", 22, 22)),
        (" on rdp", Port("tcp", 3389, 3389)),
        (" on icmp", Port("icmp", -1, -1)),
        (" on tcp 1..65535", Port("tcp", 1, 65535)),
    ],
)
@pytest.mark.parametrize(
    "form",
    ["one can reach web", "one cannot reach web", "only one can reach web", "nothing can reach web",
     "one can reach only web", "one can reach web only via people"],
)  # fmt: skip
def test_ports(form: str, written: str, port: Port | None) -> None:
    assert known(form + written).port == port


@pytest.mark.parametrize("port", ["tcp 0", "tcp 65536", "tcp 9..3", "udp 1..70000", "https 99999"])
def test_numbers_that_are_no_ports(port: str) -> None:
    found, errors = read(f"one can reach web on {port}")
    assert not found
    assert [(error.code, error.message) for error in errors] == [("TYP201", f"'{port}' is no port")]


@pytest.mark.parametrize(
    ("written", "privately", "loss"),
    [
        (" privately", True, ""),
        (" despite loss of a zone", False, "a zone"),
        (" on http privately despite loss of zone b", True, "zone b"),
        (" despite loss of web", False, "web"),
    ],
)
def test_conditions(written: str, privately: bool, loss: str) -> None:
    found = known("one can reach web" + written)
    assert (found.privately, found.loss) == (privately, loss)


@pytest.mark.parametrize(
    "sentence",
    ["people might reach web", "one can reach", "can reach web", "one reach web", "one",
     "one can reach web on sctp 3", "one can reach web on tcp 80 80", "ONE can reach web",
     "one.two can reach web", "one survives", "one survives loss of a region", "one can",
     "data of one stays", "no single point of failure", "only one"],
)  # fmt: skip
def test_unknown_sentences_are_answered_with_the_table(sentence: str) -> None:
    found, errors = read(sentence)
    assert not found
    assert [error.code for error in errors] == ["REL406"]
    assert all(f"`{example}`" in errors[0].fix for _, example, _ in FORMS)


@pytest.mark.parametrize(
    ("sentence", "code", "place", "fix"),
    [
        ("one can reach wep", "NAM102", "wep", "did you mean 'web'?"),
        ("ona can reach web", "NAM102", "ona", "did you mean 'one'?"),
        ("one can reach web only via wep", "NAM102", "wep", "did you mean 'web'?"),
        ("one can reach web despite loss of wep", "NAM102", "wep", "did you mean 'web'?"),
        ("one can reach nothing", "NAM102", "nothing", "possible here"),
        ("one can raech web", "REL402", "raech", "did you mean 'reach'?"),
        ("job can wrote to guests", "REL402", "wrote", "did you mean 'write'?"),
        ("job cannot invoke guests", "REL402", "invoke", "possible here"),
    ],
)
def test_misspelled_words(sentence: str, code: str, place: str, fix: str) -> None:
    found, errors = read(sentence)
    assert not found
    assert [error.code for error in errors] == [code]
    assert errors[0].span is not None and errors[0].span.text == place
    assert errors[0].fix.startswith(fix)


@pytest.mark.parametrize(
    "sentence",
    ['one can reach "web"', "one can reach web : http", "one -> web", "one can reach web { }",
     "9 can reach web", "one can reach web, , one", "one can reach web ("],
)  # fmt: skip
def test_what_is_no_sentence_at_all(sentence: str) -> None:
    found, errors = read(sentence)
    assert not found
    assert [error.code[:3] for error in errors] == ["SYN"]


@pytest.mark.parametrize(
    "written",
    ["instance more in edge {{ {0}; port: 80 }}\n", "vpc other {{ {0} }}\n",
     "vpc other {{\n  tier rim {{\n    public\n    {0}\n  }}\n}}\n",
     'flow visit "A visit" {{ people -> web "asks"; {0} }}\n'],
)  # fmt: skip
def test_in_the_block_of_a_component_it_means_the_same(written: str) -> None:
    text = DESIGN + written.format("guarantee people can reach web on http")
    compiled = compile_text(text)
    assert [one.text for one in compiled.design.guarantees] == ["people can reach web on http"]
    assert not [as_text(d) for d in compiled.diagnostics if d.severity is Severity.ERROR]


@pytest.mark.parametrize(
    "name",
    ["on", "to", "of", "data", "zone", "reach", "survives", "privately", "despite", "loss", "from",
     "a", "canary", "viaduct", "only_one", "cannot_be", "guarantees", "inner", "single"],
)  # fmt: skip
def test_names_that_look_like_words_of_a_sentence(name: str) -> None:
    design = DESIGN.replace("one", name)
    for sentence, holds in (
        (f"{name} can reach web on http", True),
        (f"web cannot reach {name}", True),
        (f"only {name}, people can reach web", True),
        (f"nothing can reach {name} on http", True),
        (f"{name} can reach only web", True),
        (f"{name} cannot reach web on http", False),
    ):
        assert proved(sentence, design) is holds, sentence


@pytest.mark.parametrize("name", ["only", "can", "cannot", "via", "nothing", "and", "no"])
def test_words_that_sentences_are_made_of_are_no_names(name: str) -> None:
    codes = [error.code for error in read(design=DESIGN.replace("one", name))[1]]
    assert "NAM105" in codes


@pytest.mark.parametrize(
    ("sentence", "holds"),
    [
        ("one can reach web despite loss of zone b", False),
        ("one can reach web despite loss of web", False),
        ("one can reach web despite loss of edge", False),
        ("one can reach web despite loss of empty", True),
        ("web survives loss of one", True),
        ("web survives loss of web", False),
        ("web survives loss of net", False),
        ("one survives loss of zone b", True),
        ("one survives loss of zone e", False),
        ("empty can reach web", False),
        ("web can reach web", False),
        ("people can reach only web", True),
        ("internet survives loss of a zone", True),
        ("internet can write to guests", False),
        ("internet cannot write to guests", True),
        ("nothing can delete from guests", True),
    ],
)
def test_what_is_lost_counts_and_nobody_proves_nothing(sentence: str, holds: bool) -> None:
    assert proved(sentence) is holds


def test_a_zone_and_a_component_of_its_letter_are_two_things() -> None:
    design = re.sub(r"\bone\b", "b", DESIGN)
    assert proved("web survives loss of b", design)
    assert not proved("web survives loss of zone b", design)


WORDS = sorted(
    {word for _, example, _ in FORMS for word in example.replace("C", "B").split()}
    - {"A", "B"}
    | {"one", "web", "people", "internet", "guests", "job", "edge", "empty", "net", "and", ",", "to",
       "from", "on", "udp", "53", "zone", "b", "http", "any", "9..3", "invoke", "on icmp", "tcp 80",
       "eu-west-1", "nobody", "-", "->", "::", "\0", "é", "(", '"', "#", ";", "}"}
)  # fmt: skip
NAMES = ("one", "web", "people", "internet", "guests", "job", "edge", "empty", "net", "one, web")


@st.composite
def sentences(draw: st.DrawFn) -> str:
    """A sentence of the table about some names, and then up to three slips."""
    chance = random.Random(draw(st.integers(0, 10**9)))
    example = chance.choice([example for _, example, _ in FORMS])
    words = [chance.choice(NAMES) if word in ("A", "B", "C") else word for word in example.split()]
    for _ in range(draw(st.integers(0, 3))):
        at = chance.randrange(len(words))
        match chance.choice(("drop", "double", "swap", "replace", "add")):
            case "drop" if len(words) > 1:
                del words[at]
            case "double":
                words.insert(at, words[at])
            case "swap":
                other = chance.randrange(len(words))
                words[at], words[other] = words[other], words[at]
            case "replace":
                words[at] = chance.choice(WORDS)
            case "add":
                words.insert(at, chance.choice(WORDS))
    return " ".join(words)


@settings(
    max_examples=int(os.environ.get("ARCHC_EXAMPLES", "200")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize="ARCHC_EXAMPLES" not in os.environ,
)
@given(st.lists(sentences(), min_size=1, max_size=2))
def test_mutated_guarantees_never_raise(some: list[str]) -> None:
    compiled = compile_text(DESIGN + "".join(f"guarantee {one}\n" for one in some))
    for found in compiled.diagnostics:
        assert as_text(found)
    for verdict in compiled.verdicts:
        record = verdict.as_record()
        assert record["status"] in ("proved", "refuted")
        assert (record["status"] == "refuted") == bool(record["reason"])
