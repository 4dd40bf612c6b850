"""Links between networks: which are lines from offices, which are hubs, which bridge two VPCs."""

from __future__ import annotations

from archc.component import Architecture, Component
from archc.lines import end_of, lines, office_of


def is_line(design: Architecture, component: Component) -> bool:
    """Whether it leads from an office to a gateway, so that it is drawn between the two."""
    return component in lines(design)


def is_linked(design: Architecture, component: Component) -> bool:
    """Whether anything joins it with another network."""
    return bool(_partners(design, component))


def networks_at(design: Architecture, link: Component) -> tuple[Component, ...]:
    """The VPCs that a link joins: those it names, and those in which something is attached."""
    found = (design.vpc_of(other) for other in _partners(design, link))
    return tuple(dict.fromkeys(vpc for vpc in found if vpc is not None))


def between(design: Architecture) -> tuple[Component, ...]:
    """The links that stand between networks: whatever joins some, and lies in none of them."""
    return tuple(
        c
        for c in design.components.values()
        if c.link and design.vpc_of(c) is None and not is_line(design, c)
        and networks_at(design, c)
    )  # fmt: skip


def is_bridge(design: Architecture, link: Component) -> bool:
    """Whether a link joins two VPCs as a whole and nothing else."""
    return len(_partners(design, link)) == 2 and networks_at(design, link) == _partners(
        design, link
    )


def lines_of(design: Architecture, office: Component) -> tuple[Component, ...]:
    """The lines that lead to an office."""
    return tuple(line for line in lines(design) if office_of(design, line) is office)


def ends_of(design: Architecture, line: Component) -> tuple[str, str]:
    """The names of a line's office and of its gateway."""
    office, gate = office_of(design, line), end_of(design, line)
    return (office.name if office else ""), (gate.name if gate else "")


def has_line(design: Architecture, vpc: Component) -> bool:
    """Whether a line ends in this VPC."""
    ends = (end_of(design, line) for line in lines(design))
    return any(end is not None and design.vpc_of(end) is vpc for end in ends)


def _partners(design: Architecture, component: Component) -> tuple[Component, ...]:
    """What links join a component with, each once."""
    found = [r.target for r in design.out_of(component) if r.link]
    found += [r.source for r in design.into(component) if r.link]
    return tuple(dict.fromkeys(found))
