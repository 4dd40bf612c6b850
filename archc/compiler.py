"""The whole pipeline on one page: Source → Tree → Architecture → Stack and Drawing → files."""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from archc import rules
from archc.component import Architecture
from archc.diagnostics import Diagnostic, has_errors, in_reading_order
from archc.owners import Owners
from archc.resolve import resolve
from archc.source import Source
from archc.suppression import Hidden, Policy
from archc.syntax.grammar import Grammar
from archc.syntax.parse import parse
from archc.syntax.tree import Tree
from archc.values import Reader

SCRIPTS = ("deploy", "destroy")
_CAPITAL = re.compile(r"[A-Z]")
_FEW = 60  # components and arrows; fewer make no more resources than a template holds


class Compilation:
    """One design on its way from text to files; each stage runs when it is asked for."""

    _found: list[Diagnostic]  # before the stack is made

    def __init__(
        self, source: Source, reader: Reader, grammar: Grammar, policy: Policy | None = None
    ) -> None:
        self._begin(source, *parse(source, grammar), reader, grammar, policy)

    @classmethod
    def of_tree(
        cls,
        source: Source,
        tree: Tree,
        mistakes: list[Diagnostic],
        reader: Reader,
        grammar: Grammar,
        policy: Policy | None = None,
    ) -> Compilation:
        """A design that an importer read: its tree, whose places are in the source.

        What would be changed in a text of the language is of no use in the source; what is found
        is told in the words of the source, as the importer does.
        """
        made = cls.__new__(cls)
        cls._begin(made, source, tree, mistakes, reader, grammar, policy)
        cls._retell(made, mistakes)
        return made

    def _retell(self, mistakes: list[Diagnostic]) -> None:
        retold: Any = importlib.import_module("archc.retold").retold
        self._found = retold(self._found, mistakes, self.design)

    def _begin(
        self,
        source: Source,
        tree: Tree,
        mistakes: list[Diagnostic],
        reader: Reader,
        grammar: Grammar,
        policy: Policy | None,
    ) -> None:
        self.source = source
        self.reader, self.grammar = reader, grammar
        self.policy = policy or Policy()
        # What an importer finds to be wrong in a design is no reason not to judge the rest of it.
        self.is_whole = not has_errors(m for m in mistakes if not m.pillar)
        self.design, faults = resolve(tree, source, reader)
        # A name that stands in an unreadable statement is not unknown, it is only not read.
        faults = [f for f in faults if not (f.name == "unknown_name" and _text(f) in tree.lost)]
        self._found = self._located([*mistakes, *faults])
        # After a syntax error half of the design may be missing: rules would speak of that half.
        if self.is_whole:
            broken = {fault.component for fault in self._found if not fault.pillar} - {None}
            found = self._located(rules.check(self.design))
            self._found += [finding for finding in found if finding.component not in broken]

    def with_text(self, text: str) -> Compilation:
        """The same design with another text, compiled anew."""
        return Compilation(Source(self.source.path, text), self.reader, self.grammar, self.policy)

    @cached_property
    def diagnostics(self) -> list[Diagnostic]:
        """What is to be shown, in reading order; the stack is built only where it could matter."""
        return in_reading_order([*self._sifted[0], *self._stack_faults])

    @property
    def hidden(self) -> list[Hidden]:
        """What was found too, and is not to be shown."""
        return self._sifted[1]

    @property
    def everything(self) -> list[Diagnostic]:
        """All that was found, shown or not."""
        return [*self.diagnostics, *(one.found for one in self.hidden)]

    @cached_property
    def _sifted(self) -> tuple[list[Diagnostic], list[Hidden]]:
        return self.policy.sift(self._found, self.design)

    def _located(self, found: list[Diagnostic]) -> list[Diagnostic]:
        """The diagnostics, each with the component that its place speaks of."""
        if all(diagnostic.component for diagnostic in found):
            return found
        owners = Owners(self.design)
        return [d if d.component else d._replace(component=owners.of(d.span)) for d in found]

    @property
    def has_errors(self) -> bool:
        """Whether there can be no template, be it for something that is hidden."""
        return has_errors(self.diagnostics) or any(one.found.stops for one in self.hidden)

    @cached_property
    def _stack_faults(self) -> list[Diagnostic]:
        """What the finished stack shows; not looked at where nothing can come of it."""
        if has_errors(self._sifted[0]) or any(one.found.stops for one in self.hidden):
            return []
        suspicious = (
            len(self.design.components) + len(self.design.relations) > _FEW
            or bool(self.design.overrides)
            or _may_be_circular(self.design)
            or _may_collide(self.design)
        )
        return self._faults_of_stack() if suspicious else []

    def _faults_of_stack(self) -> list[Diagnostic]:
        faults: Any = importlib.import_module("archc.stack.faults")
        found: list[Diagnostic] = faults.too_large(self.design)
        found = found or list(faults.stack_faults(self.stack, self.design))
        # In a circle there is no order of the regions.
        return found or list(faults.value_faults(self.stacks, self.design))

    @property
    def verdicts(self) -> Any:
        """The guarantees of the design, proved or refuted."""
        if not self.design.guarantees:
            return ()
        return importlib.import_module("archc.reach.guarantee").prove(self.design)

    @property
    def steps(self) -> Any:
        """The ways behind the findings, place by place."""
        return importlib.import_module("archc.reach.steps").steps(self.design)

    @property
    def losses(self) -> Any:
        """What stops working without each of the zones."""
        return importlib.import_module("archc.reach.loss").losses(self.design)

    @cached_property
    def stack(self) -> Any:
        """The stack of a design without errors, as if all of it were in one region."""
        return importlib.import_module("archc.stack").stack(self.design)

    @cached_property
    def stacks(self) -> Any:
        """What becomes a template: one stack for each region, in the order of deployment."""
        where = {c.name: self.design.region_of(c) for c in self.design.components.values()}
        return importlib.import_module("archc.stack").split(self.stack, where)

    @cached_property
    def drawing(self) -> Any:
        """The architecture view; a design with errors is drawn with its findings marked."""
        if "pages" in vars(self):
            return self.pages[0]
        return importlib.import_module("archc.drawing.draw").draw(self.design, self.diagnostics)

    @cached_property
    def pages(self) -> Any:
        """Every view that shows something, the architecture first, for files that have pages."""
        return importlib.import_module("archc.drawing.draw").pages(self.design, self.diagnostics)

    def finish(self) -> None:
        """Look at the stack too, before files are written from it."""
        if not self.has_errors:
            self.diagnostics = in_reading_order([*self._sifted[0], *self._faults_of_stack()])


