"""The command line."""

from __future__ import annotations

import functools
import importlib
import io
import re
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from archc import __version__
from archc.caches import user_cache
from archc.compiler import SCRIPTS, Compilation, extras, files, formats
from archc.configuration import FAIL_ON, Asked, Configuration, baseline, selectors
from archc.diagnostics import Diagnostic, as_line, as_text, has_errors, visible
from archc.emit import Unavailable
from archc.folder import Folder
from archc.report import File, Run, report
from archc.report import formats as styles
from archc.source import Source
from archc.suppression import Policy
from archc.syntax.grammar import Grammar
from archc.values import did_you_mean
from archc.workspace import (
    STDIN,
    Refused,
    existing_drawings,
    merge_drawings,
    read_bytes,
    read_design,
    read_foreign,
    rewrite,
    write_all,
)

UNREADABLE = 2
_ACCOUNT = "123456789012"  # the one of AWS's documentation


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
    type=click.Choice(styles()),
    default="text",
    show_default=True,
    help="How findings are written.",
)


class _Selectors(click.ParamType):  # type: ignore[type-arg]
    """Rules by code, beginning of a code, name or pillar, with commas between them."""

    name = "list"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """The selectors; one that fits no rule is wrong usage."""
        if not isinstance(value, str):
            return tuple(value)
        said = [one.strip() for one in value.split(",") if one.strip()]
        try:
            return selectors(said, "the list")
        except Refused as problem:
            self.fail(str(problem), param, ctx)


def _parameters(
    _context: click.Context, _option: click.Parameter, said: Sequence[str]
) -> Mapping[str, str]:
    """`KEY=VALUE`, as often as wanted."""
    pairs = [one.partition("=") for one in said]
    for name, equals, _ in pairs:
        if not (name and equals):
            raise click.BadParameter("write KEY=VALUE, once for each parameter")
    return {name: value for name, _, value in pairs}


_given = click.option(
    "--parameters",
    "given",
    multiple=True,
    metavar="KEY=VALUE",
    callback=_parameters,
    help="A value for a parameter of a template; may be repeated.",
)


def _judged(command: Callable[..., None]) -> Callable[..., None]:
    """Adds the options that say which findings are wanted; the command gets them as `asked`."""

    @click.option(
        "--select", type=_Selectors(), help="Only these rules: code, start of one, name, pillar."
    )
    @click.option("--ignore", type=_Selectors(), help="Not these rules.")
    @click.option("--baseline", "known", metavar="FILE", help="Not the findings in this baseline.")
    @click.option("--config", metavar="FILE", help="This in place of the nearest archc.toml.")
    @click.option(
        "--isolated", is_flag=True, help="No archc.toml, and no `accept` of the design counts."
    )
    @functools.wraps(command)
    def asking(
        *args: Any,
        select: tuple[str, ...] | None,
        ignore: tuple[str, ...] | None,
        known: str | None,
        config: str | None,
        isolated: bool,
        **options: Any,
    ) -> None:
        if isolated and config is not None:
            raise click.UsageError("--isolated leaves out every configuration: take --config away")
        said = Configuration(select, ignore, options.pop("fail_on", None), known)
        command(*args, asked=Asked(said, config, isolated), **options)

    return asking


