"""The kind `phone`."""

from archc.component import Architecture, Color, Component, Icon, Verb
from archc.values import attribute, word

_VERIFY = (
    "Verify the number of '{}' in the console (SNS, Text messaging): a new account sends text "
    "messages to verified numbers only."
)


class Phone(Component):
    """A telephone that a topic sends text messages to; each message costs."""

    title = "Phone"
    icon = Icon("resource", "mobile_client", Color.GENERAL, "general/mobile-client.png")
    outside = True
    verbs = (Verb("notify", "send it a text message"),)
    protocol = "sms"

    number: str = attribute(
        word("a number with its country", '"+4917139200123"', r"\+[1-9][0-9]{5,14}"),
        "The number with `+` and the country's code, or a parameter that gives it.",
        required=True,
        default="+4917139200123",
    )

    @property
    def address_of_notices(self) -> str:
        """Where a topic sends to."""
        return self.number

    def manual_steps(self, design: Architecture) -> tuple[str, ...]:
        """A new account only reaches numbers that have been verified."""
        del design
        return (_VERIFY.format(self.name),)
