"""Finds the folders `grammar/` and `templates/`, in a wheel (inside the package) or a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The folder `name` that ships with archc; a missing one is a broken installation."""
    for place in (_PACKAGE / name, _PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"archc is installed without its folder '{name}'")
