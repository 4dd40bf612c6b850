"""Properties held against their schema: what AWS would refuse, and where it stands.

Only what is certain is said. A value that is known at deployment only fits everything, and of
alternatives (`anyOf`, `oneOf`) one that fits is enough; where none does and several are meant,
nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from archc.edits import Fix
from archc.schemas.demands import demands
from archc.schemas.files import Schema
from archc.source import Span
from archc.values import Interpolated, Placed, did_you_mean, is_near, meant

_LONGEST = 256  # characters that are held against a pattern
_SHOWN = 40
_WHOLE = re.compile(r"-?[0-9]+")
_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_TAKES = {
    "string": "a text in quotes",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "`yes` or `no`",
    "array": "a list",
    "object": "a map",
}
_EXAMPLES = {
    "string": '"text"',
    "integer": "1",
    "number": "1",
    "boolean": "yes",
    "array": "[ ]",
    "object": "{ }",
}


class Sort(StrEnum):
    """What is wrong with a property."""

    UNKNOWN = "unknown"
    TYPE = "type"
    CHOICE = "choice"
    BOUNDS = "bounds"
    MISSING = "missing"
    READ_ONLY = "read only"


class Problem(NamedTuple):
    """One thing that AWS would refuse."""

    sort: Sort
    message: str
    fix: str | Fix
    span: Span
    label: str = ""


def problems(
    properties: Mapping[str, Placed], schema: Schema, span: Span, *, whole: bool = True
) -> list[Problem]:
    """Everything that is wrong; `span` is where the type is written.

    Properties that are not `whole` are laid over others: what is missing may stand there.
    """
    found = _Check(schema, whole=whole).of_all(Placed(dict(properties), span))
    # Several parts of a schema may say the same.
    return list({(one.sort, one.message, one.span): one for one in found}.values())


_Path = tuple[str, ...]


class _Check:
    def __init__(self, schema: Schema, *, whole: bool) -> None:
        self._schema = schema
        self._whole = whole
        self._strange: dict[int, list[str]] = {}  # names that a map has and cannot have

    def of_all(self, properties: Placed) -> Iterator[Problem]:
        yield from self._object(self._schema.body, properties, ())
        for demand in demands(self._schema.type):
            yield from self._object(demand, properties, ())

    def _value(self, node: Any, given: Placed, path: _Path) -> Iterator[Problem]:
        """One value against the part of the schema that speaks of it."""
        value = given.value
        if node is False:
            yield Problem(
                Sort.UNKNOWN,
                f"'{_spelled(path)}' cannot be given beside the rest",
                "leave it out",
                given.place,
            )
        if value is None or isinstance(value, Interpolated) or given.is_function:
            return
        schema = self._schema.resolved(node)
        types = _types(schema)
        if types and not any(_is(type_, value) for type_ in types):
            yield self._of_type(types, given, path)
            return
        if isinstance(value, dict):
            yield from self._object(schema, given, path)
        elif isinstance(value, list):
            yield from self._list(schema, given, path)
        else:
            yield from _scalar(schema, given, path)
        if not isinstance(value, dict):
            yield from self._alternatives(schema, given, path)

    def _of_type(self, types: Sequence[str], given: Placed, path: _Path) -> Problem:
        takes = " or ".join(dict.fromkeys(_TAKES.get(type_, type_) for type_ in types))
        shown = _called(given)
        message = f"'{_spelled(path)}' takes {takes}, not {shown}"
        fix = f"write {takes}"
        plain = not isinstance(given.value, (dict, list))
        if "string" in types and plain:
            fix = f'write it in quotes: `"{_cut(given.span.text)}"`'
        elif "array" in types and not isinstance(given.value, dict) and plain:
            fix = f"write it in brackets: `[{_cut(given.span.text)}]`"
        return Problem(Sort.TYPE, message, fix, given.span, f"takes {takes}")

    # Maps.

    def _object(self, schema: Mapping[str, Any], given: Placed, path: _Path) -> Iterator[Problem]:
        entries: dict[str, Placed] = given.value
        yield from self._entries(schema, entries, path)
        yield from self._missing(schema, given, path)
        yield from self._together(schema, given, path)
        yield from _size(schema, "Properties", "entries", given, path)
        yield from self._alternatives(schema, given, path)
        yield from self._conditional(schema, given, path)

    def _entries(
        self, schema: Mapping[str, Any], entries: Mapping[str, Placed], path: _Path
    ) -> Iterator[Problem]:
        named: Mapping[str, Any] = schema.get("properties", {})
        further = schema.get("additionalProperties")
        elsewhere = self._named_by_alternatives(schema)
        for name, entry in entries.items():
            here = (*path, name)
            if self._is_read_only(here):
                yield self._read_only(name, entry, path)
            elif name in named:
                yield from self._value(named[name], entry, here)
            elif (by_pattern := _by_pattern(schema, name)) is not None:
                yield from self._value(by_pattern, entry, here)
            elif isinstance(further, Mapping):
                yield from self._value(further, entry, here)
            elif further is False and elsewhere is not None and name not in elsewhere:
                possible = [n for n in {**named, **elsewhere} if not self._is_read_only((*path, n))]
                owner = f"'{_spelled(path)}'" if path else self._schema.type
                self._strange.setdefault(id(entries), []).append(name)
                yield Problem(
                    Sort.UNKNOWN,
                    f"{owner} has no property '{_cut(name)}'",
                    meant(name, possible, entry.place),
                    entry.place,
                )

    def _is_read_only(self, path: _Path) -> bool:
        return path in self._schema.read_only

    def _read_only(self, name: str, entry: Placed, path: _Path) -> Problem:
        inner = f" of '{_spelled(path)}'" if path else ""
        return Problem(
            Sort.READ_ONLY,
            f"the property '{name}'{inner} is set by AWS and cannot be written",
            f"leave it out; others read it as `name.{_spelled((*path, name))}`",
            entry.place,
        )

    def _missing(self, schema: Mapping[str, Any], given: Placed, path: _Path) -> Iterator[Problem]:
        entries: dict[str, Placed] = given.value
        needed = [n for n in schema.get("required", ()) if not self._is_read_only((*path, n))]
        for name in needed:
            if name not in entries and is_near(name, self._strange.get(id(entries), ())):
                continue  # it is misspelt, which is said where it stands
            gone = name in entries and entries[name].value is None
            if gone or (name not in entries and self._whole):
                owner = f"'{_spelled(path)}'" if path else self._schema.type
                where = entries[name].place if gone else given.place
                named = schema.get("properties") or (self._schema.properties if not path else {})
                node = self._schema.resolved(named.get(name))
                example = next((_EXAMPLES[t] for t in _types(node) if t in _EXAMPLES), "…")
                yield Problem(
                    Sort.MISSING,
                    f"{owner} needs the property '{name}'",
                    f"write `{name}: {_example(node, example)}`",
                    where,
                )
        for word in ("requiredOr", "requiredXor") if self._whole else ():
            names = [n for n in schema.get(word, ()) if isinstance(n, str)]
            if names and not any(name in entries for name in names):
                owner = f"'{_spelled(path)}'" if path else self._schema.type
                yield Problem(
                    Sort.MISSING,
                    f"{owner} needs one of the properties {', '.join(names)}",
                    f"write `{names[0]}:` or another of them",
                    given.place,
                )

    def _together(self, schema: Mapping[str, Any], given: Placed, path: _Path) -> Iterator[Problem]:
        """Properties that need others, and those that cannot stand beside others."""
        entries: dict[str, Placed] = given.value
        needs: Mapping[str, Sequence[str]] = schema.get("dependentRequired", {})
        for name, others in needs.items() if self._whole else ():
            for other in others if name in entries else ():
                if other not in entries and not self._is_read_only((*path, other)):
                    yield Problem(
                        Sort.MISSING,
                        f"'{name}' needs the property '{other}' beside it",
                        f"write `{other}:` too",
                        entries[name].place,
                    )
        alone: Mapping[str, Sequence[str]] = schema.get("dependentExcluded", {})
        pairs = [(name, other) for name, others in alone.items() for other in others]
        some = [n for n in schema.get("requiredXor", ()) if n in entries]
        pairs += [(some[0], other) for other in some[1:]]
        seen: set[frozenset[str]] = set()
        for name, other in pairs:
            if name in entries and other in entries and frozenset((name, other)) not in seen:
                seen.add(frozenset((name, other)))
                yield Problem(
                    Sort.UNKNOWN,
                    f"'{name}' and '{other}' cannot both be given",
                    "keep one of them",
                    entries[other].place,
                )

    def _conditional(
        self, schema: Mapping[str, Any], given: Placed, path: _Path
    ) -> Iterator[Problem]:
        """What is demanded if something holds; nothing where that is not certain."""
        if "if" not in schema or not self._whole:
            return
        held = holds(self._schema.resolved(schema["if"]), given)
        node = schema.get("then" if held else "else") if held is not None else None
        if isinstance(node, Mapping):
            yield from self._value(_opened(self._schema.resolved(node)), given, path)

    def _named_by_alternatives(self, schema: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """What alternatives add to the known names; None where one of them takes any."""
        found: dict[str, Any] = {}
        for option in _options(schema):
            inner = self._schema.resolved(option)
            takes_more = inner.get("additionalProperties", False) is not False
            if takes_more or "patternProperties" in inner:
                return None
            deeper = self._named_by_alternatives(inner)
            if deeper is None:
                return None
            found.update(inner.get("properties", {}), **deeper)
        return found

    # Lists and alternatives.

    def _list(self, schema: Mapping[str, Any], given: Placed, path: _Path) -> Iterator[Problem]:
        entries: list[Placed] = given.value
        contained = schema.get("contains")
        if contained is not None and all(holds(contained, entry) is False for entry in entries):
            yield Problem(
                Sort.MISSING,
                f"'{_spelled(path)}' has no entry such as AWS needs",
                f"write one with {_told(contained)}",
                given.place,
            )
        # One reference may stand for several entries.
        fixed = not any(isinstance(e.value, Interpolated) or e.is_function for e in entries)
        if fixed:
            yield from _size(schema, "Items", "entries", given, path)
        # What stands in a list replaces the whole of what was there.
        inner = self if self._whole else _Check(self._schema, whole=True)
        for entry in entries:
            yield from inner._value(schema.get("items"), entry, (*path, "*"))  # noqa: SLF001
        if schema.get("uniqueItems") and fixed:
            seen: set[str] = set()
            for entry in entries:
                spelling = repr(entry.plain)
                if spelling in seen:
                    yield Problem(
                        Sort.BOUNDS,
                        f"'{_spelled(path)}' holds {_called(entry)} twice",
                        "keep one of them",
                        entry.span,
                    )
                seen.add(spelling)

    def _alternatives(
        self, schema: Mapping[str, Any], given: Placed, path: _Path
    ) -> Iterator[Problem]:
        """Every part of `allOf`; of `anyOf` and `oneOf` the one that is meant, if that is clear."""
        for node in _listed(schema, "allOf"):
            yield from self._value(_opened(self._schema.resolved(node)), given, path)
        for options in (_listed(schema, "anyOf"), _listed(schema, "oneOf")):
            found = [list(self._value(option, given, path)) for option in options]
            if len(found) == 1:
                yield from found[0]
            elif found and all(found):
                fitting = [
                    one
                    for one in found
                    if one[0].sort is not Sort.TYPE or one[0].span != given.span
                ]
                yield from fitting[0] if len(fitting) == 1 else ()


def holds(schema: Any, given: Placed) -> bool | None:
    """Whether a value is such as a condition says; None where nobody knows before deployment."""
    if isinstance(schema, bool):
        return schema
    value = given.value
    if isinstance(value, Interpolated) or given.is_function:
        return None
    return _all_of(_part_holds(word, said, value) for word, said in schema.items())


def _all_of(parts: Iterator[bool | None]) -> bool | None:
    found = list(parts)
    return False if False in found else None if None in found else True


def _part_holds(word: str, said: Any, value: Any) -> bool | None:  # noqa: PLR0911
    """The same for one word of the condition."""
    match word:
        case "type":
            return any(_is(type_, value) for type_ in _types({word: said}))
        case "const" | "enum":
            choices = said if word == "enum" else [said]
            return _word(value) in map(_word, choices)
        case "pattern":
            return fits(said, value) if isinstance(value, str) else True
        case "required" if isinstance(value, dict):
            return all(name in value for name in said)
        case "properties" if isinstance(value, dict):
            return _all_of(holds(node, value[name]) for name, node in said.items() if name in value)
        case "description" | "additionalProperties":
            return True
    return None


def _opened(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A part of a whole, which other parts may add properties to."""
    return {key: value for key, value in schema.items() if key != "additionalProperties"}


