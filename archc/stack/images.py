"""Machine images: names that AWS resolves when the stack is deployed, never a frozen id."""

from __future__ import annotations

import re
from typing import Any

from archc.component import Component, pascal_case
from archc.values import BoundText

# Public parameters of AWS Systems Manager; {arch} is x86_64 or arm64. Checked 2026-11.
_UBUNTU = "/aws/service/canonical/ubuntu/server"
_IMAGES = {
    "amazon-linux-2023": "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{arch}",
    "amazon-linux-2": "/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-{arch}-gp2",
    "ubuntu-24.04": _UBUNTU + "/24.04/stable/current/{deb}/hvm/ebs-gp3/ami-id",
    "ubuntu-22.04": _UBUNTU + "/22.04/stable/current/{deb}/hvm/ebs-gp2/ami-id",
    "windows-2022": "/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base",
}
_ARM = re.compile(r"(?:a1|[a-z]+[0-9]+g[a-z]*|im4gn|is4gen)\.")


def image_parameter(component: Component) -> tuple[str, dict[str, Any]] | None:
    """The template parameter that finds a component's image; None for a written AMI id."""
    name = getattr(component, "image", None)
    if name is None or name not in _IMAGES or isinstance(name, BoundText):
        return None
    is_arm = bool(_ARM.match(getattr(component, "type", "")))
    path = _IMAGES[name].format(
        arch="arm64" if is_arm else "x86_64", deb="arm64" if is_arm else "amd64"
    )
    words = re.sub(r"\W+", "_", name)
    logical_id = pascal_case(words) + ("Arm" if is_arm else "") + "Image"
    return logical_id, {
        "Type": "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>",
        "Default": path,
        "Description": f"The current image of {name}",
    }


def known_images() -> tuple[str, ...]:
    """The names that `image` accepts beside AMI ids."""
    return tuple(_IMAGES)
