"""Fifteen designs that are hard to draw, as .arch texts by name."""

from __future__ import annotations


def _functions(names: range, prefix: str = "f") -> str:
    return "".join(f'function {prefix}{n} {{ code: dir("x") }}\n' for n in names)


def _headed(name: str, title: str, body: str) -> str:
    return f'architecture {name} "{title}"\nregion: eu-west-1\n{body}'


_THREE_VPCS = "users people\n" + "".join(
    f"vpc v{n} {{ cidr: 10.{n}.0.0/16; zones: 2\n"
    f"  tier edge{n} {{ public }}; tier app{n} {{ private }}; tier data{n} {{ isolated }} }}\n"
    f"load_balancer front{n} in edge{n} {{ listen: http 80 }}\n"
    f"scaling_group web{n} in app{n} {{ size: 2..4 }}\n"
    f"database store{n} in data{n} {{ engine: mysql; standby }}\n"
    f"people -> front{n} : http\nfront{n} -> web{n} : http 80\nweb{n} -> store{n}\n"
    for n in range(3)
)

_FOUR_ZONES = """
users people "Readers"
vpc net { cidr: 10.0.0.0/16; zones: 4; nat: per_zone
  tier edge { public }
  tier app { private }
  tier data { isolated } }
load_balancer front in edge { listen: http 80 }
scaling_group web in app { size: 4..8 }
database store in data { engine: postgres; standby }
people -> front : http
front -> web : http 8080
web -> store
web -> internet : https
"""

_FIVE_TIERS = """
users people "Customers"
office bank "Bank" { address: 198.51.100.10 }
vpc net { cidr: 10.0.0.0/16; zones: 2; nat: per_zone
  tier edge { public }
  tier web { private }
  tier app { private; slot: 3 }
  tier tools { private; slot: 4 }
  tier data { isolated } }
load_balancer outer "Front door" in edge { listen: http 80 }
load_balancer inner "Inner door" in app { listen: http 8080; internal }
scaling_group pages in web { size: 2..4 }
scaling_group logic in app { size: 2..4 }
instance jobs "Nightly jobs" in tools { port: 9000 }
instance bastion "Bastion" in edge
database store in data { engine: mysql; standby }
people -> outer : http
outer -> pages : http 80
pages -> inner
inner -> logic : http 8080
logic -> store
logic -> jobs : tcp 9000
bank -> bastion : ssh
bastion -> jobs : ssh
jobs -> store
"""

_GRAPH = (
    'users people "Readers"\nusers staff "Editors"\n'
    "http_api public_api\nhttp_api admin_api\n"
    + _functions(range(13))
    + "".join(f"table t{n} {{ key: id string }}\n" for n in range(8))
    + """
people -> public_api
staff -> admin_api
public_api -> f0 : GET /pages
public_api -> f1 : GET /search
public_api -> f2 : POST /orders
public_api -> f3 : POST /comments
admin_api -> f4 : POST /pages
admin_api -> f5 : GET /report
admin_api -> f6 : DELETE /comments
f2 -> f7
f7 -> f8
f8 -> f9
f3 -> f10
f5 -> f11
f11 -> f12
f0 -> t0 : read
f4 -> t0 : write
f1 -> t1 : read
f4 -> t1 : write
f2 -> t2 : write
f8 -> t3 : read, write
f9 -> t4 : write
f10 -> t5 : write
f6 -> t5 : delete
f12 -> t6 : read
f11 -> t7 : read
"""
)

_HUB = (
    'users visitors "Visitors"\nhttp_api hub "Hub"\ntable store "Store" { key: id string }\n'
    + _functions(range(10))
    + "visitors -> hub\n"
    + "".join(f"hub -> f{n} : GET /part{n}\nf{n} -> store : read\n" for n in range(10))
)

_TWELVE_TARGETS = (
    'users people "Visitors"\n'
    "vpc net { cidr: 10.0.0.0/16; zones: 2; tier edge { public }; tier app { private } }\n"
    'load_balancer front "Balancer" in edge { listen: http 80 }\n'
    + "".join(
        f"instance server{n} in app {{ zone: {'ab'[n % 2]}; port: 80 }}\n" for n in range(12)
    )
    + "people -> front : http\n"
    + "front -> " + ", ".join(f"server{n}" for n in range(12)) + " : http 80\n"
)  # fmt: skip

_LONG_LABELS = """
users people "Everybody who ever wants to look at the opening hours of the public library"
vpc net "A network with a name that is far too long for the small box around it, and longer" {
  cidr: 10.0.0.0/16
  zones: 2
  tier the_tier_that_everybody_can_reach { public }
  tier the_tier_that_nobody_can_reach_but_the_balancer { private }
}
load_balancer front "The one and only balancer of the library" in the_tier_that_everybody_can_reach {
  listen: http 80
}
scaling_group web "Opening hours, day and night" in the_tier_that_nobody_can_reach_but_the_balancer {
  size: 2..4
}
table hours "Opening hours, exceptions, holidays and whatever else may be of interest" {
  key: the_day_of_the_week_or_of_the_year string
}
http_api api "Interface for other programs, described elsewhere in great detail"
function answer "Answersquestionswithoutasinglespaceinitsname" { code: dir("x") }
people -> front : http
front -> web : http 8080 path /opening-hours/of-the-library/and-its-branches/*
web -> hours : read
people -> api
api -> answer : GET /opening-hours/of-the-library/and-its-branches/{branch}/on/{day}
answer -> hours : read
"""

