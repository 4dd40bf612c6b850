"""Fragments: a kind's Jinja2 template becomes CloudFormation resources, guarded against injection.

Whatever `{{ ... }}` puts into a template is written as one quoted YAML value, and every fragment
is parsed at once, so that no text of a design can become structure.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from typing import Any

import yaml
from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    compiler,
)
from jinja2.bccache import Bucket

from archc import resources
from archc.caches import is_private, user_cache
from archc.component import Intrinsic
from archc.stack.expressions import given


def fragment(name: str, context: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Resources by logical id from the template `name`; keys without a value are left out."""
    text = _environment().get_template(name).render(context)
    parsed = yaml.load(text, _loader())  # noqa: S506  (a safe loader, extended by tags)
    return {key: without_empty(body) for key, body in (parsed or {}).items()}


def without_empty(value: Any) -> Any:
    """The value without mapping entries that are null or became empty."""
    if isinstance(value, dict):
        kept = {key: without_empty(entry) for key, entry in value.items()}
        return {key: entry for key, entry in kept.items() if entry is not None and entry != {}}
    if isinstance(value, list):
        return [entry for entry in map(without_empty, value) if entry is not None]
    if isinstance(value, Intrinsic):
        return Intrinsic(value.name, without_empty(value.argument))
    return value


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(str(resources.folder("templates"))),
        undefined=StrictUndefined,
        finalize=as_yaml,
        autoescape=False,  # noqa: S701  (the output is YAML: `as_yaml` quotes every value)
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,  # what is included in a loop begins on a line of its own
        bytecode_cache=_compiled(),
    )


def _compiled() -> BytecodeCache | None:
    """Compiled templates in the user's cache, apart for every installation of what compiles them.

    Jinja2 compiles anew where a template has changed.
    """
    folder = user_cache("templates")
    if folder is None or not (is_private(folder.parent) and is_private(folder)):
        return None
    made = [os.stat(file).st_mtime_ns for file in (compiler.__file__, __file__)]
    return _Compiled(str(folder), f"{zlib.crc32(str(made).encode()):08x}-%s")


class _Compiled(FileSystemBytecodeCache):
    """One that is damaged, or cannot be written, is none."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """A damaged file is compiled anew."""
        try:
            super().load_bytecode(bucket)
        except Exception:  # noqa: BLE001  (pickle raises whatever a file of its makes it raise)
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """A full disk or a folder that was locked is no reason to make no template."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def as_yaml(value: Any) -> str:
    """One value in YAML's flow style, on one line, quoted."""
    value = given(value)
    match value:
        case Intrinsic(name, argument):
            return f"!{name} {as_yaml(argument)}"
        case None | bool() | int() | float():
            return json.dumps(value)
        case str():
            return json.dumps(value, ensure_ascii=True)
        case dict():
            return "{" + ", ".join(f"{as_yaml(k)}: {as_yaml(v)}" for k, v in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(as_yaml(entry) for entry in value) + "]"
        case _:
            return json.dumps(str(value))


@cache
def _loader() -> type[Any]:
    base: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):  # type: ignore[misc]
        """Reads CloudFormation's short function forms."""

    Loader.add_multi_constructor("!", _intrinsic)
    return Loader


def _intrinsic(loader: Any, name: str, node: yaml.Node) -> Intrinsic:
    match node:
        case yaml.ScalarNode():
            # Plain and quoted scalars alike: a function's argument is text unless it is a list.
            return Intrinsic(name, node.value)
        case yaml.SequenceNode():
            return Intrinsic(name, loader.construct_sequence(node, deep=True))
        case _:
            return Intrinsic(name, loader.construct_mapping(node, deep=True))
