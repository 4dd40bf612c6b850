"""Architecture → JSON: the intermediate graph, written out for people and programs.

`{"version": 1, "name", "title", "region", "purpose", "tags", "components": [...],
"relations": [...], "subnets": [...], "parameters": [...], "outputs": [...]}`. Places are
`{"file", "start": {"line", "column"}, "end"}`, counted from 1, `end` exclusive. A component has
a `region` where it is not the design's, and `properties` where it takes any. A design with
overrides lists them under `overrides`.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Mapping
from typing import Any

from archc.acceptance import ACCEPT
from archc.component import Architecture, Component, Relation, Step
from archc.source import Span
from archc.values import Code, Interpolated, Placed, Record, Reference, Script


def as_json(design: Architecture) -> str:
    """The graph, indented; the same design gives the same text."""
    graph = {
        "version": 1,
        "name": design.name,
        "title": design.title,
        "region": design.region,
        "purpose": design.purpose,
        "tags": dict(design.tags),
        "components": [_component(c, design) for c in design.components.values()],
        "relations": [_relation(r) for r in design.relations],
        "subnets": [
            {
                "tier": s.tier,
                "zone": s.zone,
                "cidr": str(s.block) if s.block else None,
                "logical_id": s.logical_id,
            }
            for subnets in design.subnets.values()
            for s in subnets
        ],
        "parameters": [
            {
                "name": p.name,
                "label": p.label,
                "type": p.type,
                "choices": list(p.choices),
                "default": p.default,
                "logical_id": p.logical_id,
                **_place(p.span),
            }
            for p in design.parameters.values()
        ],
        "outputs": [
            {"name": o.name, "label": o.label, "value": o.value.literal, **_place(o.span)}
            for o in design.outputs
        ],
    }
    if design.overrides:
        graph["overrides"] = [
            {
                "component": o.target,
                "part": o.part,
                "properties": _properties(o.properties),
                **_place(o.span),
            }
            for o in design.overrides
        ]
    return json.dumps(graph, indent=2, ensure_ascii=False) + "\n"


def _component(component: Component, design: Architecture) -> dict[str, Any]:
    attributes = {
        declared.name: _value(getattr(component, field))
        for field, declared in component.attributes.items()
        if field != ACCEPT  # it says something of findings, and nothing of the thing
    }
    elsewhere = design.is_regional(component) and design.region_of(component) != design.region
    return {
        "kind": component.word,
        "name": component.name,
        "label": component.label,
        "logical_id": None if component.outside else component.logical_id,
        "in": list(component.places),
        **({"region": design.region_of(component)} if elsewhere else {}),
        "attributes": attributes,
        **({"properties": _properties(component.properties)} if component.takes_properties else {}),
        **({"steps": _steps(component)} if component.own_arrows else {}),
        "written": sorted(
            component.attributes[field].name for field in component.spans if field != ACCEPT
        ),
        **_place(component.span),
    }


def _properties(written: Mapping[str, Placed]) -> dict[str, Any]:
    return {name: _value(given.plain) for name, given in written.items()}


def _steps(component: Component) -> list[dict[str, Any]]:
    """The steps of a flow."""
    steps: tuple[Step, ...] = getattr(component, "steps", ())
    return [
        {
            "number": s.number,
            "source": s.source,
            "target": s.target,
            "text": s.text,
            **_place(s.span),
        }
        for s in steps
    ]


def _relation(relation: Relation) -> dict[str, Any]:
    return {
        "source": relation.source.name,
        "target": relation.target.name,
        "verb": relation.verb.name,
        "ports": [str(port) for port in relation.ports],
        "actions": list(relation.verb.actions),
        "details": _value(relation.details),
        **({"scope": _value(relation.scope)} if relation.scope else {}),
        **({"also": _value(relation.also)} if relation.also else {}),
        **({"implied": relation.implied} if relation.implied else {}),
        "label": relation.label,
        "logical_id": relation.logical_id,
        **_place(relation.span),
    }


def _place(span: Span) -> dict[str, Any]:
    return {
        "file": span.source.path,
        "start": span.first._asdict(),
        "end": span.last._asdict(),
    }


def _value(value: Any) -> Any:  # noqa: C901, PLR0911  (one line per type of value)
    """An attribute's value in JSON: records are objects, references names, blocks their text."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Reference():
            return f"{value.name}.{value.value}" if value.value else value.name
        case Interpolated():
            return value.literal
        case Script():
            return {"text": value.body.literal, "file": value.path or None}
        case Code():
            elsewhere = {"elsewhere": value.elsewhere} if value.elsewhere else {}
            return {"path": value.path, "files": [name for name, _ in value.files], **elsewhere}
        case Record():
            return {d.name: _value(getattr(value, f)) for f, d in value.attributes.items()}
        case ipaddress.IPv4Network() | ipaddress.IPv4Address():
            return str(value)
        case dict():
            return {key: _value(entry) for key, entry in value.items()}
        case tuple() if hasattr(value, "_asdict"):
            return {key: _value(entry) for key, entry in value._asdict().items()}
        case tuple() | list():
            return [_value(entry) for entry in value]
        case _:
            return str(value)