@main.command()
@_designs
@_format
@click.option("-o", "--output", metavar="FILE", help="Write the findings there, or nothing at all.")
@click.option("--fail-on", type=click.Choice(FAIL_ON), help="What makes the exit status 1 [error].")
@click.option("--write-baseline", metavar="FILE", help="Write a baseline with all that is found.")
@click.option("--fix", is_flag=True, help="Mend what keeps what a design does, or cannot work.")
@click.option("--diff", is_flag=True, help="Change nothing; print what --fix would change.")
@click.option(
    "--unsafe-fixes", "unsafe", is_flag=True, help="With these: also what costs, opens or removes."
)
@click.option("--annotate", metavar="FILE", help="Of a .drawio file: a copy with the findings.")
@_given
@_judged
def check(
    paths: tuple[str, ...],
    style: str,
    output: str | None,
    write_baseline: str | None,
    annotate: str | None,
    given: Mapping[str, str],
    asked: Asked,
    **mending: bool,
) -> None:
    """Check designs and say what is wrong, why, and what to write instead.

    FILE may also be a CloudFormation template (.yaml, .yml, .json, .template) or a .drawio drawing.

    With --fix, what can be mended mechanically is mended in the files, and the rest is said. A fix
    is made only if the design, checked again, is free of the finding and has no new one.

    The formats sarif, github, gitlab, junit and gradescope are for the services and build servers
    of these names, markdown is for a comment or to hand in. The exit status is the same in all.

    The nearest archc.toml may have the keys select, ignore, fail-on and baseline; a design accepts
    a finding with `accept: NAME because "..."`. What is hidden is counted. Exit status: 0 no error,
    1 an error (with --fail-on warning or advice, one of these too), 2 something cannot be read or
    written, or wrong usage.
    """
    _refuse_designs(output, write_baseline, annotate)
    if write_baseline is not None:
        if asked.said.baseline is not None or any(mending.values()):
            left = "--baseline" if asked.said.baseline is not None else "--fix and --diff"
            raise click.UsageError(f"a baseline is written of all that is found: without {left}")
        asked = asked._replace(baselines=False)
    if annotate is not None:
        _check_annotation(paths, annotate)
    compiled, unread = _compile_all(paths, asked, given)
    if write_baseline is not None:
        _write_baseline(write_baseline, compiled, bool(unread))
    run = Run.of(*unread, *(_checked(one, one.diagnostics) for one in compiled))
    if any(mending.values()):
        if mending["diff"] and output is not None:
            raise click.UsageError("--diff prints a difference and no findings: without -o")
        run = _mended(run, style, **mending)
        compiled = [file.design for file in run.files if file.design is not None]
    _tell("" if mending["diff"] else report(run, style), output, run)
    if annotate is not None and compiled:
        _annotate(paths[0], annotate, compiled[0])
    _tell_gone(compiled)
    failed = any(asked.fails(one.source.path, one.diagnostics) for one in compiled)
    sys.exit(UNREADABLE if unread else int(failed))


def _tell(text: str, output: str | None, run: Run) -> None:
    """Print a report, or write it into a file and say so."""
    if output is None:
        click.echo(text, nl=False)
    else:
        _write(Path(output).parent, {Path(output).name: text.encode()}, fresh=True)
        click.echo(f"wrote {output}: {run.summary}")


def _refuse_designs(*targets: str | None) -> None:
    """No design is written over by what is said of it."""
    for name in targets:
        if name is not None and name.endswith(".arch"):
            raise click.UsageError(f"'{name}' is a design, and none is written over")


def _check_annotation(paths: Sequence[str], target: str) -> None:
    """Only one drawing can be annotated, and it is not written over."""
    if len(paths) != 1 or Path(paths[0]).suffix.lower() != _DRAWING:
        raise click.UsageError("--annotate is for one .drawio file")
    if Path(target).resolve() == Path(paths[0]).resolve():
        raise click.UsageError(f"'{target}' is the drawing itself: give the copy another name")


def _annotate(path: str, target: str, one: Compilation) -> None:
    """Write a copy of a drawing with its findings on it."""
    importer: Any = importlib.import_module("archc.importers.drawio")
    try:
        content = importer.annotate(read_foreign(path), one.diagnostics)
    except (importer.Unreadable, Refused) as problem:
        _stop(f"{target} is not written: '{path}' {problem}")
    _write(Path(target).parent, {Path(target).name: content}, fresh=True)
    click.echo(f"wrote {target}", err=True)


def _mended(run: Run, style: str, *, fix: bool, diff: bool, unsafe: bool) -> Run:
    """The run once its files are mended; with `diff` only what would change is printed."""
    if not (fix or diff):
        raise click.UsageError("--unsafe-fixes goes with --fix or --diff")
    if not diff:
        return Run.of(*(_mend(file, style, unsafe=unsafe) for file in run.files))
    click.echo("".join(_mending(file, unsafe=unsafe) for file in run.files), nl=False)
    return run


