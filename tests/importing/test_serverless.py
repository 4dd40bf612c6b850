"""Serverless, messages, storage and access: resources become the components that made them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from archc.compiler import Compilation
from archc.component import Architecture
from archc.diagnostics import Diagnostic, Severity
from archc.emit import yaml
from archc.importers.cloudformation import read
from archc.source import Source
from archc.stack import stack
from archc.syntax.printing import printed
from archc.values import Code, Interpolated, Record, Reference
from tests.designs import GRAMMAR, Files, compile_example, compile_text

STEMS = (
    "12_static_website",
    "14_http_api",
    "15_api_logs",
    "16_page_and_api",
    "17_guestbook",
    "18_notify",
    "19_split_services",
    "20_fan_out",
    "21_queues",
    "24_event_rule",
    "30_thumbnails",
    "36_table_stream",
    "48_scheduled",
)
OURS = {
    "bucket", "website", "table", "queue", "topic", "event_bus", "event_rule", "schedule",
    "stream", "function", "layer", "http_api", "authorizer", "log_group", "secret", "parameter",
}  # fmt: skip
# What the resources alone cannot say: pages that were uploaded beside them, one of two spellings
# of a pattern, and the role of its own that without its arrows is one that is written out.
UNSAID = {"content", "source", "detail", "pattern", "role", "id", "why", "accept"}


@cache
def template_of(stem: str, *, with_intent: bool) -> str:
    """What archc makes of an example, with the design in its metadata or without."""
    text = yaml.emit(stack(compile_example(stem).design)).decode()
    return text if with_intent else re.sub(r"(?ms)^Metadata:\n.*?(?=^\w)", "", text)


def compiled(text: str) -> Compilation:
    source = Source("template.yaml", text)
    tree, found = read(source, GRAMMAR)
    assert tree is not None
    return Compilation.of_tree(source, tree, found, Files({}), GRAMMAR)


def bad(one: Compilation) -> list[Diagnostic]:
    worst = (Severity.ERROR, Severity.WARNING)
    return [found for found in one.diagnostics if found.severity in worst]


def without(text: str, id_: str) -> str:
    """A template without one resource, and without what waits for it."""
    cut, number = re.subn(rf"(?ms)^  {id_}:\n.*?(?=^\S|^  \S)", "", text)
    assert number == 1
    cut = re.sub(rf"(?m)^    DependsOn: {id_}\n", "", cut)
    return re.sub(rf"(?m)^    DependsOn:\n      - {id_}\n", "", cut)


def plain(value: Any) -> Any:
    """A value without its places."""
    match value:
        case Reference():
            return value.name, value.value
        case Code():
            return b"".join(content for _, content in value.files)
        case Interpolated():
            return value.literal
        case Record():
            return {key: plain(one) for key, one in vars(value).items()}
        case tuple() | list():
            return [plain(one) for one in value]
        case dict():
            return {key: plain(one) for key, one in value.items()}
    return value


def facts(design: Architecture, *, labels: bool) -> dict[str, Any]:
    return {
        c.name: (
            c.word,
            c.label if labels else "",
            {f: plain(getattr(c, f)) for f in type(c).attributes if f not in UNSAID},
        )
        for c in design.components.values()
        if c.word in OURS
    }


def arrows(design: Architecture) -> set[tuple[Any, ...]]:
    return {
        (r.source.name, r.verb.name, r.target.name, r.implied)
        for r in design.relations
        if r.implied != "role" and not r.source.outside and not r.target.outside
    }


def arrows_of(text: str) -> set[str]:
    return {
        f"{r.source.name} -> {r.target.name} : {r.verb.name}"
        for r in compiled(text).design.relations
        if not r.implied
    }


# What archc made itself.


@pytest.mark.parametrize("with_intent", [True, False])
@pytest.mark.parametrize("stem", STEMS)
def test_a_template_gives_the_components_that_made_it(stem: str, with_intent: bool) -> None:
    found = compiled(template_of(stem, with_intent=with_intent))
    assert bad(found) == []
    example = compile_example(stem).design
    mine = facts(found.design, labels=with_intent)
    for name, (word, label, values) in facts(example, labels=with_intent).items():
        assert mine[name][:2] == (word, label), name
        differing = {f for f, value in values.items() if mine[name][2][f] != value}
        assert differing == set(), name
    rules = [c for c in example.components.values() if c.word == "event_rule"]
    for rule in rules:
        other: Any = found.design.components[rule.name]
        assert other.event_pattern == rule.event_pattern  # type: ignore[attr-defined]


@pytest.mark.parametrize("stem", STEMS)
def test_arrows_follow_from_the_resources_alone(stem: str) -> None:
    found = arrows(compiled(template_of(stem, with_intent=False)).design)
    wanted = arrows(compile_example(stem).design)
    # That the script of a page calls an API leaves no resource of its own.
    assert wanted - found <= {("page", "call", "api", "")}
    assert found - wanted == set()


@pytest.mark.parametrize("stem", STEMS)
def test_what_is_imported_can_be_printed_and_read_again(stem: str) -> None:
    source = Source("template.yaml", template_of(stem, with_intent=False))
    tree, _ = read(source, GRAMMAR)
    assert tree is not None
    again = compile_text(printed(tree))
    assert again.is_whole
    one, other = compiled(source.text).design, again.design
    assert facts(one, labels=True) == facts(other, labels=True)
    assert arrows(one) == arrows(other)


def test_code_in_a_template_is_a_text_and_other_code_is_elsewhere() -> None:
    text = """
