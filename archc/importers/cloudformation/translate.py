"""Translate: a template → the tree of the same design, and what could not be said in it."""

from __future__ import annotations

import os
import re
from collections.abc import Container, Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from archc import resources
from archc.component import Component, pascal_case
from archc.diagnostics import Diagnostic, Fault, Severity
from archc.foreign import (
    Default,
    Given,
    Item,
    Output,
    Parameter,
    Pseudo,
    Reference,
    Template,
    Text,
    Unknown,
    given_in,
    leaves,
)
from archc.importers.cloudformation import sam
from archc.importers.cloudformation.beyond import beyond
from archc.importers.cloudformation.infer import infer
from archc.importers.cloudformation.raw import FATES, RAW, Unsayable, Writer, raw
from archc.kinds import CHAPTERS, catalogue, kind
from archc.readback import (
    Found,
    Said,
    Whole,
    bare,
    component_of,
    forwards_of,
    plain,
    quoted,
    snake,
    term,
    value_of,
)
from archc.schemas import Unavailable, known_types, schema
from archc.source import Source, Span
from archc.stack.build import PATTERNS
from archc.syntax import tree
from archc.values import Attribute, did_you_mean

NOT_UNDERSTOOD = Fault(
    "CFN121",
    "not_understood",
    "A resource that is not part of the design yet",
    "What archc has no kind for is neither checked, nor proved, nor drawn.",
    "Resources:\n  Jobs:\n    Type: Company::Jobs::Queue\n",
    "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n",
    Severity.ADVICE,
    "correctness",
)
NO_TYPE = Fault(
    "CFN137",
    "no_such_type",
    "A resource of a type that CloudFormation does not have",
    "CloudFormation refuses a template with a type that it does not know.",
    "Resources:\n  Jobs:\n    Type: AWS::SQS::Queues\n",
    "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n",
    Severity.WARNING,  # a type of last week is not known here yet
    "correctness",
)
NO_PLACE = Fault(
    "CFN122",
    "place_not_known",
    "A resource whose place or other end the template does not know",
    "Nothing is proved of what stands in a network that is only given, or ends in something that "
    "archc has no kind for.",
    "Parameters:\n  Home:\n    Type: AWS::EC2::VPC::Id\nResources:\n  Door:\n"
    "    Type: AWS::EC2::SecurityGroup\n    Properties:\n"
    "      GroupDescription: The door\n      VpcId: !Ref Home\n",
    "Resources:\n  Home:\n    Type: AWS::EC2::VPC\n    Properties:\n"
    "      CidrBlock: 10.0.0.0/16\n  Door:\n"
    "    Type: AWS::EC2::SecurityGroup\n    Properties:\n"
    "      GroupDescription: The door\n      VpcId: !Ref Home\n",
    Severity.ADVICE,
    "correctness",
)
LACKING = Fault(
    "CFN123",
    "permission_missing",
    "A connection that nothing permits",
    "What calls, sends or subscribes is admitted by the policy of its target, or by its own role; "
    "without that nothing arrives.",
    "Resources:\n  News:\n    Type: AWS::SNS::Topic\n  Work:\n    Type: AWS::SQS::Queue\n"
    "  Sub:\n    Type: AWS::SNS::Subscription\n    Properties:\n      TopicArn: !Ref News\n"
    "      Protocol: sqs\n      Endpoint: !GetAtt Work.Arn\n",
    "Resources:\n  News:\n    Type: AWS::SNS::Topic\n  Work:\n    Type: AWS::SQS::Queue\n"
    "  Sub:\n    Type: AWS::SNS::Subscription\n    Properties:\n      TopicArn: !Ref News\n"
    "      Protocol: sqs\n      Endpoint: !GetAtt Work.Arn\n"
    "  Admits:\n    Type: AWS::SQS::QueuePolicy\n    Properties:\n      Queues: [!Ref Work]\n"
    "      PolicyDocument:\n        Statement:\n          - Effect: Allow\n"
    "            Principal: {Service: sns.amazonaws.com}\n            Action: sqs:SendMessage\n"
    "            Resource: !GetAtt Work.Arn\n"
    "            Condition: {ArnEquals: {aws:SourceArn: !Ref News}}\n",
    Severity.ERROR,
    "correctness",
)
_JOBS = "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n"
NOT_CARRIED = Fault(
    "CFN120",
    "not_carried",
    "Something that a template says and its design does not",
    "What is built of the design is without it.",
    _JOBS + "    Properties:\n      QueueName: !ImportValue jobs-name\n",
    _JOBS + "    Properties:\n      QueueName: jobs\n",
    Severity.ADVICE,
    "correctness",
)
FAULTS = (NOT_UNDERSTOOD, NO_TYPE, NO_PLACE, LACKING, NOT_CARRIED)


