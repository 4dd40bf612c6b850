"""Infer: the arrows of a template that does not say which are drawn, from its resources.

First what resources say outright: listeners and their targets, which kinds read by themselves. Then
what scripts name, so that a way that is missing shows. Then what groups let in, between those who
are behind them, where nothing else says what for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from archc.foreign import Item
from archc.kinds import kind
from archc.readback import Said, Whole, is_world, plain, port_of, span_of
from archc.syntax import tree

_Made = Mapping[str, tuple[tree.Component, Said]]
_WIDE = 100  # ports: more of them are no service


def infer(whole: Whole, made: _Made, others: Iterable[str] = ()) -> None:
    """Let every component say the arrows that its resources speak of; `others` are there too."""
    for id_, (component, said) in made.items():
        cls = kind(component.kind.text)
        cls.infer(whole.found[id_], said)
        if said.role is not None and cls.word != "function":  # which is told names beside it
            whole.policies.arrows(whole.found[id_], said, said.role)
    _by_scripts(whole, made)
    _by_groups(whole, made)
    names = {"internet", *whole.outsiders, *others, *(said.name for _, said in made.values())}
    for _, said in made.values():
        known = [one for one in said.arrows if all(end[0].text in names for end in one.ends)]
        known = [one for one in known if _can_forward(whole, said, one)]
        own = {id(one) for one in known if one.ends[0][0].text == said.name}
        if whole.kinds[said.found.id].forwards and len(known) < len(said.arrows) and not own:
            said.lacks = "a server that it forwards to"
        said.arrows[:] = known


def _drawn(made: _Made) -> set[tuple[str, str]]:
    """The ends of the arrows there are."""
    return {
        (arrow.ends[0][0].text, arrow.ends[1][0].text)
        for _, said in made.values()
        for arrow in said.arrows
    }


def _can_forward(whole: Whole, said: Said, arrow: tree.Arrow) -> bool:
    """Whether what an arrow ends at can be the target of what forwards, if it begins there."""
    own = whole.kinds[said.found.id]
    if not own.forwards or arrow.ends[0][0].text != said.name:
        return True
    target = arrow.ends[-1][0].text
    return any(cls.registers for id_, cls in whole.kinds.items() if whole.names[id_] == target)


def _by_scripts(whole: Whole, made: _Made) -> None:
    """What names another's address uses it; what names its password reads that too."""
    there = _drawn(made)
    wanted: dict[tuple[str, str], list[Any]] = {}
    for user, target, reference, span in whole.uses:
        source, goal = whole.root(user), whole.root(target)
        if source.id in made and goal.id in made and source is not goal:
            word = (whole.value_named(reference) or "").partition(".")[2]
            wanted.setdefault((source.id, goal.id), []).append((word, span))
    for (user_id, goal_id), said in wanted.items():
        cls = kind(made[goal_id][0].kind.text)
        ports = cls.listens(whole.found[goal_id])
        words = [word for word, _ in said]
        if not ports or not set(words) & set(cls.hands):
            continue
        if (whole.names[user_id], whole.names[goal_id]) not in there:
            verb = () if "secret" in words else ports[0]
            made[user_id][1].reach(whole.found[goal_id], *verb, span=said[0][1])


def _by_groups(whole: Whole, made: _Made) -> None:
    """What a group lets in from the members of another, from a subnet, or from everybody."""
    there = _drawn(made)
    for group_id, members in list(whole.members.items()):
        targets = dict.fromkeys(whole.root(one).id for one in members)
        for rule in whole.rules(whole.found[group_id]):
            words = _usual(port_of(rule))
            if words[0] not in (*_WORDS.values(), "tcp", "udp", "icmp", "any"):
                continue
            sources = [whole.names[id_] for id_ in dict.fromkeys(_sources(whole, made, rule))]
            for target in targets:
                if target not in made or not _takes_ports(whole, target):
                    continue
                said = made[target][1]
                served = is_world(rule) and _is_served(words) and _is_public(whole, said)
                for source in (*sources, *(["internet"] if served else [])):
                    if source != said.name and (source, said.name) not in there:
                        said.be_reached(source, *words, span=rule.span)
    _without_twins(made)


def _sources(whole: Whole, made: _Made, rule: Item) -> Iterator[str]:
    """Who is meant: the members of a group, or the servers of a subnet whose block it is."""
    group = whole.resource_of(rule.get("SourceSecurityGroupId"))
    block = plain(rule.get("CidrIp"))
    homes = {
        whole.name(one)
        for one in whole.of_type("AWS::EC2::Subnet")
        if block and plain(one.peek("CidrBlock")) == block
    }
    members = whole.members.get(group.id, []) if group is not None else []
    roots = (whole.root(one).id for one in members)
    # What forwards says so by its targets; a rule alone sends nothing on.
    yield from (root for root in roots if root in made and not whole.kinds[root].forwards)
    for id_, (component, said) in made.items():
        places = {place.text for place in said.places}
        if places & homes and kind(component.kind.text).identity:
            yield id_


_WORDS = {"22": "ssh", "80": "http", "443": "https", "3389": "rdp"}


def _usual(words: tuple[Any, ...]) -> tuple[Any, ...]:
    """`ssh` for `tcp 22`."""
    word = _WORDS.get(words[1].text) if words[0] == "tcp" else None
    return (word,) if word is not None else words


def _takes_ports(whole: Whole, id_: str) -> bool:
    """Whether an arrow with a port can end there: not at a door to a service, nor at a NAT."""
    cls = whole.kinds[id_]
    return bool(cls.on_network and not cls.carrier)


def _is_served(words: tuple[Any, ...]) -> bool:
    """Whether a rule is for a service and not for nearly all ports."""
    if words[0] in _WORDS.values():
        return True
    ports = span_of(words)
    return ports is not None and ports[1] - ports[0] < _WIDE


def _is_public(whole: Whole, said: Said) -> bool:
    """Whether a server says that it has a public address, or gets one where it stands."""
    told = {one.key.text: one for one in said.body if isinstance(one, (tree.Property, tree.Flag))}
    if "address" in told:
        return True
    written = told.get("public_address") or told.get("public")
    if isinstance(written, tree.Property):
        return getattr(written.phrases[0].values[0], "text", "") == "yes"
    if written is not None:
        return True
    names = {place.text for place in said.places}
    return whole.kinds[said.found.id].registers and any(
        plain(one.peek("MapPublicIpOnLaunch")).lower() == "true" and one.is_public
        for one in whole.of_type("AWS::EC2::Subnet")
        if whole.name(one) in names
    )


def _without_twins(made: _Made) -> None:
    """An arrow that two rules say is one."""
    for _, said in made.values():
        seen: set[str] = set()
        for arrow in list(said.arrows):
            spelled = [
                getattr(value, "text", "") or getattr(value, "parts", "")
                for phrase in arrow.phrases
                for value in phrase.values
            ]
            key = str(([end[0].text for end in arrow.ends], spelled))
            if key in seen:
                said.arrows.remove(arrow)
            seen.add(key)
