"""parse: Source → Tree, and the syntax mistakes on the way."""

from __future__ import annotations

import gc
import re
from typing import Any

from lark import Token, Transformer
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from archc.diagnostics import Diagnostic, Fault
from archc.edits import Fix, Replace
from archc.source import Source, Span
from archc.syntax import slips, tree
from archc.syntax.grammar import Grammar
from archc.syntax.outline import MAX_DEPTH, outline, statement_end

MAX_MISTAKES = 20


def parse(source: Source, grammar: Grammar) -> tuple[tree.Tree, list[Diagnostic]]:
    """Read a source; statements that cannot be read are reported and left out of the tree."""
    shape = outline(source.text)
    if shape.too_deep is not None:
        return tree.Tree(()), [_at_bracket(source, shape.too_deep, slips.TOO_DEEP)]
    collecting = gc.isenabled()
    gc.disable()  # a parse allocates many small nodes and frees none: collecting is wasted work
    try:
        return _parse_in_pieces(source, grammar)
    finally:
        if collecting:
            gc.enable()


def _parse_in_pieces(source: Source, grammar: Grammar) -> tuple[tree.Tree, list[Diagnostic]]:
    """Parse; while there is a mistake, blank the statement it is in and parse again."""
    builder, parser = grammar(_Builder)
    builder.source = source
    text = source.text
    mistakes: list[Diagnostic] = []
    while len(mistakes) < MAX_MISTAKES:
        try:
            built: Any = parser.parse(text)
        except UnexpectedInput as error:
            mistake = _describe(source, text, error)
            mistakes.append(mistake)
            text = _without_statement(text, mistake.span.start if mistake.span else 0)
        else:
            return built._replace(lost=_lost(source.text, text)), mistakes
    return tree.Tree((), _lost(source.text, "")), mistakes


def _lost(whole: str, kept: str) -> frozenset[str]:
    """The words of the statements that were made blank."""
    if whole == kept:
        return frozenset()
    words = re.compile(r"\w+")
    return frozenset(
        match[0] for match in words.finditer(whole) if kept[match.start() : match.end()] != match[0]
    )


def _describe(source: Source, text: str, error: UnexpectedInput) -> Diagnostic:
    shape = outline(text)
    if shape.unopened:
        return _at_bracket(source, shape.unopened[0], slips.UNOPENED)
    at_end = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    if at_end and shape.unclosed:
        return _at_bracket(source, shape.unclosed[-1], slips.UNCLOSED)
    offset = len(source.text) if at_end else int(error.pos_in_stream or 0)
    length = 1
    if isinstance(error, UnexpectedToken) and not at_end:
        length = len(str(error.token).rstrip())
    elif isinstance(error, UnexpectedCharacters):
        word = re.compile(r"[\w.@:/\-]+").match(source.text, offset)
        length = len(word[0]) if word else 1
    return slips.recognise(source, offset, length)


_BRACKET_MISTAKES = {
    slips.TOO_DEEP: (
        f"blocks are nested more than {MAX_DEPTH} deep",
        "close the blocks that should have ended before",
    ),
    slips.UNOPENED: ("this bracket closes nothing", "remove it, or open the block it belongs to"),
    slips.UNCLOSED: (
        "this bracket is never closed",
        "add the closing bracket where the block ends",
    ),
}


def _at_bracket(source: Source, offset: int, fault: Fault) -> Diagnostic:
    message, fix = _BRACKET_MISTAKES[fault]
    bracket = Span(source, offset, offset + 1)
    return slips.mistake(fault, message, Fix(fix, _mend(bracket, fault)), bracket)


def _mend(bracket: Span, fault: Fault) -> tuple[Replace, ...]:
    """A bracket that closes nothing goes; one that is never closed is, at the end of the text."""
    if fault is slips.UNOPENED:
        return (Replace(bracket, ""),)
    if fault is slips.UNCLOSED:
        end = len(bracket.source.text.rstrip())
        closing = "}" if bracket.text == "{" else "]"
        return (Replace(Span(bracket.source, end, end), f"\n{closing}"),)
    return ()


