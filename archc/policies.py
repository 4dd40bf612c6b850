"""Policies of foreign templates: what they allow, to whom, on which resource of the template.

A value that names a resource is looked at as text with `${Id.Attribute}` in it, so that every
spelling of an ARN is one: a reference, a text with one in it, or the name that a resource is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from archc.component import Verb
from archc.foreign import Entry, Given, Item, Pseudo, Reference, Text, Unknown, Zone, scalars
from archc.limits import MANAGED_POLICIES
from archc.source import Span

_RESOURCE = re.compile(r"\$\{(\w+)(?:\.([\w.]+))?\}")
_SHORTEST = 3  # letters of a name that is looked for in texts

# The property that gives a resource its name, and the service in its ARN.
_NAMES = {
    "AWS::DynamoDB::Table": ("TableName", "dynamodb"),
    "AWS::Events::EventBus": ("Name", "events"),
    "AWS::Kinesis::Stream": ("Name", "kinesis"),
    "AWS::Lambda::Function": ("FunctionName", "lambda"),
    "AWS::Logs::LogGroup": ("LogGroupName", "logs"),
    "AWS::S3::Bucket": ("BucketName", "s3"),
    "AWS::SNS::Topic": ("TopicName", "sns"),
    "AWS::SQS::Queue": ("QueueName", "sqs"),
    "AWS::SSM::Parameter": ("Name", "ssm"),
    "AWS::SecretsManager::Secret": ("Name", "secretsmanager"),
}
# Actions that come along with what is really done, and say nothing of it alone.
_ASIDE = re.compile(r".*:(?:Describe\w*|List\w*|Get\w*Attributes|Change\w*|DeleteMessage|"
                    r"GetShardIterator|CreateLogStream)")  # fmt: skip


class Mention(NamedTuple):
    """A resource that a text names: its id, and what stands around it."""

    id: str
    attribute: str
    before: str
    behind: str


class Statement(NamedTuple):
    """One statement of a policy."""

    allows: bool
    actions: tuple[str, ...]
    resources: tuple[Item, ...]
    principals: tuple[str, ...]  # as texts; `*` is everybody
    condition: Item | None
    span: Span
    of_services: bool = False  # its principals are services of AWS and nobody else
    says_more: bool = False  # in words beside these, such as NotAction


class Held(NamedTuple):
    """What statements allow on one resource: actions, what follows its ARN, and where first."""

    actions: list[str]
    behind: list[str]
    span: Span


def flat(item: Item | None) -> str:
    """A value as text: `${Id.Attribute}` stands for what is known later; empty for no text."""
    return "".join(_flat(part) for part in _parts(item))


def _parts(item: Item | None) -> Iterable[Any]:
    value = item.value if item is not None else None
    return value.parts if isinstance(value, Text) else (value,)


def _flat(part: Any) -> str:
    match part:
        case bool():
            return "true" if part else "false"
        case str() | int() | float():
            return str(part)
        case Reference(resource, attribute):
            return f"${{{resource}.{attribute}}}" if attribute else f"${{{resource}}}"
        case Pseudo(name) | Given(name):
            return f"${{{name}}}"
        case Zone() | Unknown():
            return "${?}"
    return ""


def matches(action: str, pattern: str) -> bool:
    """Whether an action is one that a pattern means; IAM looks at no capitals."""
    return fnmatchcase(action.lower(), pattern.lower())


def statements(document: Item | None) -> Iterator[Statement]:
    """The statements of a policy document that can be read."""
    written = document.get("Statement") if document is not None else None
    for one in written.entries if written is not None else ():
        if not one.is_map:
            continue
        yield Statement(
            flat(one.get("Effect")) == "Allow",
            tuple(flat(action) for action in _listed(one.get("Action"))),
            tuple(_listed(one.get("Resource"))),
            tuple(_principals(one.get("Principal"))),
            one.get("Condition"),
            one.span,
            (who := one.get("Principal")) is not None and who.is_map and set(who.value) == {_OF},
            not set(one.value) <= _SAID,
        )


_OF = "Service"
_SAID = {"Sid", "Effect", "Action", "Resource", "Principal", "Condition"}


def _listed(item: Item | None) -> list[Item]:
    return item.entries if item is not None else []


def _principals(item: Item | None) -> Iterator[str]:
    if item is None:
        return
    if item.is_map:
        for entry in item.value.values():
            yield from map(flat, entry.item.entries)
    else:
        yield from map(flat, item.entries)


class Policies:
    """The policies of one template."""

    def __init__(self, whole: Any) -> None:
        self._whole = whole  # an `archc.readback.Whole`
        self._named: dict[str, tuple[str, str]] = {}  # id and service by the name it is given
        for type_, (path, service) in _NAMES.items():
            for one in whole.of_type(type_):
                name = flat(one.peek(path))
                if len(name.replace("${?}", "")) >= _SHORTEST:
                    self._named[name] = one.id, service

    def mention(self, item: Item | str | None) -> Mention | None:
        """The resource of the template that a value names, if it names one."""
        text = item if isinstance(item, str) else flat(item)
        for match in _RESOURCE.finditer(text):
            if match[1] in self._whole.found:
                ends = text[: match.start()], text[match.end() :]
                return Mention(match[1], match[2] or "", *ends)
        if text in self._named:
            return Mention(self._named[text][0], "", "", "")
        service = re.match(r"arn:[^:]*(?:\$\{AWS::Partition\})?:([a-z0-9-]+):", text)
        for name, (id_, of) in self._named.items() if service else ():
            spelled = rf"(?<=[:/]){re.escape(name)}(?=$|[/:])"
            found = re.search(spelled, text)
            if found is not None and service is not None and service[1] == of:
                return Mention(id_, "Arn", "", text[found.end() :])
        return None

    def found(self, item: Item | str | None) -> Any:
        """The resource that a value names: the component's own one; None where there is none."""
        mention = self.mention(item)
        return self._whole.owner(mention.id) if mention is not None else None

    @staticmethod
    def flat(item: Item | None) -> str:
        """A value as text."""
        return flat(item)

    @staticmethod
    def is_open(document: Item | None) -> bool:
        """Whether a policy allows everybody everything, as if it were not written."""
        said = list(statements(document))
        return len(said) == 1 and said[0][:2] == (True, ("*",)) and (
            [flat(one) for one in said[0].resources] == ["*"]
            and said[0].principals == ("*",)
            and said[0].condition is None
            and not said[0].says_more
        )  # fmt: skip

    @staticmethod
    def spelled(item: Item | None) -> str:
        """A value of any depth as text, to compare."""
        value = item.value if item is not None else None
        if isinstance(value, dict):
            inner = (f"{key}: {Policies.spelled(value[key].item)}" for key in sorted(value))
            return f"{{{', '.join(inner)}}}"
        if isinstance(value, list):
            return f"[{', '.join(map(Policies.spelled, value))}]"
        return flat(item)

    @staticmethod
    def read(document: Item | None) -> Iterator[Statement]:
        """The statements of a document."""
        return statements(document)

    # What a role allows

    def of_role(self, role: Any) -> list[Statement]:
        """What a role says in all its policies, also in those that are written beside it."""
        found: list[Statement] = []
        inline = role.peek("Policies")
        for policy in inline.entries if inline is not None else ():
            found += statements(policy.get("PolicyDocument"))
        for one in self.beside(role):
            found += statements(one.peek("PolicyDocument"))
        return found

    def inline(self, role: Any) -> Item:
        """All that a role says in its policies, as if none of them stood beside it."""
        written = role.peek("Policies")
        policies = list(written.entries) if written is not None else []
        for one in self.beside(role):
            name = one.peek("PolicyName") or one.peek("ManagedPolicyName")
            said = {
                "PolicyName": Entry(one.span, name or Item(one.id, one.span)),
                "PolicyDocument": Entry(one.span, one.peek("PolicyDocument")),
            }
            policies.append(Item(said, one.span))
        return Item(policies, role.span)

    def beside(self, role: Any) -> Iterator[Any]:
        """The policies that are resources of their own and name a role."""
        for type_ in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy"):
            for one in self._whole.of_type(type_):
                roles = one.peek("RoleName" if type_.endswith("RolePolicy") else "Roles")
                named = [self._whole.resource_of(r) for r in _listed(roles)]
                attached = role.peek("ManagedPolicyArns")
                refers = [self._whole.resource_of(r) for r in _listed(attached)]
                if role in named or one in refers:
                    yield one

    def held(self, role: Any) -> dict[str, Held]:
        """What a role allows, by the id of the resource; denials are for the rules to find."""
        found: dict[str, Held] = {}
        for one in self.of_role(role):
            for resource in one.resources if one.allows else ():
                mention = self.mention(resource)
                target = self._whole.owner(mention.id) if mention is not None else None
                if mention is None or target is None:
                    continue
                entry = found.setdefault(target.id, Held([], [], resource.span))
                entry.actions.extend(a for a in one.actions if a not in entry.actions)
                entry.behind.append(mention.behind)
        return found

    def arrows(self, one: Any, said: Any, role: Any) -> list[str]:
        """Arrows from a component to what its role names, with verbs; the ids of their targets."""
        reached = []
        for id_, held in self.held(role).items() if role is not None else ():
            target = self._whole.found[id_]
            cls = self._whole.kinds.get(id_)
            if cls is None or target is one or cls.word in ("role", "layer"):
                continue
            fetched = cls.polled.actions if cls.polled and self.feeds(target, one) else ()
            phrases = list(_phrases(cls, [a for a in held.actions if a not in fetched], held))
            usual = [verb.name for verb in cls.verbs[:1]]
            if [parts[0] for parts in phrases] == usual and self._keeps(target, one):
                reached.append(id_)
                continue  # the attribute that names it draws this arrow
            if phrases:
                reached.append(id_)
            for parts in phrases:
                said.reach(target, *parts, span=held.span)
        if role is not None:
            self._services(said, role)
        return reached

    def _keeps(self, target: Any, function: Any) -> bool:
        """Whether a queue or topic is where failures of a function go."""
        for one in self._whole.of_type(
            "AWS::Lambda::EventInvokeConfig", "AWS::Lambda::EventSourceMapping"
        ):
            lost = one.peek("DestinationConfig", "OnFailure", "Destination")
            its = self.found(one.peek("FunctionName")) is function
            if its and self.found(lost) is target:
                return True
        return False

    def _services(self, said: Any, role: Any) -> None:
        """Arrows to services of AWS whose actions name no resource of the template."""
        for one in self.of_role(role):
            if not one.allows or any(self.mention(resource) for resource in one.resources):
                continue
            tags = _tags_asked(one.condition)
            for action in one.actions:
                service, _, name = action.partition(":")
                said.ask(service, name, tags, [flat(r) for r in one.resources], one.span)

    def feeds(self, source: Any, function: Any) -> bool:
        """Whether a function is given what a queue, stream or table has."""
        return any(
            self.found(one.peek("EventSourceArn")) is source
            and self.found(one.peek("FunctionName")) is function
            for one in self._whole.of_type("AWS::Lambda::EventSourceMapping")
        )

    def role_of(self, one: Any) -> Any:
        """The role that a function takes on; None where it is not in the template."""
        role = self._whole.resource_of(one.peek("Role"))
        return role if role is not None and role.type == "AWS::IAM::Role" else None

    @staticmethod
    def is_trusted(role: Any, service: str) -> bool:
        """Whether only one service may take on a role."""
        document = role.peek("AssumeRolePolicyDocument")
        return {name for one in statements(document) for name in one.principals} == {service}

    def is_given_by(self, source: Any, function: Any) -> bool:
        """Whether what a source has comes to a function by itself."""
        told = source.peek("NotificationConfiguration")
        return self.feeds(source, function) or (
            told is not None and any(self.found(item) is function for item in scalars(told))
        )

    def is_public(self, function: Any) -> bool:
        """Whether everybody may call the address of a function."""
        return any(
            flat(one.peek("Principal")) == "*"
            and matches("lambda:InvokeFunctionUrl", flat(one.peek("Action")))
            for one in self.permissions(function)
        )

    def allows(self, role: Any, actions: Iterable[str], target: Any) -> bool | None:
        """Whether a role allows actions on a resource; None where that cannot be known."""
        if role is None:
            return None
        wanted = set(actions)
        for managed in _listed(role.peek("ManagedPolicyArns")):
            known = MANAGED_POLICIES.get(flat(managed).rpartition("/")[2])
            if known is None and self._whole.resource_of(managed) is None:
                return None
            wanted = {a for a in wanted if not any(matches(a, p) for p in known or ())}
        for one in self.of_role(role):
            if one.allows and any(
                "*" in flat(r).rpartition(":")[2][:1] or self.found(r) is target
                for r in one.resources
            ):
                wanted = {a for a in wanted if not any(matches(a, p) for p in one.actions)}
        return not wanted

    # Who is let in

    def permissions(self, function: Any) -> list[Any]:
        """The permissions that name a function, or its alias."""
        return [
            one
            for one in self._whole.of_type("AWS::Lambda::Permission")
            if self.found(one.peek("FunctionName")) is function
        ]

    def admits(self, target: Any, service: str, source: Any, path: str = "") -> bool:
        """Whether the policy of a function, queue or topic lets a service act for a resource.

        `path` is what has to follow in the source's ARN, such as the route of an API.
        """
        if target.type == "AWS::Lambda::Function":
            return any(
                flat(one.peek("Principal")) in (service, "*")
                and matches("lambda:InvokeFunction", flat(one.peek("Action")))
                and self._from(one.peek("SourceArn"), source, path)
                for one in self.permissions(target)
            )
        return any(
            self._lets(one, service, source, target)
            for document in self.documents(target)
            for one in statements(document)
        )

    def documents(self, target: Any) -> Iterator[Item | None]:
        """The resource policies of a queue, topic or bucket."""
        for type_, path in (
            ("AWS::SQS::QueuePolicy", "Queues"),
            ("AWS::SQS::QueueInlinePolicy", "Queue"),
            ("AWS::SNS::TopicPolicy", "Topics"),
            ("AWS::SNS::TopicInlinePolicy", "TopicArn"),
            ("AWS::S3::BucketPolicy", "Bucket"),
        ):
            for one in self._whole.of_type(type_):
                if any(self.found(item) is target for item in _listed(one.peek(path))):
                    yield one.peek("PolicyDocument")

    def guests(self, target: Any) -> Iterator[list[Item]]:
        """Whom the policies of a function, queue, topic or bucket let in.

        For each statement the ARNs of those who are meant; none where it is for more than these.
        """
        for one in self.permissions(target) if target.type == "AWS::Lambda::Function" else ():
            yield _listed(one.peek("SourceArn"))
        for document in self.documents(target):
            yield from (_sources(one) for one in statements(document) if one.allows)

    def _lets(self, one: Statement, service: str, source: Any, target: Any) -> bool:
        if not one.allows or not {service, "*"} & set(one.principals):
            return False
        action = _TAKES.get(target.type)
        if action and one.actions and not any(matches(action, a) for a in one.actions):
            return False
        about = [self.found(item) for item in one.resources]
        if about and None not in about and target not in about:
            return False
        arns = _sources(one)
        return not arns or any(self._from(item, source) for item in arns)

    def _from(self, arn: Item | None, source: Any, path: str = "") -> bool:
        """Whether an ARN may be that of a source; what names nothing of the template may be."""
        if arn is None or source is None:
            return True
        mention = self.mention(arn)
        if mention is None:
            name = self._bucket_name(source)
            pattern = flat(arn).rpartition(":::")
            return not (name and pattern[1]) or fnmatchcase(name, pattern[2])
        if self._whole.owner(mention.id) is not source:
            return False
        begins = path and mention.before.startswith("arn:")
        if begins and (":execute-api:" not in mention.before or not mention.behind):
            return False  # the routes of an API have ARNs of their own, and it has none
        behind = mention.behind.replace("[", "[[]")
        return not path or not behind or fnmatchcase(path, _RESOURCE.sub("*", behind))

    @staticmethod
    def _bucket_name(source: Any) -> str:
        """The name of a bucket, if it is given one."""
        return flat(source.peek("BucketName")) if source.type == "AWS::S3::Bucket" else ""


