"""The schemas of resource types as cfn-lint ships them: which there are, and one of them."""

from __future__ import annotations

import importlib.util
import json
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import cache, cached_property
from typing import Any

_FIRST = "us-east-1"  # has nearly every type
_CUSTOM = re.compile(r"Custom::[A-Za-z0-9_@-]{1,60}")
_CUSTOM_RESOURCE = "AWS::CloudFormation::CustomResource"
_REINSTALL = "install it again: `pip install --force-reinstall 'cfn-lint>=1.58,<2'`"


class Unavailable(Exception):  # noqa: N818  (a fault of the installation, told at its place)
    """The schemas cannot be read; `reason`, and what to do."""

    def __init__(self, reason: str, fix: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.fix = fix


class Schema:
    """What CloudFormation accepts for one resource type."""

    def __init__(self, type_: str, body: Mapping[str, Any]) -> None:
        self.type = type_
        self.body = body

    @property
    def properties(self) -> Mapping[str, Any]:
        """The schema of every property by its name."""
        found: Mapping[str, Any] = self.body.get("properties", {})
        return found

    @cached_property
    def read_only(self) -> frozenset[tuple[str, ...]]:
        """Paths of what AWS sets and nobody writes; `*` is any entry of a list."""
        paths = self.body.get("readOnlyProperties", ())
        return frozenset(tuple(path.split("/")[2:]) for path in paths)

    @cached_property
    def attributes(self) -> tuple[str, ...]:
        """What `!GetAtt` gives, a dot between the steps of a path."""
        return tuple(sorted(".".join(path) for path in self.read_only if "*" not in path))

    @property
    def arn(self) -> str | None:
        """The attribute that is its ARN."""
        if "Arn" in self.attributes:
            return "Arn"
        paths = self.body.get("primaryIdentifier", ())
        names = [path.rpartition("/")[2] for path in paths]
        is_arn = len(names) == 1 and names[0].endswith("Arn") and names[0] in self.attributes
        return names[0] if is_arn else None

    @cached_property
    def tags(self) -> tuple[str, str] | None:
        """The property that takes tags, and their form, `list` or `map`; None where none does."""
        said = self.body.get("tagging", {})
        path = said.get("tagProperty", "/properties/Tags")
        name = path.removeprefix("/properties/")
        if said.get("taggable") is False or name not in self.properties:
            return None
        found = self.resolved(self.properties[name])
        if found.get("type") == "array":
            entry = self.resolved(found.get("items", {}))
            keys = set(entry.get("properties", ()))
            needed = set(entry.get("required", ()))
            fits = {"Key", "Value"} <= keys and needed <= {"Key", "Value"}
            return (name, "list") if fits else None
        is_map = "object" in found.get("type", ()) or "patternProperties" in found
        return (name, "map") if is_map and not found.get("properties") else None

    def resolved(self, node: Any) -> Mapping[str, Any]:
        """A part of the schema with its `$ref` followed; empty where it leads elsewhere."""
        for _ in range(20):  # a schema that refers to itself says nothing
            if not isinstance(node, Mapping):
                return {}
            reference = node.get("$ref")
            if not isinstance(reference, str):
                return node
            node = self._at(reference)
        return {}

    def _at(self, reference: str) -> Any:
        node: Any = self.body if reference.startswith("#/") else {}
        for step in reference.removeprefix("#/").split("/"):
            node = node.get(step, {}) if isinstance(node, Mapping) else {}
        return node


def schema(type_: str, region: str = "") -> Schema | None:
    """The schema of a type in a region, else wherever there is one; None where there is none."""
    wanted = _CUSTOM_RESOURCE if _CUSTOM.fullmatch(type_) else type_
    own = _provided_if_known(region).get(wanted)
    if own is not None:
        with suppress(Unavailable):
            return _read(type_, own)
    home = home_of(wanted)
    return _read(type_, _provided(home)[wanted]) if home is not None else None


def offered(type_: str, region: str) -> bool:
    """Whether a region has the type; of a region that nothing is known of, it is believed."""
    provided = _provided_if_known(region)
    return not provided or type_ in provided or bool(_CUSTOM.fullmatch(type_))


@cache
def home_of(type_: str) -> str | None:
    """A region that has the type; None where none has."""
    regions = [_FIRST, *(region for region in _regions() if region != _FIRST)]
    return next((region for region in regions if type_ in _provided(region)), None)


@cache
def actions(service: str) -> tuple[str, ...]:
    """The actions of IAM with a prefix, in small letters; none where no service has it."""
    found = _policies().get(service, {})
    return tuple(name.lower() for name in found.get("Actions", ()))


def services() -> tuple[str, ...]:
    """The prefixes of the services that have actions."""
    return tuple(_policies())


@cache
def _policies() -> Mapping[str, Any]:
    path = os.path.join(os.path.dirname(_folder()), "AdditionalSpecs", "Policies.json")
    return {service.lower(): said for service, said in _read_json(path).items()}


def known_types() -> tuple[str, ...]:
    """The types of the region that has nearly all of them."""
    return tuple(_provided(_FIRST))


@cache
def _folder() -> str:
    spec = importlib.util.find_spec("cfnlint")  # finds a package without importing it
    if spec is None or spec.origin is None:
        raise Unavailable("cfn-lint, whose schemas are read, is not installed", _REINSTALL)
    return os.path.join(os.path.dirname(spec.origin), "data", "schemas")


@cache
def _regions() -> tuple[str, ...]:
    try:
        names = sorted(os.listdir(os.path.join(_folder(), "providers")))
    except OSError:
        raise Unavailable("cfn-lint's schemas are not where they were", _REINSTALL) from None
    # What SAM transforms is no type of CloudFormation's own.
    return tuple(name[:-5] for name in names if name.endswith(".json") and name != "sam.json")


@cache
def _provided(region: str) -> Mapping[str, str]:
    """The types of a region, each with the name of its schema's file."""
    found = _json("providers", region) if region in _regions() else {}
    if not all(isinstance(name, str) for name in found.values()):
        raise Unavailable("cfn-lint's list of types is not what it was", _REINSTALL)
    return found


def _provided_if_known(region: str) -> Mapping[str, str]:
    try:
        return _provided(region)
    except Unavailable:
        return {}


@cache
def _read(type_: str, name: str) -> Schema:
    return Schema(type_, _json("resources", name))


def _json(folder: str, name: str) -> Mapping[str, Any]:
    return _read_json(os.path.join(_folder(), folder, f"{name}.json"))


def _read_json(path: str) -> Mapping[str, Any]:
    try:
        with open(path, encoding="utf-8") as file:
            found = json.load(file)
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict):
        raise Unavailable(f"cfn-lint's {os.path.basename(path)} cannot be read", _REINSTALL)
    return found
