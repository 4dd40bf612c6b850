"""Test events: what AWS hands to a function, by the service that calls it.

For the test button of the console and for `sam local invoke`. Each function gives the record that
AWS documents, whole, with values that are reserved for examples. Kinds answer with one of them in
`sample_event`.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

ACCOUNT = "123456789012"
ADDRESS = "192.0.2.1"
_ID = "11111111-2222-3333-4444-555555555555"
_TIME = "2026-01-01T12:00:00"
_SECONDS = 1767268800  # the same time since 1970
_SIGNATURE = "EXAMPLE"
_HEADERS = {
    "accept": "*/*",
    "content-type": "application/json",
    "user-agent": "curl/8.5.0",
    "x-forwarded-for": ADDRESS,
    "x-forwarded-port": "443",
    "x-forwarded-proto": "https",
}


def arn(service: str, region: str, name: str) -> str:
    """The ARN of a resource called `name` in the account of the documentation."""
    return f"arn:aws:{service}:{region}:{ACCOUNT}:{name}"


def http_request(
    route: str,
    path: str,
    stage: str,
    region: str,
    parameters: Mapping[str, str] | None = None,
    authorizer: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """A request that an HTTP API passes on, payload format 2.0; `path` without the stage."""
    method = route.partition(" ")[0]
    method = method if method.isalpha() and method != "ANY" else "GET"
    whole = path if stage == "$default" else f"/{stage}{path}"
    domain = f"abcdefghij.execute-api.{region}.amazonaws.com"
    body = {"body": '{"message": "hello"}'} if method in ("POST", "PUT", "PATCH") else {}
    return {
        "version": "2.0",
        "routeKey": route,
        "rawPath": whole,
        "rawQueryString": "",
        "headers": {**_HEADERS, "host": domain},
        "requestContext": {
            "accountId": ACCOUNT,
            "apiId": "abcdefghij",
            **({"authorizer": dict(authorizer)} if authorizer else {}),
            "domainName": domain,
            "domainPrefix": "abcdefghij",
            "http": {
                "method": method,
                "path": whole,
                "protocol": "HTTP/1.1",
                "sourceIp": ADDRESS,
                "userAgent": "curl/8.5.0",
            },
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": route,
            "stage": stage,
            "time": "01/Jan/2026:12:00:00 +0000",
            "timeEpoch": _SECONDS * 1000,
        },
        **({"pathParameters": dict(parameters)} if parameters else {}),
        **body,
        "isBase64Encoded": False,
    }


def token(issuer: str, audience: str) -> dict[str, Any]:
    """What an API tells of the JSON web token that it has checked."""
    claims = {
        "iss": issuer,
        "aud": audience,
        "sub": _ID,
        "iat": str(_SECONDS),
        "exp": str(_SECONDS + 3600),
    }
    return {"claims": claims, "scopes": None}


def iam_caller() -> dict[str, Any]:
    """What an API tells of a caller who signed the request with AWS credentials."""
    role = f"arn:aws:sts::{ACCOUNT}:assumed-role/caller/session"
    return {
        "accessKey": "ASIAEXAMPLE",
        "accountId": ACCOUNT,
        "callerId": "AROAEXAMPLE:session",
        "cognitoIdentity": None,
        "principalOrgId": None,
        "userArn": role,
        "userId": "AROAEXAMPLE:session",
    }


def queue_message(queue: str, region: str, body: str = "hello", *, fifo: bool = False) -> Any:
    """One message that Lambda fetched from the queue of this name (Amazon SQS)."""
    order = {
        "SequenceNumber": "18849496460467696128",
        "MessageGroupId": "group",
        "MessageDeduplicationId": "1",
    }
    record = {
        "messageId": _ID,
        "receiptHandle": "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
        "body": body,
        "attributes": {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": str(_SECONDS * 1000),
            **(order if fifo else {}),
            "SenderId": "AIDAIENQZJOLO23YVJ4VO",
            "ApproximateFirstReceiveTimestamp": str(_SECONDS * 1000 + 1),
        },
        "messageAttributes": {},
        "md5OfBody": hashlib.md5(body.encode(), usedforsecurity=False).hexdigest(),
        "eventSource": "aws:sqs",
        "eventSourceARN": arn("sqs", region, queue),
        "awsRegion": region,
    }
    return {"Records": [record]}


def notification(topic: str, region: str, message: str = "hello") -> dict[str, Any]:
    """A message that a topic delivers to a function (Amazon SNS)."""
    sent = _notification(topic, region, message, "Url")
    return {
        "Records": [
            {
                "EventSource": "aws:sns",
                "EventVersion": "1.0",
                "EventSubscriptionArn": f"{arn('sns', region, topic)}:{_ID}",
                "Sns": {**sent, "MessageAttributes": {}},
            }
        ]
    }


def notification_in_queue(topic: str, region: str, message: str = "hello") -> str:
    """The body of a message that a topic put into a queue, unless its delivery is raw."""
    return json.dumps(_notification(topic, region, message, "URL"))


def _notification(topic: str, region: str, message: str, url: str) -> dict[str, Any]:
    address = f"https://sns.{region}.amazonaws.com/"
    return {
        "Type": "Notification",
        "MessageId": _ID,
        "TopicArn": arn("sns", region, topic),
        "Subject": "example subject",
        "Message": message,
        "Timestamp": f"{_TIME}.000Z",
        "SignatureVersion": "1",
        "Signature": _SIGNATURE,
        f"SigningCert{url}": f"{address}SimpleNotificationService-0000.pem",
        f"Unsubscribe{url}": f"{address}?Action=Unsubscribe",
    }


def object_event(
    bucket: str, region: str, key: str = "in/photo.jpg", name: str = "ObjectCreated:Put"
) -> dict[str, Any]:
    """A notification of a bucket about one of its objects (Amazon S3)."""
    record = {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": region,
        "eventTime": f"{_TIME}.000Z",
        "eventName": name,
        "userIdentity": {"principalId": "EXAMPLE"},
        "requestParameters": {"sourceIPAddress": ADDRESS},
        "responseElements": {"x-amz-request-id": "EXAMPLE123456789", "x-amz-id-2": "EXAMPLE"},
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": "archc",
            "bucket": {
                "name": bucket,
                "ownerIdentity": {"principalId": "EXAMPLE"},
                "arn": f"arn:aws:s3:::{bucket}",
            },
            "object": {
                "key": key,
                "size": 1024,
                "eTag": "0123456789abcdef0123456789abcdef",
                "sequencer": "0A1B2C3D4E5F678901",
            },
        },
    }
    return {"Records": [record]}


def bus_event(
    source: str,
    detail_type: str,
    region: str,
    detail: Mapping[str, Any] | None = None,
    resources: Sequence[str] = (),
) -> dict[str, Any]:
    """An event as a rule hands it on (Amazon EventBridge)."""
    return {
        "version": "0",
        "id": _ID,
        "detail-type": detail_type,
        "source": source,
        "account": ACCOUNT,
        "time": f"{_TIME}Z",
        "region": region,
        "resources": list(resources),
        "detail": dict(detail or {}),
    }


def fitting(pattern: Mapping[str, Any]) -> dict[str, Any]:
    """An event's fields that fit a pattern of EventBridge; what must be absent is left out."""
    found = {key: _fitting(wanted) for key, wanted in pattern.items()}
    return {key: value for key, value in found.items() if value is not None}