# The action that a service needs to hand something over, by the type that takes it.
_TAKES = {"AWS::SNS::Topic": "sns:Publish", "AWS::SQS::Queue": "sqs:SendMessage"}


def _sources(one: Statement) -> list[Item]:
    """The ARNs of those for whom a statement lets a service act."""
    return [item for key, item in _tests(one.condition) if key.lower() == "aws:sourcearn"]


def _tests(condition: Item | None) -> Iterator[tuple[str, Item]]:
    """The keys of a condition with each of their values."""
    for operator in condition.value.values() if condition is not None and condition.is_map else ():
        for key, entry in operator.item.value.items() if operator.item.is_map else ():
            for item in entry.item.entries:
                yield key, item


def _tags_asked(condition: Item | None) -> Mapping[str, str]:
    tagged = {}
    for key, item in _tests(condition):
        _, slash, tag = key.partition("ResourceTag/")
        if slash:
            tagged[tag] = flat(item)
    return tagged


def _phrases(cls: Any, patterns: list[str], held: Held) -> Iterator[list[Any]]:
    """The verbs of a kind that actions mean; further ones are said with the first verb."""
    whole: list[Verb] = []
    part: list[Verb] = []
    for verb in cls.verbs:
        if not verb.actions or verb.network:
            continue
        known = [a for a in verb.actions if any(matches(a, p) for p in patterns)]
        if len(known) == len(verb.actions):
            whole.append(verb)
        elif any(not _ASIDE.fullmatch(action) for action in known):
            part.append(verb)
    said = whole + part
    usual = {action for verb in said for action in verb.actions}
    others = [a for a in patterns if re.fullmatch(r"[a-z0-9-]+:[A-Za-z0-9]+", a) and a not in usual]
    prefix = _prefix(held) if getattr(cls, "holds_objects", False) and cls.scope else ""
    for number, verb in enumerate(said):
        parts: list[Any] = [verb.name]
        if prefix:
            parts += ["prefix", Item(prefix, held.span)]
        if number == 0 and others:
            parts += ["allow", Item([Item(a, held.span) for a in others], held.span)]
        yield parts


def _prefix(held: Held) -> str:
    """The beginning of keys that all resources of a bucket name; empty where they differ."""
    ends = {end for end in held.behind if end}
    if len(ends) != 1:
        return ""
    match = re.fullmatch(r"/([^*?$]+)\*", ends.pop())
    return match[1] if match else ""
