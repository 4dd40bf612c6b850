"""Loss: what stops working when a zone fails, by name: components, and arrows between others."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from archc.component import Architecture, Component, Relation
from archc.diagnostics import wrapped
from archc.reach.arrows import is_ambiguous, network, services
from archc.reach.once import once_per_design
from archc.reach.proposal import Proposal
from archc.reach.query import Reachability
from archc.reach.walk import Stop, nearest
from archc.source import Span


class Gone(NamedTuple):
    """A component of which nothing is certain to be left, and why."""

    component: Component
    reason: str


class Stopped(NamedTuple):
    """An arrow that worked and no longer does, and why."""

    relation: Relation
    reason: str


class Loss(NamedTuple):
    """What the loss of a zone, like `zone a`, takes with it."""

    zone: str
    gone: tuple[Gone, ...]
    stopped: tuple[Stopped, ...]

    def as_record(self) -> dict[str, object]:
        """The loss as `archc check --format json` documents it."""
        return {
            "zone": self.zone,
            "gone": [
                {"component": c.name, "reason": reason, **_place(c.span)} for c, reason in self.gone
            ],
            "arrows": [
                {
                    "source": one.source.name,
                    "target": one.target.name,
                    "reason": reason,
                    **_place(one.span),
                }
                for one, reason in self.stopped
            ],
        }

    def of(self, name: str) -> Iterator[Stopped]:
        """The arrows from and to a component that stop."""
        return (one for one in self.stopped
                if name in (one.relation.source.name, one.relation.target.name))  # fmt: skip


def zones(design: Architecture) -> tuple[str, ...]:
    """Every zone that something of a design may stand in: `zone a`."""
    shares = (share for tier in design.subnets.values() for share in tier)
    return tuple(sorted({f"zone {share.zone}" for share in shares}))


@once_per_design
def losses(design: Architecture) -> tuple[Loss, ...]:
    """The loss of each zone, one after the other."""
    whole = network(design)
    return tuple(_loss(design, whole, zone) for zone in zones(design))


def _loss(design: Architecture, whole: Reachability, zone: str) -> Loss:
    components = design.components.values()
    gone = tuple(Gone(c, why) for c in components if (why := why_gone(design, c, zone)))
    names = {one.component.name for one in gone}
    stopped = []
    # Where subnets share addresses nobody knows who is reached; a rule of its own says so.
    after = None if is_ambiguous(whole) else Reachability(design, (zone,))
    for relation in design.relations:
        ends = [end.name for end in (relation.source, relation.target) if end.name in names]
        if relation.implied:
            continue
        if ends:
            stopped.append(Stopped(relation, f"nothing is left of {' and '.join(ends)}"))
        elif after is not None and (stops := _cut(whole, after, relation)) is not None:
            stopped.append(Stopped(relation, _reason(stops, zone)))
    return Loss(zone, gone, tuple(stopped))


def why_gone(design: Architecture, component: Component, zone: str) -> str:
    """Why nothing of a component is certain to be left without a zone; empty if something is."""
    standing = {f"zone {subnet.zone}" for subnet in design.subnets_of(component)}
    if component.container or zone not in standing:
        return ""  # what stands in no subnet AWS runs in several zones by itself
    if standing == {zone}:
        return f"stands in {zone} alone"
    if getattr(component, "standby", None) is False:
        return "has no standby, and may stand here"
    sizes = getattr(getattr(component, "size", None), "range", None)
    if sizes is not None and sizes.low < 2:
        return "may be one server only, and stand here"
    return ""


def _cut(whole: Reachability, after: Reachability, relation: Relation) -> tuple[Stop, ...] | None:
    """What stops the packets of an arrow that worked before; None if they still arrive."""
    source, target = relation.source.name, relation.target.name
    for service in services(whole, relation):
        if whole.unanswered(source, target, service) is None:
            stops = after.unanswered(source, target, service)
            if stops is not None:
                return stops
    return None


def _reason(stops: Sequence[Stop], zone: str) -> str:
    """Why packets no longer pass. Of what routes lead to, only NAT gateways are lost."""
    if not stops:
        return "nobody is left to answer"
    last = nearest(stops)
    return f"its NAT gateway stands in {zone}" if last.code == "BAD_STATE_ROUTE" else last.text


def spread(component: Component) -> Proposal:
    """What keeps a component alive when a zone is lost."""
    match component.word:
        case "database":
            text = f"write `standby` in '{component.name}'"
        case "scaling_group":
            text = f"write `size: 2..` and two zones for '{component.name}'"
        case _:
            text = f"make '{component.name}' a scaling group over two zones"
    return Proposal(text, component.name, component.span)


def told(design: Architecture) -> str:
    """The loss of every zone as a person reads it."""
    lines: list[str] = []
    for loss in losses(design):
        found = [
            *(f"{c.name} is gone: it {reason}" for c, reason in loss.gone),
            *(f"{one.text}: {reason}" for one, reason in loss.stopped),
        ]
        lines.append(f"without {loss.zone}:")
        lines += [line for text in dict.fromkeys(found) for line in wrapped("  ", text)]
        lines.append("  nothing else stops" if found else "  nothing stops")
    return "".join(f"{line}\n" for line in lines or ["nothing of the design is in a zone"])


def _place(span: Span) -> dict[str, object]:
    return {
        "file": span.source.path,
        "start": span.first._asdict(),
        "end": span.last._asdict(),
    }
