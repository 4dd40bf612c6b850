"""Verbs: what may be done to a component by an arrow, and the ports that packets then use."""

from __future__ import annotations

import re

from archc.component import Component, Port, Verb, tcp
from archc.values import Cursor, Mismatch

_FIXED = {
    "ssh": tcp(22),
    "rdp": tcp(3389),
    "icmp": Port("icmp", -1, -1),
    "any": Port("any", -1, -1),
}
_WEB = {"http": 80, "https": 443}
NETWORK_VERBS = {
    name: Verb(name, f"reach it by {name}", network=True) for name in (*_WEB, *_FIXED, "tcp", "udp")
}
_REACH = Verb("reach", "reach the port it serves", network=True)


def verbs_of(target: Component) -> dict[str, Verb]:
    """What may be done to a component, by word; the default comes first."""
    own = {verb.name: verb for verb in target.offered()}
    return {**own, **NETWORK_VERBS} if target.on_network and not target.only_calls else own


def default_verbs(source: Component, target: Component) -> tuple[Verb, ...]:
    """What an arrow without a verb means."""
    own = target.offered()
    if target.outside and target.on_network and not (own and source.delivers):
        return (NETWORK_VERBS["any"],) if not source.outside else ()
    if source.delivers:
        # What delivers events does one thing to each target.
        return tuple(verb for verb in own if verb.name in source.delivers)[:1] or own[:1]
    return own[: target.default_verbs] or (() if target.default_verbs == 0 else (_REACH,))


def read_port(word: str, cursor: Cursor) -> Port | None:
    """The port behind a network verb: optional for http and https, needed for tcp and udp."""
    if word in _FIXED:
        return _FIXED[word]
    if word not in NETWORK_VERBS:
        return None
    match = re.fullmatch(r"([0-9]{1,5})(?:\.\.([0-9]{1,5}))?", getattr(cursor.next, "text", ""))
    if match is None:
        if word in _WEB:
            return tcp(_WEB[word])
        raise Mismatch(f"`{word}` needs a port", f"write `{word} 8080`", cursor.here)
    first, last = int(match[1]), int(match[2] or match[1])
    if not 1 <= first <= last <= 65535:
        raise Mismatch(f"'{match[0]}' is no port", "write a port from 1 to 65535", cursor.here)
    cursor.take()
    return Port("udp" if word == "udp" else "tcp", first, last)


def ports_of(
    verb: Verb, written: Port | None, source: Component, target: Component
) -> tuple[Port, ...]:
    """The ports that packets of this relation use; none where no packet needs a way."""
    if not verb.network:
        return ()
    if written is not None:
        return (written,)
    if verb.name in NETWORK_VERBS:
        return (_FIXED["any"],)
    served = target.serves()
    return served or ((tcp(80),) if source.forwards else ())
