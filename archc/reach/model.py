"""The literal network: interfaces, subnets, tables, lists, groups and gateways, by name."""

from collections.abc import Mapping
from typing import NamedTuple

from archc.reach.headers import PORTS, Block, Interval, Match
from archc.source import Span

# The ports a client of each kind asks from (AWS: Network ACLs, ephemeral ports).
EPHEMERAL: Mapping[str, Interval] = {
    "linux": (32768, 61000),
    "windows": (49152, 65535),
    "balancer": (1024, 65535),
    "nat": (1024, 65535),
    "function": (1024, 65535),
    "outside": (1024, 65535),
}


class Owner(NamedTuple):
    """What of the design a part of the network comes from: a component, and where it is written."""

    component: str
    span: Span | None = None


class Allow(NamedTuple):
    """A rule of a security group: packets that match, from or to a block or a group's members."""

    match: Match
    group: str | None
    owner: Owner


class Group(NamedTuple):
    """A security group; a packet passes if any rule admits it."""

    name: str
    inbound: tuple[Allow, ...]
    outbound: tuple[Allow, ...]
    owner: Owner


class Entry(NamedTuple):
    """A numbered entry of a network ACL; the first that matches decides."""

    number: int
    allow: bool
    match: Match
    owner: Owner


class Acl(NamedTuple):
    """A network ACL: stateless, and whatever no entry matches is denied."""

    name: str
    inbound: tuple[Entry, ...]
    outbound: tuple[Entry, ...]
    owner: Owner


class Route(NamedTuple):
    """A route: packets to the block go on at the target, `kind/name`; `local` stays in the VPC."""

    block: Block
    target: str
    owner: Owner
    propagated: bool = False


class Table(NamedTuple):
    """A route table, without the local routes that every table has."""

    name: str
    routes: tuple[Route, ...]
    owner: Owner


class Subnet(NamedTuple):
    """A subnet; without an ACL the VPC's default one holds, which lets everything through."""

    name: str
    vpc: str
    zone: str
    blocks: tuple[Block, ...]
    table: str
    acl: str | None
    owner: Owner


class Vpc(NamedTuple):
    """A VPC and whether an internet gateway is attached to it."""

    name: str
    blocks: tuple[Block, ...]
    internet_gateway: bool
    owner: Owner


class Interface(NamedTuple):
    """A network interface. Its addresses are not known before it exists, only their blocks.

    `public` says whether its IPv4 address is paired with a public one. `nat` is empty, `gateway`
    or `instance`; one that is `checked` sends and takes only packets of its own addresses.
    """

    name: str
    subnet: str
    blocks: tuple[Block, ...]
    public: bool
    groups: tuple[str, ...] | None  # None: it has no groups, and nothing filters at it
    system: str
    owner: Owner
    nat: str = ""
    checked: bool = True


class Outside(NamedTuple):
    """Hosts beyond the design: the internet, an office's public address, a network behind a line.

    `behind` is what alone leads to it: a VPN gateway, or a line's attachment to a transit gateway.
    """

    name: str
    blocks: tuple[Block, ...]
    owner: Owner
    behind: str = (
        ""  # the VPN gateway, or a line's attachment, that leads there; else: on the internet
    )
    told: bool = False  # its line routes by BGP, so that other lines of the gateway hear of it


class Peering(NamedTuple):
    """A peering connection between two VPCs."""

    name: str
    vpcs: tuple[str, str]
    owner: Owner


class Attachment(NamedTuple):
    """A VPC's attachment to a transit gateway: in which subnets, and which table it consults.

    That of a line has neither a VPC nor subnets.
    """

    name: str
    gateway: str
    vpc: str
    subnets: tuple[str, ...]
    table: str
    owner: Owner


class Endpoint(NamedTuple):
    """A gateway endpoint: the service it leads to, and that service's addresses."""

    name: str
    vpc: str
    service: str
    blocks: tuple[Block, ...]
    owner: Owner


class Network(NamedTuple):
    """Everything by its name."""

    vpcs: Mapping[str, Vpc]
    subnets: Mapping[str, Subnet]
    tables: Mapping[str, Table]  # of subnets and of transit gateways
    acls: Mapping[str, Acl]
    groups: Mapping[str, Group]
    interfaces: Mapping[str, Interface]
    outsides: Mapping[str, Outside]
    peerings: Mapping[str, Peering] = {}
    attachments: Mapping[str, Attachment] = {}
    endpoints: Mapping[str, Endpoint] = {}
    vpn_gateways: Mapping[str, str] = {}  # the VPC that each is attached to

    def members(self, group: str) -> frozenset[str]:
        """The interfaces in a security group."""
        return frozenset(
            name for name, one in self.interfaces.items() if group in (one.groups or ())
        )


EVERYTHING = Match(None, None, PORTS)
