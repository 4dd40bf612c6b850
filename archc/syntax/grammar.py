"""The grammar, made ready for parsing; its compiled tables may rest in the user's cache folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lark import Lark, Token, Transformer

from archc import resources


class Grammar:
    """`Grammar(cache)(builder)` is a parser that builds with `builder`; `cache` may be None.

    The cached tables are a pickle, so the folder must belong to the user, and no one else may
    write to it; otherwise, and where it cannot be written, the tables are made afresh.
    """

    def __init__(self, cache: Path | None = None) -> None:
        self._text = (resources.folder("grammar") / "archc.lark").read_text(encoding="utf-8")
        self._cache = str(cache / "grammar.pickle") if cache and _is_private(cache) else False
        self._parsers: dict[type, tuple[_Relay, Lark]] = {}

    def __call__(self, builder: Transformer[Token, Any]) -> Lark:
        """A parser that hands what it reads to the builder, until another one is asked for."""
        kind = type(builder)
        if kind not in self._parsers:
            relay = _Relay(kind)
            parser = Lark(
                self._text, parser="lalr", lexer="contextual", transformer=relay, cache=self._cache
            )
            self._parsers[kind] = relay, parser
        relay, parser = self._parsers[kind]
        relay.builder = builder
        return parser


class _Relay(Transformer[Token, Any]):
    """Passes on to the present builder: making a parser takes longer than reading a design."""

    builder: Transformer[Token, Any]

    def __init__(self, kind: type) -> None:
        super().__init__(visit_tokens=False)
        for name in (name for name in vars(kind) if not name.startswith("_")):
            setattr(self, name, self._passing(name))

    def _passing(self, name: str) -> Callable[[list[Any]], Any]:
        def build(children: list[Any]) -> Any:
            return getattr(self.builder, name)(children)

        return build


def user_cache() -> Path | None:
    """The folder `archc` in the user's cache, made if it can be; None if there is none."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")) / "archc"
    if not folder.is_absolute():
        return None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return folder


def _is_private(folder: Path) -> bool:
    """Whether the folder and what lies in it belong to this user, and no one else may write."""
    if not hasattr(os, "getuid"):
        return True
    try:
        facts = [
            os.lstat(folder),
            *(entry.stat(follow_symlinks=False) for entry in os.scandir(folder)),
        ]
    except OSError:
        return False
    others = stat.S_IWGRP | stat.S_IWOTH
    return all(fact.st_uid == os.getuid() and not fact.st_mode & others for fact in facts)
