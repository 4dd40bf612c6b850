"""Paths as the formats write them: with slashes, and without detours."""

import posixpath
from pathlib import PurePath

from archc.diagnostics import visible


def plain(path: str) -> str:
    """A path with slashes and without `.` and `..` that can be left out."""
    return posixpath.normpath(PurePath(path).as_posix())


def shown(path: str) -> str:
    """The same on one line, whatever the file's name holds."""
    return visible(plain(path))
