"""Splits a stack by region: what crosses becomes an output there and a parameter here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import permutations
from typing import Any, NamedTuple

from archc.component import Intrinsic
from archc.stack.references import dependencies, of, references, replaced, values_of
from archc.stack.resource import Resource, Section, Stack, Taken

_FEW = 5  # regions that need each other, of which every order is tried
_OPERANDS = 10  # of `Fn::And`
_LONGEST = 1000  # characters of a description, before the region behind it


def split(stack: Stack, regions: Mapping[str, str]) -> tuple[Stack, ...]:
    """One stack per region in the order of deployment; `regions` are those of the components."""
    used = dict.fromkeys(regions[r.component] for r in stack.resources.values())
    if len(used) < 2:
        return (stack._replace(region=next(iter(used), stack.region)),)
    return tuple(_Split(stack, regions).stacks())


class _Plan(NamedTuple):
    """An order of the regions, and when each thing can be deployed.

    A time counts the deployments of all regions, one after the other, round after round.
    """

    order: tuple[str, ...]
    times: Mapping[str, int]

    def since(self, owner: str, region: str) -> int:
        """The first round in which a region is deployed behind a resource of another one."""
        behind = self.times[owner] - self.order.index(region)
        return -(-max(0, behind) // len(self.order))

    def rounds(self, names: Iterable[str]) -> tuple[int, ...]:
        """The rounds that it takes until all of these are there."""
        return tuple(sorted({0, *(self.times[name] // len(self.order) for name in names)}))

    @property
    def price(self) -> tuple[int, int]:
        """How many deployments it takes, and how many things have to wait for a later round."""
        number = len(self.order)
        late = sum(time >= number for time in self.times.values())
        return len({*self.times.values(), *range(number)}), late


class _Split:
    """Where everything goes, and what is handed on."""

    def __init__(self, stack: Stack, regions: Mapping[str, str]) -> None:
        self._stack = stack
        self._resources = stack.resources
        self._bodies: dict[str, Any] = {name: r.body for name, r in self._resources.items()}
        self._homes = {name: regions[r.component] for name, r in self._resources.items()}
        self._told = {
            name: self._homes[upload.bucket]
            for upload in stack.uploads
            for name in upload.settings.values()
        }
        for name, body in stack.outputs.items():
            self._homes[_output(name)] = self._home_of_output(name, body)
            self._bodies[_output(name)] = body
        self._needs = {name: list(self._needed(name)) for name in self._bodies}
        self._regions = dict.fromkeys([stack.region, *self._homes.values()])
        self._plan = self._best_plan(self._regions)
        self._names = _Names({*self._resources, *stack.parameters, *stack.outputs})

    def stacks(self) -> Iterator[Stack]:
        """The stacks; what each hands on is known when the bodies of all have been looked at."""
        bodies = {name: self._respelled(name) for name in self._bodies}
        for region in self._plan.order:
            yield self._of(region, bodies)

    def _home_of_output(self, name: str, body: Mapping[str, Any]) -> str:
        """A page's settings are read from its own stack; other outputs stand by what they tell."""
        if name in self._told:
            return self._told[name]
        shown = [self._homes[other] for other in values_of(body) if other in self._homes]
        others = dict.fromkeys(self._homes.values())
        return next(iter([*shown, *(r for r in others if r == self._stack.region), *others]))

    def _needed(self, name: str) -> Iterator[str]:
        """The resources without which one cannot be made."""
        body, home = self._bodies[name], self._homes[name]
        yield from (other for other in values_of(body) if other in self._resources)
        yield from (other for other in dependencies(body) if self._homes.get(other) == home)

    # The order.

    def _best_plan(self, regions: Iterable[str]) -> _Plan:
        """Who needs nobody goes first; of those that need each other, whatever takes least."""
        used = set(self._homes.values())
        left = [region for region in regions if region in used]
        needs = self._needs_of_regions()
        order: list[str] = []
        while free := [region for region in left if not needs[region] & set(left) - {region}]:
            order.append(free[0])
            left.remove(free[0])
        ends = permutations(left) if len(left) <= _FEW else [tuple(left)]
        plans = (self._planned((*order, *end)) for end in ends)
        return min(plans, key=lambda plan: plan.price)

    def _needs_of_regions(self) -> dict[str, set[str]]:
        needs: dict[str, set[str]] = {region: set() for region in self._homes.values()}
        for name, body in self._bodies.items():
            needs[self._homes[name]] |= {
                self._homes[other] for other in references(body) if other in self._homes
            }
        return needs

    def _planned(self, order: tuple[str, ...]) -> _Plan:
        """When each thing can be there, if the regions are deployed in this order."""
        times: dict[str, int] = {}
        for name in self._sorted():
            first = order.index(self._homes[name])
            latest = max([first, *(times[other] for other in self._needs[name] if other in times)])
            times[name] = latest + (first - latest) % len(order)
        return _Plan(order, times)

    def _sorted(self) -> list[str]:
        """Everything behind what it needs; what needs itself in a circle is left to its fault."""
        waiting = {name: len(set(needs)) for name, needs in self._needs.items()}
        wanted_by: dict[str, list[str]] = {name: [] for name in self._needs}
        for name, needs in self._needs.items():
            for other in set(needs):
                wanted_by[other].append(name)
        done = [name for name, number in waiting.items() if not number]
        for name in done:  # grows while it is walked
            for other in wanted_by[name]:
                waiting[other] -= 1
                if not waiting[other]:
                    done.append(other)
        return [*done, *(name for name in self._needs if waiting[name])]

    # What crosses.

    def _respelled(self, name: str) -> Any:
        """A body in which what is elsewhere has become a parameter."""
        home = self._homes[name]

        def instead(other: str, attribute: str) -> str | None:
            where = self._homes.get(other) if other in self._resources else None
            return self._names.handed(other, attribute) if where not in (None, home) else None

        body = replaced(self._bodies[name], instead)
        if "DependsOn" in body:
            here = [other for other in dependencies(body) if self._homes.get(other, home) == home]
            body = {**body, "DependsOn": here}
            if not here:  # the order of the deployments does it
                del body["DependsOn"]
        return body

    def _late(self, name: str, bodies: Mapping[str, Any]) -> set[str]:
        """The parameters that it waits for, itself or by what it needs in its own stack."""
        home, found, seen, left = self._homes[name], set[str](), {name}, [name]
        for one in left:  # grows while it is walked
            for other in references(bodies[one]):
                if other in self._names.meant:
                    owner, _ = self._names.meant[other]
                    found |= {other} if self._plan.since(owner, home) else set()
                elif other in bodies and other not in seen and self._homes[other] == home:
                    seen.add(other)
                    left.append(other)
        return found

    # The stacks.

    def _of(self, region: str, bodies: Mapping[str, Any]) -> Stack:
        whole = self._stack
        mine = [name for name in bodies if self._homes[name] == region]
        late = {name: self._late(name, bodies) for name in mine}
        conditions = _Conditions()
        made = {name: conditions.on(bodies[name], late[name]) for name in mine}
        outputs = {n: made[_output(n)] for n in whole.outputs if _output(n) in made}
        for name, (owner, attribute) in self._names.meant.items():
            if self._homes[owner] == region:
                outputs[name] = conditions.on(_handed(owner, attribute), late[owner])
        wanted = {other for name in mine for other in values_of(bodies[name])}
        taken = tuple(
            Taken(name, self._homes[owner], self._plan.since(owner, region))
            for name, (owner, _) in self._names.meant.items()
            if name in wanted
        )
        parameters = {n: body for n, body in whole.parameters.items() if n in wanted}
        defaults = {body.get("Default") for body in parameters.values()}
        return whole._replace(
            region=region,
            description=f"{whole.description[:_LONGEST]} ({region})",
            parameters=parameters | {one.name: _parameter(one) for one in taken},
            conditions=conditions.written,
            sections=tuple(_sections(whole.sections, made)),
            outputs=outputs,
            archives=tuple(a for a in whole.archives if a.name in defaults),
            protected=tuple(p for p in whole.protected if p[0] in made),
            uploads=tuple(u for u in whole.uploads if u.bucket in made),
            buckets=tuple(name for name in whole.buckets if name in made),
            taken=taken,
            rounds=self._plan.rounds(mine),
            regions=tuple(one for one in self._regions if one in self._plan.order),
        )


