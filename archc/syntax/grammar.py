"""The grammar, made ready for parsing; its compiled tables may rest in the user's cache folder."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any, TypeVar, cast

from lark import Lark, Token, Transformer

from archc import resources

Builder = TypeVar("Builder", bound=Transformer[Token, Any])


class Grammar:
    """`Grammar(cache)(B)` is a builder of class B and its parser, made once; `cache` may be None.

    The cached tables are a pickle, so the folder must belong to the user, and no one else may
    write to it; otherwise, and where it cannot be written, the tables are made afresh.
    """

    def __init__(self, cache: Path | None = None) -> None:
        self._text = (resources.folder("grammar") / "archc.lark").read_text(encoding="utf-8")
        self._cache = str(cache / "grammar.pickle") if cache and _is_private(cache) else False
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
