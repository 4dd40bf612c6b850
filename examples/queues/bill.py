"""Writes the bills of a batch of orders, and says which of them failed."""

import json
import os

import boto3

# archc sets PACKING_URL because of the arrow `bill -> packing`.
packing = boto3.resource("sqs").Queue(os.environ["PACKING_URL"])
PRICES = {"Lamp": 49, "Chair": 120}


def handler(event, context):
    failed = []
    for record in event["Records"]:
        try:
            bill(json.loads(record["body"]))
        except Exception as problem:
            print(f"{record['messageId']}: {problem!r}")
            failed.append({"itemIdentifier": record["messageId"]})
    # Only these come back; the others are done and deleted.
    return {"batchItemFailures": failed}


def bill(order):
    parcel = {"id": order["id"], "item": order["item"], "price": PRICES[order["item"]]}
    packing.send_message(
        MessageBody=json.dumps(parcel),
        # The order of messages is kept within a group: here, those of one customer.
        MessageGroupId=str(order["customer"]),
    )
