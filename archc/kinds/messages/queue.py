"""The kind `queue`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archc import samples
from archc.component import Architecture, Color, Component, Icon, Relation, Verb
from archc.kinds.messages import _naming
from archc.values import (
    Choice,
    ComponentName,
    Record,
    RecordOf,
    Structure,
    YesNo,
    attribute,
    duration,
    integer,
    kilobytes,
    main,
    word,
)

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said


_LONGEST = 12 * 3600
_USUAL = 30  # seconds that AWS hides a message by itself
_TIMES = 6  # as AWS advises, so that a batch is not seen again while it is worked on


class DeadLetters(Record):
    """`parked after 5`."""

    queue: Any = main(
        ComponentName("queue", drawn=True), "The queue that keeps them.", required=True
    )
    after: int = attribute(integer(1, 1000), "How often a message is tried.", default=5)


class Fetching(Record):
    """`batch 10 wait 20s concurrency 5`."""

    batch: int = attribute(
        integer(1, 10000), "How many messages the function gets at once.", default=10
    )
    wait: int | None = attribute(
        duration("1s", "300s"), "How long it may take to fill a batch; 1 second beyond 10 messages."
    )
    concurrency: int | None = attribute(
        integer(2, 1000), "At most this many functions work on it at once."
    )
    filter: dict[str, Any] | None = attribute(
        Structure('{ kind: ["parcel"] }'),
        "Only messages whose body in JSON fits; the others are deleted.",
    )

    @property
    def window(self) -> int | None:
        """The batching window in seconds; AWS wants one for large batches."""
        return self.wait or (1 if self.batch > 10 else None)


class Queue(Component):
    """A queue that keeps messages until somebody has worked them off (Amazon SQS).

    Whoever works on it fetches: a function by the queue's own arrow `work -> bill`, a server by
    `server -> work : receive`. What fails is seen again after `visibility`, and after some tries
    goes to `dead_letters`.
    """

    title = "Amazon SQS"
    icon = Icon("service", "sqs", Color.INTEGRATION, "integration/simple-queue-service-sqs.png")
    phrase = Fetching
    api = "sqs"
    resource = "AWS::SQS::Queue"
    values = {
        "url": "${@}",
        "arn": "${@.Arn}",
        "name": "${@.QueueName}",
        "id": "${@}",
    }
    hands = ("url",)
    verbs = (
        Verb(
            "send",
            "put messages in",
            actions=("sqs:SendMessage",),
            resources=("${@.Arn}",),
            invoked=True,
        ),
        Verb(
            "receive",
            "fetch messages and delete them when they are done",
            actions=(
                "sqs:ChangeMessageVisibility",
                "sqs:DeleteMessage",
                "sqs:GetQueueAttributes",
                "sqs:ReceiveMessage",
            ),
            resources=("${@.Arn}",),
        ),
        Verb("purge", "delete everything in it", ("sqs:PurgeQueue",), ("${@.Arn}",)),
    )
    polled = Verb(
        "receive",
        "fetch messages",
        actions=("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"),
        resources=("${@.Arn}",),
    )

    visibility: int | None = attribute(
        duration("0s", "12h", "3min"),
        "How long a fetched message stays hidden; six times the function's timeout unless written.",
        property="Queue.VisibilityTimeout",
    )
    keep: int = attribute(
        duration("1min", "14 days", "14 days"),
        "How long a message is kept that nobody fetches.",
        default=4 * 86400,
        property="Queue.MessageRetentionPeriod",
    )
    delay: int = attribute(
        duration("0s", "15min", "1min"),
        "How long a new message stays hidden.",
        default=0,
        property="Queue.DelaySeconds",
    )
    wait: int = attribute(
        duration("0s", "20s", "5s"),
        "How long a fetch waits for a message; 0 asks again and again, and every time costs.",
        default=20,
        property="Queue.ReceiveMessageWaitTimeSeconds",
    )
    fifo: bool = attribute(
        YesNo(),
        "Keeps the order, and delivers each message exactly once.",
        default=False,
        property="Queue.FifoQueue",
        example="yes",
    )
    deduplicate: bool = attribute(
        YesNo(),
        "Drops a message with the same content within five minutes; of `fifo` queues.",
        default=False,
        example="yes",
    )
    dead_letters: DeadLetters | None = attribute(
        RecordOf(DeadLetters, "a queue and how often a message is tried", "parked after 5"),
        "Where messages go that fail again and again.",
        property="Queue.RedrivePolicy",
    )
    encrypted: str = attribute(
        Choice("sqs", "kms"),
        "Whose key encrypts it: one of SQS's, or the account's KMS key for SQS.",
        default="sqs",
        example="kms",
    )
    largest: int | None = attribute(
        kilobytes("1KB", "1MB", "64KB"),
        "The largest message that it takes.",
    )
    physical_name: str | None = attribute(
        word("up to 75 letters, digits, `-` and `_`", "work", r"[\w-]{1,75}"),
        "A fixed name in AWS; `.fifo` is added where it has to be.",
        name="name",
        property="Queue.QueueName",
    )

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """Name, encryption, dead letters, and what lets others in."""
        said.read_name("QueueName", ".fifo")
        if one.is_true("ContentBasedDeduplication"):
            said.flag("deduplicate")
        if one.peek("ReceiveMessageWaitTimeSeconds") is None:
            said.say("wait", said.count_of(0, "s"))
        if said.is_value(one.peek("KmsMasterKeyId"), "alias/aws/sqs"):
            one.take("KmsMasterKeyId")
            said.say("encrypted", "kms")
        one.take_usual("SqsManagedSseEnabled", value="true")
        largest = one.peek("MaximumMessageSize")
        if largest is not None and str(largest.value).isdecimal() and not int(largest.value) % 1024:
            one.take("MaximumMessageSize")
            said.say("largest", said.count_of(int(largest.value) // 1024, "KB"))
        where = one.peek("RedrivePolicy", "deadLetterTargetArn")
        keeper = one.whole.policies.found(where)
        times = one.peek("RedrivePolicy", "maxReceiveCount")
        if keeper is not None and where is not None:
            one.take("RedrivePolicy")
            after = ("after", times) if times is not None else ()
            said.say("dead_letters", keeper, *after, span=where.span)
        allowed = one.peek("RedriveAllowPolicy", "redrivePermission")
        if said.is_value(allowed, "byQueue"):
            one.take("RedriveAllowPolicy")
        if said.is_value(one.peek("VisibilityTimeout"), str(_long_enough(one))):
            said.unsay("visibility")
        elif one.peek("VisibilityTimeout") is None and _long_enough(one) not in (None, _USUAL):
            said.say("visibility", said.count_of(_USUAL, "s"))
        said.own_policies("AWS::SQS::QueuePolicy", "Queues")
        said.own_policies("AWS::SQS::QueueInlinePolicy", "Queue")
        said.own_mappings()

    @classmethod
    def infer(cls, one: Found, said: Said) -> None:
        """An arrow to each function that works on it."""
        del one
        said.feed()

    def sample_event(self, relation: Relation, design: Architecture) -> dict[str, Any]:
        """A message; one that a topic put here is wrapped, unless its arrow says `raw`."""
        del relation
        topics = [r for r in design.into(self) if r.source.word == "topic" and not r.implied]
        wrapped = bool(topics) and not getattr(topics[0].details, "raw", False)
        text = (
            samples.notification_in_queue(topics[0].source.name, design.region_of(topics[0].source))
            if wrapped
            else "hello"
        )
        event: dict[str, Any] = samples.queue_message(
            self.name, design.region_of(self), text, fifo=self.fifo
        )
        return event

    def fixed_name(self, design: Architecture) -> str | None:
        """The name, as an expression; its dead-letter queue says by it who may use it."""
        needed = self.fifo or self.dead_letters is not None
        return _naming.fixed_name(self, design, 80, needed=needed)

    def hidden(self, design: Architecture) -> int | None:
        """The visibility timeout in seconds: written, or long enough for the functions it feeds."""
        if self.visibility is not None:
            return self.visibility
        wanted = [
            _TIMES * int(relation.target.timeout) + (relation.details.window or 0)
            for relation in design.out_of(self)
            if not relation.implied and hasattr(relation.target, "timeout")
        ]
        return min(_LONGEST, max(30, *wanted)) if wanted else None

    def parkers(self, design: Architecture) -> tuple[Queue, ...]:
        """The queues whose dead letters it keeps."""
        return tuple(
            relation.source
            for relation in design.into(self)
            if relation.implied == "dead_letters" and isinstance(relation.source, Queue)
        )

    def parker_arns(self, design: Architecture) -> list[str]:
        """Their ARNs by name, for a reference would close a circle; empty where one has none."""
        where = "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:"
        names = [queue.fixed_name(design) for queue in self.parkers(design)]
        return [f"{where}{name}" for name in names] if all(names) and len(names) <= 10 else []


def _long_enough(one: Found) -> int | None:
    """The visibility that archc would choose for the functions that work on a queue."""
    wanted = []
    for part in one.whole.of_type("AWS::Lambda::EventSourceMapping"):
        function = one.whole.policies.found(part.peek("FunctionName"))
        if one.whole.policies.found(part.peek("EventSourceArn")) is one and function is not None:
            timeout, wait = function.peek("Timeout"), part.peek("MaximumBatchingWindowInSeconds")
            numbers = [str(item.value) if item is not None else "0" for item in (timeout, wait)]
            if all(map(str.isdecimal, numbers)):
                wanted.append(_TIMES * int(numbers[0]) + int(numbers[1]))
    return min(_LONGEST, max(30, *wanted)) if wanted else None
