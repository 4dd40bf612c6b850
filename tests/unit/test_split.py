"""A stack is split by region: what crosses is handed on, what waits for another region is optional."""

from __future__ import annotations

import itertools
import re
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from archc.component import Intrinsic
from archc.emit import deploy, destroy, yaml
from archc.stack import Resource, Stack, split
from archc.stack.references import references, values_of
from archc.stack.resource import Archive, Section, Taken, Upload
from archc.verify import verify
from tests.designs import EXAMPLES, compile_file, compile_text
from tests.test_scripts import Scripts

LEFT, RIGHT, THIRD = "eu-central-1", "eu-west-1", "us-east-1"


def ref(name: str) -> Intrinsic:
    return Intrinsic("Ref", name)


def att(name: str, attribute: str) -> Intrinsic:
    return Intrinsic("GetAtt", f"{name}.{attribute}")


def resource(type_: str = "AWS::X::Y", depends: Any = None, **properties: Any) -> dict[str, Any]:
    body: dict[str, Any] = {"Type": type_}
    if depends is not None:
        body["DependsOn"] = depends
    return {**body, "Properties": properties} if properties else body


def whole(bodies: Mapping[str, Mapping[str, Any]], **more: Any) -> tuple[Stack, ...]:
    """The split of a stack whose resources are given by id, the region's letter in front."""
    regions = {"l": LEFT, "r": RIGHT, "t": THIRD}
    sections, where = [], {}
    for key, body in bodies.items():
        letter, _, name = key.partition(":")
        sections.append(Section(name, (Resource(name, name.lower(), body),)))
        where[name.lower()] = regions[letter]
    given = {"parameters": {}, "outputs": {}, "archives": (), "steps": ()} | more
    return split(Stack("lab", "A lab", LEFT, sections=tuple(sections), **given), where)


VPC, ROUTES = "AWS::EC2::VPC", "AWS::EC2::RouteTable"
PEERING = {
    "l:Left": resource(VPC, CidrBlock="10.0.0.0/16"),
    "l:LeftRoutes": resource(ROUTES, VpcId=ref("Left")),
    "r:Right": resource(VPC, CidrBlock="10.1.0.0/16"),
    "r:RightRoutes": resource(ROUTES, VpcId=ref("Right")),
    "l:Peering": resource(
        "AWS::EC2::VPCPeeringConnection",
        VpcId=ref("Left"), PeerVpcId=ref("Right"), PeerRegion=RIGHT,
    ),
    "l:LeftRoute": resource(
        "AWS::EC2::Route", RouteTableId=ref("LeftRoutes"), DestinationCidrBlock="10.1.0.0/16",
        VpcPeeringConnectionId=ref("Peering"),
    ),
    "r:RightRoute": resource(
        "AWS::EC2::Route", RouteTableId=ref("RightRoutes"), DestinationCidrBlock="10.0.0.0/16",
        VpcPeeringConnectionId=ref("Peering"),
    ),
}  # fmt: skip


def test_one_region_is_left_alone() -> None:
    bodies = {
        key: body for key, body in PEERING.items() if key.startswith("r:R") and "Route" not in key
    }
    [stack] = whole(bodies)
    assert stack.region == RIGHT, "where it is, not where the design's home is"
    assert (stack.description, stack.taken, stack.rounds) == ("A lab", (), (0,))


def test_who_is_needed_goes_first_and_hands_on() -> None:
    other, home = whole({
        "l:Work": resource(
            Arn=att("Jobs", "Arn"), Url=ref("Jobs"), Nested=[{"Deep": att("Jobs", "Arn")}],
            Text=Intrinsic("Sub", "${Jobs.Arn}/${AWS::Region}/${!Jobs}/${Own}/${Jobs}"),
            Given=Intrinsic("Sub", ["${Jobs}${Arn}", {"Jobs": 1, "Arn": att("Jobs", "Arn")}]),
        ),
        "l:Own": resource(),
        "t:Jobs": resource(),
    })  # fmt: skip
    assert (other.region, home.region) == (THIRD, LEFT)
    assert other.outputs["JobsArn"]["Value"] == att("Jobs", "Arn")
    assert other.outputs["JobsId"]["Value"] == ref("Jobs")
    assert home.taken == (Taken("JobsArn", THIRD, 0), Taken("JobsId", THIRD, 0))
    assert set(home.parameters) == {"JobsArn", "JobsId"}
    assert all("Default" not in body for body in home.parameters.values())
    assert home.resources["Work"].body["Properties"] == {
        "Arn": ref("JobsArn"), "Url": ref("JobsId"), "Nested": [{"Deep": ref("JobsArn")}],
        "Text": Intrinsic("Sub", "${JobsArn}/${AWS::Region}/${!Jobs}/${Own}/${JobsId}"),
        "Given": Intrinsic("Sub", ["${Jobs}${Arn}", {"Jobs": 1, "Arn": ref("JobsArn")}]),
    }  # fmt: skip
    assert not home.conditions and home.rounds == other.rounds == (0,)


