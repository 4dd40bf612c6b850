"""Writes into each generated cell what was generated for it, so that edits can be told apart."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from copy import deepcopy
from urllib.parse import quote, unquote

from archc.merge.document import (
    Cell,
    Cells,
    Document,
    Page,
    Unmergeable,
    cells_of,
    depth_first,
    read,
    root_facts,
    with_cells,
    write,
)
from archc.merge.geometry import PORTS, absolute, keys, number, points, shown, spot, style_of

BASE, IDS, PAGES = "archcBase", "archcIds", "archcPages"
# What people deleted and has been said to stay so, and pages of a design that was read in part.
DELETED, DELETED_PAGES, PARTIAL = "archcDeleted", "archcDeletedPages", "archcPartial"
SEALS = (BASE, IDS, PAGES, DELETED, DELETED_PAGES, PARTIAL)
PAPER = ("pageWidth", "pageHeight", "background")

FLAGS = ("connectable", "visible", "collapsed")
_GEOMETRY = ("x", "y", "width", "height")
_DEFAULTS = {"visible": "1", "collapsed": "0", "connectable": "1"}
_KEYS = ("label", "parent", "source", "target", "flags", "style", "place", "ends")
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})

Base = dict[str, str]


def seal(generated: bytes) -> bytes:
    """A generated file with its base in it; sealing it again changes nothing."""
    document = read(generated)
    pages = [page.id for page in document.pages]
    return write(Document(document.attributes, [_sealed(page, pages) for page in document.pages]))


def changed_since_sealed(existing: bytes) -> bool:
    """Whether anybody edited a file; how draw.io writes down an unedited one does not count."""
    document = read(existing)
    pages = [page.id for page in document.pages]
    return any(
        not is_sealed(page) or sealed_pages(page) != pages or is_edited(page)
        for page in document.pages
    )


def is_edited(page: Page) -> bool:
    """Whether anything on a page is not as it was generated."""
    cells = cells_of(page)
    if [id_ for id_ in depth_first(cells) if id_ != "0"] != sealed_ids(page):
        return True
    known = base_of(cells.pop("0"))
    if any(value != known.get(key, "") for key, value in paper_of(page).items()):
        return True
    return any(differing(cell, base_of(cell)) for cell in cells.values())


def is_sealed(page: Page) -> bool:
    """Whether archc generated a page."""
    return IDS in root_facts(page)


def is_ours(document: Document) -> bool:
    """Whether archc generated a file."""
    return any(is_sealed(page) for page in document.pages)


def require_ours(document: Document) -> None:
    """Refuse a file that archc did not generate."""
    if not is_ours(document):
        raise Unmergeable("was not made by archc, or by an older version")


def sealed_ids(page: Page) -> list[str]:
    """The ids that were generated for a page, whatever became of them."""
    return _listed(root_facts(page).get(IDS, ""))


def sealed_pages(page: Page) -> list[str]:
    """The ids of the pages that were generated along with a page."""
    return _listed(root_facts(page).get(PAGES, ""))


def sealed_deletions(page: Page, name: str = DELETED) -> list[str]:
    """What people deleted from a page, or which pages, as far as it has been said."""
    return _listed(root_facts(page).get(name, ""))


def is_partial(page: Page) -> bool:
    """Whether the design of a page could be read in part only."""
    return PARTIAL in root_facts(page)


def with_pages(page: Page, pages: Iterable[str], deleted: Iterable[str]) -> Page:
    """The page with the ids of all pages that were generated along with it, or deleted."""
    if not is_sealed(page):
        return page
    cells = cells_of(page)
    facts = cells["0"].facts | {PAGES: _list(pages), DELETED_PAGES: _list(deleted)}
    cells["0"].facts = {name: value for name, value in facts.items() if value}
    return with_cells(page, cells)


def base_of(cell: Cell) -> Base:
    """What was generated for a cell; empty if that is not known any more."""
    lines = (line.partition(" ") for line in cell.facts.get(BASE, "").split("\n") if line)
    return {key: value for key, _, value in lines}


def facts_of(cell: Cell) -> Base:
    """What a cell says now, in the form in which a base says it."""
    own = {name: cell.attributes.get(name, "") for name in ("parent", "source", "target")}
    flags = (
        f"{n}={v}" for n in FLAGS if (v := cell.attributes.get(n, "")) not in ("", _DEFAULTS[n])
    )
    all_ = {"label": cell.label, **own, "flags": " ".join(flags), "style": plain_style(cell),
            "place": place_of(cell)}  # fmt: skip
    marks = {f"#{name}": _mark(value) for name, value in told(cell).items()}
    return {key: value.translate(_ESCAPES) for key, value in (all_ | marks).items() if value}


def differing(cell: Cell, base: Mapping[str, str]) -> set[str]:
    """The keys in which a cell is not what was generated for it."""
    now = facts_of(cell)
    known = {key for key in base if key != "ends"}
    return {key for key in known | set(now) if now.get(key, "") != base.get(key, "")}


def told(cell: Cell) -> dict[str, str]:
    """The attributes of a wrapper that tell of the component: all but the label and the seal."""
    return {n: v for n, v in cell.facts.items() if n != "label" and n not in SEALS}


def plain_style(cell: Cell) -> str:
    """The style; of a line without the ports, which belong to its route."""
    found = keys(cell.style)
    kept = {k: v for k, v in found.items() if not (cell.is_edge and k in PORTS)}
    return style_of(kept)


def place_of(cell: Cell) -> str:
    """Where a cell is, or how a line runs, as canonical text."""
    geometry = cell.geometry
    if geometry is None:
        return ""
    if cell.is_edge:
        return _route_of(cell)
    words = [shown(number(geometry.get(name))) for name in _GEOMETRY]
    if geometry.get("relative") == "1":
        words.append("relative")
    named = (node for node in geometry.iterfind("mxPoint[@as]") if any(spot(node)))
    words += [f"{node.get('as')} {shown(spot(node).x)} {shown(spot(node).y)}" for node in named]
    return " ".join(words)


def ends_of(cells: Cells, cell: Cell) -> str:
    """Where both ends of a line are on the page; empty if one is loose."""
    ends = [cell.attributes.get(end, "") for end in ("source", "target")]
    if any(end not in cells for end in ends):
        return ""
    return " ".join(shown(value) for end in ends for value in absolute(cells, end))


def sealed_cell(cell: Cell, base: Mapping[str, str]) -> Cell:
    """A cell with its base; draw.io would show all attributes of one without a tooltip."""
    attributes = {name: value for name, value in cell.attributes.items() if name != "value"}
    facts = {"label": cell.label, "tooltip": "", **cell.facts}
    facts.pop(BASE, None)
    order = [*_KEYS, *sorted(key for key in base if key not in _KEYS)]
    facts[BASE] = "\n".join(f"{key} {base[key]}" for key in order if base.get(key))
    return Cell(cell.id, cell.wrapper or "UserObject", facts, attributes, cell.children)


def sealed_root(
    root: Cell, ids: Iterable[str], pages: Iterable[str], paper: Base, deleted: Iterable[str] = ()
) -> Cell:
    """The root of a page with what was generated for the page as a whole."""
    facts = {"label": "", **root.facts}
    lines = "\n".join(f"{key} {value}" for key, value in paper.items() if value)
    facts |= {BASE: lines, IDS: _list(ids), PAGES: _list(pages)}
    facts |= {DELETED: said} if (said := _list(deleted)) else {}
    return Cell(root.id, root.wrapper or "object", facts, root.attributes, root.children)


def paper_of(page: Page) -> Base:
    """What a page says of itself, in the form in which a base says it."""
    attributes = page.model.attrib if page.model is not None else {}
    name = page.name.translate(_ESCAPES)
    return {"name": name, **{name: attributes.get(name, "") for name in PAPER}}


def _sealed(page: Page, pages: Iterable[str]) -> Page:
    cells = cells_of(page)
    done = {
        id_: sealed_cell(cell, facts_of(_wrapped(cell)) | {"ends": ends_of(cells, cell)})
        for id_, cell in cells.items()
    }
    ids = [id_ for id_ in depth_first(cells) if id_ != "0"]
    done["0"] = sealed_root(cells["0"], ids, pages, paper_of(page))
    return with_cells(page, done)


def _wrapped(cell: Cell) -> Cell:
    """The cell as it will be once it is sealed."""
    return sealed_cell(deepcopy(cell), {})


def _route_of(cell: Cell) -> str:
    found = keys(cell.style)
    ports = [f"{key}={shown(number(found[key]))}" for key in PORTS if key in found]
    corners = [f"{shown(x)},{shown(y)}" for x, y in points(cell)]
    loose: list[str] = []
    for end in ("source", "target"):
        node = (
            cell.geometry.find(f"mxPoint[@as='{end}Point']") if cell.geometry is not None else None
        )
        # draw.io leaves such points on lines that are tied at both ends; they mean nothing then.
        if node is not None and not cell.attributes.get(end):
            loose.append(f"{end} {shown(spot(node).x)},{shown(spot(node).y)}")
    return " ".join(["via", *ports, *corners, *loose])


def _mark(text: str) -> str:
    return f"{zlib.crc32(text.encode('utf-8', 'replace')):08x}"


def _list(ids: Iterable[str]) -> str:
    return " ".join(quote(id_, safe="/:->,;()[]+*@") for id_ in ids)


def _listed(text: str) -> list[str]:
    return [unquote(piece) for piece in text.split()]
