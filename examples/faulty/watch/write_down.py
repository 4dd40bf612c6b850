"""Writes down every server that has gone."""

import os

import boto3

# archc sets JOURNAL_TABLE because of the arrow `write_down -> journal`.
journal = boto3.resource("dynamodb").Table(os.environ["JOURNAL_TABLE"])


def handler(event, context):
    # An event may come twice; the same key overwrites the same item.
    journal.put_item(
        Item={
            "server": event["detail"]["instance-id"],
            "time": event["time"],
            "state": event["detail"]["state"],
        }
    )