_HEAD = "architecture"
_SAM = "AWS::Serverless"
_LABEL = "Name"  # the tag that consoles show


_Made = dict[str, tuple[tree.Component, Said]]


class Translation(NamedTuple):
    """The tree, and what is to be told of the way to it."""

    tree: tree.Tree
    found: list[Diagnostic]
    whole: Whole
    known: Mapping[str, str]  # the kinds of its components, by the ids of their resources


def translate(
    template: Template,
    source: Source,
    name: str,
    intent: tuple[tree.Statement, ...] = (),
    apart: frozenset[str] = frozenset(),
) -> Translation:
    """The design that a template makes; see `Whole` for the last two."""
    start = Span(source, 0, 0)
    lost: dict[str, str] = {}
    while True:
        # What stands in something that is lost is lost with it.
        whole = Whole(template, intent, apart, lost)
        common = _common([t for one in whole.found.values() if (t := _tags_of(one)) is not None])
        made = _components(whole, common)
        more = dict(_lost(made))
        rest = raws(whole, {id_: component.kind.text for id_, (component, _) in made.items()})
        if not more and not whole.has_intent:
            infer(whole, made, [one.name.text for one in rest.values()])
            more = dict(_lost(made))
        if not more:
            break
        lost |= more
    words = {id_: component.kind.text for id_, (component, _) in made.items()}
    words |= dict.fromkeys(rest, RAW)
    writer = Writer(whole, words, fixed=None)
    outputs = {one.name: _output(one, writer) for one in template.outputs}
    whole.asked |= {one for one in template.parameters if snake(one) in _words(intent)}
    statements: list[tree.Statement] = list(_heads(whole, name, start))
    statements += [_tags(common, next(iter(common.values())).span)] if common else []
    statements += [param_of(one) for one in template.parameters.values() if one.name in whole.asked]
    statements += [one for one in whole.drawn.values() if _is_drawn_only(one, whole, made)]
    every = {id_: component for id_, (component, _) in made.items()} | rest
    statements += [_in_region(component, whole, id_) for id_, component in every.items()]
    if whole.has_intent:
        statements += _sentences(whole)
        statements += _forwarded(whole, made)
        statements += whole.overrides
    else:
        statements += whole.outsiders.values()
        statements += [arrow for _, said in made.values() for arrow in said.arrows]
    statements += [one for one in outputs.values() if one is not None]
    found = [*_left(whole, {**made, **rest}), *_without_place(whole, lost, rest), *_lacking(whole)]
    found += _unsaid(whole, [name for name, one in outputs.items() if one is None])
    intended = template.intent.span if template.intent is not None and intent else None
    design = tree.Tree(tuple(statements), foreign=beyond(whole, made), intent=intended)
    return Translation(design, found, whole, words)


def _lacking(whole: Whole) -> Iterator[Diagnostic]:
    """What is there without what it needs."""
    for lack in whole.lacking:
        yield LACKING.found(
            lack.what,
            lack.fix,
            lack.span,
            component=lack.component,
        )


def _words(node: object) -> set[str]:
    """The bare words in a part of a tree."""
    if isinstance(node, tree.Atom):
        return {node.text}
    if isinstance(node, tuple) and not isinstance(node, Span):
        return {word for part in node for word in _words(part)}
    return set()


def empty(source: Source, name: str) -> tree.Tree:
    """The tree of a design of which nothing is known but its name."""
    start = Span(source, 0, 0)
    return tree.Tree((_named(name, "", start),))


