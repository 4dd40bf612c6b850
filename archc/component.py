"""The vocabulary that kinds are written in, and the typed graph that they make up.

An `Architecture` is the intermediate graph: components, the relations that arrows became, and
the subnets that tiers were expanded to. Everything behind it (rules, stack, drawing) only reads.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, ClassVar, NamedTuple, TypeVar

from archc.acceptance import Acceptance, acceptances
from archc.edits import Fix
from archc.source import Span
from archc.syntax.tree import Statement, Tree
from archc.values import (
    Declared,
    Interpolated,
    ListOf,
    MappingOf,
    Placed,
    Record,
    YesNo,
    attribute,
    kilobytes,
    plain_text,
    word,
)

T = TypeVar("T")


class Intrinsic(NamedTuple):
    """A CloudFormation function: `Intrinsic("Ref", "Web")` is `!Ref Web`."""

    name: str
    argument: Any


class Icon(NamedTuple):
    """How a kind is drawn: draw.io's aws4 shape and the picture in the `diagrams` package.

    `form` is `service` (a white glyph on a coloured square), `resource` (a coloured glyph) or
    `group` (a border with a corner icon). `image` is a path below `resources/` of `diagrams`,
    empty where it has none. `color` is the category's colour.
    """

    form: str
    shape: str
    color: str
    image: str = ""


class Color:
    """Category colours of AWS's architecture icons."""

    COMPUTE = "#ED7100"
    STORAGE = "#7AA116"
    DATABASE = "#C925D1"
    NETWORK = "#8C4FFF"
    INTEGRATION = "#E7157B"
    SECURITY = "#DD344C"
    GENERAL = "#232F3E"


class Port(NamedTuple):
    """A protocol and its port interval; `icmp` and `any` have no ports (both ends are -1)."""

    protocol: str
    first: int
    last: int

    def __str__(self) -> str:
        if self.first < 0:
            return self.protocol
        ports = str(self.first) if self.first == self.last else f"{self.first}..{self.last}"
        return f"{self.protocol} {ports}"

    def covers(self, other: Port) -> bool:
        """Whether everything that fits `other` fits this too."""
        if self.protocol == "any":
            return True
        return (
            self.protocol == other.protocol and self.first <= other.first <= other.last <= self.last
        )


def tcp(number: int) -> Port:
    """One TCP port."""
    return Port("tcp", number, number)


class Verb(NamedTuple):
    """What may be done to a target.

    `actions` are IAM actions on `resources` (expressions, `@` is the target's logical id).
    `network` opens the ports that the target serves. `invoked` lets a service be permitted by a
    resource policy, which then names the first action. `public` needs no permission: the target
    is a public address.
    """

    name: str
    sentence: str
    actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    network: bool = False
    invoked: bool = False
    public: bool = False


class Carrier(NamedTuple):
    """What routes may lead through: its part in a walk, and the property of a route that names it.

    `place` is `igw`, `nat`, `eigw`, `peering`, `tgw` or `vgw`; see `archc.reach.model.Route`.
    """

    place: str
    property: str


class Grant(NamedTuple):
    """IAM actions on ARNs (expressions), under conditions: `{operator: {key: value}}`.

    The resource `*` is only for actions that have no resource level.
    """

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: Mapping[str, Mapping[str, Any]] = {}


class Upload(NamedTuple):
    """Files that belong into a component's bucket, and go there once the stack is deployed.

    `settings` are expressions by name: the deployment writes them into a file `config.js` beside
    the others. With `mirrored` the bucket holds these files and nothing else.
    """

    files: tuple[tuple[str, bytes], ...]
    settings: Mapping[str, str]
    mirrored: bool


class Document(NamedTuple):
    """A file to be handed to a person, beside the template: the end of its name, and its text."""

    suffix: str
    text: str


class Also(Record):
    """What any arrow may add, whatever stands at its ends."""

    allow: tuple[str, ...] = attribute(
        ListOf(word("an IAM action", "dynamodb:DescribeTable", r"[a-z0-9-]+:[A-Za-z0-9]+")),
        "Further actions on the target.",
        default=(),
    )
    ordered: bool = attribute(YesNo(), "The order of what is sent matters.", default=False)
    payload: int | None = attribute(
        kilobytes("1KB", "1GB", "200KB"), "How large what is sent may be."
    )


