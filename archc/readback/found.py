"""Found: one resource that is read back, and what of it was understood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import TYPE_CHECKING

from archc.foreign import Entry, Item, Pseudo, Resource, Text, Zone
from archc.readback.spelling import component_of, label_of, number, parts_of, plain, quoted, snake
from archc.syntax import tree

if TYPE_CHECKING:
    from archc.readback.said import Said
    from archc.readback.whole import Whole


class Pointing(Enum):
    """How a property may point at a resource: by its value, in a list, or by its name or ARN."""

    ALONE = 1
    LISTED = 2
    MEANT = 3


class Found:
    """One resource that is read back: its properties, and which of them were understood."""

    def __init__(self, whole: Whole, resource: Resource) -> None:
        self.whole = whole
        self.resource = resource
        self.id, self.type, self.span = resource.id, resource.type, resource.span
        self._taken: set[tuple[str, ...]] = set()
        self._instead: dict[tuple[str, ...], Entry] = {}

    def peek(self, *path: str) -> Item | None:
        """A property, which counts as not understood yet."""
        return self.resource.properties.get(*path)

    def take(self, *path: str) -> Item | None:
        """A property, which is understood with all that is in it."""
        self._taken.add(path)
        return self.peek(*path)

    def is_true(self, *path: str) -> bool:
        """Takes a property, and says whether it is yes."""
        item = self.take(*path)
        return item is not None and str(item.value).lower() == "true"

    def left(self) -> Iterator[tuple[tuple[str, ...], Entry]]:
        """The properties that nobody took, the outermost of each."""
        yield from self._left(self.resource.properties, ())
        yield from self._instead.items()

    def leave(self, key: str, said: Item | list[Item]) -> None:
        """What stands for a property that is not understood, with what parts say of it."""
        item = said if isinstance(said, Item) else Item([_as_entry(one) for one in said], self.span)
        entry = self.resource.properties.value.get(key)
        self._taken.add((key,))
        self._instead[key,] = Entry(entry.key if entry is not None else self.span, item)

    def _left(self, item: Item, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Entry]]:
        for key, entry in item.value.items() if item.is_map else ():
            here = (*path, key)
            if here in self._taken:
                continue
            if any(one[: len(here)] == here for one in self._taken) and entry.item.is_map:
                yield from self._left(entry.item, here)
            else:
                yield here, entry

    def whole_of_it(self) -> Item:
        """All properties, which are understood."""
        self._taken |= {(key,) for key in self.resource.properties.value}
        return self.resource.properties

    def parts(self, type_: str, *path: str) -> list[Found]:
        """The resources of a type that name this one in a property; they are its own now."""
        found = [
            one
            for one in self.whole.pointing(type_, path, Pointing.ALONE).get(self.id, ())
            if self.whole.owners.get(one.id) in (None, one.id, self.id)
        ]
        for one in found:
            one.take(*path)
            self.whole.owners[one.id] = self.id
        return found

    def parts_named(self, type_: str, *path: str) -> list[Found]:
        """The same for resources that may also name this one by its name or ARN."""
        named = self.whole.pointing(type_, path, Pointing.MEANT).get(self.id, ())
        found = [one for one in named if self.owns(one)]
        for one in found:
            one.take(*path)
        return found

    def follow(self, item: Item | None, type_: str) -> Found | None:
        """The resource of a type that a value names; it is this one's own now."""
        target = self.whole.resource_of(item)
        if target is None or target.type != type_:
            return None
        self.owns(target)
        return target

    def named_by(self, type_: str, *path: str) -> list[Found]:
        """The resources of a type that name this one in a property, or in a list there."""
        return list(self.whole.pointing(type_, path, Pointing.LISTED).get(self.id, ()))

    def items(self, *path: str) -> list[Item]:
        """The entries of a list, one alone where it is none; nothing where there is none."""
        found = self.peek(*path)
        return found.entries if found is not None else []

    def take_if(self, path: tuple[str, ...], *expected: str) -> bool:
        """Takes a property that has one of the values that are written anyway, or is left out."""
        item = self.peek(*path)
        if item is not None and plain(item) not in expected:
            return False
        self.take(*path)
        return True

    def take_own_name(self, *path: str) -> None:
        """Takes a name that is made of those of the stack and the component."""
        item = self.peek(*path)
        parts = parts_of(item) if item is not None else ()
        name = self.whole.name(self)
        if len(parts) == 2 and parts[0] == Pseudo("AWS::StackName") and parts[1] == f"-{name}":
            self.take(*path)

    def take_known(self, *path: str) -> None:
        """Takes what names resources of the template, and nothing else."""
        entries = self.items(*path)
        if entries and all(self.whole.resource_of(item) is not None for item in entries):
            self.take(*path)

    def body(self, *path: str) -> Item | None:
        """What stands beside the properties, such as `DeletionPolicy`."""
        return self.resource.item.get(*path)

    def zone(self, *path: str) -> str | None:
        """Takes the letter of an availability zone, however it is written."""
        item = self.peek(*path)
        letter = _letter(item) if item is not None else None
        if letter is not None:
            self.take(*path)
        return letter

    def stands_in(self, said: Said, type_: str, *path: str) -> None:
        """The place that a property names, if it is of a type."""
        named = self.peek(*path)
        place = self.belongs_to(type_, *path)
        if place is not None:
            said.stand_in(place, named)

    @property
    def is_subnet(self) -> bool:
        """Whether it is a subnet."""
        return self.type == "AWS::EC2::Subnet"

    def _routes(self) -> Iterator[Found]:
        for part in self.named_by("AWS::EC2::SubnetRouteTableAssociation", "SubnetId"):
            table = self.whole.resource_of(part.peek("RouteTableId"))
            if table is not None:
                yield from table.named_by("AWS::EC2::Route", "RouteTableId")

    @property
    def is_public(self) -> bool:
        """Whether it is a subnet that is routed to an internet gateway."""
        return any(
            self.whole.names_type(route.peek("GatewayId"), "AWS::EC2::InternetGateway")
            for route in self._routes()
        )

    @property
    def leads_out(self) -> bool:
        """Whether it is a subnet with a default route."""
        return any(
            plain(route.peek("DestinationCidrBlock")) == "0.0.0.0/0"
            or plain(route.peek("DestinationIpv6CidrBlock")) == "::/0"
            for route in self._routes()
        )

    def is_plain(self, *keys: str) -> bool:
        """Whether it has no properties but these."""
        return not set(self.resource.properties.value) - set(keys)

    def claim(self, said: Said, *words: str) -> None:
        """A flag of several that the id or the label of the resource says."""
        told = re.split(r"[^a-z]+", f"{snake(self.id)} {label_of(self.resource)}".lower())
        drawn = self.whole.drawn.get(component_of(self.resource) or "")
        if drawn is not None:
            told = [one.key.text for one in drawn.body if isinstance(one, tree.Flag)]
        for word in words:
            if word in told:
                said.flag(word)
                return

    def names(self, *path: str) -> bool:
        """Whether a property names a resource of the template."""
        return self.whole.resource_of(self.peek(*path)) is not None

    def names_all(self, *path: str) -> bool:
        """Whether every entry of a list names a resource of the template."""
        item = self.peek(*path)
        return item is not None and all(self.whole.resource_of(one) for one in item.entries)

    def owns(self, part: Found) -> bool:
        """Makes a resource a part of this one, if it is not another's."""
        if self.whole.owners.get(part.id, part.id) not in (part.id, self.id):
            return False
        self.whole.owners[part.id] = self.id
        return True

    def adopt(self, part: Found) -> None:
        """Makes a resource that could be a component of its own a part of this one."""
        self.whole.owners[part.id] = self.id

    def take_usual(self, *path: str, value: str) -> None:
        """A property that says what archc would write anyway."""
        if plain(self.peek(*path)).lower() == value.lower():
            self.take(*path)

    def word(self, words: Mapping[str, str], *path: str) -> str | None:
        """Takes a property that is one of AWS's words, as a word of the language."""
        found = words.get(plain(self.peek(*path)))
        if found is not None:
            self.take(*path)
        return found

    def amount(self, unit: str, *path: str) -> tree.Atom | None:
        """Takes a whole number, which counts a unit."""
        item = self.peek(*path)
        if item is None or not re.fullmatch("[0-9]{1,9}", plain(item)):
            return None
        self.take(*path)
        return number(f"{plain(item)}{unit}", item.span)

    def label(self, said: Said, *path: str) -> None:
        """The description of a resource is the label of its component."""
        text = plain(self.peek(*path))
        if text and "\n" not in text and said.label is None:
            item = self.take(*path)
            said.label = quoted(text, item.span if item is not None else self.span)

    def belongs_to(self, type_: str, *path: str) -> Found | None:
        """The resource of a type that a property names; the property is understood."""
        found = self.whole.resource_of(self.peek(*path))
        if found is None or found.type != type_:
            return None
        self.take(*path)
        return found


def _as_entry(rule: Item) -> Item:
    """A rule that stands apart, as it would stand within its group."""
    said = {key: entry for key, entry in rule.value.items() if key != "GroupId"}
    return rule._replace(value=said)


def _letter(item: Item) -> str | None:
    if isinstance(item.value, Zone):
        return "abcdef"[item.value.number] if item.value.number < 6 else None
    if isinstance(item.value, Text):
        region, *rest = item.value.parts
        if region == Pseudo("AWS::Region") and len(rest) == 1:
            return str(rest[0]) if re.fullmatch("[a-f]", str(rest[0])) else None
    match = re.fullmatch(r"[a-z]{2}(?:-[a-z]+)+-[0-9]([a-f])", plain(item))
    return match[1] if match else None
