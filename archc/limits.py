"""What AWS changes over time: limits, regions and versions. Checked in 2026-11."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

CHECKED = "2026-11"

# A VPC's and a subnet's block, as prefix lengths, and the addresses AWS keeps of every subnet.
BLOCK_PREFIXES = range(16, 29)
RESERVED_ADDRESSES = 5
BALANCER_ADDRESSES = 8  # that a load balancer wants free in each of its subnets

VPCS_PER_REGION = 5  # the default quota
# Blocks that a VPC may have, and that something else in most accounts has already.
TAKEN_BLOCKS = {
    "172.31.0.0/16": "the default VPC of every region",
    "172.17.0.0/16": "Docker, and with it AWS Cloud9 and SageMaker",
}
USER_DATA_BYTES = 16 * 1024  # before encoding

# What AWS's offer for new accounts covers: types larger than `medium`, and GiB of volumes.
FREE_TIER_TYPES = ("c7i-flex.large", "m7i-flex.large")
FREE_TIER_DISK = 30

# Tags of one resource, and the longest key and value.
TAGS_PER_RESOURCE = 50
TAG_KEY_LENGTH = 128
TAG_VALUE_LENGTH = 256
POLICIES_PER_ROLE = 10  # managed ones; the default quota

# Functions that run at the same time in a region, and how many of them nobody may reserve.
CONCURRENT_FUNCTIONS = 1000
UNRESERVED_FUNCTIONS = 100

RULE_TARGETS = 5  # of one EventBridge rule
# The largest message in KiB, by kind.
MESSAGE_SIZES = {"topic": 256, "queue": 1024, "event_bus": 1024, "stream": 1024}

# What RDS runs for a major version.
ENGINE_VERSIONS = {
    "postgres": {"14": "14.24", "15": "15.19", "16": "16.15", "17": "17.11", "18": "18.6"},
    "mysql": {"8.0": "8.0.46", "8.4": "8.4.11"},
    "mariadb": {"10.11": "10.11.19", "11.4": "11.4.13", "11.8": "11.8.9"},
}

# Lambda's runtimes by the words of the language, and those that AWS no longer patches.
RUNTIMES = {
    "python3.14": "python3.14",
    "python3.13": "python3.13",
    "python3.12": "python3.12",
    "python3.11": "python3.11",
    "python3.10": "python3.10",
    "python3.9": "python3.9",
    "python3.8": "python3.8",
    "nodejs24": "nodejs24.x",
    "nodejs22": "nodejs22.x",
    "nodejs20": "nodejs20.x",
    "nodejs18": "nodejs18.x",
    "nodejs16": "nodejs16.x",
    "nodejs14": "nodejs14.x",
    "nodejs12": "nodejs12.x",
    "java25": "java25",
    "java21": "java21",
    "java17": "java17",
    "dotnet10": "dotnet10",
    "dotnet8": "dotnet8",
    "ruby3.4": "ruby3.4",
    "provided.al2023": "provided.al2023",
}
DEPRECATED_RUNTIMES = (
    "dotnet8",
    "nodejs12",
    "nodejs14",
    "nodejs16",
    "nodejs18",
    "nodejs20",
    "python3.10",
    "python3.8",
    "python3.9",
)

# Those of which AWS makes no new functions.
BLOCKED_RUNTIMES = (
    "dotnetcore1.0",
    "dotnetcore2.0",
    "dotnetcore2.1",
    "dotnetcore3.1",
    "go1.x",
    "java8",
    "nodejs",
    "nodejs10.x",
    "nodejs12.x",
    "nodejs14.x",
    "nodejs4.3",
    "nodejs6.10",
    "nodejs8.10",
    "python2.7",
    "python3.6",
    "python3.7",
    "ruby2.5",
    "ruby2.7",
)

REGIONS = (
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
)
# Types of resources that AWS does not offer in every one of these regions, and where they are
# missing.
NOT_OFFERED = {
    "AWS::Lambda::Url": (
        "ap-east-2",
        "ap-south-2",
        "ap-southeast-4",
        "ap-southeast-5",
        "ap-southeast-6",
        "ap-southeast-7",
        "ca-west-1",
        "eu-central-2",
        "il-central-1",
        "me-central-1",
        "mx-central-1",
    ),
}
# How many availability zones an account finds in a region, where it is not the usual number.
USUAL_ZONES = 3
ZONES = {"us-east-1": 6, "us-west-2": 4, "ap-northeast-2": 4, "us-west-1": 2}
# Partitions with accounts of their own.
SEPARATE_REGIONS = (
    "cn-north-1",
    "cn-northwest-1",
    "eusc-de-east-1",
    "us-gov-east-1",
    "us-gov-west-1",
)

# What bucket names may not begin or end with, because S3 gives such names a meaning.
RESERVED_BUCKET_PREFIXES = ("xn--", "sthree-", "amzn-s3-demo-")
RESERVED_BUCKET_SUFFIXES = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3")

SUBSCRIPTIONS_PER_LOG_GROUP = 2

# Actions that AWS's own managed policies allow, on whatever resource; as patterns.
MANAGED_POLICIES = {
    "AdministratorAccess": ("*",),
    "PowerUserAccess": ("*",),
    "AWSLambdaBasicExecutionRole": (
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
    ),
    "AWSLambdaVPCAccessExecutionRole": (
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:UnassignPrivateIpAddresses",
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
    ),
    "AWSLambdaDynamoDBExecutionRole": (
        "dynamodb:DescribeStream",
        "dynamodb:GetRecords",
        "dynamodb:GetShardIterator",
        "dynamodb:ListStreams",
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
    ),
    "AWSLambdaKinesisExecutionRole": (
        "kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary",
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
        "kinesis:ListShards",
        "kinesis:ListStreams",
        "kinesis:SubscribeToShard",
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
    ),
    "AWSLambdaSQSQueueExecutionRole": (
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:ReceiveMessage",
    ),
    "AWSXrayWriteOnlyAccess": ("xray:Put*", "xray:GetSampling*"),
    "AWSXRayDaemonWriteAccess": ("xray:Put*", "xray:GetSampling*"),
    "AmazonSSMManagedInstanceCore": ("ssm:*", "ssmmessages:*", "ec2messages:*"),
    "AmazonS3FullAccess": ("s3:*",),
    "AmazonS3ReadOnlyAccess": ("s3:Get*", "s3:List*"),
    "AmazonDynamoDBFullAccess": ("dynamodb:*",),
    "AmazonDynamoDBReadOnlyAccess": (
        "dynamodb:BatchGetItem",
        "dynamodb:Describe*",
        "dynamodb:GetItem",
        "dynamodb:List*",
        "dynamodb:Query",
        "dynamodb:Scan",
    ),
    "AmazonSQSFullAccess": ("sqs:*",),
    "AmazonSNSFullAccess": ("sns:*",),
    "CloudWatchFullAccess": ("cloudwatch:*", "logs:*"),
    "CloudWatchLogsFullAccess": ("logs:*",),
    "SecretsManagerReadWrite": ("secretsmanager:*",),
    "AmazonSSMReadOnlyAccess": ("ssm:Describe*", "ssm:Get*", "ssm:List*"),
}


class ServiceActions(TypedDict):
    """What code may ask of a service: IAM actions, each with what it works on.

    That is `@SERVICE:RESOURCE` in the stack's account, `@SERVICE::RESOURCE` where AWS owns it, and
    `*` where AWS's service authorization reference names no resource type for an action.
    """

    title: str
    actions: Mapping[str, str]


SERVICE_ACTIONS: Mapping[str, ServiceActions] = {
    "autoscaling": {
        "title": "Amazon EC2 Auto Scaling",
        "actions": {
            "DescribeAutoScalingGroups": "*",
            "DescribeAutoScalingInstances": "*",
            "SetDesiredCapacity": "@autoscaling:autoScalingGroup:*:autoScalingGroupName/*",
            "UpdateAutoScalingGroup": "@autoscaling:autoScalingGroup:*:autoScalingGroupName/*",
        },
    },
    "bedrock": {
        "title": "Amazon Bedrock",
        "actions": {
            "InvokeModel": "@bedrock::foundation-model/*",
            "InvokeModelWithResponseStream": "@bedrock::foundation-model/*",
        },
    },
    "cloudformation": {
        "title": "AWS CloudFormation",
        "actions": {
            "DescribeStacks": "@cloudformation:stack/*",
            "ListStacks": "*",
            "DescribeStackEvents": "@cloudformation:stack/*",
        },
    },
    "cloudwatch": {
        "title": "Amazon CloudWatch",
        "actions": {
            "PutMetricData": "*",
            "GetMetricData": "*",
            "GetMetricStatistics": "*",
            "ListMetrics": "*",
        },
    },
    "comprehend": {
        "title": "Amazon Comprehend",
        "actions": {
            "DetectDominantLanguage": "*",
            "DetectEntities": "*",
            "DetectKeyPhrases": "*",
            "DetectPiiEntities": "*",
            "DetectSentiment": "*",
            "DetectSyntax": "*",
        },
    },
    "ec2": {
        "title": "Amazon EC2",
        "actions": {
            "DescribeAddresses": "*",
            "DescribeInstances": "*",
            "DescribeInstanceStatus": "*",
            "DescribeSecurityGroups": "*",
            "DescribeSnapshots": "*",
            "DescribeSubnets": "*",
            "DescribeVolumes": "*",
            "DescribeVpcs": "*",
            "StartInstances": "@ec2:instance/*",
            "StopInstances": "@ec2:instance/*",
            "RebootInstances": "@ec2:instance/*",
            "TerminateInstances": "@ec2:instance/*",
            "DeleteSnapshot": "@ec2::snapshot/*",
        },
    },
    "polly": {
        "title": "Amazon Polly",
        "actions": {
            "SynthesizeSpeech": "*",
            "DescribeVoices": "*",
        },
    },
    "rds": {
        "title": "Amazon RDS",
        "actions": {
            "DescribeDBInstances": "@rds:db:*",
            "StartDBInstance": "@rds:db:*",
            "StopDBInstance": "@rds:db:*",
            "RebootDBInstance": "@rds:db:*",
        },
    },
    "rekognition": {
        "title": "Amazon Rekognition",
        "actions": {
            "CompareFaces": "*",
            "DetectFaces": "*",
            "DetectLabels": "*",
            "DetectModerationLabels": "*",
            "DetectProtectiveEquipment": "*",
            "DetectText": "*",
            "RecognizeCelebrities": "*",
        },
    },
    "ses": {
        "title": "Amazon SES",
        "actions": {
            "SendEmail": "@ses:identity/*",
            "SendRawEmail": "@ses:identity/*",
            "SendTemplatedEmail": "@ses:*",
            "GetSendQuota": "*",
        },
    },
    "ssm": {
        "title": "AWS Systems Manager",
        "actions": {
            "DescribeInstanceInformation": "*",
            "GetCommandInvocation": "*",
            "ListCommands": "*",
            "GetParametersByPath": "@ssm:parameter/*",
        },
    },
    "sts": {
        "title": "AWS STS",
        "actions": {
            "GetCallerIdentity": "*",
        },
    },
    "textract": {
        "title": "Amazon Textract",
        "actions": {
            "AnalyzeDocument": "*",
            "AnalyzeExpense": "*",
            "AnalyzeID": "*",
            "DetectDocumentText": "*",
            "GetDocumentAnalysis": "*",
            "GetDocumentTextDetection": "*",
            "StartDocumentAnalysis": "*",
            "StartDocumentTextDetection": "*",
        },
    },
    "transcribe": {
        "title": "Amazon Transcribe",
        "actions": {
            "DeleteTranscriptionJob": "@transcribe:transcription-job/*",
            "GetTranscriptionJob": "@transcribe:transcription-job/*",
            "StartTranscriptionJob": "*",
            "ListTranscriptionJobs": "*",
        },
    },
    "translate": {
        "title": "Amazon Translate",
        "actions": {
            "TranslateText": "*",
            "ListLanguages": "*",
        },
    },
}
