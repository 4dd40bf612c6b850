"""Wiring: what the resources of a template need of each other, where AWS refuses or is silent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from archc.component import pascal_case
from archc.diagnostics import Diagnostic, Fault, Severity
from archc.foreign import Item, Reference, Resource, Template, Text, named_in
from archc.kinds import catalogue, kind
from archc.limits import MANAGED_POLICIES
from archc.policies import Statement, flat, matches, statements
from archc.source import Span

_NETS = """\
Resources:
  Net:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
  Other:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.1.0.0/16
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
NOT_WIRED = Fault(
    "CFN125",
    "does_not_work_together",
    "Resources that cannot work together as they are",
    "Each of them is valid by itself; AWS refuses them beside each other, or nothing ever works.",
    _NETS.replace("VpcId: !Ref Net", "VpcId: !Ref Other", 1),
    _NETS,
    Severity.ERROR,
    "correctness",
)
FAULTS = (NOT_WIRED,)

_LOGS = ("logs:CreateLogStream", "logs:PutLogEvents")
_POLICIES = ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy")
_HTTP = ("HTTP", "HTTPS")
# `os.environ["NAME"]` fails where the variable is not set; `.get` does not.
_READS = re.compile(r"\bos\.environ\[\s*[\"']([A-Z][A-Z0-9_]*)[\"']\s*\](?!\s*=[^=])")
_CALLS = re.compile(r"\.([a-z]+(?:_[a-z0-9]+)+)\(")
_GIVEN = re.compile(r"AWS_\w+|LAMBDA_\w+|TZ|PATH|LANG|_HANDLER")


def unwired(template: Template) -> Iterator[Diagnostic]:
    """What does not work together."""
    for resource in template.resources.values():
        yield from _across_networks(resource, template)
        for check in _CHECKS.get(resource.type, ()):
            yield from check(resource, template)


def _target(item: Item | None, template: Template, type_: str = "") -> Resource | None:
    """The resource that a value names, if it is of a type."""
    value = item.value if item is not None else None
    if isinstance(value, Text):
        value = next((part for part in value.parts if isinstance(part, Reference)), None)
    found = template.resources.get(value.resource) if isinstance(value, Reference) else None
    return found if found is not None and found.type.startswith(type_) else None


def _naming(one: Resource, type_: str, key: str, template: Template) -> list[Resource]:
    """The resources of a type whose property names another."""
    return [
        other
        for other in template.resources.values()
        if other.type == type_ and _target(other.properties.get(key), template) is one
    ]


def _place(one: Resource, key: str) -> Span:
    """Where a property is written, else the resource."""
    entry = one.properties.value.get(key) if one.properties.is_map else None
    return entry.key if entry is not None else one.span


def _told(what: str, fix: str, span: Span) -> Diagnostic:
    return NOT_WIRED.found(what, fix, span)


# Networks.

_IN_NETWORK = ("AWS::EC2::Subnet", "AWS::EC2::SecurityGroup", "AWS::EC2::RouteTable",
               "AWS::EC2::NetworkAcl")  # fmt: skip
_BETWEEN = ("AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress",
            "AWS::EC2::SecurityGroup", "AWS::EC2::VPCPeeringConnection", "AWS::EC2::Route",
            "AWS::Route53::HostedZone")  # fmt: skip


def _across_networks(one: Resource, template: Template) -> Iterator[Diagnostic]:
    """What names parts of several VPCs that have to be in one."""
    if one.type in _BETWEEN:
        return
    homes: dict[str, str] = {}
    for name in dict.fromkeys(named_in(one.properties)):
        part = template.resources.get(name)
        if part is None:
            continue
        home = part if part.type == "AWS::EC2::VPC" else None
        if part.type in _IN_NETWORK:
            home = _target(part.properties.get("VpcId"), template, "AWS::EC2::VPC")
        if home is not None:
            homes.setdefault(home.id, name)
    if len(homes) > 1:
        (vpc, name), (other, second) = list(homes.items())[:2]
        yield _told(
            f"'{one.id}' names '{name}', which is in '{vpc}', and '{second}', which is in "
            f"'{other}'",
            "name parts of one VPC",
            _naming_place(one, second),
        )


def _naming_place(one: Resource, name: str) -> Span:
    """The property that names a resource."""
    entries = one.properties.value.values() if one.properties.is_map else ()
    return next((entry.key for entry in entries if name in named_in(entry.item)), one.span)


_ATTACHED = (
    ("GatewayId", ("AWS::EC2::VPCGatewayAttachment",), "InternetGatewayId"),
    (
        "TransitGatewayId",
        ("AWS::EC2::TransitGatewayAttachment", "AWS::EC2::TransitGatewayVpcAttachment"),
        "TransitGatewayId",
    ),
)


