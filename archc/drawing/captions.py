"""The words of a picture: labels, tooltips, and what stands beside an arrow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from archc.component import Architecture, Component, Port, Relation, Subnet
from archc.drawing.measure import plain
from archc.values import Interpolated, Record

TIER_WORDS = {
    "public": "Public subnet", "private": "Private subnet", "isolated": "Isolated subnet",
}  # fmt: skip

# Long or private texts that a tooltip does not repeat.
_UNSHOWN = {"setup", "environment", "code", "policies"}
_LONGEST = 80


def caption(component: Component) -> str:
    """What a component is called in the picture."""
    return plain(str(component.label or "")) or component.name


def distinction(component: Component) -> str:
    """What tells a component from others with its icon, unless its name says so."""
    said = component.distinction
    return "" if said.lower() in caption(component).lower() else said


def regions_caption(design: Architecture) -> str:
    """Where a design is deployed, the home first."""
    return ", ".join(design.regions)


def place_caption(component: Component) -> str:
    """A VPC with its block."""
    block = getattr(component, "cidr", None)
    name = caption(component)
    title = name if component.title in name else f"{component.title} {name}"
    return f"{title} · {block}" if block is not None else title


def subnet_caption(reach: str, name: str, subnet: Subnet) -> tuple[str, str]:
    """A subnet's two lines: what it is, and its block."""
    title = name if "subnet" in name.lower() else f"{TIER_WORDS[reach]} {name}"
    return title, str(subnet.block or "no block")


def tooltip(component: Component) -> str:
    """The facts of a component: name, kind, what was written about it, logical id."""
    facts = [caption(component), component.title]
    if caption(component) != component.name:
        facts.append(f"name: {component.name}")
    facts += [f"{name}: {value}" for name, value in _written(component)]
    facts += [f"logical id: {component.logical_id}"] if not component.outside else []
    return "\n".join(facts)


def _written(component: Component) -> list[tuple[str, str]]:
    found = []
    for field, declared in component.attributes.items():
        value = getattr(component, field, declared.default)
        if field not in _UNSHOWN and value != declared.default:
            found.append((declared.name, _shortened(plain(_spelled(value)))))
    return [(name, value) for name, value in found if value]


def _spelled(value: Any) -> str:  # noqa: PLR0911  (one way of spelling per type)
    match value:
        case bool():
            return "yes" if value else "no"
        case None:
            return ""
        case Record():
            return " ".join(_spelled(part) for part in vars(value).values())
        case Interpolated():
            return "…"
        case dict():
            return ", ".join(f"{key}: {_spelled(entry)}" for key, entry in value.items())
        case tuple() if hasattr(value, "low") and hasattr(value, "high"):
            return f"{value.low}..{value.high}"
        case tuple() if hasattr(value, "name") and hasattr(value, "span"):
            return f"{value.name}"
        case tuple() | list():
            return ", ".join(_spelled(part) for part in value)
        case _:
            return str(value)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def arrow_text(relations: Sequence[Relation]) -> str:
    """What stands beside the one line that these arrows between two ends are drawn as."""
    labels = [plain(relation.label) for relation in relations if relation.label]
    said = labels or [_words(relation) for relation in relations]
    return ", ".join(dict.fromkeys(text for text in said if text))


def _words(relation: Relation) -> str:
    details = relation.details
    if caption := getattr(details, "caption", ""):
        return plain(caption)
    key = getattr(details, "key", None)
    if isinstance(key, str) and getattr(details, "path", None):
        return plain(key)
    if key == "$default":
        return ""
    path = getattr(details, "path", None)
    words = [_protocol_and_ports(relation), plain(path) if isinstance(path, str) else ""]
    return " ".join(word for word in words if word)


def _protocol_and_ports(relation: Relation) -> str:
    """`http 8080`; a verb that only means "whatever the target serves" gives way to the ports."""
    verb, ports = relation.verb.name, relation.ports
    if not ports:
        return verb.replace("_", " ")
    listeners = {
        listener.effective_port: str(listener.protocol)
        for listener in getattr(relation.target, "listen", None) or ()
    }
    spoken = verb if verb in ("http", "https", "ssh", "rdp") else ""
    spoken = spoken or ("http" if relation.source.forwards else "")
    return ", ".join(
        dict.fromkeys(_spoken(port, listeners.get(port.first) or spoken) for port in ports)
    )


def _spoken(port: Port, protocol: str) -> str:
    """A port with the protocol that is spoken on it instead of the one that carries it."""
    number = str(port).partition(" ")[2]
    return f"{protocol} {number}" if protocol and number else str(port)