def test_an_entry_of_a_list_is_handed_on_not_the_list() -> None:
    first = Intrinsic("Select", [0, att("Broker", "AmqpEndpoints")])
    other, home = whole({"l:Work": resource(Address=first), "r:Broker": resource()})
    assert other.outputs == {
        "BrokerAmqpEndpoints0": {"Description": "Broker, for other regions", "Value": first}
    }
    assert home.resources["Work"].body["Properties"] == {"Address": ref("BrokerAmqpEndpoints0")}


def test_what_has_to_wait_for_another_region_waits_for_its_deployment() -> None:
    other, home = whole({
        "l:Work": resource(depends=["Jobs", "Own"]), "l:Own": resource(),
        "l:Alone": resource(depends="Jobs"), "r:Jobs": resource(),
    })  # fmt: skip
    assert (other.region, home.region) == (RIGHT, LEFT)
    assert home.resources["Work"].body["DependsOn"] == ["Own"]
    assert "DependsOn" not in home.resources["Alone"].body
    assert not home.taken


def test_two_that_need_each_other_take_one_more_deployment() -> None:
    right, left = whole(PEERING)
    assert (right.region, left.region) == (RIGHT, LEFT), "the other order takes four deployments"
    assert (right.rounds, left.rounds) == ((0, 1), (0,))
    assert right.taken == (Taken("PeeringId", LEFT, 1),)
    assert left.taken == (Taken("RightId", RIGHT, 0),)
    assert right.parameters["PeeringId"]["Default"] == ""
    assert "Default" not in left.parameters["RightId"]
    assert right.conditions == {
        "HasPeeringId": Intrinsic("Not", [Intrinsic("Equals", [ref("PeeringId"), ""])])
    }
    held = {name for name, r in right.resources.items() if "Condition" in r.body}
    assert held == {"RightRoute"}, "exactly what holds the reference"
    assert not left.conditions
    assert not any("Condition" in r.body for r in left.resources.values())


def test_what_needs_something_that_waits_waits_too() -> None:
    right, left = whole(
        {
            **PEERING,
            "r:Behind": resource(depends="RightRoute"),
            "r:Last": resource(X=ref("Behind")),
        },
        outputs={"Shown": {"Value": ref("Last")}},
    )
    assert right.region == RIGHT and left.region == LEFT
    held = {name for name, r in right.resources.items() if "Condition" in r.body}
    assert held == {"RightRoute", "Behind", "Last"}
    assert right.outputs["Shown"]["Condition"] == "HasPeeringId"


def test_what_is_there_late_is_handed_on_late() -> None:
    behind = {"r:Behind": resource(depends="RightRoute"), "l:Last": resource(X=ref("Behind"))}
    right, left = whole({**PEERING, **behind})
    assert (right.rounds, left.rounds) == ((0, 1), (0, 1))
    assert left.resources["Last"].body["Condition"] == "HasBehindId"
    assert deployable((right, left)) == {key[2:] for key in (*PEERING, *behind)}


def test_an_output_of_nothing_stands_where_something_is() -> None:
    """No template may be without resources, not even that of the design's home."""
    stacks = whole({"r:One": resource(), "t:Two": resource()}, outputs={"Said": {"Value": "x"}})
    assert [(s.region, list(s.outputs)) for s in stacks] == [(RIGHT, ["Said"]), (THIRD, [])]


