"""Guarantee that does not hold.

What it does
------------
Decides every `guarantee` on the graph: who reaches whom over routes, gateways and security groups
in both directions, what each role and policy allows, and what is left when a zone is lost.

Why
---
What must hold is decided before anything is deployed. The way that is shown is one that packets
take, or the place where the last of them are stopped.

Bad
---

    architecture shop
    users people
    vpc lab { tier edge { public } }
    instance web in edge
    people -> web : http
    guarantee internet cannot reach web

Good
----

    architecture shop
    users people
    vpc lab { tier edge { public } }
    instance web in edge
    people -> web : http
    guarantee people can reach web on tcp 80

Fix
---
Change what the message points at, or the sentence if it says more than is meant.

References
----------
- https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html
- https://docs.aws.amazon.com/vpc/latest/userguide/how-it-works.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Guarantee
from archc.diagnostics import Label, Severity
from archc.reach.guarantee import prove
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("GUA001", Severity.ERROR, Pillar.CORRECTNESS)


def _usual_fix(guarantee: Guarantee) -> str:
    """What to do where no single change is known."""
    if guarantee.form in ("can_reach", "only_via", "survives", "no_single_point", "may"):
        ends = " ".join((*guarantee.subjects[:1], *guarantee.objects[:1]))
        return f"see the whole way with `archc reach FILE {ends}`, or change the sentence"
    return "take away what lets it through, or change the sentence"


def check(design: Architecture) -> Iterator[Finding]:
    """Prove every sentence; the refuted ones are findings."""
    for guarantee, refusal in prove(design):
        if refusal is not None:
            yield Finding(
                refusal.reason,
                refusal.fix or _usual_fix(guarantee),
                guarantee.span,
                "is not so",
                tuple(Label(text, span) for text, span in refusal.labels),
                refusal.blocked.way if refusal.blocked is not None else "",
            )
