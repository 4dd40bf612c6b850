"""The kind `network_acl`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archc.component import Color, Component, Icon
from archc.filters import Listed
from archc.values import RecordOf, attribute

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said


class NetworkAcl(Component):
    """A network ACL: numbered rules at the border of subnets, for each direction.

    It is stateless: answers need a rule of their own, back to ports 1024 to 65535. The lowest
    number that matches decides, and what nothing matches is denied. A tier names it in `acl`.
    """

    title = "Network ACL"
    icon = Icon("resource", "network_access_control_list", Color.NETWORK, "network/nacl.png")
    inside = ("vpc",)
    place_needed = True
    part = True
    resource = "AWS::EC2::NetworkAcl"
    values = {"id": "${@}"}

    inbound: tuple[Listed, ...] = attribute(
        RecordOf(
            Listed, "a number, `allow` or `deny`, and a port", "100 allow tcp 80 from 0.0.0.0/0"
        ),
        "What may come into its subnets.",
        many=True,
    )
    outbound: tuple[Listed, ...] = attribute(
        RecordOf(Listed, "a number, `allow` or `deny`, and a port", "100 allow any to 0.0.0.0/0"),
        "What may leave them.",
        many=True,
    )

    def entries(self) -> tuple[tuple[bool, Listed], ...]:
        """Every entry by its number, whether it is about what leaves."""
        ordered = [(False, one) for one in sorted(self.inbound, key=lambda e: e.number)]
        return (*ordered, *((True, one) for one in sorted(self.outbound, key=lambda e: e.number)))

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """Its VPC and its entries; one that the language cannot say stays visible."""
        one.stands_in(said, "AWS::EC2::VPC", "VpcId")
        for entry in one.named_by("AWS::EC2::NetworkAclEntry", "NetworkAclId"):
            rule = entry.resource.properties
            block = rule.get("CidrBlock") or rule.get("Ipv6CidrBlock")
            number, action = rule.get("RuleNumber"), rule.get("RuleAction")
            words = said.port(rule)
            if block is None or number is None or action is None or words is None:
                continue
            if one.owns(entry):
                leaves = entry.is_true("Egress")
                entry.whole_of_it()
                word, side = ("outbound", "to") if leaves else ("inbound", "from")
                said.say(word, number, str(action.value).lower(), *words, side, block,
                         span=entry.span)  # fmt: skip
