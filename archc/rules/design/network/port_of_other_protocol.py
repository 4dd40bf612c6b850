"""HTTP on the port of HTTPS, or the other way round.

What it does
------------
Looks for listeners and arrows that speak http on port 443 or https on port 80.

Why
---
Everybody expects HTTPS on 443 and HTTP on 80. A browser that gets the other one shows an error, and
a target that speaks the other one is never healthy.

Bad
---

    architecture shop
    users people
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    load_balancer front in edge { listen: http 80 }
    instance web in app
    people -> front
    front -> web : http 443

Good
----

    architecture shop
    users people
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    load_balancer front in edge { listen: http 80 }
    instance web in app
    people -> front
    front -> web : http 80

Fix
---
Write the port of the protocol, or the protocol of the port.

References
----------
- https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LBA980", Severity.WARNING, Pillar.CORRECTNESS)

_OWN = {"http": 80, "https": 443}
_OTHER = {"http": "https", "https": "http"}


def check(design: Architecture) -> Iterator[Finding]:
    """Compare protocol and port of arrows and listeners."""
    for relation in design.relations:
        spoken, other = relation.verb.name, _OTHER.get(relation.verb.name, "")
        ports = {port.first for port in relation.ports if port.first == port.last}
        if other and _OWN[other] in ports:
            yield Finding(
                f"'{relation.text}' speaks {spoken} on port {_OWN[other]}, which is for {other}",
                f"write `{spoken} {_OWN[spoken]}`, or `{other}`",
                relation.span,
                f"the port of {other}",
            )
    for component in design.components.values():
        for one in getattr(component, "listen", ()):
            other = _OTHER[one.protocol]
            if one.effective_port == _OWN[other]:
                yield Finding(
                    f"'{component.name}' listens for {one.protocol} on port {_OWN[other]}, which "
                    f"is for {other}",
                    f"write `listen: {one.protocol} {_OWN[one.protocol]}`",
                    component.at("listen"),
                    f"the port of {other}",
                )
