"""Guarantees: each sentence proved on the graph, or refuted with what speaks against it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from archc.access import admissions, rights
from archc.component import Architecture, Component, Guarantee, Verb
from archc.reach.arrows import explained, network
from archc.reach.loss import losses, spread, why_gone, zones
from archc.reach.once import once_per_design
from archc.reach.proposal import Proposal
from archc.reach.query import ANY, Answer, Reachability, service_of
from archc.reach.trip import Service
from archc.source import Span

if TYPE_CHECKING:
    from archc.reach.advice import Explanation

# Verbs by which data goes into something, and none comes out of it.
_ONLY_INTO = frozenset({"write", "send", "publish", "put", "delete", "purge"})


class Refusal(NamedTuple):
    """Why a sentence does not hold: in one line, the way taken or wanted, and what to change."""

    reason: str
    path: tuple[str, ...]
    hops: tuple[str, ...]
    labels: tuple[tuple[str, Span], ...]
    changes: tuple[Proposal, ...]
    is_way: bool = False  # the path is one that packets take and should not
    blocked: Explanation | None = None  # the path is one that packets should take and cannot

    @property
    def fix(self) -> str:
        """What to change, as one text."""
        if self.blocked is not None:
            return self.blocked.fix
        return " and ".join(one.text for one in self.changes)


class Verdict(NamedTuple):
    """A sentence and what speaks against it; nothing if it is proved."""

    guarantee: Guarantee
    refusal: Refusal | None

    def as_record(self) -> dict[str, object]:
        """The verdict as `archc check --format json` documents it."""
        span = self.guarantee.span
        return {
            "text": self.guarantee.text,
            "status": "proved" if self.refusal is None else "refuted",
            "reason": self.refusal.reason if self.refusal else None,
            "path": list(self.refusal.hops or self.refusal.path) if self.refusal else [],
            "changes": [c.as_record() for c in self.refusal.changes] if self.refusal else [],
            "file": span.source.path,
            "start": span.first._asdict(),
            "end": span.last._asdict(),
        }


@once_per_design
def prove(design: Architecture) -> tuple[Verdict, ...]:
    """Every guarantee of a design with its verdict."""
    prover = _Prover(design)
    return tuple(
        Verdict(guarantee, next(prover.refusals(guarantee), None))
        for guarantee in design.guarantees
    )


class _Prover:
    """Proves the sentences of one design; the networks that it asks are shared by all of them."""

    def __init__(self, design: Architecture) -> None:
        self._design = design
        self._networks = {("", False, True): network(design)}

    def _net(self, lost: str = "", *, private: bool = False, answered: bool = True) -> Reachability:
        key = (lost, private, answered)
        if key not in self._networks:
            self._networks[key] = Reachability(
                self._design, (lost,) if lost else (), private=private, answered=answered
            )
        return self._networks[key]

    def refusals(self, guarantee: Guarantee) -> Iterator[Refusal]:
        """Everything that speaks against a sentence."""
        forms: Mapping[str, object] = {
            "can_reach": self._can_reach,
            "cannot_reach": self._cannot_reach,
            "only_via": self._only_via,
            "reaches_only": self._reaches_only,
            "only_reaches": self._only_reaches,
            "nothing_reaches": self._only_reaches,
            "survives": self._survives,
            "no_single_point": self._no_single_point,
            "stays": self._stays,
            "may": self._may,
            "cannot": self._cannot,
            "only_may": self._only_may,
            "nothing_may": self._only_may,
        }
        yield from self._absent(guarantee)
        yield from forms[guarantee.form](guarantee)  # type: ignore[operator]

    def _absent(self, guarantee: Guarantee) -> Iterator[Refusal]:
        """A sentence about nobody, or about a zone that nothing is in, proves nothing."""
        if guarantee.loss.startswith("zone ") and guarantee.loss not in zones(self._design):
            yield Refusal(
                f"nothing of the design is in {guarantee.loss}", (), (), (),
                (Proposal(f"name one of {', '.join(zones(self._design))}"),),
            )  # fmt: skip
        if guarantee.form not in ("can_reach", "only_via", "no_single_point"):
            return
        if not any(True for _ in self._pairs(guarantee)):
            names = (*guarantee.subjects, *guarantee.objects)
            yield Refusal(
                f"nobody in '{guarantee.subjects[0]}' is there to reach anybody else in "
                f"'{guarantee.objects[0]}'",
                names, (), (), (Proposal("name two components that send and receive packets"),),
            )  # fmt: skip

    # Packets.

    def _pairs(self, guarantee: Guarantee) -> Iterator[tuple[str, str]]:
        for subject in self._opened(guarantee.subjects):
            for target in self._opened(guarantee.objects):
                if subject != target:
                    yield subject, target

    def _opened(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The names with containers opened, as far as packets reach what is in them."""
        net = self._net()
        return tuple(
            dict.fromkeys(
                member
                for name in names
                for member in net.members(name)
                if net.takes_part(member) or member in names
            )
        )

    def _can_reach(self, guarantee: Guarantee) -> Iterator[Refusal]:
        service = _service(guarantee)
        for source, target in self._pairs(guarantee):
            for lost in self._losses(guarantee):
                net = self._net(lost, private=guarantee.privately)
                answer = net.reach(source, target, service)
                if not answer.holds:
                    yield self._unmet(net, source, target, service, answer, lost)

    def _losses(self, guarantee: Guarantee) -> tuple[str, ...]:
        """What is lost, one after the other: `zone a` or a component; empty: nothing."""
        if not guarantee.loss:
            return ("",)
        return zones(self._design) if guarantee.loss == "a zone" else (guarantee.loss,)

    def _unmet(
        self,
        net: Reachability,
        source: str,
        target: str,
        service: Service,
        answer: Answer,
        lost: str,
        via: tuple[str, ...] = (),
    ) -> Refusal:
        when = f" after the loss of {_told(lost)}" if lost else ""
        why = explained(net, source, target, service, answer.stops, via=via)
        back = why.back if why.crossed_back else ()
        return Refusal(
            f"'{source}' does not reach '{target}'{when}: {why.reason}",
            (source, target),
            (*why.there, *back),
            why.labels,
            why.changes,
            blocked=why,
        )

    def _cannot_reach(self, guarantee: Guarantee) -> Iterator[Refusal]:
        for source, target in self._pairs(guarantee):
            answer = self._net(answered=False).reach(source, target, _service(guarantee))
            if answer.holds:
                yield _way(answer, f"'{source}' reaches '{target}'")

    def _only_via(self, guarantee: Guarantee) -> Iterator[Refusal]:
        service = _service(guarantee)
        for source, target in self._pairs(guarantee):
            net = self._net()
            round_it = self._net(answered=False).reach(source, target, service, guarantee.via)
            if round_it.holds:
                by = " or ".join(f"'{name}'" for name in guarantee.via)
                yield _way(round_it, f"'{source}' reaches '{target}' without {by}")
            elif not (answer := net.reach(source, target, service)).holds:
                yield self._unmet(net, source, target, service, answer, "", guarantee.via)

    def _everybody(self) -> Iterator[str]:
        net = self._net()
        yield "internet"
        for name, component in self._design.components.items():
            if name != "internet" and not component.container and net.takes_part(name):
                yield name

    def _reaches_only(self, guarantee: Guarantee) -> Iterator[Refusal]:
        net = self._net(answered=False)
        allowed = set(self._opened(guarantee.objects))
        for source in self._opened(guarantee.subjects):
            for target in self._everybody():
                if target in allowed or target == source or net.are_apart(source, target):
                    continue
                answer = net.reach(source, target, _service(guarantee))
                leads_on = any(
                    target in net.reach(source, wanted).passes for wanted in sorted(allowed)
                )
                if answer.holds and not leads_on:
                    yield _way(answer, f"'{source}' reaches '{target}' too")

    def _only_reaches(self, guarantee: Guarantee) -> Iterator[Refusal]:
        allowed = set(self._opened(guarantee.subjects))
        for target in self._opened(guarantee.objects):
            for source in self._everybody():
                if source in allowed or source == target or self._is_same_world(source, allowed):
                    continue
                net = self._net(answered=False)
                answer = net.reach(source, target, _service(guarantee), allowed)
                if answer.holds:
                    yield _way(answer, f"'{source}' reaches '{target}'")

    def _is_same_world(self, source: str, allowed: set[str]) -> bool:
        """Whether `source` is on the internet and so is one who may: packets do not tell."""
        outsides = self._net().net.outsides
        here = outsides[source].blocks if source in outsides else None
        return here is not None and any(
            outsides[name].blocks == here for name in allowed if name in outsides
        )

    # What fails.

    def _survives(self, guarantee: Guarantee) -> Iterator[Refusal]:
        for name in self._opened(guarantee.subjects):
            component = self._design.components.get(name)
            for lost in self._losses(guarantee):
                if component is not None and (why := self._gone(component, lost)):
                    yield Refusal(
                        f"nothing is left of '{name}' after the loss of {_told(lost)}", (name,), (),
                        ((why, component.span), *self._stopping(name, lost)), (spread(component),),
                    )  # fmt: skip
                    continue
                yield from self._cut_off(name, lost)

    def _cut_off(self, name: str, lost: str) -> Iterator[Refusal]:
        """Who reached a component and no longer does, though it is still there itself."""
        before, after = self._net(), self._net(lost)
        meant = self._drawn_to(name)
        for source in self._everybody():
            if source not in meant:
                continue
            alive = source in after.net.outsides or bool(after.ends(source))
            if source == name or not alive or not before.reach(source, name).holds:
                continue
            answer = after.reach(source, name)
            if not answer.holds:
                unmet = self._unmet(after, source, name, ANY, answer, lost)
                yield unmet._replace(labels=(*unmet.labels, *self._stopping(name, lost)))

    def _drawn_to(self, name: str) -> set[str]:
        """Who has a way of arrows to a component: what packets could do besides is not missed."""
        found = {name}
        waiting = [name]
        while waiting:
            component = self._design.components.get(waiting.pop())
            for relation in self._design.into(component) if component is not None else ():
                if relation.source.name not in found:
                    found.add(relation.source.name)
                    waiting.append(relation.source.name)
        return found

    def _gone(self, component: Component, lost: str) -> str:
        """Why nothing of a component is certain to be left after a loss; empty if something is."""
        if lost.startswith("zone "):
            return why_gone(self._design, component, lost)
        return "is lost itself" if component.name in self._net().members(lost) else ""

    def _stopping(self, name: str, lost: str) -> tuple[tuple[str, Span], ...]:
        """The arrows of a component that a zone's loss stops."""
        found = (one for loss in losses(self._design) if loss.zone == lost for one in loss.of(name))
        return tuple((f"stops: {reason}", relation.span) for relation, reason in found)

    def _no_single_point(self, guarantee: Guarantee) -> Iterator[Refusal]:
        for source, target in self._pairs(guarantee):
            whole = self._net().reach(source, target)
            if not whole.holds:
                yield self._unmet(self._net(), source, target, ANY, whole, "")
                continue
            for zone in zones(self._design):
                component = self._design.components.get(target)
                if component is not None and (why := self._gone(component, zone)):
                    yield Refusal(
                        f"the loss of {zone} takes all of '{target}'", whole.passes, (),
                        ((why, component.span),), (spread(component),),
                    )  # fmt: skip
                elif not self._net(zone).reach(source, target).holds:
                    yield _way(whole, f"the loss of {zone} cuts '{source}' off '{target}'")
            for name in whole.passes[1:-1]:
                passed = self._design.components[name]
                alone = len(self._design.subnets_of(passed)) == 1
                if alone and not self._net().reach(source, target, ANY, (name,)).holds:
                    yield _way(whole, f"every way from '{source}' to '{target}' is by '{name}'")

    def _stays(self, guarantee: Guarantee) -> Iterator[Refusal]:
        for name in self._opened(guarantee.subjects) or guarantee.subjects:
            component = self._design.components.get(name)
            if component is None:
                continue
            region = self._design.region_of(component)
            if region != guarantee.loss:
                yield self._misplaced(component, region, guarantee.loss)
            for relation in self._design.out_of(component):
                if relation.target.outside or self._is_away(relation.target, guarantee.loss):
                    yield Refusal(
                        f"'{name}' hands data to '{relation.target.name}', which is elsewhere",
                        (name, relation.target.name), (), (("leads out", relation.span),),
                        (Proposal("remove this arrow", name, relation.span),),
                    )  # fmt: skip
            for relation in self._design.into(component):
                away = self._is_away(relation.source, guarantee.loss)
                if away and relation.verb.name not in _ONLY_INTO:
                    yield Refusal(
                        f"'{relation.source.name}' takes data from '{name}', and is elsewhere",
                        (relation.source.name, name), (), (("leads out", relation.span),),
                        (Proposal("remove this arrow", name, relation.span),),
                    )  # fmt: skip

    def _is_away(self, component: Component, region: str) -> bool:
        """Whether a component of AWS is in another region."""
        regional = self._design.is_regional(component)
        return regional and self._design.region_of(component) != region

    def _misplaced(self, component: Component, region: str, wanted: str) -> Refusal:
        """Something that is not where its data is to stay."""
        home = self._design.spans.get("region") if region == self._design.region else None
        if home is not None:
            said, fix = ("the whole design stands here", home), f"write `region: {wanted}`"
        else:
            fix = f"put '{component.name}' in {wanted}"
            said = (f"this is in {region}", component.span)
        proposal = Proposal(fix, component.name, said[1])
        return Refusal(
            f"'{component.name}' is in {region}", (component.name,), (), (said,), (proposal,)
        )

    # Permissions.

    def _may(self, guarantee: Guarantee) -> Iterator[Refusal]:
        for name in guarantee.subjects:
            if name not in self._design.components:
                yield Refusal(
                    f"'{name}' has no role, and so no right", (name, *guarantee.objects), (), (),
                    (Proposal("let a function or a server do it"),),
                )  # fmt: skip
        for holder, target, verb in self._wanted(guarantee):
            missing = set(_actions(target, verb)) - set(self._allowed(holder, target))
            # What fetches for a function may do less than a server that fetches by itself.
            granted = any(
                right.verb == verb.name and right.other.name == target.name
                for right in rights(holder, self._design)
            )
            if missing and not granted:
                yield Refusal(
                    f"'{holder.name}' may not {_listed(missing)} on '{target.name}'",
                    (holder.name, target.name), (), (("has no such right", holder.span),),
                    (Proposal(f"draw `{holder.name} -> {target.name} : {verb.name}`",
                              holder.name, holder.span),),
                )  # fmt: skip

    def _cannot(self, guarantee: Guarantee) -> Iterator[Refusal]:
        for holder, target, verb in self._wanted(guarantee):
            yield from self._forbidden(holder, target, verb)

    def _only_may(self, guarantee: Guarantee) -> Iterator[Refusal]:
        for target, verb in self._targets(guarantee):
            for holder in self._design.components.values():
                if holder.name not in guarantee.subjects:
                    yield from self._forbidden(holder, target, verb)

    def _forbidden(self, holder: Component, target: Component, verb: Verb) -> Iterator[Refusal]:
        allowed = self._allowed(holder, target)
        for action in _actions(target, verb):
            if action in allowed:
                yield Refusal(
                    f"'{holder.name}' may {action} on '{target.name}'",
                    (holder.name, target.name), (), (("allows it", allowed[action]),),
                    (Proposal("remove this arrow, or name another verb",
                              holder.name, allowed[action]),),
                )  # fmt: skip
                return

    def _wanted(self, guarantee: Guarantee) -> Iterator[tuple[Component, Component, Verb]]:
        for name in guarantee.subjects:
            for target, verb in self._targets(guarantee):
                if name in self._design.components:
                    yield self._design.components[name], target, verb

    def _targets(self, guarantee: Guarantee) -> Iterator[tuple[Component, Verb]]:
        for name in guarantee.objects:
            target = self._design.components[name]
            verb = next((v for v in target.offered() if v.name == guarantee.verb), None)
            verb = verb or (target.polled or None)
            if verb is not None:
                yield target, verb

    def _allowed(self, holder: Component, target: Component) -> Mapping[str, Span]:
        """What one may do to another, by its role or the other's policy, and what says so."""
        found: dict[str, Span] = {}
        for right in rights(holder, self._design):
            if right.other.name == target.name and right.because is not None:
                found |= dict.fromkeys(right.grant.actions, right.because.span)
        for one in admissions(target, self._design):
            if one.because.source.name == holder.name:
                found[one.action] = one.because.span
        return found


def _told(lost: str) -> str:
    return lost if lost.startswith("zone ") else f"'{lost}'"


def _actions(target: Component, verb: Verb) -> tuple[str, ...]:
    return tuple(action for grant in target.granted(verb) for action in grant.actions)


def _service(guarantee: Guarantee) -> Service:
    return service_of(guarantee.port) if guarantee.port is not None else ANY


def _way(answer: Answer, reason: str) -> Refusal:
    """What speaks against a sentence is a way that packets take."""
    trips = [leg.trip for leg in answer.legs if leg.trip is not None]
    packet = f" on {trips[-1].box.service}" if trips else ""
    letting_in = dict.fromkeys(owner.span for trip in trips for owner in trip.admitted)
    return Refusal(
        f"{reason}{packet}: {' → '.join(answer.passes)}",
        answer.passes,
        tuple(hop.place for trip in trips for hop in trip.there),
        tuple(("lets it in", span) for span in letting_in if span is not None),
        (),
        is_way=True,
    )


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names))
