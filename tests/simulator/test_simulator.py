"""The simulator by itself: a template written by hand, and verdicts that follow from AWS's rules."""

from __future__ import annotations

import pytest

from tests.simulator import template
from tests.simulator.questions import Questions
from tests.simulator.world import World, number

TEMPLATE = """
Parameters:
  Image: { Type: String, Default: /aws/service/ami-amazon-linux-latest/al2023 }
Resources:
  Net: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Igw: { Type: AWS::EC2::InternetGateway }
  Attached:
    Type: AWS::EC2::VPCGatewayAttachment
    Properties: { VpcId: !Ref Net, InternetGatewayId: !Ref Igw }
  Edge:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Net
      CidrBlock: 10.0.0.0/24
      AvailabilityZone: !Select [0, !GetAZs ""]
      MapPublicIpOnLaunch: true
  App:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Net
      CidrBlock: 10.0.1.0/24
      AvailabilityZone: !Select [1, !GetAZs { Ref: "AWS::Region" }]
  Lost:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Net, CidrBlock: 10.0.2.0/24 }
  Out: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref Net } }
  OutDefault:
    Type: AWS::EC2::Route
    Properties: { RouteTableId: !Ref Out, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Igw }
  OutEdge:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: { SubnetId: !Ref Edge, RouteTableId: !Ref Out }
  Nat:
    Type: AWS::EC2::NatGateway
    Properties: { SubnetId: !Ref Edge, AllocationId: !GetAtt NatIp.AllocationId }
  NatIp: { Type: AWS::EC2::EIP, Properties: { Domain: vpc } }
  ByNat: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref Net } }
  ByNatDefault:
    Type: AWS::EC2::Route
    Properties: { RouteTableId: !Ref ByNat, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat }
  ByNatApp:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: { SubnetId: !Ref App, RouteTableId: !Ref ByNat }
  List: { Type: AWS::EC2::NetworkAcl, Properties: { VpcId: !Ref Net } }
  ListLost:
    Type: AWS::EC2::SubnetNetworkAclAssociation
    Properties: { SubnetId: !Ref Lost, NetworkAclId: !Ref List }
  ListIn:
    Type: AWS::EC2::NetworkAclEntry
    Properties:
      NetworkAclId: !Ref List
      RuleNumber: 100
      Protocol: 6
      Egress: false
      CidrBlock: 10.0.0.0/16
      RuleAction: allow
      PortRange: { From: 22, To: 443 }
  ListNot:
    Type: AWS::EC2::NetworkAclEntry
    Properties:
      NetworkAclId: !Ref List
      RuleNumber: 90
      Protocol: 6
      Egress: "false"
      CidrBlock: 10.0.1.0/24
      RuleAction: deny
      PortRange: { From: 80, To: 80 }
  ListOut:
    Type: AWS::EC2::NetworkAclEntry
    Properties:
      NetworkAclId: !Ref List
      RuleNumber: 100
      Protocol: -1
      Egress: true
      CidrBlock: 10.0.1.0/24
      RuleAction: allow
  Open:
    Type: AWS::EC2::SecurityGroup
    Properties:
      VpcId: !Ref Net
      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: 22, ToPort: 443, CidrIp: 10.0.0.0/8 }
        - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0 }
  Closed:
    Type: AWS::EC2::SecurityGroup
    Properties:
      VpcId: !Ref Net
      SecurityGroupEgress: [{ IpProtocol: "-1", CidrIp: 127.0.0.1/32 }]
  ClosedIn:
    Type: AWS::EC2::SecurityGroupIngress
    Properties:
      GroupId: !GetAtt Closed.GroupId
      SourceSecurityGroupId: !GetAtt [Open, GroupId]
      IpProtocol: tcp
      FromPort: 22
      ToPort: 22
  Web:
    Type: AWS::EC2::Instance
    Properties: { ImageId: !Ref Image, SubnetId: !Ref Edge, SecurityGroupIds: [!Ref Open] }
  Server:
    Type: AWS::EC2::Instance
    Properties: { ImageId: !Ref Image, SubnetId: !Ref App, SecurityGroupIds: [!Ref Open] }
  Vault:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: !Ref Image
      NetworkInterfaces:
        - DeviceIndex: "0"
          SubnetId: !Ref Edge
          AssociatePublicIpAddress: false
          GroupSet: [!GetAtt Closed.GroupId]
  Far:
    Type: AWS::EC2::Instance
    Properties: { ImageId: !Ref Image, SubnetId: !Ref Lost, SecurityGroupIds: [!Ref Open] }
"""
WORLD = World(template.read(TEMPLATE))
QUESTIONS = Questions(WORLD, {"desk": number("198.51.100.10")})
END = {name.partition("/")[0]: one for name, one in WORLD.interfaces.items()}