class Spans(dict[str, Span]):
    """Where each attribute is written, and each of several values of one."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[str, list[Span]] = {}


class Component(Declared):
    """A thing in a design: header, attributes common to all kinds, and what a kind declares."""

    # What a kind says of itself.
    title: ClassVar[str]
    icon: ClassVar[Icon]
    distinction: ClassVar[str] = ""  # said below its name where another kind has the same icon
    inside: ClassVar[tuple[str, ...]] = ()  # kinds that it stands in; none: it stands nowhere
    place_needed: ClassVar[bool] = False
    spans_zones: ClassVar[bool] = False  # occupies every zone of its place, else one subnet
    container: ClassVar[bool] = False
    at_border: ClassVar[bool] = False  # drawn at the edge of the VPC that it stands in
    part: ClassVar[bool] = False  # belongs to what it stands in, and is not drawn by itself
    frame: ClassVar[bool] = False  # says something of what stands in its block, and is no thing
    patch: ClassVar[bool] = False  # changes what another component became, and is no thing
    outside: ClassVar[bool] = False  # drawn, never deployed
    deployed: ClassVar[bool] = True  # becomes resources of the stack; else AWS has it already
    everywhere: ClassVar[bool] = False  # of the whole account, whatever region it was made in
    holds_objects: ClassVar[bool] = False  # a bucket, which can be deleted only when it is empty
    as_written: ClassVar[bool] = False  # does what its properties say; its arrows are only drawn
    own_arrows: ClassVar[bool] = False  # arrows in its block are its own, not the design's
    on_network: ClassVar[bool] = False  # sends and receives packets
    only_calls: ClassVar[bool] = False  # sends packets, but nothing can connect to it
    has_interface: ClassVar[bool] = False  # sits in subnets, behind a security group
    carrier: ClassVar[Carrier | None] = None  # routes lead through it
    link: ClassVar[str] = (
        ""  # what it draws joins networks: `network`, or `tunnel` over the internet
    )
    propagates: ClassVar[bool] = False  # puts them into route tables by itself
    forwards: ClassVar[bool] = False  # passes requests on to its targets
    registers: ClassVar[bool] = False  # can be the target of what forwards
    identity: ClassVar[str] = ""  # the service that takes on its role
    role_always: ClassVar[bool] = False
    exactly_one: ClassVar[tuple[str, ...]] = ()  # of these flags
    service: ClassVar[str] = ""  # the principal under which it invokes its targets
    api: ClassVar[str] = ""  # the AWS service that answers for it, as endpoints are named
    delivers: ClassVar[tuple[str, ...]] = ()  # the only verbs of targets that it can do
    delivers_abroad: ClassVar[tuple[str, ...]] = ()  # those of them that cross regions
    polled: ClassVar[Verb | None] = None  # what a function at its arrow's end does to fetch from it
    takes_values: ClassVar[bool] = False  # its code gets the names of its targets
    verbs: ClassVar[tuple[Verb, ...]] = ()
    default_verbs: ClassVar[int] = 1  # how many of them an arrow without a verb means
    phrase: ClassVar[type[Record] | None] = None  # details its own arrows may carry
    scope: ClassVar[type[Record] | None] = None  # details that narrow what arrows to it may do
    values: ClassVar[Mapping[str, str]] = {}  # `front.dns`: expressions, `@` is its logical id
    lists: ClassVar[tuple[str, ...]] = ()  # those of them that are several, with `,` between
    hands: ClassVar[tuple[str, ...]] = ()  # the values that callers are given
    resource: ClassVar[str] = ""  # the CloudFormation type that stands for it
    read_from: ClassVar[tuple[str, ...]] = ()  # further types that it is read back from
    unprotect: ClassVar[str] = ""  # the AWS CLI's words that let it be deleted; `@` is its id
    protected_in_production: ClassVar[bool] = True

    # The header of every component, set by `resolve`.
    name: str
    label: str
    places: tuple[str, ...] = ()
    region: str | None = None  # where it says so; else that of what it stands in, or of the design
    span: Span
    spans: Mapping[str, Span]  # where each attribute is written

    why: str | None = attribute(plain_text(), "Why it is there; kept in the template's metadata.")
    tags: dict[str, str] = attribute(
        MappingOf(plain_text("a text", "shop"), "{ project: shop }"),
        "Tags, added to those of the design.",
        default={},
        example="{ owner: team-7 }",
    )
    id: str | None = attribute(
        word("a logical id", "WebShop", r"[A-Z][A-Za-z0-9]*"),
        "The logical id in the template, to keep it through a rename.",
        example="OldName",
    )
    accept: tuple[Acceptance, ...] = acceptances()

    word: ClassVar[str] = "component"
    called: ClassVar[str] = "a component"  # the kind in a sentence

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.word = snake_case(cls.__name__)
        if cls.frame or cls.patch:
            cls.attributes = {}
        if "called" not in vars(cls):
            cls.called = ("an " if cls.word[0] in "aeio" else "a ") + cls.word.replace("_", " ")

    @classmethod
    def recognises(cls, one: Any) -> bool:
        """Whether a resource of its type is of this kind; see `archc.readback.Found`."""
        del one  # most types of resources are written by one kind
        return True

    @classmethod
    def read_back(cls, one: Any, said: Any) -> None:
        """Say what a resource says beyond the attributes that are its properties.

        `one` is an `archc.readback.Found`, `said` an `archc.readback.Said`.
        """

    @classmethod
    def fetching(cls) -> tuple[str, ...]:
        """The actions by which a function fetches from it; see `polled`."""
        return cls.polled.actions if cls.polled is not None else ()

    @classmethod
    def listens(cls, one: Any) -> tuple[tuple[str, str], ...]:
        """The protocols and ports that a resource of a template serves, as words."""
        del one
        return ()

    @classmethod
    def infer(cls, one: Any, said: Any) -> None:
        """Say the arrows that its resources speak of, where a template does not say what is drawn.

        Everything is read by then; see `read_back` for the arguments.
        """

    @classmethod
    def misnamed(cls, name: str, span: Span) -> tuple[str, Fix] | None:
        """What is wrong with the name of a frame of this kind, and what to write."""
        del name, span  # most frames are named by a value of what stands in them, which has a type
        return None

    @property
    def logical_id(self) -> str:
        """The stem of its logical ids: the name in capitals, unless `id` says otherwise."""
        return self.id or pascal_case(self.name)

    def at(self, *fields: str) -> Span:
        """Where the first of these attributes is written, else the component's header."""
        return next((self.spans[field] for field in fields if field in self.spans), self.span)

    def at_entry(self, field: str, number: int) -> Span:
        """Where one value of several is written, if it stands apart; else where all of them do."""
        whole = self.at(field)
        places = self.spans.entries.get(field, []) if isinstance(self.spans, Spans) else []
        own = places[number] if number < len(places) else whole
        return whole if whole.start <= own.start and own.end <= whole.end else own

    def is_protected(self, design: Architecture) -> bool:
        """Whether it refuses to be deleted: as `protect` says, else in production."""
        written = getattr(self, "protect", None)
        if written is not None or not self.unprotect:
            return bool(written)
        return self.protected_in_production and design.purpose == "production"

    def serves(self) -> tuple[Port, ...]:
        """The ports that an arrow without a port means."""
        return ()

    def expression(self, value: str, design: Architecture) -> str:
        """What stands for one of its values in the template; `@` is made its logical id."""
        del design  # some values depend on what else is in the design, most do not
        return self.values[value].replace("@", self.logical_id)

    def located(self, expression: str, design: Architecture) -> str:
        """An expression that names it, as this design has to spell it."""
        del design  # only what gets a name of its own is spelled otherwise
        return expression

    def abroad(self, expression: str, design: Architecture) -> str:
        """An expression that names it, for the template of another region than its own."""
        return expression.replace("${AWS::Region}", design.region_of(self))

    def offered(self) -> tuple[Verb, ...]:
        """What may be done to it; the default comes first."""
        return self.verbs

    def granted(self, verb: Verb, scope: Record | None = None) -> tuple[Grant, ...]:
        """What a verb's actions are granted on, within the scope that an arrow names."""
        del scope  # most kinds have none
        resources = tuple(resource.replace("@", self.logical_id) for resource in verb.resources)
        return (Grant(verb.actions, resources),) if verb.actions else ()

    def arns(self) -> tuple[str, ...]:
        """The ARNs, as expressions, that any action on it could name."""
        return (self.values["arn"].replace("@", self.logical_id),) if "arn" in self.values else ()

    def source_arn(self, relation: Relation) -> str:
        """The ARN, as an expression, under which it invokes the target of a relation."""
        del relation  # an API's ARN depends on the route, most others do not
        return self.values["arn"].replace("@", self.logical_id)

    def sample_event(self, relation: Relation, design: Architecture) -> dict[str, Any] | None:
        """What a function at the end of an arrow of its own is given; see `archc.samples`."""
        del relation, design  # most kinds call no function by themselves
        return None

    def described(self, design: Architecture) -> dict[str, Any] | None:
        """An OpenAPI description of what it serves; see `archc.openapi`."""
        del design  # only APIs have one
        return None

    def own_rights(self) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
        """Actions and ARNs (expressions) that its role needs without any arrow, such as its log."""
        return ()

    def trusted_for(self) -> Mapping[str, Mapping[str, str]]:
        """On whose behalf its role may be taken on: `{operator: {key: expression}}`."""
        return {}

    def manual_steps(self, design: Architecture) -> tuple[str, ...]:
        """What a person has to do by hand after the deployment, a sentence each."""
        del design
        return ()

    def api_name(self) -> str:
        """The AWS service that answers calls to it; empty where none does."""
        return self.api

    def leads(
        self, design: Architecture, vpc: Component
    ) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
        """The blocks to which it carries packets of a VPC; derived route tables lead there."""
        del design, vpc  # only links between networks know where they lead
        return ()

    def ready_for_routes(self, design: Architecture, vpc: Component) -> tuple[str, ...]:
        """The logical ids that must exist before a route of a VPC may lead through it."""
        del design, vpc  # most of what carries packets is whole by itself
        return ()

    def upload(self, design: Architecture) -> Upload | None:
        """What goes into its bucket after the deployment."""
        del design  # what is told to a page depends on its arrows
        return None

    def interpolated(self) -> tuple[tuple[str, Interpolated], ...]:
        """Texts of this component that may name values of others, with their attribute."""
        return ()


