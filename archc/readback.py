"""Reading back: resources of a template become the component that the catalogue would write.

A kind reads its own resource, and those that belong to it, in `read_back`. What it understands it
takes; what nobody takes stays visible, as a resource of its own or as an override.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from enum import Enum
from typing import Any, NamedTuple

from archc.boot import Export, boot, references
from archc.foreign import (
    Entry,
    Given,
    Item,
    Pseudo,
    Reference,
    Resource,
    Template,
    Text,
    Unknown,
    Zone,
    named_in,
)
from archc.limits import SERVICE_ACTIONS
from archc.policies import Policies, flat, matches
from archc.schemas import Unavailable, schema
from archc.source import Span
from archc.syntax import tree
from archc.values import Attribute, Choice, ListOf, Matched, Quantity, YesNo

_BARE = re.compile(r"[A-Za-z_][\w-]*(?:[.:/][\w-]+)*")
_SNAKE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


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


class Said:
    """What a component will say: the statements of its block, its places, arrows of the design.

    What is said is given in parts: a `str` is a word of the language, a `Found` the name of its
    component, an `Item` what stands in the template: a text, a number, or another component.
    """

    def __init__(self, found: Found) -> None:
        self.found, self.span = found, found.span
        self.name = found.whole.names[found.id]
        self.label: tree.Text | None = None
        self.places: list[tree.Word] = []
        self.body: list[tree.Statement] = []
        self.arrows: list[tree.Arrow] = []
        self.role: Found | None = None  # that it takes on
        self.later: list[Callable[[], None]] = []  # for when it is known what belongs to whom
        self.lacks = ""  # what it cannot be said without, and the template does not tell

    def say(self, word: str, *parts: Any, span: Span | None = None) -> None:
        """`word: part part`, one more phrase where it is said already.

        Nothing is said where a part of it is missing.
        """
        if any(part is None for part in parts):
            return
        made = self._phrase(parts, span)
        for at, one in enumerate(self.body):
            if isinstance(one, tree.Property) and one.key.text == word:
                self.body[at] = one._replace(phrases=(*one.phrases, made))
                return
        place = span or made.span
        self.body.append(tree.Property(tree.Word(word, place), (made,), None, place))

    def quote(self, item: Item) -> tree.Value:
        """A text that stands in quotes."""
        return quoted(plain(item), item.span)

    def keep_password(self, password: Item | None) -> Found | None:
        """The secret that a password is looked up in, which is the component's own."""
        named = references(parts_of(password)) if password is not None else []
        secret = self.found.whole.found.get(named[0].resource) if len(named) == 1 else None
        if secret is None or secret.type != "AWS::SecretsManager::Secret":
            return None
        return secret if self.found.owns(secret) else None

    def opens_to_internet(self) -> bool:
        """Whether it stands in a VPC that has an internet gateway."""
        whole = self.found.whole
        homes = {
            home.id
            for place in self.places
            for one in whole.found.values()
            if one.is_subnet and whole.name(one) == place.text
            and (home := whole.resource_of(one.peek("VpcId"))) is not None
        }  # fmt: skip
        return any(
            (vpc := whole.resource_of(one.peek("VpcId"))) is not None and vpc.id in homes
            for one in whole.of_type("AWS::EC2::VPCGatewayAttachment")
            if one.peek("InternetGatewayId") is not None
        )

    def say_list(self, word: str, texts: list[tuple[str, Span]]) -> None:
        """`word: ["text", "text"]`."""
        entries = tuple(tree.Phrase((quoted(text, span),), span) for text, span in texts)
        self.say(word, tree.ListValue(entries, texts[0][1]), span=texts[0][1])

    def says(self, word: str) -> bool:
        """Whether an attribute is said already."""
        said = (one for one in self.body if isinstance(one, (tree.Property, tree.Flag)))
        return any(one.key.text == word for one in said)

    def flag(self, word: str, item: Item | None = None) -> None:
        """A word alone."""
        place = item.span if item is not None else self.span
        self.body.append(tree.Flag(tree.Word(word, place), place))

    def stand_in(self, place: Found, item: Item | None = None) -> None:
        """One more place that it stands in."""
        name = place.whole.name(place)
        if name not in [one.text for one in self.places]:
            self.places.append(tree.Word(name, item.span if item is not None else self.span))

    def let(self, word: str, rules: list[Item]) -> None:
        """The rules of a security group: ports, and whom they are for; `none` for none."""
        for rule in rules:
            if not is_nothing(rule):
                self._let(word, rule)
        if rules and all(map(is_nothing, rules)):
            self.say(word, "none", span=rules[0].span)

    def _let(self, word: str, rule: Item) -> None:
        whom = next((w for key in _WHOM if (w := rule.get(key)) is not None), None)
        side = "from" if word == "inbound" else "to"
        words = self.port(rule)
        if whom is not None and words is not None:
            self.say(word, *words, side, whom, span=rule.span)

    def stand_in_all(self, source: Found, *path: str) -> None:
        """The places that a list of subnets names; it is understood if all of them are known."""
        subnets = source.items(*path)
        known = [one for one in subnets if (it := source.whole.resource_of(one)) and it.is_subnet]
        for item in known:
            place = source.whole.resource_of(item)
            if place is not None:
                self.stand_in(place, item)
        if subnets and len(known) == len(subnets):
            source.take(*path)

    def stand_in_one(self, subnet: Item | None) -> None:
        """The subnet that it stands in; of a tier, the zone too."""
        place = self.found.whole.resource_of(subnet)
        if place is None or not place.is_subnet:
            return
        self.stand_in(place, subnet)
        home = self.found.whole.homes.get(place.id)
        row = [one for one in self.found.whole.of_type(place.type)
               if home and self.found.whole.homes.get(one.id) == home]  # fmt: skip
        zone = place.zone("AvailabilityZone")
        if place in row[1:] and zone is not None:
            self.say("zone", zone)

    def have_address(
        self, public: Item | None, subnet: Found | None, *, default: bool | None
    ) -> None:
        """Whether it is launched with a public address, where that is not understood anyway."""
        launched = subnet is not None and subnet.is_true("MapPublicIpOnLaunch")
        said = plain(public).lower() == "true" if public is not None else launched
        open_ = subnet is not None and subnet.is_public
        usual = (launched if open_ else False) if default is None else default
        if said != usual or (open_ and not launched and default is None):
            self.say("public_address", "yes" if said else "no",
                     span=public.span if public is not None else None)  # fmt: skip

    def script(self, source: Found, default: Any, *path: str, signals: bool = False) -> None:
        """A script with what is in front of it: variables of arrows, and its own."""
        self.later.append(lambda: self._script(source, default, path, signals=signals))

    def _script(self, source: Found, default: Any, path: tuple[str, ...], *, signals: bool) -> None:
        item = source.peek(*path)
        if item is None:
            return
        made = boot(parts_of(item), signals=signals)
        for reference in references(parts_of(item)):
            self.use(reference, item.span)
        own = [one for one in made.exports if not self._is_handed(one)]
        values = [(one.name, self.found.whole.text(one.value, item.span)) for one in own]
        body = self.found.whole.text(made.body, item.span)
        if body is None or any(value is None for _, value in values):
            return
        source.take(*path)
        if default is None or default.body.parts != body.parts:
            self.say("setup", body)
        if own:
            self.set("environment", [(k, v) for k, v in values if v is not None], item.span)

    def _is_handed(self, one: Export) -> bool:
        """Whether a variable is one that an arrow hands over."""
        if len(one.value) != 1 or not isinstance(one.value[0], Reference):
            return False
        word = self.found.whole.value_named(one.value[0])
        target = self.found.whole.found.get(one.value[0].resource)
        if word is None or target is None:
            return False
        kind = self.found.whole.kinds.get(self.found.whole.root(target).id)
        name, _, value = word.partition(".")
        return kind is not None and value in kind.hands and one.name == f"{name}_{value}".upper()

    def have_policies(self, role: Item | None) -> None:
        """The managed policies of a role that is made of its arrows."""
        found = self.found.whole.resource_of(role)
        if found is None or not self.found.whole.is_derived(found, self.found):
            return
        names = []
        for item in found.items("ManagedPolicyArns"):
            said = "".join(part for part in parts_of(item) if isinstance(part, str))
            of_aws = "iam::aws:policy/" in said
            names.append((said.rpartition(":policy/")[2] if of_aws else said, item))
        if names:
            self.say_list("policies", [(name, item.span) for name, item in names])

    def set(self, word: str, entries: list[tuple[str, tree.Value]], span: Span) -> None:
        """`word: { KEY: value }`."""
        pairs = tuple((tree.Word(k, v.span), tree.Phrase((v,), v.span)) for k, v in entries)
        key = tree.Word(word, span)
        self.body.append(tree.Property(key, (), tree.MapValue(pairs, span), span))

    def use(self, reference: Reference, span: Span) -> None:
        """A value of another component stands in what it runs."""
        target = self.found.whole.found.get(reference.resource)
        if target is not None:
            self.found.whole.uses.append((self.found, target, reference, span))

    def drawn_as(self, part: Found, word: str) -> str | None:
        """Which of the things drawn outside a resource stands for, by its label."""
        told = label_of(part.resource)
        names = [
            name
            for name, one in self.found.whole.drawn.items()
            if one.kind.text == word and f"-{told}".endswith("-" + name.replace("_", "-"))
        ]
        return max(names, key=len, default=None)

    def port(self, rule: Item) -> tuple[str | tree.Value, ...] | None:
        """The protocol and ports of a rule; None where the language has no word for it."""
        words = port_of(rule)
        return words if words[0] in ("any", "icmp", "tcp", "udp") else None

    def behind(self, groups: Item | None) -> None:
        """`security: …` for groups that are written out; its own one is made of its arrows."""
        derived: Found | None = None
        others = []
        for item in groups.entries if groups is not None else ():
            group = self.found.whole.resource_of(item)
            if group is not None:
                self.found.whole.members.setdefault(group.id, []).append(self.found)
            if group is not None and self.found.whole.is_derived(group, self.found):
                self.found.owns(group)
                derived = group
            elif group is not None:
                others.append((group, item))
        for group, item in others:
            self.say("security", group, span=item.span)
        if derived is not None:
            self.later.append(lambda: self._keep_own(derived, beside=bool(others)))

    def _keep_own(self, group: Found, *, beside: bool) -> None:
        """Its own group beside those that are written, and whether it is closed outwards."""
        rules = self.found.whole.rules(group, inwards=False)
        if self._has_way_out() and not any(is_world(rule) and _is_any(rule) for rule in rules):
            self.say("security", "strict")
        elif beside:
            self.say("security", "derived")

    def _has_way_out(self) -> bool:
        """Whether it stands in a subnet that is not isolated."""
        names = {place.text for place in self.places}
        return any(
            one.leads_out for one in self.found.whole.of_type("AWS::EC2::Subnet")
            if self.found.whole.name(one) in names
        )  # fmt: skip

    def act_as_existing(self, role: Item | None) -> None:
        """`role: …` for a role that is not of the template: an ARN, or given by a parameter."""
        if role is None or self.found.whole.resource_of(role) is not None:
            return
        name = flat(role).rpartition(":role/")[2].rpartition("/")[2]
        value = role if isinstance(role.value, Given) else Item(name, role.span)
        if not isinstance(role.value, Given) and not re.fullmatch(r"[\w+=,.@-]{1,128}", name):
            return
        whole = self.found.whole
        drawn = [n for n, o in whole.drawn.items() if o.kind.text == "role"]
        known = [n for n in drawn if _says(whole.drawn[n], "existing", flat(value), n)]
        made = known or [whole.outsider("role", f"{self.name}_role", "existing", value, role.span)]
        self.say("role", bare(made[0], role.span))

    def act_as(self, role: Item | None) -> None:
        """`role: …` for a role that is written out; its own one is made of its arrows."""
        found = self.found.whole.resource_of(role)
        if found is None or role is None:
            return
        whole = self.found.whole
        if whole.is_derived(found, self.found):
            self.role = found
            self.found.owns(found)
        elif found.type == "AWS::IAM::Role" and found.id not in whole.kinds:
            identity = whole.kinds[self.found.id].identity
            self.unpermitted(
                f"'{self.name}' cannot take on its role: that does not trust {identity}",
                f"write `Service: {identity}` as its principal",
                found.span,
            )
        else:
            self.role = found
            self.say("role", found, span=role.span)

    def say_text(self, word: str, item: Item) -> None:
        """`word: "text"`, with whatever stands in it."""
        self.say(word, quoted(str(item.value), item.span))

    def say_structure(self, word: str, *path: str, short: bool = False) -> None:
        """Takes a map of any depth and says it, if the language can.

        `short`, a list of one text is that text.
        """
        item = self.found.peek(*path)
        made = structure(self.found.whole, item) if item is not None else None
        if made is not None:
            self.found.take(*path)
        elif item is not None:
            made = structure(self.found.whole, item, loosely=True)
        if made is not None:
            self.say_map(word, _shortened(made) if short else made)

    def say_texts(self, word: str, *path: str) -> None:
        """Takes the texts of a map, which may name values of components.

        What an arrow hands over by itself under the same name is not said again.
        """
        item, whole = self.found.peek(*path), self.found.whole
        entries = []
        for key, entry in item.value.items() if item is not None and item.is_map else ():
            target = whole.policies.found(entry.item)
            cls = whole.kinds.get(target.id) if target is not None else None
            if (
                target is not None
                and cls is not None
                and key in [f"{whole.name(target)}_{hand}".upper() for hand in cls.hands]
            ):
                self.found.take(*path, key)
                continue
            made = interpolated(whole, entry.item)
            if made is not None:
                self.found.take(*path, key)
            else:  # what only AWS knows is not understood, but it is handed over
                made = quoted(flat(entry.item) or "?", entry.item.span)
            pair = tree.Word(key, entry.key), tree.Phrase((made,), entry.item.span)
            entries.append(pair)
        if item is not None and entries:
            self.say_map(word, tree.MapValue(tuple(entries), item.span))

    def elsewhere(self, word: str, code: Item | None, bucket: str, key: str) -> None:
        """Says that files are not in the template, and where they lie."""
        place = code if code is not None else Item("", self.span)
        known = [flat(place.get(one)) for one in (bucket, key)]
        told = "/".join(part for part in known if part != "${?}")
        text = told.strip("/") or flat(place.get("ImageUri")) or "?"
        made = tree.Call("elsewhere", quoted(text, place.span), place.span)
        self.say(word, made)

    @staticmethod
    def count_of(amount: int, unit: str, span: Span | None = None) -> str:
        """The same for a number that is worked out."""
        del span
        return f"{amount}{unit}"

    @staticmethod
    def text(text: str, span: Span) -> tree.Value:
        """A text, quoted where it has to be."""
        return quoted(text, span)

    @staticmethod
    def time(text: str, span: Span) -> tree.Value:
        """`cron(…)` or `rate(…)`."""
        return tree.Atom("SCHEDULE", text, span)

    @staticmethod
    def flat(item: Item) -> str:
        """A value as text, with `${…}` for what is known later."""
        return flat(item)

    @staticmethod
    def flat_of(part: Found, *path: str) -> str:
        """The same for a property; empty where there is none."""
        return flat(part.peek(*path))

    @staticmethod
    def words(words: Iterable[str], span: Span) -> tree.Value:
        """A list of words; one stands alone."""
        words = tuple(words)
        if len(words) == 1:
            return term(words[0], span)
        entries = tuple(tree.Phrase((term(word, span),), span) for word in words)
        return tree.ListValue(entries, span)

    def all_of(self, parts: list[Any], span: Span) -> tree.Value:
        """Components and texts as a list; one stands alone."""
        values = [self._value(part, span) for part in parts]
        if len(values) == 1:
            return values[0]
        return tree.ListValue(tuple(tree.Phrase((one,), span) for one in values), span)

    def say_words(self, word: str, words: Iterable[str], span: Span) -> None:
        """`word: [word, word]`."""
        self.say(word, self.words(words, span), span=span)

    def say_texts_of(self, word: str, item: Item) -> bool:
        """`word: ["text", "text"]`; false where something in it is no plain text."""
        texts = [one.value for one in item.entries]
        if not all(isinstance(text, str) for text in texts):
            return False
        entries = tuple(tree.Phrase((quoted(text, item.span),), item.span) for text in texts)
        self.say(word, tree.ListValue(entries, item.span), span=item.span)
        return True

    def unsay(self, *words: str) -> None:
        """Takes back what was said."""
        self.body = [
            one
            for one in self.body
            if not isinstance(one, tree.Property) or one.key.text not in words
        ]

    def say_value(self, word: str, *path: str) -> None:
        """Takes a text that may name values of components."""
        item = self.found.peek(*path)
        made = interpolated(self.found.whole, item) if item is not None else None
        self.unsay(word)
        if made is not None:
            self.found.take(*path)
            self.say(word, made)

    def can_say(self, item: Item) -> bool:
        """Whether every text of a list can be said."""
        return all(interpolated(self.found.whole, one) is not None for one in item.entries)

    def list_of_texts(self, item: Item) -> tree.ListValue:
        """A list of texts, which may name values of components."""
        made = [interpolated(self.found.whole, one) for one in item.entries]
        entries = tuple(tree.Phrase((one,), one.span) for one in made if one is not None)
        return tree.ListValue(entries, item.span)

    @staticmethod
    def is_parameter(item: Item) -> bool:
        """Whether a parameter gives it."""
        return isinstance(item.value, Given)

    def structure_of(self, part: Found, *path: str) -> tree.MapValue | None:
        """Takes a map of a part, also one that is written as JSON."""
        item = part.peek(*path)
        if item is None:
            return None
        whole = self.found.whole
        text = flat(item)
        made = structure_of(whole, text, item.span) if text else structure(whole, item)
        if made is not None and "${" not in text:
            part.take(*path)
        return made

    def read_name(self, path: str, ending: str = "") -> None:
        """A name that archc would make itself is not said."""
        item = self.found.peek(path)
        self.unsay("name")
        if item is None:
            return
        text = flat(item)
        made = f"-{self.name.replace('_', '-')}{ending}", f"-{self.name}{ending}"
        if isinstance(item.value, Text):
            if text.endswith(made):
                self.found.take(path)
        elif isinstance(item.value, Given):
            self.found.take(path)
            self.say("name", item)
        elif plain(item):  # else it is made by another template, or by AWS
            self.found.take(path)
            self.say("name", quoted(text, item.span))

    def own_policies(self, type_: str, path: str) -> None:
        """Policies that only let services in, and refuse what is not encrypted on its way."""
        about = self.found.whole.pointing(type_, (path,), Pointing.MEANT)
        for part in about.get(self.found.id, ()):
            self.found.owns(part)
            part.take(path)
            part.take("PolicyDocument")

    def check_targets(self, service: str, identity: str) -> None:
        """Targets of a rule that nothing lets it call."""
        targets = self.found.peek("Targets")
        for target in targets.entries if targets is not None else ():
            self.check_target(target, self.found, service, identity)

    def check_target(self, target: Item | None, part: Found, service: str, identity: str) -> None:
        """A target that nothing permits: its policy admits the service, or a role allows it."""
        whole = self.found.whole
        goal = whole.policies.found(target.get("Arn")) if target is not None else None
        cls = whole.kinds.get(goal.id) if goal is not None else None
        if target is None or goal is None or cls is None:
            return
        role = whole.resource_of(target.get("RoleArn"))
        name, span = whole.name(goal), target.span
        if role is not None and role.type == "AWS::IAM::Role":
            users = [one for one in whole.naming(role) if one is not part]
            wanted = [verb.actions for verb in cls.verbs if verb.actions and verb.name in _CALLS]
            if wanted and whole.policies.allows(role, wanted[0][:1], goal) is False:
                self.unpermitted(
                    f"the role of '{self.name}' does not allow to call '{name}'",
                    f"allow {wanted[0][0]} on it",
                    span,
                )
            if whole.is_derived(role, self.found) or (
                not users and whole.policies.is_trusted(role, identity)
            ):
                self.found.adopt(role)
        elif service and target.get("RoleArn") is None:
            invoked = any(verb.invoked for verb in cls.verbs)
            if invoked and not whole.policies.admits(goal, service, self.found):
                self.unpermitted(
                    f"'{self.name}' may not call '{name}': nothing lets {service} in",
                    "add a permission or policy with this service, and the ARN of the rule as "
                    "SourceArn",
                    span,
                )

    def call_targets(self) -> None:
        """An arrow to each target of a rule."""
        targets = self.found.peek("Targets")
        for target in targets.entries if targets is not None else ():
            self.call(target, target.span)

    def call(self, target: Item, span: Span) -> None:
        """An arrow to what a rule or schedule calls."""
        whole = self.found.whole
        goal = whole.policies.found(target.get("Arn"))
        verbs = whole.kinds[goal.id].verbs if goal is not None and goal.id in whole.kinds else ()
        if goal is None or not any(verb.name in _CALLS for verb in verbs):
            return
        parts: list[Any] = []
        body: dict[str, tree.MapValue] = {}
        given = target.get("Input")
        if given is not None and isinstance(given.value, str) and given.value != "{}":
            made = structure_of(whole, given.value, given.span)
            if made is not None:
                body["input"] = made
            else:
                parts += ["input", quoted(given.value, given.span)]
        retries = target.get("RetryPolicy", "MaximumRetryAttempts")
        age = target.get("RetryPolicy", "MaximumEventAgeInSeconds")
        parts += ["retries", retries] if retries is not None else []
        parts += ["age", self.count(age, "s")] if age is not None else []
        keeper = whole.policies.found(target.get("DeadLetterConfig", "Arn"))
        parts += ["on_failure", keeper] if keeper is not None else []
        self.reach(goal, *parts, span=span, body=body)

    @staticmethod
    def count(item: Item, unit: str) -> tree.Atom:
        """A number of a unit: `30days`."""
        return number(f"{plain(item)}{unit}", item.span)

    @staticmethod
    def is_value(item: Item | None, text: str) -> bool:
        """Whether a scalar says this."""
        return plain(item) == text

    @staticmethod
    def means(pattern: str, action: str) -> bool:
        """Whether a pattern of a policy means an action."""
        return matches(action, pattern)

    def place_of(self, *path: str) -> Span:
        """Where a property stands; the resource's own place where it does not."""
        item = self.found.peek(*path)
        return item.span if item is not None else self.span

    def own_mappings(self) -> None:
        """The mappings by which functions fetch from it are its own."""
        for part, function in self._mappings():
            if function is None:
                continue
            part.whole_of_it()
            role = self.found.whole.policies.role_of(function)
            fetch = self.found.whole.kinds[self.found.id].fetching()
            allowed = self.found.whole.policies.allows(role, fetch, self.found)
            if allowed is False:
                held = self.found.whole.policies.held(role).get(self.found.id)
                self.unpermitted(
                    f"'{function.whole.name(function)}' may not fetch from '{self.name}'",
                    f"allow its role {', '.join(fetch)} on this resource",
                    held.span if held is not None else role.span,
                )

    def feed(self) -> None:
        """An arrow to each function that fetches from it."""
        for part, function in self._mappings():
            if function is not None:
                self.reach(function, *_fetch(part), span=part.span, body=_filter(part))

    def _mappings(self) -> Iterator[tuple[Found, Found | None]]:
        policies = self.found.whole.policies
        for part in self.found.whole.of_type("AWS::Lambda::EventSourceMapping"):
            if policies.found(part.peek("EventSourceArn")) is self.found and self.found.owns(part):
                yield part, policies.found(part.peek("FunctionName"))

    def say_map(self, word: str, made: tree.MapValue) -> None:
        """`word: { key: value }`."""
        self.body.append(tree.Property(tree.Word(word, made.span), (), made, made.span))

    def unpermitted(self, what: str, fix: str, span: Span) -> None:
        """Something is there, and what it needs to work is not; an error, once the same."""
        lack = Lack(what, fix, span, self.name)
        if lack not in self.found.whole.lacking:
            self.found.whole.lacking.append(lack)

    def ask(
        self,
        service: str,
        action: str,
        tags: Mapping[str, str],
        arns: Iterable[str],
        span: Span,
    ) -> None:
        """An arrow to a service of AWS, if archc knows the action and it is allowed on all."""
        known = SERVICE_ACTIONS.get(service)
        if known is None or action not in known["actions"]:
            return
        _, _, all_of_them = known["actions"][action].rpartition(":")
        if not any(arn == "*" or arn.endswith(f":{all_of_them}") for arn in arns):
            return
        name = self.found.whole.outsider("aws_service", service, "service", service, span)
        pairs = tuple(
            (tree.Word(key, span), tree.Phrase((quoted(text, span),), span))
            for key, text in tags.items()
        )
        body = {"tagged": tree.MapValue(pairs, span)} if tags else {}
        self.reach(name, action, span=span, body=body)

    def reach(
        self,
        target: Found | str,
        *parts: Any,
        span: Span,
        body: Mapping[str, tree.MapValue] | None = None,
    ) -> None:
        """An arrow to another component, with its phrase and the maps of its block."""
        self._arrow(self.name, _called(target), parts, span, body or {})

    def be_reached(self, source: Found | str, *parts: Any, span: Span) -> None:
        """An arrow from another component."""
        self._arrow(_called(source), self.name, parts, span, {})

    def _arrow(
        self,
        source: str,
        target: str,
        parts: tuple[Any, ...],
        span: Span,
        body: Mapping[str, tree.MapValue],
    ) -> None:
        ends = ((tree.Word(source, span),), (tree.Word(target, span),))
        phrases = (self._phrase(parts, span),) if parts else ()
        last = self.arrows[-1] if self.arrows else None
        alike = last is not None and [w.text for end in last.ends for w in end] == [source, target]
        if last is not None and alike and phrases and last.phrases and not (last.body or body):
            self.arrows[-1] = last._replace(phrases=(*last.phrases, *phrases))
            return
        block = tuple(
            tree.Property(tree.Word(word, made.span), (), made, made.span)
            for word, made in body.items()
        )
        self.arrows.append(tree.Arrow(ends, None, phrases, block, span))

    def _phrase(self, parts: tuple[Any, ...], span: Span | None) -> tree.Phrase:
        first = next((part.span for part in parts if not isinstance(part, str)), self.span)
        values = tuple(self._value(part, span or first) for part in parts)
        return tree.Phrase(values, values[0].span)

    def _value(self, part: Any, span: Span) -> tree.Value:  # noqa: PLR0911  (a case each)
        match part:
            case str():
                return number(part, span) if part[:1].isdigit() else bare(part, span)
            case Found():
                return bare(part.whole.name(part), span)
            case Item() if isinstance(part.value, list):
                entries = tuple(
                    tree.Phrase((self._value(one, one.span),), one.span) for one in part.value
                )
                return tree.ListValue(entries, part.span)
            case Item() if isinstance(part.value, Given):
                self.found.whole.asked.add(part.value.parameter)
                return bare(snake(part.value.parameter), part.span)
            case Item():
                target = self.found.whole.resource_of(part)
                if target is not None:
                    return bare(target.whole.name(target), part.span)
                return term(plain(part), part.span)
        return part  # type: ignore[no-any-return]


