"""The kind `key_pair`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archc.component import Architecture, Color, Component, Icon
from archc.values import Choice, attribute, word

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said


class KeyPair(Component):
    """A key pair for logging in to instances over SSH.

    AWS makes it and keeps the private half in the Systems Manager parameter
    `/ec2/keypair/<id>`; the deploy script prints the command that fetches it.
    """

    title = "Key pair"
    icon = Icon(
        "service", "key_management_service", Color.SECURITY, "security/key-management-service.png"
    )
    resource = "AWS::EC2::KeyPair"
    values = {"id": "${@.KeyPairId}", "key_name": "${@}"}

    type: str = attribute(
        Choice("ed25519", "rsa"),
        "The kind of key.",
        default="ed25519",
        property="KeyPair.KeyType",
        example="rsa",
        absent="rsa",
    )
    physical_name: str | None = attribute(
        word("a name", "lab-key", r"[\w.-]{1,255}"),
        "A fixed name in AWS.",
        name="name",
        property="KeyPair.KeyName",
    )

    def manual_steps(self, design: Architecture) -> tuple[str, ...]:
        """How to fetch the private key."""
        del design
        key = self.physical_name or f"$STACK-{self.name}"
        find = f"aws ec2 describe-key-pairs --key-names {key} --query 'KeyPairs[0].KeyPairId'"
        fetch = f"aws ssm get-parameter --name /ec2/keypair/$({find} --output text)"
        show = f"{fetch} --with-decryption --query Parameter.Value --output text"
        file = f"{self.name}.pem"
        return (f"fetch the private key: {show} > {file}; chmod 600 {file}",)

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """A name that archc would make is not said."""
        del said
        one.take_own_name("KeyName")
