"""Handler in a file that is not there.

What it does
------------
Looks for a `handler` whose file is not among the files of `code`.

Why
---
Lambda loads the handler's file first; every call fails when it is missing.

Bad
---

    architecture shop
    http_api api
    function orders { code: dir("orders"); handler: main.handler }
    api -> orders : GET /orders auth none

Good
----

    architecture shop
    http_api api
    function orders { code: dir("orders"); handler: app.handler }
    api -> orders : GET /orders auth none

Fix
---
Name a file of the code, without its ending, then a dot and the function.

References
----------
- https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html
- https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html

"""

import re
from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Fix, Repair, Write
from archc.kinds.serverless.function import Function
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("LAM716", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


_ENDINGS = {
    "python": (".py", "/__init__.py"),
    "nodejs": (".js", ".mjs", ".cjs"),
    "ruby": (".rb",),
}


def check(function: Function, _: Architecture) -> Iterator[Finding]:
    """Look for the file; a layer may bring one, so functions with layers are let alone."""
    language = function.runtime.rstrip("0123456789.")
    if function.inline is not None or function.layers or language not in _ENDINGS:
        return
    entry = function.effective_handler
    stem = _stem(entry, language)
    names = [name for name, _ in function.code.files]
    if any(stem + ending in names for ending in _ENDINGS[language]):
        return
    yield Finding(
        f"the code of '{function.name}' has no file {stem}{_ENDINGS[language][0]}, "
        f"where the handler {entry} should be",
        _choices(function, names, language),
        function.at("handler", "code"),
        "no such file in the code",
        (Label("the code", function.at("code")),) if "handler" in function.spans else (),
    )


def _stem(handler: str, language: str) -> str:
    """The path of the handler's file without its ending."""
    if language == "nodejs":  # what stands behind the first dot is the name that is exported
        folder, slash, name = handler.rpartition("/")
        return folder + slash + name.partition(".")[0]
    module = handler.rpartition(".")[0]
    return module.replace(".", "/") if language == "python" else module


def _defines(function: Function, file: str, name: str) -> bool:
    """Whether a file of the code seems to say what is called."""
    content = dict(function.code.files).get(file, b"")
    return re.search(rf"\b{re.escape(name)}\b".encode(), content) is not None


def _choices(function: Function, names: list[str], language: str) -> str | Fix:
    ending = _ENDINGS[language][0]
    stems = [name.removesuffix(ending) for name in names if name.endswith(ending)]
    if stems:
        told = "write one of its files: " + ", ".join(f"`handler: {s}.handler`" for s in stems[:5])
        called = function.effective_handler.rpartition(".")[2]
        defining = [s for s in stems if _defines(function, s + ending, called)]
        only = defining[0] if len(defining) == 1 else ""
        return Fix(told, (Write(function.name, f"handler: {only}.{called}"),) if only else ())
    for other, endings in _ENDINGS.items():
        if any(name.endswith(endings[0]) for name in names):
            return f"the code is {other}: write `runtime:` with a version of {other}"
    return f"put a file with the ending {ending} into the code"
