"""Raw resources: types drawn from the schemas are read, checked, emitted and taken by cfn-lint.

`ARCHC_RESOURCES=500` in the environment draws so many instead of fifty.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

import diagrams
import pytest

from archc import icons
from archc.compiler import Compilation
from archc.component import Intrinsic
from archc.diagnostics import Severity
from archc.emit import yaml
from archc.emit.drawio import emit as drawio
from archc.emit.svg import emit as svg
from archc.schemas import Schema, Unavailable, files, known_types, schema
from archc.schemas.check import _compiled, _explodes
from archc.schemas.demands import demands
from archc.stack.properties import address, merged
from archc.verify import verify
from tests.designs import ROOT, compile_text
from tests.importing.test_roundtrip import findings, imported, resources, template
from tests.instances import HEAD, Instance, Maker, Name, matching, spelled

NUMBER = int(os.environ.get("ARCHC_RESOURCES", "50"))
SEED = 2026
REGION = "us-east-1"


def drawn() -> tuple[list[Instance], Maker]:
    types = Random(SEED).sample(sorted(known_types()), NUMBER)
    maker = Maker(SEED)
    found = [schema(type_, REGION) for type_ in types]
    return [maker.instance(f"r{n}", one) for n, one in enumerate(found) if one is not None], maker


INSTANCES, MAKER = drawn()
TOGETHER = INSTANCES[:400]  # as many as a template takes, with room
each = pytest.mark.parametrize("instance", INSTANCES, ids=lambda instance: instance.type)


def errors(compiled: Compilation) -> list[tuple[str, str, str]]:
    """Code, text at the place and message of every error that stops the template."""
    return [
        (d.code, d.span.text if d.span else "", d.message) for d in compiled.diagnostics if d.stops
    ]


def said(instance: Instance) -> list[tuple[str, str, str]]:
    return errors(compile_text(HEAD + instance.text))


@pytest.fixture(scope="module")
def whole() -> Compilation:
    return compile_text(HEAD + "".join(instance.text for instance in TOGETHER))


def test_instances_are_made_and_mostly_literal() -> None:
    assert len(INSTANCES) == NUMBER
    assert MAKER.unknown < MAKER.texts / 4
    assert sum(bool(instance.properties) for instance in INSTANCES) > NUMBER * 0.8


@each
def test_a_valid_instance_is_taken(instance: Instance) -> None:
    assert said(instance) == []


def test_every_type_has_a_valid_instance() -> None:
    maker = Maker(SEED)
    # What AWS demands beyond the schemas, no instance that is made of them has.
    found = [schema(type_, REGION) for type_ in known_types() if not demands(type_)]
    made = [maker.instance(f"r{n}", one) for n, one in enumerate(found) if one is not None]
    assert len(made) > 1800
    for first in range(0, len(made), 100):
        text = "".join(instance.text for instance in made[first : first + 100])
        assert errors(compile_text(HEAD + text)) == []


def test_they_are_emitted_as_written(whole: Compilation) -> None:
    assert not whole.has_errors
    for instance in TOGETHER:
        resource = whole.stack.resources[instance.name.title()]
        assert resource.type == instance.type
        written = resource.body.get("Properties", {})
        assert list(written)[: len(instance.properties)] == list(instance.properties)
        for name, value in instance.properties.items():
            assert same(value, written[name]), (instance.type, name)


def same(value: Any, written: Any) -> bool:
    """Whether what was written in the design is what stands in the template."""
    if isinstance(value, Name):
        return hasattr(written, "argument")
    if isinstance(value, dict):
        # Tags of the design are laid below a map of tags.
        return all(key in written and same(value[key], written[key]) for key in value)
    if isinstance(value, list):
        return len(value) == len(written) and all(map(same, value, written))
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value < 0:
        return str(value) == written
    return value == getattr(written, "argument", written) or value == written


# What cfn-lint knows beside the schemas: types of servers, numbers of subnets, services that ended.
BESIDE = ("cfn-lint E36", "cfn-lint E37") if NUMBER > 50 else ()


def test_cfn_lint_takes_them(whole: Compilation) -> None:
    [stack] = whole.stacks
    found = verify(yaml.emit(stack), stack, whole.design)
    wrong = [d for d in found if d.severity is Severity.ERROR and not d.code.startswith(BESIDE)]
    assert [f"{d.code} {d.message}" for d in wrong] == []


def without_intent(text: str) -> str:
    """A template without the statements of the design that it was made of."""
    head, _, rest = text.partition("\nMetadata:\n  Design: |\n")
    kept = rest.split("\n")
    while kept and (kept[0].startswith("    ") or not kept[0]):
        del kept[0]
    return "\n".join([head, "", *kept])


@each
@pytest.mark.parametrize("strip", [False, True], ids=["with intent", "without intent"])
def test_a_resource_comes_back(instance: Instance, strip: bool, tmp_path: Path) -> None:
    one = compile_text(HEAD + instance.text)
    text = template(one)
    other = imported(without_intent(text) if strip else text, tmp_path)
    # The tags of the design are tags of its resources now, nobody says whose they are; and in a
    # template is judged what values at random mean: references, needs and policies.
    expected = ("GEN971", "CFN117", "CFN124", "CFN126")
    assert {f for f in findings(other) - findings(one) if f[0] not in expected} == set()
    back, there = other.design.components[instance.name], one.design.components[instance.name]
    assert back.type == there.type == instance.type
    assert set(instance.properties) <= set(back.properties)
    again = template(other)
    if strip:
        assert resources(again) == resources(text)
    else:
        assert again == text


def test_they_are_drawn(whole: Compilation) -> None:
    for picture in (drawio(whole.pages).decode(), svg(whole.drawing).decode()):
        for instance in INSTANCES[:5]:
            assert instance.name in picture


# Mutations: each is found, and at its place.


def with_properties(instance: Instance, properties: Mapping[str, Any]) -> Instance:
    return instance._replace(properties=properties)


Mutant = tuple[str, Instance, str, str]


def mutants(instance: Instance) -> Iterator[Mutant]:
    """What is done, the mutant, the code of the finding and the text at its place."""
    known = schema(instance.type, REGION)
    assert known is not None
    own = dict(instance.properties)
    yield "unknown", with_properties(instance, own | {"Nonsensical": 1}), "RAW501", "Nonsensical"
    for name in own:
        yield from missing(instance, known, name)
        yield from odd_values(instance, known.resolved(known.properties.get(name, {})), name)
    written = (path[0] for path in sorted(known.read_only) if len(path) == 1)
    for name in [name for name in written if name in known.properties][:1]:
        yield "read only", with_properties(instance, own | {name: "text"}), "RAW506", name


def missing(instance: Instance, known: Schema, name: str) -> Iterator[Mutant]:
    own = instance.properties
    if name in known.body.get("required", ()):
        rest = {k: v for k, v in own.items() if k != name}
        yield f"without {name}", with_properties(instance, rest), "RAW505", "type: "
        if f"{name}s" not in known.properties:
            renamed = {f"{k}s" if k == name else k: v for k, v in own.items()}
            yield f"misspelled {name}", with_properties(instance, renamed), "RAW501", f"{name}s"


def odd_values(instance: Instance, node: Mapping[str, Any], name: str) -> Iterator[Mutant]:
    own = dict(instance.properties)
    type_ = node.get("type")

    def mutant(what: str, value: Any, code: str, place: str = "") -> Mutant:
        changed = with_properties(instance, own | {name: value})
        return f"{what} {name}", changed, code, place or spelled(value)

    if type_ in ("string", "integer", "number", "boolean"):
        yield mutant("map in", {"Wrong": 1}, "RAW502")
    if type_ == "array" or (type_ == "object" and node.get("properties")):
        yield mutant("text in", "wrong", "RAW502")
    if type_ == "string" and "enum" in node:
        yield mutant("no choice of", "no such value", "RAW503")
    elif type_ == "string" and node.get("maxLength", 9999) < 500:
        yield mutant("too long", "a" * (node["maxLength"] + 1), "RAW504")
    if (
        own[name]
        and type_ == "object"
        and node.get("additionalProperties") is False
        and node.get("properties")
    ):
        yield mutant("unknown in", own[name] | {"Nonsensical": 1}, "RAW501", '"Nonsensical"')


@each
def test_mutations_are_found_at_their_place(instance: Instance) -> None:
    if schema(instance.type).body.get("patternProperties"):  # type: ignore[union-attr]
        pytest.skip("takes any name")
    number = 0
    for what, mutant, code, place in mutants(instance):
        found = said(mutant)
        assert any(c == code and text.startswith(place) for c, text, _ in found), (what, found)
        number += 1
    assert number


def test_every_way_to_be_wrong_was_tried() -> None:
    codes = {code for instance in INSTANCES for _, _, code, _ in mutants(instance)}
    assert codes == {f"RAW50{n}" for n in range(1, 7)}


# What is lenient, and what is safe.


@pytest.mark.parametrize(
    "properties",
    [
        'TopicName: "${role.id}-x"',
        "TopicName: role.arn; FifoTopic: anything",
        'FifoTopic: "true"; ContentBasedDeduplication: yes',
        "Tags: none",
        'DataProtectionPolicy: { Name: "x", "any-key": [1, { deep: [yes] }] }',
    ],
)
def test_what_is_known_only_later_is_believed(properties: str) -> None:
    text = (
        "architecture lab\nparam anything: text = a\nrole role { trust: ec2 }\n"
        f'resource t {{ type: "AWS::SNS::Topic"; {properties} }}\n'
    )
    assert errors(compile_text(text)) == []


def test_numbers_may_be_written_as_texts_but_not_texts_as_numbers() -> None:
    group = (
        "architecture lab\nvpc net { tier edge { public } }\n"
        'resource rule { type: "AWS::EC2::SecurityGroupIngress"; GroupId: door.id; '
        'IpProtocol: %s; FromPort: "-1"; ToPort: "-1"; CidrIp: "10.0.0.0/8" }\n'
        "security_group door in net { inbound: icmp from internet }\n"
    )
    assert errors(compile_text(group % '"icmp"')) == []
    [(code, place, _)] = errors(compile_text(group % "1"))
    assert (code, place) == ("RAW502", "1")


HOSTILE = [
    '__class__: "x"',
    'Nodes: { "__class__": { "__init__": 1 }, "a: b": "{{ 7*7 }}", "{% x %}": "!Ref x" }',
    "Nodes: " + "[" * 25 + "1" + "]" * 25,
    "Nodes: [" + ", ".join(["1"] * 20_000) + "]",
    "Nodes: " + "9" * 5000,
    'Tags: { "x": "\\${AWS::AccountId}", "- y": "# no comment", "": "&a *a" }',
]


@pytest.mark.parametrize("written", HOSTILE, ids=lambda text: text[:30])
def test_whatever_is_written_is_data(written: str) -> None:
    compiled = compile_text(
        f'architecture lab\nresource r {{ type: "AWS::DAX::Cluster"; {written} }}\n'
    )
    assert errors(compiled)  # DAX needs more than this
    free = compile_text(
        'architecture lab\nresource r { type: "Custom::Thing"; ServiceToken: "arn:x"; '
        f"{written.replace('__class__: ', 'Class: ')} }}\n"
    )
    if not free.has_errors:
        text = yaml.emit(free.stack).decode()
        import yaml as reader

        class Loader(reader.SafeLoader):
            """Knows CloudFormation's functions."""

        Loader.add_multi_constructor("!", lambda _l, _s, node: f"!{node.value}")
        read = reader.load(text, Loader)
        assert list(read["Resources"]) == ["R"]
        assert {"49", 49}.isdisjoint(map(str, read["Resources"]["R"]["Properties"].values()))


