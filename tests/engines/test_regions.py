"""The deploy script of a design with several regions, with moto behind the AWS CLI's words."""

from __future__ import annotations

import ast
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any

from archc.compiler import files
from tests.designs import compile_text
from tests.test_scripts import Scripts

from .moto_stack import Deployed, deployed, deployed_again

HOME, OTHER, THIRD = "eu-central-1", "eu-west-1", "us-east-1"
ACCOUNT = "200000000001"
# A Python without its packages is quick to start; what was called is answered by the test.
AWS = f"""#!{sys.executable} -IS
import json, os, sys, urllib.request
body = json.dumps(sys.argv[1:]).encode()
address = "http://127.0.0.1:" + os.environ["ANSWERS"]
answer = json.load(urllib.request.urlopen(address, body))
print(answer["text"])
sys.exit(answer["status"])
"""
DESIGN = """
architecture shop
region: eu-central-1
users people
vpc left { tier edge { public } }
instance web in edge
region eu-west-1 {
  vpc right { cidr: 10.1.0.0/16; tier far { public } }
  instance other in far
}
people -> web, other : http
function send { code: file("hello.py") }
queue jobs in us-east-1
table copies in us-east-1 { key: id }
parameter limit in us-east-1 { value: "10"; name: "/shop/limit" }
topic news
send -> jobs
send -> copies : write
send -> limit : read
send -> news
news -> jobs
"""


class Account:
    """Answers the calls of the scripts, from stacks that stand in one account of moto."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self.stacks: dict[str, Deployed] = {}
        self.deployments: list[tuple[str, dict[str, str]]] = []

    def answer(self, words: list[str]) -> str:
        """What the AWS CLI would print."""
        named = dict(pairwise(words))
        region = named["--region"]
        if words[:2] == ["cloudformation", "deploy"]:
            given = {} if "--parameter-overrides" not in words else dict(
                word.split("=", 1)
                for word in words[words.index("--parameter-overrides") + 1 :]
                if "=" in word
            )  # fmt: skip
            self._deploy(region, (self._folder / named["--template-file"]).read_text(), given)
            return ""
        assert words[:2] == ["cloudformation", "describe-stacks"], words
        wanted = named["--query"].partition("OutputKey=='")[2].partition("'")[0]
        return self.stacks[region].outputs().get(wanted, "") if wanted else ""

    def _deploy(self, region: str, template: str, given: dict[str, str]) -> None:
        self.deployments.append((region, given))
        if region in self.stacks:
            deployed_again(self.stacks[region], template, given)
        else:
            made = deployed(template, region, given, ACCOUNT)
            self.stacks[region] = self._stack.enter_context(made)


@contextmanager
def answering(account: Account) -> Iterator[int]:
    """A port at which the account answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            words = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            try:
                body = {"text": account.answer(words), "status": 0}
            except Exception as error:  # noqa: BLE001  (the script is to stop, and to say why)
                body = {"text": f"{type(error).__name__}: {error}", "status": 1}
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_script_deploys_three_regions_and_hands_on(tmp_path: Path) -> None:
    compiled = compile_text(DESIGN)
    compiled.finish()
    assert not compiled.has_errors
    scripts = Scripts(tmp_path, dict(files(compiled, "shop", ("yaml",))))
    (tmp_path / "bin" / "aws").write_text(AWS, encoding="utf-8")
    with ExitStack() as stack:
        account = Account(tmp_path, stack)
        port = stack.enter_context(answering(account))
        status, _, said = scripts.run("shop.deploy.sh", ANSWERS=str(port))
        assert status == 0, said
        order = [(region, sorted(given)) for region, given in account.deployments]
        handed = ["CopiesArn", "CopiesId", "JobsArn", "JobsId", "LimitId"]
        assert order == [(OTHER, []), (THIRD, []), (HOME, handed), (THIRD, ["NewsId"])]
        check(account.stacks)


def check(stacks: dict[str, Deployed]) -> None:
    """Everything stands where the design says, and names what stands elsewhere."""
    assert set(stacks) == {HOME, OTHER, THIRD}
    for region, block in ((HOME, "10.0.0.0/16"), (OTHER, "10.1.0.0/16")):
        made = stacks[region].resources()
        [vpc] = [name for name in ("Left", "Right") if name in made]
        ec2 = stacks[region].client("ec2")
        [found] = ec2.describe_vpcs(VpcIds=[made[vpc]])["Vpcs"]
        assert found["CidrBlock"] == block
        running = ec2.describe_instances()["Reservations"]
        assert [r["Instances"][0]["VpcId"] for r in running] == [made[vpc]]
    home = stacks[HOME].resources()
    [queue] = stacks[THIRD].client("sqs").list_queues()["QueueUrls"]
    function = stacks[HOME].client("lambda").get_function(FunctionName=home["Send"])
    variables = function["Configuration"]["Environment"]["Variables"]
    assert variables["JOBS_URL"] == queue
    assert variables["JOBS_REGION"] == variables["COPIES_REGION"] == THIRD
    iam = stacks[HOME].client("iam")
    written = iam.get_role_policy(RoleName=home["SendRole"], PolicyName="arrows")["PolicyDocument"]
    document = (
        ast.literal_eval(written) if isinstance(written, str) else written
    )  # as moto keeps it
    allowed = {
        action: statement["Resource"]
        for statement in document["Statement"]
        for action in statement["Action"]
    }
    assert allowed["sqs:SendMessage"].startswith(f"arn:aws:sqs:{THIRD}:{ACCOUNT}:")
    assert allowed["ssm:GetParameter"].startswith(f"arn:aws:ssm:{THIRD}:{ACCOUNT}:parameter")
    assert allowed["sns:Publish"].startswith(f"arn:aws:sns:{HOME}:{ACCOUNT}:")
    [subscription] = stacks[HOME].client("sns").list_subscriptions()["Subscriptions"]
    assert subscription["Endpoint"] == allowed["sqs:SendMessage"]
    sqs = stacks[THIRD].client("sqs")
    said = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["Policy"])["Attributes"]
    admitted = json.loads(said["Policy"])["Statement"][0]
    assert admitted["Condition"]["ArnEquals"]["aws:SourceArn"] == subscription["TopicArn"]