def _route(one: Resource, template: Template) -> Iterator[Diagnostic]:
    """A route is refused before what it leads through is attached."""
    table = _target(one.properties.get("RouteTableId"), template)
    vpc = _target(table.properties.get("VpcId"), template) if table is not None else None
    for key, types, named in _ATTACHED:
        through = _target(one.properties.get(key), template)
        needed = [
            other
            for other in template.resources.values()
            if through is not None
            and other.type in types
            and _target(other.properties.get(named), template) is through
            and _target(other.properties.get("VpcId"), template) is vpc
        ]
        if needed and not any(_waits(one, other, template) for other in needed):
            late = _told(
                f"'{one.id}' may be made before '{needed[0].id}', and is refused then",
                f"write `DependsOn: {needed[0].id}`",
                _place(one, key),
            )
            yield late._replace(severity=Severity.WARNING)  # it may come in time by chance


def _waits(one: Resource, other: Resource, template: Template) -> bool:
    """Whether a resource is made after another, directly or not."""
    seen: set[str] = set()
    left = [one.id]
    while left:
        found = template.resources.get(left.pop())
        if found is None or found.id in seen:
            continue
        if found is other:
            return True
        seen.add(found.id)
        left += [*found.after, *named_in(found.properties)]
    return False


_USED_BY = {
    "AWS::EC2::RouteTable": ("AWS::EC2::SubnetRouteTableAssociation",
                             "AWS::EC2::GatewayRouteTableAssociation"),
    "AWS::EC2::NetworkAcl": ("AWS::EC2::SubnetNetworkAclAssociation",),
}  # fmt: skip


def _unused(one: Resource, template: Template) -> Iterator[Diagnostic]:
    """What is made for others and used by none, unless another template is given it."""
    handed = any(one.id in named_in(output.value) for output in template.outputs)
    # What a type that is not known does with it, nobody knows.
    strange = any(
        not other.type.startswith("AWS::EC2::") and one.id in named_in(other.properties)
        for other in template.resources.values()
    )
    users = [
        other
        for other in template.resources.values()
        if other.type in _USED_BY[one.type] and one.id in named_in(other.properties)
    ]
    if not users and not handed and not strange:
        what = one.type.rpartition("::")[2]
        by = " or ".join(_USED_BY[one.type])
        fix = f"add an {by} that names it, or take it out"
        unused = _told(f"the {what} '{one.id}' is used by nothing", fix, one.span)
        yield unused._replace(severity=Severity.WARNING)


def _association(one: Resource, template: Template) -> Iterator[Diagnostic]:
    """A subnet has one route table, and one list."""
    subnet = _target(one.properties.get("SubnetId"), template)
    rivals = _naming(subnet, one.type, "SubnetId", template) if subnet is not None else []
    if subnet is not None and rivals[0] is not one:
        what = "route tables" if "RouteTable" in one.type else "network ACLs"
        said = f"'{subnet.id}' is given two {what}, by '{rivals[0].id}' and '{one.id}'"
        fix = "keep one of them, and name another subnet in the other"
        yield _told(said, fix, _place(one, "SubnetId"))


# Servers and balancers.


def _group(one: Resource, template: Template) -> Iterator[Diagnostic]:
    """A group launches what its template says, and registers servers."""
    launched = _target(
        one.properties.get("LaunchTemplate", "LaunchTemplateId"), template, "AWS::EC2::"
    )
    data = launched.properties.get("LaunchTemplateData") if launched is not None else None
    mixed = one.properties.get("MixedInstancesPolicy") is not None
    for key in ("ImageId", "InstanceType") if data is not None and data.is_map else ():
        if key not in data.value and not mixed and launched is not None:  # type: ignore[union-attr]
            yield _told(
                f"'{one.id}' launches by '{launched.id}', which has no '{key}'",
                f"write `{key}:` in 'LaunchTemplateData'",
                _place(launched, "LaunchTemplateData"),
            )
    groups = one.properties.get("TargetGroupARNs")
    for item in groups.entries if groups is not None else ():
        targets = _target(item, template)
        type_ = targets.properties.get("TargetType") if targets is not None else None
        if targets is not None and type_ is not None and flat(type_) in ("ip", "lambda", "alb"):
            yield _told(
                f"'{one.id}' registers servers with '{targets.id}', which takes targets of type "
                f"'{flat(type_)}'",
                "write `TargetType: instance`",
                type_.span,
            )


