"""What AWS itself will do at run time, because of the wiring in a template.

Every subscription, rule target, route, notification and event source mapping becomes the requests
that the service makes: under which principal, with which action, on what, and in which context.
A service whose wiring is not known here makes no request, and then the statements that let it in
are reported as drawn by nobody: add a function for its resource type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from tests.iam.policy import Caller, as_list
from tests.iam.template import ACCOUNT, Resource, Template


class Call(NamedTuple):
    """One request that AWS makes for a component."""

    caller: Caller
    action: str
    resource: str
    context: Mapping[str, str]
    wiring: Resource  # what makes AWS do it
    source: str  # the component for which it is done
    own: bool = False  # for its own sake: a log, a trace, an address in a subnet

    def __str__(self) -> str:
        why = f"{self.wiring.type} {self.wiring.id}"
        return f"{self.caller} does {self.action} on {self.resource} because of {why}"


class Assumption(NamedTuple):
    """A service that takes on a role for a resource."""

    role: str
    service: str
    context: Mapping[str, str]
    resource: Resource


# What a service does to its target, by the service in the target's ARN.
_DELIVERY = {
    "lambda": ("lambda:InvokeFunction",),
    "sqs": ("sqs:SendMessage",),
    "sns": ("sns:Publish",),
    "events": ("events:PutEvents",),
    "kinesis": ("kinesis:PutRecord",),
    "firehose": ("firehose:PutRecord",),
    "states": ("states:StartExecution",),
    "s3": ("s3:PutObject",),
    "logs": ("logs:CreateLogStream", "logs:PutLogEvents"),
}

# What Lambda does under the function's role to fetch, by the service of the event source.
# https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html and its neighbours
_FETCHING: dict[str, tuple[tuple[str, str], ...]] = {
    "sqs": (
        ("sqs:ReceiveMessage", "{arn}"),
        ("sqs:DeleteMessage", "{arn}"),
        ("sqs:GetQueueAttributes", "{arn}"),
    ),
    "kinesis": (
        ("kinesis:DescribeStream", "{arn}"),
        ("kinesis:DescribeStreamSummary", "{arn}"),
        ("kinesis:GetRecords", "{arn}"),
        ("kinesis:GetShardIterator", "{arn}"),
        ("kinesis:ListShards", "{arn}"),
    ),
    "dynamodb": (
        ("dynamodb:DescribeStream", "{arn}"),
        ("dynamodb:GetRecords", "{arn}"),
        ("dynamodb:GetShardIterator", "{arn}"),
        ("dynamodb:ListStreams", "*"),
    ),
}

# https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
_INTERFACES = (
    ("ec2:CreateNetworkInterface", "arn:aws:ec2:{region}:{account}:*/*"),
    ("ec2:DeleteNetworkInterface", "arn:aws:ec2:{region}:{account}:*/*"),
    ("ec2:AssignPrivateIpAddresses", "arn:aws:ec2:{region}:{account}:*/*"),
    ("ec2:UnassignPrivateIpAddresses", "arn:aws:ec2:{region}:{account}:*/*"),
    ("ec2:DescribeNetworkInterfaces", "*"),
    ("ec2:DescribeSubnets", "*"),
)


def service_of(arn: str) -> str:
    """`sqs` of a queue's ARN."""
    parts = arn.split(":")
    return parts[2] if len(parts) > 5 else ""


def _deliver(
    template: Template, wiring: Resource, caller: Caller, target: str, source_arn: str
) -> Iterator[Call]:
    """A service that hands something to a target, by role or under its own name."""
    actions = _DELIVERY.get(service_of(target))
    assert actions, f"tests/iam/calls.py: what is done to {target!r} of {wiring.id}?"
    context = {"aws:SourceArn": source_arn, "aws:SourceAccount": ACCOUNT}
    for action in actions:
        yield Call(caller, action, target, {} if caller.role else context, wiring, wiring.component)


def _subscription(template: Template, it: Resource) -> Iterator[Call]:
    given = it.properties
    caller, topic = Caller(service="sns.amazonaws.com"), given["TopicArn"]
    if given["Protocol"] in ("lambda", "sqs"):
        yield from _deliver(template, it, caller, given["Endpoint"], topic)
    elif given["Protocol"] == "firehose":
        role = Caller(role=given["SubscriptionRoleArn"])
        yield from _deliver(template, it, role, given["Endpoint"], topic)
    letters = (given.get("RedrivePolicy") or {}).get("deadLetterTargetArn")
    if letters:
        yield from _deliver(template, it, caller, letters, topic)


