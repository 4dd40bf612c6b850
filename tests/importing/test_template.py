"""Functions, parameters, conditions and mappings: what is known is worked out, the rest is not."""

from __future__ import annotations

from typing import Any

import pytest

from archc.foreign import Given, Item, Pseudo, Reference, Template, Text, Unknown, Zone
from archc.importers.cloudformation.document import read
from archc.importers.cloudformation.template import template
from archc.source import Source

HEAD = """\
Parameters:
  Stage: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Size: {Type: Number, Default: 3}
  Names: {Type: CommaDelimitedList, Default: "a, b"}
  Key: {Type: AWS::EC2::KeyPair::KeyName}
  Image: {Type: "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", Default: /aws/image}
Mappings:
  ByStage:
    dev: {Type: t3.micro}
    prod: {Type: m7i.large}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsDev: !Not [!Condition IsProd]
  Both: !And [!Condition IsProd, !Condition IsDev]
  Either: !Or [!Condition IsProd, !Condition IsDev]
  InEurope: !Equals [!Ref AWS::Region, eu-west-1]
Resources:
  Other: {Type: AWS::SQS::Queue}
  OnlyProd: {Type: AWS::SQS::Queue, Condition: IsProd}
  Maybe: {Type: AWS::SQS::Queue, Condition: InEurope}
"""


def made(text: str, **given: str) -> tuple[Template, list[str]]:
    item, found = read(Source("t.yaml", text))
    assert item is not None, found
    whole, mistakes = template(item, given)
    return whole, [one.name for one in mistakes]


def data(item: Item | None) -> Any:
    value = item.value if item is not None else None
    if isinstance(value, dict):
        return {key: data(entry.item) for key, entry in value.items()}
    return [data(one) for one in value] if isinstance(value, list) else value


def value(written: str, **given: str) -> Any:
    text = f"{HEAD}  It:\n    Type: AWS::SQS::Queue\n    Properties:\n      P: {written}\n"
    whole, mistakes = made(text, **given)
    assert mistakes == []
    return data(whole.resources["It"].properties.get("P"))


def test_a_thousand_conditions_that_need_each_other_are_no_crash() -> None:
    chain = "".join(f"  C{n}: !Not [!Condition C{n + 1}]\n" for n in range(1000))
    text = f"Conditions:\n{chain}  C1000: !Equals [a, a]\nResources:\n"
    whole, mistakes = made(text + "  Jobs: {Type: AWS::SQS::Queue, Condition: C0}\n")
    assert mistakes == []
    assert set(whole.resources) == {"Jobs"}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("!Ref Stage", "dev"),
        ("!Ref Size", "3"),
        ("!Ref Names", ["a", "b"]),
        ("!Ref Key", Given("Key")),
        ("!Ref Image", Given("Image")),
        ("!Ref Other", Reference("Other")),
        ("!Ref AWS::Region", Pseudo("AWS::Region")),
        ("!Ref AWS::NoValue", None),
        ("!GetAtt Other.Arn", Reference("Other", "Arn")),
        ("!Join [-, [a, !Ref Stage, 1]]", "a-dev-1"),
        ("!Join ['', !Ref Names]", "ab"),
        ("!Join ['', [x, !Ref Other]]", Text(("x", Reference("Other")))),
        ("!Sub 'x-${Stage}'", "x-dev"),
        ("!Sub '${!Literal} ${Other.Arn}'", Text(("${Literal} ", Reference("Other", "Arn")))),
        ("!Sub ['${a}-${Stage}', {a: !Ref Size}]", "3-dev"),
        ("!Sub 'arn:${AWS::Partition}'", Text(("arn:", Pseudo("AWS::Partition")))),
        ("!Select [1, [a, b]]", "b"),
        ("!Select [1, !Ref Names]", "b"),
        ("!Select [1, !GetAZs '']", Zone(1)),
        ("!Select [0, !Split [',', 'a,b']]", "a"),
        ("!FindInMap [ByStage, !Ref Stage, Type]", "t3.micro"),
        ("!If [IsProd, a, b]", "b"),
        ("!If [IsProd, a, !Ref AWS::NoValue]", None),
        ("!If [Either, a, b]", "a"),
        ("!If [Both, a, b]", "b"),
        ("[x, !If [IsProd, a, !Ref AWS::NoValue]]", ["x"]),
        ("!Base64 {'Fn::Sub': 'echo ${Stage}'}", "echo dev"),
        ("!Cidr [10.0.0.0/16, 2, 8]", ["10.0.0.0/24", "10.0.1.0/24"]),
        ("!Select [1, !Cidr [10.0.0.0/16, 4, 12]]", "10.0.16.0/20"),
        ("!ToJsonString {a: [1, !Ref Stage]}", '{"a":[1,"dev"]}'),
        ("!Length [a, b]", 2),
    ],
)
def test_functions(written: str, expected: Any) -> None:
    assert value(written) == expected


