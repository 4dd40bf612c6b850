"""What instances and scaling groups have in common: the attributes of a virtual server."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from archc.component import Component, Port, tcp
from archc.filters import SECURITY, SECURITY_SAYS
from archc.images import IMAGES, named_by
from archc.values import (
    Choice,
    ComponentName,
    Interpolated,
    ListOf,
    MappingOf,
    Record,
    RecordOf,
    Reference,
    Script,
    ScriptText,
    TextWithValues,
    YesNo,
    attribute,
    integer,
    main,
    port,
    size,
    word,
)

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.foreign import Item
    from archc.readback import Found, Said


class Volume(Record):
    """`20GB gp3 iops 4000`."""

    size: int = main(size("1GB", "64TB", "20GB"), "How much it holds.", required=True)
    type: str = main(Choice("gp3", "gp2", "io2", "st1", "sc1"), "The storage type.", default="gp3")
    iops: int | None = attribute(integer(100, 256000), "Operations per second, for gp3 and io2.")
    encrypted: bool = attribute(YesNo(), "Encrypted at rest.", default=True)

    @property
    def gigabytes(self) -> int:
        """The size in GiB, as EC2 counts."""
        return self.size // 1024


class Server(Component):
    """A virtual server, on its own or one of a group."""

    inside = ("tier", "subnet")
    place_needed = True
    on_network = True
    has_interface = True
    identity = "ec2.amazonaws.com"
    takes_values = True
    registers = True

    type: str = attribute(
        word("an instance type", "t3.micro", r"[a-z][a-z0-9-]*\.[a-z0-9-]+"),
        "The instance type.",
        default="t3.micro",
        property="InstanceType",
        example="t3.small",
    )
    image: str = attribute(
        word(
            "an image name or an AMI id",
            "amazon-linux-2023",
            r"[a-z][a-z0-9.-]*|ami-[0-9a-f]{8,17}",
        ),
        "The machine image; a name is looked up when the stack is deployed.",
        default="amazon-linux-2023",
        example="ami-0123456789abcdef0",
        property="ImageId",
    )
    setup: Script | None = attribute(
        ScriptText(),
        "The script that runs once, at the first boot.",
        example='"#!/bin/bash\\ntrue\\n"',
        property="UserData",
    )
    key: Reference | None = attribute(ComponentName("key_pair"), "The key pair for SSH.")
    environment: dict[str, Interpolated] = attribute(
        MappingOf(TextWithValues(), '{ STAGE: "test" }'),
        "Environment variables of the setup script.",
        default={},
        example='{ STAGE: "test" }',
    )
    policies: tuple[str, ...] = attribute(
        ListOf(
            word(
                "the name of a managed policy",
                '"AmazonSSMManagedInstanceCore"',
                r"(?:arn:.+|[\w+=,.@/-]+)",
            )
        ),
        "Managed policies of its role, beside what its arrows need.",
        default=(),
        example='["AmazonSSMManagedInstanceCore"]',
    )
    role: Reference | None = attribute(
        ComponentName("role", drawn=True),
        "The role it takes on, instead of one made of its arrows; nothing is added to it.",
    )
    port: int | None = attribute(port(), "The port its program listens on.")
    volume: Volume | None = attribute(
        RecordOf(Volume, "a size", "20GB"),
        "The boot volume.",
        property="BlockDeviceMappings.Ebs",
        example="30GB",
    )
    public_address: bool | None = attribute(
        YesNo(),
        "A public address; given where an arrow from or to the internet needs it.",
        example="yes",
    )
    imds: str = attribute(
        Choice("required", "optional"),
        "Whether the metadata service asks for a session token.",
        default="required",
        property="MetadataOptions.HttpTokens",
        example="optional",
    )
    detailed_monitoring: bool = attribute(
        YesNo(),
        "Metrics every minute instead of every five.",
        default=False,
        example="yes",
        property="Monitoring",
    )
    security: tuple[str | Reference, ...] = attribute(
        SECURITY, SECURITY_SAYS, many=True, example="strict"
    )

    def block_devices(self) -> list[dict[str, Any]] | None:
        """The boot volume; None for an unknown image, whose device name nobody can tell."""
        image = IMAGES.get(self.image)
        if image is None and self.volume is None:
            return None
        volume = self.volume or Volume({"size": 1024 * (image.gigabytes if image else 8)})
        disk = {
            "VolumeSize": volume.gigabytes,
            "VolumeType": volume.type,
            "Iops": volume.iops,
            "Encrypted": volume.encrypted,
        }
        return [{"DeviceName": image.root_device if image else "/dev/xvda", "Ebs": disk}]

    def serves(self) -> tuple[Port, ...]:
        """The port of its program, where one is written."""
        return (tcp(self.port),) if self.port else ()

    def interpolated(self) -> tuple[tuple[str, Interpolated], ...]:
        """The setup script and the environment."""
        script = (("setup", self.setup.body),) if self.setup else ()
        return (*script, *(("environment", text) for text in self.environment.values()))

    @classmethod
    def read_server(cls, source: Found, said: Said, *prefix: str, signals: bool = False) -> None:
        """What an instance, a launch template and a launch configuration say alike."""
        image = _read_image(source, said, *prefix)
        kind = source.peek(*prefix, "InstanceType")
        if kind is not None:
            source.take(*prefix, "InstanceType")
            if kind.value != cls.attributes["type"].default:
                said.say("type", kind)
        if source.names(*prefix, "KeyName"):
            said.say("key", source.take(*prefix, "KeyName"))
        _read_metadata(source, said, image, *prefix)
        _read_volume(source, said, image, *prefix)
        for path in (("Monitoring",), ("Monitoring", "Enabled"), ("InstanceMonitoring",)):
            item = source.peek(*prefix, *path)
            if item is not None and not item.is_map and source.is_true(*prefix, *path):
                said.flag("detailed_monitoring", item)
        said.script(source, cls.attributes["setup"].default, *prefix, "UserData", signals=signals)

    @classmethod
    def read_profile(cls, item: Item | None, said: Said) -> bool:
        """The role in an instance profile of the template; whether it is one."""
        one = said.found
        profile = one.whole.resource_of(item)
        if profile is None or profile.type != "AWS::IAM::InstanceProfile":
            return False
        one.owns(profile)
        profile.whole_of_it()
        roles = profile.items("Roles")
        said.act_as(roles[0] if roles else None)
        said.have_policies(roles[0] if roles else None)
        return True


def _read_image(source: Found, said: Said, *prefix: str) -> str | None:
    """The name of the image, where it is one; an id is said as it is."""
    path = (*prefix, "ImageId")
    item = source.peek(*path)
    if item is None:
        return None
    looked_up = source.whole.looked_up(item)
    name = named_by(looked_up) if looked_up is not None else None
    if name is not None:
        source.take(*path)
        if name != Server.attributes["image"].default:
            said.say("image", name, span=item.span)
    elif re.fullmatch("ami-[0-9a-f]{8,17}", str(item.value)) or source.whole.is_given(item):
        said.say("image", source.take(*path))
    return name


def _read_metadata(source: Found, said: Said, image: str | None, *prefix: str) -> None:
    """Images of Amazon Linux 2023 ask for tokens by themselves."""
    tokens = source.peek(*prefix, "MetadataOptions", "HttpTokens")
    if tokens is not None:
        source.take(*prefix, "MetadataOptions", "HttpTokens")
        if tokens.value != "required":
            said.say("imds", tokens)
    elif image != "amazon-linux-2023":
        said.say("imds", "optional")
    source.take_if((*prefix, "MetadataOptions", "HttpPutResponseHopLimit"), "1")
    source.take_if((*prefix, "MetadataOptions", "HttpEndpoint"), "enabled")


_DISK = ("VolumeSize", "VolumeType", "Iops", "Encrypted", "DeleteOnTermination")


def _read_volume(source: Found, said: Said, image: str | None, *prefix: str) -> None:
    """The boot volume: that of the image, unless it is written."""
    path = (*prefix, "BlockDeviceMappings")
    devices = source.items(*path)
    known = IMAGES.get(image or "")
    size, kind, iops, encrypted = known.gigabytes if known else 8, "gp3", "", False
    if len(devices) > 1 or (not devices and known is None):
        return
    for device in devices:
        disk = device.get("Ebs")
        if disk is None or not disk.is_map or set(disk.value) - set(_DISK):
            return
        texts = {key: str(entry.item.value) for key, entry in disk.value.items()}
        size = int(texts["VolumeSize"]) if texts.get("VolumeSize", "").isdigit() else size
        kind, iops = texts.get("VolumeType", "gp2"), texts.get("Iops", "")
        encrypted = texts.get("Encrypted", "").lower() == "true"
        source.take(*path)
    usual = known.gigabytes if known else None
    if (size, kind, iops, encrypted) == (usual, "gp3", "", True):
        return
    words = [f"{size}GB", *([kind] if kind != "gp3" else []), *(["iops", iops] if iops else [])]
    said.say("volume", *words, *([] if encrypted else ["encrypted", "no"]),
             span=devices[0].span if devices else None)  # fmt: skip
