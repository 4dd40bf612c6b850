"""Merges three ways: what was generated last time, what is in the file, what is generated now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from archc.merge.document import Document, Page, cells_of, read, with_cells, write
from archc.merge.page import free_name, merged_page, woven
from archc.merge.sealing import (
    BASE,
    IDS,
    PAGES,
    changed_since_sealed,
    is_edited,
    is_sealed,
    require_ours,
    seal,
    sealed_pages,
)

# What draw.io writes anew whenever it saves.
_VOLATILE = ("host", "agent", "modified", "etag", "version", "type", "compressed", "pages")


class Merged(NamedTuple):
    """A merged file, and what its reader should know."""

    content: bytes
    notes: tuple[str, ...]


def merge(existing: bytes, generated: bytes) -> Merged:
    """The generated file with everything that people did to the existing one.

    Raises Unmergeable if the existing file cannot be read or was not made by archc.
    """
    sealed = seal(generated)
    theirs, ours = read(existing), read(sealed)
    require_ours(theirs)
    if not changed_since_sealed(existing):
        return Merged(sealed, ())
    notes: list[str] = []
    kept = {k: v for k, v in theirs.attributes.items() if k not in _VOLATILE}
    pages = _merged_pages(theirs.pages, ours.pages, notes)
    content = write(Document(ours.attributes | kept, pages))
    # Where no edit is left, a new drawing is better than an old one with patches.
    return Merged(content if changed_since_sealed(content) else sealed, tuple(notes))


def _merged_pages(theirs: Sequence[Page], ours: Sequence[Page], notes: list[str]) -> list[Page]:
    was = next(sealed_pages(page) for page in theirs if is_sealed(page))
    new = {page.id: page for page in ours}
    old = {page.id: page for page in _renamed(theirs, was, set(new))}
    done: dict[str, Page] = {}
    for id_, page in old.items():
        if not _is_generated(page, was):
            done[id_] = page
        elif id_ in new:
            done[id_] = merged_page(page, new[id_], notes)
        elif is_edited(page):
            notes.append(f"page '{page.name}' is no longer generated; it was edited, so it stays")
            done[id_] = _own(page)
    for id_, page in new.items():
        if id_ in was and id_ not in old:
            notes.append(f"page '{page.name}' stays deleted")
        else:
            done.setdefault(id_, page)
    return [done[id_] for id_ in woven(list(old), new) if id_ in done]


def _is_generated(page: Page, was: Sequence[str]) -> bool:
    """Whether archc made a page; draw.io's copies of such a page have ids of their own."""
    return is_sealed(page) and page.id in was


def _renamed(theirs: Sequence[Page], was: Sequence[str], new: set[str]) -> Iterator[Page]:
    """The pages, those that people added under ids that are not generated."""
    taken = new | {page.id for page in theirs}
    for page in theirs:
        if page.id in new and not _is_generated(page, was):
            yield Page({**page.attributes, "id": free_name(page.id, taken)}, page.model)
        else:
            yield page


def _own(page: Page) -> Page:
    """The page as one that archc never made."""
    cells = cells_of(page)
    for cell in cells.values():
        for name in (BASE, IDS, PAGES):
            cell.facts.pop(name, None)
    return with_cells(page, cells)
