"""Infer: the arrows of a template that does not say which are drawn, from its resources."""

from __future__ import annotations

from collections.abc import Mapping

from archc.kinds import kind
from archc.readback import Said, Whole
from archc.syntax import tree


def infer(whole: Whole, made: Mapping[str, tuple[tree.Component, Said]]) -> None:
    """Let every component say the arrows that its resources speak of."""
    for id_, (component, said) in made.items():
        kind(component.kind.text).infer(whole.found[id_], said)
