"""Builds the stack: every component's fragment, its derived group and role, parameters, outputs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from archc import access, network, routes, transit
from archc.component import (
    Architecture,
    Component,
    Intrinsic,
    Output,
    Parameter,
    Subnet,
    pascal_case,
)
from archc.kinds import CHAPTERS, catalogue
from archc.parameters import used_parameters
from archc.stack import firewall, permissions, properties, user_data
from archc.stack.expressions import expression, substituted
from archc.stack.fragments import fragment
from archc.stack.images import image_parameter
from archc.stack.resource import Archive, Resource, Section, Stack, Upload
from archc.syntax.printing import printed
from archc.syntax.tree import Tree
from archc.values import Interpolated, Reference

_DESCRIPTION_LIMIT = 1024


def stack(design: Architecture) -> Stack:
    """The stack of a design without errors."""
    components = in_reading_order(design)
    archives = _archives(components)
    uploads, told = _uploads(components, design)
    sections = [_section(component, design) for component in components if component.deployed]
    return Stack(
        design.name.strip("_").replace("_", "-"),
        _description(design),
        design.region,
        _parameters(design, components, archives),
        tuple(properties.overridden([s for s in sections if s.resources], design)),
        {pascal_case(output.name): _output(output, design) for output in design.outputs} | told,
        tuple(archives.values()),
        tuple(_steps((*components, *design.components.values()), design)),
        tuple((c.logical_id, c.unprotect) for c in components if c.is_protected(design)),
        uploads,
        tuple(c.logical_id for c in components if c.holds_objects),
        tuple(permissions.wanted_policies(design)),
        intent=printed(Tree(design.intent)),
    )


def in_reading_order(design: Architecture) -> list[Component]:
    """What is in AWS: chapter by chapter, a place before what is in it, as written else."""
    inside = [c for c in design.components.values() if not c.outside]
    return sorted(inside, key=lambda c: (CHAPTERS.index(catalogue()[c.word]), not c.container))


def _description(design: Architecture) -> str:
    title = design.title if design.title != design.name else design.name.replace("_", " ")
    return title[:_DESCRIPTION_LIMIT]


def _section(component: Component, design: Architecture) -> Section:
    context = _context(component, design)
    parts = [f"{catalogue()[component.word]}/{component.word}.yaml.j2"]
    if network.has_derived_group(component):
        parts.insert(0, "derived/security_group.yaml.j2")
    if access.needs_role(component, design):
        parts.insert(0, "derived/role.yaml.j2")
    resources = [
        Resource(logical_id, component.name, _with_metadata(body, component))
        for part in parts
        for logical_id, body in _fragment(part, context, component, design)
    ]
    label = f" “{component.label}”" if component.label != component.name else ""
    return Section(f"{component.name}{label}: {component.title}", tuple(resources))


def _fragment(
    part: str, context: Mapping[str, Any], component: Component, design: Architecture
) -> Iterator[tuple[str, Any]]:
    """The resources of a fragment, with the properties that a component writes itself."""
    for logical_id, body in fragment(part, context).items():
        own = component.takes_properties and logical_id == component.logical_id
        yield logical_id, properties.with_own(body, component, design) if own else body


def _with_metadata(body: Mapping[str, Any], component: Component) -> dict[str, Any]:
    """The body with the component that it comes from, in front of its properties."""
    said = {
        "Component": component.name,
        "Kind": component.word if component.takes_properties else None,
        "Label": component.label if component.label != component.name else None,
        "Why": component.why,
    }
    says = {key: value for key, value in said.items() if value}
    head = {key: value for key, value in body.items() if key != "Properties"}
    return {**head, "Metadata": says, **{k: v for k, v in body.items() if k == "Properties"}}


def _context(component: Component, design: Architecture) -> dict[str, Any]:
    """What a fragment may speak of; components are read only."""
    return {
        "it": component,
        "id": component.logical_id,
        "design": design,
        "production": design.purpose == "production",
        "arrows": [relation for relation in design.out_of(component) if not relation.implied],
        "callers": design.into(component),
        "admissions": access.admissions(component, design),
        "arn": lambda other: substituted(
            design.seen_by(component, other, other.expression("arn", design))
        ),
        "role": permissions.role_arn(component, design),
        "named": lambda name: design.components[name.name],
        "ref": lambda logical_id: Intrinsic("Ref", logical_id),
        "att": lambda logical_id, name: substituted(f"${{{logical_id}.{name}}}"),
        "sub": substituted,
        "as_json": lambda value: json.dumps(value, separators=(",", ":")),
        "filled": lambda value: _filled(value, design, component),
        "waits_for": lambda names: _waits_for(names, design),
        "tags": lambda name="": _tags(component, design, name),
        "tag_map": {tag["Key"]: tag["Value"] for tag in _tags(component, design, "")},
        "subnet_ids": [Intrinsic("Ref", s.logical_id) for s in design.subnets_of(component)],
        "zone": _zone,
        "vpc": _vpc_id(component, design),
        "security_groups": firewall.groups(component, design) if component.has_interface else [],
        "firewall": firewall,
        "network": network,
        "routes": routes,
        "transit": transit,
        "ipv6": lambda subnet: _ipv6_block(component, subnet, design),
        "ipv6_block": _ipv6_id(component, design),
        "permissions": permissions,
        "user_data": lambda resource="": user_data.user_data(component, design, resource),
        "variables": {
            name: substituted(text) for name, text in user_data.variables(component, design).items()
        },
        "image": lambda: _image(component),
    }


def _filled(value: Any, design: Architecture, component: Component) -> Any:
    """A free structure with the values of components that it names."""
    match value:
        case Interpolated():
            return substituted(expression(value, design, component))
        case dict():
            return {key: _filled(entry, design, component) for key, entry in value.items()}
        case list():
            return [_filled(entry, design, component) for entry in value]
        case _:
            return value


def _waits_for(names: Iterable[Reference], design: Architecture) -> Any:
    """The resources of components as `DependsOn` takes them; those of another region are apart."""
    ids = (expression(Interpolated((n._replace(value="id"),)), design, None) for n in names)
    found = list(dict.fromkeys(id_.strip("${}").partition(".")[0] for id_ in ids))
    return found[0] if len(found) == 1 else found


def _tags(component: Component, design: Architecture, name: str) -> list[dict[str, str]]:
    """The tags of the design and the component; `Name` for what consoles list by it."""
    named = {"Name": f"{design.name}-{name}".replace("_", "-")} if name else {}
    merged = named | dict(design.tags) | component.tags
    return [{"Key": key, "Value": value} for key, value in merged.items()]


def _zone(subnet: Subnet) -> Intrinsic:
    return Intrinsic("Select", [subnet.zone_index, Intrinsic("GetAZs", "")])


def _ipv6_id(component: Component, design: Architecture) -> str:
    """The logical id of the IPv6 block of a component's VPC."""
    vpc = design.vpc_of(component)
    return f"{vpc.logical_id}Ipv6Block" if vpc is not None else ""


