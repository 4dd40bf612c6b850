"""The judgement of every mutant: found, harmless, or a survivor."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from typing import NamedTuple

from archc import rules
from archc.diagnostics import Diagnostic, Severity
from archc.owners import Owners
from archc.reference import every_fault
from archc.syntax.parse import parse
from tests.designs import EXAMPLES, GRAMMAR, ROOT, compile_example, compile_file
from tests.mutation import on_graph, on_source
from tests.mutation.harmless import Facts, facts
from tests.mutation.mutant import Example, Mutant, lexed, mutated, named

OPERATORS = (*on_source.OPERATORS, *on_graph.OPERATORS)
FOUND, HARMLESS, SURVIVES = "found", "harmless", "survives"
RULE, GUARANTEE, READING = "rule", "guarantee", "reading"  # by what a mutant is found
SAME_TEMPLATE, SAME_EFFECT = "same template", "same effect"  # why it is harmless


class Verdict(NamedTuple):
    """What became of a mutant: by what it is found, why it is harmless, or what is different.

    `severity` is that of the gravest finding, `codes` are those of all new ones.
    """

    name: str
    verdict: str
    how: str
    severity: str
    codes: tuple[str, ...]

    @property
    def example(self) -> str:
        """The example that was changed."""
        return self.name.split(" ", 1)[0]

    @property
    def operator(self) -> str:
        """The operator that changed it."""
        return self.name.split(" ", 2)[1]


@cache
def example(stem: str) -> Example:
    """A correct example, read once."""
    compiled = compile_example(stem)
    tree, _ = parse(compiled.source, GRAMMAR)
    return Example(stem, compiled.source, tree, lexed(compiled.source), compiled.design)


def mutants(stems: Collection[str] = ()) -> Iterator[Mutant]:
    """Every mutant of every example, or of some."""
    for path in EXAMPLES:
        if not stems or path.stem in stems:
            one = example(path.stem)
            yield from named(one, (change for operator in OPERATORS for change in operator(one)))


@cache
def known(stem: str) -> frozenset[tuple[str, str]]:
    """What is said of the example itself."""
    return frozenset(map(_key, compile_example(stem).diagnostics))


def _key(found: Diagnostic) -> tuple[str, str]:
    """Which finding it is: its sentence without the numbers in it."""
    return found.code, f"{found.component or ''} {re.sub('[0-9]+', '', found.message)}"


@cache
def facts_of(stem: str) -> Facts:
    """The facts of the example itself."""
    return facts(compile_example(stem).design)


def judge(mutant: Mutant) -> Verdict:
    """Found if something is said that is not said of the example; else harmless, if that is proved."""
    change = mutant.change
    if change.design is not None:
        design = change.design
        owners = Owners(design)
        found = [
            f if f.component else f._replace(component=owners.of(f.span))
            for f in rules.check(design)
        ]
    else:
        path = ROOT / "examples" / f"{mutant.example}.arch"
        text = mutated(example(mutant.example).source.text, change.cuts)
        compiled = compile_file(path, text)
        design, found = compiled.design, compiled.diagnostics
    new = [f for f in found if _key(f) not in known(mutant.example)]
    if new:
        codes = tuple(sorted({f.code for f in new}))
        gravest = next(s for s in Severity if any(f.severity is s for f in new))
        return Verdict(mutant.name, FOUND, _family(codes), str(gravest), codes)
    before, after = facts_of(mutant.example), facts(design)
    if before == after:
        return Verdict(mutant.name, HARMLESS, SAME_TEMPLATE, "", ())
    parts = [name for name, a, b in zip(Facts._fields[:3], before, after, strict=False) if a != b]
    if not parts:
        return Verdict(mutant.name, HARMLESS, SAME_EFFECT, "", ())
    return Verdict(mutant.name, SURVIVES, ", ".join(parts), "", ())


@cache
def _reading() -> frozenset[str]:
    return frozenset(fault.code for fault in every_fault())


def _family(codes: tuple[str, ...]) -> str:
    """By what a mutant is found; a rule counts first, and the reading of a design last."""
    if any(code not in _reading() and not code.startswith("GUA") for code in codes):
        return RULE
    return GUARANTEE if any(code.startswith("GUA") for code in codes) else READING
