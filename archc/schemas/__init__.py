"""schemas: what CloudFormation accepts for every resource type, and values held against it.

The schemas are data files of cfn-lint, which is a dependency anyway; its code is never imported.
They are read type by type, and only for designs that write properties themselves.
"""

from archc.schemas.check import Problem, Sort, fits, problems
from archc.schemas.files import (
    Schema,
    Unavailable,
    actions,
    home_of,
    known_types,
    offered,
    schema,
    services,
)

__all__ = [
    "Problem",
    "Schema",
    "Sort",
    "Unavailable",
    "actions",
    "fits",
    "home_of",
    "known_types",
    "offered",
    "problems",
    "schema",
    "services",
]