def _rule(template: Template, it: Resource) -> Iterator[Call]:
    arn = template.arn(it.id)
    caller = Caller(service="events.amazonaws.com")
    for target in it.properties.get("Targets", []):
        role = target.get("RoleArn")
        if service_of(target["Arn"]) in ("kinesis", "firehose", "states", "events"):
            assert role, f"{it.id}: EventBridge takes on a role for {target['Arn']}"
        who = Caller(role=role) if role else caller
        yield from _deliver(template, it, who, target["Arn"], arn)
        letters = target.get("DeadLetterConfig", {}).get("Arn")
        if letters:
            yield from _deliver(template, it, caller, letters, arn)


def _schedule(template: Template, it: Resource) -> Iterator[Call]:
    target = it.properties["Target"]
    caller = Caller(role=target["RoleArn"])
    if not target["Arn"].startswith("arn:aws:scheduler:::"):
        yield from _deliver(template, it, caller, target["Arn"], "")
    letters = target.get("DeadLetterConfig", {}).get("Arn")
    if letters:
        yield from _deliver(template, it, caller, letters, "")


def _bucket(template: Template, it: Resource) -> Iterator[Call]:
    wanted = it.properties.get("NotificationConfiguration", {})
    caller, arn = Caller(service="s3.amazonaws.com"), template.arn(it.id)
    for group, key in (
        ("LambdaConfigurations", "Function"),
        ("QueueConfigurations", "Queue"),
        ("TopicConfigurations", "Topic"),
    ):
        for one in wanted.get(group, []):
            yield from _deliver(template, it, caller, one[key], arn)
    logs = it.properties.get("LoggingConfiguration", {})
    if "DestinationBucketName" in logs:
        objects = f"arn:aws:s3:::{logs['DestinationBucketName']}/{logs.get('LogFilePrefix', '')}x"
        context = {"aws:SourceArn": arn, "aws:SourceAccount": ACCOUNT}
        service = Caller(service="logging.s3.amazonaws.com")
        yield Call(service, "s3:PutObject", objects, context, it, it.component)
    closed = it.properties.get("PublicAccessBlockConfiguration", {})
    if "WebsiteConfiguration" in it.properties and closed.get("BlockPublicPolicy") is False:
        # A website's own address speaks no TLS.
        plain = {"aws:SecureTransport": "false"}
        yield Call(Caller(), "s3:GetObject", f"{arn}/index.html", plain, it, it.component, own=True)


def _route(template: Template, it: Resource) -> Iterator[Call]:
    given = it.properties
    api = given["ApiId"]
    start = f"arn:aws:execute-api:{template.region}:{ACCOUNT}:{api}"
    stages = [
        s.properties["StageName"]
        for s in template.of_type("AWS::ApiGatewayV2::Stage")
        if s.properties["ApiId"] == api
    ]
    integration = next(
        (
            i
            for i in template.of_type("AWS::ApiGatewayV2::Integration")
            if given.get("Target") == f"integrations/{template.values(i.id)['ref']}"
        ),
        None,
    )
    assert integration is not None, f"{it.id} has no integration"
    assert stages, f"{it.id} has no stage"
    target = integration.properties.get("IntegrationUri", "")
    role = integration.properties.get("CredentialsArn")
    if integration.properties.get("IntegrationSubtype"):
        action, key = _SUBTYPES[integration.properties["IntegrationSubtype"]]
        wanted = integration.properties["RequestParameters"][key]
        assert role, f"{integration.id} takes on no role"
        yield Call(Caller(role=role), action, _named(wanted, template), {}, it, it.component)
        return
    key = given["RouteKey"]
    method, _, path = key.partition(" ")
    methods = ("GET", "POST") if method == "ANY" else (method,)
    for stage in stages:
        for one in methods:
            source = f"{start}/{stage}/{one}{path}" if path else f"{start}/{stage}/{key}"
            who = Caller(role=role) if role else Caller(service="apigateway.amazonaws.com")
            yield from _deliver(template, it, who, target, source)


