"""Mistakes that only the finished stack shows: too many resources, ids twice, circles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from archc.component import Architecture
from archc.diagnostics import Diagnostic, Fault, Label
from archc.stack.references import references
from archc.stack.resource import Resource, Stack

MAX_RESOURCES = 500
MAX_VALUES = 200

_TABLES = "architecture shop\n" + "".join(
    f"table t{n} {{ key: id }}\n" for n in range(MAX_RESOURCES + 1)
)
_GOOD = "architecture shop\ntable people { key: name string }\n"
TOO_MANY = Fault(
    "STK601",
    "too_many_resources",
    "More resources than a template may hold",
    "CloudFormation takes at most 500 resources in one template.",
    _TABLES,
    _GOOD,
)
SAME_ID = Fault(
    "STK602",
    "same_resource_id",
    "Two resources with one logical id",
    "A component's own resources are named after it, and another component has that name.",
    "architecture shop\nvpc lab { tier edge { public } }\ninstance web in edge\n"
    "table web_group { key: id }\n",
    _GOOD,
)
CIRCLE = Fault(
    "STK603",
    "circular_reference",
    "Components that need each other before they exist",
    "CloudFormation creates one resource after the other; in a circle none can be the first.",
    "architecture shop\nvpc lab { tier edge { public } }\n"
    'instance a in edge { setup: "#!/bin/sh\\necho ${b.address}" }\n'
    'instance b in edge { setup: "#!/bin/sh\\necho ${a.address}" }\n',
    _GOOD,
)
_HANDED = (
    'architecture shop\nfunction work { code: file("hello.py") }\nregion us-east-1 {\n'
    + "".join(f"table t{n} {{ key: id }}\n" for n in range(MAX_VALUES // 2 + 1))
    + "}\n"
    + "".join(f"work -> t{n} : read\n" for n in range(MAX_VALUES // 2 + 1))
)
TOO_MANY_VALUES = Fault(
    "STK604",
    "too_many_values",
    "More values than a template may take or hand on",
    "CloudFormation takes at most 200 parameters and 200 outputs in one template; what one region "
    "needs of another is one of them.",
    _HANDED,
    _GOOD,
)
_SERVER = "architecture shop\nvpc lab { tier edge { public } }\ninstance web in edge\n"
NO_PART = Fault(
    "STK605",
    "no_such_part",
    "An override of a resource that the template does not have",
    "What an override lies over is found by its address: the component's name, and what the "
    "logical id adds to it.",
    _SERVER + "override web.volume { Size: 20 }\n",
    _SERVER + 'override web.group { GroupName: "web" }\n',
)
REFUSED = Fault(
    "STK606",
    "refused_override",
    "An override that AWS would refuse",
    "Properties of an override are held against the schema of the resource that they change.",
    _SERVER + 'override web { InstanceTypo: "t3.micro" }\n',
    _SERVER + 'override web { InstanceInitiatedShutdownBehavior: "stop" }\n',
)
FAULTS = (TOO_MANY, SAME_ID, CIRCLE, TOO_MANY_VALUES, NO_PART, REFUSED)


def too_large(design: Architecture) -> list[Diagnostic]:
    """Whether the components alone are more than a template holds, before anything is built."""
    made = (c for c in design.components.values() if not c.outside)
    return _too_many(Counter(map(design.region_of, made)), "at least ", design)


def stack_faults(stack: Stack, design: Architecture) -> list[Diagnostic]:
    """What CloudFormation would refuse in this stack as a whole."""
    made = (r.component for section in stack.sections for r in section.resources)
    number = Counter(design.region_of(design.components[name]) for name in made)
    doubled = list(_same_ids(stack, design))
    return [
        *_too_many(number, "", design),
        *doubled,
        *([] if doubled else _circles(stack, design)),
        *(_override_faults(stack, design) if design.overrides else ()),
    ]


def _override_faults(stack: Stack, design: Architecture) -> Iterator[Diagnostic]:
    from archc.stack.overrides import override_faults  # noqa: PLC0415  (few designs have one)

    yield from override_faults(stack, design)


def value_faults(stacks: Sequence[Stack], design: Architecture) -> Iterator[Diagnostic]:
    """What CloudFormation would refuse in the stacks of single regions."""
    for stack in stacks:
        for number, what in (
            (len(stack.parameters), "parameters"),
            (len(stack.outputs), "outputs"),
        ):
            if number > MAX_VALUES:
                where = f" for {stack.region}" if len(stacks) > 1 else ""
                yield TOO_MANY_VALUES.found(
                    f"the template{where} has {number} {what}, more than {MAX_VALUES}",
                    "put what belongs together into one region, or split the design",
                    design.span,
                )


def _too_many(numbers: Counter[str], least: str, design: Architecture) -> list[Diagnostic]:
    """Whether the template of some region, by the number of its resources, is too large."""
    [(region, number)] = numbers.most_common(1) or [("", 0)]
    if number <= MAX_RESOURCES:
        return []
    where = f" in {region}" if len(numbers) > 1 else ""
    message = f"the design becomes {least}{number} resources{where}, more than {MAX_RESOURCES}"
    return [TOO_MANY.found(message, "split it into several designs", design.span)]


def _same_ids(stack: Stack, design: Architecture) -> Iterator[Diagnostic]:
    seen: dict[str, Resource] = {}
    for resource in (r for section in stack.sections for r in section.resources):
        first = seen.setdefault(resource.logical_id, resource)
        if first is not resource:
            one, two = design.components[first.component], design.components[resource.component]
            yield SAME_ID.found(
                f"'{one.name}' and '{two.name}' both make a resource {resource.logical_id}",
                "rename one of them, or give it an `id:` of its own",
                two.span,
                component=two.name,
                related=(Label("the other one", one.span),),
            )


def _circles(stack: Stack, design: Architecture) -> Iterator[Diagnostic]:
    resources = stack.resources
    needs = {
        name: sorted(set(references(r.body)) & resources.keys()) for name, r in resources.items()
    }
    circle = _circle(needs)
    if circle:
        names = list(dict.fromkeys(resources[name].component for name in circle))
        members = [design.components[name] for name in names]
        others = tuple(Label("takes part in the circle", member.span) for member in members[1:])
        yield CIRCLE.found(
            "these need each other: " + " → ".join([*circle, circle[0]]),
            "leave out one of the references",
            members[0].span,
            component=members[0].name,
            related=others,
        )


def _circle(needs: Mapping[str, list[str]]) -> list[str]:
    """The names on some circle, in order; empty if there is none."""
    done: set[str] = set()
    for start in needs:
        path: dict[str, Iterator[str]] = {start: iter(needs[start])} if start not in done else {}
        while path:
            name = next(reversed(path))
            following = next((other for other in path[name] if other not in done), None)
            if following is None:
                done.add(name)
                del path[name]
            elif following in path:
                names = list(path)
                return names[names.index(following) :]
            else:
                path[following] = iter(needs[following])
    return []
