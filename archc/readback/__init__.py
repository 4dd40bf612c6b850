"""Reading back: resources of a template become the component that the catalogue would write.

A kind reads its own resource, and those that belong to it, in `read_back`. What it understands it
takes; what nobody takes stays visible, as a resource of its own or as an override.
"""

from archc.readback.found import Found
from archc.readback.ports import is_world, port_of, span_of
from archc.readback.said import Said
from archc.readback.spelling import (
    OVERRIDE,
    bare,
    component_of,
    forwards_of,
    known_to_aws,
    number,
    plain,
    quoted,
    snake,
    term,
    value_of,
)
from archc.readback.whole import Whole

__all__ = [
    "OVERRIDE",
    "Found",
    "Said",
    "Whole",
    "bare",
    "component_of",
    "forwards_of",
    "is_world",
    "known_to_aws",
    "number",
    "plain",
    "port_of",
    "quoted",
    "snake",
    "span_of",
    "term",
    "value_of",
]
