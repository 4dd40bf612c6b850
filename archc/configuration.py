"""Configuration: what `archc.toml` and the command line say about which findings are wanted.

The nearest `archc.toml` counts: in the folder of a design, or the first one above it. Whoever
checks the designs of others does not trust it: `--isolated` leaves it out, with every acceptance.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from archc import rules
from archc.diagnostics import Diagnostic, Severity
from archc.fingerprints import fingerprints
from archc.folder import Folder
from archc.rules.rule import Pillar
from archc.selection import ALL, Selection
from archc.suppression import FAULTS, Baseline, Policy
from archc.values import Unreadable, did_you_mean
from archc.workspace import STDIN, Refused, read_design

NAME = "archc.toml"
NEVER = "never"
FAIL_ON = (*map(str, Severity), NEVER)
_VERSION = 1


class Configuration(NamedTuple):
    """What one file, or the command line, says; None where it says nothing of a key."""

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    fail_on: str | None = None
    baseline: str | None = None
    path: str = ""


class Asked(NamedTuple):
    """What the command line says: its own keys, an `archc.toml` by name, or none at all."""

    said: Configuration = Configuration()
    config: str | None = None
    isolated: bool = False
    baselines: bool = True

    def policy(self, design: str) -> Policy:
        """What may hide findings of the design at a path."""
        found = self._found(design)
        known = _baseline(self.said, found, design) if self.baselines else None
        return Policy(not self.isolated, _selection(self.said, found), known)

    def fails(self, design: str, findings: Iterable[Diagnostic]) -> bool:
        """Whether findings of a design are reason for the exit status 1."""
        bound = self.said.fail_on or self._found(design).fail_on or str(Severity.ERROR)
        grave = FAIL_ON[: FAIL_ON.index(bound) + 1]
        return bound != NEVER and any(found.severity in grave for found in findings)

    def _found(self, design: str) -> Configuration:
        if self.isolated:
            return Configuration()
        path = self.config or _nearest("." if design == STDIN else os.path.dirname(design) or ".")
        return _read(path) if path else Configuration()


def _nearest(folder: str) -> str | None:
    """The `archc.toml` that counts for designs in a folder."""
    absolute = Path(folder).absolute()
    for above in (absolute, *absolute.parents):
        if (above / NAME).is_file():
            return os.path.relpath(above / NAME)
    return None


def _read(path: str) -> Configuration:
    """One `archc.toml`; what is wrong in it is refused: it would hide too much, or too little."""
    import tomllib  # noqa: PLC0415  (most designs have none)

    try:
        content = tomllib.loads(read_design(path))
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        raise Refused(f"'{path}' is not TOML: {problem}") from None
    keys = {"select": _selectors, "ignore": _selectors, "fail-on": _bound, "baseline": _text}
    for key in content:
        if key not in keys:
            raise Refused(f"'{path}' says '{key}', {did_you_mean(key, tuple(keys))}")
    said: dict[str, Any] = {}
    for key, value in content.items():
        said[key.replace("-", "_")] = keys[key](value, f"'{key}' in '{path}'")
    return Configuration(**said, path=path)


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise Refused(f"{where} is no text in quotes")
    return value


def _bound(value: object, where: str) -> str:
    if value not in FAIL_ON:
        raise Refused(f"{where} is none of {', '.join(FAIL_ON)}")
    return str(value)


def _selectors(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Refused(f'{where} is no list of texts, like ["SGR", "plain_http"]')
    return selectors(value, where)


def selectors(said: Iterable[str], where: str) -> tuple[str, ...]:
    """Selectors that fit some rule; one that fits none is refused, with what may be meant."""
    found = tuple(said)
    names = {name for folder in rules.catalogue().values() for name in folder}
    words = {ALL, *names, *map(str, Pillar), *(fault.name for fault in FAULTS if fault.pillar)}
    for one in found:
        if one not in words and not (one and any(code.startswith(one) for code in _codes())):
            near = did_you_mean(one, tuple(words)).partition("possible here")[0]
            raise Refused(
                f"{where} has '{one}', which is no rule, pillar or beginning of a code; "
                f"{near or 'see `archc rules`'}"
            )
    return found


@cache
def _codes() -> frozenset[str]:
    """The codes of all rules, which stand in their modules: all of them are imported."""
    reference: Any = importlib.import_module("archc.reference")
    return frozenset(entry.code for entry in reference.every_entry())


def _selection(said: Configuration, found: Configuration) -> Selection | None:
    """The command line's lists, and the file's where it has none of a kind."""
    select = said.select if said.select is not None else found.select
    ignore = said.ignore if said.ignore is not None else found.ignore
    if not select and not ignore:
        return None
    by = (
        "--select" if said.select is not None else found.path,
        "--ignore" if said.ignore is not None else found.path,
    )
    return Selection(select or (), ignore or (), by)


def _baseline(said: Configuration, found: Configuration, design: str) -> Baseline | None:
    if said.baseline is not None:
        known = _known(said.baseline, read_design(said.baseline))
        return _of(known, said.baseline, design)
    if found.baseline is None:
        return None
    folder = os.path.dirname(found.path)
    try:
        text = Folder(Path(folder)).text(found.baseline)  # a stranger's file names none elsewhere
    except Unreadable as problem:
        raise Refused(f"'baseline' in '{found.path}': {problem.reason}; {problem.fix}") from None
    path = os.path.join(folder, found.baseline)
    return _of(_known(path, text), path, design)


def _of(known: Mapping[str, frozenset[str]], path: str, design: str) -> Baseline:
    name = _named(path, design)
    return Baseline(known.get(name, frozenset()), name, path)


def _named(baseline: str, design: str) -> str:
    """A design as a baseline names it: from where the baseline is."""
    return Path(os.path.relpath(design, os.path.dirname(baseline) or ".")).as_posix()


@cache
def _known(path: str, text: str) -> Mapping[str, frozenset[str]]:
    """The fingerprints in a baseline by design."""
    import json  # noqa: PLC0415  (most runs have none)

    found: dict[str, set[str]] = {}
    try:
        content = json.loads(text)
        if content["version"] != _VERSION:
            raise Refused(f"'{path}' is of another version of archc; write it anew")
        for record in content["findings"]:
            found.setdefault(record["file"], set()).add(record["fingerprint"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Refused(
            f"'{path}' is no baseline; write one with `archc check --write-baseline {path} FILE...`"
        ) from None
    return {name: frozenset(marks) for name, marks in found.items()}


def baseline(path: str, found: Mapping[str, list[Diagnostic]]) -> str:
    """The text of a baseline at a path that knows these findings of each design."""
    import json  # noqa: PLC0415  (as above)

    records = [
        {"file": name, "code": one.code, "message": one.message, "fingerprint": mark}
        for name, findings in sorted((_named(path, design), f) for design, f in found.items())
        for one, mark in zip(findings, fingerprints(name, findings), strict=True)
        if one.pillar
    ]
    return json.dumps({"version": _VERSION, "findings": records}, indent=2) + "\n"
