"""Executable pages: Markdown in which a design is followed by what archc makes of it.

A page holds fenced blocks. ```` ```arch ```` is a design; the blocks behind it, up to the next
design, are checked against it:

- ```` ```text ````: the errors that `archc check` prints.
- ```` ```text reach A B PORT ````: what `archc reach FILE A B PORT` prints; with the words
  `reach --loss` what that prints.
- ```` ```text fmt ````: what `archc fmt` writes instead.
- ```` ```yaml template ````: a template, in place of a design; ```` ```text import ```` behind it
  is what `archc import` writes. A ```` ```yaml file NAME ```` in front of it lies beside it.
- ```` ```yaml NAME... ````: the resources of the named components in the template.
- ```` ```json NAME... ````: the named components in the graph, without their places.
- ```` ```diff check --diff ```` or with `--unsafe-fixes` behind it: what `archc check` prints then.
- a block of any language with the words `check --format NAME`: what `archc check` prints with them.

With `ARCHC_UPDATE=1` in the environment the blocks are rewritten instead.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from click.testing import CliRunner

from archc import graph
from archc.cli import main
from archc.compiler import Compilation
from archc.diagnostics import Severity, as_text, summary
from archc.emit import yaml
from archc.fmt import formatted
from archc.importers.cloudformation import read
from archc.reach import answers, loss
from archc.report import File, Run, report
from archc.source import Source
from archc.stack import Stack
from archc.syntax import printing
from tests.designs import GRAMMAR, Files, compile_text

_FENCE = re.compile(r"^```(\w+)[ ]?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A fenced block: its language, the words behind it, its text and place in the page."""

    language: str
    words: tuple[str, ...]
    text: str
    start: int
    end: int


def blocks(page: str) -> list[Block]:
    """Every fenced block of a page."""
    return [
        Block(m[1], tuple(m[2].split()), m[3], m.start(3), m.end(3)) for m in _FENCE.finditer(page)
    ]


def designs(page: str) -> list[str]:
    """The designs of a page."""
    return [block.text for block in blocks(page) if block.language == "arch"]


def printed(compiled: Compilation) -> str:
    """The errors that `archc check` prints for a design; advice is the business of its rules."""
    errors = [found for found in compiled.diagnostics if found.severity is Severity.ERROR]
    return "\n".join([*map(as_text, errors), summary(errors)]) + "\n"


def reported(compiled: Compilation, words: tuple[str, ...]) -> str:
    """All that `archc check` prints for a design in one of its formats."""
    option, name = words
    assert option == "--format"
    hidden = tuple(compiled.hidden)
    file = File(compiled.source.path, compiled, tuple(compiled.diagnostics), hidden=hidden)
    return report(Run.of(file), name)


def mending(compiled: Compilation, words: tuple[str, ...]) -> str:
    """What `archc check --diff` prints for a design."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        path = Path(compiled.source.path)
        path.write_text(compiled.source.text, encoding="utf-8")
        return CliRunner().invoke(main, ["check", *words, str(path)]).stdout


def answered(compiled: Compilation, words: tuple[str, ...]) -> str:
    """What `archc reach` prints about two components, or about the loss of each zone."""
    if words == ("--loss",):
        return loss.told(compiled.design)
    source, target, *port = words
    return answers.answer(compiled.design, source, target, port[0] if port else None)[0]


def compile_template(text: str, beside: Mapping[str, str]) -> Compilation:
    """The design of a template with other files beside it."""
    source, files = Source("template.yaml", text), Files(beside)
    tree, found = read(source, GRAMMAR, None, files)
    return Compilation.of_tree(source, tree, found, files, GRAMMAR)


def written_down(compiled: Compilation) -> str:
    """A design as `archc import` writes it."""
    return formatted(Source("", printing.printed(compiled.design.tree)), GRAMMAR).text


def laid_out(compiled: Compilation) -> str:
    """The text of a design as the formatter writes it."""
    return formatted(compiled.source, GRAMMAR).text


def resources(compiled: Compilation, names: tuple[str, ...]) -> str:
    """The sections of the named components as the templates have them, without the indentation.

    Where there are several regions, each is shown with what it gets from others and hands to them.
    """
    if len(compiled.stacks) > 1:
        return "\n".join(f"# {stack.region}\n{_part(stack, names)}" for stack in compiled.stacks)
    body = _part(compiled.stack._replace(outputs={}), names).removeprefix("Resources:\n")
    return re.sub(r"^  ", "", body, flags=re.MULTILINE)


def _part(stack: Stack, names: tuple[str, ...]) -> str:
    """The template of a stack with nothing but these components, and what regions hand on."""
    sections = tuple(s for s in stack.sections if s.resources and s.resources[0].component in names)
    taken = {one.name: stack.parameters[one.name] for one in stack.taken}
    text = yaml.emit(stack._replace(sections=sections, parameters=taken, intent="")).decode()
    return text.partition("\n\n")[2]


def nodes(compiled: Compilation, names: tuple[str, ...]) -> str:
    """The named components, and the relations between them, as the graph shows them."""
    whole = json.loads(graph.as_json(compiled.design))
    found = [_bare(c) for c in whole["components"] if c["name"] in names]
    found += [_bare(r) for r in whole["relations"] if {r["source"], r["target"]} <= set(names)]
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _bare(node: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in node.items() if key not in ("file", "start", "end")}
    if "attributes" in kept:  # defaults are the kind's own business
        written = set(kept.pop("written"))
        kept["attributes"] = {k: v for k, v in kept["attributes"].items() if k in written}
    return kept


def outcomes(page: str) -> Iterator[tuple[Block, str]]:  # noqa: C901  (a kind of block each)
    """Every block that shows a result, and what the result is today."""
    compiled: Compilation | None = None
    beside: dict[str, str] = {}
    for block in blocks(page):
        if block.language == "arch":
            compiled = compile_text(block.text)
            compiled.finish()
        elif block.words == ("template",):
            compiled = compile_template(block.text, beside)
        elif block.words[:1] == ("file",):
            beside[block.words[1]] = block.text
        elif compiled is not None and block.words == ("import",):
            yield block, written_down(compiled)
        elif compiled is not None and block.words[:2] == ("check", "--diff"):
            yield block, mending(compiled, block.words[1:])
        elif compiled is not None and block.words[:1] == ("check",):
            yield block, reported(compiled, block.words[1:])
        elif compiled is not None and block.words == ("fmt",):
            yield block, laid_out(compiled)
        elif compiled is not None and block.language == "text" and block.words:
            yield block, answered(compiled, block.words[1:])
        elif compiled is not None and block.language == "text":
            yield block, printed(compiled)
        elif compiled is not None and block.language in ("yaml", "json"):
            yield block, (resources if block.language == "yaml" else nodes)(compiled, block.words)


def verify(path: Path) -> None:
    """Assert that a page shows what archc does, or make it so when updating."""
    page = path.read_text(encoding="utf-8")
    found = list(outcomes(page))
    assert found, f"{path.name} shows no result"
    if os.environ.get("ARCHC_UPDATE"):
        rewrite(path, found)
        return
    for block, text in found:
        assert block.text == text, (
            f"{path.name}: run the tests with ARCHC_UPDATE=1 and read the change"
        )


def rewrite(path: Path, found: list[tuple[Block, str]]) -> None:
    """Write texts in the place of blocks, which are in the order of the page."""
    page = path.read_text(encoding="utf-8")
    for block, text in reversed(found):
        page = page[: block.start] + text + page[block.end :]
    path.write_text(page, encoding="utf-8")
