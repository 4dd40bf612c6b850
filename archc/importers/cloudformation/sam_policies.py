"""SAM's policy templates, for the services that archc has kinds for: actions, and on what."""

from __future__ import annotations

from collections.abc import Mapping

_Statements = tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]


def _arn(service: str, rest: str) -> str:
    return f"arn:${{AWS::Partition}}:{service}:${{AWS::Region}}:${{AWS::AccountId}}:{rest}"


def _of(service: str, actions: str, *arns: str) -> _Statements:
    return ((tuple(f"{service}:{action}" for action in actions.split()), arns),)


_TABLE = (_arn("dynamodb", "table/${TableName}"), _arn("dynamodb", "table/${TableName}/index/*"))
_BUCKET = "arn:${AWS::Partition}:s3:::${BucketName}"
_OBJECTS = f"{_BUCKET}/*"
_STREAM = _arn("kinesis", "stream/${StreamName}")
_S3_READ = "GetObject ListBucket GetBucketLocation GetObjectVersion GetLifecycleConfiguration"

TEMPLATES: Mapping[str, _Statements] = {
    "AWSSecretsManagerGetSecretValuePolicy": _of(
        "secretsmanager", "GetSecretValue", "${SecretArn}"
    ),
    "CloudWatchPutMetricPolicy": _of("cloudwatch", "PutMetricData", "*"),
    "ComprehendBasicAccessPolicy": _of(
        "comprehend",
        "BatchDetectKeyPhrases DetectDominantLanguage DetectEntities BatchDetectEntities "
        "DetectKeyPhrases DetectSentiment BatchDetectDominantLanguage BatchDetectSentiment",
        "*",
    ),
    "DynamoDBCrudPolicy": _of(
        "dynamodb",
        "GetItem DeleteItem PutItem Scan Query UpdateItem BatchWriteItem BatchGetItem "
        "DescribeTable ConditionCheckItem",
        *_TABLE,
    ),
    "DynamoDBReadPolicy": _of("dynamodb", "GetItem Scan Query BatchGetItem DescribeTable", *_TABLE),
    "DynamoDBReconfigurePolicy": _of("dynamodb", "UpdateTable", _TABLE[0]),
    "DynamoDBStreamReadPolicy": (
        *_of(
            "dynamodb",
            "DescribeStream GetRecords GetShardIterator",
            _arn("dynamodb", "table/${TableName}/stream/${StreamName}"),
        ),
        *_of("dynamodb", "ListStreams", _arn("dynamodb", "table/${TableName}/stream/*")),
    ),
    "DynamoDBWritePolicy": _of("dynamodb", "PutItem UpdateItem BatchWriteItem", *_TABLE),
    "EventBridgePutEventsPolicy": _of(
        "events", "PutEvents", _arn("events", "event-bus/${EventBusName}")
    ),
    "KinesisCrudPolicy": _of(
        "kinesis",
        "AddTagsToStream CreateStream DecreaseStreamRetentionPeriod DeleteStream DescribeStream "
        "DescribeStreamSummary GetShardIterator IncreaseStreamRetentionPeriod ListTagsForStream "
        "MergeShards PutRecord PutRecords SplitShard RemoveTagsFromStream",
        _STREAM,
    ),
    "KinesisStreamReadPolicy": (
        *_of("kinesis", "ListStreams DescribeLimits", _arn("kinesis", "stream/*")),
        *_of(
            "kinesis",
            "DescribeStream DescribeStreamSummary GetRecords GetShardIterator ListShards",
            _STREAM,
        ),
    ),
    "LambdaInvokePolicy": _of(
        "lambda", "InvokeFunction", _arn("lambda", "function:${FunctionName}*")
    ),
    "PollyFullAccessPolicy": _of("polly", "SynthesizeSpeech DescribeVoices", "*"),
    "RekognitionDetectOnlyPolicy": _of(
        "rekognition", "DetectFaces DetectLabels DetectModerationLabels DetectText", "*"
    ),
    "S3CrudPolicy": _of(
        "s3",
        f"{_S3_READ} PutObject PutObjectAcl PutLifecycleConfiguration DeleteObject",
        _BUCKET,
        _OBJECTS,
    ),
    "S3FullAccessPolicy": (
        *_of(
            "s3",
            "GetObject GetObjectAcl GetObjectVersion PutObject PutObjectAcl DeleteObject "
            "DeleteObjectTagging DeleteObjectVersionTagging GetObjectTagging "
            "GetObjectVersionTagging PutObjectTagging PutObjectVersionTagging",
            _OBJECTS,
        ),
        *_of(
            "s3",
            "ListBucket GetBucketLocation GetLifecycleConfiguration PutLifecycleConfiguration",
            _BUCKET,
        ),
    ),
    "S3ReadPolicy": _of("s3", _S3_READ, _BUCKET, _OBJECTS),
    "S3WritePolicy": _of(
        "s3", "PutObject PutObjectAcl PutLifecycleConfiguration", _BUCKET, _OBJECTS
    ),
    "SNSCrudPolicy": _of(
        "sns",
        "ListSubscriptionsByTopic CreateTopic SetTopicAttributes Subscribe Publish",
        _arn("sns", "${TopicName}*"),
    ),
    "SNSPublishMessagePolicy": _of("sns", "Publish", _arn("sns", "${TopicName}")),
    "SQSPollerPolicy": _of(
        "sqs",
        "ChangeMessageVisibility ChangeMessageVisibilityBatch DeleteMessage DeleteMessageBatch "
        "GetQueueAttributes ReceiveMessage",
        _arn("sqs", "${QueueName}"),
    ),
    "SQSSendMessagePolicy": _of("sqs", "SendMessage", _arn("sqs", "${QueueName}")),
    "SSMParameterReadPolicy": (
        *_of("ssm", "DescribeParameters", "*"),
        *_of(
            "ssm",
            "GetParameters GetParameter GetParametersByPath",
            _arn("ssm", "parameter/${ParameterName}"),
        ),
    ),
    "SSMParameterWithSlashPrefixReadPolicy": (
        *_of("ssm", "DescribeParameters", "*"),
        *_of(
            "ssm",
            "GetParameters GetParameter GetParametersByPath",
            _arn("ssm", "parameter${ParameterName}"),
        ),
    ),
    "StepFunctionsExecutionPolicy": _of(
        "states", "StartExecution", _arn("states", "stateMachine:${StateMachineName}")
    ),
    "TextractPolicy": _of(
        "textract",
        "DetectDocumentText StartDocumentTextDetection StartDocumentAnalysis AnalyzeDocument",
        "*",
    ),
}
