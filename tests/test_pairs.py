"""Tiers and subnets written out are two ways to write one network: the results are identical.

Every page of `tests/pairs/` has a network in both forms. They may differ in names alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from archc.compiler import Compilation
from archc.diagnostics import Severity
from archc.reach.answers import matrix
from archc.reach.expand import expand
from tests import canonical, random_pairs
from tests.designs import ROOT, compile_example, compile_text
from tests.pages import designs

PAGES = sorted((ROOT / "tests" / "pairs").glob("*.md"))
EXAMPLE = ("07_custom_vpc", "07_custom_vpc_literal")

Pair = tuple[Compilation, Compilation]


def pair_of(page: Path) -> Pair:
    """Both designs of a page."""
    one, other = designs(page.read_text(encoding="utf-8"))
    return compile_text(one), compile_text(other)


@pytest.fixture(scope="module", params=[*PAGES, EXAMPLE], ids=lambda p: getattr(p, "stem", "07"))
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    if isinstance(request.param, Path):
        yield pair_of(request.param)
    else:
        one, other = request.param
        yield compile_example(one), compile_example(other)


def test_both_forms_are_correct(pair: Pair) -> None:
    for compiled in pair:
        errors = [f for f in compiled.diagnostics if f.severity is Severity.ERROR]
        assert not errors


def test_both_forms_are_the_same_network(pair: Pair) -> None:
    one, other = (canonical.graph(expand(compiled.design)) for compiled in pair)
    for part, value in one.items():
        assert value == other[part], part


def test_both_forms_let_the_same_reach_the_same(pair: Pair) -> None:
    one, other = (matrix(compiled.design) for compiled in pair)
    assert one == other


def test_both_forms_become_the_same_resources(pair: Pair) -> None:
    one, other = (canonical.resources(compiled.stack) for compiled in pair)
    assert (one - other, other - one) == (Counter(), Counter())


@pytest.mark.parametrize(
    ("page", "words", "others", "parts"),
    [
        ("nat_for_all", "nat_gateway exit in edge_a", "nat_gateway exit in edge_b", "interfaces"),
        ("nat_for_all", "private; routes: inside }\n  nat", "routes: out }\n  nat", "subnets"),
        ("filters", "acl: border }\n  route", "}\n  route", "subnets"),
        ("filters", "110 allow tcp 22", "130 allow tcp 22", "subnets"),
        ("filters", "outbound: https to", "outbound: any to", "groups"),
        ("three_tiers", "data_a, data_b {", "data_a, app_b {", "interfaces"),
        ("peering", "route: 10.0.0.0/16 via bridge", "route: 10.0.0.0/17 via bridge", "subnets"),
        ("vpn", "propagate: hub", "route: 192.168.10.0/24 via hub", "subnets"),
        ("vpn", "lab; to: hub; routing: static", "lab; to: hub", "outsides"),
        ("transit_gateway", "shop_a, shop_b {", "shop_a {", "attachments"),
        ("transit_gateway", "{ propagate: core_link, line }", "{ propagate: line }", "attachments"),
        ("endpoints", "in app_a, app_b", "in app_a", "interfaces"),
        ("dual_stack", "cidr: 10.0.17.0/24;", "cidr: 10.0.17.0/24; slot6: 99;", "subnets"),
        ("dual_stack", "::/0 via out6", "::/0 via igw", "subnets"),
    ],
)
def test_a_difference_shows(page: str, words: str, others: str, parts: str) -> None:
    """Each of these is seen in the network, and in the template."""
    tiers, literal = designs((ROOT / "tests" / "pairs" / f"{page}.md").read_text(encoding="utf-8"))
    before, found, after = literal.rpartition(words)
    assert found
    one, other = compile_text(tiers), compile_text(f"{before}{others}{after}")
    assert (
        canonical.graph(expand(one.design))[parts] != canonical.graph(expand(other.design))[parts]
    )
    assert canonical.resources(one.stack) != canonical.resources(other.stack)


@pytest.mark.parametrize("seed", range(40))
def test_random_networks_are_the_same_in_both_forms(seed: int) -> None:
    """Whatever archc says of them: some of their arrows have no way, in either form."""
    plan = random_pairs.plan(seed)
    one = compile_text(random_pairs.tiers_of(plan))
    other = compile_text(random_pairs.literal_of(plan))
    assert codes(one) == codes(other)
    assert canonical.graph(expand(one.design)) == canonical.graph(expand(other.design))
    assert matrix(one.design) == matrix(other.design)
    assert canonical.resources(one.stack) == canonical.resources(other.stack)


def codes(compiled: Compilation) -> Counter[str]:
    """How often each error is found."""
    return Counter(f.code for f in compiled.diagnostics if f.severity is Severity.ERROR)
