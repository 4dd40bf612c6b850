"""Said: what kinds read alike: scripts, roles, and who calls whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from archc.boot import Export, boot, references
from archc.foreign import Given, Item, Reference
from archc.policies import flat, matches
from archc.readback.found import Found, Pointing
from archc.readback.spelling import bare, is_written, number, parts_of, plain, quoted
from archc.readback.standing import Standing
from archc.readback.structures import structure, structure_of, unsaid
from archc.source import Span
from archc.syntax import tree

_CALLS = ("invoke", "send", "publish", "put")


class Said(Standing):
    """A component as it is read back; see `Statements` and `Standing` for what it says."""

    def keep_password(self, password: Item | None) -> Found | None:
        """The secret that a password is looked up in, which is the component's own."""
        named = references(parts_of(password)) if password is not None else []
        secret = self.found.whole.found.get(named[0].resource) if len(named) == 1 else None
        if secret is None or secret.type != "AWS::SecretsManager::Secret":
            return None
        return secret if self.found.owns(secret) else None

    def script(self, source: Found, default: Any, *path: str, signals: bool = False) -> None:
        """A script with what is in front of it: variables of arrows, and its own."""
        self.later.append(lambda: self._script(source, default, path, signals=signals))

    def _script(self, source: Found, default: Any, path: tuple[str, ...], *, signals: bool) -> None:
        item = source.peek(*path)
        if item is None:
            return
        made = boot(parts_of(item), signals=signals)
        for reference in references(parts_of(item)):
            self.use(reference, item.span)
        own = [one for one in made.exports if not self._is_handed(one)]
        values = [(one.name, self.found.whole.text(one.value, item.span)) for one in own]
        body = self.found.whole.text(made.body, item.span)
        if body is None or any(value is None for _, value in values):
            return
        source.take(*path)
        if default is None or default.body.parts != body.parts:
            self.say("setup", body)
        if own:
            self.set("environment", [(k, v) for k, v in values if v is not None], item.span)

    def _is_handed(self, one: Export) -> bool:
        """Whether a variable is one that an arrow hands over."""
        if len(one.value) != 1 or not isinstance(one.value[0], Reference):
            return False
        word = self.found.whole.value_named(one.value[0])
        target = self.found.whole.found.get(one.value[0].resource)
        if word is None or target is None:
            return False
        kind = self.found.whole.kinds.get(self.found.whole.root(target).id)
        name, _, value = word.partition(".")
        return kind is not None and value in kind.hands and one.name == f"{name}_{value}".upper()

    def have_policies(self, role: Item | None) -> None:
        """The managed policies of a role that is made of its arrows."""
        found = self.found.whole.resource_of(role)
        if found is None or not self.found.whole.is_derived(found, self.found):
            return
        names = []
        for item in found.items("ManagedPolicyArns"):
            said = "".join(part for part in parts_of(item) if isinstance(part, str))
            of_aws = "iam::aws:policy/" in said
            names.append((said.rpartition(":policy/")[2] if of_aws else said, item))
        if names:
            self.say_list("policies", [(name, item.span) for name, item in names])

    def use(self, reference: Reference, span: Span) -> None:
        """A value of another component stands in what it runs."""
        target = self.found.whole.found.get(reference.resource)
        if target is not None:
            self.found.whole.uses.append((self.found, target, reference, span))

    def act_as_existing(self, role: Item | None) -> None:
        """`role: …` for a role that is not of the template: an ARN, or given by a parameter."""
        if role is None or self.found.whole.resource_of(role) is not None:
            return
        name = flat(role).rpartition(":role/")[2].rpartition("/")[2]
        value = role if isinstance(role.value, Given) else Item(name, role.span)
        if not isinstance(role.value, Given) and not re.fullmatch(r"[\w+=,.@-]{1,128}", name):
            return
        whole = self.found.whole
        drawn = [n for n, o in whole.drawn.items() if o.kind.text == "role"]
        known = [n for n in drawn if is_written(whole.drawn[n], "existing", flat(value), n)]
        made = known or [whole.outsider("role", f"{self.name}_role", "existing", value, role.span)]
        self.say("role", bare(made[0], role.span))

    def act_as(self, role: Item | None) -> None:
        """`role: …` for a role that is written out; its own one is made of its arrows."""
        found = self.found.whole.resource_of(role)
        if found is None or role is None:
            return
        whole = self.found.whole
        if whole.is_derived(found, self.found):
            self.role = found
            self.found.owns(found)
        elif found.type == "AWS::IAM::Role" and found.id not in whole.kinds:
            identity = whole.kinds[self.found.id].identity
            self.unpermitted(
                f"'{self.name}' cannot take on its role: that does not trust {identity}",
                f"write `Service: {identity}` as its principal",
                found.span,
            )
        else:
            self.role = found
            self.say("role", found, span=role.span)

    def elsewhere(self, word: str, code: Item | None, bucket: str, key: str) -> None:
        """Says that files are not in the template, and where they lie."""
        place = code if code is not None else Item("", self.span)
        known = [flat(place.get(one)) for one in (bucket, key)]
        told = "/".join(part for part in known if part != "${?}")
        text = told.strip("/") or flat(place.get("ImageUri")) or "?"
        made = tree.Call("elsewhere", quoted(text, place.span), place.span)
        self.say(word, made)

    def conditions(self, item: Item) -> tuple[tree.MapValue | None, bool]:
        """The conditions of a statement, and whether they can be said; what cannot is `?`."""
        made = structure(self.found.whole, item)
        known = made is not None
        if made is None:
            made = structure(self.found.whole, unsaid(self.found.whole, item))
        return made, known

    @staticmethod
    def always(item: Item) -> tree.MapValue:
        """A condition that always holds, in the place of another."""
        who = tree.Phrase((quoted("*", item.span),), item.span)
        tests = tree.MapValue(((tree.Word("aws:userid", item.span), who),), item.span)
        return tree.MapValue(((tree.Word("StringLikeIfExists", item.span), tests),), item.span)

    @staticmethod
    def listed(made: tree.MapValue) -> tree.ListValue:
        """A map as a phrase takes it: in a list."""
        return tree.ListValue((made,), made.span)

    def own_policies(self, type_: str, path: str) -> None:
        """Policies that only let services in, and refuse what is not encrypted on its way."""
        about = self.found.whole.pointing(type_, (path,), Pointing.MEANT)
        for part in about.get(self.found.id, ()):
            self.found.owns(part)
            part.take(path)
            part.take("PolicyDocument")

    def check_targets(self, service: str, identity: str) -> None:
        """Targets of a rule, understood if they are components; those that it may not call."""
        targets = self.found.items("Targets")
        for target in targets:
            self.check_target(target, self.found, service, identity)
        if all(self._called_by(target) is not None for target in targets):
            self.found.take("Targets")

    def _called_by(self, target: Item | None) -> Found | None:
        """The component that a rule or schedule calls; None where no arrow can say that."""
        whole = self.found.whole
        goal = whole.policies.found(target.get("Arn")) if target is not None else None
        verbs = whole.kinds[goal.id].verbs if goal is not None and goal.id in whole.kinds else ()
        return goal if any(verb.name in _CALLS for verb in verbs) else None

    def check_target(self, target: Item | None, part: Found, service: str, identity: str) -> None:
        """A target that nothing permits: its policy admits the service, or a role allows it."""
        whole = self.found.whole
        goal = self._called_by(target)
        if target is None or goal is None:
            return
        cls = whole.kinds[goal.id]
        role = whole.resource_of(target.get("RoleArn"))
        name, span = whole.name(goal), target.span
        if role is not None and role.type == "AWS::IAM::Role":
            users = [one for one in whole.naming(role) if one is not part]
            wanted = [verb.actions for verb in cls.verbs if verb.actions and verb.name in _CALLS]
            if wanted and whole.policies.allows(role, wanted[0][:1], goal) is False:
                self.unpermitted(
                    f"the role of '{self.name}' does not allow to call '{name}'",
                    f"allow {wanted[0][0]} on it",
                    span,
                )
            if whole.is_derived(role, self.found) or (
                not users and whole.policies.is_trusted(role, identity)
            ):
                self.found.adopt(role)
        elif service and target.get("RoleArn") is None:
            invoked = any(verb.invoked for verb in cls.verbs)
            if invoked and not whole.policies.admits(goal, service, self.found):
                self.unpermitted(
                    f"'{self.name}' may not call '{name}': nothing lets {service} in",
                    "add a permission or policy with this service, and the ARN of the rule as "
                    "SourceArn",
                    span,
                )

    def call_targets(self) -> None:
        """An arrow to each target of a rule."""
        targets = self.found.peek("Targets")
        for target in targets.entries if targets is not None else ():
            self.call(target, target.span)

    def call(self, target: Item, span: Span) -> None:
        """An arrow to what a rule or schedule calls."""
        whole = self.found.whole
        goal = self._called_by(target)
        if goal is None:
            return
        parts: list[Any] = []
        body: dict[str, tree.MapValue] = {}
        given = target.get("Input")
        if given is not None and isinstance(given.value, str) and given.value != "{}":
            made = structure_of(whole, given.value, given.span)
            if made is not None:
                body["input"] = made
            else:
                parts += ["input", quoted(given.value, given.span)]
        retries = target.get("RetryPolicy", "MaximumRetryAttempts")
        age = target.get("RetryPolicy", "MaximumEventAgeInSeconds")
        parts += ["retries", retries] if retries is not None else []
        parts += ["age", self.count(age, "s")] if age is not None else []
        keeper = whole.policies.found(target.get("DeadLetterConfig", "Arn"))
        parts += ["on_failure", keeper] if keeper is not None else []
        self.reach(goal, *parts, span=span, body=body)

    @staticmethod
    def means(pattern: str, action: str) -> bool:
        """Whether a pattern of a policy means an action."""
        return matches(action, pattern)

    def own_mappings(self) -> None:
        """The mappings by which functions fetch from it are its own."""
        for part, function in self._mappings():
            if function is None:
                continue
            part.whole_of_it()
            role = self.found.whole.policies.role_of(function)
            fetch = self.found.whole.kinds[self.found.id].fetching()
            allowed = self.found.whole.policies.allows(role, fetch, self.found)
            if allowed is False:
                held = self.found.whole.policies.held(role).get(self.found.id)
                self.unpermitted(
                    f"'{function.whole.name(function)}' may not fetch from '{self.name}'",
                    f"allow its role {', '.join(fetch)} on this resource",
                    held.span if held is not None else role.span,
                )

    def feed(self) -> None:
        """An arrow to each function that fetches from it."""
        for part, function in self._mappings():
            if function is not None:
                self.reach(function, *_fetch(part), span=part.span, body=_filter(part))

    def _mappings(self) -> Iterator[tuple[Found, Found | None]]:
        policies = self.found.whole.policies
        for part in self.found.whole.of_type("AWS::Lambda::EventSourceMapping"):
            if policies.found(part.peek("EventSourceArn")) is self.found and self.found.owns(part):
                yield part, policies.found(part.peek("FunctionName"))


