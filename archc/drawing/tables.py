"""Tables: rows of text under each other, all of one width, in columns beside a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from archc.drawing.blocks import Block, heights, in_columns, is_ribbon, price, set_down
from archc.drawing.measure import LINE, plain, text_width, widest, wrap
from archc.drawing.pieces import snapped
from archc.drawing.scene import Area, Box, around
from archc.drawing.sheet import Sheet

_PAD = 8
_TITLE = 28
GAP = 20  # between tables
_WIDEST = 420  # where the text of a cell wraps
_MOST = 6  # lines of one entry of a cell
_LEAST_HEIGHT = 700  # what a column of tables may take beside any picture


class Row(NamedTuple):
    """A row by what it is about; a cell may have several entries, each on a line of its own."""

    key: str
    cells: tuple[str, ...]
    tooltip: str = ""


class Table(NamedTuple):
    """A table as data: what it is about, its columns and rows; `note` stands below its title."""

    id: str
    title: str
    note: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    component: str = ""
    logical_id: str = ""
    tooltip: str = ""


def beside(sheet: Sheet, tables: Sequence[Table], layer: str, top: int) -> Sheet:
    """The sheet with tables in reading order at its right, from this height downwards.

    Where many tables would make a ribbon of the page, they stand in other columns or below.
    """
    if not tables:
        return sheet
    reach, drawn = sheet.reach, blocks(tables, layer)
    usual = Area(snapped(reach.right + 40), top, 0, max(reach.bottom - top, _LEAST_HEIGHT))
    places = in_columns(drawn, usual, GAP, 2 * GAP)
    if is_ribbon(around([reach, *places])):
        below = Area(reach.x, snapped(reach.bottom + 40), 0, 0)
        rooms = [room._replace(height=h) for room in (usual, below) for h in heights(drawn, GAP)]
        found = [in_columns(drawn, room, GAP, 2 * GAP) for room in rooms]
        places = min(found, key=lambda places: price(around([reach, *places])))
    return sheet.with_boxes(set_down(drawn, places).boxes)


def blocks(tables: Sequence[Table], layer: str) -> list[Block]:
    """Every table as a block, all of one width."""
    widths = _widths(tables)
    wide = max((sum(columns) for columns in widths.values()), default=0)
    drawn = []
    for table in tables:
        boxes = tuple(_drawn(table, _filled(widths[len(table.head)], wide), layer))
        drawn.append(Block(wide, boxes[0].area.height, Sheet(boxes)))
    return drawn


def _widths(tables: Sequence[Table]) -> dict[int, list[int]]:
    """The width of every column, the same for all tables with as many columns."""
    found: dict[int, list[int]] = {}
    for table in tables:
        columns = found.setdefault(len(table.head), [0] * len(table.head))
        for cells in (table.head, *(row.cells for row in table.rows)):
            for at, cell in enumerate(cells):
                wanted = max((text_width(plain(entry)) for entry in cell.split("\n")), default=0)
                columns[at] = max(columns[at], snapped(min(wanted, _WIDEST) + 2 * _PAD + 4))
    return found


def _filled(columns: Sequence[int], wide: int) -> list[int]:
    """The columns, the last one as wide as the widest table leaves it."""
    return [*columns[:-1], wide - sum(columns[:-1])]


def _drawn(table: Table, columns: Sequence[int], layer: str) -> Iterator[Box]:
    """The table's boxes with its corner at the origin, the frame first."""
    inner = sum(columns) - 2 * _PAD
    titles = (*wrap(table.title, inner - 20, 1), *wrap(table.note, inner - 20, 2))
    label = Area(_PAD, 6, widest(titles) + 10, LINE * len(titles))
    y = max(_TITLE, label.bottom + 6)
    cells: list[Box] = []
    for row, lines in _laid(table, columns):
        height = LINE * max(len(entry) for entry in lines) + 8
        for at, text in enumerate(row.cells):
            x = sum(columns[:at])
            cells.append(_cell(table, row, at, text, lines[at], Area(x, y, columns[at], height)))
        y += height
    text = f"{table.title}\n{table.note}".strip()
    frame = Box(table.id, "table", Area(0, 0, sum(columns), y), "", text, titles, label,
                component=table.component, logical_id=table.logical_id,
                tooltip=table.tooltip or text)  # fmt: skip
    yield from (box._replace(layer=layer) for box in (frame, *cells))


def _laid(table: Table, columns: Sequence[int]) -> Iterator[tuple[Row, list[tuple[str, ...]]]]:
    """The head and every row, with the lines of its cells; repeated keys are told apart."""
    seen: dict[str, int] = {}
    for row in (Row("head", table.head), *table.rows):
        seen[row.key] = seen.get(row.key, 0) + 1
        key = row.key if seen[row.key] == 1 else f"{row.key}-{seen[row.key]}"
        lines = [
            _lines(cell, width - 2 * _PAD) for cell, width in zip(row.cells, columns, strict=True)
        ]
        yield row._replace(key=key), lines


def _lines(cell: str, width: int) -> tuple[str, ...]:
    return tuple(line for entry in cell.split("\n") for line in wrap(entry, width, _MOST)) or ("",)


def _cell(table: Table, row: Row, at: int, text: str, lines: tuple[str, ...], area: Area) -> Box:
    height = LINE * len(lines)
    label = Area(area.x + _PAD, area.y + (area.height - height) // 2, area.width - 2 * _PAD, height)
    return Box(
        f"{table.id}/{row.key}/{at + 1}", "cell", area, table.id, text, lines, label,
        component=table.component, tooltip=row.tooltip or text,
        sample="head" if row.key == "head" else "",
    )  # fmt: skip
