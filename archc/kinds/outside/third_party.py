"""The kind `third_party`."""

from archc.component import Color, Component, Icon, Verb
from archc.values import attribute, word


class ThirdParty(Component):
    """Somebody else's service on the internet, such as a payment provider.

    With an `address`, a topic can notify it: it gets each message as an HTTPS request, once it
    has confirmed the subscription.
    """

    title = "Third party"
    icon = Icon("resource", "traditional_server", Color.GENERAL, "general/traditional-server.png")
    outside = True
    on_network = True
    protocol = "https"
    verbs = (Verb("notify", "send it a message over HTTPS"),)

    url: str = attribute(
        word("an address in quotes", '"https://pay.example.org/hooks"', r"https://\S+"),
        "Where it takes messages.",
        name="address",
        default="",
    )

    @property
    def address_of_notices(self) -> str:
        """Where a topic sends to."""
        return self.url