_CALLS = ("invoke", "send", "publish", "put")


def _fetch(part: Found) -> list[Any]:
    """How a function fetches, as the phrase of an arrow."""
    parts: list[Any] = []
    source = part.whole.policies.found(part.peek("EventSourceArn"))
    batch = "10" if source is not None and source.type == "AWS::SQS::Queue" else "100"
    for word, unit, path in (
        ("batch", "", ("BatchSize",)),
        ("wait", "s", ("MaximumBatchingWindowInSeconds",)),
        ("retries", "", ("MaximumRetryAttempts",)),
        ("concurrency", "", ("ScalingConfig", "MaximumConcurrency")),
        ("concurrency", "", ("ParallelizationFactor",)),
    ):
        item = part.peek(*path)
        said = plain(item)
        usual = {"batch": batch, "wait": "0"}.get(word)
        if item is not None and re.fullmatch("[0-9]+", said) and said != usual:
            parts += [word, number(f"{said}{unit}", item.span)]
    start = plain(part.peek("StartingPosition"))
    parts += ["from", "oldest"] if start == "TRIM_HORIZON" else []
    halves = plain(part.peek("BisectBatchOnFunctionError")) == "true"
    parts += ["split_on_error"] if halves else []
    lost = part.peek("DestinationConfig", "OnFailure", "Destination")
    keeper = part.whole.policies.found(lost)
    parts += ["on_failure", keeper] if keeper is not None else []
    return parts