def _ipv6_block(component: Component, subnet: Subnet, design: Architecture) -> Any:
    """A subnet's /64 of its VPC's /56."""
    vpc = design.vpc_of(component)
    if subnet.slot6 is None or vpc is None:
        return None
    whole = Intrinsic("Select", [0, Intrinsic("GetAtt", f"{vpc.logical_id}.Ipv6CidrBlocks")])
    slices = Intrinsic("Cidr", [whole, 256, 64])
    return Intrinsic("Select", [subnet.slot6, slices])


def _vpc_id(component: Component, design: Architecture) -> Intrinsic | None:
    vpc = design.vpc_of(component)
    return Intrinsic("Ref", vpc.logical_id) if vpc is not None else None


def _image(component: Component) -> Any:
    found = image_parameter(component)
    return Intrinsic("Ref", found[0]) if found else getattr(component, "image", None)


def _archives(components: Sequence[Component]) -> dict[str, Archive]:
    """Code that does not fit into the template, by component; names change with the content."""
    found = {}
    for component in components:
        code = getattr(component, "code", None)
        if code is None or code.elsewhere:
            continue
        if getattr(component, "inline", None) is None:
            found[component.name] = Archive(f"{_named(component, code.files)}.zip", code.files)
    return found


def _named(component: Component, files: Sequence[tuple[str, bytes]]) -> str:
    """A name that changes with the content."""
    digest = hashlib.sha256()
    for name, content in files:
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return f"{component.name}-{digest.hexdigest()[:12]}"


