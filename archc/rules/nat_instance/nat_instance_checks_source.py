"""NAT instance with its source check on.

What it does
------------
Looks for a NAT instance with `source_check: yes`.

Why
---
The check drops every packet that is not from or for the server itself, and a NAT instance lives
on such packets.

Bad
---

    architecture shop
    vpc lab {
      internet_gateway igw
      subnet web_a { cidr: 10.0.1.0/24; routes: out }
      subnet app_a { cidr: 10.0.2.0/24; routes: inside }
      nat_instance old_nat in web_a { source_check: yes }
      route_table out { route: 0.0.0.0/0 via igw }
      route_table inside { route: 0.0.0.0/0 via old_nat }
    }
    instance app in app_a
    app -> internet : https

Good
----

    architecture shop
    vpc lab {
      internet_gateway igw
      subnet web_a { cidr: 10.0.1.0/24; routes: out }
      subnet app_a { cidr: 10.0.2.0/24; routes: inside }
      nat_instance old_nat in web_a
      route_table out { route: 0.0.0.0/0 via igw }
      route_table inside { route: 0.0.0.0/0 via old_nat }
    }
    instance app in app_a
    app -> internet : https

Fix
---
Remove `source_check`; it is off unless written.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html
- https://docs.aws.amazon.com/vpc/latest/userguide/VPC_NAT_Instance.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair, remove
from archc.kinds.compute.nat_instance import NatInstance
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("ROU209", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.SAFE)


def check(nat: NatInstance, design: Architecture) -> Iterator[Finding]:
    """Look at the flag."""
    del design
    if nat.source_check:
        yield Finding(
            f"the NAT instance '{nat.name}' takes only packets that are its own",
            remove(
                nat.name,
                "source_check",
                f"remove `{{}}` from '{nat.name}', or write `source_check: no`",
            ),
            nat.at("source_check"),
            "drops what it should send on",
        )
