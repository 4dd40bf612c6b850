"""The examples are correct, their faulty twins are faulty in exactly one way, and both say so."""

from __future__ import annotations

import difflib
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from archc.compiler import Compilation
from archc.diagnostics import Severity
from archc.emit import yaml as template
from tests import designs

HERE = Path(__file__).resolve().parent.parent / "examples"
EXAMPLES = sorted(HERE.glob("*.arch"))
FAULTY = sorted((HERE / "faulty").glob("*.arch"))
README = (HERE / "README.md").read_text(encoding="utf-8")
REGIONS = ("eu-central-1", "us-east-1", "ap-southeast-2")
HEADER = ("Exercise", "Teaches", "Try", "Costs")

# The systems of the course by number, and what a design of each must hold.
SYSTEMS = {
    1: {"instance", "key_pair", "elastic_ip"},
    3: {"load_balancer", "instance"},
    4: {"load_balancer", "instance"},
    5: {"load_balancer", "scaling_group"},
    6: {"load_balancer", "scaling_group"},
    7: {"vpc", "instance"},
    8: {"vpc", "tier", "instance"},
    9: {"security_group", "network_acl", "instance"},
    12: {"website"},
    14: {"http_api", "function"},
    15: {"http_api", "function", "log_group"},
    16: {"website", "http_api", "function"},
    17: {"http_api", "function", "table"},
    30: {"bucket", "function"},
    40: {"instance", "role"},
    18: {"function", "topic", "email", "phone"},
    19: {"http_api", "function", "topic", "table"},
    20: {"topic", "queue", "instance", "scaling_group"},
    21: {"function", "queue"},
    24: {"event_rule", "event_bus", "topic", "function"},
    36: {"table", "function", "queue"},
    41: {"vpc", "peering"},
    42: {"vpn_gateway", "vpn", "office"},
    43: {"transit_gateway", "vpc"},
    44: {"load_balancer", "scaling_group", "database"},
    45: {"nat_instance", "route_table"},
    46: {"vpc_endpoint", "bucket", "queue"},
    47: {"elastic_ip", "egress_only_gateway"},
    48: {"schedule", "function"},
}

# What the `# Try:` line of each example says, and the codes that archc then gives.
TRIES = {
    "01_first_web_server": ("desk -> server : ssh", "desk, visitors -> server : ssh", "SGR401"),
    "03_load_balancer": (" { listen: http 80 }", "", "LBA504"),
    "04_behind_the_balancer": (
        "visitors -> front : http",
        "visitors -> front, one : http",
        "SGR405",
    ),
    "05_scaling_group": ("size: 2..6 desired 3", "size: 2..6 desired 8", "ASG522"),
    "06_three_layers": ("visitors -> front", "visitors -> fornt", "NAM102"),
    "06_web_shop": ("database orders in data", "database orders in edge", "DAT851"),
    "07_custom_vpc": (
        "server -> worker : tcp 8080",
        "server -> worker : tcp 8080\nworker -> internet : https",
        "ROU206",
    ),
    "07_custom_vpc_literal": (
        "route_table private_routes  ",
        "route_table private_routes { route: 0.0.0.0/0 via igw }  ",
        "ROU203",
    ),
    "41_peering": ("cidr: 10.1.0.0/16", "cidr: 10.0.0.0/16", "CON301"),
    "41_peering_literal": (" { route: 10.0.0.0/16 via bridge }", "", "CON302"),
    "41_peering_regions": (
        'peering bridge "Peering" { between: left, right }\n',
        "",
        "SGR408",
    ),
    "42_vpn": ("munich -> berlin : https", "lab -> berlin : https", "SGR408"),
    "43_transit_gateway": (
        "berlin -> two : https",
        "berlin -> two : https\none -> three : https",
        "CON307",
    ),
    "43_transit_gateway_literal": (
        "propagate: shop_link, lab_link",
        "propagate: shop_link",
        "CON307",
    ),
    "45_nat_instance": (
        "type: t3.nano; security: nat_sg",
        "type: t3.nano; security: nat_sg; source_check: yes",
        "ROU209",
    ),
    "46_endpoints": (
        '  vpc_endpoint sqs_door "Endpoint for SQS" in app { service: sqs }\n',
        "",
        "ROU206",
    ),
    "47_addressing": (", http from ::/0", "", "SGR414"),
    "08_nat_gateway": ("nat: one", "nat: none", "ROU206"),
    "09_groups_and_acls": (
        "outbound: 120 allow tcp 1024..65535",
        "outbound: 120 allow tcp 80",
        "NCL451",
    ),
    "12_static_website": ("index: index.html", "index: start.html", "DAT870"),
    "15_api_logs": ("order -> events : write", "order, alert -> events : write", "LAM710"),
    "16_page_and_api": (
        "  throttle: 10/s burst 20\n",
        "  throttle: 10/s burst 20\n  cors: none\n",
        "API754",
    ),
    "14_http_api": ("timeout: 10s", "timeout: 40s", "API753"),
    "17_guestbook": ("visitors -> api\n", "visitors -> api, people\n", "REL401"),
    "30_thumbnails": (
        "{ keep: 30 days }",
        "{ keep: 30 days; public: read }",
        "DAT859",
    ),
    "40_instance_role": ("trust: ec2", "trust: lambda", "IAM905"),
    "18_notify": ("sell -> sales ", "sell -> sales, accounting ", "REL401"),
    "19_split_services": (
        "store_order -> order_book : write",
        "store_order -> order_book : write\nstore_order -> orders",
        "LAM710",
    ),
    "20_fan_out": ("biller -> billing_work : receive", "billing_work -> biller", "REL401"),
    "21_queues": (
        "{ dead_letters: parked after 5 }",
        "{ visibility: 20s; dead_letters: parked after 5 }",
        "LAM703",
    ),
    "24_event_rule": ('state: "terminated"', 'state: "deleted"', "MSG812"),
    "36_table_stream": ("add_up -> totals : write", "add_up -> orders : write", "LAM710"),
    "44_two_tier_internal": ("; slot: 3", "", "NET104"),
    "48_scheduled": ("every: 5min", "every: cron(*/5 * * * *)", "MSG814"),
}


