"""The kind `override`."""

from archc.component import Color, Component, Icon


class Override(Component):
    """Changes properties of a resource that the catalogue wrote: `override front { ... }`.

    Its name is that of a component, whose main resource is meant, or after a dot one of the other
    resources of it: `override front.listener_80`. That address is what the logical id adds to the
    component's, in small letters with `_` in front of every further word or number. Maps are laid
    over maps; texts, numbers and lists replace what was there, and `none` takes a property away.

    An override changes the template alone. The picture, the proofs and the permissions are those
    of the design without it, and what it adds to them is warned about.
    """

    called = "an override"
    title = "Override"
    icon = Icon("resource", "general", Color.GENERAL, "general/general.png")
    patch = True
    takes_properties = True
    deployed = False
