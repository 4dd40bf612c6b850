"""Servers and networks read back: the same design with its intent, and what is inferred without."""

from __future__ import annotations

import re
from functools import cache

import pytest

from archc.boot import Export, boot
from archc.compiler import Compilation
from archc.diagnostics import Severity
from archc.emit import yaml
from archc.foreign import Pseudo, Reference
from archc.importers.cloudformation import read
from archc.reach.expand import expand
from archc.source import Source
from archc.stack import stack
from tests import canonical
from tests.designs import GRAMMAR, Files, compile_example

# Examples of servers and networks alone.
NETWORKS = [
    "01_first_web_server",
    "03_load_balancer",
    "04_behind_the_balancer",
    "05_scaling_group",
    "06_three_layers",
    "06_web_shop",
    "07_custom_vpc",
    "08_nat_gateway",
    "09_groups_and_acls",
    "41_peering",
    "41_peering_literal",
    "42_vpn",
    "43_transit_gateway",
    "43_transit_gateway_literal",
    "44_two_tier_internal",
    "45_nat_instance",
    "47_addressing",
]


@cache
def template(example: str) -> str:
    """What an example becomes."""
    return yaml.emit(compile_example(example).stack).decode()


def without_intent(text: str) -> str:
    """A template that nobody says of what it is for."""
    bare = re.sub(r"^Metadata:\n(?:(?: .*)?\n)*(?=\S)", "", text, flags=re.MULTILINE)
    return re.sub(r"^    Metadata:\n(?:      .*\n)+", "", bare, flags=re.MULTILINE)


def imported(text: str) -> Compilation:
    """The design in a template."""
    source = Source("template.yaml", text)
    tree, found = read(source, GRAMMAR)
    assert tree is not None, found
    return Compilation.of_tree(source, tree, found, Files({}), GRAMMAR)


def told(compiled: Compilation, *severities: Severity) -> list[str]:
    """What is found, by code and the line of the template."""
    lines = compiled.source.text.split("\n")
    return [
        f"{f.code} {lines[f.span.first.line - 1].strip()}"
        for f in compiled.diagnostics
        if f.severity in (severities or (Severity.ERROR,)) and f.span is not None
    ]


def arrows(compiled: Compilation) -> set[str]:
    """The arrows between components, with their ports."""
    return {
        f"{r.source.name} -> {r.target.name} : {', '.join(map(str, r.ports))}"
        for r in compiled.design.relations
        if r.ports
    }


@pytest.mark.parametrize("example", NETWORKS)
def test_a_template_with_its_intent_is_the_same_design(example: str) -> None:
    before, after = compile_example(example), imported(template(example))
    one, other = (canonical.graph(expand(each.design)) for each in (before, after))
    for part, value in one.items():
        assert value == other[part], part
    assert canonical.resources(before.stack) == canonical.resources(stack(after.design))
    assert arrows(before) == arrows(after)
    assert not told(after)


@pytest.mark.parametrize(
    ("example", "inferred"),
    [
        ("01_first_web_server", ["internet -> server : tcp 80"]),
        ("03_load_balancer", ["internet -> front : tcp 80", "front -> one : tcp 80",
                              "front -> two : tcp 80"]),
        ("05_scaling_group", ["internet -> front : tcp 80", "front -> web : tcp 80"]),
        ("07_custom_vpc", ["internet -> server : tcp 80", "server -> worker : tcp 8080"]),
        ("08_nat_gateway", ["bastion -> worker : tcp 22"]),
        ("43_transit_gateway_literal", ["one -> two : tcp 443"]),
        ("45_nat_instance", []),
        ("47_addressing", ["internet -> server : tcp 80"]),
    ],
)  # fmt: skip
def test_arrows_follow_from_resources(example: str, inferred: list[str]) -> None:
    compiled = imported(without_intent(template(example)))
    assert arrows(compiled) == set(inferred)
    assert not told(compiled, Severity.ERROR, Severity.WARNING)


def test_values_in_scripts_are_arrows() -> None:
    found = arrows(imported(without_intent(template("44_two_tier_internal"))))
    assert {"web -> middle : tcp 8080", "middle -> app : tcp 8080", "app -> stock : tcp 3306"} <= (
        found
    )


def removed(text: str, resource: str) -> str:
    """A template without one of its resources."""
    bare = re.sub(rf"^  {resource}:\n(?:   .*\n|\n)+", "", text, flags=re.MULTILINE)
    assert bare != text
    bare = bare.replace(f"      - {resource}\n", "")
    return re.sub(r"^    DependsOn:\n(?!      -)", "", bare, flags=re.MULTILINE)