def _mending(file: File, *, unsafe: bool) -> str:
    """What --fix would change in a file, as a difference."""
    if file.design is None or not any(found.changes for found in file.findings):
        return ""
    mend: Any = importlib.import_module("archc.mend")
    after = mend.mended(file.design, file.findings, unsafe=unsafe).design.source.text
    return _difference(file.path, file.design.source.text, after)


def _mend(file: File, style: str, *, unsafe: bool) -> File:
    """A file once it is mended and written; what was mended is told."""
    if file.design is None or not any(found.changes for found in file.findings):
        return file
    mend: Any = importlib.import_module("archc.mend")
    mended = mend.mended(file.design, file.findings, unsafe=unsafe)
    if not mended.fixed:
        return file
    if file.path == STDIN:
        _stop("what comes from the standard input cannot be fixed in its place; see --diff")
    old, new = (one.source.text for one in (file.design, mended.design))
    try:
        before = read_bytes(file.path)[1]
        mark = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
        rewrite(file.path, mark + old.encode(), mark + new.encode())
    except Refused as problem:
        _stop(str(problem))
    told = "".join(f"fixed {as_line(found)}" for found in mended.fixed)
    click.echo(told, nl=False, err=style != "text")
    return _checked(mended.design, mended.design.diagnostics)


def _checked(one: Compilation, found: Iterable[Diagnostic]) -> File:
    return File(one.source.path, one, tuple(found), hidden=tuple(one.hidden))


def _write_baseline(path: str, compiled: Sequence[Compilation], unread: bool) -> NoReturn:
    """Write what is found into a baseline; what keeps a design from being judged has no place."""
    if unread:
        _stop(f"{path} is not written: a baseline is of all the designs")
    text = baseline(path, {one.source.path: one.diagnostics for one in compiled})
    _write(Path(path).parent, {Path(path).name: text.encode()}, fresh=True)
    left = [found for one in compiled for found in one.diagnostics if not found.pillar]
    click.echo("\n".join(map(as_text, left)), nl=bool(left))
    kept = sum(len(one.diagnostics) for one in compiled) - len(left)
    click.echo(f"wrote {path}: {kept} finding{'' if kept == 1 else 's'}")
    sys.exit(int(bool(left)))


def _tell_gone(compiled: Sequence[Compilation]) -> None:
    """Say where a baseline knows what is not found any more."""
    gone: Counter[str] = Counter()
    for one in compiled:
        if one.policy.baseline is not None:
            known, by = one.policy.baseline.known, one.policy.baseline.by
            gone[by] += len(known) - sum(hidden.by == by for hidden in one.hidden)
    for by, number in gone.items():
        if number:
            click.echo(
                f"archc: {number} of the findings in '{by}' {'is' if number == 1 else 'are'} gone;"
                " write it anew with --write-baseline",
                err=True,
            )


def _status(run: Run) -> int:
    """The exit status of what writes files: whether each design became all of them."""
    stopped = has_errors(run.found) or any(one.found.stops for one in run.hidden)
    return UNREADABLE if run.unread else int(stopped)


@main.command()
@click.argument("path", metavar="FILE")
@click.argument("source", metavar="[A]", required=False)
@click.argument("target", metavar="[B]", required=False)
@click.argument("port", metavar="[PORT]", required=False)
@click.option("--matrix", is_flag=True, help="Everybody's ways to everybody.")
@click.option("--loss", is_flag=True, help="What stops working without each of the zones.")
def reach(
    path: str,
    source: str | None,
    target: str | None,
    port: str | None,
    *,
    matrix: bool,
    loss: bool,
) -> None:
    """Say whether A reaches B, on which way or what stops it; PORT is like 443 or udp/53."""
    answers: Any = importlib.import_module("archc.reach.answers")
    compiled, unreadable = _compile_all((path,))
    if unreadable:
        sys.exit(UNREADABLE)
    design = compiled[0].design
    if matrix:
        click.echo(answers.matrix(design), nl=False)
        return
    if loss:
        click.echo(importlib.import_module("archc.reach.loss").told(design), nl=False)
        return
    for name in (source, target):
        if name is None or not (name == "internet" or name in design.components):
            known = ", ".join(sorted(answers.names(design)))
            raise click.UsageError(f"'{name}' is not in the design; write one of {known}"
                                   if name else "write two names, --matrix or --loss")  # fmt: skip
    try:
        text, holds = answers.answer(design, source, target, port)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="PORT") from None
    click.echo(text, nl=False)
    sys.exit(int(not holds))


