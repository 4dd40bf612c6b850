"""The command line: the only module that reads designs and writes files."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from archc import __version__
from archc.compiler import Compilation, files, formats
from archc.diagnostics import (
    Diagnostic,
    as_line,
    as_record,
    as_text,
    has_errors,
    in_reading_order,
    summary,
)
from archc.folder import Folder
from archc.source import Source
from archc.syntax.grammar import Grammar, user_cache

MAX_SOURCE = 4 * 1024 * 1024  # bytes; a design of ten thousand components has less than one MiB
UNREADABLE = 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="archc")
def main() -> None:
    """Compile .arch designs to checked graphs, diagrams and AWS CloudFormation.

    Exit status: 0 no error in the design, 1 at least one error, 2 something cannot be read or
    written, or wrong usage.
    """


_designs = click.argument("paths", metavar="FILE...", nargs=-1, required=True)
_format = click.option(
    "--format",
    "style",
    type=click.Choice(["text", "concise", "json"]),
    default="text",
    show_default=True,
    help="How findings are written.",
)


@main.command()
@_designs
@_format
def check(paths: tuple[str, ...], style: str) -> None:
    """Check designs and say what is wrong, why, and what to write instead."""
    compiled, unreadable = _compile_all(paths)
    found = [diagnostic for one in compiled for diagnostic in one.diagnostics]
    _print_findings(found, style)
    sys.exit(UNREADABLE if unreadable else int(has_errors(found)))


@main.command()
@_designs
@click.option("-o", "--output", default=".", metavar="DIR", help="Where to write; made if missing.")
@click.option("--only", metavar="LIST", help="Only these of yaml, drawio, svg, png (by commas).")
@click.option("--verify", "verified", is_flag=True, help="Also run cfn-lint on the template.")
@click.option("--fresh", is_flag=True, help="Write over a .drawio file that was edited.")
@_format
def build(
    paths: tuple[str, ...], output: str, only: str | None, verified: bool, fresh: bool, style: str
) -> None:
    """Write template, scripts and diagrams of designs; a design with errors gets its diagram."""
    wanted = _wanted(only)
    _refuse_same_stems(paths)
    compiled, unreadable = _compile_all(paths)
    found: list[Diagnostic] = []
    notes: list[str] = []
    for path, one in zip(_readable(paths, compiled), compiled, strict=True):
        one.finish()
        found += one.diagnostics
        made = dict(files(one, Path(path).stem, wanted))
        if not fresh:
            _refuse_edited(Path(output), made)
        _write_all(Path(output), made)
        notes += _report(Path(output), made, one)
        if verified and not one.has_errors:
            found += _verify(one)
    _print_findings(found, style)
    if style == "text":
        click.echo("\n".join(notes))
    sys.exit(UNREADABLE if unreadable else int(has_errors(found)))


@main.command()
@click.argument("path", metavar="FILE")
def graph(path: str) -> None:
    """Print the intermediate graph of a design as JSON."""
    compiled, unreadable = _compile_all((path,))
    if unreadable:
        sys.exit(UNREADABLE)
    click.echo(importlib.import_module("archc.graph").as_json(compiled[0].design), nl=False)
    errors = [found for found in compiled[0].diagnostics if found.severity == "error"]
    click.echo("".join(map(as_line, errors)), nl=False, err=True)
    sys.exit(int(bool(errors)))


@main.command()
@click.argument("word", metavar="CODE|NAME|KIND")
def explain(word: str) -> None:
    """Print the page of a rule, by code or name, or of a kind."""
    reference = importlib.import_module("archc.reference")
    text = reference.explain(word)
    if text is None:
        _stop(f"archc has no page '{word}'; {reference.suggestion(word)}")
    click.echo(text, nl=False)


@main.command()
@click.argument("name")
def new(name: str) -> None:
    """Write NAME.arch, a small design that builds, to begin with."""
    resources = importlib.import_module("archc.resources")
    starter = resources.folder("templates") / "starter.arch"
    if not name.isidentifier() or name != name.lower():
        _stop(f"'{name}' cannot be a name: write lower case letters, digits and underscores")
    target = Path(f"{name}.arch")
    try:
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(starter.read_text(encoding="utf-8").replace("my_design", name))
    except FileExistsError:
        _stop(f"{target} exists already; choose another name")
    except OSError as error:
        _stop(f"cannot write {target}: {error.strerror}")
    click.echo(f"Wrote {target}. Next: archc build {target} -o {name}")


def _stop(message: str) -> NoReturn:
    click.echo(f"archc: {message}", err=True)
    sys.exit(UNREADABLE)


def _wanted(only: str | None) -> set[str]:
    """The formats named by `--only`; a wrong one is wrong usage."""
    wanted = {name.strip() for name in only.split(",")} if only is not None else set()
    possible = [name for name in formats() if name not in ("deploy", "destroy")]
    for name in sorted(wanted - set(possible)):
        raise click.BadParameter(f"'{name}' is none of {', '.join(possible)}", param_hint="--only")
    return wanted


def _refuse_same_stems(paths: Sequence[str]) -> None:
    """Two designs would write the same files."""
    seen: dict[str, str] = {}
    for path in paths:
        stem = Path(path).stem
        if stem in seen:
            _stop(
                f"'{seen[stem]}' and '{path}' would both write {stem}.yaml; "
                "build them into folders of their own"
            )
        seen[stem] = path


def _compile_all(paths: Sequence[str]) -> tuple[list[Compilation], bool]:
    """Every design that can be read; the others get a line on standard error."""
    grammar = Grammar(user_cache())
    compiled = []
    unreadable = False
    for path in paths:
        text = _read(path)
        if text is None:
            unreadable = True
        else:
            reader = Folder(Path(path).parent)
            compiled.append(Compilation(Source(path, text), reader, grammar))
    return compiled, unreadable


def _readable(paths: Sequence[str], compiled: Sequence[Compilation]) -> list[str]:
    read = {one.source.path for one in compiled}
    return [path for path in paths if path in read]


def _read(path: str) -> str | None:
    """The text of a design; None, with a line on standard error, if it cannot be had."""
    problem = None
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_SOURCE + 1)
        if len(data) > MAX_SOURCE:
            problem = f"is larger than {MAX_SOURCE // 1024 // 1024} MiB; split the design"
        elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
            problem = "is UTF-16 text; save it as UTF-8"
        elif b"\0" in data:
            problem = "is not text; give the .arch file of a design"
        else:
            return data.decode("utf-8-sig")
    except FileNotFoundError:
        problem = "does not exist"
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        problem = f"is not UTF-8 text (line {line}); save it as UTF-8"
    except (OSError, ValueError) as error:
        problem = f"cannot be read: {getattr(error, 'strerror', None) or error}"
    click.echo(f"archc: '{path}' {problem}", err=True)
    return None


def _print_findings(found: Sequence[Diagnostic], style: str) -> None:
    ordered = in_reading_order(found)
    if style == "json":
        records = [as_record(diagnostic) for diagnostic in ordered]
        body = {"version": 1, "findings": records, "guarantees": []}
        click.echo(json.dumps(body, indent=2, ensure_ascii=False))
    elif style == "concise":
        click.echo("".join(map(as_line, ordered)), nl=False)
    else:
        click.echo("\n".join([*map(as_text, ordered), summary(ordered)]))


def _refuse_edited(folder: Path, made: dict[str, bytes]) -> None:
    """A drawing that somebody worked on is not written over."""
    for name in made:
        path = folder / name
        if name.endswith(".drawio") and path.exists():
            try:
                edited = importlib.import_module("archc.emit.drawio").changed_since_written(
                    path.read_bytes()
                )
            except OSError as error:
                _stop(f"cannot read {path}: {error.strerror}")
            if edited:
                _stop(
                    f"{path} was changed since archc wrote it; move it away to keep your "
                    "changes, or write over it with --fresh"
                )


def _write_all(folder: Path, made: dict[str, bytes]) -> None:
    """Write all files or none: each is complete under another name before the first is moved."""
    with contextlib.ExitStack() as undo:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            staged = [
                (_stage(folder, name, content, undo), folder / name)
                for name, content in made.items()
            ]
            for _, target in staged:
                if target.is_dir():
                    raise IsADirectoryError(21, "a folder has that name", str(target))
            for temporary, target in staged:
                os.replace(temporary, target)
        except OSError as error:
            _stop(f"cannot write to {error.filename or folder}: {error.strerror}")


def _stage(folder: Path, name: str, content: bytes, undo: contextlib.ExitStack) -> str:
    handle, temporary = tempfile.mkstemp(prefix=".archc-", dir=folder)
    undo.callback(_remove, temporary)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    mask = os.umask(0)
    os.umask(mask)
    os.chmod(temporary, (0o777 if name.endswith(".sh") else 0o666) & ~mask)
    return temporary


def _remove(temporary: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(temporary)


def _report(folder: Path, made: dict[str, bytes], one: Compilation) -> Iterator[str]:
    """What was written, and the next step."""
    yield from (f"wrote {folder / name}" for name in made)
    if one.has_errors:
        yield f"no template: '{one.source.path}' has errors, marked on its diagram"
        return
    deploy: Any = importlib.import_module("archc.emit.deploy")
    for name in (name for name in made if name.endswith(".deploy.sh")):
        needs = deploy.needs_bucket(one.stack)
        size = len(made.get(name.replace(".deploy.sh", ".yaml"), b""))
        if size > deploy.INLINE_LIMIT:
            yield (
                f"the template has {size} bytes, more than the {deploy.INLINE_LIMIT} that "
                "CloudFormation takes directly: the script sends it through an S3 bucket"
            )
        argument = " BUCKET   # an S3 bucket of yours, for what must be uploaded" if needs else ""
        yield f"next: sh {folder / name}{argument}"
        destroy = name.replace(".deploy.sh", ".destroy.sh")
        yield f"then, to stop the costs: sh {folder / destroy}{' BUCKET' if needs else ''}"
        yield from (f"by hand: {step}" for step in one.stack.steps)


def _verify(one: Compilation) -> list[Diagnostic]:
    lint: Any = importlib.import_module("archc.verify")
    template = importlib.import_module("archc.emit.yaml").emit(one.stack)
    try:
        return list(lint.verify(template, one.stack, one.design))
    except (lint.LintFailed, subprocess.SubprocessError, OSError) as error:
        _stop(f"cfn-lint could not check '{one.source.path}': {error}")


if __name__ == "__main__":
    main()