def _listener(one: Resource, template: Template) -> Iterator[Diagnostic]:
    """An application balancer speaks HTTP, a network balancer does not."""
    balancer = _target(one.properties.get("LoadBalancerArn"), template)
    protocol = one.properties.get("Protocol")
    said = flat(protocol)
    if balancer is None or protocol is None or not re.fullmatch("[A-Z_]+", said):
        return
    written = balancer.properties.get("Type")
    type_ = flat(written) if written is not None else "application"
    if type_ not in ("application", "network") or (said in _HTTP) == (type_ == "application"):
        return
    yield _told(
        f"'{one.id}' listens to {said}, which '{balancer.id}' of type '{type_}' does not speak",
        f"write {'HTTP or HTTPS' if type_ == 'application' else 'TCP, UDP or TLS'}, or change the "
        f"type of '{balancer.id}'",
        _place(balancer, "Type"),
    )


# APIs.


def _api(one: Resource, template: Template) -> Iterator[Diagnostic]:
    """An API answers where it has a stage that is deployed, and routes that lead somewhere."""
    written = {"Body", "BodyS3Location", "Target"} & set(one.properties.value)
    handed = any(
        isinstance(output.value.value, Reference) and output.value.value.resource == one.id
        for output in template.outputs
    )
    routes = _naming(one, "AWS::ApiGatewayV2::Route", "ApiId", template)
    is_http = flat(one.properties.get("ProtocolType")) == "HTTP"
    for route in routes:
        key = flat(route.properties.get("RouteKey"))
        if "Target" not in route.properties.value:
            yield _told(f"the route '{route.id}' of '{one.id}' leads to nothing",
                        "write `Target: !Sub integrations/${…}`", route.span)  # fmt: skip
        elif not is_http and re.match(r"[A-Z]+ /", key):
            yield _told(
                f"'{one.id}' is for web sockets, and its route '{route.id}' for requests",
                "write `ProtocolType: HTTP`",
                _place(one, "ProtocolType"),
            )
    if written or handed or not routes:
        return
    stages = _naming(one, "AWS::ApiGatewayV2::Stage", "ApiId", template)
    if not stages:
        yield _told(f"'{one.id}' has no stage, so that nobody can call it",
                    "add a stage with `AutoDeploy: true`", one.span)  # fmt: skip
    for stage in stages:
        auto = flat(stage.properties.get("AutoDeploy")).lower() == "true"
        if not auto and stage.properties.get("DeploymentId") is None:
            yield _told(f"nothing is ever deployed to the stage '{stage.id}'",
                        "write `AutoDeploy: true`", _place(stage, "AutoDeploy"))  # fmt: skip


def _integration(one: Resource, template: Template) -> Iterator[Diagnostic]:
    """A function is called by its ARN, and by no request to a page."""
    uri = one.properties.get("IntegrationUri")
    type_ = one.properties.get("IntegrationType")
    function = _target(uri, template)
    if function is None or uri is None:
        return
    if not function.type.startswith(("AWS::Lambda::", "AWS::Serverless::")):
        if flat(type_) == "AWS_PROXY" and one.properties.get("IntegrationSubtype") is None:
            yield _told(f"'{one.id}' calls '{function.id}', which is no function",
                        "name the ARN of a function", uri.span)  # fmt: skip
        return
    if function.type != "AWS::Lambda::Function":
        return
    if flat(type_) == "HTTP_PROXY" and type_ is not None:
        yield _told(f"'{one.id}' sends requests to a page, and '{function.id}' is a function",
                    "write `IntegrationType: AWS_PROXY`", type_.span)  # fmt: skip
    if uri.value == Reference(function.id, ""):
        yield _told(f"'{one.id}' names the function '{function.id}', and takes its ARN",
                    f"write `!GetAtt {function.id}.Arn`", uri.span)  # fmt: skip


# Functions.


def _function(one: Resource, template: Template) -> Iterator[Diagnostic]:
    """What the code of a function asks for: variables, and rights for its calls and its log."""
    code = one.properties.get("Code", "ZipFile")
    program = code.value if code is not None and isinstance(code.value, str) else ""
    variables = one.properties.get("Environment", "Variables")
    known = set(variables.value) if variables is not None and variables.is_map else set()
    if variables is None or variables.is_map:
        for name in dict.fromkeys(_READS.findall(program)):
            guarded = f'"{name}" in os.environ' in program or f"'{name}' in os.environ" in program
            if name not in known and not guarded and not _GIVEN.fullmatch(name):
                where = "Environment" if known else "Code"
                said = f"the code of '{one.id}' reads {name}, which is not set"
                yield _told(said, f"write `{name}:` in its 'Environment'", _place(one, where))
    role = _target(one.properties.get("Role"), template, "AWS::IAM::Role")
    allowed = _allowed(role, template) if role is not None else None
    if role is None or allowed is None:
        return
    yield from _calls(one, role, allowed, program)
    yield from _told_of(one, role, allowed, variables, template)
    group = _target(one.properties.get("LoggingConfig", "LogGroup"), template, "AWS::Logs::")
    for action in _LOGS if group is not None else ():
        if not any(_covers(said, action, group, template) for said in allowed):
            yield _told(f"'{one.id}' cannot write its log: '{role.id}' does not allow {action}",
                        f"allow {action} on the ARN of its log group", role.span)  # fmt: skip