def _filter(part: Found) -> dict[str, tree.MapValue]:
    """The pattern of a mapping; that of a queue looks at the body, of a stream at the data."""
    filters = part.peek("FilterCriteria", "Filters")
    pattern = filters.entries[0].get("Pattern") if filters and len(filters.entries) == 1 else None
    if pattern is None or not isinstance(pattern.value, str):
        return {}
    made = structure_of(part.whole, pattern.value, pattern.span)
    if made is not None and len(made.entries) == 1:
        (key, inner), *_ = made.entries
        if key.text in ("body", "data") and isinstance(inner, tree.MapValue):
            made = inner
    return {"filter": made} if made is not None else {}


class Lack(NamedTuple):
    """Something that is there without what it needs: what is wrong, and what to add."""

    what: str
    fix: str
    span: Span
    component: str


_WHOM = (
    "CidrIp",
    "CidrIpv6",
    "SourceSecurityGroupId",
    "DestinationSecurityGroupId",
)
_PROTOCOLS = {"-1": "any", "6": "tcp", "17": "udp", "1": "icmp", "58": "icmp", "icmpv6": "icmp"}


def port_of(rule: Item) -> tuple[str | tree.Value, ...]:
    """`tcp 80`, `udp 1024..65535`, `icmp` or `any` of a rule."""
    protocol = plain(rule.get("IpProtocol") or rule.get("Protocol")).lower()
    protocol = _PROTOCOLS.get(protocol, protocol)
    first = plain(rule.get("FromPort") or rule.get("PortRange", "From"))
    last = plain(rule.get("ToPort") or rule.get("PortRange", "To"))
    if protocol not in ("tcp", "udp"):
        return (protocol,)
    if not first or first == "-1":
        first, last = "1", "65535"
    first = "1" if first == "0" and last != "0" else first
    ports = first if last in ("", first) else f"{first}..{last}"
    return (protocol, tree.Atom("NUMERIC", ports, rule.span))


