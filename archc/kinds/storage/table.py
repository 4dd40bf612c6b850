"""The kind `table`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from archc import samples
from archc.component import Architecture, Color, Component, Grant, Icon, Relation, Verb
from archc.kinds.messages._reading import Reading
from archc.values import (
    Choice,
    Record,
    RecordOf,
    YesNo,
    attribute,
    integer,
    main,
    word,
)

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.foreign import Item
    from archc.readback import Found, Said

_ATTRIBUTE = r"[A-Za-z_][\w.-]{0,254}"
_TYPES = {"string": "S", "number": "N", "binary": "B"}


class KeyPart(Record):
    """`name string`."""

    name: str = main(
        word("the name of an item's attribute", "name", _ATTRIBUTE), "Its name.", required=True
    )
    type: str = main(Choice(*_TYPES), "Its type.", default="string")

    @property
    def letter(self) -> str:
        """DynamoDB's letter for the type."""
        return _TYPES[self.type]


class TableIndex(Record):
    """`by_city city string sort joined as number`."""

    name: str = main(word("a name", "by_city", r"[\w.-]{3,255}"), "Its name.", required=True)
    key: str = main(
        word("the name of an item's attribute", "city", _ATTRIBUTE),
        "The attribute that items are found by.",
        required=True,
    )
    type: str = main(Choice(*_TYPES), "The type of the key.", default="string")
    sort: str | None = attribute(
        word("the name of an item's attribute", "joined", _ATTRIBUTE),
        "The attribute that items are sorted by.",
    )
    sort_type: str = attribute(Choice(*_TYPES), "The type of `sort`.", default="string", name="as")

    def parts(self) -> tuple[KeyPart, ...]:
        """The index's key attributes."""
        first = KeyPart({"name": self.key, "type": self.type})
        second = (KeyPart({"name": self.sort, "type": self.sort_type}),) if self.sort else ()
        return (first, *second)


class Capacity(Record):
    """`on_demand`, or `provisioned read 5 write 5`."""

    mode: str = main(Choice("on_demand", "provisioned"), "How capacity is paid.", required=True)
    read: int = attribute(integer(1, 40000), "Read units per second.", default=5)
    write: int = attribute(integer(1, 40000), "Write units per second.", default=5)


_READ = ("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan")


_VIEWS = {
    "new_and_old": "NEW_AND_OLD_IMAGES",
    "new": "NEW_IMAGE",
    "old": "OLD_IMAGE",
    "keys": "KEYS_ONLY",
}
_FOLLOW = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")