def _listed(schema: Mapping[str, Any], word: str) -> Sequence[Any]:
    found = schema.get(word, ())
    return found if isinstance(found, list) else ()


def _options(schema: Mapping[str, Any]) -> Iterator[Any]:
    return chain.from_iterable(_listed(schema, word) for word in ("allOf", "anyOf", "oneOf"))


def _by_pattern(schema: Mapping[str, Any], name: str) -> Any:
    """The schema of a key that fits a pattern; a pattern that is not tried fits."""
    patterns: Mapping[str, Any] = schema.get("patternProperties", {})
    return next((node for text, node in patterns.items() if fits(text, name) is not False), None)


def _types(schema: Mapping[str, Any]) -> tuple[str, ...]:
    found = schema.get("type", ())
    return (found,) if isinstance(found, str) else tuple(t for t in found if isinstance(t, str))


def _is(type_: str, value: Any) -> bool:  # noqa: PLR0911  (one line per type)
    """Whether a value is of a type, or a text that CloudFormation takes for one."""
    match type_:
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool) or value in ("true", "false")
        case "integer":
            whole = isinstance(value, int) or (isinstance(value, str) and _WHOLE.fullmatch(value))
            return bool(whole) and not isinstance(value, bool)
        case "number":
            is_text = isinstance(value, str) and _DECIMAL.fullmatch(value)
            return bool(is_text) or (
                isinstance(value, (int, float)) and not isinstance(value, bool)
            )
        case "array":
            return isinstance(value, list)
        case "object":
            return isinstance(value, dict)
        case _:
            return True


