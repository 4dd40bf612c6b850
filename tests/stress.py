"""Designs that are hard to draw, as .arch texts by name."""

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

_HUB_OF_NETWORKS = """
office berlin "Berlin" { cidr: 192.168.10.0/24; address: 198.51.100.10; asn: 65010 }
office munich "Munich" { cidr: 192.168.20.0/24; address: 198.51.100.20; asn: 65020 }
office lyon "Lyon" { cidr: 192.168.30.0/24; address: 198.51.100.30; asn: 65030 }
vpc shop { cidr: 10.1.0.0/16; zones: 2; tier shop_app { isolated } }
vpc lab  { cidr: 10.2.0.0/16; zones: 2; tier lab_app { isolated } }
vpc core { cidr: 10.3.0.0/16; zones: 2; tier core_app { isolated } }
vpc tools { cidr: 10.4.0.0/16; zones: 2; tier tools_app { isolated } }
vpc logs { cidr: 10.5.0.0/16; zones: 2; tier logs_app { isolated } }
transit_gateway hub { asn: 64512; attach: shop, lab, core, tools, logs; apart: shop, lab }
vpn berlin_line { from: berlin; to: hub; routing: bgp }
vpn munich_line { from: munich; to: hub; routing: bgp }
vpn lyon_line { from: lyon; to: hub; routing: bgp }
instance one in shop_app { type: t3.micro; image: amazon-linux-2023 }
instance two in core_app { type: t3.micro; image: amazon-linux-2023 }
one -> two : https
berlin -> two : https
"""

_PEERS = """
users people "Customers"
vpc web { cidr: 10.0.0.0/16; zones: 2; tier web_edge { public }; tier web_app { isolated } }
vpc data { cidr: 10.1.0.0/16; zones: 2; tier data_store { isolated } }
vpc ops { cidr: 10.2.0.0/16; zones: 2; tier ops_app { isolated } }
peering web_data { between: web, data }
peering data_ops { between: data, ops }
peering web_ops { between: web, ops }
load_balancer front in web_edge { listen: http 80 }
instance server in web_app { type: t3.micro; image: amazon-linux-2023; port: 8080 }
database stock in data_store { engine: mysql; standby }
instance monitor in ops_app { type: t3.micro; image: amazon-linux-2023 }
people -> front : http
front -> server : http 8080
server -> stock
monitor -> stock
monitor -> server : http 8080
"""

_SUBNETS = """
users people "Customers"
office bank "Bank" { address: 198.51.100.10; cidr: 192.168.10.0/24 }
bucket reports
queue work
vpc lab {
  cidr: 10.0.0.0/16
  internet_gateway igw
  vpc_endpoint s3_door { service: s3 }
  zone a {
    subnet public_a  { cidr: 10.0.1.0/24;  public;  routes: public_routes; acl: edge_list }
    subnet private_a { cidr: 10.0.11.0/24; private; routes: out_a }
    subnet data_a { cidr: 10.0.21.0/24; isolated; routes: data_routes }
    nat_gateway nat_a in public_a { address: address_a }
  }
  zone b {
    subnet public_b  { cidr: 10.0.2.0/24;  public;  routes: public_routes; acl: edge_list }
    subnet private_b { cidr: 10.0.12.0/24; private; routes: out_b }
    subnet data_b { cidr: 10.0.22.0/24; isolated; routes: data_routes }
    nat_gateway nat_b in public_b
  }
  zone c {
    subnet public_c  { cidr: 10.0.3.0/24;  public;  routes: public_routes; acl: edge_list }
    subnet private_c { cidr: 10.0.13.0/24; private; routes: out_c }
    subnet data_c { cidr: 10.0.23.0/24; isolated; routes: data_routes }
    nat_gateway nat_c in public_c
  }
  elastic_ip address_a
  network_acl edge_list { inbound: 100 allow any from 0.0.0.0/0; outbound: 100 allow any to 0.0.0.0/0 }
  route_table public_routes  { route: 0.0.0.0/0 via igw }
  route_table out_a { route: 0.0.0.0/0 via nat_a }
  route_table out_b { route: 0.0.0.0/0 via nat_b }
  route_table out_c { route: 0.0.0.0/0 via nat_c }
  route_table data_routes
}
vpc_endpoint sqs_door in private_a, private_b, private_c { service: sqs }
elastic_ip bastion_address in lab
instance bastion in public_a { type: t3.micro; image: amazon-linux-2023; address: bastion_address }
load_balancer front in public_a, public_b, public_c { listen: http 80 }
scaling_group pages in private_a, private_b, private_c { image: amazon-linux-2023; type: t3.micro; size: 3..6 }
database store in data_a, data_b { engine: postgres; standby }
people -> front : http
bank -> bastion : ssh
bastion -> pages : ssh
front -> pages : http 8080
pages -> store
pages -> reports : write
pages -> work : send
"""

_DUAL_STACK = """
users visitors
vpc lab { cidr: 10.0.0.0/16; ipv6; zones: 2
  tier edge { public }
  tier app { private }
  tier data { isolated } }
load_balancer front in edge { listen: http 80 }
scaling_group web in app { image: amazon-linux-2023; type: t3.micro; size: 2..4 }
database stock in data { engine: mysql; standby }
visitors -> front : http
front -> web : http 8080
web -> stock
web -> internet : https
"""

