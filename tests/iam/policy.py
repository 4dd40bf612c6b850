"""IAM's decision: may this caller do this action on this resource in this context?

An explicit deny wins. Within one account an allow of the caller's role or of the resource's policy
is enough; a service has no role, so only the resource's policy can let it in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from tests.iam.template import ACCOUNT, Resource, Template


class Caller(NamedTuple):
    """Who asks: a role by its ARN, a service by its principal, or anybody (both empty)."""

    role: str = ""
    service: str = ""

    def __str__(self) -> str:
        return self.role.rpartition("/")[2] or self.service or "anybody"


class Statement(NamedTuple):
    """One statement of a policy, with the resource of the template that it stands in."""

    origin: str
    effect: str
    principal: Any  # None in a role's policy
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: Mapping[str, Mapping[str, Any]]

    def __str__(self) -> str:
        return f"{self.origin}: {self.effect} {list(self.actions)} on {list(self.resources)}"


def as_list(value: Any) -> list[Any]:
    """A value that may stand alone or in a list."""
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


@cache
def _glob(pattern: str, flags: int = 0) -> re.Pattern[str]:
    parts = (".*" if c == "*" else "." if c == "?" else re.escape(c) for c in pattern)
    return re.compile("".join(parts), flags | re.DOTALL)


def like(pattern: str, text: str) -> bool:
    """`*` stands for any text, `?` for one character."""
    return _glob(pattern).fullmatch(text) is not None


def arn_like(pattern: str, text: str) -> bool:
    """As `like`, but each of the six parts of an ARN by itself."""
    wanted, found = pattern.split(":", 5), text.split(":", 5)
    return len(wanted) == len(found) == 6 and all(map(like, wanted, found))


_TESTS = {
    "StringEquals": lambda wanted, found: wanted == found,
    "StringEqualsIgnoreCase": lambda wanted, found: wanted.lower() == found.lower(),
    "StringLike": like,
    "ArnEquals": arn_like,  # both treat wildcards alike
    "ArnLike": arn_like,
    "Bool": lambda wanted, found: wanted.lower() == found.lower(),
    "NumericEquals": lambda wanted, found: float(wanted) == float(found),
    "NumericLessThan": lambda wanted, found: float(found) < float(wanted),
    "NumericGreaterThan": lambda wanted, found: float(found) > float(wanted),
}


def holds(conditions: Mapping[str, Mapping[str, Any]], context: Mapping[str, str]) -> bool:
    """Whether every condition of a statement is met."""
    keys = {key.lower(): value for key, value in context.items()}
    return all(
        _one(operator, as_list(wanted), keys.get(key.lower()))
        for operator, tests in conditions.items()
        for key, wanted in tests.items()
    )


def _one(operator: str, wanted: list[Any], found: str | None) -> bool:
    name = re.sub(r"^For(?:Any|All)Values?:", "", operator)
    texts = [str(w).lower() if isinstance(w, bool) else str(w) for w in wanted]
    if name == "Null":
        return (found is None) == (texts[0].lower() == "true")
    optional = name.endswith("IfExists")
    name = name.removesuffix("IfExists")
    if found is None:
        return optional or "Not" in name or operator.startswith("ForAllValues:")
    test = _TESTS[name.replace("Not", "")]
    met = any(test(text, found) for text in texts)
    return met != ("Not" in name)


def names_action(statement: Statement, action: str) -> bool:
    """Whether a statement speaks of an action; case does not matter."""
    return any(_glob(a.lower()).fullmatch(action.lower()) for a in statement.actions)


def names_resource(statement: Statement, resource: str) -> bool:
    """Whether a statement speaks of a resource."""
    return any(like(pattern, resource) for pattern in statement.resources)


def names_caller(statement: Statement, caller: Caller) -> bool:
    """Whether a statement of a resource's policy speaks of a caller."""
    principal = statement.principal
    if principal == "*":
        return True
    if caller.service:
        return caller.service in as_list(principal.get("Service"))
    aws = as_list(principal.get("AWS"))
    return "*" in aws or bool(caller.role and caller.role in aws)


class Decision(NamedTuple):
    """The answer, and the statements that gave it."""

    allowed: bool
    by: tuple[Statement, ...]


