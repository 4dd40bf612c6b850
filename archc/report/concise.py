"""A line for each finding: `file:line:column: severity[code] message`."""

from archc.diagnostics import as_line
from archc.report import Run


def report(run: Run) -> str:
    """The findings, a line each, and how many are hidden; nothing where there are none."""
    hidden = f"-: {run.summary}\n" if run.hidden else ""
    return "".join(map(as_line, run.found)) + hidden
