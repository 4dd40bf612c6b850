"""Machine images: names that AWS resolves when the stack is deployed, never a frozen id."""

from __future__ import annotations

import re
from typing import Any

from archc.component import Component, pascal_case
from archc.images import IMAGES, is_arm, parameter
from archc.values import BoundText


def image_parameter(component: Component) -> tuple[str, dict[str, Any]] | None:
    """The template parameter that finds a component's image; None for a written AMI id."""
    name = getattr(component, "image", None)
    if name is None or name not in IMAGES or isinstance(name, BoundText):
        return None
    instance_type = getattr(component, "type", "")
    stem = pascal_case(re.sub(r"\W+", "_", name)) + ("Arm" if is_arm(instance_type) else "")
    return f"{stem}Image", {
        "Type": "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>",
        "Default": parameter(name, instance_type),
        "Description": f"The current image of {name}",
    }