def meets(rule: Item, port: int) -> bool:
    """Whether a rule is about a port of TCP."""
    said = port_of(rule)
    if said[0] == "any":
        return True
    ports = span_of(said)
    return said[0] == "tcp" and ports is not None and ports[0] <= port <= ports[1]


def span_of(words: tuple[Any, ...]) -> tuple[int, int] | None:
    """The first and the last port of a rule."""
    match = re.fullmatch(r"([0-9]{1,5})(?:\.\.([0-9]{1,5}))?", getattr(words[-1], "text", ""))
    return (int(match[1]), int(match[2] or match[1])) if match else None


def _is_any(rule: Item) -> bool:
    return port_of(rule)[0] == "any"


def is_nothing(rule: Item) -> bool:
    """Whether a rule stands where there is none, because a list must not be empty."""
    return _is_any(rule) and plain(rule.get("CidrIp")) == "127.0.0.1/32"


def is_world(rule: Item) -> bool:
    """Whether a rule is for every address."""
    return plain(rule.get("CidrIp")) == "0.0.0.0/0" or plain(rule.get("CidrIpv6")) == "::/0"


def _called(end: Found | str) -> str:
    return end if isinstance(end, str) else end.whole.name(end)


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
        told = {one.name.text: one for one in intent if isinstance(one, tree.Component)}
        # Of a raw resource it says only how that is drawn; the others are whole.
        self.shown = {name: one for name, one in told.items() if one.kind.text == "resource"}
        self.drawn = {name: one for name, one in told.items() if name not in self.shown}
        every = {name: Found(self, one) for name, one in template.resources.items()}
        self.found = {name: one for name, one in every.items() if name not in lost}
        self.lost = {name: one for name, one in every.items() if name in lost}
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
            if one.kind.text == kind and _says(one, word, text, name):
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
        same = same_attributes(target.type, reference.attribute)
        for value, expression in kind.values.items():
            match = _VALUE.fullmatch(expression)
            if match and (match[2] or "") in same and _is_part(target, root, match):
                return f"{self.names[root.id]}.{value}"
        return None

    def text(self, parts: tuple[Any, ...], span: Span) -> tree.Text | None:
        """A text with the values of components that it names; None if it cannot be said."""
        made: list[str | tree.Word] = []
        for part in parts:
            if isinstance(part, str):
                made.append(part)
                continue
            word = None
            if isinstance(part, Reference):
                word = self.value_named(part)
            elif isinstance(part, Given):
                self.asked.add(part.parameter)
                word = snake(part.parameter)
            if word is None:
                return None
            made.append(tree.Word(word, span))
        return tree.Text(tuple(made), span)


