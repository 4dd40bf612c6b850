"""Deploy a CloudFormation template into moto, in process, refusing what moto would skip."""

from __future__ import annotations

import base64
import json
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from ipaddress import ip_network
from itertools import count, islice
from typing import Any
from unittest import mock

import yaml
from botocore.exceptions import ClientError  # type: ignore[import-untyped, unused-ignore]
from moto import mock_aws
from moto.cloudformation import parsing
from moto.cloudformation.exceptions import ValidationError

from tests.engines import moto_network  # noqa: F401 - its handlers register themselves
from tests.engines.moto_call import MODELS, Call, DeployError, Made, Place, client_of, handles
from tests.engines.moto_order import as_late_as_possible

STACK = "probe"
_PUBLIC_IMAGE = re.compile(
    r"/aws/service/ami-amazon-linux-latest/"
    r"(?:al2023-ami(?:-minimal)?-kernel-(?:default|6\.1|6\.12)"
    r"|amzn2-ami(?:-minimal)?(?:-kernel-5\.10)?-hvm(?:-gp2|-ebs)?)-(?P<arch>x86_64|arm64)(?:-gp2)?"
)
_DYNAMIC = re.compile(r"\{\{resolve:(?P<service>secretsmanager|ssm):(?P<rest>[^{}]+)\}\}")
_IMAGE_PARAMETER = "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>"
_ACCOUNTS = count(100000000001)
# Taken before any patch, so that nested deployments do not wrap one another.
_CLEAN_JSON = parsing.clean_json
_PARSE_RESOURCE = parsing.parse_resource
_MOTO_MODELS = parsing.get_model_map()
_TARGET_TYPES = {"AWS::RDS::DBInstance", "AWS::RDS::DBCluster"}


@dataclass(frozen=True)
class Deployed:
    """A deployed stack: its region, boto3 clients, physical ids and outputs."""

    place: Place
    stack_name: str = STACK

    @property
    def region(self) -> str:
        """The region of the stack."""
        return self.place.region

    def client(self, service: str) -> Any:
        """Return a boto3 client of the service in the stack's region, answered by moto."""
        return self.place.client(service)

    def resources(self) -> dict[str, str]:
        """Return logical id -> physical id of every resource of the stack."""
        answer = self.client("cloudformation").describe_stack_resources(StackName=self.stack_name)
        return {
            row["LogicalResourceId"]: row.get("PhysicalResourceId", "")
            for row in answer["StackResources"]
            # moto lists a resource whose condition is false as an empty row.
            if "LogicalResourceId" in row
        }

    def outputs(self) -> dict[str, str]:
        """Return output name -> value."""
        answer = self.client("cloudformation").describe_stacks(StackName=self.stack_name)
        return {
            row["OutputKey"]: row["OutputValue"] for row in answer["Stacks"][0].get("Outputs", [])
        }


@contextmanager
def deployed(
    template_text: str,
    region: str = "eu-west-1",
    parameters: dict[str, str] | None = None,
    account: str | None = None,
) -> Iterator[Deployed]:
    """Deploy the YAML or JSON template into an account of moto, an empty one, and yield the stack.

    Raises DeployError for an unsupported type or attribute and for a template moto refuses, and
    AssertionError for a resource AWS would refuse. Deployments may be nested.
    """
    # moto forgets nothing while an outer deployment lives, hence an account for each.
    place = Place(region, account or f"{next(_ACCOUNTS):012d}")
    with ExitStack() as stack:
        # Its hundreds of images cost more time than a whole deployment, and none is needed.
        stack.enter_context(mock.patch.dict("os.environ", MOTO_EC2_LOAD_DEFAULT_AMIS="false"))
        stack.enter_context(mock_aws())
        stack.callback(client_of.cache_clear)
        for name, replacement in _patches(place).items():
            stack.enter_context(mock.patch.object(parsing, name, replacement))
        template = as_late_as_possible(load_template(template_text))
        values = _parameter_values(template, parameters or {}, place)
        _write(template, values, place, "CREATE")
        yield Deployed(place)


def deployed_again(stack: Deployed, template_text: str, parameters: dict[str, str]) -> None:
    """Deploy a changed template, or other parameters, to a stack that is there."""
    with ExitStack() as patches:
        for name, replacement in _patches(stack.place).items():
            patches.enter_context(mock.patch.object(parsing, name, replacement))
        template = as_late_as_possible(load_template(template_text))
        values = _parameter_values(template, parameters, stack.place)
        _write(template, values, stack.place, "UPDATE")