def _fitting(wanted: Any) -> Any:
    if isinstance(wanted, Mapping):
        return fitting(wanted)
    first = wanted[0] if isinstance(wanted, (list, tuple)) and wanted else wanted
    return _matched(first) if isinstance(first, Mapping) else first


def _matched(test: Mapping[str, Any]) -> Any:
    """A value that passes one test of a pattern; None where there must be none."""
    match next(iter(test.items()), ("", None)):
        case "numeric", [str(sign), (int() | float()) as bound, *_]:
            return bound + {">": 1, "<": -1}.get(sign, 0)
        case (("prefix" | "suffix" | "equals-ignore-case"), str(text)):
            return text
        case "wildcard", str(text):
            return text.replace("*", "x")
        case "exists", False:
            return None
        case "cidr", str(block):
            return block.partition("/")[0]
        case _:
            return "example"


def scheduled(schedule: str, region: str) -> dict[str, Any]:
    """What a schedule hands to its target where it says nothing else (EventBridge Scheduler)."""
    whole = arn("scheduler", region, f"schedule/default/{schedule}")
    event = bus_event("aws.scheduler", "Scheduled Event", region, resources=[whole])
    return event | {"detail": "{}"}  # a text, unlike in every other event


def table_change(
    table: str,
    region: str,
    keys: Mapping[str, str],
    view: str = "NEW_AND_OLD_IMAGES",
) -> dict[str, Any]:
    """One changed item from a table's stream; `keys` has DynamoDB's letter of each key."""
    item = {name: _typed(letter) for name, letter in keys.items()}
    images = {
        "NewImage": {**item, "Message": {"S": "new"}},
        "OldImage": {**item, "Message": {"S": "old"}},
    }
    shown = {
        "NEW_AND_OLD_IMAGES": ("NewImage", "OldImage"),
        "NEW_IMAGE": ("NewImage",),
        "OLD_IMAGE": ("OldImage",),
        "KEYS_ONLY": (),
    }[view]
    record = {
        "eventID": "c4ca4238a0b923820dcc509a6f75849b",
        "eventName": "MODIFY",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": region,
        "dynamodb": {
            "ApproximateCreationDateTime": _SECONDS,
            "Keys": item,
            **{name: images[name] for name in shown},
            "SequenceNumber": "4421584500000000017450439091",
            "SizeBytes": 26,
            "StreamViewType": view,
        },
        "eventSourceARN": arn("dynamodb", region, f"table/{table}/stream/{_TIME}.000"),
    }
    return {"Records": [record]}