def test_what_waits_for_several_waits_for_all() -> None:
    """To and fro between two, so that something is there only in the third round."""
    many = {f"l:A{n}": resource(X=ref("Start")) for n in range(12)}
    stacks = whole({
        "r:Start": resource(), **many,
        "r:B": resource(X=[ref(key[2:]) for key in many]),
        "l:C": resource(X=ref("B")), "r:D": resource(X=ref("C")),
    })  # fmt: skip
    right, left = stacks
    assert (right.rounds, left.rounds) == ((0, 1, 2), (0, 1))
    assert right.resources["B"].body["Condition"] == "All2"
    parts = [right.conditions[name].argument for name in ("All1", "All2")]
    assert all(len(part) <= 10 for part in parts), "as many as AWS takes"
    held = [condition.argument for condition in (*parts[0], *parts[1])]
    assert sorted(held) == sorted([*(f"HasA{n}Id" for n in range(12)), "All1"])
    assert right.resources["D"].body["Condition"] == "HasCId"
    assert left.outputs["CId"]["Condition"] == "HasBId"
    assert {one.name: one.since for one in right.taken} == {
        **{f"A{n}Id": 1 for n in range(12)}, "CId": 2,
    }  # fmt: skip


def test_a_parameter_has_a_name_of_its_own() -> None:
    _, home = whole(
        {
            "l:JobsId": resource(),
            "l:Work": resource(X=ref("Jobs"), Y=ref("Mail")),
            "r:Jobs": resource(),
        },
        parameters={"Mail": {"Type": "String"}, "Other": {"Type": "String"}},
    )
    assert set(home.parameters) == {"Mail", "JobsId1"}, "and only those that it uses"


def test_code_pages_and_buckets_go_with_their_region() -> None:
    code = {"Type": "String", "Default": "work-1.zip"}
    other, home = whole(
        {"l:Work": resource(B=ref("CodeBucket"), K=ref("WorkCodeKey")), "r:Page": resource(), "r:Api": resource(X=ref("Work"))},
        parameters={"CodeBucket": {"Type": "String"}, "WorkCodeKey": code},
        archives=(Archive("work-1.zip", ()),),
        uploads=(Upload("Page", "page-1", (), {"URL": "PageTellsUrl"}, mirrored=True),),
        outputs={"PageTellsUrl": {"Value": att("Work", "Url")}},
        buckets=("Page",), protected=(("Page", "x @"),),
    )  # fmt: skip
    assert (other.region, home.region) == (LEFT, RIGHT)
    assert [a.name for a in other.archives] == ["work-1.zip"] and not home.archives
    assert set(other.parameters) == {"CodeBucket", "WorkCodeKey"}
    assert home.outputs == {"PageTellsUrl": {"Value": ref("WorkUrl")}}, "read from the page's stack"
    assert (home.buckets, len(home.uploads), len(home.protected)) == (("Page",), 1, 1)
    assert not (other.buckets or other.uploads or other.protected)


@pytest.mark.parametrize("names", list(itertools.permutations("lrt")))
def test_every_reference_is_answered(names: tuple[str, str, str]) -> None:
    """Whatever order: each template is complete in itself, and each parameter is handed to it."""
    a, b, c = names
    stacks = whole({
        f"{a}:One": resource(X=ref("Two")), f"{b}:Two": resource(X=ref("Three")),
        f"{c}:Three": resource(), f"{c}:Four": resource(X=ref("One"), Y=att("Two", "Arn")),
        f"{a}:Five": resource(X=ref("Four"), depends=["One", "Three"]),
    })  # fmt: skip
    assert len(stacks) == 3
    for stack in stacks:
        known = {*stack.resources, *stack.parameters}
        for body in [*(r.body for r in stack.resources.values()), *stack.outputs.values()]:
            assert set(references(body)) <= known
        for one in stack.taken:
            [owner] = [other for other in stacks if other.region == one.region]
            assert one.name in owner.outputs and one.name in stack.parameters
    assert deployable(stacks) == {"One", "Two", "Three", "Four", "Five"}


def deployable(stacks: tuple[Stack, ...]) -> set[str]:
    """What is there after all rounds; nothing is ever made of a value that is not there yet."""
    known: dict[tuple[str, str], bool] = {}
    made: set[str] = set()
    for number in range(max(stack.rounds[-1] for stack in stacks) + 1):
        for stack in (s for s in stacks if number in s.rounds):
            late = {o.name for o in stack.taken if o.since > number}
            given = stack.parameters.keys() - late
            assert all((o.region, o.name) in known for o in stack.taken if o.name in given)
            assert all("Default" in stack.parameters[name] for name in late)
            live = {n for n, c in stack.conditions.items() if c.name == "Not" and n[3:] in given}
            # Later ones are built from the ones before.
            while more := {
                n for n, c in stack.conditions.items()
                if c.name == "And" and {p.argument for p in c.argument} <= live
            } - live:  # fmt: skip
                live |= more
            here = {
                n: r.body
                for n, r in stack.resources.items()
                if r.body.get("Condition", "") in {"", *live}
            }
            for body in here.values():
                used = {name for name in values_of(body) if "::" not in name}
                assert used <= {*here, *given}
            made |= here.keys()
            for name, body in stack.outputs.items():
                if body.get("Condition", "") in {"", *live}:
                    known[stack.region, name] = True
    return made


