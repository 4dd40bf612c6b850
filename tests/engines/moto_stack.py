"""Deploy a CloudFormation template into moto, in process, refusing what moto would skip."""

from __future__ import annotations

import base64
import json
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from ipaddress import ip_network
from itertools import count, islice
from typing import Any
from unittest import mock

import boto3  # type: ignore[import-untyped, unused-ignore]
import yaml
from botocore.exceptions import (  # type: ignore[import-untyped, unused-ignore]
    ClientError,
    ParamValidationError,
)
from moto import mock_aws
from moto.cloudformation import parsing
from moto.cloudformation.exceptions import ValidationError
from moto.core.common_models import CloudFormationModel

STACK = "probe"
_PUBLIC_IMAGE = re.compile(
    r"/aws/service/ami-amazon-linux-latest/"
    r"(?:al2023-ami(?:-minimal)?-kernel-(?:default|6\.1|6\.12)"
    r"|amzn2-ami(?:-minimal)?(?:-kernel-5\.10)?-hvm(?:-gp2|-ebs)?)-(?P<arch>x86_64|arm64)(?:-gp2)?"
)
_DYNAMIC = re.compile(r"\{\{resolve:(?P<service>secretsmanager|ssm):(?P<rest>[^{}]+)\}\}")
_IMAGE_PARAMETER = "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>"
_PORTS = ("IpProtocol", "FromPort", "ToPort")
_ACCOUNTS = count(100000000001)
# Taken before any patch, so that nested deployments do not wrap one another.
_CLEAN_JSON = parsing.clean_json
_PARSE_RESOURCE = parsing.parse_resource
_MOTO_MODELS = parsing.get_model_map()
_TARGET_TYPES = {"AWS::RDS::DBInstance", "AWS::RDS::DBCluster"}


class DeployError(Exception):
    """The stack was refused or did not reach CREATE_COMPLETE; the message says why."""


@dataclass(frozen=True)
class Place:
    """Where a stack stands: a region of an account that no other stack of this run uses."""

    region: str
    account: str

    def client(self, service: str) -> Any:
        """Return a boto3 client of the service here, answered by moto."""
        return _client(service, self)


@cache
def _client(service: str, place: Place) -> Any:
    """Return a client made inside the running moto; making one costs more than most calls."""
    client = boto3.client(service, region_name=place.region)

    def name_account(params: dict[str, Any], **_: Any) -> None:
        params["headers"]["x-moto-account-id"] = place.account

    client.meta.events.register("before-call", name_account)
    return client


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
        stack.callback(_client.cache_clear)
        for name, replacement in _patches(place).items():
            stack.enter_context(mock.patch.object(parsing, name, replacement))
        template = load_template(template_text)
        values = _parameter_values(template, parameters or {}, place)
        _write(template, values, place, "CREATE")
        yield Deployed(place)


def deployed_again(stack: Deployed, template_text: str, parameters: dict[str, str]) -> None:
    """Deploy a changed template, or other parameters, to a stack that is there."""
    with ExitStack() as patches:
        for name, replacement in _patches(stack.place).items():
            patches.enter_context(mock.patch.object(parsing, name, replacement))
        template = load_template(template_text)
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
    models = {**_MOTO_MODELS, **_MODELS}

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


# --- handlers -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Made:
    """What a handler made: the physical id (what Ref gives) and the attributes for GetAtt."""

    physical_id: str
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Call:
    """One resource to make: its logical id, type, generated name and resolved properties."""

    logical_id: str
    kind: str
    name: str
    properties: dict[str, Any]
    place: Place

    def check(self, fact: object, message: str) -> None:
        """Raise AssertionError naming the resource unless the fact holds."""
        assert fact, f"{self.logical_id} ({self.kind}): {message}"

    def need(self, *names: str) -> None:
        """Raise AssertionError unless every named property is set."""
        for name in names:
            self.check(self.properties.get(name) not in (None, "", []), f"{name} is required")

    def one_of(self, *names: str) -> None:
        """Raise AssertionError unless exactly one of the named properties is set."""
        given = [name for name in names if self.properties.get(name) is not None]
        self.check(len(given) == 1, f"exactly one of {', '.join(names)}, not {given}")

    def api(self, service: str, operation: str, **arguments: Any) -> dict[str, Any]:
        """Call boto3 with texts turned into the numbers and booleans the API wants.

        Raises AssertionError for an argument the API does not know and for a refused call.
        """
        client = self.place.client(service)
        method = client.meta.method_to_api_mapping[operation]
        shape = client.meta.service_model.operation_model(method).input_shape
        try:
            answer: dict[str, Any] = getattr(client, operation)(**_fit(arguments, shape))
        except (ClientError, ParamValidationError) as error:
            raise AssertionError(f"{self.logical_id} ({self.kind}): {error}") from error
        return answer

    def rest(self, *without: str) -> dict[str, Any]:
        """Return the properties except the named ones."""
        return {key: value for key, value in self.properties.items() if key not in without}

    def tag(self, physical_id: str) -> None:
        """Put the Tags property on an EC2 resource."""
        if tags := self.properties.get("Tags"):
            self.api("ec2", "create_tags", Resources=[physical_id], Tags=tags)