Resources:
  Here:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.run
      Role: !GetAtt R.Arn
      Code:
        ZipFile: |
          exports.run = async () => `${process.env.AWS_REGION}`;
  There:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: java21
      Handler: shop.Orders::handle
      Role: !GetAtt R.Arn
      Code: {S3Bucket: artefacts, S3Key: orders/1.jar}
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]
"""
    found = compiled(text)
    here: Any = found.design.components["here"]
    there: Any = found.design.components["there"]
    assert bad(found) == []
    assert (here.inline, here.effective_handler) == (
        "exports.run = async () => `${process.env.AWS_REGION}`;\n",
        "index.run",
    )
    assert (there.code.elsewhere, there.effective_handler) == (
        "artefacts/orders/1.jar",
        "shop.Orders::handle",
    )
    again = yaml.emit(stack(found.design)).decode()
    assert "S3Bucket: artefacts" in again
    assert "S3Key: orders/1.jar" in again
    assert "CodeBucket" not in again


# One fault in a template that was correct.

TAKEN_OUT = [
    ("14_http_api", "ApiToHelloInvokeGetHelloPermission", "RouteKey: GET /hello"),
    ("15_api_logs", "EventsToAlertInvokeLevelErrorPermission", "AWS::Logs::SubscriptionFilter"),
    ("19_split_services", "OrdersToStoreOrderInvokePermission", "Protocol: lambda"),
    ("20_fan_out", "BillingWorkPolicy", "Endpoint: !GetAtt BillingWork.Arn"),
    ("24_event_rule", "OpsPolicy", "Arn: !Ref Ops"),
    ("24_event_rule", "TerminatedToWriteDownInvokePermission", "Arn: !GetAtt WriteDown.Arn"),
    ("30_thumbnails", "PhotosToShrinkInvokeCreatedPngPermission", "Function: !GetAtt Shrink.Arn"),
]


def block_of(text: str, word: str) -> Iterator[int]:
    """The lines of the resource, or of the entry of a list, in which something stands."""
    lines = text.split("\n")
    at = next(number for number, line in enumerate(lines) if word in line)
    first = at
    while not re.match(r"  \w", lines[first]):
        first -= 1
    yield from range(first + 1, at + 2)


@pytest.mark.parametrize("with_intent", [True, False])
@pytest.mark.parametrize(("stem", "id_", "word"), TAKEN_OUT)
def test_what_nothing_lets_in_is_an_error_at_what_calls(
    stem: str, id_: str, word: str, with_intent: bool
) -> None:
    text = without(template_of(stem, with_intent=with_intent), id_)
    found = compiled(text)
    said = [one for one in found.diagnostics if one.code == "CFN123"]
    assert said
    assert all(one.severity is Severity.ERROR for one in said)
    lines = {one.span.first.line for one in said if one.span is not None}
    assert lines & set(block_of(text, word))
    if not with_intent:  # nothing else is wrong, and the arrow is there
        assert {one.code for one in bad(found)} == {"CFN123"}
        assert arrows(found.design) == arrows(compiled(template_of(stem, with_intent=False)).design)


@pytest.mark.parametrize(
    ("stem", "statement", "code"),
    [
        ("17_guestbook", r"dynamodb:\w+", "IAM901"),  # the variable still names the table
        ("18_notify", r"sns:Publish", "IAM901"),
        ("21_queues", r"sqs:(?:Delete|Receive|GetQueue)\w+", "CFN123"),  # Lambda cannot fetch
        ("36_table_stream", r"dynamodb:(?:Describe|GetRecords|GetShard)\w*", "CFN123"),
        ("48_scheduled", r"lambda:InvokeFunction", "CFN123"),  # the roles of the schedules
    ],
)
def test_a_role_without_the_right_is_an_error(stem: str, statement: str, code: str) -> None:
    whole = template_of(stem, with_intent=False)
    text = re.sub(
        rf"(?m)^ +- Effect: Allow\n +Action:\n(?: +- {statement}\n)+ +Resource:(?: .*| *\n(?: +- .*\n?)+)\n",
        "",
        whole,
    )
    assert text != whole
    assert code in {one.code for one in bad(compiled(text))}


def test_a_permission_for_another_route_lets_nobody_in() -> None:
    text = template_of("14_http_api", with_intent=False)
    wrong = text.replace("${Api}/*/GET/hello", "${Api}/*/GET/goodbye")
    assert wrong != text
    assert [one.code for one in bad(compiled(wrong))] == ["CFN123"]


# SAM.

SHOP = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: python3.13
    Timeout: 20
    Environment: {Variables: {STAGE: test}}
Resources:
  Orders:
    Type: AWS::Serverless::SimpleTable
    Properties: {PrimaryKey: {Name: number, Type: Number}}
  Work: {Type: AWS::SQS::Queue}
  News: {Type: AWS::SNS::Topic}
  Photos: {Type: AWS::S3::Bucket}
  Take:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.take
      CodeUri: src/
      Environment: {Variables: {TABLE: !Ref Orders}}
      Policies:
        - DynamoDBWritePolicy: {TableName: !Ref Orders}
      Events:
        Route:
          Type: HttpApi
          Properties: {Path: "/orders/{id}", Method: post}
        Photo:
          Type: S3
          Properties: {Bucket: !Ref Photos, Events: "s3:ObjectCreated:*"}
  Do:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      InlineCode: "def handler(event, context): pass\\n"
      Events:
        Job:
          Type: SQS
          Properties: {Queue: !GetAtt Work.Arn, BatchSize: 5}
        New:
          Type: SNS
          Properties: {Topic: !Ref News}
        Night:
          Type: Schedule
          Properties: {Schedule: rate(1 day)}
        Morning:
          Type: ScheduleV2
          Properties: {ScheduleExpression: rate(2 days)}
        Seen:
          Type: EventBridgeRule
          Properties: {Pattern: {source: [aws.ec2]}}
Outputs:
  Url: {Value: !Sub "https://${ServerlessHttpApi}.example.org"}
"""


