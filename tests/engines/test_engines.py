"""The two engines deploy the probes, and refuse what they cannot make."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator

import pytest

from archc.emit import yaml
from tests.designs import compile_example

from . import ministack_server
from .ministack_server import Server, can_enforce_iam, server
from .moto_call import DeployError
from .moto_stack import Deployed, deployed, load_template

NETWORK = """
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Igw: {Type: AWS::EC2::InternetGateway}
  Attached:
    Type: AWS::EC2::VPCGatewayAttachment
    Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Igw}
  PublicA:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: 10.0.0.0/24
      AvailabilityZone: !Select [0, !GetAZs ""]
      MapPublicIpOnLaunch: true
  PublicB:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: 10.0.1.0/24
      AvailabilityZone: !Select [1, !GetAZs {Ref: AWS::Region}]
  AppA:
    Type: AWS::EC2::Subnet
    Properties:
      {VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/24, AvailabilityZone: !Select [0, !GetAZs ""]}
  AppB:
    Type: AWS::EC2::Subnet
    Properties:
      {VpcId: !Ref Vpc, CidrBlock: 10.0.3.0/24, AvailabilityZone: !Select [1, !GetAZs ""]}
  EdgeGroup:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: edge
      VpcId: !Ref Vpc
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 0.0.0.0/0}]
      SecurityGroupEgress: [{IpProtocol: icmp, FromPort: 1, ToPort: 1, CidrIp: 127.0.0.1/32}]
  AppGroup: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: a, VpcId: !Ref Vpc}}
"""

THREE_TIER = (
    """
Parameters:
  Image:
    Type: AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>
    Default: /aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64
  Kind: {Type: String, Default: t4g.micro}
"""
    + NETWORK
    + """
  Public: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  PublicRoute:
    Type: AWS::EC2::Route
    DependsOn: Attached
    Properties:
      {RouteTableId: !Ref Public, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Igw}
  PublicAInPublic:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {RouteTableId: !Ref Public, SubnetId: !Ref PublicA}
  NatIp: {Type: AWS::EC2::EIP, DependsOn: Attached, Properties: {Domain: vpc}}
  Nat:
    Type: AWS::EC2::NatGateway
    Properties: {SubnetId: !Ref PublicA, AllocationId: !GetAtt NatIp.AllocationId}
  EdgeToApp:
    Type: AWS::EC2::SecurityGroupEgress
    Properties:
      GroupId: !GetAtt EdgeGroup.GroupId
      DestinationSecurityGroupId: !GetAtt AppGroup.GroupId
      IpProtocol: tcp
      FromPort: 8080
      ToPort: 8080
  AppFromEdge:
    Type: AWS::EC2::SecurityGroupIngress
    Properties:
      GroupId: !GetAtt AppGroup.GroupId
      SourceSecurityGroupId: !GetAtt EdgeGroup.GroupId
      IpProtocol: tcp
      FromPort: 8080
      ToPort: 8080
  Alb:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      Subnets: [!Ref PublicA, !Ref PublicB]
      SecurityGroups: [!GetAtt EdgeGroup.GroupId]
      LoadBalancerAttributes: [{Key: deletion_protection.enabled, Value: "true"}]
  Targets:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {VpcId: !Ref Vpc, Port: 8080, Protocol: HTTP, HealthCheckPath: /health}
  Web:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Alb
      Port: 80
      Protocol: HTTP
      DefaultActions: [{Type: forward, TargetGroupArn: !Ref Targets}]
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement:
          - {Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: sts:AssumeRole}
  Profile: {Type: AWS::IAM::InstanceProfile, Properties: {Roles: [!Ref Role]}}
  Key: {Type: AWS::EC2::KeyPair, Properties: {KeyName: probe-key}}
  Machine:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        ImageId: !Ref Image
        InstanceType: !Ref Kind
        KeyName: !Ref Key
        IamInstanceProfile: {Arn: !GetAtt Profile.Arn}
        SecurityGroupIds: [!GetAtt AppGroup.GroupId]
        MetadataOptions: {HttpTokens: required}
        UserData:
          Fn::Base64: !Sub |
            echo ${Db.Endpoint.Address} ${!HOME}
  Fleet:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize: "2"
      MaxSize: "4"
      VPCZoneIdentifier: [!Ref AppA, !Ref AppB]
      TargetGroupARNs: [!Ref Targets]
      LaunchTemplate:
        {LaunchTemplateId: !Ref Machine, Version: !GetAtt Machine.LatestVersionNumber}
  Scaling:
    Type: AWS::AutoScaling::ScalingPolicy
    Properties:
      AutoScalingGroupName: !Ref Fleet
      PolicyType: TargetTrackingScaling
      TargetTrackingConfiguration:
        TargetValue: 500
        PredefinedMetricSpecification:
          PredefinedMetricType: ALBRequestCountPerTarget
          ResourceLabel: !Sub ${Alb.LoadBalancerFullName}/${Targets.TargetGroupFullName}
  Login:
    Type: AWS::SecretsManager::Secret
    Properties:
      GenerateSecretString:
        SecretStringTemplate: '{"username": "app"}'
        GenerateStringKey: password
        ExcludeCharacters: "\\"@/\\\\ "
  DbSubnets:
    Type: AWS::RDS::DBSubnetGroup
    Properties: {DBSubnetGroupDescription: data, SubnetIds: [!Ref AppA, !Ref AppB]}
  Db:
    Type: AWS::RDS::DBInstance
    DeletionPolicy: Snapshot
    Properties:
      Engine: postgres
      DBInstanceClass: db.t4g.micro
      AllocatedStorage: "20"
      MultiAZ: true
      StorageEncrypted: true
      DBSubnetGroupName: !Ref DbSubnets
      VPCSecurityGroups: [!GetAtt AppGroup.GroupId]
      MasterUsername: !Sub "{{resolve:secretsmanager:${Login}:SecretString:username}}"
      MasterUserPassword: !Sub "{{resolve:secretsmanager:${Login}:SecretString:password}}"
  LoginOfDb:
    Type: AWS::SecretsManager::SecretTargetAttachment
    Properties: {SecretId: !Ref Login, TargetId: !Ref Db, TargetType: AWS::RDS::DBInstance}
