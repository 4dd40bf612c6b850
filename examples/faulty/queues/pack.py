"""Packs what has been billed, in the order in which each customer bought it."""

import json
import os

import boto3

# archc sets PARCELS_TABLE because of the arrow `pack -> parcels`.
parcels = boto3.resource("dynamodb").Table(os.environ["PARCELS_TABLE"])


def handler(event, context):
    for number, record in enumerate(event["Records"]):
        try:
            parcels.put_item(Item=json.loads(record["body"]))
        except Exception as problem:
            print(f"{record['messageId']}: {problem!r}")
            # What stands behind a failed message waits, or the order would be lost.
            rest = event["Records"][number:]
            return {"batchItemFailures": [{"itemIdentifier": r["messageId"]} for r in rest]}
    return {"batchItemFailures": []}
