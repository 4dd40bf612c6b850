"""The tutorial in examples/README.md: its commands are run and print what it quotes."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from archc.cli import main
from tests.pages import Block, blocks, rewrite

README = Path(__file__).resolve().parent.parent / "examples" / "README.md"
AWS = "# needs an AWS account"


def tutorial() -> list[Block]:
    """The fenced blocks of the tutorial, in order; places count from the beginning of the file."""
    text = README.read_text(encoding="utf-8")
    start = text.index("\n## Tutorial")
    return [block for block in blocks(text) if block.start > start]


def run(command: str) -> str:
    """What `archc …` prints; it fails exactly if it prints an error."""
    program, *arguments = shlex.split(command)
    assert program == "archc", command
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == int("error[" in result.output), command
    return result.output


def check_script(command: str) -> None:
    """A command that needs AWS: the script exists and is shell."""
    program, script, *_ = shlex.split(command)
    assert program == "sh", command
    assert Path(script).is_file(), command
    subprocess.run(["sh", "-n", script], check=True)


def test_the_tutorial_prints_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    printed = ""
    quoted: list[tuple[Block, str]] = []
    for block in tutorial():
        match block.language:
            case "arch":
                Path(block.words[0]).write_text(block.text, encoding="utf-8")
            case "sh" if block.text.startswith(AWS):
                for command in block.text.splitlines()[1:]:
                    check_script(command)
            case "sh":
                printed = "".join(run(command) for command in block.text.splitlines())
            case "text":
                quoted.append((block, printed))
    if os.environ.get("ARCHC_UPDATE"):
        rewrite(README, quoted)
    for block, text in quoted if not os.environ.get("ARCHC_UPDATE") else ():
        assert block.text == text, "run `./dev update` and read the difference"


def test_the_tutorial_goes_round_the_whole_loop() -> None:
    found = tutorial()
    commands = "".join(block.text for block in found if block.language == "sh")
    for step in ("archc new", "archc check", "archc build", ".deploy.sh", ".destroy.sh"):
        assert step in commands
    quoted = [block.text for block in found if block.language == "text"]
    assert any("error[" in text for text in quoted)
    assert any("error[" not in text for text in quoted)
    assert AWS in commands


def test_the_tutorial_is_short() -> None:
    text = README.read_text(encoding="utf-8")
    assert len(text[text.index("\n## Tutorial") :].splitlines()) <= 160