class Policies:
    """All policies of a template."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self.of_roles: dict[str, list[Statement]] = {}  # by the role's ARN
        self.managed: dict[str, list[str]] = {}  # ARNs of policies that cannot be read here
        self.trust: dict[str, list[Statement]] = {}
        self.of_resources: list[tuple[str, Statement]] = []  # with the ARN that each belongs to
        for resource in template.resources.values():
            self._read(resource)

    def _read(self, resource: Resource) -> None:  # noqa: C901, PLR0912  (one case per type)
        given = resource.properties
        match resource.type:
            case "AWS::IAM::Role":
                arn = self.template.arn(resource.id)
                own = self.of_roles.setdefault(arn, [])
                for policy in given.get("Policies", []):
                    own += statements(resource.id, policy["PolicyDocument"])
                self.managed.setdefault(arn, []).extend(given.get("ManagedPolicyArns", []))
                self.trust[arn] = list(
                    statements(resource.id, given["AssumeRolePolicyDocument"], arn)
                )
            case "AWS::IAM::Policy" | "AWS::IAM::RolePolicy" | "AWS::IAM::ManagedPolicy":
                roles = [*given.get("Roles", []), *as_list(given.get("RoleName"))]
                for name in roles:
                    role = f"arn:aws:iam::{ACCOUNT}:role/{name}"
                    found = statements(resource.id, given["PolicyDocument"])
                    self.of_roles.setdefault(role, []).extend(found)
            case "AWS::Lambda::Permission":
                statement = _permission(resource, self.template)
                self.of_resources.append((statement.resources[0], statement))
            case "AWS::SQS::QueuePolicy":
                for url in given["Queues"]:
                    name = url.rpartition("/")[2]
                    owner = f"arn:aws:sqs:{self.template.region}:{ACCOUNT}:{name}"
                    self._attach(resource, owner, given["PolicyDocument"])
            case "AWS::SNS::TopicPolicy":
                for arn in given["Topics"]:
                    self._attach(resource, arn, given["PolicyDocument"])
            case "AWS::S3::BucketPolicy":
                arn = f"arn:aws:s3:::{given['Bucket']}"
                self._attach(resource, arn, given["PolicyDocument"])
            case "AWS::SecretsManager::ResourcePolicy":
                self._attach(resource, given["SecretId"], given["ResourcePolicy"])
            case "AWS::Events::EventBusPolicy":
                bus = given.get("EventBusName", "default")
                owner = f"arn:aws:events:{self.template.region}:{ACCOUNT}:event-bus/{bus}"
                self._attach(resource, owner, {"Statement": given["Statement"]})
            case "AWS::KMS::Key":
                self._attach(resource, self.template.arn(resource.id), given.get("KeyPolicy", {}))
            case "AWS::DynamoDB::Table" | "AWS::Kinesis::ResourcePolicy" | "AWS::Events::EventBus":
                document = given.get("ResourcePolicy") or given.get("Policy") or {}
                owner = given.get("ResourceArn") or self.template.arn(resource.id)
                self._attach(resource, owner, document.get("PolicyDocument", document))
            case "AWS::Logs::ResourcePolicy":
                # It belongs to the account, and its statements name the log groups.
                self._attach(resource, "", json.loads(given["PolicyDocument"]))
            case other if other.endswith("Policy") and "Document" in str(given):
                raise AssertionError(f"teach tests/iam/policy.py to read {other}")

    def _attach(self, resource: Resource, owner: str, document: Mapping[str, Any]) -> None:
        self.of_resources += [(owner, s) for s in statements(resource.id, document, owner)]

    def decide(
        self, caller: Caller, action: str, resource: str, context: Mapping[str, str] | None = None
    ) -> Decision:
        """As IAM decides within one account."""
        asked = {"aws:SecureTransport": "true", **(context or {})}
        found = [
            s
            for s in self.of_roles.get(caller.role, [])
            if names_action(s, action) and names_resource(s, resource)
        ]
        found += [
            s
            for owner, s in self.of_resources
            if _belongs(owner, resource)
            and names_caller(s, caller)
            and names_action(s, action)
            and names_resource(s, resource)
        ]
        found = [s for s in found if holds(s.conditions, asked)]
        denied = tuple(s for s in found if s.effect == "Deny")
        return Decision(False, denied) if denied else Decision(bool(found), tuple(found))

    def may_assume(self, role: str, service: str, context: Mapping[str, str]) -> bool:
        """Whether a service may take on a role."""
        return any(
            names_caller(s, Caller(service=service))
            and names_action(s, "sts:AssumeRole")
            and holds(s.conditions, context)
            for s in self.trust.get(role, [])
            if s.effect == "Allow"
        )


def _belongs(owner: str, resource: str) -> bool:
    """Whether the policy of `owner` is asked about `resource`: itself, or what lies in it."""
    return resource == owner or resource.startswith(f"{owner}/") or not owner


def statements(
    origin: str, document: Mapping[str, Any], owner: str | None = None
) -> Iterator[Statement]:
    """The statements of a document; those of a resource's policy have an owner."""
    for one in as_list(document.get("Statement")):
        known = {"Sid", "Effect", "Principal", "Action", "Resource", "Condition"}
        if set(one) - known:
            raise AssertionError(f"teach tests/iam/policy.py {set(one) - known} of {origin}")
        if one["Effect"] not in ("Allow", "Deny"):
            raise AssertionError(f"{origin} has the effect {one['Effect']}")
        yield Statement(
            origin,
            one["Effect"],
            one["Principal"] if owner is not None else None,
            tuple(as_list(one["Action"])),
            tuple(as_list(one.get("Resource", owner))),
            one.get("Condition", {}),
        )


def _permission(resource: Resource, template: Template) -> Statement:
    """What `AWS::Lambda::Permission` adds to a function's policy."""
    given = resource.properties
    name = given["FunctionName"]
    start = f"arn:aws:lambda:{template.region}:{ACCOUNT}:function:"
    conditions: dict[str, dict[str, Any]] = {}
    for key, operator, tested in (
        ("SourceArn", "ArnLike", "aws:SourceArn"),
        ("SourceAccount", "StringEquals", "aws:SourceAccount"),
        ("FunctionUrlAuthType", "StringEquals", "lambda:FunctionUrlAuthType"),
        ("InvokedViaFunctionUrl", "Bool", "lambda:InvokedViaFunctionUrl"),
    ):
        if key in given:
            conditions.setdefault(operator, {})[tested] = given[key]
    principal = given["Principal"]
    who: Any = {"Service": principal} if principal.endswith(".amazonaws.com") else principal
    arn = name if name.startswith("arn:") else start + name
    return Statement(resource.id, "Allow", who, (given["Action"],), (arn,), conditions)


def shown(found: Iterable[Statement]) -> str:
    """Statements, a line each."""
    return "".join(f"\n  {statement}" for statement in found)
