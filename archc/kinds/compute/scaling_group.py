"""The kind `scaling_group`."""

from archc.component import Architecture, Color, Icon, Intrinsic
from archc.kinds.compute._server import Server
from archc.values import (
    Choice,
    IntegerRange,
    Record,
    RecordOf,
    attribute,
    duration,
    integer,
    integer_range,
    main,
    percent,
)


class Size(Record):
    """`2..6 desired 3`."""

    range: IntegerRange = main(integer_range(0, 1000), "Fewest and most servers.", required=True)
    desired: int | None = attribute(integer(0, 1000), "How many to begin with.")

    @property
    def start(self) -> int:
        """How many servers the group begins with."""
        return self.desired if self.desired is not None else self.range.low


class Scale(Record):
    """`cpu 60%`."""

    metric: str = main(Choice("cpu"), "What is measured.", required=True)
    target: int = main(percent(), "The level to hold.", required=True)


class Health(Record):
    """`balancer grace 5min`."""

    check: str = main(Choice("balancer", "server"), "Who says that a server is ill.", required=True)
    grace: int = attribute(
        duration("0s", "2h"), "How long a new server is left alone.", default=300
    )


class Update(Record):
    """`rolling batch 1 pause 5min`."""

    way: str = main(Choice("rolling"), "Replace servers a few at a time.", required=True)
    batch: int = attribute(integer(1, 100), "How many at once.", default=1)
    keep: int | None = attribute(integer(0, 1000), "How many stay in service meanwhile.")
    pause: int = attribute(duration("0s", "1h"), "The wait between two batches.", default=300)


class ScalingGroup(Server):
    """A group of equal servers over all zones of its tier (EC2 Auto Scaling).

    It writes a launch template, replaces servers that fail the load balancer's health check, and
    grows and shrinks with `scale`.
    """

    title = "Auto Scaling group"
    icon = Icon("group", "group_auto_scaling_group", Color.COMPUTE, "compute/ec2-auto-scaling.png")
    spans_zones = True
    resource = "AWS::AutoScaling::AutoScalingGroup"
    values = {"id": "${@}"}

    size: Size = attribute(
        RecordOf(Size, "a range of servers", "2..6"),
        "Fewest and most servers.",
        default=Size({"range": IntegerRange(2, 4)}),
        property="AutoScalingGroup.MinSize",
        example="3..5",
    )
    scale: Scale | None = attribute(
        RecordOf(Scale, "a metric and a target", "cpu 60%"),
        "The level that the group holds.",
        property="ScalingPolicy.TargetTrackingConfiguration",
    )
    health: Health | None = attribute(
        RecordOf(Health, "who checks health", "balancer grace 5min"),
        "Who says that a server is ill; the load balancer where one forwards here.",
        example="server grace 2min",
    )
    update: Update | None = attribute(
        RecordOf(Update, "how servers are replaced", "rolling batch 1 pause 5min"),
        "How a new launch template reaches running servers.",
    )
    signal: int | None = attribute(
        duration("1min", "12h", "15min"),
        "How long the stack waits for every server's `cfn-signal`.",
        example="15min",
    )

    def target_group_ids(self, design: Architecture) -> list[Intrinsic]:
        """The target groups that load balancers forward to it through."""
        return [
            Intrinsic("Ref", group.logical_id)
            for balancer in {r.source.name: r.source for r in design.into(self)}.values()
            if balancer.forwards
            for group in balancer.target_groups(design)  # type: ignore[attr-defined]
            if any(relation.target.name == self.name for relation in group.relations)
        ]

    def health_check(self, design: Architecture) -> str:
        """`ELB` or `EC2`: as written, else the load balancer's where one forwards here."""
        if self.health is not None:
            return "ELB" if self.health.check == "balancer" else "EC2"
        return "ELB" if any(r.source.forwards for r in design.into(self)) else "EC2"