def _text(found: Diagnostic) -> str:
    return found.span.text if found.span is not None else ""


def _may_collide(design: Architecture) -> bool:
    """Whether some id could be another component's with a word added, as derived ids are."""
    ids = {c.logical_id for c in design.components.values() if not c.outside}
    ids |= {parameter.logical_id for parameter in design.parameters.values()}
    return any(name[: match.start()] in ids for name in ids for match in _CAPITAL.finditer(name, 1))


def _may_be_circular(design: Architecture) -> bool:
    """Whether some component needs values of one that needs its own, directly or not."""
    needs = {name: set(_needed(design, name)) for name in design.components}
    free = [name for name, wanted in needs.items() if not wanted]
    wanted_by: dict[str, list[str]] = {name: [] for name in needs}
    for name, wanted in needs.items():
        for other in wanted:
            wanted_by[other].append(name)
    for name in free:  # grows while it is walked: what needs nothing more is free too
        for waiting in wanted_by[name]:
            needs[waiting].discard(name)
            if not needs[waiting]:
                free.append(waiting)
    return len(free) < len(needs)


def _needed(design: Architecture, name: str) -> Iterator[str]:
    component = design.components[name]
    for _, text in component.interpolated():
        yield from (r.name for r in text.references if r.name in design.components)
    if component.takes_values:
        yield from (r.target.name for r in design.out_of(component) if r.target.hands)


_EMIT = Path(__file__).parent / "emit"
_ON_REQUEST = "on_request"
_EXTRAS = "extras"


@cache
def formats() -> Mapping[str, str]:
    """Every format by its name, and its module; found by file name, imported when written."""
    found: dict[str, str] = {}
    for folder, package in (
        (_EMIT, "archc.emit"),
        (_EMIT / _ON_REQUEST, f"archc.emit.{_ON_REQUEST}"),
    ):
        names = (name[:-3] for name in sorted(os.listdir(folder)) if name.endswith(".py"))
        found |= {
            name: f"{package}.{name}" for name in names if name not in ("__init__", "archive")
        }
    return found


def extras(compilation: Compilation, stem: str) -> Iterator[tuple[str, bytes]]:
    """What helps to work with a design without errors: test events, descriptions of APIs."""
    if compilation.has_errors:
        return
    for name in sorted(os.listdir(_EMIT / _EXTRAS)):
        if name.endswith(".py") and name != "__init__.py":
            module: Any = importlib.import_module(f"archc.emit.{_EXTRAS}.{name[:-3]}")
            made = module.emit(getattr(compilation, module.NEEDS))
            yield from ((stem + suffix, content) for suffix, content in made)


def files(
    compilation: Compilation, stem: str, only: Collection[str]
) -> Iterator[tuple[str, bytes]]:
    """The files of a design by name: its drawing, and without errors its template and scripts.

    `only` names formats; empty means all but those on request.
    """
    for name, path in formats().items():
        on_request = _ON_REQUEST in path
        asked = "yaml" if name in SCRIPTS else name  # scripts go with the template
        if (asked in only) if only or on_request else True:
            module: Any = importlib.import_module(path)
            if module.NEEDS == "stack":
                yield from _of_each_stack(compilation, stem, module)
            elif module.NEEDS != "stacks" or not compilation.has_errors:
                yield stem + module.SUFFIX, module.emit(getattr(compilation, module.NEEDS))
    if not compilation.has_errors and (not only or "yaml" in only):
        zipped = importlib.import_module("archc.emit.archive").zipped
        yield from ((archive.name, zipped(archive)) for archive in compilation.stack.archives)
        for upload in compilation.stack.uploads:
            yield from ((f"{upload.folder}/{name}", content) for name, content in upload.files)
        for document in compilation.stack.documents:
            yield stem + document.suffix, document.text.encode()


def _of_each_stack(compilation: Compilation, stem: str, module: Any) -> Iterator[tuple[str, bytes]]:
    """`NAME.yaml`; where there are several regions, `NAME.REGION.yaml`."""
    stacks = compilation.stacks if not compilation.has_errors else ()
    for stack in stacks:
        region = f".{stack.region}" if len(stacks) > 1 else ""
        yield f"{stem}{region}{module.SUFFIX}", module.emit(stack)
