"""Every finding with its place, why it matters and what to write instead."""

from archc.diagnostics import as_text
from archc.report import Run


def report(run: Run) -> str:
    """The findings as a person reads them, how many there are, and how many can be mended."""
    return "\n".join([*map(as_text, run.found), run.summary, *_offer(*run.mendable)]) + "\n"


def _offer(safe: int, unsafe: int) -> list[str]:
    if not safe:
        return [f"{unsafe} can be fixed by `archc check --fix --unsafe-fixes`"] if unsafe else []
    more = f", {unsafe} more with `--unsafe-fixes`" if unsafe else ""
    return [f"{safe} can be fixed by `archc check --fix`{more}"]
