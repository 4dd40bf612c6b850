"""Key pair that nothing uses.

What it does
------------
Looks for a key pair that no instance and no scaling group has as its `key`.

Why
---
A key that opens nothing today may be put on a server one day by somebody who does not know who
has it.

Bad
---

    architecture shop
    key_pair lab_key

Good
----

    architecture shop
    vpc lab { tier edge { public } }
    key_pair lab_key
    instance web in edge { key: lab_key }

Fix
---
Give it to a server by `key:`, or remove it.

References
----------
- https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-key-pairs.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Cut, Fix, Repair
from archc.kinds.compute.key_pair import KeyPair
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("CST961", Severity.ADVICE, Pillar.OPERATIONS, repair=Repair.UNSAFE)


def check(pair: KeyPair, design: Architecture) -> Iterator[Finding]:
    """Look for a server with this key."""
    keys = [getattr(c, "key", None) for c in design.components.values() if c.registers]
    if all(key is None or key.name != pair.name for key in keys):
        yield Finding(
            f"no server uses the key pair '{pair.name}'",
            Fix(f"write `key: {pair.name}` in a server, or remove it", (Cut(pair.span),)),
            pair.span,
            "opens nothing",
        )
