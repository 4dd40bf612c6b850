"""Machine images that archc knows by name; AWS resolves them when a stack is deployed."""

import re
from typing import NamedTuple

_AMAZON = "/aws/service/ami-amazon-linux-latest"
_UBUNTU = "/aws/service/canonical/ubuntu/server"


class Image(NamedTuple):
    """A public parameter of AWS Systems Manager, and the boot volume that the image needs.

    `parameter` has `{arch}` (x86_64 or arm64) or `{deb}` (amd64 or arm64) where both exist;
    `gigabytes` is the smallest boot volume.
    """

    parameter: str
    root_device: str
    gigabytes: int


# Checked 2026-11.
IMAGES = {
    "amazon-linux-2023": Image(_AMAZON + "/al2023-ami-kernel-default-{arch}", "/dev/xvda", 8),
    "amazon-linux-2": Image(_AMAZON + "/amzn2-ami-hvm-{arch}-gp2", "/dev/xvda", 8),
    "ubuntu-24.04": Image(
        _UBUNTU + "/24.04/stable/current/{deb}/hvm/ebs-gp3/ami-id", "/dev/sda1", 8
    ),
    "ubuntu-22.04": Image(
        _UBUNTU + "/22.04/stable/current/{deb}/hvm/ebs-gp2/ami-id", "/dev/sda1", 8
    ),
    "windows-2022": Image(
        "/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base", "/dev/sda1", 30
    ),
}
_ARM = re.compile(r"(?:a1|[a-z]+[0-9]+g[a-z]*|im4gn|is4gen)\.")


def is_arm(instance_type: str) -> bool:
    """Whether an instance type has Graviton processors."""
    return bool(_ARM.match(instance_type))


def parameter(image: str, instance_type: str) -> str:
    """The path of the public parameter that names the image for an instance type."""
    arm = is_arm(instance_type)
    return IMAGES[image].parameter.format(
        arch="arm64" if arm else "x86_64", deb="arm64" if arm else "amd64"
    )


def named_by(path: str) -> str | None:
    """The image that a public parameter names, whatever the processors."""
    for name, image in IMAGES.items():
        for arch, deb in (("x86_64", "amd64"), ("arm64", "arm64")):
            if path == image.parameter.format(arch=arch, deb=deb):
                return name
    return None
