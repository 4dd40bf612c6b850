"""Document: YAML or JSON as values with places. No tag makes an object, and no alias a bomb."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml

from archc.diagnostics import Diagnostic, Fault, Label
from archc.foreign import Entry, Function, Item
from archc.source import Source, Span

MAX_DEPTH = 100  # levels of lists and maps; real templates have less than thirty
MAX_VALUES = 500_000  # after aliases are followed; a template of 1 MB has less than a tenth

_GOOD = "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n"
UNREADABLE = Fault(
    "CFN101",
    "unreadable_template",
    "A template that is no YAML or JSON",
    "Only data can be read: maps, lists, texts and numbers.",
    "Resources:\n  Jobs: [\n",
    _GOOD,
)
SAID_TWICE = Fault(
    "CFN102",
    "key_said_twice",
    "A key that stands twice in one map",
    "Only one of the two can hold, and nobody would see which.",
    "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n    Type: AWS::SNS::Topic\n",
    _GOOD,
)
UNKNOWN_TAG = Fault(
    "CFN103",
    "unknown_tag",
    "A tag that is no function of CloudFormation",
    "Tags of YAML make objects of programs; in a template they only stand for functions.",
    "Resources:\n  Jobs: !!python/object:os.system {}\n",
    _GOOD,
)
TOO_LARGE = Fault(
    "CFN104",
    "template_too_large",
    "A template that grows when it is read",
    "Aliases that name aliases, or very deep nesting, would fill the memory.",
    "Resources: " + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1) + "\n",
    _GOOD,
)
FAULTS = (UNREADABLE, SAID_TWICE, UNKNOWN_TAG, TOO_LARGE)


_SHORT = (
    "And",
    "Base64",
    "Cidr",
    "Equals",
    "FindInMap",
    "GetAZs",
    "If",
    "ImportValue",
    "Join",
    "Length",
    "Not",
    "Or",
    "Select",
    "Split",
    "Sub",
    "ToJsonString",
    "Transform",
)
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LONG = frozenset(["Ref", "Condition", *(f"Fn::{name}" for name in _SHORT), "Fn::GetAtt"])
_TAGS = {f"!{name}": f"Fn::{name}" for name in _SHORT} | {
    "!Ref": "Ref",
    "!GetAtt": "Fn::GetAtt",
    "!Condition": "Condition",
}
_PLAIN_TAGS = ("str", "int", "bool", "float", "null", "map", "seq", "!")
_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_WORDS = {
    "true": True, "True": True, "TRUE": True, "yes": True, "Yes": True, "on": True, "On": True,
    "false": False, "False": False, "FALSE": False, "no": False, "No": False, "off": False,
    "Off": False, "null": None, "Null": None, "NULL": None, "~": None, "": None,
}  # fmt: skip


class _Stop(Exception):  # noqa: N818  (the reader's own control flow)
    """A document that is not read to its end; carries why."""

    def __init__(self, found: Diagnostic) -> None:
        super().__init__(found.message)
        self.found = found


def read(source: Source) -> tuple[Item | None, list[Diagnostic]]:
    """The one document in a text; None, and why, where there is none."""
    builder = _Builder(source)
    try:
        return builder.document(), builder.found
    except _Stop as stopped:
        return None, [*builder.found, stopped.found]
    except yaml.YAMLError as problem:
        return None, [_unreadable(source, problem)]


def _unreadable(source: Source, problem: yaml.YAMLError) -> Diagnostic:
    mark = getattr(problem, "problem_mark", None)
    at = min(mark.index if mark is not None else 0, len(source.text))
    told = str(getattr(problem, "problem", None) or problem).split("\n", 1)[0]
    fix = "indent with spaces, close every bracket and quote"
    if source.text[at : at + 1] == "\t":
        told, fix = "a tab cannot indent", "write spaces instead"
    elif (quote := _long_quote(source.text, at)) is not None:
        told, fix, at = "a quote that is opened here ends far below", "close it", quote
    elif told == "could not find expected ':'":
        word = getattr(problem, "context_mark", None)
        at = word.index if word is not None else at
        told, fix = "a word without a colon", "write `name: value`"
    return UNREADABLE.found(f"this is no YAML: {told}", fix, Span(source, at, at))


def _long_quote(text: str, end: int) -> int | None:
    """Where the quote opens that is closed last before a place, if that is on another line."""
    last: Any = None
    try:
        for token in yaml.scan(text[:end], Loader=_LOADER):
            if isinstance(token, yaml.ScalarToken) and token.style in ('"', "'"):
                last = token
    except yaml.YAMLError:
        pass  # the text is cut off
    if last is None or last.start_mark.line == last.end_mark.line:
        return None
    is_near = text.count("\n", last.end_mark.index, end) == 0
    return int(last.start_mark.index) if is_near else None


class _Open:
    """A list or map whose end has not come yet."""

    def __init__(self, start: int, anchor: str | None, tag: str | None, *, is_map: bool) -> None:
        self.start, self.anchor, self.tag, self.is_map = start, anchor, tag, is_map
        self.entries: list[Item] = []


class _Builder:
    """Makes values of the parser's events, without recursion; every value is counted."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._sizes: dict[int, int] = {}  # of what has an anchor, by identity
        self._anchors: dict[str, Item] = {}
        self._count = 0
        self.found: list[Diagnostic] = []

    def document(self) -> Item:
        stack: list[_Open] = []
        whole: Item | None = None
        for event in self._events():
            made = self._next(event, stack)
            if made is None:
                continue
            if stack:
                stack[-1].entries.append(made)
            elif whole is None:
                whole = made
            else:
                raise _Stop(
                    UNREADABLE.found("a template is one document", "leave out `---`", made.span)
                )
        if whole is None:
            start = Span(self._source, 0, 0)
            raise _Stop(UNREADABLE.found("the template is empty", "write `Resources:`", start))
        return whole

    def _events(self) -> Iterator[Any]:
        return iter(yaml.parse(self._source.text, Loader=_LOADER))

    def _next(self, event: Any, stack: list[_Open]) -> Item | None:
        """The value that an event completes; None where it opens one, or says nothing."""
        if isinstance(event, yaml.NodeEvent):
            start, end = _place(event)
            if isinstance(event, yaml.AliasEvent):
                return self._named(event.anchor or "", start, end)
            if isinstance(event, yaml.ScalarEvent):
                self._grow(1, start)
                item = self._tagged(event.tag, _scalar(event), Span(self._source, start, end))
                return self._kept(event.anchor, item)
            is_map = isinstance(event, yaml.MappingStartEvent)
            stack.append(_Open(start, event.anchor, getattr(event, "tag", None), is_map=is_map))
            if len(stack) > MAX_DEPTH:
                raise _Stop(self._too_large(f"more than {MAX_DEPTH} levels deep", start))
        if isinstance(event, yaml.CollectionEndEvent):
            return self._closed(stack.pop(), _place(event)[1])
        return None

    def _named(self, anchor: str, start: int, end: int) -> Item:
        """What an alias stands for; its size counts again, for whoever walks through it."""
        known = self._anchors.get(anchor)
        if known is None:
            raise _Stop(
                UNREADABLE.found(
                    f"nothing has the anchor '{anchor}', or it is within itself",
                    "write out what is meant",
                    Span(self._source, start, end),
                )
            )
        self._grow(size(known, self._sizes), start)
        return known

    def _grow(self, number: int, at: int) -> None:
        self._count += number
        if self._count > MAX_VALUES:
            raise _Stop(self._too_large(f"more than {MAX_VALUES} values", at))

    def _too_large(self, told: str, at: int) -> Diagnostic:
        return TOO_LARGE.found(f"the template has {told}", "split it, and write less by aliases",
                     Span(self._source, at, at))  # fmt: skip

    def _kept(self, anchor: str | None, item: Item) -> Item:
        if anchor is not None:
            self._anchors[anchor] = item
        return item

    def _closed(self, one: _Open, end: int) -> Item:
        self._grow(1, one.start)
        text = self._source.text
        while end > one.start + 1 and text[end - 1].isspace():
            end -= 1  # a block ends where the next thing begins
        span = Span(self._source, one.start, end)
        if not one.is_map:
            return self._kept(one.anchor, self._tagged(one.tag, one.entries, span))
        return self._kept(one.anchor, self._tagged(one.tag, self._entries(one.entries), span))

    def _entries(self, flat: list[Item]) -> dict[str, Entry]:
        """Keys and values in turn as a map; merge keys are followed."""
        entries: dict[str, Entry] = {}
        merged: dict[str, Entry] = {}
        for key, item in zip(flat[::2], flat[1::2], strict=True):
            if not isinstance(key.value, (str, int, float, bool)):
                self.found.append(
                    UNREADABLE.found("a list or map is no key", "write a word", key.span)
                )
                continue
            name = key.value if isinstance(key.value, str) else key.span.text
            if name == "<<":
                for one in item.value if isinstance(item.value, list) else [item]:
                    merged |= one.value if isinstance(one.value, dict) else {}
            elif name in entries:
                first = (Label("first here", entries[name].key),)
                self.found.append(
                    SAID_TWICE.found(
                        f"'{name}' is said twice", "keep one of them", key.span, related=first
                    )
                )
            else:
                entries[name] = Entry(key.span, item)
        return {**merged, **entries}

    def _tagged(self, tag: Any, value: Any, span: Span) -> Item:
        """The value, or the function that its tag or only key makes it."""
        if isinstance(value, dict) and len(value) == 1:
            (name, entry), *_ = value.items()
            if name in _LONG and name != "Condition":
                value = Function(name, entry.item)
        if tag in _TAGS:
            return Item(Function(_TAGS[tag], Item(_argument(tag, value, span), span)), span)
        if tag is not None and tag.removeprefix("tag:yaml.org,2002:") not in _PLAIN_TAGS:
            self.found.append(
                UNKNOWN_TAG.found(
                    f"'{tag}' is no function of CloudFormation",
                    "write a function such as `!Ref`, or leave the tag out",
                    span,
                )
            )
        return Item(value, span)


