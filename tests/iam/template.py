"""An emitted template with example values in the place of its functions."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

import yaml

ACCOUNT = "123456789012"
_HERE = Path(__file__).parent
_RETURNS = tomllib.loads((_HERE / "resources.toml").read_text(encoding="utf-8"))
for _path in sorted((_HERE / "needs").glob("*.toml")):
    _RETURNS |= tomllib.loads(_path.read_text(encoding="utf-8")).get("returns", {})
_NAME = re.compile(r"\$\{(!?)([^}]+)\}")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads the short forms of CloudFormation's functions as the long ones."""


def _function(loader: Any, name: str, node: yaml.Node) -> dict[str, Any]:
    match node:
        case yaml.ScalarNode():
            value: Any = loader.construct_scalar(node)
        case yaml.SequenceNode():
            value = loader.construct_sequence(node, deep=True)
        case _:
            value = loader.construct_mapping(node, deep=True)
    if name == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {name if name in ("Ref", "Condition") else f"Fn::{name}": value}


_Loader.add_multi_constructor("!", _function)
_Loader.yaml_implicit_resolvers = {  # dates stay text
    key: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for key, resolvers in _Loader.yaml_implicit_resolvers.items()
}


def load(text: bytes | str) -> dict[str, Any]:
    """A template as plain data, its functions in the long form."""
    return yaml.load(text, _Loader)


class Resource(NamedTuple):
    """One resource with its functions resolved."""

    id: str
    type: str
    component: str
    properties: Mapping[str, Any]


