"""Tells the team how often the page has answered today."""

import os
import time

import boto3
from boto3.dynamodb.conditions import Key

# archc sets both because of the arrows `report -> visits` and `report -> news`.
visits = boto3.resource("dynamodb").Table(os.environ["VISITS_TABLE"])
news = boto3.resource("sns").Topic(os.environ["NEWS_ARN"])


def handler(event, context):
    today = time.strftime("%Y-%m-%d", time.gmtime())
    found = visits.query(KeyConditionExpression=Key("day").eq(today))["Items"]
    good = [one for one in found if 200 <= one["status"] < 400]
    slowest = max((int(one["milliseconds"]) for one in good), default=0)
    news.publish(
        Subject=f"{len(good)} of {len(found)} visits went well",
        Message=f"On {today} the page answered {len(good)} of {len(found)} times; "
        f"the slowest answer took {slowest} ms.",
    )