def _heads(whole: Whole, name: str, start: Span) -> Iterator[tree.Statement]:
    """The name of the design, and its settings."""
    written = [one for one in whole.drawn.values() if one.kind.text == _HEAD]
    title = whole.template.description.split("\n", 1)[0][:200]
    yield from written or [_named(name, title, start)]
    if not whole.has_intent:
        yield _region(start)
    yield from (one for one in whole.intent if isinstance(one, (tree.Property, tree.Flag)))


def _is_drawn_only(one: tree.Component, whole: Whole, made: _Made) -> bool:
    """Whether a component stands in the intent alone: outside, or a place that is not apart."""
    names = {component.name.text for component, _ in made.values()}
    return one.kind.text != _HEAD and one.name.text not in {*names, *whole.apart}


def _sentences(whole: Whole) -> Iterator[tree.Statement]:
    """Arrows and guarantees of the intent; a place that is apart stands for what is in it now."""
    members: dict[str, list[str]] = {}
    for id_, one in whole.found.items():
        home = component_of(one.resource)
        if home in whole.apart and home is not None and one.type == "AWS::EC2::Subnet":
            members.setdefault(home, []).append(whole.names[id_])
    for said in whole.intent:
        if isinstance(said, tree.Arrow):
            for arrow in _without_forwards(said, whole):
                yield arrow._replace(ends=tuple(_opened(end, members) for end in arrow.ends))
        elif isinstance(said, tree.Guarantee):
            yield said._replace(words=_opened(said.words, members, between="and"))


def _without_forwards(arrow: tree.Arrow, whole: Whole) -> Iterator[tree.Arrow]:
    """An arrow without the sources that forward as their resources say."""
    apart = [
        [word for word in end if forwards_of(word.text) in whole.apart] for end in arrow.ends[:-1]
    ]
    if not any(apart):
        yield arrow
        return
    for sources, targets in pairwise(arrow.ends):
        kept = tuple(word for word in sources if forwards_of(word.text) not in whole.apart)
        if kept:
            yield arrow._replace(ends=(kept, targets))


def _forwarded(whole: Whole, made: _Made) -> Iterator[tree.Arrow]:
    """The arrows of balancers whose targets are not those of the intent."""
    for id_, (component, said) in made.items():
        name = component.name.text
        if forwards_of(name) in whole.apart:
            kind(component.kind.text).infer(whole.found[id_], said)
            yield from (one for one in said.arrows if one.ends[0][0].text == name)


def _opened(
    words: tuple[tree.Word, ...], members: Mapping[str, list[str]], between: str = ""
) -> tuple[tree.Word, ...]:
    """Words, those of places that are apart replaced by the names of their subnets."""
    found: list[tree.Word] = []
    for word in words:
        for number, name in enumerate(members.get(word.text, [word.text])):
            if number and between:
                found.append(tree.Word(between, word.span))
            found.append(tree.Word(name, word.span))
    return tuple(found)


def _region(start: Span) -> tree.Property:
    """A template is for any region; the one that lacks nothing stands in for it."""
    atom = tree.Atom("VALUE_WORD", "us-east-1", start)
    return tree.Property(tree.Word("region", start), (tree.Phrase((atom,), start),), None, start)


def _named(name: str, title: str, start: Span) -> tree.Component:
    label = quoted(title, start) if title else None
    called = re.sub("^(?![a-z_])", "design_", snake(name))
    words = tree.Word(_HEAD, start), tree.Word(called, start)
    return tree.Component(*words, label, (), (), start)


def _components(whole: Whole, common: _Tags) -> _Made:
    """Every component by the logical id of its own resource, in the order of the template."""
    chosen: dict[str, type[Component]] = {}
    for one in whole.found.values():
        home = whole.homes.get(one.id)
        cls = _kind_of(one) if home is None or home not in whole.drawn else None
        if cls is not None and (home is None or _is_own(whole, one, cls, home)):
            chosen[one.id] = cls
            whole.owners[one.id] = one.id
    own = {home: id_ for id_, home in whole.homes.items() if id_ in chosen}
    for id_, home in whole.homes.items():
        if id_ not in chosen and (home in own or home in whole.drawn):
            whole.owners[id_] = own.get(home, id_)  # else it is a raw resource
    whole.kinds = dict(chosen)
    read: dict[str, Said] = {}
    # A place is read before what is in it, and what belongs to others behind them.
    for id_, cls in sorted(chosen.items(), key=lambda pair: _order(pair[1])):
        one = whole.found[id_]
        said = Said(one)
        if whole.owners[id_] == id_:
            _read_attributes(cls, one, said)
            cls.read_back(one, said)
            _read_fate(cls, one, said)
            _read_tags(one, said, common)
            read[id_] = said
    for said in read.values():
        for rest in said.later:
            rest()
    return {
        id_: (_component(cls, read[id_], whole.found[id_]), read[id_])
        for id_, cls in chosen.items()
        if id_ in read and whole.owners[id_] == id_
    }


