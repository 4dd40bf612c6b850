"""Looks at a page and writes down how that went."""

import os
import time
import urllib.request

import boto3

# archc sets VISITS_TABLE because of the arrow `look -> visits`.
visits = boto3.resource("dynamodb").Table(os.environ["VISITS_TABLE"])
MONTH = 31 * 24 * 3600


def handler(event, context):
    start = time.time()
    try:
        with urllib.request.urlopen(os.environ["PAGE"], timeout=20) as page:
            status = page.status
    except OSError as problem:
        # An answer such as 404 is an error too, and has a code.
        status = getattr(problem, "code", 0)
    now = time.gmtime(start)
    visits.put_item(
        Item={
            "day": time.strftime("%Y-%m-%d", now),
            "time": time.strftime("%H:%M:%S", now),
            "status": status,
            "milliseconds": int((time.time() - start) * 1000),
            "gone_at": int(start) + MONTH,
        }
    )
