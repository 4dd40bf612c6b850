"""Sections: what stands beside the properties of a template: keys, parameters, outputs, functions.

It is looked at as it is written, because what functions come to does not show how they are used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from archc import rules
from archc.diagnostics import Diagnostic, Fault, Severity
from archc.foreign import Entry, Function, Item, Output
from archc.importers.cloudformation.walking import calls, texts
from archc.readback import plain
from archc.rules.rule import Finding, diagnose
from archc.schemas import Unavailable, schema
from archc.values import did_you_mean

_HEAD = "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n"
UNKNOWN_KEY = Fault(
    "CFN105",
    "unknown_key",
    "A key that CloudFormation does not know at its place",
    "CloudFormation refuses a template with keys that it does not know.",
    _HEAD + "    QueueName: jobs\n",
    _HEAD + "    Properties:\n      QueueName: jobs\n",
    Severity.ERROR,
    "correctness",
)
WRONG_SETTING = Fault(
    "CFN106",
    "wrong_setting",
    "A setting of a template with a value that there is not",
    "CloudFormation refuses the template before it makes anything.",
    _HEAD + "    DeletionPolicy: Keep\n",
    _HEAD + "    DeletionPolicy: Retain\n",
    Severity.ERROR,
    "correctness",
)
WRONG_OUTPUT = Fault(
    "CFN107",
    "wrong_output",
    "An output that CloudFormation refuses",
    "An output is one text, and an export has a name that nothing else in the region has.",
    _HEAD + "Outputs:\n  Both:\n    Value: [!Ref Jobs, !GetAtt Jobs.Arn]\n",
    _HEAD + 'Outputs:\n  Both:\n    Value: !Join [",", [!Ref Jobs, !GetAtt Jobs.Arn]]\n',
    Severity.ERROR,
    "correctness",
)
NOT_SUBSTITUTED = Fault(
    "CFN108",
    "not_substituted",
    "A name in braces that nothing fills in",
    "Without `!Sub` the braces stay as they are, and AWS gets them as text.",
    _HEAD + "Outputs:\n  Name:\n    Value: The queue is ${Jobs}\n",
    _HEAD + "Outputs:\n  Name:\n    Value: !Sub The queue is ${Jobs}\n",
    Severity.WARNING,
    "correctness",
)
_SERVER = (
    "Resources:\n  Start:\n    Type: AWS::EC2::LaunchTemplate\n    Properties:\n"
    "      LaunchTemplateData:\n        UserData:"
)
NOT_ENCODED = Fault(
    "CFN109",
    "script_not_encoded",
    "A script that is not in Base64",
    "EC2 decodes user data before it runs it; a script in plain text is refused, or becomes noise.",
    _SERVER + " |\n          #!/bin/bash\n          yum install -y httpd\n",
    _SERVER
    + "\n          Fn::Base64: |\n            #!/bin/bash\n            yum install -y httpd\n",
    Severity.ERROR,
    "correctness",
)
NEVER_MET = Fault(
    "CFN110",
    "value_never_met",
    "A value of a parameter that nothing is prepared for",
    "A parameter takes its AllowedValues only: what is compared or looked up has to be one of "
    "them, and each of them has to be there.",
    "Parameters:\n  Stage:\n    Type: String\n    Default: dev\n    AllowedValues: [dev, prod]\n"
    "Conditions:\n  IsProd: !Equals [!Ref Stage, production]\n" + _HEAD,
    "Parameters:\n  Stage:\n    Type: String\n    Default: dev\n    AllowedValues: [dev, prod]\n"
    "Conditions:\n  IsProd: !Equals [!Ref Stage, prod]\n" + _HEAD,
    Severity.WARNING,
    "correctness",
)
FAULTS = (UNKNOWN_KEY, WRONG_SETTING, WRONG_OUTPUT, NOT_SUBSTITUTED, NOT_ENCODED, NEVER_MET)

_SECTIONS = (
    "AWSTemplateFormatVersion",
    "Conditions",
    "Description",
    "Globals",
    "Hooks",
    "Mappings",
    "Metadata",
    "Outputs",
    "Parameters",
    "Resources",
    "Rules",
    "Transform",
)
_VERSION = "2010-09-09"
_BESIDE = (
    "Condition",
    "CreationPolicy",
    "DeletionPolicy",
    "DependsOn",
    "Description",
    "Metadata",
    "Properties",
    "Type",
    "UpdatePolicy",
    "UpdateReplacePolicy",
    "Version",
)
_SAM_BESIDE = ("Connectors", "IgnoreGlobals")
_KEEPS = {
    "DeletionPolicy": ("Delete", "Retain", "RetainExceptOnCreate", "Snapshot"),
    "UpdateReplacePolicy": ("Delete", "Retain", "Snapshot"),
}
_SNAPSHOT = (
    "AWS::DocDB::DBCluster",
    "AWS::EC2::Volume",
    "AWS::ElastiCache::CacheCluster",
    "AWS::ElastiCache::ReplicationGroup",
    "AWS::Neptune::DBCluster",
    "AWS::RDS::DBCluster",
    "AWS::RDS::DBInstance",
    "AWS::Redshift::Cluster",
)
_TYPE = re.compile(
    r"String|Number|CommaDelimitedList|List<Number>"
    r"|(?:List<)?AWS::EC2::(?:AvailabilityZone::Name|Image::Id|Instance::Id|KeyPair::KeyName"
    r"|SecurityGroup::(?:Id|GroupName)|Subnet::Id|VPC::Id|Volume::Id)>?"
    r"|(?:List<)?AWS::Route53::HostedZone::Id>?"
    r"|AWS::SSM::Parameter::(?:Name|Value<.+>)"
)
_NAMED = re.compile(r"\$\{\s*([A-Za-z0-9]+|AWS::[A-Za-z]+)(?:\.[\w.]+)?\s*\}")
# Values whose own languages have braces, or that are filled in elsewhere.
_OWN_BRACES = ("BuildSpec", "Definition", "DefinitionBody", "DefinitionString", "Metadata")


def odd(document: Item, outputs: Iterable[Output] = ()) -> Iterator[Diagnostic]:
    """Everything that is wrong beside the properties; of some outputs is known what they are."""
    if not document.is_map:
        return
    yield from _keys(document, _SECTIONS, "the template")
    version = document.get("AWSTemplateFormatVersion")
    if version is not None and str(version.value) != _VERSION:
        yield WRONG_SETTING.found(
            f"there is no format version {version.value}", f'write "{_VERSION}"', version.span
        )
    for id_, entry in _entries(document, "Resources"):
        yield from _beside(id_, entry)
        yield from _scripts(id_, entry.item)
    for name, entry in _entries(document, "Parameters"):
        yield from _parameter(name, entry)
    yield from _outputs(document, outputs)
    yield from _braces(document)
    yield from _unused(document)
    yield from _choices(document)


def _entries(document: Item, section: str) -> Iterator[tuple[str, Entry]]:
    item = document.get(section)
    if item is not None and item.is_map:
        yield from ((name, entry) for name, entry in item.value.items() if entry.item.is_map)


def _keys(item: Item, known: tuple[str, ...], what: str) -> Iterator[Diagnostic]:
    for key, entry in item.value.items():
        if key not in known and not key.startswith("Fn::"):
            yield UNKNOWN_KEY.found(
                f"{what} has a key '{key}', which CloudFormation does not know here",
                did_you_mean(key, known),
                entry.key,
            )


def _beside(id_: str, entry: Entry) -> Iterator[Diagnostic]:
    """What stands beside the properties of a resource."""
    body, type_ = entry.item, entry.item.get("Type")
    is_sam = type_ is not None and str(type_.value).startswith("AWS::Serverless::")
    for found in _keys(body, (*_BESIDE, *(_SAM_BESIDE if is_sam else ())), f"'{id_}'"):
        key = found.message.split("'")[3]
        belongs = _is_property(str(type_.value) if type_ is not None else "", key)
        yield found._replace(fix=f"write it below `Properties:` of '{id_}'") if belongs else found
    for key, words in _KEEPS.items():
        item = body.get(key)
        if item is None or not isinstance(item.value, str):
            continue
        snapshot = item.value == "Snapshot" and type_ is not None and type_.value not in _SNAPSHOT
        if item.value not in words or snapshot:
            possible = [word for word in words if word != "Snapshot" or not snapshot]
            yield WRONG_SETTING.found(
                f"'{id_}' cannot have the {key} {item.value}",
                "write one of " + ", ".join(possible),
                item.span,
            )


def _is_property(type_: str, key: str) -> bool:
    try:
        described = schema(type_)
    except Unavailable:
        return False
    return described is not None and key in described.properties


def _scripts(id_: str, body: Item) -> Iterator[Diagnostic]:
    """User data that nobody encodes."""
    for path in (("Properties", "UserData"), ("Properties", "LaunchTemplateData", "UserData")):
        item = body.get(*path)
        text = _beginning(item) if item is not None else ""
        if item is not None and text.startswith(("#!", "#cloud-config", "<powershell>")):
            yield NOT_ENCODED.found(
                f"the user data of '{id_}' is not in Base64",
                "write `Fn::Base64:` in front of it",
                item.span,
            )


def _beginning(item: Item) -> str:
    """How a text begins; empty for one in Base64."""
    value = item.value
    if isinstance(value, Function) and value.name in ("Fn::Sub", "Fn::Join"):
        value = value.argument.value
    while isinstance(value, list) and value:
        value = value[-1 if len(value) > 1 and isinstance(value[1].value, list) else 0].value
    return value if isinstance(value, str) else ""


def _parameter(name: str, entry: Entry) -> Iterator[Diagnostic]:
    type_ = entry.item.get("Type")
    if type_ is None:
        yield WRONG_SETTING.found(
            f"the parameter '{name}' says no Type", "write `Type: String`", entry.key
        )
    elif isinstance(type_.value, str) and not _TYPE.fullmatch(type_.value):
        yield WRONG_SETTING.found(
            f"there are no parameters of type {type_.value}",
            "write `String`, `Number`, `CommaDelimitedList`, or a type of AWS such as "
            "`AWS::EC2::KeyPair::KeyName`",
            type_.span,
        )


def _outputs(document: Item, outputs: Iterable[Output]) -> Iterator[Diagnostic]:
    worked_out = {output.name: output.value for output in outputs}
    exports: dict[str, str] = {}
    for name, entry in _entries(document, "Outputs"):
        value, export = worked_out.get(name), entry.item.get("Export")
        if value is not None and isinstance(value.value, (list, dict)):
            yield WRONG_OUTPUT.found(
                f"the output '{name}' is no text",
                'write `!Join [",", …]` for a list',
                value.span,
            )
        if export is None:
            continue
        called = export.get("Name")
        if called is None:
            yield WRONG_OUTPUT.found(
                f"the export of '{name}' has no name", "write `Export: { Name: … }`", export.span
            )
            continue
        spelled = repr(_spelled(called))
        if spelled in exports and entry.item.get("Condition") is None:
            yield WRONG_OUTPUT.found(
                f"'{name}' is exported under the name of '{exports[spelled]}'",
                "give each export a name of its own",
                called.span,
            )
        exports.setdefault(spelled, name)


def _spelled(item: Item) -> object:
    """An item as it is written, without its place."""
    value = item.value
    if isinstance(value, Function):
        return value.name, _spelled(value.argument)
    if isinstance(value, list):
        return [_spelled(one) for one in value]
    return value


def _braces(document: Item) -> Iterator[Diagnostic]:
    """Names of the template in braces, in texts that are not substituted."""
    names = {
        name for section in ("Resources", "Parameters") for name, _ in _entries(document, section)
    }
    for section in ("Resources", "Outputs"):
        for _, entry in _entries(document, section):
            for path, item in texts(entry.item):
                if any(key in _OWN_BRACES or key.startswith("DefinitionS") for key in path):
                    continue
                match = next(
                    (one for one in _NAMED.finditer(item.value)
                     if (one[1] in names or one[1].startswith("AWS::"))
                     and not re.search(rf"\b{re.escape(one[1])}=", item.value)),
                    None,
                )  # fmt: skip
                if match is not None:
                    yield NOT_SUBSTITUTED.found(
                        f"nothing fills in `{match[0]}` here",
                        "write `!Sub` in front of the text",
                        item.span,
                    )


def _unused(document: Item) -> Iterator[Diagnostic]:
    """Parameters that nothing names."""
    named: set[str] = set()
    for section, entry in document.value.items():
        if section == "Parameters":
            continue
        for _, call, _ in calls(entry.item):
            if call.name == "Ref":
                named.add(str(call.argument.value))
            elif call.name == "Fn::Sub":
                text = call.argument.entries[0].value if call.argument.entries else ""
                named |= set(re.findall(r"\$\{\s*([A-Za-z0-9]+)", str(text)))
    if document.get("Transform") is not None and "Fn::Transform" in document.span.text:
        return
    module = rules.rule("design", "unused_parameter")
    for name, entry in _entries(document, "Parameters"):
        if name not in named:
            told = f"nothing uses the parameter '{name}'"
            fix = f"write `!Ref {name}` where its value belongs, or remove it"
            yield diagnose(module, Finding(told, fix, entry.key))


def _choices(document: Item) -> Iterator[Diagnostic]:
    """Values that a parameter cannot have, and such as a mapping does not have."""
    choices = {
        name: [plain(one) for one in allowed.value]
        for name, entry in _entries(document, "Parameters")
        if (allowed := entry.item.get("AllowedValues")) is not None
        and isinstance(allowed.value, list)
    }
    mappings = dict(_entries(document, "Mappings"))
    for _, call, _ in calls(document):
        parts = call.argument.value
        if not isinstance(parts, list):
            continue
        if call.name == "Fn::Equals" and len(parts) == 2:
            yield from _compared(choices, parts[0], parts[1])
            yield from _compared(choices, parts[1], parts[0])
        elif call.name == "Fn::FindInMap" and len(parts) == 3:
            yield from _looked_up(choices, mappings, parts)


def _asked(choices: Mapping[str, list[str]], item: Item) -> str:
    """The parameter with choices that an item names."""
    call = item.value
    name = str(call.argument.value) if isinstance(call, Function) and call.name == "Ref" else ""
    return name if name in choices else ""


def _compared(choices: Mapping[str, list[str]], one: Item, other: Item) -> Iterator[Diagnostic]:
    name = _asked(choices, one)
    if name and plain(other) and plain(other) not in choices[name]:
        yield NEVER_MET.found(
            f"the parameter '{name}' is never '{plain(other)}'",
            "write one of " + ", ".join(choices[name]),
            other.span,
        )


def _looked_up(
    choices: Mapping[str, list[str]], mappings: Mapping[str, Entry], parts: list[Item]
) -> Iterator[Diagnostic]:
    name = _asked(choices, parts[1])
    mapping = mappings.get(str(parts[0].value)) if isinstance(parts[0].value, str) else None
    if not name or mapping is None:
        return
    lacking = [one for one in choices[name] if one not in mapping.item.value]
    if lacking:
        yield NEVER_MET.found(
            f"the mapping '{parts[0].value}' has no '{lacking[0]}', which '{name}' may be",
            f"write `{lacking[0]}` into the mapping, or take it out of the AllowedValues",
            mapping.key,
        )
