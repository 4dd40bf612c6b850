"""Carry: what resources say and no kind took becomes overrides; of the rest a person is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from archc.component import Architecture
from archc.diagnostics import Diagnostic
from archc.foreign import Entry, Item, Resource, named_in
from archc.importers.cloudformation.built import Built
from archc.importers.cloudformation.pairs import Pairs
from archc.importers.cloudformation.raw import Unsayable, Writer
from archc.importers.cloudformation.schema import is_refused, usual
from archc.importers.cloudformation.translate import NOT_CARRIED, Translation, param_of
from archc.readback import OVERRIDE, Found, component_of, plain
from archc.source import Span
from archc.stack.properties import address
from archc.syntax import tree

_Path = tuple[str, ...]

# What stands beside the properties of a resource, and an override cannot say.
_BESIDE = ("DependsOn", "DeletionPolicy", "UpdateReplacePolicy", "CreationPolicy", "UpdatePolicy")


# What is said in other words, and understood: as label and tags, as the place where something
# stands and the groups that it is behind, as an arrow, or as one value of several that are alike.
ASIDE = frozenset(
    [
        "Tags", "Description", "GroupDescription", "TagSpecifications", "Path",
        "VpcId", "SubnetId", "SubnetIds", "Subnets", "VPCZoneIdentifier", "VpcConfig",
        "SecurityGroups", "SecurityGroupIds", "NetworkInterfaces", "AvailabilityZone",
        "SecurityGroupIngress", "SecurityGroupEgress",
    ]
)  # fmt: skip
OWN_WORDS = {
    "AWS::IAM::Role": ("Policies",),
    "AWS::Lambda::Function": ("Code",),
    "AWS::Lambda::LayerVersion": ("Content",),
    "AWS::Logs::LogGroup": ("LogGroupName",),
    "AWS::S3::BucketPolicy": ("Bucket",),
    "AWS::S3::Bucket": ("ObjectLockConfiguration",),
    "AWS::SQS::QueuePolicy": ("Queues",),
    "AWS::SNS::Topic": ("Subscription",),
    "AWS::SNS::TopicPolicy": ("Topics",),
    "AWS::EC2::NetworkAclEntry": ("PortRange", "Icmp"),
    "AWS::EC2::VPCEndpoint": ("PolicyDocument",),
}


class _Left(NamedTuple):
    """Something that a resource says, and where."""

    path: _Path
    entry: Entry


def carried(made: Translation, came: Built) -> tuple[tree.Tree, list[Diagnostic]]:
    """The tree with overrides for what was not understood, and what they cannot say.

    `came` is what is built of it so far.
    """
    whole = made.whole
    owned = [one for one in whole.found.values() if one.id in whole.owners]
    left = {one.id: [_Left(*said) for said in one.left()] for one in owned}
    if not owned or came.resources is None:
        return made.tree, []
    pairs = Pairs(whole, came.resources, came.design)
    carrier = _Carrier(pairs, made.known, came.design, came.resources)
    overrides: list[tree.Component] = []
    found: list[Diagnostic] = []
    for one in owned:
        said = [*left[one.id], *(carrier.differing(one) if not whole.has_intent else ())]
        override, lost = carrier.carry(one, said)
        overrides += [override] if override is not None else []
        lost += carrier.beside(one)
        found += [_told(one, lost)] if lost else []
    return made.tree._replace(statements=(*_with_params(made), *overrides)), found


def _with_params(made: Translation) -> Iterator[tree.Statement]:
    """The statements, and the parameters that only overrides need behind the others."""
    there = [one.name.text for one in made.tree.statements if isinstance(one, tree.Param)]
    parameters = [made.whole.template.parameters[name] for name in sorted(made.whole.asked)]
    new = [one for one in map(param_of, parameters) if one.name.text not in there]
    for number, one in enumerate(made.tree.statements):
        if new and number and isinstance(one, tree.Component):
            yield from new
            new = []
        yield one
    yield from new


def _told(one: Found, lost: list[_Left]) -> Diagnostic:
    named = ", ".join(dict.fromkeys(".".join(said.path) for said in lost))
    return NOT_CARRIED.found(
        f"'{one.id}' of type {one.type} says {named}, and the design does not",
        "look at it by hand: it names what the language has no word for",
        lost[0].entry.key,
        component=one.whole.name(one),
    )


class _Carrier:
    """Writes overrides of the resources that those of a template became."""

    def __init__(
        self,
        pairs: Pairs,
        known: Mapping[str, str],
        design: Architecture,
        built: Mapping[str, Resource],
    ) -> None:
        self._pairs, self._known, self._design, self._built = pairs, known, design, built
        self._needed: dict[str, set[str]] = {}  # by resources that are built

    def carry(self, one: Found, left: list[_Left]) -> tuple[tree.Component | None, list[_Left]]:
        """The override of one resource, and what it cannot say."""
        other = self._pairs.made(one)
        writer = Writer(one.whole, self._known, fixed=None, ids=self._pairs.ids)
        values: dict[_Path, tree.Value | tree.MapValue] = {}
        spans: dict[_Path, Span] = {}
        lost: list[_Left] = []
        for said in left:
            if self._is_there(one, said, other):
                continue
            asked = set(one.whole.asked)
            try:
                value = writer.value(said.entry.item)
            except Unsayable:
                value, one.whole.asked = None, asked
            if (
                other is None
                or value is None
                or is_refused(one.resource, said.path, said.entry.item)
            ):
                lost.append(said)
            else:
                values[said.path], spans[said.path] = value, said.entry.key
        if other is None or not values:
            return None, lost
        return self._override(one, other, values, spans), lost

    def differing(self, one: Found) -> Iterator[_Left]:
        """What a kind understood, and what is built says otherwise or not at all."""
        other = self._pairs.made(one)
        open_ = {path[0] for path, _ in one.left()}
        for key, entry in one.resource.properties.value.items() if other is not None else ():
            if key not in open_ and key not in OWN_WORDS.get(one.type, ()):
                built = other.properties.get(key) if other is not None else None
                yield from self._differing((key,), entry, built)
        if other is not None and one.type == "AWS::IAM::Role":
            yield from self._wider(one, other)

    def _wider(self, one: Found, other: Resource) -> Iterator[_Left]:
        """The policies of a role, where what is built would allow more."""
        inline, built = one.whole.policies.inline(one), other.properties.get("Policies")
        if built is not None and self._pairs.leaves(built) - self._pairs.leaves(inline):
            entry = one.resource.properties.value.get("Policies")
            yield _Left(("Policies",), Entry(entry.key if entry is not None else one.span, inline))

    def _differing(self, path: _Path, entry: Entry, built: Item | None) -> Iterator[_Left]:
        if path[-1] in ASIDE:
            return
        if built is None:
            if self._pairs.data(entry.item) not in ("", "false", [], {}):
                yield _Left(path, entry)
        elif entry.item.is_map and built.is_map and "Statement" not in entry.item.value:
            for key, inner in entry.item.value.items():
                yield from self._differing((*path, key), inner, built.get(key))
        elif self._pairs.leaves(entry.item) - self._pairs.leaves(built):
            yield _Left(path, entry)

    def beside(self, one: Found) -> Iterator[_Left]:
        """What a resource says beside its properties, and what is built of it does not."""
        other = self._pairs.made(one)
        for key in _BESIDE if other is not None else ():
            entry = one.resource.item.value.get(key)
            if entry is None or other is None:
                continue
            built = other.item.get(key)
            if key == "DependsOn":
                is_there = self._waits(one, other)
            elif built is None:
                is_there = plain(entry.item) == "Delete"  # as it is where nothing is said
            else:
                is_there = not self._pairs.leaves(entry.item) - self._pairs.leaves(built)
            if not is_there:
                yield _Left((key,), entry)

    def _waits(self, one: Found, other: Resource) -> bool:
        """Whether what is built waits for all that a resource waits for, if that is built too."""
        named = set(named_in(one.resource.properties))
        wanted = {self._pairs.ids.get(id_) for id_ in one.resource.after if id_ not in named}
        return not (wanted - {None}) - self._needs(other.id)

    def _needs(self, id_: str) -> set[str]:
        """Everything that has to be there before a resource that is built."""
        found: set[str] = set()
        more = [id_]
        while more:
            needed = self._first(more.pop())
            more += needed - found
            found |= needed
        return found

    def _first(self, id_: str) -> set[str]:
        """What is made before a resource, because it waits for it or names it."""
        if id_ not in self._needed:
            one = self._built.get(id_)
            named = {*one.after, *named_in(one.properties)} if one is not None else set()
            self._needed[id_] = named
        return self._needed[id_]

    def _is_there(self, one: Found, said: _Left, other: Resource | None) -> bool:
        """Whether what is built says the same, or nothing where AWS would do the same."""
        built = other.properties.get(*said.path) if other is not None else None
        mine = self._pairs.data(said.entry.item)
        if built is None:
            default = usual(one.type, said.path)
            return mine in ("", [], {}, None) or (default is not None and mine == default)
        return self._pairs.leaves(built) == self._pairs.leaves(said.entry.item)

    def _override(
        self,
        one: Found,
        other: Resource,
        values: Mapping[_Path, tree.Value | tree.MapValue],
        spans: Mapping[_Path, Span],
    ) -> tree.Component:
        owner = component_of(other) or one.whole.name(one)
        part = address(other.id.removeprefix(self._design.components[owner].logical_id))
        name = f"{owner}.{part}" if part else owner
        return tree.Component(
            tree.Word(OVERRIDE, one.resource.type_span),
            tree.Word(name, one.span),
            None,
            (),
            tuple(_properties(values, spans)),
            one.span,
        )


def _properties(
    values: Mapping[_Path, tree.Value | tree.MapValue], spans: Mapping[_Path, Span]
) -> Iterator[tree.Property]:
    """Values at paths as properties, those that begin alike in one map."""
    for key in dict.fromkeys(path[0] for path in values):
        inner = {path[1:]: value for path, value in values.items() if path[0] == key}
        span = next(span for path, span in spans.items() if path[0] == key)
        value = _nested(inner, span)
        word = tree.Word(key, span)
        if isinstance(value, tree.MapValue):
            yield tree.Property(word, (), value, span)
        else:
            yield tree.Property(word, (tree.Phrase((value,), span),), None, span)


def _nested(
    values: Mapping[_Path, tree.Value | tree.MapValue], span: Span
) -> tree.Value | tree.MapValue:
    if () in values:
        return values[()]
    entries = []
    for key in dict.fromkeys(path[0] for path in values):
        made = _nested({p[1:]: v for p, v in values.items() if p[0] == key}, span)
        entry = made if isinstance(made, tree.MapValue) else tree.Phrase((made,), span)
        entries.append((tree.Word(key, span), entry))
    return tree.MapValue(tuple(entries), span)
