"""`python -m tests.peers FOLDER`: the tables of examples/COMPARISON.md, and its pictures.

Needs `dot`; the rows of ELK and of cfn-diagram need node and the two packages.
"""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from archc.compiler import Compilation
from archc.drawing import Drawing
from archc.emit import drawio, yaml
from tests.compare_layouts import counted
from tests.designs import EXAMPLES, compile_file
from tests.peers import count, engines

_SHOWN = "06_web_shop"  # the design whose rows are printed one by one
_TEMPLATES = (3, 6, 7, 9)  # draw.io's own, drawn by hand
_ENGINES = {
    "archc": "archc",
    "elk": "ELK layered, titles above",
    "elk_corners": "ELK layered, titles in corners",
    "dot": "Graphviz dot, the same boxes",
    "diagrams": "Graphviz through `diagrams`",
    "cfn": "cfn-diagram",
}


def _scenes(compiled: Compilation, modules: Path | None) -> Iterator[tuple[str, Drawing]]:
    yield "archc", compiled.drawing
    if modules and (modules / "elkjs").is_dir():
        yield "elk", engines.by_elk(compiled.drawing, modules, corners=False)
        yield "elk_corners", engines.by_elk(compiled.drawing, modules, corners=True)
    yield "dot", engines.by_dot(compiled.drawing)
    yield "diagrams", engines.by_diagrams(compiled.design)


def _file(engine: str, scene: Drawing, compiled: Compilation) -> bytes:
    if engine == "archc":
        return drawio.emit(compiled.pages)
    # Lines run as their engine says: draw.io must not route them again.
    return drawio.emit([scene]).replace(b"edgeStyle=orthogonalEdgeStyle;", b"")


def _by_template(tool: Path, stem: Path, compiled: Compilation) -> Path:
    """What cfn-diagram makes of the CloudFormation template."""
    template, made = stem.with_suffix(".yaml"), stem.with_suffix(".cfn.drawio")
    template.write_bytes(yaml.emit(compiled.stack))
    command = [tool, "draw.io", "--ci-mode", "-t", template, "-o", made]
    quiet = subprocess.DEVNULL
    subprocess.run(command, stdin=quiet, stdout=quiet, check=True, timeout=120)
    return made


def _print_table(first: str, rows: Mapping[str, Mapping[str, Any]]) -> None:
    columns = list(next(iter(rows.values())))
    print(f"\n| {first} | " + " | ".join(columns) + " |\n" + "|---" * (len(columns) + 1) + "|")
    for name, row in rows.items():
        print(f"| {name} | " + " | ".join(map(str, row.values())) + " |")


def _summed(listed: list[dict[str, Any]]) -> dict[str, Any]:
    return {column: sum(row[column] for row in listed) for column in listed[0]}


def _print_counts(facts: dict[str, Any], files: list[Path]) -> None:
    rows = {file.stem: count.faults(facts[file.stem], file) for file in files}
    shown = {
        name: rows[f"{_SHOWN}.{engine}"]
        for engine, name in _ENGINES.items()
        if f"{_SHOWN}.{engine}" in rows
    }
    shown |= {stem: row for stem, row in rows.items() if stem.startswith("aws_")}
    _print_table(f"{_SHOWN}, in draw.io", shown)
    summed = {}
    for engine, name in _ENGINES.items():
        if own := [row for stem, row in rows.items() if stem.endswith(f".{engine}")]:
            narrow = "narrower or wider than 2 : 1"
            beyond = [{narrow: not 0.5 <= row.pop(count.SHAPE) <= 2} for row in own]
            summed[name] = _summed(own) | _summed(beyond)
    _print_table(f"all {len(EXAMPLES)} designs, in draw.io", summed)


def main() -> int:
    """Write, count, and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.peers", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the draw.io files and pictures go")
    parser.add_argument("--node-modules", type=Path, help="with elkjs and @mhlabs/cfn-diagram")
    parser.add_argument("--templates", type=Path, help="draw.io's own, of its folder `cloud/aws`")
    parser.add_argument(
        "--checker",
        default=os.environ.get("DRAWIO_CHECKER", ""),
        help="a command that opens files in draw.io and prints facts; or in DRAWIO_CHECKER",
    )
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    modules = given.node_modules and given.node_modules.resolve()
    tool = modules and modules / ".bin" / "cfn-dia"
    files: list[Path] = []
    scenes: dict[str, list[dict[str, int]]] = {}
    for path in EXAMPLES:
        compiled = compile_file(path)
        for engine, scene in _scenes(compiled, modules):
            scenes.setdefault(_ENGINES[engine], []).append(counted(scene))
            files.append(given.folder / f"{path.stem}.{engine}.drawio")
            files[-1].write_bytes(_file(engine, scene, compiled))
        if tool and tool.exists():
            files.append(_by_template(tool, given.folder / path.stem, compiled))
    if given.templates:
        files += [given.templates / f"aws_{number}.xml" for number in _TEMPLATES]
    summed = {name: _summed(rows) for name, rows in scenes.items()}
    _print_table(f"all {len(EXAMPLES)} designs, without draw.io", summed)
    if given.checker:
        _print_counts(count.opened(shlex.split(given.checker), given.folder, files), files)
    return 0


if __name__ == "__main__":
    sys.exit(main())
