"""Stores an order."""

import base64
import json
import os
import time
import uuid

import boto3

# archc sets ORDERS_TABLE because of the arrow `enter -> orders`.
orders = boto3.resource("dynamodb").Table(os.environ["ORDERS_TABLE"])


def handler(event, context):
    text = event.get("body") or ""
    try:
        if event.get("isBase64Encoded"):
            text = base64.b64decode(text).decode()
        cents = json.loads(text)["cents"]
    except (ValueError, KeyError, TypeError):
        cents = None
    if not isinstance(cents, int) or isinstance(cents, bool) or cents < 0:
        return answer(400, {"error": 'send {"cents": 4900}'})
    order = {"id": str(uuid.uuid4()), "day": time.strftime("%Y-%m-%d"), "cents": cents}
    orders.put_item(Item=order)
    return answer(201, order)


def answer(status, body):
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json"},
        "body": json.dumps(body),
    }