def _fit(value: Any, shape: Any) -> Any:
    """Return the value with the scalar types of the botocore shape; CloudFormation takes texts."""
    kind = shape.type_name
    if isinstance(value, dict) and kind == "structure":
        return {
            key: _fit(item, shape.members[key]) if key in shape.members else item
            for key, item in value.items()
        }
    if isinstance(value, list) and kind == "list":
        return [_fit(item, shape.member) for item in value]
    if kind == "string" and isinstance(value, (bool, int, float)):
        return str(value).lower() if isinstance(value, bool) else str(value)
    if kind in ("integer", "long") and isinstance(value, str):
        return int(value)
    if kind in ("float", "double") and isinstance(value, str):
        return float(value)
    if kind == "boolean" and value in ("true", "false"):
        return value == "true"
    return value


class _Resource(CloudFormationModel):
    """A resource made by a handler of this file, in the form moto's parser expects."""

    kind = ""
    attribute_names: frozenset[str] = frozenset()
    make: staticmethod[[Call], Made]

    def __init__(self, made: Made, properties: Mapping[str, Any]) -> None:
        self.physical_resource_id = made.physical_id
        self._attributes = made.attributes
        self._properties = properties

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        """Return whether GetAtt may ask for the attribute."""
        return attr in cls.attribute_names

    def get_cfn_attribute(self, attribute_name: str) -> Any:
        """Return the attribute; DeployError when the type has none of that name."""
        if attribute_name not in self._attributes:
            raise DeployError(f"{self.kind} has no attribute {attribute_name} here")
        return self._attributes[attribute_name]

    @classmethod
    def create_from_cloudformation_json(
        cls,
        resource_name: str,
        cloudformation_json: dict[str, Any],
        account_id: str,
        region_name: str,
        **kwargs: Any,
    ) -> _Resource:
        """Make the resource from its resolved definition."""
        properties = cloudformation_json.get("Properties") or {}
        place = Place(region_name, account_id)
        call = Call(kwargs["LogicalId"], cls.kind, resource_name, properties, place)
        return cls(cls.make(call), properties)

    @classmethod
    def update_from_cloudformation_json(
        cls, original_resource: Any, cloudformation_json: dict[str, Any], **_: Any
    ) -> _Resource:
        """Keep what a second deployment has just made; nothing is changed in place here."""
        wanted = cloudformation_json.get("Properties") or {}
        if not isinstance(original_resource, cls) or original_resource._properties != wanted:
            raise DeployError(f"{cls.kind} would have to change")
        return original_resource

    def delete(self, account_id: str, region_name: str) -> None:
        """Do nothing: moto forgets everything when the stack's context ends."""


Handler = Callable[[Call], Made]
_MODELS: dict[str, type[_Resource]] = {}


def handles(kind: str, *attributes: str) -> Callable[[Handler], Handler]:
    """Register the function as the handler of a resource type with these GetAtt attributes."""

    def register(handler: Handler) -> Handler:
        members = {
            "kind": kind,
            "attribute_names": frozenset(attributes),
            "make": staticmethod(handler),
        }
        _MODELS[kind] = type(handler.__name__, (_Resource,), members)
        return handler

    return register


# --- network ------------------------------------------------------------------------------------


