"""Compare: a template that carries the intent of a design → what is not as that would make it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from archc.component import Architecture
from archc.diagnostics import Diagnostic, Fault, Severity, has_errors
from archc.emit import yaml
from archc.foreign import Item, Resource, Template
from archc.importers.cloudformation.document import read
from archc.importers.cloudformation.template import template
from archc.readback import component_of
from archc.resolve import resolve
from archc.source import Source
from archc.stack import stack
from archc.syntax.tree import Tree
from archc.values import Unreadable

MISSING = Fault(
    "CFN131",
    "missing_resource",
    "A resource that an arrow or component needs and the template lacks",
    "What was taken out is what makes it work: a policy, a permission, a subscription.",
    "",
    "",
)
CHANGED = Fault(
    "CFN132",
    "changed_by_hand",
    "A resource that is not what the design makes of it",
    "The metadata says what is meant, and this is something else; only one of the two is right.",
    "",
    "",
    Severity.WARNING,
    "correctness",
)
_GROUPS = (
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::EC2::SecurityGroupEgress",
)
_ROLES = ("AWS::IAM::Role", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy")
_ASIDE = ("Tags", "Description", "GroupDescription", "TagSpecifications")


class _NoFiles:
    """A template has its files in itself."""

    def text(self, path: str) -> str:
        raise Unreadable(f"'{path}' is not in the template", "put it beside the design")

    def folder(self, path: str) -> Mapping[str, bytes]:
        raise Unreadable(f"'{path}' is not in the template", "put it beside the design")


def compare(tree: Tree, whole: Template, source: Source) -> tuple[frozenset[str], list[Diagnostic]]:
    """The ids and names of what has to stand for itself, and what else is missing or changed."""
    design, faults = resolve(tree, source, _NoFiles())
    if has_errors(faults):
        return frozenset(_places(design)), []
    wanted = _made(design)
    apart: set[str] = set()
    found: list[Diagnostic] = []
    for id_ in dict.fromkeys((*wanted, *whole.resources)):
        is_there, should = whole.resources.get(id_), wanted.get(id_)
        different = list(_differences(is_there, should))
        if not different:
            continue
        component = component_of(is_there or should)  # type: ignore[arg-type]
        type_ = (is_there or should).type  # type: ignore[union-attr]
        if component in _places(design):
            apart.update(_places(design))
            if is_there is None and should is not None:
                found.append(
                    _missing(should, component, whole, source)._replace(
                        severity=Severity.WARNING, pillar="correctness"
                    )
                )
        elif type_ in (*_GROUPS, *_ROLES):
            family = _GROUPS if type_ in _GROUPS else _ROLES
            apart.update(
                other
                for other, one in whole.resources.items()
                if component_of(one) == component and one.type in family
            )
        elif is_there is None and should is not None:
            found.append(_missing(should, component, whole, source))
    return frozenset(apart), found


def _missing(
    should: Resource, component: str | None, whole: Template, source: Source
) -> Diagnostic:
    beside = [one for one in whole.resources.values() if component_of(one) == component]
    span = beside[0].span if beside else None
    del source
    return Diagnostic(
        MISSING.code,
        MISSING.name,
        MISSING.severity,
        f"'{component}' lacks '{should.id}' of type {should.type}",
        MISSING.why,
        f"write '{should.id}' again, as `archc build` of the design does it",
        span,
        component=component,
    )


def _places(design: Architecture) -> list[str]:
    return [c.name for c in design.components.values() if c.word in ("vpc", "tier")]


def _made(design: Architecture) -> Mapping[str, Resource]:
    """The resources of a design, read as those of a template are."""
    text = yaml.emit(stack(design)).decode()
    document, _ = read(Source("", text))
    return template(document)[0].resources if document is not None else {}


def _differences(one: Resource | None, other: Resource | None) -> Iterator[str]:
    """The properties in which two resources differ."""
    if one is None or other is None or one.type != other.type:
        yield "Type"
        return
    mine, theirs = _data(one.properties), _data(other.properties)
    for key in dict.fromkeys((*mine, *theirs)):
        if key not in _ASIDE and mine.get(key) != theirs.get(key):
            yield key


def _data(item: Item) -> Any:
    """What an item says, without places; numbers and texts alike."""
    value = item.value
    if isinstance(value, dict):
        return {k: _data(e.item) for k, e in value.items() if k not in _ASIDE}
    if isinstance(value, list):
        return [_data(one) for one in value]
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, (int, float)) else value
