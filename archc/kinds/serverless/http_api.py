"""The kind `http_api`."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from archc import openapi, samples
from archc.component import Architecture, Color, Component, Icon, Relation, Verb
from archc.values import (
    Choice,
    ComponentName,
    Either,
    Interpolated,
    ListOf,
    Matched,
    Record,
    RecordOf,
    Reference,
    TextWithValues,
    YesNo,
    attribute,
    duration,
    integer,
    main,
    plain_text,
    url_path,
    word,
)

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from collections.abc import Iterator

    from archc.readback import Found, Said
    from archc.source import Span


class Route(Record):
    """`GET /orders/{id} auth none`."""

    method: str = main(
        Choice("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "ANY"),
        "The request's method, `ANY` for all.",
        default="ANY",
    )
    path: str | None = main(url_path(), "The request's path.")
    auth: str | Reference | None = attribute(
        Either(Choice("none", "iam"), ComponentName("authorizer")),
        "Who may call it: an authorizer's name, `iam` for callers that AWS knows, or `none`, open "
        "on purpose. As the API says unless written.",
    )
    timeout: int = attribute(duration("1s", "30s"), "How long the API waits.", default=30)

    @property
    def id_part(self) -> str:
        """The words of method and path."""
        words = re.findall(r"[A-Za-z0-9]+", f"{self.method} {self.path or 'default'}")
        return "".join(word.title() for word in words)

    @property
    def key(self) -> str:
        """The route key, `$default` for everything else."""
        return f"{self.method} {self.path}" if self.path else "$default"


class Cors(Record):
    """`["https://shop.example.org"] methods [GET, POST]`."""

    origins: tuple[Interpolated, ...] = main(
        ListOf(TextWithValues()),
        "Pages that may call.",
        required=True,
    )
    methods: tuple[str, ...] = attribute(
        ListOf(word("a method", "GET", r"[A-Z]+|\*")),
        "Methods they may use.",
        default=("GET", "POST"),
    )
    headers: tuple[str, ...] = attribute(
        ListOf(plain_text("a header", '"content-type"')),
        "Headers they may send.",
        default=("content-type",),
    )
    credentials: bool = attribute(YesNo(), "Cookies may be sent along.", default=False)


class Throttle(Record):
    """`100/s burst 200`."""

    rate: int = main(
        Matched("requests per second", "100/s", r"[0-9]{1,6}/s", lambda s: int(s[:-2])),
        "Requests per second.",
        required=True,
    )
    burst: int = attribute(integer(1, 100000), "Requests at once.", default=100)


class HttpApi(Component):
    """A public HTTPS address that passes requests to functions (API Gateway, HTTP API).

    Each arrow is a route; the function may be invoked by exactly that route.
    """

    title = "Amazon API Gateway"
    icon = Icon("service", "api_gateway", Color.INTEGRATION, "network/api-gateway.png")
    service = "apigateway.amazonaws.com"
    delivers = ("invoke",)
    phrase = Route
    resource = "AWS::ApiGatewayV2::Api"
    values = {
        "id": "${@}",
        "arn": "arn:${AWS::Partition}:apigateway:${AWS::Region}::/apis/${@}",
        "endpoint": "${@.ApiEndpoint}",
        "url": "${@.ApiEndpoint}/${@Stage}",
    }
    hands = ("url",)
    verbs = (
        Verb("call", "send requests to its routes", public=True),
        Verb("https", "send requests to its routes", public=True),
    )

    stage: str = attribute(
        word("a stage name", "prod", r"[A-Za-z0-9_-]{1,128}|\$default"),
        "The stage's name, the first part of every path.",
        default="$default",
        property="Stage.StageName",
        example="prod",
    )
    auth: str | Reference | None = attribute(
        Either(Choice("none", "iam"), ComponentName("authorizer")),
        "Who may call the routes that do not say it themselves.",
        example="iam",
    )
    cors: Cors | str | None = attribute(
        Either(
            RecordOf(
                Cors, "the origins that may call", '["https://shop.example.org"] methods [GET]'
            ),
            Choice("none"),
        ),
        "Which pages of other origins may call it from a browser; unless written, the websites "
        "with an arrow to it. `none` is no page.",
        property="Api.CorsConfiguration",
    )
    throttle: Throttle | None = attribute(
        RecordOf(Throttle, "requests per second", "100/s burst 200"),
        "How many requests it takes; the account's limit unless written.",
        property="Stage.DefaultRouteSettings",
    )
    logs: int | None = attribute(
        duration("1 day", "3653 days", "30 days"),
        "Writes an access log and keeps it this long.",
        example="30 days",
        property="LogGroup.RetentionInDays",
    )
    access_log: Reference | None = attribute(
        ComponentName("log_group"), "A log of the design that the access log goes to."
    )
    physical_name: str | None = attribute(
        word("a name", "shop-api", r"[\w.-]{1,128}"),
        "A fixed name in AWS.",
        name="name",
        property="Api.Name",
    )

    @classmethod
    def recognises(cls, one: Found) -> bool:
        """WebSockets are another kind of API."""
        kind = one.peek("ProtocolType")
        return kind is None or str(kind.value).upper() == "HTTP"

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """Its stage, sharing and log, and routes that nothing lets it call."""
        one.label(said, "Description")
        said.read_name("Name")
        one.take("ProtocolType")
        _read_cors(one, said)
        for part in one.parts("AWS::ApiGatewayV2::Stage", "ApiId"):
            _read_stage(one, part, said)
        for part in one.parts("AWS::ApiGatewayV2::Deployment", "ApiId"):
            part.take("StageName")
        for integration in one.parts("AWS::ApiGatewayV2::Integration", "ApiId"):
            for key in ("IntegrationType", "IntegrationUri", "PayloadFormatVersion"):
                integration.take(key)
            integration.take("IntegrationMethod")
            integration.take("TimeoutInMillis")
        for route, target, _ in _routes(one):
            for word_ in ("RouteKey", "Target", "AuthorizationType", "AuthorizerId"):
                route.take(word_)
            called = route.peek("RouteKey")
            path = _path_in_arn(str(called.value)) if called is not None else ""
            if target is not None and not one.whole.policies.admits(target, cls.service, one, path):
                said.unpermitted(
                    f"'{said.name}' may not call '{one.whole.name(target)}': no permission lets "
                    f"{cls.service} in for this route",
                    "add an AWS::Lambda::Permission with this Principal, and the ARN of the route "
                    "as SourceArn",
                    _meant_for(one, path) or route.span,
                )

    @classmethod
    def infer(cls, one: Found, said: Said) -> None:
        """An arrow for each route."""
        for route, target, integration in _routes(one):
            key = route.peek("RouteKey")
            if target is None or key is None or integration is None:
                continue
            method, _, path = str(key.value).partition(" ")
            parts: list[Any] = [method, said.text(path, key.span)] if path else ["ANY"]
            auth = route.peek("AuthorizationType")
            checks = one.whole.resource_of(route.peek("AuthorizerId"))
            if checks is not None and checks.id in one.whole.kinds:
                parts += ["auth", checks]
            elif auth is not None and auth.value in ("NONE", "AWS_IAM"):
                parts += ["auth", {"NONE": "none", "AWS_IAM": "iam"}[auth.value]]
            time = integration.peek("TimeoutInMillis")
            if time is not None and re.fullmatch("[0-9]{1,2}000", str(time.value)):
                whole = int(time.value) // 1000
                parts += ["timeout", said.count_of(whole, "s")] if whole != 30 else []
            said.reach(target, *parts, span=key.span)

    @property
    def log_format(self) -> str:
        """One JSON object per request."""
        names = {
            "requestId": "requestId",
            "ip": "identity.sourceIp",
            "requestTime": "requestTime",
            "routeKey": "routeKey",
            "status": "status",
            "responseLength": "responseLength",
            "integrationError": "integrationErrorMessage",
        }
        return json.dumps({key: f"$context.{value}" for key, value in names.items()})

    def integrations(self, design: Architecture) -> tuple[Relation, ...]:
        """One arrow per function it calls, the most patient one."""
        first: dict[str, Relation] = {}
        for relation in sorted(design.out_of(self), key=lambda r: -r.details.timeout):
            first.setdefault(relation.target.name, relation)
        return tuple(sorted(first.values(), key=lambda r: r.target.name))

    def pages(self, design: Architecture) -> tuple[Relation, ...]:
        """The arrows of pages whose scripts call it from another origin."""
        return tuple(r for r in design.into(self) if r.source.word == "website")

    def methods_served(self, design: Architecture) -> tuple[str, ...]:
        """The methods of its routes, in the order written; `*` where a route takes any."""
        found = dict.fromkeys(r.details.method for r in design.out_of(self) if not r.implied)
        return ("*",) if "ANY" in found else tuple(found)

    def asks_who_calls(self, design: Architecture) -> bool:
        """Whether a route wants its callers to say who they are."""
        routes = (relation for relation in design.out_of(self) if not relation.implied)
        return any(self.auth_of(route) not in (None, "none") for route in routes)

    def sharing(self, design: Architecture) -> Cors | None:
        """CORS as it is written, else for the pages that call it and the methods of its routes."""
        if self.cors is not None:
            return self.cors if isinstance(self.cors, Cors) else None
        pages = self.pages(design)
        if not pages:
            return None
        urls = dict.fromkeys(page.source.name for page in pages)
        signed_in = self.asks_who_calls(design)
        return Cors(
            {
                "origins": tuple(
                    Interpolated((Reference(name, "url", self.span),)) for name in urls
                ),
                "methods": self.methods_served(design),
                "headers": ("authorization", "content-type") if signed_in else ("content-type",),
            }
        )

    def interpolated(self) -> tuple[tuple[str, Interpolated], ...]:
        """The origins of CORS."""
        written = self.cors.origins if isinstance(self.cors, Cors) else ()
        return tuple(("cors", origin) for origin in written)

    def auth_of(self, relation: Relation) -> str | Reference | None:
        """Who may take a route: as its arrow says, else as the API says."""
        written = relation.details.auth
        found: str | Reference | None = written if written is not None else self.auth
        return found

    def expression(self, value: str, design: Architecture) -> str:
        """The address of the default stage has no path."""
        if value == "url" and self.stage == "$default":
            return self.expression("endpoint", design)
        return super().expression(value, design)

    def source_arn(self, relation: Relation) -> str:
        """The execute-api ARN of one route, every stage."""
        account = "${AWS::Region}:${AWS::AccountId}"
        where = f"arn:${{AWS::Partition}}:execute-api:{account}:${{{self.logical_id}}}"
        route = relation.details
        if route is None or route.path is None:
            return f"{where}/*/$default"
        method = "*" if route.method == "ANY" else route.method
        return f"{where}/*/{method}{_arn_path(route.path)}"

    def sample_event(self, relation: Relation, design: Architecture) -> dict[str, Any]:
        """A request on the arrow's route, by somebody who may send it."""
        route = relation.details
        names = re.findall(r"\{(\w+)\+?\}", route.path or "")
        path = re.sub(r"\{(\w+)\+?\}", r"\1", route.path or "/anything")
        auth = self.auth_of(relation)
        who: dict[str, Any] | None = {"iam": samples.iam_caller()} if auth == "iam" else None
        if isinstance(auth, Reference):
            checks: Any = design.components[auth.name]
            who = {"jwt": samples.token(checks.issuer, (*checks.audience, self.name)[0])}
        given = {name: name for name in names}
        return samples.http_request(route.key, path, self.stage, design.region_of(self), given, who)

    def described(self, design: Architecture) -> dict[str, Any]:
        """Its routes, by path and method; a route for one method goes before one for all."""
        paths: dict[str, dict[str, Any]] = {}
        routes = [r for r in design.out_of(self) if not r.implied]
        for relation in sorted(routes, key=lambda r: r.details.method == "ANY"):
            route = relation.details
            path = openapi.plain_path(route.path or "/$default")
            entry = paths.setdefault(path, {})
            parameters = openapi.path_parameters(route.path or "")
            entry |= {"parameters": parameters} if parameters else {}
            methods: tuple[str, ...] = (route.method.lower(),)
            if route.path is None:
                methods = (openapi.ANY,)
            elif route.method == "ANY":
                methods = openapi.METHODS
            for method in methods:
                entry.setdefault(method, self._operation(relation, method))
        used = {relation.target.name: relation.target for relation in routes}
        tags = [{"name": name, "description": target.label} for name, target in used.items()]
        title = self.label if self.label != self.name else f"{design.title}: {self.name}"
        return openapi.document(title, self._server(design), paths, self._schemes(design), tags)

    def _operation(self, relation: Relation, method: str) -> dict[str, Any]:
        route = relation.details
        name = route.id_part.removeprefix(route.method.title())
        method = "any" if method == openapi.ANY else method
        auth = self.auth_of(relation)
        security = auth.name if isinstance(auth, Reference) else "iam" if auth == "iam" else ""
        summary = relation.label or f"{method.upper()} {route.path or 'everything else'}"
        target = relation.target.name
        limited = self.throttle is not None
        return openapi.operation(
            f"{method}{name}", summary, method, target, security, limited=limited
        )

    def _server(self, design: Architecture) -> dict[str, Any]:
        """Its address; the id is known only when it is deployed."""
        stage = "" if self.stage == "$default" else f"/{self.stage}"
        told = f"The id of the deployed API; `archc` knows it as {self.name}.id"
        return {
            "url": f"https://{{apiId}}.execute-api.{design.region_of(self)}.amazonaws.com{stage}",
            "variables": {"apiId": {"default": "abcdefghij", "description": told}},
        }

    def _schemes(self, design: Architecture) -> dict[str, Any]:
        """How callers show who they are, as far as some route asks for it."""
        found: dict[str, Any] = {}
        for relation in design.out_of(self):
            auth = None if relation.implied else self.auth_of(relation)
            if auth == "iam":
                found["iam"] = openapi.SIGNED
            elif isinstance(auth, Reference):
                checks: Any = design.components[auth.name]
                found[auth.name] = openapi.token(checks.issuer, checks.audience, checks.reads)
        return found


