"""The kind `security_group`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archc.component import Color, Component, Icon
from archc.filters import Admitted, LetOut, RulesOrNone
from archc.values import RecordOf, attribute

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said


class SecurityGroup(Component):
    """A security group written out rule by rule: stateful, and it only allows.

    What names it in `security` is behind it. Nothing is added to it: arrows are proved against
    its rules instead. Without `outbound` everything may leave, as in AWS.
    """

    title = "Security group"
    icon = Icon("resource", "shield2", Color.SECURITY)
    inside = ("vpc",)
    place_needed = True
    part = True
    resource = "AWS::EC2::SecurityGroup"
    values = {"id": "${@.GroupId}"}

    inbound: tuple[Admitted, ...] = attribute(
        RecordOf(Admitted, "a port and from where", "tcp 80 from 0.0.0.0/0"),
        "What it lets in.",
        many=True,
        property="SecurityGroup.SecurityGroupIngress",
        example="tcp 443 from 10.0.0.0/16",
    )
    outbound: tuple[LetOut, ...] = attribute(
        RulesOrNone(LetOut, "a port and where to, or `none`", "tcp 443 to 0.0.0.0/0"),
        "What it lets out; everything unless written, nothing with `none`.",
        many=True,
        property="SecurityGroup.SecurityGroupEgress",
        example="tcp 443 to 10.0.0.0/16",
    )

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """Its VPC, and its rules within it and apart from it."""
        one.stands_in(said, "AWS::EC2::VPC", "VpcId")
        one.take("GroupDescription")
        for word, inner, apart in (
            ("inbound", "SecurityGroupIngress", "AWS::EC2::SecurityGroupIngress"),
            ("outbound", "SecurityGroupEgress", "AWS::EC2::SecurityGroupEgress"),
        ):
            rules = one.take(inner)
            written = list(rules.entries) if rules is not None else []
            written += [part.whole_of_it() for part in one.parts(apart, "GroupId")]
            known = [rule for rule in written if said.can_let(rule)]
            said.let(word, known)
            if rules is not None and not written:
                said.say(word, "none")
            if len(known) < len(written):  # all of them stand beside those that it has words for
                one.leave(inner, written)
