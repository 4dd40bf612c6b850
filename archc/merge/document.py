"""Reads and writes `.drawio` files: plain or compressed, several pages, cells as draw.io saves."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NoReturn
from urllib.parse import unquote_to_bytes
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat
from xml.sax.saxutils import escape

MAX_SIZE = 32 * 1024 * 1024  # bytes, also of what a compressed page unfolds to
MAX_DEPTH = 40  # elements in each other; draw.io needs nine

_FRESH = "move it away to keep it, or write over it with --fresh"
_RESAVE = f"open it in draw.io and save it again, {_FRESH}"
_WRAPPERS = ("UserObject", "object")
_ORDER = ("id", "value", "style", "parent", "source", "target", "vertex", "edge")


class Unmergeable(ValueError):  # noqa: N818  (says what the file is, not what failed)
    """A file that cannot be merged: why, and what to do instead."""

    def __init__(self, reason: str, fix: str = _FRESH) -> None:
        super().__init__(f"{reason}; {fix}")
        self.reason = reason
        self.fix = fix


@dataclass
class Cell:
    """A cell: its wrapper's tag and attributes (none of a bare one), its own, what lies in it."""

    id: str
    wrapper: str
    facts: dict[str, str]
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The text that it shows."""
        return self.facts.get("label", "") if self.wrapper else self.attributes.get("value", "")

    @property
    def parent(self) -> str:
        """The id of the cell that holds it."""
        return self.attributes.get("parent", "")

    @property
    def style(self) -> str:
        """The style as written."""
        return self.attributes.get("style", "")

    @property
    def is_edge(self) -> bool:
        """Whether it is a line."""
        return self.attributes.get("edge") == "1"

    @property
    def geometry(self) -> Element | None:
        """Where it is."""
        return next((child for child in self.children if child.tag == "mxGeometry"), None)


Cells = dict[str, Cell]


@dataclass
class Page:
    """A page: the attributes of `diagram`, and its model, None if nothing was ever drawn on it."""

    attributes: dict[str, str]
    model: Element | None

    @property
    def id(self) -> str:
        """What links to the page know it by."""
        return self.attributes.get("id", "")

    @property
    def name(self) -> str:
        """What the tab says."""
        return self.attributes.get("name", "")


@dataclass
class Document:
    """A file: the attributes of `mxfile`, and the pages."""

    attributes: dict[str, str]
    pages: list[Page]


def read(content: bytes) -> Document:
    """The file; raises Unmergeable for everything that is none."""
    root = _parsed(content)
    if root.tag != "mxfile":
        raise Unmergeable("is not a draw.io file")
    pages = [Page(dict(node.attrib), _model(node)) for node in root if node.tag == "diagram"]
    ids = [page.id for page in pages]
    if len(set(ids)) != len(ids):
        raise Unmergeable("has two pages with the same id", _RESAVE)
    return Document(dict(root.attrib), pages)


def write(document: Document) -> bytes:
    """The file as draw.io would save it, uncompressed."""
    root = Element("mxfile", document.attributes)
    for page in document.pages:
        node = Element("diagram", page.attributes)
        if page.model is not None:
            node.append(page.model)
        root.append(node)
    return "".join(f"{line}\n" for line in _lines(root, 0)).encode()


def cells_of(page: Page) -> Cells:
    """The cells of a page by id; every one of them hangs on the page's root."""
    cells: Cells = {}
    for node in _root_of(page):
        cell = _cell(node)
        if not cell.id or cell.id in cells:
            raise Unmergeable(f"has two cells with the id '{cell.id}'", _RESAVE)
        cells[cell.id] = cell
    reached = set(depth_first(cells)) if "0" in cells else set()
    loose = next((cell for cell in cells if cell not in reached), None)
    if loose is not None or "0" not in cells:
        raise Unmergeable(f"is damaged: the cell '{loose or 0}' lies on no page", _RESAVE)
    return cells


def root_facts(page: Page) -> Mapping[str, str]:
    """The attributes of the page's root, where a page keeps what is known of it."""
    nodes = page.model.iterfind("root/*[@id='0']") if page.model is not None else ()
    return next((node.attrib for node in nodes), {})


def with_cells(page: Page, cells: Cells) -> Page:
    """The page with other cells, each followed by what it holds."""
    model = Element("mxGraphModel", dict(page.model.attrib) if page.model is not None else {})
    root = Element("root")
    root.extend(_element(cells[id_]) for id_ in depth_first(cells))
    model.append(root)
    if page.model is not None:
        model.extend(node for node in page.model if node.tag != "root")
    return Page(page.attributes, model)


