"""Wiring: what the resources of a template need of each other, where AWS refuses or is silent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from archc.diagnostics import Diagnostic, Fault, Severity
from archc.foreign import Item, Reference, Resource, Template, Text
from archc.policies import flat
from archc.source import Span

_NETS = """\
Resources:
  Net:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
  Ways:
    Type: AWS::EC2::RouteTable
    Properties:
      VpcId: !Ref Net
  Home:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Net
      CidrBlock: 10.0.1.0/24
  HomeWays:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties:
      SubnetId: !Ref Home
      RouteTableId: !Ref Ways
"""
_AGAIN = """\
  Others:
    Type: AWS::EC2::RouteTable
    Properties:
      VpcId: !Ref Net
  HomeAgain:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties:
      SubnetId: !Ref Home
      RouteTableId: !Ref Others
"""
NOT_WIRED = Fault(
    "CFN136",
    "does_not_work_together",
    "Resources that cannot work together as they are",
    "Each of them is valid by itself; AWS refuses them beside each other, or nothing ever works.",
    _NETS + _AGAIN,
    _NETS,
    Severity.ERROR,
    "correctness",
)
FAULTS = (NOT_WIRED,)

_HTTP = ("HTTP", "HTTPS")


def odd(template: Template) -> Iterator[Diagnostic]:
    """What does not work together."""
    for resource in template.resources.values():
        for check in _CHECKS.get(resource.type, ()):
            yield from check(resource, template)


def target_of(item: Item | None, template: Template, type_: str = "") -> Resource | None:
    """The resource that a value names, if it is of a type."""
    value = item.value if item is not None else None
    if isinstance(value, Text):
        value = next((part for part in value.parts if isinstance(part, Reference)), None)
    found = template.resources.get(value.resource) if isinstance(value, Reference) else None
    return found if found is not None and found.type.startswith(type_) else None


def _naming(one: Resource, type_: str, key: str, template: Template) -> list[Resource]:
    """The resources of a type whose property names another."""
    return [
        other
        for other in template.resources.values()
        if other.type == type_ and target_of(other.properties.get(key), template) is one
    ]


def _place(one: Resource, key: str) -> Span:
    """Where a property is written, else the resource."""
    entry = one.properties.value.get(key) if one.properties.is_map else None
    return entry.key if entry is not None else one.span


def _told(what: str, fix: str, span: Span) -> Diagnostic:
    return NOT_WIRED.found(what, fix, span)


# Networks.


def _association(one: Resource, template: Template) -> Iterator[Diagnostic]:
    """A subnet has one route table, and one list."""
    subnet = target_of(one.properties.get("SubnetId"), template)
    rivals = _naming(subnet, one.type, "SubnetId", template) if subnet is not None else []
    if subnet is not None and rivals[0] is not one:
        what = "route tables" if "RouteTable" in one.type else "network ACLs"
        said = f"'{subnet.id}' is given two {what}, by '{rivals[0].id}' and '{one.id}'"
        fix = "keep one of them, and name another subnet in the other"
        yield _told(said, fix, _place(one, "SubnetId"))


# Servers and balancers.


def _group(one: Resource, template: Template) -> Iterator[Diagnostic]:
    """A group launches what its template says, and registers servers."""
    groups = one.properties.get("TargetGroupARNs")
    for item in groups.entries if groups is not None else ():
        targets = target_of(item, template)
        type_ = targets.properties.get("TargetType") if targets is not None else None
        if targets is not None and type_ is not None and flat(type_) in ("ip", "lambda", "alb"):
            yield _told(
                f"'{one.id}' registers servers with '{targets.id}', which takes targets of type "
                f"'{flat(type_)}'",
                "write `TargetType: instance`",
                type_.span,
            )


def _listener(one: Resource, template: Template) -> Iterator[Diagnostic]:
    """An application balancer speaks HTTP, a network balancer does not."""
    balancer = target_of(one.properties.get("LoadBalancerArn"), template)
    protocol = one.properties.get("Protocol")
    said = flat(protocol)
    if balancer is None or protocol is None or not re.fullmatch("[A-Z_]+", said):
        return
    written = balancer.properties.get("Type")
    type_ = flat(written) if written is not None else "application"
    if type_ not in ("application", "network") or (said in _HTTP) == (type_ == "application"):
        return
    yield _told(
        f"'{one.id}' listens to {said}, which '{balancer.id}' of type '{type_}' does not speak",
        f"write {'HTTP or HTTPS' if type_ == 'application' else 'TCP, UDP or TLS'}, or change the "
        f"type of '{balancer.id}'",
        _place(balancer, "Type"),
    )


# APIs.


def _api_route(one: Resource, template: Template) -> Iterator[Diagnostic]:
    """An API for web sockets has no methods and paths."""
    api = target_of(one.properties.get("ApiId"), template, "AWS::ApiGatewayV2::Api")
    protocol = flat(api.properties.get("ProtocolType")) if api is not None else ""
    is_request = re.match(r"[A-Z]+ /", flat(one.properties.get("RouteKey")))
    if api is not None and protocol == "WEBSOCKET" and is_request:
        yield _told(
            f"'{api.id}' is for web sockets, and its route '{one.id}' for requests",
            "write `ProtocolType: HTTP`",
            _place(api, "ProtocolType"),
        )


def _integration(one: Resource, template: Template) -> Iterator[Diagnostic]:
    """What is called as a function has to be one."""
    uri = one.properties.get("IntegrationUri")
    type_ = one.properties.get("IntegrationType")
    function = target_of(uri, template)
    if function is None or uri is None:
        return
    by_name = one.properties.get("IntegrationSubtype") is not None or flat(type_) != "AWS_PROXY"
    if not by_name and not function.type.startswith(("AWS::Lambda::", "AWS::Serverless::")):
        yield _told(f"'{one.id}' calls '{function.id}', which is no function",
                    "name the ARN of a function", uri.span)  # fmt: skip


_CHECKS: dict[str, tuple[Callable[[Resource, Template], Iterator[Diagnostic]], ...]] = {
    "AWS::ApiGatewayV2::Integration": (_integration,),
    "AWS::ApiGatewayV2::Route": (_api_route,),
    "AWS::AutoScaling::AutoScalingGroup": (_group,),
    "AWS::EC2::SubnetNetworkAclAssociation": (_association,),
    "AWS::EC2::SubnetRouteTableAssociation": (_association,),
    "AWS::ElasticLoadBalancingV2::Listener": (_listener,),
}
