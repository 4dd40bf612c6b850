"""The kind `load_balancer`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from archc.component import (
    Architecture,
    Color,
    Component,
    Icon,
    Intrinsic,
    Port,
    Relation,
    Verb,
    tcp,
)
from archc.filters import SECURITY, SECURITY_SAYS
from archc.values import (
    Choice,
    ListOf,
    Matched,
    Record,
    RecordOf,
    Reference,
    YesNo,
    attribute,
    duration,
    integer,
    main,
    plain_text,
    port,
    url_path,
    word,
)

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from collections.abc import Iterator

    from archc.foreign import Item
    from archc.readback import Found, Said

_CONFIGS = {
    "host-header": "HostHeaderConfig",
    "http-request-method": "HttpRequestMethodConfig",
    "path-pattern": "PathPatternConfig",
}


class Listener(Record):
    """`https 443 certificate ARN`, or `http 80 redirect https`."""

    protocol: str = main(Choice("http", "https"), "What it speaks.", required=True)
    port: int | None = main(port(), "The port it listens on.")
    certificate: str | None = attribute(
        word(
            "the ARN of a certificate",
            "arn:aws:acm:eu-west-1:123456789012:certificate/1",
            r"arn:.+",
        ),
        "The certificate an https listener shows.",
    )
    redirect: str | None = attribute(Choice("https"), "Sends every request there.")

    @property
    def effective_port(self) -> int:
        """The port that is written, else the protocol's own."""
        return self.port or (443 if self.protocol == "https" else 80)


class Forward(Record):
    """How a load balancer passes requests to one of its targets."""

    path: str | None = attribute(url_path(), "Only requests for this path.")
    host: str | None = attribute(
        plain_text("a host name", "api.example.org"), "Only for this host."
    )
    method: str | None = attribute(word("a method", "GET", r"[A-Z]+"), "Only with this method.")
    priority: int | None = attribute(integer(1, 50000), "The place of the rule among the others.")
    health: str | None = attribute(url_path(), "The path that a healthy target answers.")
    every: int = attribute(duration("5s", "300s"), "How often health is checked.", default=30)
    within: int = attribute(duration("2s", "120s"), "How long a check may take.", default=5)
    healthy: int = attribute(integer(2, 10), "Good checks until a target is used.", default=3)
    unhealthy: int = attribute(integer(2, 10), "Bad checks until it is not.", default=2)
    expect: str = attribute(
        Matched(
            "HTTP status codes",
            "200-399",
            r"[0-9]{3}(?:[-,][0-9]{3})*",
            lambda s: s,
            also_text=True,
        ),
        "The status that counts as healthy.",
        default="200-399",
    )
    called: str | None = attribute(
        word(
            "up to 32 letters, digits and hyphens",
            "web-servers",
            r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?",
        ),
        "A fixed name for the target group.",
    )

    @property
    def id_part(self) -> str:
        """The words of its condition."""
        words = re.findall(
            r"[A-Za-z0-9]+", f"{self.method or ''} {self.host or ''} {self.path or ''}"
        )
        return "".join(word.title() for word in words)

    @property
    def width(self) -> tuple[int, int, str]:
        """Sorts the narrower condition first, unless a priority is written."""
        path = (self.path or "").replace("*", "")
        narrowness = len(path) + 100 * bool(self.host) + 50 * bool(self.method)
        return self.priority or 50001, -narrowness, self.id_part

    def conditions(self) -> list[dict[str, Any]]:
        """The conditions of a listener rule."""
        fields = (
            ("host-header", self.host),
            ("http-request-method", self.method),
            ("path-pattern", self.path),
        )
        return [
            {"Field": field, _CONFIGS[field]: {"Values": [value]}}
            for field, value in fields
            if value
        ]

    @property
    def is_conditional(self) -> bool:
        """Whether only some requests go this way."""
        return any((self.path, self.host, self.method))


class TargetGroup(NamedTuple):
    """Targets that get the same requests on the same port, and the arrows that say so."""

    logical_id: str
    protocol: str
    port: Port
    forward: Forward
    relations: tuple[Relation, ...]


