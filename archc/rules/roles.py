"""Proving arrows against roles that are written out."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import NamedTuple

from archc.access import Right, rights, users_of
from archc.component import Architecture, Grant
from archc.kinds.access.role import Role

# What AWS has for what a function does for itself, by the service.
_OWN = {
    "logs": "AWSLambdaBasicExecutionRole",
    "xray": "AWSXrayWriteOnlyAccess",
    "ec2": "AWSLambdaVPCAccessExecutionRole",
}


class Proof(NamedTuple):
    """A right that an arrow needs: the actions that a role allows, and those that it does not."""

    right: Right
    held: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def line(self) -> str:
        """What to write in the role."""
        actions = ", ".join(self.missing)
        listed = f"[{actions}]" if len(self.missing) > 1 else actions
        if self.right.because is None:
            return f'policy: "{_OWN[self.missing[0].partition(":")[0]]}"'
        scope = self.right.because.scope
        prefix = getattr(scope, "prefix", "")
        narrowed = f' prefix "{prefix}"' if prefix else ""
        return f"allow: {listed} on {self.right.other.name}{narrowed}"


def proofs(role: Role, design: Architecture) -> Iterator[Proof]:
    """What everything with this role needs; nothing for a role that cannot be read."""
    managed = role.managed()
    if role.existing is not None or managed is None:
        return
    allowed = [line.grant for line in role.allowed(design)]
    allowed.append(Grant(managed, ("*",)))
    # Nobody knows when what is denied under a condition is denied.
    denied = [line.grant for line in role.denied(design) if not line.limited]
    for user in users_of(role, design):
        for right in rights(user, design):
            held = tuple(
                action
                for action in right.grant.actions
                if _has(allowed, action, right.grant.resources)
                and not _touches(denied, action, right.grant.resources)
            )
            missing = tuple(action for action in right.grant.actions if action not in held)
            yield Proof(right, held, missing)


def matches(action: str, pattern: str) -> bool:
    """Whether an action is one that a pattern means; IAM looks at no capitals."""
    return fnmatchcase(action.lower(), pattern.lower())


def _has(grants: list[Grant], action: str, resources: tuple[str, ...]) -> bool:
    """Whether every resource is one on which the action is allowed."""
    means = [g for g in grants if any(matches(action, pattern) for pattern in g.actions)]
    patterns = [pattern for g in means for pattern in g.resources]
    return all(
        any(
            fnmatchcase(resource, _plain(pattern)) or _means_all(pattern, action, resource)
            for pattern in patterns
        )
        for resource in resources
    )


def _means_all(pattern: str, action: str, resource: str) -> bool:
    """Whether an ARN with stars means every resource that an action could be about.

    A resource of the design has no name yet that could be compared; that of a log of a function
    begins as Lambda begins it. `*` itself is for actions that name no resource.
    """
    service = action.partition(":")[0]
    match = _ALL.fullmatch(pattern)
    if match is None or match[1] not in (service, "*") or resource == "*":
        return False
    return service != "s3" or match[2] is None  # what stands there is the name of a bucket


_ALL = re.compile(
    r"arn:(?:[\w*-]+|\$\{AWS::Partition\}):([\w*-]+):(?:\$\{AWS::Region\}|[^:]*):"
    r"(?:\$\{AWS::AccountId\}|[^:]*):([\w-]+[:/])?(?:/aws/lambda/.*|\$\{\w+\}:)?\*.*"
)


def _touches(grants: list[Grant], action: str, resources: tuple[str, ...]) -> bool:
    """Whether the action is denied on one of the resources, or on a part of them."""
    return any(
        fnmatchcase(resource, _plain(pattern)) or fnmatchcase(pattern, _plain(resource))
        for g in grants
        if any(matches(action, a) for a in g.actions)
        for resource in resources
        for pattern in g.resources
    )


def _plain(pattern: str) -> str:
    """A pattern in which only `*` and `?` mean something, as in IAM."""
    return pattern.replace("[", "[[]")
