"""Tags on an action that knows none.

What it does
------------
Looks for arrows with `tagged` whose action works on no single resource.

Why
---
IAM can compare tags only where an action names a resource; elsewhere the condition never holds, or
would have to be left out.

Bad
---

    architecture night_watch
    aws_service ec2
    function look { code: file("hello.py") }
    look -> ec2 : DescribeInstances { tagged: { environment: dev } }

Good
----

    architecture night_watch
    aws_service ec2
    function look { code: file("hello.py") }
    look -> ec2 : DescribeInstances
    look -> ec2 : StopInstances { tagged: { environment: dev } }

Fix
---
Draw an arrow of its own for that action, without `tagged`.

References
----------
- https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Detail, Fix, Repair
from archc.kinds.operations.aws_service import AwsService
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("IAM910", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(service: AwsService, design: Architecture) -> Iterator[Finding]:
    """Look at the resources of every action with tags."""
    for relation in design.into(service):
        tagged = relation.scope is not None and relation.scope.tagged
        if tagged and relation.verb.resources == ("*",):
            yield Finding(
                f"{relation.verb.name} works on no single resource, so tags cannot narrow it",
                Fix(
                    f"write `{relation.text} : {relation.verb.name}` without `tagged`",
                    (Detail(relation.span, "tagged"),),
                ),
                relation.span,
                "has no tags to compare",
                about=relation.end,
            )
