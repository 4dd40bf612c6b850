"""Rules that ask what a drawing means: beside each case that they are for, one that they are not."""

from __future__ import annotations

import inspect

import pytest

from tests.designs import compile_text

_PRODUCTION = "architecture shop\npurpose: production\n"
_LAB = "architecture shop\n"
_VPC = """
users people
vpc lab { flow_logs; nat: per_zone; tier edge { public }; tier app { private } }
"""

LOUD = {
    "a server behind another one, in production": (
        "ASG524",
        _PRODUCTION
        + _VPC
        + """
        load_balancer front in edge { listen: http 80 }
        scaling_group web in app { scale: cpu 60% }
        instance store in app
        people -> front -> web
        web -> store : tcp 8080
        """,
    ),
    "a group that everybody reaches server by server": (
        "LBA509",
        _LAB
        + _VPC
        + """
        scaling_group web in edge { scale: cpu 60% }
        people -> web : http
        """,
    ),
    "two queues that together ask for too much": (
        "LAM720",
        _LAB
        + """
        queue one { dead_letters: parked after 5 }
        queue two { dead_letters: parked after 5 }
        queue parked { keep: 14 days }
        function bill { code: file("hello.py"); concurrency: 5 }
        one -> bill : concurrency 3
        two -> bill : concurrency 3
        """,
    ),
    "shards that are read by several functions each": (
        "LAM721",
        _LAB
        + """
        stream clicks { shards: 2 }
        function count { code: file("hello.py"); concurrency: 3 }
        clicks -> count : concurrency 2
        """,
    ),
    "an elastic address inside": (
        "CST964",
        _LAB
        + _VPC
        + """
        elastic_ip fixed
        instance web in edge
        instance worker in edge { address: fixed }
        people -> web : http
        web -> worker : tcp 8080
        """,
    ),
    "too many tags together": (
        "GEN975",
        _LAB
        + f"tags: {{ {', '.join(f'a{n}: x' for n in range(30))} }}\n"
        + f"table t {{ key: id; tags: {{ {', '.join(f'b{n}: x' for n in range(21))} }} }}\n",
    ),
    "two programs behind two entries and one database": (
        "DAT858",
        _LAB
        + _VPC
        + """
        load_balancer front in edge { listen: http 80 }
        load_balancer back in edge { listen: http 80 }
        scaling_group shop in app { scale: cpu 60% }
        scaling_group admin in app { scale: cpu 60% }
        database orders in app { engine: postgres }
        people -> front -> shop -> orders
        people -> back -> admin -> orders
        """,
    ),
    "a large disk for an exercise": (
        "CST965",
        _LAB + _VPC + "instance web in edge { volume: 500GB }\npeople -> web : http\n",
    ),
    "one address of the network in a group": (
        "EC2533",
        _LAB
        + "vpc lab { tier app { isolated }\n"
        + "  security_group app_sg { inbound: tcp 80 from 10.0.32.9/32 } }\n"
        + "instance web in app { security: app_sg }\n",
    ),
    "reservations of one region": (
        "LAM719",
        _LAB + 'function one { code: file("hello.py"); concurrency: 950 }\n',
    ),
}

