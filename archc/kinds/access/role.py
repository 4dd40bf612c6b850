"""The kind `role`."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from archc.component import Architecture, Color, Component, Grant, Icon
from archc.limits import MANAGED_POLICIES
from archc.values import (
    Choice,
    ComponentName,
    Either,
    ListOf,
    Record,
    RecordOf,
    Reference,
    attribute,
    duration,
    main,
    plain_text,
    word,
)

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


class Allowed(NamedTuple):
    """One line of a role on one target: the target's name, empty for an ARN, and the grant."""

    target: str
    grant: Grant


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
    for verb in target.offered():
        known = [grant for grant in target.granted(verb, scope) if action in grant.actions]
        if known:
            return tuple(known)
    return (Grant((action,), target.arns() or ("*",)),)