def _lost(made: _Made) -> Iterator[tuple[str, str]]:
    """The components that cannot be said, and what is not known of them."""
    for id_, (component, said) in made.items():
        unknown = said.lacks or _unknown(kind(component.kind.text), said)
        if unknown:
            yield id_, unknown
        elif kind(component.kind.text).place_needed and not component.places:
            yield id_, "where it stands"


def _unknown(cls: type[Component], said: Said) -> str:
    """What the kind needs and its resource has, with a value that only AWS knows."""
    for declared, path in _own_properties(cls):
        written = said.found.peek(*path) is not None
        if declared.required and written and not said.says(declared.name):
            return f"its {declared.name}"
    return ""


def _is_own(whole: Whole, one: Found, cls: type[Component], home: str) -> bool:
    """Whether a resource is the component that it says, and not only a part of it."""
    if pascal_case(home) == one.id:
        return True
    others = [other for other, said in whole.homes.items() if said == home]
    return pascal_case(home) not in others and cls.word not in ("security_group", "role")


def _component(cls: type[Component], said: Said, one: Found) -> tree.Component:
    word = tree.Word
    return tree.Component(
        word(cls.word, one.resource.type_span),
        word(said.name, said.span),
        said.label,
        tuple(said.places),
        tuple(said.body),
        said.span,
    )


def _in_region(component: tree.Component, whole: Whole, id_: str) -> tree.Component:
    """A component with the region of its template, where it stands in nothing that has one."""
    region = whole.template.resources[id_].region
    if component.places or region in ("", whole.region):
        return component
    return component._replace(places=(tree.Word(region, component.span),))


def _order(cls: type[Component]) -> tuple[int, bool]:
    return CHAPTERS.index(catalogue()[cls.word]), not cls.container


_TYPE = re.compile(r"^  Type: (AWS::\w+::\w+)$", re.MULTILINE)


@cache
def writers() -> Mapping[str, tuple[str, ...]]:
    """The kinds that write a type of resource, by their templates; none is imported."""
    found: dict[str, list[str]] = {}
    root = resources.folder("templates")
    for chapter in CHAPTERS:
        folder = root / chapter
        for name in sorted(os.listdir(folder)) if folder.is_dir() else ():
            text = (folder / name).read_text(encoding="utf-8")
            for other in re.findall(r'{% include "((?!derived/)[^"]+)" %}', text):
                text += (root / other).read_text(encoding="utf-8")
            for type_ in dict.fromkeys(
                re.findall(r"^  Type: (AWS::\w+::\w+)$", text, re.MULTILINE)
            ):
                found.setdefault(type_, []).append(name.removesuffix(".yaml.j2"))
    found["AWS::Events::Rule"] = ["schedule", "event_rule"]
    # The derived fragments write the subnets of tiers and of subnets, and gateways.
    found["AWS::EC2::Subnet"] = ["subnet"]
    found.setdefault("AWS::EC2::NatGateway", []).append("nat_gateway")
    found.setdefault("AWS::EC2::InternetGateway", []).append("internet_gateway")
    found["AWS::EC2::TransitGatewayAttachment"] = ["transit_attachment"]
    found["AWS::EC2::TransitGatewayRouteTable"] = ["transit_table"]
    found["AWS::EC2::TransitGatewayVpcAttachment"] = ["transit_attachment"]
    found["AWS::EC2::CustomerGateway"] = ["office"]
    return {type_: tuple(words) for type_, words in found.items()}


