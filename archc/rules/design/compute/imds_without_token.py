"""Metadata service without session tokens.

What it does
------------
Looks for servers with `imds: optional`.

Why
---
A program that is tricked into fetching an address can then hand the server's credentials to an
attacker; with tokens it cannot.

Bad
---

    architecture shop
    purpose: production
    vpc lab { tier app { isolated } }
    instance web in app { imds: optional }

Good
----

    architecture shop
    purpose: production
    vpc lab { tier app { isolated } }
    instance web in app { imds: required }

Fix
---
Write `imds: required`, or leave it out.

References
----------
- https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair, write
from archc.rules import servers
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("EC2536", Severity.WARNING, Pillar.SECURITY, hardening=True, repair=Repair.SAFE)


def check(design: Architecture) -> Iterator[Finding]:
    """Look at what every server writes."""
    for server in servers.servers(design):
        if getattr(server, "imds", "required") == "optional":
            yield Finding(
                f"the metadata service of '{server.name}' answers without a session token",
                write(server.name, "imds: required"),
                server.at("imds"),
                "gives credentials to whoever asks",
            )
