"""What an instance and a NAT instance have in common: one server in one subnet."""

from archc.component import Architecture
from archc.kinds.compute._server import Server
from archc.values import ComponentName, Reference, YesNo, attribute, word


class Machine(Server):
    """One virtual server in one subnet."""

    resource = "AWS::EC2::Instance"
    unprotect = "ec2 modify-instance-attribute --instance-id @ --no-disable-api-termination"
    protected_in_production = False
    values = {
        "id": "${@}",
        "address": "${@.PrivateIp}",
        "public_address": "${@.PublicIp}",
        "dns": "${@.PublicDnsName}",
        "url": "http://${@.PublicDnsName}",
    }
    hands = ("address",)

    zone: str | None = attribute(
        word("the letter of a zone", "a", r"[a-f]"),
        "Its zone, the first of its tier unless written.",
        example="b",
    )
    address: Reference | None = attribute(ComponentName("elastic_ip"), "Its elastic IP address.")
    protect: bool | None = attribute(
        YesNo(),
        "Refuses to be terminated.",
        property="Instance.DisableApiTermination",
        example="yes",
    )
    source_check: bool = attribute(
        YesNo(),
        "Drops packets that are not its own.",
        default=True,
        property="Instance.SourceDestCheck",
        example="no",
    )

    def expression(self, value: str, design: Architecture) -> str:
        """With an elastic IP its public address is that one, not the one it was launched with."""
        fixed = design.components.get(self.address.name) if self.address else None
        if fixed is not None and value in ("public_address", "url"):
            return f"{'http://' if value == 'url' else ''}${{{fixed.logical_id}}}"
        return super().expression(value, design)
