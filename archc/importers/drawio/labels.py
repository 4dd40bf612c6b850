"""What labels say: blocks, zones, regions, classes of subnets, engines, sizes, ports, verbs."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterable, Iterator

from archc.limits import REGIONS

_CIDR = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}\s?/\s?\d{1,2}(?!\d)")
_ADDRESS = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d./])")
_REGION = re.compile(r"\b([a-z]{2}-[a-z]+-\d)([a-f])?\b")
_ZONE = re.compile(
    r"\b(?:az|availability[ -]zone|zone|verf(?:ü|ue)gbarkeitszone|avail\w*\.? zone)"
    r"[ #:(_-]*([a-f]|[1-6])\b"
)
_CITIES = {
    "frankfurt": "eu-central-1",
    "ireland": "eu-west-1",
    "irland": "eu-west-1",
    "london": "eu-west-2",
    "paris": "eu-west-3",
    "stockholm": "eu-north-1",
    "milan": "eu-south-1",
    "zurich": "eu-central-2",
    "virginia": "us-east-1",
    "ohio": "us-east-2",
    "oregon": "us-west-2",
    "california": "us-west-1",
    "tokyo": "ap-northeast-1",
    "seoul": "ap-northeast-2",
    "mumbai": "ap-south-1",
    "singapore": "ap-southeast-1",
    "sydney": "ap-southeast-2",
    "são paulo": "sa-east-1",
    "sao paulo": "sa-east-1",
}
_CLASSES = (
    ("public", r"public|(?:ö|oe)ffentlich\w*"),
    ("private", r"private?|privat\w*"),
    ("isolated", r"isolated|isoliert\w*"),
)
_HINTS = (
    ("isolated", r"no internet|data(?:base)?|db|datenbank\w*"),
    ("public", r"dmz|web|edge|front"),
    ("private", r"intern(?:al)?|app(?:lication)?|backend"),
)
_ENGINES = (
    ("mariadb", r"maria ?db"),
    ("mysql", r"my ?sql"),
    ("postgres", r"postgre(?:s|sql)?|psql|pgsql"),
)
_SIZE = re.compile(
    r"\bmin(?:imum)?\.?\s*[:=]?\s*(\d{1,3})\D{1,12}(?:desired\D{1,4}\d{1,3}\D{1,6})?"
    r"max(?:imum)?\.?\s*[:=]?\s*(\d{1,3})\b|\b(\d{1,3})\s*(?:\.\.|-|\u2013|to|bis)\s*(\d{1,3})\b"
)
_TYPE = re.compile(r"\b(db\.)?([a-z]\d[a-z]{0,4}\.(?:nano|micro|small|medium|\d{0,2}x?large))\b")
_PORTED = re.compile(
    r"(?<![\w.])(?:(tcp|udp)[ :/]{0,2}(\d{1,5})|(\d{1,5})[ /]{0,2}(tcp|udp)|"
    r"(https?|ssh|rdp|icmp|ping)(?:[ :/(]{1,2}(?:port )?(\d{1,5}))?|"
    r"ports?[ :]{0,2}(\d{1,5})|:(\d{2,5})|(\d{2,5}))(?![\w.])"
)
_ROUTE = re.compile(r"\b(GET|POST|PUT|DELETE|PATCH|ANY)\s+(/[\w/{}+*-]*)")
_USUAL = {80: "http", 443: "https", 22: "ssh", 3389: "rdp"}
_NUMBERS = "abcdef"
_VERBS = {
    "read": r"reads?|get|gets|fetch(?:es)?|query|queries|loads?|liest|lesen|download\w*",
    "write": r"writes?|put|puts|stores?|saves?|upload\w*|schreib(?:t|en)|speicher(?:t|n)",
    "delete": r"deletes?|removes?|l(?:ö|oe)sch(?:t|en)",
    "list": r"lists?|listet",
    "send": r"sends?|push(?:es)?|enqueues?|sendet|schickt",
    "receive": r"receives?|polls?|consumes?|fetch(?:es)?|reads?|empf(?:ä|ae)ngt|holt",
    "publish": r"publish(?:es)?|notif(?:y|ies)|ver(?:ö|oe)ffentlicht",
    "invoke": r"invokes?|triggers?|calls?|ruft|startet",
    "put": r"puts?|emits?|sends?|sendet",
    "notify": r"notif(?:y|ies)|alerts?|mails?|benachrichtigt",
}


def plainly(text: str) -> str:
    """Lower case, with one space between words."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[\s_]+", " ", folded).strip()


def blocks(text: str) -> list[ipaddress.IPv4Network]:
    """The blocks of addresses in a label, as they are written there."""
    return list(_blocks(text))


def _blocks(text: str) -> Iterator[ipaddress.IPv4Network]:
    for found in _CIDR.findall(text):
        try:
            yield ipaddress.IPv4Network(re.sub(r"\s", "", found))
        except ValueError:
            continue


def wrong_block(text: str) -> str:
    """What looks like a block of addresses and is none; empty if all are right."""
    found = [re.sub(r"\s", "", one) for one in _CIDR.findall(text)]
    good = {str(one) for one in _blocks(text)}
    return next((one for one in found if one not in good), "")


def address(text: str) -> str:
    """The first address in a label."""
    for found in _ADDRESS.findall(text):
        try:
            return str(ipaddress.IPv4Address(found))
        except ValueError:
            continue
    return ""


