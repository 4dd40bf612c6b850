"""The kind `instance`."""

from archc.component import Color, Icon
from archc.kinds.compute._machine import Machine


class Instance(Machine):
    """One virtual server (EC2 instance) in one subnet.

    It is closed to everything but its arrows, asks for session tokens at its metadata service,
    and its volume is encrypted.
    """

    title = "Amazon EC2 instance"
    icon = Icon("resource", "instance2", Color.COMPUTE, "compute/ec2-instance.png")