_DIRECT_CONNECT = """
office head "Head office" { cidr: 192.168.0.0/20; address: 198.51.100.10; asn: 65010 }
vpc prod { cidr: 10.0.0.0/16; zones: 2; tier prod_app { isolated }; tier prod_data { isolated; slot: 3 } }
vpc test { cidr: 10.1.0.0/16; zones: 2; tier test_app { isolated } }
transit_gateway hub { attach: prod, test; apart: prod, test }
direct_connect fibre { from: head; to: hub; location: "Frankfurt, Equinix FR5"; speed: 1Gbps; vlan: 101 }
vpn backup { from: head; to: hub; routing: bgp }
instance erp in prod_app { type: t3.micro; image: amazon-linux-2023 }
database books in prod_data { engine: postgres; standby }
instance trial in test_app { type: t3.micro; image: amazon-linux-2023 }
head -> erp : https
erp -> books
head -> trial : https
"""

_OWN_LINES = """
office head "Head office" { cidr: 192.168.0.0/20; address: 198.51.100.10; asn: 65010 }
office branch "Branch" { cidr: 192.168.16.0/20; address: 198.51.100.20; asn: 65020 }
outpost rack { at: branch }
vpc prod { cidr: 10.0.0.0/16; zones: 2; vpn_gateway prod_gate; tier prod_app { isolated } }
vpc test { cidr: 10.1.0.0/16; zones: 2; vpn_gateway test_gate; tier test_app { isolated } }
direct_connect fibre { from: head; to: prod_gate; speed: 1Gbps }
vpn backup { from: head; to: prod_gate }
vpn branch_prod { from: branch; to: prod_gate }
vpn branch_test { from: branch; to: test_gate }
instance erp in prod_app { type: t3.micro; image: amazon-linux-2023 }
instance trial in test_app { type: t3.micro; image: amazon-linux-2023 }
head -> erp : https
branch -> trial : https
"""

_OFFICES_AND_CUSTOMERS = """
users people "Customers"
office berlin "Berlin" { cidr: 192.168.10.0/24; address: 198.51.100.10; asn: 65010 }
office munich "Munich" { cidr: 192.168.20.0/24; address: 198.51.100.20; asn: 65020 }
office lyon "Lyon" { cidr: 192.168.30.0/24; address: 198.51.100.30; asn: 65030 }
bucket reports
vpc shop { cidr: 10.0.0.0/16; zones: 2
  vpn_gateway gate "VPN gateway"
  vpc_endpoint store_door { service: s3 }
  tier edge { public }
  tier app { private }
  tier data { isolated } }
vpc ops { cidr: 10.1.0.0/16; zones: 2; tier tools { isolated } }
peering bridge { between: shop, ops }
vpn berlin_line { from: berlin; to: gate }
vpn munich_line { from: munich; to: gate }
vpn lyon_line { from: lyon; to: gate }
load_balancer front in edge { listen: http 80 }
scaling_group web in app { image: amazon-linux-2023; type: t3.micro; size: 2..4 }
database stock in data { engine: mysql; standby }
instance monitor in tools { type: t3.micro; image: amazon-linux-2023 }
people -> front : http
front -> web : http 8080
web -> stock
web -> reports : write
web -> internet : https
berlin -> web : ssh
monitor -> stock
munich -> berlin : tcp 443
"""

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

_PEERS_ACROSS = """
users people
vpc left  { cidr: 10.0.0.0/16; zones: 2; tier edge { public } }
region ap-south-1 { vpc right { cidr: 10.1.0.0/16; zones: 2; tier data_right { isolated } } }
region us-east-1 { vpc far { cidr: 10.2.0.0/16; zones: 2; tier data_far { isolated } } }
peering bridge { between: left, right }
peering long_bridge { between: left, far }
peering third { between: right, far }
instance client in edge { type: t3.micro; image: amazon-linux-2023; port: 80 }
database stock in data_right { engine: mysql; standby }
database copies in data_far { engine: mysql }
people -> client : http
client -> stock
client -> copies
"""

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
    "hub of networks": _headed(
        "hub_of_networks", "Hub with five networks and three offices", _HUB_OF_NETWORKS
    ),
    "peers": _headed("peers", "Three networks that peer", _PEERS),
    "subnets": _headed("subnets", "Three zones, subnet by subnet", _SUBNETS),
    "dual stack": _headed("dual_stack", "Dual stack over two zones", _DUAL_STACK),
    "direct connect": _headed(
        "direct_connect_and_vpn", "Direct Connect with a VPN behind it", _DIRECT_CONNECT
    ),
    "own lines": _headed("own_lines", "Two networks with lines of their own", _OWN_LINES),
    "offices and customers": _headed(
        "offices_and_customers", "Customers, offices and networks that peer", _OFFICES_AND_CUSTOMERS
    ),
    "peers across": _headed("peers_across", "Peering across three regions", _PEERS_ACROSS),
    "two regions": _headed("two_regions", "Two networks and a queue", _TWO_REGIONS),
    "calls across": _headed("calls_across", "Calls across three regions", _CALLS_ACROSS),
    "four regions": _headed("four_regions", "Four regions", "users people\n" + _FOUR_REGIONS),
}
