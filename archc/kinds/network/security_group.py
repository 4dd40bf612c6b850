"""The kind `security_group`."""

from archc.component import Color, Component, Icon
from archc.filters import Admitted, LetOut, RulesOrNone
from archc.values import RecordOf, attribute


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
