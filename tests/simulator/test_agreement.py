"""The engine and the simulator say the same of every pair of interfaces of random networks.

`ARCHC_NETWORKS=10000` asks for so many networks, with every boundary of every rule; the suite's
own number costs half a minute.
"""

from __future__ import annotations

import os

import pytest

from archc.reach.query import Reachability
from tests.simulator.agreement import differences, minimised, understood
from tests.simulator.random_designs import statements
from tests.simulator.random_networks import networks

EVERYTHING = "ARCHC_NETWORKS" in os.environ
NETWORKS = int(os.environ.get("ARCHC_NETWORKS", "300"))
CHUNK = 10


@pytest.mark.parametrize("first", range(0, NETWORKS, CHUNK))
def test_engine_and_simulator_agree(first: int) -> None:
    """Every second network is of tiers, the others are written out."""
    for seed in range(first, min(first + CHUNK, NETWORKS)):
        lines = statements(seed) if seed % 2 else networks(seed)
        design = understood(lines)
        assert design is not None, f"seed {seed} is no design:\n" + "\n".join(lines)
        found = next(differences(design, 1000 if EVERYTHING else 5), None)
        if found is not None:
            fewest, found = minimised(lines)
            text = "\n".join(fewest)
            pytest.fail(f"seed {seed}:\n{text}\n\n{found}")


def test_windows_asks_from_other_ports_than_linux() -> None:
    """A list lets answers back to ports 32768 to 49151 only: those of Linux, not of Windows."""
    lines = [
        "architecture lab",
        "vpc net { tier one { isolated; acl: list }; tier two { isolated; slot: 5 } }",
        "network_acl list in net {",
        "  inbound: 10 allow tcp 32768..49151 from 0.0.0.0/0",
        "  outbound: 10 allow any to 0.0.0.0/0",
        "}",
        "instance linux in one",
        "instance windows in one { image: windows-server-2022 }",
        "instance web in two",
        "linux, windows -> web : http",
    ]
    design = understood(lines)
    assert design is not None
    assert list(differences(design)) == []
    net = Reachability(design)
    assert net.reach("linux", "web").holds
    assert not net.reach("windows", "web").holds