def test_a_circle_of_resources_ends() -> None:
    stacks = whole({"l:One": resource(X=ref("Two")), "r:Two": resource(X=ref("One"))})
    assert len(stacks) == 2, "the circle itself is a fault of the whole stack"


def test_the_templates_of_a_peering_are_valid() -> None:
    design = compile_text("architecture lab\n").design
    for stack in whole(PEERING):
        assert [f.message for f in verify(yaml.emit(stack), stack, design)] == []


def test_the_scripts_of_a_peering(tmp_path: Path) -> None:
    stacks = whole(PEERING)
    made = {"lab.deploy.sh": deploy.emit(stacks), "lab.destroy.sh": destroy.emit(stacks)}
    scripts = Scripts(tmp_path, made)
    status, calls, said = scripts.run("lab.deploy.sh")
    assert status == 0, said
    deployed = [call for call in calls if call.startswith("cloudformation deploy")]
    stem = "cloudformation deploy --template-file lab.{0}.yaml --stack-name lab --region {0} "
    end = "--no-fail-on-empty-changeset"
    value = "https://api.example.org"  # what the stand-in says of every output
    assert deployed == [
        stem.format(RIGHT) + end,
        stem.format(LEFT) + f"--parameter-overrides RightId={value} {end}",
        stem.format(RIGHT) + f"--parameter-overrides PeeringId={value} {end}",
    ]
    asked = [call for call in calls if "OutputKey==" in call]
    assert [("RightId" in call, f"--region {RIGHT}" in call) for call in asked] == [
        (True, True), (False, False), (True, True),
    ]  # fmt: skip
    status, calls, _ = scripts.run("lab.destroy.sh", STACK="mine")
    assert calls == [
        f"cloudformation {verb} --stack-name mine --region {region}"
        for region in (LEFT, RIGHT)
        for verb in ("delete-stack", "wait stack-delete-complete")
    ]


def test_nothing_is_deployed_with_a_value_that_is_not_there(tmp_path: Path) -> None:
    scripts = Scripts(tmp_path, {"lab.deploy.sh": deploy.emit(whole(PEERING))})
    silent = (tmp_path / "bin" / "aws").read_text(encoding="utf-8").replace("https://api", "")
    (tmp_path / "bin" / "aws").write_text(
        silent.replace("echo .example.org", ":"), encoding="utf-8"
    )
    status, calls, said = scripts.run("lab.deploy.sh")
    assert status != 0 and f"the stack in {RIGHT} has no output RightId" in said
    assert len([call for call in calls if call.startswith("cloudformation deploy")]) == 1


def test_every_region_wants_a_bucket_of_its_own(tmp_path: Path) -> None:
    text = (
        "architecture shop\nregion: eu-central-1\n"
        'function one { code: dir("orders"); handler: app.handler }\n'
        'function two in us-east-1 { code: dir("orders"); handler: app.handler }\n'
        "one -> two\n"
    )
    compiled = compile_text(text)
    made = {"shop.deploy.sh": deploy.emit(compiled.stacks)}
    scripts = Scripts(tmp_path, made)
    status, calls, said = scripts.run("shop.deploy.sh", "only-one")
    assert status != 0 and not calls
    assert "BUCKET_IN_us-east-1 BUCKET_IN_eu-central-1" in said
    status, calls, _ = scripts.run("shop.deploy.sh", "east", "home")
    assert status == 0
    copied = [call.split() for call in calls if call.startswith("s3 cp")]
    assert [(c[2].split("-")[0], c[3].split("/")[2], c[-1]) for c in copied] == [
        ("two", "east", "us-east-1"), ("one", "home", "eu-central-1"),
    ]  # fmt: skip