def _output(name: str) -> str:
    """The key of an output among the resources, whose ids have no dot."""
    return f"outputs.{name}"


def _sections(sections: Sequence[Section], made: Mapping[str, Any]) -> Iterator[Section]:
    for section in sections:
        kept = tuple(
            Resource(r.logical_id, r.component, made[r.logical_id])
            for r in section.resources
            if r.logical_id in made
        )
        if kept:
            yield section._replace(resources=kept)


def _handed(owner: str, attribute: str) -> dict[str, Any]:
    return {"Description": f"{owner}, for other regions", "Value": of(owner, attribute)}


def _parameter(taken: Taken) -> dict[str, Any]:
    says = {"Type": "String", "Description": f"An output of the stack in {taken.region}"}
    return {**says, "Default": ""} if taken.since else says


class _Names:
    """The parameters that hand values on, each with the resource and attribute that it means."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken
        self._known: dict[tuple[str, str], str] = {}
        self.meant: dict[str, tuple[str, str]] = {}

    def handed(self, owner: str, attribute: str) -> str:
        """`RightId` for `!Ref Right`, `JobsArn` for `!GetAtt Jobs.Arn`."""
        key = owner, attribute
        if key not in self._known:
            stem = owner + "".join(c for c in attribute or "Id" if c.isalnum())
            numbered = (f"{stem}{number or ''}" for number in range(len(self._taken) + 1))
            name = next(name for name in numbered if name not in self._taken)
            self._known[key] = name
            self.meant[name] = key
            self._taken.add(name)
        return self._known[key]


class _Conditions:
    """The conditions of a template, made as they are needed."""

    def __init__(self) -> None:
        self.written: dict[str, Any] = {}
        self._all_of: dict[tuple[str, ...], str] = {}

    def on(self, body: Mapping[str, Any], late: Iterable[str]) -> Mapping[str, Any]:
        """The body under the condition that these parameters are given."""
        names = tuple(self._has(parameter) for parameter in sorted(late))
        if not names:
            return body
        head, *rest = body.items()
        return dict([head, ("Condition", self._all(names)), *rest])

    def _has(self, parameter: str) -> str:
        empty = Intrinsic("Equals", [Intrinsic("Ref", parameter), ""])
        self.written[f"Has{parameter}"] = Intrinsic("Not", [empty])
        return f"Has{parameter}"

    def _all(self, names: tuple[str, ...]) -> str:
        if len(names) == 1:
            return names[0]
        if names not in self._all_of:
            first, rest = names[: _OPERANDS - 1], names[_OPERANDS - 1 :]
            parts = (*first, self._all(rest)) if rest else first
            self._all_of[names] = f"All{len(self._all_of) + 1}"
            both = [Intrinsic("Condition", part) for part in parts]
            self.written[self._all_of[names]] = Intrinsic("And", both)
        return self._all_of[names]
