"""A CloudFormation template with its functions resolved; an id stands for what it names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

PSEUDO = {
    "AWS::Region": "eu-west-1",
    "AWS::AccountId": "123456789012",
    "AWS::Partition": "aws",
    "AWS::StackName": "stack",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::StackId": "arn:aws:cloudformation:eu-west-1:123456789012:stack/stack/0-0-0-0-0",
}
NOTHING = object()
# Attributes that are the resource's own identity.
IDENTITIES = ("GroupId", "AllocationId", "VpcId", "SubnetId", "Id")


class _Loader(yaml.SafeLoader if not yaml.__with_libyaml__ else yaml.CSafeLoader):  # type: ignore[misc]
    pass


def _tagged(loader: Any, suffix: str, node: Any) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _tagged)


class Resource:
    """A resource: its id, type, the component it stands for, and its properties, resolved."""

    def __init__(self, name: str, kind: str, component: str, properties: Any) -> None:
        self.name = name
        self.kind = kind
        self.component = component
        self.properties = properties

    def get(self, name: str, default: Any = None) -> Any:
        return self.properties.get(name, default)


def read(text: str) -> dict[str, Resource]:
    """Every resource of a template, by its id."""
    return resolved(yaml.load(text, Loader=_Loader))


def resolved(template: Mapping[str, Any]) -> dict[str, Resource]:
    """Every resource of a template that is loaded already."""
    resolver = _Resolver(template)
    return {
        name: Resource(
            name,
            body["Type"],
            str(body.get("Metadata", {}).get("Component", "")),
            resolver.value(body.get("Properties", {})),
        )
        for name, body in template["Resources"].items()
    }


class _Resolver:
    def __init__(self, template: Mapping[str, Any]) -> None:
        self.parameters = template.get("Parameters", {})
        self.resources = template["Resources"]

    def value(self, value: Any) -> Any:
        if isinstance(value, dict):
            if len(value) == 1:
                [(name, argument)] = value.items()
                if name == "Ref" or name.startswith("Fn::"):
                    return self.function(name.removeprefix("Fn::"), argument)
            found = {name: self.value(one) for name, one in value.items()}
            return {name: one for name, one in found.items() if one is not NOTHING}
        if isinstance(value, list):
            return [one for one in map(self.value, value) if one is not NOTHING]
        return value

    def function(self, name: str, argument: Any) -> Any:
        match name:
            case "Ref":
                return self.ref(argument)
            case "GetAtt":
                whose, _, attribute = (
                    argument.partition(".")
                    if isinstance(argument, str)
                    else (argument[0], ".", argument[1])
                )
                assert whose in self.resources, whose
                return whose if attribute in IDENTITIES else f"{whose}.{attribute}"
            case "Sub":
                return self.sub(argument)
            case "GetAZs":
                region = self.value(argument) or PSEUDO["AWS::Region"]
                return [f"{region}{letter}" for letter in "abcdef"]
            case "Select":
                index, choices = argument
                return self.value(choices)[int(index)]
            case "Join":
                by, parts = argument
                return by.join(str(self.value(part)) for part in parts)
            case "Base64":
                return self.value(argument)
        raise NotImplementedError(f"Fn::{name}")

    def ref(self, name: str) -> Any:
        if name == "AWS::NoValue":
            return NOTHING
        if name in PSEUDO:
            return PSEUDO[name]
        if name in self.parameters:
            return self.parameters[name].get("Default", "")
        assert name in self.resources, name
        return name

    def sub(self, argument: Any) -> str:
        text, own = (argument, {}) if isinstance(argument, str) else argument

        def one(match: re.Match[str]) -> str:
            name = match[1]
            if name.startswith("!"):
                return f"${{{name[1:]}}}"
            if name in own:
                return str(self.value(own[name]))
            if "." in name:
                return str(self.function("GetAtt", name))
            return str(self.ref(name))

        return re.sub(r"\$\{([^}]+)\}", one, text)
