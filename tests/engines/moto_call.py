"""What a handler of a CloudFormation type is given, and how it is registered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import boto3  # type: ignore[import-untyped, unused-ignore]
from botocore.exceptions import (  # type: ignore[import-untyped, unused-ignore]
    ClientError,
    ParamValidationError,
)
from moto.core.common_models import CloudFormationModel


class DeployError(Exception):
    """The stack was refused or did not reach CREATE_COMPLETE; the message says why."""


@dataclass(frozen=True)
class Place:
    """Where a stack stands: a region of an account that no other stack of this run uses."""

    region: str
    account: str

    def client(self, service: str) -> Any:
        """Return a boto3 client of the service here, answered by moto."""
        return client_of(service, self)


@cache
def client_of(service: str, place: Place) -> Any:
    """Return a client made inside the running moto; making one costs more than most calls."""
    client = boto3.client(service, region_name=place.region)

    def name_account(params: dict[str, Any], **_: Any) -> None:
        params["headers"]["x-moto-account-id"] = place.account

    client.meta.events.register("before-call", name_account)
    return client


@dataclass(frozen=True)
class Made:
    """What a handler made: the physical id (what Ref gives) and the attributes for GetAtt."""

    physical_id: str
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Call:
    """One resource to make: its logical id, type, generated name and resolved properties."""

    logical_id: str
    kind: str
    name: str
    properties: dict[str, Any]
    place: Place

    def check(self, fact: object, message: str) -> None:
        """Raise AssertionError naming the resource unless the fact holds."""
        assert fact, f"{self.logical_id} ({self.kind}): {message}"

    def need(self, *names: str) -> None:
        """Raise AssertionError unless every named property is set."""
        for name in names:
            self.check(self.properties.get(name) not in (None, "", []), f"{name} is required")

    def one_of(self, *names: str) -> None:
        """Raise AssertionError unless exactly one of the named properties is set."""
        given = [name for name in names if self.properties.get(name) is not None]
        self.check(len(given) == 1, f"exactly one of {', '.join(names)}, not {given}")

    def api(self, service: str, operation: str, **arguments: Any) -> dict[str, Any]:
        """Call boto3 with texts turned into the numbers and booleans the API wants.

        Raises AssertionError for an argument the API does not know and for a refused call.
        """
        client = self.place.client(service)
        method = client.meta.method_to_api_mapping[operation]
        shape = client.meta.service_model.operation_model(method).input_shape
        try:
            answer: dict[str, Any] = getattr(client, operation)(**_fit(arguments, shape))
        except (ClientError, ParamValidationError) as error:
            raise AssertionError(f"{self.logical_id} ({self.kind}): {error}") from error
        return answer

    def rest(self, *without: str) -> dict[str, Any]:
        """Return the properties except the named ones."""
        return {key: value for key, value in self.properties.items() if key not in without}

    def tag(self, physical_id: str) -> None:
        """Put the Tags property on an EC2 resource."""
        if tags := self.properties.get("Tags"):
            self.api("ec2", "create_tags", Resources=[physical_id], Tags=tags)


def _fit(value: Any, shape: Any) -> Any:
    """Return the value with the scalar types of the botocore shape; CloudFormation takes texts."""
    kind = shape.type_name
    if isinstance(value, dict) and kind == "structure":
        return {
            key: _fit(item, shape.members[key]) if key in shape.members else item
            for key, item in value.items()
        }
    if isinstance(value, list) and kind == "list":
        return [_fit(item, shape.member) for item in value]
    if kind == "string" and isinstance(value, (bool, int, float)):
        return str(value).lower() if isinstance(value, bool) else str(value)
    if kind in ("integer", "long") and isinstance(value, str):
        return int(value)
    if kind in ("float", "double") and isinstance(value, str):
        return float(value)
    if kind == "boolean" and value in ("true", "false"):
        return value == "true"
    return value


class _Resource(CloudFormationModel):
    """A resource made by a handler of this file, in the form moto's parser expects."""

    kind = ""
    attribute_names: frozenset[str] = frozenset()
    make: staticmethod[[Call], Made]

    def __init__(self, made: Made, properties: Mapping[str, Any]) -> None:
        self.physical_resource_id = made.physical_id
        self._attributes = made.attributes
        self._properties = properties

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        """Return whether GetAtt may ask for the attribute."""
        return attr in cls.attribute_names

    def get_cfn_attribute(self, attribute_name: str) -> Any:
        """Return the attribute; DeployError when the type has none of that name."""
        if attribute_name not in self._attributes:
            raise DeployError(f"{self.kind} has no attribute {attribute_name} here")
        value = self._attributes[attribute_name]
        # Some are known only after other resources were made.
        return value() if callable(value) else value

    @classmethod
    def create_from_cloudformation_json(
        cls,
        resource_name: str,
        cloudformation_json: dict[str, Any],
        account_id: str,
        region_name: str,
        **kwargs: Any,
    ) -> _Resource:
        """Make the resource from its resolved definition."""
        properties = cloudformation_json.get("Properties") or {}
        place = Place(region_name, account_id)
        call = Call(kwargs["LogicalId"], cls.kind, resource_name, properties, place)
        return cls(cls.make(call), properties)

    @classmethod
    def update_from_cloudformation_json(
        cls, original_resource: Any, cloudformation_json: dict[str, Any], **_: Any
    ) -> _Resource:
        """Keep what a second deployment has just made; nothing is changed in place here."""
        wanted = cloudformation_json.get("Properties") or {}
        if not isinstance(original_resource, cls) or original_resource._properties != wanted:
            raise DeployError(f"{cls.kind} would have to change")
        return original_resource

    def delete(self, account_id: str, region_name: str) -> None:
        """Do nothing: moto forgets everything when the stack's context ends."""


Handler = Callable[[Call], Made]
MODELS: dict[str, type[_Resource]] = {}


def handles(kind: str, *attributes: str) -> Callable[[Handler], Handler]:
    """Register the function as the handler of a resource type with these GetAtt attributes."""

    def register(handler: Handler) -> Handler:
        members = {
            "kind": kind,
            "attribute_names": frozenset(attributes),
            "make": staticmethod(handler),
        }
        MODELS[kind] = type(handler.__name__, (_Resource,), members)
        return handler

    return register
