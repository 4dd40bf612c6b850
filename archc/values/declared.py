"""Declarations: attributes of kinds and records, and phrases read as records."""

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple, TypeVar

from archc.source import Span
from archc.syntax.tree import MapValue
from archc.values.reading import Context, Cursor, Mismatch, Type, read_value, unknown_word
from archc.values.scalars import YesNo


class Attribute(NamedTuple):
    """One attribute of a kind or record, as the language and the manual know it."""

    name: str
    type: Type[Any]
    sentence: str
    default: Any
    required: bool
    many: bool
    main: bool
    property: str
    example: str
    unit: int = 1
    absent: str = ""


def attribute(
    type_: Type[Any],
    sentence: str,
    *,
    default: Any = None,
    required: bool = False,
    many: bool = False,
    name: str = "",
    property: str = "",  # noqa: A002  (CloudFormation's own word)
    example: str = "",
    unit: int = 1,
    absent: str = "",
) -> Any:
    """Declare an attribute in the body of a kind or record.

    The default of a `required` attribute stands in for it where it is missing, so that the stages
    behind can go on. `many` accepts several phrases and repeated lines, the value is a tuple.
    `name` is the word in the language where it differs from the field. `property` is the
    CloudFormation property that the attribute is, as `Type.Path` with the resource type's last
    part where a kind writes several resources. `example` is a value other than the default.
    `unit` is what CloudFormation counts in, in the smallest unit of the type; `absent` is the value
    that AWS takes where a template leaves the property out, if that is not the default.
    """
    fallback = () if many and default is None else default
    return Attribute(
        name, type_, sentence, fallback, required, many, False, property,
        example or type_.example, unit, absent,
    )  # fmt: skip


def main(type_: Type[Any], sentence: str, *, default: Any = None, required: bool = False) -> Any:
    """Declare a value that stands at the front of a phrase, without its word."""
    return Attribute("", type_, sentence, default, required, False, True, "", type_.example)


class Declared:
    """A class whose attributes are declared by `attribute` and `main`; its objects are frozen."""

    attributes: ClassVar[Mapping[str, Attribute]] = {}

    def __init_subclass__(cls) -> None:
        collected = dict(cls.attributes)
        for field, declared in list(vars(cls).items()):
            if isinstance(declared, Attribute):
                named = declared._replace(name=declared.name or field)
                collected[field] = named
                setattr(cls, field, declared.default)
        cls.attributes = collected

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.__dict__.update(values)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    @classmethod
    def by_word(cls) -> Mapping[str, tuple[str, Attribute]]:
        """Field and declaration by the language's word."""
        return {declared.name: (field, declared) for field, declared in cls.attributes.items()}


class Record(Declared):
    """A phrase with parts: main values in a fixed order, then details in any order."""

    @property
    def id_part(self) -> str:
        """What tells two arrows between the same ends apart, as part of a logical id."""
        return ""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash(tuple(sorted((k, repr(v)) for k, v in vars(self).items())))


R = TypeVar("R", bound=Record)


class RecordOf(Type[R]):
    """A phrase as one record; `{ part: value }` is its long spelling."""

    def __init__(self, record: type[R], expected: str, example: str) -> None:
        self.record = record
        self.expected = expected
        self.example = example
        self.words = tuple(record.by_word())

    def read(self, cursor: Cursor) -> R:
        """Take main values, then details, to the end of the phrase."""
        values: dict[str, Any] = {}
        read_mains(self.record, cursor, values)
        read_details(self.record, cursor, values)
        return self._complete(values, cursor.span)

    def read_map(self, value: MapValue, context: Context) -> R:
        """The long spelling: every part by its word."""
        values: dict[str, Any] = {}
        known = self.record.by_word()
        for key, entry in value.entries:
            if key.text not in known:
                raise unknown_word(key.text, tuple(known), key.span)
            field, declared = known[key.text]
            values[field] = read_value(declared.type, entry, context)
        return self._complete(values, value.span)

    def _complete(self, values: dict[str, Any], span: Span) -> R:
        for field, declared in self.record.attributes.items():
            if declared.required and field not in values:
                raise self.mismatch(f"the {declared.name} is missing", span)
        return self.record(values)


def read_mains(record: type[Record], cursor: Cursor, values: dict[str, Any]) -> None:
    """Read the main values at the front of a phrase; one that is left out keeps its default."""
    details = {d.name for d in record.attributes.values() if not d.main}
    refused: Mismatch | None = None
    for field, declared in record.attributes.items():
        start = cursor.at
        if declared.main:
            try:
                values[field] = declared.type.read(cursor)
            except Mismatch as wrong:
                cursor.at = start
                refused = refused or wrong
                if declared.required:
                    raise
    misfit = refused is not None and refused.span == cursor.here and cursor.next is not None
    if refused is not None and misfit and cursor.word not in details:
        raise refused


def read_details(record: type[Record], cursor: Cursor, values: dict[str, Any]) -> None:
    """Read `word value` details of a record to the end of the phrase into `values`."""
    known = {w: entry for w, entry in record.by_word().items() if not entry[1].main}
    while cursor.next is not None:
        if cursor.word not in known:
            raise unknown_word(cursor.here.text, tuple(known), cursor.here)
        field, declared = known[cursor.word or ""]
        if field in values:
            raise Mismatch(f"'{cursor.word}' is said twice", "keep one of them", cursor.here)
        cursor.take()
        if isinstance(declared.type, YesNo) and cursor.word not in YesNo.words:
            values[field] = True
        else:
            values[field] = declared.type.read(cursor)
