"""Regions: which ones there are, and what to write instead of a code that is none."""

from __future__ import annotations

from archc.edits import Fix
from archc.limits import REGIONS, SEPARATE_REGIONS
from archc.source import Span
from archc.values import meant


def misnamed(code: str, span: Span) -> tuple[str, Fix] | None:
    """What is wrong with a region's code, and what to write; None where AWS has the region.

    The code stands at the span, or somewhere in it.
    """
    if code in REGIONS or code in SEPARATE_REGIONS:
        return None
    fix = meant(code, REGIONS, span)
    near = fix.text.partition("possible here")[0].strip()
    told = near or "write the code of one, such as `eu-central-1`"
    return f"AWS has no region '{code}'", fix._replace(text=told)


def are_of_one_account(one: str, other: str) -> bool:
    """Whether an account can have both: China and governments have accounts of their own."""
    return _partition(one) == _partition(other)


def _partition(code: str) -> str:
    """The start that the codes of a partition have in common; empty for the usual one."""
    return code.rpartition("-")[0].rpartition("-")[0] if code in SEPARATE_REGIONS else ""
