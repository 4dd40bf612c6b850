"""Network ACL without entries at a subnet in use.

What it does
------------
Looks for a network ACL without a single entry that stops an arrow.

Why
---
A list of one's own denies whatever no entry allows: without entries nothing gets in or out of its
subnets.

Bad
---

    architecture shop
    users people
    vpc lab {
      tier edge { public; acl: edge_acl }
      network_acl edge_acl
    }
    instance web in edge
    people -> web : http

Good
----

    architecture shop
    users people
    vpc lab {
      tier edge { public; acl: edge_acl }
      network_acl edge_acl {
        inbound: 100 allow tcp 80 from 0.0.0.0/0
        outbound: 100 allow tcp 1024..65535 to 0.0.0.0/0
      }
    }
    instance web in edge
    people -> web : http

Fix
---
Write what may come in and what may leave, answers to ports 1024 to 65535 included; or remove
`acl`.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
- https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Repair, write
from archc.kinds.network.network_acl import NetworkAcl
from archc.rules.causes import blocked_by
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("NCL452", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(acl: NetworkAcl, design: Architecture) -> Iterator[Finding]:
    """Look for arrows that an empty list stops."""
    stopped = [one.relation for one in blocked_by(design, RULE.code) if one.why.owner == acl.name]
    if stopped:
        port = stopped[0].ports[0] if stopped[0].ports else "tcp 443"
        yield Finding(
            f"the network ACL '{acl.name}' has no entries, so nothing passes",
            write(
                acl.name,
                f"inbound: 100 allow {port} from 0.0.0.0/0; "
                "outbound: 100 allow tcp 1024..65535 to 0.0.0.0/0",
                "write `{}`, or what is meant",
            ),
            acl.span,
            "denies everything",
            tuple(Label("is stopped", relation.span) for relation in stopped[:3]),
        )
