"""Ways that packets could take between two components, as questions about their stretches."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from archc.component import Component
from archc.reach.model import Interface, Outside
from archc.reach.query import ANY, HTTPS, Reachability, covers, service_of
from archc.reach.remedies import terms
from archc.reach.smallest import Stretch, Way
from archc.reach.trip import Service

_MOST = 6  # ways that are tried for one question
_LONGEST = 4  # components that pass packets on, one behind the other


def ways(
    net: Reachability,
    source: str,
    target: str,
    service: Service,
    *,
    via: tuple[str, ...] = (),
    every: bool = False,
) -> tuple[Way, ...]:
    """The direct way, then those through what forwards; only those that pass one of `via`."""
    component = net.design.components.get(target)
    if component is not None and component.only_calls:
        return ()
    direct = () if via else _stretch(net, source, target, (service,), every=every)
    through = (way for passed, way in _through(net, source, target, service)
               if not via or {*passed} & {*via})  # fmt: skip
    return (*((direct,) if direct else ()), *islice(through, _MOST))


def _stretch(
    net: Reachability, source: str, target: str, asked: tuple[Service, ...], *, every: bool = False
) -> Way:
    """The question whether packets get from one component to the next, if both have a place."""
    starts, ends = net.ends(source), net.ends(target)
    component = net.design.components.get(target)
    if not ends and component is not None and net.is_aws(component):
        ends, asked = _answering(net, starts, component), (service_of(HTTPS),)
    if not starts or not ends:
        return ()
    known = terms(
        net.net,
        tuple(one for service in asked for one in _definite(net, source, target, service)),
        starts,
        ends,
        net.homes,
        private=net.private,
    )
    known = known._replace(arrow=(source, target))
    # Somebody outside is there in several ways; one that works is enough.
    every = every and not any(isinstance(start, Outside) for start in starts)
    return (Stretch(_names(starts), _names(ends), asked, known, every),)


def _answering(
    net: Reachability, starts: tuple[Interface | Outside, ...], component: Component
) -> tuple[Interface | Outside, ...]:
    """Where a service of AWS's own answers those that ask from inside."""
    asking = (start for start in starts if isinstance(start, Interface))
    reached = (goal for start in asking for goal in net.answering(start, component.api_name()))
    ends = (goal.interface or goal.outside for goal in reached)
    return tuple(dict.fromkeys(end for end in ends if end is not None))


def _names(ends: tuple[Interface | Outside, ...]) -> tuple[str | Outside, ...]:
    return tuple(end.name if isinstance(end, Interface) else end for end in ends)


def _definite(net: Reachability, source: str, target: str, service: Service) -> tuple[Service, ...]:
    """What filters are opened for: the asked port, else the first that an arrow here would mean."""
    if service.protocol is not None:
        return (service,)
    component = net.design.components.get(target)
    drawn = [
        port
        for relation in (net.design.into(component) if component is not None else ())
        if relation.source.name == source
        for port in relation.ports
    ]
    served = component.serves() if component is not None else ()
    meant = (service_of(port) for port in (*drawn, *served, HTTPS))
    return (next(one for one in meant if one.protocol is not None),)


def _through(
    net: Reachability, source: str, target: str, service: Service
) -> Iterator[tuple[tuple[str, ...], Way]]:
    """The ways through balancers and APIs, with the components that they pass."""
    for first in net.design.components.values():
        if first.name in {source, target, *net.gone} or not net.passed_on(first.name):
            continue
        if first.forwards:
            ports = tuple(service_of(port) for port in first.serves())
            way = _stretch(net, source, first.name, ports or (ANY,))
        elif any(isinstance(end, Outside) for end in net.ends(source)):
            way = ()
        else:
            way = _stretch(net, source, first.name, (service_of(HTTPS),))
        if way or not first.forwards:
            yield from _on(net, (first.name,), way, target, service)


def _on(
    net: Reachability, passed: tuple[str, ...], way: Way, target: str, service: Service
) -> Iterator[tuple[tuple[str, ...], Way]]:
    """From a component that passes packets on, along its arrows, to the target."""
    for relation in net.passed_on(passed[-1]):
        following = relation.target.name
        if following in passed or following in net.gone:
            continue
        last = following == target
        further: Way = ()
        if relation.source.forwards:
            wanted = (port for port in relation.ports if not last or covers(service, port))
            ports = tuple(service_of(port) for port in wanted)
            further = _stretch(net, passed[-1], following, ports) if ports else ()
            if not further:
                continue
        if last:
            yield passed, (*way, *further)
        elif len(passed) < _LONGEST:
            yield from _on(net, (*passed, following), (*way, *further), target, service)
