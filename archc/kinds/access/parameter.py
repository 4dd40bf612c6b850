"""The kind `parameter`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archc.component import Color, Component, Grant, Icon, Verb
from archc.values import Choice, Interpolated, Record, TextWithValues, attribute, word

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said


class Parameter(Component):
    """A setting that code reads while it runs (Systems Manager Parameter Store).

    It can be changed without deploying the code again. It is no place for a secret: write a
    `secret` for that. An arrow to it lets its source read it and hands over its name.
    """

    title = "AWS Systems Manager"
    icon = Icon(
        "resource",
        "parameter_store",
        Color.INTEGRATION,
        "management/systems-manager-parameter-store.png",
    )
    api = "ssm"
    resource = "AWS::SSM::Parameter"
    values = {"name": "${@}", "value": "${@.Value}", "id": "${@}"}
    hands = ("name",)
    verbs = (
        Verb(
            "read",
            "read its value",
            actions=("ssm:GetParameter", "ssm:GetParameters"),
            resources=("${@}",),
        ),
    )

    value: Interpolated = attribute(
        TextWithValues(),
        "What it holds; it may name values of other components.",
        required=True,
        default=Interpolated(("",)),
        property="Parameter.Value",
        example='"30"',
    )
    type: str = attribute(
        Choice("text", "list"),
        "A text, or words separated by commas.",
        default="text",
        example="list",
    )
    physical_name: str | None = attribute(
        word("a path or a name", '"/shop/page_size"', r"/?[\w.-]+(?:/[\w.-]+)*"),
        "A fixed name in AWS.",
        name="name",
        property="Parameter.Name",
    )

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """Its type and its value."""
        one.label(said, "Description")
        if one.word({"StringList": "list"}, "Type"):
            said.say("type", "list")
        one.take_usual("Type", value="string")
        said.say_value("value", "Value")

    def arns(self) -> tuple[str, ...]:
        """Its ARN; a path begins with the slash that stands there anyway."""
        slash = "" if (self.physical_name or "").startswith("/") else "/"
        where = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter"
        return (f"{where}{slash}${{{self.logical_id}}}",)

    def granted(self, verb: Verb, scope: Record | None = None) -> tuple[Grant, ...]:
        """Its ARN is made of its name."""
        del scope
        return (Grant(verb.actions, self.arns()),)

    def interpolated(self) -> tuple[tuple[str, Interpolated], ...]:
        """Its value."""
        return (("value", self.value),)
