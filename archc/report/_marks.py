"""The marks by which services know findings again."""

from collections.abc import Sequence

from archc.diagnostics import Diagnostic
from archc.fingerprints import fingerprints
from archc.report import File
from archc.report._paths import plain


def marks(placed: Sequence[tuple[File, Diagnostic]]) -> list[str]:
    """A mark for every finding with its file, in the same order."""
    by_path: dict[str, list[Diagnostic]] = {}
    for file, found in placed:
        by_path.setdefault(plain(file.path), []).append(found)
    made = {path: iter(fingerprints(path, found)) for path, found in by_path.items()}
    return [next(made[plain(file.path)]) for file, _ in placed]
