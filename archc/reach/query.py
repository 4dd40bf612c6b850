"""Questions about components: who reaches whom, through what forwards, and what prevents it."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from archc.component import Architecture, Component, Port, Relation, tcp
from archc.reach.expand import expand
from archc.reach.headers import PORTS, PUBLIC, Block
from archc.reach.links import SERVICES, unlisted
from archc.reach.model import Interface, Network, Outside, Owner
from archc.reach.trip import Result, Service, Trip, travel
from archc.reach.walk import Goal, Stop

ANY = Service()
# AWS's own services answer at public addresses, over HTTPS; some at addresses of their own.
_AWS = Outside("aws", tuple(Block(4, part) for part in unlisted(PUBLIC)), Owner("aws"))
HTTPS = tcp(443)


class Asked(NamedTuple):
    """What becomes of packets between two components.

    A trip that is answered, one that at least arrives, and what stopped the others.
    """

    answered: Trip | None
    delivered: Trip | None
    stops: tuple[Stop, ...]

    def trip(self, *, answered: bool) -> Trip | None:
        """The trip that counts: with its answer, or its way there alone."""
        return self.answered if answered else self.delivered


class Leg(NamedTuple):
    """One stretch of a way between two components; without a trip AWS passes it on by itself."""

    source: str
    target: str
    trip: Trip | None


class Answer(NamedTuple):
    """A way from one component to another, or what stopped every packet."""

    legs: tuple[Leg, ...]
    stops: tuple[Stop, ...]

    @property
    def holds(self) -> bool:
        """Whether there is a way."""
        return bool(self.legs)

    @property
    def passes(self) -> tuple[str, ...]:
        """The components on the way, both ends included."""
        return (self.legs[0].source, *(leg.target for leg in self.legs)) if self.legs else ()


class Reachability:
    """The network of one design, and who reaches whom in it. Results are remembered.

    `lost` names what has failed, `zone a` or a component: none of it sends, forwards or answers.
    A `private`
    one leaves the internet out. Unless `answered`, packets count whose answers get lost.
    """

    def __init__(
        self,
        design: Architecture,
        lost: Iterable[str] = (),
        *,
        private: bool = False,
        answered: bool = True,
    ) -> None:
        self.design = design
        self.lost = frozenset(lost)
        self.private = private
        self._answered = answered
        self._asked: dict[tuple[str, str, Service], Asked] = {}

    @cached_property
    def net(self) -> Network:
        """The literal network; what stands in a lost zone is not in it."""
        net = expand(self.design)
        if self.private:
            closed = {n: vpc._replace(internet_gateway=False) for n, vpc in net.vpcs.items()}
            net = net._replace(vpcs=closed)
        alive = {
            name: one
            for name, one in net.interfaces.items()
            if self._stands(net, one.subnet) and one.owner.component not in self.gone
        }
        outsides = {
            name: one
            for name, one in net.outsides.items()
            if self.gone.isdisjoint((*name.split("/"), one.behind))
        }
        attachments = {
            name: one._replace(subnets=tuple(s for s in one.subnets if self._stands(net, s)))
            for name, one in net.attachments.items()
            if self.gone.isdisjoint((name, one.gateway, one.owner.component))
        }
        peerings = {name: one for name, one in net.peerings.items() if name not in self.gone}
        endpoints = {name: one for name, one in net.endpoints.items() if name not in self.gone}
        return net._replace(
            interfaces=alive,
            outsides=outsides,
            attachments=attachments,
            peerings=peerings,
            endpoints=endpoints,
        )

    def _stands(self, net: Network, subnet: str) -> bool:
        return f"zone {net.subnets[subnet].zone}" not in self.lost

    @cached_property
    def gone(self) -> frozenset[str]:
        """The components that are lost, with what they hold."""
        return frozenset(member for name in self.lost for member in self.members(name))

    @cached_property
    def homes(self) -> frozenset[str]:
        """The subnets in which something can still be put."""
        subnets = self.net.subnets.values()
        return frozenset(s.name for s in subnets if f"zone {s.zone}" not in self.lost)

    @cached_property
    def _interfaces(self) -> Mapping[str, tuple[Interface, ...]]:
        found: dict[str, list[Interface]] = {}
        for one in self.net.interfaces.values():
            if one.nat != "gateway":
                found.setdefault(one.owner.component, []).append(one)
        return {name: tuple(ones) for name, ones in found.items()}

    @cached_property
    def _outsides(self) -> Mapping[str, tuple[Outside, ...]]:
        """The ways in which somebody beyond the design is there: an office behind its lines too."""
        found: dict[str, list[Outside]] = {}
        for key, one in self.net.outsides.items():
            found.setdefault(key.partition("/")[0], []).append(one)
        return {name: tuple(ones) for name, ones in found.items()}

    def members(self, name: str) -> tuple[str, ...]:
        """The components that a name stands for: itself, or everything in a container."""
        component = self.design.components.get(name)
        if component is None or not component.container:
            return (name,)
        return tuple(
            member for one in self.design.held_by(component) for member in self.members(one.name)
        )

    def takes_part(self, name: str) -> bool:
        """Whether packets can come from or go to a component at all."""
        component = self.design.components.get(name)
        if component is None:
            return name == "internet"
        return component.on_network or component.has_interface or self.is_public(component)

    def ends(self, name: str) -> tuple[Interface | Outside, ...]:
        """Where packets of a component come from and go to."""
        beyond = self._outsides.get(name, ())
        return beyond or self._interfaces.get(name, ())

    def are_apart(self, one: str, other: str) -> bool:
        """Whether both are beyond the design, and no lines of their own lead from each to it."""
        here, there = self.ends(one), self.ends(other)
        beyond = [end for end in (*here, *there) if isinstance(end, Outside)]
        if len(beyond) < len(here) + len(there) or not here or not there:
            return False
        return not all(
            any(isinstance(end, Outside) and end.behind for end in ends) for ends in (here, there)
        )

    # One stretch.

    def direct(self, source: str, target: str, service: Service = ANY) -> Trip | None:
        """A trip without anything in between, if there is one."""
        return self.asked(source, target, service).trip(answered=self._answered)

    def asked(self, source: str, target: str, service: Service = ANY) -> Asked:
        """What becomes of the packets of a direct way."""
        key = (source, target, service)
        if key not in self._asked:
            self._asked[key] = _first(self._results(source, target, service))
        return self._asked[key]

    def unanswered(self, source: str, target: str, service: Service) -> tuple[Stop, ...] | None:
        """What stops packets where some interface of the source gets no answer; else None."""
        starts = self.ends(source)
        if any(isinstance(start, Outside) for start in starts):
            asked = self.asked(source, target, service)
            return None if asked.answered is not None else asked.stops
        for start in starts:
            asked = _first(self._from(start, target, service))
            if asked.answered is None:
                return asked.stops
        return None

    def _results(self, source: str, target: str, service: Service) -> Iterator[Result]:
        """What becomes of packets between every pair of interfaces, by every address."""
        for start in self.ends(source):
            yield from self._from(start, target, service)

    def _from(self, start: Interface | Outside, target: str, service: Service) -> Iterator[Result]:
        component = self.design.components.get(target)
        if component is not None and not self.ends(target) and self.is_aws(component):
            if isinstance(start, Interface) and service.protocol in (None, "tcp"):
                for goal in self.answering(start, component.api_name()):
                    yield travel(self.net, start, goal, Service("tcp", (443, 443)))
            return
        for end in self.ends(target):
            for goal in goals(start, end):
                yield travel(self.net, start, goal, service)

    def answering(self, start: Interface, api: str) -> tuple[Goal, ...]:
        """Where the name of an AWS service leads: to its endpoint in the VPC, else outside."""
        vpc = self.net.subnets[start.subnet].vpc
        doors = [
            one
            for one in self.design.of_kind("vpc_endpoint")
            if one.has_interface
            and getattr(one, "private_dns", False)
            and getattr(one, "opens", "") == api
            and getattr(self.design.vpc_of(one), "name", "") == vpc
        ]
        if doors:
            ends = (end for one in doors for end in self._interfaces.get(one.name, ()))
            return tuple(Goal(end) for end in ends)
        known = SERVICES.get(api)
        return (Goal(None, Outside(api, known, Owner("aws")) if known else _AWS),)

    def is_aws(self, component: Component) -> bool:
        """Whether it is a service of AWS's own, which answers at a public address."""
        return not (component.outside or component.has_interface or component.container)

    def is_public(self, component: Component) -> bool:
        """Whether everybody on the internet can call it."""
        return any(verb.public for verb in component.offered())

    # Ways through what forwards.

    def reach(
        self, source: str, target: str, service: Service = ANY, avoiding: Iterable[str] = ()
    ) -> Answer:
        """The shortest way, through balancers and APIs where it must be."""
        none: tuple[Leg, ...] = ()
        waiting = deque([(source, none)] if source not in self.gone else ())
        seen = {source, *avoiding, *self.gone}
        while waiting:
            here, legs = waiting.popleft()
            for leg in self._stretches(here, target, service, first=not legs):
                way = (*legs, leg)
                if leg.target == target and target not in {*avoiding, *self.gone}:
                    return Answer(way, ())
                if leg.target not in seen:
                    seen.add(leg.target)
                    waiting.append((leg.target, way))
        return Answer((), self.asked(source, target, service).stops)

    def _stretches(self, here: str, target: str, service: Service, *, first: bool) -> Iterator[Leg]:
        """Where packets can go from here: to the goal, or to what passes them on."""
        if first:
            yield from self._beginnings(here, target, service)
            return
        for relation in self.passed_on(here):
            trip = self._forwarded(relation, target, service)
            if trip is not None or not relation.source.forwards:
                yield Leg(here, relation.target.name, trip)

    def _beginnings(self, here: str, target: str, service: Service) -> Iterator[Leg]:
        """Directly, or to something that forwards."""
        if self._calls(here, target):
            yield Leg(here, target, None)
        trip = self.direct(here, target, service)
        if trip is not None:
            yield Leg(here, target, trip)
        for other in self._passing_on:
            if other.name in (here, target):
                continue
            if self._calls(here, other.name):
                yield Leg(here, other.name, None)
            elif other.forwards and (trip := self._listening(here, other)) is not None:
                yield Leg(here, other.name, trip)

    def _calls(self, source: str, target: str) -> bool:
        """Whether a public address of AWS's own answers: an API, a site, a function's URL."""
        component = self.design.components.get(target)
        if component is None or self.ends(target) or not self.is_public(component):
            return False
        starts = self.ends(source)
        return any(
            isinstance(start, Outside) for start in starts
        ) or self.direct(source, target, Service("tcp", (443, 443))) is not None  # fmt: skip

    def _listening(self, source: str, balancer: Component) -> Trip | None:
        """A trip to one of a balancer's listeners."""
        for port in balancer.serves():
            trip = self.direct(source, balancer.name, service_of(port))
            if trip is not None:
                return trip
        return None

    @cached_property
    def _passing_on(self) -> tuple[Component, ...]:
        """Everybody who passes something on."""
        return tuple(c for c in self.design.components.values() if self.passed_on(c.name))

    def passed_on(self, name: str) -> tuple[Relation, ...]:
        """The arrows along which a component passes on what it is sent."""
        component = self.design.components.get(name)
        if component is None or not (component.forwards or self.is_public(component)):
            return ()
        return tuple(
            relation
            for relation in self.design.out_of(component)
            if component.forwards or relation.verb.invoked
        )

    def _forwarded(self, relation: Relation, target: str, service: Service) -> Trip | None:
        """A balancer's own trip to its target, on the port that it forwards to."""
        if not relation.source.forwards:
            return None
        for port in relation.ports:
            if relation.target.name == target and not covers(service, port):
                continue
            trip = self.direct(relation.source.name, relation.target.name, service_of(port))
            if trip is not None:
                return trip
        return None


