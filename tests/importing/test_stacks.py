"""Templates that belong together: nested stacks in files beside, and the regions of one design."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from archc.cli import main
from archc.compiler import Compilation
from archc.diagnostics import Diagnostic
from archc.folder import Folder
from archc.importers.cloudformation import read
from archc.source import Source
from tests.designs import GRAMMAR, ROOT, compile_file, compile_text
from tests.importing.test_roundtrip import arrows, findings, imported, kinds, templates

NETWORK = """\
Parameters:
  Block: { Type: String }
  Zones: { Type: Number, Default: 2 }
Mappings:
  Sizes: { small: { Bits: 8 } }
Conditions:
  HasTwo: !Equals [!Ref Zones, 2]
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: !Ref Block }
  Door: { Type: AWS::EC2::InternetGateway }
  DoorOpen:
    Type: AWS::EC2::VPCGatewayAttachment
    Properties: { VpcId: !Ref Vpc, InternetGatewayId: !Ref Door }
  EdgeA:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: !Select [0, !Cidr [!Ref Block, 2, !FindInMap [Sizes, small, Bits]]]
      AvailabilityZone: !Select [0, !GetAZs ""]
      MapPublicIpOnLaunch: true
  EdgeB:
    Type: AWS::EC2::Subnet
    Condition: HasTwo
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: !Select [1, !Cidr [!Ref Block, 2, 8]]
      AvailabilityZone: !Select [1, !GetAZs ""]
      MapPublicIpOnLaunch: true
  Routes:
    Type: AWS::EC2::RouteTable
    Properties: { VpcId: !Ref Vpc }
  RouteOut:
    Type: AWS::EC2::Route
    DependsOn: DoorOpen
    Properties: { RouteTableId: !Ref Routes, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Door }
  EdgeARoutes:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: { SubnetId: !Ref EdgeA, RouteTableId: !Ref Routes }
"""
OUTPUTS = """\
Outputs:
  VpcId: { Value: !Ref Vpc }
  Subnets: { Value: !Join [",", [!Ref EdgeA, !Ref EdgeB]] }
"""
PARAMETERS = """\
Parameters:
  Home: { Type: AWS::EC2::VPC::Id }
  Subnets: { Type: List<AWS::EC2::Subnet::Id> }
  Port: { Type: Number, Default: 80, AllowedValues: [80, 443] }
"""
WEB = """\
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: Web
      VpcId: !Ref {home}
      SecurityGroupIngress:
        - {{ IpProtocol: tcp, FromPort: {port}, ToPort: {port}, CidrIp: 0.0.0.0/0 }}
  Server:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0123456789abcdef0
      SubnetId: {subnet}
      SecurityGroupIds: [!Ref Group]
"""
CHILD = (
    PARAMETERS
    + "Resources:\n"
    + WEB.format(home="Home", port="!Ref Port", subnet="!Select [0, !Ref Subnets]")
)
STACKS = """\
Resources:
  Web:
    Type: AWS::CloudFormation::Stack
    DependsOn: Network
    Properties:
      TemplateURL: parts/web.yaml
      Parameters: { Home: !GetAtt Network.Outputs.VpcId, Subnets: !Sub "${Network.Outputs.Subnets}" }
  Network:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./network.yaml
      Parameters: { Block: 10.0.0.0/16 }
