"""Circles of triggers: which are found, which are none."""

from __future__ import annotations

import pytest

from archc.rules.design.event_loop import check
from tests.designs import compile_text

PARTS = """
architecture shop
topic news
topic other
queue work { fifo }
stream clicks
table orders { key: id string; stream: new }
event_bus bus
event_rule sold in bus { source: shop }
function one { code: file("hello.py") }
function two { code: file("hello.py") }
function three { code: file("hello.py") }
"""


def circles(arrows: str) -> list[str]:
    """The ways that are found, from the first name on."""
    found = check(compile_text(PARTS + arrows + "\n").design)
    return [finding.message.partition(": ")[2] for finding in found]


@pytest.mark.parametrize(
    ("arrows", "way"),
    [
        ("news -> one -> news", "news -> one -> news"),
        ("work -> one -> two -> work", "work -> one -> two -> work"),
        ("clicks -> one -> clicks", "clicks -> one -> clicks"),
        ("orders -> one\none -> orders : delete", "orders -> one -> orders"),
        (
            "news -> work -> one -> other -> two -> news",
            "news -> work -> one -> other -> two -> news",
        ),
        ("one -> two -> three -> one", "one -> two -> three -> one"),
    ],
)
def test_a_circle_is_found_once(arrows: str, way: str) -> None:
    assert circles(arrows) == [way]


def test_two_circles_are_two() -> None:
    assert len(circles("news -> one -> news\nother -> two -> other\nnews -> two")) == 2


@pytest.mark.parametrize(
    "arrows",
    [
        "news -> one -> other -> two",
        "orders -> one\none -> orders : read",
        'orders -> one { filter: { eventName: ["INSERT"] } }\none -> orders : write',
        'news -> one { filter: { kind: ["new"] } }\none -> news',
        "one -> work : receive\none -> work : purge",
        "one -> bus\nsold -> one",
    ],
)
def test_what_does_not_trigger_is_no_circle(arrows: str) -> None:
    assert circles(arrows) == []


def test_a_long_chain_is_searched_once() -> None:
    chain = " -> ".join(f"f{i}" for i in range(400))
    many = "\n".join(f'function f{i} {{ code: file("hello.py") }}' for i in range(400))
    assert circles(f"{many}\n{chain}") == []
    assert len(circles(f"{many}\n{chain} -> f0")) == 1
