"""Needs: what AWS asks of properties together, beyond what the schema of a type says.

A template that is refused while its stack is made costs more than one that is refused at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from archc.diagnostics import Diagnostic, Fault, Severity
from archc.foreign import Item, Reference, Resource, Template, Text, named_in
from archc.importers.cloudformation.walking import leaves
from archc.limits import BLOCKED_RUNTIMES, REGIONS
from archc.policies import statements
from archc.readback import plain
from archc.schemas import Unavailable, schema
from archc.source import Span
from archc.values import is_near

_FUNCTION = (
    "Resources:\n  Work:\n    Type: AWS::Lambda::Function\n    Properties:\n"
    "      Role: arn:aws:iam::123456789012:role/work\n      Runtime: python3.13\n"
    "      Code: { ZipFile: 'def handler(event, context): return 1' }\n"
)
_NETWORK = (
    "Resources:\n  Net:\n    Type: AWS::EC2::VPC\n"
    "    Properties: { CidrBlock: 10.0.0.0/16, EnableDnsSupport: "
)
NOT_TOGETHER = Fault(
    "CFN124",
    "needed_beside",
    "Properties that do not go together",
    "AWS refuses the resource when the stack is made, and all that was made is rolled back.",
    _FUNCTION,
    _FUNCTION + "      Handler: index.handler\n",
    Severity.ERROR,
    "correctness",
)
DOES_NOTHING = Fault(
    "CFN125",
    "made_but_idle",
    "Something that is made and does not work",
    "AWS makes it without a word, and nothing happens when it is used.",
    _NETWORK + "false }\n",
    _NETWORK + "true }\n",
    Severity.WARNING,
    "correctness",
)
_BUCKET = (
    "Resources:\n  Files:\n    Type: AWS::S3::Bucket\n    Properties:\n"
    "      PublicAccessBlockConfiguration: { BlockPublicAcls: @, BlockPublicPolicy: @, "
    "IgnorePublicAcls: @, RestrictPublicBuckets: @ }\n"
)
NOT_BLOCKED = Fault(
    "CFN134",
    "access_not_blocked",
    "A bucket that lets itself be opened to everybody",
    "One wrong policy makes everything in it public, and nothing is served from it that has to be.",
    _BUCKET.replace("@", "false"),
    _BUCKET.replace("@", "true"),
    Severity.WARNING,
    "security",
)
FAULTS = (NOT_TOGETHER, DOES_NOTHING, NOT_BLOCKED)


class _Odd(NamedTuple):
    """What is wrong with a resource, and what to write; `at` is its own place without a span."""

    what: str
    fix: str
    at: Span | None = None
    fault: Fault = NOT_TOGETHER


class _Around:
    """A template, and who names whom in it."""

    def __init__(self, template: Template) -> None:
        self.resources = template.resources
        self.outputs = template.outputs

    @cached_property
    def users(self) -> Mapping[str, list[Resource]]:
        """The resources that name each."""
        found: dict[str, list[Resource]] = {}
        for one in self.resources.values():
            for id_ in dict.fromkeys(named_in(one.properties)):
                found.setdefault(id_, []).append(one)
        return found

    @cached_property
    def exported(self) -> frozenset[str]:
        """The resources that an output names."""
        return frozenset(id_ for output in self.outputs for id_ in named_in(output.value))

    @cached_property
    def empty_group(self) -> str:
        """A security group that nothing is in: a rule that names one is not in it."""
        for one in self.resources.values():
            if one.type == "AWS::EC2::SecurityGroup" and one.id not in self.exported:
                users = self.users.get(one.id, ())
                if all(user.type.startswith("AWS::EC2::SecurityGroup") for user in users):
                    return one.id
        return ""


_Look = Callable[[Resource, _Around], Iterator[_Odd]]


def odd(template: Template) -> Iterator[Diagnostic]:
    """Every resource that asks for more than it says."""
    around = _Around(template)
    for one in template.resources.values():
        for look in (_blocks_of_addresses, *_LOOKS.get(one.type, ())):
            for found in look(one, around):
                yield found.fault.found(f"'{one.id}' {found.what}", found.fix, found.at or one.span)


def _has(one: Resource, *path: str) -> bool:
    return one.properties.get(*path) is not None


def _is_own(one: Resource) -> bool:
    """Whether it stands in the template as it is, and SAM has not made it."""
    return "Serverless" not in one.type_span.text


def _text(one: Resource, *path: str) -> str:
    return plain(one.properties.get(*path))


def _entries(one: Resource, *path: str) -> list[Item]:
    item = one.properties.get(*path)
    return item.value if item is not None and isinstance(item.value, list) else []


def _target(template: _Around, item: Item | None) -> Resource | None:
    value = item.value if item is not None else None
    return template.resources.get(value.resource) if isinstance(value, Reference) else None


def _strange(one: Resource) -> list[str]:
    """Words in the place of properties that its type does not have."""
    try:
        described = schema(one.type)
    except Unavailable:
        return []
    return [key for key in one.properties.value if described and key not in described.properties]


def _lacks(one: Resource, *keys: str, where: str = "") -> Iterator[_Odd]:
    for key in keys:
        if not _has(one, key) and not is_near(key, _strange(one)):
            yield _Odd(f"lacks '{key}'{where}", f"write `{key}:`")


# Network

_ADDRESSES = ("CidrBlock", "CidrIp", "CidrIpv6", "DestinationCidrBlock", "DestinationIpv6CidrBlock")


def _blocks_of_addresses(one: Resource, _: _Around) -> Iterator[_Odd]:
    for path, item in leaves(one.properties) if one.type.startswith("AWS::EC2::") else ():
        said = plain(item)
        if path[-1:] and path[-1] in _ADDRESSES and said and "/" not in said:
            yield _Odd(f"has the addresses {said} without a length",
                       f"write `{said}/{128 if ':' in said else 32}` for one address",
                       item.span)  # fmt: skip


def _nat(one: Resource, _: _Around) -> Iterator[_Odd]:
    if _has(one, "SubnetId") and _text(one, "ConnectivityType") != "private":
        yield from _lacks(one, "AllocationId", where=", and a public NAT gateway has an address")


_ROUTE_TARGETS = (
    "CarrierGatewayId",
    "CoreNetworkArn",
    "EgressOnlyInternetGatewayId",
    "GatewayId",
    "InstanceId",
    "LocalGatewayId",
    "NatGatewayId",
    "NetworkInterfaceId",
    "TransitGatewayId",
    "VpcEndpointId",
    "VpcPeeringConnectionId",
    "OdbNetworkArn",
)


def _route(one: Resource, _: _Around) -> Iterator[_Odd]:
    said = [key for key in _ROUTE_TARGETS if _has(one, key)]
    if len(said) > 1:
        yield _Odd(f"leads to {' and '.join(said)}", "write one of them")
    if not said:
        yield _Odd("leads nowhere", "write `GatewayId:` or another target")


def _vpc(one: Resource, _: _Around) -> Iterator[_Odd]:
    support = one.properties.get("EnableDnsSupport")
    if support is None or plain(support).lower() != "false":
        return
    if _text(one, "EnableDnsHostnames").lower() == "true":
        yield _Odd(
            "gives names to servers and has no DNS", "write `EnableDnsSupport: true`", support.span
        )
    else:
        yield _Odd(
            "has no DNS, and nothing in it finds an address by its name",
            "write `EnableDnsSupport: true`",
            support.span,
            fault=DOES_NOTHING,
        )


def _zone(one: Resource, _: _Around) -> Iterator[_Odd]:
    zone = one.properties.get("AvailabilityZone")
    said = plain(zone)
    if zone is not None and said and said[:-1] not in REGIONS and said.count("-") < 3:
        yield _Odd(f"stands in the zone {said}, which there is not",
                   'write `!Select [0, !GetAZs ""]`', zone.span)  # fmt: skip


def _acl_entry(one: Resource, _: _Around) -> Iterator[_Odd]:
    if plain(one.properties.get("Protocol")) in ("6", "17", "tcp", "udp"):
        yield from _lacks(one, "PortRange", where=", which TCP and UDP need")


# Servers


def _instance(one: Resource, template: _Around) -> Iterator[_Odd]:
    if not _has(one, "LaunchTemplate"):
        yield from _lacks(one, "ImageId")
        if not _has(one, "NetworkInterfaces"):
            yield from _without_group(one, template, "SecurityGroupIds", "SecurityGroups")
    yield from _image(one.properties)


def _classic(one: Resource, _: _Around) -> Iterator[_Odd]:
    """Groups by their names, which are for networks that there are no more."""
    for key, place, right in (
        ("SecurityGroups", "SubnetId", "SecurityGroupIds"),
        ("DBSecurityGroups", "DBSubnetGroupName", "VPCSecurityGroups"),
    ):
        if _has(one, key) and _has(one, place):
            item = one.properties.get(key)
            yield _Odd(f"names its groups in '{key}', which is for servers outside of a VPC",
                       f"write `{right}:`", item.span if item is not None else None)  # fmt: skip


def _profile(one: Resource, template: _Around) -> Iterator[_Odd]:
    if one.id not in template.users and one.id not in template.exported:
        yield _Odd("is given to no server", "name it as `IamInstanceProfile` of one",
                   fault=DOES_NOTHING)  # fmt: skip


def _policy(one: Resource, _: _Around) -> Iterator[_Odd]:
    if not any(_has(one, key) for key in ("Groups", "Roles", "Users")):
        yield _Odd("is for nobody", "write `Roles:`")


def _attachment(one: Resource, _: _Around) -> Iterator[_Odd]:
    if not _has(one, "InternetGatewayId") and not _has(one, "VpnGatewayId"):
        yield _Odd("attaches nothing", "write `InternetGatewayId:`")


def _image(data: Item) -> Iterator[_Odd]:
    image = data.get("ImageId")
    said = plain(image)
    if image is not None and said and not _IMAGE.fullmatch(said):
        yield _Odd(f"has the image {said}, which is no id of one",
                   "write an id such as ami-0123456789abcdef0, or a parameter that AWS looks up",
                   image.span)  # fmt: skip


_IMAGE = re.compile(r"ami-[0-9a-f]{8}(?:[0-9a-f]{9})?|\{\{resolve:.*|resolve:.*")


def _start(one: Resource, template: _Around) -> Iterator[_Odd]:
    data = one.properties.get("LaunchTemplateData")
    if data is None or not data.is_map:
        return
    yield from _image(data)
    if data.get("NetworkInterfaces") is None:
        yield from _without_group(one, template, "SecurityGroupIds", "SecurityGroups", data=data)


def _without_group(
    one: Resource, template: _Around, *keys: str, data: Item | None = None
) -> Iterator[_Odd]:
    """Something without a security group beside one that nothing is in."""
    own = data if data is not None else one.properties
    if any(own.get(key) is not None for key in keys):
        return
    if template.empty_group:
        yield _Odd(
            f"has the default security group, and nothing is in '{template.empty_group}'",
            f"write `{keys[0]}:` with the group that is meant",
            fault=DOES_NOTHING,
        )


def _endpoint(one: Resource, template: _Around) -> Iterator[_Odd]:
    if _text(one, "VpcEndpointType") == "Interface":
        yield from _without_group(one, template, "SecurityGroupIds")


def _group(one: Resource, template: _Around) -> Iterator[_Odd]:
    start = _target(template, one.properties.get("LaunchTemplate", "LaunchTemplateId"))
    mixed = _has(one, "MixedInstancesPolicy")
    data = start.properties.get("LaunchTemplateData") if start is not None else None
    lacking = [key for key in ("ImageId", "InstanceType") if data and data.get(key) is None]
    if start is not None and lacking and not mixed:
        yield _Odd(
            f"starts servers by '{start.id}', which says no {' and no '.join(lacking)}",
            f"write `{lacking[0]}:` in '{start.id}'",
            start.span,
        )
    version = one.properties.get("LaunchTemplate", "Version")
    named = one.properties.get("LaunchTemplate")
    if named is not None and named.is_map and version is None:
        yield _Odd(
            "names a launch template without its version",
            "write `Version: !GetAtt ….LatestVersionNumber`",
            named.span,
        )


def _target_group(one: Resource, _: _Around) -> Iterator[_Odd]:
    if _text(one, "TargetType") == "lambda":
        said = [key for key in ("Port", "Protocol", "VpcId") if _has(one, key)]
        if said:
            yield _Odd(f"is for a function and says {', '.join(said)}", "leave that out")
    elif not _has(one, "TargetType") or isinstance(one.properties.get("TargetType").value, str):  # type: ignore[union-attr]
        yield from _lacks(one, "Port", "Protocol", "VpcId")


def _database(one: Resource, template: _Around) -> Iterator[_Odd]:
    if _has(one, "DBSubnetGroupName"):
        yield from _without_group(one, template, "VPCSecurityGroups")
    copied = ("DBSnapshotIdentifier", "SourceDBInstanceIdentifier", "DBClusterIdentifier",
              "SourceDbiResourceId", "SourceDBInstanceAutomatedBackupsArn",
              "DBClusterSnapshotIdentifier")  # fmt: skip
    if any(_has(one, key) for key in copied) or _text(one, "Engine").startswith("aurora"):
        return
    yield from _lacks(one, "AllocatedStorage", "Engine")
    if not _has(one, "MasterUserPassword") and not _has(one, "ManageMasterUserPassword"):
        yield _Odd("has no password", "write `ManageMasterUserPassword: true`")
    backups = _text(one, "BackupRetentionPeriod")
    if backups.isdigit() and int(backups) > 35:
        item = one.properties.get("BackupRetentionPeriod")
        yield _Odd(
            f"cannot keep backups for {backups} days",
            "write at most 35",
            item.span if item is not None else None,
        )


# Functions


def _function(one: Resource, _: _Around) -> Iterator[_Odd]:
    image = _text(one, "PackageType") == "Image" or _has(one, "Code", "ImageUri")
    if not image:
        yield from _lacks(one, "Handler", "Runtime", where=", which code in an archive needs")
    given, entry = one.properties.get("Runtime"), one.properties.get("Handler")
    if given is not None and plain(given) in BLOCKED_RUNTIMES:
        yield _Odd(f"runs on {plain(given)}, and AWS makes no such functions any more",
                   "write a newer version", given.span)  # fmt: skip
    dotted = plain(given).startswith(("python", "nodejs", "ruby"))
    if dotted and entry is not None and plain(entry) and "." not in plain(entry):
        yield _Odd(f"has the handler {plain(entry)}, which names no function in a file",
                   "write it as in `index.handler`", entry.span)  # fmt: skip
    code = code_of(one)
    runtime = _text(one, "Runtime")
    if code is None or not isinstance(code.value, str) or not re.search(r"\s", code.value):
        return
    if runtime and not runtime.startswith(("python", "nodejs")):
        yield _Odd(f"has code in the template, and runs on {runtime}", "put the code into a bucket")
        return
    handler = one.properties.get("Handler")
    called = plain(handler).rpartition(".")[2]
    if handler is not None and called and runtime and not _defines(code.value, runtime, called):
        language = "Python" if runtime.startswith("python") else "JavaScript"
        yield _Odd(
            f"has no function '{called}' in its code, as far as that is {language}",
            f"call it `{called}`, name the one there is in `Handler`, or mend `Runtime`",
            handler.span,
        )


def code_of(one: Resource) -> Item | None:
    """The code of a function in the template, if it is not too long to be looked through."""
    code = one.properties.get("Code", "ZipFile")
    whole = code is not None and isinstance(code.value, str) and len(code.value) <= _LONGEST
    return code if whole else None


_LONGEST = 20_000  # characters


def _defines(code: str, runtime: str, name: str) -> bool:
    """Whether code has something of a name at its outermost level."""
    called = re.escape(name)
    if runtime.startswith("python"):
        pattern = rf"^(?:async )?def {called}\b|^{called}\b.*=|^[ \t]*from .* import .*\b{called}\b"
    else:
        pattern = (
            rf"exports\s*\.\s*{called}\b|^[ \t]*export .*\b{called}\b|exports\s*=.*\b{called}\b"
        )
    return re.search(pattern, code, re.MULTILINE) is not None or "import *" in code


_BATCH = 10_000  # messages that a function takes at most


def _mapping(one: Resource, template: _Around) -> Iterator[_Odd]:
    source = _target(template, one.properties.get("EventSourceArn"))
    is_queue = source is not None and source.type == "AWS::SQS::Queue"
    start, size = one.properties.get("StartingPosition"), _text(one, "BatchSize")
    if is_queue and start is not None:
        yield _Odd("takes from a queue, which has no beginning",
                   "leave `StartingPosition` out", start.span)  # fmt: skip
    elif source is not None and source.type in ("AWS::DynamoDB::Table", "AWS::Kinesis::Stream"):
        yield from _lacks(one, "StartingPosition", where=", which a stream needs")
    window = _text(one, "MaximumBatchingWindowInSeconds")
    if is_queue and size.isdigit() and 10 < int(size) <= _BATCH and window in ("", "0"):
        item = one.properties.get("BatchSize")
        yield _Odd(
            f"takes {size} messages at once and does not wait for them",
            "write `MaximumBatchingWindowInSeconds: 1`, or a BatchSize of at most 10",
            item.span if item is not None else None,
        )
    if start is not None and plain(start) not in ("", "AT_TIMESTAMP", "LATEST", "TRIM_HORIZON"):
        yield _Odd(f"begins at {plain(start)}", "write `LATEST` or `TRIM_HORIZON`", start.span)
    enabled = one.properties.get("Enabled")
    if enabled is not None and plain(enabled).lower() == "false":
        yield _Odd("is switched off", "write `Enabled: true`", enabled.span, fault=DOES_NOTHING)


# Messages


_REDRIVE = {"deadLetterTargetArn", "maxReceiveCount"}


def _queue(one: Resource, _: _Around) -> Iterator[_Odd]:
    policy = one.properties.get("RedrivePolicy")
    for key in ("deadLetterTargetArn", "maxReceiveCount"):
        known = policy is not None and policy.is_map and not set(policy.value) - _REDRIVE
        if policy is not None and known and policy.get(key) is None:
            yield _Odd(f"has a redrive policy without '{key}'", f"write `{key}:`", policy.span)


_ENDPOINTS = {
    "AWS::SQS::Queue": ("sqs",),
    "AWS::Lambda::Function": ("lambda",),
}


def _subscription(one: Resource, template: _Around) -> Iterator[_Odd]:
    goal = _target(template, one.properties.get("Endpoint"))
    protocol = one.properties.get("Protocol")
    allowed = _ENDPOINTS.get(goal.type) if goal is not None else None
    if goal is None or allowed is None or protocol is None:
        return
    if isinstance(protocol.value, str) and protocol.value not in allowed:
        yield _Odd(
            f"has the protocol {protocol.value}, and '{goal.id}' is none for that",
            f"write `Protocol: {allowed[0]}`",
            protocol.span,
        )


def _rule(one: Resource, _: _Around) -> Iterator[_Odd]:
    if _text(one, "State") == "DISABLED":
        item = one.properties.get("State")
        yield _Odd("is switched off", "write `State: ENABLED`",
                   item.span if item is not None else None, fault=DOES_NOTHING)  # fmt: skip


_RATE = re.compile(r"rate\((\d+) (minute|hour|day)(s?)\)")


def _rate(one: Resource, _: _Around) -> Iterator[_Odd]:
    item = one.properties.get("ScheduleExpression")
    match = _RATE.fullmatch(plain(item))
    if item is not None and match is not None and (match[1] == "1") == bool(match[3]):
        right = f"rate({match[1]} {match[2]}{'' if match[1] == '1' else 's'})"
        yield _Odd(f"has the schedule {match[0]}", f"write `{right}`", item.span)


# Tables


def _table(one: Resource, _: _Around) -> Iterator[_Odd]:
    yield from _keys(one)
    paid, through = _text(one, "BillingMode"), one.properties.get("ProvisionedThroughput")
    mode = one.properties.get("BillingMode")
    counted = through is not None and through.is_map
    if through is not None and counted and paid == "PAY_PER_REQUEST" and any(
        plain(entry.item) != "0" for entry in through.value.values()
    ):  # fmt: skip
        yield _Odd("is paid per request and has a throughput",
                   "leave `ProvisionedThroughput` out", through.span)  # fmt: skip
    if (mode is None or paid == "PROVISIONED") and through is None:
        yield _Odd(
            "has no throughput, and is not paid per request",
            "write `BillingMode: PAY_PER_REQUEST`",
            mode.span if mode is not None else None,
        )


def _keys(one: Resource) -> Iterator[_Odd]:
    declared = one.properties.get("AttributeDefinitions")
    names = {
        plain(item.get("AttributeName")): item for item in _entries(one, "AttributeDefinitions")
    }
    schemas = [one.properties.get("KeySchema")]
    for key in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
        schemas += [index.get("KeySchema") for index in _entries(one, key)]
    used: set[str] = set()
    for item in schemas:
        if item is None or not isinstance(item.value, list) or declared is None:
            return
        for key in item.value:
            name = plain(key.get("AttributeName"))
            used.add(name)
            if name and name not in names:
                yield _Odd(f"has a key '{name}' that is none of its attributes",
                           f"define `{name}` in `AttributeDefinitions`", key.span)  # fmt: skip
        kinds = [plain(key.get("KeyType")) for key in item.value]
        odd_keys = all(kinds) and kinds not in (["HASH"], ["HASH", "RANGE"])
        if odd_keys and len(kinds) <= 2:  # more of them are multi-attribute keys
            yield _Odd("has no partition key and after it at most one sort key",
                       "write one `HASH`, then at most one `RANGE`", item.span)  # fmt: skip
    for name, item in names.items():
        if name and name not in used:
            yield _Odd(f"defines '{name}', which is in no key",
                       "leave it out: only keys are defined", item.span)  # fmt: skip


# APIs


def _api(one: Resource, template: _Around) -> Iterator[_Odd]:
    if _has(one, "Body") or _has(one, "BodyS3Location"):
        return
    if _is_own(one):
        yield from _lacks(one, "Name", "ProtocolType")
    protocol = one.properties.get("ProtocolType")
    if protocol is not None and plain(protocol) not in ("", "HTTP", "WEBSOCKET"):
        yield _Odd(f"has the protocol {plain(protocol)}", "write `HTTP`", protocol.span)
    others = template.users.get(one.id, [])
    routes = [r for r in others if r.type == "AWS::ApiGatewayV2::Route"]
    yield from _closed_to_pages(one, routes)
    if routes and not any(r.type == "AWS::ApiGatewayV2::Stage" for r in others):
        yield _Odd("has routes and no stage, so nobody can call it",
                   "add an `AWS::ApiGatewayV2::Stage` with `AutoDeploy: true`",
                   fault=DOES_NOTHING)  # fmt: skip


def _closed_to_pages(one: Resource, routes: list[Resource]) -> Iterator[_Odd]:
    """Methods of routes that pages elsewhere may not use, where they may use others."""
    allowed = one.properties.get("CorsConfiguration", "AllowMethods")
    methods = [plain(item) for item in allowed.entries] if allowed is not None else []
    if allowed is None or "*" in methods or not all(methods):
        return
    wanted = {_text(route, "RouteKey").partition(" ")[0] for route in routes}
    for method in sorted(wanted & {"DELETE", "GET", "PATCH", "POST", "PUT"} - set(methods)):
        yield _Odd(
            f"has a route for {method}, and pages may not ask it",
            f"write `{method}` in `AllowMethods`",
            allowed.span,
            fault=DOES_NOTHING,
        )


def _integration(one: Resource, template: _Around) -> Iterator[_Odd]:
    kind, uri = one.properties.get("IntegrationType"), one.properties.get("IntegrationUri")
    parts = uri.value.parts if uri is not None and isinstance(uri.value, Text) else ()
    named = [part for part in (*parts, uri.value if uri is not None else None)
             if isinstance(part, Reference)]  # fmt: skip
    called = [
        target for part in named if (target := template.resources.get(part.resource)) is not None
    ]
    is_function = any(target.type == "AWS::Lambda::Function" for target in called)
    if not is_function or kind is None:
        return
    if plain(kind) not in ("AWS_PROXY", "AWS"):
        yield _Odd(f"calls a function as {plain(kind)}", "write `AWS_PROXY`", kind.span)
    api = _target(template, one.properties.get("ApiId"))
    if api is not None and _text(api, "ProtocolType") == "HTTP":
        yield from _lacks(one, "PayloadFormatVersion", where=", which an HTTP API needs")


def _api_route(one: Resource, _: _Around) -> Iterator[_Odd]:
    target = one.properties.get("Target")
    if target is None:
        yield _Odd(
            "leads to no integration", "write `Target: !Sub integrations/${…}`", fault=DOES_NOTHING
        )
    elif isinstance(target.value, Reference) or plain(target).startswith("/"):
        yield _Odd(
            "names its integration without the word in front of it",
            "write `Target: !Sub integrations/${…}`",
            target.span,
        )


def _stage(one: Resource, _: _Around) -> Iterator[_Odd]:
    deployed = _text(one, "AutoDeploy").lower() == "true" or _has(one, "DeploymentId")
    if not deployed:
        yield _Odd("deploys nothing", "write `AutoDeploy: true`", fault=DOES_NOTHING)


# Buckets

_OPEN = ("PublicRead", "PublicReadWrite", "AuthenticatedRead", "LogDeliveryWrite")
_BLOCKS = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")


def _bucket(one: Resource, _: _Around) -> Iterator[_Odd]:
    acl = one.properties.get("AccessControl")
    if plain(acl) in _OPEN and acl is not None and not _has(one, "OwnershipControls"):
        yield _Odd(f"has the ACL {plain(acl)}, and new buckets take none",
                   "leave it out, and write a bucket policy", acl.span)  # fmt: skip


_EVENTS = re.compile(
    r"s3:(?:ObjectCreated|ObjectRemoved|ObjectRestore|Replication|LifecycleExpiration"
    r"|ObjectTagging):(?:\*|\w+)|s3:(?:TestEvent|ReducedRedundancyLostObject|LifecycleTransition"
    r"|IntelligentTiering|ObjectAcl:Put)"
)


def _events(one: Resource, _: _Around) -> Iterator[_Odd]:
    for key in ("TopicConfigurations", "QueueConfigurations", "LambdaConfigurations"):
        for told in _entries(one, "NotificationConfiguration", key):
            event = told.get("Event")
            if event is not None and plain(event) and not _EVENTS.fullmatch(plain(event)):
                yield _Odd(f"tells of {plain(event)}, which never happens",
                           "write an event of S3 such as `s3:ObjectCreated:*`",
                           event.span)  # fmt: skip


def _blocked(one: Resource, template: _Around) -> Iterator[_Odd]:
    """A bucket that anybody may open, and nobody does."""
    block = one.properties.get("PublicAccessBlockConfiguration")
    off = block is not None and all(plain(block.get(key)).lower() == "false" for key in _BLOCKS)
    if block is None or not off or _has(one, "WebsiteConfiguration"):
        return
    public = any(
        "*" in statement.principals
        for user in template.users.get(one.id, ())
        if user.type == "AWS::S3::BucketPolicy"
        for statement in statements(user.properties.get("PolicyDocument"))
    )
    if not public:
        yield _Odd("lets itself be opened to everybody, and nothing is served from it",
                   "write `true` for all four", block.span, fault=NOT_BLOCKED)  # fmt: skip


_LOOKS: Mapping[str, tuple[_Look, ...]] = {
    "AWS::ApiGatewayV2::Api": (_api,),
    "AWS::ApiGatewayV2::Integration": (_integration,),
    "AWS::ApiGatewayV2::Route": (_api_route,),
    "AWS::ApiGatewayV2::Stage": (_stage,),
    "AWS::AutoScaling::AutoScalingGroup": (_group,),
    "AWS::DynamoDB::Table": (_table,),
    "AWS::EC2::Instance": (_instance, _classic),
    "AWS::EC2::LaunchTemplate": (_start,),
    "AWS::EC2::NatGateway": (_nat,),
    "AWS::EC2::NetworkAclEntry": (_acl_entry,),
    "AWS::EC2::Route": (_route,),
    "AWS::EC2::Subnet": (_zone,),
    "AWS::EC2::VPC": (_vpc,),
    "AWS::EC2::VPCEndpoint": (_endpoint,),
    "AWS::EC2::VPCGatewayAttachment": (_attachment,),
    "AWS::ElasticLoadBalancingV2::TargetGroup": (_target_group,),
    "AWS::Events::Rule": (_rule, _rate),
    "AWS::IAM::InstanceProfile": (_profile,),
    "AWS::IAM::Policy": (_policy,),
    "AWS::Lambda::EventSourceMapping": (_mapping,),
    "AWS::Lambda::Function": (_function,),
    "AWS::RDS::DBInstance": (_database, _classic),
    "AWS::S3::Bucket": (_bucket, _blocked, _events),
    "AWS::SNS::Subscription": (_subscription,),
    "AWS::SQS::Queue": (_queue,),
}
