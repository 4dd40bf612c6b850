"""Verbs: what may be done to a component by an arrow, and the ports that packets then use."""

from __future__ import annotations

from archc.component import Component, Port, Verb, tcp
from archc.filters import FIXED, PORTED, WEB

NETWORK_VERBS = {
    name: Verb(name, f"reach it by {name}", network=True) for name in (*WEB, *FIXED, *PORTED)
}
_REACH = Verb("reach", "reach the port it serves", network=True)


def verbs_of(target: Component) -> dict[str, Verb]:
    """What may be done to a component, by word; the default comes first."""
    own = {verb.name: verb for verb in target.offered()}
    reached = (target.on_network and not target.only_calls) or target.as_written
    return {**own, **NETWORK_VERBS} if reached else own


def default_verbs(source: Component, target: Component) -> tuple[Verb, ...]:
    """What an arrow without a verb means."""
    own = target.offered()
    if target.outside and target.on_network and not (own and source.delivers):
        return (NETWORK_VERBS["any"],) if not source.outside else ()
    if source.delivers:
        # What delivers events does one thing to each target.
        return tuple(verb for verb in own if verb.name in source.delivers)[:1] or own[:1]
    return own[: target.default_verbs] or (() if target.default_verbs == 0 else (_REACH,))


def ports_of(
    verb: Verb, written: Port | None, source: Component, target: Component
) -> tuple[Port, ...]:
    """The ports that packets of this relation use; none where no packet needs a way."""
    if not verb.network:
        return ()
    if written is not None:
        return (written,)
    if verb.name in NETWORK_VERBS:
        return (FIXED["any"],)
    served = target.serves()
    return served or ((tcp(80),) if source.forwards else ())