def size(item: Item, known: dict[int, int]) -> int:
    """How many values there are in one; those of lists and maps are known by their identity."""
    parts: list[Item] = []
    match item.value:
        case dict():
            parts = [entry.item for entry in item.value.values()]
        case list():
            parts = item.value
        case Function():
            parts = [item.value.argument]
        case _:
            return 1
    if id(item.value) not in known:
        known[id(item.value)] = 1 + sum(size(one, known) for one in parts)
    return known[id(item.value)]


def _place(event: Any) -> tuple[int, int]:
    """Where an event begins and ends, in code points."""
    return event.start_mark.index, event.end_mark.index


def _argument(tag: str, value: Any, span: Span) -> Any:
    """`!GetAtt a.b` is a list of two; all other short forms take what stands there."""
    if tag == "!GetAtt" and isinstance(value, str):
        name, _, attribute = value.partition(".")
        return [Item(name, span), Item(attribute, span)]
    return value


def _scalar(event: yaml.ScalarEvent) -> Any:
    """A quoted scalar is text; a plain one may be a number, yes or no, or nothing."""
    text: str = event.value
    if event.tag is not None or not event.implicit[0]:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _NUMBER.fullmatch(text):
        return json.loads(text.removeprefix("+"))
    return text  # dates are texts too: AWS's versions of policies look like them
