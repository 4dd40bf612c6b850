"""Schema: every property of a template is held against what CloudFormation accepts there."""

from __future__ import annotations

from collections.abc import Iterator

from archc import rules
from archc.diagnostics import Diagnostic
from archc.foreign import Item, Template
from archc.rules.rule import Finding, diagnose
from archc.schemas import Sort, Unavailable, problems, schema
from archc.values import Interpolated, Placed, Reference

_RULES = {
    Sort.UNKNOWN: "unknown_property",
    Sort.TYPE: "value_of_wrong_type",
    Sort.CHOICE: "value_not_offered",
    Sort.BOUNDS: "value_out_of_bounds",
    Sort.MISSING: "missing_property",
    Sort.READ_ONLY: "read_only_property",
}


def refused(template: Template) -> Iterator[Diagnostic]:
    """What CloudFormation would refuse, by the rules for raw resources."""
    for resource in template.resources.values():
        try:
            known = schema(resource.type)
        except Unavailable:
            return
        if known is None:
            continue
        placed = _placed(resource.properties)
        for problem in problems(placed.value, known, resource.type_span):
            message = f"'{resource.id}': {problem.message}"
            said = Finding(message, problem.fix, problem.span, problem.label)
            yield diagnose(rules.rule("resource", _RULES[problem.sort]), said)


def _placed(item: Item) -> Placed:
    """A value as the schemas are asked about it; what is not known yet is anything."""
    value = item.value
    if isinstance(value, dict):
        return Placed({k: _placed(e.item)._replace(key=e.key) for k, e in value.items()}, item.span)
    if isinstance(value, list):
        return Placed([_placed(one) for one in value], item.span)
    if isinstance(value, bool) or value is None:
        return Placed(str(value).lower() if value is not None else "", item.span)
    if isinstance(value, (str, int, float)):
        return Placed(str(value), item.span)  # CloudFormation takes numbers as texts and back
    return Placed(Interpolated((Reference("it", "id", item.span),)), item.span)
