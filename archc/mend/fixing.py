"""Fixing: which fixes hold, each alone for those who choose, or all together in one text."""

from __future__ import annotations

import difflib
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from archc.compiler import Compilation
from archc.diagnostics import Diagnostic, Severity
from archc.edits import Cut, Edit, Repair, Replace
from archc.fmt import formatted
from archc.mend.changing import Changing
from archc.mend.ground import Patch, Unplaceable
from archc.mend.places import Places
from archc.mend.proof import SLIPS, holds, patched
from archc.source import Source, Span

_ROUNDS = 25  # a fix may make room for another one
# Components and arrows that are compiled anew to fix, to offer, and to say how many can be fixed.
_FIXING = 40_000
_OFFERING = 3_000
_COUNTING = 6_000
_LENGTH = 40  # characters of a usual component or arrow
_USUAL = 6  # compilations until everything is counted, where little is refused
_FEWEST = 20  # times that a design is compiled to fix it, however large it is


class Mended(NamedTuple):
    """A design with everything mended that can be, and what that was."""

    design: Compilation
    fixed: tuple[Diagnostic, ...]


class _Try(NamedTuple):
    """A finding, and the patches that may mend it."""

    finding: Diagnostic
    patches: tuple[Patch, ...]


def mended(design: Compilation, findings: Iterable[Diagnostic], *, unsafe: bool) -> Mended:
    """The design with the fixes of findings, as long as there are some that hold."""
    fixer = _Fixer(design, _FIXING)
    fixed = _all_fixed(fixer, findings, unsafe=unsafe)
    return Mended(fixer.laid_out(), tuple(fixed))


def mendable(design: Compilation, findings: Sequence[Diagnostic]) -> tuple[int, int]:
    """How many findings are mended by safe fixes, and how many more by unsafe ones.

    In a large design they are not counted.
    """
    if not any(found.changes for found in findings):
        return 0, 0
    fixer = _Fixer(design, _COUNTING)
    if fixer.tries_left < _USUAL:
        return 0, 0
    return tuple(  # type: ignore[return-value]
        len(_all_fixed(fixer, findings, unsafe=unsafe)) for unsafe in (False, True)
    )


def _all_fixed(fixer: _Fixer, findings: Iterable[Diagnostic], *, unsafe: bool) -> list[Diagnostic]:
    """Everything that is fixed, round by round: what was asked for, and slips that were hidden."""
    wanted = Counter(map(_identity, findings))
    fixed: list[Diagnostic] = []
    for _ in range(_ROUNDS):
        left = wanted - Counter(map(_identity, fixed))
        now = [
            found
            for found in fixer.design.diagnostics
            if found.changes
            and (unsafe or found.repair is Repair.SAFE)
            and (left[_identity(found)] > 0 or found.code in SLIPS)
        ]
        # What nothing uses may be used once something else is mended.
        going = [found for found in now if any(isinstance(one, Cut) for one in found.changes)]
        done = fixer.fix(found for found in now if found not in going) or fixer.fix(going)
        fixed += done
        if not done:
            break
    return fixed