def _scalar(schema: Mapping[str, Any], given: Placed, path: _Path) -> Iterator[Problem]:
    choices = schema.get("enum", [schema["const"]] if "const" in schema else None)
    folded = schema.get("enumCaseInsensitive")
    name = _spelled(path)
    if isinstance(choices, list) and _word(given.value) not in map(_word, choices):
        yield _choice(given, choices, name)
    elif isinstance(folded, list) and _word(given.value).lower() not in [
        _word(choice).lower() for choice in folded
    ]:
        yield _choice(given, folded, name)
    elif isinstance(given.value, str) and "string" in (_types(schema) or ("string",)):
        yield from _size(schema, "Length", "characters", given, path)
        pattern = schema.get("pattern")
        if isinstance(pattern, str) and fits(pattern, given.value) is False:
            yield Problem(
                Sort.BOUNDS,
                f"{_called(given)} does not fit the pattern of '{name}'",
                f"write what fits `{pattern}`",
                given.span,
            )
    if not isinstance(given.value, bool):
        yield from _range(schema, given, name)


def _choice(given: Placed, choices: Sequence[Any], name: str) -> Problem:
    possible = [str(choice) for choice in choices]
    return Problem(
        Sort.CHOICE,
        f"{_called(given)} is no value of '{name}'",
        did_you_mean(str(given.value), possible),
        given.span,
    )


