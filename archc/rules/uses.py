"""Who is used by name, or may be used where nobody looks.

A rule that says that nothing uses something, or that something leads nowhere, asks here first:
what is beyond the design, and what stands in it as AWS names it, may do either.
"""

from __future__ import annotations

from archc.component import Architecture, Component
from archc.reach.once import once_per_design
from archc.values import texts


def is_named(component: Component, design: Architecture, *, outputs: bool = True) -> bool:
    """Whether another component or an override names it, or what no kind reads.

    An output of a template tells it to other templates, which may use it; that of a design tells
    people.
    """
    foreign = design.tree.foreign
    beyond = (foreign.named, foreign.told) if foreign is not None else ()
    if any(component.name in names for names in (beyond if outputs else beyond[:1])):
        return True
    return bool(_namers(design).get(component.name, set()) - {component.name})


def names_unread(component: Component, design: Architecture) -> bool:
    """Whether it names something that no kind reads."""
    foreign = design.tree.foreign
    if foreign is not None and component.name in foreign.naming:
        return True
    named = (ref.name for _, text in component.interpolated() for ref in text.references)
    found = (design.components.get(name) for name in named)
    return any(one is not None and one.word == "resource" for one in found)


def has_unread(vpc: Component, design: Architecture) -> bool:
    """Whether something that no kind reads may stand in a VPC: it names one of its subnets."""
    return any(is_named(one, design) for one in design.held_by(vpc) if one.name in design.subnets)


def is_drawn(design: Architecture) -> bool:
    """Whether somebody drew the arrows, and said what the design is for.

    Else both are worked out from resources, and what they do not show may be meant all the same.
    """
    return design.tree.foreign is None or not design.tree.foreign.arrows


@once_per_design
def _namers(design: Architecture) -> dict[str, set[str]]:
    """Who names each component in its texts; an override is one without a name.

    Of what no kind reads of somebody else's template the importer has told.
    """
    found: dict[str, set[str]] = {}
    told = design.tree.foreign is not None
    written = [(one.name, text) for one in design.components.values()
               if not (told and one.takes_properties)
               for _, text in one.interpolated()]  # fmt: skip
    if not told:
        written += [("", text) for one in design.overrides for text in texts(one.properties)]
    for name, text in written:
        for reference in text.references:
            found.setdefault(reference.name, set()).add(name)
    return found
