"""Compare: a template that carries the intent of a design → what is not as that would make it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from archc.component import Architecture, pascal_case
from archc.diagnostics import Diagnostic, Fault, Severity
from archc.foreign import Item, Resource, Template, named_in
from archc.importers.cloudformation.built import Built
from archc.readback import component_of, forwards_of
from archc.syntax.tree import Component, Tree

_QUEUE = """\
Metadata:
  Design: |
    architecture shop

Resources:
  # jobs: Amazon SQS
  Jobs:
    Type: AWS::SQS::Queue
    Metadata:
      Component: jobs
    Properties:
      MessageRetentionPeriod: 345600
      ReceiveMessageWaitTimeSeconds: 20
      SqsManagedSseEnabled: true
      Tags:
        - Key: project
          Value: shop
        - Key: owner
          Value: team-7
"""
_POLICY = """\
  JobsPolicy:
    Type: AWS::SQS::QueuePolicy
    Metadata:
      Component: jobs
    Properties:
      Queues:
        - !Ref Jobs
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Deny
            Principal: "*"
            Action: sqs:*
            Resource: !GetAtt Jobs.Arn
            Condition:
              Bool:
                aws:SecureTransport: "false"
"""
MISSING = Fault(
    "CFN131",
    "missing_resource",
    "A resource that an arrow or component needs and the template lacks",
    "What was taken out is what makes it work: a policy, a permission, a subscription.",
    _QUEUE,
    _QUEUE + _POLICY,
    Severity.ERROR,
    "correctness",
)
CHANGED = Fault(
    "CFN132",
    "changed_by_hand",
    "A resource that is not what the design makes of it",
    "The metadata says what is meant, and this is something else; only one of the two is right.",
    _QUEUE + _POLICY.replace("sqs:*", "sqs:SendMessage"),
    _QUEUE + _POLICY,
    Severity.WARNING,
    "correctness",
)
FAULTS = (MISSING, CHANGED)
_GROUPS = (
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::EC2::SecurityGroupEgress",
)
_ROLES = ("AWS::IAM::Role", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy")
_FORWARDS = (
    "AWS::ElasticLoadBalancingV2::TargetGroup",
    "AWS::ElasticLoadBalancingV2::ListenerRule",
)
_PLACED_BY = {"Subnets", "SubnetIds", "VPCZoneIdentifier"}
_REGISTERED_BY = "TargetGroupARNs"
_ASIDE = ("Tags", "Description", "GroupDescription", "TagSpecifications")


def compare(made: Built, whole: Template) -> tuple[frozenset[str], list[Diagnostic]]:
    """The ids and names of what has to stand for itself, and what else is missing or changed."""
    wanted, places = made.resources, _places(made.design)
    found = list(_beheaded(made.design.tree, whole))
    if wanted is None:
        return frozenset(places), found
    apart: set[str] = set()
    for id_ in dict.fromkeys((*wanted, *whole.resources)):
        is_there, should = whole.resources.get(id_), wanted.get(id_)
        different = list(_differences(is_there, should, whole))
        if not different:
            continue
        one: Resource = is_there or should  # type: ignore[assignment]
        more = set(_standing_apart(one, should, different, whole, places))
        apart |= more
        if is_there is None and should is not None and not _is_renamed(should, wanted, whole):
            lacks = _missing(should, component_of(should), whole)
            # Where it stands for itself, the arrows are proved against it, and say more.
            found.append(lacks._replace(severity=Severity.WARNING) if more else lacks)
        elif is_there is not None and should is not None:
            found += (_changed(is_there, should, key) for key in different)
    return frozenset({*apart, *_beside(apart, whole)}), found


def _standing_apart(
    one: Resource,
    should: Resource | None,
    different: list[str],
    whole: Template,
    places: list[str],
) -> Iterator[str]:
    """What has to stand for itself because of a resource that is not as the design makes it."""
    component = component_of(one)
    if component in places or _PLACED_BY & set(different):
        yield from places
    if one.type in (*_GROUPS, *_ROLES):
        family = _GROUPS if one.type in _GROUPS else _ROLES
        yield from _family(whole, {component}, family)
    balancers = {component} if one.type in _FORWARDS else set()
    if _REGISTERED_BY in different:
        balancers |= set(_registering(whole, one, should))
    for balancer in balancers:
        # What a balancer is let in by is not made of its arrows any more.
        yield forwards_of(balancer)
        yield from (id_ for id_, other in whole.resources.items() if other.type in _GROUPS)


def _family(whole: Template, components: set[str | None], types: tuple[str, ...]) -> set[str]:
    """The groups, or the roles, of some components."""
    return {
        id_
        for id_, one in whole.resources.items()
        if component_of(one) in components and one.type in types
    }


def _registering(whole: Template, *several: Resource | None) -> Iterator[str | None]:
    """What forwards to a group by its own words, or should."""
    for one in several:
        named = one.properties.get(_REGISTERED_BY) if one is not None else None
        for item in named.entries if named is not None else ():
            targets = whole.resources.get(getattr(item.value, "resource", ""))
            if targets is not None:
                yield component_of(targets)


def _beside(apart: set[str], whole: Template) -> set[str]:
    """The groups that rules of groups that stand for themselves name: they have to, too."""
    more = {id_ for id_ in apart if id_ in whole.resources}
    found: set[str] = set()
    while more:
        named: set[str | None] = {
            component_of(whole.resources[other])
            for id_ in more
            if whole.resources[id_].type in _GROUPS
            for other in named_in(whole.resources[id_].properties)
            if other in whole.resources and whole.resources[other].type in _GROUPS
        }
        more = _family(whole, named, _GROUPS) - found - apart
        found |= more
    return found


def _beheaded(tree: Tree, whole: Template) -> Iterator[Diagnostic]:
    """Components of which only parts are left."""
    said = {one.name.text for one in tree.statements if isinstance(one, Component)}
    for one in whole.resources.values():
        component = component_of(one)
        if component is not None and component not in said:
            said.add(component)
            yield MISSING.found(
                f"of '{component}' only parts are left, such as '{one.id}'",
                f"write '{pascal_case(component)}' again, or take its parts out too",
                one.span,
                component=component,
            )


def _is_renamed(should: Resource, wanted: Mapping[str, Resource], whole: Template) -> bool:
    """Whether the same resource stands there under another id."""
    return any(
        not list(_differences(one, should, whole))
        for id_, one in whole.resources.items()
        if id_ not in wanted
    )


def _missing(should: Resource, component: str | None, whole: Template) -> Diagnostic:
    beside = [one for one in whole.resources.values() if component_of(one) == component]
    return MISSING.found(
        f"'{component}' lacks '{should.id}' of type {should.type}",
        f"write '{should.id}' again, as `archc build` of the design does it",
        beside[0].span if beside else None,
        component=component,
    )


def _changed(one: Resource, should: Resource, key: str) -> Diagnostic:
    """A property is not what the arrows and attributes make of it."""
    home = one.item if key == "DependsOn" else one.properties
    entry = home.value.get(key)
    wanted = should.properties.get(key)
    if key == "DependsOn":
        wanted = Item(", ".join(should.after), one.span)
    if key == "Type" or entry is None:
        what, span = f"lacks '{key}'", one.span
    else:
        what, span = f"has another '{key}' than the design makes", entry.key
    fix = f"write {_shown(wanted)}" if wanted is not None else f"leave '{key}' out"
    fix += ", or change the intent in the metadata"
    return CHANGED.found(f"'{one.id}' {what}", fix, span, component=component_of(one))


def _shown(item: Item) -> str:
    """A short value as it is; a long one by what it is."""
    data = _data(item)
    return f"`{data}`" if isinstance(data, str) and len(data) < 60 else "what it was"


def _places(design: Architecture) -> list[str]:
    return [c.name for c in design.components.values() if c.word in ("vpc", "tier")]


def _region(whole: Template, id_: str, one: Resource) -> str:
    """The region of a resource that another waits for; its own where it is gone."""
    return whole.resources.get(id_, one).region


def _differences(one: Resource | None, other: Resource | None, whole: Template) -> Iterator[str]:
    """The properties in which two resources differ, and whether they wait for others."""
    if one is None or other is None or one.type != other.type:
        yield "Type"
        return
    # Nothing waits for what another region has.
    beside = {id_ for id_ in other.after if _region(whole, id_, one) == one.region}
    if set(one.after) < set(other.after) and beside - set(one.after):
        yield "DependsOn"
    mine, theirs = _data(one.properties), _data(other.properties)
    for key in dict.fromkeys((*mine, *theirs)):
        if key not in _ASIDE and mine.get(key) != theirs.get(key):
            yield key


def _data(item: Item) -> Any:
    """What an item says, without places; numbers and texts alike."""
    value = item.value
    if isinstance(value, dict):
        return {k: _data(e.item) for k, e in value.items() if k not in _ASIDE}
    if isinstance(value, list):
        return [_data(one) for one in value]
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, (int, float)) else value