def test_sam_is_expanded_into_what_it_stands_for() -> None:
    found = compiled(SHOP)
    assert bad(found) == []
    take: Any = found.design.components["take"]
    assert (take.timeout, take.runtime, take.code.elsewhere) == (20, "python3.13", "src")
    assert set(take.environment) == {"STAGE", "TABLE"}
    assert {c.word for c in found.design.components.values()} >= {"http_api", "table", "schedule"}
    assert arrows_of(SHOP) == {
        "serverless_http_api -> take : invoke",
        "photos -> take : invoke",
        "take -> orders : write",
        "take -> orders : batch_write",
        "work -> do : invoke",
        "news -> do : invoke",
        "do_night -> do : invoke",
        "do_morning -> do : invoke",
        "do_seen -> do : invoke",
    }


def test_sam_policies_that_lack_a_right_are_found_at_their_line() -> None:
    text = SHOP.replace("        - DynamoDBWritePolicy: {TableName: !Ref Orders}\n", "        []\n")
    found = [one for one in bad(compiled(text)) if one.code == "IAM901"]
    assert len(found) == 2  # reading and writing, for nothing says which of them
    assert all(one.span and one.span.text == "!Ref Orders" for one in found)


def test_events_that_are_not_known_stay_visible() -> None:
    text = SHOP.replace("Type: SNS", "Type: Cognito", 1)
    found = compiled(text)
    assert "news -> do : invoke" not in arrows_of(text)
    assert found.is_whole


def test_auth_of_an_http_api_is_that_of_its_routes() -> None:
    text = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth:
        DefaultAuthorizer: Login
        Authorizers:
          Login:
            IdentitySource: $request.header.Authorization
            JwtConfiguration: {issuer: "https://login.example.org", audience: [shop]}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      InlineCode: "def handler(event, context): pass\\n"
      Events:
        One: {Type: HttpApi, Properties: {ApiId: !Ref Api, Path: /one, Method: get}}
        Two:
          Type: HttpApi
          Properties: {ApiId: !Ref Api, Path: /two, Method: get, Auth: {Authorizer: NONE}}
