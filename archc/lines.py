"""Lines: what leads from an office to AWS, past the internet's open part."""

from __future__ import annotations

import ipaddress

from archc.component import Architecture, Component


def lines(design: Architecture) -> tuple[Component, ...]:
    """Every VPN and Direct Connect line whose ends are known."""
    kinds = (word for word, some in design.neighbours.of_kind.items() if some[0].link)
    return tuple(
        line
        for line in design.of_kind(*kinds)
        if office_of(design, line) is not None and end_of(design, line) is not None
    )


def office_of(design: Architecture, line: Component) -> Component | None:
    """The office at the other end."""
    return design.components.get(getattr(getattr(line, "from_", None), "name", ""))


def end_of(design: Architecture, line: Component) -> Component | None:
    """Its gateway in AWS."""
    return design.components.get(getattr(getattr(line, "to", None), "name", ""))


def lines_to(design: Architecture, gateway: Component) -> tuple[Component, ...]:
    """The lines that end at a gateway."""
    return tuple(line for line in lines(design) if end_of(design, line) is gateway)


def network_of(design: Architecture, line: Component) -> ipaddress.IPv4Network | None:
    """The network of the office behind a line."""
    found: ipaddress.IPv4Network | None = getattr(office_of(design, line), "cidr", None)
    return found


def networks_behind(design: Architecture, gateway: Component) -> tuple[ipaddress.IPv4Network, ...]:
    """The networks of all offices behind a gateway, each once."""
    found = (network_of(design, line) for line in lines_to(design, gateway))
    return tuple(dict.fromkeys(block for block in found if block is not None))


def is_linked(design: Architecture, office: Component) -> bool:
    """Whether a line leads from an office to AWS."""
    return any(office_of(design, line) is office for line in lines(design))


def routes_by_bgp(line: Component) -> bool:
    """Whether both ends tell each other their routes."""
    return getattr(line, "routing", "bgp") == "bgp"
