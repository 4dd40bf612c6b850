"""`archc build --extras`: test events as AWS delivers them, and OpenAPI descriptions of APIs."""

from __future__ import annotations

import base64
import gzip
import hashlib
import importlib.util
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openapi_spec_validator import OpenAPIV31SpecValidator

from archc import samples
from archc.cli import main
from archc.compiler import extras
from tests.designs import EXAMPLES, ROOT, compile_file, compile_text
from tests.pages import designs

DESIGN = """
architecture shop "Shop"
region: eu-west-1
users people
http_api api { throttle: 10/s; stage: prod }
authorizer signed_in in api { issuer: "https://login.example.org/"; audience: "shop" }
authorizer by_link in api { issuer: "https://login.example.org"; audience: "mail"; reads: "$request.querystring.token" }
http_api rest { auth: iam }
function store { code: file("hello.py") }
function other "Everything else" { code: file("hello.py") }
people -> api, rest
api -> store "look one up" : GET /orders/{id} auth signed_in
api -> store : POST /orders auth by_link
api -> other : ANY /orders auth none, ANY /files/{proxy+} auth none
api -> other : auth none
rest -> store
store -> other
"""


def made(text: str = DESIGN) -> dict[str, Any]:
    compiled = compile_text(text)
    compiled.finish()
    assert not compiled.has_errors, [d.message for d in compiled.diagnostics]
    return {name: json.loads(content) for name, content in extras(compiled, "shop")}


def test_there_is_a_file_per_trigger_and_api() -> None:
    assert set(made()) == {
        "shop.api.openapi.json",
        "shop.rest.openapi.json",
        "shop.events/api-to-store-GetOrdersId.json",
        "shop.events/api-to-store-PostOrders.json",
        "shop.events/api-to-other-AnyOrders.json",
        "shop.events/api-to-other-AnyFilesProxy.json",
        "shop.events/api-to-other-AnyDefault.json",
        "shop.events/rest-to-store-AnyDefault.json",
    }


def test_a_request_has_the_form_of_payload_version_2() -> None:
    event = made()["shop.events/api-to-store-GetOrdersId.json"]
    assert (event["version"], event["routeKey"]) == ("2.0", "GET /orders/{id}")
    assert event["rawPath"] == event["requestContext"]["http"]["path"] == "/prod/orders/id"
    assert event["pathParameters"] == {"id": "id"}
    assert event["requestContext"]["stage"] == "prod"
    claims = event["requestContext"]["authorizer"]["jwt"]["claims"]
    assert (claims["iss"], claims["aud"]) == ("https://login.example.org/", "shop")
    assert "body" not in event
    assert event["isBase64Encoded"] is False
    post = made()["shop.events/api-to-store-PostOrders.json"]
    assert json.loads(post["body"])
    assert "pathParameters" not in post
    rest = made()["shop.events/rest-to-store-AnyDefault.json"]
    assert (rest["rawPath"], rest["routeKey"]) == ("/anything", "$default")
    assert "iam" in rest["requestContext"]["authorizer"]


