"""Templates with one fault each, made by operators that know YAML and CloudFormation and no rule.

A template is cut or changed in one place: something is taken out, written twice, misspelt, moved,
turned round or made to name something else. What only labels things (tags, descriptions, metadata)
is left alone, and so is what nothing else in the template would notice, such as the order of
things.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from archc.foreign import Entry, Function, Item
from archc.importers.cloudformation.document import read
from archc.source import Source

ASIDE = ("Tags", "Description", "GroupDescription", "TagSpecifications", "Metadata")
# What belongs to a value of another sort: the words that AWS has for it.
WORDS = {
    "tcp": "udp", "udp": "tcp", "-1": "tcp", "HTTP": "HTTPS", "HTTPS": "HTTP", "Allow": "Deny",
    "Deny": "Allow", "allow": "deny", "deny": "allow", "Delete": "Retain", "Retain": "Delete",
    "Snapshot": "Delete", "internet-facing": "internal", "internal": "internet-facing",
    "application": "network", "network": "application", "instance": "ip", "ELB": "EC2",
    "required": "optional", "true": "false", "false": "true", "HASH": "RANGE", "RANGE": "HASH",
    "S": "N", "N": "S", "NONE": "AWS_IAM", "AWS_PROXY": "HTTP_PROXY", "postgres": "mysql",
    "PAY_PER_REQUEST": "PROVISIONED", "enable": "disable", "disable": "enable",
}  # fmt: skip
_IMPOSSIBLE = {"InstanceType": "t3.enormous", "DBInstanceClass": "db.t4g.enormous",
               "Engine": "postgrey", "Runtime": "python9.9", "EngineVersion": "99.9"}  # fmt: skip
_BLOCK = re.compile(r"(\d+\.){3}\d+/\d+")
_ACTION = re.compile(r"[a-z0-9-]+:[A-Za-z*]+")
_PRINCIPAL = re.compile(r"[a-z0-9-]+\.amazonaws\.com")
_MOST = 65535


class Mutant(NamedTuple):
    """A changed template, what was done to it, and the line of the place, from 1."""

    name: str
    text: str
    resource: str
    line: int

    @property
    def operator(self) -> str:
        """What kind of change it is."""
        return self.name.rpartition(": ")[2].partition(" ")[0]


class _Place(NamedTuple):
    """A value in a resource: the keys to it, and where its key stands."""

    resource: str
    path: tuple[str, ...]
    key: str  # the last of them that has a name
    item: Item

    @property
    def name(self) -> str:
        return f"{self.resource}.{'.'.join(self.path)}"


def mutants(text: str) -> Iterator[Mutant]:
    """Every mutant of a template, no text twice."""
    document, found = read(Source("t.yaml", text))
    assert document is not None, found
    resources = document.get("Resources")
    assert resources is not None
    seen = {text}
    for id_, entry in resources.value.items():
        for mutant in _of_resource(text, id_, entry, resources):
            if mutant.text not in seen:
                seen.add(mutant.text)
                yield mutant


def _of_resource(text: str, id_: str, entry: Entry, resources: Item) -> Iterator[Mutant]:
    yield _cut(text, f"{id_}: gone", id_, entry)
    body = entry.item
    type_ = body.get("Type")
    assert type_ is not None
    yield _put(text, f"{id_}.Type: misspelt", id_, type_, _misspelt(str(type_.value)))
    yield _inserted(text, f"{id_}: conditional", id_, type_, "Condition: IsWanted")
    for key in ("DeletionPolicy", "UpdateReplacePolicy", "DependsOn"):
        if key in body.value:
            yield _cut(text, f"{id_}.{key}: gone", id_, body.value[key])
            inner = _Place(id_, (key,), key, body.value[key].item)
            yield from _of_value(text, inner, resources)
    properties = body.value.get("Properties")
    if properties is not None:
        yield from _of_map(text, _Place(id_, (), "", properties.item), resources)


def _of_map(text: str, place: _Place, resources: Item) -> Iterator[Mutant]:
    for key, inner in place.item.value.items():
        if key in ASIDE or _is_flow(place.item):
            continue
        here = place._replace(path=(*place.path, key), key=key, item=inner.item)
        yield _cut(text, f"{here.name}: gone", here.resource, inner)
        wrong = Item(key, inner.key)
        yield _put(text, f"{here.name}: misspelt", here.resource, wrong, _misspelt(key))
        yield from _of_lines(text, here, inner)
        yield from _of_value(text, here, resources)


def _of_lines(text: str, place: _Place, entry: Entry) -> Iterator[Mutant]:
    """Faults of the notation: a line twice, too far to the right, without its colon."""
    start = text.rindex("\n", 0, entry.key.start) + 1
    end = text.index("\n", entry.key.end) + 1
    line, at = text[start:end], _line(text, start)
    one_line = entry.item.span.end < end and not line.lstrip().startswith("- ")
    if not one_line or len(place.path) > 1:
        return
    for what, other in (
        ("twice", line * 2),
        ("indented", f" {line}"),
        ("colonless", line.replace(":", "", 1)),
        ("unclosed", line.replace(": ", ': "', 1)),
    ):
        yield Mutant(f"{place.name}: {what}", text[:start] + other + text[end:], place.resource, at)


def _of_value(text: str, place: _Place, resources: Item) -> Iterator[Mutant]:
    value = place.item.value
    if isinstance(value, dict):
        yield from _of_map(text, place, resources)
    elif isinstance(value, list):
        yield from _of_list(text, place, resources)
    elif isinstance(value, Function):
        yield from _of_function(text, place, resources)
    else:
        yield from _of_scalar(text, place)


def _of_list(text: str, place: _Place, resources: Item) -> Iterator[Mutant]:
    for number, one in enumerate(place.item.value):
        here = place._replace(path=(*place.path, str(number)), item=one)
        if not _is_flow(place.item):
            yield _without_entry(text, f"{here.name}: gone", place.resource, place.item, number)
            yield _without_entry(
                text, f"{here.name}: twice", place.resource, place.item, number, twice=True
            )
        yield from _of_value(text, here, resources)


def _of_scalar(text: str, place: _Place) -> Iterator[Mutant]:
    for what, other in _others(place, text):
        yield _put(text, f"{place.name}: {what}", place.resource, place.item, other)


def _others(place: _Place, text: str) -> Iterator[tuple[str, str]]:
    """Other values of the same sort, each with a word for what it is."""
    value, key = place.item.value, place.key
    plain = str(value).lower() if isinstance(value, bool) else str(value)
    if plain in WORDS:
        yield "turned", WORDS[plain] if plain != "-1" else '"tcp"'
    if key in _IMPOSSIBLE:
        yield "impossible", f'"{_IMPOSSIBLE[key]}"'
    if re.fullmatch("[0-9]{1,9}", plain) and not isinstance(value, bool):
        yield "moved", str(int(plain) + 1 if int(plain) < _MOST else int(plain) - 1)
        yield "enlarged", str((int(plain) or 1) * 1000)
    if _BLOCK.fullmatch(plain):
        yield from _blocks(plain, text)
    if _ACTION.fullmatch(plain):
        yield "misspelt", _misspelt(plain)
        yield "lessened", re.sub(":.*", ":ListTags", plain)
    if _PRINCIPAL.fullmatch(plain):
        yield "stranger", "glue.amazonaws.com"


def _blocks(plain: str, text: str) -> Iterator[tuple[str, str]]:
    """Everybody, somebody else, one that others have too, and what is no block."""
    block = ipaddress.ip_network(plain)
    yield "opened", "0.0.0.0/0" if block.prefixlen else "192.0.2.0/24"
    if block.prefixlen:
        yield "outside", f"192.168.77.0/{max(24, block.prefixlen)}"
        yield "unaligned", f"{block[1]}/{block.prefixlen}" if block.prefixlen < 31 else plain
        others = [one[0] for one in re.finditer(_BLOCK, text)]
        same = [one for one in others if one != plain and one.endswith(f"/{block.prefixlen}")]
        if same:
            yield "overlapping", same[0]


def _of_function(text: str, place: _Place, resources: Item) -> Iterator[Mutant]:
    call: Function = place.item.value
    if call.name in ("Ref", "Fn::GetAtt"):
        yield from _of_reference(text, place, resources)
    elif call.name == "Fn::Sub" and isinstance(call.argument.value, str):
        written = place.item.span.text
        for match in re.finditer(r"\$\{([A-Z][A-Za-z.]*)\}", written):
            at = place.item.span.start + match.start(1)
            changed = text[:at] + _misspelt(match[1]) + text[at + len(match[1]) :]
            name = f"{place.name}: misspelt {match[1]}"
            yield Mutant(name, changed, place.resource, _line(text, at))
    elif call.name == "Fn::Select":
        index = call.argument.value[0]
        for other in ("0", "1", "7"):
            name = f"{place.name}: select {other}"
            yield _put(text, name, place.resource, index, other)


def _of_reference(text: str, place: _Place, resources: Item) -> Iterator[Mutant]:
    """It names the next resource of its type, one of another, none, or another attribute."""
    argument = place.item.value.argument
    parts = [one.value for one in argument.entries]
    wanted, attribute = str(parts[0]), str(parts[1]) if len(parts) > 1 else ""
    entry = resources.value.get(wanted)
    if entry is None:
        return
    type_ = _type(entry)
    same = [id_ for id_, one in resources.value.items() if _type(one) == type_]
    others = [id_ for id_, one in resources.value.items() if _type(one) != type_]
    spelt = f"!GetAtt {{}}.{attribute}" if attribute else "!Ref {}"
    names = {
        "neighbour": same[(same.index(wanted) + 1) % len(same)],
        "other": others[len(wanted) % len(others)],
        "misspelt": _misspelt(wanted),
    }
    for what, name in names.items():
        said = f"{place.name}: {what} {name}"
        yield _put(text, said, place.resource, place.item, spelt.format(name))
    if attribute:
        wrong = f"!GetAtt {wanted}.{_misspelt(attribute)}"
        yield _put(text, f"{place.name}: attribute", place.resource, place.item, wrong)
        yield _put(text, f"{place.name}: ref", place.resource, place.item, f"!Ref {wanted}")
    else:
        arn = f"!GetAtt {wanted}.Arn"
        yield _put(text, f"{place.name}: arn", place.resource, place.item, arn)


def _type(entry: Entry) -> Any:
    item = entry.item.get("Type")
    return item.value if item is not None else None


def _misspelt(word: str) -> str:
    """A word with its last two letters that differ turned round."""
    for at in range(len(word) - 2, -1, -1):
        one, other = word[at], word[at + 1]
        if one != other and one.isalpha() and other.isalpha():
            return word[:at] + other + one + word[at + 2 :]
    return f"{word}x"


def _is_flow(item: Item) -> bool:
    return item.span.text.startswith(("[", "{"))


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _cut(text: str, name: str, resource: str, entry: Entry) -> Mutant:
    """Without a key and all that is below it; the dash in front of it stays."""
    start = text.rindex("\n", 0, entry.key.start) + 1
    end = text.find("\n", max(entry.item.span.end, entry.key.end)) + 1
    before = text[start : entry.key.start]
    if before.strip() == "-":
        rest = text[end:].removeprefix(" " * len(before))
        if rest != text[end:]:
            return Mutant(name, text[:start] + before + rest, resource, _line(text, start))
    return Mutant(name, text[:start] + text[end:], resource, _line(text, start))


def _without_entry(
    text: str, name: str, resource: str, whole: Item, number: int, *, twice: bool = False
) -> Mutant:
    """Without an entry of a list, or with it twice."""
    entries = whole.value
    start = text.rindex("\n", 0, entries[number].span.start) + 1
    end = (
        text.rindex("\n", 0, entries[number + 1].span.start) + 1
        if number + 1 < len(entries)
        else text.find("\n", entries[number].span.end) + 1
    )
    kept = text[start:end] * 2 if twice else ""
    return Mutant(name, text[:start] + kept + text[end:], resource, _line(text, start))


def _inserted(text: str, name: str, resource: str, before: Item, line: str) -> Mutant:
    start = text.rindex("\n", 0, before.span.start) + 1
    indent = re.match(" *", text[start:])
    assert indent is not None
    changed = f"{text[:start]}{indent[0]}{line}\n{text[start:]}"
    return Mutant(name, changed, resource, _line(text, start))


def _put(text: str, name: str, resource: str, item: Item, other: str) -> Mutant:
    changed = text[: item.span.start] + other + text[item.span.end :]
    return Mutant(name, changed, resource, _line(text, item.span.start))


def plain(text: str) -> str:
    """A template of archc as somebody would write it who knows no archc: without the intent."""
    text = re.sub(r"\nMetadata:\n(  .*\n|\n(?=  ))+", "\n", text, count=1)
    return re.sub(r"    Metadata:\n(      .*\n)+", "", text)
