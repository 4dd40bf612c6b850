"""The proof is no formality: whatever is broken in a template is found."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from archc.emit import yaml
from tests.designs import compile_text
from tests.iam.checks import Proof, prove
from tests.iam.template import load

DESIGN = """
architecture shop
region: eu-central-1
users people
vpc net {
  zones: 2
  tier edge { public }
  tier app { private }
  tier data { isolated }
}
http_api api { throttle: 10/s; stage: prod }
function read_all in app { code: file("hello.py"); tracing }
function store { code: file("hello.py"); alias: live; url: public }
function bill { code: file("hello.py"); on_failure: rest }
function rest { code: file("hello.py") }
instance till in app { setup: file("setup.sh") }
table orders { key: id string; indexes: by_city city string }
table prices { key: id string }
database ledger in data { engine: postgres 16 }
people -> api
people -> store : call
api -> read_all : GET /orders/{id} auth none
api -> store : POST /orders auth none, ANY /all/{proxy+} auth none
read_all -> orders : read
read_all -> ledger
store -> orders : write
store -> bill
bill -> prices : read allow dynamodb:DescribeTable
till -> prices
till -> store
"""


def template() -> tuple[Any, dict[str, Any]]:
    """The design and its template as data."""
    compiled = compile_text(DESIGN)
    compiled.finish()
    assert not compiled.has_errors, [d.message for d in compiled.diagnostics]
    return compiled.design, load(yaml.emit(compiled.stack))


BASE = template()


def resources(body: dict[str, Any], type_: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The resources of a type with their properties."""
    for key, resource in body["Resources"].items():
        if resource["Type"] == type_:
            yield key, resource["Properties"]