def _kind_of(one: Found) -> type[Component] | None:
    """The kind whose own resource this is; of what archc wrote as a raw one there is none."""
    if plain(one.resource.item.get("Metadata", "Kind")) == RAW:
        return None
    words = writers().get(one.type, ())
    # One that knows its own comes before one that takes all.
    for cls in sorted(map(kind, words), key=lambda cls: "recognises" not in vars(cls)):
        if one.type in (cls.resource, *cls.read_from) and cls.recognises(one):
            return cls
    return None


def _own_properties(cls: type[Component]) -> Iterator[tuple[Attribute, list[str]]]:
    """The attributes that are properties of the component's own resource, and their paths."""
    own = cls.resource.rpartition("::")[2]
    for declared in cls.attributes.values():
        resource, _, path = declared.property.partition(".")
        if own and resource == own:
            yield declared, path.split(".")


def _read_attributes(cls: type[Component], one: Found, said: Said) -> None:
    """The attributes that are properties of the component's own resource."""
    for declared, keys in _own_properties(cls):
        item = one.peek(*keys)
        value = value_of(declared, item) if item is not None else None
        if item is None and declared.absent:
            said.say(declared.name, term(declared.absent, said.span))
        if item is None or value is None:
            continue
        one.take(*keys)
        if isinstance(item.value, Given):
            one.whole.asked.add(item.value.parameter)
        default = declared.type.spell(declared.default) if declared.default is not None else None
        if getattr(value, "text", None) != default or declared.required:
            said.say(declared.name, value, span=item.span)


def _read_fate(cls: type[Component], one: Found, said: Said) -> None:
    """What becomes of it with the stack, where the kind says that and it is not as usual."""
    declared = cls.attributes.get("on_delete")
    words = declared.type.words if declared is not None else ()
    dear = "snapshot" if "snapshot" in words else "keep"
    fate = one.body("DeletionPolicy")
    word = FATES.get(plain(fate)) if fate is not None else dear if dear == "snapshot" else "delete"
    if word in words and word != (dear if one.whole.is_production else "delete"):
        said.say("on_delete", word, span=fate.span if fate is not None else None)


_Tags = dict[str, Item]


def _tags_of(one: Found) -> _Tags | None:
    """The tags of a resource; None where it has none, or some that only AWS knows."""
    tags = one.peek("Tags")
    if tags is None or not isinstance(tags.value, list):
        return None
    entries: _Tags = {}
    for tag in tags.value:
        key, value = plain(tag.get("Key")), tag.get("Value")
        if not key or value is None or not plain(value):
            return None
        entries[key] = value
    return entries


def _common(tags: list[_Tags]) -> _Tags:
    """What all of them have: the tags of the design."""
    first = tags[0] if tags else {}
    return {
        key: item
        for key, item in first.items()
        if key != _LABEL and all(key in one and plain(one[key]) == plain(item) for one in tags)
    }


def _read_tags(one: Found, said: Said, common: _Tags) -> None:
    """Tags of the component; `Name` is its label where it says something of its own."""
    entries = _tags_of(one)
    if entries is None:
        return
    item = one.take("Tags")
    written = one.resource.item.get("Metadata", "Label")
    if written is not None:
        said.label = quoted(plain(written), written.span)
    label = entries.pop(_LABEL, None)
    if label is not None and said.label is None and not _is_name(plain(label), said.name):
        said.label = quoted(plain(label), label.span)
    own = {key: value for key, value in entries.items() if key not in common}
    if own and item is not None:
        said.body.append(_tags(own, item.span))


def _tags(entries: _Tags, span: Span) -> tree.Property:
    pairs = tuple(
        (tree.Word(key, item.span), tree.Phrase((term(plain(item), item.span),), item.span))
        for key, item in entries.items()
    )
    return tree.Property(tree.Word("tags", span), (), tree.MapValue(pairs, span), span)


def _is_name(label: str, name: str) -> bool:
    """Whether a label only repeats the name, perhaps behind that of the stack."""
    plain_name, plain_label = (re.sub(r"[^a-z0-9]", "", text.lower()) for text in (name, label))
    return plain_label.endswith(plain_name)


# By the patterns that archc writes for the types of parameters.
_TYPES_OF = {pattern: type_ for type_, pattern in PATTERNS.items()}


