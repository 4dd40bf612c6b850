"""The walk-throughs of CONTRIBUTING.md, followed to the letter in a copy of the project."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.designs import ROOT

_FENCE = re.compile(r"^(`{3,}|~{3,})\w+ file=(\S+)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
_LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "build", "dist", "__pycache__", ".*_cache", ".hypothesis", "*.egg-info"
)
DESIGN = """
architecture images
image_repository shop
function look { code: file("look.py"); memory: 128MB; timeout: 2min }
look -> shop
"""


def walkthrough_files() -> dict[str, str]:
    """The files that the text tells its readers to write."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return {match[2]: match[3] for match in _FENCE.finditer(text)}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, committed, with the walk-throughs' files added."""
    folder = tmp_path_factory.mktemp("walk") / "archc"
    shutil.copytree(ROOT, folder, ignore=_LEFT_OUT)
    shutil.copy(ROOT / ".gitignore", folder / ".gitignore")
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "all")
    for name, text in walkthrough_files().items():
        assert not (folder / name).exists(), f"{name} is no new file"
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the copy, with the copy's own archc."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "ARCHC"))}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(folder), **environment},
        capture_output=True,
        text=True,
    )


def run_tests(folder: Path, *names: str, **environment: str) -> None:
    done = run(folder, "-m", "pytest", "-q", "-p", "no:cacheprovider", *names, **environment)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def test_the_text_shows_three_two_and_twice_one_file() -> None:
    assert sorted(walkthrough_files()) == [
        "archc/emit/listing.py",
        "archc/kinds/compute/image_repository.py",
        "archc/report/tally.py",
        "archc/rules/function/function_out_of_memory.py",
        "templates/compute/image_repository.yaml.j2",
        "tests/spec/kinds/image_repository.md",
        "tests/spec/rules/function_out_of_memory.md",
    ]


def test_everything_holds_with_them_and_only_new_files_appear(copy: Path) -> None:
    pages = ("test_spec", "test_rules", "test_faults", "test_golden", "test_kinds")
    run_tests(copy, *(f"tests/{name}.py" for name in pages), ARCHC_UPDATE="1")
    changed = git(copy, "status", "--porcelain", "--untracked-files=all").splitlines()
    assert sorted(line[3:] for line in changed) == sorted(walkthrough_files())
    assert {line[:2] for line in changed} == {"??"}
    # The pages of all others are as they were: Git has just said so.
    new = " or ".join({Path(name).stem for name in walkthrough_files()})
    run_tests(copy, *(f"tests/{name}.py" for name in pages), "-k", new)


def test_they_are_used(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "images.arch").write_text(DESIGN, encoding="utf-8")
    (tmp_path / "look.py").write_text("def handler(event, context): pass\n", encoding="utf-8")
    design, out = str(tmp_path / "images.arch"), str(tmp_path / "out")
    done = run(copy, "-m", "archc", "build", design, "-o", out, "--format", "concise")
    assert done.returncode == 0, done.stderr
    assert "LAM790" in done.stdout
    assert "AWS::ECR::Repository Shop" in (tmp_path / "out" / "images.txt").read_text(
        encoding="utf-8"
    )
    assert "ecr:ListImages" in (tmp_path / "out" / "images.yaml").read_text(encoding="utf-8")
    assert "mxgraph.aws4.ecr" in (tmp_path / "out" / "images.drawio").read_text(encoding="utf-8")
    tally = run(copy, "-m", "archc", "check", design, "--format", "tally").stdout
    assert f"{design} LAM790 1\n" in tally
    explained = run(copy, "-m", "archc", "explain", "image_repository").stdout
    assert "see which images" in explained
    only = run(copy, "-m", "archc", "build", design, "-o", f"{out}2", "--only", "listing")
    assert only.returncode == 0, only.stderr
