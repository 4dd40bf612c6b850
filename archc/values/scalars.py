"""Scalar types: words, numbers, amounts with units, addresses."""

import ipaddress
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

from archc.syntax.tree import Atom, Text
from archc.values.reading import Cursor, Mismatch, Type

T = TypeVar("T")


class BoundText(str):  # noqa: SLOT000  (it carries its parameter)
    """A text given by a parameter at deployment; its characters are a stand-in for checks."""

    parameter: str


class BoundNumber(int):
    """A number given by a parameter at deployment; its value is a stand-in for checks."""

    parameter: str


class Matched(Type[T]):
    """An atom whose spelling matches a pattern; `convert` may refuse by returning None."""

    def __init__(
        self,
        expected: str,
        example: str,
        pattern: str,
        convert: Callable[[str], T | None],
        *,
        also_text: bool = False,
    ) -> None:
        self.expected = expected
        self.example = example
        self._pattern = pattern
        self._convert = convert
        self._also_text = also_text
        self.may_be_given = bound(convert(example.strip('"')), "") is not None

    def read(self, cursor: Cursor) -> T:
        """Take the atom, the parameter, or plain quoted text where that is allowed too."""
        if cursor.parameter is not None:
            return self._bound(cursor, cursor.parameter)
        value = cursor.next
        spelling = value.text if isinstance(value, Atom) else None
        if self._also_text and isinstance(value, Text):
            spelling = value.plain
        if spelling is None or not re.fullmatch(self._pattern, spelling):
            raise self.refuse(cursor)
        converted = self._convert(spelling)
        if converted is None:
            raise self.refuse(cursor)
        cursor.take()
        return converted

    def _bound(self, cursor: Cursor, parameter: str) -> T:
        """A value that the parameter will give; until then its default or an example stands in."""
        spelling = cursor.context.parameters[parameter] or self.example.strip('"')
        if not re.fullmatch(self._pattern, spelling):
            raise self.mismatch(
                f"the default '{spelling}' of '{parameter}' is not {self.expected}", cursor.here
            )
        result = bound(self._convert(spelling), parameter)
        if result is None:
            raise self.mismatch(f"a parameter cannot stand for {self.expected}", cursor.here)
        cursor.take()
        return result  # type: ignore[no-any-return]


def bound(stand_in: object, parameter: str) -> Any:
    """The stand-in, marked as given by a parameter; None where no parameter can give its type."""
    marked: BoundText | BoundNumber
    match stand_in:
        case bool() | None:
            return None
        case int():
            marked = BoundNumber(stand_in)
        case str():
            marked = BoundText(stand_in)
        case _:
            return None
    marked.parameter = parameter
    return marked


def integer(low: int, high: int) -> Type[int]:
    """A whole number from `low` to `high`."""

    def within(spelling: str) -> int | None:
        return int(spelling) if low <= int(spelling) <= high else None

    return Matched(f"a whole number from {low} to {high}", str(low), r"[0-9]{1,9}", within)


def port() -> Type[int]:
    """A TCP or UDP port."""
    return Matched(
        "a port from 1 to 65535",
        "8080",
        r"[0-9]{1,5}",
        lambda s: int(s) if 1 <= int(s) <= 65535 else None,
    )


def word(expected: str, example: str, pattern: str) -> Type[str]:
    """One term, bare or quoted, whose spelling matches `pattern`."""
    return Matched(expected, example, pattern, lambda spelling: spelling, also_text=True)


def plain_text(expected: str = "text in quotes", example: str = '"text"') -> Type[str]:
    """Quoted text without `${...}`, or one bare word."""
    return Matched(expected, example, r"(?s:.*)", lambda spelling: spelling, also_text=True)


class Choice(Type[str]):
    """One of a closed list of words."""

    may_be_given = True

    def __init__(self, *words: str) -> None:
        self.words = words
        self.expected = "one of " + ", ".join(words) if len(words) > 1 else f"the word {words[0]}"
        self.example = words[0]

    def read(self, cursor: Cursor) -> str:
        """Take the word, bare or as a number (`choice("1", "7")`)."""
        value = cursor.next
        if cursor.parameter is not None:
            return self._bound(cursor, cursor.parameter)
        if isinstance(value, Atom) and value.text in self.words:
            cursor.take()
            return value.text
        raise self.refuse(cursor)

    def refuse(self, cursor: Cursor) -> Mismatch:
        """The next value is none of the words; one of them may be meant."""
        wrong = super().refuse(cursor)
        wrong.known = self.words if cursor.next is not None else ()
        return wrong

    def _bound(self, cursor: Cursor, parameter: str) -> str:
        stand_in = cursor.context.parameters[parameter] or self.words[0]
        if stand_in not in self.words:
            raise self.mismatch(
                f"the default '{stand_in}' of '{parameter}' is not {self.expected}", cursor.here
            )
        cursor.take()
        return bound(stand_in, parameter)  # type: ignore[no-any-return]


class YesNo(Type[bool]):
    """`yes` or `no`; the attribute's word alone is short for yes."""

    expected = "yes or no"
    example = "yes"
    words = ("yes", "no")

    def read(self, cursor: Cursor) -> bool:
        """Take `yes` or `no`."""
        if cursor.word not in self.words:
            raise self.refuse(cursor)
        return cursor.take().text == "yes"  # type: ignore[union-attr]

    def spell(self, value: bool) -> str:
        """`yes` or `no`."""
        return "yes" if value else "no"