def offered(design: Compilation, findings: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings, those with their edits that a fix alone mends.

    Each of them takes another compilation, so in a large design only the gravest are tried.
    """
    if not any(found.changes for found in findings):
        return tuple(findings)
    fixer = _Fixer(design, _OFFERING)
    grave = sorted(range(len(findings)), key=lambda n: list(Severity).index(findings[n].severity))
    edits = {n: fixer.edits(findings[n]) for n in grave if findings[n].changes}
    return tuple(f._replace(edits=edits[n]) if n in edits else f for n, f in enumerate(findings))


def _identity(found: Diagnostic) -> tuple[str, str | None, str]:
    return found.code, found.component, found.message


class _Fixer:
    """Tries fixes on one design, and goes on with what came of them."""

    def __init__(self, design: Compilation, work: int) -> None:
        self.design = design
        self._original = design
        size = _size(design)
        self.tries_left = max(_FEWEST if work == _FIXING else 0, work // size)
        self._refused: set[tuple[str, tuple[str, str | None, str]]] = set()
        self._changing = self._changes()

    @cached_property
    def _is_laid_out(self) -> bool:
        whole = formatted(self._original.source, self._original.grammar)
        return not whole.mistakes and whole.text == self._original.source.text

    def _changes(self) -> Changing | None:
        if not self.design.is_whole:
            return None
        return Changing(Places(self.design.source, self.design.grammar), self.design.design)

    def _tries(self, findings: Iterable[Diagnostic]) -> Iterator[_Try]:
        for found in findings:
            if self._changing is None and found.code not in SLIPS:
                continue  # what is missing may stand in what could not be read
            try:
                if self._changing is not None:
                    patches = self._changing.patches(found.changes)
                else:
                    patches = [
                        Patch(c.span.start, c.span.end, c.text)
                        for c in found.changes
                        if isinstance(c, Replace)
                    ]
                    if len(patches) < len(found.changes):
                        continue
            except Unplaceable:
                continue
            if patches:
                yield _Try(found, tuple(patches))

    def fix(self, findings: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Mend what can be mended at once; returns what was."""
        text = self.design.source.text
        wanted = [f for f in findings if (text, _identity(f)) not in self._refused]
        return self._fix(_apart(self._tries(wanted)))

    def _fix(self, tries: list[_Try]) -> list[Diagnostic]:
        """All of them if they hold together; else the first half that does."""
        if not tries or not self.tries_left:
            return []
        found = [one.finding for one in tries]
        after = self._proved(tries)
        if after is not None:
            self.design = after
            self._changing = self._changes()
            return found
        if len(tries) == 1:
            self._refused.add((self.design.source.text, _identity(found[0])))
            return []
        middle = len(tries) // 2
        return self._fix(tries[:middle]) or self._fix(tries[middle:])

    def _proved(self, tries: Sequence[_Try]) -> Compilation | None:
        """The design with these patches, if that is proved to be better."""
        if not self.tries_left:
            return None
        self.tries_left -= 1
        patches = sorted((p for one in tries for p in one.patches), key=lambda p: p.start)
        text = patched(self.design.source.text, patches)
        after = self.design.with_text(text)
        found = [one.finding for one in tries]
        return after if holds(self.design, after, found, patches) else None

    def edits(self, finding: Diagnostic) -> tuple[Edit, ...]:
        """What mends a finding and nothing else; none if it is not proved to."""
        tries = list(self._tries([finding])) if self.tries_left else []
        after = self._proved(tries) if tries else None
        if after is None:
            return ()
        return tuple(_edits(self.design.source, self._final(after)))

    def laid_out(self) -> Compilation:
        """What came of it; a design that was laid out as `archc fmt` does it is again."""
        text = self._final(self.design)
        return self.design if text == self.design.source.text else self.design.with_text(text)

    def _final(self, design: Compilation) -> str:
        return _laid_out(design) if self._is_laid_out else design.source.text


def _size(design: Compilation) -> int:
    """What compiling costs, in components and arrows; each slip takes another parse."""
    read = len(design.design.components) + len(design.design.relations)
    slips = sum(found.code in SLIPS for found in design.diagnostics)
    return 1 + max(read, len(design.source.text) // _LENGTH) * (1 + slips)


def _laid_out(design: Compilation) -> str:
    return formatted(design.source, design.grammar).text


def _apart(tries: Iterable[_Try]) -> list[_Try]:
    """Those whose patches do not touch each other; the others have to wait."""
    kept: list[_Try] = []
    taken: list[tuple[int, int]] = []  # in order, and apart
    for one in tries:
        own = [(patch.start, patch.end) for patch in one.patches]
        if not any(_touches(taken, *place) for place in own):
            kept.append(one)
            for place in own:
                insort(taken, place)
    return kept


def _touches(taken: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a place is beside one of those that are taken, or over it."""
    at = bisect_left(taken, (start, start))
    behind = taken[at : at + 1]
    before = taken[max(0, at - 2) : at]  # an empty place may stand before one that begins there
    return any(a <= end and start <= b for a, b in (*before, *behind))


def _edits(source: Source, after: str) -> Iterator[Edit]:
    """What is different in a text, line by line, without what is the same at both ends."""
    old, new = (text.splitlines(keepends=True) for text in (source.text, after))
    first = _same(old, new)
    last = _same(old[first:][::-1], new[first:][::-1])
    matcher = difflib.SequenceMatcher(
        None, old[first : len(old) - last], new[first : len(new) - last], autojunk=False
    )
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            gone = "".join(old[first + a : first + b])
            come = "".join(new[first + c : first + d])
            head = _same(gone, come)
            tail = _same(gone[head:][::-1], come[head:][::-1])
            start = starts[first + a] + head
            end = starts[first + b] - tail
            yield Edit(Span(source, start, end), come[head : len(come) - tail])


def _same(one: Sequence[str], other: Sequence[str]) -> int:
    """How many are the same from the beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))