def _arn_path(path: str) -> str:
    """A route's path as its ARN writes it: `{id}` stays, `{proxy+}` is a star."""
    return "/".join("*" if part.endswith("+}") else part for part in path.split("/"))


def _routes(one: Found) -> Iterator[tuple[Found, Found | None, Found | None]]:
    """Its routes, each with the function and the integration that it leads to."""
    policies = one.whole.policies
    for route in one.parts("AWS::ApiGatewayV2::Route", "ApiId"):
        mention = policies.mention(route.peek("Target"))
        integration = one.whole.found[mention.id] if mention is not None else None
        uri = integration.peek("IntegrationUri") if integration is not None else None
        target = policies.found(uri)
        is_function = target is not None and target.type == "AWS::Lambda::Function"
        yield route, target if is_function else None, integration


def _meant_for(one: Found, path: str) -> Span | None:
    """The permission that speaks of a route, and does not let it in as it is."""
    policies = one.whole.policies
    for permission in one.whole.of_type("AWS::Lambda::Permission"):
        mention = policies.mention(permission.peek("SourceArn"))
        ending = path.removeprefix("/stage")
        if mention is not None and mention.id == one.id and mention.behind.endswith(ending):
            return permission.span
    return None


def _path_in_arn(key: str) -> str:
    """What has to follow the API in the ARN of a route, as a request has it."""
    method, _, path = key.partition(" ")
    if not path:
        return "/stage/$default"
    return f"/stage/{'ANYMETHOD' if method == 'ANY' else method}{path}"