@pytest.mark.parametrize(
    ("start", "end", "service", "delivered", "answered"),
    [
        # The internet gateway, and groups by block.
        ("internet", "Web", ("tcp", 443), True, True),
        ("internet", "Web", ("tcp", 442), False, False),
        ("desk", "Web", ("tcp", 443), True, True),
        ("desk", "Web", ("udp", 443), False, False),
        ("internet", "Server", ("tcp", 443), False, False),
        ("internet", "Vault", ("tcp", 443), False, False),
        ("Web", "internet", ("other", 0), True, True),
        ("Web", "desk", ("tcp", 1), True, True),
        # NAT lets TCP, UDP and ICMP out, and answers in.
        ("Server", "internet", ("tcp", 80), True, True),
        ("Server", "internet", ("icmp", 0), True, True),
        ("Server", "internet", ("other", 0), False, False),
        # Groups by members; one that lets nothing out is answered all the same.
        ("Web", "Vault", ("tcp", 22), True, True),
        ("Web", "Vault", ("tcp", 23), False, False),
        ("Vault", "Web", ("tcp", 22), False, False),
        ("Vault", "internet", ("tcp", 22), False, False),
        # The list of `Lost`: the lowest number decides, answers need an entry of their own.
        ("Server", "Far", ("tcp", 22), True, True),
        ("Server", "Far", ("tcp", 80), False, False),
        ("Web", "Far", ("tcp", 80), True, False),
        ("Web", "Far", ("tcp", 444), False, False),
        ("Far", "Server", ("tcp", 22), True, False),
        ("Far", "Web", ("tcp", 22), False, False),
        # A subnet without an association has the main table: local only.
        ("Far", "internet", ("tcp", 443), False, False),
    ],
)
def test_verdict(
    start: str, end: str, service: tuple[str, int], delivered: bool, answered: bool
) -> None:
    found = QUESTIONS.verdict(END.get(start, start), END.get(end, end), *service)
    assert (found.delivered, found.answered) == (delivered, answered), found.log


def test_functions_are_resolved() -> None:
    assert WORLD.subnets["Edge"].zone == "eu-west-1a"
    assert WORLD.subnets["App"].zone == "eu-west-1b"
    assert END["Web"].public is not None
    assert END["Vault"].public is None
    assert WORLD.groups["Open"].outbound[0].protocol is None
    found = template.resolved(
        {
            "Resources": {
                "One": {
                    "Type": "T",
                    "Properties": {
                        "Text": {"Fn::Sub": ["${a}-${AWS::Region}-${!b}-${One.Arn}", {"a": "x"}]},
                        "Joined": {"Fn::Join": [",", [{"Ref": "One"}, 2]]},
                        "Gone": {"Ref": "AWS::NoValue"},
                        "List": [{"Ref": "AWS::NoValue"}, {"Fn::Base64": "x"}],
                    },
                }
            }
        }
    )
    assert found["One"].properties == {
        "Text": "x-eu-west-1-${b}-One.Arn",
        "Joined": "One,2",
        "List": ["x"],
    }
    with pytest.raises(NotImplementedError, match="If"):
        template.resolved({"Resources": {"A": {"Type": "T", "Properties": {"Fn::If": []}}}})
