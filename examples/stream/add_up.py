"""Adds new orders to the takings of their day."""

import os

import boto3

# archc sets TOTALS_TABLE because of the arrow `add_up -> totals`.
totals = boto3.resource("dynamodb").Table(os.environ["TOTALS_TABLE"])


def handler(event, context):
    for record in event["Records"]:
        if record["eventName"] != "INSERT":
            continue
        try:
            add(record["dynamodb"]["NewImage"])
        except Exception as problem:
            number = record["dynamodb"]["SequenceNumber"]
            print(f"{number}: {problem!r}")
            # Lambda goes on with this record: those before it are done.
            return {"batchItemFailures": [{"itemIdentifier": number}]}
    return {"batchItemFailures": []}


def add(order):
    # Counted twice if the function ends right here; books would store each order's id as well.
    totals.update_item(
        Key={"day": order["day"]["S"]},
        UpdateExpression="ADD cents :cents, orders :one",
        ExpressionAttributeValues={":cents": int(order["cents"]["N"]), ":one": 1},
    )
