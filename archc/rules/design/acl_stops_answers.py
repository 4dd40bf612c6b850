"""Network ACL that lets requests in and not their answers.

What it does
------------
Follows the answers to every arrow, to the ports that clients ask from, and looks for a network ACL
that stops them.

Why
---
A network ACL is stateless: it does not know that a packet is an answer. Clients ask from ports 1024
to 65535, so answers need a rule for these, in the other direction.

Bad
---

    architecture shop
    users people
    vpc lab {
      tier edge { public; acl: edge_acl }
      network_acl edge_acl {
        inbound: 100 allow tcp 80 from 0.0.0.0/0
        outbound: 100 allow tcp 80 to 0.0.0.0/0
      }
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
Let ports 1024 to 65535 through in the direction of the answers.

References
----------
- https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html
- https://docs.aws.amazon.com/vpc/latest/userguide/nacl-ephemeral-ports.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Repair
from archc.rules.causes import blocked_by
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("NCL451", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(design: Architecture) -> Iterator[Finding]:
    """Look for arrows whose packets arrive while their answers are stopped by a list."""
    for relation, why in blocked_by(design, RULE.code):
        yield Finding(
            f"'{relation.target.name}' hears '{relation.source.name}', but {why.reason}",
            why.remedy,
            relation.span,
            "gets no answer",
            tuple(Label("no answer passes", span) for _, span in why.labels),
            why.way,
            about=relation.end,
        )