def _typed(letter: str) -> dict[str, str]:
    return {letter: {"N": "1", "B": base64.b64encode(b"1").decode()}.get(letter, "one")}


def stream_record(stream: str, region: str, data: bytes = b"hello") -> dict[str, Any]:
    """One record that Lambda fetched from a stream (Amazon Kinesis)."""
    record = {
        "kinesis": {
            "kinesisSchemaVersion": "1.0",
            "partitionKey": "1",
            "sequenceNumber": "49590338271490256608559692538361571095921575989136588898",
            "data": base64.b64encode(data).decode(),
            "approximateArrivalTimestamp": float(_SECONDS),
        },
        "eventSource": "aws:kinesis",
        "eventVersion": "1.0",
        "eventID": "shardId-000000000006:49590338271490256608559692538361571095921575989136588898",
        "eventName": "aws:kinesis:record",
        "invokeIdentityArn": f"arn:aws:iam::{ACCOUNT}:role/lambda-role",
        "awsRegion": region,
        "eventSourceARN": arn("kinesis", region, f"stream/{stream}"),
    }
    return {"Records": [record]}


def log_lines(group: str, lines: Sequence[str] = ("[ERROR] example",)) -> dict[str, Any]:
    """Lines of a log that a subscription filter lets through (CloudWatch Logs)."""
    content = {
        "messageType": "DATA_MESSAGE",
        "owner": ACCOUNT,
        "logGroup": group,
        "logStream": "2026/01/01/[$LATEST]example",
        "subscriptionFilters": ["archc"],
        "logEvents": [
            {"id": f"{number:056}", "timestamp": _SECONDS * 1000 + number, "message": line}
            for number, line in enumerate(lines)
        ],
    }
    packed = gzip.compress(json.dumps(content).encode(), mtime=0)
    return {"awslogs": {"data": base64.b64encode(packed).decode()}}
