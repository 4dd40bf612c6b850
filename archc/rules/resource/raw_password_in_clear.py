"""Password written into a raw resource.

What it does
------------
Looks in raw resources, at any depth, for a property that is called a password and is a plain text.

Why
---
A template is read by many, and stays in the history of its repository for good; whoever reads it
can log in.

Bad
---

    architecture lab
    tags: { project: lab, owner: team-7 }

    resource books {
      type: "AWS::Redshift::Cluster"
      ClusterType: "single-node"
      NodeType: "ra3.large"
      DBName: "books"
      MasterUsername: "root_user"
      MasterUserPassword: "Secret123"
    }

Good
----

    architecture lab
    tags: { project: lab, owner: team-7 }

    resource books {
      type: "AWS::Redshift::Cluster"
      ClusterType: "single-node"
      NodeType: "ra3.large"
      DBName: "books"
      MasterUsername: "root_user"
      ManageMasterPassword: yes
    }

Fix
---
Let AWS make the password and keep it in Secrets Manager, where the type can do that; else write
`{{resolve:secretsmanager:name}}` of a secret.

References
----------
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.operations.resource import Resource
from archc.rules.rule import Finding, Pillar, Rule
from archc.values import Placed

RULE = Rule("RAW513", Severity.ERROR, Pillar.SECURITY)


def check(resource: Resource, _: Architecture) -> Iterator[Finding]:
    """Look at every name, at any depth."""
    for name, value in resource.properties.items():
        for key, written in _passwords(name, value):
            yield Finding(
                f"'{resource.name}' shows its {key} to everybody who reads this",
                "write `{{resolve:secretsmanager:name}}` of a secret instead",
                written.span,
                "not secret any more",
            )


def _passwords(name: str, value: Placed) -> Iterator[tuple[str, Placed]]:
    """The properties that are passwords and plain texts, by their names."""
    if isinstance(value.value, dict):
        for key, entry in value.value.items():
            yield from _passwords(key, entry)
    elif isinstance(value.value, list):
        for entry in value.value:
            yield from _passwords(name, entry)
    elif name.endswith("Password") and _is_shown(value.value):
        yield name, value


def _is_shown(value: object) -> bool:
    return isinstance(value, str) and bool(value) and "{{resolve:" not in value
