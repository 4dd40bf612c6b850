"""The tutorial in examples/README.md: its commands are run and print what it quotes."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from archc.cli import main

README = Path(__file__).resolve().parent.parent / "examples" / "README.md"
AWS = "# needs an AWS account"


class Block(NamedTuple):
    """A fenced block: its language, what stands behind it, and its lines."""

    language: str
    name: str
    body: str
    line: int


def blocks() -> list[Block]:
    """The fenced blocks of the tutorial, in order."""
    text = README.read_text(encoding="utf-8")
    fence = re.compile(r"^```(\w+) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    start = text.index("\n## Tutorial")
    return [
        Block(found[1], found[2], found[3], text.count("\n", 0, found.start()) + 1)
        for found in fence.finditer(text, start)
    ]


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
    printed: str | None = None
    for block in blocks():
        where = f"examples/README.md:{block.line}"
        match block.language:
            case "arch":
                assert re.fullmatch(r"\w+\.arch", block.name), where
                Path(block.name).write_text(block.body, encoding="utf-8")
                printed = None
            case "sh" if block.body.startswith(AWS):
                for command in block.body.splitlines()[1:]:
                    check_script(command)
                printed = None
            case "sh":
                printed = "".join(run(command) for command in block.body.splitlines())
            case "text":
                assert printed is not None, f"{where}: no command printed this"
                assert block.body == printed, where
                printed = None
            case other:
                raise AssertionError(f"{where}: what is {other}?")


def test_the_tutorial_goes_round_the_whole_loop() -> None:
    found = blocks()
    commands = "".join(block.body for block in found if block.language == "sh")
    for step in ("archc new", "archc check", "archc build", ".deploy.sh", ".destroy.sh"):
        assert step in commands
    quoted = [block.body for block in found if block.language == "text"]
    assert any("error[" in text for text in quoted)
    assert any("error[" not in text for text in quoted)
    assert AWS in commands


def test_the_tutorial_is_short() -> None:
    text = README.read_text(encoding="utf-8")
    assert len(text[text.index("\n## Tutorial") :].splitlines()) <= 160
