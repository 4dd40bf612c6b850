"""Guarantee about a place that holds a raw resource.

What it does
------------
Looks for a raw resource in a tier, a subnet or a VPC that a guarantee speaks of.

Why
---
A place in a guarantee stands for everything in it. Who reaches a raw resource and whom it reaches
follows from properties that no proof reads, so the sentence holds for all but this one.

Bad
---

    architecture shop
    tags: { project: shop, owner: team-7 }
    users people
    vpc lab { tier edge { public }; tier data { isolated } }
    instance web in edge
    people -> web : http
    database orders in data { engine: postgres; standby }
    resource search in data { type: "AWS::OpenSearchService::Domain" }
    web -> orders
    guarantee internet cannot reach data

Good
----

    architecture shop
    tags: { project: shop, owner: team-7 }
    users people
    vpc lab { tier edge { public }; tier data { isolated } }
    instance web in edge
    people -> web : http
    database orders in data { engine: postgres; standby }
    resource search in data { type: "AWS::OpenSearchService::Domain" }
    web -> orders
    guarantee internet cannot reach orders

Fix
---
Name what the sentence is about, and look after the raw resource by hand.

References
----------
- https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/infrastructure-protection.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component
from archc.diagnostics import Label, Severity
from archc.kinds.operations.resource import Resource
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("RAW509", Severity.WARNING, Pillar.SECURITY)


def check(resource: Resource, design: Architecture) -> Iterator[Finding]:
    """Look for sentences about any place around it."""
    around = {place.name for place in _around(resource, design)}
    for said in design.guarantees:
        places = around.intersection((*said.subjects, *said.objects, *said.via))
        if places:
            name = min(places)
            yield Finding(
                f"the guarantee about '{name}' is not proved for '{resource.name}' in it",
                f"name what it is about instead of '{name}'",
                said.span,
                f"'{resource.name}' is left out",
                (Label("a raw resource", resource.span),),
            )


def _around(component: Component, design: Architecture) -> Iterator[Component]:
    for holder in design.holders(component):
        yield holder
        yield from _around(holder, design)
