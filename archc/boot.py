"""Boot scripts read back: what was put in front of a script, and the script itself."""

from __future__ import annotations

import re
import shlex
from typing import Any, NamedTuple

from archc.foreign import Pseudo, Reference

_SHELL = re.compile(r"#!.*\b(?:ba|da|z|k)?sh\b")
_EXPORT = re.compile(r"export ([A-Za-z_][A-Za-z0-9_]*)=(.*)")
_WORD = re.compile(r"'([^']*)'|\"'\"|\"([\ue000-\uf8ff])\"|([A-Za-z0-9@%+=:,./_-]+)")
_SIGNAL = re.compile('export STACK_NAME="(.)" STACK_REGION="(.)"')
_FIRST = 0xE000  # characters that nobody writes stand for what is not text
_MOST = 0xF8FF - _FIRST

Parts = tuple[Any, ...]


class Export(NamedTuple):
    """`export NAME=value`: a text, and what is not known before the stack is made, in turn."""

    name: str
    value: Parts


class Boot(NamedTuple):
    """A script without the variables in front of it."""

    exports: tuple[Export, ...]
    body: Parts


def boot(parts: Parts, *, signals: bool = False) -> Boot:
    """What stands in front of a shell script, as far as it is spelled as archc does it.

    `signals` are variables for `cfn-signal`, which are made anew.
    """
    strange = [part for part in parts if not isinstance(part, str)]
    if len(strange) > _MOST or any(re.search("[\ue000-\uf8ff]", str(part)) for part in parts):
        return Boot((), parts)
    numbers = iter(range(_FIRST, _FIRST + len(strange)))
    text = "".join(part if isinstance(part, str) else chr(next(numbers)) for part in parts)
    first, _, rest = text.partition("\n")
    if not _SHELL.match(first):
        return Boot((), parts)
    lines = rest.split("\n")
    exports = []
    while lines:
        if signals and _is_signal(lines[0], strange):
            lines.pop(0)
            continue
        match = _EXPORT.fullmatch(lines[0])
        value = _unquoted(match[2], strange) if match else None
        if match is None or value is None:
            break
        lines.pop(0)
        exports.append(Export(match[1], value))
    return Boot(tuple(exports), _parts("\n".join([first, *lines]), strange))


def _is_signal(line: str, strange: list[Any]) -> bool:
    match = _SIGNAL.fullmatch(line)
    if match is None:
        return bool(re.fullmatch(r"export STACK_RESOURCE=[A-Za-z0-9]+", line))
    told = [_parts(one, strange) for one in match.groups()]
    return told == [(Pseudo("AWS::StackName"),), (Pseudo("AWS::Region"),)]


def _parts(text: str, strange: list[Any]) -> Parts:
    pieces = re.split("([\ue000-\uf8ff])", text)
    return tuple(
        strange[ord(piece) - _FIRST] if number % 2 else piece
        for number, piece in enumerate(pieces)
        if piece
    )


def _unquoted(word: str, strange: list[Any]) -> Parts | None:
    """The value of a shell word; None where archc would spell it in another way."""
    plain, at = "", 0
    while at < len(word):
        match = _WORD.match(word, at)
        if match is None:
            return None
        plain += "'" if match[0] == '"\'"' else next(filter(None, match.groups()), "")
        at = match.end()
    pieces = [piece for piece in re.split("([\ue000-\uf8ff])", plain) if piece]
    again = "".join(
        f'"{piece}"' if piece >= chr(_FIRST) and len(piece) == 1 else shlex.quote(piece)
        for piece in pieces
    )
    return _parts(plain, strange) if (again or "''") == word else None


def references(parts: Parts) -> list[Reference]:
    """The resources that a text names."""
    return [part for part in parts if isinstance(part, Reference)]
