"""Templates that are right, in which something stands that no kind reads: nothing is cried."""

from __future__ import annotations

import textwrap

import pytest

from archc.compiler import Compilation
from archc.diagnostics import Severity
from archc.importers.cloudformation import read
from archc.source import Source
from tests.designs import GRAMMAR, Files

FUNCTION = """
Work:
  Type: AWS::Serverless::Function
  Properties:
    Runtime: python3.13
    Handler: app.main
    CodeUri: src/
    EventInvokeConfig: {DestinationConfig: {OnFailure: {Type: SQS, Destination: !GetAtt Lost.Arn}}}
Lost: {Type: AWS::SQS::Queue}
"""
NETWORK = """
Net: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16, EnableDnsHostnames: true}}
Near:
  Type: AWS::EC2::Subnet
  Properties: {VpcId: !Ref Net, CidrBlock: 10.0.1.0/24, AvailabilityZone: !Select [0, !GetAZs ""]}
Far:
  Type: AWS::EC2::Subnet
  Properties: {VpcId: !Ref Net, CidrBlock: 10.0.2.0/24, AvailabilityZone: !Select [1, !GetAZs ""]}
Group:
  Type: AWS::EC2::SecurityGroup
  Properties:
    GroupDescription: Those who are let in
    VpcId: !Ref Net
    SecurityGroupIngress:
      - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/16}
"""
ROLE = """
Role:
  Type: AWS::IAM::Role
  Properties:
    AssumeRolePolicyDocument:
      Statement: {Effect: Allow, Principal: {Service: SERVICE}, Action: sts:AssumeRole}
"""
RIGHT = {
    "a REST API": FUNCTION
    + """
Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: shop}}
Method:
  Type: AWS::ApiGateway::Method
  Properties:
    RestApiId: !Ref Api
    ResourceId: !GetAtt Api.RootResourceId
    HttpMethod: GET
    AuthorizationType: NONE
    Integration:
      Type: AWS_PROXY
      IntegrationHttpMethod: POST
      Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Work.Arn}/invocations
Permission:
  Type: AWS::Lambda::Permission
  Properties:
    FunctionName: !Ref Work
    Action: lambda:InvokeFunction
    Principal: apigateway.amazonaws.com
    SourceArn: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*
""",
    "a REST API of SAM": FUNCTION.replace(
        "    CodeUri: src/\n",
        "    CodeUri: src/\n    Events: {Get: {Type: Api, Properties: {Path: /, Method: get}}}\n",
    ),
    "an event that only SAM knows": FUNCTION.replace(
        "    CodeUri: src/\n", "    CodeUri: src/\n    Events: {Skill: {Type: AlexaSkill}}\n"
    ),
    "an authorizer that only SAM knows": FUNCTION
    + """
Api:
  Type: AWS::Serverless::Api
  Properties:
    StageName: prod
    Auth: {DefaultAuthorizer: Own, Authorizers: {Own: {FunctionArn: !GetAtt Work.Arn}}}
""",
    "a custom resource": FUNCTION
    + """
Made: {Type: Custom::Made, Properties: {ServiceToken: !GetAtt Work.Arn}}
""",
    "a rule of IoT": FUNCTION
    + """
Rule:
  Type: AWS::IoT::TopicRule
  Properties:
    TopicRulePayload:
      Sql: SELECT * FROM 'doors'
      Actions: [{Lambda: {FunctionArn: !GetAtt Work.Arn}}]
""",
    "a trigger of Cognito": FUNCTION
    + """
Pool:
  Type: AWS::Cognito::UserPool
  Properties: {LambdaConfig: {PreSignUp: !GetAtt Work.Arn}}
""",
    "a state machine": FUNCTION
    + ROLE.replace("SERVICE", "states.amazonaws.com")
    + """
Flow:
  Type: AWS::StepFunctions::StateMachine
  Properties:
    RoleArn: !GetAtt Role.Arn
    DefinitionString: !Sub '{"StartAt":"A","States":{"A":{"Type":"Task","End":true,"Resource":"${Work.Arn}"}}}'
    LoggingConfiguration:
      Level: ALL
      Destinations: [{CloudWatchLogsLogGroup: {LogGroupArn: !GetAtt Logs.Arn}}]
Logs: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 7}}
""",
    "somebody who is let in": FUNCTION
    + """
Permission:
  Type: AWS::Lambda::Permission
  Properties: {FunctionName: !Ref Work, Action: lambda:InvokeFunction, Principal: "123456789012"}
""",
    "a role that somebody else takes on": FUNCTION
    + ROLE.replace("SERVICE", "states.amazonaws.com")
    + """
    Policies:
      - PolicyName: call
        PolicyDocument:
          Statement: {Effect: Allow, Action: lambda:InvokeFunction, Resource: !GetAtt Work.Arn}
Flow:
  Type: AWS::StepFunctions::StateMachine
  Properties: {RoleArn: !GetAtt Role.Arn, DefinitionS3Location: {Bucket: flows, Key: one.json}}
""",
    "containers": NETWORK
    + """
Inner:
  Type: AWS::EC2::SecurityGroup
  Properties:
    GroupDescription: Those behind
    VpcId: !Ref Net
    SecurityGroupIngress:
      - {IpProtocol: tcp, FromPort: 80, ToPort: 80, SourceSecurityGroupId: !Ref Group}
Cluster: {Type: AWS::ECS::Cluster}
Service:
  Type: AWS::ECS::Service
  Properties:
    Cluster: !Ref Cluster
    TaskDefinition: shop:1
    LaunchType: FARGATE
    NetworkConfiguration:
      AwsvpcConfiguration: {Subnets: [!Ref Near, !Ref Far], SecurityGroups: [!Ref Inner, !Ref Group]}
Door:
  Type: AWS::EC2::VPCEndpoint
  Properties:
    VpcId: !Ref Net
    ServiceName: !Sub com.amazonaws.${AWS::Region}.sqs
    VpcEndpointType: Interface
    PrivateDnsEnabled: true
    SubnetIds: [!Ref Near, !Ref Far]
    SecurityGroupIds: [!Ref Group]
""",
    "containers by the clock": ROLE.replace("SERVICE", "events.amazonaws.com")
    + """
Cluster: {Type: AWS::ECS::Cluster}
Nightly:
  Type: AWS::Events::Rule
  Properties:
    ScheduleExpression: rate(1 day)
    Targets:
      - Id: task
        Arn: !GetAtt Cluster.Arn
        RoleArn: !GetAtt Role.Arn
        EcsParameters: {TaskDefinitionArn: !Sub "arn:aws:ecs:${AWS::Region}:${AWS::AccountId}:task-definition/shop:1"}
""",
    "servers of a cluster": NETWORK
    + ROLE.replace("SERVICE", "ec2.amazonaws.com")
    + """
Gate: {Type: AWS::EC2::InternetGateway}
Tied: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Net, InternetGatewayId: !Ref Gate}}
Routes: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Net}}
Out:
  Type: AWS::EC2::Route
  DependsOn: Tied
  Properties: {RouteTableId: !Ref Routes, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gate}
NearRoutes:
  Type: AWS::EC2::SubnetRouteTableAssociation
  Properties: {RouteTableId: !Ref Routes, SubnetId: !Ref Near}
FarRoutes:
  Type: AWS::EC2::SubnetRouteTableAssociation
  Properties: {RouteTableId: !Ref Routes, SubnetId: !Ref Far}
Cluster: {Type: AWS::ECS::Cluster}
Profile: {Type: AWS::IAM::InstanceProfile, Properties: {Roles: [!Ref Role]}}
Template:
  Type: AWS::EC2::LaunchTemplate
  Properties:
    LaunchTemplateData:
      ImageId: "{{resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id}}"
      InstanceType: c5.xlarge
      SecurityGroupIds: [!Ref Group]
      IamInstanceProfile: {Arn: !GetAtt Profile.Arn}
      MetadataOptions: {HttpTokens: required}
      UserData: !Base64
        Fn::Sub: |
          #!/bin/bash
          echo ECS_CLUSTER=${Cluster} >> /etc/ecs/ecs.config
Servers:
  Type: AWS::AutoScaling::AutoScalingGroup
  Properties:
    VPCZoneIdentifier: [!Ref Near, !Ref Far]
    LaunchTemplate: {LaunchTemplateId: !Ref Template, Version: !GetAtt Template.LatestVersionNumber}
    MinSize: "2"
    MaxSize: "4"
Filled:
  Type: AWS::ECS::CapacityProvider
  Properties: {AutoScalingGroupProvider: {AutoScalingGroupArn: !Ref Servers}}
""",
    "a scale by the length of a queue": FUNCTION
    + """
Permission:
  Type: AWS::Lambda::Permission
  Properties: {FunctionName: !Ref Work, Action: lambda:InvokeFunction, Principal: "123456789012"}
Scale:
  Type: AWS::ApplicationAutoScaling::ScalingPolicy
  Properties:
    PolicyName: by-length
    PolicyType: TargetTrackingScaling
    ResourceId: service/shop/sell
    ScalableDimension: ecs:service:DesiredCount
    ServiceNamespace: ecs
    TargetTrackingScalingPolicyConfiguration:
      TargetValue: 5
      CustomizedMetricSpecification:
        MetricName: ApproximateNumberOfMessagesVisible
        Namespace: AWS/SQS
        Statistic: Average
        Dimensions: [{Name: QueueName, Value: !GetAtt Lost.QueueName}]
""",
    "a log of events": """
Logs: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 7}}
All:
  Type: AWS::Events::Rule
  Properties:
    EventPattern: {source: [aws.ec2]}
    Targets: [{Id: log, Arn: !Sub "arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:${Logs}"}]
""",
    "functions behind a balancer": NETWORK
    + FUNCTION
    + """
Permission:
  Type: AWS::Lambda::Permission
  Properties:
    FunctionName: !GetAtt Work.Arn
    Action: lambda:InvokeFunction
    Principal: elasticloadbalancing.amazonaws.com
Front:
  Type: AWS::ElasticLoadBalancingV2::LoadBalancer
  Properties: {Scheme: internal, Subnets: [!Ref Near, !Ref Far], SecurityGroups: [!Ref Group]}
Targets:
  Type: AWS::ElasticLoadBalancingV2::TargetGroup
  DependsOn: Permission
  Properties: {TargetType: lambda, Targets: [{Id: !GetAtt Work.Arn}]}
Listener:
  Type: AWS::ElasticLoadBalancingV2::Listener
  Properties:
    LoadBalancerArn: !Ref Front
    Port: 80
    Protocol: HTTP
    DefaultActions: [{Type: forward, TargetGroupArn: !Ref Targets}]
Other:
  Type: AWS::ElasticLoadBalancingV2::ListenerRule
  Properties:
    ListenerArn: !Ref Listener
    Priority: 1
    Conditions: [{Field: path-pattern, Values: [/gone]}]
    Actions: [{Type: fixed-response, FixedResponseConfig: {StatusCode: 410}}]
""",
    "an address of a network interface": NETWORK
    + """
Address: {Type: AWS::EC2::EIP, Properties: {Domain: vpc}}
Interface:
  Type: AWS::EC2::NetworkInterface
  Properties: {SubnetId: !Ref Near, GroupSet: [!Ref Group]}
Ties:
  Type: AWS::EC2::EIPAssociation
  Properties: {AllocationId: !GetAtt Address.AllocationId, NetworkInterfaceId: !Ref Interface}
""",
    "a replica": ROLE.replace("SERVICE", "s3.amazonaws.com")
    + """
Reports:
  Type: AWS::S3::Bucket
  Properties:
    VersioningConfiguration: {Status: Enabled}
    ReplicationConfiguration:
      Role: !GetAtt Role.Arn
      Rules: [{Status: Enabled, Destination: {Bucket: !GetAtt Copies.Arn}}]
Copies: {Type: AWS::S3::Bucket, Properties: {VersioningConfiguration: {Status: Enabled}}}
Reader:
  Type: AWS::Serverless::Function
  Properties:
    Runtime: python3.13
    Handler: app.main
    CodeUri: src/
    Policies: [{S3CrudPolicy: {BucketName: !Ref Reports}}]
    FunctionUrlConfig: {AuthType: AWS_IAM}
Caller:
  Type: AWS::Lambda::Permission
  Properties: {FunctionName: !Ref Reader, Action: lambda:InvokeFunctionUrl, Principal: "123456789012", FunctionUrlAuthType: AWS_IAM}
""",
    "messages from elsewhere": """
Inbox:
  Type: AWS::SQS::Queue
  Properties: {RedrivePolicy: {deadLetterTargetArn: !GetAtt Lost.Arn, maxReceiveCount: 5}}
Lost: {Type: AWS::SQS::Queue, Properties: {MessageRetentionPeriod: 1209600}}
Lets:
  Type: AWS::SQS::QueuePolicy
  Properties:
    Queues: [!Ref Inbox]
    PolicyDocument:
      Statement:
        Effect: Allow
        Principal: {AWS: "123456789012"}
        Action: sqs:SendMessage
        Resource: !GetAtt Inbox.Arn
Work:
  Type: AWS::Serverless::Function
  Properties:
    Runtime: python3.13
    Handler: app.main
    CodeUri: src/
    Timeout: 5
    Policies: [{SQSPollerPolicy: {QueueName: !GetAtt Inbox.QueueName}}]
    Events: {Mail: {Type: SQS, Properties: {Queue: !GetAtt Inbox.Arn}}}
""",
    "rights for tasks": FUNCTION.replace(
        "    CodeUri: src/\n",
        "    CodeUri: src/\n    Policies:\n      - Statement:\n"
        "          - {Effect: Allow, Action: iam:PassRole, Resource: !GetAtt Role.Arn}\n"
        "          - {Effect: Allow, Action: 'ssmmessages:*', Resource: '*'}\n",
    )
    + ROLE.replace("SERVICE", "ecs-tasks.amazonaws.com")
    + """
Permission:
  Type: AWS::Lambda::Permission
  Properties: {FunctionName: !Ref Work, Action: lambda:InvokeFunction, Principal: "123456789012"}
Profile: {Type: AWS::IAM::InstanceProfile, Properties: {Roles: [!Ref Role]}}
Servers: {Type: "Custom::Servers", Properties: {ServiceToken: !GetAtt Work.Arn, Of: !Ref Profile}}
""",
}  # fmt: skip
LEFT_OUT = ("CFN120", "CFN121", "CFN122")