_SUBTYPES = {
    "SQS-SendMessage": ("sqs:SendMessage", "QueueUrl"),
    "EventBridge-PutEvents": ("events:PutEvents", "EventBusName"),
    "Kinesis-PutRecord": ("kinesis:PutRecord", "StreamName"),
    "StepFunctions-StartExecution": ("states:StartExecution", "StateMachineArn"),
}


def _named(wanted: str, template: Template) -> str:
    """The ARN of a resource that is named by its URL, its name or its ARN."""
    for key in template.resources:
        if wanted in template.values(key).values() and "arn" in template.values(key):
            return template.arn(key)
    return wanted


def _authorizer(template: Template, it: Resource) -> Iterator[Call]:
    uri = it.properties.get("AuthorizerUri", "")
    match = re.search(r"functions/(arn:.*)/invocations", uri)
    if match:
        api, ref = it.properties["ApiId"], template.values(it.id)["ref"]
        arn = f"arn:aws:execute-api:{template.region}:{ACCOUNT}:{api}/authorizers/{ref}"
        caller = Caller(service="apigateway.amazonaws.com")
        yield from _deliver(template, it, caller, match[1], arn)


def _function_role(template: Template, name: str) -> str:
    """The role of the function that an ARN or a name speaks of."""
    arn = name if name.startswith("arn:") else _named(name, template)
    owner = template.owner(arn)
    while owner is not None and owner.type != "AWS::Lambda::Function":
        owner = template.owner(_named(owner.properties["FunctionName"], template))
    assert owner is not None, f"no function is {name}"
    return str(owner.properties["Role"])


def _mapping(template: Template, it: Resource) -> Iterator[Call]:
    given = it.properties
    source, function = given["EventSourceArn"], given["FunctionName"]
    caller = Caller(role=_function_role(template, function))
    component = template.component_of(source)
    fetching = _FETCHING.get(service_of(source))
    assert fetching, f"tests/iam/calls.py: how does Lambda fetch from {source!r} of {it.id}?"
    for action, resource in fetching:
        yield Call(caller, action, resource.format(arn=source), {}, it, component)
    letters = given.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
    if letters:
        yield from _deliver(template, it, caller, letters, "")


def _invoke_config(template: Template, it: Resource) -> Iterator[Call]:
    caller = Caller(role=_function_role(template, it.properties["FunctionName"]))
    for destination in it.properties.get("DestinationConfig", {}).values():
        yield from _deliver(template, it, caller, destination["Destination"], "")


def _function(template: Template, it: Resource) -> Iterator[Call]:
    given = it.properties
    caller = Caller(role=given["Role"])
    group = given.get("LoggingConfig", {}).get("LogGroup")
    if group:
        arn = f"arn:aws:logs:{template.region}:{ACCOUNT}:log-group:{group}:*"
        for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
            yield Call(caller, action, arn, {}, it, it.component, own=True)
    if given.get("TracingConfig", {}).get("Mode") == "Active":
        for action in ("xray:PutTraceSegments", "xray:PutTelemetryRecords"):
            yield Call(caller, action, "*", {}, it, it.component, own=True)
    if given.get("VpcConfig"):
        for action, pattern in _INTERFACES:
            resource = pattern.format(region=template.region, account=ACCOUNT)
            yield Call(caller, action, resource, {}, it, it.component, own=True)
    letters = given.get("DeadLetterConfig", {}).get("TargetArn")
    if letters:
        yield from _deliver(template, it, caller, letters, "")


def _url(template: Template, it: Resource) -> Iterator[Call]:
    if it.properties["AuthType"] != "NONE":
        return
    arn = _named(it.properties["TargetFunctionArn"], template)
    if it.properties.get("Qualifier"):
        arn += f":{it.properties['Qualifier']}"
    # https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html: both are needed.
    for action, key, value in (
        ("lambda:InvokeFunctionUrl", "lambda:FunctionUrlAuthType", "NONE"),
        ("lambda:InvokeFunction", "lambda:InvokedViaFunctionUrl", "true"),
    ):
        yield Call(Caller(), action, arn, {key: value}, it, it.component, own=True)


