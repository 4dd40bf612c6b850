"""Standing: where a component stands, and the groups that it is behind."""

from __future__ import annotations

from archc.foreign import Given, Item
from archc.readback.found import Found
from archc.readback.ports import WHOM, is_any, is_nothing, is_world, port_of
from archc.readback.spelling import label_of, plain
from archc.readback.statements import Statements
from archc.syntax import tree


class Standing(Statements):
    """Says the places and addresses of a component, and what its groups let in."""

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

    def can_let(self, rule: Item) -> bool:
        """Whether the language has words for a rule, and for whom it is for."""
        whom = next((w for key in WHOM if (w := rule.get(key)) is not None), None)
        known = whom is not None and (
            isinstance(whom.value, (str, Given)) or self.found.whole.resource_of(whom) is not None
        )
        return is_nothing(rule) or (known and self.port(rule) is not None)

    def _let(self, word: str, rule: Item) -> None:
        whom = next((w for key in WHOM if (w := rule.get(key)) is not None), None)
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
        if self._has_way_out() and not any(is_world(rule) and is_any(rule) for rule in rules):
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
