"""Run a ministack server on the loopback and deploy CloudFormation stacks into it."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import boto3  # type: ignore[import-untyped, unused-ignore]
from botocore.config import Config  # type: ignore[import-untyped, unused-ignore]
from botocore.exceptions import ClientError  # type: ignore[import-untyped, unused-ignore]

HOST = "127.0.0.1"
PINNED = "1.5.33"
_START_SECONDS = 20.0
_DEPLOY_SECONDS = 60.0


class DeployError(Exception):
    """A stack was refused or failed; the message holds the reasons from its events."""


class ServerError(Exception):
    """The server did not start or did not answer; the message holds the end of its log."""


@dataclass(frozen=True)
class Answer:
    """What an HTTP call got: status, lower-case headers and body text."""

    status: int
    headers: dict[str, str]
    text: str

    def json(self) -> Any:
        """Return the body read as JSON; ValueError when it is none."""
        return json.loads(self.text)


@dataclass
class Server:
    """A running server: clients, stacks and the HTTP APIs in them."""

    port: int
    region: str
    log: Path
    _clients: dict[str, Any] = field(default_factory=dict)

    @property
    def endpoint(self) -> str:
        """The address of every service."""
        return f"http://{HOST}:{self.port}"

    def client(self, name: str) -> Any:
        """Return a boto3 client of the service, answered by this server."""
        if name not in self._clients:
            self._clients[name] = boto3.client(
                name,
                region_name=self.region,
                endpoint_url=self.endpoint,
                aws_access_key_id="test",
                aws_secret_access_key="test",
                config=Config(retries={"max_attempts": 1}, proxies={}),
            )
        return self._clients[name]

    def deploy(
        self, template_text: str, stack_name: str, parameters: dict[str, str] | None = None
    ) -> None:
        """Create the stack and wait for it; DeployError with its events when it fails."""
        client = self.client("cloudformation")
        try:
            client.create_stack(
                StackName=stack_name,
                TemplateBody=template_text,
                Parameters=[
                    {"ParameterKey": name, "ParameterValue": value}
                    for name, value in (parameters or {}).items()
                ],
                Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
            )
        except ClientError as error:
            raise DeployError(str(error)) from error
        self._settle(stack_name, "CREATE_COMPLETE")

    def delete(self, stack_name: str) -> None:
        """Delete the stack and wait for it; DeployError with its events when it fails."""
        stack_id = self._stack(stack_name)["StackId"]
        self.client("cloudformation").delete_stack(StackName=stack_name)
        self._settle(stack_id, "DELETE_COMPLETE")

    def outputs(self, stack: str) -> dict[str, str]:
        """Return output name -> value of the stack."""
        return {row["OutputKey"]: row["OutputValue"] for row in self._stack(stack)["Outputs"]}

    def resources(self, stack: str) -> dict[str, str]:
        """Return logical id -> physical id of the stack's resources."""
        answer = self.client("cloudformation").describe_stack_resources(StackName=stack)
        return {
            row["LogicalResourceId"]: row["PhysicalResourceId"] for row in answer["StackResources"]
        }

    def http(
        self,
        method: str,
        url: str,
        *,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Answer:
        """Call an API by its AWS invoke URL, or by "apiId/stage/path", and return the answer.

        A body that is no text is sent as JSON. The stage `$default` has no segment in a URL.
        """
        path, host = self._local(url)
        if query:
            path += ("&" if "?" in path else "?") + urlencode(query)
        sent = {"Host": host, **(headers or {})}
        if body is not None and not isinstance(body, str):
            body = json.dumps(body)
            sent.setdefault("Content-Type", "application/json")
        return self._request(method, path, body, sent)

    def raw(self, method: str, path: str, service: str) -> Answer:
        """Call a service's own address, where no client is to change the answer."""
        credential = f"Credential=test/20260101/{self.region}/{service}/aws4_request"
        return self._request(
            method, path, None, {"Authorization": f"AWS4-HMAC-SHA256 {credential}"}
        )

    def _request(self, method: str, path: str, body: str | None, sent: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=30)
        try:
            connection.request(method, path, body=body and body.encode(), headers=sent)
            got = connection.getresponse()
            names = {name.lower(): value for name, value in got.getheaders()}
            return Answer(got.status, names, got.read().decode())
        finally:
            connection.close()

    def refused_routes(self, api_id: str) -> list[str]:
        """Return the API's routes whose Lambda AWS would not let it call; ministack calls anyway.

        A route of the HTTP API counts when no resource policy statement of the function names
        API Gateway with a source ARN covering the route on every stage.
        """
        api = self.client("apigatewayv2")
        targets = {
            f"integrations/{row['IntegrationId']}": row["IntegrationUri"]
            for row in api.get_integrations(ApiId=api_id)["Items"]
        }
        stages = [row["StageName"] for row in api.get_stages(ApiId=api_id)["Items"]]
        refused = []
        for route in api.get_routes(ApiId=api_id)["Items"]:
            patterns = self._invokers(targets[route["Target"]])
            wanted = [_route_arn(api_id, stage, route["RouteKey"]) for stage in stages]
            if not all(any(fnmatchcase(arn, p) for p in patterns) for arn in wanted):
                refused.append(route["RouteKey"])
        return refused

    def _invokers(self, function_arn: str) -> list[str]:
        """Return the tails of the source ARNs from which API Gateway may call the function."""
        try:
            text = self.client("lambda").get_policy(FunctionName=function_arn)["Policy"]
        except ClientError:
            return []
        statements = [
            row
            for row in json.loads(text)["Statement"]
            if "apigateway.amazonaws.com" in json.dumps(row["Principal"])
        ]
        sources = [
            row.get("Condition", {}).get("ArnLike", {}).get("AWS:SourceArn", "*")
            for row in statements
        ]
        return [source.split(":", 5)[-1] for source in sources]

    def _local(self, url: str) -> tuple[str, str]:
        """Return the request path and the Host header that reach the API of the URL here."""
        if "://" not in url:
            api_id, _, path = url.partition("/")
            return "/" + path.removeprefix("$default").lstrip("/"), self._host(api_id)
        parts = urlsplit(url)
        api_id = (parts.hostname or "").split(".execute-api.")[0]
        path = parts.path or "/"
        return path + (f"?{parts.query}" if parts.query else ""), self._host(api_id)

    def _host(self, api_id: str) -> str:
        return f"{api_id}.execute-api.localhost:{self.port}"

    def _stack(self, stack: str) -> dict[str, Any]:
        answer = self.client("cloudformation").describe_stacks(StackName=stack)
        found: dict[str, Any] = {"Outputs": [], **answer["Stacks"][0]}
        return found

    def _settle(self, stack: str, wanted: str) -> None:
        deadline = time.monotonic() + _DEPLOY_SECONDS
        status = self._stack(stack)["StackStatus"]
        while status.endswith("IN_PROGRESS"):
            if time.monotonic() > deadline:
                raise DeployError(f"{stack} is still {status} after {_DEPLOY_SECONDS} s")
            time.sleep(0.02)
            status = self._stack(stack)["StackStatus"]
        if status != wanted:
            raise DeployError(f"{stack} is {status}\n" + "\n".join(self._failures(stack)))

    def _failures(self, stack: str) -> list[str]:
        answer = self.client("cloudformation").describe_stack_events(StackName=stack)
        return [
            f"{row['LogicalResourceId']} ({row['ResourceType']}): {row['ResourceStatus']}"
            f" {row.get('ResourceStatusReason', '')}".rstrip()
            for row in reversed(answer["StackEvents"])
            if "FAILED" in row["ResourceStatus"]
        ]


def _route_arn(api_id: str, stage: str, key: str) -> str:
    """Return the tail of the ARN that API Gateway calls the function from for the route."""
    if key == "$default":
        return f"{api_id}/{stage}/$default"
    method, _, path = key.partition(" ")
    return f"{api_id}/{stage}/{'*' if method == 'ANY' else method}{path}"


def can_enforce_iam() -> bool:
    """Return whether the installed ministack evaluates the policies of roles."""
    return _numbers(version("ministack")) >= _numbers(PINNED)


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(".")]