def _without_statement(text: str, offset: int) -> str:
    """The text with the statement around `offset` made blank; offsets stay what they are."""
    start = text.rfind("\n", 0, offset) + 1
    if not text[start:offset].strip() and offset < len(text) and text[offset] in "}]":
        start, end = offset, offset + 1
    else:
        end = max(statement_end(text, start), min(offset + 1, len(text)))
    blank = re.sub(r"[^\n]", " ", text[start:end])
    return text[:start] + blank + text[end:]


_Children = list[Any]


class _Builder(Transformer[Token, Any]):
    """Turns what the parser reduces into tree nodes, at once; methods are named by their rules."""

    source: Source  # what is being read

    def _span(self, start: Any, end: Any) -> Span:
        first = start.start_pos if isinstance(start, Token) else start.span.start
        last = end.end_pos if isinstance(end, Token) else end.span.end
        return Span(self.source, int(first or 0), int(last or 0))

    def _word(self, token: Token) -> tree.Word:
        return tree.Word(str(token), self._span(token, token))

    def start(self, children: _Children) -> tree.Tree:
        return tree.Tree(tuple(children[0]) if children else ())

    def statements(self, children: _Children) -> list[Any]:
        if children and isinstance(children[0], list):
            children[0].extend(children[1:])
            return children[0]
        return children

    def component(self, children: _Children) -> tree.Component:
        kind, name, *rest = children
        label, places, body = None, (), ()
        for part in rest:
            if isinstance(part, tree.Text):
                label = part
            elif isinstance(part, _Block):
                body = part.statements
            else:
                places = part
        span = self._span(kind, name)
        return tree.Component(self._word(kind), self._word(name), label, places, body, span)

    def placement(self, children: _Children) -> tuple[tree.Word, ...]:
        return tuple(self._word(token) for token in children)

    def block(self, children: _Children) -> _Block:
        return _Block(tuple(children[1]) if len(children) == 3 else ())

    def property(self, children: _Children) -> tree.Property:
        key, value = children
        span = self._span(key, value if isinstance(value, tree.MapValue) else value[-1])
        if isinstance(value, tree.MapValue):
            return tree.Property(self._word(key), (), value, span)
        return tree.Property(self._word(key), value, None, span)

    def phrases(self, children: _Children) -> tuple[tree.Phrase, ...]:
        return tuple(children)

    phrases_in_list = phrases

    def arrow_phrases(self, children: _Children) -> Any:
        return children[0]

    def phrase(self, children: _Children) -> tree.Phrase:
        return tree.Phrase(tuple(children), self._span(children[0], children[-1]))

    def flag(self, children: _Children) -> tree.Flag:
        return tree.Flag(self._word(children[0]), self._span(children[0], children[0]))

    def arrow(self, children: _Children) -> tree.Arrow:
        ends, label, phrases, body = [], None, (), ()
        for part in children:
            if isinstance(part, tree.Text):
                label = part
            elif isinstance(part, _Block):
                body = part.statements
            elif isinstance(part[0], tree.Phrase):
                phrases = part
            else:
                ends.append(part)
        span = self._span(ends[0][0], phrases[-1] if phrases else ends[-1][-1])
        return tree.Arrow(tuple(ends), label, phrases, body, span)

    ends = placement

    def param(self, children: _Children) -> tree.Param:
        name, *rest = children
        label = rest.pop(0) if isinstance(rest[0], tree.Text) else None
        default = rest[1] if len(rest) > 1 else None
        span = self._span(name, rest[-1][-1] if default is None else default)
        return tree.Param(self._word(name), label, tuple(rest[0]), default, span)

    def choices(self, children: _Children) -> list[Any]:
        return children

    def default(self, children: _Children) -> Any:
        return children[0]

    def output(self, children: _Children) -> tree.Output:
        name, *rest = children
        label = rest[0] if len(rest) > 1 else None
        return tree.Output(self._word(name), label, rest[-1], self._span(name, rest[-1]))

    def guarantee(self, children: _Children) -> tree.Guarantee:
        (words,) = children
        return tree.Guarantee(tuple(words), self._span(words[0], words[-1]))

    def sentence(self, children: _Children) -> list[tree.Word]:
        return children

    def word_or_number(self, children: _Children) -> tree.Word:
        return self._word(children[0])

    def atom(self, children: _Children) -> tree.Atom:
        token = children[0]
        return tree.Atom(token.type, str(token), self._span(token, token))

    def call(self, children: _Children) -> tree.Call:
        function, argument, end = children
        return tree.Call(str(function)[:-1], argument, self._span(function, end))

    def list(self, children: _Children) -> tree.ListValue:
        entries = children[1] if len(children) == 3 else ()
        return tree.ListValue(entries, self._span(children[0], children[-1]))

    def list_entry(self, children: _Children) -> Any:
        return children[0]

    def map(self, children: _Children) -> tree.MapValue:
        entries = children[1] if len(children) == 3 else []
        return tree.MapValue(tuple(entries), self._span(children[0], children[-1]))

    entries = statements

    def entry(self, children: _Children) -> tuple[tree.Word, Any]:
        key, value = children
        word = self._word(key)
        return tree.Word(word.text.strip('"'), word.span), value

    def text(self, children: _Children) -> tree.Text:
        token = children[0]
        return tree.Text(_parts(self.source, token), self._span(token, token))

    label = text


