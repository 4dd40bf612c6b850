"""The kind `users`."""

from archc.component import Color, Component, Icon
from archc.values import Choice, attribute


class Users(Component):
    """People who use the system over the internet.

    They are drawn outside the AWS cloud, take part in who reaches whom, and are never deployed.
    """

    called = "users"
    title = "Users"
    icon = Icon("resource", "users", Color.GENERAL, "general/users.png")
    outside = True
    on_network = True

    device: str = attribute(
        Choice("browser", "phone"), "What they use.", default="browser", example="phone"
    )
