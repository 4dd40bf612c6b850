"""Designs that send messages, deployed into ministack: what is sent arrives, what fails is kept."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped, unused-ignore]

from archc.compiler import Compilation
from archc.emit import yaml
from tests.designs import ROOT, compile_example, compile_file, compile_text
from tests.engines import ministack_server
from tests.engines.ministack_server import Server

_PATIENCE = 40.0  # seconds
STACK = "messages"
PLAIN = 'aws:SecureTransport: "false"'  # what the policies refuse
EVERYBODY = '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sqs:*"}]}'


@contextmanager
def running(compiled: Compilation, **parameters: str) -> Iterator[Server]:
    """A server that holds the design's stack, and every role to its rights.

    The server on the loopback speaks no TLS, so the policies refuse everything else here.
    """
    assert not compiled.has_errors
    template = yaml.emit(compiled.stack).decode().replace(PLAIN, PLAIN.replace("false", "true"))
    with ministack_server.server("eu-central-1", enforce_iam=True) as server:
        server.deploy(template, STACK, parameters)
        yield server


def eventually(look: Callable[[], Any]) -> Any:
    """What `look` finds in the end."""
    deadline = time.monotonic() + _PATIENCE
    while not (found := look()) and time.monotonic() < deadline:
        time.sleep(0.2)
    return found


def items(server: Server, table: str) -> list[dict[str, Any]]:
    """Every item of a table, by its logical id."""
    found = server.client("dynamodb").scan(TableName=server.resources(STACK)[table])["Items"]
    return [{key: next(iter(value.values())) for key, value in item.items()} for item in found]


def messages(server: Server, queue_url: str) -> list[str]:
    """Bodies of messages that wait in a queue."""
    got = server.client("sqs").receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10)
    return [message["Body"] for message in got.get("Messages", [])]


def overhear(server: Server, topic: str) -> str:
    """The URL of a new queue that gets what a topic publishes from now on."""
    sqs = server.client("sqs")
    url: str = sqs.create_queue(QueueName="ear", Attributes={"Policy": EVERYBODY})["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    server.client("sns").subscribe(
        TopicArn=server.resources(STACK)[topic],
        Protocol="sqs",
        Endpoint=arn["QueueArn"],
        Attributes={"RawMessageDelivery": "true"},
    )
    return url


def test_what_does_not_come_over_tls_is_refused() -> None:
    template = yaml.emit(compile_text(FAN_OUT, {"pack.py": PACK}).stack).decode()
    with ministack_server.server("eu-central-1", enforce_iam=True) as server:
        server.deploy(template, STACK)
        made = server.resources(STACK)
        with pytest.raises(ClientError) as published:
            server.client("sns").publish(TopicArn=made["Orders"], Message="{}")
        with pytest.raises(ClientError) as sent:
            server.client("sqs").send_message(QueueUrl=made["Parcels"], MessageBody="{}")
        codes = [one.value.response["Error"]["Code"] for one in (published, sent)]
        assert codes == ["AuthorizationError", "AccessDenied"]


def test_a_topic_starts_a_function_that_stores() -> None:
    with running(compile_example("19_split_services")) as server:
        answer = server.http("POST", server.outputs(STACK)["Url"], body={"item": "Lamp"})
        assert answer.status == 202, answer
        [order] = eventually(lambda: items(server, "OrderBook"))
        assert (order["id"], order["item"]) == (answer.json()["id"], "Lamp")


def test_an_order_goes_from_queue_to_queue() -> None:
    with running(compile_example("21_queues")) as server:
        order = {"customer": "c-1", "item": "Lamp"}
        answer = server.http("POST", server.outputs(STACK)["Url"], body=order)
        assert answer.status == 202, answer
        [parcel] = eventually(lambda: items(server, "Parcels"))
        assert (parcel["id"], parcel["price"]) == (answer.json()["id"], "49")


FAN_OUT = """
architecture fan_out
topic orders
queue all_of_them
queue parcels { visibility: 1s; dead_letters: parked after 2 }
queue parked { keep: 14 days }
function pack { code: file("pack.py"); timeout: 1s }
orders -> all_of_them : raw
orders -> parcels { raw; filter: { kind: ["parcel"] } }
parcels -> pack
"""
PACK = """
import json

def handler(event, context):
    failed = [r["messageId"] for r in event["Records"] if json.loads(r["body"])["item"] == "poison"]
    return {"batchItemFailures": [{"itemIdentifier": one} for one in failed]}