@main.command()
@_designs
@click.option("-o", "--output", default=".", metavar="DIR", help="Where to write; made if missing.")
@click.option("--only", metavar="LIST", help="Only these of yaml, drawio, svg, png (by commas).")
@click.option("--extras", "more", is_flag=True, help="Also test events and OpenAPI descriptions.")
@click.option("--verify", "verified", is_flag=True, help="Also run cfn-lint on the template.")
@click.option("--fresh", is_flag=True, help="Draw anew: edits in a .drawio file are lost.")
@_format
@_judged
def build(
    paths: tuple[str, ...],
    output: str,
    only: str | None,
    more: bool,
    verified: bool,
    fresh: bool,
    style: str,
    asked: Asked,
) -> None:
    """Write template, scripts and diagrams of designs; a design with errors gets its diagram.

    What was edited in a .drawio file that archc made before stays. With --extras there is a test
    event for every arrow that runs a function, in NAME.events, for the console and for
    `sam local invoke`, and NAME.API.openapi.json for every API.
    """
    wanted = _wanted(only)
    _refuse_same_stems(paths)
    compiled, unread = _compile_all(paths, asked)
    checked: list[File] = []
    notes: list[str] = []
    kept: list[str] = []
    for path, one in zip(_readable(paths, compiled), compiled, strict=True):
        one.finish()
        stem = Path(path).stem
        made = _made(one, stem, wanted) | (dict(extras(one, stem)) if more else {})
        kept += _write(Path(output), made, fresh=fresh)
        notes += _report(Path(output), made, one)
        lint = _verify(one) if verified and not one.has_errors else []
        checked.append(_checked(one, [*one.diagnostics, *lint]))
    run = Run.of(*unread, *checked)
    click.echo(report(run, style), nl=False)
    if style == "text":
        click.echo("\n".join([*kept, *notes]))
    else:
        click.echo("".join(f"archc: {note}\n" for note in kept), nl=False, err=True)
    sys.exit(_status(run))


