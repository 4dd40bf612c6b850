"""SARIF 2.1.0, which code scanning of GitHub and others, and many editors read.

The paths of files are relative to `SRCROOT`, the folder in which archc was run; columns count
UTF-16 code units. Nothing in it says when or where archc ran.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from archc import __version__
from archc.acceptance import ACCEPT
from archc.diagnostics import Diagnostic, Label, Severity, visible
from archc.reference import fault_named, fault_page, rule_named, rule_page
from archc.report import File, Run
from archc.report._marks import marks
from archc.report._paths import plain
from archc.rules.rule import page
from archc.source import Span
from archc.suppression import Hidden

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "note"}
_ROOT = "SRCROOT"
_PLACEHOLDER = re.compile(r"\{([0-9]+)\}")

Json = dict[str, Any]


def report(run: Run) -> str:
    """A log with one run."""
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(run.offering())]}
    return json.dumps(log, indent=2) + "\n"


def _run(run: Run) -> Json:
    rules: dict[str, Diagnostic] = {}
    for found in (*run.found, *(one.found for one in run.hidden)):
        rules.setdefault(found.code, found)
    codes = sorted(rules)
    driver = {
        "name": "archc",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(rules[code]) for code in codes],
    }
    return {
        "tool": {"driver": driver},
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": {_ROOT: {"description": _text("the folder where archc was run")}},
        "invocations": [_invocation(run)],
        "artifacts": [_artifact(file) for file in run.files],
        "results": list(_results(run, {code: at for at, code in enumerate(codes)})),
    }


def _invocation(run: Run) -> Json:
    """Whether archc could read everything; what is wrong in a design is a result instead."""
    notes = [
        {
            "level": "error",
            "message": _text(file.problem),
            "locations": [
                {"physicalLocation": {"artifactLocation": _artifact_location(file.path)}}
            ],
        }
        for file in run.unread
    ]
    told: Json = {"toolExecutionNotifications": notes} if notes else {}
    return {"executionSuccessful": not notes, **told}


def _artifact(file: File) -> Json:
    return {
        "location": _artifact_location(file.path),
        "roles": ["analysisTarget"],
        "encoding": "UTF-8",
    }


def _artifact_location(path: str) -> Json:
    """A path below `SRCROOT`; one that is absolute or leads out of it, as SARIF wants that."""
    name = plain(path)
    outside = PurePath(name).is_absolute() or name.startswith("../")
    name = plain(os.path.abspath(name)) if outside else name
    uri = quote(name.encode("utf-8", "surrogateescape"), safe="/:" if outside else "/")
    if outside:
        return {"uri": f"file://{'' if uri.startswith('/') else '/'}{uri}"}
    return {"uri": uri, "uriBaseId": _ROOT}


def _rule(found: Diagnostic) -> Json:
    """What the manual says of the rule behind a finding."""
    module, fault = rule_named(found.name), fault_named(found.name)
    if module is not None:
        facts, parts = module.RULE, page(module)
        title, what, whole = parts.title, f"{parts.what} {parts.why}", rule_page(module)
        level, pillar = facts.severity, str(facts.pillar)
    elif fault is not None:
        title, what, whole = fault.title, fault.why, fault_page(fault)
        level, pillar = fault.severity, fault.pillar or "correctness"
    else:  # a rule of cfn-lint, which has pages of its own
        title = what = whole = found.why or found.name
        level, pillar = found.severity, "correctness"
    return {
        "id": found.code,
        "name": found.name,
        "shortDescription": _text(title),
        "fullDescription": _text(what),
        "help": {"text": whole, "markdown": f"```text\n{whole.rstrip()}\n```\n"},
        "defaultConfiguration": {"level": _LEVELS[level]},
        "properties": {"pillar": pillar, "tags": [pillar]},
    }


def _results(run: Run, at: Mapping[str, int]) -> Iterator[Json]:
    index = {file.path: number for number, file in enumerate(run.files)}
    steps = {file.path: _steps(file) for file in run.files}
    hidden = {id(one.found): one for one in run.hidden}
    placed = [*run.placed, *((file, one.found) for file in run.files for one in file.hidden)]
    for (file, found), mark in zip(placed, marks(placed), strict=True):
        way = steps[file.path].get(found.way or found.span, ())
        by = hidden.get(id(found))
        yield {
            "ruleId": found.code,
            "ruleIndex": at[found.code],
            "level": _LEVELS[found.severity],
            "message": _text(_told(found)),
            "locations": [_location(file, found, index)],
            **({"relatedLocations": _related(found.related, index)} if found.related else {}),
            **({"codeFlows": [_flow(way, index)]} if way else {}),
            **({"fixes": [_fix(file, found, index)]} if found.edits else {}),
            # Where a result has suppressions, every other one has to say that it has none.
            **({"suppressions": [_suppression(by)] if by else []} if hidden else {}),
            "partialFingerprints": {"archcFinding/v1": mark},
        }


def _suppression(one: Hidden) -> Json:
    """An acceptance stands in the source, all else outside of it."""
    kind = "inSource" if one.by == ACCEPT else "external"
    why = one.reason or f"hidden by {one.by}"
    return {"kind": kind, "status": "accepted", "justification": visible(why)}


def _steps(file: File) -> Mapping[Span | str | None, tuple[Label, ...]]:
    """The ways behind the findings of a file; nothing is proved anew where there can be none."""
    if file.design is None:
        return {}
    sentences = {guarantee.span for guarantee in file.design.design.guarantees}
    if not any(found.way or found.span in sentences for found in file.findings):
        return {}
    return file.design.steps  # type: ignore[no-any-return]


def _told(found: Diagnostic) -> str:
    notes = [("way", found.way), ("fix", found.fix)]
    return "\n".join([f"{found.message}.", *(f"{word}: {text}" for word, text in notes if text)])


def _location(file: File, found: Diagnostic, index: Mapping[str, int]) -> Json:
    whole: Json = {"physicalLocation": {"artifactLocation": _indexed(file.path, index)}}
    made = _place(found.span, index) if found.span is not None else whole
    if found.label:
        made["message"] = _text(found.label)
    if found.component is not None:
        made["logicalLocations"] = [{"name": found.component, "kind": "resource"}]
    return made


def _place(span: Span, index: Mapping[str, int]) -> Json:
    first, last = (span.source.position_in_utf16(end) for end in (span.start, span.end))
    region = {
        "startLine": first.line,
        "startColumn": first.column,
        "endLine": last.line,
        "endColumn": last.column,
    }
    where = {"artifactLocation": _indexed(span.source.path, index), "region": region}
    return {"physicalLocation": where}


def _indexed(path: str, index: Mapping[str, int]) -> Json:
    made = _artifact_location(path)
    return made | ({"index": index[path]} if path in index else {})


def _labelled(label: Label, index: Mapping[str, int]) -> Json:
    return _place(label.span, index) | {"message": _text(label.message)}


def _related(labels: tuple[Label, ...], index: Mapping[str, int]) -> list[Json]:
    return [{"id": n, **_labelled(label, index)} for n, label in enumerate(labels, 1)]


def _flow(way: tuple[Label, ...], index: Mapping[str, int]) -> Json:
    places = [{"location": _labelled(label, index)} for label in way]
    return {"threadFlows": [{"locations": places}]}


def _fix(file: File, found: Diagnostic, index: Mapping[str, int]) -> Json:
    """What mends a finding, as replacements in its file."""
    replacements = []
    for edit in found.edits:
        place = _place(edit.span, index)["physicalLocation"]["region"]
        inserted = {"insertedContent": {"text": edit.text}} if edit.text else {}
        replacements.append({"deletedRegion": place, **inserted})
    change = {"artifactLocation": _indexed(file.path, index), "replacements": replacements}
    return {
        "description": _text(found.fix),
        "artifactChanges": [change],
        "properties": {"repair": str(found.repair)},
    }


def _text(text: str) -> Json:
    """A plain message: nothing in it is a link or a placeholder of SARIF."""
    plain_text = "\n".join(map(visible, text.split("\n"))).replace("](", "] (")
    return {"text": _PLACEHOLDER.sub(r"{{\1}}", plain_text)}
