"""verify: runs cfn-lint over a template, isolated from any configuration of the machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from archc.component import Architecture
from archc.diagnostics import Diagnostic, Severity
from archc.stack.resource import Stack

_SEVERITIES = {"Error": Severity.ERROR, "Warning": Severity.WARNING}
_SECONDS = 300


class LintFailed(Exception):  # noqa: N818  (the command line reports it)
    """cfn-lint did not run to its end; the message is its last line."""


def verify(template: bytes, stack: Stack, design: Architecture) -> list[Diagnostic]:
    """What cfn-lint says of a template, each finding at the component that its resource is of."""
    return [_diagnostic(match, stack, design) for match in _matches(template, stack.region)]


def _matches(template: bytes, region: str) -> list[dict[str, Any]]:
    """cfn-lint obeys a `.cfnlintrc` in the working folder and the home: it gets empty ones."""
    with tempfile.TemporaryDirectory(prefix="archc-") as folder:
        path = Path(folder, "template.yaml")
        path.write_bytes(template)
        kept = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT") if key in os.environ}
        arguments = ["--format", "json", "--regions", region, "--", str(path)]
        try:
            result = subprocess.run(
                [sys.executable, "-I", "-c", "import cfnlint.runner as r; r.main()", *arguments],
                cwd=folder,
                env={**kept, "HOME": folder, "PYTHONUTF8": "1"},
                capture_output=True,
                text=True,
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.SubprocessError as error:
            raise LintFailed(str(error)) from error
    if result.returncode & 1 or not result.stdout.startswith("["):
        raise LintFailed(result.stderr.strip().rpartition("\n")[2] or f"exit {result.returncode}")
    return json.loads(result.stdout)  # type: ignore[no-any-return]


def _diagnostic(match: Mapping[str, Any], stack: Stack, design: Architecture) -> Diagnostic:
    path = [str(part) for part in match.get("Location", {}).get("Path") or ()]
    resource = stack.resources.get(path[1]) if path[:1] == ["Resources"] and len(path) > 1 else None
    component = design.components.get(resource.component) if resource else None
    rule = match.get("Rule", {})
    where = " at " + "/".join(path[1:]) if len(path) > 1 else ""
    return Diagnostic(
        f"cfn-lint {rule.get('Id', '')}",
        "cfn_lint",
        _SEVERITIES.get(match["Level"], Severity.ADVICE),
        _shortened(f"{match['Message']}{where}"),
        str(rule.get("ShortDescription", "")),
        str(rule.get("Source", "")),
        component.span if component else design.span,
        "",
        component.name if component else None,
    )


def _shortened(message: str) -> str:
    """A message without the middle of a list of a thousand values."""
    limit = 300
    return message if len(message) <= limit else f"{message[:200]} … {message[-60:]}"
