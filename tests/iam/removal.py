"""One arrow less: its statements go, everything else stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from archc.component import Architecture, Neighbours, Relation
from archc.emit import yaml
from archc.resolve.arrows import _implied
from archc.stack import stack
from tests.iam.checks import Proof, prove
from tests.iam.template import load


def without(design: Architecture, arrow: Relation) -> Architecture:
    """The design without one arrow that somebody wrote."""
    written = tuple(r for r in design.relations if not r.implied and r is not arrow)
    relations = (*written, *_implied(written, design.components))
    return design._replace(relations=relations, neighbours=Neighbours(design.components, relations))


def check_removal(before: Proof, arrow: Relation) -> None:
    """Whatever is left works, nothing new is there, and only what the arrow touches has changed."""
    design = without(before.design, arrow)
    after = Proof(design, load(yaml.emit(stack(design))))
    prove(after)
    had, has = before.template.body["Resources"] or {}, after.template.body["Resources"] or {}
    said = f"without `{arrow.text} : {arrow.verb.name}`"
    assert not set(has) - set(had), f"{said} there is more: {sorted(set(has) - set(had))}"
    touched = _touched(before, arrow)
    for key, body in had.items():
        if has.get(key) != body:
            component = body.get("Metadata", {}).get("Component")
            assert component in touched, f"{said} {key} of '{component}' is not what it was"
    for part in ("Parameters", "Outputs"):
        assert before.template.body.get(part) == after.template.body.get(part), f"{said}: {part}"
    grants, kept = set(_grants(before)), set(_grants(after))
    assert kept <= grants, f"{said} more is allowed: {sorted(kept - grants)}"
    for holder, _, _, action, resource, _ in grants - kept:
        ends = {holder, before.template.component_of(resource) or arrow.target.name}
        assert ends <= touched, f"{said} {holder} may no longer do {action} on {resource}"


def _touched(proof: Proof, arrow: Relation) -> set[str]:
    """Both ends, and what only hung on the arrow's own words."""
    left = {id(r) for r in without(proof.design, arrow).relations}
    gone = [r for r in proof.design.relations if id(r) not in left and r.implied]
    kept = {
        (r.source.name, r.target.name, r.implied) for r in without(proof.design, arrow).relations
    }
    ends = {arrow.source.name, arrow.target.name}
    for one in gone:
        if (one.source.name, one.target.name, one.implied) not in kept:
            ends |= {one.source.name, one.target.name}
    return ends


def _grants(proof: Proof) -> Iterator[tuple[Any, ...]]:
    """Every action on every resource that is allowed or denied to somebody, one by one."""
    template = proof.template
    for role, found in proof.policies.of_roles.items():
        for s in found:
            for action in s.actions:
                for resource in s.resources:
                    holder = template.component_of(role)
                    yield holder, s.effect, "", action, resource, str(s.conditions)
    for _, s in proof.policies.of_resources:
        for action in s.actions:
            for resource in s.resources:
                owner = template.component_of(resource)
                yield owner, s.effect, str(s.principal), action, resource, str(s.conditions)