@main.command()
@click.argument("path", metavar="FILE")
@click.option("-o", "--output", required=True, metavar="FILE", help="A .drawio, .svg or .png file.")
@click.option("--view", default="architecture", help="For .svg and .png: one of the pages.")
@click.option(
    "--detail",
    type=click.Choice(["overview", "standard", "full"]),
    default="standard",
    show_default=True,
    help="How much the picture tells.",
)
@click.option(
    "--scale",
    type=click.FloatRange(0.25, 8),
    help="Pixels per unit of a .png; 2 where that is not too large.",
)
@click.option("--fresh", is_flag=True, help="Draw anew: edits in a .drawio file are lost.")
def diagram(
    path: str, output: str, view: str, detail: str, scale: float | None, fresh: bool
) -> None:
    """Draw one picture of a design; a .drawio file has every view as a page."""
    drawing: Any = importlib.import_module("archc.drawing.draw")
    if view not in drawing.view_names():
        names = ", ".join(drawing.view_names())
        raise click.BadParameter(f"'{view}' is none of {names}", param_hint="--view")
    target = Path(output)
    form = target.suffix.removeprefix(".")
    if form not in ("drawio", "svg", "png"):
        raise click.BadParameter("write a name that ends in .drawio, .svg or .png", param_hint="-o")
    compiled, unreadable = _compile_all((path,))
    if unreadable:
        sys.exit(UNREADABLE)
    one = compiled[0]
    emit: Any = importlib.import_module(f"archc.emit.{form}").emit
    if form == "drawio":
        content = emit(drawing.pages(one.design, one.diagnostics, detail))
    else:
        picture = drawing.draw(one.design, one.diagnostics, view, detail)
        content = emit(picture, scale) if form == "png" else emit(picture)
    for note in _write(target.parent, {target.name: content}, fresh=fresh):
        click.echo(note)
    click.echo(f"wrote {target}")
    errors = [found for found in one.diagnostics if found.severity == "error"]
    click.echo("".join(map(as_line, errors)), nl=False, err=True)
    sys.exit(int(bool(errors)))


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
@click.argument("path", metavar="FILE")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="A table for reading, or one object for programs.",
)
@click.option("--policy", "component", metavar="NAME", help="The policy of one component's role.")
@click.option("--account", default=_ACCOUNT, metavar="ID", help="The account in the policy's ARNs.")
@click.option("--region", metavar="NAME", help="The region in them, if not the design's.")
def permissions(
    path: str, style: str, component: str | None, account: str, region: str | None
) -> None:
    """Print who may do what to whom, and because of which arrow.

    With --policy, print instead the least that one component's role must allow, as a policy
    document to paste: ARNs are those that the resources will have once they are deployed.
    """
    compiled, unreadable = _compile_all((path,))
    if unreadable:
        sys.exit(UNREADABLE)
    one = compiled[0]
    allowed: Any = importlib.import_module("archc.allowed")
    errors = [found for found in one.diagnostics if found.severity == "error"]
    if component is not None:
        text = "" if errors else _policy(one, component, account, region)
    elif style == "json":
        text = allowed.as_json(one.design, path)
    else:
        text = allowed.as_text(one.design)
    click.echo(text, nl=False)
    click.echo("".join(map(as_line, errors)), nl=False, err=True)
    sys.exit(int(bool(errors)))


def _policy(one: Compilation, name: str, account: str, region: str | None) -> str:
    """The policy of a component; what has none, or does not exist, stops the command."""
    allowed: Any = importlib.import_module("archc.allowed")
    place: Any = importlib.import_module("archc.arns").Place
    if not re.fullmatch("[0-9]{12}", account):
        raise click.BadParameter("an account has twelve digits", param_hint="--account")
    if name not in one.design.components:
        hint = did_you_mean(name, tuple(one.design.components))
        _stop(f"nothing in '{one.source.path}' is called '{name}'; {hint}")
    here = region or allowed.region_of_policy(one.design, name)
    where = place(one.stack.name, here, account)
    try:
        return str(allowed.policy(one.design, one.stack, name, where))
    except allowed.NoRole as problem:
        _stop(str(problem))


@main.command()
@_designs
@click.option("--check", "only_check", is_flag=True, help="Change nothing; name what would change.")
@click.option("--diff", is_flag=True, help="Change nothing; print what would change.")
@click.option("--pin", is_flag=True, help="Also write the address blocks that tiers are given.")
def fmt(paths: tuple[str, ...], *, only_check: bool, diff: bool, pin: bool) -> None:
    """Lay designs out as everybody does; what they say stays. FILE may be `-`.

    Comments stay with their statement, and what stands in one column in neighbouring lines stays
    so. A design that cannot be parsed is left alone. With --pin, every tier says its address
    blocks, and keeps them whatever is added later. Exit status: 0 done, 1 if a design has errors
    that are in the way, or with --check would change, 2 something cannot be read or written.
    """
    grammar = Grammar(user_cache())
    status = 0
    for path in paths:
        try:
            text, before = read_bytes(path)
            source = Source(path, text)
            found = _reformatted(source, grammar, pin=pin)
            if isinstance(found, list):
                click.echo("\n".join(map(as_text, found)), nl=False, err=True)
                status = max(status, 1)
                continue
            after = found.encode()
            if only_check and after != before:
                click.echo(f"would change {path}", err=path == STDIN)
                status = max(status, 1)
            if diff:
                click.echo(_difference(path, before.decode(), found), nl=False)
            elif path == STDIN and not only_check:
                sys.stdout.buffer.write(after)
            elif after != before and not only_check:
                rewrite(path, before, after)
                click.echo(f"formatted {path}")
        except Refused as problem:
            click.echo(f"archc: {problem}", err=True)
            status = UNREADABLE
    sys.exit(status)