class LoadBalancer(Component):
    """An Application Load Balancer: one address in front of servers in several zones.

    Its arrows make target groups, listener rules and the security-group rules that admit it to
    its targets and nobody else. It needs subnets in at least two zones.
    """

    title = "Application Load Balancer"
    icon = Icon(
        "resource",
        "application_load_balancer",
        Color.NETWORK,
        "network/elb-application-load-balancer.png",
    )
    inside = ("tier", "subnet")
    place_needed = True
    spans_zones = True
    on_network = True
    has_interface = True
    forwards = True
    phrase = Forward
    resource = "AWS::ElasticLoadBalancingV2::LoadBalancer"
    unprotect = (
        "elbv2 modify-load-balancer-attributes --load-balancer-arn @ "
        "--attributes Key=deletion_protection.enabled,Value=false"
    )
    values = {
        "arn": "${@}",
        "dns": "${@.DNSName}",
        "url": "http://${@.DNSName}",
        "zone_id": "${@.CanonicalHostedZoneID}",
    }
    hands = ("dns",)
    verbs = (Verb("visit", "send requests to its listeners", network=True),)

    listen: tuple[Listener, ...] = attribute(
        RecordOf(Listener, "a protocol and a port", "http 80"),
        "The listeners.",
        many=True,
        property="Listener.Port",
        example="http 8080",
    )
    internal: bool = attribute(
        YesNo(), "Only reachable inside the network.", default=False, example="yes"
    )
    dual_stack: bool = attribute(
        YesNo(),
        "Answers over IPv6 too; its subnets need IPv6 blocks.",
        default=False,
        example="yes",
    )
    idle_timeout: int = attribute(
        duration("1s", "4000s"), "How long a silent connection is kept.", default=60, example="120s"
    )
    protect: bool | None = attribute(
        YesNo(), "Refuses to be deleted; on in production.", example="yes"
    )
    security: tuple[str | Reference, ...] = attribute(
        SECURITY, SECURITY_SAYS, many=True, example="strict"
    )
    physical_name: str | None = attribute(
        word(
            "up to 32 letters, digits and hyphens",
            "web-front",
            r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?",
        ),
        "A fixed name in AWS.",
        name="name",
        property="LoadBalancer.Name",
    )
    options: tuple[str, ...] = attribute(
        ListOf(
            word(
                "an attribute and its value",
                '"routing.http2.enabled=false"',
                r"[a-z0-9_.]+=[\w.,:/-]*",
            )
        ),
        "Further load balancer attributes, as AWS names them.",
        default=(),
        property="LoadBalancer.LoadBalancerAttributes",
        example='["routing.http2.enabled=false"]',
    )

    def expression(self, value: str, design: Architecture) -> str:
        """The address begins with the protocol of the first listener."""
        if value == "url" and self.listen:
            first = self.listen[0]
            usual = first.effective_port == (443 if first.protocol == "https" else 80)
            port = "" if usual else f":{first.effective_port}"
            return f"{first.protocol}://${{{self.logical_id}.DNSName}}{port}"
        return super().expression(value, design)

    def target_groups(self, design: Architecture) -> tuple[TargetGroup, ...]:
        """The target groups that its arrows make, narrow conditions first."""
        groups: dict[tuple[str, Port, Forward], list[Relation]] = {}
        for relation in design.out_of(self):
            protocol = "HTTPS" if relation.verb.name == "https" else "HTTP"
            for used in relation.ports[:1]:
                groups.setdefault((protocol, used, relation.details), []).append(relation)
        made = [
            TargetGroup(
                f"{self.logical_id}Targets{used.first}{forward.id_part}",
                protocol,
                used,
                forward,
                tuple(relations),
            )
            for (protocol, used, forward), relations in groups.items()
        ]
        return tuple(sorted(made, key=lambda group: group.forward.width))

    def registered(self, group: TargetGroup) -> list[dict[str, Intrinsic]]:
        """The single servers of a target group; a scaling group registers its own."""
        single = [r.target for r in group.relations if not r.target.spans_zones]
        return [{"Id": Intrinsic("Ref", target.logical_id)} for target in single]

    def default_actions(
        self, listener: Listener, groups: tuple[TargetGroup, ...]
    ) -> list[dict[str, Any]]:
        """What a listener does with a request that no condition claims."""
        if listener.redirect:
            secure = next((entry for entry in self.listen if entry.protocol == "https"), None)
            port = str(secure.effective_port if secure else 443)
            to = {"Protocol": "HTTPS", "Port": port, "StatusCode": "HTTP_301"}
            return [{"Type": "redirect", "RedirectConfig": to}]
        whole = [group for group in groups if not group.forward.is_conditional]
        if whole:
            return [{"Type": "forward", "TargetGroupArn": Intrinsic("Ref", whole[0].logical_id)}]
        answer = {"StatusCode": "404", "ContentType": "text/plain", "MessageBody": "Not found"}
        return [{"Type": "fixed-response", "FixedResponseConfig": answer}]

    def serves(self) -> tuple[Port, ...]:
        """One TCP port per listener."""
        return tuple(tcp(listener.effective_port) for listener in self.listen)

    # Read back from a template.

    @classmethod
    def recognises(cls, one: Found) -> bool:
        """Balancers of networks and of gateways are others."""
        type_ = one.peek("Type")
        return type_ is None or type_.value == "application"

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """Its places, listeners and attributes."""
        one.take("Type")
        scheme = one.take("Scheme")
        if scheme is not None and scheme.value == "internal":
            said.flag("internal", scheme)
        family = one.take("IpAddressType")
        if family is not None and str(family.value).startswith("dualstack"):
            said.flag("dual_stack", family)
        said.stand_in_all(one, "Subnets")
        for mapping in one.items("SubnetMappings"):
            said.stand_in_one(mapping.get("SubnetId"))
        said.behind(one.peek("SecurityGroups"))
        one.take_known("SecurityGroups")
        _read_options(one, said)
        for listener in one.parts("AWS::ElasticLoadBalancingV2::Listener", "LoadBalancerArn"):
            _read_listener(listener, said)
            for rule in listener.parts("AWS::ElasticLoadBalancingV2::ListenerRule", "ListenerArn"):
                for forward in _forwards(rule, "Actions"):
                    one.follow(forward, _TARGETS)
            for forward in _forwards(listener, "DefaultActions"):
                one.follow(forward, _TARGETS)
        said.later.append(lambda: _look_for_targets(one, said))

    @classmethod
    def listens(cls, one: Found) -> tuple[tuple[str, str], ...]:
        """The protocol and port of each listener."""
        listeners = one.named_by("AWS::ElasticLoadBalancingV2::Listener", "LoadBalancerArn")
        words = (_port_words(each.peek("Protocol"), each.peek("Port")) for each in listeners)
        return tuple((one[0], one[1]) for one in words if one)

    @classmethod
    def infer(cls, one: Found, said: Said) -> None:
        """Whoever its listeners are open to, and the targets that they forward to."""
        scheme = one.peek("Scheme")
        inside = scheme is not None and scheme.value == "internal"
        told = set()
        for listener in one.named_by("AWS::ElasticLoadBalancingV2::Listener", "LoadBalancerArn"):
            words = _port_words(listener.peek("Protocol"), listener.peek("Port"))
            if words and not inside and one.whole.is_open(one, words[-1]) is not False:
                said.be_reached("internet", *words, span=listener.span)
            for targets, where in _ways(listener):
                for target, at in _members(targets):
                    if target.id not in one.whole.kinds:  # what it serves is not known
                        said.reach(target, span=targets.span)
                        continue
                    how = _target_words(targets, at)
                    key = (target.id, str(how[:2]), str(where))
                    if key not in told:  # two listeners of one balancer share its targets
                        told.add(key)
                        said.reach(target, *how[:2], *where, *how[2:], span=targets.span)