def pascal_case(name: str) -> str:
    """`web_shop` → `WebShop`."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def snake_case(name: str) -> str:
    """`WebShop` → `web_shop`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


class Relation(NamedTuple):
    """One arrow with one phrase: `source` does `verb` to `target`.

    `ports` are what the packets use (empty where none flow), `details` the source's own words,
    `scope` the target's. `implied` is the attribute that draws it, empty for a written arrow.
    """

    source: Component
    target: Component
    verb: Verb
    ports: tuple[Port, ...]
    details: Any
    label: str
    span: Span
    scope: Any = None
    also: Also | None = None
    implied: str = ""

    @property
    def text(self) -> str:
        """`a -> b`, as messages quote it."""
        return f"{self.source.name} -> {self.target.name}"

    @property
    def end(self) -> Component:
        """The end that it changes: its target, or what reaches out where that lies outside."""
        return self.source if self.target.outside else self.target

    @property
    def link(self) -> str:
        """How it joins two networks (see `Component.link`); empty where something is sent."""
        return self.source.link if self.implied else ""

    @property
    def logical_id(self) -> str:
        """The id of its resources: both ends, verb, port and condition; positions never enter."""
        ports = "".join(re.sub(r"\W", "", str(port).removeprefix("tcp ")) for port in self.ports)
        condition = self.details.id_part if self.details is not None else ""
        verb = pascal_case(self.verb.name)
        return f"{self.source.logical_id}To{self.target.logical_id}{verb}{ports}{condition}"


