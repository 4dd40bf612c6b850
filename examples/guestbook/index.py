"""Stores the people who sign the guestbook, and finds them again by their name."""

import base64
import json
import os
import time

import boto3

# archc sets PEOPLE_TABLE because of the arrow `greet -> people`.
people = boto3.resource("dynamodb").Table(os.environ["PEOPLE_TABLE"])


def handler(event, context):
    if event["requestContext"]["http"]["method"] == "POST":
        return sign(event)
    return find(event["pathParameters"]["name"])


def sign(event):
    text = event.get("body") or ""
    try:
        if event.get("isBase64Encoded"):
            text = base64.b64decode(text).decode()
        name = json.loads(text)["name"]
    except (ValueError, KeyError, TypeError):
        name = None
    if not isinstance(name, str) or not 1 <= len(name) <= 100:
        return answer(400, {"error": 'send {"name": "Ada"}, 1 to 100 characters'})
    people.put_item(Item={"name": name, "signed": int(time.time())})
    return answer(201, {"name": name})


def find(name):
    item = people.get_item(Key={"name": name}).get("Item")
    if item is None:
        return answer(404, {"error": f"nobody called {name} has signed"})
    return answer(200, {"name": item["name"], "signed": int(item["signed"])})


def answer(status, body):
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json"},
        "body": json.dumps(body),
    }
