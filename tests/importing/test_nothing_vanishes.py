"""Nothing of a template vanishes silently: each value is built again, told of, or said otherwise.

Templates by others lie beside the project and are no part of it; the project's own are read
without the intent that they carry, as if somebody else had written them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from archc.diagnostics import Diagnostic
from archc.importers.cloudformation import read
from archc.importers.cloudformation.built import built
from archc.importers.cloudformation.carry import ASIDE, OWN_WORDS
from archc.importers.cloudformation.document import read as read_document
from archc.importers.cloudformation.pairs import Pairs
from archc.importers.cloudformation.sam import expanded
from archc.importers.cloudformation.schema import usual
from archc.importers.cloudformation.template import template
from archc.importers.cloudformation.translate import translate
from archc.source import Source
from archc.syntax.printing import printed
from tests.designs import GRAMMAR, compile_file
from tests.importing.test_others import OTHERS, SUFFIXES
from tests.importing.test_roundtrip import EXAMPLES
from tests.importing.test_roundtrip import template as template_of

# What becomes a part of something else, and by what.
WITHIN = {
    "AWS::Lambda::Permission": "the arrow of the caller",
    "AWS::SNS::Subscription": "the arrow of the topic",
    "AWS::IAM::Policy": "the lines of its role",
    "AWS::IAM::RolePolicy": "the lines of its role",
    "AWS::IAM::ManagedPolicy": "the lines of its role",
    "AWS::Events::Rule": "a schedule, where it keeps time",
    "AWS::SQS::QueuePolicy": "the policy of the queue, of which there is one",
    "AWS::EC2::NetworkInterface": "the server that it is plugged into",
}


class Count(NamedTuple):
    """Values of resources, by what became of them."""

    built: int
    told: int
    otherwise: int
    lost: Counter[tuple[str, str]]

    @property
    def all(self) -> int:
        return self.built + self.told + self.otherwise + self.lost.total()

    def plus(self, other: Count) -> Count:
        first = (mine + theirs for mine, theirs in zip(self[:3], other[:3], strict=True))
        return Count(*first, self.lost + other.lost)


NOTHING = Count(0, 0, 0, Counter())


def counted(path: str, text: str) -> Count:
    source = Source(path, text)
    tree, found = read(source, GRAMMAR)
    document, _ = read_document(source)
    if document is None:
        return NOTHING
    whole = template(expanded(document))[0]
    came = built(tree, source)
    if came.resources is None:
        return NOTHING
    read_back = translate(whole, source, "design").whole
    pairs = Pairs(read_back, came.resources, came.design)
    count = NOTHING
    for one in whole.resources.values():
        leaves = pairs.leaves(one.properties)
        other = pairs.made(read_back.found[one.id]) if one.id in read_back.found else None
        made = pairs.leaves(other.properties) if other is not None else Counter()
        left = leaves - made
        told = Counter(dict(_told(one.id, left, found)))
        left -= told
        spelled = Counter(
            {path: n for path, n in left.items() if _otherwise(one.type, path, paired=bool(other))}
        )
        left -= spelled
        lost = Counter({(one.type, path[0]): 0 for path in left})
        for where, number in left.items():
            lost[one.type, where[0]] += number
        kept = leaves.total() - left.total() - told.total() - spelled.total()
        count = count.plus(Count(kept, told.total(), spelled.total(), lost))
    return count


def _told(
    id_: str, left: Counter[tuple[str, ...]], found: list[Diagnostic]
) -> Iterator[tuple[tuple[str, ...], int]]:
    """What findings name: a whole resource, or one of its properties."""
    about = [one for one in found if one.message.startswith(f"'{id_}' ")]
    is_left_out = any(one.code in ("CFN121", "CFN122") for one in about)
    said = " ".join(one.message for one in about if one.code == "CFN120")
    for path, number in left.items():
        if is_left_out or re.search(rf"\b{re.escape(path[0])}\b", said):
            yield path, number


def _otherwise(type_: str, path: tuple[str, ...], *, paired: bool) -> bool:
    """Whether the design says the same in words of its own."""
    if not paired:
        return type_ in WITHIN
    return bool(
        ASIDE & set(path)
        or path[0] in OWN_WORDS.get(type_, ())
        or usual(type_, path[:-1]) == path[-1]
        or path[-1] in ("", "false")
    )


def bounded(name: str, count: Count, least: float, capsys: pytest.CaptureFixture[str]) -> None:
    share = 100 * (1 - count.lost.total() / count.all)
    with capsys.disabled():
        print(
            f"\n{name}: of {count.all} values {count.built} are built again, {count.told} told of, "
            f"{count.otherwise} said otherwise: {share:.2f} %"
        )
        for (type_, key), number in sorted(count.lost.items()):
            print(f"  {number} {type_} {key}")
    assert share >= least


@pytest.mark.skipif(not OTHERS.is_dir(), reason="no templates by others beside it")
def test_nothing_of_templates_by_others_vanishes(capsys: pytest.CaptureFixture[str]) -> None:
    count = NOTHING
    for path in sorted(path for path in OTHERS.rglob("*") if path.suffix in SUFFIXES):
        count = count.plus(counted(path.name, path.read_text(encoding="utf-8")))
    assert count.all > 5000
    bounded("templates by others", count, 99, capsys)


def test_nothing_of_our_own_templates_vanishes(capsys: pytest.CaptureFixture[str]) -> None:
    count = NOTHING
    for path in EXAMPLES:
        one = compile_file(path)
        if len(one.stacks) == 1:
            count = count.plus(counted(path.name, _without_intent(template_of(one))))
    assert count.all > 1000
    bounded("our own templates", count, 99, capsys)


def _without_intent(text: str) -> str:
    return re.sub(r"(?ms)^Metadata:\n.*?(?=^\w)", "", text)


@pytest.mark.parametrize(
    ("property_", "shown"),
    [
        ("QueueName: !Sub '${AWS::StackName}-x'", 'QueueName: "${aws.stack}-x"'),
        ("RedriveAllowPolicy: {redrivePermission: denyAll}", 'redrivePermission: "denyAll"'),
        ("Tags: [{Key: a, Value: !Ref AWS::Region}]", 'Key: "a", Value: aws.region'),
    ],
)
def test_what_no_kind_takes_is_an_override(property_: str, shown: str) -> None:
    text = "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n    Properties:\n"
    tree, found = read(Source("x.yaml", f"{text}      {property_}\n"), GRAMMAR)
    assert found == []
    assert "override jobs {" in printed(tree)
    assert shown in printed(tree)


def imported(text: str) -> tuple[str, list[str]]:
    """The design in a template as text, and what is told."""
    tree, found = read(Source("x.yaml", text), GRAMMAR)
    return printed(tree), [f"{one.code} {one.message}" for one in found]


ROLE = """\
Parameters: {{Org: {{Type: String}}}}
Resources:
  Keep: {{Type: AWS::S3::Bucket}}
  Worker:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {{Effect: Allow, Principal: {{Service: lambda.amazonaws.com}}, Action: sts:AssumeRole{trust}}}
      Policies:
        - PolicyName: a
          PolicyDocument:
            Statement:
              - {{Effect: {effect}, Action: s3:GetObject, Resource: !Sub "${{Keep.Arn}}/*"{more}}}
