"""The kind `direct_connect`."""

from archc.component import Architecture, Color, Component, Icon
from archc.values import ComponentName, Reference, attribute, integer, plain_text, word


class DirectConnect(Component):
    """A line of one's own to AWS, ordered from a carrier and plugged in by people.

    It is drawn and takes part in what reaches what, but no template can make it.
    """

    title = "AWS Direct Connect"
    icon = Icon("service", "direct_connect", Color.NETWORK, "network/direct-connect.png")
    deployed = False
    link = "network"

    from_: Reference | None = attribute(
        ComponentName("office", drawn=True), "The office at its other end.",
        required=True, name="from",
    )  # fmt: skip
    to: Reference | None = attribute(
        ComponentName("vpn_gateway", "transit_gateway", drawn=True),
        "Its end in AWS.",
        required=True,
    )
    location: str | None = attribute(
        plain_text("a place in quotes", '"Frankfurt, Equinix FR5"'),
        "Where AWS's cabinet stands that it is plugged into.",
        example='"Frankfurt, Equinix FR5"',
    )
    speed: str = attribute(
        word("a speed", "1Gbps", r"[0-9]+[MG]bps"),
        "How much it carries.",
        default="1Gbps",
        example="10Gbps",
    )
    vlan: int | None = attribute(integer(1, 4094), "The number of its VLAN.", example="101")

    def manual_steps(self, design: Architecture) -> tuple[str, ...]:
        """Everything about it."""
        del design
        where = f" at {self.location}" if self.location else ""
        end = self.to.name if self.to else "its end in AWS"
        order = f"Order the Direct Connect line '{self.name}' ({self.speed}{where})"
        return (f"{order}, let it be plugged in, and connect its virtual interface to '{end}'.",)