def zone(text: str) -> str:
    """The letter of a zone: that of `eu-west-1b`, of `AZ B`, of `Availability Zone 2`."""
    words = plainly(text)
    for _, letter in _REGION.findall(words):
        if letter:
            return str(letter)
    found = _ZONE.search(words)
    if found is None:
        return ""
    return found[1] if found[1].isalpha() else _NUMBERS[int(found[1]) - 1]


def region(text: str) -> str:
    """The region's code, also of a zone in it or of its city."""
    words = plainly(text)
    for code, _ in _REGION.findall(words):
        if code in REGIONS:
            return str(code)
    return next((code for city, code in _CITIES.items() if city in words), "")


def reach_class(text: str) -> str:
    """`public`, `private` or `isolated`, where a label says so."""
    return _first_of(_CLASSES, text)


def reach_hint(text: str) -> str:
    """The same, where a label only hints at it."""
    return _first_of(_HINTS, text)


def _first_of(table: Iterable[tuple[str, str]], text: str) -> str:
    words = plainly(text)
    return next((name for name, said in table if re.search(rf"\b(?:{said})\b", words)), "")


def engine(text: str) -> str:
    """The engine of a database, with its version if the label says one that is written so."""
    words = plainly(text)
    for name, spelling in _ENGINES:
        found = re.search(rf"(?:{spelling})(?:\s*v?(\d{{1,2}}(?:\.\d{{1,2}})?))?(?![\w.])", words)
        if found:
            return f"{name} {found[1]}" if found[1] else name
    return ""


def size(text: str) -> str:
    """How many servers a group has, as a range."""
    found = _SIZE.search(plainly(text))
    if found is None:
        return ""
    low, high = (found[1], found[2]) if found[1] else (found[3], found[4])
    return f"{low}..{high}" if int(low) <= int(high) else ""


def machine_type(text: str) -> str:
    """An instance type such as `t3.micro` or `db.t4g.micro`."""
    found = _TYPE.search(plainly(text))
    return found[0] if found else ""


def route(text: str) -> str:
    """Method and path of an API's route, as an arrow says them."""
    found = _ROUTE.search(text)
    return f"{found[1]} {found[2]}" if found else ""


def traffic(text: str) -> tuple[str, ...]:
    """Protocols and ports as phrases: `https`, `http 8080`, `tcp 5432`."""
    words = plainly(_CIDR.sub(" ", _ADDRESS.sub(" ", text))).replace("http/https", "http, https")
    found = (_phrase(*match.groups()) for match in _PORTED.finditer(words))
    said = list(dict.fromkeys(phrase for phrase in found if phrase))
    return tuple(p for p in said if not (p in _USUAL.values() and _says_more(p, said)))


def _says_more(phrase: str, said: Iterable[str]) -> bool:
    """Whether another phrase names the same protocol on a port that is not its usual one."""
    return any(other.startswith(f"{phrase} ") for other in said)


def _phrase(*groups: str | None) -> str:
    before, first, second, behind, protocol, own, port, colon, bare = groups
    if protocol == "ping":
        return "icmp"
    if protocol:
        return _with_port(protocol, own)
    number = int(first or second or port or colon or bare or 0)
    if not 0 < number < 65536 or (bare and number not in _KNOWN_PORTS):
        return ""
    transport = before or behind or "tcp"
    return _USUAL[number] if transport == "tcp" and number in _USUAL else f"{transport} {number}"


# A number alone is a port only if it is one that people know by heart.
_KNOWN_PORTS = frozenset(
    (22, 80, 443, 3000, 3306, 3389, 5000, 5432, 5672, 5671, 6379, 8000, 8080, 8443, 1433, 1521)
)


def _with_port(protocol: str, port: str | None) -> str:
    if port is None or protocol in ("ssh", "rdp", "icmp") or not 0 < int(port) < 65536:
        return protocol
    return protocol if _USUAL.get(int(port)) == protocol else f"{protocol} {int(port)}"


def verbs(text: str, possible: Iterable[str]) -> tuple[str, ...]:
    """Those of the verbs that a label speaks of."""
    words = plainly(text)
    spelled = ((verb, _VERBS.get(verb, re.escape(verb.replace("_", " ")))) for verb in possible)
    return tuple(verb for verb, spelling in spelled if re.search(rf"\b(?:{spelling})\b", words))


_GLUE = r"(?i)\b(?:https?|ssh|rdp|icmp|ping|tcp|udp|ports?|and|und|over|via)\b"


def without_phrases(text: str, phrases: Iterable[str]) -> str:
    """What is left of an arrow's label once its phrases are taken away."""
    rest = re.sub(_GLUE, " ", _ROUTE.sub(" ", text))
    for phrase in phrases:
        spelling = _VERBS.get(phrase, re.escape(phrase))
        rest = re.sub(rf"(?i)\b(?:{spelling})\b", " ", rest)
    return rest


def without_facts(text: str) -> str:
    """A label without addresses, zones and regions: what is left names the thing."""
    bare = _TYPE.sub(" ", _CIDR.sub(" ", _ADDRESS.sub(" ", text)))
    bare = re.sub(r"\(\s*\)|\[\s*\]", " ", re.sub(r"\b[a-z]{2}-[a-z]+-\d[a-f]?\b", " ", bare))
    bare = re.sub(r"(?i)\b(?:cidr|ip)\b\s*[:=]?\s*", " ", bare)
    return re.sub(r"\s+", " ", bare).strip(" ,;:-\u2013·/")
