"""Designs at random: every arrow works, nothing else is allowed, and an arrow less is exactly that.

`ARCHC_GRAPHS=10000` in the environment tries so many designs instead of a few hundred.
"""

from __future__ import annotations

import os
import random
from functools import partial

import pytest

from archc.emit import yaml
from archc.kinds import kind
from tests.iam.checks import Proof, moves, prove
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
        written = [r for r in compiled.design.relations if not (r.implied or moves(r))]
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


@pytest.mark.parametrize("word", [w for w in drawn_kinds() if not kind(w).part])
def test_every_kind_has_arrows_in_some_design(word: str) -> None:
    for seed in range(60):
        found = accepted(draft(seed, word))
        if found is not None:
            relations = found[1].design.relations
            if any(word in (r.source.word, r.target.word) for r in relations):
                assert not fault(draft(seed, word), seed)
                return
    pytest.fail("the compiler accepts no design at random that has an arrow at this kind")
