"""The kind `role`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from archc.component import Architecture, Color, Component, Grant, Icon
from archc.limits import MANAGED_POLICIES
from archc.syntax.tree import ListValue, MapValue
from archc.values import (
    Choice,
    ComponentName,
    Context,
    Cursor,
    Either,
    Interpolated,
    ListOf,
    Record,
    RecordOf,
    Reference,
    Structure,
    Type,
    attribute,
    duration,
    main,
    plain_text,
    texts,
    word,
)

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.foreign import Item
    from archc.policies import Statement
    from archc.readback import Found, Said
    from archc.source import Span


SERVICES = {
    "ec2": "ec2.amazonaws.com",
    "lambda": "lambda.amazonaws.com",
    "ecs": "ecs-tasks.amazonaws.com",
    "api": "apigateway.amazonaws.com",
    "events": "events.amazonaws.com",
    "scheduler": "scheduler.amazonaws.com",
    "states": "states.amazonaws.com",
    "pipeline": "codepipeline.amazonaws.com",
    "build": "codebuild.amazonaws.com",
    "cloudformation": "cloudformation.amazonaws.com",
}
_POLICY = word(
    "the name of a managed policy", '"AmazonSSMManagedInstanceCore"', r"(?:arn:.+|[\w+=,.@/-]+)"
)


class Conditions(Type[dict[str, dict[str, Any]]]):
    """`[{ StringEquals: { "aws:PrincipalOrgID": "o-1" } }]`: as IAM writes them.

    In the long spelling of a line, the map alone.
    """

    expected = "conditions as IAM writes them, in a list"
    example = '[{ Bool: { "aws:SecureTransport": "true" } }]'

    def read(self, cursor: Cursor) -> dict[str, dict[str, Any]]:
        """Take the list of one map."""
        value = cursor.next
        if not isinstance(value, ListValue) or len(value.entries) != 1:
            raise self.refuse(cursor)
        (only,) = value.entries
        if not isinstance(only, MapValue):
            raise self.refuse(cursor)
        cursor.take()
        return self.read_map(only, cursor.context)

    def read_map(self, value: MapValue, context: Context) -> dict[str, dict[str, Any]]:
        """Operators, the keys that they test, and with what."""
        found: dict[str, dict[str, Any]] = {}
        for operator, tests in (
            Structure(self.example, values=True).read_map(value, context).items()
        ):
            if not isinstance(tests, dict) or not all(map(_is_tested, tests.values())):
                raise self.mismatch(f"'{operator}' tests keys with texts", value.span)
            found[operator] = {key: _tested(given) for key, given in tests.items()}
        return found


def _is_tested(given: Any) -> bool:
    several = given if isinstance(given, list) else [given]
    return not any(isinstance(one, (dict, list)) or one is None for one in several)


def _tested(given: Any) -> Any:
    if isinstance(given, list):
        return [_tested(one) for one in given]
    if isinstance(given, Interpolated):
        return given
    return Interpolated((str(given).lower() if isinstance(given, bool) else str(given),))


class Line(Record):
    """`[dynamodb:GetItem, dynamodb:Query] on people`."""

    actions: tuple[str, ...] = main(
        ListOf(word("an IAM action", "s3:PutObject", r"\*|[a-z0-9-]+:[A-Za-z0-9*]+")),
        "The IAM actions.",
        required=True,
    )
    on: tuple[Reference | str, ...] = attribute(
        ListOf(Either(ComponentName(), word("an ARN in quotes", '"*"', r"\*|arn:.+"))),
        "The components, or ARNs, that they are for.",
        default=("*",),
    )
    prefix: str = attribute(plain_text(), "How the keys begin, on a bucket.", default="")
    when: dict[str, dict[str, Any]] = attribute(
        Conditions(), "Under which conditions, all of which must hold.", default={}
    )


class Allowed(NamedTuple):
    """One line of a role on one target: the target's name, empty for an ARN, and the grant.

    What is `limited` stands under conditions of its own, of which archc cannot say when they hold.
    """

    target: str
    grant: Grant
    limited: bool = False


class Role(Component):
    """A role that is written out, or that exists already (AWS IAM).

    What names it in `role:` has exactly its rights: nothing is added, and archc proves that every
    arrow is allowed. `existing: "LabRole"` is taken as it is; archc cannot see what it may do.
    """

    title = "AWS IAM role"
    icon = Icon(
        "resource",
        "role",
        Color.SECURITY,
        "security/identity-and-access-management-iam-role.png",
    )
    everywhere = True
    resource = "AWS::IAM::Role"
    values = {"arn": "${@.Arn}", "id": "${@}"}

    existing: str | None = attribute(
        word("the name or ARN of a role", '"LabRole"', r"[\w+=,.@/-]{1,128}|arn:[^\s]+"),
        "The role that is there already; nothing is created.",
    )
    profile: str | None = attribute(
        word("the name of an instance profile", '"LabInstanceProfile"', r"[\w+=,.@-]{1,128}"),
        "The instance profile of an existing role, for servers; named like the role otherwise.",
    )
    trust: tuple[str, ...] = attribute(
        Choice(*SERVICES),
        "The services that may take it on.",
        many=True,
        example="ec2",
    )
    trust_when: dict[str, dict[str, Any]] = attribute(
        Conditions(),
        "Under which conditions they may, all of which must hold.",
        default={},
        example='{ StringEquals: { "aws:SourceAccount": aws.account } }',
    )
    allow: tuple[Line, ...] = attribute(
        RecordOf(Line, "actions on a component", 's3:GetObject on "arn:aws:s3:::lab/*"'),
        "What it may do.",
        many=True,
        property="Role.Policies",
        example='s3:PutObject on "arn:aws:s3:::lab/*"',
    )
    deny: tuple[Line, ...] = attribute(
        RecordOf(Line, "actions on a component", 's3:DeleteObject on "arn:aws:s3:::lab/*"'),
        "What it must never do, whatever else allows it.",
        many=True,
        property="Role.Policies",
        example='s3:DeleteObject on "arn:aws:s3:::lab/*"',
    )
    policy: tuple[str, ...] = attribute(
        _POLICY,
        "Managed policies that it has too.",
        many=True,
        property="Role.ManagedPolicyArns",
        example='"AmazonSSMManagedInstanceCore"',
    )
    session: int | None = attribute(
        duration("1h", "12h", "2h"),
        "The longest session.",
        property="Role.MaxSessionDuration",
        example="2h",
    )
    physical_name: str | None = attribute(
        word("a name", "reporter", r"[\w+=,.@-]{1,64}"),
        "A fixed name in AWS.",
        name="name",
        property="Role.RoleName",
    )

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__({**values, "deployed": values.get("existing") is None})

    @classmethod
    def recognises(cls, one: Found) -> bool:
        """A role that a known service may take on."""
        return any(name in SERVICES.values() for name in _trusted(one))

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """Whom it trusts, what it allows and denies, and its managed policies."""
        one.label(said, "Description")
        words = {service: word for word, service in SERVICES.items()}
        trusted = _trusted(one)
        for name in dict.fromkeys(trusted):
            if name in words:
                said.say("trust", words[name], span=said.place_of("AssumeRolePolicyDocument"))
        if all(name in words for name in trusted) and _read_limits(one, said):
            one.take("AssumeRolePolicyDocument")
        one.take_usual("Path", value="/")
        managed = one.peek("ManagedPolicyArns")
        for item in managed.entries if managed is not None else ():
            text = said.flat(item)
            name = re.sub(r"^arn:[^:]*(?:\$\{AWS::Partition\})?:iam::aws:policy/", "", text)
            if one.whole.resource_of(item) is None and text:
                said.say("policy", said.text(name, item.span))
        one.take("ManagedPolicyArns")
        for policy in one.whole.policies.beside(one):
            one.owns(policy)
        # Only when all is read it is known which log group is a function's own.
        said.later.append(lambda: _read_statements(one, said))

    def interpolated(self) -> tuple[tuple[str, Interpolated], ...]:
        """The texts that its conditions test for."""
        lines = (("allow", line.when) for line in self.allow)
        refused = (("deny", line.when) for line in self.deny)
        own = ("trust_when", self.trust_when)
        return tuple((w, text) for w, when in (*lines, *refused, own) for text in texts(when))

    @property
    def principals(self) -> list[str]:
        """The services that may take it on, as IAM names them."""
        return [SERVICES[name] for name in self.trust]

    @property
    def policies(self) -> tuple[str, ...]:
        """Its managed policies, under the name that servers and functions have."""
        return self.policy

    @property
    def profile_name(self) -> str | None:
        """The instance profile of a role that exists."""
        if self.existing is None:
            return None
        return self.profile or self.existing.rpartition("/")[2]

    def expression(self, value: str, design: Architecture) -> str:
        """An existing role is known by its name."""
        if self.existing is None:
            return super().expression(value, design)
        if value != "arn" or self.existing.startswith("arn:"):
            return self.existing if value == "arn" else self.existing.rpartition("/")[2]
        return f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:role/{self.existing}"

    def allowed(self, design: Architecture) -> Iterator[Allowed]:
        """What it may do, one target at a time."""
        yield from _grants(self, self.allow, design)

    def denied(self, design: Architecture) -> Iterator[Allowed]:
        """What it must not do."""
        yield from _grants(self, self.deny, design)

    def managed(self) -> tuple[str, ...] | None:
        """Patterns of actions that its managed policies bring; None if one is not known."""
        found: list[str] = []
        for name in self.policy:
            actions = MANAGED_POLICIES.get(name.rpartition("/")[2])
            if actions is None:
                return None
            found += actions
        return tuple(found)

    def manual_steps(self, design: Architecture) -> tuple[str, ...]:
        """An existing role is given its rights by whoever looks after it."""
        del design
        if self.existing is None:
            return ()
        name = self.existing.rpartition("/")[2]
        step = f"let the role {name} allow what stands in the file .{name}.policy.json beside this"
        return (f"{step}; archc changes no role that exists",)


def _grants(role: Role, lines: tuple[Line, ...], design: Architecture) -> Iterator[Allowed]:
    for line in lines:
        for one in _of_line(role, line, design):
            conditions = {k: dict(tests) for k, tests in one.grant.conditions.items()}
            for operator, tests in line.when.items():
                conditions[operator] = {**conditions.get(operator, {}), **tests}
            grant = one.grant._replace(conditions=conditions)
            yield one._replace(grant=grant, limited=bool(line.when))


def _of_line(role: Role, line: Line, design: Architecture) -> Iterator[Allowed]:
    for on in line.on:
        if isinstance(on, str):
            yield Allowed("", Grant(line.actions, (on,)))
        elif on.name in design.components:
            target = design.components[on.name]
            for grant in _on(target, line):
                located = tuple(design.located(role, target, arn) for arn in grant.resources)
                yield Allowed(on.name, grant._replace(resources=located))


def _on(target: Component, line: Line) -> Iterator[Grant]:
    """The actions of a line, each on the ARNs of the target that it is for."""
    found: dict[tuple[Any, ...], list[str]] = {}
    conditions: dict[tuple[Any, ...], Grant] = {}
    for action in line.actions:
        for grant in _standing(target, action, line.prefix):
            key = (grant.resources, repr(grant.conditions))
            conditions[key] = grant
            found.setdefault(key, []).append(action)
    for key, actions in found.items():
        yield conditions[key]._replace(actions=tuple(actions))


def _standing(target: Component, action: str, prefix: str) -> tuple[Grant, ...]:
    """On which ARNs of a target an action stands: where its verbs have it, else on all."""
    scope = target.scope({"prefix": prefix}) if prefix and target.scope is not None else None
    fetch = (target.polled,) if target.polled is not None else ()
    for verb in (*target.offered(), *fetch):
        known = [grant for grant in target.granted(verb, scope) if action in grant.actions]
        if known:
            return tuple(known)
    return (Grant((action,), target.arns() or ("*",)),)


def _trusted(one: Found) -> list[str]:
    """The services that may take on a role."""
    document = one.peek("AssumeRolePolicyDocument")
    return [
        name
        for statement in one.whole.policies.read(document)
        for name in (statement.principals if statement.allows else ())
    ]


def _read_limits(one: Found, said: Said) -> bool:
    """Under which conditions it may be taken on; whether no more is said than that."""
    statements = list(one.whole.policies.read(one.peek("AssumeRolePolicyDocument")))
    limits = [statement.condition for statement in statements]
    for condition in limits[:1]:
        when, is_sayable = said.conditions(condition) if condition else (None, True)
        if when is not None:
            said.say_map("trust_when", when)
        if not is_sayable:
            return False
    return len({one.whole.policies.spelled(condition) for condition in limits}) == 1 and all(
        statement.allows and statement.of_services and statement.actions == ("sts:AssumeRole",)
        for statement in statements
    )


_ACTION = re.compile(r"\*|[a-z0-9-]+:[A-Za-z0-9*]+")
_OBJECTS = re.compile(r"s3:(?:\*|\w*Object\w*)", re.IGNORECASE)


_LOGS = "arn:${{AWS::Partition}}:logs:${{AWS::Region}}:${{AWS::AccountId}}:log-group:{}:*"


def _read_statements(one: Found, said: Said) -> None:
    """Every statement; where something in one cannot be said, its policies are laid over these."""
    beside = list(one.whole.policies.beside(one))
    understood = [_read_statement(one, said, s) for s in one.whole.policies.of_role(one)]
    if all(understood):
        one.take("Policies")
    elif beside:
        one.leave("Policies", one.whole.policies.inline(one))
    for policy in beside:
        policy.whole_of_it()


def _read_statement(one: Found, said: Said, statement: Statement) -> bool:
    """A line for components and ARNs; false where the statement says more than that.

    What is not known in a condition is `?` there: that never holds, so nothing more is allowed.
    What is denied under such a one is denied always.
    """
    condition = statement.condition
    when, is_sayable = said.conditions(condition) if condition is not None else (None, True)
    is_plain = is_sayable and not statement.says_more
    actions = [action for action in statement.actions if _ACTION.fullmatch(action)]
    if not actions or len(actions) != len(statement.actions):
        return False
    if statement.says_more:
        return False
    if not is_sayable and condition is not None and not statement.allows:
        when = said.always(condition)
    word = "allow" if statement.allows else "deny"
    told: dict[tuple[str, str], Span] = {}
    for resource in statement.resources:
        meant = _meant(one, statement, resource)
        if meant is not None:
            told.setdefault(meant, resource.span)
        else:
            is_plain = False
    doing = said.words(actions, statement.span)
    limits = ("when", said.listed(when)) if when is not None else ()
    alike = []
    for (id_, rest), span in told.items():
        if id_ and rest:
            target = one.whole.found[id_]
            prefix = ("prefix", said.text(rest, span))
            said.say(word, doing, "on", target, *prefix, *limits, span=span)
        else:
            alike.append(one.whole.found[id_] if id_ else said.text(rest, span))
    if alike:
        on = said.all_of(alike, statement.span)
        said.say(word, doing, "on", on, *limits, span=statement.span)
    return is_plain


def _meant(one: Found, statement: Statement, resource: Item) -> tuple[str, str] | None:
    """What a resource of a statement is: a component and the beginning of keys, or an ARN."""
    policies, whole = one.whole.policies, one.whole
    target, mention = policies.found(resource), policies.mention(resource)
    arn = policies.flat(resource)
    if _VARIABLE.search(arn):
        return None
    part = whole.found[mention.id] if mention is not None else target
    # A log group that belongs to a function is no component, and has an ARN like any other.
    aside = part is not None and part is not target and part.type == "AWS::Logs::LogGroup"
    if target is not None and mention is not None and not aside and whole.is_component(target):
        # What takes on a role may only be named in it as it is here: by its own name.
        by_name = f"${{{target.id}" not in arn and whole.resource_of(target.peek("Role")) is one
        is_bucket = target.type == "AWS::S3::Bucket"
        objects = is_bucket and all(map(_OBJECTS.fullmatch, statement.actions))
        if not by_name and (not objects or any(_ends(one, statement, target))):
            prefix = _KEYS.fullmatch(mention.behind) if is_bucket else None
            return target.id, prefix[1] if prefix else ""
    if aside and part is not None:
        arn = _LOGS.format(f"${{{part.id}}}")
    arn = _as_arn(arn)
    is_known = arn == "*" or (arn.startswith("arn:") and _is_built(one, arn))
    return ("", arn) if is_known else None


_VARIABLE = re.compile(r"\$\{(?:aws|s3|saml|cognito-\w+|www[.\w]*|[\w.]+\.com):[^:}]")  # of IAM
_KEYS = re.compile(r"/([^*?$]+)\*")


def _is_built(one: Found, arn: str) -> bool:
    """Whether what an ARN names will be there, under the id that it has here."""
    names = re.findall(r"\$\{([^}.]*)", arn)
    return all(
        name.startswith("AWS::") or (name in one.whole.found and one.whole.is_kept(name))
        for name in names
    )


def _ends(one: Found, statement: Statement, target: Found) -> list[str]:
    """What follows the ARN of a resource in a statement."""
    mentions = [
        one.whole.policies.mention(item)
        for item in statement.resources
        if one.whole.policies.found(item) is target
    ]
    return [mention.behind for mention in mentions if mention is not None]


def _as_arn(text: str) -> str:
    """An ARN as the language takes it."""
    return re.sub(r"^\$\{(\w+)\.Arn\}", r"arn:${AWS::Partition}:*:*:*:${\1}", text)
