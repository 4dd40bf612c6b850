"""A printed tree reads back as the same tree."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archc.source import Source, Span
from archc.syntax.parse import parse
from archc.syntax.printing import printed
from archc.syntax.tree import Property, Text, Tree, Word
from tests.designs import GRAMMAR, ROOT

PLACE = Span(Source("", ""), 0, 0)


def bare(node: Any) -> Any:
    if isinstance(node, Span):
        return None
    if hasattr(node, "_fields"):
        return (type(node).__name__, *map(bare, node))
    return tuple(map(bare, node)) if isinstance(node, tuple) else node


@pytest.mark.parametrize("path", sorted((ROOT / "examples").rglob("*.arch")), ids=lambda p: p.stem)
def test_designs_stay_the_same(path: Any) -> None:
    tree, mistakes = parse(Source(path.name, path.read_text(encoding="utf-8")), GRAMMAR)
    if mistakes:
        return
    again, wrong = parse(Source("printed", printed(tree)), GRAMMAR)
    assert wrong == []
    assert bare(again.statements) == bare(tree.statements)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from('\n\t"\\${}#')),
        max_size=3,
    )
)
def test_texts_stay_the_same(texts: list[str]) -> None:
    parts: list[Any] = []
    for text in texts:
        parts += [text, Word("web.url", PLACE)] if text else [Word("web.url", PLACE)]
    one = Property(Word("why", PLACE), (), None, PLACE)
    from archc.syntax.tree import Phrase

    said = one._replace(phrases=(Phrase((Text(tuple(parts) or ("",), PLACE),), PLACE),))
    again, wrong = parse(Source("printed", printed(Tree((said,)))), GRAMMAR)
    assert wrong == []
    assert bare(again.statements) == bare((said,))
