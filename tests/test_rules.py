"""Every rule: its page is complete, its examples do what they say, its message is kept."""

from __future__ import annotations

import inspect
import os
import re
from pathlib import Path
from types import ModuleType

import pytest

from archc import rules
from archc.component import Architecture
from archc.diagnostics import Diagnostic, Severity, as_text
from archc.kinds import CHAPTERS, catalogue
from archc.reference import every_fault, every_rule
from archc.rules.rule import name_of, page
from tests.designs import EXAMPLES, FAULTY, ROOT, compile_file, compile_text

PAGES = ROOT / "tests" / "spec" / "rules"
RULES = [
    (folder, rules.rule(folder, name))
    for folder, names in rules.catalogue().items()
    for name in names
]
MODULES = [module for _, module in RULES]
each = pytest.mark.parametrize("module", MODULES, ids=name_of)

CORRECT = {
    "web shop": """
        architecture shop
        users people
        vpc lab {
          tier edge { public }
          tier app { private }
          tier data { isolated }
        }
        load_balancer front in edge { listen: http 80 }
        scaling_group web in app { scale: cpu 60%; setup: file("setup.sh") }
        database orders in data { engine: postgres 16 }
        people -> front -> web -> orders
        """,
    "two servers": """
        architecture shop
        users people
        office desk { address: 198.51.100.10 }
        vpc lab {
          tier edge { public }
          tier app { private }
        }
        load_balancer front in edge { listen: http 80 }
        instance one in app { zone: a; setup: "dnf install -y httpd" }
        instance two in app { zone: b; setup: "dnf install -y httpd" }
        instance jump in edge
        people -> front -> one, two
        desk -> jump : ssh
        jump -> one, two : ssh
        one, two -> internet : https
        """,
    "one server": """
        architecture shop
        users people
        office desk { address: 198.51.100.10 }
        vpc lab { tier edge { public } }
        key_pair door
        elastic_ip number
        instance web in edge {
          key: door; address: number; public_address: no
          setup: "curl -s https://example.org/page > /var/www/html/index.html"
        }
        people -> web : http, https
        desk -> web : ssh
        web -> internet
        """,
    "messages": """
        architecture shop
        purpose: production
        tags: { project: shop, owner: team-7 }
        users people
        http_api api { throttle: 10/s; logs: 30 days }
        function accept { code: file("hello.py") }
        topic orders { fifo; deduplicate }
        queue bills { fifo; dead_letters: parked_bills after 3 }
        queue parked_bills { fifo; keep: 14 days }
        function bill { code: file("hello.py"); timeout: 30s }
        table book { key: id string; stream: new_and_old }
        function add_up { code: file("hello.py"); timeout: 30s }
        table totals { key: day string }
        stream clicks
        function look { code: file("hello.py"); on_failure: failed }
        queue failed { keep: 14 days }
        event_bus shop_events { archive: 30 days }
        event_rule large in shop_events { source: shop.orders; detail: { total: [100] } }
        event_rule gone {
          source: [aws.ec2, aws.autoscaling]
          event: ["EC2 Instance State-change Notification", "EC2 Instance Launch Unsuccessful"]
        }
        schedule night { every: cron(0 2 ? * MON *); timezone: Europe/Berlin }
        topic ops
        email admins { address: "ops@example.org" }
        third_party pager { address: "https://pager.example.org/hooks" }
        people -> api
        api -> accept : POST /orders auth none
        accept -> orders : publish ordered payload 200KB
        orders -> bills { raw; filter: { kind: ["bill", { prefix: "b" }] } }
        bills -> bill : batch 10
        bill -> book : write
        bill -> shop_events, clicks
        book -> add_up { retries: 3; split_on_error; on_failure: failed }
        add_up -> totals : write
        clicks -> look : from oldest retries 3 on_failure failed
        large, gone -> ops
        gone, night -> look
        ops -> admins
        ops -> pager : notify on_failure failed
        """,
    "subnet by subnet": """
        architecture shop
        purpose: production
        tags: { project: shop, owner: team-7 }
        users people
        office desk { address: 198.51.100.10 }
        bucket reports { versions }
        vpc lab {
          flow_logs
          ipv6
          internet_gateway igw
          egress_only_gateway out6
          zone a {
            subnet web_a { cidr: 10.0.0.0/24; public; routes: out; acl: web_acl }
            subnet app_a { cidr: 10.0.16.0/24; private; routes: inside_a }
            nat_gateway nat_a in web_a { address: fixed }
          }
          zone b {
            subnet web_b { cidr: 10.0.1.0/24; public; routes: out; acl: web_acl }
            subnet app_b { cidr: 10.0.17.0/24; private; routes: inside_b }
            nat_gateway nat_b in web_b
          }
          subnet data_a { zone: a; cidr: 10.0.32.0/24; isolated }
          subnet data_b { zone: b; cidr: 10.0.33.0/24; isolated }
          route_table out { route: 0.0.0.0/0 via igw, ::/0 via igw }
          route_table inside_a { route: 0.0.0.0/0 via nat_a, ::/0 via out6 }
          route_table inside_b { route: 0.0.0.0/0 via nat_b, ::/0 via out6 }
          route_table nowhere { main }
          network_acl web_acl {
            inbound: 90 deny tcp 3389 from 0.0.0.0/0, 100 allow any from 0.0.0.0/0
            inbound: 110 allow any from ::/0
            outbound: 100 allow any to 0.0.0.0/0, 110 allow any to ::/0
          }
          security_group jump_sg { inbound: ssh from 198.51.100.10/32, icmp from internet }
          security_group app_sg { inbound: tcp 8080 from jump_sg, ssh from jump_sg, any from app_sg }
          security_group data_sg { inbound: tcp 5432 from app_sg; outbound: none }
          vpc_endpoint s3_door { service: s3; routes: inside_a, inside_b }
        }
        elastic_ip fixed
        instance jump in web_a { security: jump_sg }
        scaling_group app in app_a, app_b { size: 2..4; scale: cpu 60%; security: app_sg }
        database orders in data_a, data_b {
          engine: postgres 16; standby; encrypted; security: data_sg
        }
        desk -> jump : ssh
        jump -> app : tcp 8080, ssh
        app -> orders
        app -> reports : write
        app -> internet : https
        """,
    "hub with lines": """
        architecture hubs
        office berlin { address: 198.51.100.10; cidr: 192.168.10.0/24; asn: 65010 }
        office munich { address: 198.51.100.20; cidr: 192.168.20.0/24; asn: 65020 }
        vpc shop {
          cidr: 10.1.0.0/16
          subnet shop_a { cidr: 10.1.1.0/24; routes: shop_routes }
          subnet shop_b { zone: b; cidr: 10.1.2.0/24; routes: shop_routes }
          route_table shop_routes { route: 10.0.0.0/8 via hub, 192.168.0.0/16 via hub }
        }
        vpc lab {
          cidr: 10.2.0.0/16
          subnet lab_a { cidr: 10.2.1.0/24; routes: lab_routes }
          route_table lab_routes { route: 0.0.0.0/0 via hub }
        }
        transit_gateway hub
        transit_attachment shop_link in shop_a, shop_b { gateway: hub; table: everyone }
        transit_attachment lab_link in lab_a { gateway: hub; table: everyone }
        transit_table everyone in hub { propagate: shop_link, lab_link, berlin_line, munich_line }
        vpn berlin_line { from: berlin; to: hub; table: everyone }
        vpn munich_line { from: munich; to: hub; table: everyone }
        direct_connect fibre { from: berlin; to: gate }
        vpn spare { from: berlin; to: gate }
        vpc far {
          cidr: 10.3.0.0/16
          tier far_app { isolated }
          vpn_gateway gate
        }
        instance one in shop_b
        instance two in lab_a
        instance three in far_app
        one -> two : https
        two -> one : tcp 8080
        berlin, munich -> one : https
        berlin -> three : https
        """,
    "guestbook": """
        architecture shop
        users people
        http_api api
        function sign { code: file("hello.py") }
        table guests { key: name string }
        people -> api
        api -> sign : POST /guests auth none
        api -> sign : GET /guests auth none
        sign -> guests : read, write
        """,
}


