"""The kind `topic`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from collections.abc import Iterator

    from archc.foreign import Item
    from archc.readback import Found, Said
    from archc.source import Span


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

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """Name, encryption, and its subscriptions as far as nothing lets it in."""
        said.read_name("TopicName", ".fifo")
        if one.is_true("ContentBasedDeduplication"):
            said.flag("deduplicate")
        if said.is_value(one.peek("KmsMasterKeyId"), "alias/aws/sns"):
            one.take("KmsMasterKeyId")
            said.flag("encrypted")
        said.own_policies("AWS::SNS::TopicPolicy", "Topics")
        said.own_policies("AWS::SNS::TopicInlinePolicy", "TopicArn")
        one.take("Subscription")
        for protocol, endpoint, part in _subscriptions(one):
            target = one.whole.policies.found(endpoint)
            asked = {"sqs": "sqs:SendMessage", "lambda": "lambda:InvokeFunction"}.get(protocol)
            if asked is None or target is None or endpoint is None:
                continue
            if not one.whole.policies.admits(target, cls.service, one):
                said.unpermitted(
                    f"messages of '{said.name}' do not reach '{one.whole.name(target)}': nothing "
                    f"lets the topic in",
                    f"add {_ADD[protocol]} with Principal {cls.service}, Action {asked} and the "
                    f"topic as SourceArn",
                    part,
                )

    @classmethod
    def infer(cls, one: Found, said: Said) -> None:
        """An arrow for each subscription."""
        whole = one.whole
        for protocol, endpoint, place in _subscriptions(one):
            source = next((f for f in _parts(one) if f.span == place), None)
            parts, body = _details(source, said)
            target = whole.policies.found(endpoint)
            if target is not None and protocol in _ADD:
                said.reach(target, *parts, span=place, body=body)
            elif endpoint is not None and protocol in _OUTSIDE:
                kind, word, stem = _OUTSIDE[protocol]
                name = whole.outsider(kind, f"{one.whole.name(one)}_{stem}", word, endpoint, place)
                said.reach(name, *parts, span=place, body=body)

    def sample_event(self, relation: Relation, design: Architecture) -> dict[str, Any]:
        """A message, as a function is given it."""
        del relation
        return samples.notification(self.name, design.region_of(self))

    def fixed_name(self, design: Architecture) -> str | None:
        """The name, as an expression, where it needs one: AWS asks for `.fifo` at its end."""
        return _naming.fixed_name(self, design, 256, needed=self.fifo)


_ADD = {"sqs": "an AWS::SQS::QueuePolicy", "lambda": "an AWS::Lambda::Permission"}
_OUTSIDE = {
    "email": ("email", "address", "mail"),
    "email-json": ("email", "address", "mail"),
    "sms": ("phone", "number", "phone"),
    "https": ("third_party", "address", "web"),
}


def _parts(one: Found) -> list[Found]:
    """The subscriptions that are resources of their own."""
    found = []
    for part in one.whole.of_type("AWS::SNS::Subscription"):
        if one.whole.policies.found(part.peek("TopicArn")) is one and one.owns(part):
            part.take("TopicArn")
            found.append(part)
    return found


def _subscriptions(one: Found) -> Iterator[tuple[str, Item | None, Span]]:
    """Protocol, endpoint and place of what it sends to."""
    inside = one.peek("Subscription")
    for entry in inside.entries if inside is not None else ():
        protocol = entry.get("Protocol")
        yield str(protocol.value) if protocol else "", entry.get("Endpoint"), entry.span
    for part in _parts(one):
        protocol = part.take("Protocol")
        yield str(protocol.value) if protocol else "", part.take("Endpoint"), part.span


def _details(part: Found | None, said: Said) -> tuple[list[Any], dict[str, Any]]:
    """What a subscription says beside its ends."""
    if part is None:
        return [], {}
    parts: list[Any] = ["raw"] if part.is_true("RawMessageDelivery") else []
    lost = part.peek("RedrivePolicy", "deadLetterTargetArn")
    keeper = part.whole.policies.found(lost)
    if keeper is not None:
        part.take("RedrivePolicy")
        parts += ["on_failure", keeper]
    made = said.structure_of(part, "FilterPolicy")
    if made is not None and part.word({"MessageBody": "body"}, "FilterPolicyScope"):
        parts += ["filter_on", "body"]
    return parts, {"filter": made} if made is not None else {}
