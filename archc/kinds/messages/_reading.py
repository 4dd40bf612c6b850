"""How a function reads a stream, be it Kinesis's or a table's."""

from typing import Any

from archc.values import (
    Choice,
    ComponentName,
    Record,
    Structure,
    YesNo,
    attribute,
    duration,
    integer,
)


class Reading(Record):
    """`batch 100 from oldest retries 3 split_on_error on_failure failed`."""

    batch: int = attribute(
        integer(1, 10000), "How many records the function gets at once.", default=100
    )
    wait: int | None = attribute(duration("1s", "300s"), "How long it may take to fill a batch.")
    start: str = attribute(
        Choice("latest", "oldest"),
        "Where it begins: with what comes from now on, or with the oldest that is kept.",
        default="latest",
        name="from",
    )
    retries: int | None = attribute(
        integer(0, 10000), "How often a batch is tried again; until it expires unless written."
    )
    split_on_error: bool = attribute(
        YesNo(), "Halves a batch that fails, to find the bad record.", default=False
    )
    on_failure: Any = attribute(
        ComponentName("queue", "topic", drawn=True), "Who hears of batches that were given up."
    )
    concurrency: int | None = attribute(
        integer(1, 10), "How many functions work on one shard at once."
    )
    filter: dict[str, Any] | None = attribute(
        Structure('{ eventName: ["INSERT"] }'), "Only records that fit."
    )
