"""Advice: why packets do not arrive, and the fewest changes that let them, in a student's words."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from archc.edits import Fix
from archc.reach.changes import GiveAddress, SetRoute
from archc.reach.headers import overlap
from archc.reach.model import Interface, Network, Outside
from archc.reach.proposal import Proposal
from archc.reach.query import Reachability
from archc.reach.smallest import Outcome, Plan, smallest
from archc.reach.trip import Service
from archc.reach.walk import Stop, nearest
from archc.reach.ways import ways
from archc.reach.wording import place_of, proposals
from archc.source import Span


class Explanation(NamedTuple):
    """A blocked way: what stops packets on it, and the fewest changes that open it.

    The reason and its code are those of the first stop on that way, else of the stop nearest to
    the goal. `there` and `back` are the
    whole way that the changes open, `crossed` the places where settings stop packets there, and
    `crossed_back` answers; without changes they end where packets get no further. The hint says
    what else would do.
    """

    reason: str
    code: str
    answering: bool = False  # the packets arrive, and their answers are stopped
    there: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    crossed: tuple[str, ...] = ()
    crossed_back: tuple[str, ...] = ()
    labels: tuple[tuple[str, Span], ...] = ()
    changes: tuple[Proposal, ...] = ()
    settings: int = 0  # that the changes alter; some words alter several
    is_smallest: bool = True
    hint: str = ""
    owner: str = ""  # the component that stops them first
    reached: tuple[str, ...] = ()  # how far they come

    @property
    def fix(self) -> str:
        """The changes as one text, in lines where there are several; else the hint."""
        if not self.changes:
            return self.hint
        told = [one.text for one in self.changes]
        if len(told) > 1:
            told = [f"{self.summary}:", *(f"{n}. {text}" for n, text in enumerate(told, 1))]
        return "\n".join([*told, f"or {self.hint}"] if self.hint else told)

    @property
    def remedy(self) -> Fix:
        """The same with the changes of the text, if each of them is mechanical."""
        told = self.fix or "see where the packets are stopped"
        if not all(one.changes for one in self.changes):
            return Fix(told)
        return Fix(told, tuple(change for one in self.changes for change in one.changes))

    @property
    def summary(self) -> str:
        """How many changes there are, and whether fewer could do."""
        number = f"make these {len(self.changes)} changes"
        if not self.is_smallest:
            return f"{number}; fewer may do, not every smaller set was tried"
        proved = "no fewer will do" if len(self.changes) == self.settings else "the fewest settings"
        return f"{number}, {proved}"

    @property
    def way(self) -> str:
        """The blocked way; every place where a setting stops packets has a cross."""
        if len(self.there) < 2:
            return ""
        told = shown(self.there, self.crossed)
        if self.crossed_back:
            told += f"; and back: {shown(self.back, self.crossed_back)}"
        return told


def explained(
    net: Reachability,
    source: str,
    target: str,
    service: Service,
    stops: Sequence[Stop],
    *,
    via: tuple[str, ...] = (),
    every: bool = False,
) -> Explanation:
    """Why no packet gets through, and what would let some; `every` counts each of the source's.

    With `via`, only a way through one of these is wanted.
    """
    if not net.ends(source):
        return Explanation(f"'{source}' sends nothing on a network", "NO_PATH")
    outcome = smallest(net.net, ways(net, source, target, service, via=via, every=every))
    if not stops and outcome.plan is None:
        return Explanation(
            f"no packet can be sent to '{target}'", "NO_PATH", hint=_hint(net, source, target, via)
        )
    return _explained(net, source, target, stops, via, outcome)


def _explained(
    net: Reachability,
    source: str,
    target: str,
    stops: Sequence[Stop],
    via: tuple[str, ...],
    outcome: Outcome,
) -> Explanation:
    plan = outcome.plan
    # What stops packets first on the way that is opened; without one, what stops them last.
    last = plan.needed[0].stop if plan is not None and plan.needed else nearest(stops)
    if plan is None and net.private and last.code == "BAD_STATE_ROUTE":
        return Explanation(
            "its only way leads over the internet",
            last.code,
            hint=_hint(net, source, target, via),
        )
    reason = f"the answer is stopped: {last.text}" if last.answering else last.text
    base = Explanation(reason, last.code, last.answering)._replace(
        owner=last.owner.component, reached=tuple(hop.place for hop in last.hops)
    )
    if plan is None:
        return base._replace(
            there=tuple(hop.place for hop in last.hops),
            labels=_labels([last]),
            hint=_hint(net, source, target, via)
            if outcome.is_complete
            else "so many changes are needed that archc did not find the fewest",
        )
    crossed = [(place_of(net.net, one, plan), one.stop.answering) for one in plan.needed]
    addressed = {one.change.component for one in plan.needed if isinstance(one.change, GiveAddress)}
    is_moved = any(
        isinstance(one.change, SetRoute) and one.change.target.startswith("igw/")
        for one in plan.needed
    )
    return base._replace(
        there=_places(plan, back=False),
        back=_places(plan, back=True),
        crossed=tuple(place for place, answering in crossed if not answering),
        crossed_back=tuple(place for place, answering in crossed if answering),
        labels=_labels([one.stop for one in plan.needed]),
        changes=proposals(net, plan),
        settings=len(plan.needed),
        is_smallest=plan.is_smallest,
        hint=_between_them(source, target) if target in addressed and is_moved else "",
    )


def _places(plan: Plan, *, back: bool) -> tuple[str, ...]:
    hops = (hop for trip in plan.trips for hop in (trip.back if back else trip.there))
    return tuple(dict.fromkeys(hop.place for hop in hops))


def _labels(stops: Sequence[Stop]) -> tuple[tuple[str, Span], ...]:
    """Every place in the design that stops packets, once."""
    found: dict[Span, str] = {}
    for stop in stops:
        if stop.owner.span is not None:
            found.setdefault(stop.owner.span, "stops answers" if stop.answering else "stops here")
    return tuple((text, span) for span, text in found.items())


def shown(hops: Sequence[str], crossed: Sequence[str] = ()) -> str:
    """A way as a person reads it."""
    told = ((re.sub(r"^(?:interface|outside|nat)/", "", hop), hop in crossed) for hop in hops)
    return ", ".join(f"✗{name}" if stopped else name for name, stopped in dict.fromkeys(told))


# Where no setting helps.


def _hint(net: Reachability, source: str, target: str, via: tuple[str, ...]) -> str:
    """What would be needed where no change of a setting opens a way."""
    if via:
        return f"draw the way through it, like `{source} -> {via[0]} -> {target}`"
    component = net.design.components.get(target)
    if component is not None and component.only_calls:
        return f"nothing can connect to '{target}': let it be invoked, or turn the arrow round"
    starts, ends = net.ends(source), net.ends(target)
    one = next((end for end in starts if isinstance(end, Interface)), None)
    other = next((end for end in ends if isinstance(end, Interface)), None)
    if one is not None and other is not None:
        return lacking(net.net, net.net.subnets[one.subnet].vpc, net.net.subnets[other.subnet].vpc)
    outside = next((end for end in (*starts, *ends) if isinstance(end, Outside)), None)
    if outside is not None and outside.behind:
        return f"'{outside.behind}' leads elsewhere: let a line lead to this VPC"
    if other is not None:
        return _between_them(source, target)
    return ""


def _between_them(source: str, target: str) -> str:
    return f"let a server or a load balancer stand between '{source}' and '{target}'"


def lacking(net: Network, vpc: str, other: str) -> str:
    """What two VPCs lack that no setting of either makes good."""
    if vpc == other:
        return ""
    if any(
        one.family == block.family and overlap(one.range, block.range) is not None
        for one in net.vpcs[vpc].blocks
        for block in net.vpcs[other].blocks
    ):
        return f"nothing joins '{vpc}' and '{other}' while their addresses overlap: change a `cidr`"
    joined = f"'{vpc}' and '{other}' need a peering connection or a transit gateway between them"
    if _is_peered_on(net, vpc, other):
        return f"peering is not transitive: {joined}"
    return joined


def _is_peered_on(net: Network, vpc: str, other: str) -> bool:
    """Whether peering connections lead from one VPC to another, over others."""
    known = [vpc]
    for name in known:
        for peering in net.peerings.values():
            for here, there in pairwise((*peering.vpcs, peering.vpcs[0])):
                if here == name and there not in known:
                    known.append(there)
    return other in known
