"""Program that asks a component on a port that it does not have.

What it does
------------
Looks in setup scripts and in the code of functions for an address that archc hands over, followed
by a port, such as `$MIDDLE_DNS:8080`, and compares it with the ports of that component.

Why
---
The arrow opens the port that the component listens on. The program asks another one, and waits
until it gives up.

Bad
---

    architecture shop
    vpc lab {
      tier app { private }
      tier edge { public }
    }
    load_balancer middle in app { internal; listen: http 80 }
    instance web in app { setup: "echo http://$MIDDLE_DNS:8080/ > /etc/shop" }
    instance stock in app
    web -> middle
    middle -> stock : http 8080

Good
----

    architecture shop
    vpc lab {
      tier app { private }
      tier edge { public }
    }
    load_balancer middle in app { internal; listen: http 8080 }
    instance web in app { setup: "echo http://$MIDDLE_DNS:8080/ > /etc/shop" }
    instance stock in app
    web -> middle
    middle -> stock : http 8080

Fix
---
Ask the port that the component listens on, or let it listen where the program asks.

References
----------
- https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html
- https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html

"""

import re
from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.rules.programs import program_of
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("GEN981", Severity.WARNING, Pillar.CORRECTNESS)


_ASKED = re.compile(r"\$\{?([A-Z][A-Z0-9_]*)\}?:([0-9]{2,5})\b")


def check(design: Architecture) -> Iterator[Finding]:
    """Compare the ports in every program with those of what it has an arrow to."""
    for component in design.components.values():
        program = program_of(component)
        if program is None:
            continue
        text, field = program
        asked = {(name, int(port)) for name, port in _ASKED.findall(text)}
        for target in {r.target.name: r.target for r in design.out_of(component)}.values():
            names = {f"{target.name}_{value}".upper() for value in target.hands}
            own = target.serves()
            for name, port in sorted(asked):
                if own and name in names and all(not p.first <= port <= p.last for p in own):
                    listed = " and ".join(str(p.first) for p in own)
                    yield Finding(
                        f"the program of '{component.name}' asks '{target.name}' on port {port}, "
                        f"and it listens on {listed}",
                        f"write `${name}:{own[0].first}` in the program",
                        component.at(field),
                        "nothing listens there",
                    )