def param_of(one: Parameter) -> tree.Param:
    """A parameter as the design has it."""
    word = tree.Word(snake(one.name), one.span)
    label = quoted(one.description, one.span) if one.description else None
    type_ = "password" if one.is_secret else "number" if one.type == "Number" else "text"
    type_ = _TYPES_OF.get(one.bounds.get("AllowedPattern", ""), type_)
    choices = tuple(term(choice, one.span) for choice in one.choices) or (bare(type_, one.span),)
    default = term(plain(one.value), one.span) if one.value is not None else None
    return tree.Param(word, label, choices, default, one.span)


def unsaid_bounds(one: Parameter) -> Iterator[str]:
    """What AWS holds the values of a parameter against, and the language cannot say."""
    for bound, text in one.bounds.items():
        if bound != "AllowedPattern" or text not in _TYPES_OF or one.choices:
            yield bound
    if one.is_secret and (one.choices or one.bounds.get("AllowedPattern", "") in _TYPES_OF):
        yield "NoEcho"


def _output(output: Output, writer: Writer) -> tree.Output | None:
    """An output, if the language can say its value."""
    value: tree.Value | tree.MapValue | None
    asked = set(writer.whole.asked)
    try:
        value = writer.value(output.value)
    except Unsayable:
        writer.whole.asked = asked
        return None
    if not isinstance(output.value.value, (Reference, Text, Pseudo, Given)):
        value = quoted(plain(output.value), output.value.span)
    elif isinstance(value, tree.Atom) and "." not in value.text:
        value = tree.Text((tree.Word(value.text, value.span),), value.span)
    if not isinstance(value, (tree.Atom, tree.Text)):
        writer.whole.asked = asked
        return None
    label = quoted(output.description, output.span) if output.description else None
    return tree.Output(tree.Word(snake(output.name), output.span), label, value, output.span)


def raws(whole: Whole, known: dict[str, str]) -> dict[str, tree.Component]:
    """The raw resources, by logical id; one that needs what is not in the design is none."""
    apart = [
        one for id_, one in whole.found.items() if id_ not in known and id_ not in whole.owners
    ]
    left = [*apart, *whole.lost.values()]
    fixed, asked = _fixed(whole, left), set(whole.asked)
    while True:
        whole.asked = set(asked)  # what one names that comes to nothing is asked by nobody
        hoped = known | {one.id: "resource" for one in left}
        made: dict[str, tree.Component] = {}
        whole.asked = set(asked)  # what is none after all asks for nothing
        for one in left:
            try:
                made[one.id] = raw(one, hoped, fixed)
            except Unsayable as reason:
                whole.unsaid[one.id] = str(reason)
        if len(made) == len(left):
            return made
        left = [one for one in left if one.id in made]


def _fixed(whole: Whole, raw: list[Found]) -> set[str]:
    """The parameters that have their value for good: something but a raw resource was read so."""
    read = [one.resource.properties for one in whole.found.values() if one not in raw]
    read += [output.value for output in whole.template.outputs]
    return {*whole.template.fixed, *(name for item in read for name in _defaults(item))}


def _defaults(item: Item) -> Iterator[str]:
    """The parameters whose defaults stand somewhere in a value."""
    match item.value:
        case Default() as text:
            yield text.parameter
        case dict() as entries:
            for entry in entries.values():
                yield from _defaults(entry.item)
        case list() as items:
            for one in items:
                yield from _defaults(one)


def _left(whole: Whole, made: Container[str]) -> Iterator[Diagnostic]:
    """What is not part of the design: resources that no kind reads."""
    for id_, one in whole.found.items():
        if id_ in made or id_ in whole.owners:
            continue
        if one.type.startswith("AWS::") and _is_unknown(one.type):
            yield NO_TYPE.found(
                f"'{id_}' is of a type that there is not, {one.type}",
                _meant(one.type),
                one.resource.type_span,
            )
        else:
            yield NOT_UNDERSTOOD.found(
                f"'{id_}' of type {one.type} is left out of the design: {whole.unsaid[id_]}",
                "look at it by hand",
                one.span,
            )


def _is_unknown(type_: str) -> bool:
    """Whether CloudFormation has no type of that name, and SAM none that stays as it is."""
    service, _, name = type_.rpartition("::")
    try:
        return schema(type_) is None and not (service == _SAM and name in sam.LEFT)
    except Unavailable:
        return False


