"""The kind `email`."""

from archc.component import Architecture, Color, Component, Icon, Verb
from archc.values import attribute, word


class Email(Component):
    """An e-mail address that a topic writes to.

    AWS asks the address first: nothing arrives before somebody has opened that mail and agreed.
    """

    called = "an e-mail address"
    title = "E-mail"
    icon = Icon(
        "resource",
        "email_notification",
        Color.GENERAL,
        "integration/simple-notification-service-sns-email-notification.png",
    )
    outside = True
    verbs = (Verb("notify", "write to it"),)
    protocol = "email"

    address: str = attribute(
        word("an e-mail address", '"accounting@example.org"', r"[^@\s]+@[^@\s]+\.[^@\s]+"),
        "The address, or a parameter that gives it.",
        required=True,
        default="nobody@example.org",
    )

    @property
    def address_of_notices(self) -> str:
        """Where a topic sends to."""
        return self.address

    def manual_steps(self, design: Architecture) -> tuple[str, ...]:
        """Nothing arrives before the subscription is confirmed."""
        del design
        return (f"Open the mail that AWS sends to '{self.name}' and confirm the subscription.",)