@pytest.mark.parametrize(
    "written",
    ["!ImportValue x", "!If [InEurope, a, b]", "!Transform {Name: x}", "!Ref OnlyProd"],
)
def test_what_only_aws_knows_is_not_guessed(written: str) -> None:
    assert isinstance(value(written), Unknown)


def test_parameters_can_be_given() -> None:
    assert value("!If [IsProd, a, b]", Stage="prod") == "a"
    assert value("!FindInMap [ByStage, !Ref Stage, Type]", Stage="prod") == "m7i.large"


def test_conditions_decide_what_is_there() -> None:
    assert set(made(HEAD)[0].resources) == {"Other", "Maybe"}
    assert set(made(HEAD, Stage="prod")[0].resources) == {"Other", "Maybe", "OnlyProd"}


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        ("  It: {Type: AWS::SQS::Queue, Properties: {P: !Ref Othr}}", "unknown_reference"),
        ("  It: {Type: AWS::SQS::Queue, Properties: {P: !GetAtt Othr.Arn}}", "unknown_reference"),
        ("  It: {Type: AWS::SQS::Queue, Properties: {P: !Sub '${Othr}'}}", "unknown_reference"),
        ("  It: {Type: AWS::SQS::Queue, DependsOn: Othr}", "unknown_reference"),
        ("  It: {Type: AWS::SQS::Queue, Condition: IsPrd}", "unknown_reference"),
        ("  It: {Type: AWS::SQS::Queue, Properties: {P: !Join [a]}}", "wrong_function"),
        ("  It: {Type: AWS::SQS::Queue, Properties: {P: !Select [9, [a]]}}", "wrong_function"),
        ("  It: {Type: AWS::SQS::Queue, Properties: {P: !Cidr [x, 1, 8]}}", "wrong_function"),
        ("  It: {Type: AWS::SQS::Queue, Properties: {P: !FindInMap [A, b, c]}}", "wrong_function"),
        ("  It: {Properties: {}}", "no_template"),
        ("  It: {Type: AWS::SQS::Queue, Properties: [a]}", "no_template"),
        ("Outputs: {A: {}}", "no_template"),
        ("Outputs: {A: {Value: !Ref Othr}}", "unknown_reference"),
    ],
)
def test_what_cloudformation_refuses_is_said(lines: str, name: str) -> None:
    assert made(f"{HEAD}{lines}\n")[1] == [name]


def test_a_value_outside_its_bounds_is_said() -> None:
    assert made(HEAD, Stage="test")[1] == ["parameter_out_of_bounds"]


def test_conditions_in_a_circle_are_said() -> None:
    text = "Conditions: {A: !Not [!Condition B], B: !Not [!Condition A]}\n"
    text += "Resources: {It: {Type: AWS::SQS::Queue, Condition: A}}\n"
    whole, mistakes = made(text)
    assert mistakes == ["reference_circle"]
    assert set(whole.resources) == {"It"}


@pytest.mark.parametrize("text", ["a: 1\n", "Resources: 3\n", "- a\n", "Resources: {}\n"])
def test_what_is_no_template(text: str) -> None:
    assert "no_template" in made(text)[1]
