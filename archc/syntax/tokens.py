"""tokens: Source → what the lexer sees, for those who care how a text is written."""

from typing import Any, NamedTuple

from lark import Token as Lexeme
from lark import Transformer

from archc.source import Source
from archc.syntax.grammar import Grammar

_LENGTH = {"_COMMA": 1, "_ARROW": 2}  # the rest of these tokens is line ends and comments


class Token(NamedTuple):
    """A token by its terminal, without the line ends and comments it may take along."""

    kind: str
    text: str
    start: int
    end: int
    line: int
    column: int


def tokens(source: Source, grammar: Grammar) -> list[Token]:
    """Every token of a source that can be parsed, but separators: they are between the tokens."""
    _, parser = grammar(_Forget)
    reading: Any = parser.parse_interactive(source.text)
    return [_token(source, found) for found in reading.iter_parse() if found.type != "_SEP"]


def _token(source: Source, found: Lexeme) -> Token:
    start = int(found.start_pos or 0)
    length = _LENGTH.get(found.type, len(found))
    line, column = source.position(start)
    return Token(found.type, str(found)[:length], start, start + length, line, column)


class _Forget(Transformer[Lexeme, Any]):
    """The tokens are wanted, not what they make."""

    def statements(self, children: list[Any]) -> None:
        """Nothing is kept."""
