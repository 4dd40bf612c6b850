"""Arrow to a port that the setup script does not open.

What it does
------------
Looks in a server's setup script for the port of the program that it starts (`Listen 8080`,
`http.server 8080`, `--port 8080`, or a web server that is installed and listens on 80), and
compares it with the arrows to the server.

Why
---
Packets arrive at a port where nothing listens: the connection is refused, and a load balancer
never finds the server healthy.

Bad
---

    architecture shop
    users people
    vpc lab { tier edge { public } }
    instance web in edge { setup: "python3 -m http.server 8080 &" }
    people -> web : http

Good
----

    architecture shop
    users people
    vpc lab { tier edge { public } }
    instance web in edge { setup: "python3 -m http.server 8080 &" }
    people -> web : tcp 8080

Fix
---
Write the port of the program in the arrow, or let the program listen where the arrow leads.

References
----------
- https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
- https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html

"""

import re
from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.rules import servers
from archc.rules.programs import program_of
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("EC2980", Severity.ADVICE, Pillar.CORRECTNESS)


_SAID = re.compile(
    r"(?:\bhttp\.server[ \t]+|^[ \t]*[Ll]isten[ \t]+|--port[= \t]+|\bPORT=)([0-9]{1,5})\b",
    re.MULTILINE,
)
_WEB_SERVER = re.compile(r"\binstall\b[^\n]{0,200}\b(?:httpd|apache2|nginx)\b")
_TLS = re.compile(r"\b(?:mod_ssl|certbot|ssl_certificate|SSLEngine)\b")


def check(design: Architecture) -> Iterator[Finding]:
    """Compare the ports of scripts and arrows."""
    for server in servers.servers(design):
        ports = _ports(server.name, design)
        for relation in design.into(server) if ports else ():
            for port in relation.ports:
                single = port.protocol == "tcp" and port.first == port.last
                if single and port not in servers.REMOTE and port.first not in ports:
                    listed = " and ".join(map(str, sorted(ports)))
                    yield Finding(
                        f"'{relation.text}' goes to port {port.first}, and the setup script of "
                        f"'{server.name}' starts what listens on {listed}",
                        f"write `tcp {min(ports)}` in the arrow, or change the script",
                        relation.span,
                        "nothing listens there",
                    )


def _ports(name: str, design: Architecture) -> set[int]:
    """The ports that a server's script opens; empty where it does not say, or says too much."""
    program = program_of(design.components[name])
    if program is None or _TLS.search(program[0]):
        return set()
    said = {int(port) for port in _SAID.findall(program[0])}
    return said | ({80} if _WEB_SERVER.search(program[0]) else set())
