"""The user's cache folder, where compiled grammars and templates rest between runs."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def user_cache(*below: str) -> Path | None:
    """The folder `archc` in the user's cache, or one in it, made if it can be; None otherwise."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")) / "archc"
    folder = home.joinpath(*below)
    if not folder.is_absolute():
        return None
    try:
        for one in (home, folder):
            one.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return folder


def is_private(folder: Path) -> bool:
    """Whether the folder and what lies in it belong to this user, and no one else may write.

    What is read from a cache is run, so that nobody else may have put it there.
    """
    if not hasattr(os, "getuid"):
        return True
    try:
        facts = [
            os.lstat(folder),
            *(entry.stat(follow_symlinks=False) for entry in os.scandir(folder)),
        ]
    except OSError:
        return False
    others = stat.S_IWGRP | stat.S_IWOTH
    return all(fact.st_uid == os.getuid() and not fact.st_mode & others for fact in facts)
