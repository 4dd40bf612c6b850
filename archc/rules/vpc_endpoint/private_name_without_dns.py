"""Endpoint with a private name in a VPC without DNS.

What it does
------------
Looks for an interface endpoint with `private_dns` in a VPC that has `dns_support: no` or
`dns_hostnames: no`.

Why
---
That the service's usual name leads to the endpoint is said by Amazon's DNS server in the VPC;
without it AWS refuses the endpoint.

Bad
---

    architecture doors
    queue work
    vpc lab {
      dns_hostnames: no
      tier app { isolated }
      vpc_endpoint sqs_door in app { service: sqs }
    }
    instance worker in app
    worker -> work : receive

Good
----

    architecture doors
    queue work
    vpc lab {
      tier app { isolated }
      vpc_endpoint sqs_door in app { service: sqs }
    }
    instance worker in app
    worker -> work : receive

Fix
---
Let the VPC have both, which it has unless written; or write `private_dns: no`, and let the
program use the endpoint's own name.

References
----------
- https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
- https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Fix, Remove, Repair
from archc.kinds.network.vpc_endpoint import VpcEndpoint
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("CON318", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(endpoint: VpcEndpoint, design: Architecture) -> Iterator[Finding]:
    """Look at the two settings of its VPC."""
    vpc = design.vpc_of(endpoint)
    if vpc is None or not endpoint.has_interface or not endpoint.private_dns:
        return
    off = [name for name in ("dns_support", "dns_hostnames") if not getattr(vpc, name, True)]
    if off:
        yield Finding(
            f"the endpoint '{endpoint.name}' needs names that '{vpc.name}' does not have",
            Fix(
                f"remove `{off[0]}: no` from '{vpc.name}', or write `private_dns: no` in "
                f"'{endpoint.name}'",
                tuple(Remove(vpc.name, name) for name in off),
            ),
            endpoint.at("private_dns"),
            "wants to be found by the service's name",
            tuple(Label("switched off", vpc.at(name)) for name in off),
        )