@pytest.mark.parametrize(
    ("example", "change", "finding"),
    [
        # What admits the balancer to its servers.
        ("05_scaling_group", "FrontToWebHttp80", "SGR408 FrontTargets80:"),
        ("03_load_balancer", "FrontToTwoHttp80", "SGR408 FrontTargets80:"),
        # The way of a public subnet to the internet.
        ("03_load_balancer", "LabPublicRoutesDefault", "LBA503 Front:"),
        ("07_custom_vpc", "LabPublicRoutesDefault", "ROU210 - IpProtocol: tcp"),
        # The listener, without which a balancer accepts nothing.
        ("05_scaling_group", "FrontListener80", "LBA504 Front:"),
    ],
)
def test_what_is_taken_out_shows(example: str, change: str, finding: str) -> None:
    text = without_intent(template(example))
    assert finding in told(imported(removed(text, change)))


@pytest.mark.parametrize("with_intent", [True, False])
@pytest.mark.parametrize(
    ("example", "right", "wrong", "finding"),
    [
        # The port that a balancer sends to is not the one that its servers are open at.
        ("05_scaling_group", "      Protocol: HTTP\n      Port: 80\n      HealthCheckProtocol",
         "      Protocol: HTTP\n      Port: 8080\n      HealthCheckProtocol",
         "SGR408 FrontTargets80:"),
        # Nobody registers with the balancer.
        ("05_scaling_group", "      TargetGroupARNs:\n        - !Ref FrontTargets80\n", "",
         "LBA505 Front:"),
        # One subnet of two.
        ("44_two_tier_internal", "        - !Ref EdgeSubnetA\n        - !Ref EdgeSubnetB\n",
         "        - !Ref EdgeSubnetA\n", "LBA501 Front:"),
    ],
)  # fmt: skip
def test_what_is_wrong_shows(
    example: str, right: str, wrong: str, finding: str, *, with_intent: bool
) -> None:
    text = template(example) if with_intent else without_intent(template(example))
    assert right in text
    assert finding in told(imported(text.replace(right, wrong, 1)))


def test_groups_beside_one_that_was_changed_stand_for_themselves() -> None:
    """What its rules name is a group then, and no component."""
    text = template("44_two_tier_internal")
    wrong = text.replace("      FromPort: 3306\n      ToPort: 3306\n",
                         "      FromPort: 3307\n      ToPort: 3307\n")  # fmt: skip
    assert wrong != text
    assert {one.split()[0] for one in told(imported(wrong))} == {"SGR408"}


def test_what_stands_in_a_given_network_is_a_raw_resource() -> None:
    """It is not wrong, and no place is invented for it."""
    compiled = imported(
        "Parameters:\n  Home: {Type: AWS::EC2::VPC::Id}\n  Place: {Type: AWS::EC2::Subnet::Id}\n"
        "Resources:\n"
        "  Door:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n"
        "      GroupDescription: The door\n      VpcId: !Ref Home\n"
        "  Server:\n    Type: AWS::EC2::Instance\n    Properties:\n"
        "      ImageId: ami-0123456789abcdef0\n      SubnetId: !Ref Place\n"
        "      SecurityGroupIds: [!Ref Door]\n"
        "  Key:\n    Type: AWS::EC2::KeyPair\n    Properties: {KeyName: lab}\n"
    )
    assert told(compiled, Severity.ERROR, Severity.WARNING) == []
    assert {"CFN122 Door:", "CFN122 Server:"} <= set(told(compiled, Severity.ADVICE))
    words = {name: one.word for name, one in compiled.design.components.items()}
    assert words == {"door": "resource", "server": "resource", "key": "key_pair"}
    assert set(compiled.design.parameters) == {"home", "place"}


NETWORK = """\
Parameters:
  Block: {Type: String}
Resources:
  Net:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.20.0.0/16}
  First:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Net
      AvailabilityZone: !Select [0, !GetAZs ""]
      CidrBlock: !Select [0, !Cidr [!GetAtt Net.CidrBlock, 4, 8]]
  Second:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !GetAtt Net.VpcId
      AvailabilityZone: !Select [1, !GetAZs ""]
      CidrBlock: !Select [1, !Cidr [!GetAtt Net.CidrBlock, 4, 8]]
"""


def test_blocks_cut_out_of_the_vpc_are_known() -> None:
    design = imported(NETWORK).design
    blocks = {one.name: str(getattr(one, "cidr")) for one in design.of_kind("subnet")}  # noqa: B009
    assert blocks == {"first": "10.20.0.0/24", "second": "10.20.1.0/24"}


