"""The kind `secret`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archc.component import Color, Component, Icon, Verb
from archc.values import (
    Choice,
    Cursor,
    Mismatch,
    Record,
    RecordOf,
    Type,
    attribute,
    bound,
    integer,
    main,
    plain_text,
    word,
)

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said


_OWNERS = (
    "AWS::AmazonMQ::Broker",
    "AWS::RDS::DBInstance",
    "AWS::SecretsManager::SecretTargetAttachment",
)


class GivenAtDeployment(Type[str]):
    """The name of a parameter; a secret itself never stands in a design."""

    expected = "the name of a `param`"
    example = "mail_password"

    def read(self, cursor: Cursor) -> str:
        """Take the parameter's name."""
        name = cursor.parameter
        if name is None:
            raise Mismatch(
                "a secret's value does not stand in the design",
                "write `param mail_password: password`, and `value: mail_password`",
                cursor.here,
            )
        cursor.take()
        given: str = bound(name, name)
        return given


class Generated(Record):
    """`32 without "@/"`."""

    length: int = main(integer(8, 4096), "How many characters.", default=32)
    without: str = attribute(plain_text(), "Characters that it must not have.", default="\"@/\\'")


class Secret(Component):
    """A secret that code reads when it needs it (AWS Secrets Manager).

    It is generated when the stack is deployed, or given by a parameter; it stands neither in the
    design nor in the template. An arrow to it lets its source read it and hands over its ARN.
    """

    title = "AWS Secrets Manager"
    icon = Icon("service", "secrets_manager", Color.SECURITY, "security/secrets-manager.png")
    api = "secretsmanager"
    resource = "AWS::SecretsManager::Secret"
    values = {"arn": "${@}", "id": "${@}"}
    hands = ("arn",)
    verbs = (
        Verb(
            "read",
            "read its value",
            actions=("secretsmanager:GetSecretValue",),
            resources=("${@}",),
        ),
    )

    generate: Generated = attribute(
        RecordOf(Generated, "a length", '40 without "@/"'),
        "How it is generated.",
        default=Generated({}),
        property="Secret.GenerateSecretString",
    )
    value: str | None = attribute(
        GivenAtDeployment(), "The parameter that gives it, instead of a generated one."
    )
    on_delete: str | None = attribute(
        Choice("delete", "keep"),
        "Deleted with the stack in a lab, kept in production.",
        example="keep",
    )
    physical_name: str | None = attribute(
        word("a name", '"shop/mail"', r"[\w/+=.@-]{1,512}"),
        "A fixed name in AWS.",
        name="name",
        property="Secret.Name",
    )

    @classmethod
    def recognises(cls, one: Found) -> bool:
        """A secret with the password of a database or broker is a part of that."""
        return not any(user.type in _OWNERS for user in one.whole.naming(one))

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """How it is generated, or the parameter that gives it."""
        one.label(said, "Description")
        given = one.peek("SecretString")
        if given is not None and said.is_parameter(given):
            said.say("value", one.take("SecretString"))
        length = one.take("GenerateSecretString", "PasswordLength")
        without = one.take("GenerateSecretString", "ExcludeCharacters")
        parts: list[Any] = [length] if length is not None else []
        if without is not None:
            parts += ["without", said.text(str(without.value), without.span)]
        if parts:
            said.say("generate", *parts)