class Template:
    """Every resource of a template, with example names, ids and ARNs."""

    def __init__(self, body: Mapping[str, Any], region: str) -> None:
        self.body = body
        self.region = region
        self._raw: Mapping[str, Any] = body["Resources"] or {}
        self._names: dict[str, dict[str, str]] = {}
        self._pending: set[str] = set()

    @cached_property
    def resources(self) -> dict[str, Resource]:
        """Resources by logical id."""
        return {
            key: Resource(
                key,
                raw["Type"],
                raw.get("Metadata", {}).get("Component", ""),
                self.resolve(raw.get("Properties", {})),
            )
            for key, raw in self._raw.items()
        }

    def of_type(self, *types: str) -> Iterator[Resource]:
        """Resources of these types."""
        return (r for r in self.resources.values() if r.type in types)

    @cached_property
    def _arns(self) -> dict[str, str]:
        found = {}
        for key, raw in self._raw.items():
            if "arn" in _RETURNS.get(raw["Type"], {}):
                arn = self.values(key)["arn"]
                found[arn.removesuffix(":*")] = key
        return found

    def owner(self, arn: str) -> Resource | None:
        """The resource that an ARN, or a part of it such as an index or an object, belongs to."""
        wanted = arn
        while wanted:
            if wanted in self._arns:
                return self.resources[self._arns[wanted]]
            cut = max(wanted.rfind("/"), wanted.rfind(":"))
            wanted = wanted[:cut] if cut > 0 else ""
        return None

    def component_of(self, arn: str) -> str:
        """The component that accounts for what an ARN names; empty for what is not of this stack."""
        owner = self.owner(arn)
        return owner.component if owner else ""

    def arn(self, key: str) -> str:
        """The ARN of a resource."""
        return self.values(key)["arn"]

    def values(self, key: str) -> dict[str, str]:
        """What `Ref` (as `ref`) and `Fn::GetAtt` return for a resource."""
        if key not in self._names:
            if key in self._pending:
                raise ValueError(f"{key} needs its own values")
            self._pending.add(key)
            self._names[key] = self._values(key)
            self._pending.discard(key)
        return self._names[key]

    def _values(self, key: str) -> dict[str, str]:
        raw = self._raw[key]
        returns = _RETURNS.get(raw["Type"], {})
        written = raw.get("Properties", {})
        name = written.get(returns.get("name", ""))
        fixed = self.resolve(name) if name is not None else ""
        start = {
            "AWS::SecretsManager::Secret": "",
            "AWS::SSM::Parameter": "CFN-",
            "AWS::StepFunctions::StateMachine": "",
        }.get(raw["Type"], "stack-")
        made = f"{start}{key}-1A2B3C4D5E6F"
        lower = raw["Type"] in ("AWS::S3::Bucket", "AWS::RDS::DBInstance")
        name = fixed or (made.lower() if lower else made)
        bus = self.resolve(written.get("EventBusName", "")).rpartition("/")[2]
        given = {
            "name": name,
            "path": name.removeprefix("/"),
            "id": key.lower(),
            "bus": f"{bus}/" if bus not in ("", "default") else "",
            "bar": f"{bus}|" if bus not in ("", "default") else "",
            "region": self.region,
            "account": ACCOUNT,
        }

        def filled(pattern: str) -> str:
            def one(match: re.Match[str]) -> str:
                if match[1] in given:
                    return given[match[1]]
                return str(self.resolve(written[match[1]])).rpartition(":function:")[2]

            return re.sub(r"\{(\w+)\}", one, pattern)

        found = {}
        if "arn" in returns:
            found["arn"] = found["Arn"] = given["arn"] = filled(returns["arn"])
        ref = returns.get("ref", "name")
        found["ref"] = {"arn": found.get("arn", ""), "name": name}.get(ref) or filled(ref)
        found |= {k: filled(pattern) for k, pattern in returns.get("attributes", {}).items()}
        return found

    def resolve(self, value: Any) -> Any:
        """A value of the template without functions."""
        match value:
            case dict() if len(value) == 1:
                [(name, argument)] = value.items()
                if name == "Ref" or name.startswith("Fn::"):
                    return self._called(name.removeprefix("Fn::"), argument)
                return {name: self.resolve(argument)}
            case dict():
                return {key: self.resolve(entry) for key, entry in value.items()}
            case list():
                return [self.resolve(entry) for entry in value]
            case _:
                return value

    def _called(self, name: str, argument: Any) -> Any:  # noqa: C901
        match name, argument:
            case "Ref", str(key):
                return self._ref(key)
            case "GetAtt", [key, attribute]:
                return self.values(key).get(attribute, f"{key}.{attribute}")
            case "Sub", str(text):
                return self._substituted(text, {})
            case "Sub", [text, given]:
                return self._substituted(text, self.resolve(given))
            case "Join", [separator, parts]:
                return separator.join(map(str, self.resolve(parts)))
            case "Select", [number, parts]:
                return self.resolve(parts)[int(number)]
            case "Split", [separator, text]:
                return self.resolve(text).split(separator)
            case "GetAZs", _:
                return [f"{self.region}{letter}" for letter in "abcdef"]
            case "Base64", text:
                return self.resolve(text)
            case "Cidr", [_, count, *_]:
                return ["192.0.2.0/24"] * int(count)
            case _:
                raise ValueError(f"the evaluator does not know Fn::{name}")

    def _ref(self, key: str) -> str:
        pseudo = {
            "AWS::AccountId": ACCOUNT,
            "AWS::Region": self.region,
            "AWS::Partition": "aws",
            "AWS::URLSuffix": "amazonaws.com",
            "AWS::StackName": "stack",
            "AWS::StackId": f"arn:aws:cloudformation:{self.region}:{ACCOUNT}:stack/stack/"
            "51af3dc0-da77-11e4-872e-1234567abcde",
        }
        if key in pseudo:
            return pseudo[key]
        if key in self.body.get("Parameters", {}):
            return str(self.body["Parameters"][key].get("Default", f"given-{key.lower()}"))
        return self.values(key)["ref"]

    def _substituted(self, text: str, given: Mapping[str, Any]) -> str:
        def one(match: re.Match[str]) -> str:
            if match[1]:
                return f"${{{match[2]}}}"
            if match[2] in given:
                return str(given[match[2]])
            key, _, attribute = match[2].partition(".")
            return self._called("GetAtt", [key, attribute]) if attribute else self._ref(key)

        return _NAME.sub(one, text)


@cache
def returned_types() -> frozenset[str]:
    """The types whose return values are known."""
    return frozenset(_RETURNS)
