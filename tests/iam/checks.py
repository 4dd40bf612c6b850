"""The arrows of a design against what its template allows: all of them work, and nothing else does.

Each check takes a `Proof` and raises AssertionError with what is wrong; `prove` runs all of them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from archc.component import Architecture, Relation
from tests.iam.calls import Call, assumptions, calls, roles_of
from tests.iam.policy import (
    Caller,
    Policies,
    Statement,
    arn_like,
    as_list,
    like,
    names_action,
    shown,
)
from tests.iam.template import ACCOUNT, Template

_FOLDER = Path(__file__).parent / "needs"
_HERE = "tests/iam/needs"


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


_COMMON = _read(_FOLDER / "_common.toml")
_TABLE = {p.stem: _read(p) for p in sorted(_FOLDER.glob("[a-z]*.toml"))}
_VERBS: Mapping[str, Mapping[str, list[dict[str, Any]]]] = {
    kind: {verb: entries for verb, entries in table.items() if isinstance(entries, list)}
    for kind, table in _TABLE.items()
}
_DELIVERS = {kind: table["delivers"] for kind, table in _TABLE.items() if "delivers" in table}
_FETCHED = {kind: table["fetched"] for kind, table in _TABLE.items() if "fetched" in table}
_NETWORK = frozenset(_COMMON["network"])
_WRITTEN = frozenset(_COMMON["written"])
_FREE = frozenset(_COMMON["no_resource_level"]["actions"])
_FREE_KINDS = frozenset(_COMMON["no_resource_level"]["kinds"])
_BUT = frozenset(_COMMON["no_resource_level"]["but"])
_ANYWHERE = "anywhere"


class Need(NamedTuple):
    """One action on one ARN pattern that an arrow asks for."""

    action: str
    pattern: str
    context: Mapping[str, str]
    required: bool
    outsiders: bool = False

    @property
    def resource(self) -> str:
        """A resource that the pattern stands for."""
        return self.pattern if self.pattern == "*" else self.pattern.replace("*", "any")


class Proof:
    """A design, its template, and everything derived from the two."""

    def __init__(self, design: Architecture, body: Mapping[str, Any]) -> None:
        self.design = design
        self.template = Template(body, design.region)
        self.policies = Policies(self.template)
        self.calls = calls(self.template)
        self.roles = roles_of(self.template)

    @cached_property
    def arrows(self) -> list[Relation]:
        """Everything drawn that becomes something in AWS."""
        return [r for r in self.design.relations if r.source.name != r.target.name]

    def kind(self, name: str) -> str:
        """The kind of a component."""
        found = self.design.components.get(name)
        return found.word if found else ""

    def roles_at(self, name: str) -> set[str]:
        """Roles that a component acts under and that archc wrote."""
        return {
            role
            for role in self.roles.get(name, ())
            if role in self.policies.of_roles
            and self.kind(self.template.component_of(role)) not in _WRITTEN
        }

    def written_role(self, name: str) -> bool:
        """Whether a component acts under a role that somebody else wrote."""
        return bool(self.roles.get(name, set()) - self.roles_at(name))


def needs_of(arrow: Relation, template: Template) -> list[Need]:
    """What the role at the beginning of an arrow must be allowed, by the table."""
    kind, verb = arrow.target.word, arrow.verb.name
    of_kind = _VERBS.get(kind, {})
    entries = of_kind.get(verb) or of_kind.get("*")
    if entries is None:
        if verb in _NETWORK:
            return []
        raise AssertionError(
            f"what does `{arrow.text} : {verb}` need? say it in {_HERE}/{kind}.toml, as [[{verb}]]"
        )
    return [need for entry in entries for need in _needs(entry, arrow, template)]


def _needs(entry: Mapping[str, Any], arrow: Relation, template: Template) -> Iterator[Need]:
    if "nothing" in entry:
        return
    scope = arrow.scope
    context = {
        key: _filled(value, arrow, template) or ""
        for key, value in entry.get("context", {}).items()
    }
    for tag, value in (getattr(scope, entry.get("tags", ""), None) or {}).items():
        context[f"aws:ResourceTag/{tag}"] = str(value)
    own = [r for r in template.resources.values() if r.component == arrow.target.name]
    if "when" in entry and not any(entry["when"] in r.properties for r in own):
        return
    pattern = next(filter(None, (_filled(on, arrow, template) for on in entry["on"])), None)
    assert pattern, f"'{arrow.target.name}' has no resource for {entry['on']}"
    for action in entry["actions"]:
        name = _filled(action, arrow, template) or ""
        required, outsiders = not entry.get("may"), bool(entry.get("outsiders"))
        yield Need(name, pattern, context, required, outsiders)


def _filled(text: str, arrow: Relation, template: Template) -> str | None:
    """A pattern of the table with this arrow's values; None where a resource does not exist."""
    missing = False

    def one(match: re.Match[str]) -> str:
        nonlocal missing
        word = match[1]
        if word == "verb":
            return arrow.verb.name
        if word in ("region", "account"):
            return {"region": template.region, "account": ACCOUNT}[word]
        head, _, rest = word.partition(".")
        if head == "scope":
            value = getattr(arrow.scope, rest, None) if arrow.scope is not None else None
            return str(value or "")
        if head == "target":
            value = getattr(arrow.target, f"{rest}_name", None)
            return str(value or arrow.target.name)
        for resource in template.of_type(head):
            if resource.component == arrow.target.name:
                return template.values(resource.id)[rest or "arn"].removesuffix(":*") + (
                    ":*" if head == "AWS::Logs::LogGroup" else ""
                )
        missing = True
        return ""

    filled = re.sub(r"\{([^{}]+)\}", one, text)
    return None if missing else filled


