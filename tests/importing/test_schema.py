"""What CloudFormation would refuse is said as the rules for raw resources say it, at its place."""

from __future__ import annotations

import pytest

from archc.importers.cloudformation.document import read
from archc.importers.cloudformation.schema import refused
from archc.importers.cloudformation.template import template
from archc.source import Source

QUEUE = """\
Resources:
  It:
    Type: AWS::SQS::Queue
    Properties: {{{properties}}}
"""
TABLE = QUEUE.replace("SQS::Queue", "DynamoDB::Table")


@pytest.mark.parametrize(
    ("frame", "properties", "code", "marked", "fix"),
    [
        (QUEUE, "DelaySecond: 3", "RAW501", "DelaySecond", "did you mean 'DelaySeconds'?"),
        (QUEUE, "DelaySeconds: soon", "RAW502", "soon", "write a whole number"),
        (TABLE, "TableName: t", "RAW505", "AWS::DynamoDB::Table", "write `KeySchema: …`"),
        (QUEUE, "Arn: x", "RAW506", "Arn", "leave it out"),
    ],
)
def test_each_is_said_at_its_place(
    frame: str, properties: str, code: str, marked: str, fix: str
) -> None:
    document, mistakes = read(Source("t.yaml", frame.format(properties=properties)))
    assert document is not None and not mistakes
    (found,) = refused(template(document)[0])
    assert (found.code, found.message.partition(":")[0]) == (code, "'It'")
    assert found.span is not None and found.span.text == marked
    assert fix in found.fix
