"""Gets log events that match the filter, packed by CloudWatch Logs, and says what is in them."""

import base64
import gzip
import json


def handler(event, context):
    packed = base64.b64decode(event["awslogs"]["data"])
    batch = json.loads(gzip.decompress(packed))
    for entry in batch["logEvents"]:
        print(f"{batch['logGroup']}: {entry['message']}")
    return len(batch["logEvents"])
