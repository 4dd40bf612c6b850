"""Demands: what AWS refuses and its schemas do not say, in the words of schemas.

A demand that holds for some resources only has a condition (`if`); a property that is not there
fits every condition on its value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_Node = Mapping[str, Any]


def demands(type_: str) -> Sequence[_Node]:
    """What a type needs beyond its schema."""
    return _DEMANDS.get(type_, ())


def _one_of(*names: str) -> _Node:
    return {"requiredOr": names}


def _just_one_of(*names: str) -> _Node:
    return {"requiredXor": names}


def _when(needed: Sequence[str], **values: Any) -> _Node:
    """What is needed where properties have values, or are absent; False for one that must be."""
    named = {name: _meant(value) for name, value in values.items()}
    return {"if": {"properties": named}, "then": {"required": needed}}


def _meant(value: Any) -> Any:
    if value is False or isinstance(value, Mapping):
        return value
    return {"enum": value} if isinstance(value, tuple) else {"const": value}


def _said(needed: Sequence[str], name: str, *values: Any) -> _Node:
    """What is needed where a property is written and has one of some values."""
    condition = {"properties": {name: {"enum": values}}, "required": [name]}
    return {"if": condition, "then": {"required": needed}}


_SOURCES = ("DBClusterIdentifier", "DBSnapshotIdentifier", "DBClusterSnapshotIdentifier",
            "SourceDBInstanceIdentifier", "SourceDBInstanceAutomatedBackupsArn",
            "SourceDbiResourceId", "SourceDBClusterIdentifier")  # fmt: skip
_NEW_DATABASE = dict.fromkeys(_SOURCES, False)
_PORTS = _said(("FromPort", "ToPort"), "IpProtocol", "tcp", "udp", "icmp", 6, 17, 1)

_SIZE = "(nano|micro|small|medium|large|[0-9]*xlarge"
_MACHINE = {"pattern": rf"^[a-z][a-z0-9-]*\.{_SIZE}|metal(-[a-z0-9]+)?)$"}
_DATABASE = {"pattern": rf"^db\.(serverless|[a-z0-9-]+\.{_SIZE})(\.tpc[0-9]\.mem[0-9]x)?)$"}
_ENGINES = {
    "pattern": "(?i)^(custom-)?(aurora|mysql|postgres|mariadb|oracle|sqlserver|db2)(-[a-z0-9-]+)?$"
}
_PLUGS = {"items": {"required": ("DeviceIndex",)}}
_DISKS = {"items": {"required": ("DeviceName",)}}
_PER_CENT = {
    "if": {
        "properties": {
            "PredefinedMetricSpecification": {
                "properties": {"PredefinedMetricType": {"const": "ASGAverageCPUUtilization"}},
                "required": ["PredefinedMetricType"],
            }
        },
        "required": ["PredefinedMetricSpecification"],
    },
    "then": {"properties": {"TargetValue": {"type": "number", "maximum": 100}}},
}
_PAIR = {"dependentRequired": {"From": ("To",), "To": ("From",)}}

_DEMANDS: Mapping[str, Sequence[_Node]] = {
    "AWS::AutoScaling::AutoScalingGroup": (
        _one_of("VPCZoneIdentifier", "AvailabilityZones", "AvailabilityZoneIds"),
    ),
    "AWS::AutoScaling::ScalingPolicy": (
        {"dependentRequired": {"TargetTrackingConfiguration": ["PolicyType"],
                               "StepAdjustments": ["PolicyType"],
                               "PredictiveScalingConfiguration": ["PolicyType"]}},
        _said(("TargetTrackingConfiguration",), "PolicyType", "TargetTrackingScaling"),
        {"properties": {"TargetTrackingConfiguration": {**_just_one_of(
            "PredefinedMetricSpecification", "CustomizedMetricSpecification"), **_PER_CENT}}},
        _said(("StepAdjustments", "AdjustmentType"), "PolicyType", "StepScaling"),
        _said(("ScalingAdjustment", "AdjustmentType"), "PolicyType", "SimpleScaling"),
    ),
    "AWS::DynamoDB::Table": (
        {"dependentRequired": {"KeySchema": ["AttributeDefinitions"]}},
    ),
    "AWS::EC2::Instance": (
        {"properties": {"InstanceType": _MACHINE}},
    ),
    "AWS::EC2::LaunchTemplate": (
        {"properties": {"LaunchTemplateData": {
            "properties": {"InstanceType": _MACHINE, "NetworkInterfaces": _PLUGS,
                           "BlockDeviceMappings": _DISKS},
        }}},
    ),
    "AWS::EC2::NatGateway": (
        _when(("SubnetId",), ConnectivityType="public", AvailabilityMode="zonal"),
        _said(("SubnetId",), "ConnectivityType", "private"),
    ),
    "AWS::EC2::NetworkAclEntry": (
        {"properties": {"PortRange": _PAIR}},
        {"if": {"required": ["PortRange"]}, "then": {"properties": {"Protocol": {
            "enum": [-1, 6, 17]}}}},
        _said(("Icmp",), "Protocol", 1, 58),
    ),
    "AWS::EC2::Route": (
        _just_one_of("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"),
    ),
    "AWS::EC2::SecurityGroup": (
        {"properties": {"SecurityGroupIngress": {"items": _PORTS},
                        "SecurityGroupEgress": {"items": _PORTS}}},
    ),
    "AWS::EC2::SecurityGroupEgress": (_PORTS,),
    "AWS::EC2::SecurityGroupIngress": (_PORTS, _one_of("GroupId", "GroupName")),
    "AWS::EC2::TransitGatewayRoute": (
        _when(("TransitGatewayAttachmentId",), Blackhole=False),
        _said(("TransitGatewayAttachmentId",), "Blackhole", False),
    ),
    "AWS::ElasticLoadBalancingV2::Listener": (
        {"dependentRequired": {"Port": ["Protocol"], "Protocol": ["Port"]}},
        _said(("Certificates",), "Protocol", "HTTPS", "TLS"),
    ),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": (
        {"properties": {"LoadBalancerAttributes": {"items": {"required": ("Key", "Value")}}}},
    ),
    "AWS::Lambda::EventSourceMapping": (_one_of("EventSourceArn", "SelfManagedEventSource"),),
    "AWS::RDS::DBInstance": (
        {"properties": {"DBInstanceClass": _DATABASE, "Engine": _ENGINES}},
        _when(("DBInstanceClass", "MasterUsername"), **_NEW_DATABASE),
    ),
    "AWS::SecretsManager::Secret": (
        {"properties": {"GenerateSecretString": {"dependentRequired": {
            "SecretStringTemplate": ["GenerateStringKey"],
            "GenerateStringKey": ["SecretStringTemplate"]}}}},
    ),
    "AWS::SQS::Queue": (
        {"properties": {
            "RedriveAllowPolicy": {
                "additionalProperties": False,
                "required": ("redrivePermission",),
                "properties": {
                    "redrivePermission": {"enum": ["allowAll", "denyAll", "byQueue"]},
                    "sourceQueueArns": {"type": "array", "minItems": 1, "maxItems": 10},
                },
                **_said(("sourceQueueArns",), "redrivePermission", "byQueue"),
            }}},
        {"if": {"properties": {"FifoQueue": {"const": False}}},
         "then": {"properties": {"ContentBasedDeduplication": False, "DeduplicationScope": False,
                                 "FifoThroughputLimit": False,
                                 "QueueName": {"pattern": "^[^.]*$"}}},
         "else": {"properties": {"QueueName": {"pattern": "[.]fifo$"}}}},
    ),
    "AWS::SNS::Topic": (
        {"if": {"properties": {"FifoTopic": {"const": False}}},
         "then": {"properties": {"ContentBasedDeduplication": False}},
         "else": {"properties": {"TopicName": {"pattern": "[.]fifo$"}}}},
    ),
}  # fmt: skip
