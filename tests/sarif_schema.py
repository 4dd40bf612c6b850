"""What archc's SARIF may hold: a strict JSON schema, written after the text of SARIF 2.1.0.

The official schema allows far more. Its licence is not clear enough to keep a copy here;
`ARCHC_SARIF_SCHEMA=sarif-schema-2.1.0.json` in the environment checks against it too.
"""

from __future__ import annotations

from typing import Any

TEXT = {"type": "string", "minLength": 1}
COUNT = {"type": "integer", "minimum": 0}
PLACE = {"type": "integer", "minimum": 1}
LEVEL = {"enum": ["error", "warning", "note"]}


def exactly(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    """An object with these properties and no other."""
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": list(required),
        "additionalProperties": False,
    }


def many(item: Any, least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": item, "minItems": least}


MESSAGE = exactly({"text": TEXT})
ARTIFACT_LOCATION = exactly(
    # No space, backslash, bracket or control character, and every % begins an escape.
    {"uri": {"type": "string", "pattern": r"^(?:[A-Za-z0-9._~/:@!$&'()*+,;=-]|%[0-9A-F]{2})+$"}},
    uriBaseId={"const": "SRCROOT"},
    index=COUNT,
)
REGION = exactly(dict.fromkeys(("startLine", "startColumn", "endLine", "endColumn"), PLACE))
PHYSICAL = exactly({"artifactLocation": ARTIFACT_LOCATION}, region=REGION)
LOCATION = exactly(
    {"physicalLocation": PHYSICAL},
    message=MESSAGE,
    logicalLocations=many(exactly({"name": TEXT, "kind": {"const": "resource"}}), 1),
)
STEP = exactly({"location": exactly({"physicalLocation": PHYSICAL, "message": MESSAGE})})
RULE = exactly(
    {
        "id": TEXT,
        "name": TEXT,
        "shortDescription": MESSAGE,
        "fullDescription": MESSAGE,
        "help": exactly({"text": TEXT, "markdown": TEXT}),
        "defaultConfiguration": exactly({"level": LEVEL}),
        "properties": exactly({"pillar": TEXT, "tags": many(TEXT, 1)}),
    }
)
FIX = exactly(
    {
        "description": MESSAGE,
        "artifactChanges": many(
            exactly(
                {
                    "artifactLocation": ARTIFACT_LOCATION,
                    "replacements": many(
                        exactly(
                            {"deletedRegion": REGION},
                            insertedContent=exactly({"text": TEXT}),
                        ),
                        1,
                    ),
                }
            ),
            1,
        ),
        "properties": exactly({"repair": {"enum": ["safe", "unsafe"]}}),
    }
)
RESULT = exactly(
    {
        "ruleId": TEXT,
        "ruleIndex": COUNT,
        "level": LEVEL,
        "message": MESSAGE,
        "locations": {**many(LOCATION, 1), "maxItems": 1},
        "partialFingerprints": exactly(
            {"archcFinding/v1": {"type": "string", "pattern": "^[0-9a-f]{32}$"}}
        ),
    },
    suppressions={
        **many(
            exactly(
                {
                    "kind": {"enum": ["inSource", "external"]},
                    "status": {"const": "accepted"},
                    "justification": TEXT,
                }
            )
        ),
        "maxItems": 1,
    },
    relatedLocations=many(
        # A label may say nothing: the place itself is what is meant.
        exactly(
            {"id": PLACE, "physicalLocation": PHYSICAL},
            message=exactly({"text": {"type": "string"}}),
        ),
        1,
    ),
    fixes=many(FIX, 1),
    codeFlows=many(exactly({"threadFlows": many(exactly({"locations": many(STEP, 1)}), 1)}), 1),
)
NOTE = exactly(
    {
        "level": {"const": "error"},
        "message": MESSAGE,
        "locations": many(exactly({"physicalLocation": PHYSICAL}), 1),
    }
)
RUN = exactly(
    {
        "tool": exactly(
            {
                "driver": exactly(
                    {
                        "name": {"const": "archc"},
                        "version": TEXT,
                        "semanticVersion": TEXT,
                        "rules": {**many(RULE), "uniqueItems": True},
                    }
                )
            }
        ),
        "columnKind": {"const": "utf16CodeUnits"},
        "originalUriBaseIds": exactly({"SRCROOT": exactly({"description": MESSAGE})}),
        "invocations": many(
            exactly({"executionSuccessful": {"type": "boolean"}},
                    toolExecutionNotifications=many(NOTE, 1)), 1
        ),
        "artifacts": many(
            exactly(
                {
                    "location": ARTIFACT_LOCATION,
                    "roles": {"const": ["analysisTarget"]},
                    "encoding": {"const": "UTF-8"},
                }
            )
        ),
        "results": many(RESULT),
    }
)  # fmt: skip
LOG = exactly(
    {"$schema": TEXT, "version": {"const": "2.1.0"}, "runs": {**many(RUN, 1), "maxItems": 1}}
)