_LOOKED_UP = re.compile(r"\{\{resolve:ssm:(/aws/service/[^:}]+)\}\}")
_VALUE = re.compile(r"\$\{@([A-Za-z0-9]*)(?:\.([A-Za-z.]+))?\}")


def same_attributes(type_: str, attribute: str) -> frozenset[str]:
    """The attributes that give the same value as one of them; the empty one is `!Ref`."""
    try:
        known = schema(type_)
    except Unavailable:
        known = None
    same = known.same_as_ref if known is not None else frozenset({""})
    return same if attribute in same else frozenset({attribute})


def _is_part(target: Found, root: Found, match: re.Match[str]) -> bool:
    """Whether a value of a component is one of this resource of it."""
    if not match[1]:
        return target is root
    return target is not root and (
        target.id == root.id + match[1] or target.type.endswith(f"::{match[1]}")
    )


def parts_of(item: Item) -> tuple[Any, ...]:
    """A text as what it is made of."""
    if isinstance(item.value, Text):
        return item.value.parts
    if isinstance(item.value, (str, int, float, bool)):
        return (plain(item),)
    return (item.value,)


def said_of(word: str, value: tree.Value) -> tree.Property:
    """`word: value`."""
    phrase = tree.Phrase((value,), value.span)
    return tree.Property(tree.Word(word, value.span), (phrase,), None, value.span)


