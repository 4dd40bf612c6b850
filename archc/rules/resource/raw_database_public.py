"""Raw database with a public address.

What it does
------------
Looks for raw databases with `PubliclyAccessible: yes`.

Why
---
Everybody on the internet could then try passwords at it; your servers reach it by its private
address.

Bad
---

    architecture lab
    tags: { project: lab, owner: team-7 }

    resource books {
      type: "AWS::RDS::DBInstance"
      Engine: "mysql"
      DBInstanceClass: "db.t4g.micro"
      AllocatedStorage: "20"
      MasterUsername: "root_user"
      ManageMasterUserPassword: yes
      PubliclyAccessible: yes
    }

Good
----

    architecture lab
    tags: { project: lab, owner: team-7 }

    resource books {
      type: "AWS::RDS::DBInstance"
      Engine: "mysql"
      DBInstanceClass: "db.t4g.micro"
      AllocatedStorage: "20"
      MasterUsername: "root_user"
      ManageMasterUserPassword: yes
      PubliclyAccessible: no
    }

Fix
---
Write `no`, and reach it from a server in its network or through Session Manager.

References
----------
- https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_BestPractices.Security.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.operations.resource import Resource
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("RAW514", Severity.ERROR, Pillar.SECURITY)


def check(resource: Resource, _: Architecture) -> Iterator[Finding]:
    """Look at what is written, whichever type has it."""
    written = resource.properties.get("PubliclyAccessible")
    if written is not None and str(written.plain).lower() in ("true", "yes"):
        yield Finding(
            f"'{resource.name}' has a public address",
            "write `PubliclyAccessible: no`",
            written.span,
            "can be found from the internet",
        )
