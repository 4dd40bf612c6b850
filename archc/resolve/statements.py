"""Sorts the statements of a tree by what they declare, each component with the places around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from archc.kinds import catalogue, kind
from archc.resolve import faults
from archc.resolve.faults import Report
from archc.syntax.tree import (
    Arrow,
    Component,
    Flag,
    Guarantee,
    Output,
    Param,
    Property,
    Statement,
    Tree,
    Word,
)


class Nested(NamedTuple):
    """A component, the one whose block it stands in, and the arrows that are its own.

    `within` are the frames around it by their kind, such as the word `a` of `zone a { ... }`.
    """

    component: Component
    around: Word | None
    arrows: tuple[Arrow, ...] = ()
    within: Mapping[str, Word] = {}


class Written(NamedTuple):
    """The statements of a design by form; `settings` are the attributes of the design itself."""

    architecture: Component | None
    settings: tuple[Property | Flag, ...]
    components: tuple[Nested, ...]
    arrows: tuple[Arrow, ...]
    params: tuple[Param, ...]
    outputs: tuple[Output, ...]
    guarantees: tuple[Guarantee, ...]


def sort_out(tree: Tree, report: Report) -> Written:
    """Walk the tree once, outer statements before inner ones."""
    walk = _Walk(report)
    walk.visit(tree.statements, None, {})
    heads = [nested.component for nested in walk.components if _is_head(nested)]
    for second in heads[1:]:
        report.add(
            faults.DUPLICATE_NAME,
            "a file holds one architecture",
            "move this one into a file of its own",
            second.span,
        )
    inner = heads[0].body if heads else ()
    settings = [s for s in (*inner, *tree.statements) if isinstance(s, (Property, Flag))]
    return Written(
        heads[0] if heads else None,
        tuple(settings),
        tuple(nested for nested in walk.components if not _is_head(nested)),
        tuple(walk.arrows),
        tuple(walk.params),
        tuple(walk.outputs),
        tuple(walk.guarantees),
    )


def _owns_arrows(component: Component) -> bool:
    word = component.kind.text
    return word in catalogue() and kind(word).own_arrows


def _is_frame(component: Component) -> bool:
    """Whether its block says something of what is in it, and is no thing itself."""
    word = component.kind.text
    return word in catalogue() and kind(word).frame


def _is_head(nested: Nested) -> bool:
    return nested.component.kind.text == "architecture"


class _Walk:
    """What has been met on the way through the tree."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self.components: list[Nested] = []
        self.arrows: list[Arrow] = []
        self.params: list[Param] = []
        self.outputs: list[Output] = []
        self.guarantees: list[Guarantee] = []

    def visit(
        self, statements: tuple[Statement, ...], around: Word | None, within: Mapping[str, Word]
    ) -> None:
        for statement in statements:
            match statement:
                case Component() if _owns_arrows(statement):
                    own = tuple(s for s in statement.body if isinstance(s, Arrow))
                    self.components.append(Nested(statement, around, own, within))
                    self.guarantees += [s for s in statement.body if isinstance(s, Guarantee)]
                case Component() if _is_frame(statement):
                    self._check_frame(statement)
                    frames = {**within, statement.kind.text: statement.name}
                    self.visit(statement.body, around, frames)
                case Component():
                    self.components.append(Nested(statement, around, (), within))
                    is_head = statement.kind.text == "architecture"
                    self.visit(statement.body, around if is_head else statement.name, within)
                case Arrow():
                    self.arrows.append(statement)
                case Param():
                    self.params.append(statement)
                case Output():
                    self.outputs.append(statement)
                case Guarantee():
                    self.guarantees.append(statement)

    def _check_frame(self, frame: Component) -> None:
        """A frame has no attributes, and stands in the block that it is about."""
        word = frame.kind.text
        for said in frame.body:
            if isinstance(said, (Property, Flag)):
                self._report.add(
                    faults.UNKNOWN_ATTRIBUTE,
                    f"a {word} has no attribute '{said.key.text}'",
                    f"a {word} only says where what is in its block stands",
                    said.key.span,
                )
        if frame.places:
            self._report.add(
                faults.WRONG_PLACE,
                f"a {word} is not put in anything",
                f"write `{word} {frame.name.text} {{ ... }}` in the block that it belongs to",
                frame.places[0].span,
            )
