"""Whole: a template that is read back: who is called what, and what belongs to whom."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from typing import Any, NamedTuple

from archc.component import pascal_case
from archc.foreign import Given, Item, Known, Pseudo, Reference, Template, named_in, other_name
from archc.policies import Policies, flat
from archc.readback.found import Found, Pointing
from archc.readback.ports import is_world, meets
from archc.readback.spelling import (
    OVERRIDE,
    bare,
    component_of,
    is_written,
    known_to_aws,
    plain,
    said_of,
    snake,
    term,
)
from archc.source import Span
from archc.syntax import tree

_LOOKED_UP = re.compile(r"\{\{resolve:ssm:(/aws/service/[^:}]+)\}\}")
_PIECE = re.compile(r"(\$\{@[A-Za-z0-9]*(?:\.[A-Za-z.]+)?\})")
_VALUE = re.compile(r"\$\{@([A-Za-z0-9]*)(?:\.([A-Za-z.]+))?\}")


class Lack(NamedTuple):
    """Something that is there without what it needs: what is wrong, and what to add."""

    what: str
    fix: str
    span: Span
    component: str


class Whole:
    """A template that is read back: who is called what, and what belongs to whom.

    Where it carries the intent of its design, resources that say so belong to the components of
    that. `apart` are those that stand for themselves all the same, because they are not what the
    design would make: the logical ids of groups and roles, the names of places, and
    `forwards_of` balancers. Of those that are `lost` no component can be said.
    """

    def __init__(
        self,
        template: Template,
        intent: tuple[tree.Statement, ...] = (),
        apart: frozenset[str] = frozenset(),
        lost: Container[str] = (),
    ) -> None:
        self.template = template
        self.intent = intent
        self.apart = apart
        components = [one for one in intent if isinstance(one, tree.Component)]
        self.overrides = [one for one in components if one.kind.text == OVERRIDE]
        told = {one.name.text: one for one in components if one.kind.text != OVERRIDE}
        # Of a raw resource it says only how that is drawn; the others are whole.
        self.shown = {name: one for name, one in told.items() if one.kind.text == "resource"}
        self.drawn = {name: one for name, one in told.items() if name not in self.shown}
        every = {name: Found(self, one) for name, one in template.resources.items()}
        self.found = {name: one for name, one in every.items() if name not in lost}
        self.lost = {name: one for name, one in every.items() if name in lost}
        self.unsaid: dict[str, str] = {}  # why there is no raw resource for one, by its id
        self.owners: dict[str, str] = {}  # of resources that belong to another
        self.homes = {
            id_: said
            for id_, one in self.found.items()
            if intent and (said := component_of(one.resource)) and not {said, id_} & apart
        }
        self.names = _names_of(template, self.homes)
        self.asked: set[str] = set()  # parameters that something in the design needs
        self.lacking: list[Lack] = []
        self.outsiders: dict[str, tree.Component] = {}  # what no resource stands for, by its name
        self.kinds: dict[str, Any] = {}  # of components, by the ids of their own resources
        self.members: dict[str, list[Found]] = {}  # of security groups, by the groups' ids
        self.uses: list[tuple[Found, Found, Reference, Span]] = []  # values in scripts
        self._by_type: dict[str, list[Found]] = {}
        self._pointing: dict[tuple[str, tuple[str, ...], Pointing], dict[str, list[Found]]] = {}
        for one in self.found.values():
            self._by_type.setdefault(one.type, []).append(one)
        self.policies = Policies(self)

    def owner(self, id_: str) -> Found:
        """The resource that stands for the component that a resource belongs to."""
        seen = id_
        while seen in self.owners and self.owners[seen] != seen:
            seen = self.owners[seen]
        found = self.found[seen]
        if found.type in ("AWS::Lambda::Alias", "AWS::Lambda::Version"):
            return self.resource_of(found.peek("FunctionName")) or found
        return found

    def outsider(self, kind: str, stem: str, word: str, value: str | Item, span: Span) -> str:
        """The name of a component that no resource stands for, made where it is needed."""
        text = value if isinstance(value, str) else flat(value)
        for name, one in self.outsiders.items():
            if one.kind.text == kind and is_written(one, word, text, name):
                return name
        base = free = snake(stem)
        taken = 2
        while free in self.outsiders or free in self.names.values() or free in tree.RESERVED:
            free, taken = f"{base}_{taken}", taken + 1
        body: tuple[tree.Statement, ...] = ()
        if isinstance(value, Item) and isinstance(value.value, Given):
            self.asked.add(value.value.parameter)
            body = (said_of(word, bare(snake(value.value.parameter), value.span)),)
        elif free != text and text:
            body = (said_of(word, term(text, span)),)
        words = tree.Word(kind, span), tree.Word(free, span)
        self.outsiders[free] = tree.Component(*words, None, (), body, span)
        return free

    @property
    def has_intent(self) -> bool:
        """Whether the template says which arrows are drawn; else they follow from resources."""
        return bool(self.intent)

    def of_type(self, *types: str) -> list[Found]:
        """The resources of some types, in the order of the template."""
        return [one for type_ in types for one in self._by_type.get(type_, ())]

    def is_derived(self, part: Found, owner: Found) -> bool:
        """Whether a group or role was made for a component, of the component's arrows."""
        return part.id in self.homes and self.homes[part.id] == self.homes.get(owner.id)

    def pointing(
        self, type_: str, path: tuple[str, ...], how: Pointing
    ) -> Mapping[str, list[Found]]:
        """The resources of a type by the ids of what a property of theirs points at."""
        key = (type_, path, how)
        if key not in self._pointing:
            found: dict[str, list[Found]] = {}
            for one in self.of_type(type_):
                for id_ in dict.fromkeys(self._targets(one, path, how)):
                    found.setdefault(id_, []).append(one)
            self._pointing[key] = found
        return self._pointing[key]

    def _targets(self, one: Found, path: tuple[str, ...], how: Pointing) -> Iterator[str]:
        item = one.peek(*path)
        for entry in (item.entries if how is not Pointing.ALONE else [item]) if item else ():
            if how is Pointing.MEANT:
                meant = self.policies.found(entry)
                if meant is not None:
                    yield meant.id
            elif isinstance(entry.value, Reference):
                yield entry.value.resource

    def naming(self, target: Found) -> list[Found]:
        """The resources that name another one anywhere."""
        return [
            one for one in self.found.values() if target.id in named_in(one.resource.properties)
        ]

    def is_told(self, found: Found) -> bool:
        """Whether an output tells other templates of it, or of what names it."""
        ids = {found.id, *(one.id for one in self.naming(found))}
        return any(id_ in named_in(output.value) for output in self.template.outputs for id_ in ids)

    def resource_of(self, item: Item | None) -> Found | None:
        """The resource that a value names, by itself or one of its attributes."""
        if item is None or not isinstance(item.value, Reference):
            return None
        return self.found.get(item.value.resource)

    def is_component(self, found: Found) -> bool:
        """Whether a resource stands for a component, and belongs to no other."""
        return found.id in self.kinds and self.owners.get(found.id) == found.id

    def is_kept(self, id_: str) -> bool:
        """Whether a resource of a component has the same id in what is built of the design."""
        one = self.found[id_]
        if self.owners.get(id_, id_) != id_:
            return True  # it is called after what it belongs to
        return id_ in self.kinds and pascal_case(self.names[id_]) == one.id

    def is_name_or_arn(self, item: Item) -> bool:
        """Whether it names a component of the template, or an ARN that is known."""
        target = self.resource_of(item)
        return (target is not None and target.id in self.kinds) or plain(item).startswith("arn:")

    def looked_up(self, item: Item) -> str | None:
        """The public parameter of AWS that a value is looked up in."""
        match item.value:
            case Given(parameter):
                value = plain(self.template.parameters[parameter].value)
                return value if value.startswith("/aws/service/") else None
            case str(text):
                match = _LOOKED_UP.fullmatch(text)
                return match[1] if match else None
        return None

    def is_known(self, item: Item) -> bool:
        """Whether a value is a text, or given when the stack is made."""
        return isinstance(item.value, (str, Given))

    def rules(self, group: Found, *, inwards: bool = True) -> list[Item]:
        """The rules of a security group, within it and apart from it."""
        inner, apart = (
            ("SecurityGroupIngress", "AWS::EC2::SecurityGroupIngress")
            if inwards
            else ("SecurityGroupEgress", "AWS::EC2::SecurityGroupEgress")
        )
        beside = [one.resource.properties for one in group.named_by(apart, "GroupId")]
        return [*group.items(inner), *beside]

    def groups_of(self, one: Found) -> list[Found]:
        """The security groups that something is behind."""
        return [self.found[id_] for id_, members in self.members.items() if one in members]

    def is_open(self, one: Found, port: str) -> bool | None:
        """Whether groups let in the world on a port; None where they say nothing of that port."""
        rules = [
            rule
            for group in self.groups_of(one)
            for rule in self.rules(group)
            if meets(rule, int(port))
        ]
        if not rules:
            return None
        return any(is_world(rule) for rule in rules)

    def is_given(self, item: Item) -> bool:
        """Whether a value is given when the stack is made, in the template's own words."""
        return isinstance(item.value, Given) and self.looked_up(item) is None

    @property
    def is_production(self) -> bool:
        """Whether the design says that it is more than a lab."""
        return self._setting("purpose") == "production"

    @property
    def region(self) -> str:
        """The region of the design, if the intent says one."""
        return self._setting("region")

    def _setting(self, word: str) -> str:
        for one in self.intent:
            if isinstance(one, tree.Property) and one.key.text == word:
                return str(getattr(one.phrases[0].values[0], "text", ""))
        return ""

    def names_type(self, item: Item | None, type_: str) -> bool:
        """Whether a value names a resource of a type."""
        found = self.resource_of(item)
        return found is not None and found.type == type_

    def root(self, found: Found) -> Found:
        """The own resource of the component that a resource belongs to."""
        seen = found.id
        while seen in self.owners and self.owners[seen] != seen:
            seen = self.owners[seen]
        return self.found[seen]

    def name(self, found: Found) -> str:
        """The name of the component that a resource is, or belongs to."""
        return self.names[self.root(found).id]

    def value_named(self, reference: Reference) -> str | None:
        """`front.dns` for a reference that the language has a word for."""
        target = self.found.get(reference.resource)
        if target is None:
            return None
        root = self.root(target)
        kind = self.kinds.get(root.id)
        if kind is None:
            return None
        for value, expression in kind.values.items():
            match = _VALUE.fullmatch(expression)
            wanted = {reference.attribute, other_name(target.type, reference.attribute)}
            if match and (match[2] or "") in wanted and _is_part(target, root, match):
                return f"{self.names[root.id]}.{value}"
        return None

    def text(self, parts: tuple[Any, ...], span: Span) -> tree.Text | None:
        """A text with the values of components that it names; None if it cannot be said."""
        made: list[str | tree.Word] = []
        for part in self.shortened(parts):
            if isinstance(part, str):
                made.append(part)
                continue
            word = part.word if isinstance(part, Known) else None
            if isinstance(part, Reference):
                word = self.value_named(part)
            elif isinstance(part, Given):
                self.asked.add(part.parameter)
                word = snake(part.parameter)
            elif isinstance(part, Pseudo):
                word = known_to_aws(part)
            if word is None:
                return None
            made.append(tree.Word(word, span))
        return tree.Text(tuple(made), span)

    def shortened(self, parts: tuple[Any, ...]) -> Iterator[Any]:
        """A text with one `Known` for the parts that are one value of a component together."""
        at = 0
        while at < len(parts):
            known, number = self._several(parts[at:])
            yield known or parts[at]
            at += number

    def _several(self, parts: tuple[Any, ...]) -> tuple[Known | None, int]:
        """The value that parts begin with, if it is made of several, and of how many."""
        first = self.found.get(parts[0].resource) if isinstance(parts[0], Reference) else None
        if first is None:
            return None, 1
        root = self.root(first)
        kind = self.kinds.get(root.id)
        for value, expression in kind.values.items() if kind is not None else ():
            pieces = [piece for piece in _PIECE.split(expression) if piece]
            if 1 < len(pieces) <= len(parts) and all(
                self._is_piece(part, piece, root)
                for part, piece in zip(parts, pieces, strict=False)
            ):
                return Known(f"{self.names[root.id]}.{value}"), len(pieces)
        return None, 1

    def _is_piece(self, part: Any, piece: str, root: Found) -> bool:
        """Whether a part of a text is a piece of an expression of a component."""
        match = _VALUE.fullmatch(piece)
        if match is None or not isinstance(part, Reference):
            return bool(part == piece)
        target = self.found.get(part.resource)
        return (
            target is not None
            and (match[2] or "") == part.attribute
            and self.root(target) is root
            and _is_part(target, root, match)
        )


def _is_part(target: Found, root: Found, match: re.Match[str]) -> bool:
    """Whether a value of a component is one of this resource of it."""
    if not match[1]:
        return target is root
    return target is not root and (
        target.id == root.id + match[1] or target.type.endswith(f"::{match[1]}")
    )


def _names_of(template: Template, homes: Mapping[str, str]) -> dict[str, str]:
    """A name for each resource: that of its component where it has one, else made of its id."""
    taken = {*homes.values(), *map(snake, template.parameters)}
    names: dict[str, str] = {}
    for id_ in template.resources:
        name = snake(id_)
        if name in tree.RESERVED:
            name = f"my_{name}"
        number = 2
        free = name
        while free in taken and id_ not in homes:
            free, number = f"{name}_{number}", number + 1
        taken.add(free)
        names[id_] = homes.get(id_, free)
    return names
