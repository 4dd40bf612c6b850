"""Storage, deployed into ministack: a page's API stores and reads, an upload calls a function."""

from __future__ import annotations

import json
import struct
import time
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from archc.emit import yaml
from tests.designs import compile_example
from tests.engines import ministack_server
from tests.engines.ministack_server import Server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with ministack_server.server("eu-central-1", enforce_iam=True) as running:
        for stem in ("16_page_and_api", "30_thumbnails"):
            compiled = compile_example(stem)
            assert not compiled.has_errors
            template = yaml.emit(compiled.stack).decode()
            # This server speaks plain HTTP, which the buckets' policies refuse, as they should.
            template = template.replace('SecureTransport: "false"', 'SecureTransport: "true"')
            running.deploy(template, stem[3:].replace("_", "-"))
        yield running


def test_the_page_reaches_the_table_through_its_api(server: Server) -> None:
    outputs = server.outputs("page-and-api")
    people = outputs["PageTellsApiUrl"] + "/people"
    stored = server.http("POST", people, body=json.dumps({"name": "Ada"}))
    assert stored.status == 201, stored
    read = server.http("GET", f"{people}/Ada")
    assert (read.status, read.json()["name"]) == (200, "Ada")


def test_the_api_lets_this_page_call_and_no_other(server: Server) -> None:
    outputs = server.outputs("page-and-api")
    page, people = outputs["Url"], outputs["PageTellsApiUrl"] + "/people"
    api = server.resources("page-and-api")["Api"]
    # The server keeps the property in CloudFormation's capitals, where it does not look for it.
    kept = server.raw("GET", f"/v2/apis/{api}", "apigateway").json()["corsConfiguration"]
    server.client("apigatewayv2").update_api(ApiId=api, CorsConfiguration=kept)
    assert asked(server, people, page) == page
    assert asked(server, people, "http://www.example.org") is None


def test_everybody_may_read_the_page_and_nothing_else(server: Server) -> None:
    bucket = server.resources("page-and-api")["Page"]
    client = server.client("s3")
    [statement] = json.loads(client.get_bucket_policy(Bucket=bucket)["Policy"])["Statement"]
    assert statement["Principal"] == "*"
    assert statement["Action"] == "s3:GetObject"
    assert statement["Resource"].endswith(f":{bucket}/*")
    assert client.get_bucket_website(Bucket=bucket)["IndexDocument"] == {"Suffix": "index.html"}


def test_a_picture_becomes_one_half_as_large(server: Server) -> None:
    outputs = server.outputs("thumbnails")
    photos, small = (outputs[name].removeprefix("s3://") for name in ("Upload", "Result"))
    client = server.client("s3")
    client.put_object(Bucket=photos, Key="notes.txt", Body=b"no picture")
    client.put_object(Bucket=photos, Key="a cat.png", Body=picture(6, 4))
    assert wait_for(lambda: keys(client, small)) == ["a cat.png"]
    made = client.get_object(Bucket=small, Key="a cat.png")["Body"].read()
    assert struct.unpack(">II", made[16:24]) == (3, 2)
    time.sleep(1)  # a circle would have made more by now
    assert keys(client, small) == ["a cat.png"]
    assert keys(client, photos) == ["a cat.png", "notes.txt"]
    assert calls(server, "Shrink") == 1


def asked(server: Server, url: str, page: str) -> str | None:
    """The origin that the API allows when a browser asks whether a page may send JSON."""
    wanted = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    answer = server.http("OPTIONS", url, headers={"Origin": page, **wanted})
    assert "content-type" in answer.headers.get("access-control-allow-headers", "content-type")
    return answer.headers.get("access-control-allow-origin")


def keys(client: Any, bucket: str) -> list[str]:
    """The keys of a bucket's objects."""
    return [one["Key"] for one in client.list_objects_v2(Bucket=bucket).get("Contents", ())]


def calls(server: Server, logical_id: str) -> int:
    """How often a function of the thumbnails was called, by what Lambda wrote into its log."""
    logs = server.client("logs")
    group = server.resources("thumbnails")[f"{logical_id}Logs"]
    events = logs.filter_log_events(logGroupName=group)["events"]
    return sum(event["message"].startswith("START") for event in events)


def wait_for(found: Any) -> Any:
    """What a call returns as soon as it returns something."""
    for _ in range(100):
        if result := found():
            return result
        time.sleep(0.1)
    return found()


def picture(width: int, height: int) -> bytes:
    """A PNG with a gradient, every row filtered in another way."""
    rows = b"".join(
        bytes([y % 5]) + bytes((x * 7 + y) % 256 for x in range(3 * width)) for y in range(height)
    )
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )
