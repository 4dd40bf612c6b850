"""Puts an order into the queue and answers at once."""

import base64
import json
import os
import uuid

import boto3

# archc sets WORK_URL because of the arrow `accept -> work`.
queue = boto3.resource("sqs").Queue(os.environ["WORK_URL"])


def handler(event, context):
    text = event.get("body") or ""
    try:
        if event.get("isBase64Encoded"):
            text = base64.b64decode(text).decode()
        sent = json.loads(text)
        customer, item = sent["customer"], sent["item"]
    except (ValueError, KeyError, TypeError):
        return answer(400, {"error": 'send {"customer": "c-1", "item": "Lamp"}'})
    order = {"id": str(uuid.uuid4()), "customer": customer, "item": item}
    queue.send_message(MessageBody=json.dumps(order))
    return answer(202, order)


def answer(status, body):
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json"},
        "body": json.dumps(body),
    }
