"""The kind `nat_instance`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archc.component import Carrier, Color, Icon
from archc.kinds.compute._machine import Machine
from archc.values import Interpolated, Script, ScriptText, YesNo, attribute

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found

# What AWS documents for Amazon Linux 2023: forward packets, under the server's own address.
_FORWARD = """#!/bin/bash
set -e
dnf install -y iptables-services
systemctl enable --now iptables
echo net.ipv4.ip_forward=1 > /etc/sysctl.d/90-nat.conf
sysctl -p /etc/sysctl.d/90-nat.conf
door=$(ip -o route show default | awk '{ print $5; exit }')
iptables -F FORWARD
iptables -t nat -A POSTROUTING -o "$door" -j MASQUERADE
iptables-save > /etc/sysconfig/iptables
"""


class NatInstance(Machine):
    """A server in a public subnet that sends on what private subnets send, in its own name.

    The cheaper, older way beside a NAT gateway: it has to be patched, it is one machine, and its
    source check must be off. Its own script sets up the forwarding; `setup` replaces it.
    """

    title = "NAT instance"
    icon = Icon("resource", "instance2", Color.COMPUTE, "compute/ec2-instance.png")
    distinction = "NAT instance"
    carrier = Carrier("nat", "InstanceId")
    registers = False

    source_check: bool = attribute(
        YesNo(),
        "Drops packets that are not its own, as no NAT instance may.",
        default=False,
        property="Instance.SourceDestCheck",
        example="yes",
    )
    setup: Script | None = attribute(
        ScriptText(),
        "The script that runs once, at the first boot.",
        default=Script(Interpolated((_FORWARD,)), ""),
        example='"#!/bin/bash\\ntrue\\n"',
        property="UserData",
    )
    public_address: bool | None = attribute(
        YesNo(), "A public address, without which it leads nowhere.", default=True, example="yes"
    )

    @classmethod
    def recognises(cls, one: Found) -> bool:
        """A route leads through it, or its script forwards packets of others."""
        forwards = re.search(r"ip_forward\b.*?1\b|MASQUERADE", str(one.peek("UserData") or ""))
        return bool(forwards or one.named_by("AWS::EC2::Route", "InstanceId"))
