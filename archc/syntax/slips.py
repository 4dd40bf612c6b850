"""Syntax mistakes that people make, each with a message of its own."""

import re
from collections.abc import Callable
from typing import NamedTuple

from archc.diagnostics import Diagnostic, Fault
from archc.edits import Fix, Repair, Replace
from archc.source import Source, Span

_DESIGN = "architecture shop\nvpc shop {\n  cidr: 10.0.0.0/16\n  tier edge { public }\n}\n"


def _fault(
    code: str, name: str, title: str, why: str, bad: str, repair: Repair | None = None
) -> Fault:
    return Fault(code, name, title, why, bad, _DESIGN, repair=repair)


UNEXPECTED = _fault(
    "SYN001",
    "unexpected_text",
    "A statement that cannot be read",
    "The first two tokens decide what a statement is: `kind name`, `word: value`, `word` alone, "
    "or `a -> b`.",
    "architecture shop\nvpc shop { cidr: }\n",
)
UNCLOSED = _fault(
    "SYN002",
    "unclosed_bracket",
    "A bracket that is never closed",
    "Everything after it would belong to this block.",
    "architecture shop\nvpc shop {\n  cidr: 10.0.0.0/16\n",
    repair=Repair.UNSAFE,
)
UNOPENED = _fault(
    "SYN003",
    "unopened_bracket",
    "A bracket that closes nothing",
    "The block it should close has ended already, so the statements around it are misplaced.",
    "architecture shop\nvpc shop { cidr: 10.0.0.0/16 }\n}\n",
    repair=Repair.UNSAFE,
)
UNCLOSED_TEXT = _fault(
    "SYN004",
    "unclosed_text",
    "Quoted text without its closing quote",
    "A text in one pair of quotes ends on the line it begins on.",
    'architecture shop "Web shop\nvpc shop { cidr: 10.0.0.0/16 }\n',
    repair=Repair.UNSAFE,
)
EQUALS = _fault(
    "SYN005",
    "equals_sign",
    "`=` where `:` belongs",
    "An attribute and its value are separated by a colon.",
    "architecture shop\nvpc shop { cidr = 10.0.0.0/16 }\n",
    repair=Repair.SAFE,
)
WRONG_ARROW = _fault(
    "SYN006",
    "wrong_arrow",
    "An arrow that is not `->`",
    "An arrow has one direction: whoever starts the conversation stands on the left of `->`.",
    "architecture shop\nusers a\nvpc shop { cidr: 10.0.0.0/16 }\na -- shop\n",
    repair=Repair.SAFE,
)
KIND_IN_WORDS = _fault(
    "SYN007",
    "kind_in_two_words",
    "A kind written as two words",
    "A component is one word for its kind and one for its name.",
    "architecture shop\nload balancer front { listen: http 80 }\n",
    repair=Repair.SAFE,
)
NO_NAME = _fault(
    "SYN008",
    "missing_name",
    "A component without a name",
    "The name is the identity of a component in every output.",
    "architecture shop\nvpc { cidr: 10.0.0.0/16 }\n",
)
NEEDS_QUOTES = _fault(
    "SYN009",
    "needs_quotes",
    "A value that needs quotes",
    "Values that begin with a dot or `*`, or hold `@` or `://`, are written as text.",
    "architecture shop\ntags: { contact: team@example.org }\n",
    repair=Repair.SAFE,
)
TOO_DEEP = _fault(
    "SYN010",
    "nested_too_deep",
    "Blocks nested more than 32 deep",
    "No design needs it, and a file that does it is damaged or hostile.",
    "architecture shop\n" + "group g {" * 33 + "}" * 33 + "\n",
)
NO_SEPARATOR = _fault(
    "SYN011",
    "two_statements_on_a_line",
    "Two statements without a separator",
    "A line end or `;` ends a statement.",
    "architecture shop\nvpc shop { cidr: 10.0.0.0/16 } users people\n",
    repair=Repair.SAFE,
)
NOT_YET = _fault(
    "SYN012",
    "unsupported_statement",
    "A statement that this version of archc does not have",
    "archc accepts only what it can check, draw and deploy.",
    'architecture shop\nuse "network.arch"\n',
)

FAULTS = (
    UNEXPECTED, UNCLOSED, UNOPENED, UNCLOSED_TEXT, EQUALS, WRONG_ARROW, KIND_IN_WORDS, NO_NAME,
    NEEDS_QUOTES, TOO_DEEP, NO_SEPARATOR, NOT_YET,
)  # fmt: skip


class _Slip(NamedTuple):
    """A pattern searched in the line up to and behind the error, and what to say then."""

    before: str
    behind: str
    fault: Fault
    message: str
    fix: str
    mend: Callable[[Source, int], Replace | None] | None = None


def _replaced(source: Source, start: int, end: int, text: str) -> Replace:
    return Replace(Span(source, start, end), text)


def _closed_text(source: Source, offset: int) -> Replace | None:
    """The quote at the end of its line, if nothing stands there that is no text."""
    end = re.compile(r"[^\n{};#]*").match(source.text, offset)
    stop = end.end() if end is not None else offset
    if source.text[stop : stop + 1] not in ("\n", "", "\r"):
        return None
    stop = offset + len(source.text[offset:stop].rstrip())
    return _replaced(source, stop, stop, '"')


