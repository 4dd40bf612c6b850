"""Every finding with its place, why it matters and what to write instead."""

from archc.diagnostics import as_text
from archc.report import Run


def report(run: Run) -> str:
    """The findings as a person reads them, how many there are, and how many can be mended."""
    return "\n".join([*map(as_text, run.found), run.summary, *_offer(*run.mendable)]) + "\n"


def _offer(safe: int, unsafe: int) -> list[str]:
    if not safe and not unsafe:
        return []
    with_unsafe = "`--fix --unsafe-fixes`"
    if not safe:
        return [f"{unsafe} can be fixed by {with_unsafe}"]
    more = f", {unsafe} more by {with_unsafe}" if unsafe else ""
    return [f"{safe} can be fixed by `--fix`{more}"]
