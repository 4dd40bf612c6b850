"""Judge every mutant, and write the results and the page: `./dev mutants`."""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.designs import EXAMPLES, ROOT
from tests.mutation.judge import SURVIVES, Verdict, judge, mutants
from tests.mutation.page import page, score
from tests.mutation.results import RESULTS, as_lines, sentences

PAGE = ROOT / "tests" / "spec" / "MUTANTS.md"


def judged(path: Path) -> list[Verdict]:
    """The mutants of one example."""
    return [judge(mutant) for mutant in mutants((path.stem,))]


def main() -> int:
    """Write both; what is to be done by hand is said."""
    with ProcessPoolExecutor() as workers:
        verdicts = [v for found in workers.map(judged, EXAMPLES) for v in found]
    RESULTS.write_text(as_lines(verdicts), encoding="utf-8")
    known = sentences()
    PAGE.write_text(page({v.name: v for v in verdicts}, known), encoding="utf-8")
    left = [v.name for v in verdicts if v.verdict == SURVIVES]
    for name in left:
        if name not in known:
            print(f"has no sentence: {name}")
    for name in known:
        if name not in left:
            print(f"does not survive any more: {name}")
    print(f"{len(verdicts)} mutants, {len(left)} survivors, {float(score(verdicts)):.1%}")
    return int(set(left) != set(known))


if __name__ == "__main__":
    sys.exit(main())
