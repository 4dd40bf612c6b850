"""What instances and scaling groups have in common: the attributes of a virtual server."""

from typing import Any

from archc.component import Component, Port, tcp
from archc.filters import SECURITY, SECURITY_SAYS
from archc.images import IMAGES
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
