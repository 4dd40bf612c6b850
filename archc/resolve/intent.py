"""Intent: the statements of a design that no resource of its template says.

Who is outside, which arrows are drawn, what must hold: a template carries them in its metadata, so
that whoever reads it, archc included, knows what its resources are for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from archc.component import Component
from archc.kinds import catalogue, kind
from archc.resolve.statements import REGION, Nested, Written
from archc.syntax import tree
from archc.syntax.tree import Atom, Flag, Phrase, Property, Statement, Word


def intent(written: Written, components: Mapping[str, Component]) -> tuple[Statement, ...]:
    """The statements in a fixed order, each by itself: what stands in a block says where."""
    return tuple(_statements(written, components))


def _statements(written: Written, components: Mapping[str, Component]) -> Iterator[Statement]:
    if written.architecture is not None:
        yield written.architecture._replace(body=())
    yield from (one for one in written.settings if one.key.text != "tags")
    for nested in written.components:
        made = components.get(nested.component.name.text)
        if made is None:
            continue
        if made.outside or made.container or not made.deployed:
            yield apart(nested)
        elif made.takes_properties and (drawn := _drawn(nested)):
            yield drawn
    yield from written.arrows
    yield from written.guarantees


def _drawn(nested: Nested) -> tree.Component | None:
    """How a raw resource is drawn, if it says that: its properties are those of its resource."""
    said = apart(nested)
    icon = tuple(s for s in said.body if isinstance(s, Property) and s.key.text == "icon")
    return said._replace(body=icon) if icon or said.places else None


def apart(nested: Nested) -> tree.Component:
    """A component as it would be written outside of all blocks, its zone as an attribute."""
    said = nested.component
    own = [s for s in said.body if isinstance(s, (Property, Flag)) or s in nested.arrows]
    word_of_kind = said.kind.text
    known = kind(word_of_kind).by_word() if word_of_kind in catalogue() else {}
    for frame, word in nested.within.items():
        if frame != REGION and frame in known:
            atom = Atom("VALUE_WORD", word.text, word.span)
            phrase = Phrase((atom,), word.span)
            own.append(Property(Word(frame, word.span), (phrase,), None, word.span))
    return said._replace(places=(*nested.places, *nested.regions[:1]), body=tuple(own))
