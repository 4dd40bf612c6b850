"""AWS's own validator of templates finds nothing wrong, beside cfn-lint and apart from it.

It knows resource schemas of its own date and has rules of its own. It is a native library: where
no wheel fits the machine, these tests are left out.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from archc.emit import yaml
from tests.designs import EXAMPLES, compile_file, compile_text
from tests.pages import designs

PAGES = sorted((Path(__file__).parent / "spec" / "kinds").glob("*.md"))

# A bucket that needs a permission first has a name of its own, which the permission spells out.
ACCEPTED = ("W9002 Property 'SourceArn' has a hardcoded ARN",)

Validator = Callable[[bytes], list[str]]


@pytest.fixture(scope="module")
def validate() -> Validator:
    """Everything from a warning on, as text; hints such as missing tags are no fault."""
    library = pytest.importorskip("cloudformation_validate", exc_type=ImportError)
    engine = library.CelEngine()

    def run(template: bytes) -> list[str]:
        return [
            f"{found.severity.name} {found.rule_id} {found.message}"
            for found in engine.validate_template(template).diagnostics
            if found.severity.name in ("WARN", "ERROR", "FATAL")
        ]

    return run


def test_the_validator_sees_what_is_wrong(validate: Validator) -> None:
    text = b"Resources: { Lab: { Type: AWS::EC2::VPC, Properties: { Nonsense: 1 } } }"
    assert any("Nonsense" in found for found in validate(text))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_it_finds_nothing_in_an_example(path: Path, validate: Validator) -> None:
    found = validate(yaml.emit(compile_file(path).stack))
    assert [one for one in found if not one.removeprefix("WARN ").startswith(ACCEPTED)] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_it_finds_no_error_in_a_design_of_a_page(path: Path, validate: Validator) -> None:
    for text in designs(path.read_text(encoding="utf-8")):
        compiled = compile_text(text)
        compiled.finish()
        if not compiled.has_errors:
            found = validate(yaml.emit(compiled.stack))
            assert [one for one in found if not one.startswith("WARN")] == []
