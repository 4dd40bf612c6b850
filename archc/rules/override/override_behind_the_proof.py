"""Override of what reachability or permissions follow from.

What it does
------------
Looks for overrides of properties from which routes, security groups, lists of rules, addresses or
policies are made.

Why
---
An override changes the template alone. Guarantees, the matrix of who reaches whom and the list of
permissions are those of the design without it, so they may say what does not hold.

Bad
---

    architecture shop
    tags: { project: shop, owner: team-7 }
    users people
    vpc lab { tier edge { public } }
    instance web in edge
    people -> web : http
    override web.group {
      SecurityGroupIngress: [{ IpProtocol: "tcp", FromPort: 22, ToPort: 22, CidrIp: "0.0.0.0/0" }]
    }

Good
----

    architecture shop
    tags: { project: shop, owner: team-7 }
    users people
    office desk { address: 198.51.100.10 }
    vpc lab { tier edge { public } }
    instance web in edge
    people -> web : http
    desk -> web : ssh
    override web { InstanceInitiatedShutdownBehavior: "stop" }

Fix
---
Say it in the design: as an arrow, a security group, a route table or a role. Where that cannot be,
prove by hand what the override opens.

References
----------
- https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/infrastructure-protection.html

"""

from collections.abc import Iterator, Mapping

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.rules.rule import Finding, Pillar, Rule
from archc.source import Span
from archc.values import Placed

RULE = Rule("RAW511", Severity.WARNING, Pillar.SECURITY)

_REACHABILITY = frozenset(
    [
        "SecurityGroupIngress", "SecurityGroupEgress", "SecurityGroups", "SecurityGroupIds",
        "GroupSet", "GroupId", "VpcSecurityGroupIds", "VPCSecurityGroups",
        "SourceSecurityGroupId", "DestinationSecurityGroupId", "IpProtocol", "FromPort",
        "ToPort", "CidrIp", "CidrIpv6", "CidrBlock", "Ipv6CidrBlock", "DestinationCidrBlock",
        "DestinationIpv6CidrBlock", "GatewayId", "NatGatewayId", "TransitGatewayId",
        "VpcPeeringConnectionId", "EgressOnlyInternetGatewayId", "RouteTableId",
        "RouteTableIds", "NetworkAclId", "RuleAction", "RuleNumber", "PortRange", "SubnetId",
        "SubnetIds", "Subnets", "SubnetMappings", "DBSubnetGroupName", "VPCZoneIdentifier",
        "VpcId", "NetworkInterfaces", "MapPublicIpOnLaunch", "AssociatePublicIpAddress",
        "PubliclyAccessible", "Scheme", "Listeners", "Port", "Protocol", "DefaultActions",
        "Actions", "Conditions", "Targets", "TargetGroupARNs", "SourceDestCheck", "VpcConfig",
    ]
)  # fmt: skip
_PERMISSIONS = frozenset(
    [
        "PolicyDocument", "AssumeRolePolicyDocument", "Policies", "ManagedPolicyArns",
        "PermissionsBoundary", "Policy", "ResourcePolicy", "KeyPolicy", "Role", "RoleArn",
        "Roles", "IamInstanceProfile", "Principal", "SourceArn", "SourceAccount", "Action",
        "PublicAccessBlockConfiguration", "AccessControl", "AuthorizationType", "AuthorizerId",
        "AuthType", "FunctionUrlAuthType",
    ]
)  # fmt: skip


def check(design: Architecture) -> Iterator[Finding]:
    """Look for their names at any depth; a template that is only read overrides nothing."""
    for override in design.overrides:
        if override.found:
            continue
        component = design.components[override.target]
        found = next(_touched(override.properties), None)
        if found is not None:
            name, what, span = found
            yield Finding(
                f"the override of '{override.target}' changes {name}, which {what} follow from",
                "say it in the design instead; what is overridden is not proved",
                span,
                "behind the proof",
                about=component,
            )


def _touched(properties: Mapping[str, Placed]) -> Iterator[tuple[str, str, Span]]:
    for name, given in properties.items():
        if name in _REACHABILITY:
            yield name, "the proofs of who reaches whom", given.place
        elif name in _PERMISSIONS:
            yield name, "the permissions", given.place
        yield from _within(given)


def _within(given: Placed) -> Iterator[tuple[str, str, Span]]:
    if isinstance(given.value, dict):
        yield from _touched(given.value)
    elif isinstance(given.value, list):
        for entry in given.value:
            yield from _within(entry)
