"""Foreign designs: the values of templates with their places, as importers and kinds read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from archc.source import Span


class Item(NamedTuple):
    """A value and its place.

    The value is a scalar, a map of entries, a list of items, a `Function` of them, or what stands
    for something that is known later: `Reference`, `Pseudo`, `Given`, `Zone`, `Text`, `Unknown`.
    """

    value: Any
    span: Span

    @property
    def is_map(self) -> bool:
        """Whether it has keys."""
        return isinstance(self.value, dict)

    @property
    def entries(self) -> list[Item]:
        """The entries of a list; one alone where it is none, and none where it is empty."""
        if self.value is None:
            return []
        return self.value if isinstance(self.value, list) else [self]

    def get(self, *keys: str) -> Item | None:
        """What stands under a key of a map, and under further ones in it; None where none does."""
        found: Item | None = self
        for key in keys:
            if found is None or not isinstance(found.value, dict):
                return None
            entry = found.value.get(key)
            found = entry.item if entry is not None else None
        return found


class Entry(NamedTuple):
    """What stands under one key, and the key's place."""

    key: Span
    item: Item


class Function(NamedTuple):
    """A call of CloudFormation, in either spelling: `!Ref x` is `Ref` of `x`."""

    name: str
    argument: Item


class Reference(NamedTuple):
    """A resource by its logical id, or one of its attributes."""

    resource: str
    attribute: str = ""


class Pseudo(NamedTuple):
    """`AWS::Region` and others that are known when the stack is made."""

    name: str


STACK_GUID = Pseudo("StackGuid")  # what stands last in the id of a stack


class Known(NamedTuple):
    """A value that the language has a word for, such as `api.url`, though it is made of several."""

    word: str


class Given(NamedTuple):
    """A parameter whose value is given, or looked up, when the stack is made."""

    parameter: str


class Default(str):
    """A text that a parameter has as long as it is given no other."""

    __slots__ = ("parameter",)
    parameter: str

    @classmethod
    def of(cls, parameter: str, text: str) -> Default:
        """The default of a parameter."""
        made = cls(text)
        made.parameter = parameter
        return made


class Zone(NamedTuple):
    """An availability zone of the region, by its number from 0."""

    number: int


class Unknown(NamedTuple):
    """What cannot be known from the template, and why."""

    why: str


class Text(NamedTuple):
    """A text of which some parts are not known before the stack is made."""

    parts: tuple[str | Reference | Pseudo | Given | Zone | Unknown, ...]


class Encoded(str):
    """A text that AWS takes in base64, as it is before."""

    __slots__ = ()


class EncodedText(Text):
    """The same of a text of which some parts are not known yet."""

    __slots__ = ()


def scalars(item: Item) -> Iterator[Item]:
    """The values in a value that are no maps and no lists."""
    if isinstance(item.value, dict):
        for entry in item.value.values():
            yield from scalars(entry.item)
    elif isinstance(item.value, list):
        for one in item.value:
            yield from scalars(one)
    else:
        yield item


def leaves(item: Item) -> Iterator[Any]:
    """What a value is made of in the end, the parts of texts one by one."""
    for one in scalars(item):
        if isinstance(one.value, Text):
            yield from one.value.parts
        else:
            yield one.value


def named_in(item: Item) -> Iterator[str]:
    """The logical ids of the resources that a value names anywhere."""
    return (one.resource for one in leaves(item) if isinstance(one, Reference))


def given_in(item: Item) -> dict[str, None]:
    """The parameters without a value that a value needs, each once."""
    return dict.fromkeys(one.parameter for one in leaves(item) if isinstance(one, Given))


class Parameter(NamedTuple):
    """A parameter: its type, its value as an item where there is one, and its place."""

    name: str
    type: str
    value: Item | None
    choices: tuple[str, ...]
    description: str
    span: Span
    bounds: Mapping[str, str] = {}  # what else its values are held against, as `MinLength`
    is_secret: bool = False


# The attribute of a type that is the same as a reference to it.
_SAME = {
    "AWS::EC2::EIP": "PublicIp",
    "AWS::EC2::InternetGateway": "InternetGatewayId",
    "AWS::EC2::LaunchTemplate": "LaunchTemplateId",
    "AWS::EC2::NatGateway": "NatGatewayId",
    "AWS::EC2::NetworkAcl": "Id",
    "AWS::EC2::RouteTable": "RouteTableId",
    "AWS::EC2::SecurityGroup": "GroupId",
    "AWS::EC2::Subnet": "SubnetId",
    "AWS::EC2::VPC": "VpcId",
    "AWS::ElasticLoadBalancingV2::Listener": "ListenerArn",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "LoadBalancerArn",
    "AWS::ElasticLoadBalancingV2::TargetGroup": "TargetGroupArn",
    "AWS::SNS::Topic": "TopicArn",
    "AWS::SQS::Queue": "QueueUrl",
    "AWS::SecretsManager::Secret": "Id",
}


def other_name(type_: str, attribute: str) -> str:
    """The other name of a value: that of a reference, empty, for the attribute that is the same."""
    same = _SAME.get(type_)
    if same is None or attribute not in ("", same):
        return attribute
    return "" if attribute else same


class Resource(NamedTuple):
    """One resource; `properties` is what remains when functions and conditions are worked out."""

    id: str
    type: str
    properties: Item
    span: Span  # of the logical id
    type_span: Span
    item: Item  # the whole body as written
    after: tuple[str, ...] = ()
    region: str = ""  # that its template is for, where it says so
    is_undecided: bool = False  # made only under a condition that AWS decides


class Output(NamedTuple):
    """One output."""

    name: str
    value: Item
    description: str
    span: Span
    is_exported: bool = False


class Template(NamedTuple):
    """What a template makes with the values of its parameters."""

    description: str
    parameters: Mapping[str, Parameter]
    resources: Mapping[str, Resource]
    left_out: frozenset[str]  # by their conditions
    outputs: tuple[Output, ...]
    intent: Item | None = None  # what archc writes into the metadata of its templates
    spans: Mapping[str, Span] = {}  # of the ids of all resources, those left out too
    fixed: frozenset[str] = frozenset()  # parameters whose value decided what is in the template

    def looked_up(self, parameter: str) -> str:
        """Where AWS looks up the value of a parameter; empty where it is given."""
        one = self.parameters.get(parameter)
        is_path = one is not None and one.type.startswith("AWS::SSM::Parameter::Value<")
        return str(one.value.value) if is_path and one is not None and one.value else ""
