"""References: what a template names is there, of the right kind, and made before it is needed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from archc.diagnostics import Diagnostic, Fault, Label, Severity
from archc.foreign import Item, Reference, Resource, Template, Text, named_in
from archc.importers.cloudformation.walking import Path, leaves
from archc.schemas import Schema, Unavailable, fits, schema
from archc.values import did_you_mean

_HEAD = "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n"
_SUBSCRIBED = (
    _HEAD + "  News:\n    Type: AWS::SNS::Topic\n"
    "  Admits:\n    Type: AWS::SQS::QueuePolicy\n    Properties:\n      Queues: [!Ref Jobs]\n"
    "      PolicyDocument:\n        Version: '2012-10-17'\n        Statement:\n"
    "          - Effect: Allow\n"
    "            Principal: {Service: sns.amazonaws.com}\n            Action: sqs:SendMessage\n"
    "            Resource: !GetAtt Jobs.Arn\n"
    "  Sub:\n    Type: AWS::SNS::Subscription\n    Properties:\n"
    "      TopicArn: !Ref News\n      Protocol: sqs\n      Endpoint: "
)
_GROUP = (
    "    Type: AWS::EC2::SecurityGroup\n    Properties:\n      GroupDescription: One of two\n"
    "      VpcId: !Ref Home\n"
)
_RULE = (
    "      SecurityGroupIngress:\n        - { IpProtocol: tcp, FromPort: 80, ToPort: 80, "
    "SourceSecurityGroupId: !Ref "
)
_HOME = "Resources:\n  Home:\n    Type: AWS::EC2::VPC\n    Properties: { CidrBlock: 10.0.0.0/16 }\n"
NO_ATTRIBUTE = Fault(
    "CFN116",
    "no_such_attribute",
    "An attribute that the resource does not have",
    "CloudFormation asks the resource for it when the stack is made, and gives up there.",
    _HEAD + "Outputs:\n  Address:\n    Value: !GetAtt Jobs.ARN\n",
    _HEAD + "Outputs:\n  Address:\n    Value: !GetAtt Jobs.Arn\n",
    Severity.ERROR,
    "correctness",
)
WRONG_REFERENCE = Fault(
    "CFN117",
    "wrong_reference",
    "A reference of the wrong kind",
    "A name, an id, an address and an ARN are different texts; AWS takes only the one it asks for.",
    _SUBSCRIBED + "!Ref Jobs\n",
    _SUBSCRIBED + "!GetAtt Jobs.Arn\n",
    Severity.ERROR,
    "correctness",
)
CIRCLE = Fault(
    "CFN118",
    "resource_circle",
    "Resources that need each other",
    "CloudFormation makes a resource after those that it names, and here none can be the first.",
    _HOME + "  One:\n" + _GROUP + _RULE + "Two }\n  Two:\n" + _GROUP + _RULE + "One }\n",
    _HOME + "  One:\n" + _GROUP + _RULE + "Two }\n  Two:\n" + _GROUP,
    Severity.ERROR,
    "correctness",
)
NOT_AWAITED = Fault(
    "CFN119",
    "attachment_not_awaited",
    "Something that goes through a gateway which may not be attached yet",
    "CloudFormation makes both at once; a route or NAT gateway that is first is refused by AWS.",
    _HOME + "  Door:\n    Type: AWS::EC2::InternetGateway\n  Open:\n"
    "    Type: AWS::EC2::VPCGatewayAttachment\n    Properties: "
    "{ VpcId: !Ref Home, InternetGatewayId: !Ref Door }\n"
    "  Routes:\n    Type: AWS::EC2::RouteTable\n    Properties: { VpcId: !Ref Home }\n"
    "  Out:\n    Type: AWS::EC2::Route\n    Properties: { RouteTableId: !Ref Routes, "
    "DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Door }\n",
    _HOME + "  Door:\n    Type: AWS::EC2::InternetGateway\n  Open:\n"
    "    Type: AWS::EC2::VPCGatewayAttachment\n    Properties: "
    "{ VpcId: !Ref Home, InternetGatewayId: !Ref Door }\n"
    "  Routes:\n    Type: AWS::EC2::RouteTable\n    Properties: { VpcId: !Ref Home }\n"
    "  Out:\n    Type: AWS::EC2::Route\n    DependsOn: Open\n    Properties: "
    "{ RouteTableId: !Ref Routes, "
    "DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Door }\n",
    Severity.WARNING,
    "correctness",
)
FAULTS = (NO_ATTRIBUTE, WRONG_REFERENCE, CIRCLE, NOT_AWAITED)

# What `!Ref` gives of resources whose ARN is something else.
_REFERS = {
    "AWS::ApiGatewayV2::Api": "its id",
    "AWS::CloudFront::Distribution": "its id",
    "AWS::DynamoDB::Table": "its name",
    "AWS::Events::Rule": "its name",
    "AWS::IAM::InstanceProfile": "its name",
    "AWS::IAM::Role": "its name",
    "AWS::Kinesis::Stream": "its name",
    "AWS::Lambda::Function": "its name",
    "AWS::Logs::LogGroup": "its name",
    "AWS::S3::Bucket": "its name",
    "AWS::SQS::Queue": "its URL",
}
# Those whose `!Ref` is their ARN, and whose other attributes are not.
_ARNS = (
    "AWS::ElasticLoadBalancingV2::Listener",
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "AWS::ElasticLoadBalancingV2::TargetGroup",
    "AWS::SNS::Topic",
)
_ARN = re.compile(r".*(?:Arns?|ARNs)$")
_NAMES_DO = (
    "TaskRoleArn",
    "ExecutionRoleArn",
    "TargetFunctionArn",
)  # where a name is taken as well
# Properties that take an ARN and do not say so, by their type and the last steps to them.
_TAKES_ARN = {
    "AWS::ApiGatewayV2::Integration": ("IntegrationUri",),
    "AWS::Lambda::EventInvokeConfig": ("Destination",),
    "AWS::Lambda::EventSourceMapping": ("Destination",),
    "AWS::Lambda::Function": ("Role",),
    "AWS::S3::Bucket": ("Topic", "Queue", "Function"),
}
_PUSHED = ("sqs", "lambda", "firehose")  # protocols whose endpoint is an ARN

_Kinds = Mapping[str, tuple[str, ...]]
_SUBNETS = {"AWS::EC2::Subnet": ("", "SubnetId")}
_GROUPS = {"AWS::EC2::SecurityGroup": ("", "GroupId", "Id")}
_ROLES = {"AWS::IAM::Role": ("",)}
_PROFILE = {"AWS::IAM::InstanceProfile": ("",)}
_TARGETS = {"AWS::ElasticLoadBalancingV2::TargetGroup": ("", "TargetGroupArn")}
# What a property may name, by its last key alone, or by its type or service and that: types of
# resources, with the attributes that are meant; "" is `!Ref`.
_WANTED: Mapping[str, _Kinds] = {
    "AllocationId": {"AWS::EC2::EIP": ("AllocationId",)},
    "AutoScalingGroupName": {"AWS::AutoScaling::AutoScalingGroup": ("",)},
    "DestinationSecurityGroupId": _GROUPS,
    "DBSubnetGroupName": {"AWS::RDS::DBSubnetGroup": ("",)},
    "EgressOnlyInternetGatewayId": {"AWS::EC2::EgressOnlyInternetGateway": ("", "Id")},
    "InternetGatewayId": {"AWS::EC2::InternetGateway": ("", "InternetGatewayId")},
    "LaunchTemplateId": {"AWS::EC2::LaunchTemplate": ("", "LaunchTemplateId")},
    "ListenerArn": {"AWS::ElasticLoadBalancingV2::Listener": ("", "ListenerArn")},
    "LoadBalancerArn": {
        "AWS::ElasticLoadBalancingV2::LoadBalancer": ("", "LoadBalancerArn"),
    },
    "NatGatewayId": {"AWS::EC2::NatGateway": ("", "NatGatewayId")},
    "NetworkAclId": {"AWS::EC2::NetworkAcl": ("", "Id")},
    "RouteTableId": {"AWS::EC2::RouteTable": ("", "RouteTableId")},
    "RouteTableIds": {"AWS::EC2::RouteTable": ("", "RouteTableId")},
    "SourceSecurityGroupId": _GROUPS,
    "SubnetId": _SUBNETS,
    "SubnetIds": _SUBNETS,
    "TargetGroupARNs": _TARGETS,
    "TargetGroupArn": _TARGETS,
    "TopicArn": {"AWS::SNS::Topic": ("", "TopicArn")},
    "VPCSecurityGroups": _GROUPS,
    "VPCZoneIdentifier": _SUBNETS,
    "TransitGatewayId": {"AWS::EC2::TransitGateway": ("", "Id")},
    "TransitGatewayRouteTableId": {
        "AWS::EC2::TransitGatewayRouteTable": ("", "TransitGatewayRouteTableId"),
    },
    "VpcId": {"AWS::EC2::VPC": ("", "VpcId")},
    "VpcPeeringConnectionId": {"AWS::EC2::VPCPeeringConnection": ("", "Id")},
    "deadLetterTargetArn": {"AWS::SQS::Queue": ("Arn",)},
    "VpnGatewayId": {"AWS::EC2::VPNGateway": ("", "VPNGatewayId")},
    "AWS::ApiGatewayV2 ApiId": {"AWS::ApiGatewayV2::Api": ("", "ApiId")},
    "AWS::EC2 GroupId": _GROUPS,
    "AWS::EC2 KeyName": {"AWS::EC2::KeyPair": ("", "KeyName")},
    "AWS::EC2::EIP InstanceId": {"AWS::EC2::Instance": ("", "InstanceId")},
    "AWS::EC2::Instance IamInstanceProfile": _PROFILE,
    "AWS::EC2::Instance SecurityGroupIds": _GROUPS,
    "AWS::EC2::LaunchTemplate Arn": {"AWS::IAM::InstanceProfile": ("Arn",)},
    "AWS::EC2::LaunchTemplate SecurityGroupIds": _GROUPS,
    "AWS::EC2::Route GatewayId": {
        "AWS::EC2::CarrierGateway": ("", "CarrierGatewayId"),
        "AWS::EC2::InternetGateway": ("", "InternetGatewayId"),
        "AWS::EC2::VPNGateway": ("", "VPNGatewayId"),
    },
    "AWS::ElasticLoadBalancingV2::LoadBalancer SecurityGroups": _GROUPS,
    "AWS::ElasticLoadBalancingV2::LoadBalancer Subnets": _SUBNETS,
    "AWS::IAM::InstanceProfile Roles": _ROLES,
    "AWS::IAM::Policy Roles": _ROLES,
    "AWS::IAM::ManagedPolicy Roles": _ROLES,
    "AWS::Lambda FunctionName": {
        "AWS::Lambda::Alias": ("", "AliasArn"),
        "AWS::Lambda::Function": ("", "Arn"),
        "AWS::Lambda::Version": ("", "FunctionArn"),
    },
    "AWS::Lambda::EventSourceMapping EventSourceArn": {
        "AWS::AmazonMQ::Broker": ("Arn",),
        "AWS::DocDB::DBCluster": ("Arn",),
        "AWS::DynamoDB::GlobalTable": ("StreamArn",),
        "AWS::DynamoDB::Table": ("StreamArn",),
        "AWS::Kinesis::Stream": ("Arn",),
        "AWS::Kinesis::StreamConsumer": ("", "ConsumerARN"),
        "AWS::MSK::Cluster": ("", "Arn"),
        "AWS::MSK::ServerlessCluster": ("", "Arn"),
        "AWS::SQS::Queue": ("Arn",),
    },
    "AWS::S3::BucketPolicy Bucket": {"AWS::S3::Bucket": ("",)},
    "AWS::SecretsManager::SecretTargetAttachment TargetId": {
        "AWS::DocDB::DBCluster": ("",),
        "AWS::DocDB::DBInstance": ("",),
        "AWS::RDS::DBCluster": ("",),
        "AWS::RDS::DBInstance": ("",),
        "AWS::Redshift::Cluster": ("",),
        "AWS::RedshiftServerless::Namespace": ("",),
    },
    "AWS::SNS::TopicPolicy Topics": {"AWS::SNS::Topic": ("", "TopicArn")},
    "AWS::SQS::QueuePolicy Queues": {"AWS::SQS::Queue": ("", "QueueUrl")},
}  # fmt: skip
# What a notification of a bucket may name, by the key.
_NOTIFIED = {
    "Topic": "AWS::SNS::Topic",
    "Queue": "AWS::SQS::Queue",
    "Function": "AWS::Lambda::Function",
}
# Resources whose attributes are what somebody made them, or whose references stand for others.
_OPEN = re.compile(
    r"Custom::.*|AWS::CloudFormation::.*|AWS::SSM::Parameter|AWS::ServiceCatalog::.*"
    r"|AWS::Serverless::.*|(?!AWS::).*"
)


def odd(template: Template) -> Iterator[Diagnostic]:
    """Every reference that cannot be what is meant."""
    for one in template.resources.values():
        for path, item in leaves(one.properties):
            unknown = list(_attributes(template, item))
            yield from unknown
            if isinstance(item.value, Reference) and not unknown:
                yield from _kind(template, one, path, item)
        yield from _single(template, one)
    for output in template.outputs:
        for _, item in leaves(output.value):
            yield from _attributes(template, item)
    yield from _other_networks(template)
    needs = {id_: _needs(one) for id_, one in template.resources.items()}
    yield from _circles(template, needs)
    yield from _not_awaited(template, needs)
    yield from _notified(template, needs)


# Attributes


def _attributes(template: Template, item: Item) -> Iterator[Diagnostic]:
    parts = item.value.parts if isinstance(item.value, Text) else (item.value,)
    for part in parts:
        if isinstance(part, Reference) and part.attribute:
            one = template.resources.get(part.resource)
            known = _known(one.type) if one is not None else None
            if known is not None and part.attribute not in known:
                yield NO_ATTRIBUTE.found(
                    f"'{part.resource}' has no attribute '{part.attribute}'",
                    did_you_mean(part.attribute, sorted(known)),
                    item.span,
                )


def _known(type_: str) -> frozenset[str] | None:
    """What can be asked of a type; None where that is not known."""
    if _OPEN.fullmatch(type_):
        return None
    described = _schema(type_)
    if described is None:
        return None
    paths = {".".join(path) for path in described.read_only}
    if any("*" in path for path in paths):
        paths |= {path.partition(".*")[0] for path in paths}
    return frozenset((*paths, *described.properties))


# Kinds


def _kind(template: Template, one: Resource, path: Path, item: Item) -> Iterator[Diagnostic]:
    target = template.resources.get(item.value.resource)
    if target is None or not path or _OPEN.fullmatch(target.type):
        return
    wanted = _wanted(one, path)
    if wanted is not None:
        allowed = wanted.get(target.type)
        if allowed is not None and item.value.attribute in allowed:
            return
        meant = any(item.value.attribute in attributes for attributes in wanted.values())
        if allowed is not None or not item.value.attribute or meant:
            yield _wrong(one, path, item, target, wanted)
            return
    if _takes_arn(one, path):
        if gives_arn(target, item.value) is False:
            yield _wrong(one, path, item, target, {target.type: (_arn_of(target),)})
    elif wanted is None:
        yield from _by_schemas(one, path, item, target)


def _wanted(one: Resource, path: Path) -> _Kinds | None:
    if one.type == "AWS::S3::Bucket" and path[0] == "NotificationConfiguration":
        named = _NOTIFIED.get(path[-1])
        return {named: ("", "TopicArn") if path[-1] == "Topic" else ("Arn",)} if named else None
    if one.type.startswith("AWS::Serverless::"):
        return None
    names = (f"{one.type} ", f"{one.type.rpartition('::')[0]} ", "")
    return next((_WANTED[n + path[-1]] for n in names if n + path[-1] in _WANTED), None)


def _takes_arn(one: Resource, path: Path) -> bool:
    if path[-1] in _TAKES_ARN.get(one.type, ()):
        return True
    if one.type == "AWS::SNS::Subscription" and path == ("Endpoint",):
        protocol = one.properties.get("Protocol")
        return protocol is not None and protocol.value in _PUSHED
    named = path[-1].rpartition(":")[2]
    return bool(_ARN.fullmatch(named)) and named not in _NAMES_DO


def gives_arn(target: Resource, reference: Reference) -> bool | None:
    """Whether a reference gives an ARN; None where that is not known."""
    if "arn" in reference.attribute.lower():
        return True
    if reference.attribute:
        known = _known(target.type)
        strange = known is not None and reference.attribute not in known
        return False if target.type in (*_REFERS, *_ARNS) and not strange else None
    if target.type in _REFERS or target.type in _ARNS:
        return target.type in _ARNS
    described = _schema(target.type)
    identifiers = list(described.body.get("primaryIdentifier", ())) if described else []
    if described is None or len(identifiers) != 1 or described.arn is None:
        return None  # some types give an ARN under another name
    return str(identifiers[0]).endswith(f"/{described.arn}")


def _arn_of(target: Resource) -> str:
    return "" if target.type in _ARNS else "Arn"


def _schema(type_: str) -> Schema | None:
    try:
        return schema(type_)
    except Unavailable:
        return None


def _by_schemas(one: Resource, path: Path, item: Item, target: Resource) -> Iterator[Diagnostic]:
    """What the schema of a property says that it takes, and that of a resource that it gives."""
    mine, theirs = _schema(one.type), _schema(target.type)
    attribute = item.value.attribute
    if mine is None or theirs is None or attribute == path[-1]:
        return
    node = _node(mine, path)
    takes, gives = list(_formats(node)), _gives(theirs, attribute)
    if takes and gives and gives.isdisjoint(takes):
        yield _wrong(one, path, item, target, dict(map(_meant, takes)))
    elif not takes and (is_arn := gives_arn(target, item.value)) is not None:
        needed = _pattern_takes_arn(node)
        if needed is not None and needed != is_arn:
            right = _arn_of(target) if needed else ""
            yield _wrong(one, path, item, target, {target.type: (right,)})


def _node(known: Schema, path: Path) -> Mapping[str, Any]:
    """What a schema says of the values at a path, through its lists."""
    node: Mapping[str, Any] = known.body
    for step in path:
        node = _of_entries(known, known.resolved(node.get("properties", {}).get(step)))
    return node


def _of_entries(known: Schema, node: Mapping[str, Any]) -> Mapping[str, Any]:
    while "items" in node:
        node = known.resolved(node["items"])
    return node


def _formats(node: Mapping[str, Any]) -> Iterator[str]:
    """`AWS::EC2::Subnet.Id`, of each alternative; of a list what its entries are."""
    said = node.get("format")
    if isinstance(said, str) and said.startswith("AWS::"):
        yield said.removesuffix("s") if said.endswith(("Ids", "Names")) else said
    for option in (*node.get("anyOf", ()), *node.get("oneOf", ())):
        if isinstance(option, dict):
            yield from _formats(option)


def _gives(known: Schema, attribute: str) -> set[str]:
    """What a reference gives, as the formats of schemas; empty where that is not known."""
    if attribute:
        node = known.body
        for step in attribute.split("."):
            node = known.resolved(node.get("properties", {}).get(step))
        return {*_formats(node), f"{known.type}.{attribute}"}
    names = [path.rpartition("/")[2] for path in known.body.get("primaryIdentifier", ())]
    nodes = [known.resolved(known.properties.get(name)) for name in names]
    # Of a security group it is the id within a VPC, and the name outside.
    alone = {"Id", "Name"} if "Id" in names else {*names} if len(names) == 1 else set()
    return {one for node in nodes for one in _formats(node)} | {f"{known.type}.{n}" for n in alone}


def _meant(format_: str) -> tuple[str, tuple[str, ...]]:
    """The type and the attribute that a format of schemas stands for."""
    type_, _, attribute = format_.partition(".")
    return type_, ("" if attribute in ("Id", "Name") else attribute,)


_SOME_ARN = "arn:aws:iam::123456789012:role/some-name"


def _pattern_takes_arn(node: Mapping[str, Any]) -> bool | None:
    """Whether a pattern takes ARNs alone, or none; None where that is not known."""
    pattern = node.get("pattern")
    if not isinstance(pattern, str):
        return None
    if re.match(r"\^?arn[:(]", pattern) and "|" not in pattern:
        return True
    return False if "arn" not in pattern and fits(pattern, _SOME_ARN) is False else None


def _wrong(one: Resource, path: Path, item: Item, target: Resource, wanted: _Kinds) -> Diagnostic:
    given = item.value.attribute
    if given:
        shown = f"'{given}' of '{target.id}'"
    elif target.type in wanted and target.type in _REFERS:
        shown = f"'{target.id}', of which `!Ref` gives {_REFERS[target.type]}"
    else:
        shown = f"'{target.id}', which is {_called(target.type)}"
    if wanted.get(target.type):
        attribute = wanted[target.type][0]
        fix = (
            f"write `!GetAtt {target.id}.{attribute}`" if attribute else f"write `!Ref {target.id}`"
        )
    else:
        fix = "name " + " or ".join(map(_called, wanted))
    return WRONG_REFERENCE.found(f"'{path[-1]}' of '{one.id}' names {shown}", fix, item.span)


def _single(template: Template, one: Resource) -> Iterator[Diagnostic]:
    """Lists that are one name, which is no list."""
    described = _schema(one.type)
    for key, entry in one.properties.value.items() if described is not None else ():
        value = entry.item.value
        takes = described.resolved(described.properties.get(key)).get("type") if described else ""
        if takes != "array" or not isinstance(value, Reference) or value.attribute:
            continue
        if value.resource in template.resources:
            target = template.resources[value.resource]
            if not _OPEN.fullmatch(target.type):
                yield WRONG_REFERENCE.found(
                    f"'{key}' of '{one.id}' takes a list, and `!Ref {target.id}` is one name",
                    f"write `[!Ref {target.id}]`",
                    entry.item.span,
                )


def _called(type_: str) -> str:
    return f"of type {type_}" if not type_.startswith("AWS::") else f"a {type_.rpartition('::')[2]}"


# Networks


# What may name parts of several VPCs, or is judged by rules for its kind.
_BETWEEN = (
    "AWS::EC2::Instance",
    "AWS::EC2::Route",
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::SecurityGroupEgress",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::EC2::SubnetNetworkAclAssociation",
    "AWS::EC2::SubnetRouteTableAssociation",
    "AWS::EC2::VPCPeeringConnection",
    "AWS::Route53::HostedZone",
)
_IN_NETWORK = (
    "AWS::EC2::NetworkAcl",
    "AWS::EC2::RouteTable",
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::Subnet",
)
_PLACES = re.compile(r"[A-Za-z]*(?:Subnet|SecurityGroup|V[Pp][Cc]|NetworkAcl)\w*|GroupSet")


def _other_networks(template: Template) -> Iterator[Diagnostic]:
    """What names parts of several VPCs and has to be in one."""
    for one in template.resources.values():
        if one.type in _BETWEEN or _OPEN.fullmatch(one.type):
            continue
        home = _home(one)
        if home in template.resources and template.resources[home].type != "AWS::EC2::VPC":
            continue
        for path, item in leaves(one.properties):
            if not isinstance(item.value, Reference) or not _PLACES.fullmatch(path[-1]):
                continue
            target = template.resources.get(item.value.resource)
            other = _home(target) if target is not None and target.type in _IN_NETWORK else ""
            home = home or other
            if target is not None and other and other != home:
                yield WRONG_REFERENCE.found(
                    f"'{one.id}' is of '{home}', and names '{target.id}' of '{other}'",
                    f"name one of '{home}'",
                    item.span,
                    related=(Label("of another VPC", target.span), Label("here", one.span)),
                )
                break


def _home(one: Resource) -> str:
    """The VPC of the template that a resource names."""
    item = one.properties.get("VpcId")
    return item.value.resource if item is not None and isinstance(item.value, Reference) else ""


# Order


_Needs = Mapping[str, Mapping[str, None]]
_CIRCLES = 20  # that are told


def _needs(one: Resource) -> dict[str, None]:
    """What is made before a resource: what it names, and what it waits for."""
    return dict.fromkeys((*named_in(one.properties), *one.after))


def _circles(template: Template, needs: _Needs) -> Iterator[Diagnostic]:
    """One finding for each circle, at its first resource."""
    left = _never_first(needs)
    seen: set[str] = set()
    told = 0
    for id_ in left:
        way = _way(id_, id_, left) if id_ not in seen and told < _CIRCLES else None
        if way is None:
            continue
        seen |= set(way)
        told += 1
        resources = [template.resources[one] for one in way]
        yield CIRCLE.found(
            f"resources in a circle: {' → '.join([*way, id_])}",
            "let one of them name no other: a rule of a security group, a permission or a policy "
            "can be a resource of its own",
            resources[0].span,
            "needs itself",
            related=tuple(Label("is in the circle", one.span) for one in resources[1:]),
        )


def _never_first(needs: _Needs) -> _Needs:
    """What is left when all is taken away that can be made, and its needs."""
    waiting = {id_: {one for one in named if one in needs} for id_, named in needs.items()}
    users = _users(needs)
    free = [id_ for id_, named in waiting.items() if not named]
    for id_ in free:
        for user in users.get(id_, ()):
            waiting[user].discard(id_)
            if not waiting[user]:
                free.append(user)
    made = set(free)
    return {id_: dict.fromkeys(waiting[id_]) for id_ in needs if id_ not in made}


def _users(needs: _Needs) -> dict[str, list[str]]:
    """The resources that need each."""
    users: dict[str, list[str]] = {}
    for id_, named in needs.items():
        for one in named:
            users.setdefault(one, []).append(id_)
    return users


def _way(start: str, goal: str, needs: _Needs) -> list[str] | None:
    """The shortest way from a resource along what it needs to another."""
    before: dict[str, str] = {}
    todo = [start]
    for here in todo:
        for after in needs.get(here, ()):
            if after == goal:
                found = [here]
                while found[-1] != start:
                    found.append(before[found[-1]])
                return found[::-1]
            if after in needs and after not in before and after != start:
                before[after] = here
                todo.append(after)
    return None


def _not_awaited(template: Template, needs: _Needs) -> Iterator[Diagnostic]:
    """What goes through an internet gateway and does not wait for its attachment."""
    attached = {
        door.value.resource: one
        for one in template.resources.values()
        if one.type == "AWS::EC2::VPCGatewayAttachment"
        and (door := one.properties.get("InternetGatewayId")) is not None
        and isinstance(door.value, Reference)
    }
    homes = {_home(gate): gate for gate in attached.values()}
    users = _users(needs)
    behind: dict[str, set[str]] = {}
    for one in template.resources.values():
        door = one.properties.get("GatewayId") if one.type == "AWS::EC2::Route" else None
        gate = attached.get(getattr(door.value, "resource", "")) if door is not None else None
        gate = gate or _gate_of(template, one, homes) or _joins(template, one)
        if gate is None:
            continue
        if gate.id not in behind:
            behind[gate.id] = _all_users(gate.id, users)
        if one.id in behind[gate.id]:
            continue
        which = "internet" if gate.type == "AWS::EC2::VPCGatewayAttachment" else "transit"
        early = NOT_AWAITED.found(
            f"'{one.id}' does not wait until the {which} gateway is attached",
            f"write `DependsOn: {gate.id}` in it",
            one.span,
            "may be made too early",
            related=(Label("attaches the gateway", gate.span),),
        )
        # A route is refused at once; other things take so long that it mostly goes well.
        is_route = one.type == "AWS::EC2::Route"
        yield early if is_route else early._replace(severity=Severity.ADVICE)


def _all_users(id_: str, users: Mapping[str, list[str]]) -> set[str]:
    """Everything that is made after a resource."""
    found = {id_}
    todo = [id_]
    for here in todo:
        more = [one for one in users.get(here, ()) if one not in found]
        found.update(more)
        todo += more
    return found


def _gate_of(template: Template, one: Resource, gates: Mapping[str, Resource]) -> Resource | None:
    """The attachment in the VPC of a public NAT gateway."""
    kind = one.properties.get("ConnectivityType")
    addressed = one.type == "AWS::EC2::NatGateway" and one.properties.get("AllocationId")
    if not addressed or (kind is not None and kind.value == "private"):
        return None
    place = one.properties.get("SubnetId")
    subnet = template.resources.get(getattr(place.value, "resource", "")) if place else None
    home = _home(subnet) if subnet is not None else ""
    return gates.get(home) if home else None


_JOINS = ("AWS::EC2::TransitGatewayAttachment", "AWS::EC2::TransitGatewayVpcAttachment")


def _joins(template: Template, one: Resource) -> Resource | None:
    """The attachment of the transit gateway that a route leads to, in the VPC of its table."""
    through = one.properties.get("TransitGatewayId")
    place = one.properties.get("RouteTableId")
    if one.type != "AWS::EC2::Route" or through is None or place is None:
        return None
    table = template.resources.get(getattr(place.value, "resource", ""))
    home = _home(table) if table is not None else ""
    return next(
        (
            join
            for join in template.resources.values()
            if home and join.type in _JOINS and _home(join) == home
            and getattr(join.properties.get("TransitGatewayId"), "value", None) == through.value
        ),
        None,
    )  # fmt: skip


_POLICIES = {
    "AWS::Lambda::Permission": "FunctionName",
    "AWS::SNS::TopicPolicy": "Topics",
    "AWS::SQS::QueuePolicy": "Queues",
}


def _notified(template: Template, needs: _Needs) -> Iterator[Diagnostic]:
    """Buckets that tell somebody who may not be allowed to listen yet."""
    admitting: dict[str, list[Resource]] = {}
    for policy in template.resources.values():
        named = policy.properties.get(_POLICIES.get(policy.type, ""))
        if named is not None and "Serverless" not in policy.type_span.text:
            for goal in named_in(named):
                admitting.setdefault(goal, []).append(policy)
    for one in template.resources.values():
        told = one.properties.get("NotificationConfiguration")
        if one.type != "AWS::S3::Bucket" or told is None or "Serverless" in one.type_span.text:
            continue
        for goal in dict.fromkeys(named_in(told)):
            policies = admitting.get(goal, [])
            if policies and not any(_way(one.id, p.id, needs) for p in policies[:_CIRCLES]):
                yield NOT_AWAITED.found(
                    f"'{one.id}' tells '{goal}', and does not wait until that admits it",
                    f"write `DependsOn: {policies[0].id}` in it, and name the bucket there by "
                    "its name",
                    one.span,
                    "may be made too early",
                    related=(Label("admits the bucket", policies[0].span),),
                )