def says(kind: str, verb: str) -> bool:
    """Whether the table knows a verb of a kind."""
    return verb in _NETWORK or bool({verb, "*"} & set(_VERBS.get(kind, {})))


def moves(arrow: Relation) -> bool:
    """Whether an arrow says where its target belongs, so that other ARNs follow from it."""
    entries = _VERBS.get(arrow.target.word, {}).get(arrow.verb.name, [])
    return any(entry.get("belongs") for entry in entries)


def prove(proof: Proof) -> None:
    """Everything that must hold."""
    for check in CHECKS:
        check(proof)


# --- Every drawn arrow works ----------------------------------------------------------------------


def every_arrow_has_what_it_needs(proof: Proof) -> None:
    """By the role of whoever stands left, or by wiring that AWS acts on."""
    for arrow in proof.arrows:
        source = arrow.source.word
        if arrow.implied:
            # An attribute is no promise of its own; what AWS does about it is among the calls.
            continue
        if source in _FETCHED:
            _is_wired(arrow, proof, _FETCHED[source], fetched=True)
        elif source in _DELIVERS:
            if _DELIVERS[source]:
                _is_wired(arrow, proof, _DELIVERS[source], fetched=False)
        elif arrow.target.outside and not _VERBS.get(arrow.target.word):
            assert arrow.verb.name in _NETWORK, (
                f"what does `{arrow.text}` do? say it in {_HERE}/{arrow.target.word}.toml"
            )
        else:
            _is_granted(arrow, proof)


def _is_granted(arrow: Relation, proof: Proof) -> None:
    outside = arrow.source.outside
    found = [need for need in needs_of(arrow, proof.template) if need.required]
    needs = [need for need in found if not (outside and need.outsiders)]
    roles = proof.roles_at(arrow.source.name)
    if not needs or (not roles and proof.written_role(arrow.source.name)):
        return
    assert roles, f"`{arrow.text}` needs a role, and '{arrow.source.name}' acts under none"
    for role in roles:
        for need in needs:
            for_what = next(_places(need, role, proof), need).resource
            decision = proof.policies.decide(Caller(role=role), need.action, for_what, need.context)
            assert decision.allowed, (
                f"`{arrow.text}`: {need.action} on {need.resource} is not allowed"
                + shown(decision.by)
            )


def _places(need: Need, role: str, proof: Proof) -> Iterator[Need]:
    """The need; one that is met anywhere stands wherever the role has its action."""
    if need.pattern != _ANYWHERE:
        yield need
        return
    for statement in proof.policies.of_roles[role]:
        if need.action in statement.actions:
            yield from (need._replace(pattern=pattern) for pattern in statement.resources)


def _is_wired(arrow: Relation, proof: Proof, type_: str, *, fetched: bool) -> None:
    """There is wiring of the right type from the one component to the other."""
    template = proof.template
    made = [
        call
        for call in proof.calls
        if call.wiring.type == type_ and call.source == arrow.source.name and not call.own
    ]
    if arrow.target.outside:
        assert any(r.component == arrow.source.name for r in template.of_type(type_)), (
            f"`{arrow.text}` has no {type_}"
        )
    elif fetched:
        roles = proof.roles.get(arrow.target.name, set())
        assert any(call.caller.role in roles for call in made), f"`{arrow.text}` has no {type_}"
    else:
        # The default bus is in every account and in no template.
        stands = any(
            r.component == arrow.target.name and "arn" in template.values(r.id)
            for r in template.resources.values()
        )
        wanted = arrow.target.name if stands else ""
        assert any(template.component_of(call.resource) == wanted for call in made), (
            f"`{arrow.text}` has no {type_} that leads there"
        )