def _reformatted(source: Source, grammar: Grammar, *, pin: bool) -> str | list[Diagnostic]:
    """The text of a design as it should be, or the errors that are in the way."""
    layout: Any = importlib.import_module("archc.fmt")
    if pin:
        folder = Folder(Path() if source.path == STDIN else Path(source.path).parent)
        one = Compilation(source, folder, grammar)
        errors = [found for found in one.diagnostics if found.severity == "error"]
        if errors:
            return errors
    text, mistakes = layout.formatted(source, grammar, one.design.subnets if pin else None)
    return mistakes or str(text)


def _difference(path: str, before: str, after: str) -> str:
    """What changes, as a unified diff."""
    old, new = (list(io.StringIO(text)) for text in (before, after))
    lines: list[str] = list(importlib.import_module("difflib").unified_diff(old, new, path, path))
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


@main.command("import")
@click.argument("path", metavar="FILE")
@click.option(
    "-o", "--output", metavar="FILE", help="Write the design there; printed unless given."
)
@_given
def import_(path: str, output: str | None, given: Mapping[str, str]) -> None:
    """Translate a template or a drawing into a design, laid out as `archc fmt` does it.

    FILE is a CloudFormation or SAM template in YAML or JSON, or a .drawio file. Templates of nested
    stacks and of other regions are read with it where they lie beside it. What cannot be understood
    is listed. Exit status: 0 translated, 1 with errors, 2 something cannot be read or written.
    """
    grammar = Grammar(user_cache())
    if _importer_of(path) is None:
        raise click.UsageError(f"'{path}' ends in none of {', '.join(_IMPORTERS)}")
    try:
        _, tree, mistakes = _imported(path, grammar, given, Folder(Path(path).parent))
    except Refused as problem:
        _stop(str(problem))
    click.echo("\n".join(map(as_text, mistakes)), nl=False, err=True)
    printing: Any = importlib.import_module("archc.syntax.printing")
    text = _reformatted(Source(path, printing.printed(tree)), grammar, pin=False)
    if isinstance(text, list):  # no person's mistake: what is printed can be read
        _stop("\n".join(map(as_text, text)))
    if output is None:
        click.echo(text, nl=False)
    else:
        _write(Path(output).parent, {Path(output).name: text.encode()}, fresh=True)
        click.echo(f"wrote {output}")
    sys.exit(int(has_errors(mistakes)))


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
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="Columns for reading, one object for programs, or a table.",
)
def rules(style: str) -> None:
    """List every rule and fault: code, name, severity in a lab/in production, pillar, title."""
    book: Any = importlib.import_module("archc.rulebook")
    click.echo(
        book.STYLES[style](importlib.import_module("archc.reference").every_entry()), nl=False
    )


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
    possible = [name for name in formats() if name not in SCRIPTS]
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


def _compile_all(
    paths: Sequence[str], asked: Asked | None = None, given: Mapping[str, str] | None = None
) -> tuple[list[Compilation], list[File]]:
    """Every design that can be read, and the others; these get a line on standard error."""
    asked = asked or Asked()
    grammar = Grammar(user_cache())
    compiled = []
    unread = []
    for path in paths:
        try:
            compiled.append(_compiled(path, grammar, asked.policy(path), given or {}))
        except Refused as problem:
            click.echo(f"archc: {visible(str(problem))}", err=True)
            unread.append(File(path, problem=str(problem)))
    return compiled, unread


def _compiled(path: str, grammar: Grammar, policy: Policy, given: Mapping[str, str]) -> Compilation:
    """A design in the language, or one that an importer reads."""
    folder = Folder(Path(path).parent)
    if _importer_of(path) is None:
        return Compilation(Source(path, read_design(path)), folder, grammar, policy)
    source, tree, mistakes = _imported(path, grammar, given, folder)
    return Compilation.of_tree(source, tree, mistakes, folder, grammar, policy)


