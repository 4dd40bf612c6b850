"""Program that asks for a value that no arrow hands over.

What it does
------------
Looks in setup scripts and in the code of functions for a variable such as `PEOPLE_TABLE`, the name
of a component and one of its values, where there is no arrow to that component.

Why
---
An arrow is what hands the value over and gives the right to use it. Without it the variable is
empty, and the program stops at that line.

Bad
---

    architecture shop
    instance web in edge { setup: "echo $ORDERS_ADDRESS > /etc/shop" }
    vpc lab {
      tier edge { public }
      tier data { isolated }
    }
    database orders in data { engine: mysql }

Good
----

    architecture shop
    instance web in edge { setup: "echo $ORDERS_ADDRESS > /etc/shop" }
    vpc lab {
      tier edge { public }
      tier data { isolated }
    }
    database orders in data { engine: mysql }
    web -> orders

Fix
---
Draw the arrow to the component, or do not ask for its value.

References
----------
- https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
- https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html

"""

import re
from collections.abc import Iterator

from archc.component import Architecture, Component
from archc.diagnostics import Severity
from archc.rules.programs import program_of
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("GEN980", Severity.WARNING, Pillar.CORRECTNESS)


_SET = re.compile(r"^[ \t]*(?:export[ \t]+)?([A-Z][A-Z0-9_]*)[ \t]*=", re.MULTILINE)
_WORD = re.compile(r"\b[A-Z][A-Z0-9_]*_[A-Z0-9]+\b")


def check(design: Architecture) -> Iterator[Finding]:
    """Compare the variables of every program with the values of what it has no arrow to.

    One that the program sets itself is its own.
    """
    offered = {
        f"{other.name}_{value}".upper(): other
        for other in design.components.values()
        for value in other.hands
    }
    for component in design.components.values():
        program = program_of(component) if offered else None
        if program is None:
            continue
        text, field = program
        known = _known(component, design) | set(_SET.findall(text))
        for name in dict.fromkeys(_WORD.findall(text)):
            if name in offered and name not in known:
                other = offered[name].name
                yield Finding(
                    f"the program of '{component.name}' asks for {name}, and nothing hands it over",
                    f"draw the arrow `{component.name} -> {other}`",
                    component.at(field),
                    f"no arrow leads to '{other}'",
                )


def _known(component: Component, design: Architecture) -> set[str]:
    """The variables that its arrows and its own attributes give it."""
    handed = {
        f"{relation.target.name}_{value}".upper()
        for relation in design.out_of(component)
        for value in relation.target.hands
        if not relation.implied
    }
    return handed | set(getattr(component, "environment", {}))