def _fetch(part: Found) -> list[Any]:
    """How a function fetches, as the phrase of an arrow."""
    parts: list[Any] = []
    source = part.whole.policies.found(part.peek("EventSourceArn"))
    batch = "10" if source is not None and source.type == "AWS::SQS::Queue" else "100"
    for word, unit, path in (
        ("batch", "", ("BatchSize",)),
        ("wait", "s", ("MaximumBatchingWindowInSeconds",)),
        ("retries", "", ("MaximumRetryAttempts",)),
        ("concurrency", "", ("ScalingConfig", "MaximumConcurrency")),
        ("concurrency", "", ("ParallelizationFactor",)),
    ):
        item = part.peek(*path)
        said = plain(item)
        usual = {"batch": batch, "wait": "0"}.get(word)
        if item is not None and re.fullmatch("[0-9]+", said) and said != usual:
            parts += [word, number(f"{said}{unit}", item.span)]
    start = plain(part.peek("StartingPosition"))
    parts += ["from", "oldest"] if start == "TRIM_HORIZON" else []
    halves = plain(part.peek("BisectBatchOnFunctionError")) == "true"
    parts += ["split_on_error"] if halves else []
    lost = part.peek("DestinationConfig", "OnFailure", "Destination")
    keeper = part.whole.policies.found(lost)
    parts += ["on_failure", keeper] if keeper is not None else []
    return parts


def _filter(part: Found) -> dict[str, tree.MapValue]:
    """The pattern of a mapping; that of a queue looks at the body, of a stream at the data."""
    filters = part.peek("FilterCriteria", "Filters")
    pattern = filters.entries[0].get("Pattern") if filters and len(filters.entries) == 1 else None
    if pattern is None or not isinstance(pattern.value, str):
        return {}
    made = structure_of(part.whole, pattern.value, pattern.span)
    if made is not None and len(made.entries) == 1:
        (key, inner), *_ = made.entries
        if key.text in ("body", "data") and isinstance(inner, tree.MapValue):
            made = inner
    return {"filter": made} if made is not None else {}
