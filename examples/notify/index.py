"""Takes a sale and tells everybody who has subscribed."""

import base64
import json
import os

import boto3

# archc sets SALES_ARN because of the arrow `sell -> sales`.
topic = boto3.resource("sns").Topic(os.environ["SALES_ARN"])


def handler(event, context):
    sale = read(event)
    if sale is None:
        return answer(400, {"error": 'send {"item": "Lamp", "total": 49}'})
    sent = topic.publish(
        Subject="A sale",
        Message=f"Sold: {sale['item']} for {sale['total']} EUR",
        # Filters of subscriptions look at attributes, not at the text.
        MessageAttributes={
            "total": {"DataType": "Number", "StringValue": str(sale["total"])}
        },
    )
    return answer(202, {"message": sent["MessageId"]})


def read(event):
    text = event.get("body") or ""
    try:
        if event.get("isBase64Encoded"):
            text = base64.b64decode(text).decode()
        sale = json.loads(text)
        item, total = sale["item"], sale["total"]
    except (ValueError, KeyError, TypeError):
        return None
    sound = isinstance(item, str) and 1 <= len(item) <= 100
    number = isinstance(total, (int, float)) and not isinstance(total, bool) and total >= 0
    return {"item": item, "total": total} if sound and number else None


def answer(status, body):
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json"},
        "body": json.dumps(body),
    }
