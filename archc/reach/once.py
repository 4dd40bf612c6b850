"""Once: what is found out about a design is kept for whoever asks next about the same one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from archc.component import Architecture

T = TypeVar("T")


def once_per_design(ask: Callable[[Architecture], T]) -> Callable[[Architecture], T]:
    """Remember the answer for the last design: rules, views and records ask one after another."""
    last: list[tuple[Architecture, T]] = []

    @wraps(ask)
    def asked(design: Architecture) -> T:
        if not last or last[0][0] is not design:
            last[:] = [(design, ask(design))]
        return last[0][1]

    return asked
