"""Every port open.

What it does
------------
Looks for an arrow with `any`, or with all TCP or UDP ports, unless it comes from an office or
leads outside.

Why
---
A server answers on ports that nobody thinks of; an arrow should open the one that is needed.

Bad
---

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    instance web in app
    instance worker in app
    web -> worker : any

Good
----

    architecture shop
    vpc lab {
      tier edge { public }
      tier app { private }
    }
    instance web in app
    instance worker in app
    web -> worker : tcp 8080

Fix
---
Name the port, such as `tcp 8080`.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Port
from archc.diagnostics import Severity
from archc.network import RDP, SSH
from archc.rules import servers
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("SGR410", Severity.WARNING, Pillar.SECURITY)


def check(design: Architecture) -> Iterator[Finding]:
    """Look for arrows that open everything, where no stronger rule speaks of them."""
    for relation in design.relations:
        source, target = relation.source, relation.target
        if target.outside or (source.outside and not servers.is_world(source)):
            continue
        said = target.word == "database" and servers.is_world(source)
        if said or any(servers.opens_login(relation, port) for port in (SSH, RDP)):
            continue
        if any(_is_everything(port) for port in relation.ports):
            yield Finding(
                f"'{source.name}' may use every port of '{target.name}'",
                f"write the port that is needed: `{relation.text} : tcp 8080`",
                relation.span,
                "opens every port",
            )


def _is_everything(port: Port) -> bool:
    return port.protocol == "any" or (port.first <= 1 and port.last == 65535)
