"""Instances of resource types, made up from their schemas: valid ones, and how they are written."""

from __future__ import annotations

import json
import re
import re._parser as parser
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any, NamedTuple

from archc.schemas import Schema

# What any design of instances declares, so that there is something to refer to.
HEAD = """\
architecture lab "Instances of resource types"
tags: { project: lab, owner: team-7 }
region: us-east-1
param anything: text = abc
resource somebody {
  type: "AWS::IAM::Role"
  Description: anything
  AssumeRolePolicyDocument: {
    Version: "2012-10-17"
    Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }]
  }
}
resource news { type: "AWS::SNS::Topic" }
"""
_DEEPEST = 8


class Name(str):
    """A bare word: the name of a component, or of a value."""

    __slots__ = ()


class Instance(NamedTuple):
    """A type with properties: maps, lists, texts, numbers, truths and names."""

    name: str
    type: str
    properties: Mapping[str, Any]

    @property
    def text(self) -> str:
        """The component as a design has it."""
        lines = [f'  type: "{self.type}"']
        lines += [f"  {key}: {spelled(value)}" for key, value in self.properties.items()]
        return "\n".join([f"resource {self.name} {{", *lines, "}"]) + "\n"


def spelled(value: Any) -> str:
    """A value as the language writes it."""
    match value:
        case Name():
            return str(value)
        case bool():
            return "yes" if value else "no"
        case str():
            text = json.dumps(value, ensure_ascii=False).replace("${", "\\${")
            return re.sub(r"\\u00(..)", lambda m: chr(int(m[1], 16)), text)
        case dict():
            return "{ " + ", ".join(f'"{k}": {spelled(v)}' for k, v in value.items()) + " }"
        case list():
            return "[" + ", ".join(map(spelled, value)) + "]"
        case int() | float() if value < 0:
            return f'"{value}"'  # the language has no minus sign
        case _:
            return str(value)