def _log_filter(template: Template, it: Resource) -> Iterator[Call]:
    given, region = it.properties, template.region
    arn = f"arn:aws:logs:{region}:{ACCOUNT}:log-group:{given['LogGroupName']}:*"
    role = given.get("RoleArn")
    who = Caller(role=role) if role else Caller(service="logs.amazonaws.com")
    yield from _deliver(template, it, who, given["DestinationArn"], arn)


def _flow_log(template: Template, it: Resource) -> Iterator[Call]:
    """What the service of flow logs does with the role that it is given."""
    given = it.properties
    arn = f"arn:aws:logs:{template.region}:{ACCOUNT}:log-group:{given['LogGroupName']}:*"
    caller = Caller(role=given["DeliverLogsPermissionArn"])
    for action in ("logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"):
        yield Call(caller, action, arn, {}, it, it.component, own=True)


_WIRING: dict[str, Callable[[Template, Resource], Iterator[Call]]] = {
    "AWS::SNS::Subscription": _subscription,
    "AWS::Events::Rule": _rule,
    "AWS::Scheduler::Schedule": _schedule,
    "AWS::S3::Bucket": _bucket,
    "AWS::ApiGatewayV2::Route": _route,
    "AWS::ApiGatewayV2::Authorizer": _authorizer,
    "AWS::Lambda::EventSourceMapping": _mapping,
    "AWS::Lambda::EventInvokeConfig": _invoke_config,
    "AWS::Lambda::Function": _function,
    "AWS::Lambda::Url": _url,
    "AWS::Logs::SubscriptionFilter": _log_filter,
    "AWS::EC2::FlowLog": _flow_log,
}


def calls(template: Template) -> list[Call]:
    """Every request that AWS makes by itself."""
    return [
        call
        for resource in template.resources.values()
        if resource.type in _WIRING
        for call in _WIRING[resource.type](template, resource)
    ]


def assumptions(template: Template) -> Iterator[Assumption]:
    """Every role that a service takes on, and for what."""
    for it in template.resources.values():
        given = it.properties
        arn = template.values(it.id).get("arn", "")
        context = {"aws:SourceAccount": ACCOUNT, "aws:SourceArn": arn}
        match it.type:
            case "AWS::Lambda::Function":
                yield Assumption(given["Role"], "lambda.amazonaws.com", {}, it)
            case "AWS::Scheduler::Schedule":
                # https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-
                # deputy-prevention.html: the source is the group, never the schedule.
                group = given.get("GroupName", "default")
                start = f"arn:aws:scheduler:{template.region}:{ACCOUNT}:schedule-group/"
                context["aws:SourceArn"] = start + group
                role = given["Target"]["RoleArn"]
                yield Assumption(role, "scheduler.amazonaws.com", context, it)
            case "AWS::Events::Rule":
                for target in given.get("Targets", []):
                    if "RoleArn" in target:
                        yield Assumption(target["RoleArn"], "events.amazonaws.com", context, it)
            case "AWS::EC2::FlowLog":
                yield Assumption(
                    given["DeliverLogsPermissionArn"], "vpc-flow-logs.amazonaws.com", context, it
                )
            case "AWS::IAM::InstanceProfile":
                for name in as_list(given["Roles"]):
                    role = f"arn:aws:iam::{ACCOUNT}:role/{name}"
                    yield Assumption(role, "ec2.amazonaws.com", {}, it)


def roles_of(template: Template) -> dict[str, set[str]]:
    """The roles that each component acts under, as far as the template shows them."""
    found: dict[str, set[str]] = {}
    profiles = {
        value: f"arn:aws:iam::{ACCOUNT}:role/{name}"
        for profile in template.of_type("AWS::IAM::InstanceProfile")
        for name in as_list(profile.properties["Roles"])
        for value in template.values(profile.id).values()
    }
    for it in template.resources.values():
        for name in _roles(it.properties):
            found.setdefault(it.component, set()).add(profiles.get(name, name))
    return found


def _roles(value: Any) -> Iterator[str]:
    """Roles and instance profiles, at whatever depth they are named."""
    if isinstance(value, Mapping):
        for key, entry in value.items():
            if key in ("Role", "RoleArn", "CredentialsArn") and isinstance(entry, str):
                yield entry
            elif key == "IamInstanceProfile":
                yield from entry.values() if isinstance(entry, Mapping) else (entry,)
            else:
                yield from _roles(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _roles(entry)
