"""Secret in a plain parameter.

What it does
------------
Looks for a `parameter` that holds a password, a key or a token.

Why
---
A parameter's value stands in the design, in the template and in the console, in clear text.

Bad
---

    architecture shop
    parameter mail_password { value: "kT7wq2Lp" }

Good
----

    architecture shop
    param mail_password: password
    secret mail { value: mail_password }

Fix
---
Write a `secret`, generated or given by a `param` of the type `password`.

References
----------
- https://docs.aws.amazon.com/systems-manager/latest/userguide/integration-ps-secretsmanager.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.access.parameter import Parameter
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.secrets import found_in, found_in_variable

RULE = Rule("IAM913", Severity.ERROR, Pillar.SECURITY)


def check(parameter: Parameter, _: Architecture) -> Iterator[Finding]:
    """Look at name and value."""
    name = (parameter.physical_name or parameter.name).rpartition("/")[2]
    if found_in_variable(name, parameter.value) or found_in(parameter.value.literal):
        yield Finding(
            f"the parameter '{parameter.name}' holds a secret",
            f"write `secret {parameter.name}`, which is generated or given by a `param`",
            parameter.at("value"),
            "can be read by everybody who sees the design",
        )
