"""Public address that nothing uses.

What it does
------------
Looks for an instance with `public_address: yes` or an elastic IP address that nobody outside has an
arrow to, and that asks nothing of the internet or of AWS.

Why
---
Every public address is paid for by the hour, and is one more door that somebody can try.

Bad
---

    architecture shop
    purpose: production
    tags: { project: shop, owner: team-7 }
    vpc lab { flow_logs; tier edge { public } }
    instance web in edge
    instance worker in edge { public_address }
    web -> worker : tcp 8080

Good
----

    architecture shop
    purpose: production
    tags: { project: shop, owner: team-7 }
    vpc lab { flow_logs; tier edge { public } }
    instance web in edge
    instance worker in edge
    web -> worker : tcp 8080

Fix
---
Take `public_address` away; an arrow from or to the internet brings one by itself.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html
- https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair, remove
from archc.kinds.compute.instance import Instance
from archc.network import is_public
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("CST964", Severity.WARNING, Pillar.COST, repair=Repair.UNSAFE)


def check(instance: Instance, design: Architecture) -> Iterator[Finding]:
    """Look for a reason: an arrow, a script, a role that its programs may use."""
    written = f"address: {instance.address.name}" if instance.address else ""
    written = "public_address" if instance.public_address else written
    if not written or not is_public(design, instance):
        return
    into = design.into(instance)
    entered = any(relation.source.outside for relation in into)
    leaves = any(not relation.target.has_interface for relation in design.out_of(instance))
    works = instance.setup or instance.role or instance.policies
    if into and not (entered or leaves or works):
        yield Finding(
            f"the server '{instance.name}' has a public address, and no arrow needs it",
            remove(instance.name, written.partition(":")[0], f"remove `{written}`"),
            instance.at(written.partition(":")[0]),
            "paid for by the hour",
        )