def _meant(type_: str) -> str:
    """What to write for a type that there is not."""
    service, _, name = type_.rpartition("::")
    if service == _SAM and name in sam.MADE:
        return "write `Transform: AWS::Serverless-2016-10-31` at the top"
    if service == _SAM:
        return did_you_mean(name, (*sam.MADE, *sam.LEFT))
    near = did_you_mean(type_, known_types()).partition("possible here")[0].strip()
    return near or "look it up in CloudFormation's reference; a new type is not known here yet"


def _unsaid(whole: Whole, outputs: list[str]) -> Iterator[Diagnostic]:
    """What stands in a template beside its resources, and not in its design."""
    template = whole.template
    without = {one.name: one.span for one in template.outputs if one.name in outputs}
    yield from _told("output", "names what the language has no word for", without)
    exported = {one.name: one.span for one in template.outputs if one.is_exported}
    yield from _told("export of the output", "is how other stacks read it", exported)
    bounds = {
        f"{one.name}.{bound}": one.span
        for one in template.parameters.values()
        if one.name in whole.asked
        for bound in unsaid_bounds(one)
    }
    yield from _told("bound", "is what AWS refuses other values by", bounds)
    if whole.has_intent:
        return  # the design has conditions of its own
    spans = {id_: template.spans[id_] for id_ in sorted(template.left_out)}
    yield from _told("resource", "is left out by its condition: see `--parameters`", spans)
    undecided = {one.id: one.span for one in template.resources.values() if one.is_undecided}
    yield from _told("condition of the resource", "is for AWS to decide", undecided)


def _told(what: str, why: str, spans: Mapping[str, Span]) -> Iterator[Diagnostic]:
    """What the design is without, at the first of its places."""
    if spans:
        yield NOT_CARRIED.found(
            f"the design is without the {_named_all(what, list(spans))}",
            f"look at it by hand: it {why}",
            next(iter(spans.values())),
        )


_MOST = 6  # names in one sentence


def _named_all(what: str, names: list[str]) -> str:
    """`outputs 'A' and 'B'`."""
    quotes = [f"'{name}'" for name in names]
    if len(quotes) > _MOST:
        quotes[_MOST - 1 :] = [f"{len(quotes) - _MOST + 1} more"]
    if len(quotes) == 1:
        return f"{what} {quotes[0]}"
    first, of, rest = what.partition(" of the ")
    several = f"{first}s{of}{rest}s" if of else f"{what}s"
    return f"{several} {', '.join(quotes[:-1])} and {quotes[-1]}"


def _without_place(
    whole: Whole, lost: Mapping[str, str], raw_ones: Container[str]
) -> Iterator[Diagnostic]:
    """What would be a component of its kind if the template said more."""
    for id_, lacks in lost.items():
        one = whole.lost[id_]
        made = "a raw resource here" if id_ in raw_ones else "left out of the design"
        found = NO_PLACE.found(
            f"'{id_}' of type {one.type} is {made}: {lacks} is not known from the template",
            _remedy(lacks, " ".join(f"{name}=…" for name in given_in(one.resource.properties))),
            one.span,
        )
        forgotten = _says_all(one, lacks) and not lacks.endswith("forwards to")
        yield found._replace(severity=Severity.WARNING) if forgotten else found


_PLACING = re.compile("Subnet|Vpc|VPC|Interface|RouteTable|ServiceName")


def _says_all(one: Found, lacks: str) -> bool:
    """Whether a template has a network, and leaves to nobody else what a resource lacks."""
    asked = re.compile("") if lacks.startswith("its ") else _PLACING
    said = [e.item for key, e in one.resource.properties.value.items() if asked.search(key)]
    known = (not isinstance(value, (Given, Unknown)) for item in said for value in leaves(item))
    return bool(one.whole.of_type("AWS::EC2::VPC")) and all(known)


def _remedy(lacks: str, given: str) -> str:
    """A value can be said; a network that is given is in another template."""
    if not given:
        return "look at it by hand"
    if lacks.startswith("its "):
        return f"say what is given: `--parameters {given}`"
    return "look at it by hand, or join this template with the one that makes what it is given"