class Table(Component):
    """A table of items found by their key (Amazon DynamoDB).

    Paid per request and with point-in-time recovery by default. `read`, `write`, `delete` and
    `batch_write` are separate rights.
    """

    title = "Amazon DynamoDB"
    icon = Icon("service", "dynamodb", Color.DATABASE, "database/dynamodb.png")
    api = "dynamodb"
    resource = "AWS::DynamoDB::Table"
    unprotect = "dynamodb update-table --table-name @ --no-deletion-protection-enabled"
    values = {
        "table": "${@}",
        "arn": "${@.Arn}",
        "id": "${@}",
        "stream_arn": "${@.StreamArn}",
    }
    hands = ("table",)
    default_verbs = 2
    phrase = Reading
    polled = Verb("stream", "go through the changes")
    stream_attribute = "StreamArn"
    verbs = (
        Verb("read", "find items", actions=_READ, resources=("${@.Arn}", "${@.Arn}/index/*")),
        Verb(
            "write",
            "put and change single items",
            resources=("${@.Arn}",),
            actions=("dynamodb:PutItem", "dynamodb:UpdateItem"),
        ),
        Verb("delete", "delete items", actions=("dynamodb:DeleteItem",), resources=("${@.Arn}",)),
        Verb(
            "batch_write",
            "put and delete many items at once",
            actions=("dynamodb:BatchWriteItem",),
            resources=("${@.Arn}",),
        ),
    )

    key: tuple[KeyPart, ...] = attribute(
        RecordOf(KeyPart, "an attribute and its type", "name string"),
        "The partition key and, as a second phrase, the sort key.",
        required=True,
        many=True,
        property="Table.KeySchema",
        example="id string",
    )
    indexes: tuple[TableIndex, ...] = attribute(
        RecordOf(TableIndex, "a name and a key", "by_city city string"),
        "Further keys to find items by.",
        many=True,
        property="Table.GlobalSecondaryIndexes",
    )
    expires: str | None = attribute(
        word("the name of an item's attribute", "expires_at", _ATTRIBUTE),
        "The attribute that holds the time at which an item goes.",
        property="Table.TimeToLiveSpecification.AttributeName",
    )
    stream: str | None = attribute(
        Choice(*_VIEWS),
        "Keeps every change for a day, for functions: the item as it is, as it was, or both.",
        property="Table.StreamSpecification.StreamViewType",
        example="new_and_old",
    )
    capacity: Capacity = attribute(
        RecordOf(Capacity, "how capacity is paid", "provisioned read 5 write 5"),
        "Paid per request, or provisioned.",
        default=Capacity({"mode": "on_demand"}),
        property="Table.ProvisionedThroughput",
    )
    recovery: bool = attribute(
        YesNo(),
        "Can be restored to any second of the last 35 days.",
        default=True,
        property="Table.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled",
        example="no",
    )
    encrypted: str = attribute(
        Choice("aws", "kms"),
        "Whose key encrypts it: one of AWS's, or the account's KMS key.",
        default="aws",
        example="kms",
    )
    protect: bool | None = attribute(
        YesNo(),
        "Refuses to be deleted; on in production.",
        example="yes",
        property="Table.DeletionProtectionEnabled",
    )
    on_delete: str | None = attribute(
        Choice("delete", "keep"),
        "Deleted with the stack in a lab, kept in production.",
        example="keep",
    )
    physical_name: str | None = attribute(
        word("3 to 255 letters, digits, `_`, `-`, `.`", "people-table", r"[\w.-]{3,255}"),
        "A fixed name in AWS.",
        name="name",
        property="Table.TableName",
    )

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """Keys, indexes, capacity, stream, recovery and encryption."""
        letters = {letter: word for word, letter in _TYPES.items()}
        definitions = one.take("AttributeDefinitions")
        types = {
            str(name.value): letters.get(str(type_.value), "string")
            for entry in (definitions.entries if definitions is not None else ())
            if (name := entry.get("AttributeName")) and (type_ := entry.get("AttributeType"))
        }
        for name in _key_names(one.take("KeySchema")):
            said.say("key", name, types.get(str(name.value), "string"))
        _read_indexes(one, said, types)
        if one.word({"PROVISIONED": "yes"}, "BillingMode") or one.peek("ProvisionedThroughput"):
            units = [
                (word, one.take("ProvisionedThroughput", key))
                for word, key in (("read", "ReadCapacityUnits"), ("write", "WriteCapacityUnits"))
            ]
            parts = [part for word, item in units if item is not None for part in (word, item)]
            said.say("capacity", "provisioned", *parts)
        one.take_usual("BillingMode", value="pay_per_request")
        view = one.word({name: word for word, name in _VIEWS.items()}, *_VIEW)
        if view is not None:
            said.say("stream", view, span=said.place_of(*_VIEW))
        if not said.is_value(one.peek("DeletionProtectionEnabled"), "true"):
            said.unsay("protect")
        if one.peek("PointInTimeRecoverySpecification") is None:
            said.say("recovery", "no")
        if said.is_value(one.peek("SSESpecification", "SSEEnabled"), "true"):
            one.take("SSESpecification", "SSEEnabled")
            one.take_usual("SSESpecification", "SSEType", value="kms")
            said.say("encrypted", "kms")
        one.take_usual("TimeToLiveSpecification", "Enabled", value="true")
        said.own_mappings()

    @classmethod
    def infer(cls, one: Found, said: Said) -> None:
        """An arrow to each function that reads its changes."""
        del one
        said.feed()

    @classmethod
    def fetching(cls) -> tuple[str, ...]:
        """Following its stream."""
        return _FOLLOW

    @property
    def stream_view(self) -> str | None:
        """What its stream shows of a change, as DynamoDB names it."""
        return _VIEWS[self.stream] if self.stream is not None else None

    def expression(self, value: str, design: Architecture) -> str:
        """Only a table with a stream has its ARN."""
        if value == "stream_arn" and self.stream is None:
            return ""
        return super().expression(value, design)

    def sample_event(self, relation: Relation, design: Architecture) -> dict[str, Any]:
        """One changed item, with the images that the stream shows."""
        del relation
        keys = {part.name: part.letter for part in self.key}
        return samples.table_change(
            self.name, design.region_of(self), keys, self.stream_view or "KEYS_ONLY"
        )

    @staticmethod
    def stream_pattern(wanted: Mapping[str, Any]) -> dict[str, Any]:
        """A filter looks at the whole record: `eventName`, `dynamodb.NewImage`."""
        return dict(wanted)

    def granted(self, verb: Verb, scope: Record | None = None) -> tuple[Grant, ...]:
        """The table, and its indexes where it has any; or its stream."""
        if verb is self.polled:
            arn = f"${{{self.logical_id}.StreamArn}}"
            # Listing streams has no resource to name: `*` is the only one that it accepts.
            return (Grant(_FOLLOW, (arn,)), Grant(("dynamodb:ListStreams",), ("*",)))
        return tuple(
            grant._replace(
                resources=tuple(r for r in grant.resources if self.indexes or "/index/" not in r)
            )
            for grant in super().granted(verb, scope)
        )

    def key_parts(self) -> tuple[KeyPart, ...]:
        """Every attribute that a key or an index uses, once, in order of first use."""
        parts = {part.name: part for part in self.key}
        for index in self.indexes:
            parts |= {part.name: part for part in index.parts() if part.name not in parts}
        return tuple(parts.values())


_VIEW = ("StreamSpecification", "StreamViewType")


def _key_names(schema: Item | None) -> list[Item]:
    """The attributes of a key, the one for the partition first."""
    entries = schema.entries if schema is not None else []
    parts = [(entry.get("KeyType"), entry.get("AttributeName")) for entry in entries]
    parts.sort(key=lambda part: part[0] is not None and part[0].value == "RANGE")
    return [name for _, name in parts if name is not None]


def _read_indexes(one: Found, said: Said, types: Mapping[str, str]) -> None:
    indexes = one.peek("GlobalSecondaryIndexes")
    for index in indexes.entries if indexes is not None else ():
        name, keys = index.get("IndexName"), _key_names(index.get("KeySchema"))
        if name is None or not keys:
            continue
        one.take("GlobalSecondaryIndexes")
        parts: list[Any] = [name, keys[0], types.get(str(keys[0].value), "string")]
        if len(keys) > 1:
            parts += ["sort", keys[1], "as", types.get(str(keys[1].value), "string")]
        said.say("indexes", *parts, span=index.span)