@pytest.mark.parametrize(
    ("block", "kind", "remedy"),
    [
        ("!Ref Block", "resource", "say what is given: `--parameters Block=…`"),
        ("!Select [0, !Cidr [!Ref Block, 4, 8]]", None, "look at it by hand"),
        ("!ImportValue third", None, "look at it by hand"),
    ],
)
def test_a_block_that_is_not_known_is_not_invented(
    block: str, kind: str | None, remedy: str
) -> None:
    """A value that the language can say stays one; nothing is proved with it."""
    third = "  Third:\n    Type: AWS::EC2::Subnet\n    Properties:\n"
    compiled = imported(f"{NETWORK}{third}      VpcId: !Ref Net\n      CidrBlock: {block}\n")
    assert told(compiled, Severity.ERROR, Severity.WARNING) == []
    (about,) = (one for one in compiled.diagnostics if one.code == "CFN122")
    assert "its cidr is not known" in about.message and about.fix == remedy
    third_one = compiled.design.components.get("third")
    assert (third_one.word if third_one is not None else None) == kind


BEHIND = """\
  Door:
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: The door, VpcId: !Ref Net}
  Entry:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      Scheme: internal
      Subnets: [!Ref First, !Ref Second]
      SecurityGroups: [!Ref Door]
  Containers:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {VpcId: !Ref Net, Port: 80, Protocol: HTTP, TargetType: ip}
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Entry
      Port: 80
      Protocol: HTTP
      DefaultActions: [{Type: forward, TargetGroupArn: !Ref Containers}]
  Service:
    Type: AWS::ECS::Service
    Properties:
      LoadBalancers: [{ContainerName: web, ContainerPort: 80, TargetGroupArn: !Ref Containers}]
"""


def test_a_balancer_of_what_has_no_kind_stays_whole() -> None:
    """It stands where it is, and nothing of it is left out."""
    compiled = imported(NETWORK + BEHIND)
    assert told(compiled, Severity.ERROR, Severity.WARNING) == []
    entry = compiled.design.components["entry"]
    assert entry.word == "resource" and list(entry.places) == ["first", "second"]
    made = yaml.emit(compiled.stack).decode()
    for line in ("Subnets:", "!GetAtt Door.GroupId", "TargetGroupArn: !Ref Containers"):
        assert line in made


def test_what_aws_does_where_a_property_is_left_out_is_said() -> None:
    """Defaults of AWS that are not those of the language."""
    text = without_intent(template("44_two_tier_internal"))
    left_out = ("StorageEncrypted: true", "BackupRetentionPeriod: 7", "EnableDnsHostnames: true")
    for line in left_out:
        assert f"      {line}\n" in text
        text = text.replace(f"      {line}\n", "")
    design = imported(text).design
    stock, shop = design.components["stock"], design.components["shop"]
    assert not getattr(stock, "encrypted")  # noqa: B009
    assert getattr(stock, "backup") == 86400  # noqa: B009
    assert not getattr(shop, "dns_hostnames")  # noqa: B009


ADDRESS = Reference("Orders", "Endpoint.Address")


@pytest.mark.parametrize(
    ("parts", "exports", "body"),
    [
        (("#!/bin/bash\necho\n",), (), ("#!/bin/bash\necho\n",)),
        (
            ('#!/bin/bash\nexport ORDERS_ADDRESS="', ADDRESS, '"\necho\n'),
            (Export("ORDERS_ADDRESS", (ADDRESS,)),),
            ("#!/bin/bash\necho\n",),
        ),
        (
            ('#!/bin/bash\nexport URL=http://"', ADDRESS, "\"' it'\"'\"'s'\necho\n"),
            (Export("URL", ("http://", ADDRESS, " it's")),),
            ("#!/bin/bash\necho\n",),
        ),
        # Spelled as nobody but a person does.
        (("#!/bin/bash\nexport A=$(date)\n",), (), ("#!/bin/bash\nexport A=$(date)\n",)),
        (("#!/bin/bash\nexport A='b'\n",), (), ("#!/bin/bash\nexport A='b'\n",)),
        (("#cloud-config\nexport A=b\n",), (), ("#cloud-config\nexport A=b\n",)),
        (("#!/bin/bash\ntrue\nexport A=b\n",), (), ("#!/bin/bash\ntrue\nexport A=b\n",)),
    ],
)
def test_variables_in_front_of_a_script(
    parts: tuple[object, ...], exports: tuple[Export, ...], body: tuple[object, ...]
) -> None:
    assert boot(parts) == (exports, body)


def test_variables_of_signals_are_made_anew() -> None:
    text = (
        '#!/bin/bash\nexport STACK_NAME="', Pseudo("AWS::StackName"), '" STACK_REGION="',
        Pseudo("AWS::Region"), '"\nexport STACK_RESOURCE=Web\necho\n',
    )  # fmt: skip
    assert boot(text, signals=True) == ((), ("#!/bin/bash\necho\n",))
    assert boot(text).body == text
