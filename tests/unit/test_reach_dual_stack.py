"""IPv6: every address is public, so that routes, groups and lists alone decide who comes in."""

from __future__ import annotations

import pytest

from archc.component import tcp
from archc.reach.query import Reachability, service_of
from tests.designs import compile_text

NET = """architecture dual
users visitors
vpc lab {{
  ipv6
  internet_gateway igw
  egress_only_gateway door
  subnet web_a {{ cidr: 10.0.1.0/24; routes: {table}; acl: list }}
  subnet old_a {{ cidr: 10.0.2.0/24; routes: public_routes; ipv6: no }}
  route_table public_routes {{ route: 0.0.0.0/0 via igw, ::/0 via igw }}
  route_table only_6 {{ route: ::/0 via igw }}
  route_table out_6 {{ route: ::/0 via door }}
  route_table only_4 {{ route: 0.0.0.0/0 via igw }}
  network_acl list {{ inbound: 100 allow any from {listed}; outbound: 100 allow any to {listed} }}
  security_group web_sg {{ inbound: http from {remote} }}
}}
instance server in web_a {{ security: web_sg; public_address: {public} }}
instance old in old_a {{ security: web_sg; public_address: no }}
"""


def asked(table: str, remote: str, listed: str, public: str, one: str, other: str) -> bool:
    text = NET.format(table=table, remote=remote, listed=listed, public=public)
    compiled = compile_text(text)
    assert not [d.message for d in compiled.diagnostics if d.code[:3] in ("SYN", "TYP", "NAM")]
    net = Reachability(compiled.design)
    return net.reach(one, other, service_of(tcp(80))).holds


@pytest.mark.parametrize(
    ("table", "remote", "listed", "public", "comes_in"),
    [
        ("public_routes", "::/0", "::/0", "no", True),  # no public address is needed
        ("only_6", "::/0", "::/0", "no", True),
        ("only_4", "::/0", "::/0", "no", False),  # no way back
        ("out_6", "::/0", "::/0", "no", False),  # an egress-only gateway lets nothing in
        ("public_routes", "0.0.0.0/0", "::/0", "no", False),  # the group speaks of IPv4 alone
        ("public_routes", "::/0", "0.0.0.0/0", "no", False),  # the list does
        ("public_routes", "0.0.0.0/0", "0.0.0.0/0", "yes", True),  # by IPv4
        ("public_routes", "2001:db8:1::/48", "::/0", "no", False),  # another network's block
    ],
)
def test_who_comes_in_over_ipv6(
    table: str, remote: str, listed: str, public: str, comes_in: bool
) -> None:
    assert asked(table, remote, listed, public, "visitors", "server") is comes_in


def test_a_subnet_without_ipv6_is_not_reached_by_it() -> None:
    assert not asked("public_routes", "::/0", "::/0", "no", "visitors", "old")


@pytest.mark.parametrize(
    ("table", "listed", "goes_out"),
    [
        ("out_6", "::/0", True),
        ("out_6", "0.0.0.0/0", False),
        ("only_6", "::/0", True),
        ("only_4", "::/0", False),
    ],
)
def test_who_gets_out_over_ipv6(table: str, listed: str, goes_out: bool) -> None:
    """Without `outbound` a group lets out IPv4 and, in a dual-stack VPC, IPv6."""
    assert asked(table, "::/0", listed, "no", "server", "internet") is goes_out


def test_neighbours_speak_both() -> None:
    assert asked("only_4", "2001:db8::/32", "::/0", "no", "old", "server") is False
    assert asked("only_4", "10.0.0.0/16", "10.0.0.0/16", "no", "old", "server")


@pytest.mark.parametrize(("said", "comes_in"), [("dual_stack", True), ("", False)])
def test_a_balancer_answers_over_ipv6_if_it_says_so(said: str, comes_in: bool) -> None:
    """Routes lead back over IPv6 alone, so that nothing else could answer."""
    compiled = compile_text(
        "architecture dual\nusers visitors\n"
        "vpc lab {\n  ipv6\n  internet_gateway igw\n  route_table out { route: ::/0 via igw }\n"
        "  subnet one { zone: a; cidr: 10.0.1.0/24; routes: out }\n"
        "  subnet two { zone: b; cidr: 10.0.2.0/24; routes: out }\n}\n"
        f"load_balancer front in one, two {{ listen: http 80; {said} }}\n"
        "instance web in one\nvisitors -> front\nfront -> web : http\n"
    )
    assert not [d.message for d in compiled.diagnostics if d.code[:3] in ("SYN", "TYP", "NAM")]
    net = Reachability(compiled.design)
    assert net.reach("visitors", "front", service_of(tcp(80))).holds is comes_in
