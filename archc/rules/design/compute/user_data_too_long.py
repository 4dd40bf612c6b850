"""User data over 16 KB.

What it does
------------
Measures the setup script of every server, with the variables that archc puts in front of it.

Why
---
AWS refuses user data of more than 16 KB.

Bad
---

    architecture shop
    vpc lab { tier app { isolated } }
    instance web in app { setup: file("large.sh") }

Good
----

    architecture shop
    vpc lab { tier app { isolated } }
    instance web in app { setup: file("small.sh") }

Fix
---
Put the long part in a bucket or an image, and let a short script fetch it.

References
----------
- https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html

"""

from collections.abc import Iterator

from archc import limits
from archc.component import Architecture, Component
from archc.diagnostics import Severity
from archc.rules import servers
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("EC2531", Severity.ERROR, Pillar.CORRECTNESS)


def check(design: Architecture) -> Iterator[Finding]:
    """Add up the bytes of every script."""
    for server in servers.servers(design):
        size = _size(server, design)
        if size > limits.USER_DATA_BYTES:
            yield Finding(
                f"the setup script of '{server.name}' has {size} bytes",
                f"keep it below {limits.USER_DATA_BYTES}: let a short script fetch the long one",
                server.at("setup"),
                f"more than {limits.USER_DATA_BYTES} bytes",
            )


def _size(server: Component, design: Architecture) -> int:
    script = servers.setup_of(server)
    if script is None:
        return 0
    text = script.body.literal
    total = len(text.encode())
    if text.startswith(("#cloud-config", "<", "Content-")):
        return total
    handed = {
        f"export {relation.target.name}_{value}={relation.target.expression(value, design)}"
        for relation in design.out_of(server)
        for value in relation.target.hands
    }
    written = getattr(server, "environment", {})
    handed |= {f"export {name}={value.literal}" for name, value in written.items()}
    return total + sum(len(line.encode()) + 3 for line in handed)  # two quotes and a line end
