"""`archc permissions`: the table, its JSON, and policies to paste agree with the template."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from archc import allowed
from archc.arns import Names, Place
from archc.cli import main
from archc.component import Intrinsic
from archc.emit import yaml
from tests.designs import EXAMPLES, compile_file, compile_text
from tests.iam.policy import Policies, as_list, like
from tests.iam.template import ACCOUNT, Template, load

DESIGN = """
architecture shop
region: eu-west-1
users people
http_api api { throttle: 10/s }
function store { code: file("hello.py"); on_failure: bill; policies: ["AWSXrayWriteOnlyAccess"] }
function bill { code: file("hello.py"); alias: live }
table orders { key: id string; name: "all-orders"; indexes: by_city city string }
people -> api
api -> bill : GET /bills/{id} auth none
store -> orders : read allow dynamodb:DescribeTable
store -> bill
"""


def templates(path: Path) -> Template:
    compiled = compile_file(path)
    return Template(load(yaml.emit(compiled.stack)), compiled.design.region)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_the_table_says_what_the_roles_of_the_template_say(path: Path) -> None:
    template = templates(path)
    policies = Policies(template)
    found = json.loads(allowed.as_json(compile_file(path).design, path.name))
    assert (found["version"], found["file"]) == (1, path.name)
    listed: dict[str, set[str]] = {}
    for holder in found["holders"]:
        if "." not in holder["principal"] and not holder["needs"]:
            actions = {action for right in holder["rights"] for action in right["actions"]}
            listed[template.arn(holder["principal"])] = actions
    written = {
        role: {action for s in statements for action in s.actions}
        for role, statements in policies.of_roles.items()
        if template.resources[template.owner(role).id].component
        in compile_file(path).design.components
        and compile_file(path).design.components[template.component_of(role)].word != "role"
    }
    assert listed == written


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_a_policy_to_paste_names_what_will_be_deployed(path: Path) -> None:
    compiled = compile_file(path)
    if len(compiled.stacks) > 1:
        pytest.skip("a template of one region is handed the ARNs of another; see test_regions")
    template = templates(path)
    policies = Policies(template)
    place = Place("stack", compiled.design.region, ACCOUNT)
    for holder in allowed.holders(compiled.design):
        if "." in holder.principal or holder.needs or not holder.rights:
            continue
        text = allowed.policy(compiled.design, compiled.stack, holder.component.name, place)
        printed = json.loads(text)
        written = policies.of_roles[template.arn(holder.principal)]
        assert len(printed["Statement"]) == len(written)
        for one, other in zip(printed["Statement"], written, strict=True):
            assert tuple(one["Action"]) == other.actions
            resources = as_list(one["Resource"])
            assert all(map(like, resources, other.resources)), (resources, other.resources)
            assert ("*" in resources) == ("*" in other.resources)


def test_every_right_says_its_arrow_and_its_line() -> None:
    found = json.loads(allowed.as_json(compile_text(DESIGN).design, "design.arch"))
    said = {
        (right["because"]["arrow"], right["because"]["line"], right["kind"])
        for holder in found["holders"]
        for right in holder["rights"]
        if right["because"]
    }
    assert said == {
        ("api -> bill : GET /bills/{id} auth none", 10, "policy"),
        ("store -> orders : read allow dynamodb:DescribeTable", 11, "role"),
        ("store -> bill", 12, "role"),
        ("store { on_failure: bill }", 6, "role"),
    }
    [api] = [h for h in found["holders"] if h["component"] == "api"]
    assert api["principal"] == "apigateway.amazonaws.com"
    assert api["rights"][0]["resources"] == ["${BillAlias}"]
    [store] = [h for h in found["holders"] if h["component"] == "store"]
    assert (store["principal"], store["managed"]) == ("StoreRole", ["AWSXrayWriteOnlyAccess"])


def test_the_text_fits_on_a_screen() -> None:
    for path in EXAMPLES:
        text = allowed.as_text(compile_file(path).design)
        assert max(map(len, text.splitlines())) <= 80, path.name
    assert allowed.as_text(compile_text("architecture lab\n").design).startswith("Nothing")


def test_a_policy_has_the_names_that_aws_will_give() -> None:
    compiled = compile_text(DESIGN)
    place = Place("shop", "eu-west-1", "111122223333")
    text = allowed.policy(compiled.design, compiled.stack, "store", place)
    resources = [as_list(one["Resource"]) for one in json.loads(text)["Statement"]]
    start = "arn:aws:dynamodb:eu-west-1:111122223333:table/all-orders"
    assert resources == [
        ["arn:aws:logs:eu-west-1:111122223333:log-group:shop-StoreLogs-*:*"],
        [start, f"{start}/index/*"],
        [start],
        ["arn:aws:lambda:eu-west-1:111122223333:function:shop-Bill-*:live"],
    ]


def test_the_region_says_the_partition() -> None:
    bodies = {"Files": {"Type": "AWS::S3::Bucket", "Properties": {}}}
    names = Names(bodies, Place("Shop", "cn-north-1", ACCOUNT))
    assert names.resolved(Intrinsic("GetAtt", "Files.Arn")) == "arn:aws-cn:s3:::shop-files-*"
    assert names.resolved(Intrinsic("Sub", "${!A}${AWS::Region}")) == "${A}cn-north-1"


def test_a_policy_is_for_another_account_and_region(tmp_path: Path) -> None:
    path = tmp_path / "shop.arch"
    path.write_text(DESIGN, encoding="utf-8")
    (tmp_path / "hello.py").write_text("def handler(event, context):\n    return 1\n")
    wanted = ["permissions", str(path), "--policy", "bill", "--region", "eu-south-1"]
    result = CliRunner().invoke(main, [*wanted, "--account", "111122223333"])
    assert result.exit_code == 0
    [statement] = json.loads(result.stdout)["Statement"]
    assert statement["Resource"].startswith("arn:aws:logs:eu-south-1:111122223333:log-group:")


def test_a_design_with_errors_has_a_table_and_no_policy(tmp_path: Path) -> None:
    path = tmp_path / "shop.arch"
    path.write_text("architecture lab\nfunction f\ntable t { key: id }\nf -> t\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["permissions", str(path)])
    assert result.exit_code == 1
    assert "read t, line 4: f -> t" in result.stdout
    assert "error[" in result.stderr
    result = CliRunner().invoke(main, ["permissions", str(path), "--policy", "f"])
    assert (result.exit_code, result.stdout) == (1, "")
