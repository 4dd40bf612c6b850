"""Takes an order and writes what happened as one line of JSON into a log of its own."""

import base64
import json
import os
import time
import uuid

import boto3

logs = boto3.client("logs")
GROUP = os.environ["EVENTS_NAME"]  # archc sets it because of the arrow `order -> events`
STREAM = uuid.uuid4().hex
logs.create_log_stream(logGroupName=GROUP, logStreamName=STREAM)


def handler(event, context):
    text = event.get("body") or ""
    try:
        if event.get("isBase64Encoded"):
            text = base64.b64decode(text).decode()
        number = int(json.loads(text)["number"])
    except (ValueError, KeyError, TypeError):
        note("error", "an order without a number")
        return {"statusCode": 400, "body": 'send {"number": 3}'}
    note("info", f"{number} ordered")
    return {"statusCode": 201, "body": json.dumps({"number": number})}


def note(level, message):
    line = json.dumps({"level": level, "message": message})
    entry = {"timestamp": int(time.time() * 1000), "message": line}
    logs.put_log_events(logGroupName=GROUP, logStreamName=STREAM, logEvents=[entry])