"""
SITE = {"main.yaml": STACKS, "network.yaml": NETWORK + OUTPUTS, "parts/web.yaml": CHILD}
QUEUE = "Resources:\n  Jobs: { Type: AWS::SQS::Queue }\n"


def stack(id_: str, url: str, more: str = "") -> str:
    """A nested stack, as it stands among the resources."""
    return (
        f"  {id_}:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n"
        f"      TemplateURL: {url}\n{more}"
    )


def put(files: Mapping[str, str | bytes], folder: Path) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def joined(files: Mapping[str, str | bytes], folder: Path, **given: str) -> Compilation:
    """The design in `main.yaml`, with the other files beside it."""
    put(files, folder)
    source = Source("main.yaml", (folder / "main.yaml").read_text(encoding="utf-8"))
    tree, found = read(source, GRAMMAR, given, Folder(folder))
    return Compilation.of_tree(source, tree, found, Folder(folder), GRAMMAR)


def serious(one: Compilation) -> list[Diagnostic]:
    return [found for found in one.diagnostics if found.severity != "advice"]


def names(one: Compilation) -> set[str]:
    return set(one.design.components) - {"internet"}


# Nested stacks


def test_nested_stacks_are_the_design_of_the_flat_template(tmp_path: Path) -> None:
    flat = NETWORK.replace("Parameters:\n  Block: { Type: String }", "Parameters:").replace(
        "!Ref Block", "10.0.0.0/16"
    ) + WEB.format(home="Vpc", port="80", subnet="!Ref EdgeA")
    one, other = joined(SITE, tmp_path / "a"), joined({"main.yaml": flat}, tmp_path / "b")
    assert serious(one) == []
    assert kinds(one) == kinds(other)
    assert arrows(one) == arrows(other) == {("internet", "server", "tcp 80")}
    assert findings(one) == findings(other)
    nested, written = (templates(each)["design.yaml"] for each in (one, other))
    assert sorted(nested.splitlines()) == sorted(written.splitlines())


def test_values_of_parameters_decide_the_conditions_of_a_nested_stack(tmp_path: Path) -> None:
    assert "edge_b" in names(joined(SITE, tmp_path))
    main = STACKS.replace("Block: 10.0.0.0/16", "Block: 10.0.0.0/16, Zones: 1")
    assert "edge_b" not in names(joined(SITE | {"main.yaml": main}, tmp_path))


def test_a_value_of_the_command_line_reaches_a_nested_stack(tmp_path: Path) -> None:
    head = "Parameters:\n  Block: { Type: String, Default: 10.0.0.0/16 }\n"
    main = head + STACKS.replace("Block: 10.0.0.0/16", "Block: !Ref Block")
    one = joined(SITE | {"main.yaml": main}, tmp_path, Block="10.9.0.0/16")
    assert str(one.design.components["vpc"].cidr) == "10.9.0.0/16"


def test_a_parameter_that_nobody_knows_is_one_of_the_design(tmp_path: Path) -> None:
    part = (
        "Parameters:\n  Called: { Type: String }\nResources:\n"
        "  Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: !Ref Called } }\n"
    )
    given = "      Parameters: { Called: !Ref Name }\n"
    main = "Parameters:\n  Name: { Type: String }\nResources:\n" + stack("Work", "p.yaml", given)
    one = joined({"main.yaml": main, "p.yaml": part}, tmp_path)
    assert serious(one) == []
    assert set(one.design.parameters) == {"name"}


def test_an_image_that_is_looked_up_in_a_nested_stack_stays_looked_up(tmp_path: Path) -> None:
    image = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
    head = (
        "Parameters:\n  Image:\n    Type: AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>\n"
        f"    Default: {image}\n"
    )
    child = CHILD.replace("Parameters:\n", head).replace("ami-0123456789abcdef0", "!Ref Image")
    one = joined(SITE | {"parts/web.yaml": child}, tmp_path)
    assert serious(one) == []
    assert image in templates(one)["design.yaml"]


def test_ids_that_two_have_are_told_apart_by_their_stacks(tmp_path: Path) -> None:
    shop = STACKS[STACKS.index("  Web:") : STACKS.index("  Network:")].replace("Web:", "Shop:")
    own = "  Server: { Type: AWS::SQS::Queue }\n  ShopGroup: { Type: AWS::SNS::Topic }\n"
    one = joined(SITE | {"main.yaml": STACKS + shop + own}, tmp_path)
    assert kinds(one)["server"][0] == "queue"
    assert {"web_server", "shop_server", "web_group", "shop_group", "shop_group2"} <= names(one)
    assert kinds(one)["shop_group"][0] == "topic"
    assert {(a, b) for a, b, _ in arrows(one)} == {
        ("internet", "web_server"), ("internet", "shop_server"),
    }  # fmt: skip


def test_a_stack_may_be_called_as_what_is_in_it(tmp_path: Path) -> None:
    main = "Resources:\n" + stack("Jobs", "jobs.yaml")
    assert names(joined({"main.yaml": main, "jobs.yaml": QUEUE}, tmp_path)) == {"jobs"}


def test_children_have_children_beside_themselves(tmp_path: Path) -> None:
    outputs = "Outputs:\n  Arn: { Value: !GetAtt Jobs.Arn }\n"
    passing = "Outputs:\n  Arn: { Value: !GetAtt Inner.Outputs.Arn }\n"
    main = (
        "Resources:\n"
        + stack("Outer", "a/outer.yaml")
        + "  News: { Type: AWS::SNS::Topic }\n"
        + "  Sub:\n    Type: AWS::SNS::Subscription\n    Properties:\n"
        + "      { TopicArn: !Ref News, Protocol: sqs, Endpoint: !GetAtt Outer.Outputs.Arn }\n"
    )
    files = {
        "main.yaml": main,
        "a/outer.yaml": "Resources:\n" + stack("Inner", "b/inner.yaml") + passing,
        "a/b/inner.yaml": QUEUE + outputs,
    }
    one = joined(files, tmp_path)
    assert {(a, b) for a, b, _ in arrows(one)} == {("news", "jobs")}
    # The queue does not admit the topic: what belongs together is judged together.
    assert [found.code for found in serious(one)] == ["CFN123"]


def test_a_block_is_cut_out_of_that_of_a_nested_stack(tmp_path: Path) -> None:
    network = NETWORK + OUTPUTS + "  Block: { Value: !GetAtt Vpc.CidrBlock }\n"
    inner = (
        "  Inner:\n    Type: AWS::EC2::Subnet\n    Properties:\n"
        "      VpcId: !GetAtt Network.Outputs.VpcId\n"
        "      CidrBlock: !Select [5, !Cidr [!GetAtt Network.Outputs.Block, 6, 8]]\n"
    )
    one = joined(SITE | {"main.yaml": STACKS + inner, "network.yaml": network}, tmp_path)
    assert str(one.design.components["inner"].cidr) == "10.0.5.0/24"


def test_an_application_of_sam_is_a_nested_stack(tmp_path: Path) -> None:
    main = (
        "Transform: AWS::Serverless-2016-10-31\nResources:\n  Part:\n"
        "    Type: AWS::Serverless::Application\n    Properties:\n      Location: ./part.yaml\n"
        "      Parameters: { Time: 5 }\n"
    )
    part = (
        "Transform: AWS::Serverless-2016-10-31\nParameters:\n  Time: { Type: Number }\n"
        "Resources:\n  Work:\n    Type: AWS::Serverless::Function\n    Properties:\n"
        "      { Runtime: python3.13, Handler: a.b, Timeout: !Ref Time, CodeUri: s3://a/b }\n"
    )
    one = joined({"main.yaml": main, "part.yaml": part}, tmp_path)
    assert kinds(one)["work"][0] == "function"
    assert one.design.components["work"].timeout == 5


def test_a_fault_in_a_nested_stack_stands_in_its_own_file(tmp_path: Path) -> None:
    files = SITE | {"parts/web.yaml": CHILD.replace("CidrIp: 0.0.0.0/0", "CidrIp: 0.0.0.0/99")}
    at = CHILD.index("0.0.0.0/0")
    found = next(f for f in serious(joined(files, tmp_path)) if "0.0.0.0/99" in f.message)
    assert found.span is not None
    assert found.span.source.path == "parts/web.yaml"
    assert found.span.first.line == CHILD[:at].count("\n") + 1


def test_each_form_of_a_report_names_the_file_of_the_nested_stack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(SITE | {"parts/web.yaml": CHILD.replace("Default: 80", "Default: 81")}, tmp_path)
    monkeypatch.chdir(tmp_path)
    line = CHILD[: CHILD.index("Default: 80")].count("\n") + 1
    for style, shown in (
        ("concise", f"parts/web.yaml:{line}:"),
        ("github", f"file=parts/web.yaml,line={line},"),
        ("gitlab", '"path": "parts/web.yaml"'),
        ("markdown", f"| parts/web.yaml:{line}:"),
        ("junit", f"at parts/web.yaml:{line}:"),
        ("sarif", '"uri": "parts/web.yaml"'),
        ("json", '"file": "parts/web.yaml"'),
    ):
        result = CliRunner().invoke(main, ["check", "main.yaml", "--format", style])
        assert shown in result.stdout, style
        assert result.exit_code == 1


@pytest.mark.parametrize(
    ("before", "after", "code", "told"),
    [
        ("Network.Outputs.VpcId", "Network.Outputs.Vpc", "CFN112", "no output 'Vpc'"),
        ("{ Block: ", "{ Blok: 1, Block: ", "CFN112", "no parameter 'Blok'"),
        ("Block: 10.0.0.0/16", "Zones: 1", "CFN143", "no value for 'Block'"),
        ("DependsOn: Network", "DependsOn: Net", "CFN112", "no 'Net'"),
        ("{ Home: ", "{ Port: 22, Home: ", "CFN115", "'22'"),
    ],
)
def test_what_is_handed_wrongly_is_named_in_the_outer_template(
    before: str, after: str, code: str, told: str, tmp_path: Path
) -> None:
    one = joined(SITE | {"main.yaml": STACKS.replace(before, after)}, tmp_path)
    found = next(found for found in serious(one) if found.code == code)
    assert told in found.message
    assert found.span is not None
    assert found.span.source is one.source


def test_values_that_need_each_other_are_a_circle(tmp_path: Path) -> None:
    part = "Parameters:\n  In: { Type: String }\n" + QUEUE + "Outputs:\n  Out: { Value: !Ref In }\n"
    given = "      Parameters: { In: !GetAtt %s.Outputs.Out }\n"
    main = "Resources:\n" + stack("A", "p.yaml", given % "B") + stack("B", "p.yaml", given % "A")
    found = serious(joined({"main.yaml": main, "p.yaml": part}, tmp_path))
    assert [one.code for one in found] == ["CFN114"]


# What is not read


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/network.yaml",
        "s3://bucket/network.yaml",
        '!Sub "https://${AWS::Region}.example.org/network.yaml"',
        "!Ref Where",
    ],
)
def test_a_stack_from_elsewhere_is_fetched_from_nowhere(url: str, tmp_path: Path) -> None:
    head = "Parameters:\n  Where: { Type: String }\n"
    main = (
        head
        + STACKS.replace("./network.yaml", url)
        + (
            "  Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: !GetAtt Network.Outputs.Name } }\n"
        )
    )
    one = joined(SITE | {"main.yaml": main}, tmp_path)
    # Only what stands in the network that is not known has no place.
    assert {found.code for found in serious(one)} <= {"CFN121", "CFN122"}
    assert "jobs" in names(one)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("./nothing.yaml", "does not exist"),
        ("../outside.yaml", "leads out"),
        ("parts/../../outside.yaml", "leads out"),
        ("/etc/hostname", "leads out"),
        ("link.yaml", "leads out"),
        ("parts", "is a folder"),
        ("large.yaml", "larger than 1 MiB"),
        ("binary.yaml", "not UTF-8"),
    ],
)
def test_what_cannot_be_read_is_told_and_stays_what_it_is(
    url: str, told: str, tmp_path: Path
) -> None:
    put({"outside.yaml": QUEUE}, tmp_path)
    folder = tmp_path / "inner"
    put({"large.yaml": QUEUE + "#" * 2_000_000, "binary.yaml": bytes(range(256))}, folder)
    (folder / "parts").mkdir()
    (folder / "link.yaml").symlink_to("../outside.yaml")
    one = joined({"main.yaml": "Resources:\n" + stack("Work", url)}, folder)
    (found,) = serious(one)
    assert (found.code, told in found.message) == ("CFN141", True)
    assert found.span is not None
    assert found.span.first.line == 5
    assert kinds(one)["work"][0] == "resource"


@pytest.mark.parametrize(
    ("content", "code"),
    [("Resources: [\n", "CFN101"), ("Jobs: 1\n", "CFN111"), ("\0\1", "CFN101"), ("", "CFN101")],
)
def test_a_file_that_is_no_template_is_told_in_that_file(
    content: str, code: str, tmp_path: Path
) -> None:
    files = {"main.yaml": "Resources:\n" + stack("Work", "part.yaml"), "part.yaml": content}
    found = next(one for one in serious(joined(files, tmp_path)) if one.code == code)
    assert found.span is not None
    assert found.span.source.path == "part.yaml"


def test_stacks_in_a_circle_are_named(tmp_path: Path) -> None:
    files = {
        "main.yaml": QUEUE + stack("One", "a.yaml"),
        "a.yaml": "Resources:\n" + stack("Two", "./b.yaml"),
        "b.yaml": "Resources:\n" + stack("Three", "./x/../a.yaml") + stack("Four", "main.yaml"),
    }
    found = [one for one in serious(joined(files, tmp_path)) if one.code == "CFN142"]
    assert [one.message.partition(": ")[2] for one in found] == [
        "a.yaml → b.yaml → a.yaml", "main.yaml → a.yaml → b.yaml → main.yaml",
    ]  # fmt: skip


def quick(files: Mapping[str, str | bytes], folder: Path) -> Compilation:
    put(files, folder)
    start = time.perf_counter()
    one = joined(files, folder)
    assert one.diagnostics is not None
    assert time.perf_counter() - start < 20
    return one


def test_a_chain_of_a_thousand_stacks_is_cut(tmp_path: Path) -> None:
    files = {f"s{n}.yaml": "Resources:\n" + stack("Next", f"s{n + 1}.yaml") for n in range(1000)}
    files |= {"main.yaml": QUEUE + stack("Next", "s0.yaml"), "s1000.yaml": QUEUE}
    found = serious(quick(files, tmp_path))
    assert [one.code for one in found] == ["CFN141"]
    assert "within each other" in found[0].message


def test_stacks_that_double_at_every_step_are_bounded(tmp_path: Path) -> None:
    files = {
        f"s{n}.yaml": "Resources:\n" + stack("A", f"s{n + 1}.yaml") + stack("B", f"s{n + 1}.yaml")
        for n in range(18)
    }
    files |= {"main.yaml": "Resources:\n" + stack("A", "s0.yaml"), "s18.yaml": QUEUE}
    one = quick(files, tmp_path)
    assert "more than 200" in " ".join(found.message for found in serious(one))


DEEP = '{"Fn::Join": ["", [' * 28 + '{"Fn::Sub": "${In}"}' + "]]}" * 28


@pytest.mark.parametrize(
    "out",
    [
        '{ Value: !Join ["", [!Sub "${In}", !Join ["", [a]]]] }',
        f"{{ Value: {DEEP} }}",
        "{ Condition: Given, Value: !If [Given, !Ref In, !Ref In] }",
    ],
)
def test_a_value_that_goes_through_many_stacks_is_not_followed_for_ever(
    out: str, tmp_path: Path
) -> None:
    part = (
        "Parameters:\n  In: { Type: String }\nConditions:\n  Given: !Equals [!Ref In, work]\n"
        "Resources:\n  Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: !Ref In } }\n"
        f"Outputs:\n  Out: {out}\n"
    )
    given = "      Parameters: { In: !GetAtt S%d.Outputs.Out }\n"
    last = "      Parameters: { In: work }\n"
    main = "Resources:\n" + "".join(
        stack(f"S{n}", "part.yaml", given % (n + 1) if n < 180 else last) for n in range(181)
    )
    assert len(quick({"main.yaml": main, "part.yaml": part}, tmp_path).design.components) == 181


def test_many_megabytes_of_templates_are_not_read(tmp_path: Path) -> None:
    main = "Resources:\n" + "".join(stack(f"S{n}", f"p{n}.yaml") for n in range(8))
    files = {f"p{n}.yaml": QUEUE.replace("Jobs", f"Jobs{n}") + "#" * 900_000 for n in range(8)}
    one = quick({"main.yaml": main, **files}, tmp_path)
    assert "larger than 4 MiB" in serious(one)[0].message
    assert {"jobs0", "jobs3"} <= names(one)


def test_a_template_that_grows_is_not_used_again_and_again(tmp_path: Path) -> None:
    rows = "".join(f"  a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 5))
    part = f"Metadata:\n  a0: &a0 [1, 2, 3, 4]\n{rows}{QUEUE}" + "    Properties: *a4\n"
    part = part.replace("{ Type: AWS::SQS::Queue }", "\n    Type: AWS::SQS::Queue")
    main = "Resources:\n" + "".join(stack(f"S{n}", "part.yaml") for n in range(190))
    one = quick({"main.yaml": main, "part.yaml": part}, tmp_path)
    assert "more than 500000 values" in " ".join(found.message for found in serious(one))


# Regions of one design

PEERED = compile_file(ROOT / "examples" / "41_peering_regions.arch")
WEST, CENTRAL = "design.eu-west-1.yaml", "design.eu-central-1.yaml"


def test_a_region_that_is_missing_is_told_and_the_half_is_read(tmp_path: Path) -> None:
    texts = templates(PEERED)
    one = imported(texts[WEST], tmp_path, WEST)
    told = [found.message for found in serious(one) if found.code == "CFN141"]
    assert told == [
        f"what is in 'eu-central-1' is not part of the design: the file '{CENTRAL}' does not exist"
    ]
    assert kinds(one)["stock"] == ("database", "eu-west-1")


@pytest.mark.parametrize("region", ["../x", "/etc/passwd", "..", "eu-west-1/../../x", "[a, b]", ""])
def test_a_region_that_is_a_path_is_refused(region: str, tmp_path: Path) -> None:
    text = templates(PEERED)[WEST].replace("    - eu-central-1", f"    - {region}", 1)
    one = imported(text, tmp_path, WEST)
    found = next(found for found in serious(one) if found.code == "CFN141")
    assert "AWS has no region" in found.message
    assert found.span is not None
    assert found.span.source is one.source


def test_a_link_to_a_template_outside_is_refused(tmp_path: Path) -> None:
    texts, folder = templates(PEERED), tmp_path / "inner"
    put({CENTRAL: texts[CENTRAL]}, tmp_path)
    put({WEST: texts[WEST]}, folder)
    (folder / CENTRAL).symlink_to(f"../{CENTRAL}")
    assert "leads out" in next(
        found.message
        for found in serious(imported(texts[WEST], folder, WEST))
        if found.code == "CFN141"
    )


def test_a_template_under_another_name_cannot_find_the_others(tmp_path: Path) -> None:
    texts = templates(PEERED)
    put(texts, tmp_path)
    found = serious(imported(texts[WEST], tmp_path, "mine.yaml"))
    assert "does not say '.eu-west-1.'" in found[0].message


def test_the_last_region_in_a_name_is_the_one_that_counts(tmp_path: Path) -> None:
    texts = {f"mine.eu-west-1.{name}": text for name, text in templates(PEERED).items()}
    put(texts, tmp_path)
    for name, text in texts.items():
        assert serious(imported(text, tmp_path, name)) == []


def test_a_stack_in_a_design_of_archc_stays_what_the_design_says(tmp_path: Path) -> None:
    net = 'resource net { type: "AWS::CloudFormation::Stack"; TemplateURL: "./n.yaml" }\n'
    text = templates(compile_text("architecture d\n" + net))["design.yaml"]
    put({"n.yaml": QUEUE}, tmp_path)
    one = imported(text, tmp_path)
    assert (names(one), serious(one)) == ({"net"}, [])


def test_a_template_of_another_region_or_design_is_not_mixed_in(tmp_path: Path) -> None:
    texts = templates(PEERED)
    put({CENTRAL: texts[WEST]}, tmp_path)
    found = serious(imported(texts[WEST], tmp_path, WEST))
    assert "is not the template for it" in found[0].message
    put({CENTRAL: texts[CENTRAL].replace("privately", "")}, tmp_path)
    found = serious(imported(texts[WEST], tmp_path, WEST))
    assert [one.code for one in found] == ["CFN132"]


RESOURCE = re.compile(r"^  (\w+):\n    Type: AWS.*\n(?:    .*\n|\n(?=    ))*", re.MULTILINE)


@pytest.mark.parametrize(("name", "other"), [(WEST, CENTRAL), (CENTRAL, WEST)])
def test_what_is_taken_out_of_one_region_is_missed_in_its_file(
    name: str, other: str, tmp_path: Path
) -> None:
    texts = templates(PEERED)
    taken = list(RESOURCE.finditer(texts[name]))
    assert len(taken) > 10
    for match in taken:
        broken = texts[name][: match.start()] + texts[name][match.end() :]
        put({name: broken}, tmp_path)
        found = serious(imported(texts[other], tmp_path, other))
        assert name in {one.span.source.path for one in found if one.span}, match[1]


def test_a_design_of_two_regions_can_be_asked_by_each_of_its_templates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(templates(PEERED), tmp_path)
    monkeypatch.chdir(tmp_path)
    for name in (WEST, CENTRAL):
        asked = CliRunner().invoke(main, ["reach", name, "client", "stock", "3306"])
        assert asked.exit_code == 0, asked.output
        made = CliRunner().invoke(main, ["import", name])
        again = compile_text(made.stdout)
        assert kinds(again) == kinds(PEERED)
        assert findings(again) == findings(PEERED)
