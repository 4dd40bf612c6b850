"""Image that archc does not know.

What it does
------------
Looks for an `image` that is neither a known name nor an AMI id.

Why
---
The template needs an AMI id; archc looks it up for the names it knows, and AWS refuses any other
word.

Bad
---

    architecture shop
    vpc lab { tier app { isolated } }
    instance web in app { image: amazonlinux-2023 }

Good
----

    architecture shop
    vpc lab { tier app { isolated } }
    instance web in app { image: amazon-linux-2023 }

Fix
---
Write one of the known names, or an AMI id such as `ami-0123456789abcdef0`.

References
----------
- https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/finding-an-ami.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Fix, Repair, Write
from archc.images import IMAGES
from archc.rules import servers
from archc.rules.rule import Finding, Pillar, Rule
from archc.values import BoundText, did_you_mean, nearest

RULE = Rule("EC2543", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(design: Architecture) -> Iterator[Finding]:
    """Look every image up; one that a parameter gives is known only at deployment."""
    for server in servers.servers(design):
        image = getattr(server, "image", "ami-")
        if image in IMAGES or image.startswith("ami-") or isinstance(image, BoundText):
            continue
        near = nearest(image, tuple(IMAGES))
        yield Finding(
            f"'{image}' of '{server.name}' is the name of no image",
            Fix(
                did_you_mean(image, tuple(IMAGES)) + ", or an AMI id",
                (Write(server.name, f"image: {near}"),) if near else (),
            ),
            server.at("image"),
            "cannot be looked up",
        )
