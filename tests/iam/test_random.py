"""Designs at random: every arrow works, nothing else is allowed, and an arrow less is exactly that.

`ARCHC_GRAPHS=10000` in the environment tries so many designs instead of a few hundred.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from functools import partial

import pytest

from archc.emit import yaml
from tests.iam.checks import Proof, prove
from tests.iam.designs import Draft, accepted, draft, drawn_kinds, smallest
from tests.iam.removal import check_removal
from tests.iam.template import load

GRAPHS = int(os.environ.get("ARCHC_GRAPHS", "300"))
SHARE = 25  # designs of one test


def fault(wanted: Draft, seed: int) -> str:
    """What is wrong with a design; empty if nothing is, or if the compiler refuses it."""
    found = accepted(wanted)
    if found is None:
        return ""
    compiled = found[1]
    try:
        proof = Proof(compiled.design, load(yaml.emit(compiled.stack)))
        prove(proof)
        written = [r for r in compiled.design.relations if not r.implied]
        if written:
            check_removal(proof, random.Random(seed).choice(written))
    except AssertionError as wrong:
        return str(wrong)
    return ""


@pytest.mark.parametrize("first", range(0, GRAPHS, SHARE))
def test_designs_at_random(first: int) -> None:
    for seed in range(first, min(first + SHARE, GRAPHS)):
        wrong = fault(draft(seed), seed)
        if wrong:
            small = smallest(draft(seed), partial(fault, seed=seed))
            found = accepted(small)
            small = found[0] if found else small
            pytest.fail(f"seed {seed}: {fault(small, seed)}\n\n{small.text}")


def test_every_kind_is_in_some_design_with_arrows() -> None:
    seen: Counter[str] = Counter()
    for seed in range(GRAPHS // 3, GRAPHS // 3 + 60):
        found = accepted(draft(seed))
        if found is not None:
            relations = found[1].design.relations
            seen.update({end.word for r in relations for end in (r.source, r.target)})
    wanted = set(drawn_kinds()) - {"authorizer"}  # a part, at which no arrow ends
    assert not wanted - set(seen), "no design at random has arrows at these kinds"
