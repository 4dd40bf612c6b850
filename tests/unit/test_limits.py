"""Values that AWS changes over time, compared with the resource schemas of cfn-lint."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib import resources

import pytest

from archc.limits import NOT_OFFERED, REGIONS
from tests.designs import ROOT

_SCHEMAS = resources.files("cfnlint.data.schemas.providers")


def types_of(region: str) -> frozenset[str] | None:
    """The types of resources that a region has; None where its schemas are not there."""
    file = _SCHEMAS / f"{region}.json"
    return frozenset(json.loads(file.read_text())) if file.is_file() else None


@pytest.fixture(scope="module")
def used() -> frozenset[str]:
    """Every type of resource that a template writes."""
    texts = (path.read_text() for path in (ROOT / "templates").rglob("*.j2"))
    return frozenset(found for text in texts for found in re.findall(r"AWS::\w+::\w+", text))


@pytest.fixture(scope="module")
def missing(used: frozenset[str]) -> Mapping[str, tuple[str, ...]]:
    """Where each of them is missing, for those that are somewhere."""
    home = types_of("us-east-1") or frozenset()
    regions = {region: types for region in REGIONS if (types := types_of(region)) is not None}
    assert len(regions) > 30
    found = {
        kind: tuple(region for region, types in regions.items() if kind not in types)
        for kind in sorted(used & home)
    }
    return {kind: regions for kind, regions in found.items() if regions}


def test_what_a_region_lacks_is_in_the_table(missing: Mapping[str, tuple[str, ...]]) -> None:
    assert missing == NOT_OFFERED
