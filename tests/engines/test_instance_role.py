"""The servers with roles, deployed into moto: what the API says that each may do."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import pytest

from archc.emit import yaml
from tests.designs import compile_example
from tests.engines.moto_stack import Deployed, deployed


@pytest.fixture(scope="module")
def lab() -> Iterator[Deployed]:
    compiled = compile_example("40_instance_role")
    assert not compiled.has_errors
    with deployed(yaml.emit(compiled.stack).decode(), region="eu-central-1") as stack:
        yield stack


def role_of(lab: Deployed, server: str) -> str:
    """The role in the profile that a server was started with."""
    instance = lab.resources()[server]
    found = lab.client("ec2").describe_instances(InstanceIds=[instance])
    arn = found["Reservations"][0]["Instances"][0]["IamInstanceProfile"]["Arn"]
    profile = lab.client("iam").get_instance_profile(InstanceProfileName=arn.rpartition("/")[2])
    [role] = profile["InstanceProfile"]["Roles"]
    name: str = role["RoleName"]
    return name


def statements(lab: Deployed, role: str) -> list[dict[str, Any]]:
    """What the role's own policy says."""
    client = lab.client("iam")
    [name] = client.list_role_policies(RoleName=role)["PolicyNames"]
    found = client.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    document = ast.literal_eval(str(found))  # moto keeps it as Python writes it
    listed: list[dict[str, Any]] = document["Statement"]
    return listed


def test_a_written_role_is_taken_as_it_is_written(lab: Deployed) -> None:
    role = role_of(lab, "Reporter")
    assert role == lab.resources()["ReporterRole"]
    reports = lab.resources()["Reports"]
    put, get = statements(lab, role)
    assert (put["Action"], put["Resource"]) == ("s3:PutObject", f"arn:aws:s3:::{reports}/2026/*")
    assert get["Action"] == ["dynamodb:GetItem", "dynamodb:Query"]


def test_the_other_role_is_made_of_its_arrows(lab: Deployed) -> None:
    reports = lab.resources()["Reports"]
    read, listed = statements(lab, role_of(lab, "Reader"))
    assert read["Resource"] == f"arn:aws:s3:::{reports}/2026/*"
    assert listed["Resource"] == f"arn:aws:s3:::{reports}"
    assert listed["Condition"] == {"StringLike": {"s3:prefix": "2026/*"}}
