"""Takes an order and publishes it once; the topic copies it into the queues."""

import base64
import json
import os
import uuid

import boto3

# archc sets ORDERS_ARN because of the arrow `take_order -> orders`.
topic = boto3.resource("sns").Topic(os.environ["ORDERS_ARN"])
KINDS = ("parcel", "letter", "download")


def handler(event, context):
    text = event.get("body") or ""
    try:
        if event.get("isBase64Encoded"):
            text = base64.b64decode(text).decode()
        kind = json.loads(text)["kind"]
    except (ValueError, KeyError, TypeError):
        kind = None
    if kind not in KINDS:
        return answer(400, {"error": 'send {"kind": "parcel"}, "letter" or "download"'})
    order = {"id": str(uuid.uuid4()), "kind": kind}
    topic.publish(
        Message=json.dumps(order),
        # What is downloaded is billed and not shipped: the subscription filters by this.
        MessageAttributes={"kind": {"DataType": "String", "StringValue": kind}},
    )
    return answer(202, order)


def answer(status, body):
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json"},
        "body": json.dumps(body),
    }
