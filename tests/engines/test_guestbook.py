"""The guestbook, deployed into ministack: an HTTP request stores an item, a second one reads it."""

from __future__ import annotations

import json

import pytest

from archc.emit import yaml
from tests.designs import compile_example
from tests.engines import ministack_server


@pytest.fixture(scope="module")
def template() -> str:
    compiled = compile_example("17_guestbook")
    assert not compiled.has_errors
    return yaml.emit(compiled.stack).decode()


def test_what_one_request_stores_another_reads(template: str) -> None:
    with ministack_server.server("eu-central-1", enforce_iam=True) as server:
        server.deploy(template, "guestbook")
        url = server.outputs("guestbook")["Url"]
        stored = server.http("POST", f"{url}/people", body=json.dumps({"name": "Ada"}))
        assert stored.status in (200, 201), stored
        read = server.http("GET", f"{url}/people/Ada")
        assert read.status == 200, read
        assert "Ada" in str(read.json())
        assert server.http("GET", f"{url}/people/Nobody").status == 404
        apis = server.client("apigatewayv2").get_apis()["Items"]
        assert server.refused_routes(apis[0]["ApiId"]) == []