_TARGETS = "AWS::ElasticLoadBalancingV2::TargetGroup"
_USUAL = {
    "routing.http.drop_invalid_header_fields.enabled": "true",
    "idle_timeout.timeout_seconds": "60",
}
_WHERE = {"path-pattern": "path", "host-header": "host", "http-request-method": "method"}
_CHECK = (
    ("health", "HealthCheckPath", "/", ""),
    ("every", "HealthCheckIntervalSeconds", "30", "s"),
    ("within", "HealthCheckTimeoutSeconds", "5", "s"),
    ("healthy", "HealthyThresholdCount", "3", ""),
    ("unhealthy", "UnhealthyThresholdCount", "2", ""),
)


def _look_for_targets(one: Found, said: Said) -> None:
    """A balancer whose targets are all of other kinds, or elsewhere, cannot be said."""
    groups = [part for part in one.whole.of_type(_TARGETS) if one.whole.root(part) is one]
    known = any(True for group in groups for _ in _members(group))
    if not known and any(group.whole.is_told(group) or _users(group) for group in groups):
        said.lacks = "a server that it forwards to"


def _users(targets: Found) -> list[Found]:
    """What registers in a target group, or is registered there, and is no server."""
    listed = {"AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::ListenerRule"}
    users = [one for one in targets.whole.naming(targets) if one.type not in listed]
    named = (targets.whole.resource_of(target.get("Id")) for target in targets.items("Targets"))
    return [*users, *(one for one in named if one is not None)]


def _read_options(one: Found, said: Said) -> None:
    """The attributes of AWS, of which some have words of their own."""
    options = one.take("LoadBalancerAttributes")
    others = []
    for option in options.entries if options is not None else ():
        key, value = option.get("Key"), option.get("Value")
        if key is None or value is None:
            continue
        name, text = str(key.value), str(value.value).lower()
        if name == "deletion_protection.enabled":
            if (text == "true") != one.whole.is_production:
                said.say("protect", "yes" if text == "true" else "no", span=value.span)
        elif _USUAL.get(name) == text:
            continue
        elif name == "idle_timeout.timeout_seconds":
            said.say("idle_timeout", f"{text}s", span=value.span)
        elif name not in _USUAL and re.fullmatch(r"[a-z0-9_.]+=[\w.,:/-]*", f"{name}={text}"):
            others.append((f"{name}={text}", value.span))
    if others:
        said.say_list("options", others)