Outputs:
  Url: {Value: !Sub "http://${Alb.DNSName}"}
  DbHost: {Value: !GetAtt Db.Endpoint.Address}
  Zone: {Value: !GetAtt PublicB.AvailabilityZone}
"""
)

SERVERLESS = """
Parameters:
  Allowed: {Type: CommaDelimitedList, Default: "dynamodb:GetItem,dynamodb:PutItem"}
  Source: {Type: String, Default: "*/*/notes*"}
Resources:
  Notes:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: !Sub "/aws/lambda/${AWS::StackName}-handler", RetentionInDays: 30}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: notes
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - {Effect: Allow, Action: !Ref Allowed, Resource: !GetAtt Notes.Arn}
              - Effect: Allow
                Action: [logs:CreateLogStream, logs:PutLogEvents]
                Resource: !GetAtt Logs.Arn
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: !Sub "${AWS::StackName}-handler"
      Runtime: python3.13
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Timeout: 10
      Environment: {Variables: {TABLE: !Ref Notes}}
      LoggingConfig: {LogGroup: !Ref Logs}
      Code:
        ZipFile: |
          import json, os
          import boto3

          table = boto3.resource("dynamodb").Table(os.environ["TABLE"])

          def handler(event, context):
              if event["requestContext"]["http"]["method"] == "POST":
                  table.put_item(Item=json.loads(event["body"]))
                  return {"statusCode": 201, "body": event["body"]}
              item = table.get_item(Key={"id": event["pathParameters"]["id"]}).get("Item")
              return {"statusCode": 200 if item else 404, "body": json.dumps(item)}
  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: notes, ProtocolType: HTTP}}
  Proxy:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Api
      IntegrationType: AWS_PROXY
      IntegrationUri: !GetAtt Handler.Arn
      PayloadFormatVersion: "2.0"
  Post:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Api, RouteKey: POST /notes, Target: !Sub "integrations/${Proxy}"}
  Get:
    Type: AWS::ApiGatewayV2::Route
    Properties:
      {ApiId: !Ref Api, RouteKey: "GET /notes/{id}", Target: !Sub "integrations/${Proxy}"}
  Default:
    Type: AWS::ApiGatewayV2::Stage
    Properties: {ApiId: !Ref Api, StageName: $default, AutoDeploy: true}
  Prod:
    Type: AWS::ApiGatewayV2::Stage
    Properties: {ApiId: !Ref Api, StageName: prod, AutoDeploy: true}
  Invoke:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Handler
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/${Source}"
Outputs:
  Url: {Value: !Sub "https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}"}
  ApiId: {Value: !Ref Api}
