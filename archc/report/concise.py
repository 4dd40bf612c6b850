"""A line for each finding: `file:line:column: severity[code] message`."""

from archc.diagnostics import as_line
from archc.report import Run


def report(run: Run) -> str:
    """The findings, a line each; nothing where there are none."""
    return "".join(map(as_line, run.found))
