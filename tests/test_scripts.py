"""The scripts beside a template, run with a stand-in for the AWS CLI that notes its arguments."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from archc.compiler import files
from tests.designs import compile_example, compile_text

AWS = """#!/bin/sh
printf '%s\\n' "$*" >> "$CALLS"
case "$*" in
    *describe-stack-resource*) echo "physical-$(echo "$*" | sed 's/.*--logical-resource-id //; s/ .*//')" ;;
    *list-object-versions*) [ -e "$CALLS.emptied" ] || printf '%s' "${HELD:-}" ;;
    *delete-objects*) touch "$CALLS.emptied" ;;
    *OutputKey==*) echo https://api.example.org ;;
    "s3 cp - "*) printf 'told: ' >> "$CALLS"; cat >> "$CALLS" ;;
esac
"""
TWO_FILES = """
architecture shop
users people
http_api api
function hello { code: dir("orders"); handler: app.handler }
param mail: email_address
output contact: "${mail}"
people -> api -> hello
"""


class Scripts:
    """A built design in a folder, and what its scripts call."""

    def __init__(self, folder: Path, made: dict[str, bytes]) -> None:
        self._folder = folder
        for name, content in made.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)
        program = folder / "bin" / "aws"
        program.parent.mkdir()
        program.write_text(AWS, encoding="utf-8")
        program.chmod(0o755)

    def run(self, script: str, *arguments: str, **given: str) -> tuple[int, list[str], str]:
        """Exit status, calls of `aws`, and what was printed; run from another folder."""
        calls = self._folder / "calls"
        calls.unlink(missing_ok=True)
        path = f"{self._folder / 'bin'}:{os.environ['PATH']}"
        done = subprocess.run(
            ["sh", str(self._folder / script), *arguments],
            cwd="/",
            env={"PATH": path, "CALLS": str(calls), **given},
            capture_output=True,
            text=True,
        )
        noted = calls.read_text(encoding="utf-8").splitlines() if calls.exists() else []
        return done.returncode, noted, done.stdout + done.stderr


def test_the_web_shop_is_deployed_and_deleted(tmp_path: Path) -> None:
    scripts = Scripts(tmp_path, dict(files(compile_example("06_web_shop"), "shop", ("yaml",))))
    status, calls, _ = scripts.run("shop.deploy.sh")
    assert status == 0
    assert calls[0] == (
        "cloudformation deploy --template-file shop.yaml --stack-name web-shop --region eu-west-1 "
        "--capabilities CAPABILITY_IAM --no-fail-on-empty-changeset"
    )
    assert calls[1].startswith("cloudformation describe-stacks --stack-name web-shop")
    status, calls, _ = scripts.run("shop.destroy.sh", STACK="mine", REGION="eu-north-1")
    assert status == 0
    assert calls == [
        "cloudformation delete-stack --stack-name mine --region eu-north-1",
        "cloudformation wait stack-delete-complete --stack-name mine --region eu-north-1",
    ]


def test_code_is_uploaded_and_parameters_are_asked_for(tmp_path: Path) -> None:
    made = dict(files(compile_text(TWO_FILES), "shop", ("yaml",)))
    [archive] = [name for name in made if name.endswith(".zip")]
    scripts = Scripts(tmp_path, made)
    status, calls, said = scripts.run("shop.deploy.sh")
    assert (status, calls) != (0, []) and "BUCKET" in said
    status, calls, said = scripts.run("shop.deploy.sh", "my-bucket")
    assert status != 0
    assert "set Mail in the environment" in said
    status, calls, _ = scripts.run("shop.deploy.sh", "my-bucket", Mail="team@example.org")
    assert status == 0
    assert calls[0] == f"s3 cp {archive} s3://my-bucket/{archive} --region eu-central-1"
    assert "--s3-bucket my-bucket" in calls[1]
    assert "--parameter-overrides Mail=team@example.org CodeBucket=my-bucket" in calls[1]
    _, calls, _ = scripts.run("shop.destroy.sh", "my-bucket")
    assert calls[-1] == f"s3 rm s3://my-bucket/{archive} --region eu-central-1"


def test_a_page_is_uploaded_and_told_where_its_api_is(tmp_path: Path) -> None:
    made = dict(files(compile_example("16_page_and_api"), "page", ("yaml",)))
    [folder] = {name.partition("/")[0] for name in made if "/" in name}
    assert {f"{folder}/index.html", f"{folder}/guestbook.js"} <= set(made)
    scripts = Scripts(tmp_path, made)
    status, calls, _ = scripts.run("page.deploy.sh")
    assert status == 0
    where = f"{folder} s3://physical-Page --region eu-central-1 --exclude config.js"
    assert calls.index(f"s3 cp {where} --recursive") < calls.index(f"s3 sync {where} --delete")
    assert 'told: window.CONFIG = {"API_URL": "https://api.example.org"};' in calls
    status, calls, _ = scripts.run("page.destroy.sh", HELD="VersionId")
    assert status == 0, "what the deployment put there goes without asking"
    assert any("delete-objects --bucket physical-Page" in call for call in calls)
    assert calls[-1].startswith("cloudformation wait stack-delete-complete")


def test_objects_go_only_when_asked(tmp_path: Path) -> None:
    made = dict(files(compile_example("30_thumbnails"), "small", ("yaml",)))
    scripts = Scripts(tmp_path, made)
    status, calls, said = scripts.run("small.destroy.sh", HELD="VersionId")
    assert status == 1
    assert "EMPTY=yes" in said
    assert not any("delete" in call for call in calls)
    status, calls, _ = scripts.run("small.destroy.sh", HELD="VersionId", EMPTY="yes")
    assert status == 0
    assert any("delete-objects" in call for call in calls)
    assert any("delete-stack" in call for call in calls)


def test_an_empty_bucket_goes_without_a_word(tmp_path: Path) -> None:
    made = dict(files(compile_example("30_thumbnails"), "small", ("yaml",)))
    status, calls, _ = Scripts(tmp_path, made).run("small.destroy.sh")
    assert status == 0
    assert not any("delete-objects" in call for call in calls)


def test_a_role_that_exists_gets_a_policy_to_compare(tmp_path: Path) -> None:
    text = (
        'architecture lab\ntable people { key: name }\nrole lab { existing: "LabRole" }\n'
        'function find { code: file("hello.py"); role: lab }\nfind -> people : read\n'
    )
    made = dict(files(compile_text(text), "shop", ("yaml",)))
    policy = json.loads(made["shop.LabRole.policy.json"])
    assert [s["Resource"] for s in policy["Statement"]] == ["${FindLogs.Arn}", "${People.Arn}"]
    _, _, said = Scripts(tmp_path, made).run("shop.deploy.sh")
    assert ".LabRole.policy.json" in said


def test_what_is_protected_goes_only_when_asked(tmp_path: Path) -> None:
    made = dict(files(compile_example("44_two_tier_internal"), "two", ("yaml",)))
    scripts = Scripts(tmp_path, made)
    status, calls, said = scripts.run("two.destroy.sh")
    assert (status, calls) == (1, [])
    assert "UNPROTECT=yes" in said
    status, calls, _ = scripts.run("two.destroy.sh", UNPROTECT="yes")
    assert status == 0
    assert any(
        "--db-instance-identifier physical-Stock --no-deletion-protection" in c for c in calls
    )
    assert calls[-1].startswith("cloudformation wait stack-delete-complete")


def test_the_key_pair_can_be_fetched(tmp_path: Path) -> None:
    made = dict(files(compile_example("01_first_web_server"), "first", ("yaml",)))
    status, calls, said = Scripts(tmp_path, made).run("first.deploy.sh")
    assert status == 0
    assert [call.split()[1] for call in calls] == ["deploy", "describe-stacks"], "printed, not run"
    assert "--key-names first-web-server-lab_key" in said
    assert "By hand:" in said
    assert "aws ssm get-parameter" in said


@pytest.mark.parametrize("label", ["`touch owned`", "$(touch owned)", "'; touch owned; '"])
def test_no_text_of_a_design_runs(tmp_path: Path, label: str) -> None:
    text = f'architecture shop "{label}"\ntable people "{label}" {{ key: id; why: "{label}" }}\nkey_pair k "{label}"\n'
    scripts = Scripts(tmp_path, dict(files(compile_text(text), "shop", ("yaml",))))
    for script in ("shop.deploy.sh", "shop.destroy.sh"):
        scripts.run(script)
    assert not Path("/owned").exists()
    assert not (tmp_path / "owned").exists()
