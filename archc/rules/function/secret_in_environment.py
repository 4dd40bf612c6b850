"""Secret in a function's environment.

What it does
------------
Looks for access keys, private keys and passwords that are written out in a function's
environment.

Why
---
The environment is shown in the console and lies in your repository: a secret in it is known to
many.

Bad
---

    architecture shop
    http_api api
    function orders { code: file("hello.py"); environment: { API_KEY: "kT7wq2LpX9" } }
    api -> orders : GET /orders auth none

Good
----

    architecture shop
    http_api api
    function orders { code: file("hello.py"); environment: { API_KEY_PARAMETER: "/shop/api-key" } }
    api -> orders : GET /orders auth none

Fix
---
Put the secret into Secrets Manager or Parameter Store, and hand over its name.

References
----------
- https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
- https://docs.aws.amazon.com/secretsmanager/latest/userguide/intro.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.serverless.function import Function
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.secrets import found_in_variable

RULE = Rule("LAM714", Severity.ERROR, Pillar.SECURITY)


def check(function: Function, _: Architecture) -> Iterator[Finding]:
    """Look at every variable."""
    for name, text in function.environment.items():
        what = found_in_variable(name, text)
        if what is not None:
            yield Finding(
                f"the environment of '{function.name}' holds {what}",
                "put it into Secrets Manager, and hand over the secret's name instead",
                function.at("environment"),
                "can be read by everybody who sees the design or the console",
            )
