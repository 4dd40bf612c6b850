"""What other repositories use: the hook of pre-commit and the action of GitHub."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from archc.cli import main
from tests.designs import ROOT

BAD = "architecture lab\ntable people\n"


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def assert_exists(line: str) -> None:
    """A command line of archc: the command is there, and so are its options."""
    program, command, *rest = shlex.split(line)
    assert program == "archc"
    known = {option for one in main.commands[command].params for option in one.opts}
    assert {word for word in rest if word.startswith("-") and word != "--"} <= known


def test_the_hook_of_pre_commit() -> None:
    [hook] = read(".pre-commit-hooks.yaml")
    assert {"id", "name", "entry", "language", "files"} <= set(hook)
    assert hook["language"] == "python"
    assert_exists(hook["entry"])


def test_pre_commit_takes_the_hook() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", ".pre-commit-hooks.yaml"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def steps() -> list[dict[str, Any]]:
    return list(read("action.yml")["runs"]["steps"])


def test_the_action_is_well_formed() -> None:
    action = read("action.yml")
    assert {"name", "description", "inputs", "runs"} <= set(action)
    assert action["runs"]["using"] == "composite"
    assert all({"description", "default"} <= set(one) for one in action["inputs"].values())
    for step in steps():
        assert step["shell"] == "bash"
        subprocess.run(["bash", "-n", "-c", step["run"]], check=True)
        # An input that stood in the script would be run as a part of it.
        assert "${{" not in step["run"]
    given = {value for step in steps() for value in step.get("env", {}).values()}
    assert given == {f"${{{{ inputs.{name} }}}}" for name in action["inputs"]}


def test_the_action_installs_what_is_there() -> None:
    for word in shlex.split(steps()[0]["run"]):
        if word.startswith("$GITHUB_ACTION_PATH"):
            assert (ROOT / word.removeprefix("$GITHUB_ACTION_PATH").lstrip("/")).exists()


def check(folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the step that checks, with the archc of this environment."""
    defaults = {name: str(one["default"]) for name, one in read("action.yml")["inputs"].items()}
    given = {f"ARCHC_{name.upper()}": value for name, value in (defaults | inputs).items()}
    (folder / "runner" / "archc").mkdir(parents=True, exist_ok=True)
    (folder / "runner" / "archc" / "bin").symlink_to(Path(sys.executable).parent)
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", steps()[1]["run"]],
        cwd=folder / "repository",
        env={"PATH": os.environ["PATH"], "RUNNER_TEMP": str(folder / "runner"), **given},
        capture_output=True,
        text=True,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inner = tmp_path / "repository" / "designs"
    inner.mkdir(parents=True)
    (inner / "one two.arch").write_text(BAD, encoding="utf-8")
    (inner / "-o $(touch ran).arch").write_text(BAD, encoding="utf-8")
    return tmp_path


def test_the_action_annotates(folder: Path) -> None:
    done = check(folder)
    assert done.returncode == 1, done.stderr
    assert "::error file=designs/-o $(touch ran).arch,line=2," in done.stdout
    assert "::error file=designs/one two.arch,line=2," in done.stdout
    assert not list(folder.rglob("ran"))


def test_the_action_writes_a_file(folder: Path) -> None:
    done = check(
        folder, format="sarif", output="out/a b.sarif", paths="designs/o*.arch none/*.arch"
    )
    assert done.returncode == 1, done.stderr
    log = json.loads((folder / "repository/out/a b.sarif").read_text(encoding="utf-8"))
    [artifact] = log["runs"][0]["artifacts"]
    assert artifact["location"]["uri"] == "designs/one%20two.arch"


@pytest.mark.parametrize("paths", ["none/*.arch", "$(touch ran)/*.arch;touch ran `touch ran`"])
def test_the_action_says_that_there_is_nothing(folder: Path, paths: str) -> None:
    done = check(folder, paths=paths)
    assert done.returncode == 2
    assert "no design fits" in done.stderr or "does not exist" in done.stderr
    assert not list(folder.rglob("ran"))
