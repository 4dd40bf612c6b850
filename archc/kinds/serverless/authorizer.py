"""The kind `authorizer`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archc.component import Color, Component, Icon
from archc.values import ListOf, attribute, plain_text, word

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said


class Authorizer(Component):
    """Lets only those through who are signed in: it checks the JSON web token of each request.

    It stands in an API, and routes name it: `api -> orders : GET /orders auth signed_in`.
    """

    title = "API Gateway authorizer"
    icon = Icon("resource", "endpoint", Color.INTEGRATION)
    inside = ("http_api",)
    place_needed = True
    part = True
    resource = "AWS::ApiGatewayV2::Authorizer"
    values = {"id": "${@}"}

    issuer: str = attribute(
        word("an https address in quotes", '"https://login.example.org"', r"https://[^\s/]+\S*"),
        "Who signs the tokens; its public keys are found at this address.",
        required=True,
        default="https://login.example.org",
        property="Authorizer.JwtConfiguration.Issuer",
        example='"https://login.example.org/shop"',
    )
    audience: tuple[str, ...] = attribute(
        ListOf(plain_text("an audience in quotes", '"shop"')),
        "For whom a token must be made out: the client's id.",
        required=True,
        default=(),
        property="Authorizer.JwtConfiguration.Audience",
        example='["shop", "till"]',
    )
    reads: str = attribute(
        word("an identity source", '"$request.header.Authorization"', r"\$request\.[\w.-]+"),
        "Where a request carries its token.",
        default="$request.header.Authorization",
        property="Authorizer.IdentitySource",
        example='"$request.querystring.token"',
    )

    @classmethod
    def recognises(cls, one: Found) -> bool:
        """One that asks a function is another kind of authorizer."""
        kind = one.peek("AuthorizerType")
        return kind is None or kind.value == "JWT"

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """Its API, issuer and audience."""
        one.stands_in(said, "AWS::ApiGatewayV2::Api", "ApiId")
        one.take_usual("AuthorizerType", value="jwt")
        one.take("Name")
        issuer = one.peek("JwtConfiguration", "Issuer")
        if issuer is not None and not isinstance(issuer.value, str):
            said.say("issuer", said.text(said.flat(issuer), issuer.span))
        audience = one.peek("JwtConfiguration", "Audience")
        if audience is not None:
            texts = [said.flat(item) for item in audience.entries]
            said.unsay("audience")
            said.say_words("audience", texts, audience.span)