"""


def test_a_topic_copies_and_filters_and_a_poisoned_message_is_parked() -> None:
    with running(compile_text(FAN_OUT, {"pack.py": PACK})) as server:
        resources = server.resources(STACK)
        for item, kind in (("Lamp", "parcel"), ("poison", "parcel"), ("Book", "download")):
            server.client("sns").publish(
                TopicArn=resources["Orders"],
                Message=json.dumps({"item": item}),
                MessageAttributes={"kind": {"DataType": "String", "StringValue": kind}},
            )
        heard = {json.loads(body)["item"] for body in messages(server, resources["AllOfThem"])}
        assert heard == {"Lamp", "poison", "Book"}
        parked = eventually(lambda: messages(server, resources["Parked"]))
        assert parked == ['{"item": "poison"}']
        left = server.client("sqs").get_queue_attributes(
            QueueUrl=resources["Parcels"], AttributeNames=["All"]
        )["Attributes"]
        assert left["ApproximateNumberOfMessages"] == "0"


def test_rules_pick_what_fits_on_both_buses() -> None:
    path = ROOT / "examples" / "24_event_rule.arch"
    # Nobody but AWS may send events as `aws.ec2`.
    text = path.read_text(encoding="utf-8").replace("aws.ec2", "lab.ec2")
    with running(compile_file(path, text)) as server:
        ear = overhear(server, "Ops")
        state = {"instance-id": "i-0123456789abcdef0", "state": "stopped"}
        for name in ("stopped", "terminated"):
            entry = {
                "Source": "lab.ec2",
                "DetailType": "EC2 Instance State-change Notification",
                "Detail": json.dumps(state | {"state": name}),
            }
            server.client("events").put_events(Entries=[entry])
        [written] = eventually(lambda: items(server, "Journal"))
        assert (written["server"], written["state"]) == (state["instance-id"], "terminated")
        [heard] = eventually(lambda: messages(server, ear))
        assert json.loads(heard)["detail"]["state"] == "terminated"
        bus = server.resources(STACK)["ShopEvents"]
        for total in (50, 500):
            entry = {
                "EventBusName": bus,
                "Source": "shop.orders",
                "DetailType": "OrderPlaced",
                "Detail": json.dumps({"total": total}),
            }
            server.client("events").put_events(Entries=[entry])
        [large] = eventually(lambda: [m for m in messages(server, ear) if "shop.orders" in m])
        assert json.loads(large)["detail"]["total"] == 500


def test_a_function_puts_events_with_its_own_rights() -> None:
    with running(compile_example("24_event_rule")) as server:
        ear = overhear(server, "Ops")
        api = server.client("apigatewayv2").get_apis()["Items"][0]["ApiId"]
        answer = server.http("POST", f"{api}/$default/orders", body={"total": 500})
        assert answer.status == 202, answer
        [heard] = eventually(lambda: messages(server, ear))
        assert json.loads(heard)["source"] == "shop.orders"


def test_a_tables_stream_adds_up() -> None:
    with running(compile_example("36_table_stream")) as server:
        api = server.client("apigatewayv2").get_apis()["Items"][0]["ApiId"]
        for cents in (100, 23):
            answer = server.http("POST", f"{api}/$default/orders", body={"cents": cents})
            assert answer.status == 201, answer
        found = eventually(lambda: [t for t in items(server, "Totals") if t["cents"] == "123"])
        assert [total["orders"] for total in found] == ["2"]


@pytest.mark.parametrize(("schedule", "expression"), [("Pulse", "rate"), ("Evening", "cron")])
def test_a_schedule_may_invoke_its_function_and_nothing_else(
    schedule: str, expression: str
) -> None:
    with running(compile_example("48_scheduled")) as server:
        resources = server.resources(STACK)
        scheduler = server.client("scheduler")
        [one] = scheduler.list_schedules(GroupName=resources[schedule])["Schedules"]
        found = scheduler.get_schedule(GroupName=resources[schedule], Name=one["Name"])
        assert found["ScheduleExpression"].startswith(expression)
        role = found["Target"]["RoleArn"].rpartition("/")[2]
        assert role == resources[f"{schedule}Role"]
        policy = server.client("iam").get_role_policy(RoleName=role, PolicyName="arrows")
        [statement] = policy["PolicyDocument"]["Statement"]
        assert statement["Action"] == ["lambda:InvokeFunction"]
        assert statement["Resource"] == found["Target"]["Arn"]


def test_what_schedules_start_does_its_work() -> None:
    with running(compile_example("48_scheduled")) as server:
        resources = server.resources(STACK)
        got = server.client("lambda").invoke(FunctionName=resources["Look"])
        assert "FunctionError" not in got, got["Payload"].read()
        assert len(items(server, "Visits")) == 1
        # The engine has no servers to stop; the right to is there, for tagged ones alone.
        role = resources["RestRole"]
        policy = server.client("iam").get_role_policy(RoleName=role, PolicyName="arrows")
        [stop] = [
            statement
            for statement in policy["PolicyDocument"]["Statement"]
            if "ec2:StopInstances" in statement["Action"]
        ]
        assert stop["Condition"] == {"StringEquals": {"aws:ResourceTag/environment": "dev"}}
        assert stop["Resource"].endswith(":instance/*")


def test_sales_are_told_to_everybody_who_has_subscribed() -> None:
    with running(compile_example("18_notify"), AccountingMail="accounting@example.org") as server:
        ear = overhear(server, "Sales")
        sale = {"item": "Lamp", "total": 49}
        answer = server.http("POST", server.outputs(STACK)["Url"], body=sale)
        assert answer.status == 202, answer
        assert eventually(lambda: messages(server, ear)) == ["Sold: Lamp for 49 EUR"]
        topic = server.resources(STACK)["Sales"]
        found = server.client("sns").list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
        ends = {(one["Protocol"], one["Endpoint"]) for one in found}
        assert {("email", "accounting@example.org"), ("sms", "+4917139200123")} <= ends