@handles("AWS::EC2::Subnet", "SubnetId", "AvailabilityZone", "VpcId", "CidrBlock")
def _subnet(call: Call) -> Made:
    call.need("VpcId", "CidrBlock")
    public = call.properties.get("MapPublicIpOnLaunch")
    made = call.api("ec2", "create_subnet", **call.rest("MapPublicIpOnLaunch", "Tags"))["Subnet"]
    if public is not None:
        call.api(
            "ec2",
            "modify_subnet_attribute",
            SubnetId=made["SubnetId"],
            MapPublicIpOnLaunch={"Value": str(public).lower()},
        )
    call.tag(made["SubnetId"])
    return Made(made["SubnetId"], made)


@handles("AWS::EC2::SubnetRouteTableAssociation", "Id")
def _route_association(call: Call) -> Made:
    call.need("SubnetId", "RouteTableId")
    made = call.api("ec2", "associate_route_table", **call.properties)
    return Made(made["AssociationId"], made)


@handles("AWS::EC2::SecurityGroup", "GroupId", "VpcId")
def _security_group(call: Call) -> Made:
    call.need("GroupDescription", "VpcId")
    properties = call.properties
    group_id = call.api(
        "ec2",
        "create_security_group",
        GroupName=properties.get("GroupName", call.name),
        Description=properties["GroupDescription"],
        VpcId=properties["VpcId"],
    )["GroupId"]
    call.tag(group_id)
    for rule in properties.get("SecurityGroupIngress", []):
        _authorize(call, "ingress", group_id, rule)
    if egress := properties.get("SecurityGroupEgress"):
        # As in AWS, only rules inside the group displace the rule that allows everything.
        everything = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
        call.api("ec2", "revoke_security_group_egress", GroupId=group_id, IpPermissions=everything)
        for rule in egress:
            _authorize(call, "egress", group_id, rule)
    return Made(group_id, {"GroupId": group_id, "VpcId": properties["VpcId"]})


@handles("AWS::EC2::SecurityGroupIngress", "Id")
def _ingress(call: Call) -> Made:
    call.need("GroupId")
    return _authorize(call, "ingress", call.properties["GroupId"], call.rest("GroupId"))


@handles("AWS::EC2::SecurityGroupEgress", "Id")
def _egress(call: Call) -> Made:
    call.need("GroupId")
    return _authorize(call, "egress", call.properties["GroupId"], call.rest("GroupId"))


def _authorize(call: Call, direction: str, group_id: str, rule: dict[str, Any]) -> Made:
    """Add one rule in CloudFormation's flat form to the group."""
    end = "Source" if direction == "ingress" else "Destination"
    peers = {
        "CidrIp": ("IpRanges", "CidrIp"),
        "CidrIpv6": ("Ipv6Ranges", "CidrIpv6"),
        f"{end}SecurityGroupId": ("UserIdGroupPairs", "GroupId"),
        f"{end}PrefixListId": ("PrefixListIds", "PrefixListId"),
    }
    _check_rule(Call(call.logical_id, call.kind, call.name, rule, call.place), peers)
    chosen = next(key for key in peers if rule.get(key) is not None)
    list_name, inner = peers[chosen]
    if inner == "GroupId":
        call.api("ec2", "describe_security_groups", GroupIds=[rule[chosen]])
    peer = {inner: rule[chosen]}
    if rule.get("Description"):
        peer["Description"] = rule["Description"]
    permission = {key: rule[key] for key in _PORTS if key in rule} | {list_name: [peer]}
    operation = f"authorize_security_group_{direction}"
    made = call.api("ec2", operation, GroupId=group_id, IpPermissions=[permission])
    rule_id = made["SecurityGroupRules"][0]["SecurityGroupRuleId"]
    return Made(rule_id, {"Id": rule_id})


def _check_rule(rule: Call, peers: Mapping[str, object]) -> None:
    rule.need("IpProtocol")
    rule.one_of(*peers)
    extra = set(rule.properties) - {*peers, *_PORTS, "Description"}
    rule.check(not extra, f"unknown in a rule: {sorted(extra)}")
    if str(rule.properties["IpProtocol"]) in ("tcp", "udp", "6", "17"):
        rule.need("FromPort", "ToPort")


@handles("AWS::EC2::EIPAssociation", "Id")
def _address_association(call: Call) -> Made:
    call.one_of("AllocationId", "EIP")
    call.one_of("InstanceId", "NetworkInterfaceId")
    made = call.api("ec2", "associate_address", **call.properties)
    return Made(made["AssociationId"], {"Id": made["AssociationId"]})


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