def compiled(resources: str, outputs: str = "") -> Compilation:
    """The design in a template of SAM."""
    text = (
        f"Transform: AWS::Serverless-2016-10-31\nResources:\n{textwrap.indent(resources, '  ')}"
        f"{outputs}"
    )
    source = Source("template.yaml", text)
    tree, found = read(source, GRAMMAR)
    return Compilation.of_tree(source, tree, found, Files({}), GRAMMAR)


def told(one: Compilation) -> list[str]:
    """The findings, but for what is left out."""
    return [
        f"{found.code} {found.message}" for found in one.diagnostics if found.code not in LEFT_OUT
    ]


@pytest.mark.parametrize("name", RIGHT)
def test_nothing_is_cried(name: str) -> None:
    assert told(compiled(RIGHT[name])) == []


def test_an_output_tells_somebody_elsewhere() -> None:
    outputs = "Outputs: {Name: {Value: !Ref Work}}\n"
    assert told(compiled(FUNCTION)) == ["LAM715 nothing calls the function 'Work'"]
    assert told(compiled(FUNCTION, outputs)) == []


def test_a_balancer_of_functions_stands_in_the_design() -> None:
    one = compiled(RIGHT["functions behind a balancer"])
    raw = {component.name for component in one.design.of_kind("resource")}
    assert {"front", "targets", "listener", "other"} <= raw
    (front,) = (found for found in one.diagnostics if found.code in LEFT_OUT)
    assert front.severity is Severity.ADVICE
    assert "is a raw resource here: a server that it forwards to" in front.message