@contextmanager
def server(region: str = "us-east-1", *, enforce_iam: bool = False) -> Iterator[Server]:
    """Start ministack on a free loopback port and yield it; stop it and its Lambdas after.

    With enforce_iam a Lambda may do only what its role allows. Raises ServerError when the server
    does not become ready, and when the installed version cannot enforce.
    """
    if enforce_iam and not can_enforce_iam():
        # An older server ignores the setting, and every policy would seem to suffice.
        raise ServerError(f"enforce_iam needs ministack {PINNED}, not {version('ministack')}")
    with tempfile.TemporaryDirectory(prefix="ministack-", ignore_cleanup_errors=True) as home:
        running = Server(_free_port(), region, Path(home, "server.log"))
        with running.log.open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "ministack"],
                cwd=home,
                env=_environment(home, running) | {"AUTH": str(enforce_iam).lower()},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # A group of its own, so that its Lambda workers end with it.
                start_new_session=True,
            )
        try:
            _wait_until_ready(running, process)
            yield running
        finally:
            _stop(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def _environment(home: str, running: Server) -> dict[str, str]:
    """Return the whole environment of the server: nothing of the caller's but the path."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": home,
        "TMPDIR": home,
        "PYTHONDONTWRITEBYTECODE": "1",
        "BIND_HOST": HOST,
        "GATEWAY_PORT": str(running.port),
        "MINISTACK_REGION": running.region,
        "AWS_DEFAULT_REGION": running.region,
        "AWS_REGION": running.region,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_ENDPOINT_URL": running.endpoint,
        "AWS_EC2_METADATA_DISABLED": "true",
        "LAMBDA_EXECUTOR": "local",
        "STATE_DIR": str(Path(home, "state")),
        "S3_DATA_DIR": str(Path(home, "s3")),
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "LOG_LEVEL": "INFO",
    }


def _wait_until_ready(running: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        connection = http.client.HTTPConnection(HOST, running.port, timeout=2)
        try:
            connection.request("GET", "/_ministack/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.05)
        finally:
            connection.close()
    tail = running.log.read_text(errors="replace")[-2000:]
    raise ServerError(f"ministack did not start (exit code {process.poll()}):\n{tail}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the server's process group, by force where asking does not help."""
    for ending in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, ending)
        except ProcessLookupError:
            break
        try:
            process.wait(timeout=3)
        except subprocess.TimeoutExpired:
            continue
    process.wait()