"""

UNKNOWN = '{"Resources": {"X": {"Type": "AWS::Chatbot::SlackChannelConfiguration"}}}'


@pytest.fixture(scope="module")
def stack() -> Iterator[Deployed]:
    """The three-tier probe in moto."""
    with deployed(THREE_TIER) as made:
        yield made


def test_moto_outputs_name_the_region_of_the_stack(stack: Deployed) -> None:
    outputs = stack.outputs()
    assert outputs["Zone"] == "eu-west-1b"
    assert ".eu-west-1.elb." in outputs["Url"]
    assert outputs["DbHost"].endswith(".eu-west-1.rds.amazonaws.com")


def test_moto_keeps_the_chain_of_security_groups(stack: Deployed) -> None:
    ids = stack.resources()
    groups = stack.client("ec2").describe_security_groups(GroupIds=[ids["EdgeGroup"]])
    out = groups["SecurityGroups"][0]["IpPermissionsEgress"]
    assert [rule["IpProtocol"] for rule in out] == ["icmp", "tcp"]
    assert out[1]["UserIdGroupPairs"][0]["GroupId"] == ids["AppGroup"]


def test_moto_honours_public_addresses_on_launch(stack: Deployed) -> None:
    ids = stack.resources()
    found = stack.client("ec2").describe_subnets(SubnetIds=[ids["PublicA"], ids["AppA"]])
    public = {row["SubnetId"]: row["MapPublicIpOnLaunch"] for row in found["Subnets"]}
    assert public == {ids["PublicA"]: True, ids["AppA"]: False}


def test_moto_database_takes_its_login_from_the_secret(stack: Deployed) -> None:
    database = stack.client("rds").describe_db_instances()["DBInstances"][0]
    assert database["MultiAZ"]
    assert database["StorageEncrypted"]
    assert database["MasterUsername"] == "app"
    secret = stack.client("secretsmanager").get_secret_value(SecretId=stack.resources()["Login"])
    assert database["Endpoint"]["Address"] in secret["SecretString"]


def test_moto_targets_are_healthy_instances_of_the_group(stack: Deployed) -> None:
    arn = stack.resources()["Targets"]
    health = stack.client("elbv2").describe_target_health(TargetGroupArn=arn)
    states = [row["TargetHealth"]["State"] for row in health["TargetHealthDescriptions"]]
    assert states == ["healthy", "healthy"]


def test_moto_refuses_a_machine_that_cannot_run_the_image() -> None:
    with (
        pytest.raises(AssertionError, match=r"Machine .* is arm64, but t3\.micro runs"),
        deployed(THREE_TIER, parameters={"Kind": "t3.micro"}),
    ):
        pass


@pytest.mark.parametrize(
    ("resource", "message"),
    [
        (
            "Type: AWS::EC2::SecurityGroupEgress, Properties: {GroupId: sg-0, IpProtocol: tcp, "
            "FromPort: 1, ToPort: 1, CidrIp: 10.0.0.0/8}",
            "sg-0",
        ),
        (
            "Type: AWS::EC2::SecurityGroupEgress, Properties: {IpProtocol: tcp}",
            "GroupId is required",
        ),
        (
            "Type: AWS::EC2::SecurityGroupIngress, Properties: "
            "{GroupId: !GetAtt AppGroup.GroupId, IpProtocol: '-1'}",
            "exactly one of CidrIp",
        ),
        (
            "Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: "
            "{Subnets: [!Ref PublicA, !Ref AppA]}",
            "two zones",
        ),
        (
            "Type: AWS::RDS::DBSubnetGroup, Properties: "
            "{DBSubnetGroupDescription: d, SubnetIds: [!Ref AppA]}",
            "two zones",
        ),
        (
            "Type: AWS::RDS::DBInstance, Properties: "
            "{Engine: postgres, DBInstanceClass: db.t4g.micro, AllocatedStorage: '20', "
            "MasterUsername: app}",
            "ManageMasterUserPassword",
        ),
        ("Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlok: x}", "CidrBlock is"),
        ("Type: AWS::AutoScaling::ScalingPolicy, Properties: {AutoScalingGroupName: g}", "no sc"),
    ],
)
def test_moto_refuses_what_aws_refuses(resource: str, message: str) -> None:
    with (
        pytest.raises(AssertionError, match=message),
        deployed(f"{NETWORK}  Bad: {{{resource}}}\n"),
    ):
        pass


@pytest.mark.parametrize(
    ("example", "waits", "message"),
    [
        ("07_custom_vpc", "LabPublicRoutesDefault", "internet gateway is not attached"),
        ("08_nat_gateway", "LabNatAddressA", "no internet gateway attached"),
        ("42_vpn", "ShopIsolatedRoutesFromHub", "VPN gateway is not attached"),
        ("43_transit_gateway", "CoreIsolatedRoutesTo10x1x0x0x16", "VPC is not attached"),
        ("47_addressing", "WebA", "list index out of range|no /64"),
    ],
)
def test_moto_refuses_what_does_not_wait(example: str, waits: str, message: str) -> None:
    template = load_template(yaml.emit(compile_example(example).stack).decode())
    del template["Resources"][waits]["DependsOn"]
    text = json.dumps(template)
    with pytest.raises((AssertionError, IndexError, DeployError), match=message), deployed(text):
        pass


@pytest.mark.parametrize(
    ("example", "resource", "properties", "message"),
    [
        ("07_custom_vpc", "LabPublicRoutesDefault", {"Metric": 5}, "Unknown parameter"),
        ("07_custom_vpc", "LabPublicRoutesDefault", {"NatGatewayId": "n"}, "exactly one of"),
        ("41_peering", "Right", {"CidrBlock": "10.0.0.0/20"}, "range|overlap|invalid"),
        ("42_vpn", "MunichLineCustomerGateway", {"IpAddress": None}, "IpAddress is required"),
        ("42_vpn", "LabLine", {"StaticRoutesOnly": False}, "routes by BGP"),
        ("42_vpn", "LabLine", {"TransitGatewayId": "tgw-1"}, "exactly one of"),
        ("43_transit_gateway", "Hub", {"DefaultRouteTableAssociation": "enable"}, "associated"),
        ("43_transit_gateway", "HubToLab", {"VpcId": {"Ref": "Core"}}, "in another VPC"),
        ("45_nat_instance", "Worker", {"SourceDestChek": False}, "Unknown parameter"),
        ("46_endpoints", "SqsDoor", {"RouteTableIds": ["rtb-1"]}, "not for this type"),
        ("46_endpoints", "Lab", {"EnableDnsHostnames": False}, "needs enableDnsHostnames"),
        ("47_addressing", "PrivateRoutesDefault6", {"NatGatewayId": "n"}, "exactly one of"),
    ],
)
def test_moto_refuses_a_network_that_aws_refuses(
    example: str, resource: str, properties: dict[str, object], message: str
) -> None:
    template = load_template(yaml.emit(compile_example(example).stack).decode())
    template["Resources"][resource]["Properties"] |= properties
    with pytest.raises(AssertionError, match=message), deployed(json.dumps(template)):
        pass


def test_moto_peers_with_a_vpc_of_another_region() -> None:
    far = "{Resources: {Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.9.0.0/16}}}}"
    near = """
    Parameters: {Far: {Type: AWS::EC2::VPC::Id}}
    Resources:
      Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
      Bridge:
        Type: AWS::EC2::VPCPeeringConnection
        Properties: {VpcId: !Ref Vpc, PeerVpcId: !Ref Far, PeerRegion: us-east-1}
    """
    with deployed(far, region="us-east-1") as there:
        parameters = {"Far": there.resources()["Vpc"]}
        with deployed(near, parameters=parameters, account=there.place.account) as here:
            found = here.client("ec2").describe_vpc_peering_connections()
            [bridge] = found["VpcPeeringConnections"]
            assert bridge["Status"]["Code"] == "active"
            assert bridge["AccepterVpcInfo"]["Region"] == "us-east-1"
            assert bridge["AccepterVpcInfo"]["VpcId"] == parameters["Far"]


def test_moto_refuses_an_unsupported_type() -> None:
    with pytest.raises(DeployError, match="SlackChannel"), deployed(UNKNOWN):
        pass


def test_moto_refuses_an_unsupported_attribute() -> None:
    text = NETWORK + "Outputs: {Bad: {Value: !Sub '${Vpc.Nonsense}'}}\n"
    with pytest.raises(DeployError, match="Nonsense"), deployed(text):
        pass


def test_moto_refuses_a_yaml_alias() -> None:
    text = "Resources: {A: &a {Type: AWS::EC2::InternetGateway}, B: *a}\n"
    with pytest.raises(DeployError, match="alias"), deployed(text):
        pass


def test_moto_compares_numbers_as_text_and_skips_what_is_off() -> None:
    text = """
    Parameters: {Count: {Type: Number, Default: 2}}
    Conditions: {Two: !Equals [!Ref Count, "2"], Three: !Equals [!Ref Count, "3"]}
    Resources:
      Pair: {Type: AWS::EC2::InternetGateway, Condition: Two}
      Trio: {Type: AWS::EC2::InternetGateway, Condition: Three}
    """
    with deployed(text) as made:
        assert list(made.resources()) == ["Pair"]
    with deployed(text, parameters={"Count": "3"}) as made:
        assert list(made.resources()) == ["Trio"]


def test_moto_keeps_nested_stacks_apart(stack: Deployed) -> None:
    with deployed(NETWORK, region="us-east-1") as inner:
        subnet = inner.resources()["AppA"]
        found = inner.client("ec2").describe_subnets(SubnetIds=[subnet])["Subnets"][0]
        assert found["AvailabilityZone"] == "us-east-1a"
        assert inner.client("rds").describe_db_instances()["DBInstances"] == []
    assert stack.outputs()["Zone"] == "eu-west-1b"


@pytest.fixture(scope="module")
def local() -> Iterator[Server]:
    """A ministack server that holds the serverless probe."""
    with server("eu-west-1", enforce_iam=can_enforce_iam()) as running:
        running.deploy(SERVERLESS, "notes")
        yield running


@pytest.mark.parametrize("stage", ["$default", "prod"])
def test_ministack_answers_on_every_stage(local: Server, stage: str) -> None:
    api = f"{local.outputs('notes')['ApiId']}/{stage}"
    note = {"id": stage, "text": "hello"}
    assert local.http("POST", f"{api}/notes", body=note).status == 201
    assert local.http("GET", f"{api}/notes/{stage}").json() == note
    assert local.http("GET", f"{api}/notes/none").status == 404


def test_ministack_answers_the_invoke_url(local: Server) -> None:
    url = local.outputs("notes")["Url"]
    assert local.http("POST", f"{url}/prod/notes", body={"id": "u"}).json() == {"id": "u"}
    assert local.http("GET", f"{url}/notes/u").json() == {"id": "u"}


def test_ministack_refuses_an_unsupported_type(local: Server) -> None:
    with pytest.raises(ministack_server.DeployError, match="SlackChannel"):
        local.deploy(UNKNOWN, "unknown")


def test_ministack_tells_which_routes_lack_a_permission(local: Server) -> None:
    assert local.refused_routes(local.outputs("notes")["ApiId"]) == []
    local.deploy(SERVERLESS, "narrow", {"Source": "*/POST/notes"})
    assert local.refused_routes(local.outputs("narrow")["ApiId"]) == ["GET /notes/{id}"]


@pytest.mark.skipif(not can_enforce_iam(), reason=f"needs ministack {ministack_server.PINNED}")
def test_ministack_holds_a_function_to_its_role(local: Server) -> None:
    local.deploy(SERVERLESS, "reader", {"Allowed": "dynamodb:GetItem"})
    answer = local.http("POST", f"{local.outputs('reader')['ApiId']}/prod/notes", body={"id": "1"})
    assert answer.status >= 500
    assert "dynamodb:PutItem" in answer.text


def test_ministack_stops_with_its_workers() -> None:
    with server() as running:
        home = str(running.log.parent)
        assert running.client("sts").get_caller_identity()["Account"] == "000000000000"
    assert not running.log.parent.exists()
    listing = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert home not in listing.stdout
