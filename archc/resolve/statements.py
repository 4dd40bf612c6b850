"""Sorts the statements of a tree by what they declare, each component with the places around it."""

from collections.abc import Mapping
from typing import NamedTuple

from archc.diagnostics import Label
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

REGION = "region"  # the frame whose name can stand behind `in` as well


def _is_region(place: Word) -> bool:
    """Whether a place is a region: no component's name has a hyphen."""
    return "-" in place.text


class Nested(NamedTuple):
    """A component, the one whose block it stands in, and the arrows that are its own.

    `within` are the frames around it by their kind, such as the word `a` of `zone a { ... }`.
    """

    component: Component
    around: Word | None
    arrows: tuple[Arrow, ...] = ()
    within: Mapping[str, Word] = {}

    @property
    def places(self) -> tuple[Word, ...]:
        """The components that it is put in: as it says, else whose block it stands in."""
        said = tuple(place for place in self.component.places if not _is_region(place))
        return said or ((self.around,) if self.around is not None else ())

    @property
    def regions(self) -> tuple[Word, ...]:
        """The regions that it is put in: those that it says, then the one whose block it is in."""
        around = (self.within[REGION],) if REGION in self.within else ()
        return (*filter(_is_region, self.component.places), *around)


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
                    holds = self._check_frame(statement, within)
                    frame = {statement.kind.text: statement.name} if holds else {}
                    self.visit(statement.body, around, {**within, **frame})
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

    def _check_frame(self, frame: Component, within: Mapping[str, Word]) -> bool:
        """A frame has no attributes, and stands in the block that it is about.

        Returns whether what is in it can be said to be there.
        """
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
        wrong = kind(word).misnamed(frame.name.text, frame.name.span)
        if wrong is not None:
            self._report.add(faults.NO_SUCH_REGION, *wrong, frame.name.span)
        if word in within:
            self._report.add(
                faults.WRONG_PLACE,
                f"a {word} does not lie in a {word}",
                f"write `{word} {frame.name.text}` outside of `{word} {within[word].text}`",
                frame.name.span,
                related=(Label("the outer one", within[word].span),),
            )
        return wrong is None and word not in within
