"""The events that services of AWS send through EventBridge. Checked in 2026-11.

Not every event of every service: what is not listed is taken to exist.
"""

import difflib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

CHECKED = "2026-11"

# Detail types by source, and the closed lists of values that fields of their detail have.
EVENTS: Mapping[str, Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "aws.autoscaling": {
        "EC2 Instance Launch Successful": {},
        "EC2 Instance Launch Unsuccessful": {},
        "EC2 Instance Terminate Successful": {},
        "EC2 Instance Terminate Unsuccessful": {},
        "EC2 Instance-launch Lifecycle Action": {},
        "EC2 Instance-terminate Lifecycle Action": {},
    },
    "aws.batch": {
        "Batch Job State Change": {
            "status": (
                "SUBMITTED",
                "PENDING",
                "RUNNABLE",
                "STARTING",
                "RUNNING",
                "SUCCEEDED",
                "FAILED",
            )
        },
        "Batch Job Queue Blocked": {},
    },
    "aws.cloudformation": {
        "CloudFormation Drift Detection Status Change": {},
        "CloudFormation Resource Status Change": {},
        "CloudFormation Stack Status Change": {},
    },
    "aws.cloudwatch": {
        "CloudWatch Alarm State Change": {"state.value": ("OK", "ALARM", "INSUFFICIENT_DATA")},
        "CloudWatch Alarm Configuration Change": {},
    },
    "aws.codebuild": {
        "CodeBuild Build State Change": {
            "build-status": (
                "IN_PROGRESS",
                "SUCCEEDED",
                "FAILED",
                "FAULT",
                "STOPPED",
                "TIMED_OUT",
            )
        },
        "CodeBuild Build Phase Change": {},
    },
    "aws.codecommit": {
        "CodeCommit Repository State Change": {
            "event": ("referenceCreated", "referenceUpdated", "referenceDeleted")
        },
        "CodeCommit Comment on Commit": {},
        "CodeCommit Comment on Pull Request": {},
        "CodeCommit Pull Request State Change": {},
    },
    "aws.codedeploy": {
        "CodeDeploy Deployment State-change Notification": {
            "state": ("FAILURE", "READY", "START", "STOP", "SUCCESS")
        },
        "CodeDeploy Instance State-change Notification": {
            "state": ("FAILURE", "READY", "START", "SUCCESS")
        },
    },
    "aws.codepipeline": {
        "CodePipeline Action Execution State Change": {},
        "CodePipeline Pipeline Execution State Change": {
            "state": (
                "CANCELED",
                "FAILED",
                "RESUMED",
                "STARTED",
                "STOPPED",
                "STOPPING",
                "SUCCEEDED",
                "SUPERSEDED",
            )
        },
        "CodePipeline Stage Execution State Change": {},
    },
    "aws.ec2": {
        "EBS Snapshot Notification": {},
        "EBS Volume Notification": {},
        "EC2 Instance Rebalance Recommendation": {},
        "EC2 Instance State-change Notification": {
            "state": (
                "pending",
                "running",
                "shutting-down",
                "stopped",
                "stopping",
                "terminated",
            )
        },
        "EC2 Spot Instance Interruption Warning": {
            "instance-action": ("hibernate", "stop", "terminate")
        },
    },
    "aws.ecr": {
        "ECR Image Action": {
            "action-type": ("PUSH", "DELETE"),
            "result": ("SUCCESS", "FAILURE"),
        },
        "ECR Image Scan": {},
    },
    "aws.ecs": {
        "ECS Container Instance State Change": {},
        "ECS Deployment State Change": {},
        "ECS Service Action": {},
        "ECS Task State Change": {},
    },
    "aws.glue": {
        "Glue Crawler State Change": {},
        "Glue Job State Change": {"state": ("FAILED", "STOPPED", "SUCCEEDED", "TIMEOUT")},
    },
    "aws.guardduty": {"GuardDuty Finding": {}},
    "aws.health": {"AWS Health Event": {}},
    "aws.rds": {
        "RDS DB Cluster Event": {},
        "RDS DB Cluster Snapshot Event": {},
        "RDS DB Instance Event": {},
        "RDS DB Parameter Group Event": {},
        "RDS DB Snapshot Event": {},
    },
    "aws.s3": {
        "Object ACL Updated": {},
        "Object Access Tier Changed": {},
        "Object Created": {},
        "Object Deleted": {},
        "Object Restore Completed": {},
        "Object Restore Expired": {},
        "Object Restore Initiated": {},
        "Object Storage Class Changed": {},
        "Object Tags Added": {},
        "Object Tags Deleted": {},
    },
    "aws.states": {
        "Step Functions Execution Status Change": {
            "status": (
                "ABORTED",
                "FAILED",
                "PENDING_REDRIVE",
                "RUNNING",
                "SUCCEEDED",
                "TIMED_OUT",
            )
        },
    },
}