def _calls(
    one: Resource, role: Resource, allowed: Sequence[Statement], program: str
) -> Iterator[Diagnostic]:
    """Calls of the SDK for Python that the role allows on nothing."""
    for call in dict.fromkeys(_CALLS.findall(program) if "boto3" in program else ()):
        for action in _actions_named(pascal_case(call)):
            service = action.partition(":")[0]
            is_meant = re.search(rf"[\"']{re.escape(service)}[\"']", program)
            if is_meant and not any(_allows(said, action) for said in allowed):
                yield _told(
                    f"the code of '{one.id}' calls `{call}`, and '{role.id}' does not allow "
                    f"{action}",
                    f"allow {action} on what it is called for",
                    role.span,
                )


_GUARDED = ("AWS::SQS::Queue", "AWS::SNS::Topic", "AWS::DynamoDB::Table", "AWS::S3::Bucket",
            "AWS::Kinesis::Stream", "AWS::SecretsManager::Secret")  # fmt: skip


def _told_of(
    one: Resource,
    role: Resource,
    allowed: Sequence[Statement],
    variables: Item | None,
    template: Template,
) -> Iterator[Diagnostic]:
    """Resources that a function is given by name, and may do nothing with."""
    entries = variables.value.values() if variables is not None and variables.is_map else ()
    allowing = [said for said in allowed if said.allows]
    reached = [_target(item, template) for said in allowing for item in said.resources]
    managed = any(not said.resources for said in allowing)
    for entry in entries:
        target = _target(entry.item, template)
        if target is None or target.type not in _GUARDED or managed or None in reached:
            continue
        if target not in reached:
            yield _told(f"'{one.id}' is given '{target.id}', and '{role.id}' allows nothing on it",
                        "allow what it does with it, or name what it may use",
                        entry.item.span)._replace(severity=Severity.WARNING)  # fmt: skip


def _allows(said: Statement, action: str) -> bool:
    return said.allows and (not said.actions or any(matches(action, p) for p in said.actions))


def _covers(said: Statement, action: str, target: Resource | None, template: Template) -> bool:
    """Whether a statement allows an action on a resource, or on one that is not known."""
    named = [_target(item, template) for item in said.resources]
    return _allows(said, action) and (
        not named or any(one is target or one is None for one in named)
    )


def _allowed(role: Resource, template: Template) -> list[Statement] | None:
    """What a role allows; None where a part of it is not in the template."""
    inline = role.properties.get("Policies")
    written = inline.entries if inline is not None else []
    documents = [one.get("PolicyDocument") for one in written]
    managed = role.properties.get("ManagedPolicyArns")
    found: list[Statement] = []
    for one in managed.entries if managed is not None else ():
        beside = _target(one, template, "AWS::IAM::ManagedPolicy")
        known = MANAGED_POLICIES.get(flat(one).rpartition("/")[2])
        if beside is None and known is None:
            return None
        if beside is not None:
            documents.append(beside.properties.get("PolicyDocument"))
        found.append(Statement(known is not None, tuple(known or ("-",)), (), (), None, role.span))
    documents += [
        other.properties.get("PolicyDocument")
        for other in template.resources.values()
        if other.type in _POLICIES and role.id in named_in(other.properties)
    ]
    for document in documents:
        if document is None or not document.is_map:
            return None
        found += statements(document)
    return found


@cache
def _by_name() -> dict[str, tuple[str, ...]]:
    """The actions that archc has verbs for, by their names without the service."""
    found: dict[str, tuple[str, ...]] = {}
    for word in catalogue():
        for verb in kind(word).verbs:
            for action in verb.actions:
                name = action.partition(":")[2]
                if action not in found.get(name, ()):
                    found[name] = (*found.get(name, ()), action)
    return found


def _actions_named(name: str) -> tuple[str, ...]:
    return _by_name().get(name, ())


_CHECKS: dict[str, tuple[Callable[[Resource, Template], Iterator[Diagnostic]], ...]] = {
    "AWS::ApiGatewayV2::Api": (_api,),
    "AWS::ApiGatewayV2::Integration": (_integration,),
    "AWS::AutoScaling::AutoScalingGroup": (_group,),
    "AWS::EC2::NetworkAcl": (_unused,),
    "AWS::EC2::Route": (_route,),
    "AWS::EC2::RouteTable": (_unused,),
    "AWS::EC2::SubnetNetworkAclAssociation": (_association,),
    "AWS::EC2::SubnetRouteTableAssociation": (_association,),
    "AWS::ElasticLoadBalancingV2::Listener": (_listener,),
    "AWS::Lambda::Function": (_function,),
}
