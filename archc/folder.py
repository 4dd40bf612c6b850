"""The design's own folder: the only files that a design may name, read with care."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from archc.values import Unreadable

MAX_TEXT = 1024 * 1024
MAX_FOLDER = 50 * 1024 * 1024
MAX_FILES = 2000


class Folder:
    """A `Reader` of the files in and below one folder; links that lead out of it are refused."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    def text(self, path: str) -> str:
        """The text of a file, UTF-8, at most 1 MiB."""
        file = self._inside(path)
        if not file.is_file():
            what = "is a folder" if file.is_dir() else "does not exist"
            raise Unreadable(
                f"the file '{path}' {what}", f"put it beside the design, in {self._shown}"
            )
        if file.stat().st_size > MAX_TEXT:
            raise Unreadable(f"the file '{path}' is larger than 1 MiB", "make it smaller")
        try:
            return file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise Unreadable(f"the file '{path}' is not UTF-8 text", "save it as UTF-8") from None
        except OSError as error:
            raise Unreadable(
                f"the file '{path}' cannot be read: {error.strerror}", "check its permissions"
            ) from None

    def folder(self, path: str) -> Mapping[str, bytes]:
        """Every regular file below a folder, hidden ones left out; at most 50 MiB in all."""
        top = self._inside(path)
        if not top.is_dir():
            what = "is a file; write `file(…)`" if top.is_file() else "does not exist"
            raise Unreadable(
                f"the folder '{path}' {what}", f"put it beside the design, in {self._shown}"
            )
        found: dict[str, bytes] = {}
        room = MAX_FOLDER
        try:
            for name in sorted(_names(top)):
                content = self._inside(f"{path}/{name}").read_bytes()
                room -= len(content)
                if room < 0 or len(found) >= MAX_FILES:
                    raise Unreadable(
                        f"the folder '{path}' holds more than 50 MiB or {MAX_FILES} files",
                        "leave out what is not needed",
                    )
                found[name] = content
        except OSError as error:
            raise Unreadable(
                f"the folder '{path}' cannot be read: {error.strerror}", "check its permissions"
            ) from None
        if not found:
            raise Unreadable(f"the folder '{path}' is empty", "put the files into it")
        return found

    @property
    def _shown(self) -> str:
        return f"'{self._root.name}'"

    def _inside(self, path: str) -> Path:
        outside = Unreadable(
            f"'{path}' leads out of the design's folder", "name a file in or below that folder"
        )
        if not path or "\0" in path or os.path.isabs(path):
            raise outside
        try:
            resolved = (self._root / path).resolve()
        except (OSError, RuntimeError):
            raise outside from None
        if not resolved.is_relative_to(self._root):
            raise outside
        return resolved


def _names(top: Path) -> Iterator[str]:
    for folder, inner, files in os.walk(top):
        inner[:] = sorted(name for name in inner if not name.startswith((".", "__pycache__")))
        for name in files:
            if not name.startswith("."):
                yield (Path(folder) / name).relative_to(top).as_posix()
