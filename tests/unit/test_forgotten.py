"""What rules read in scripts and code, and where they stay silent although something looks alike."""

from __future__ import annotations

import pytest

from tests.designs import compile_text


def codes(text: str, files: dict[str, str] | None = None) -> set[str]:
    compiled = compile_text(text, files)
    assert compiled.is_whole
    return {found.code for found in compiled.diagnostics}


def server(script: str, more: str = "", port: str = "tcp 8080") -> str:
    return f"""
architecture shop
users people
vpc lab {{
  tier edge {{ public }}
  tier data {{ isolated }}
}}
database orders in data {{ engine: mysql }}
instance web in edge {{ setup: \"\"\"
{script}
\"\"\" }}
people -> web : {port}
{more}
"""


# Values that arrows hand over.


@pytest.mark.parametrize(
    ("script", "more", "is_found"),
    [
        ("echo $ORDERS_ADDRESS", "", True),
        ('echo "${ORDERS_ADDRESS}:3306"', "", True),
        ("echo $ORDERS_ADDRESS", "web -> orders", False),
        ("# $ORDERS_ADDRESS\ntrue", "", False),
        ("ORDERS_ADDRESS=localhost\necho $ORDERS_ADDRESS", "", False),
        ("export ORDERS_ADDRESS=localhost", "", False),
        ("echo $MY_ORDERS_ADDRESS $ORDERS_ADDRESS_OLD $ORDERS", "", False),
    ],
)
def test_a_variable_that_nothing_hands_over(script: str, more: str, is_found: bool) -> None:
    script = script.replace("${", "\\${")
    assert ("GEN980" in codes(server(script, more))) is is_found


def test_a_variable_of_the_functions_own_environment_is_known() -> None:
    text = """
architecture shop
table guests { key: name string }
function sign {{ code: file("sign.py"){} }}
""".replace("{{", "{").replace("}}", "}")
    files = {"sign.py": "import os\nTABLE = os.environ['GUESTS_TABLE']\n"}
    assert "GEN980" in codes(text.replace("{}", ""), files)
    assert "GEN980" not in codes(
        text.replace("{}", '; environment: { GUESTS_TABLE: "other" }'), files
    )


@pytest.mark.parametrize(
    ("asked", "is_found"), [("80", True), ("8080", False), ("port", False), ("", False)]
)
def test_a_port_in_a_program(asked: str, is_found: bool) -> None:
    text = f"""
architecture shop
vpc lab {{
  tier edge {{ public }}
  tier app {{ private }}
}}
load_balancer middle in app {{ internal; listen: http 8080 }}
instance web in app {{ setup: "curl http://$MIDDLE_DNS:{asked}/" }}
instance stock in app
web -> middle
middle -> stock : http 8080
"""
    assert ("GEN981" in codes(text)) is is_found


# Rights that code needs.

SIGN = """
architecture shop
http_api api
table guests { key: name string }
function sign { code: file("app.py")MORE }
api -> sign : GET /guests auth none
sign -> guests : read
"""


@pytest.mark.parametrize(
    ("code", "is_found"),
    [
        ("import boto3\ntable.put_item(Item={})\n", True),
        ("import boto3\ntable.get_item(Key={})\n", False),
        ("import boto3\n# table.put_item(Item={})\n", False),
        ("table.put_item(Item={})\n", False),
        ("import boto3\nshelf.put_away(1)\n", False),
        ("import boto3\nput_item = 1\n", False),
    ],
)
def test_a_call_that_no_arrow_allows(code: str, is_found: bool) -> None:
    assert ("LAM980" in codes(SIGN.replace("MORE", ""), {"app.py": code})) is is_found


def test_what_a_managed_policy_or_a_role_allows_is_not_the_arrows_business() -> None:
    code = {"app.py": "import boto3\ntable.put_item(Item={})\n"}
    more = "; policies: AmazonDynamoDBFullAccess"
    assert "LAM980" not in codes(SIGN.replace("MORE", more), code)


# Ports.