def whatever_aws_does_is_allowed(proof: Proof) -> None:
    """Every request that follows from the wiring."""
    for call in proof.calls:
        if call.caller.role and _not_ours(call.caller.role, proof):
            continue
        decision = proof.policies.decide(call.caller, call.action, call.resource, call.context)
        assert decision.allowed, f"{call} is not allowed" + shown(decision.by)


def _not_ours(role: str, proof: Proof) -> bool:
    return (
        role not in proof.policies.of_roles
        or proof.kind(proof.template.component_of(role)) in _WRITTEN
    )


def roles_can_be_taken_on(proof: Proof) -> None:
    """Each by the service that does, in the context that it names."""
    used = set()
    for one in assumptions(proof.template):
        used.add(one.role)
        if not _not_ours(one.role, proof):
            assert proof.policies.may_assume(one.role, one.service, one.context), (
                f"{one.service} cannot take on {one.role} for {one.resource.id}"
            )
    for role, trusted in proof.policies.trust.items():
        if _not_ours(role, proof):
            continue
        assert role in used, f"nobody takes on {role}"
        for statement in trusted:
            assert set(statement.principal) == {"Service"}, f"who may take on {role}?"
            assert statement.actions == ("sts:AssumeRole",), str(statement)


# --- Nothing undrawn is allowed ---------------------------------------------------------------------


def no_role_has_more_than_its_arrows(proof: Proof) -> None:
    """Every action on every ARN in a role is what some arrow, or the holder itself, needs."""
    for role, found in proof.policies.of_roles.items():
        if _not_ours(role, proof):
            continue
        holders = {name for name, roles in proof.roles.items() if role in roles}
        explained = set(_explained(holders, role, proof))
        for statement in found:
            assert statement.effect == "Allow", f"archc writes no denial: {statement}"
            for action in statement.actions:
                assert "*" not in action, f"{statement} names actions by a pattern"
                for pattern in statement.resources:
                    assert (action, pattern) in explained, (
                        f"no arrow explains {action} on {pattern}, in {statement.origin}"
                    )


def _explained(holders: set[str], role: str, proof: Proof) -> Iterator[tuple[str, str]]:
    template = proof.template
    for call in proof.calls:
        if call.caller.role == role:
            yield call.action, call.resource
    for arrow in proof.arrows:
        # What is fetched from does nothing; what delivers under a role does what the verb says.
        if arrow.source.name in holders and (arrow.implied or arrow.source.word not in _FETCHED):
            for need in needs_of(arrow, template):
                yield from ((n.action, n.pattern) for n in _places(need, role, proof))
        if arrow.source.name in holders and arrow.also is not None:
            for resource in template.resources.values():
                arn = template.values(resource.id).get("arn")
                if resource.component == arrow.target.name and arn:
                    yield from (
                        (a, f"{arn}{end}")
                        for a in arrow.also.allow
                        for end in ("", "/*", "/index/*")
                    )


def roles_cannot_do_what_is_not_drawn(proof: Proof) -> None:
    """Each role is asked for every verb of every component that no arrow of its holder names."""
    template = proof.template
    for role in proof.policies.of_roles:
        if _not_ours(role, proof):
            continue
        holders = {name for name, roles in proof.roles.items() if role in roles}
        explained = list(_explained(holders, role, proof))
        for target in proof.design.components.values():
            for verb in target.offered() if target.word in _VERBS else ():
                probe = Relation(target, target, verb, (), None, "", target.span)
                if verb.name not in _VERBS[target.word]:
                    continue
                for need in needs_of(probe, template):
                    if any(
                        action == need.action and like(pattern, need.resource)
                        for action, pattern in explained
                    ):
                        continue
                    decision = proof.policies.decide(
                        Caller(role=role), need.action, need.resource, need.context
                    )
                    assert not decision.allowed, (
                        f"{role} may do {need.action} on {need.resource}, which nobody drew"
                        + shown(decision.by)
                    )


def a_star_stands_only_where_there_is_no_resource(proof: Proof) -> None:
    """`Resource: "*"`, and patterns over several resources, in roles."""
    for role, found in proof.policies.of_roles.items():
        if _not_ours(role, proof):
            continue
        holders = {name for name, roles in proof.roles.items() if role in roles}
        kinds = {a.target.word for a in proof.arrows if a.source.name in holders} & _FREE_KINDS
        free = {
            need.action
            for arrow in proof.arrows
            if arrow.source.name in holders and arrow.target.word in kinds
            for need in needs_of(arrow, proof.template)
        }
        for statement in found:
            if "*" in statement.resources:
                wrong = set(statement.actions) - _FREE - (free - _BUT)
                assert not wrong, f"{statement}: {sorted(wrong)} could name what they are for"


