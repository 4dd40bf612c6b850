"""The kind `topic`."""

from typing import Any

from archc import samples
from archc.component import Architecture, Color, Component, Icon, Relation, Verb
from archc.kinds.messages import _naming
from archc.values import (
    Choice,
    ComponentName,
    Record,
    Structure,
    YesNo,
    attribute,
    word,
)


class Subscription(Record):
    """`raw on_failure lost`, and in a block `filter: { kind: ["parcel"] }`."""

    filter: dict[str, Any] | None = attribute(
        Structure('{ kind: ["parcel", "letter"] }'),
        "Only messages that fit are delivered; each attribute lists what fits.",
    )
    filter_on: str = attribute(
        Choice("attributes", "body"),
        "What `filter` looks at: the message's attributes, or its body in JSON.",
        default="attributes",
    )
    raw: bool = attribute(
        YesNo(), "Delivers the message as it was sent, without SNS's envelope.", default=False
    )
    on_failure: Any = attribute(
        ComponentName("queue", drawn=True), "The queue for what could not be delivered."
    )


class Topic(Component):
    """A topic that hands every message to all of its subscribers (Amazon SNS).

    Each arrow from it is a subscription: a function, a queue, an e-mail address, a phone or an
    HTTPS address. It keeps nothing: a subscriber that may be away wants a queue in between.
    """

    title = "Amazon SNS"
    icon = Icon(
        "service", "sns", Color.INTEGRATION, "integration/simple-notification-service-sns.png"
    )
    service = "sns.amazonaws.com"
    delivers = ("send", "invoke", "notify")
    delivers_abroad = ("send", "invoke")
    phrase = Subscription
    api = "sns"
    resource = "AWS::SNS::Topic"
    values = {"arn": "${@}", "id": "${@}", "name": "${@.TopicName}"}
    hands = ("arn",)
    verbs = (
        Verb(
            "publish",
            "send messages to its subscribers",
            actions=("sns:Publish",),
            resources=("${@}",),
            invoked=True,
        ),
    )

    fifo: bool = attribute(
        YesNo(),
        "Keeps the order of messages, and delivers to queues only.",
        default=False,
        property="Topic.FifoTopic",
        example="yes",
    )
    deduplicate: bool = attribute(
        YesNo(),
        "Drops a message with the same content within five minutes; of `fifo` topics.",
        default=False,
        example="yes",
    )
    display: str | None = attribute(
        word("up to 100 characters", "News", r".{1,100}"),
        "The sender's name in e-mails, and the first word of text messages.",
        property="Topic.DisplayName",
    )
    encrypted: bool = attribute(
        YesNo(),
        "Encrypted with the account's key for SNS, which other services of AWS may not use.",
        default=False,
        example="yes",
    )
    physical_name: str | None = attribute(
        word("up to 250 letters, digits, `-` and `_`", "news", r"[\w-]{1,250}"),
        "A fixed name in AWS; `.fifo` is added where it has to be.",
        name="name",
        property="Topic.TopicName",
    )

    def sample_event(self, relation: Relation, design: Architecture) -> dict[str, Any]:
        """A message, as a function is given it."""
        del relation
        return samples.notification(self.name, design.region_of(self))

    def fixed_name(self, design: Architecture) -> str | None:
        """The name, as an expression, where it needs one: AWS asks for `.fifo` at its end."""
        return _naming.fixed_name(self, design, 256, needed=self.fifo)