def _says(one: tree.Component, word: str, text: str, name: str) -> bool:
    for said in one.body:
        if isinstance(said, tree.Property) and said.key.text == word:
            value = said.phrases[0].values[0]
            found = value.plain if isinstance(value, tree.Text) else getattr(value, "text", "")
            return found in (text, snake(text.strip("${}")))
    return name == text


def structure(whole: Whole, item: Item, *, loosely: bool = False) -> tree.MapValue | None:
    """A map of any depth as the language writes it; None where something in it cannot be said.

    `loosely`, what is known later stands as it is in its text.
    """
    made = _entry(whole, item, loosely=loosely)
    return made if isinstance(made, tree.MapValue) else None


def _shortened(made: tree.MapValue) -> tree.MapValue:
    """A structure in which a list of one text is that text."""
    pairs = []
    for key, entry in made.entries:
        short = entry
        if isinstance(entry, tree.MapValue):
            short = _shortened(entry)
        elif isinstance(entry.values[0], tree.ListValue) and len(entry.values[0].entries) == 1:
            (only,) = entry.values[0].entries
            if isinstance(only, tree.Phrase) and not isinstance(only.values[0], tree.ListValue):
                short = only
        pairs.append((key, short))
    return tree.MapValue(tuple(pairs), made.span)


