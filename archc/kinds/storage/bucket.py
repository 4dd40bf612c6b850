"""The kind `bucket`."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from archc import samples
from archc.component import (
    Architecture,
    Color,
    Component,
    Grant,
    Icon,
    Relation,
    Upload,
    Verb,
)
from archc.limits import RESERVED_BUCKET_PREFIXES
from archc.values import (
    Choice,
    Code,
    CodeFiles,
    ComponentName,
    ListOf,
    Record,
    RecordOf,
    Reference,
    YesNo,
    attribute,
    duration,
    main,
    plain_text,
    word,
)

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from collections.abc import Iterator

    from archc.foreign import Item
    from archc.readback import Found, Said

_OWNED = "BucketOwnerEnforced"
_EVENTS = {
    "created": "s3:ObjectCreated:*",
    "removed": "s3:ObjectRemoved:*",
    "restored": "s3:ObjectRestore:*",
    "expired": "s3:LifecycleExpiration:*",
    "tagged": "s3:ObjectTagging:*",
}
_CLASSES = {
    "infrequent": "STANDARD_IA",
    "one_zone": "ONEZONE_IA",
    "instant": "GLACIER_IR",
    "glacier": "GLACIER",
    "deep_archive": "DEEP_ARCHIVE",
    "tiering": "INTELLIGENT_TIERING",
}
_NAME_LENGTH = 63
_GUID_LENGTH = 36
_PREFIX = plain_text("the beginning of keys, in quotes", '"in/"')


class ObjectEvent(Record):
    """`on created prefix "in/" suffix ".jpg"`."""

    on: str = attribute(Choice(*_EVENTS), "What has to happen to an object.", default="created")
    prefix: str = attribute(_PREFIX, "How the object's key begins.", default="")
    suffix: str = attribute(
        plain_text("the end of keys, in quotes", '".jpg"'), "How the object's key ends.", default=""
    )

    @property
    def id_part(self) -> str:
        """The words of event and filter."""
        words = re.findall(r"[A-Za-z0-9]+", f"{self.on} {self.prefix} {self.suffix}")
        return "".join(word.title() for word in words)

    @property
    def caption(self) -> str:
        """What stands beside the arrow."""
        return " ".join(word for word in (f"on {self.on}", self.prefix, self.suffix) if word)

    @property
    def event(self) -> str:
        """The event as S3 names it."""
        return _EVENTS[self.on]

    @property
    def rules(self) -> list[dict[str, str]]:
        """The filter's rules."""
        parts = (("prefix", self.prefix), ("suffix", self.suffix))
        return [{"Name": name, "Value": value} for name, value in parts if value]


class Objects(Record):
    """`prefix "in/"`."""

    prefix: str = attribute(_PREFIX, "How the keys begin that may be used.", default="")

    @property
    def id_part(self) -> str:
        """The prefix's words."""
        return "".join(re.findall(r"[A-Za-z0-9]+", self.prefix))


class Encryption(Record):
    """`aws`, or `kms`."""

    key: str = main(Choice("aws", "kms"), "Whose key: one of S3's, or the account's in KMS.")