def _read_listener(listener: Found, said: Said) -> None:
    """`http 80`, `https 443 certificate ARN`, `http 80 redirect https`."""
    protocol, port = listener.take("Protocol"), listener.take("Port")
    words = _port_words(protocol, port)
    if not words:
        return
    certificates = listener.items("Certificates")
    shown = certificates[0].get("CertificateArn") if certificates else None
    if shown is not None and listener.whole.is_known(shown):
        listener.take("Certificates")
        words += ["certificate", shown]
    elif shown is not None:
        said.lacks = "the certificate that it shows"
    actions = listener.items("DefaultActions")
    redirect = actions[0].get("RedirectConfig") if len(actions) == 1 else None
    if redirect is not None and getattr(redirect.get("Protocol"), "value", "") == "HTTPS":
        words += ["redirect", "https"]
    listener.take("DefaultActions")
    listener.take_if(("SslPolicy",), "ELBSecurityPolicy-TLS13-1-2-2021-06")
    said.say("listen", *words, span=(port or protocol or listener).span)


def _port_words(protocol: Item | None, port: Item | None) -> list[Any]:
    word = str(protocol.value).lower() if protocol is not None else "http"
    if word not in ("http", "https"):
        return []
    known = port is not None and re.fullmatch("[0-9]{1,5}", str(port.value))
    return [word, str(port.value) if known and port else {"http": "80", "https": "443"}[word]]


def _forwards(one: Found, *path: str) -> list[Item]:
    """The target groups that the actions of a listener or a rule forward to."""
    found = []
    for action in one.items(*path):
        groups = action.get("ForwardConfig", "TargetGroups")
        whole = [entry.get("TargetGroupArn") for entry in groups.entries] if groups else []
        found += [item for item in (action.get("TargetGroupArn"), *whole) if item is not None]
    return found


def _ways(listener: Found) -> Iterator[tuple[Found, list[Any]]]:
    """The target groups of a listener, with the words of the conditions for each."""
    whole = listener.whole
    for forward in _forwards(listener, "DefaultActions"):
        targets = whole.resource_of(forward)
        if targets is not None:
            yield targets, []
    for rule in listener.named_by("AWS::ElasticLoadBalancingV2::ListenerRule", "ListenerArn"):
        where, priority = _conditions(rule.peek("Conditions")), rule.peek("Priority")
        for forward in _forwards(rule, "Actions"):
            targets = whole.resource_of(forward)
            if targets is not None and where is not None:
                yield targets, [*where, *(["priority", priority] if priority is not None else [])]


def _conditions(conditions: Item | None) -> list[Any] | None:
    """The words of a rule's conditions; None where the language has none for them."""
    words: list[Any] = []
    for condition in conditions.entries if conditions is not None else ():
        field = str(getattr(condition.get("Field"), "value", ""))
        values = condition.get("Values") or condition.get(_CONFIGS.get(field, ""), "Values")
        if field not in _WHERE or values is None or len(values.entries) != 1:
            return None
        words += [_WHERE[field], values.entries[0]]
    return words


def _members(targets: Found) -> Iterator[tuple[Found, Item | None]]:
    """Whatever is registered in a target group, with the port that it is reached on."""
    kind = targets.peek("TargetType")
    for target in targets.items("Targets") if kind is None or kind.value == "instance" else ():
        server = targets.whole.resource_of(target.get("Id"))
        if server is not None:
            yield server, target.get("Port")
    for user in _users(targets):
        cls = targets.whole.kinds.get(user.id)
        raw = cls is None and targets.whole.root(user) is user
        if raw or (cls is not None and cls.has_interface and cls.spans_zones):
            yield user, None


def _target_words(targets: Found, port: Item | None) -> list[Any]:
    """`http 80 health /index.html`, with what differs from the usual."""
    words = _port_words(targets.peek("Protocol"), port or targets.peek("Port"))
    for detail, key, usual, unit in _CHECK:
        item = targets.peek(key)
        if item is not None and str(item.value) != usual:
            words += [detail, f"{item.value}{unit}" if str(item.value).isdigit() else item]
    expect = targets.peek("Matcher", "HttpCode")
    told = str(expect.value) if expect is not None else "200"
    if told != "200-399":
        words += ["expect", told if told.isdigit() else expect]
    name = targets.peek("Name")
    return [*words, "called", name] if name is not None and isinstance(name.value, str) else words
