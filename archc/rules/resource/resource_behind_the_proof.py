"""Raw resource that opens a way or gives a right.

What it does
------------
Looks for raw resources whose type is a rule of a security group or list, a route, an attachment,
a policy or a permission, and that name a component of another kind.

Why
---
Guarantees, the matrix of who reaches whom and the list of permissions follow from the kinds that
archc knows, and not from properties of raw resources. What is opened there, no proof sees.

Bad
---

    architecture shop
    tags: { project: shop, owner: team-7 }
    users people
    vpc lab { tier edge { public } }
    security_group web_sg in lab { inbound: http from internet }
    instance web in edge { security: web_sg }
    people -> web : http
    resource hole {
      type: "AWS::EC2::SecurityGroupIngress"
      GroupId: web_sg.id
      IpProtocol: "tcp"
      FromPort: 22
      ToPort: 22
      CidrIp: "198.51.100.10/32"
    }

Good
----

    architecture shop
    tags: { project: shop, owner: team-7 }
    users people
    office desk { address: 198.51.100.10 }
    vpc lab { tier edge { public } }
    security_group web_sg in lab {
      inbound: http from internet
      inbound: ssh from desk
    }
    instance web in edge { security: web_sg }
    people -> web : http
    desk -> web : ssh

Fix
---
Say it in the design: as an arrow, a rule of a security group, a route or a line of a role.

References
----------
- https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/infrastructure-protection.html

"""

import re
from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.operations.resource import Resource
from archc.rules.rule import Finding, Pillar, Rule
from archc.rules.uses import is_drawn

RULE = Rule("RAW510", Severity.WARNING, Pillar.SECURITY)

_OPENS = re.compile(
    r"AWS::EC2::(SecurityGroup(In|E)gress|\w*Route|NetworkAclEntry|\w*Association|\w*Attachment)"
    r"|AWS::IAM::\w*Policy"
    r"|AWS::(?!\w*AutoScaling::)\w+::\w*(Policy|Permission)"
)


def check(resource: Resource, design: Architecture) -> Iterator[Finding]:
    """Look for the type, and for what it is about."""
    if not _OPENS.fullmatch(resource.type) or not is_drawn(design):
        return
    named = (ref.name for _, text in resource.interpolated() for ref in text.references)
    found = (design.components[name] for name in named if name in design.components)
    about = next((one for one in found if not one.as_written), None)
    if about is not None:
        yield Finding(
            f"'{resource.name}' changes what '{about.name}' reaches or allows, unproved",
            "say it in the design instead: by an arrow, a rule, a route or a role",
            resource.at("type"),
            "behind the proof",
        )