"""
    found = compiled(text).design
    auth = {
        r.details.path: plain(r.details.auth) for r in found.relations if r.verb.name == "invoke"
    }
    assert auth == {"/one": ("api_login_authorizer", ""), "/two": "none"}
    login: Any = found.components["api_login_authorizer"]
    assert (login.issuer, login.audience) == ("https://login.example.org", ("shop",))


# Templates of others.


def test_names_in_arns_are_the_resources_that_have_them() -> None:
    text = """
Parameters:
  Name: {Type: String, Default: people}
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Ref Name
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}
      Policies:
        - PolicyName: all
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: ["logs:CreateLogStream", "logs:PutLogEvents"]
                Resource: "arn:aws:logs:*:*:*"
              - Effect: Allow
                Action: ["dynamodb:Query", "dynamodb:DescribeTable"]
                Resource: !Sub "arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/people"
              - {Effect: Allow, Action: "rekognition:DetectText", Resource: "*"}
  Code:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code: {ZipFile: "def handler(event, context): pass"}
"""
    found = compiled(text)
    assert bad(found) == []
    assert arrows_of(text) == {"code -> table : read", "code -> rekognition : DetectText"}
    (read_,) = [r for r in found.design.relations if r.verb.name == "read"]
    assert read_.also is not None
    assert read_.also.allow == ("dynamodb:DescribeTable",)


def test_a_bucket_is_no_key_and_a_key_is_no_bucket() -> None:
    """`s3:PutObject` on the ARN of the bucket itself lets nobody put anything."""
    text = """
Resources:
  Files: {Type: AWS::S3::Bucket}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]
      Policies:
        - PolicyName: put
          PolicyDocument:
            Statement: [{Effect: Allow, Action: "s3:PutObject", Resource: !GetAtt Files.Arn}]
  Code:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code: {ZipFile: "def handler(event, context): pass"}
"""
    found = compiled(text)
    assert [one.code for one in bad(found)] == ["CFN127", "IAM901"]
    right = text.replace("!GetAtt Files.Arn", '!Sub "${Files.Arn}/in/*"')
    assert bad(compiled(right)) == []
    (write,) = [r for r in compiled(right).design.relations if r.verb.name == "write"]
    assert write.scope.prefix == "in/"


@pytest.mark.parametrize(
    ("role", "existing"),
    [
        ("!Sub 'arn:aws:iam::${AWS::AccountId}:role/LabRole'", "LabRole"),
        ("arn:aws:iam::123456789012:role/service-role/lab", "lab"),
    ],
)
def test_a_role_that_is_not_in_the_template_exists(role: str, existing: str) -> None:
    text = f"""
Resources:
  Work: {{Type: AWS::SQS::Queue}}
  Code:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: {role}
      Code: {{ZipFile: "def handler(event, context): pass"}}
      Environment: {{Variables: {{QUEUE: !Ref Work}}}}
"""
    found = compiled(text)
    code: Any = found.design.components["code"]
    assert found.design.components[code.role.name].existing == existing  # type: ignore[attr-defined]
    assert arrows_of(text) == {"code -> work : send"}


def test_a_role_given_by_a_parameter_exists() -> None:
    text = """
Parameters: {Lab: {Type: String, Default: LabRole}, Other: {Type: String}}
Resources:
  Code:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: !Ref Other
      Code: {ZipFile: "def handler(event, context): pass"}
"""
    found = compiled(text)
    code: Any = found.design.components["code"]
    assert found.design.components[code.role.name].existing.parameter == "other"  # type: ignore[attr-defined]


def test_inline_code_is_judged_like_a_file() -> None:
    text = """
Parameters: {Stage: {Type: String}}
Resources:
  Code:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Role: arn:aws:iam::123456789012:role/lab
      Environment: {Variables: {REGION: !Ref "AWS::Region", STAGE: !Ref Stage}}
      Code:
        ZipFile: |
          import os
          def handler(event, context):
              return os.environ["REGION"], os.environ["STAGE"]
"""
    assert {one.code for one in bad(compiled(text))} == {"LAM716"}  # there is only index.py
    right = text.replace("app.handler", "index.handler")
    assert bad(compiled(right)) == []
    other = right.replace('["STAGE"]', '["STAGES_TABLE"]')
    assert {one.code for one in bad(compiled(other))} == {"CFN125"}
