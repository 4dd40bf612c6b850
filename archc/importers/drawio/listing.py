"""A drawing as lines of text, so that findings can show the shape that they are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archc.diagnostics import visible
from archc.importers.drawio.edges import Joined
from archc.importers.drawio.scene import Scene, Seen
from archc.source import Source, Span

_LONGEST = 60  # characters of a label that are shown
Key = tuple[int, str]  # the page's number, the cell's id


class DrawingSource(Source):
    """The listing as a source; `cells` are page and id of the cell by the start of its line."""

    def __init__(self, path: str, text: str, cells: Mapping[int, Key]) -> None:
        super().__init__(path, text)
        self.cells = cells


class Listing:
    """The drawing's source: a line for each shape and arrow, with page, label and id.

    What a cell says in words stands behind it, and at the end what the drawing says without
    showing it; that begins at `rest`.
    """

    def __init__(
        self,
        path: str,
        scenes: Sequence[Scene],
        arrows: Sequence[Joined],
        said: Mapping[Key, str],
        rest: str,
    ) -> None:
        lines = [f"drawing {shown(path.rpartition('/')[2])}"]
        self._places: dict[Key, tuple[int, int]] = {}
        cells: dict[int, Key] = {}
        self._said: dict[Key, int] = {}
        at = len(lines[0]) + 1
        entries = [
            (page.sheet, seen.shape.id, self._shape(seen))
            for page in scenes
            for seen in (*page.frames, *page.icons, *page.others)
        ]
        sheets = {page.sheet.number: page.sheet for page in scenes}
        entries += [(sheets[one.line.page], one.line.id, self._arrow(one)) for one in arrows]
        for sheet, id_, text in entries:
            line = f"{shown(sheet.name)}: {text}, id {visible(id_)}"
            if (sheet.number, id_) in said:
                self._said[sheet.number, id_] = at + len(line) + 2
                line += ": " + said[sheet.number, id_].replace("\n", " ")
            self._places[sheet.number, id_] = (at, at + len(line))
            cells[at] = (sheet.number, id_)
            lines.append(line)
            at += len(line) + 1
        self.rest = at
        lines += [rest] if rest else []
        self.source = DrawingSource(path, "".join(f"{line}\n" for line in lines), cells)

    @property
    def whole(self) -> Span:
        """The line of the drawing itself."""
        return Span(self.source, 0, self.source.text.index("\n"))

    def said(self, page: int, id_: str) -> int:
        """Where the statement of a cell begins."""
        return self._said[page, id_]

    def span(self, page: int, id_: str) -> Span:
        """The line of a cell."""
        start, end = self._places.get((page, id_), (0, self.whole.end))
        return Span(self.source, start, end)

    def of(self, seen: Seen) -> Span:
        """The line of what is seen."""
        return self.span(seen.shape.page, seen.shape.id)

    @staticmethod
    def _shape(seen: Seen) -> str:
        what = seen.kind.replace("_", " ") or seen.meaning.stencil.replace("_", " ") or "shape"
        return f"{what} {shown(seen.text)}"

    @staticmethod
    def _arrow(one: Joined) -> str:
        label = f" {shown(one.line.text)}" if one.line.lines else ""
        ends = (_end(one.source), _end(one.target))
        return f"arrow{label} from {ends[0]} to {ends[1]}"


def _end(seen: Seen | None) -> str:
    if seen is None:
        return "nothing"
    return shown(seen.text) if seen.text else f"a {seen.kind or 'shape'}".replace("_", " ")


def shown(text: str) -> str:
    """A label in quotes, on one line, without the end of a long one."""
    line = visible(text)
    return f'"{line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"}"'
