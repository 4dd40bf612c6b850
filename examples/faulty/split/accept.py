"""Accepts an order, tells the topic, and answers at once."""

import base64
import json
import os
import uuid

import boto3

# archc sets ORDERS_ARN because of the arrow `accept_order -> orders`.
topic = boto3.resource("sns").Topic(os.environ["ORDERS_ARN"])


def handler(event, context):
    text = event.get("body") or ""
    try:
        if event.get("isBase64Encoded"):
            text = base64.b64decode(text).decode()
        item = json.loads(text)["item"]
    except (ValueError, KeyError, TypeError):
        item = None
    if not isinstance(item, str) or not 1 <= len(item) <= 100:
        return answer(400, {"error": 'send {"item": "Lamp"}, 1 to 100 characters'})
    order = {"id": str(uuid.uuid4()), "item": item}
    topic.publish(Message=json.dumps(order))
    # Accepted, not stored yet: that is what 202 says.
    return answer(202, order)


def answer(status, body):
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json"},
        "body": json.dumps(body),
    }
