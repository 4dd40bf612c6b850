"""The kind `key_pair`."""

from archc.component import Architecture, Color, Component, Icon
from archc.values import Choice, attribute, word


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