def test_a_pattern_cannot_be_made_slow() -> None:
    for slow in ("(a+)+$", "([a-z]+)*$", "(a|a)*$", "(a*){2,}$", r"^(\w+\s?)*$"):
        assert _explodes(slow)
        assert _compiled(slow) is None
    for fast in (
        r"^[a-z][a-z0-9-]{2,63}$",
        r"^arn:aws[a-z-]*:\w+:\d{12}(:.*)?$",
        r"\(a+\)*",
        "[(a+)]+",
    ):
        assert _compiled(fast) is not None
    started = time.perf_counter()
    compiled = compile_text(
        'architecture lab\nresource r { type: "AWS::OpenSearchServerless::Collection"; '
        f'Name: "{"a-" * 50_000}!" }}\n'
    )
    assert errors(compiled)
    assert time.perf_counter() - started < 5


def test_generated_texts_fit() -> None:
    assert matching("^[a-z]{3}-[0-9]+(x|y)$", Random(1))
    assert matching(r"\p{L}+", Random(1)) is None


# Functions, values and overrides.


def properties(text: str, logical_id: str) -> Any:
    compiled = compile_text("architecture lab\n" + text)
    compiled.finish()
    assert errors(compiled) == []
    return compiled.stack.resources[logical_id].body["Properties"]