class _Block:
    """The statements between braces, apart from the tuples that names and phrases are."""

    def __init__(self, statements: tuple[Any, ...]) -> None:
        self.statements = statements


_ESCAPE = re.compile(r"\\(.)|\$\{([A-Za-z_][\w.]*)\}", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t"}


def _parts(source: Source, token: Token) -> tuple[str | tree.Word, ...]:
    """Split quoted text at its `${...}`; a long text loses the indentation its lines share."""
    quotes = 3 if token.type == "LONG_STRING" else 1
    body = str(token)[quotes:-quotes]
    first = (token.start_pos or 0) + quotes
    parts: list[str | tree.Word] = []
    plain, position = "", 0
    for match in _ESCAPE.finditer(body):
        plain += body[position : match.start()]
        position = match.end()
        if match[1] is not None:
            plain += _ESCAPED.get(match[1], match[1])
        else:
            span = Span(source, first + match.start(2), first + match.end(2))
            parts += [plain, tree.Word(match[2], span)]
            plain = ""
    parts.append(plain + body[position:])
    if quotes == 3:  # the line ends of a text are the language's, whatever the file's are
        parts = [p.replace("\r\n", "\n") if isinstance(p, str) else p for p in parts]
        parts = _without_indent(parts)
    return tuple(part for part in parts if part != "" or len(parts) == 1)


def same_text(one: str, other: str) -> bool:
    """Whether two spellings of a text in triple quotes say the same."""
    return same_parts(one, _parts_of(other))


def same_parts(spelling: str, parts: tuple[str | tree.Word, ...]) -> bool:
    """Whether a text in triple quotes has these parts."""
    first, second = (
        [part if isinstance(part, str) else (part.text,) for part in several]
        for several in (_parts_of(spelling), parts)
    )
    return first == second


def _parts_of(spelling: str) -> tuple[str | tree.Word, ...]:
    return _parts(Source("", spelling), Token("LONG_STRING", spelling, 0))


def _without_indent(parts: list[str | tree.Word]) -> list[str | tree.Word]:
    whole = "".join(part if isinstance(part, str) else "x" for part in parts)
    indents = re.findall(r"\n([ \t]*)(?=\S)", whole)
    common = min(indents, key=len, default="")
    trimmed = [
        part.replace("\n" + common, "\n") if isinstance(part, str) else part for part in parts
    ]
    if isinstance(trimmed[0], str):
        trimmed[0] = trimmed[0].removeprefix("\n")
    if isinstance(trimmed[-1], str):
        trimmed[-1] = re.sub(r"\n[ \t]*\Z", "\n", trimmed[-1])
    return trimmed
