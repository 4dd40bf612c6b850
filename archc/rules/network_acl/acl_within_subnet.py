"""Network ACL expected to filter within a subnet.

What it does
------------
Looks for a `deny` entry about addresses of the only subnet that the network ACL is for.

Why
---
A network ACL works at the border of its subnet. What neighbours in one subnet send each other
never passes it.

Bad
---

    architecture shop
    vpc lab {
      subnet app_a { cidr: 10.0.1.0/24; acl: app_acl }
      network_acl app_acl {
        inbound: 90 deny tcp 8080 from 10.0.1.0/28, 100 allow any from 0.0.0.0/0
        outbound: 100 allow any to 0.0.0.0/0
      }
    }

Good
----

    architecture shop
    vpc lab {
      subnet app_a { cidr: 10.0.1.0/24; acl: app_acl }
      network_acl app_acl {
        inbound: 90 deny tcp 8080 from 10.0.2.0/28, 100 allow any from 0.0.0.0/0
        outbound: 100 allow any to 0.0.0.0/0
      }
    }

Fix
---
Use a security group, which filters at every server; or put the two into different subnets.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
- https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Entry, Fix, Repair
from archc.filters import Listed
from archc.kinds.network.network_acl import NetworkAcl
from archc.rules.networks import inside, layers_with
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("NCL455", Severity.ADVICE, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def _without(acl: NetworkAcl, entry: Listed, *, outwards: bool) -> Entry:
    way = "outbound" if outwards else "inbound"
    return Entry(acl.name, way, getattr(acl, way).index(entry))


def check(acl: NetworkAcl, design: Architecture) -> Iterator[Finding]:
    """Compare the blocks of denials with the block of the subnet."""
    own = layers_with(design, acl)
    subnets = [subnet for layer in own for subnet in design.subnets[layer.name]]
    if len(subnets) != 1 or subnets[0].block is None:
        return
    for outwards, entry in acl.entries():
        remote = entry.remote
        if entry.action == "deny" and remote is not None and inside(remote, subnets[0].block):
            yield Finding(
                f"entry {entry.number} of '{acl.name}' denies what never passes it: {remote} lies "
                f"within '{own[0].name}'",
                Fix(
                    "use a security group to filter between neighbours",
                    (_without(acl, entry, outwards=outwards),),
                ),
                acl.at("outbound" if outwards else "inbound"),
                "works at the subnet's border only",
                (Label("the only subnet with this list", own[0].span),),
            )