def _range(schema: Mapping[str, Any], given: Placed, name: str) -> Iterator[Problem]:
    if not {"integer", "number"} & set(_types(schema)) or not _is("number", given.value):
        return
    number = float(given.value)
    low, high = schema.get("minimum"), schema.get("maximum")
    is_low = isinstance(low, (int, float)) and number < low
    if is_low or (isinstance(high, (int, float)) and number > high):
        bound = f"at least {low}" if is_low else f"at most {high}"
        yield Problem(
            Sort.BOUNDS, f"'{name}' is {_called(given)}, and AWS takes {bound}",
            f"write {bound}", given.span,
        )  # fmt: skip


def _size(
    schema: Mapping[str, Any], what: str, unit: str, given: Placed, path: _Path
) -> Iterator[Problem]:
    """Whether a text, list or map is too short or too long."""
    size = len(given.value)
    low, high = schema.get(f"min{what}"), schema.get(f"max{what}")
    is_low = isinstance(low, int) and size < low
    if is_low or (isinstance(high, int) and size > high):
        bound = f"at least {low}" if is_low else f"at most {high}"
        yield Problem(
            Sort.BOUNDS,
            f"'{_spelled(path)}' has {size} {unit}, and AWS takes {bound}",
            f"write {bound}",
            given.span,
        )


