"""Takes an order and tells the bus what happened; rules decide who hears of it."""

import base64
import json
import os

import boto3

# archc sets SHOP_EVENTS_NAME because of the arrow `sell -> shop_events`.
bus = os.environ["SHOP_EVENTS_NAME"]
events = boto3.client("events")


def handler(event, context):
    text = event.get("body") or ""
    try:
        if event.get("isBase64Encoded"):
            text = base64.b64decode(text).decode()
        total = float(json.loads(text)["total"])
    except (ValueError, KeyError, TypeError):
        return answer(400, {"error": 'send {"total": 120}'})
    entry = {
        "EventBusName": bus,
        "Source": "shop.orders",
        "DetailType": "OrderPlaced",
        "Detail": json.dumps({"total": total}),
    }
    # Refused entries are no exception: they are counted in the answer.
    if events.put_events(Entries=[entry])["FailedEntryCount"]:
        return answer(503, {"error": "try again"})
    return answer(202, {"total": total})


def answer(status, body):
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json"},
        "body": json.dumps(body),
    }
