"""Proof: a changed text is compiled anew, and taken only if it is better and in nothing worse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from archc.compiler import Compilation
from archc.diagnostics import Diagnostic
from archc.mend.ground import Patch
from archc.resolve import faults as resolve_faults
from archc.suppression import FAULTS as ACCEPTANCES
from archc.syntax import slips
from archc.syntax.parse import MAX_MISTAKES

SLIPS = frozenset(fault.code for fault in slips.FAULTS)
_FAULTS = SLIPS | {fault.code for fault in (*resolve_faults.FAULTS, *ACCEPTANCES)}

_Key = tuple[str, str | None, str]


def patched(text: str, patches: Sequence[Patch]) -> str:
    """A text with patches that are in its order and do not overlap; line ends are the text's."""
    newline = "\r\n" if "\r\n" in text else "\n"
    pieces, at = [], 0
    for patch in patches:
        pieces += [text[at : patch.start], patch.text.replace("\n", newline)]
        at = patch.end
    return "".join([*pieces, text[at:]])


def holds(
    before: Compilation,
    after: Compilation,
    mended: Sequence[Diagnostic],
    patches: Sequence[Patch],
) -> bool:
    """Whether what is mended is gone, and nothing is found that was not found before.

    What a fault had hidden is not counted: rules were not asked of a text that could not be read,
    nor of the components that a fault is about.
    """
    codes = {found.code for found in mended}
    if codes & SLIPS:
        return _reads_on(before, after, mended, patches)
    left = Counter(map(_key, before.everything)) - Counter(map(_key, mended))
    added = Counter(map(_key, after.everything)) - left
    if all(map(_is_fault, codes)):
        return not any(_is_fault(code) for code, _, _ in added)
    return not added


def _is_fault(code: str) -> bool:
    """Whether it is found before the rules are asked, or by the stack behind them."""
    return code in _FAULTS or code.startswith("STK")


def _key(found: Diagnostic) -> _Key:
    return found.code, found.component, found.message


def _reads_on(
    before: Compilation,
    after: Compilation,
    mended: Sequence[Diagnostic],
    patches: Sequence[Patch],
) -> bool:
    """Whether slips are only left where others were, or behind those that are mended."""
    there = [_start(found) for found in before.everything if found.code in SLIPS]
    starts = {found.span.start for found in mended if found.span is not None}
    known = {_moved(start, patches) for start in there if start not in starts}
    beyond = max(there) if len(there) >= MAX_MISTAKES else None
    for found in after.everything:
        start = _start(found)
        if found.code not in SLIPS or start in known:
            continue
        uncovered = (_moved(s, patches) < start for s in starts)
        if beyond is not None and start > _moved(beyond, patches):
            continue
        if not any(uncovered):
            return False
    return True


def _start(found: Diagnostic) -> int:
    return found.span.start if found.span is not None else 0


def _moved(offset: int, patches: Sequence[Patch]) -> int:
    """Where an offset is once patches are made."""
    return offset + sum(
        len(patch.text) - (patch.end - patch.start) for patch in patches if patch.end <= offset
    )
