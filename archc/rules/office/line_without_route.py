"""Line that no route table leads to.

What it does
------------
Follows arrows between an office and what its VPN or Direct Connect line leads to, and names the
table that does not know the office's network.

Why
---
The tunnel may be up, and still nothing comes through: answers need a route back to the office.

Bad
---

    architecture lines
    office berlin { address: 198.51.100.10; cidr: 192.168.10.0/24; asn: 65010 }
    vpc shop {
      cidr: 10.0.0.0/16
      subnet app_a { cidr: 10.0.1.0/24; routes: inside }
      route_table inside
      vpn_gateway hub
    }
    vpn berlin_line { from: berlin; to: hub }
    instance server in app_a
    berlin -> server : https

Good
----

    architecture lines
    office berlin { address: 198.51.100.10; cidr: 192.168.10.0/24; asn: 65010 }
    vpc shop {
      cidr: 10.0.0.0/16
      subnet app_a { cidr: 10.0.1.0/24; routes: inside }
      route_table inside { propagate: hub }
      vpn_gateway hub
    }
    vpn berlin_line { from: berlin; to: hub }
    instance server in app_a
    berlin -> server : https

Fix
---
Let the route table learn the routes of the VPN gateway: `propagate:`; or write a route through
the gateway.

References
----------
- https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNRoutingTypes.html
- https://docs.aws.amazon.com/vpn/latest/s2svpn/SetUpVPNConnections.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component, Relation
from archc.diagnostics import Label, Severity
from archc.edits import Repair, include
from archc.kinds.outside.office import Office
from archc.lines import end_of
from archc.reach.advice import Explanation
from archc.routes import route_table
from archc.rules.causes import blocked_by
from archc.rules.networks import lines_of, networks_of_line, table_leads
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("CON308", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(office: Office, design: Architecture) -> Iterator[Finding]:
    """Look for the missing route of every blocked arrow of this office."""
    for relation, why in blocked_by(design, RULE.code):
        ends = (relation.source, relation.target)
        if office not in ends:
            continue
        inner = ends[1] if ends[0] is office else ends[0]
        line = next(
            one
            for one in lines_of(design, office)
            if design.vpc_of(inner) in networks_of_line(design, one)
        )
        yield _finding(office, inner, line, relation, why, design)


def _finding(
    office: Office,
    inner: Component,
    line: Component,
    relation: Relation,
    why: Explanation,
    design: Architecture,
) -> Finding:
    table = _silent(office, inner, line, design)
    end = end_of(design, line)
    gate = end.name if end is not None else ""
    propagates = end is not None and end.propagates
    if table is None:
        reason, fix = why.reason, why.remedy
    else:
        reason = f"'{table.name}' knows no way back"
        fix = (
            include(table.name, "propagate", gate)
            if propagates
            else include(table.name, "route", f"{office.cidr} via {gate}")
        )
    return Finding(
        f"the line '{line.name}' between '{office.name}' and '{inner.name}' carries nothing: "
        f"{reason}",
        fix,
        relation.span,
        "no packet can follow",
        (Label("no route to the office" if table else "the line", (table or line).span),),
    )


def _silent(
    office: Office, inner: Component, line: Component, design: Architecture
) -> Component | None:
    """The table of a component that does not lead to the office."""
    end = end_of(design, line)
    for subnet in design.subnets_of(inner):
        table = route_table(design, subnet)
        if end is None or office.cidr is None or table_leads(table, office.cidr, end):
            continue
        return table.owner
    return None