def _first(results: Iterator[Result]) -> Asked:
    """The first trip that is answered, else what arrives and what stopped the rest."""
    delivered: Trip | None = None
    stops: list[Stop] = []
    for result in results:
        if result.trips:
            return Asked(result.trips[0], result.trips[0], ())
        if result.delivered and delivered is None:
            flow = result.delivered[0]
            delivered = Trip(flow.sent, flow.hops, (), flow.admitted)
        stops += result.stops
    return Asked(None, delivered, tuple(dict.fromkeys(stops)))


def goals(start: Interface | Outside, end: Interface | Outside) -> Iterator[Goal]:
    """Every address of an end; from the internet, public ones and those of IPv6."""
    if isinstance(end, Outside):
        # What two on the internet do with each other is no matter of the design.
        if isinstance(start, Interface) or (start.behind and end.behind):
            yield Goal(None, end)
        return
    dual = any(block.family == 6 for block in end.blocks)
    if isinstance(start, Interface) or start.behind or dual:
        yield Goal(end)
    if end.public or isinstance(start, Outside):
        yield Goal(end, public=True)


def service_of(port: Port) -> Service:
    """A port of the language as a question."""
    protocol = None if port.protocol == "any" else port.protocol
    return Service(protocol, PORTS if port.first < 0 else (port.first, port.last))


def covers(service: Service, port: Port) -> bool:
    """Whether a port is among those that are asked for."""
    if service.protocol not in (None, port.protocol):
        return False
    return port.first < 0 or (service.ports[0] <= port.last and port.first <= service.ports[1])
