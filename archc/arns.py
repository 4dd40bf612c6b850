"""ARNs before anything is deployed: what AWS will call the resources of a stack.

A policy that a person pastes somewhere needs ARNs, and a template has only functions for them. A
resource with a fixed name has an ARN that is known; CloudFormation makes up the others as stack,
logical id and a random end, so that a pattern matches them and nothing else of the stack.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from archc.component import Intrinsic

# By type: the property with a fixed name, and the ARN; {r} is region and account, {n} the name.
_ARNS = {
    "AWS::DynamoDB::Table": ("TableName", "dynamodb:{r}:table/{n}"),
    "AWS::Events::EventBus": ("Name", "events:{r}:event-bus/{n}"),
    "AWS::Events::Rule": ("Name", "events:{r}:rule/{n}"),
    "AWS::IAM::Role": ("RoleName", "iam::{a}:role/{n}"),
    "AWS::KMS::Key": ("", "kms:{r}:key/*"),
    "AWS::Kinesis::Stream": ("Name", "kinesis:{r}:stream/{n}"),
    "AWS::KinesisFirehose::DeliveryStream": (
        "DeliveryStreamName",
        "firehose:{r}:deliverystream/{n}",
    ),
    "AWS::Lambda::Function": ("FunctionName", "lambda:{r}:function:{n}"),
    "AWS::Lambda::LayerVersion": ("LayerName", "lambda:{r}:layer:{n}:*"),
    "AWS::Logs::LogGroup": ("LogGroupName", "logs:{r}:log-group:{n}:*"),
    "AWS::RDS::DBInstance": ("DBInstanceIdentifier", "rds:{r}:db:{n}"),
    "AWS::S3::Bucket": ("BucketName", "s3:::{n}"),
    "AWS::SNS::Topic": ("TopicName", "sns:{r}:{n}"),
    "AWS::SQS::Queue": ("QueueName", "sqs:{r}:{n}"),
    "AWS::SSM::Parameter": ("Name", "ssm:{r}:parameter/{n}"),
    "AWS::Scheduler::Schedule": ("Name", "scheduler:{r}:schedule/default/{n}"),
    "AWS::SecretsManager::Secret": ("Name", "secretsmanager:{r}:secret:{n}-??????"),
    "AWS::StepFunctions::StateMachine": ("StateMachineName", "states:{r}:stateMachine:{n}"),
}
# Types of which `Ref` returns the ARN, not the name.
_REFERRED = frozenset({
    "AWS::SNS::Topic", "AWS::SecretsManager::Secret", "AWS::StepFunctions::StateMachine",
})  # fmt: skip
# Made-up names of these types begin with the logical id, without the stack's name.
_BARE = {
    "AWS::SecretsManager::Secret": "",
    "AWS::SSM::Parameter": "CFN-",
    "AWS::StepFunctions::StateMachine": "",
}
_LOWER = frozenset({"AWS::RDS::DBInstance", "AWS::S3::Bucket"})
_VARIABLE = re.compile(r"\$\{(!?)([^}]+)\}")


class Place(NamedTuple):
    """Where a stack goes."""

    stack: str
    region: str
    account: str

    @property
    def partition(self) -> str:
        """`aws`, unless the region lies in China or is a government's."""
        starts = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}
        return next((p for start, p in starts.items() if self.region.startswith(start)), "aws")


class Names:
    """The values that a stack's functions will have, as far as they can be told."""

    def __init__(
        self,
        bodies: Mapping[str, Mapping[str, Any]],
        place: Place,
        elsewhere: Mapping[str, str] | None = None,
    ) -> None:
        """`elsewhere` are the regions of resources that lie in another one than the place."""
        self._bodies = bodies
        self._place = place
        self._elsewhere = elsewhere or {}

    def resolved(self, value: Any) -> Any:  # noqa: PLR0911  (one line per function)
        """A value without functions; what cannot be told is a star."""
        match value:
            case Intrinsic("Ref", str(name)):
                return self._ref(name)
            case Intrinsic("GetAtt", str(text)):
                return self._attribute(*text.split(".", 1))
            case Intrinsic("GetAtt", [name, attribute]):
                return self._attribute(name, attribute)
            case Intrinsic("Sub", str(text)):
                return self._substituted(text, {})
            case Intrinsic("Sub", [text, given]):
                return self._substituted(text, given)
            case Intrinsic():
                return "*"
            case dict():
                return {key: self.resolved(entry) for key, entry in value.items()}
            case list() | tuple():
                return [self.resolved(entry) for entry in value]
            case _:
                return value

    def _substituted(self, text: str, given: Mapping[str, Any]) -> str:
        def one(match: re.Match[str]) -> str:
            name, _, attribute = match[2].partition(".")
            if match[1]:
                return f"${{{match[2]}}}"
            if name in given:
                return str(self.resolved(given[name]))
            return self._attribute(name, attribute) if attribute else self._ref(name)

        return _VARIABLE.sub(one, text)

    def _ref(self, name: str) -> str:
        pseudo = {
            "AWS::AccountId": self._place.account,
            "AWS::Partition": self._place.partition,
            "AWS::Region": self._place.region,
            "AWS::StackName": self._place.stack,
            "AWS::URLSuffix": "amazonaws.com",
        }
        if name in pseudo:
            return pseudo[name]
        type_ = self._type(name)
        if type_ == "AWS::Lambda::Alias":
            given = self._bodies[name]["Properties"]
            function = self.resolved(given["FunctionName"])
            region = self._region(name)
            arn = self._arn("AWS::Lambda::Function", function.rpartition(":")[2], region)
            return f"{arn}:{self.resolved(given['Name'])}"
        return self._of(name) if type_ in _REFERRED else self._name(name)

    def _attribute(self, name: str, attribute: str) -> str:
        if attribute.endswith("Arn") and self._type(name) in _ARNS:
            of_stream = attribute == "StreamArn"
            return self._of(name) + ("/stream/*" if of_stream else "")
        return self._name(name) if attribute == "Name" or attribute.endswith("Name") else "*"

    def _type(self, name: str) -> str:
        return str(self._bodies[name]["Type"]) if name in self._bodies else ""

    def _name(self, name: str) -> str:
        """The fixed name of a resource, else the pattern of the one that CloudFormation makes."""
        type_ = self._type(name)
        if type_ not in _ARNS:
            return "*"
        written = self._bodies[name].get("Properties", {}).get(_ARNS[type_][0] or None)
        if written is not None:
            return str(self.resolved(written))
        made = f"{_BARE.get(type_, self._place.stack + '-')}{name}-*"
        return made.lower() if type_ in _LOWER else made

    def _of(self, name: str) -> str:
        return self._arn(self._type(name), self._name(name), self._region(name))

    def _region(self, name: str) -> str:
        return self._elsewhere.get(name, self._place.region)

    def _arn(self, type_: str, name: str, region: str) -> str:
        account = self._place.account
        where = f"{region}:{account}"
        filled = _ARNS[type_][1].format(r=where, a=account, n=name.removeprefix("/"))
        return f"arn:{self._place.partition}:{filled}"
