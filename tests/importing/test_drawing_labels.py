"""What labels of shapes and arrows say."""

from __future__ import annotations

import pytest

from archc.importers.drawio import labels
from archc.importers.drawio.names import Names, as_name
from archc.importers.drawio.shapes import word_for


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HTTPS", ("https",)),
        ("HTTP/HTTPS", ("http", "https")),
        ("HTTPS (443)", ("https",)),
        ("HTTP:8080", ("http 8080",)),
        ("80, 443", ("http", "https")),
        ("tcp/5432", ("tcp 5432",)),
        ("5432/tcp", ("tcp 5432",)),
        ("Port 8080", ("tcp 8080",)),
        ("SSH (22)", ("ssh",)),
        ("udp 53", ("udp 53",)),
        ("step 3 of 12", ()),
        ("10.0.80.0/24", ()),
        ("tcp 99999", ()),
        ("in 2024", ()),
        ("", ()),
    ],
)
def test_traffic(text: str, expected: tuple[str, ...]) -> None:
    assert labels.traffic(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("eu-central-1b", "b"),
        ("AZ A", "a"),
        ("Availability Zone 2", "b"),
        ("Verfügbarkeitszone c", "c"),
        ("Availability Zone", ""),
        ("Zone of trust", ""),
        ("us-east-1", ""),
    ],
)
def test_zones(text: str, expected: str) -> None:
    assert labels.zone(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Load Balancer", "load_balancer"),
        ("ALB", "load_balancer"),
        ("NLB", "network_load_balancer"),
        ("Public subnet 10.0.1.0/24", "subnet"),
        ("Öffentliches Subnetz 2", "subnet"),
        ("Benutzer", "users"),
        ("Orders\nMySQL", "database"),
        ("Web server 12", "instance"),
        ("NAT Gateway", "nat_gateway"),
        ("Internet Gateway", "internet_gateway"),
        ("Internet", "internet"),
        ("Payment partner", ""),
        ("The users of the shop meet here every day", ""),
        ("", ""),
    ],
)
def test_words_for_things(text: str, expected: str) -> None:
    assert word_for(text) == expected


@pytest.mark.parametrize(
    ("text", "engine"),
    [
        ("MySQL 8.0", "mysql 8.0"),
        ("Postgres", "postgres"),
        ("MariaDB 11", "mariadb 11"),
        ("DB", ""),
    ],
)
def test_engines(text: str, engine: str) -> None:
    assert labels.engine(text) == engine


def test_blocks_and_what_is_none() -> None:
    assert [str(one) for one in labels.blocks("VPC 10.0.0.0/16 and 10.1.0.0 / 16")] == [
        "10.0.0.0/16",
        "10.1.0.0/16",
    ]
    assert labels.wrong_block("10.0.0.0/99") == "10.0.0.0/99"
    assert labels.wrong_block("10.0.0.1/16") == "10.0.0.1/16"
    assert labels.wrong_block("10.0.0.0/16") == ""


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Web server", "web_server"),
        ("Öffentliches Subnetz 10.0.1.0/24", "oeffentliches_subnetz"),
        ("2nd tier", "n2nd_tier"),
        ("internet", "internet_1"),
        ("日本", ""),
    ],
)
def test_names(label: str, name: str) -> None:
    assert as_name(label) == name


def test_names_are_unique_as_logical_ids_are() -> None:
    names = Names(("web_1",))
    assert [names.name("Web 1"), names.name("web1"), names.name("", "queue")] == [
        "web_1_2",
        "web1_3",
        "queue",
    ]
