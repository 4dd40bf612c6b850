"""One arrow less: its statements go, everything else stays."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from archc.component import Architecture, Neighbours, Relation
from archc.emit import yaml
from archc.groups import endpoints_for
from archc.resolve.arrows import _implied
from archc.stack import stack
from tests.iam.checks import Proof, prove
from tests.iam.template import Template, load

_TOLD = ("UserData", "Environment")


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
    had, has = _symbolic(before), _symbolic(after)
    said = f"without `{arrow.text} : {arrow.verb.name}`"
    assert not set(has) - set(had), f"{said} there is more: {sorted(set(has) - set(had))}"
    touched = _touched(before, arrow)
    for key, text in had.items():
        if has.get(key) != text:
            component = before.template.resources[key].component
            assert component in touched, f"{said} {key} of '{component}' is not what it was"
    for part in ("Parameters", "Outputs"):
        was, now = (_part(one.template, part) for one in (before, after))
        # What a page is told about whom it calls is an output of the page.
        changed = {key for key in was | now if was.get(key) != now.get(key)}
        wrong = {key for key in changed if not key.startswith(arrow.source.logical_id)}
        assert not wrong, f"{said} these {part.lower()} are not what they were: {sorted(wrong)}"
    grants, kept = set(_grants(before)), set(_grants(after))
    assert kept <= grants, f"{said} more is allowed: {sorted(kept - grants)}"
    for holder, target, *what in grants - kept:
        ends = {holder, target or arrow.target.name}
        assert ends <= touched, f"{said} {holder} may no longer do {what}"


def _symbolic(proof: Proof) -> dict[str, str]:
    """Every resource as text, in which the others have their logical ids: names may change."""
    return {
        key: _named(proof.template, [resource.type, _without_variables(resource.properties)])
        for key, resource in proof.template.resources.items()
    }


def _part(template: Template, part: str) -> dict[str, str]:
    """The parameters or outputs, each as text."""
    found = template.body.get(part) or {}
    return {key: _named(template, value) for key, value in found.items()}


def _without_variables(value: Any) -> Any:
    """A resource without what its code is told: names and addresses of what it has arrows to."""
    if isinstance(value, Mapping):
        kept = {key: entry for key, entry in value.items() if key not in _TOLD}
        return {key: _without_variables(entry) for key, entry in kept.items()}
    return [_without_variables(entry) for entry in value] if isinstance(value, list) else value


def _named(template: Template, value: Any) -> str:
    """A value with logical ids in the place of what AWS returns for them."""
    text = json.dumps(template.resolve(value), sort_keys=True)
    return _pattern(template).sub(lambda match: _ids(template)[match[0]], text)


@lru_cache(maxsize=4)
def _ids(template: Template) -> dict[str, str]:
    return {
        value: f"<{key}.{name}>"
        for key in template.resources
        for name, value in template.values(key).items()
        if len(value) > 8
    }


@lru_cache(maxsize=4)
def _pattern(template: Template) -> re.Pattern[str]:
    longest_first = sorted(_ids(template), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or "(?!)")


def _touched(proof: Proof, arrow: Relation) -> set[str]:
    """Both ends, and what only hung on the arrow's own words."""
    left = {id(r) for r in without(proof.design, arrow).relations}
    gone = [r for r in proof.design.relations if id(r) not in left and r.implied]
    kept = {
        (r.source.name, r.target.name, r.implied) for r in without(proof.design, arrow).relations
    }
    ends = {arrow.source.name, arrow.target.name}
    # The endpoint of a service lets in whoever has an arrow to it.
    ends |= {e.name for e in endpoints_for(proof.design, arrow.source, arrow.target)}
    for one in gone:
        if (one.source.name, one.target.name, one.implied) not in kept:
            ends |= {one.source.name, one.target.name}
    return ends


def _grants(proof: Proof) -> Iterator[tuple[str, ...]]:
    """Every action on every resource that is allowed or denied to somebody, one by one."""
    template = proof.template
    found = [
        (template.component_of(role), "", statement)
        for role, of_role in proof.policies.of_roles.items()
        for statement in of_role
    ]
    found += [("", str(s.principal), s) for _, s in proof.policies.of_resources]
    for holder, principal, s in found:
        conditions = _named(template, s.conditions)
        for action in s.actions:
            for resource in s.resources:
                target = template.component_of(resource)
                name = _named(template, resource)
                yield holder or target, target, s.effect, principal, action, name, conditions