class Step(NamedTuple):
    """One step of a flow: the arrow of the design that it goes along, by the names of its ends."""

    number: int
    source: str
    target: str
    text: str
    span: Span


class Override(NamedTuple):
    """Properties that are laid over a resource of a component; `part` is empty for its main one."""

    target: str
    part: str
    properties: Mapping[str, Placed]
    span: Span


class Subnet(NamedTuple):
    """One zone's share of a tier, or a subnet that is written out; `tier` names either.

    `zone` is its letter, `block` None where the plan has no room. `slot6` is the number of its /64
    within the VPC's IPv6 block, None where it has IPv4 alone.
    """

    tier: str
    zone: str
    block: ipaddress.IPv4Network | None
    logical_id: str
    slot6: int | None = None

    @property
    def zone_index(self) -> int:
        """0 for zone a."""
        return ord(self.zone) - ord("a")


class Parameter(NamedTuple):
    """A value that is given when the stack is deployed."""

    name: str
    label: str
    type: str
    choices: tuple[str, ...]
    default: str | None
    span: Span

    @property
    def logical_id(self) -> str:
        """Its id in the template."""
        return pascal_case(self.name)


class Output(NamedTuple):
    """A value that the deployed stack shows."""

    name: str
    label: str
    value: Interpolated
    span: Span


