"""One JSON object: findings, guarantees with their proofs, and what each zone's loss stops."""

import json

from archc.diagnostics import as_record
from archc.report import Run


def report(run: Run) -> str:
    """All that archc knows of the designs, for programs."""
    designs = [file.design for file in run.files if file.design is not None]
    body = {
        "version": 1,
        "findings": [as_record(found) for found in run.offering().found],
        "hidden": [
            {"by": one.by, "reason": one.reason, **as_record(one.found)} for one in run.hidden
        ],
        "guarantees": [verdict.as_record() for one in designs for verdict in one.verdicts],
        "zones": [loss.as_record() for one in designs for loss in one.losses],
    }
    text = json.dumps(body, indent=2, ensure_ascii=False) + "\n"
    # A file's name may hold bytes that are no characters; JSON has a way to write them.
    return text.encode("utf-8", "backslashreplace").decode()