def test_the_function_of_an_example_understands_its_event() -> None:
    found = dict(extras(compile_file(ROOT / "examples" / "14_http_api.arch"), "hello"))
    event = json.loads(found["hello.events/api-to-hello-GetHello.json"])
    path = ROOT / "examples" / "hello" / "index.py"
    spec = importlib.util.spec_from_file_location("hello_example", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.handler(event, None)["statusCode"] == 200


PAGES = sorted((ROOT / "tests" / "spec" / "kinds").glob("*.md"))


@pytest.mark.parametrize("path", [*EXAMPLES, *PAGES], ids=lambda p: p.stem)
def test_every_file_is_json_and_every_description_is_valid(path: Path) -> None:
    compiled = (
        compile_file(path)
        if path.suffix == ".arch"
        else compile_text(designs(path.read_text(encoding="utf-8"))[0])
    )
    for name, content in extras(compiled, "x"):
        parsed = json.loads(content)
        assert content.endswith(b"}\n")
        if name.endswith(".openapi.json"):
            OpenAPIV31SpecValidator(parsed).validate()


def test_a_description_says_what_the_routes_say() -> None:
    api = made()["shop.api.openapi.json"]
    OpenAPIV31SpecValidator(api).validate()
    assert api["openapi"].startswith("3.1.")
    assert list(api["paths"]) == ["/$default", "/files/{proxy}", "/orders", "/orders/{id}"]
    one = api["paths"]["/orders/{id}"]
    assert [(p["name"], p["in"], p["required"]) for p in one["parameters"]] == [
        ("id", "path", True)
    ]
    assert one["get"]["summary"] == "look one up"
    assert one["get"]["security"] == [{"signed_in": []}]
    assert {"200", "401", "403", "429"} == set(one["get"]["responses"])
    # `POST /orders` is the more exact route, whatever stands first.
    assert api["paths"]["/orders"]["post"]["tags"] == ["store"]
    assert api["paths"]["/orders"]["get"]["tags"] == ["other"]
    assert api["paths"]["/orders"]["get"]["security"] == []
    assert list(api["paths"]["/$default"]) == ["x-amazon-apigateway-any-method"]
    schemes = api["components"]["securitySchemes"]
    assert schemes["signed_in"]["openIdConnectUrl"] == (
        "https://login.example.org/.well-known/openid-configuration"
    )
    assert (schemes["by_link"]["in"], schemes["by_link"]["name"]) == ("query", "token")
    jwt = schemes["by_link"]["x-amazon-apigateway-authorizer"]["jwtConfiguration"]
    assert jwt == {"issuer": "https://login.example.org", "audience": ["mail"]}
    [server] = api["servers"]
    assert server["url"] == "https://{apiId}.execute-api.eu-west-1.amazonaws.com/prod"


def test_operations_have_names_of_their_own() -> None:
    for name, api in made().items():
        if name.endswith(".openapi.json"):
            operations = [
                one["operationId"]
                for entry in api["paths"].values()
                for key, one in entry.items()
                if key != "parameters"
            ]
            assert len(operations) == len(set(operations))


def test_callers_of_an_api_for_aws_credentials_sign() -> None:
    rest = made()["shop.rest.openapi.json"]
    assert (
        rest["components"]["securitySchemes"]["iam"]["x-amazon-apigateway-authtype"] == "awsSigv4"
    )
    [server] = rest["servers"]
    assert server["url"].endswith(".amazonaws.com")


def one_record(event: Mapping[str, Any]) -> Any:
    [record] = event["Records"]
    return record


def test_what_services_deliver() -> None:
    region = "eu-west-1"
    message = one_record(samples.queue_message("work", region, "hi"))
    assert message["eventSourceARN"] == "arn:aws:sqs:eu-west-1:123456789012:work"
    assert message["md5OfBody"] == hashlib.md5(b"hi").hexdigest()
    assert message["eventSource"] == "aws:sqs"
    assert "MessageGroupId" not in message["attributes"]
    fifo = one_record(samples.queue_message("work.fifo", region, fifo=True))
    assert fifo["attributes"]["MessageGroupId"]

    sent = one_record(samples.notification("news", region, "hi"))
    assert sent["EventSource"] == "aws:sns"
    assert sent["Sns"]["TopicArn"] == "arn:aws:sns:eu-west-1:123456789012:news"
    assert sent["Sns"]["Message"] == "hi"
    wrapped = json.loads(samples.notification_in_queue("news", region, "hi"))
    assert (wrapped["Type"], wrapped["Message"]) == ("Notification", "hi")
    assert "SigningCertURL" in wrapped and "SigningCertUrl" in sent["Sns"]

    put = one_record(samples.object_event("photos", region, "in/a.jpg"))
    assert put["s3"]["bucket"] == {
        "name": "photos", "ownerIdentity": {"principalId": "EXAMPLE"}, "arn": "arn:aws:s3:::photos",
    }  # fmt: skip
    assert put["s3"]["object"]["key"] == "in/a.jpg"

    event = samples.bus_event("shop.orders", "OrderPlaced", region, {"id": 1})
    assert set(event) == {
        "version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail",
    }  # fmt: skip
    night = samples.scheduled("night", region)
    assert night["resources"] == ["arn:aws:scheduler:eu-west-1:123456789012:schedule/default/night"]
    assert night["detail"] == "{}"

    change = one_record(samples.table_change("orders", region, {"id": "S", "at": "N"}))
    assert change["dynamodb"]["Keys"] == {"id": {"S": "one"}, "at": {"N": "1"}}
    assert change["dynamodb"]["NewImage"]["id"] == {"S": "one"}
    keys = one_record(samples.table_change("orders", region, {"id": "B"}, "KEYS_ONLY"))
    assert "NewImage" not in keys["dynamodb"]

    record = one_record(samples.stream_record("clicks", region, b"hi"))
    assert base64.b64decode(record["kinesis"]["data"]) == b"hi"
    assert record["eventSourceARN"] == "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks"

    packed = base64.b64decode(samples.log_lines("app", ["boom"])["awslogs"]["data"])
    lines = json.loads(gzip.decompress(packed))
    assert lines["logEvents"][0]["message"] == "boom"


def test_the_command_writes_them_on_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source = str(ROOT / "examples" / "14_http_api.arch")
    plain = CliRunner().invoke(main, ["build", source, "--only", "yaml", "-o", "plain"])
    assert plain.exit_code == 0
    assert not [p for p in Path("plain").iterdir() if "events" in p.name or "openapi" in p.name]
    result = CliRunner().invoke(main, ["build", source, "--only", "yaml", "--extras", "-o", "out"])
    assert result.exit_code == 0
    event = Path("out/14_http_api.events/api-to-hello-GetHello.json")
    assert json.loads(event.read_text(encoding="utf-8"))["routeKey"] == "GET /hello"
    assert f"wrote {event}" in result.output
    assert Path("out/14_http_api.api.openapi.json").is_file()
    assert (event.stat().st_mode & 0o777) == (Path("out/14_http_api.yaml").stat().st_mode & 0o777)


def test_a_design_with_errors_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bad.arch").write_text("architecture lab\nhttp_api api\nhttp_api api\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["build", "bad.arch", "--extras", "-o", "out"])
    assert result.exit_code == 1
    assert not [p for p in Path("out").iterdir() if "openapi" in p.name]
