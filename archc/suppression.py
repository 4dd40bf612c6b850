"""Suppression: which findings are not shown, because of what, and which must not be hidden.

A design accepts findings for a reason (`archc.acceptance`), a person or a configuration leaves out
rules (`archc.selection`), and a baseline knows the findings of earlier. What is hidden is kept and
counted. A design that cannot be read is never hidden, whoever asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from archc import rules
from archc.acceptance import ACCEPT, Acceptance
from archc.component import Architecture, Component
from archc.diagnostics import Diagnostic, Fault, Label, Severity
from archc.edits import Cut, Fix, Repair
from archc.fingerprints import fingerprints
from archc.selection import Selection
from archc.source import Span
from archc.values import meant

_SSH = """\
architecture shop
vpc lab { tier edge { public } }
instance web in edge { accept: %s because "lesson 2" }
internet -> web : %s
"""
UNUSED = Fault(
    "SUP701",
    "unused_acceptance",
    "An acceptance without a finding",
    "It hides nothing today, and would hide what comes tomorrow.",
    _SSH % ("ssh_open_to_world", "http"),
    _SSH % ("ssh_open_to_world", "ssh"),
    Severity.WARNING,
    "operations",
    Repair.SAFE,
)
UNKNOWN = Fault(
    "SUP702",
    "unknown_rule",
    "An acceptance of a rule that archc does not have",
    "A slip in the name would leave the finding as it is.",
    _SSH % ("ssh_open", "ssh"),
    _SSH % ("ssh_open_to_world", "ssh"),
    repair=Repair.UNSAFE,
)
REFUSED = Fault(
    "SUP703",
    "cannot_be_accepted",
    "An acceptance of what cannot work",
    "A reason does not make AWS take what it refuses, or a design do what it promises.",
    "architecture shop\nvpc lab { zones: 1; tier edge { public }; tier app { isolated } }\n"
    "users people\nload_balancer front in edge {\n  listen: http 80\n"
    '  accept: balancer_in_one_zone because "one is enough"\n}\ninstance web in app\n'
    "people -> front -> web\n",
    _SSH % ("ssh_open_to_world", "ssh"),
)
FAULTS = (UNUSED, UNKNOWN, REFUSED)


class Hidden(NamedTuple):
    """A finding that is not shown; `by` is what hides it, `reason` what the design says."""

    found: Diagnostic
    by: str
    reason: str = ""


class Baseline(NamedTuple):
    """The fingerprints that were known of one file, and the name of where they stand."""

    known: frozenset[str]
    path: str  # of the design, as the baseline names it
    by: str


class Policy(NamedTuple):
    """What may hide the findings of a design."""

    accepts: bool = True
    selection: Selection | None = None
    baseline: Baseline | None = None

    def sift(
        self, findings: list[Diagnostic], design: Architecture
    ) -> tuple[list[Diagnostic], list[Hidden]]:
        """What is shown and what is hidden of the findings of a design."""
        hidden: list[Hidden] = []
        said = list(_said(design)) if self.accepts else []
        if said:
            hidden, complaints = _accepted(said, findings, design)
            findings = [*_without(findings, hidden), *complaints]
        if self.selection is not None:
            hidden += _left_out(self.selection, findings)
            findings = _without(findings, hidden)
        if self.baseline is not None:
            hidden += _known(self.baseline, findings)
            findings = _without(findings, hidden)
        return findings, hidden


_Said = tuple[Component | None, Acceptance]


def _said(design: Architecture) -> Iterator[_Said]:
    """Every acceptance with its component; None for those of the whole design."""
    yield from ((None, one) for one in design.accept)
    for component in design.components.values():
        yield from ((component, one) for one in component.accept)


def _without(findings: Iterable[Diagnostic], hidden: Iterable[Hidden]) -> list[Diagnostic]:
    gone = {id(one.found) for one in hidden}
    return [found for found in findings if id(found) not in gone]


def _accepted(
    said: list[_Said], findings: list[Diagnostic], design: Architecture
) -> tuple[list[Hidden], list[Diagnostic]]:
    """What acceptances hide, and what is wrong with them."""
    hidden: dict[int, Hidden] = {}
    complaints = []
    # Where something cannot be read, rules were not asked: an acceptance may be needed yet.
    judged = all(found.pillar for found in findings)
    for owner, one in said:
        meant = [f for f in findings if one.rule in (f.name, f.code) and _is_of(f, owner, design)]
        for found in meant:
            if not _may_be_accepted(found):
                complaints.append(_refusal(one, found, owner))
            else:
                hidden.setdefault(id(found), Hidden(found, ACCEPT, one.because))
        if not meant:
            complaints += _complaint(one, owner, judged)
    return list(hidden.values()), complaints


def _is_of(found: Diagnostic, owner: Component | None, design: Architecture) -> bool:
    """Whether a finding is about a component, a line of it, or an arrow that it is an end of."""
    if owner is None or found.component == owner.name:
        return True
    if any(span.covers(found.span) for span in owner.spans.values()):
        return True
    arrows = (*design.out_of(owner), *design.into(owner))
    return any(found.span == r.span and found.component == r.end.name for r in arrows)


def _may_be_accepted(found: Diagnostic) -> bool:
    return bool(found.pillar) and not found.stops


def _left_out(selection: Selection, findings: list[Diagnostic]) -> Iterator[Hidden]:
    for found in findings:
        by = selection.left_out(found) if found.pillar else None
        if by is not None:
            yield Hidden(found, by)


def _known(baseline: Baseline, findings: list[Diagnostic]) -> Iterator[Hidden]:
    marks = fingerprints(baseline.path, findings)
    for found, mark in zip(findings, marks, strict=True):
        if found.pillar and mark in baseline.known:
            yield Hidden(found, baseline.by)


def _complaint(one: Acceptance, owner: Component | None, judged: bool) -> Iterator[Diagnostic]:
    names = [name for folder in rules.catalogue().values() for name in folder]
    if one.rule.islower() and one.rule not in names:
        word = Span(one.span.source, one.span.start, one.span.start + len(one.rule))
        fix = meant(one.rule, names, word)
        yield _about(UNKNOWN, one, owner, f"archc has no rule '{one.rule}'", fix)
    elif judged:
        where = f"about '{owner.name}'" if owner is not None else "in this design"
        yield _about(
            UNUSED,
            one,
            owner,
            f"there is no '{one.rule}' {where} that could be accepted",
            Fix(
                "take it out, or write it in the component that the finding is about",
                (Cut(one.span),),
            ),
        )


def _refusal(one: Acceptance, found: Diagnostic, owner: Component | None) -> Diagnostic:
    made = _about(
        REFUSED,
        one,
        owner,
        f"'{one.rule}' cannot be accepted: it says that the design does not work",
        f"take it out, and mend the finding: {found.fix}",
    )
    related = (Label(found.label or found.message, found.span),) if found.span is not None else ()
    return made._replace(related=related)


def _about(
    fault: Fault, one: Acceptance, owner: Component | None, message: str, fix: str | Fix
) -> Diagnostic:
    name = owner.name if owner is not None else None
    return fault.found(message, fix, one.span, component=name)