class Maker:
    """Makes instances; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self.unknown = 0  # texts for which a parameter had to stand
        self.texts = 0

    def instance(self, name: str, schema: Schema) -> Instance:
        """A type with what it needs, and some of what it may have."""
        return Instance(name, schema.type, self._object(schema, schema.body, (), 0))

    def _value(self, schema: Schema, node: Any, path: tuple[str, ...], depth: int) -> Any:
        body = self._with_option(schema, schema.resolved(node))
        if "const" in body:
            return body["const"]
        if choices := body.get("enum", body.get("enumCaseInsensitive")):
            return self._random.choice(choices)
        types = body.get("type", "object" if "properties" in body else "string")
        type_ = types if isinstance(types, str) else types[0]
        match type_:
            case "string":
                return self._text(body, path[-1] if path else "")
            case "integer" | "number":
                return self._number(body, whole=type_ == "integer")
            case "boolean":
                return self._random.choice([True, False])
            case "array":
                return self._list(schema, body, path, depth)
            case _:
                return self._object(schema, body, path, depth)

    def _with_option(self, schema: Schema, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """The first of alternatives, where a value is nothing but one of them."""
        options = body.get("oneOf", body.get("anyOf"))
        if not options or "properties" in body:
            return body
        rest = {k: v for k, v in body.items() if k not in ("oneOf", "anyOf")}
        return {**rest, **schema.resolved(options[0])}

    def _list(
        self, schema: Schema, body: Mapping[str, Any], path: tuple[str, ...], depth: int
    ) -> list[Any]:
        least = max(body.get("minItems", 0), 1 if depth < _DEEPEST else 0)
        entries: list[Any] = []
        for _ in range(least * 20):
            if len(entries) == least:
                break
            entry = self._value(schema, body.get("items", {}), (*path, "*"), depth + 1)
            if not (body.get("uniqueItems") and entry in entries):
                entries.append(entry)
        # What is the same again needs something that it need not have.
        named = schema.resolved(body.get("items", {})).get("properties", {})
        for name in list(named)[: least - len(entries)]:
            value = self._value(schema, named[name], (*path, "*", name), depth + 2)
            entries.append({**entries[0], name: value})
        return entries

    def _object(
        self, schema: Schema, body: Mapping[str, Any], path: tuple[str, ...], depth: int
    ) -> dict[str, Any]:
        properties = body.get("properties", {})
        wanted = list(body.get("required", ()))
        for inner in self._meant(schema, body):
            wanted += inner.get("required", ())
            properties = {**inner.get("properties", {}), **properties}
        for word in ("requiredXor", "requiredOr"):
            wanted += body.get(word, ())[:1]
        for name in list(wanted):
            wanted += body.get("dependentRequired", {}).get(name, ())
        found = {}
        for name in dict.fromkeys(wanted):
            if name in properties and (*path, name) not in schema.read_only and depth < 20:
                found[name] = self._value(schema, properties[name], (*path, name), depth + 1)
        optional = [n for n in properties if n not in found and (*path, n) not in schema.read_only]
        for name in optional[: max(0, body.get("minProperties", 0) - len(found))]:
            found[name] = self._value(schema, properties[name], (*path, name), depth + 1)
        if not properties and body.get("minProperties") and not body.get("patternProperties"):
            found["Version"] = "2012-10-17"
        if not properties and depth and body.get("patternProperties"):
            [(pattern, node), *_] = body["patternProperties"].items()
            key = matching(pattern, self._random) or "key"
            if '"' not in key and "\n" not in key:
                found[key] = self._value(schema, node, (*path, key), depth + 1)
        return found

    def _meant(self, schema: Schema, body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """All of `allOf`, and the first of alternatives, at any depth."""
        parts = [*body.get("allOf", ()), *body.get("oneOf", ())[:1], *body.get("anyOf", ())[:1]]
        for part in parts:
            inner = schema.resolved(part)
            yield inner
            yield from self._meant(schema, inner)

    def _number(self, body: Mapping[str, Any], *, whole: bool) -> float:
        low = body.get("minimum", min(1, body.get("maximum", 1)))
        step = body.get("multipleOf", 1)
        found = -(-low // step) * step if step != 1 else low
        return int(found) if whole else float(found)

    def _text(self, body: Mapping[str, Any], name: str) -> str:
        self.texts += 1
        form = body.get("format", "")
        if form == "AWS::IAM::Role.Arn":
            return Name("somebody.arn")
        if form == "date-time":
            return "2027-01-01T00:00:00Z"
        if form in ("json", ""):
            if name.endswith("Arn"):
                return Name("news.arn")
            if name.endswith("Id"):
                return Name("news")
            low, high = body.get("minLength", 1), body.get("maxLength", 60)
            pattern = body.get("pattern")
            if form == "json":
                return "{}"
            for _ in range(50):
                made = matching(pattern, self._random) if pattern else "a" * max(low, min(8, high))
                if made is not None and low <= len(made) <= high and "\n" not in made:
                    return made
        self.unknown += 1
        return Name("anything")


# Patterns.


def matching(pattern: str, random: Random) -> str | None:
    """A text that fits a pattern; None where it is written in another dialect."""
    try:
        made = _of(parser.parse(pattern), random)
        return made if re.search(pattern, made) else None
    except (re.error, OverflowError, KeyError):
        return None


def _of(parsed: Any, random: Random) -> str:
    return "".join(_one(str(operation), argument, random) for operation, argument in parsed)


def _one(operation: str, argument: Any, random: Random) -> str:
    match operation:
        case "LITERAL":
            return chr(argument)
        case "NOT_LITERAL":
            return "b" if argument != ord("b") else "c"
        case "ANY":
            return "a"
        case "IN":
            return _of_class(argument, random)
        case "MAX_REPEAT" | "MIN_REPEAT":
            least, most, inner = argument
            number = min(most, max(least, random.choice([0, 1, 3, 12])))
            return "".join(_of(inner, random) for _ in range(number))
        case "SUBPATTERN":
            return _of(argument[-1], random)
        case "BRANCH":
            return _of(random.choice(argument[1]), random)
        case _:
            return ""


_CATEGORIES = {
    "CATEGORY_DIGIT": "7",
    "CATEGORY_WORD": "w",
    "CATEGORY_SPACE": " ",
    "CATEGORY_NOT_SPACE": "s",
}


def _of_class(entries: Any, random: Random) -> str:
    if str(entries[0][0]) == "NEGATE":
        refused = re.compile("|".join(_class_of(e) for e in entries[1:]))
        return next(c for c in "az09-_ AZ.:/" if not refused.fullmatch(c))
    # Letters that everybody can read, where the class has some.
    plain = [e for e in entries if str(e[0]) == "CATEGORY" or _first(e) < 0x7F]
    operation, argument = random.choice(plain or entries)
    match str(operation):
        case "LITERAL":
            return chr(argument)
        case "RANGE":
            return chr(random.randint(argument[0], min(argument[1], max(argument[0], 0x7E))))
        case _:
            return _CATEGORIES[str(argument)]


def _first(entry: Any) -> int:
    operation, argument = entry
    return (
        argument[0] if str(operation) == "RANGE" else argument if isinstance(argument, int) else 0
    )


def _class_of(entry: Any) -> str:
    operation, argument = entry
    match str(operation):
        case "LITERAL":
            return re.escape(chr(argument))
        case "RANGE":
            return f"[{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}]"
        case _:
            return re.escape(_CATEGORIES[str(argument)])
