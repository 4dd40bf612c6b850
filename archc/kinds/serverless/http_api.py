"""The kind `http_api`."""

import json
import re

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


def _arn_path(path: str) -> str:
    """A route's path as its ARN writes it: `{id}` stays, `{proxy+}` is a star."""
    return "/".join("*" if part.endswith("+}") else part for part in path.split("/"))