def services_act_for_one_source_only(proof: Proof) -> None:
    """Every statement for a service names the source, and lets nobody else's source in."""
    made: dict[tuple[str, str], list[Call]] = {}
    for call in proof.calls:
        made.setdefault((call.caller.service, call.action), []).append(call)
    for owner, statement in proof.policies.of_resources:
        if statement.effect != "Allow" or _by_hand(statement, proof):
            continue
        services = as_list(statement.principal.get("Service")) if _record(statement) else []
        assert not (_record(statement) and set(statement.principal) - {"Service", "AWS"})
        for service in services:
            _names_its_source(service, statement)
            used = [
                call
                for action in statement.actions
                for call in made.get((service, action), ())
                if call.resource == owner or call.resource.startswith(f"{owner}/") or not owner
            ]
            assert any(
                statement in proof.policies.decide(c.caller, c.action, c.resource, c.context).by
                for c in used
            ), f"no wiring uses {statement}; if AWS does, teach tests/iam/calls.py"
            for call in used:
                _stranger_is_refused(call, proof)


def _record(statement: Statement) -> bool:
    return isinstance(statement.principal, Mapping)


def _by_hand(statement: Statement, proof: Proof) -> bool:
    return proof.kind(proof.template.resources[statement.origin].component) in _WRITTEN


def _names_its_source(service: str, statement: Statement) -> None:
    tested = {
        key.lower(): as_list(value)
        for operator in ("ArnEquals", "ArnLike", "StringEquals")
        for key, value in statement.conditions.get(operator, {}).items()
    }
    arns = tested.get("aws:sourcearn", [])
    assert arns, f"{statement}: {service} may do it for anybody; aws:SourceArn is missing"
    for arn in arns:
        parts = arn.split(":", 5)
        assert len(parts) == 6 and "*" not in ":".join(parts[:5]), f"{arn} in {statement}"
        assert not parts[5].startswith("*"), f"{arn} in {statement} stands for anything"
        if not parts[4]:
            assert tested.get("aws:sourceaccount") == [ACCOUNT], (
                f"{statement}: {arn} has no account, and aws:SourceAccount is missing"
            )


def _stranger_is_refused(call: Call, proof: Proof) -> None:
    """The same request, made for something else or for another account."""
    arn = call.context["aws:SourceArn"]
    start, _, name = arn.removesuffix(":*").rpartition(":")
    end = ":*" if arn.endswith(":*") else ""
    foreign = {
        "something else": {**call.context, "aws:SourceArn": f"{start}:another-{name}{end}"},
        "another account": {
            **call.context,
            "aws:SourceArn": arn.replace(ACCOUNT, "111122223333"),
            "aws:SourceAccount": "111122223333",
        },
        "nobody": {},
    }
    for who, context in foreign.items():
        decision = proof.policies.decide(call.caller, call.action, call.resource, context)
        assert not decision.allowed, f"{call} would be allowed for {who}" + shown(decision.by)


def nobody_unknown_is_let_in(proof: Proof) -> None:
    """A principal `*` may only be denied something, or be what is public on purpose."""
    public = [call for call in proof.calls if not any(call.caller)]
    used = {
        id(statement)
        for c in public
        for statement in proof.policies.decide(c.caller, c.action, c.resource, c.context).by
    }
    for _, statement in proof.policies.of_resources:
        if statement.effect != "Allow" or _by_hand(statement, proof):
            continue
        everybody = statement.principal == "*" or "*" in as_list(
            statement.principal.get("AWS") if _record(statement) else None
        )
        if everybody:
            assert id(statement) in used, f"{statement} lets everybody in"
            conditioned = any("lambda:" in key for t in statement.conditions.values() for key in t)
            assert conditioned or statement.actions == ("s3:GetObject",), str(statement)


def services_do_only_what_is_drawn(proof: Proof) -> None:
    """What AWS does for one component to another follows from an arrow or an attribute."""
    drawn = {(a.source.name, a.target.name) for a in proof.arrows}
    for call in proof.calls:
        target = proof.template.component_of(call.resource)
        if call.own or not target or target == call.source:
            continue
        fetched = (
            {name for name, roles in proof.roles.items() if call.caller.role in roles}
            if call.caller.role
            else set()
        )
        assert (call.source, target) in drawn or any((h, target) in drawn for h in fetched), (
            f"{call}, and nobody drew an arrow from {call.source} to {target}"
        )


CHECKS = (
    every_arrow_has_what_it_needs,
    whatever_aws_does_is_allowed,
    roles_can_be_taken_on,
    no_role_has_more_than_its_arrows,
    roles_cannot_do_what_is_not_drawn,
    a_star_stands_only_where_there_is_no_resource,
    services_act_for_one_source_only,
    nobody_unknown_is_let_in,
    services_do_only_what_is_drawn,
)

__all__ = ["CHECKS", "Proof", "arn_like", "names_action", "needs_of", "prove"]
