"""Merges three ways: what was generated last time, what is in the file, what is generated now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from archc.merge.document import Document, Page, cells_of, read, with_cells, write
from archc.merge.page import free_name, merged_page, woven
from archc.merge.sealing import (
    DELETED_PAGES,
    SEALS,
    changed_since_sealed,
    is_edited,
    is_partial,
    is_sealed,
    require_ours,
    seal,
    sealed_deletions,
    sealed_pages,
    with_pages,
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
    first = next(page for page in theirs if is_sealed(page))
    was, said = sealed_pages(first), sealed_deletions(first, DELETED_PAGES)
    new = {page.id: page for page in ours}
    old = {page.id: page for page in _renamed(theirs, was, set(new))}
    partial = any(is_partial(page) for page in ours)
    done: dict[str, Page] = {}
    kept: list[str] = []
    for id_, page in old.items():
        if not _is_generated(page, was):
            done[id_] = page
        elif id_ in new:
            done[id_] = merged_page(page, new[id_], notes, kept)
        elif partial:
            kept.append(id_)
            done[id_] = page
        elif is_edited(page):
            notes.append(f"page '{page.name}' is no longer generated; it was edited, so it stays")
            done[id_] = _own(page)
    deleted = [id_ for id_ in was if id_ not in old and (id_ in new or partial)]
    notes += [f"page '{new[id_].name}' stays deleted" for id_ in deleted
              if id_ in new and id_ not in said]  # fmt: skip
    done |= {id_: page for id_, page in new.items() if id_ not in deleted and id_ not in done}
    if kept:
        notes.append(
            "the design could not be read in full, so shapes that are missing from it are kept"
        )
    generated = woven(was, new) if partial else list(new)
    order = [id_ for id_ in woven(list(old), new) if id_ in done]
    return [with_pages(done[id_], generated, deleted) for id_ in order]


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
        for name in SEALS:
            cell.facts.pop(name, None)
    return with_cells(page, cells)
