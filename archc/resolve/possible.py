"""Possible arrows: what AWS gives a source no way to do to a target, and what to write instead."""

from __future__ import annotations

from archc.component import Component, Verb
from archc.kinds import catalogue, kind
from archc.resolve.verbs import verbs_of


def impossible(source: Component, target: Component) -> tuple[str, str] | None:
    """Why no verb at all could carry an arrow between these two, and what to do."""
    if source.name == target.name:
        return f"'{source.name}' has an arrow to itself", "remove the arrow"
    if source.outside and target.outside and not _have_networks(source, target):
        return (
            "nothing of yours lies between these two",
            "let the arrow end at a component inside AWS",
        )
    if not verbs_of(target):
        return (
            f"nothing can be done to {target.called} by an arrow",
            f"remove the arrow; {target.called} is used by naming it in an attribute",
        )
    if source.forwards and not (target.registers or target.as_written):
        return (
            f"{source.called} does not pass requests to {target.called}",
            "let it forward to an instance or a scaling group",
        )
    starts = source.on_network or source.identity or source.delivers or source.polled
    if not (starts or source.as_written):
        return (
            f"{source.called} starts nothing",
            f"turn the arrow round: `{target.name} -> {source.name}`",
        )
    return None


def _have_networks(source: Component, target: Component) -> bool:
    """Whether both have a network of their own, so that AWS may lie between them as a hub."""
    return all(getattr(end, "cidr", None) is not None for end in (source, target))


def refusal(source: Component, target: Component, verb: Verb) -> tuple[str, str] | None:
    """Why AWS gives this source no way to do this to this target, and what to write instead."""
    if source.delivers:
        return None if verb.name in source.delivers else _undeliverable(source, target, verb)
    if source.polled is not None:
        return _unfetchable(source, target, verb, source.polled)
    if verb.network and not target.outside and not source.on_network:
        return (
            f"{source.called} has no place in the network of '{target.name}'",
            f"let something that lies in the VPC reach '{target.name}'",
        )
    if verb.network and verb.actions and not (source.identity or source.outside):
        return (
            f"{source.called} has no role and cannot {verb.name} to {target.called} by itself",
            f"write the port alone: `{source.name} -> {target.name} : tcp {_port(target)}`",
        )
    if verb.public or verb.network or (verb.actions and source.identity and not target.outside):
        return None
    return _unauthorised(source, target, verb)


def _port(target: Component) -> str:
    """The port that a target serves, as an arrow writes it."""
    served = [port for port in target.serves() if port.protocol == "tcp"]
    return str(served[0].first) if served else "8080"


def _unauthorised(source: Component, target: Component, verb: Verb) -> tuple[str, str]:
    if target.outside:
        return (
            f"{source.called} cannot send to {target.called} by itself",
            f"put a topic in between: `{source.name} -> news -> {target.name}`",
        )
    if source.outside:
        return (
            f"{source.called} have no role and cannot {verb.name} {target.called}",
            "put an API with a function, or a server, in between",
        )
    return (
        f"{source.called} cannot {verb.name} {target.called}",
        "put a function in between that does it",
    )


def _undeliverable(source: Component, target: Component, verb: Verb) -> tuple[str, str]:
    only, between = " or ".join(source.delivers), _between(source, verb)
    return (
        f"{source.called} cannot {verb.name} {target.called}",
        f"it can only {only}; put {between} in between that does it",
    )


def _between(source: Component, verb: Verb) -> str:
    """A kind that the source can deliver to and that delivers on, else a function."""
    for word in catalogue():
        cls = kind(word)
        if verb.name in cls.delivers and any(own.name in source.delivers for own in cls.verbs):
            return cls.called
    return "a function"


def _unfetchable(
    source: Component, target: Component, verb: Verb, fetch: Verb
) -> tuple[str, str] | None:
    """Nothing is pushed out of what is polled; Lambda alone fetches by itself."""
    if verb.name == "invoke" and target.identity:
        return None
    if target.identity and fetch.name in verbs_of(source):
        fix = f"let it fetch: `{target.name} -> {source.name} : {fetch.name}`"
    else:
        fix = "put a function in between that does it"
    return f"{source.called} never pushes to {target.called}", fix
