"""Once: what is found out about a design is kept for whoever asks next about the same one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from archc.component import Architecture

A = TypeVar("A")
T = TypeVar("T")


def once(ask: Callable[[A], T]) -> Callable[[A], T]:
    """Remember the answer about the last thing, which nobody changes, for whoever asks again."""
    last: list[tuple[A, T]] = []

    @wraps(ask)
    def asked(about: A) -> T:
        if not last or last[0][0] is not about:
            last[:] = [(about, ask(about))]
        return last[0][1]

    return asked


def once_per_design(ask: Callable[[Architecture], T]) -> Callable[[Architecture], T]:
    """Remember the answer for the last design: rules, views and records ask one after another."""
    return once(ask)