@pytest.mark.parametrize(
    ("script", "port", "is_found"),
    [
        ("python3 -m http.server 8080 &", "http", True),
        ("python3 -m http.server 8080 &", "tcp 8080", False),
        ("echo 'Listen 8080' >> httpd.conf", "http", False),
        ("dnf install -y httpd", "https", True),
        ("dnf install -y httpd mod_ssl", "https", False),
        ("dnf install -y httpd", "tcp 1024..65535", False),
        ("dnf install -y httpd", "ssh", False),
        ("docker run shop", "tcp 8080", False),
    ],
)
def test_a_script_that_listens_elsewhere(script: str, port: str, is_found: bool) -> None:
    assert ("EC2980" in codes(server(script, port=port))) is is_found


@pytest.mark.parametrize(
    ("listen", "found"),
    [
        ("http 80", set()),
        ("http 443", {"LBA980", "LBA983"}),
        ("http 8080", {"LBA983"}),
        ('https 443 certificate "arn:aws:acm:1"', {"LBA984"}),
        ('https 443 certificate "arn:aws:acm:1", http 80 redirect https', set()),
        ('https 8443 certificate "arn:aws:acm:1", http 8443', {"LBA982", "LBA983", "LBA984"}),
    ],
)
def test_ports_of_a_balancer(listen: str, found: set[str]) -> None:
    text = f"""
architecture shop
users people
vpc lab {{
  tier edge {{ public }}
  tier app {{ private }}
}}
load_balancer front in edge {{ listen: {listen} }}
instance web in app
people -> front
front -> web : http 8080
"""
    assert {code for code in codes(text) if code.startswith("LBA98")} == found


@pytest.mark.parametrize(
    ("outbound", "is_found"),
    [
        ("100 allow tcp 1024..65535 to 0.0.0.0/0", False),
        ("100 allow any to 0.0.0.0/0", False),
        ("100 allow tcp 1024..32767 to 0.0.0.0/0, 110 allow tcp 32768..65535 to 0.0.0.0/0", False),
        ("100 allow tcp 1024..32767 to 0.0.0.0/0", True),
        ("100 allow tcp 80..32767 to 0.0.0.0/0, 110 allow tcp 40000..65535 to 0.0.0.0/0", True),
        ("100 allow tcp 1024..32767 to 198.51.100.0/24", False),
    ],
)
def test_answers_through_a_list(outbound: str, is_found: bool) -> None:
    text = f"""
architecture shop
users people
vpc lab {{
  tier edge {{ public; acl: edge_acl }}
  network_acl edge_acl {{
    inbound: 100 allow any from 0.0.0.0/0
    outbound: {outbound}
  }}
}}
instance web in edge
people -> web : http
"""
    assert ("NCL980" in codes(text)) is is_found


# Routes of steps.


@pytest.mark.parametrize(
    ("route", "step", "is_found"),
    [
        ("GET /guests", "GET /guests", False),
        ("GET /guests", "POST /guests", True),
        ("GET /guests", "GET /guests/ada", True),
        ("GET /guests/{name}", "GET /guests/ada", False),
        ("GET /guests/{name}", "GET /guests/ada/cards", True),
        ("ANY /{all+}", "DELETE /guests/ada", False),
        ("GET /guests", "asks for the guests", False),
    ],
)
def test_a_step_and_its_route(route: str, step: str, is_found: bool) -> None:
    text = f"""
architecture shop
users people
http_api api
function sign {{ code: file("hello.py") }}
people -> api
api -> sign : {route} auth none
flow signing {{
  people -> api
  api -> sign "{step}"
}}
"""
    assert ("API980" in codes(text)) is is_found


# Servers where they need not be.


@pytest.mark.parametrize(
    ("place", "arrow", "is_found"),
    [
        ("edge", "people -> web : http", False),
        ("edge", "web -> internet : https", True),  # the private tier has NAT
        ("edge", "web -> stock : tcp 8080", True),
        ("edge", "front -> web : http", False),  # a rule of its own
        ("app", "web -> stock : tcp 8080", False),
        ("edge", "", False),
    ],
)
def test_a_server_that_need_not_be_public(place: str, arrow: str, is_found: bool) -> None:
    text = f"""
architecture shop
users people
vpc lab {{
  tier edge {{ public }}
  tier app {{ private }}
}}
load_balancer front in edge {{ listen: http 80 }}
instance web in {place}
instance stock in app
{arrow}
"""
    assert ("NET980" in codes(text)) is is_found