# Spelling.


def _spelled(path: _Path) -> str:
    """`SSESpecification.SSEEnabled`; entries of a list have no name."""
    return ".".join(_cut(step) for step in path if step != "*")


def _cut(text: str) -> str:
    """Text of a design, short enough for a message."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def _called(given: Placed) -> str:
    """A value in a message."""
    if isinstance(given.value, (dict, list)):
        return "a map" if isinstance(given.value, dict) else "a list"
    return _cut(given.span.text)


def _word(value: Any) -> str:
    """A scalar as CloudFormation compares it: `1` is "1", and `true` is "true"."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _told(condition: Mapping[str, Any]) -> str:
    """`KeyType: HASH`."""
    named: Mapping[str, Any] = condition.get("properties", {})
    return " and ".join(f"`{name}: {said.get('const', '…')}`" for name, said in named.items())


def _example(schema: Mapping[str, Any], usual: str) -> str:
    choices = schema.get("enum")
    if isinstance(choices, list) and choices and isinstance(choices[0], str):
        return f'"{choices[0]}"'
    return usual


# Patterns.


_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?[:=!]|\(|\)|\{[0-9]+\}|[*+?{|]", re.DOTALL)


@cache
def _compiled(pattern: str) -> re.Pattern[str] | None:
    """A pattern that Python reads and that no text can make slow; else None."""
    try:
        return re.compile(pattern) if not _explodes(pattern) else None
    except (re.error, OverflowError, RecursionError):
        return None  # written for another dialect


def _explodes(pattern: str) -> bool:
    """Whether what is repeated can itself be read in several ways, so that ways multiply."""
    varies = [False]  # by the groups that are open
    closed = False  # whether a group that varies ends just before
    end = 0
    for token in _TOKEN.finditer(pattern):
        word = token[0]
        if closed and token.start() == end and word[0] in "*+{":
            return True
        closed = False
        if word[0] == "(":
            varies.append(False)
        elif word == ")" and len(varies) > 1:
            closed = varies.pop()
            varies[-1] |= closed
        elif word in ("*", "+", "?", "{", "|"):
            varies[-1] = True
        end = token.end()
    return False


def fits(pattern: str, text: str) -> bool | None:
    """Whether a text fits a pattern; None where that is not tried."""
    compiled = _compiled(pattern) if len(text) <= _LONGEST else None
    return compiled.search(text) is not None if compiled is not None else None
