"""Fingerprints: which finding is the same one as before, though lines were moved."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable

from archc.diagnostics import Diagnostic


def fingerprints(path: str, findings: Iterable[Diagnostic]) -> list[str]:
    """One for each finding of a file; the second of two that look alike is told apart."""
    seen: Counter[tuple[str, ...]] = Counter()
    made = []
    for found in findings:
        facts = _facts(path, found)
        seen[facts] += 1
        made.append(digest(*facts, str(seen[facts])))
    return made


def digest(*facts: str) -> str:
    """A short name for some facts."""
    whole = "\0".join(facts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(whole).hexdigest()[:32]


def _facts(path: str, found: Diagnostic) -> tuple[str, ...]:
    """What stays when lines are inserted, moved or indented."""
    words = " ".join(found.span.text[:400].split()) if found.span is not None else ""
    return (found.code, path, found.component or "", words, found.message)
