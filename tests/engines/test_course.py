"""The right templates of the course are taken by moto, as far as it knows their types."""

from __future__ import annotations

import pytest

from tests.engines.moto_stack import deployed
from tests.importing.course_faults import FOLDER


@pytest.mark.parametrize("name", ["three_tier.yaml", "two_networks.yaml", "pictures.yaml"])
def test_a_template_of_the_course_can_be_deployed(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    with deployed(text, "us-east-1") as stack:
        assert len(stack.resources()) > 10
