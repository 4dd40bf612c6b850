"""Blocked ways: what is said to open one, and that the words open it when they are written."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from archc.reach.advice import Explanation, explained, lacking
from archc.reach.changes import AddEntry, AddRule, SetRoute, Uncheck
from archc.reach.guarantee import prove
from archc.reach.headers import ANYWHERE, Match, block
from archc.reach.model import (
    Acl,
    Allow,
    Attachment,
    Entry,
    Group,
    Interface,
    Network,
    Owner,
    Peering,
    Route,
    Subnet,
    Table,
    Vpc,
)
from archc.reach.query import Reachability
from archc.reach.remedies import terms
from archc.reach.smallest import Stretch, smallest
from archc.reach.trip import Service
from tests.designs import compile_text

DESIGN = """architecture lab
users people
vpc net { tier edge { public }; tier app { private }; tier data { isolated } }
load_balancer front in edge { listen: http 80 }
instance web in app
instance odd in edge { security: odd_sg }
database orders in data { engine: postgres }
instance job in data
security_group odd_sg in net { inbound: tcp 80 from 0.0.0.0/0; outbound: none }
people -> front
front -> web : http 8080
"""


class Case(NamedTuple):
    """A refuted sentence, what is said to write, and the edits that write it."""

    sentence: str
    says: tuple[str, ...]
    edits: tuple[tuple[str, str], ...]


LIST = "vpc net { tier edge { public; acl: list }; "
CASES = [
    Case("web can reach orders", ("draw `web -> orders : tcp 5432`",),
         (("people -> front", "people -> front\nweb -> orders"),)),
    Case("front can reach web on tcp 9", ("draw `front -> web : tcp 9`",),
         (("front -> web : http 8080", "front -> web : http 8080, http 9"),)),
    Case("job can reach internet on https", ("make the tier 'data' `private`",),
         (("tier data { isolated }", "tier data { private; slot: 2 }"),)),
    Case("internet can reach job on ssh",
         ("draw `internet -> job : tcp 22`", "make the tier 'data' `public`"),
         (("tier data { isolated }", "tier data { public; slot: 2 }"),
          ("people -> front", "people -> front\ninternet -> job : ssh"))),
    Case("web can reach odd on tcp 22",
         ("add to the security group 'odd_sg': `inbound: tcp 22 from 10.0.0.0/16`",),
         (("inbound: tcp 80 from 0.0.0.0/0", "inbound: tcp 80 from 0.0.0.0/0; "
           "inbound: tcp 22 from 10.0.0.0/16"),)),
    Case("odd can reach web on tcp 8080",
         ("add to the security group 'odd_sg': `outbound: tcp 80 to 10.0.0.0/16`",),
         (("outbound: none", "outbound: tcp 80 to 10.0.0.0/16"),)),  # by the balancer
    Case("internet can reach odd on http", ("write `public_address: yes` in 'odd'",),
         (("security: odd_sg", "security: odd_sg; public_address: yes"),)),
    Case("web can reach internet on https despite loss of zone a", (),
         (("vpc net {", "vpc net { nat: per_zone; "), ("web in app", "web in app { zone: b }"))),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.sentence)
def test_what_is_said_opens_the_way_when_it_is_written(case: Case) -> None:
    opens(DESIGN, case)


def opens(design: str, case: Case) -> None:
    """Assert that a sentence is refuted with these words, and holds when they are written."""
    [verdict] = prove(compile_text(f"{design}guarantee {case.sentence}\n").design)
    assert verdict.refusal is not None
    assert tuple(change.text for change in verdict.refusal.changes) == case.says
    edited = design
    for old, new in case.edits:
        assert old in edited
        edited = edited.replace(old, new)
    compiled = compile_text(f"{edited}guarantee {case.sentence}\n")
    unread = ("SYN", "TYP", "NAM", "REL", "GUA")
    assert not [found.message for found in compiled.diagnostics if found.code.startswith(unread)]
    [verdict] = prove(compiled.design)
    assert verdict.refusal is None, verdict.refusal.reason


WRITTEN = """architecture shop
vpc lab {
  internet_gateway igw
  zone a {
    subnet web_a { cidr: 10.0.1.0/24; public; routes: public_routes }
    subnet app_a { cidr: 10.0.11.0/24; private; routes: private_routes }
  }
  route_table public_routes { route: 0.0.0.0/0 via igw }
  route_table private_routes
}
vpc far { cidr: 10.9.0.0/16; tier apart { isolated } }
vpc third { cidr: 10.8.0.0/16; tier lone { isolated } }
peering bridge { between: lab, far; routes: none }
peering further { between: far, third }
instance web in web_a
instance db in app_a
instance remote in apart
instance last in lone
"""


@pytest.mark.parametrize(
    "case",
    [
        Case("db can reach internet on https",
             ("write `nat_gateway nat in web_a`",
              "add to the routes of 'private_routes': `0.0.0.0/0 via nat`"),
             (("instance web", "nat_gateway nat in web_a\ninstance web"),
              ("private_routes\n}", "private_routes { route: 0.0.0.0/0 via nat }\n}"))),
        Case("web can reach remote on tcp 80",
             ("add to the routes of 'public_routes': `10.9.0.0/16 via bridge`",
              "draw `web -> remote : tcp 80`", "remove `routes: none` from 'bridge'"),
             (("via igw }", "via igw; route: 10.9.0.0/16 via bridge }"), ("; routes: none", ""),
              ("instance last", "web -> remote : tcp 80\ninstance last"))),
    ],
    ids=lambda case: case.sentence,
)  # fmt: skip
def test_what_is_written_out_is_added_to(case: Case) -> None:
    opens(WRITTEN, case)


def test_a_network_that_is_peered_with_a_neighbour_only_is_out_of_reach() -> None:
    why = asked(WRITTEN, "web", "last", Service("tcp", (80, 80)))
    assert not why.changes
    assert why.fix.startswith("peering is not transitive: 'lab' and 'third' need")


def test_every_list_on_the_way_is_named_with_a_number_that_counts() -> None:
    design = DESIGN.replace("vpc net { tier edge { public }; ", LIST) + (
        "network_acl list in net {\n"
        "  inbound: 1 deny tcp 22 from 10.0.0.0/8, 7 deny udp 53 from 0.0.0.0/0\n"
        "  outbound: 100 allow tcp 22 to 0.0.0.0/0\n"
        "}\n"
    )
    why = asked(design, "web", "odd", Service("tcp", (22, 22)))
    assert [one.text for one in why.changes] == [
        "add to the network ACL 'list': `inbound: allow tcp 22 from 10.0.0.0/16`, before the"
        " entry that denies it",
        "add to the security group 'odd_sg': `inbound: tcp 22 from 10.0.0.0/16`",
        "add to the network ACL 'list': `outbound: 110 allow tcp 32768..61000 to 10.0.0.0/16`",
    ]
    assert "✗subnet/EdgeSubnetA" in why.way.partition("; and back: ")[2]
    assert len(why.labels) == 3


def asked(design: str, source: str, target: str, service: Service) -> Explanation:
    net = Reachability(compile_text(design).design)
    return explained(net, source, target, service, net.asked(source, target, service).stops)


# What the language does not have yet, by hand.

NOBODY = Owner("test")


def host(name: str, subnet: str, address: str, **more: object) -> Interface:
    made = Interface(name, subnet, (block(address),), False, (name,), "linux", Owner(name))
    return made._replace(**more)  # type: ignore[arg-type]


def spelled(routes: dict[str, tuple[Route, ...]], **more: object) -> Network:
    """Three VPCs a, b and c, a host in each; everything may leave, SSH may enter."""
    names = ("a", "b", "c")
    open_ = Allow(Match(None, ANYWHERE), None, NOBODY)
    ssh = Allow(Match("tcp", ANYWHERE, (22, 22)), None, NOBODY)
    net = Network(
        {n: Vpc(n, (block(f"10.{i}.0.0/16"),), False, Owner(n)) for i, n in enumerate(names)},
        {
            f"s{n}": Subnet(f"s{n}", n, "a", (block(f"10.{i}.1.0/24"),), f"t{n}", None, Owner(n))
            for i, n in enumerate(names)
        },
        {f"t{n}": Table(f"t{n}", routes.get(n, ()), Owner(f"t{n}")) for n in names},
        {},
        {n: Group(n, (ssh,), (open_,), Owner(n)) for n in names},
        {n: host(n, f"s{n}", f"10.{i}.1.9") for i, n in enumerate(names)},
        {},
    )
    return net._replace(**more)  # type: ignore[arg-type]


SSH = Service("tcp", (22, 22))
BRIDGES = {
    "ab": Peering("ab", ("a", "b"), NOBODY),
    "bc": Peering("bc", ("b", "c"), NOBODY),
}


def stretch(net: Network, start: str, end: str, service: Service = SSH) -> Stretch:
    known = terms(
        net, (service,), (net.interfaces[start],), (net.interfaces[end],), frozenset(net.subnets)
    )
    return Stretch((start,), (end,), (service,), known)


def test_peering_needs_a_route_here_and_there() -> None:
    net = spelled({}, peerings=BRIDGES)
    outcome = smallest(net, [(stretch(net, "a", "b"),)])
    assert outcome.plan is not None and outcome.plan.is_smallest
    assert [one.change for one in outcome.plan.needed] == [
        SetRoute("ta", (block("10.1.0.0/16"),), "peering/ab"),
        SetRoute("tb", (block("10.0.0.0/16"),), "peering/ab"),
    ]
    assert [one.stop.answering for one in outcome.plan.needed] == [False, True]


def test_peering_is_not_transitive_and_no_setting_makes_it_so() -> None:
    net = spelled({}, peerings=BRIDGES)
    outcome = smallest(net, [(stretch(net, "a", "c"),)])
    assert outcome == (None, True)
    assert lacking(net, "a", "c").startswith("peering is not transitive: 'a' and 'c' need")
    apart = spelled({})
    assert lacking(apart, "a", "c").startswith("'a' and 'c' need a peering connection or")
    same = net._replace(vpcs={**net.vpcs, "c": net.vpcs["a"]._replace(name="c")})
    assert "their addresses overlap" in lacking(same, "a", "c")
    assert not lacking(net, "a", "a")


def test_a_transit_gateway_lacks_its_own_route_and_a_zone() -> None:
    attachments = {
        n: Attachment(n, "hub", n[-1], ("sa" if n == "at_a" else "elsewhere",), "thub", Owner(n))
        for n in ("at_a", "at_b")
    }
    there = {"a": (Route(block("10.1.0.0/16"), "tgw/hub", NOBODY),)}
    net = spelled(there, attachments=attachments)
    other = net.subnets["sb"]._replace(name="elsewhere", zone="b", blocks=(block("10.1.2.0/24"),))
    net = net._replace(
        subnets={**net.subnets, "elsewhere": other},
        tables={**net.tables, "thub": Table("thub", (), Owner("hub"))},
    )
    plan = smallest(net, [(stretch(net, "a", "b"),)]).plan
    assert plan is not None
    assert [one.stop.code for one in plan.needed] == [
        "NO_ROUTE_TO_DESTINATION", "NO_ROUTE_TO_DESTINATION", "TGW_ATTACH_VPC_AZ_RESTRICTION",
        "NO_ROUTE_TO_DESTINATION",
    ]  # fmt: skip


def test_a_nat_instance_that_checks_and_a_route_that_ends_nowhere() -> None:
    hole = (Route(ANYWHERE, "blackhole/", NOBODY),)
    net = spelled({"a": hole})
    nat = host("nat", "out", "10.0.2.9", public=True, groups=None, nat="instance", system="nat")
    out = net.subnets["sa"]._replace(name="out", table="tout", blocks=(block("10.0.2.0/24"),))
    default = (Route(ANYWHERE, "igw/a", NOBODY),)
    net = net._replace(
        vpcs={**net.vpcs, "a": net.vpcs["a"]._replace(internet_gateway=True)},
        subnets={**net.subnets, "out": out},
        tables={**net.tables, "tout": Table("tout", default, NOBODY)},
        interfaces={**net.interfaces, "nat": nat},
    )
    world = Reachability(compile_text("architecture x\nusers people\n").design).net.outsides
    known = terms(
        net, (SSH,), (net.interfaces["a"],), (world["internet"],), frozenset({"sa", "sb", "sc"})
    )
    found = smallest(net, [(Stretch(("a",), (world["internet"],), (SSH,), known),)])
    assert found.plan is not None
    changes = {one.change for one in found.plan.needed}
    assert changes == {SetRoute("ta", (ANYWHERE,), "nat/nat"), Uncheck("nat")}


def test_an_exhausted_search_says_that_fewer_may_do() -> None:
    net = spelled({}, peerings=BRIDGES)
    plan = smallest(net, [(stretch(net, "a", "b"),)], travels=1).plan
    assert plan is not None and not plan.is_smallest
    assert len(plan.needed) == 2
    why = Explanation("", "", settings=2, is_smallest=False)
    assert "fewer may do" in why.summary


def test_an_entry_goes_before_all_that_deny_the_same() -> None:
    def acl(*entries: tuple[int, bool, str]) -> Acl:
        told = tuple(
            Entry(number, allow, Match(protocol, ANYWHERE), NOBODY)
            for number, allow, protocol in entries
        )
        return Acl("list", told, (), NOBODY)

    added = AddEntry("list", "inbound", Match("tcp", block("10.0.0.0/8"), (22, 22)))
    assert added.number(acl()) == 100
    assert added.number(acl((100, True, "udp"))) == 110
    assert added.number(acl((50, False, "udp"), (60, True, "tcp"))) == 70
    assert added.number(acl((50, False, "tcp"), (49, True, "udp"), (90, False, "tcp"))) == 48
    assert added.number(acl((1, False, "tcp"))) == 0
    assert added.number(acl((32766, True, "udp"))) == 32765


def test_a_group_that_exists_is_added_to_and_not_replaced() -> None:
    net = spelled({})
    changed = AddRule("a", "inbound", Match("tcp", block("10.1.0.0/16"), (80, 80))).apply(net)
    assert len(changed.groups["a"].inbound) == 2
    assert changed.groups["a"].outbound == net.groups["a"].outbound
    assert len(net.groups["a"].inbound) == 1
