"""What AWS changes over time: limits, regions and versions. Checked in 2026-11."""

from __future__ import annotations

CHECKED = "2026-11"

# A VPC's and a subnet's block, as prefix lengths, and the addresses AWS keeps of every subnet.
BLOCK_PREFIXES = range(16, 29)
RESERVED_ADDRESSES = 5
BALANCER_ADDRESSES = 8  # that a load balancer wants free in each of its subnets

VPCS_PER_REGION = 5  # the default quota
USER_DATA_BYTES = 16 * 1024  # before encoding

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
    "python3.9": "python3.9",
    "nodejs24": "nodejs24.x",
    "nodejs22": "nodejs22.x",
    "nodejs14": "nodejs14.x",
    "java21": "java21",
    "dotnet10": "dotnet10",
    "dotnet8": "dotnet8",
    "ruby3.4": "ruby3.4",
}
DEPRECATED_RUNTIMES = ("dotnet8", "nodejs14", "python3.9")

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
# Partitions with accounts of their own.
SEPARATE_REGIONS = (
    "cn-north-1",
    "cn-northwest-1",
    "eusc-de-east-1",
    "us-gov-east-1",
    "us-gov-west-1",
)