def structure_of(whole: Whole, text: str, span: Span) -> tree.MapValue | None:
    """The same for a map that stands in a text as JSON."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return structure(whole, _as_item(data, span))


def _as_item(data: Any, span: Span) -> Item:
    if isinstance(data, dict):
        return Item({key: Entry(span, _as_item(one, span)) for key, one in data.items()}, span)
    if isinstance(data, list):
        return Item([_as_item(one, span) for one in data], span)
    return Item(data, span)


def _entry(
    whole: Whole, item: Item, *, loosely: bool = False
) -> tree.Phrase | tree.MapValue | None:
    value = item.value
    leaf: tree.Value | None = None
    if isinstance(value, dict):
        entries = [
            (key, entry, _entry(whole, entry.item, loosely=loosely)) for key, entry in value.items()
        ]
        pairs = tuple((tree.Word(key, at.key), made) for key, at, made in entries if made)
        return tree.MapValue(pairs, item.span) if len(pairs) == len(entries) else None
    if isinstance(value, list):
        parts = [_entry(whole, one, loosely=loosely) for one in value]
        made = [one for one in parts if one is not None]
        leaf = tree.ListValue(tuple(made), item.span) if len(made) == len(value) else None
    elif isinstance(value, bool):
        leaf = bare("yes" if value else "no", item.span)
    elif isinstance(value, (int, float)):
        leaf = number(value, item.span) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", str(value)) else None
    else:
        leaf = interpolated(whole, item)
        if leaf is None and loosely and flat(item):
            leaf = quoted(flat(item), item.span)
    return tree.Phrase((leaf,), item.span) if leaf is not None else None


def interpolated(whole: Whole, item: Item) -> tree.Text | None:
    """A text with values of components in it; None where something in it cannot be said."""
    value = item.value
    if isinstance(value, (str, int, float, bool)):
        return tree.Text((plain(item),) if plain(item) else (), item.span)
    parts: list[str | tree.Word] = []
    for part in value.parts if isinstance(value, Text) else (value,):
        if isinstance(part, str):
            parts.append(part)
            continue
        named = whole.value_named(part) if isinstance(part, Reference) else None
        if isinstance(part, Given):
            whole.asked.add(part.parameter)
            named = snake(part.parameter)
        if named is None:
            return None
        parts.append(tree.Word(named, item.span))
    return tree.Text(tuple(parts), item.span)


def _names(item: Item | None, id_: str) -> bool:
    return item is not None and isinstance(item.value, Reference) and item.value.resource == id_


def _letter(item: Item) -> str | None:
    if isinstance(item.value, Zone):
        return "abcdef"[item.value.number] if item.value.number < 6 else None
    if isinstance(item.value, Text):
        region, *rest = item.value.parts
        if region == Pseudo("AWS::Region") and len(rest) == 1:
            return str(rest[0]) if re.fullmatch("[a-f]", str(rest[0])) else None
    match = re.fullmatch(r"[a-z]{2}(?:-[a-z]+)+-[0-9]([a-f])", plain(item))
    return match[1] if match else None


def forwards_of(component: str | None) -> str:
    """What stands in `Whole.apart` for the arrows that a component forwards along."""
    return f"{component} forwards"


def component_of(resource: Resource) -> str | None:
    """The component that a template written by archc says a resource belongs to."""
    said = plain(resource.item.get("Metadata", "Component"))
    return said if re.fullmatch("[a-z_][a-z0-9_]*", said) else None


def label_of(resource: Resource) -> str:
    """The `Name` among the tags of a resource; empty where it has none."""
    tags = resource.properties.get("Tags")
    for tag in tags.value if tags is not None and isinstance(tags.value, list) else ():
        if plain(tag.get("Key")) == "Name":
            return plain(tag.get("Value"))
    return ""


def snake(name: str) -> str:
    """`WebServer2` → `web_server2`."""
    return re.sub(r"\W+", "_", _SNAKE.sub("_", name)).strip("_").lower() or "it"


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


# Values as the language writes them


def value_of(declared: Attribute, item: Item) -> tree.Value | None:
    """A property as the value of the attribute that it is; None where that is not plain."""
    type_ = declared.type
    data = item.value
    if isinstance(data, (dict, list)) or data is None:
        return None
    if isinstance(data, Given):
        return bare(snake(data.parameter), item.span) if type_.may_be_given else None
    if not isinstance(data, (str, int, float, bool)):
        return None
    return _spelled(type_, data, item.span, declared.unit)


def _spelled(type_: Any, data: str | float | bool, span: Span, unit: int = 1) -> tree.Value | None:
    match type_:
        case YesNo():
            known = {"true": "yes", "false": "no"}.get(str(data).lower())
            return bare(known, span) if known else None
        case Choice():
            return bare(str(data), span) if str(data) in type_.words else None
        case Quantity():
            number = _whole(data)
            spelling = type_.spell(number * unit) if number is not None else ""
            # A number and its unit are one value here.
            return tree.Atom("NUMERIC", spelling.replace(" ", ""), span) if spelling else None
        case Matched():
            return term(str(data), span)
        case ListOf():
            return _spelled(type_.of, data, span, unit)
    return None


def _whole(data: str | float | bool) -> int | None:
    return int(data) if re.fullmatch(r"[0-9]{1,15}", str(data)) else None


def bare(text: str, span: Span) -> tree.Atom:
    """A word."""
    return tree.Atom("VALUE_WORD", text, span)


def number(value: Any, span: Span) -> tree.Atom:
    """A number, an address or an amount."""
    return tree.Atom("NUMERIC", str(value), span)


def quoted(text: str, span: Span) -> tree.Text:
    """A text in quotes."""
    return tree.Text((text,), span)


def term(text: str, span: Span) -> tree.Value:
    """A text without quotes where it can stand so."""
    if _BARE.fullmatch(text):
        return bare(text, span)
    if re.fullmatch(r"[0-9][\w./:%]*|[0-9A-Fa-f:]*::[0-9A-Fa-f:.]*/[0-9]{1,3}", text):
        return number(text, span)
    return quoted(text, span)


def plain(item: Item | None) -> str:
    """A scalar as text; empty for all else."""
    value = item.value if item is not None else None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (str, int, float)) else ""


def data_of(item: Item) -> Any:
    """Plain data of an item; what is not known is its reason in brackets."""
    value = item.value
    if isinstance(value, dict):
        return {key: data_of(entry.item) for key, entry in value.items()}
    if isinstance(value, list):
        return [data_of(one) for one in value]
    if isinstance(value, Unknown):
        return f"<{value.why}>"
    return value if value is None or isinstance(value, (str, int, float, bool)) else repr(value)


def as_json(item: Item) -> str:
    """Plain data of an item as JSON, to compare."""
    return json.dumps(data_of(item), sort_keys=True)