class Guarantee(NamedTuple):
    """A sentence that must hold of the design; components are named, containers not yet opened.

    `form` is the row of the table in `archc.resolve.guarantees` that it was matched with.
    """

    text: str
    form: str
    subjects: tuple[str, ...]
    objects: tuple[str, ...]
    via: tuple[str, ...]
    verb: str  # of a permission: `send`; empty for packets
    port: Port | None
    privately: bool
    loss: str  # what is lost: `a zone`, `zone b`, a component or, of data, a region; empty: nothing
    span: Span


class Architecture(NamedTuple):
    """The intermediate graph of one design."""

    name: str
    title: str
    region: str
    purpose: str
    tags: Mapping[str, str]
    components: Mapping[str, Component]
    relations: tuple[Relation, ...]
    subnets: Mapping[str, tuple[Subnet, ...]]  # by the tier, or the subnet that is written out
    parameters: Mapping[str, Parameter]
    outputs: tuple[Output, ...]
    guarantees: tuple[Guarantee, ...]
    span: Span | None  # its header; None if it has none
    accept: tuple[Acceptance, ...]  # of the design as a whole
    intent: tuple[Statement, ...]  # what no resource says
    spans: Mapping[str, Span]  # where each setting is written
    neighbours: Neighbours
    overrides: tuple[Override, ...] = ()
    tree: Tree = Tree(())  # what it was made of

    def of_kind(self, *words: str) -> tuple[Component, ...]:
        """The components of these kinds, in the order they are written."""
        groups = [group for word in words if (group := self.neighbours.of_kind.get(word))]
        if len(groups) < 2:
            return groups[0] if groups else ()
        several = (component for group in groups for component in group)
        return tuple(sorted(several, key=lambda c: self.neighbours.places[c.name]))

    def out_of(self, component: Component) -> tuple[Relation, ...]:
        """The arrows that begin at a component."""
        return self.neighbours.out_of.get(component.name, ())

    def into(self, component: Component) -> tuple[Relation, ...]:
        """The arrows that end at a component."""
        return self.neighbours.into.get(component.name, ())

    def holders(self, component: Component) -> tuple[Component, ...]:
        """The components that it is directly placed in."""
        return tuple(self.components[name] for name in component.places if name in self.components)

    def held_by(self, component: Component) -> tuple[Component, ...]:
        """The components directly placed in it."""
        return self.neighbours.held_by.get(component.name, ())

    def vpc_of(self, component: Component) -> Component | None:
        """The VPC it lies in, itself if it is one."""
        seen: set[str] = set()
        while component.word != "vpc":
            holders = self.holders(component)
            if not holders or component.name in seen:
                return None
            seen.add(component.name)
            component = holders[0]
        return component

    def region_of(self, component: Component) -> str:
        """The region that it is deployed to: its own, that of what it stands in, or the home."""
        return self.neighbours.region(component) or self.region

    def is_regional(self, component: Component) -> bool:
        """Whether it is in one region: not outside of AWS, and no service that is in each."""
        return not component.outside and (component.deployed or component.region is not None)

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions that something is deployed to, the home first; the home if nothing is."""
        found = dict.fromkeys(region or self.region for region in self.neighbours.regions)
        return tuple(sorted(found, key=lambda region: region != self.region)) or (self.region,)

    @property
    def by_region(self) -> Mapping[str, list[Component]]:
        """What is in AWS by region, in the order of the regions."""
        found: dict[str, list[Component]] = {region: [] for region in self.regions}
        for component in self.components.values():
            if not component.outside:
                found.setdefault(self.region_of(component), []).append(component)
        return found

    def are_apart(self, one: Component, other: Component) -> bool:
        """Whether the two are in different regions."""
        both = self.is_regional(one) and self.is_regional(other)
        return both and self.region_of(one) != self.region_of(other)

    def seen_by(self, viewer: Component | None, owner: Component, expression: str) -> str:
        """An expression about `owner` for the template that `viewer` is in; None: for any."""
        homes = [self.region_of(viewer)] if viewer is not None else self.regions
        if not self.is_regional(owner) or all(here == self.region_of(owner) for here in homes):
            return expression
        return owner.abroad(expression, self)

    def located(self, viewer: Component | None, owner: Component, expression: str) -> str:
        """The same, where the owner may be one that is spelled by its name."""
        return self.seen_by(viewer, owner, owner.located(expression, self))

    def subnets_of(self, component: Component) -> tuple[Subnet, ...]:
        """The subnets it has interfaces in: every zone's, or the one of its zone."""
        tiers = [c for c in self.holders(component) if c.name in self.subnets]
        everywhere = tuple(subnet for tier in tiers for subnet in self.subnets[tier.name])
        if component.spans_zones:
            return everywhere
        zone = getattr(component, "zone", None)
        return tuple(s for s in everywhere if zone in (None, s.zone))[:1]


