"""The engine and the simulator say the same of every pair of interfaces of random networks.

`ARCHC_NETWORKS=10000` asks for so many networks, with every boundary of every rule; the suite's
own number costs half a minute.
"""

from __future__ import annotations

import os

import pytest

from tests.simulator.agreement import differences, minimised, understood
from tests.simulator.extensions import Extending
from tests.simulator.random_designs import statements

# What is added to the language of today, and how many of 30 networks get it.
EXTENSIONS: tuple[tuple[tuple[str, ...], int], ...] = (
    ((), 21),
    (("rules", "peering"), 2),
    (("rules", "transit", "endpoints"), 2),
    (("rules", "site"), 1),
    (("lists",), 2),
    (("rules", "lists", "peering"), 1),
    (("rules", "lists", "transit", "site", "endpoints"), 1),
)
MIXED = [parts for parts, share in EXTENSIONS for _ in range(share)]
EVERYTHING = "ARCHC_NETWORKS" in os.environ
NETWORKS = int(os.environ.get("ARCHC_NETWORKS", "300"))
CHUNK = 10


@pytest.mark.parametrize("first", range(0, NETWORKS, CHUNK))
def test_engine_and_simulator_agree(first: int) -> None:
    for seed in range(first, min(first + CHUNK, NETWORKS)):
        parts = MIXED[seed % len(MIXED)]
        joined = "peering" in parts or "transit" in parts
        lines = statements(seed, joined=joined, by_nat="lists" in parts)
        extended = Extending(seed, parts) if parts else None
        design = understood(lines)
        assert design is not None, f"seed {seed} is no design:\n" + "\n".join(lines)
        found = next(differences(design, extended, 1000 if EVERYTHING else 5), None)
        if found is not None:
            fewest, found = minimised(lines, extended)
            text = "\n".join(fewest)
            pytest.fail(f"seed {seed}, with {parts or 'nothing'} added:\n{text}\n\n{found}")
