"""The kind `scaling_group`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from archc.component import Architecture, Color, Icon, Intrinsic
from archc.kinds.compute._server import Server
from archc.values import (
    Choice,
    Declared,
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

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said


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

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """Its launch template, its size, and how it is watched and renewed."""
        said.stand_in_all(one, "VPCZoneIdentifier")
        one.take("AvailabilityZones")
        low, high = one.peek("MinSize"), one.peek("MaxSize")
        if low is None or high is None or not f"{low.value}{high.value}".isdigit():
            said.lacks = "its size"
        else:
            begin = one.peek("DesiredCapacity")
            said.say("size", f"{low.value}..{high.value}",
                     *(["desired", begin] if begin is not None else []), span=low.span)  # fmt: skip
            for name in ("MinSize", "MaxSize", "DesiredCapacity"):
                one.take(name)
        wait = _seconds(one, "CreationPolicy", "ResourceSignal", "Timeout")
        if wait is not None:
            said.say("signal", cls.spelled(cls, "signal", wait))
        cls._read_template(one, said, signals=wait is not None)
        cls._read_policies(one, said)
        cls._read_health(one, said)
        update = one.body("UpdatePolicy", "AutoScalingRollingUpdate")
        if update is not None:
            words: list[Any] = ["rolling"]
            for word, key, usual in (
                ("batch", "MaxBatchSize", "1"),
                ("keep", "MinInstancesInService", low),
            ):
                item = update.get(key)
                if item is not None and str(item.value) != str(getattr(usual, "value", usual)):
                    words += [word, item]
            pause = _seconds(one, "UpdatePolicy", "AutoScalingRollingUpdate", "PauseTime")
            if pause not in (None, 300):
                words += ["pause", cls.spelled(Update, "pause", pause)]
            said.say("update", *words, span=update.span)

    @classmethod
    def _read_template(cls, one: Found, said: Said, *, signals: bool) -> None:
        """The launch template or configuration, and what is in it."""
        for *path, type_ in (
            ("LaunchTemplate", "LaunchTemplateId", _TEMPLATE),
            ("LaunchTemplate", "LaunchTemplateName", _TEMPLATE),
            ("MixedInstancesPolicy", "LaunchTemplate", "LaunchTemplateSpecification",
             "LaunchTemplateId", _TEMPLATE),
            ("LaunchConfigurationName", "AWS::AutoScaling::LaunchConfiguration"),
            ("InstanceId", "AWS::EC2::Instance"),
        ):  # fmt: skip
            found = one.follow(one.peek(*path), type_)
            if found is None:
                continue
            one.take(*path)
            one.take(*path[:-1], "Version")
            prefix = ("LaunchTemplateData",) if type_ == _TEMPLATE else ()
            cls.read_server(found, said, *prefix, signals=signals)
            cls._read_launched(found, said, one, *prefix)
            return

    @classmethod
    def _read_launched(cls, found: Found, said: Said, one: Found, *prefix: str) -> None:
        """Role, groups and address of what is launched."""
        for path in (("Arn",), ("Name",), ()):
            profile = (*prefix, "IamInstanceProfile", *path)
            item = found.peek(*profile)
            if item is not None and not item.is_map and cls.read_profile(item, said):
                found.take(*profile)
        found.take(*prefix, "TagSpecifications")
        plugs = found.items(*prefix, "NetworkInterfaces")
        public = None
        if len(plugs) == 1 and plugs[0].is_map and not set(plugs[0].value) - _PLUG:
            found.take(*prefix, "NetworkInterfaces")
            said.behind(plugs[0].get("Groups"))
            public = plugs[0].get("AssociatePublicIpAddress")
        for name in ("SecurityGroupIds", "SecurityGroups"):
            said.behind(found.peek(*prefix, name))
            found.take_known(*prefix, name)
        public = public or found.take(*prefix, "AssociatePublicIpAddress")
        subnets = one.items("VPCZoneIdentifier")
        subnet = one.whole.resource_of(subnets[0]) if subnets else None
        said.have_address(public, subnet, default=None)

    @classmethod
    def _read_policies(cls, one: Found, said: Said) -> None:
        """The policy that holds the processors at a level."""
        for part in one.named_by("AWS::AutoScaling::ScalingPolicy", "AutoScalingGroupName"):
            metric = part.peek("TargetTrackingConfiguration", "PredefinedMetricSpecification",
                               "PredefinedMetricType")  # fmt: skip
            target = part.peek("TargetTrackingConfiguration", "TargetValue")
            level = re.fullmatch(r"([0-9]{1,3})(?:\.0+)?", str(getattr(target, "value", "")))
            known = getattr(metric, "value", "") == "ASGAverageCPUUtilization"
            if known and level and target is not None and one.owns(part):
                part.whole_of_it()
                said.say("scale", "cpu", f"{level[1]}%", span=target.span)

    @classmethod
    def _read_health(cls, one: Found, said: Said) -> None:
        """Who says that a server is ill: AWS asks the server, unless it is told to ask others."""
        one.take_known("TargetGroupARNs")
        check, grace = one.take("HealthCheckType"), one.take("HealthCheckGracePeriod")
        asks = "balancer" if check is not None and check.value == "ELB" else "server"
        wait = int(grace.value) if grace is not None and str(grace.value).isdigit() else 0
        usual = "balancer" if one.peek("TargetGroupARNs") is not None else "server"
        if asks != usual or (wait != 300 and usual == "balancer") or (wait != 300 and grace):
            words = ["grace", cls.spelled(Health, "grace", wait)] if wait != 300 else []
            span = (check or grace or one).span
            said.say("health", asks, *words, span=span)

    @staticmethod
    def spelled(record: type[Declared], field: str, amount: int | None) -> str:
        """An amount as the language writes it, as one value."""
        text: str = record.attributes[field].type.spell(amount)
        return text.replace(" ", "")


_TEMPLATE = "AWS::EC2::LaunchTemplate"
_PLUG = {"DeviceIndex", "AssociatePublicIpAddress", "Groups", "DeleteOnTermination", "Description"}


def _seconds(one: Found, *path: str) -> int | None:
    """A duration of ISO 8601, as policies of groups have it."""
    item = one.body(*path)
    match = re.fullmatch(
        r"PT(?:([0-9]{1,4})H)?(?:([0-9]{1,4})M)?(?:([0-9]{1,6})S)?", str(getattr(item, "value", ""))
    )
    if match is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds
