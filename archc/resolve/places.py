"""Places: every component lies where AWS lets it, and nothing lies in itself."""

from __future__ import annotations

from collections.abc import Mapping

from archc.component import Component
from archc.kinds import kind
from archc.resolve import faults
from archc.resolve.faults import Report
from archc.resolve.statements import Written
from archc.syntax import tree
from archc.values import meant


def place(
    components: dict[str, Component], written: Written, report: Report
) -> dict[str, Component]:
    """The components with the places that hold; and `internet`, which every design has."""
    places = {nested.component.name.text: nested.places for nested in written.components}
    placed: dict[str, Component] = {}
    for name, component in components.items():
        names = places[name]
        holders = tuple(n.text for n in names if _holds(component, n, components, report))
        _check_number(component, names, holders, report)
        placed[name] = component if holders == component.places else _moved(component, holders)
    _check_cycles(components, report)
    if any(
        end.text == "internet" for arrow in written.arrows for ends in arrow.ends for end in ends
    ):
        placed["internet"] = _internet(written)
    return placed


def _holds(
    component: Component, name: tree.Word, components: Mapping[str, Component], report: Report
) -> bool:
    holder = components.get(name.text)
    if holder is None:
        report.add(
            faults.UNKNOWN_NAME,
            f"nothing is called '{name.text}'",
            meant(name.text, [c.name for c in components.values() if c.container], name.span),
            name.span,
            component=component.name,
        )
        return False
    if holder.word in component.inside:
        return True
    if component.inside:
        fix = "put it in a " + " or ".join(component.inside)
        message = f"{component.called} does not lie in {holder.called}"
    else:
        fix = "write it outside of the block"
        message = f"{component.called} does not lie in {holder.called}: it belongs to the region"
    report.add(faults.WRONG_PLACE, message, fix, name.span, component=component.name)
    return False


def _check_number(
    component: Component,
    names: tuple[tree.Word, ...],
    holders: tuple[str, ...],
    report: Report,
) -> None:
    if component.place_needed and not names:
        kinds = " or ".join(component.inside)
        report.add(
            faults.NO_PLACE,
            f"the {component.word} '{component.name}' lies in no {kinds}",
            f"write `{component.word} {component.name} in` and the name of a {kinds}",
            component.span,
            component=component.name,
        )
    if len(holders) > 1 and not component.spans_zones:
        report.add(
            faults.WRONG_PLACE,
            f"{component.called} lies in one place only",
            f"keep one of {', '.join(holders)}",
            names[1].span,
            component=component.name,
        )


def _moved(component: Component, places: tuple[str, ...]) -> Component:
    return type(component)({**vars(component), "places": places})


def _check_cycles(components: Mapping[str, Component], report: Report) -> None:
    """Follow every component outwards; who meets itself again lies in itself."""
    for component in components.values():
        seen = {component.name}
        outer = component.places[:1]
        while outer and outer[0] in components:
            if outer[0] == component.name:
                report.add(
                    faults.PLACEMENT_CYCLE,
                    f"'{component.name}' lies in itself",
                    "decide which of them is the outer one",
                    component.span,
                    component=component.name,
                )
                break
            if outer[0] in seen:
                break
            seen.add(outer[0])
            outer = components[outer[0]].places[:1]


def _internet(written: Written) -> Component:
    word = next(
        end
        for arrow in written.arrows
        for ends in arrow.ends
        for end in ends
        if end.text == "internet"
    )
    return kind("internet")(
        {"name": "internet", "label": "Internet", "places": (), "span": word.span, "spans": {}}
    )
