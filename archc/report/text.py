"""Every finding with its place, why it matters and what to write instead."""

from archc.diagnostics import as_text
from archc.report import Run


def report(run: Run) -> str:
    """The findings as a person reads them, and how many there are."""
    return "\n".join([*map(as_text, run.found), run.summary]) + "\n"
