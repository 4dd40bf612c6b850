"""OpenAPI 3.1: the parts of a description that every API has in common."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

VERSION = "3.1.0"
ANY = "x-amazon-apigateway-any-method"  # what no other route takes; as API Gateway exports it
METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
_BODIES = ("post", "put", "patch")
_VARIABLE = re.compile(r"\{(\w+)(\+?)\}")


# Callers sign with AWS credentials; tools know this scheme by the extension.
SIGNED = {
    "type": "apiKey",
    "name": "Authorization",
    "in": "header",
    "x-amazon-apigateway-authtype": "awsSigv4",
}


def token(issuer: str, audience: Sequence[str], reads: str) -> dict[str, Any]:
    """A JSON web token of this issuer, wherever requests carry it; as API Gateway imports it."""
    checked = {
        "type": "jwt",
        "identitySource": reads,
        "jwtConfiguration": {"issuer": issuer, "audience": list(audience)},
    }
    _, place, name = reads.removeprefix("$").split(".", 2)
    if (place, name.lower()) == ("header", "authorization"):
        address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        scheme = {"type": "openIdConnect", "openIdConnectUrl": address}
    else:
        where = {"querystring": "query", "header": "header"}.get(place, "header")
        scheme = {"type": "apiKey", "name": name, "in": where}
    return {**scheme, "x-amazon-apigateway-authorizer": checked}


def document(
    title: str,
    server: Mapping[str, Any],
    paths: Mapping[str, Mapping[str, Any]],
    schemes: Mapping[str, Any],
    tags: Sequence[Mapping[str, str]],
) -> dict[str, Any]:
    """A whole description; its version is that of the description, not of the API's code."""
    return {
        "openapi": VERSION,
        "info": {"title": title, "version": "1"},
        "servers": [dict(server)],
        "tags": [dict(tag) for tag in tags],
        "paths": {path: dict(paths[path]) for path in sorted(paths)},
        **({"components": {"securitySchemes": dict(schemes)}} if schemes else {}),
    }


def plain_path(path: str) -> str:
    """`/files/{proxy+}` → `/files/{proxy}`: OpenAPI has no word for the rest of a path."""
    return _VARIABLE.sub(r"{\1}", path)


def path_parameters(path: str) -> list[dict[str, Any]]:
    """The variable parts of a path, which must all be given."""
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            **({"description": "The rest of the path, slashes included."} if rest else {}),
            "schema": {"type": "string"},
        }
        for name, rest in _VARIABLE.findall(path)
    ]


def operation(
    name: str, summary: str, method: str, target: str, security: str, *, limited: bool
) -> dict[str, Any]:
    """One operation; `security` names a scheme, empty where everybody may call."""
    json_body: dict[str, Any] = {"content": {"application/json": {"schema": {}}}}
    refused = {"401": {"description": "Not signed in."}, "403": {"description": "Not allowed."}}
    return {
        "operationId": name,
        "summary": summary,
        "tags": [target],
        **({"requestBody": json_body} if method in _BODIES else {}),
        "responses": {
            "200": {"description": f"What {target} answers."},
            **(refused if security else {}),
            **({"429": {"description": "Too many requests."}} if limited else {}),
        },
        "security": [{security: []}] if security else [],
    }