"""


def role(more: str = "", effect: str = "Allow", trust: str = "") -> str:
    return ROLE.format(more=more and f", {more}", effect=effect, trust=trust and f", {trust}")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (role("Condition: {StringEquals: {aws:PrincipalOrgID: o-1}}"),
         '{ StringEquals: { "aws:PrincipalOrgID": "o-1" } }'),
        (role("Condition: {StringEquals: {aws:PrincipalOrgID: !Ref Org}}"),
         '{ StringEquals: { "aws:PrincipalOrgID": "${org}" } }'),
        (role("Condition: {Bool: {aws:SecureTransport: false}}", effect="Deny"),
         'deny: s3:GetObject on keep when [{ Bool: { "aws:SecureTransport": no } }]'),
        (role(trust="Condition: {StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}}"),
         'trust_when: { StringEquals: { "aws:SourceAccount": "${aws.account}" } }'),
    ],
)  # fmt: skip
def test_a_right_keeps_its_conditions(text: str, shown: str) -> None:
    design, told = imported(text)
    assert [one for one in told if not one.startswith("PRM502")] == []  # not each needs its 'Org'
    assert shown in design
    assert "override" not in design


@pytest.mark.parametrize(
    "text",
    [
        role("Condition: {StringEquals: {aws:PrincipalOrgID: !ImportValue o}}"),
        role("NotResource: 'arn:aws:s3:::other'", effect="Deny"),
        role("Condition: {StringEquals: {aws:PrincipalArn: !GetAtt Keep.DomainName}}"),
    ],
)
def test_a_right_that_no_line_can_say_allows_no_more(text: str) -> None:
    design, told = imported(text)
    bare = [line for line in design.splitlines() if "allow: s3:GetObject on keep" in line]
    assert not any("when" not in line for line in bare)
    assert "override worker" in design or any("Policies" in one for one in told)


def test_a_denial_of_which_nobody_knows_when_it_holds_always_does() -> None:
    more = "Condition: {StringEquals: {aws:PrincipalOrgID: !ImportValue o}}"
    design, told = imported(role(more, effect="Deny"))
    assert (
        'deny: s3:GetObject on keep when [{ StringLikeIfExists: { "aws:userid": "*" } }]' in design
    )
    assert any("Policies" in one for one in told)


OTHER = "Resources:\n  News:\n    Type: AWS::SNS::Topic\n"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("!Ref News", "news.arn"),
        ("!GetAtt News.TopicArn", "news.arn"),
        ("!Sub '${News}/${AWS::Region}'", '"${news.arn}/${aws.region}"'),
        ("!Join ['-', [a, !Ref AWS::AccountId]]", '"a-${aws.account}"'),
        ("!Select [2, !Split ['/', !Ref AWS::StackId]]", "aws.stack_guid"),
        ("!Ref AWS::StackName", "aws.stack"),
    ],
)
def test_outputs_come_in(value: str, shown: str) -> None:
    design, told = imported(f"{OTHER}Outputs:\n  A: {{Value: {value}}}\n")
    assert (f"output a: {shown}\n" in design, told) == (True, [])


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("Outputs:\n  A: {Value: !ImportValue x}\n", "the output 'A'"),
        ("Outputs:\n  A: {Value: !Ref News, Export: {Name: x}}\n", "the export of the output 'A'"),
        ("  More: {Type: AWS::SNS::Topic, Condition: C}\n"
         "Conditions: {C: !Equals [a, b]}\n", "the resource 'More'"),
        ("  More: {Type: AWS::SNS::Topic, Condition: C}\n"
         "Conditions: {C: !Equals [!Ref AWS::Region, b]}\n", "the condition of the resource 'More'"),
        ("  S: {Type: AWS::SNS::Subscription, Properties: {TopicArn: !Ref News, Protocol: email, "
         "Endpoint: !Ref To}}\nParameters: {To: {Type: String, MinLength: 3}}\n",
         "the bound 'To.MinLength'"),
    ],
)  # fmt: skip
def test_what_no_design_says_is_told(more: str, told: str) -> None:
    _, found = imported(OTHER + more)
    assert f"CFN120 the design is without {told}" in found


def test_what_stands_beside_properties_comes_in() -> None:
    design, told = imported(
        "Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    DeletionPolicy: Retain\n"
        "    DependsOn: Jobs\n"
        "  Jobs: {Type: AWS::SQS::Queue, DependsOn: Keep, UpdateReplacePolicy: Retain}\n"
        "  Keep: {Type: AWS::S3::Bucket, DeletionPolicy: Retain, UpdateReplacePolicy: Retain}\n"
    )
    assert "  after: jobs\n  on_delete: keep\n}" in design
    assert "bucket keep { on_delete: keep }" in design
    assert told == [
        "CFN120 'Jobs' of type AWS::SQS::Queue says DependsOn, UpdateReplacePolicy, "
        "and the design does not"
    ]


GROUP = """\
Resources:
  Net: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Door:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: The door
      VpcId: !Ref Net
      SecurityGroupEgress:
        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, DestinationPrefixListId: pl-0123456789}
  Apart:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: {GroupId: !Ref Door, IpProtocol: tcp, FromPort: 80, ToPort: 80, SourcePrefixListId: pl-0123456789}
"""


def test_a_rule_for_whom_there_is_no_word_is_kept() -> None:
    design, told = imported(GROUP)
    assert told == []
    assert "outbound" not in design  # nothing is proved of it
    assert 'DestinationPrefixListId: "pl-0123456789"' in design
    assert 'SourcePrefixListId: "pl-0123456789"' in design
