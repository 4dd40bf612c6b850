"""The grammar, made ready for parsing; its compiled tables may rest in the user's cache folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar, cast

from lark import Lark, Token, Transformer

from archc import resources
from archc.caches import is_private

Builder = TypeVar("Builder", bound=Transformer[Token, Any])


class Grammar:
    """`Grammar(cache)(B)` is a builder of class B and its parser, made once; `cache` may be None.

    The cached tables are a pickle, so the folder must belong to the user, and no one else may
    write to it; otherwise, and where it cannot be written, the tables are made afresh.
    """

    def __init__(self, cache: Path | None = None) -> None:
        self._text = (resources.folder("grammar") / "archc.lark").read_text(encoding="utf-8")
        self._cache = str(cache / "grammar.pickle") if cache and is_private(cache) else False
        self._made: dict[type[Any], tuple[Any, Lark]] = {}

    def __call__(self, wanted: type[Builder]) -> tuple[Builder, Lark]:
        """A builder, and the parser that hands to it what it reads: one text after the other."""
        if wanted not in self._made:
            builder = wanted(visit_tokens=False)
            self._made[wanted] = (
                builder,
                Lark(
                    self._text,
                    parser="lalr",
                    lexer="contextual",
                    transformer=builder,
                    cache=self._cache,
                ),
            )
        return cast("tuple[Builder, Lark]", self._made[wanted])
