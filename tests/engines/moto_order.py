"""The order in which a template's resources are made: allowed by it, and the worst for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_NAMED = re.compile(r"\$\{([A-Za-z0-9]+)[.}]")
# What others need without referring to it: a template that forgets a DependsOn is lucky with them.
_NEEDED_UNNAMED = {
    "AWS::EC2::VPCGatewayAttachment",
    "AWS::EC2::VPCCidrBlock",
    "AWS::EC2::TransitGatewayAttachment",
    "AWS::EC2::TransitGatewayRouteTableAssociation",
}


def as_late_as_possible(template: dict[str, Any]) -> dict[str, Any]:
    """Return the template with its resources in an order that its references allow.

    AWS may make them in any such order, and moto goes by their places in the file. Attachments
    come as late as the template lets them, so that whatever needs one must say so.
    """
    resources: dict[str, Any] = template.get("Resources") or {}
    waiting = {name: set(_needs(body)) & set(resources) for name, body in resources.items()}
    order: list[str] = []
    while waiting:
        ready = [name for name, needs in waiting.items() if needs <= set(order)]
        # In a circle nothing is ready; moto says what is wrong with it.
        chosen = min(ready or waiting, key=lambda name: _is_put_off(resources[name]))
        order.append(chosen)
        del waiting[chosen]
    return {**template, "Resources": {name: resources[name] for name in order}}


def _is_put_off(resource: Any) -> bool:
    return isinstance(resource, dict) and resource.get("Type") in _NEEDED_UNNAMED


def _needs(value: Any) -> Iterator[str]:
    """The names that a resource refers to."""
    if isinstance(value, list):
        for item in value:
            yield from _needs(item)
    if not isinstance(value, dict):
        return
    for key, item in value.items():
        if key in ("Ref", "DependsOn"):
            yield from [item] if isinstance(item, str) else item
        elif key == "Fn::GetAtt":
            yield item[0]
        elif key == "Fn::Sub":
            yield from _NAMED.findall(item if isinstance(item, str) else item[0])
            yield from _needs(item)
        else:
            yield from _needs(item)
