"""What stops without a zone: components of which nothing is left, and arrows between others."""

from __future__ import annotations

import pytest

from archc.reach.guarantee import prove
from archc.reach.loss import losses, told
from tests.designs import compile_text

VPC = "vpc net { tier edge { public }; tier app { private }; tier data { isolated } }"
PER_ZONE = VPC.replace("vpc net {", "vpc net { nat: per_zone;")
GROUP = "scaling_group web in app { size: 2..4 }"


def stops(*lines: str) -> dict[str, list[str]]:
    """What stops without each zone, as names and reasons."""
    design = compile_text("\n".join(("architecture lab", "users people", *lines)) + "\n").design
    return {
        loss.zone: [
            *(f"{one.component.name} {one.reason}" for one in loss.gone),
            *(f"{one.relation.text}: {one.reason}" for one in loss.stopped),
        ]
        for loss in losses(design)
    }


@pytest.mark.parametrize(
    ("lines", "a", "b"),
    [
        ((VPC, GROUP), [], []),
        ((VPC, "instance web in app"), ["web stands in zone a alone"], []),
        ((VPC, "instance web in app { zone: b }"), [], ["web stands in zone b alone"]),
        ((VPC, "scaling_group web in app { size: 1..4 }"),
         ["web may be one server only, and stand here"],
         ["web may be one server only, and stand here"]),
        ((VPC, "database orders in data { engine: postgres }"),
         ["orders has no standby, and may stand here"],
         ["orders has no standby, and may stand here"]),
        ((VPC, "database orders in data { engine: postgres; standby }"), [], []),
        ((VPC, GROUP, "web -> internet : https"),
         ["web -> internet: its NAT gateway stands in zone a"], []),
        ((PER_ZONE, GROUP, "web -> internet : https"), [], []),
        ((VPC, GROUP, "bucket files", "web -> files : read"),
         ["web -> files: its NAT gateway stands in zone a"], []),
        ((VPC, GROUP, "instance job in app { zone: b }", "job -> web : tcp 80"),
         [], ["job stands in zone b alone", "job -> web: nothing is left of job"]),
        ((VPC, "load_balancer front in edge { listen: http 80 }", GROUP, "people -> front -> web"),
         [], []),
    ],
)  # fmt: skip
def test_what_stops_without_a_zone(lines: tuple[str, ...], a: list[str], b: list[str]) -> None:
    assert stops(*lines) == {"zone a": a, "zone b": b}


def test_what_did_not_work_before_is_not_said_to_stop() -> None:
    """The groups of `one` let nothing out, so that no zone takes anything from it."""
    shut = "security_group shut in net { outbound: none }"
    lines = (VPC, GROUP, shut, "scaling_group one in app { size: 2..4; security: shut }")
    assert stops(*lines, "one -> internet : https") == {"zone a": [], "zone b": []}


def test_a_zone_that_a_component_is_not_in_takes_nothing_of_it() -> None:
    lines = ("vpc net { zones: 3; tier data { isolated; zones: 2 }; tier all { isolated; slot: 5 } }",
             "database orders in data { engine: postgres }")  # fmt: skip
    assert stops(*lines)["zone c"] == []


def test_shared_addresses_leave_only_what_stands_alone() -> None:
    """Whether packets pass where two subnets have the same block, nobody knows."""
    same = "vpc net { tier one { isolated; slot: 2 }; tier two { isolated; slot: 2 } }"
    found = stops(same, "instance web in one", "instance other in two { zone: b }",
                  "web -> other : tcp 80")  # fmt: skip
    assert found["zone a"] == ["web stands in zone a alone", "web -> other: nothing is left of web"]


def test_a_design_without_zones_says_so() -> None:
    design = compile_text("architecture lab\nbucket files\n").design
    assert told(design) == "nothing of the design is in a zone\n"


def test_a_refuted_guarantee_shows_the_same_names() -> None:
    lines = ("architecture lab", VPC, GROUP, "database orders in data { engine: postgres }",
             "web -> orders", "guarantee orders survives loss of zone b")  # fmt: skip
    compiled = compile_text("\n".join(lines) + "\n")
    [verdict] = prove(compiled.design)
    assert verdict.refusal is not None
    assert [text for text, _ in verdict.refusal.labels] == [
        "has no standby, and may stand here", "stops: nothing is left of orders",
    ]  # fmt: skip
