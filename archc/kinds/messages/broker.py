"""The kind `broker`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archc.component import Architecture, Color, Component, Icon, Port, Verb, tcp
from archc.filters import SECURITY, SECURITY_SAYS
from archc.values import Choice, Record, RecordOf, Reference, YesNo, attribute, main, word

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said

# The ports that programs use, by engine: AMQP and OpenWire, both over TLS.
_PORTS = {"rabbitmq": 5671, "activemq": 61617}
_ADDRESSES = {"rabbitmq": "${@.AmqpEndpoints[0]}", "activemq": "${@.OpenWireEndpoints[0]}"}


class BrokerEngine(Record):
    """`rabbitmq 3.13`."""

    name: str = main(Choice(*_PORTS), "The engine.", required=True)
    version: str | None = main(word("a version", "3.13", r"[0-9]+\.[0-9]+"), "Its version.")


class Broker(Component):
    """A message broker that AWS runs, for programs that speak AMQP or OpenWire (Amazon MQ).

    New systems are better off with queues and topics; a broker is for those that exist. It is
    private and encrypted. An arrow to it opens its port for the caller and lets the caller read
    the password.
    """

    title = "Amazon MQ"
    icon = Icon("service", "mq", Color.INTEGRATION, "integration/mq.png")
    inside = ("tier", "subnet")
    place_needed = True
    spans_zones = True
    on_network = True
    has_interface = True
    resource = "AWS::AmazonMQ::Broker"
    values = {
        "url": "",  # by engine
        "arn": "${@.Arn}",
        "secret": "${@Secret}",
        "id": "${@}",
    }
    hands = ("url", "secret")
    verbs = (
        Verb(
            "connect",
            "open connections and read the password",
            actions=("secretsmanager:GetSecretValue",),
            resources=("${@Secret}",),
            network=True,
        ),
    )

    engine: BrokerEngine = attribute(
        RecordOf(BrokerEngine, "an engine and its version", "rabbitmq 3.13"),
        "Engine and version; the newest that the type takes, unless written.",
        required=True,
        default=BrokerEngine({"name": "rabbitmq"}),
        property="Broker.EngineType",
        example="activemq",
    )
    type: str = attribute(
        word("an instance type", "mq.m7g.large", r"mq\.[a-z0-9]+\.[a-z0-9]+"),
        "The instance type.",
        default="mq.m7g.medium",
        property="Broker.HostInstanceType",
        example="mq.m7g.large",
    )
    standby: bool = attribute(
        YesNo(),
        "Goes on in another zone: a cluster of three, or one that stands by.",
        default=False,
        example="yes",
    )
    user: str = attribute(
        word("2 to 100 letters and digits", "app", r"[A-Za-z][A-Za-z0-9]{1,99}"),
        "The name of its user.",
        default="app",
        property="Broker.Users.Username",
        example="shop",
    )
    physical_name: str | None = attribute(
        word("up to 50 letters, digits, `-` and `_`", "messages", r"[\w-]{1,50}"),
        "A fixed name in AWS.",
        name="name",
        property="Broker.BrokerName",
    )
    security: tuple[str | Reference, ...] = attribute(
        SECURITY, SECURITY_SAYS, many=True, example="strict"
    )

    def expression(self, value: str, design: Architecture) -> str:
        """Each engine has a list of addresses of its own."""
        if value == "url":
            return _ADDRESSES[self.engine.name].replace("@", self.logical_id)
        return super().expression(value, design)

    @property
    def engine_version(self) -> str | None:
        """As written, else the newest; older types take RabbitMQ 3 only."""
        older = self.engine.name == "rabbitmq" and self.type.startswith(("mq.t3.", "mq.m5."))
        return self.engine.version or ("3.13" if older else None)

    @property
    def mode(self) -> str:
        """How many there are, as Amazon MQ names it."""
        if not self.standby:
            return "SINGLE_INSTANCE"
        return "CLUSTER_MULTI_AZ" if self.engine.name == "rabbitmq" else "ACTIVE_STANDBY_MULTI_AZ"

    @property
    def subnets(self) -> int | None:
        """How many subnets it stands in; a cluster stands in all."""
        return {"SINGLE_INSTANCE": 1, "ACTIVE_STANDBY_MULTI_AZ": 2}.get(self.mode)

    def serves(self) -> tuple[Port, ...]:
        """The engine's port."""
        return (tcp(_PORTS[self.engine.name]),)

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """Its engine, its subnets, and its one user."""
        engine, version = one.take("EngineType"), one.take("EngineVersion")
        name = str(engine.value).lower() if engine is not None else "rabbitmq"
        usual = cls(
            {"engine": BrokerEngine({"name": name}), "type": _text(one, "HostInstanceType")}
        )
        told = ".".join(str(version.value).split(".")[:2]) if version is not None else None
        said.say("engine", name, *([told] if told not in (None, usual.engine_version) else []),
                 span=engine.span if engine is not None else None)  # fmt: skip
        one.take_own_name("BrokerName")
        if _text(one, "DeploymentMode") in ("CLUSTER_MULTI_AZ", "ACTIVE_STANDBY_MULTI_AZ"):
            said.flag("standby", one.peek("DeploymentMode"))
        one.take("DeploymentMode")
        said.stand_in_all(one, "SubnetIds")
        said.behind(one.peek("SecurityGroups"))
        one.take_known("SecurityGroups")
        users = one.items("Users")
        user = users[0].get("Username") if len(users) == 1 else None
        if user is not None and isinstance(user.value, str):
            secret = said.keep_password(users[0].get("Password"))
            if user.value != cls.attributes["user"].default:
                said.say("user", user)
            if secret is not None:
                one.take("Users")
                secret.take("GenerateSecretString")
        one.take_if(("PubliclyAccessible",), "false")
        one.take_if(("AutoMinorVersionUpgrade",), "true")
        one.take_if(("EncryptionOptions", "UseAwsOwnedKey"), "true")
        one.take_if(("Logs", "General"), "true")

    @classmethod
    def listens(cls, one: Found) -> tuple[tuple[str, str], ...]:
        """The engine's port."""
        return (("tcp", str(_PORTS.get(_text(one, "EngineType").lower(), 0))),)


def _text(one: Found, name: str) -> str:
    """A property as text."""
    return str(getattr(one.peek(name), "value", ""))
