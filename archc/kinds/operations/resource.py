"""The kind `resource`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from archc import icons
from archc.component import Color, Component, Icon, Verb
from archc.schemas import Schema, Unavailable, known_types, schema
from archc.syntax.tree import Text
from archc.values import (
    Choice,
    ComponentName,
    Cursor,
    Interpolated,
    Mismatch,
    Reference,
    Type,
    attribute,
    did_you_mean,
    texts,
)


class ResourceType(Type[str]):
    """`"AWS::DAX::ParameterGroup"`: a type that CloudFormation has."""

    expected = "a resource type in quotes"
    example = '"AWS::DAX::ParameterGroup"'

    def read(self, cursor: Cursor) -> str:
        """Take the type."""
        value = cursor.next
        name = value.plain if isinstance(value, Text) else None
        if name is None:
            raise self.refuse(cursor)
        try:
            if schema(name) is None:
                near = did_you_mean(name[:80], known_types()).partition("possible here")[0].strip()
                raise Mismatch(
                    f"no resource type of CloudFormation is called '{name[:80]}'",
                    near or "write one as AWS names it; a new one is known to a newer cfn-lint",
                    cursor.here,
                )
        except Unavailable as problem:
            raise Mismatch(problem.reason, problem.fix, cursor.here) from None
        cursor.take()
        return name


class IconName(Type[str]):
    """`dax`: the icon of a service."""

    expected = "the name of a service in small letters"
    example = "dax"

    def read(self, cursor: Cursor) -> str:
        """Take the name of a service that has an icon."""
        name = cursor.word
        if name is None:
            raise self.refuse(cursor)
        if name not in icons.SERVICES:
            fix = did_you_mean(name, tuple(icons.SERVICES))
            raise Mismatch(f"no icon is called '{name}'", fix, cursor.here)
        cursor.take()
        return name


class Resource(Component):
    """A resource of any type that CloudFormation has, with its properties as AWS names them.

    Words that begin with a capital letter are properties: `NodeType: "dax.t3.small"`. Their names,
    types and values are checked against the schema of the type. Texts are quoted and may hold
    `${name.value}`; a bare word is the name of a component and stands for its id, `name.value` for
    a value of it. `file("flow.json")` is the text of a file, `none` takes away what would be
    derived, such as `Tags`; a function of CloudFormation is a map: `{ "Fn::GetAZs": "" }`. What
    AWS sets on the resource are its values: `speedup.Arn`.

    It may stand in a tier, a subnet or a VPC, and is drawn there; where AWS puts it, its properties
    say. An arrow from it or to it is drawn, with its verb and port as text, and opens nothing:
    security groups and policies are written out beside it. Only `allow dax:GetItem` adds exactly
    this action to the role of the arrow's source, on the ARN of the resource if it has one. Proofs
    of reachability do not see it.
    """

    called = "a raw resource"
    title = "AWS resource"
    icon = Icon("resource", "general", Color.GENERAL, "general/general.png")
    inside = ("tier", "subnet", "vpc")
    spans_zones = True
    as_written = True
    takes_properties = True
    resource = "AWS::CloudFormation::CustomResource"
    values = {"id": "${@}"}
    verbs = (Verb("use", "use it as its properties say"),)

    type: str = attribute(ResourceType(), "Its type in CloudFormation.", required=True, default="")
    icon_name: str | None = attribute(
        IconName(), "The service whose icon it is drawn with, if not that of its type.", name="icon"
    )
    after: tuple[Reference, ...] = attribute(
        ComponentName(), "What must be there before it is made.", many=True
    )
    on_delete: str | None = attribute(
        Choice("delete", "keep", "snapshot"),
        "What becomes of it when the stack is deleted or the design leaves it out.",
        example="keep",
    )

    def __init__(self, values: Mapping[str, Any]) -> None:
        type_ = values.get("type", "")
        drawn: dict[str, Any] = {}
        if type_:
            service = type_.split("::")[1].lower() if type_.count("::") else ""
            found = icons.SERVICES.get(values.get("icon_name") or service)
            known = schema(type_)
            drawn = {"title": type_, "values": _values(known) if known is not None else self.values}
            drawn |= {"icon": found} if found is not None else {}
        super().__init__({**values, **drawn})

    def arns(self) -> tuple[str, ...]:
        """Its ARN; where it has none, an action on it can only be allowed on everything."""
        return super().arns() or ("*",)

    @property
    def tags_in(self) -> tuple[str, str] | None:
        """The property that takes tags, and its form."""
        known = schema(self.type) if self.type else None
        return known.tags if known is not None else None

    def interpolated(self) -> tuple[tuple[str, Interpolated], ...]:
        """Its properties, and what it waits for."""
        waits = (Interpolated((name._replace(value="id"),)) for name in self.after)
        return (
            *(("properties", text) for text in texts(self.properties)),
            *(("after", text) for text in waits),
        )


def _values(known: Schema) -> dict[str, str]:
    """Its id, its ARN, and whatever else AWS sets on it."""
    attributes = {name: f"${{@.{name}}}" for name in known.attributes}
    arn = {"arn": attributes[known.arn]} if known.arn is not None else {}
    return {"id": "${@}", **arn, **attributes}