# What any service sends when CloudTrail records it.
RECORDED = (
    "AWS API Call via CloudTrail",
    "AWS Console Sign In via CloudTrail",
    "AWS Insight via CloudTrail",
    "AWS Service Event via CloudTrail",
)

# Further sources, whose events are not listed here.
_OTHERS = """
    access-analyzer account acm acm-pca amplify apigateway appconfig appflow application-autoscaling
    application-insights appmesh appsync aps athena auditmanager backup bedrock billing braket
    budgets cassandra chatbot chime clouddirectory cloudfront cloudhsm cloudsearch cloudtrail
    codeartifact codecatalyst codeguru codeguru-reviewer codestar-connections cognito-idp
    cognito-sync compute-optimizer config connect controltower cost-optimization-hub databrew
    datapipeline datasync datazone detective devicefarm devops-guru diode directconnect dlm dms
    docdb drs ds dynamodb ebs ecr-public eks elasticache elasticbeanstalk elasticfilesystem
    elasticloadbalancing elasticmapreduce emr-containers emr-serverless es events fis firehose fms
    forecast freetier fsx gamelift gameliftstreams geo glacier globalaccelerator grafana
    greengrass groundstation healthlake iam imagebuilder inspector inspector2 internetmonitor iot
    iotanalytics iotsitewise iottwinmaker ivs kafka kafkaconnect kendra kinesis kinesisanalytics
    kinesisfirehose kms lakeformation lambda lex license-manager license-manager-user-subscriptions
    location logs lookoutequipment m2 macie macie2 managedblockchain mediaconnect mediaconvert
    medialive mediapackage mediastore mediatailor memorydb mgn monitoring mq mwaa neptune
    network-firewall network-manager networkmanager omics opensearch opsworks organizations
    outposts partnercentral payment-cryptography personalize pinpoint pipes polly proton qldb
    quicksight ram redshift redshift-data redshift-serverless rekognition resiliencehub
    resource-explorer resource-groups route53 route53-recovery-readiness route53resolver rum
    sagemaker savingsplans scheduler schemas secretsmanager securityhub securitylake
    serverlessrepo servicecatalog servicediscovery servicequotas ses shield signer signin simspace
    sms sms-voice snow-family sns sqs ssm ssm-incidents ssm-sap sso storagegateway sts support
    supplychain swf synthetics tag textract timestream tnb transcribe transfer translate
    trustedadvisor
    verifiedpermissions vmimportexport voiceid vpc-lattice waf wafv2 wellarchitected wickr wisdom
    workmail workspaces xray
"""
SOURCES = frozenset(EVENTS) | {f"aws.{name}" for name in _OTHERS.split()}


class Slip(NamedTuple):
    """A value in a pattern that no event has, and what may have been meant."""

    message: str
    fix: str


def slips(pattern: Mapping[str, Any]) -> Iterator[Slip]:
    """The values of a pattern that no event of the services it names can have."""
    sources = [source for source in _exact(pattern.get("source")) if source in EVENTS]
    types = list(_exact(pattern.get("detail-type")))
    if not sources or len(sources) != len(list(_exact(pattern.get("source")))):
        return
    known = {name: fields for source in sources for name, fields in EVENTS[source].items()}
    for name in types:
        if name not in known and name not in RECORDED:
            yield from _strange_type(name, sources, known)
    fitting = [known[name] for name in types if name in known]
    if len(fitting) == len(types) == 1:
        yield from _strange_values(types[0], fitting[0], pattern.get("detail"))


def _strange_type(
    name: str, sources: list[str], known: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> Iterator[Slip]:
    """A type that another service sends, or that is nearly one of this service's."""
    who = " or ".join(sources)
    sender = next((source for source, types in EVENTS.items() if name in types), None)
    near = next((one for one in known if one.lower() == name.lower()), None)
    near = near or next(iter(difflib.get_close_matches(name, list(known), n=1, cutoff=0.85)), None)
    if sender is not None:
        yield Slip(f"{who} sends no '{name}', {sender} does", f"write `source: {sender}`")
    elif near is not None:
        yield Slip(f"{who} sends no '{name}'", f'write `"{near}"`, letter for letter')


def _strange_values(
    name: str, fields: Mapping[str, tuple[str, ...]], detail: Any
) -> Iterator[Slip]:
    for path, possible in fields.items():
        found = detail
        for step in path.split("."):
            found = found.get(step) if isinstance(found, dict) else None
        for value in _exact(found):
            if value not in possible:
                yield Slip(
                    f"no '{name}' has the {path} '{value}'", "write one of " + ", ".join(possible)
                )


def _exact(entry: Any) -> Iterator[str]:
    """The texts that a list in a pattern compares with."""
    yield from (one for one in entry if isinstance(one, str)) if isinstance(entry, list) else ()