def _read_stage(one: Found, stage: Found, said: Said) -> None:
    name = stage.take("StageName")
    if name is not None and name.value != "$default":
        said.say("stage", said.text(said.flat(name), name.span))
    stage.take_usual("AutoDeploy", value="true")
    rate = stage.take("DefaultRouteSettings", "ThrottlingRateLimit")
    burst = stage.take("DefaultRouteSettings", "ThrottlingBurstLimit")
    if rate is not None:
        more = ("burst", burst) if burst is not None else ()
        said.say("throttle", said.count(rate, "/s"), *more)
    log = one.whole.resource_of(stage.peek("AccessLogSettings", "DestinationArn"))
    if log is None or log.type != "AWS::Logs::LogGroup":
        return
    stage.take("AccessLogSettings")
    users = [user for user in one.whole.naming(log) if user is not stage]
    if one.whole.is_derived(log, one) or not users:
        one.adopt(log)
        days = log.amount("days", "RetentionInDays")
        if days is not None:
            said.say("logs", days)
    else:
        said.say("access_log", log, span=stage.span)


def _read_cors(one: Found, said: Said) -> None:
    """Which pages may call it: by their address, or by a website of the template."""
    cors = one.peek("CorsConfiguration")
    origins = cors.get("AllowOrigins") if cors is not None else None
    if cors is None or origins is None or not said.can_say(origins):
        return
    one.take("CorsConfiguration")
    pages = [one.whole.policies.found(item) for item in origins.entries]
    if all(page is not None for page in pages):
        return  # the arrows of the pages say it
    parts: list[Any] = [said.list_of_texts(origins)]
    for detail, key in (("methods", "AllowMethods"), ("headers", "AllowHeaders")):
        item = cors.get(key)
        if item is not None:
            parts += [detail, said.list_of_texts(item)]
    if said.is_value(cors.get("AllowCredentials"), "true"):
        parts.append("credentials")
    said.say("cors", *parts, span=cors.span)
