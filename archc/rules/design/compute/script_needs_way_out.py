"""Setup script that needs a way out.

What it does
------------
Looks for a setup script that installs packages or fetches files on a server without a way to the
internet.

Why
---
The download waits until it gives up, and the server comes up without its program.

Bad
---

    architecture shop
    vpc lab { tier app { isolated } }
    instance web in app { setup: "dnf install -y httpd" }

Good
----

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    instance web in app { setup: "dnf install -y httpd" }

Fix
---
Put the server in a private tier with NAT, give it a public address in a public tier, or use an
image that has everything.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html

"""

import re
from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.network import is_public
from archc.rules import servers
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("EC2540", Severity.WARNING, Pillar.CORRECTNESS)


_FETCHES = re.compile(
    r"(?:^|[;&|(]|\bsudo\b[^\n;&|]{0,80}[ \t]|\bdo\b|\bthen\b)[ \t]*(?:\w{1,40}=\S*[ \t]+)?(?:"
    r"(?:dnf|yum|apt|apt-get|snap|zypper)[ \t](?:[^\n;&|]{0,200}[ \t])?(?:install|update|upgrade)\b"
    r"|amazon-linux-extras[ \t]+(?:install|enable)\b"
    r"|(?:python3?[ \t]+-m[ \t]+)?pip3?[ \t]+install\b|npm[ \t]+(?:install|ci)\b"
    r"|git[ \t]+clone[ \t]+https"
    r"|(?:curl|wget)[ \t][^\n]{0,300}?https?://(?!169\.254\.|localhost|127\.)"
    r"(?:[\w-]{1,63}\.){1,9}(?!internal\b|local\b)[a-z]{2,24}\b)",
    re.MULTILINE,
)


def check(design: Architecture) -> Iterator[Finding]:
    """Search the scripts of servers without a way out, unless their arrows say it."""
    for server in servers.servers(design):
        script = servers.setup_of(server)
        fetch = _FETCHES.search(_code(script.body.literal)) if script is not None else None
        if fetch is None or not servers.lacks_way_out(design, server):
            continue
        if any(not r.implied and not r.target.has_interface for r in design.out_of(server)):
            continue
        yield Finding(
            f"the setup script of '{server.name}' fetches something, and the server has no way out",
            "write `public_address: yes`"
            if is_public(design, server)
            else f"put '{server.name}' in a private tier of a VPC with NAT",
            server.at("setup"),
            f"`{fetch[0].strip(' ;&|(').splitlines()[-1].strip()[:60]}` will wait in vain",
        )


def _code(text: str) -> str:
    """A script without its comments."""
    return re.sub(r"^[ \t]*#.*$", "", text, flags=re.MULTILINE)
