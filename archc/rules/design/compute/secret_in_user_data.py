"""Secret in user data.

What it does
------------
Looks for access keys, private keys and passwords that are written out in a setup script or in a
server's environment.

Why
---
User data can be read on the server and in the console, and the design lies in your repository: a
secret in it is known to many.

Bad
---

    architecture shop
    vpc lab { tier app { isolated } }
    instance web in app { setup: "export DB_PASSWORD=kT7wq2Lp" }

Good
----

    architecture shop
    vpc lab { tier app { isolated } }
    database orders in app { engine: postgres 16 }
    instance web in app { setup: "echo ${orders.secret}" }
    web -> orders

Fix
---
Let the server read the secret from Secrets Manager when it needs it; a database hands its callers
the secret's ARN.

References
----------
- https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
- https://docs.aws.amazon.com/secretsmanager/latest/userguide/intro.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.rules import servers
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.secrets import found_in, found_in_variable

RULE = Rule("EC2532", Severity.ERROR, Pillar.SECURITY)


def check(design: Architecture) -> Iterator[Finding]:
    """Search scripts and variables."""
    for server in servers.servers(design):
        script = servers.setup_of(server)
        what = found_in(script.body.literal) if script is not None else None
        if what is not None:
            yield Finding(
                f"the setup script of '{server.name}' holds {what}",
                "read it from Secrets Manager instead, as in `aws secretsmanager get-secret-value`",
                server.at("setup"),
                "can be read by everybody who sees the design or the server",
            )
        for name, text in getattr(server, "environment", {}).items():
            if found_in_variable(name, text) is not None:
                yield Finding(
                    f"the variable {name} of '{server.name}' holds a secret",
                    "hand over the name of a secret, and let the script read it",
                    server.at("environment"),
                    "stands in the user data",
                )