def test_a_rule_is_shown_where_it_is_written() -> None:
    apart = """
First:
  Type: AWS::EC2::SecurityGroupIngress
  Properties: {GroupId: !Ref Group, IpProtocol: tcp, FromPort: 8080, ToPort: 8080, CidrIp: 10.0.0.0/16}
Second:
  Type: AWS::EC2::SecurityGroupIngress
  Properties: {GroupId: !Ref Group, IpProtocol: "-1", CidrIp: 192.0.2.0/24}
"""
    one = compiled(NETWORK + apart)
    (open_,) = (found for found in one.diagnostics if found.code == "SGR410")
    assert open_.span is not None
    assert "192.0.2.0/24" in open_.span.text


def test_a_statement_is_shown_where_it_is_written() -> None:
    said = """
    Policies:
      - PolicyName: both
        PolicyDocument:
          Statement:
            - {Effect: Allow, Action: s3:ListAllMyBuckets, Resource: '*'}
            - {Effect: Allow, Action: 's3:*', Resource: '*'}
"""
    one = compiled(ROLE.replace("SERVICE", "ec2.amazonaws.com") + said)
    (wide,) = (found for found in one.diagnostics if found.code == "IAM902")
    assert wide.span is not None
    assert "s3:*" in wide.span.text


def test_what_is_left_out_is_told_why() -> None:
    one = compiled("Odd: {Type: AWS::Serverless::Application, Properties: {Location: one.yaml}}\n")
    (left,) = (found.message for found in one.diagnostics if found.code == "CFN121")
    assert left.endswith("there is no schema for AWS::Serverless::Application")


def test_findings_speak_of_the_template() -> None:
    """The language of designs is not that of who wrote it."""
    table = """
OldOrders:
  Type: AWS::DynamoDB::Table
  Properties:
    BillingMode: PAY_PER_REQUEST
    AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
    KeySchema: [{AttributeName: id, KeyType: HASH}]
"""
    (found,) = compiled(table).diagnostics
    assert found.message == "the table 'OldOrders' cannot be restored"
    assert found.fix == (
        "look at `Table.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled`; "
        "in the design (`archc import`): remove `recovery: no`"
    )


def test_a_parameter_of_what_is_left_out_is_no_parameter_of_the_design() -> None:
    text = (
        "Parameters: {Home: {Type: AWS::EC2::VPC::Id}, Other: {Type: String}}\nResources:\n"
        "  Link:\n    Type: AWS::EC2::VPCPeeringConnection\n    Properties:\n"
        "      VpcId: !Ref Home\n      PeerVpcId: !Ref Other\n      PeerRegion: !ImportValue far\n"
    )
    source = Source("template.yaml", text)
    tree, found = read(source, GRAMMAR)
    assert told(Compilation.of_tree(source, tree, found, Files({}), GRAMMAR)) == []