class Quantity(Type[int]):
    """A number with a unit, converted to a whole number of the smallest listed unit."""

    def __init__(
        self, what: str, example: str, units: Mapping[str, int], low: int, high: int, shown: str
    ) -> None:
        self.expected = f"{what} from {shown}"
        self.example = example
        self._units = units
        self._low, self._high = low, high

    def read(self, cursor: Cursor) -> int:
        """Take `30s`, or `30 s` as two values."""
        match = _NUMBER_AND_UNIT.fullmatch(getattr(cursor.next, "text", ""))
        if not isinstance(cursor.next, Atom) or match is None:
            raise self.refuse(cursor)
        unit, taken = match[2], 1
        if not unit and cursor.at + 1 < len(cursor.values):
            following = cursor.values[cursor.at + 1]
            if isinstance(following, Atom) and following.text in self._units:
                unit, taken = following.text, 2
        if unit == "m":
            raise Mismatch("'5m' could be minutes or months", "write `5min`", cursor.here)
        if unit not in self._units:
            raise self.refuse(cursor)
        amount = float(match[1]) * self._units[unit]
        if not self._low <= amount <= self._high or amount != int(amount):
            raise self.refuse(cursor)
        cursor.at += taken
        return int(amount)

    def spell(self, value: int) -> str:
        """The amount in the largest unit that leaves no fraction."""
        fitting = [unit for unit, amount in self._units.items() if value % amount == 0]
        if not fitting:
            return ""
        unit = max(fitting, key=lambda unit: self._units[unit]) if value else fitting[0]
        amount = value // self._units[unit]
        plural = f"{unit}s" if amount != 1 and f"{unit}s" in self._units else unit
        return f"{amount}{' ' if len(plural) > 3 else ''}{plural}"


_NUMBER_AND_UNIT = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,6})?)([A-Za-z%]*)")
_SECONDS = {
    "s": 1,
    "second": 1,
    "seconds": 1,
    "min": 60,
    "minute": 60,
    "minutes": 60,
    "h": 3600,
    "hour": 3600,
    "hours": 3600,
    "day": 86400,
    "days": 86400,
    "week": 604800,
    "weeks": 604800,
    "year": 31536000,
    "years": 31536000,
}
_MEGABYTES = {"MB": 1, "GB": 1024, "TB": 1024 * 1024}
_KILOBYTES = {"KB": 1, "MB": 1024, "GB": 1024 * 1024}


def duration(low: str, high: str, example: str = "30s") -> Type[int]:
    """A time span between two spelled-out ones, in seconds."""
    return Quantity(
        "a time",
        example,
        _SECONDS,
        _amount(low, _SECONDS),
        _amount(high, _SECONDS),
        f"{low} to {high}",
    )


def size(low: str, high: str, example: str) -> Type[int]:
    """An amount of data between two spelled-out ones, in MiB (powers of 1024, as AWS counts)."""
    return Quantity(
        "a size",
        example,
        _MEGABYTES,
        _amount(low, _MEGABYTES),
        _amount(high, _MEGABYTES),
        f"{low} to {high}",
    )


def kilobytes(low: str, high: str, example: str) -> Type[int]:
    """A small amount of data between two spelled-out ones, in KiB."""
    return Quantity(
        "a size",
        example,
        _KILOBYTES,
        _amount(low, _KILOBYTES),
        _amount(high, _KILOBYTES),
        f"{low} to {high}",
    )


def percent() -> Type[int]:
    """A share in percent."""
    return Quantity("a share", "60%", {"%": 1}, 1, 100, "1% to 100%")


def _amount(spelling: str, units: Mapping[str, int]) -> int:
    match = _NUMBER_AND_UNIT.fullmatch(spelling.replace(" ", ""))
    if match is None:
        raise ValueError(spelling)
    return int(float(match[1]) * units[match[2]])


class IntegerRange(NamedTuple):
    """`2..6`, or one number as both ends."""

    low: int
    high: int


def integer_range(low: int, high: int, example: str = "2..6") -> Type[IntegerRange]:
    """`2..6`, each end from `low` to `high`; one number stands for both ends."""

    def convert(spelling: str) -> IntegerRange | None:
        first, _, last = spelling.partition("..")
        ends = IntegerRange(int(first), int(last or first))
        return ends if low <= ends.low and ends.high <= high else None

    return Matched(
        f"a range of whole numbers between {low} and {high}",
        example,
        r"[0-9]{1,9}(?:\.\.[0-9]{1,9})?",
        convert,
    )


def cidr() -> Type[ipaddress.IPv4Network]:
    """An IPv4 block whose host bits are zero."""

    def convert(spelling: str) -> ipaddress.IPv4Network | None:
        try:
            return ipaddress.IPv4Network(spelling)
        except ValueError:
            return None

    return Matched(
        "an IPv4 block that begins at its first address",
        "10.0.0.0/16",
        r"[0-9.]{7,15}/[0-9]{1,2}",
        convert,
    )


def address() -> Type[ipaddress.IPv4Address]:
    """One IPv4 address."""

    def convert(spelling: str) -> ipaddress.IPv4Address | None:
        try:
            return ipaddress.IPv4Address(spelling)
        except ValueError:
            return None

    return Matched("an IPv4 address", "203.0.113.7", r"[0-9.]{7,15}", convert)


def url_path() -> Type[str]:
    """A path that begins with `/`."""
    return Matched("a path", "/orders/*", r"/.*", lambda spelling: spelling, also_text=True)
