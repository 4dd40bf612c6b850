"""The manual: pages of kinds, rules and faults, for `archc explain` and the tests."""

import importlib
import inspect
import textwrap
from collections.abc import Iterator
from types import ModuleType
from typing import NamedTuple

from archc import rules, suppression
from archc.component import Component
from archc.diagnostics import Fault, Severity
from archc.edits import Repair
from archc.kinds import catalogue, kind
from archc.resolve import faults as resolve_faults
from archc.resolve.verbs import verbs_of
from archc.rules.rule import Pillar, name_of, page
from archc.stack import faults as stack_faults
from archc.syntax import slips
from archc.values import Attribute, RecordOf, did_you_mean

_IN = " " * 6


class Entry(NamedTuple):
    """What a list of rules and faults says of one of them."""

    code: str
    name: str
    pillar: Pillar
    lab: Severity
    production: Severity
    title: str
    repair: Repair | None


def explain(word: str) -> str | None:
    """The page of a rule or fault (by code or name) or of a kind; None if there is none."""
    for module in every_rule():
        if word in (module.RULE.code, name_of(module)):
            return rule_page(module)
    for fault in every_fault():
        if word in (fault.code, fault.name):
            return fault_page(fault)
    return kind_page(kind(word)) if word in catalogue() else None


def suggestion(word: str) -> str:
    """What may have been meant by a word that has no page."""
    words = [*catalogue()]
    words += [name for module in every_rule() for name in (module.RULE.code, name_of(module))]
    words += [name for fault in every_fault() for name in (fault.code, fault.name)]
    return did_you_mean(word, words)


def every_rule() -> Iterator[ModuleType]:
    """Every rule's module, folder by folder."""
    for folder, names in rules.catalogue().items():
        yield from (rules.rule(folder, name) for name in names)


def every_fault() -> tuple[Fault, ...]:
    """Every mistake that is found before the rules run, and by the stack behind them."""
    return (
        *slips.FAULTS,
        *resolve_faults.FAULTS,
        *stack_faults.FAULTS,
        *suppression.FAULTS,
        *importlib.import_module("archc.importers.drawio.faults").FAULTS,
        *importlib.import_module("archc.importers.cloudformation").FAULTS,
    )


def every_entry() -> list[Entry]:
    """Every rule and fault as one line says it, by code."""
    found = [
        Entry(
            module.RULE.code,
            name_of(module),
            module.RULE.pillar,
            module.RULE.severity_for("lab"),
            module.RULE.severity_for("production"),
            page(module).title,
            module.RULE.repair,
        )
        for module in every_rule()
    ]
    found += [
        Entry(f.code, f.name, _pillar(f), f.severity, f.severity, f.title, f.repair)
        for f in every_fault()
    ]
    return sorted(found, key=lambda entry: entry.code)


def _pillar(fault: Fault) -> Pillar:
    return Pillar(fault.pillar) if fault.pillar else Pillar.CORRECTNESS


def rule_named(name: str) -> ModuleType | None:
    """The module of a rule; no other is imported."""
    homes = (folder for folder, names in rules.catalogue().items() if name in names)
    home = next(homes, None)
    return rules.rule(home, name) if home is not None else None


def fault_named(name: str) -> Fault | None:
    """A fault by its name."""
    return next((fault for fault in every_fault() if fault.name == name), None)


def rule_page(module: ModuleType) -> str:
    """A rule's page as text."""
    facts, parts = module.RULE, page(module)
    lab = facts.severity_for("lab")
    severity = str(lab) if lab is facts.severity else f"{facts.severity}, in a lab {lab}"
    return "\n".join(
        [
            f"{facts.code} {name_of(module)}: {parts.title}",
            f"{severity}; {facts.pillar}{_repair(facts.repair)}",
            *_section("What it does", _filled(parts.what)),
            *_section("Why", _filled(parts.why)),
            *_section("Bad", _indented(parts.bad)),
            *_section("Good", _indented(parts.good)),
            *_section("Fix", _filled(parts.fix)),
            *_section("References", parts.references),
            "",
        ]
    )


def _repair(repair: Repair | None) -> str:
    """What `archc check --fix` does about it."""
    if repair is None:
        return ""
    return "; --fix mends it" if repair is Repair.SAFE else "; --fix --unsafe-fixes mends it"


def fault_page(fault: Fault) -> str:
    """A fault's page as text; a long example is cut."""
    bad = fault.bad if len(fault.bad) < 600 else fault.bad[:200] + "\n…\n"
    return "\n".join(
        [
            f"{fault.code} {fault.name}: {fault.title}",
            f"{fault.severity}; {_pillar(fault)}{_repair(fault.repair)}",
            *_section("Why", _filled(fault.why)),
            *_section("Bad", _indented(bad)),
            *_section("Good", _indented(fault.good)),
            "",
        ]
    )


def kind_page(cls: type[Component]) -> str:
    """A kind's page as text: what it is, its attributes, verbs and values."""
    lines = [f"{cls.word}: {cls.title}", "", inspect.cleandoc(cls.__doc__ or "")]
    if cls.inside:
        lines += ["", f"Stands in: {', '.join(cls.inside)}"]
    lines += _section("Attributes", "\n".join(_attribute(d) for d in cls.attributes.values()))
    verbs = [f"  {verb.name:14} {verb.sentence}" for verb in verbs_of(cls({})).values()]
    if verbs:
        lines += _section("An arrow to it may say", "\n".join(verbs))
    if cls.phrase is not None:
        details = "\n".join(_attribute(d) for d in cls.phrase.attributes.values())
        lines += _section("Its own arrows may add", details)
    if cls.values:
        lines += ["", "Values: " + ", ".join(f"`{value}`" for value in cls.values)]
    return "\n".join([*lines, ""])


def _attribute(declared: Attribute) -> str:
    """How an attribute is written, and below it what it says and accepts."""
    written = declared.example if declared.main else f"{declared.name}: {declared.example}"
    default = declared.type.spell(declared.default) if declared.default is not None else ""
    needed = "; required" if declared.required else f"; {default} unless written" if default else ""
    parts = declared.type.words if isinstance(declared.type, RecordOf) else ()
    more = f"; its parts are {', '.join(parts)}" if len(parts) > 2 else ""
    text = f"{declared.sentence} Accepts {declared.type.expected}{more}{needed}."
    return f"  {written}\n" + textwrap.fill(text, 78, initial_indent=_IN, subsequent_indent=_IN)


def _section(heading: str, body: str) -> list[str]:
    return ["", heading, body.rstrip("\n")]


def _filled(text: str) -> str:
    return textwrap.fill(text, 78, initial_indent="  ", subsequent_indent="  ")


def _indented(text: str) -> str:
    return textwrap.indent(text.rstrip("\n"), "    ")