def _write(template: dict[str, Any], values: dict[str, str], place: Place, how: str) -> None:
    client = place.client("cloudformation")
    write = client.create_stack if how == "CREATE" else client.update_stack
    given = [{"ParameterKey": name, "ParameterValue": value} for name, value in values.items()]
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="Tried to parse")
        try:
            write(
                StackName=STACK,
                TemplateBody=json.dumps(template),
                Parameters=given,
                Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
            )
            # moto works out the outputs only now.
            status = client.describe_stacks(StackName=STACK)["Stacks"][0]["StackStatus"]
        except (ClientError, ValidationError, KeyError, Warning) as error:
            raise DeployError(f"{type(error).__name__}: {error}") from error
    if status != f"{how}_COMPLETE":
        raise DeployError(f"stack is {status}")


# --- reading the template -----------------------------------------------------------------------


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short intrinsic functions and without aliases."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Compose one node; DeployError for an alias, which CloudFormation does not read."""
        if self.check_event(yaml.AliasEvent):
            raise DeployError("the template has a YAML alias, which CloudFormation refuses")
        return super().compose_node(parent, index)


def _intrinsic(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)  # type: ignore[arg-type]
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _intrinsic)
_Loader.yaml_implicit_resolvers = {
    # AWS reads 2012-10-17 as text, PyYAML as a date.
    first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load_template(text: str) -> dict[str, Any]:
    """Return the YAML or JSON template as plain data with long intrinsic functions."""
    template = _attributes_as_pairs(yaml.load(text, Loader=_Loader))
    if not isinstance(template, dict):
        raise DeployError("the template is not a mapping")
    return template


def _attributes_as_pairs(value: Any) -> Any:
    """Rewrite every Fn::GetAtt to [resource, dotted attribute], which is all moto reads."""
    if isinstance(value, list):
        return [_attributes_as_pairs(item) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"Fn::GetAtt"}:
        return {"Fn::GetAtt": _pair(value["Fn::GetAtt"])}
    return {key: _attributes_as_pairs(item) for key, item in value.items()}


def _pair(target: Any) -> list[str]:
    resource, _, attribute = (target if isinstance(target, str) else ".".join(target)).partition(
        "."
    )
    return [resource, attribute]


def _parameter_values(
    template: dict[str, Any], given: Mapping[str, str], place: Place
) -> dict[str, str]:
    """Return every parameter's value; moto converts lists and numbers only when they are passed.

    Public image parameters become ids of images registered here, for moto has no AL2023 ones.
    """
    slots: dict[str, Any] = template.get("Parameters") or {}
    unknown = sorted(set(given) - set(slots))
    if unknown:
        raise DeployError(f"no such parameters: {', '.join(unknown)}")
    values: dict[str, str] = {}
    for name, slot in slots.items():
        if name not in given and "Default" not in slot:
            raise DeployError(f"parameter {name} has no value")
        values[name] = str(given.get(name, slot.get("Default")))
        if slot["Type"] == "Number":
            # A number is text to AWS, in conditions too; moto compares it with text in vain.
            slot["Type"] = "String"
        if slot["Type"] == _IMAGE_PARAMETER:
            values[name] = _public_image(values[name], place)
            slot["Type"] = "AWS::EC2::Image::Id"
            slot.pop("Default", None)
    return values


def _public_image(parameter: str, place: Place) -> str:
    found = _PUBLIC_IMAGE.fullmatch(parameter)
    assert found, f"{parameter} is no public Amazon Linux image parameter"
    client = place.client("ec2")
    name = parameter.rsplit("/", 1)[1]
    known = client.describe_images(Filters=[{"Name": "name", "Values": [name]}])["Images"]
    if known:
        return str(known[0]["ImageId"])
    image = client.register_image(
        Name=name,
        Architecture=found["arch"],
        RootDeviceName="/dev/xvda",
        VirtualizationType="hvm",
    )
    return str(image["ImageId"])


# --- making moto strict -------------------------------------------------------------------------


class _StrictLogger:
    """Stands in for moto's logger, whose warnings are its only word on what it skips."""

    def warning(self, message: str, *values: object) -> None:
        raise DeployError(message % values if values else message)


def _patches(place: Place) -> dict[str, Any]:
    """Return the replacements of moto's parser functions by name, for one place."""
    models = {**_MOTO_MODELS, **MODELS}

    def clean_json(value: Any, known: Any) -> Any:
        if isinstance(value, dict) and "Fn::GetAZs" in value:
            # moto answers for us-east-1 when the region is "" and breaks on a Ref.
            return _zones(place)
        if isinstance(value, dict) and "Fn::GetAtt" in value:
            value = {"Fn::GetAtt": _pair(value["Fn::GetAtt"])}
        if isinstance(value, dict) and "Fn::Cidr" in value:
            return _blocks(*clean_json(value["Fn::Cidr"], known))
        return _CLEAN_JSON(value, known)

    def parse_resource(definition: Any, known: Any) -> Any:
        model, cleaned, kind = _PARSE_RESOURCE(definition, known)
        return model, _resolved(cleaned, place), kind

    return {
        "clean_json": clean_json,
        "parse_resource": parse_resource,
        "get_model_map": lambda: models,
        "logger": _StrictLogger(),
    }


def _zones(place: Place) -> list[str]:
    answer = place.client("ec2").describe_availability_zones()
    return sorted(zone["ZoneName"] for zone in answer["AvailabilityZones"])


def _blocks(block: str, number: int | str, host_bits: int | str) -> list[str]:
    """Return the first blocks with that many host bits inside the block, as Fn::Cidr does."""
    whole = ip_network(block)
    parts = whole.subnets(new_prefix=whole.max_prefixlen - int(host_bits))
    return [str(part) for part in islice(parts, int(number))]


def _resolved(value: Any, place: Place) -> Any:
    """Replace the dynamic references in every text of the value."""
    if isinstance(value, dict):
        return {key: _resolved(item, place) for key, item in value.items()}
    if isinstance(value, list):
        return [_resolved(item, place) for item in value]
    if isinstance(value, str) and "{{resolve:" in value:
        text = _DYNAMIC.sub(lambda found: _reference(found, place), value)
        assert "{{resolve:" not in text, f"unreadable dynamic reference: {value}"
        return text
    return value


def _reference(found: re.Match[str], place: Place) -> str:
    rest = found["rest"]
    if found["service"] == "ssm":
        if _PUBLIC_IMAGE.fullmatch(rest):
            return _public_image(rest, place)
        client = place.client("ssm")
        return str(client.get_parameter(Name=rest)["Parameter"]["Value"])
    secret_id, separator, tail = rest.partition(":SecretString")
    assert separator, f"{rest}: a secret reference needs :SecretString"
    client = place.client("secretsmanager")
    try:
        text = str(client.get_secret_value(SecretId=secret_id)["SecretString"])
    except ClientError as error:
        raise AssertionError(f"dynamic reference to {secret_id}: {error}") from error
    key = tail.removeprefix(":").split(":")[0]
    if not key:
        return text
    assert key in json.loads(text), f"the secret {secret_id} has no key {key}"
    return str(json.loads(text)[key])


# --- compute ------------------------------------------------------------------------------------


@handles("AWS::EC2::KeyPair", "KeyFingerprint", "KeyPairId")
def _key_pair(call: Call) -> Made:
    call.need("KeyName")
    name, material = call.properties["KeyName"], call.properties.get("PublicKeyMaterial")
    if material:
        key = base64.b64encode(material.encode()).decode()
        made = call.api("ec2", "import_key_pair", KeyName=name, PublicKeyMaterial=key)
    else:
        made = call.api("ec2", "create_key_pair", KeyName=name)
    return Made(name, {key: made[key] for key in ("KeyFingerprint", "KeyPairId")})


@handles(
    "AWS::EC2::Instance",
    "InstanceId", "PrivateIp", "PublicIp", "PrivateDnsName", "PublicDnsName", "AvailabilityZone",
    "VpcId",
)  # fmt: skip
def _instance(call: Call) -> Made:
    call.need("ImageId")
    _same_architecture(call, call.properties)
    arguments = call.rest("Tags", "IamInstanceProfile", "UserData", "SourceDestCheck")
    arguments["NetworkInterfaces"] = [
        {"Groups" if key == "GroupSet" else key: value for key, value in card.items()}
        for card in call.properties.get("NetworkInterfaces", [])
    ]
    if zone := arguments.pop("AvailabilityZone", None):
        arguments["Placement"] = {"AvailabilityZone": zone}
    if profile := call.properties.get("IamInstanceProfile"):
        call.api("iam", "get_instance_profile", InstanceProfileName=profile)
        arguments["IamInstanceProfile"] = {"Name": profile}
    if data := call.properties.get("UserData"):
        # boto3 encodes what CloudFormation wants encoded already.
        arguments["UserData"] = base64.b64decode(data, validate=True).decode()
    made = call.api("ec2", "run_instances", MinCount=1, MaxCount=1, **arguments)["Instances"][0]
    if (checked := call.properties.get("SourceDestCheck")) is not None:
        setting = {"Value": str(checked).lower() == "true"}
        call.api(
            "ec2",
            "modify_instance_attribute",
            InstanceId=made["InstanceId"],
            SourceDestCheck=setting,
        )
    call.tag(made["InstanceId"])
    return Made(made["InstanceId"], _instance_attributes(made))


def _instance_attributes(made: dict[str, Any]) -> dict[str, str]:
    return {
        "InstanceId": made["InstanceId"],
        "PrivateIp": made["PrivateIpAddress"],
        "PublicIp": made.get("PublicIpAddress", ""),
        "PrivateDnsName": made["PrivateDnsName"],
        "PublicDnsName": made.get("PublicDnsName", ""),
        "AvailabilityZone": made["Placement"]["AvailabilityZone"],
        "VpcId": made["VpcId"],
    }


def _same_architecture(call: Call, machine: Mapping[str, Any]) -> None:
    """Check that the image runs on the machine's instance type."""
    image, kind = machine.get("ImageId"), machine.get("InstanceType")
    if not (image and kind):
        return
    # moto forgets the architecture of a registered image, so it is read off the name.
    named = call.api("ec2", "describe_images", ImageIds=[image])["Images"][0]
    built = "arm64" if named["Name"].endswith("arm64") else named.get("Architecture", "x86_64")
    types = call.api("ec2", "describe_instance_types", InstanceTypes=[kind])["InstanceTypes"]
    runs = types[0]["ProcessorInfo"]["SupportedArchitectures"]
    call.check(built in runs, f"image {image} is {built}, but {kind} runs {', '.join(runs)}")


@handles(
    "AWS::EC2::LaunchTemplate", "LaunchTemplateId", "LatestVersionNumber", "DefaultVersionNumber"
)
def _launch_template(call: Call) -> Made:
    call.need("LaunchTemplateData")
    data = call.properties["LaunchTemplateData"]
    if "UserData" in data:
        base64.b64decode(data["UserData"], validate=True)
    _same_architecture(call, data)
    arguments = {"LaunchTemplateName": call.name, **call.properties}
    made = call.api("ec2", "create_launch_template", **arguments)["LaunchTemplate"]
    versions = {name: str(made[name]) for name in ("LatestVersionNumber", "DefaultVersionNumber")}
    template_id = made["LaunchTemplateId"]
    return Made(template_id, {"LaunchTemplateId": template_id, **versions})


@handles("AWS::AutoScaling::AutoScalingGroup", "AutoScalingGroupARN")
def _scaling_group(call: Call) -> Made:
    call.need("MinSize", "MaxSize")
    call.one_of("LaunchTemplate", "LaunchConfigurationName", "MixedInstancesPolicy", "InstanceId")
    properties = call.properties
    call.check(int(properties["MinSize"]) <= int(properties["MaxSize"]), "MinSize over MaxSize")
    if template := properties.get("LaunchTemplate"):
        call.check(template.get("Version"), "LaunchTemplate.Version is required")
    name = properties.get("AutoScalingGroupName", call.name)
    arguments = call.rest("MetricsCollection", "NotificationConfigurations", "Cooldown")
    arguments["AutoScalingGroupName"] = name
    if "Cooldown" in properties:
        arguments["DefaultCooldown"] = properties["Cooldown"]
    if subnets := properties.get("VPCZoneIdentifier"):
        call.api("ec2", "describe_subnets", SubnetIds=subnets)
        arguments["VPCZoneIdentifier"] = ",".join(subnets)
    if groups := properties.get("TargetGroupARNs"):
        call.api("elbv2", "describe_target_groups", TargetGroupArns=groups)
    call.api("autoscaling", "create_auto_scaling_group", **arguments)
    found = _scaling_group_named(call, name)
    return Made(name, {"AutoScalingGroupARN": found["AutoScalingGroupARN"]})


def _scaling_group_named(call: Call, name: str) -> dict[str, Any]:
    answer = call.api("autoscaling", "describe_auto_scaling_groups", AutoScalingGroupNames=[name])
    call.check(answer["AutoScalingGroups"], f"no scaling group {name}")
    group: dict[str, Any] = answer["AutoScalingGroups"][0]
    return group


@handles("AWS::AutoScaling::ScalingPolicy", "Arn", "PolicyName")
def _scaling_policy(call: Call) -> Made:
    call.need("AutoScalingGroupName")
    properties = call.properties
    group = _scaling_group_named(call, properties["AutoScalingGroupName"])
    if target := properties.get("TargetTrackingConfiguration"):
        call.check(properties.get("PolicyType") == "TargetTrackingScaling", "wrong PolicyType")
        _check_target(call, target, group)
    name = properties.get("PolicyName", call.name)
    arguments = {**properties, "PolicyName": name}
    call.api("autoscaling", "put_scaling_policy", **arguments)
    # moto's answer to the call itself lacks the ARN.
    listed = call.api("autoscaling", "describe_policies", PolicyNames=[name])["ScalingPolicies"]
    arn = listed[0]["PolicyARN"]
    return Made(arn, {"Arn": arn, "PolicyName": name})


def _check_target(call: Call, target: dict[str, Any], group: dict[str, Any]) -> None:
    part = Call(call.logical_id, call.kind, call.name, target, call.place)
    part.need("TargetValue")
    part.one_of("PredefinedMetricSpecification", "CustomizedMetricSpecification")
    metric = target.get("PredefinedMetricSpecification", {})
    if metric.get("PredefinedMetricType") != "ALBRequestCountPerTarget":
        return
    label = metric.get("ResourceLabel", "")
    part.check(
        re.fullmatch(r"app/[^/]+/[^/]+/targetgroup/[^/]+/[^/]+", label), f"ResourceLabel {label!r}"
    )
    name = label.split("/targetgroup/")[1]
    arns = group.get("TargetGroupARNs", [])
    part.check(any(arn.endswith(name) for arn in arns), f"{label} is not a target of the group")


# --- load balancing -----------------------------------------------------------------------------


@handles(
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "DNSName", "LoadBalancerName", "LoadBalancerFullName", "CanonicalHostedZoneID",
    "LoadBalancerArn", "SecurityGroups",
)  # fmt: skip
def _load_balancer(call: Call) -> Made:
    call.one_of("Subnets", "SubnetMappings")
    kind = call.properties.get("Type", "application")
    if kind == "application":
        zones = _zones_of(call, call.properties.get("Subnets", []))
        call.check(len(zones) >= 2, f"needs subnets in two zones, not {sorted(zones)}")
    arguments = {"Name": call.name[:32].rstrip("-"), **call.rest("LoadBalancerAttributes")}
    made = call.api("elbv2", "create_load_balancer", **arguments)["LoadBalancers"][0]
    arn = made["LoadBalancerArn"]
    if attributes := call.properties.get("LoadBalancerAttributes"):
        call.api(
            "elbv2",
            "modify_load_balancer_attributes",
            LoadBalancerArn=arn,
            Attributes=attributes,
        )
    full = arn.split(":loadbalancer/")[1]
    zone = made.get("CanonicalHostedZoneId", "Z32O12XQLNTSW2")
    return Made(arn, {**made, "LoadBalancerFullName": full, "CanonicalHostedZoneID": zone})


def _zones_of(call: Call, subnets: list[str]) -> set[str]:
    if not subnets:
        return set()
    answer = call.api("ec2", "describe_subnets", SubnetIds=subnets)
    return {subnet["AvailabilityZone"] for subnet in answer["Subnets"]}


@handles(
    "AWS::ElasticLoadBalancingV2::TargetGroup",
    "TargetGroupFullName", "TargetGroupName", "TargetGroupArn", "LoadBalancerArns",
)  # fmt: skip
def _target_group(call: Call) -> Made:
    if call.properties.get("TargetType") != "lambda":
        call.need("VpcId", "Port", "Protocol")
    arguments = {
        "Name": call.name[:32].rstrip("-"),
        **call.rest("TargetGroupAttributes", "Targets"),
    }
    made = call.api("elbv2", "create_target_group", **arguments)["TargetGroups"][0]
    arn = made["TargetGroupArn"]
    if attributes := call.properties.get("TargetGroupAttributes"):
        call.api(
            "elbv2", "modify_target_group_attributes", TargetGroupArn=arn, Attributes=attributes
        )
    if targets := call.properties.get("Targets"):
        call.api("elbv2", "register_targets", TargetGroupArn=arn, Targets=targets)
    return Made(arn, {**made, "TargetGroupFullName": arn.rsplit(":", 1)[1]})


@handles("AWS::ElasticLoadBalancingV2::Listener", "ListenerArn")
def _listener(call: Call) -> Made:
    call.need("LoadBalancerArn", "Port", "Protocol", "DefaultActions")
    if call.properties["Protocol"] in ("HTTPS", "TLS"):
        call.need("Certificates")
    made = call.api("elbv2", "create_listener", **call.rest("ListenerAttributes"))
    arn = made["Listeners"][0]["ListenerArn"]
    return Made(arn, {"ListenerArn": arn})


@handles("AWS::ElasticLoadBalancingV2::ListenerRule", "RuleArn", "IsDefault")
def _listener_rule(call: Call) -> Made:
    call.need("ListenerArn", "Priority", "Conditions", "Actions")
    made = call.api("elbv2", "create_rule", **call.properties)["Rules"][0]
    return Made(made["RuleArn"], {"RuleArn": made["RuleArn"], "IsDefault": made["IsDefault"]})


# --- messages -----------------------------------------------------------------------------------


@handles("AWS::SNS::TopicPolicy")
def _topic_policy(call: Call) -> Made:
    call.need("Topics", "PolicyDocument")
    call.check(not call.rest("Topics", "PolicyDocument"), "unknown property")
    for topic in call.properties["Topics"]:
        text = json.dumps(call.properties["PolicyDocument"])
        call.api(
            "sns", "set_topic_attributes",
            TopicArn=topic, AttributeName="Policy", AttributeValue=text,
        )  # fmt: skip
    return Made(call.name)


@handles("AWS::SNS::Subscription", "Arn")
def _subscription(call: Call) -> Made:
    call.need("TopicArn", "Protocol", "Endpoint")
    made = call.api("sns", "subscribe", ReturnSubscriptionArn=True, **call.properties)
    return Made(made["SubscriptionArn"], {"Arn": made["SubscriptionArn"]})


@handles("AWS::SQS::QueuePolicy")
def _queue_policy(call: Call) -> Made:
    call.need("Queues", "PolicyDocument")
    call.check(not call.rest("Queues", "PolicyDocument"), "unknown property")
    for queue in call.properties["Queues"]:
        policy = {"Policy": json.dumps(call.properties["PolicyDocument"])}
        call.api("sqs", "set_queue_attributes", QueueUrl=queue, Attributes=policy)
    return Made(call.name)


# --- data ---------------------------------------------------------------------------------------


@handles("AWS::SecretsManager::Secret", "Id")
def _secret(call: Call) -> Made:
    properties = call.properties
    call.check(
        not ("SecretString" in properties and "GenerateSecretString" in properties),
        "SecretString or GenerateSecretString, not both",
    )
    arguments = {"Name": call.name, **call.rest("GenerateSecretString", "ReplicaRegions")}
    if generate := properties.get("GenerateSecretString"):
        arguments["SecretString"] = _generated(call, generate)
    arn = call.api("secretsmanager", "create_secret", **arguments)["ARN"]
    return Made(arn, {"Id": arn})


def _generated(call: Call, generate: dict[str, Any]) -> str:
    pair = {"SecretStringTemplate", "GenerateStringKey"}
    given = pair & set(generate)
    call.check(given in (set(), pair), f"{' and '.join(sorted(pair))} go together")
    options = {key: value for key, value in generate.items() if key not in pair}
    password = call.api("secretsmanager", "get_random_password", **options)["RandomPassword"]
    if not given:
        return str(password)
    whole = json.loads(generate["SecretStringTemplate"])
    return json.dumps({**whole, generate["GenerateStringKey"]: password})


@handles("AWS::SecretsManager::SecretTargetAttachment", "Id")
def _secret_attachment(call: Call) -> Made:
    call.need("SecretId", "TargetId", "TargetType")
    properties = call.properties
    call.check(properties["TargetType"] in _TARGET_TYPES, f"TargetType {properties['TargetType']}")
    target = _database(call, properties["TargetId"])
    secret_id = properties["SecretId"]
    text = call.api("secretsmanager", "get_secret_value", SecretId=secret_id)["SecretString"]
    login = json.loads(text)
    call.check({"username", "password"} <= set(login), "the secret needs username and password")
    address = target["Endpoint"]
    login |= {"engine": target["Engine"], "host": address["Address"], "port": address["Port"]}
    call.api(
        "secretsmanager", "put_secret_value", SecretId=secret_id, SecretString=json.dumps(login)
    )
    return Made(secret_id, {"Id": secret_id})


def _database(call: Call, name: str) -> dict[str, Any]:
    answer = call.api("rds", "describe_db_instances", DBInstanceIdentifier=name)
    database: dict[str, Any] = answer["DBInstances"][0]
    return database


@handles("AWS::RDS::DBSubnetGroup")
def _db_subnet_group(call: Call) -> Made:
    call.need("DBSubnetGroupDescription", "SubnetIds")
    zones = _zones_of(call, call.properties["SubnetIds"])
    call.check(len(zones) >= 2, f"needs subnets in two zones, not {sorted(zones)}")
    name = call.properties.get("DBSubnetGroupName", call.name).lower()
    arguments = {**call.properties, "DBSubnetGroupName": name}
    call.api("rds", "create_db_subnet_group", **arguments)
    return Made(name)


@handles(
    "AWS::RDS::DBInstance",
    "Endpoint.Address", "Endpoint.Port", "Endpoint.HostedZoneId", "DBInstanceArn",
    "DbiResourceId", "MasterUserSecret.SecretArn",
)  # fmt: skip
def _db_instance(call: Call) -> Made:
    call.need("DBInstanceClass", "Engine")
    _check_login(call)
    arguments = call.rest("VPCSecurityGroups", "MasterUserSecret", "DeleteAutomatedBackups")
    name = str(arguments.get("DBInstanceIdentifier", call.name)).lower()
    arguments["DBInstanceIdentifier"] = name
    if groups := call.properties.get("VPCSecurityGroups"):
        call.api("ec2", "describe_security_groups", GroupIds=groups)
        arguments["VpcSecurityGroupIds"] = groups
    if key := call.properties.get("MasterUserSecret", {}).get("KmsKeyId"):
        arguments["MasterUserSecretKmsKeyId"] = key
    call.api("rds", "create_db_instance", **arguments)
    return Made(name, _db_attributes(_database(call, name)))


def _db_attributes(database: dict[str, Any]) -> dict[str, str]:
    attributes = {
        "Endpoint.Address": database["Endpoint"]["Address"],
        "Endpoint.Port": str(database["Endpoint"]["Port"]),
        "Endpoint.HostedZoneId": "Z29XKXDKYMONMX",
        "DBInstanceArn": database["DBInstanceArn"],
        "DbiResourceId": database["DbiResourceId"],
    }
    if managed := database.get("MasterUserSecret"):
        attributes["MasterUserSecret.SecretArn"] = managed["SecretArn"]
    return attributes


def _check_login(call: Call) -> None:
    """Check what RDS asks of a new database: storage, user and one source of the password."""
    if any(
        name in call.properties
        for name in ("SourceDBInstanceIdentifier", "DBSnapshotIdentifier", "DBClusterIdentifier")
    ):
        return
    call.need("AllocatedStorage", "MasterUsername")
    managed = str(call.properties.get("ManageMasterUserPassword", False)).lower() == "true"
    password = call.properties.get("MasterUserPassword")
    call.check(
        managed != bool(password), "MasterUserPassword or ManageMasterUserPassword, not both"
    )
    if password:
        refused = sorted(set(password) & set('/@" '))
        call.check(8 <= len(password) <= 128 and not refused, f"bad password, has {refused}")


@handles("AWS::S3::BucketPolicy")
def _bucket_policy(call: Call) -> Made:
    call.need("Bucket", "PolicyDocument")
    document = json.dumps(call.properties["PolicyDocument"])
    arguments = {**call.rest("PolicyDocument"), "Policy": document}
    call.api("s3", "put_bucket_policy", **arguments)
    return Made(call.properties["Bucket"])