def test_nothing_is_deleted_before_all_regions_are_asked(tmp_path: Path) -> None:
    text = (
        "architecture shop\nbucket photos\nbucket copies in us-east-1\n"
        'function work { code: file("hello.py") }\nwork -> photos, copies : read\n'
    )
    made = {"shop.destroy.sh": destroy.emit(compile_text(text).stacks)}
    scripts = Scripts(tmp_path, made)
    status, calls, said = scripts.run("shop.destroy.sh", HELD="VersionId")
    assert status == 1 and "EMPTY=yes" in said
    assert not any("delete" in call for call in calls)
    status, calls, _ = scripts.run("shop.destroy.sh")
    deleted = [call.split()[-1] for call in calls if "delete-stack " in call]
    assert (status, deleted) == (0, ["eu-central-1", "us-east-1"])


def test_the_shell_takes_the_scripts() -> None:
    for emit in (deploy.emit, destroy.emit):
        done = subprocess.run(["sh", "-n"], input=emit(whole(PEERING)), capture_output=True)
        assert done.returncode == 0, done.stderr


@cache
def torn(path: Path) -> tuple[Stack, ...]:
    """The stacks of an example whose components went to other regions wherever AWS lets them."""
    text, regions = path.read_text(encoding="utf-8"), itertools.cycle((THIRD, RIGHT))
    for component in compile_file(path).design.components.values():
        if component.outside or component.places:
            continue
        header = rf'(?m)^{component.word} {component.name}(?: "[^"]*")?(?= *(?:\{{|$))'
        changed = re.sub(header, rf"\g<0> in {next(regions)}", text, count=1)
        text = text if compile_file(path, changed).has_errors else changed
    compiled = compile_file(path, text)
    compiled.finish()
    assert not compiled.has_errors
    return tuple(compiled.stacks)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_torn_apart_is_still_whole(path: Path) -> None:
    stacks = torn(path)
    ids = {name for stack in stacks for name in stack.resources}
    assert ids == set(compile_file(path).stack.resources)
    if len(stacks) > 1:
        assert deployable(stacks) == ids
    for stack in stacks:
        known = {*stack.resources, *stack.parameters}
        for body in [*(r.body for r in stack.resources.values()), *stack.outputs.values()]:
            assert {name for name in references(body) if "::" not in name} <= known


def test_enough_of_the_examples_are_torn_apart() -> None:
    assert sum(len(torn(path)) > 1 for path in EXAMPLES) > 8


def test_a_group_of_another_region_is_named_by_its_addresses() -> None:
    """There may be no way yet; but a rule could name no group across regions."""
    text = (
        "architecture lab\nregion: eu-central-1\nvpc left { tier app { isolated } }\n"
        "region eu-west-1 { vpc right { cidr: 10.1.0.0/16; tier far { isolated } } }\n"
        "instance web in app { zone: b }\nscaling_group store in far\nweb -> store : tcp 5432\n"
    )
    found = compile_text(text).stack.resources
    assert not {r.type for r in found.values()} & {
        "AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress",
    }  # fmt: skip
    into = found["StoreGroup"].body["Properties"]["SecurityGroupIngress"]
    out = found["WebGroup"].body["Properties"]["SecurityGroupEgress"]
    assert [rule["CidrIp"] for rule in into] == ["10.0.33.0/24"], "of the zone that it is in"
    assert [rule["CidrIp"] for rule in out] == ["10.1.32.0/24", "10.1.33.0/24"]
    assert {(rule["FromPort"], rule["ToPort"]) for rule in (*into, *out)} == {(5432, 5432)}


def test_a_made_up_name_is_handed_on() -> None:
    """A bucket that sends events is spelled by its stack's own guid, which no other stack has."""
    text = (
        'architecture lab\nregion: eu-central-1\nfunction f { code: file("hello.py") }\n'
        'region us-east-1 { bucket photos; function g { code: file("hello.py") } }\n'
        "photos -> g : on created\nf -> photos : read\ng -> photos : read\n"
        'output here: "${photos.arn}"\n'
    )
    compiled = compile_text(text)
    compiled.finish()
    assert not compiled.has_errors
    other, home = compiled.stacks
    assert {one.name for one in home.taken} == {"PhotosId"}
    allowed = str(home.resources["FRole"].body)
    assert "${PhotosId}" in allowed and "StackId" not in allowed
    assert "StackId" in str(other.resources["GRole"].body)
    assert list(other.outputs) == ["Here", "PhotosId"]
    assert "StackId" not in str(other.outputs["Here"])
