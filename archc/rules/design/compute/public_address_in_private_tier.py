"""Public address in a tier that is not public.

What it does
------------
Looks for a server with a public or elastic IP address in a tier or
subnet that is not public.

Why
---
Without a route to the internet the address reaches nobody, costs money, and misleads whoever
reads the design.

Bad
---

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    instance web in app { public_address: yes }

Good
----

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    instance web in app

Fix
---
Remove the address, or put the server in a public tier.

References
----------
- https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Fix, Remove, Repair
from archc.network import is_public
from archc.rules import servers
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("ROU211", Severity.WARNING, Pillar.SECURITY, repair=Repair.SAFE)


def check(design: Architecture) -> Iterator[Finding]:
    """Look at the servers with an address of their own."""
    for server in servers.servers(design):
        written = getattr(server, "public_address", None) or getattr(server, "address", None)
        if not written or is_public(design, server) or not design.subnets_of(server):
            continue
        tier = design.holders(server)[0]
        yield Finding(
            f"'{server.name}' has a public address in '{tier.name}', which is not public",
            Fix(
                f"remove it, or put the server in a public {tier.word}",
                tuple(
                    Remove(server.name, field)
                    for field in ("public_address", "address")
                    if getattr(server, field, None)
                ),
            ),
            server.at("public_address", "address"),
            "reaches nobody here",
            (Label("has no route to the internet", tier.at("private", "isolated")),),
        )