def _colon(source: Source, offset: int) -> Replace:
    """The sign with the blanks before it, as a colon stands."""
    start = len(source.text[:offset].rstrip(" \t"))
    blank = "" if source.text[offset + 1 : offset + 2].isspace() else " "
    return _replaced(source, start, offset + 1, f":{blank}")


def _arrow(source: Source, offset: int) -> Replace | None:
    """An arrow to the right; one to the left, or to both sides, says something else."""
    match = re.compile(r"--+>?|=>|→|⇒|—>?").match(source.text, offset)
    return _replaced(source, offset, match.end(), "->") if match is not None else None


def _one_kind(source: Source, offset: int) -> Replace | None:
    """The two words before the name, joined."""
    words = re.compile(r"([A-Za-z_]\w*)([ \t]+)[A-Za-z_]\w*[ \t]+\Z")
    match = words.search(source.text, _line_start(source, offset), offset)
    return _replaced(source, match.start(2), match.end(2), "_") if match is not None else None


def _quoted(source: Source, offset: int) -> Replace | None:
    """The whole value in quotes."""
    start = offset - len(
        re.split(r"[^\w.@:/*+\-]", source.text[max(0, offset - _NEAR) : offset])[-1]
    )
    match = re.compile(r"[\w.@:/*+\-?=&%]+").match(source.text, max(0, start))
    return _replaced(source, match.start(), match.end(), f'"{match[0]}"') if match else None


def _apart(source: Source, offset: int) -> Replace:
    """A line of its own, or `;` in a block that stands on one line."""
    line = _line_start(source, offset)
    start = len(source.text[:offset].rstrip(" \t"))
    before = source.text[line:start]
    indent = before[: len(before) - len(before.lstrip())]
    inside = before.count("{") > before.count("}")
    return _replaced(source, start, offset, "; " if inside else f"\n{indent}")


def _line_start(source: Source, offset: int) -> int:
    return source.text.rfind("\n", 0, offset) + 1


_SLIPS = (
    _Slip(
        r"(?:^|[{;])\s*(?:use|when|module)\b[^{;]*", "", NOT_YET,
        "this version of archc has no such statement",
        "leave it out: there are components, attributes, arrows, guarantees, `param` and `output`",
    ),
    _Slip("", r'"', UNCLOSED_TEXT, "the quoted text is not closed on this line",
          'add the closing `"`, or use `"""` for a text of several lines',
          _closed_text),
    _Slip(r"\w\s*", r"=", EQUALS, "`=` does not assign here", "write `:` instead of `=`",
          _colon),
    _Slip(r"", r"(?:--+>?|<-+>?|=>|→|⇒|↔|—>?)", WRONG_ARROW, "this is not an arrow of the language",
          "write `a -> b`; where both sides start conversations, write two arrows", _arrow),
    _Slip(r"(?:^|[{;])\s*[A-Za-z_]\w*\s+[A-Za-z_]\w*\s+", r"[A-Za-z_]\w*\s*(?:\{|in\b|\"|$)",
          KIND_IN_WORDS, "three words where a kind and a name are expected",
          "join the words of the kind with an underscore, like `load_balancer front`",
          _one_kind),
    _Slip(r"(?:^|[{;])\s*[A-Za-z_]\w*\s*", r'[{"]', NO_NAME,
          "this component has no name", "write a name behind the kind, like `vpc shop {`"),
    _Slip(r"[\w.\-]*", r"(?:@|://|\*[\w.]|\.\w)", NEEDS_QUOTES, "this value needs quotes",
          'put the whole value between quotes, like `"team@example.org"`', _quoted),
    _Slip(r"[}\]]\s*", r"\S", NO_SEPARATOR, "a statement begins before the last one has ended",
          "put it on a line of its own, or write `;` between them", _apart),
)  # fmt: skip


_NEAR = 200  # code points; what is wrong stands near, however long a line is


def recognise(source: Source, offset: int, length: int) -> Diagnostic:
    """What to say about text that fits nowhere, at `offset`, `length` code points long."""
    start = source.text.rfind("\n", 0, offset) + 1
    end = source.text.find("\n", offset)
    end = min(end if end >= 0 else len(source.text), offset + _NEAR)
    before = source.text[max(start, offset - _NEAR) : offset]
    behind = source.text[offset:end]
    span = Span(source, offset, min(offset + max(1, length), len(source.text)))
    for slip in _SLIPS:
        if re.search(slip.before + r"\Z", before) and re.match(slip.behind, behind):
            change = slip.mend(source, offset) if slip.mend is not None else None
            fix = Fix(slip.fix, (change,) if change is not None else ())
            return mistake(slip.fault, slip.message, fix, span)
    shown = behind[: max(1, length)].strip()
    message = f"'{shown}' does not fit here" if shown else "something is missing here"
    return mistake(UNEXPECTED, message, _expectation(before), span)


def _expectation(before: str) -> str:
    if re.search(r":\s*\Z", before):
        return "write a value behind the colon"
    if re.search(r"->\s*\Z", before):
        return "write the name of a component behind the arrow"
    return "write `kind name { … }`, `word: value`, a word alone, or `a -> b`"


def mistake(
    fault: Fault, message: str, fix: str | Fix, span: Span, label: str = "here"
) -> Diagnostic:
    """A fault found at a place, as an error."""
    return fault.found(message, fix, span, label)
