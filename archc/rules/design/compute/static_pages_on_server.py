"""Server for pages that never change.

What it does
------------
Looks, in a design of production, for a server whose setup only installs a web server, and that
nothing but visitors has to do with.

Why
---
Pages that are the same for everybody need no server: a website in S3 costs cents, never fails with
a machine, and has nothing to patch.

Bad
---

    architecture shop
    purpose: production
    tags: { project: shop, owner: team-7 }
    users people
    vpc lab { flow_logs; nat: per_zone; tier edge { public }; tier app { private } }
    load_balancer front in edge {
      listen: https 443 certificate "arn:aws:acm:eu-west-1:123456789012:certificate/1"
    }
    scaling_group web in app {
      setup: "dnf install -y httpd; systemctl enable --now httpd"
      scale: cpu 60%
      detailed_monitoring
    }
    people -> front -> web

Good
----

    architecture shop
    purpose: production
    tags: { project: shop, owner: team-7 }
    users people
    website pages { content: dir("site") }
    people -> pages

Fix
---
Write `website pages { content: dir("site") }` in place of the servers.

References
----------
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteHosting.html

"""

import re
from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.servers import servers, setup_of

RULE = Rule("CST968", Severity.ADVICE, Pillar.COST)

_WEB_SERVER = r"\binstall\b[^\n;&|]{0,200}\b(?:httpd|nginx|apache2|lighttpd)\b"
# Whatever lets a server answer differently from one request to the next.
_PROGRAM = (
    r"(?i)php|python|pip|node|npm|java|tomcat|ruby|perl|dotnet|docker|podman|golang|rust|cgi"
    r"|proxy|uwsgi|gunicorn|wordpress|mysql|psql|postgres|sqlite|git[ \t]|aws[ \t]|unzip|tar[ \t]"
)


def check(design: Architecture) -> Iterator[Finding]:
    """Read the scripts of servers that only visitors use."""
    for server in servers(design) if design.purpose == "production" else ():
        script = setup_of(server)
        text = script.body.literal if script is not None else ""
        if not re.search(_WEB_SERVER, text) or re.search(_PROGRAM, text):
            continue
        uses = any(not relation.target.outside for relation in design.out_of(server))
        if not uses and design.into(server) and not getattr(server, "environment", None):
            yield Finding(
                f"'{server.name}' only hands out pages, and has to be paid for and patched",
                'write `website pages { content: dir("site") }` in place of it',
                server.at("setup"),
                "installs a web server and no program",
            )