def _uploads(
    components: Sequence[Component], design: Architecture
) -> tuple[tuple[Upload, ...], dict[str, dict[str, Any]]]:
    """Files for the stack's buckets, and outputs with what their pages are to be told."""
    found: list[Upload] = []
    told: dict[str, dict[str, Any]] = {}
    for component in components:
        upload = component.upload(design)
        if upload is None:
            continue
        ids = {
            name: f"{component.logical_id}Tells{pascal_case(name.lower())}"
            for name in upload.settings
        }
        told |= {
            ids[name]: {
                "Description": f"{name} in the config.js of {component.name}",
                "Value": substituted(text),
            }
            for name, text in upload.settings.items()
        }
        folder = _named(component, upload.files)
        found.append(Upload(component.logical_id, folder, upload.files, ids, upload.mirrored))
    return tuple(found), told


_PARAMETER_TYPES: dict[str, dict[str, Any]] = {
    "number": {"Type": "Number"},
    "password": {"Type": "String", "NoEcho": True},
}
PATTERNS = {
    "yes_no": "true|false",
    "cidr": r"([0-9]{1,3}\.){3}[0-9]{1,3}/[0-9]{1,2}",
    "ip_address": r"([0-9]{1,3}\.){3}[0-9]{1,3}",
    "email_address": r"[^@\s]+@[^@\s]+\.[^@\s]+",
    "phone_number": r"\+[0-9]{6,15}",
}


def _parameters(
    design: Architecture, components: list[Component], archives: Mapping[str, Archive]
) -> dict[str, dict[str, Any]]:
    """The design's own parameters as far as it uses them, then images and code."""
    used = used_parameters(design)
    found = {p.logical_id: _parameter(p) for name, p in design.parameters.items() if name in used}
    for component in components:
        image = image_parameter(component)
        if image is not None:
            found.setdefault(*image)
    if archives:
        found["CodeBucket"] = {
            "Type": "String",
            "Description": "The S3 bucket that the functions' code was uploaded to",
        }
    for name, archive in archives.items():
        found[f"{design.components[name].logical_id}CodeKey"] = {
            "Type": "String",
            "Default": archive.name,
            "Description": f"The object in CodeBucket that holds the code of {name}",
        }
    return found


def _parameter(parameter: Parameter) -> dict[str, Any]:
    body: dict[str, Any] = dict(_PARAMETER_TYPES.get(parameter.type, {"Type": "String"}))
    if parameter.default is not None:
        body["Default"] = {"yes": "true", "no": "false"}.get(parameter.default, parameter.default)
    if parameter.choices:
        body["AllowedValues"] = list(parameter.choices)
    if parameter.type in PATTERNS:
        body["AllowedPattern"] = PATTERNS[parameter.type]
    if parameter.label:
        body["Description"] = parameter.label
    return body


def _output(output: Output, design: Architecture) -> dict[str, Any]:
    says = {"Description": output.label} if output.label else {}
    return {**says, "Value": substituted(expression(output.value, design, None))}


def _steps(components: Iterable[Component], design: Architecture) -> Iterator[str]:
    """What stays to be done by hand after the deployment, and where if there are regions."""
    for component in dict.fromkeys(components):
        several = len(design.regions) > 1 and design.is_regional(component)
        where = f"in {design.region_of(component)}: " if several else ""
        yield from (where + step for step in component.manual_steps(design))