def statements(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The statements of all roles."""
    for _, role in resources(body, "AWS::IAM::Role"):
        for policy in role.get("Policies", []):
            yield from policy["PolicyDocument"]["Statement"]


def narrow(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The statements of roles that name a resource."""
    return (one for one in statements(body) if one["Resource"] != "*")


Change = Callable[[Any], None]


def each(found: Callable[[dict[str, Any]], Iterator[Any]], change: Change) -> list[Any]:
    """The same change at every place, one template each."""
    _, body = BASE
    return [(found, number, change) for number, _ in enumerate(found(body))]


def permissions(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Permissions of functions that are for a service."""
    found = resources(body, "AWS::Lambda::Permission")
    return (given for _, given in found if given["Principal"] != "*")


def anybody(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Permissions of functions that are for everybody."""
    found = resources(body, "AWS::Lambda::Permission")
    return (given for _, given in found if given["Principal"] == "*")


def roles(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The roles."""
    return (given for _, given in resources(body, "AWS::IAM::Role"))


def routes(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The routes."""
    return (given for _, given in resources(body, "AWS::ApiGatewayV2::Route"))


def integrations(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The integrations."""
    return (given for _, given in resources(body, "AWS::ApiGatewayV2::Integration"))


def put(key: str, value: Any) -> Change:
    """Writes another value."""

    def change(given: dict[str, Any]) -> None:
        assert given.get(key) != value, "the change changes nothing"
        given[key] = value

    return change


def drop(key: str) -> Change:
    """Leaves something out."""
    return lambda given: given.pop(key)


def one_action_more(given: dict[str, Any]) -> None:
    given["Action"] = [*given["Action"], "dynamodb:DeleteTable"] if isinstance(
        given["Action"], list) else [given["Action"], "dynamodb:DeleteTable"]  # fmt: skip


def one_action_less(given: dict[str, Any]) -> None:
    if isinstance(given["Action"], list) and len(given["Action"]) > 1:
        given["Action"] = given["Action"][1:]
    else:
        given["Action"] = "sts:GetCallerIdentity"


def trust(service: Any) -> Change:
    """Lets somebody else take on a role."""

    def change(given: dict[str, Any]) -> None:
        given["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] = service

    return change


def wide(given: dict[str, Any]) -> None:
    given["Resource"] = {"Fn::Sub": "arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/*"}


API = "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}"
MUTATIONS = {
    "permission without SourceArn": each(permissions, drop("SourceArn")),
    "permission for any API": each(permissions, put("SourceArn", {"Fn::Sub": f"{API}:*/*/GET/x"})),
    "permission for any route": each(
        permissions, put("SourceArn", {"Fn::Sub": API + ":${Api}/*/*/nowhere"})
    ),
    "permission for everybody": each(permissions, put("Principal", "*")),
    "permission for another service": each(permissions, put("Principal", "sns.amazonaws.com")),
    "permission for another action": each(permissions, put("Action", "lambda:GetFunction")),
    "permission on another function": each(permissions, put("FunctionName", {"Ref": "Bill"})),
    "permission on the function behind the alias": each(
        permissions, put("FunctionName", {"Ref": "Store"})
    ),
    "address without its type": each(anybody, put("Action", "lambda:GetFunction")),
    "address of another function": each(anybody, put("FunctionName", {"Ref": "Bill"})),
    "role with one action more": each(statements, one_action_more),
    "role with one action less": each(statements, one_action_less),
    "role with every action": each(statements, put("Action", "dynamodb:*")),
    "role with all resources": each(narrow, put("Resource", "*")),
    "role with all tables": each(statements, wide),
    "role on another table": each(
        statements, put("Resource", {"Fn::GetAtt": ["Ledger", "DBInstanceArn"]})
    ),
    "role with a name for an ARN": each(statements, put("Resource", {"Ref": "Orders"})),
    "role under a condition": each(
        statements, put("Condition", {"StringEquals": {"aws:RequestedRegion": "us-east-1"}})
    ),
    "role with a denial": each(statements, put("Effect", "Deny")),
    "role for another service": each(roles, trust({"Service": "events.amazonaws.com"})),
    "role for everybody": each(roles, trust({"AWS": "*"})),
    "role without policies": each(roles, drop("Policies")),
    "route to nowhere": each(routes, put("Target", "integrations/none")),
    "route of another path": each(routes, put("RouteKey", "PUT /elsewhere")),
    "integration of another function": each(
        integrations, put("IntegrationUri", {"Fn::GetAtt": ["Bill", "Arn"]})
    ),
}


def is_seen(design: Any, broken: dict[str, Any]) -> bool:
    """Whether the proof fails; a name that leads nowhere is a KeyError."""
    try:
        prove(Proof(design, broken))
    except (AssertionError, KeyError):
        return True
    return False


def test_the_template_is_in_order() -> None:
    design, body = BASE
    prove(Proof(design, body))


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_is_found(name: str) -> None:
    design, body = BASE
    assert MUTATIONS[name], "there is nothing to change"
    for found, number, change in MUTATIONS[name]:
        broken = copy.deepcopy(body)
        change(list(found(broken))[number])
        assert is_seen(design, broken), f"nobody saw number {number}"


@pytest.mark.parametrize(
    "type_", ["AWS::Lambda::Permission", "AWS::IAM::Role", "AWS::ApiGatewayV2::Route"]
)
def test_a_lost_resource_is_found(type_: str) -> None:
    design, body = BASE
    for key, _ in list(resources(body, type_)):
        broken = copy.deepcopy(body)
        del broken["Resources"][key]
        assert is_seen(design, broken), f"nobody missed {key}"


def test_a_policy_of_a_role_counts_wherever_it_stands() -> None:
    design, body = BASE
    broken = copy.deepcopy(body)
    document = {"Statement": {"Effect": "Allow", "Action": "dynamodb:DeleteItem",
                              "Resource": {"Fn::GetAtt": ["Prices", "Arn"]}}}  # fmt: skip
    broken["Resources"]["More"] = {
        "Type": "AWS::IAM::Policy",
        "Properties": {"Roles": [{"Ref": "BillRole"}], "PolicyDocument": document},
    }
    with pytest.raises(AssertionError, match="no arrow explains dynamodb:DeleteItem"):
        prove(Proof(design, broken))


def test_an_arrow_that_is_not_in_the_template_is_found() -> None:
    design, body = BASE
    arrow = next(r for r in design.relations if r.text == "store -> bill")
    prices = design.components["prices"]
    drawn = arrow._replace(target=prices, verb=prices.offered()[2])
    more = design._replace(relations=(*design.relations, drawn))
    with pytest.raises(AssertionError, match=r"dynamodb:DeleteItem .* is not allowed"):
        prove(Proof(more, body))


def test_a_verb_that_is_in_no_table_is_found() -> None:
    design, body = BASE
    arrow = next(r for r in design.relations if r.text == "store -> bill")
    drawn = arrow._replace(verb=arrow.verb._replace(name="polish"))
    more = design._replace(relations=(*design.relations, drawn))
    with pytest.raises(AssertionError, match=r"function.toml, as \[\[polish\]\]"):
        prove(Proof(more, body))