class Neighbours:
    """Neighbours by name, so that no stage searches the whole graph for one component."""

    def __init__(
        self, components: Mapping[str, Component], relations: tuple[Relation, ...]
    ) -> None:
        self._components = components
        self._relations = relations

    @cached_property
    def out_of(self) -> Mapping[str, tuple[Relation, ...]]:
        """Relations by the name of their source."""
        return _grouped((relation.source.name, relation) for relation in self._relations)

    @cached_property
    def into(self) -> Mapping[str, tuple[Relation, ...]]:
        """Relations by the name of their target."""
        return _grouped((relation.target.name, relation) for relation in self._relations)

    @cached_property
    def held_by(self) -> Mapping[str, tuple[Component, ...]]:
        """Components by the name of each place they are in."""
        return _grouped((place, c) for c in self._components.values() for place in c.places)

    @cached_property
    def of_kind(self) -> Mapping[str, tuple[Component, ...]]:
        """Components by their kind."""
        return _grouped((c.word, c) for c in self._components.values())

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each component stands among the others, from 0."""
        return {name: number for number, name in enumerate(self._components)}

    def region(self, component: Component) -> str | None:
        """The region that it or what it stands in says; None where none does."""
        seen: set[str] = set()
        while component.region is None and component.name not in seen:
            seen.add(component.name)
            holder = next(
                (self._components[p] for p in component.places if p in self._components), None
            )
            component = holder or component
        return component.region

    @cached_property
    def regions(self) -> tuple[str | None, ...]:
        """The regions of what is deployed, in the order written; None where none is said."""
        made = (c for c in self._components.values() if c.deployed and not c.outside)
        return tuple(dict.fromkeys(map(self.region, made)))


def _grouped(pairs: Iterable[tuple[str, T]]) -> Mapping[str, tuple[T, ...]]:
    groups: dict[str, list[T]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in groups.items()}