class Keep(Record):
    """`30 days prefix "tmp/" old_versions 7 days infrequent 30 days glacier 90 days`."""

    expire: int | None = main(
        duration("1 day", "100 years", "30 days"), "When an object is deleted."
    )
    prefix: str = attribute(_PREFIX, "The beginning of the keys it is for.", default="")
    old_versions: int | None = attribute(
        duration("1 day", "100 years", "30 days"), "When a version that was replaced is deleted."
    )
    infrequent: int | None = attribute(
        duration("30 days", "100 years", "30 days"), "When it moves to Standard-IA."
    )
    one_zone: int | None = attribute(
        duration("30 days", "100 years", "30 days"), "When it moves to One Zone-IA."
    )
    tiering: int | None = attribute(
        duration("1 day", "100 years", "1 day"), "When it moves to Intelligent-Tiering."
    )
    instant: int | None = attribute(
        duration("1 day", "100 years", "90 days"), "When it moves to Glacier Instant Retrieval."
    )
    glacier: int | None = attribute(
        duration("1 day", "100 years", "90 days"), "When it moves to Glacier Flexible Retrieval."
    )
    deep_archive: int | None = attribute(
        duration("1 day", "100 years", "180 days"), "When it moves to Glacier Deep Archive."
    )

    @property
    def moves(self) -> tuple[tuple[str, int], ...]:
        """Storage classes and the days after which objects move there, in the order of time."""
        found = [(_CLASSES[name], getattr(self, name)) for name in _CLASSES]
        said = [(name, seconds // 86400) for name, seconds in found if seconds]
        return tuple(sorted(said, key=lambda move: move[1]))


class Sharing(Record):
    """`["https://shop.example.org"] methods [GET, PUT]`."""

    origins: tuple[str, ...] = main(
        ListOf(plain_text("an origin in quotes", '"https://shop.example.org"')),
        "Pages that may use the bucket from a browser.",
        required=True,
    )
    methods: tuple[str, ...] = attribute(
        ListOf(Choice("GET", "PUT", "POST", "DELETE", "HEAD")),
        "Methods they may use.",
        default=("GET",),
    )
    headers: tuple[str, ...] = attribute(
        ListOf(plain_text("a header", '"content-type"')),
        "Headers they may send.",
        default=("content-type",),
    )


class Lock(Record):
    """`7 years compliance`."""

    time: int = main(duration("1 day", "100 years", "7 years"), "How long.", required=True)
    mode: str = main(
        Choice("governance", "compliance"),
        "Whether special rights can lift it, or nobody can.",
        default="governance",
    )


class Bucket(Component):
    """A bucket of objects found by their key (Amazon S3).

    Closed to the public, encrypted, and refused over plain HTTP. `read`, `list`, `write` and
    `delete` are separate rights; without `list` S3 answers 403 for a key that is not there. As the
    source of an arrow it tells a function, a queue or a topic what happens to its objects.
    """

    title = "Amazon S3"
    icon = Icon("service", "s3", Color.STORAGE, "storage/simple-storage-service-s3.png")
    service = "s3.amazonaws.com"
    delivers = ("invoke", "send", "publish")
    phrase = ObjectEvent
    scope = Objects
    holds_objects = True
    api = "s3"
    resource = "AWS::S3::Bucket"
    values = {
        "bucket": "${@}",
        "arn": "${@.Arn}",
        "id": "${@}",
        "domain": "${@.RegionalDomainName}",
    }
    hands = ("bucket",)
    default_verbs = 2
    verbs = (
        Verb("read", "get objects", actions=("s3:GetObject",), resources=("${@.Arn}/*",)),
        Verb(
            "write",
            "put objects",
            actions=("s3:PutObject",),
            resources=("${@.Arn}/*",),
            invoked=True,
        ),
        Verb("list", "list the keys", actions=("s3:ListBucket",), resources=("${@.Arn}",)),
        Verb("delete", "delete objects", actions=("s3:DeleteObject",), resources=("${@.Arn}/*",)),
    )

    content: Code | None = attribute(
        CodeFiles(),
        "Files that the deploy script puts into it.",
        example='file("hello.py")',
    )
    encrypted: Encryption = attribute(
        RecordOf(Encryption, "whose key", "kms"),
        "Whose key encrypts it: one of S3's own, or the account's in KMS.",
        default=Encryption({"key": "aws"}),
        property="Bucket.BucketEncryption",
        example="kms",
    )
    versions: bool = attribute(
        YesNo(),
        "Keeps what is overwritten or deleted as older versions.",
        default=False,
        example="yes",
    )
    keep: tuple[Keep, ...] = attribute(
        RecordOf(Keep, "a time", '30 days prefix "tmp/"'),
        "When objects are deleted, or move to a cheaper storage class.",
        many=True,
        property="Bucket.LifecycleConfiguration",
    )
    cors: tuple[Sharing, ...] = attribute(
        RecordOf(Sharing, "the origins that may use it", '["https://shop.example.org"]'),
        "Which pages may use it from a browser.",
        many=True,
        property="Bucket.CorsConfiguration",
    )
    locked: Lock | None = attribute(
        RecordOf(Lock, "a time", "7 years compliance"),
        "How long no version of an object can be changed or deleted.",
        property="Bucket.ObjectLockConfiguration",
    )
    log_to: Reference | None = attribute(
        ComponentName("bucket", drawn=True), "The bucket that its access log goes to."
    )
    public: tuple[str, ...] = attribute(
        Choice("read", "write", "list"),
        "What everybody may do with it; a `website` is the kind that is meant for that.",
        many=True,
        example="read",
    )
    on_delete: str | None = attribute(
        Choice("delete", "keep"),
        "Deleted with the stack in a lab, kept in production.",
        example="keep",
    )
    physical_name: str | None = attribute(
        word("a name", "shop-photos-eu", r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"),
        "A fixed name in AWS; it is shared by all accounts of the world.",
        name="name",
        property="Bucket.BucketName",
    )

    @classmethod
    def recognises(cls, one: Found) -> bool:
        """What has an index document is a website."""
        return one.peek("WebsiteConfiguration") is None

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """Encryption, versions, lifecycle, sharing, lock, log, whom it tells, and its policy."""
        _read_protection(one, said)
        for rule in _rules(one, "LifecycleConfiguration", "Rules"):
            _read_lifecycle(rule, said)
        for rule in _rules(one, "CorsConfiguration", "CorsRules"):
            _read_sharing(rule, said)
        log = one.peek("LoggingConfiguration", "DestinationBucketName")
        keeper = one.whole.policies.found(log)
        if keeper is not None and log is not None and keeper.id in one.whole.kinds:
            one.take("LoggingConfiguration")
            said.say("log_to", keeper, span=log.span)
        for _, rule, target in _told(one):
            if target is not None and not one.whole.policies.admits(target, cls.service, one):
                name = one.whole.name(target)
                said.unpermitted(
                    f"'{said.name}' may not tell '{name}' of its objects: nothing lets "
                    f"{cls.service} in",
                    "add a permission or policy with this service, and the bucket as SourceArn",
                    rule.span,
                )
        for policy in one.parts_named("AWS::S3::BucketPolicy", "Bucket"):
            _read_policy(one, policy, said)

    @classmethod
    def infer(cls, one: Found, said: Said) -> None:
        """An arrow to each that it tells of its objects."""
        for verb, rule, target in _told(one):
            if target is None:
                continue
            events = rule.get("Event")
            word = _event_of(str(events.value)) if events is not None else "created"
            parts: list[Any] = [verb, "on", word]
            filters = rule.get("Filter", "S3Key", "Rules")
            for part in filters.entries if filters is not None else ():
                name, value = part.get("Name"), part.get("Value")
                if name is not None and value is not None:
                    parts += [str(name.value).lower(), value]
            said.reach(target, *parts[1:], span=rule.span)

    @property
    def is_versioned(self) -> bool:
        """Whether older versions are kept; a lock needs them."""
        return self.versions or self.locked is not None

    def sends_events(self, design: Architecture) -> bool:
        """Whether it tells something what happens to its objects."""
        return any(not relation.implied for relation in design.out_of(self))

    def bucket_name(self, design: Architecture) -> str | None:
        """The name as an expression; None leaves it to CloudFormation.

        A bucket that sends events is made last: whom it tells must admit it before, by its name.
        Only a name that needs no reference to the bucket can stand there.
        """
        if self.physical_name is not None:
            return self.physical_name
        return f"{self._stem}-${{StackGuid}}" if self.sends_events(design) else None

    @property
    def _stem(self) -> str:
        """Its name in the letters of bucket names, short enough for the guid behind it."""
        room = _NAME_LENGTH - _GUID_LENGTH - 1
        stem = re.sub(r"-+", "-", self.name.replace("_", "-")).strip("-") or "bucket"
        if stem.startswith(RESERVED_BUCKET_PREFIXES):
            stem = f"my-{stem}"
        if len(stem) <= room:
            return stem
        return f"{stem[: room - 7].rstrip('-')}-{hashlib.sha256(stem.encode()).hexdigest()[:6]}"

    def located(self, expression: str, design: Architecture) -> str:
        """Where it sends events, it is spelled by its name and never by a reference."""
        name, id_ = self.bucket_name(design), self.logical_id
        if name is None or not self.sends_events(design):
            return expression
        domain = f"{name}.s3.${{AWS::Region}}.${{AWS::URLSuffix}}"
        spelled = expression.replace(f"${{{id_}.Arn}}", f"arn:${{AWS::Partition}}:s3:::{name}")
        return spelled.replace(f"${{{id_}.RegionalDomainName}}", domain).replace(
            f"${{{id_}}}", name
        )

    def abroad(self, expression: str, design: Architecture) -> str:
        """A made-up name is one of the bucket's own stack: another one has to be told it."""
        name = self.bucket_name(design)
        made_up = name is not None and name != self.physical_name
        spelled = (
            expression.replace(name, f"${{{self.logical_id}}}") if name and made_up else expression
        )
        return super().abroad(spelled, design)

    def expression(self, value: str, design: Architecture) -> str:
        """As the design has to spell it."""
        return self.located(super().expression(value, design), design)

    def sample_event(self, relation: Relation, design: Architecture) -> dict[str, Any]:
        """What happens to an object whose key fits the arrow."""
        said = relation.details
        key = f"{said.prefix}photo{said.suffix or '.jpg'}"
        name = said.event.removeprefix("s3:").replace("*", "Put")
        return samples.object_event(self.name.replace("_", "-"), design.region_of(self), key, name)

    def source_arn(self, relation: Relation) -> str:
        """The ARN by the name that a bucket with events always has."""
        del relation
        name = self.physical_name or f"{self._stem}-${{StackGuid}}"
        return f"arn:${{AWS::Partition}}:s3:::{name}"

    def arns(self) -> tuple[str, ...]:
        """Its objects, then the bucket itself."""
        return (f"${{{self.logical_id}.Arn}}/*", f"${{{self.logical_id}.Arn}}")

    def granted(self, verb: Verb, scope: Record | None = None) -> tuple[Grant, ...]:
        """The objects whose keys begin so; listing is of the bucket, under a condition."""
        prefix = scope.prefix if isinstance(scope, Objects) else ""
        grants = super().granted(verb)
        if not prefix:
            return grants
        keys = _literal(prefix)
        if verb.name == "list":
            condition = {"StringLike": {"s3:prefix": f"{keys}*"}}
            return tuple(grant._replace(conditions=condition) for grant in grants)
        return tuple(
            grant._replace(resources=tuple(f"{arn[:-1]}{keys}*" for arn in grant.resources))
            for grant in grants
        )

    def logs_of(self, design: Architecture) -> tuple[Component, ...]:
        """The buckets whose access log goes here."""
        return tuple(r.source for r in design.into(self) if r.implied == "log_to")

    def upload(self, design: Architecture) -> Upload | None:
        """Its content, beside what else may be in it."""
        del design
        return Upload(self.content.files, {}, mirrored=False) if self.content else None


def _literal(text: str) -> str:
    """Text in which nothing is a variable of expressions, nor of policies."""
    return text.replace("${", "${!")


_TELLS = (
    ("invoke", "LambdaConfigurations", "Function"),
    ("send", "QueueConfigurations", "Queue"),
    ("publish", "TopicConfigurations", "Topic"),
)


def _told(one: Found) -> Iterator[tuple[str, Item, Found | None]]:
    """Whom it tells of its objects: the verb, the configuration, and the resource."""
    for verb, key, end in _TELLS:
        for rule in _rules(one, "NotificationConfiguration", key):
            yield verb, rule, one.whole.policies.found(rule.get(end))


def _event_of(name: str) -> str:
    stem = name.rpartition(":")[0]
    return next((word for word, event in _EVENTS.items() if event.startswith(stem)), "created")


def _rules(one: Found, *path: str) -> list[Item]:
    """The entries of a list, which is understood."""
    item = one.take(*path)
    return [rule for rule in item.entries if rule.is_map] if item is not None else []


def _read_protection(one: Found, said: Said) -> None:
    """Encryption, who may see it, versions and lock."""
    ways = one.peek("BucketEncryption", "ServerSideEncryptionConfiguration")
    first = ways.entries[0].get("ServerSideEncryptionByDefault") if ways is not None else None
    algorithm = first.get("SSEAlgorithm") if first is not None else None
    if first is not None and algorithm is not None and first.get("KMSMasterKeyID") is None:
        one.take("BucketEncryption")
        if algorithm.value == "aws:kms":
            said.say("encrypted", "kms", span=algorithm.span)
    closed = one.peek("PublicAccessBlockConfiguration")
    if closed is not None and all(
        str(entry.item.value).lower() == "true" for entry in closed.value.values()
    ):
        one.take("PublicAccessBlockConfiguration")
    owner = one.peek("OwnershipControls", "Rules")
    kept = [rule.get("ObjectOwnership") for rule in owner.entries] if owner is not None else []
    if kept and all(word is not None and word.value == _OWNED for word in kept):
        one.take("OwnershipControls")
    if one.word({"Enabled": "yes"}, "VersioningConfiguration", "Status"):
        said.flag("versions", one.peek("VersioningConfiguration"))
    how = one.peek("ObjectLockConfiguration", "Rule", "DefaultRetention")
    mode = how.get("Mode") if how is not None else None
    for unit, key in (("days", "Days"), ("years", "Years")):
        time = how.get(key) if how is not None else None
        if time is not None and mode is not None and isinstance(mode.value, str):
            one.take("ObjectLockConfiguration")
            one.take("ObjectLockEnabled")
            said.say("locked", said.count(time, unit), mode.value.lower(), span=mode.span)


def _read_lifecycle(rule: Item, said: Said) -> None:
    """One rule of the lifecycle; that of parts which never became objects is always there."""
    status = rule.get("Status")
    if status is None or status.value != "Enabled":
        return
    parts: list[Any] = []
    expires = rule.get("ExpirationInDays")
    if expires is not None:
        parts.append(said.count(expires, "days"))
    prefix = rule.get("Prefix")
    if prefix is not None and prefix.value:
        parts += ["prefix", prefix]
    old = rule.get("NoncurrentVersionExpiration", "NoncurrentDays") or rule.get(
        "NoncurrentVersionExpirationInDays"
    )
    if old is not None:
        parts += ["old_versions", said.count(old, "days")]
    moves = rule.get("Transitions") or rule.get("Transition")
    for move in moves.entries if moves is not None else ():
        place, after = move.get("StorageClass"), move.get("TransitionInDays")
        word = next((w for w, name in _CLASSES.items() if place and name == place.value), None)
        if word is not None and after is not None:
            parts += [word, said.count(after, "days")]
    if parts:
        said.say("keep", *parts, span=rule.span)


def _read_sharing(rule: Item, said: Said) -> None:
    origins, methods = rule.get("AllowedOrigins"), rule.get("AllowedMethods")
    headers = rule.get("AllowedHeaders")
    if origins is None:
        return
    parts: list[Any] = [origins]
    parts += ["methods", methods] if methods is not None else []
    parts += ["headers", headers] if headers is not None else []
    said.say("cors", *parts, span=rule.span)


_PUBLIC = {"s3:GetObject": "read", "s3:PutObject": "write", "s3:ListBucket": "list"}


def _read_policy(one: Found, policy: Found, said: Said) -> None:
    """What everybody may do; services that are let in belong to arrows."""
    for statement in one.whole.policies.read(policy.take("PolicyDocument")):
        if statement.allows and "*" in statement.principals and statement.condition is None:
            for action, word in _PUBLIC.items():
                if any(said.means(pattern, action) for pattern in statement.actions):
                    said.say("public", word, span=statement.span)