def by_name(path: Path) -> str:
    return path.stem


def split(text: str) -> tuple[list[str], list[str]]:
    """The comment lines that a file begins with, and the design below them."""
    lines = text.splitlines()
    end = next(i for i, line in enumerate(lines) if not line.startswith("#"))
    return lines[:end], lines[end:]


def parts(header: list[str]) -> dict[str, str]:
    """`# Word: text` by word; a line that goes on is indented."""
    found: dict[str, str] = {}
    word = ""
    for line in header:
        begins = re.match(r"# ([A-Z][a-z]+): (.+)", line)
        if begins:
            word = begins[1]
            found[word] = begins[2]
        elif line.startswith("#   ") and word:
            found[word] += " " + line[4:]
    return found


def grave(compiled: Compilation) -> list[str]:
    """The codes of errors and warnings; advice does not count."""
    return sorted({d.code for d in compiled.diagnostics if d.severity is not Severity.ADVICE})


def compile_file(path: Path, change: Callable[[str], str] = str) -> Compilation:
    """A design on disk, its text changed."""
    return designs.compile_file(path, change(path.read_text(encoding="utf-8")))


def row_of(link: str) -> list[str]:
    """The cells of the README's table row that links to a file."""
    [row] = [line for line in README.splitlines() if line.startswith("|") and f"]({link})" in line]
    return [cell.strip() for cell in row.strip("|").split("|")]


def test_there_are_examples_and_twins() -> None:
    assert len(EXAMPLES) >= 10
    assert len(FAULTY) >= 14
    assert {int(path.name[:2]) for path in EXAMPLES} == set(SYSTEMS)


@pytest.mark.parametrize("path", EXAMPLES, ids=by_name)
def test_an_example_says_what_it_is_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    header, _ = split(text)
    said = parts(header)
    assert tuple(said) == HEADER
    assert re.match(r"about (?:[0-9]+ dollars|nothing)", said["Costs"])
    assert re.search(r"archc then says [A-Z]{3}[0-9]{3}", said["Try"])
    assert len(text.splitlines()) < 40
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize("path", EXAMPLES, ids=by_name)
def test_an_example_is_correct(path: Path) -> None:
    compiled = compile_file(path)
    compiled.finish()
    assert grave(compiled) == []


@pytest.mark.parametrize("path", EXAMPLES, ids=by_name)
def test_an_example_holds_what_the_system_of_its_number_holds(path: Path) -> None:
    kinds = {component.word for component in compile_file(path).design.components.values()}
    assert kinds >= SYSTEMS[int(path.name[:2])]


@pytest.mark.parametrize("path", EXAMPLES, ids=by_name)
def test_what_an_example_says_to_try_gives_the_code_it_names(path: Path) -> None:
    old, new, code = TRIES[path.stem]
    text = path.read_text(encoding="utf-8")
    header, _ = split(text)
    said = parts(header)["Try"]
    assert f"archc then says {code}" in said
    shown = said.split("`")[1]
    assert shown in (new or old)

    def change(whole: str) -> str:
        comments, design = split(whole)
        body = "\n".join(design) + "\n"
        assert body.count(old) == 1
        return "\n".join([*comments, body.replace(old, new)])

    assert code in grave(compile_file(path, change))