def strong(found: list[Diagnostic]) -> list[str]:
    """Errors and warnings."""
    return [as_text(f) for f in found if f.severity is not Severity.ADVICE]


def checked(text: str) -> list[Diagnostic]:
    compiled = compile_text(text)
    compiled.finish()
    return compiled.diagnostics


def test_there_are_rules() -> None:
    assert len(RULES) > 60
    assert list(every_rule()) == MODULES


@each
def test_the_page_has_every_heading(module: ModuleType) -> None:
    parts = page(module)
    assert all(parts)
    assert not parts.title.endswith(".")
    assert parts.why.endswith(".")
    assert re.fullmatch(r"(?:- https://docs\.aws\.amazon\.com/\S+\n?)+", parts.references)


def test_codes_and_names_are_unique() -> None:
    facts = [(m.RULE.code, name_of(m)) for m in MODULES] + [(f.code, f.name) for f in every_fault()]
    for column in zip(*facts, strict=True):
        assert sorted(set(column)) == sorted(column)


@each
def test_the_code_is_a_family_and_a_number(module: ModuleType) -> None:
    assert re.fullmatch(r"[A-Z][A-Z0-9]{2}[0-9]{3}", module.RULE.code)
    assert re.fullmatch(r"[a-z]+(?:_[a-z0-9]+)*", name_of(module))


