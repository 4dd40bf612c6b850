"""What a rule is made of: its facts, its findings, and its page."""

import re
from enum import StrEnum
from functools import cache
from types import ModuleType
from typing import NamedTuple

from archc.component import Component
from archc.diagnostics import Diagnostic, Label, Severity
from archc.edits import Fix, Repair
from archc.source import Span


class Pillar(StrEnum):
    """The side of a design that a rule guards, after AWS's Well-Architected pillars."""

    CORRECTNESS = "correctness"
    SECURITY = "security"
    RELIABILITY = "reliability"
    PERFORMANCE = "performance"
    COST = "cost"
    OPERATIONS = "operations"


class Rule(NamedTuple):
    """The facts of a rule: its code, how much it matters, and to which pillar it belongs.

    A warning is advice in a lab, unless it is about correctness, or about security and not
    `hardening`. A rule with a `repair` offers to mend what it finds, in most cases.
    """

    code: str
    severity: Severity
    pillar: Pillar
    hardening: bool = False
    repair: Repair | None = None

    def severity_for(self, purpose: str) -> Severity:
        """How much a finding matters in a design of this purpose."""
        strict = self.pillar is Pillar.CORRECTNESS or (
            self.pillar is Pillar.SECURITY and not self.hardening
        )
        if self.severity is Severity.WARNING and purpose == "lab" and not strict:
            return Severity.ADVICE
        return self.severity


class Finding(NamedTuple):
    """One place where a rule is broken: what is wrong there and what to write instead."""

    message: str
    fix: str | Fix
    span: Span
    label: str = ""
    related: tuple[Label, ...] = ()
    way: str = ""  # the way on which packets are stopped
    about: Component | None = None  # where one place speaks of several, as a line with two arrows


class Page(NamedTuple):
    """A rule's docstring by headings; `bad` and `good` are designs."""

    title: str
    what: str
    why: str
    bad: str
    good: str
    fix: str
    references: str


_HEADINGS = ("What it does", "Why", "Bad", "Good", "Fix", "References")


@cache
def page(module: ModuleType) -> Page:
    """The page that a rule's docstring is; a `KeyError` names a heading that is missing."""
    text = module.__doc__ or ""
    title, _, rest = text.strip().partition("\n")
    pattern = "^(" + "|".join(map(re.escape, _HEADINGS)) + r")\n-+\n"
    pieces = re.split(pattern, rest, flags=re.MULTILINE)
    parts = dict(zip(pieces[1::2], pieces[2::2], strict=True))
    plain = {h: re.sub(r"\s+", " ", parts[h]).strip() for h in ("What it does", "Why", "Fix")}
    return Page(
        title.rstrip("."),
        plain["What it does"],
        plain["Why"],
        _example(parts["Bad"]),
        _example(parts["Good"]),
        plain["Fix"],
        parts["References"].strip(),
    )


def _example(text: str) -> str:
    """The indented block of a section, without its indentation."""
    return re.sub(r"^    ", "", text.strip("\n"), flags=re.MULTILINE).rstrip() + "\n"


def name_of(module: ModuleType) -> str:
    """The rule's name, which is its file's."""
    return module.__name__.rpartition(".")[2]


def diagnose(
    module: ModuleType, finding: Finding, purpose: str = "", component: Component | None = None
) -> Diagnostic:
    """A finding with the facts of its rule, in a design of a purpose."""
    facts: Rule = module.RULE
    fix = finding.fix if isinstance(finding.fix, Fix) else Fix(finding.fix)
    about = component or finding.about
    return Diagnostic(
        facts.code,
        name_of(module),
        facts.severity_for(purpose),
        finding.message,
        page(module).why,
        fix.text,
        finding.span,
        finding.label,
        about.name if about is not None else None,
        finding.related,
        finding.way,
        str(facts.pillar),
        facts.repair,
        fix.changes,
    )
