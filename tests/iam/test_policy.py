"""The evaluator decides as IAM's documentation says."""

from __future__ import annotations

from typing import Any

import pytest

from tests.iam.policy import Caller, Policies, arn_like, holds, like
from tests.iam.template import Template, load

TEXT = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - { Effect: Allow, Action: "sts:AssumeRole", Principal: { Service: lambda.amazonaws.com },
              Condition: { StringEquals: { "aws:SourceAccount": !Ref "AWS::AccountId" } } }
      Policies:
        - PolicyName: one
          PolicyDocument:
            Statement:
              - { Effect: Allow, Action: ["sqs:Send*", "s3:get?bject"], Resource: [!GetAtt Work.Arn, !Sub "${Files.Arn}/in/*"] }
  Work:
    Type: AWS::SQS::Queue
  Files:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Join ["-", ["files", !Select [2, !Split ["/", !Ref "AWS::StackId"]]]]
  Rule:
    Type: AWS::Events::Rule
    Properties: { EventBusName: !Ref Bus }
  Bus:
    Type: AWS::Events::EventBus
    Properties: { Name: shop }
  FilesPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Files
      PolicyDocument:
        Statement:
          - { Effect: Deny, Principal: "*", Action: "s3:*", Resource: [!GetAtt Files.Arn, !Sub "${Files.Arn}/*"],
              Condition: { Bool: { "aws:SecureTransport": false } } }
  WorkPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Work]
      PolicyDocument:
        Statement:
          - { Effect: Allow, Principal: { Service: events.amazonaws.com }, Action: "sqs:SendMessage", Resource: !GetAtt Work.Arn,
              Condition: { ArnEquals: { "aws:SourceArn": !GetAtt Rule.Arn } } }
"""
TEMPLATE = Template(load(TEXT), "eu-central-1")
POLICIES = Policies(TEMPLATE)
ROLE = Caller(role="arn:aws:iam::123456789012:role/stack-Role-1A2B3C4D5E6F")
EVENTS = Caller(service="events.amazonaws.com")
WORK = "arn:aws:sqs:eu-central-1:123456789012:stack-Work-1A2B3C4D5E6F"
FILES = "arn:aws:s3:::files-51af3dc0-da77-11e4-872e-1234567abcde"
RULE = "arn:aws:events:eu-central-1:123456789012:rule/shop/stack-Rule-1A2B3C4D5E6F"


@pytest.mark.parametrize(
    ("caller", "action", "resource", "context", "allowed"),
    [
        (ROLE, "sqs:SendMessage", WORK, {}, True),
        (ROLE, "SQS:sendmessage", WORK, {}, True),
        (ROLE, "sqs:ReceiveMessage", WORK, {}, False),
        (ROLE, "sqs:SendMessage", WORK + "x", {}, False),
        (ROLE, "s3:GetObject", FILES + "/in/a/b", {}, True),
        (ROLE, "s3:GetObject", FILES + "/out/a", {}, False),
        (ROLE, "s3:GetObject", FILES + "/in/a", {"aws:SecureTransport": "false"}, False),
        (Caller(), "s3:GetObject", FILES + "/in/a", {}, False),
        (EVENTS, "sqs:SendMessage", WORK, {"aws:SourceArn": RULE}, True),
        (EVENTS, "sqs:SendMessage", WORK, {"aws:SourceArn": RULE + "x"}, False),
        (EVENTS, "sqs:SendMessage", WORK, {}, False),
        (EVENTS, "sqs:DeleteMessage", WORK, {"aws:SourceArn": RULE}, False),
        (Caller(service="sns.amazonaws.com"), "sqs:SendMessage", WORK, {"aws:SourceArn": RULE}, False),
    ],
)  # fmt: skip
def test_decision(
    caller: Caller, action: str, resource: str, context: dict[str, str], allowed: bool
) -> None:
    assert POLICIES.decide(caller, action, resource, context).allowed is allowed


def test_a_role_is_taken_on_in_its_context() -> None:
    here = {"aws:SourceAccount": "123456789012"}
    assert POLICIES.may_assume(ROLE.role, "lambda.amazonaws.com", here)
    assert not POLICIES.may_assume(ROLE.role, "lambda.amazonaws.com", {})
    assert not POLICIES.may_assume(ROLE.role, "ec2.amazonaws.com", here)


@pytest.mark.parametrize(
    ("conditions", "context", "met"),
    [
        ({"StringEquals": {"k": ["a", "b"]}}, {"K": "b"}, True),
        ({"StringEquals": {"k": "a"}}, {}, False),
        ({"StringEqualsIfExists": {"k": "a"}}, {}, True),
        ({"StringNotEquals": {"k": "a"}}, {}, True),
        ({"StringNotEquals": {"k": ["a", "b"]}}, {"k": "b"}, False),
        ({"StringLike": {"k": "a*"}}, {"k": "abc"}, True),
        ({"Bool": {"k": False}}, {"k": "false"}, True),
        ({"Null": {"k": True}}, {}, True),
        ({"Null": {"k": "false"}}, {}, False),
        ({"NumericLessThan": {"k": "1.2"}}, {"k": "1.1"}, True),
        ({"StringEquals": {"k": "a"}, "Bool": {"m": "true"}}, {"k": "a", "m": "false"}, False),
    ],
)
def test_conditions(conditions: Any, context: dict[str, str], met: bool) -> None:
    assert holds(conditions, context) is met


def test_an_unknown_condition_is_not_passed_over() -> None:
    with pytest.raises(KeyError):
        holds({"DateLessThan": {"k": "2026"}}, {"k": "2025"})


def test_patterns() -> None:
    assert like("arn:aws:s3:::a/*", "arn:aws:s3:::a/b/c")
    assert not like("[ab]", "a")
    assert arn_like("arn:aws:sns:*:123456789012:t", "arn:aws:sns:eu-west-1:123456789012:t")
    assert not arn_like("arn:*", "arn:aws:sns:eu-west-1:123456789012:t")


def test_what_aws_returns_is_known() -> None:
    assert TEMPLATE.values("Work")["ref"].startswith("https://sqs.")
    assert TEMPLATE.values("Rule")["ref"] == "shop|stack-Rule-1A2B3C4D5E6F"
    assert TEMPLATE.component_of(FILES + "/in/a") == ""
    assert TEMPLATE.owner(FILES + "/in/a").id == "Files"
    assert TEMPLATE.owner("arn:aws:s3:::other/in") is None