def depth_first(cells: Cells) -> Iterator[str]:
    """All ids: each parent before its children, children in the order in which they stand."""
    below = children_of(cells)
    waiting = ["0"]
    while waiting:
        id_ = waiting.pop()
        yield id_
        waiting.extend(reversed(below.get(id_, ())))


def children_of(cells: Cells) -> dict[str, list[str]]:
    """For each cell that holds others, which."""
    below: dict[str, list[str]] = {}
    for cell in cells.values():
        if cell.id != "0":
            below.setdefault(cell.parent, []).append(cell.id)
    return below


def ancestors(cells: Cells, id_: str) -> Iterator[str]:
    """What holds a cell, inside out, up to the root or to a gap."""
    seen = {id_}
    while id_ in cells and cells[id_].parent not in seen:
        id_ = cells[id_].parent
        seen.add(id_)
        if id_ in cells:
            yield id_


def hangs(cells: Cells, id_: str) -> bool:
    """Whether a cell's parents lead to the root."""
    return id_ == "0" or "0" in ancestors(cells, id_)


def _parsed(content: bytes | str) -> Element:
    """The tree; document types are refused, so nothing can expand or be fetched."""
    if len(content) > MAX_SIZE:
        raise Unmergeable(f"is larger than {MAX_SIZE // 1024 // 1024} MiB")
    builder = TreeBuilder()
    parser = expat.ParserCreate()
    depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise Unmergeable("nests its elements deeper than any drawing does")
        builder.start(tag, attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(tag)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        if isinstance(error, Unmergeable):
            raise
        raise Unmergeable(f"is damaged: {error}") from error
    return builder.close()


def _refuse(*_: object) -> NoReturn:
    raise Unmergeable("declares a document type, which no drawing has")


def _model(diagram: Element) -> Element | None:
    """The model of a page: written out, compressed, or none on an empty page."""
    model = diagram.find("mxGraphModel")
    if model is not None:
        return model
    text = (diagram.text or "").strip()
    if not text:
        return None
    model = _parsed(_unfolded(text))
    if model.tag != "mxGraphModel":
        raise Unmergeable("is damaged: a compressed page holds no drawing")
    return model


def _unfolded(text: str) -> bytes:
    """A compressed page: base64 of raw deflate of a percent-encoded text."""
    try:
        packed = base64.b64decode("".join(text.split()), validate=True)
        unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
        encoded = unpacking.decompress(packed, MAX_SIZE)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise Unmergeable("is damaged: a compressed page cannot be unpacked") from error
    if not unpacking.eof:
        raise Unmergeable("is damaged: a compressed page is too large or not complete")
    return unquote_to_bytes(encoded)


def _root_of(page: Page) -> Iterable[Element]:
    root = page.model.find("root") if page.model is not None else None
    if root is None:
        raise Unmergeable("is damaged: a page has no cells", _RESAVE)
    return root


def _cell(node: Element) -> Cell:
    if node.tag not in _WRAPPERS:
        attributes = dict(node.attrib)
        return Cell(attributes.pop("id", ""), "", {}, attributes, list(node))
    inner = node.find("mxCell")
    if inner is None:
        raise Unmergeable(f"is damaged: '{node.get('id')}' holds no cell", _RESAVE)
    facts = dict(node.attrib)
    return Cell(facts.pop("id", ""), node.tag, facts, dict(inner.attrib), list(inner))


def _element(cell: Cell) -> Element:
    """The cell as an element, its attributes in the order in which draw.io saves them."""
    if not cell.wrapper:
        return _own({"id": cell.id, **cell.attributes}, cell)
    label = {"label": cell.facts["label"]} if "label" in cell.facts else {}
    node = Element(cell.wrapper, {**label, **cell.facts, "id": cell.id})
    node.append(_own(cell.attributes, cell))
    return node


def _own(attributes: Mapping[str, str], cell: Cell) -> Element:
    first = {name: attributes[name] for name in _ORDER if name in attributes}
    node = Element("mxCell", {**first, **attributes})
    node.extend(cell.children)
    return node


def _lines(element: Element, depth: int) -> Iterator[str]:
    pad = "  " * depth
    head = element.tag + "".join(f' {name}="{_quoted(v)}"' for name, v in element.attrib.items())
    text = escape((element.text or "").strip())
    if not len(element):
        yield f"{pad}<{head}>{text}</{element.tag}>" if text else f"{pad}<{head} />"
        return
    yield f"{pad}<{head}>{text}"
    for child in element:
        yield from _lines(child, depth + 1)
    yield f"{pad}</{element.tag}>"


def _quoted(text: str) -> str:
    return escape(text, {'"': "&quot;", "\n": "&#xa;", "\t": "&#x9;", "\r": "&#xd;"})
