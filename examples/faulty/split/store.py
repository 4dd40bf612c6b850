"""Stores the orders that the topic hands over."""

import json
import os
import time

import boto3

# archc sets ORDER_BOOK_TABLE because of the arrow `store_order -> order_book`.
book = boto3.resource("dynamodb").Table(os.environ["ORDER_BOOK_TABLE"])


def handler(event, context):
    for record in event["Records"]:
        order = json.loads(record["Sns"]["Message"])
        # A topic may deliver twice; the same id overwrites the same item.
        book.put_item(
            Item={"id": order["id"], "item": order["item"], "stored": int(time.time())}
        )