def test_functions_are_maps() -> None:
    found = properties(
        'resource one { type: "AWS::SNS::Topic"; DisplayName: { "Ref": "AWS::Region" } }\n'
        'resource two { type: "AWS::EC2::Subnet"; VpcId: net.id; CidrBlock: "10.0.99.0/24"\n'
        '  AvailabilityZone: { "Fn::Select": [0, { "Fn::GetAZs": { "Ref": "AWS::Region" } }] } }\n'
        "vpc net { tier edge { public } }\n",
        "Two",
    )
    inner = {"Fn::GetAZs": Intrinsic("Ref", "AWS::Region")}
    assert found["AvailabilityZone"] == Intrinsic("Select", [0, inner])


def test_a_circle_through_a_function_is_seen() -> None:
    compiled = compile_text(
        "architecture lab\n"
        'resource one { type: "AWS::SNS::Topic"; DisplayName: { "Fn::GetAtt": ["Two", "TopicArn"] } }\n'
        'resource two { type: "AWS::SNS::Topic"; DisplayName: one.arn }\n'
    )
    compiled.finish()
    assert [code for code, _, _ in errors(compiled)] == ["STK603"]


def test_values_of_a_resource_are_what_aws_sets() -> None:
    text = (
        'resource base { type: "AWS::RDS::DBInstance"; SourceDBInstanceIdentifier: "x" }\n'
        'resource news { type: "AWS::SNS::Topic"; DisplayName: "${base.Endpoint.Address}:1" }\n'
        'resource more { type: "AWS::SNS::Topic"; DisplayName: base.Endpoint.Address }\n'
    )
    assert properties(text, "News")["DisplayName"] == Intrinsic("Sub", "${Base.Endpoint.Address}:1")
    assert properties(text, "More")["DisplayName"] == Intrinsic(
        "GetAtt", ["Base", "Endpoint.Address"]
    )
    [(code, place, _)] = errors(compile_text(f"architecture lab\n{text}output x: base.Endpoints"))
    assert (code, place) == ("NAM109", "base.Endpoints")


