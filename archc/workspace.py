"""Files of the person who runs archc: designs are read here, outputs are written here."""

from __future__ import annotations

import contextlib
import importlib
import os
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

MAX_SOURCE = 4 * 1024 * 1024  # bytes; a design of ten thousand components has less than one MiB
MAX_DRAWING = 32 * 1024 * 1024  # bytes; pictures may be embedded in one

Existing = Mapping[str, bytes | None]


class Refused(Exception):  # noqa: N818  (the command line prints it and stops)
    """A file cannot be read or written; the message says which, why, and what to do."""


STDIN = "-"


def read_design(path: str) -> str:
    """The text of a design, UTF-8 with or without a byte-order mark."""
    return read_bytes(path)[0]


def read_foreign(path: str) -> bytes:
    """The bytes of a drawing; `-` is the standard input."""
    data = _content_of(path, MAX_DRAWING)
    if len(data) > MAX_DRAWING:
        raise Refused(f"'{path}' is larger than {MAX_DRAWING // 1024 // 1024} MiB; split it")
    return data


def read_bytes(path: str) -> tuple[str, bytes]:
    """The text of a design, and the bytes it was read from; `-` is the standard input."""
    data = _content_of(path, MAX_SOURCE)
    try:
        return _decoded(data), data
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        problem = f"is not UTF-8 text (line {line}); save it as UTF-8"
    except ValueError as error:
        problem = str(error)
    raise Refused(f"'{path}' {problem}")


def _content_of(path: str, limit: int) -> bytes:
    """What is in a file, and one byte more than the limit where it is larger."""
    try:
        if path == STDIN:
            return sys.stdin.buffer.read(limit + 1)
        with open(path, "rb") as file:
            return file.read(limit + 1)
    except FileNotFoundError:
        problem = "does not exist"
    except OSError as error:
        problem = f"cannot be read: {error.strerror or error}"
    except ValueError as error:  # a name that no file can have
        problem = str(error)
    raise Refused(f"'{path}' {problem}")


def _decoded(data: bytes) -> str:
    if len(data) > MAX_SOURCE:
        raise ValueError(f"is larger than {MAX_SOURCE // 1024 // 1024} MiB; split the design")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError("is UTF-16 text; save it as UTF-8")
    if b"\0" in data:
        raise ValueError("is not text; give the .arch file of a design")
    return data.decode("utf-8-sig")


def existing_drawings(folder: Path, made: Mapping[str, bytes]) -> Existing:
    """What lies where drawings go; None where there is nothing yet."""
    return {name: _content(folder / name) for name in made if name.endswith(".drawio")}


def _content(path: Path) -> bytes | None:
    limit = importlib.import_module("archc.merge").MAX_SIZE
    try:
        with path.open("rb") as file:
            return file.read(int(limit) + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise Refused(f"cannot read {path}: {error.strerror}") from None


def merge_drawings(folder: Path, made: dict[str, bytes], before: Existing) -> Iterator[str]:
    """Take over into new drawings what people did to the old ones; notes say what is unusual."""
    merging: Any = importlib.import_module("archc.merge")
    for name, existing in before.items():
        if existing is None:
            continue
        try:
            merged = merging.merge(existing, made[name])
        except merging.Unmergeable as problem:
            raise Refused(f"{folder / name} {problem}") from None
        made[name] = merged.content
        yield from (f"{folder / name}: {note}" for note in merged.notes)


def write_all(folder: Path, made: Mapping[str, bytes], before: Existing) -> None:
    """Write all files or none: each is complete under another name before the first is moved.

    `before` is what drawings were merged with; one that was saved meanwhile stops everything.
    """
    with contextlib.ExitStack() as undo:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            staged = [
                (_stage(folder, name, content, undo), folder / name)
                for name, content in made.items()
            ]
            for _, target in staged:
                if target.is_dir():
                    raise IsADirectoryError(21, "a folder has that name", str(target))
            for name, existing in before.items():
                if _content(folder / name) != existing:
                    raise Refused(
                        f"{folder / name} was saved while archc was building; build again"
                    )
            for temporary, target in staged:
                os.replace(temporary, target)
        except OSError as error:
            where = error.filename or folder
            raise Refused(f"cannot write to {where}: {error.strerror}") from None


def rewrite(path: str, before: bytes, after: bytes) -> None:
    """Put other content into a file that was read before, at once; its mode stays."""
    target = os.path.realpath(path)
    try:
        facts = os.stat(target)
        mode = facts.st_mode
        if not stat.S_ISREG(mode):
            raise Refused(f"cannot write {path}: it is no ordinary file")
        if not (mode & 0o222 and os.access(target, os.W_OK)):
            raise Refused(f"cannot write {path}: it is read-only")
        with contextlib.ExitStack() as undo:
            handle, temporary = tempfile.mkstemp(prefix=".archc-", dir=os.path.dirname(target))
            undo.callback(_remove, temporary)
            with os.fdopen(handle, "wb") as file:
                file.write(after)
            if hasattr(os, "chown"):
                with contextlib.suppress(OSError):
                    os.chown(temporary, facts.st_uid, facts.st_gid)
            os.chmod(temporary, stat.S_IMODE(mode))
            if Path(target).read_bytes() != before:
                raise Refused(f"{path} was saved while archc was changing it; try again")
            os.replace(temporary, target)
    except OSError as error:
        raise Refused(f"cannot write {path}: {error.strerror}") from None


def _stage(folder: Path, name: str, content: bytes, undo: contextlib.ExitStack) -> str:
    if "/" in name:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=".archc-", dir=folder)
    undo.callback(_remove, temporary)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    mask = os.umask(0)
    os.umask(mask)
    os.chmod(temporary, (0o777 if name.endswith(".sh") else 0o666) & ~mask)
    return temporary


def _remove(temporary: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(temporary)