_EVERYTHING = """
users shoppers "Shoppers"
office desk "Office" { address: 198.51.100.10 }
note costs "Prices are those of eu-west-1"
note todo "The report function is not written yet"
note later "A replica for reports may come next year" in data
vpc shop { cidr: 10.0.0.0/16; zones: 2; nat: per_zone
  tier edge { public }
  tier app { private }
  tier data { isolated } }
load_balancer front in edge { listen: http 80 }
instance bastion in edge
scaling_group web in app { size: 2..6 }
database orders in data { engine: postgres; standby }
table sessions { key: id string }
table log { key: id string }
http_api hooks "Payment hooks"
function paid { code: dir("x") }
function report { code: dir("x") }
key_pair master
shoppers -> front : http
shoppers -> hooks
front -> web : http 8080
web -> orders
web -> sessions : read, write
web -> internet : https
desk -> bastion : ssh
bastion -> web : ssh
hooks -> paid : POST /paid
hooks -> report : GET /report
paid -> log : write
report -> log : read
report -> sessions : read
"""

_CHAIN = (
    'users people "Visitors"\nhttp_api hooks\n'
    + _functions(range(12))
    + "people -> hooks\nhooks -> f0 : GET /\n"
    + "".join(f"f{n} -> f{n + 1}\n" for n in range(11))
)

_TEN_INSTANCES = (
    "users people\nvpc net { cidr: 10.0.0.0/16; zones: 2; tier edge { public } }\n"
    + "".join(f'instance s{n} "Server {n}" in edge {{ port: 80 }}\n' for n in range(10))
    + "people -> s0, s3, s7 : http 80\ns0 -> s1 : tcp 80\ns3 -> s4 : tcp 80\n"
)

_TWO_BALANCERS = """
users people "Customers"
vpc net { cidr: 10.0.0.0/16; zones: 2; nat: per_zone
  tier edge { public }
  tier web { private }
  tier app { private; slot: 3 }
  tier data { isolated } }
load_balancer outer "Public balancer" in edge { listen: http 80 }
load_balancer inner "Internal balancer" in web { listen: http 8080, http 8081; internal }
scaling_group pages in web { size: 2..4 }
scaling_group carts in app { size: 2..4 }
scaling_group stock in app { size: 2..4 }
database store in data { engine: mysql; standby }
people -> outer : http
outer -> pages : http 80
pages -> inner
inner -> carts : http 8080 path /carts/*
inner -> stock : http 8081 path /stock/*
carts -> store
stock -> store
"""

_SIXTY = (
    _FOUR_ZONES.replace("zones: 4", "zones: 2")
    + "http_api hooks\npeople -> hooks\n"
    + _functions(range(24), "g")
    + "".join(f"table t{n} {{ key: id string }}\n" for n in range(24))
    + "".join(f"g{n} -> t{n} : read\nhooks -> g{n} : GET /g{n}\n" for n in range(24))
    + "key_pair k1\nkey_pair k2\nkey_pair k3\nelastic_ip e1\n"
)

_TWO_REGIONS = """
users people
vpc left { tier edge { public }; tier data { isolated } }
load_balancer front in edge { listen: http 80 }
instance web in edge
database orders in data { engine: postgres }
region eu-central-1 {
  vpc right { cidr: 10.1.0.0/16; tier far { public } }
  instance other in far
}
queue jobs in us-east-1
function send { code: dir("x") }
people -> front : http
front -> web : http 80
web -> orders
people -> other : http
send -> jobs : send
"""

_CALLS_ACROSS = """
users people
http_api api
function book { code: dir("x") }
table orders { key: id }
queue jobs in us-east-1
topic news
region us-east-1 {
  function ship { code: dir("x") }
  table shipped { key: id }
  queue lost
}
region eu-central-1 { bucket copies; bucket unused; function back { code: dir("x") } }
people -> api
api -> book : POST /
book -> orders, jobs, news
book -> copies : write
jobs -> ship
ship -> shipped
news -> lost, back
back -> orders : read
"""

_FOUR_REGIONS = "".join(
    f"region {code} {{\n  vpc v{n} {{ cidr: 10.{n}.0.0/16; tier t{n} {{ public }} }}\n"
    f"  instance i{n} in t{n}\n  table d{n} {{ key: id }}\n}}\n"
    f"people -> i{n} : http\ni{n} -> d{n}, d{(n + 1) % 4} : read\n"
    for n, code in enumerate(("eu-west-1", "eu-central-1", "us-east-1", "sa-east-1"))
)

STRESS = {
    "three VPCs": _headed("three_vpcs", "Three networks", _THREE_VPCS),
    "four zones": _headed("four_zones", "Four zones", _FOUR_ZONES).replace(
        "eu-west-1", "us-west-2"
    ),
    "five tiers": _headed("five_tiers", "Five tiers", _FIVE_TIERS),
    "graph": _headed("graph", "Two APIs, functions and tables", _GRAPH),
    "hub": _headed("hub", "Hub and spoke", _HUB),
    "twelve targets": _headed("twelve_targets", "Twelve targets", _TWELVE_TARGETS),
    "long labels": _headed("long_labels", "Long labels, " * 9, _LONG_LABELS),
    "everything": _headed("everything", "Everything at once", _EVERYTHING),
    "chain": _headed("chain", "A chain of twelve functions", _CHAIN),
    "ten instances": _headed("ten_instances", "Ten servers in one tier", _TEN_INSTANCES),
    "two balancers": _headed("two_balancers", "Two balancers, three groups", _TWO_BALANCERS),
    "sixty": _headed("sixty", "Sixty components", _SIXTY),
    "two regions": _headed("two_regions", "Two networks and a queue", _TWO_REGIONS),
    "calls across": _headed("calls_across", "Calls across three regions", _CALLS_ACROSS),
    "four regions": _headed("four_regions", "Four regions", "users people\n" + _FOUR_REGIONS),
}