@pytest.mark.parametrize("path", EXAMPLES, ids=by_name)
def test_an_example_stands_in_the_table(path: Path) -> None:
    number, name, teaches, picture, cost = row_of(path.name)
    header, _ = split(path.read_text(encoding="utf-8"))
    assert int(number) == int(path.name[:2])
    assert f"]({path.name})" in name
    assert teaches
    assert f"(pictures/{path.stem}.png)" in picture
    [in_header] = re.findall(r"about (?:([0-9]+) dollars|nothing)", parts(header)["Costs"])[:1]
    assert cost == (f"about {in_header} $" if in_header else "about nothing")


@pytest.mark.parametrize("path", FAULTY, ids=by_name)
def test_a_twin_gives_exactly_its_codes(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    match = re.fullmatch(r"# faulty: ([A-Z0-9]{6}(?:, [A-Z0-9]{6})*) twin of (\w+\.arch)", first)
    assert match
    assert grave(compile_file(path)) == sorted(match[1].split(", "))


@pytest.mark.parametrize("path", FAULTY, ids=by_name)
def test_a_twin_differs_in_three_lines_at_most(path: Path) -> None:
    header, faulty = split(path.read_text(encoding="utf-8"))
    twin = HERE / header[0].rpartition(" ")[2]
    _, correct = split(twin.read_text(encoding="utf-8"))
    changes = difflib.SequenceMatcher(None, correct, faulty, autojunk=False).get_opcodes()
    different = sum(max(b - a, d - c) for tag, a, b, c, d in changes if tag != "equal")
    assert 1 <= different <= 3
    assert path.name[:2] == twin.name[:2]


@pytest.mark.parametrize("path", FAULTY, ids=by_name)
def test_a_twin_says_its_lesson_and_the_mend_and_stands_in_the_table(path: Path) -> None:
    header, _ = split(path.read_text(encoding="utf-8"))
    said = parts(header[1:])
    assert tuple(said) == ("Lesson", "Mend")
    name, codes, _ = row_of(f"faulty/{path.name}")
    assert f"]({'faulty/' + path.name})" in name
    assert codes == header[0].removeprefix("# faulty: ").partition(" twin of ")[0]


def test_twins_use_the_same_scripts_as_the_examples() -> None:
    faulty = HERE / "faulty"
    copies = [f for f in faulty.rglob("*") if f.suffix in (".sh", ".py", ".html", ".js", ".css")]
    assert copies
    for copy in copies:
        original = HERE / copy.relative_to(faulty)
        assert copy.read_bytes() == original.read_bytes(), copy


@pytest.mark.parametrize("path", sorted((HERE / "setup").glob("*.sh")), ids=by_name)
def test_a_setup_script_is_shell_and_fits(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("#!/bin/bash\n")
    assert len(path.read_bytes()) < 16 * 1024
    subprocess.run(["bash", "-n", str(path)], check=True)


Linter = Callable[[str, str], list[str]]


@pytest.fixture(scope="module")
def lint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Linter]:
    """cfn-lint with its rules loaded once, away from configuration files of this machine."""
    empty = tmp_path_factory.mktemp("empty")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(empty)
        patch.setenv("HOME", str(empty))
        patch.setenv("XDG_CACHE_HOME", str(empty / "cache"))
        from cfnlint.api import lint as run
        from cfnlint.core import get_rules

        rules = get_rules([], [], [], {}, include_experimental=False)
        yield lambda text, region: [
            f"{found.rule.id} {found.message}" for found in run(text, rules, regions=[region])
        ]


def test_the_linter_sees_what_is_wrong(lint: Linter) -> None:
    text = "Resources: { Lab: { Type: AWS::EC2::VPC, Properties: { Nonsense: 1 } } }"
    assert lint(text, "eu-central-1") != []


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("path", EXAMPLES, ids=by_name)
def test_cfn_lint_finds_nothing(path: Path, region: str, lint: Linter) -> None:
    def moved(text: str) -> str:
        changed, times = re.subn(r"(?m)^region: .*$", f"region: {region}", text)
        assert times == 1
        return changed

    compiled = compile_file(path, moved)
    compiled.finish()
    assert grave(compiled) == []
    text = template.emit(compiled.stack).decode()
    assert lint(text, region) == []


@pytest.mark.parametrize("path", EXAMPLES, ids=by_name)
def test_a_template_holds_no_directive_for_a_linter(path: Path) -> None:
    text = template.emit(compile_file(path).stack).decode()
    directives = r"cfn-lint|cfn_nag|checkov|guard|nosec|noqa"
    plain = yaml.load(re.sub(r"!\w+", "", text), yaml.SafeLoader)
    metadata = [plain.get("Metadata"), *(r.get("Metadata") for r in plain["Resources"].values())]
    assert not re.search(rf"#.*(?:{directives})", text)
    assert not re.search(directives, str(metadata), re.IGNORECASE)