_DRAWING = ".drawio"
_IMPORTERS = {
    ".yaml": "cloudformation",
    ".yml": "cloudformation",
    ".json": "cloudformation",
    ".template": "cloudformation",
    _DRAWING: "drawio",
}


def _importer_of(path: str) -> str | None:
    """The importer for a file, by how its name ends; None for a design in the language."""
    return _IMPORTERS.get(Path(path).suffix.lower())


def _imported(
    path: str, grammar: Grammar, given: Mapping[str, str], folder: Folder
) -> tuple[Source, Any, list[Diagnostic]]:
    """What findings point into, the tree of the design, and what was found on the way to it."""
    importer: Any = importlib.import_module(f"archc.importers.{_importer_of(path)}")
    if Path(path).suffix.lower() == _DRAWING:
        made = importer.read(path, read_foreign(path))
        return made.source, made.tree, made.found
    source = Source(path, read_design(path))
    return source, *importer.read(source, grammar, given, folder)


def _readable(paths: Sequence[str], compiled: Sequence[Compilation]) -> list[str]:
    read = {one.source.path for one in compiled}
    return [path for path in paths if path in read]


def _made(one: Compilation, stem: str, wanted: Collection[str]) -> dict[str, bytes]:
    """The files of a design, before any is written."""
    try:
        return dict(files(one, stem, wanted))
    except Unavailable as problem:
        _stop(str(problem))


def _write(folder: Path, made: dict[str, bytes], *, fresh: bool) -> list[str]:
    """Write the files of a design; what was edited in its drawings stays unless `fresh`."""
    try:
        before = {} if fresh else existing_drawings(folder, made)
        notes = list(merge_drawings(folder, made, before))
        write_all(folder, made, before)
    except Refused as problem:
        _stop(str(problem))
    return notes


def _report(folder: Path, made: dict[str, bytes], one: Compilation) -> Iterator[str]:
    """What was written, and the next step."""
    yield from (f"wrote {folder / name}" for name in made)
    if one.has_errors:
        yield _no_template(one)
        return
    deploy: Any = importlib.import_module("archc.emit.deploy")
    for name in (name for name in made if name.endswith(".deploy.sh")):
        yield from _too_large(made, deploy.INLINE_LIMIT)
        buckets = deploy.arguments(one.stacks)
        given = "".join(f" {bucket}" for bucket in buckets)
        each = " in each of these regions" if len(buckets) > 1 else ""
        why = f"   # an S3 bucket of yours{each}, for what must be uploaded" if buckets else ""
        yield f"next: sh {folder / name}{given}{why}"
        destroy = name.replace(".deploy.sh", ".destroy.sh")
        yield f"then, to stop the costs: sh {folder / destroy}{given}"
        steps = (step.replace("$STACK", one.stack.name) for step in one.stack.steps)
        yield from (f"by hand: {step}" for step in steps)


def _no_template(one: Compilation) -> str:
    """Why there is none: what is shown, or what is hidden and would not work all the same."""
    if has_errors(one.diagnostics):
        return f"no template: '{one.source.path}' has errors, marked on its diagram"
    return (
        f"no template: what is hidden in '{one.source.path}' would not work; "
        f"`archc check --isolated {one.source.path}` shows it"
    )


def _too_large(made: dict[str, bytes], limit: int) -> Iterator[str]:
    """Which templates cannot be sent as they are."""
    templates = [name for name in made if name.endswith(".yaml")]
    for name in templates:
        if len(made[name]) > limit:
            which = f" {name}" if len(templates) > 1 else ""
            yield (
                f"the template{which} has {len(made[name])} bytes, more than the {limit} that "
                "CloudFormation takes directly: the script sends it through an S3 bucket"
            )


def _verify(one: Compilation) -> list[Diagnostic]:
    lint: Any = importlib.import_module("archc.verify")
    yaml: Any = importlib.import_module("archc.emit.yaml")
    try:
        return [
            found
            for stack in one.stacks
            for found in lint.verify(yaml.emit(stack), stack, one.design)
        ]
    except (lint.LintFailed, OSError) as error:
        _stop(f"cfn-lint could not check '{one.source.path}': {error}")