def test_a_tier_stands_for_its_subnets_in_a_list() -> None:
    tiers = "vpc net { tier edge { public }; tier data { isolated } }\n"
    group = 'resource rows { type: "AWS::DAX::SubnetGroup"; SubnetIds: %s }\n'
    data = [Intrinsic("Ref", f"DataSubnet{zone}") for zone in "AB"]
    edge = [Intrinsic("Ref", f"EdgeSubnet{zone}") for zone in "AB"]
    assert properties(tiers + group % "data.subnets", "Rows")["SubnetIds"] == data
    both = group % "[edge.subnets, data.subnets]"
    assert properties(tiers + both, "Rows")["SubnetIds"] == edge + data


SHOP = (
    "param size: text = t3.small\nvpc net { tier edge { public } }\ninstance web in edge\n"
    'function look { code: file("hello.py") }\n'
)


def test_an_override_is_laid_over() -> None:
    text = SHOP + (
        'override web { InstanceType: size; MetadataOptions: { HttpEndpoint: "enabled" } }\n'
        "override look { Environment: { Variables: { WEB: web.id } }; Tags: none; MemorySize: 512 }\n"
        'override look.role { Tags: [{ Key: "a", Value: "b" }] }\n'
        "override look { Timeout: 20 }\n"
    )
    assert properties(text, "Web")["InstanceType"] == Intrinsic("Ref", "Size")
    assert properties(text, "Web")["MetadataOptions"]["HttpTokens"] == "required"
    look = properties(text, "Look")
    assert look["Environment"] == {"Variables": {"WEB": Intrinsic("Ref", "Web")}}
    assert (look["MemorySize"], look["Timeout"], "Tags" in look) == (512, 20, False)
    assert properties(text, "LookRole")["Tags"] == [{"Key": "a", "Value": "b"}]
    compiled = compile_text("architecture lab\n" + text)
    assert "Size" in compiled.stack.parameters
    assert [o.target for o in compiled.design.overrides] == ["web", "look", "look", "look"]
    found = verify(yaml.emit(compiled.stack), compiled.stack, compiled.design)
    assert [d.message for d in found if d.severity is Severity.ERROR] == []


