"""References: what a template names is held against what gives it, and what takes it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from archc.diagnostics import Diagnostic, Fault, Severity
from archc.foreign import Item, Reference, Resource, Template, Text
from archc.schemas import Schema, Unavailable, fits, schema
from archc.source import Span
from archc.values import did_you_mean

_TABLE = """\
Resources:
  Net:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
  Ways:
    Type: AWS::EC2::RouteTable
    Properties:
      VpcId: !Ref Net
  Home:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Net
      CidrBlock: 10.0.1.0/24
  HomeWays:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties:
      SubnetId: !Ref Home
      RouteTableId: !Ref Ways
"""
WRONG_KIND = Fault(
    "CFN116",
    "reference_of_wrong_kind",
    "A reference to something of another kind than its property takes",
    "CloudFormation takes any name here, and AWS refuses it when the stack is made.",
    _TABLE.replace("!Ref Ways", "!Ref Net"),
    _TABLE,
    Severity.ERROR,
    "correctness",
)
UNKNOWN_ATTRIBUTE = Fault(
    "CFN117",
    "attribute_not_there",
    "An attribute that its resource does not have",
    "CloudFormation refuses the template before it makes anything.",
    _TABLE + "Outputs:\n  Block:\n    Value: !GetAtt Net.CidrBlok\n",
    _TABLE + "Outputs:\n  Block:\n    Value: !GetAtt Net.CidrBlock\n",
    Severity.ERROR,
    "correctness",
)
FAULTS = (WRONG_KIND, UNKNOWN_ATTRIBUTE)

_ARN = "arn:aws:iam::123456789012:role/some-name"
# What may give any attribute, or anything by its name.
_OPEN = ("AWS::CloudFormation::", "AWS::ServiceCatalog::", "AWS::Serverless::", "Custom::",
         "AWS::SSM::Parameter")  # fmt: skip
# The types that a property takes by `!Ref` where no schema says so, by its service.
_TAKES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("EC2", "AllocationId"): ("AWS::EC2::EIP.AllocationId",),
    ("EC2", "EgressOnlyInternetGatewayId"): ("AWS::EC2::EgressOnlyInternetGateway",),
    ("EC2", "GatewayId"): ("AWS::EC2::InternetGateway", "AWS::EC2::VPNGateway"),
    ("EC2", "GroupId"): ("AWS::EC2::SecurityGroup",),
    ("EC2", "IamInstanceProfile"): ("AWS::IAM::InstanceProfile",),
    ("EC2", "InternetGatewayId"): ("AWS::EC2::InternetGateway",),
    ("EC2", "KeyName"): ("AWS::EC2::KeyPair",),
    ("EC2", "NatGatewayId"): ("AWS::EC2::NatGateway",),
    ("EC2", "NetworkAclId"): ("AWS::EC2::NetworkAcl",),
    ("EC2", "RouteTableId"): ("AWS::EC2::RouteTable",),
    ("EC2", "SourceSecurityGroupId"): ("AWS::EC2::SecurityGroup",),
    ("EC2", "DestinationSecurityGroupId"): ("AWS::EC2::SecurityGroup",),
    ("EC2", "TransitGatewayId"): ("AWS::EC2::TransitGateway",),
    ("EC2", "TransitGatewayRouteTableId"): ("AWS::EC2::TransitGatewayRouteTable",),
    ("EC2", "VpnGatewayId"): ("AWS::EC2::VPNGateway",),
    ("EC2", "VpcPeeringConnectionId"): ("AWS::EC2::VPCPeeringConnection",),
    ("AutoScaling", "AutoScalingGroupName"): ("AWS::AutoScaling::AutoScalingGroup",),
    ("AutoScaling", "LaunchTemplateId"): ("AWS::EC2::LaunchTemplate",),
    ("AutoScaling", "TargetGroupARNs"): ("AWS::ElasticLoadBalancingV2::TargetGroup",),
    ("AutoScaling", "VPCZoneIdentifier"): ("AWS::EC2::Subnet",),
    ("ElasticLoadBalancingV2", "LoadBalancerArn"): ("AWS::ElasticLoadBalancingV2::LoadBalancer",),
    ("ElasticLoadBalancingV2", "ListenerArn"): ("AWS::ElasticLoadBalancingV2::Listener",),
    ("ElasticLoadBalancingV2", "TargetGroupArn"): ("AWS::ElasticLoadBalancingV2::TargetGroup",),
    ("IAM", "Roles"): ("AWS::IAM::Role",),
    ("Lambda", "FunctionName"): ("AWS::Lambda::Function", "AWS::Lambda::Alias",
                                 "AWS::Lambda::Version"),
    ("Lambda", "EventSourceArn"): (
        "AWS::SQS::Queue", "AWS::Kinesis::Stream", "AWS::Kinesis::StreamConsumer",
        "AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable", "AWS::MSK::Cluster",
        "AWS::MSK::ServerlessCluster", "AWS::AmazonMQ::Broker", "AWS::DocDB::DBCluster",
    ),
    ("ApiGatewayV2", "ApiId"): ("AWS::ApiGatewayV2::Api",),
    ("RDS", "DBSubnetGroupName"): ("AWS::RDS::DBSubnetGroup",),
    ("SNS", "TopicArn"): ("AWS::SNS::Topic",),
    ("SQS", "Queues"): ("AWS::SQS::Queue.QueueUrl",),
}  # fmt: skip


class _Place(NamedTuple):
    """A value in a resource: the name of the property, and what its schema says of it."""

    key: str
    node: Mapping[str, Any]
    item: Item


def misplaced(template: Template) -> Iterator[Diagnostic]:
    """References to attributes that are not there, and to what stands for something else."""
    try:
        for resource in template.resources.values():
            for place in _places(resource):
                yield from _judged(place, resource, template)
        for output in template.outputs:
            for reference in _references(output.value):
                yield from _unknown(reference, output.value.span, template)
    except Unavailable:
        return


def _judged(place: _Place, resource: Resource, template: Template) -> Iterator[Diagnostic]:
    span = place.item.span
    for reference in _references(place.item):
        wrong = list(_unknown(reference, span, template))
        if not wrong and isinstance(place.item.value, Reference):
            wrong = list(_of_wrong_kind(place, reference, resource, template))
        yield from wrong


def _references(item: Item) -> list[Reference]:
    parts = item.value.parts if isinstance(item.value, Text) else (item.value,)
    return [part for part in parts if isinstance(part, Reference)]


def _places(resource: Resource) -> Iterator[_Place]:
    known = schema(resource.type)
    yield from _inside("", known.body if known else {}, resource.properties, known)


def _inside(
    key: str, node: Mapping[str, Any], item: Item, known: Schema | None
) -> Iterator[_Place]:
    if isinstance(item.value, dict):
        named = node.get("properties", {})
        for name, entry in item.value.items():
            inner = known.resolved(named.get(name)) if known else {}
            yield from _inside(name, inner, entry.item, known)
    elif isinstance(item.value, list):
        inner = known.resolved(node.get("items")) if known else {}
        for one in item.value:
            yield from _inside(key, inner, one, known)
    else:
        yield _Place(key, node, item)


def _known(reference: Reference, template: Template) -> Schema | None:
    """The schema of what a reference names; None where it may give anything."""
    target = template.resources.get(reference.resource)
    if target is None or target.type.startswith(_OPEN):
        return None
    return schema(target.type)


def _unknown(reference: Reference, span: Span, template: Template) -> Iterator[Diagnostic]:
    known = _known(reference, template)
    if known is None or not reference.attribute or _has(known, reference.attribute):
        return
    yield UNKNOWN_ATTRIBUTE.found(
        f"{known.type} has no attribute '{reference.attribute}', which is read of "
        f"'{reference.resource}'",
        did_you_mean(reference.attribute, known.attributes),
        span,
    )


def _has(known: Schema, attribute: str) -> bool:
    """Whether an attribute is set by AWS, or a property that can be read like one."""
    if attribute in known.attributes:
        return True
    node: Mapping[str, Any] = known.body
    for step in attribute.split("."):
        if not node.get("properties"):
            return node is not known.body
        if step not in node["properties"]:
            return False
        node = known.resolved(node["properties"][step])
    return True


def _of_wrong_kind(
    place: _Place, reference: Reference, resource: Resource, template: Template
) -> Iterator[Diagnostic]:
    known = _known(reference, template)
    if known is None or reference.attribute == place.key:
        return
    takes, gives = _takes(place, resource), _gives(known, reference.attribute)
    if not takes or reference.attribute != known.arn:
        yield from _of_wrong_form(place, reference, resource, known)
    if not takes or not gives or takes & gives:
        return
    types = {said.partition(".")[0] for said in takes}
    fitting = [one.id for one in template.resources.values() if one.type in types]
    wanted = " or ".join(sorted(map(_shown, takes)))
    given = f"`{reference.attribute}`" if reference.attribute else "`!Ref`"
    yield WRONG_KIND.found(
        f"'{place.key}' of '{resource.id}' takes {wanted}, which {given} of "
        f"'{reference.resource}', of type {known.type}, does not give",
        did_you_mean(reference.resource, fitting) if fitting else f"name {wanted}",
        place.item.span,
    )


def _of_wrong_form(
    place: _Place, reference: Reference, resource: Resource, known: Schema
) -> Iterator[Diagnostic]:
    """A name where an ARN is taken, or the other way round."""
    takes, gives = _takes_arn(place), gives_arn(known, reference.attribute)
    if takes is None or gives is None or takes == gives:
        return
    name, arn = known.type.rpartition("::")[2].lower(), f"`!GetAtt {reference.resource}.Arn`"
    yield WRONG_KIND.found(
        f"'{place.key}' of '{resource.id}' takes {'an ARN' if takes else 'no ARN'}, and this "
        f"reference to the {name} '{reference.resource}' gives {'one' if gives else 'none'}",
        f"write {arn if takes else f'`!Ref {reference.resource}`'}",
        place.item.span,
    )


def _takes_arn(place: _Place) -> bool | None:
    """Whether a property takes ARNs alone, or none; None where that is not known."""
    pattern = place.node.get("pattern")
    if isinstance(pattern, str):
        if re.match(r"\^?arn[:(]", pattern) and "|" not in pattern:
            return True
        if "arn" not in pattern and fits(pattern, _ARN) is False:
            return False
    return True if re.search(r"(Arn|ARN)s?$", place.key) else None


def gives_arn(known: Schema, attribute: str) -> bool | None:
    """Whether a reference gives an ARN; a name, an id or a URL is none."""
    if attribute:
        return True if attribute in ("Arn", known.arn) else None
    identifiers = known.body.get("primaryIdentifier", ())
    if len(identifiers) != 1 or known.arn is None:
        return None  # some types give an ARN under another name
    return bool(identifiers[0].endswith(f"/{known.arn}"))


def _shown(said: str) -> str:
    """`the Arn of AWS::IAM::Role`."""
    type_, _, attribute = said.partition(".")
    return f"the {attribute} of {type_}" if attribute else f"a {type_}"


def _takes(place: _Place, resource: Resource) -> set[str]:
    """What fits, as types and as formats of schemas; empty where nobody says so."""
    service = resource.type.split("::")[1] if resource.type.count("::") == 2 else ""
    if (service, place.key) in _TAKES:
        return set(_TAKES[service, place.key])
    return set(_formats(place.node))


def _gives(known: Schema, attribute: str) -> set[str]:
    """What a reference gives, in the same words; empty where that is not known."""
    if attribute:
        node: Mapping[str, Any] = known.body
        for step in attribute.split("."):
            node = known.resolved(node.get("properties", {}).get(step))
        found = {*_formats(node), f"{known.type}.{attribute}"}
        # A type that takes any of its own attributes is told by name.
        own = {known.type} if any(known.type in takes for takes in _TAKES.values()) else set()
        return found | own | {one.partition(".")[0] for one in _formats(node)}
    identifiers = [path.rpartition("/")[2] for path in known.body.get("primaryIdentifier", ())]
    nodes = [known.resolved(known.properties.get(name)) for name in identifiers]
    # Of a security group it is the id within a VPC, and the name outside.
    names = {f"{known.type}.{name}" for name in ("Id", "Name") if "Id" in identifiers}
    names |= {f"{known.type}.{name}" for name in identifiers if len(identifiers) == 1}
    return {one for node in nodes for one in _formats(node)} | names | {known.type}


def _formats(node: Mapping[str, Any]) -> Iterator[str]:
    """`AWS::EC2::Subnet.Id`, of each alternative; of a list what its entries are."""
    said = node.get("format")
    if isinstance(said, str) and said.startswith("AWS::"):
        yield said.removesuffix("s") if said.endswith(("Ids", "Names")) else said
    for option in (*node.get("anyOf", ()), *node.get("oneOf", ())):
        if isinstance(option, dict):
            yield from _formats(option)
