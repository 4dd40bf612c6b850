"""The kind `stream`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from archc import samples
from archc.component import Architecture, Color, Component, Icon, Relation, Verb
from archc.kinds.messages._reading import Reading
from archc.values import YesNo, attribute, duration, integer, word

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said


_READ = (
    "kinesis:DescribeStreamSummary",
    "kinesis:GetRecords",
    "kinesis:GetShardIterator",
    "kinesis:ListShards",
)


class Stream(Component):
    """A stream of records that several readers go through at their own pace (Kinesis).

    Records keep their order within a key, and stay for `keep` even when they have been read.
    """

    title = "Amazon Kinesis Data Streams"
    icon = Icon(
        "service", "kinesis_data_streams", Color.NETWORK, "analytics/kinesis-data-streams.png"
    )
    phrase = Reading
    api = "kinesis-streams"
    resource = "AWS::Kinesis::Stream"
    values = {"arn": "${@.Arn}", "name": "${@}", "id": "${@}"}
    hands = ("name",)
    verbs = (
        Verb(
            "put",
            "add records",
            actions=("kinesis:PutRecord", "kinesis:PutRecords"),
            resources=("${@.Arn}",),
        ),
        Verb("read", "go through the records", actions=_READ, resources=("${@.Arn}",)),
    )
    polled = Verb(
        "read",
        "go through the records",
        actions=("kinesis:DescribeStream", *_READ),
        resources=("${@.Arn}",),
    )
    stream_attribute = "Arn"

    shards: int | None = attribute(
        integer(1, 500),
        "How many shards, each for 1 MB a second; AWS adds and removes them unless written.",
        property="Stream.ShardCount",
        example="2",
    )
    keep: int = attribute(
        duration("24h", "365 days", "7 days"),
        "How long a record stays.",
        default=86400,
        example="7 days",
    )
    encrypted: bool = attribute(
        YesNo(), "Encrypted with the account's key for Kinesis.", default=True, example="no"
    )
    physical_name: str | None = attribute(
        word("up to 128 letters, digits, `-`, `_` and `.`", "clicks", r"[\w.-]{1,128}"),
        "A fixed name in AWS.",
        name="name",
        property="Stream.Name",
    )

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """How long records stay, and encryption."""
        hours = one.amount("h", "RetentionPeriodHours")
        if hours is not None:
            said.say("keep", hours)
        one.take_usual("StreamModeDetails", "StreamMode", value="on_demand")
        one.take_usual("StreamModeDetails", "StreamMode", value="provisioned")
        if said.is_value(one.peek("StreamEncryption", "KeyId"), "alias/aws/kinesis"):
            one.take("StreamEncryption")
        elif one.peek("StreamEncryption") is None:
            said.say("encrypted", "no")
        said.own_mappings()

    @classmethod
    def infer(cls, one: Found, said: Said) -> None:
        """An arrow to each function that reads it."""
        del one
        said.feed()

    def sample_event(self, relation: Relation, design: Architecture) -> dict[str, Any]:
        """One record."""
        del relation
        return samples.stream_record(self.name, design.region_of(self))

    @staticmethod
    def stream_pattern(wanted: Mapping[str, Any]) -> dict[str, Any]:
        """A filter looks at the record's data in JSON."""
        return {"data": dict(wanted)}