@pytest.mark.parametrize(
    ("override", "code", "place"),
    [
        ('override web { Tags: [{ Key: "a" }] }', "STK606", "{ Key: "),
        ("override web { ImageId: look.url_of }", "NAM109", "look.url_of"),
        ("override web { ImageId: nobody }", "NAM102", "nobody"),
        ("override web { ImageId: web }", "STK603", "web"),
        ("override web { SubnetId: 5 }", "STK606", "5"),
        ("override web { Nonsensical: 5 }", "STK606", "Nonsensical"),
        ("override web { PublicIp: 5 }", "STK606", "PublicIp"),
        ("override look { Code: none }", "STK606", "Code"),
        ("override web in edge { SubnetId: 5 }", "NAM110", "edge"),
        ('override web "x" { }', "NAM110", '"x"'),
        ("override web { instance two }", "NAM110", "instance two"),
        ("override web { zone: b }", "NAM103", "zone"),
        ("override look.logs.more { A: 1 }", "STK605", "look.logs.more"),
        ('override net { CidrBlock: "10.1.0.0/16" }\noverride net { CidrBlock: "x" }', "NAM108", "CidrBlock"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_override_is_found_at_its_place(
    override: str, code: str, place: str
) -> None:
    compiled = compile_text(f"architecture lab\n{SHOP}{override}\n")
    found = errors(compiled)
    assert any(c == code and text.startswith(place) for c, text, _ in found), found


# Where schemas cannot be read.


@pytest.fixture
def no_cache() -> Iterator[None]:
    cached = [files._folder, files._regions, files._provided, files._read, files.home_of]
    for one in cached:
        one.cache_clear()
    yield
    for one in cached:
        one.cache_clear()


@pytest.mark.usefixtures("no_cache")
@pytest.mark.parametrize("broken", ["missing", "empty", "moved", "json", "shape"])
def test_schemas_that_cannot_be_read_are_said(
    broken: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if broken == "missing":
        monkeypatch.setattr(files.importlib.util, "find_spec", lambda _name: None)
    else:
        (tmp_path / "data" / "schemas").mkdir(parents=True)
        spec = type("Spec", (), {"origin": str(tmp_path / "__init__.py")})
        monkeypatch.setattr(files.importlib.util, "find_spec", lambda _name: spec)
        if broken != "empty":
            providers = tmp_path / "data" / "schemas" / "providers"
            providers.mkdir()
            content = {
                "moved": '{"AWS::SNS::Topic": "0123"}',
                "json": "{",
                "shape": '{"AWS::SNS::Topic": {"hash": "0123"}}',
            }
            (providers / "us-east-1.json").write_text(content[broken])
    compiled = compile_text('architecture lab\nresource t { type: "AWS::SNS::Topic" }\n')
    [(code, place, message)] = errors(compiled)
    assert (code, place) == ("TYP201", '"AWS::SNS::Topic"')
    assert "cfn-lint" in message


def test_an_unavailable_schema_names_a_remedy() -> None:
    with pytest.raises(Unavailable, match="cannot be read") as caught:
        files._json("resources", "no-such-file")
    assert "pip install" in caught.value.fix


def test_designs_without_raw_resources_do_not_pay() -> None:
    program = (
        "import sys\nfrom archc.cli import main\n"
        f"try: main(['check', {str(ROOT / 'examples' / '01_first_web_server.arch')!r}])\n"
        "except SystemExit: pass\n"
        "print([m for m in sys.modules if m.startswith(('archc.schemas', 'cfnlint', 'archc.icons'))])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT)
    assert ast.literal_eval(ran.stdout.splitlines()[-1]) == []


# Parts, maps and icons.


def test_addresses() -> None:
    assert address("Listener80") == "listener_80"
    assert address("") == ""
    assert address("SubnetARoutes") == "subnet_a_routes"
    assert address("ToOrdersConnect5432") == "to_orders_connect_5432"


def test_maps_are_laid_over_maps() -> None:
    below = {"A": {"x": 1, "y": 2}, "B": [1], "C": 3}
    assert merged(below, {"A": {"y": None, "z": 4}, "B": [2], "C": None, "D": {"e": None}}) == {
        "A": {"x": 1, "z": 4},
        "B": [2],
        "D": {},
    }
    assert below == {"A": {"x": 1, "y": 2}, "B": [1], "C": 3}


def test_every_icon_has_its_picture() -> None:
    pictures = Path(diagrams.__file__).parent.parent / "resources" / "aws"
    assert [
        name for name, icon in icons.SERVICES.items() if not (pictures / icon.image).is_file()
    ] == []
    services = {type_.split("::")[1].lower() for type_ in known_types()}
    assert set(icons.SERVICES) - services == set()
