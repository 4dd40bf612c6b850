"""Raw security group that lets everybody log in.

What it does
------------
Looks in the inbound rules of raw security groups for SSH, RDP, the ports of databases, or all
ports, open to every address.

Why
---
Robots try passwords and keys at every public address all day long, and nobody but your own
servers needs a database.

Bad
---

    architecture lab
    tags: { project: lab, owner: team-7 }
    param home: text

    resource door {
      type: "AWS::EC2::SecurityGroup"
      GroupDescription: "The door of the lab"
      VpcId: home
      SecurityGroupIngress: [
        { IpProtocol: "tcp", FromPort: 22, ToPort: 22, CidrIp: "0.0.0.0/0" }
      ]
    }

Good
----

    architecture lab
    tags: { project: lab, owner: team-7 }
    param home: text

    resource door {
      type: "AWS::EC2::SecurityGroup"
      GroupDescription: "The door of the lab"
      VpcId: home
      SecurityGroupIngress: [
        { IpProtocol: "tcp", FromPort: 22, ToPort: 22, CidrIp: "198.51.100.10/32" }
      ]
    }

Fix
---
Write the address that you work from with `/32`, or the group that needs the port as
`SourceSecurityGroupId`; for logins, Session Manager needs no open port at all.

References
----------
- https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-rules-reference.html
- https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html

"""

from collections.abc import Iterator, Mapping
from typing import Any

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.operations.resource import Resource
from archc.rules.rule import Finding, Pillar, Rule
from archc.values import Placed

RULE = Rule("RAW512", Severity.ERROR, Pillar.SECURITY)

_WORLD = ("0.0.0.0/0", "::/0")
_NOT_FOR_ALL = {
    22: "SSH",
    3389: "RDP",
    1433: "SQL Server",
    1521: "Oracle",
    3306: "MySQL",
    5432: "PostgreSQL",
    6379: "Redis",
    27017: "MongoDB",
}


def check(resource: Resource, _: Architecture) -> Iterator[Finding]:
    """Look at every inbound rule, in a list or by itself."""
    for rule in _rules(resource):
        block = next((rule[key] for key in ("CidrIp", "CidrIpv6") if key in rule), None)
        if block is None or block.plain not in _WORLD:
            continue
        opened = _opened(rule)
        if opened:
            yield Finding(
                f"'{resource.name}' lets everybody in at {opened}",
                "write your own address with `/32`, or the group that needs it",
                block.span,
                "open to the whole internet",
            )


def _rules(resource: Resource) -> Iterator[Mapping[str, Placed]]:
    if resource.type == "AWS::EC2::SecurityGroupIngress":
        yield resource.properties
    elif resource.type == "AWS::EC2::SecurityGroup":
        listed = resource.properties.get("SecurityGroupIngress")
        entries = listed.value if listed is not None and isinstance(listed.value, list) else ()
        yield from (one.value for one in entries if isinstance(one.value, dict))


def _opened(rule: Mapping[str, Placed]) -> str:
    """What a rule opens that nobody should reach from everywhere; empty for all else."""
    if _plain(rule, "IpProtocol") == "-1":
        return "all ports"
    first, last = (_plain(rule, key) for key in ("FromPort", "ToPort"))
    if _plain(rule, "IpProtocol") not in ("tcp", "6") or not (first.isdigit() and last.isdigit()):
        return ""
    ports = range(int(first), int(last) + 1)
    if len(ports) > 65000:  # nearly all of them, however it is written
        return "all ports"
    return next((f"port {n} ({name})" for n, name in _NOT_FOR_ALL.items() if n in ports), "")


def _plain(rule: Mapping[str, Any], key: str) -> str:
    return str(rule[key].plain) if key in rule else ""