QUIET = {
    "a server for logging in": (
        "ASG524",
        _PRODUCTION + _VPC + "instance jump in edge\npeople -> jump : ssh\n",
    ),
    "one of two servers": (
        "ASG524",
        _PRODUCTION
        + _VPC
        + """
        load_balancer front in edge { listen: http 80 }
        instance one in app { zone: a }
        instance two in app { zone: b }
        people -> front -> one, two
        """,
    ),
    "a worker that fetches from a queue": (
        "ASG524",
        _PRODUCTION
        + _VPC
        + """
        http_api api
        function take { code: file("hello.py") }
        queue work
        instance worker in app
        people -> api
        api -> take : POST /orders auth none
        take -> work
        worker -> work : receive
        """,
    ),
    "one server in a lab": (
        "ASG524",
        _LAB + _VPC + "instance web in edge\npeople -> web : http\n",
    ),
    "two servers for different things": (
        "LBA509",
        _LAB
        + _VPC
        + """
        instance blog in edge { setup: "dnf install -y nginx" }
        instance shop in edge { setup: "dnf install -y httpd" }
        people -> blog, shop : http
        """,
    ),
    "two servers to log in to": (
        "LBA509",
        _LAB + _VPC + "instance one in edge\ninstance two in edge\npeople -> one, two : ssh\n",
    ),
    "a group of one server at most": (
        "LBA509",
        _LAB + _VPC + "scaling_group web in edge { size: 1..1 }\npeople -> web : http\n",
    ),
    "an order that FIFO keeps": (
        "LAM720",
        _LAB
        + """
        queue work { fifo }
        function bill { code: file("hello.py"); concurrency: 5 }
        work -> bill
        """,
    ),
    "a queue within what the function reserves": (
        "LAM720",
        _LAB
        + """
        queue work
        function bill { code: file("hello.py"); concurrency: 5 }
        work -> bill : concurrency 5
        """,
    ),
    "the address that a server is given for good": (
        "EC2533",
        _LAB
        + "vpc lab { tier app { isolated }\n"
        + "  security_group app_sg { inbound: tcp 80 from 10.0.32.9/32 } }\n"
        + "instance web in app { security: app_sg }\n"
        + "instance other in app { private_address: 10.0.32.9 }\n",
    ),
    "an office in a group": (
        "EC2533",
        _LAB
        + "vpc lab { tier app { isolated }\n"
        + "  security_group app_sg { inbound: tcp 80 from 198.51.100.10/32 } }\n"
        + "instance web in app { security: app_sg }\n",
    ),
    "reservations of two regions": (
        "LAM719",
        _LAB
        + """
        function one in eu-west-1 { code: file("hello.py"); concurrency: 600 }
        function two in eu-central-1 { code: file("hello.py"); concurrency: 600 }
        """,
    ),
    "a chain in a lab": (
        "OBS953",
        _LAB
        + """
        function one { code: file("hello.py") }
        function two { code: file("hello.py") }
        function three { code: file("hello.py") }
        one -> two -> three
        """,
    ),
    "a chain of two": (
        "OBS953",
        _PRODUCTION
        + """
        function one { code: file("hello.py") }
        function two { code: file("hello.py") }
        one -> two
        """,
    ),
    "a web server before a program": (
        "CST968",
        _PRODUCTION
        + _VPC
        + """
        instance web in edge { setup: "dnf install -y nginx; echo 'proxy_pass http://x;'" }
        people -> web : http
        """,
    ),
    "pages in a lab": (
        "CST968",
        _LAB
        + _VPC
        + """
        instance web in edge { setup: "dnf install -y nginx" }
        people -> web : http
        """,
    ),
    "a bucket that people are told of": (
        "CST966",
        _LAB
        + """
        bucket photos
        function sell { code: file("hello.py"); url: iam }
        output upload "Put pictures here": photos.bucket
        """,
    ),
    "a table that a role may use": (
        "CST966",
        _LAB
        + """
        table orders { key: id }
        role reader { trust: lambda; allow: dynamodb:GetItem on orders }
        function sell { code: file("hello.py"); url: iam; role: reader }
        """,
    ),
    "a table alone on the page": ("CST966", _LAB + "table orders { key: id }\n"),
    "members of one group among themselves": (
        "SGR409",
        _LAB
        + """
        vpc lab {
          nat: none
          tier app { private }
          tier jobs { private; slot: 3 }
          security_group all_sg { inbound: tcp 8080 from all_sg }
        }
        instance one in app { security: all_sg }
        instance two in jobs { security: all_sg }
        """,
    ),
    "a public address as the way out": (
        "CST964",
        _LAB
        + _VPC
        + """
        bucket photos
        instance web in edge
        instance worker in edge { public_address }
        people -> web : http
        web -> worker : tcp 8080
        worker -> photos : write
        """,
    ),
    "a group in both zones": (
        "ASG521",
        _PRODUCTION + _VPC + "scaling_group web in app { scale: cpu 60% }\n",
    ),
    "a type that new accounts have for nothing": (
        "CST965",
        _LAB + _VPC + "instance web in edge { type: m7i-flex.large }\npeople -> web : http\n",
    ),
    "a large server where it earns money": (
        "CST965",
        _PRODUCTION + _VPC + "instance web in edge { type: m7g.4xlarge }\npeople -> web : http\n",
    ),
    "a function that only its own address leads to": (
        "API756",
        _LAB + 'users people\nfunction sell { code: file("hello.py"); url: public }\n'
        "people -> sell : call\n",
    ),
}


def codes(text: str) -> list[str]:
    """The codes of everything that is found."""
    compiled = compile_text(inspect.cleandoc(text) + "\n")
    assert not [d for d in compiled.diagnostics if d.code[:3] in ("NAM", "SYN", "TYP", "REL")]
    return [found.code for found in compiled.diagnostics]


@pytest.mark.parametrize("case", LOUD)
def test_what_is_meant_is_found(case: str) -> None:
    code, text = LOUD[case]
    assert code in codes(text)


@pytest.mark.parametrize("case", QUIET)
def test_what_is_not_meant_is_left_alone(case: str) -> None:
    code, text = QUIET[case]
    assert code not in codes(text)