@pytest.mark.parametrize(("folder", "module"), RULES, ids=map(name_of, MODULES))
def test_a_rule_lies_in_the_folder_of_its_kind(folder: str, module: ModuleType) -> None:
    first = next(
        iter(inspect.signature(module.check, eval_str=True).parameters.values())
    ).annotation
    subject = rules.subject(folder)
    assert (first is Architecture) if subject in rules.WHOLE else (first.word == subject)
    assert {*folder.split("/")[1:]} <= {*catalogue(), *CHAPTERS}


def said_unasked(design: Architecture) -> list[Diagnostic]:
    """A folder within another promises that its rules are silent without that kind or chapter."""
    within = {(folder, name_of(one)) for folder, one in RULES if "/" in folder}
    unasked = within.difference(rules._wanted(design))
    return [found for folder, name in unasked for found in rules._run(design, folder, name)]


@each
def test_what_is_not_asked_has_nothing_to_say(module: ModuleType) -> None:
    for text in (page(module).bad, page(module).good):
        assert said_unasked(compile_text(text).design) == []


@pytest.mark.parametrize("path", [*EXAMPLES, *FAULTY], ids=lambda path: path.stem)
def test_nor_about_an_example(path: Path) -> None:
    assert said_unasked(compile_file(path).design) == []


@each
def test_bad_is_found_and_nothing_else(module: ModuleType) -> None:
    found = checked(page(module).bad)
    assert module.RULE.code in [f.code for f in found]
    assert strong([f for f in found if f.code != module.RULE.code]) == []


@each
def test_a_finding_says_where_why_and_what_to_write(module: ModuleType) -> None:
    for found in checked(page(module).bad):
        if found.code == module.RULE.code:
            assert found.name == name_of(module)
            assert found.message
            assert not found.message.endswith(".")
            assert found.fix
            assert found.span is not None


@each
def test_good_is_quiet(module: ModuleType) -> None:
    found = checked(page(module).good)
    assert strong(found) == []
    assert module.RULE.code not in [f.code for f in found]


@pytest.mark.parametrize("name", CORRECT)
def test_a_correct_design_is_quiet(name: str) -> None:
    assert strong(checked(inspect.cleandoc(CORRECT[name]) + "\n")) == []


@each
def test_the_message_is_the_one_on_its_page(module: ModuleType) -> None:
    code, bad = module.RULE.code, page(module).bad
    own = "\n".join(as_text(f) for f in checked(bad) if f.code == code)
    compare(PAGES / f"{name_of(module)}.md", code, bad, own)


def test_there_is_no_page_without_a_rule() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} == {name_of(module) for module in MODULES}


def compare(path: Path, code: str, design: str, printed: str) -> None:
    """Assert that a page shows what archc prints, or write it when updating."""
    text = f"# {code} {path.stem}\n\n```arch\n{design}```\n\n```text\n{printed}```\n"
    if os.environ.get("ARCHC_UPDATE"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"{path.name} is missing: run the tests with ARCHC_UPDATE=1"
    assert path.read_text(encoding="utf-8") == text, "run the tests with ARCHC_UPDATE=1"
