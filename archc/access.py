"""Access: which component may do what to which, and because of which arrow.

The one statement of it, for the template, the picture, the rules and `archc permissions`. A right
is held by a component's role; an admission stands in the policy of what is invoked and names a
service that acts for one component.
"""

from collections.abc import Iterator
from typing import NamedTuple

from archc.component import Architecture, Component, Grant, Relation


class Right(NamedTuple):
    """What a component's role may do to another; without `because`, what it needs for itself."""

    holder: Component
    other: Component
    verb: str
    grant: Grant
    because: Relation | None


class Admission(NamedTuple):
    """A service that may act on `target`, for the source of one arrow only."""

    target: Component
    service: str
    action: str
    source_arn: str  # an expression
    because: Relation


def needs_role(component: Component, design: Architecture) -> bool:
    """Whether a component takes on a role of its own."""
    if not component.identity or role_of(component, design) is not None:
        return False
    written = getattr(component, "policies", ())
    return (
        component.role_always or bool(written) or any(True for _ in _by_arrows(component, design))
    )


def role_of(component: Component, design: Architecture) -> Component | None:
    """The role that a component names; nothing is ever added to it."""
    named = getattr(component, "role", None)
    return design.components.get(named.name) if named is not None else None


def users_of(role: Component, design: Architecture) -> tuple[Component, ...]:
    """The components that take on a role, in the order written."""
    return tuple(c for c in design.components.values() if role_of(c, design) is role)


def rights(component: Component, design: Architecture) -> tuple[Right, ...]:
    """What a component may do: first what it needs for itself, then arrow by arrow."""
    if not component.identity:
        return ()
    viewer = _viewer(component, design)
    own = (
        Right(component, component, "", _located(Grant(*grant), viewer, component, design), None)
        for grant in component.own_rights()
    )
    return (*own, *_by_arrows(component, design))


def _viewer(component: Component, design: Architecture) -> Component:
    """In whose template the rights of a component stand: its own, or that of its written role."""
    return role_of(component, design) or component


def _by_arrows(component: Component, design: Architecture) -> Iterator[Right]:
    viewer = _viewer(component, design)
    for relation in design.out_of(component):
        target, verb = relation.target, relation.verb
        admitted = verb.invoked and component.service  # by the target's policy, not by a role
        for grant in () if admitted else target.granted(verb, relation.scope):
            located = _located(grant, viewer, target, design)
            yield Right(component, target, verb.name, located, relation)
        if relation.also is not None and relation.also.allow:
            further = _located(Grant(relation.also.allow, target.arns()), viewer, target, design)
            yield Right(component, target, "allow", further, relation)
    for relation in design.into(component):
        source, fetch = relation.source, relation.source.polled
        if fetch is not None and not relation.implied:
            for grant in source.granted(fetch):
                located = _located(grant, viewer, source, design)
                yield Right(component, source, fetch.name, located, relation)


def _located(grant: Grant, viewer: Component, other: Component, design: Architecture) -> Grant:
    """A grant with the ARNs as the template of the viewer has to spell them."""
    located = tuple(design.located(viewer, other, arn) for arn in grant.resources)
    return grant._replace(resources=located)


def admissions(component: Component, design: Architecture) -> tuple[Admission, ...]:
    """Who may act on a component by its own policy: the services behind arrows that end here."""
    return tuple(
        Admission(
            component,
            relation.source.service,
            relation.verb.actions[0],
            design.seen_by(component, relation.source, relation.source.source_arn(relation)),
            relation,
        )
        for relation in design.into(component)
        if relation.verb.invoked and relation.source.service
    )


def invokes(component: Component, design: Architecture) -> tuple[Admission, ...]:
    """What a component invokes as a service, by the policies of its targets."""
    return tuple(
        admission
        for name in dict.fromkeys(relation.target.name for relation in design.out_of(component))
        for admission in admissions(design.components[name], design)
        if admission.because.source.name == component.name
    )
