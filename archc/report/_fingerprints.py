"""Fingerprints: which finding is the same one as before, though lines were moved."""

import hashlib
from collections import Counter

from archc.diagnostics import Diagnostic
from archc.report import File, Run
from archc.report._paths import plain


def fingerprints(run: Run) -> list[str]:
    """One for each finding, in reading order; the second of two that look alike is told apart."""
    seen: Counter[tuple[str, ...]] = Counter()
    made = []
    for file, found in run.placed:
        facts = _facts(file, found)
        seen[facts] += 1
        made.append(digest(*facts, str(seen[facts])))
    return made


def digest(*facts: str) -> str:
    """A short name for some facts."""
    whole = "\0".join(facts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(whole).hexdigest()[:32]


def _facts(file: File, found: Diagnostic) -> tuple[str, ...]:
    """What stays when lines are inserted, moved or indented."""
    words = " ".join(found.span.text[:400].split()) if found.span is not None else ""
    return (found.code, plain(file.path), found.component or "", words, found.message)
