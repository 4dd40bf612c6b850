"""The kind `database`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archc.component import Color, Component, Icon, Port, Verb, tcp
from archc.filters import SECURITY, SECURITY_SAYS
from archc.limits import ENGINE_VERSIONS
from archc.values import (
    Choice,
    Record,
    RecordOf,
    Reference,
    YesNo,
    attribute,
    duration,
    integer,
    main,
    plain_text,
    port,
    size,
    word,
)

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said

_PORTS = {"postgres": 5432, "mysql": 3306, "mariadb": 3306}
_VERSIONS = {"postgres": "16", "mysql": "8.4", "mariadb": "11.4"}


class Engine(Record):
    """`postgres 16`."""

    name: str = main(Choice(*_PORTS), "The database engine.", required=True)
    version: str | None = main(word("a version", "16", r"[0-9]+(?:\.[0-9]+)*"), "Its version.")

    @property
    def effective_version(self) -> str:
        """A full version: as written, else the current one of the major version, or a usual one."""
        written = self.version or _VERSIONS[self.name]
        return ENGINE_VERSIONS[self.name].get(written, written)


class Password(Record):
    """`length 40 without "@/"`."""

    length: int = attribute(integer(8, 41), "How many characters.", default=32)
    without: str = attribute(plain_text(), "Characters that it must not have.", default="\"@/\\'")


class Database(Component):
    """A relational database that AWS runs (Amazon RDS), encrypted and never public by default.

    Its password is generated in Secrets Manager; an arrow to it opens the engine's port for the
    caller and lets the caller read that secret.
    """

    title = "Amazon RDS"
    icon = Icon("service", "rds", Color.DATABASE, "database/rds.png")
    inside = ("tier", "subnet")
    place_needed = True
    spans_zones = True
    on_network = True
    has_interface = True
    resource = "AWS::RDS::DBInstance"
    unprotect = (
        "rds modify-db-instance --db-instance-identifier @ "
        "--no-deletion-protection --apply-immediately"
    )
    values = {
        "address": "${@.Endpoint.Address}",
        "port": "${@.Endpoint.Port}",
        "secret": "${@Secret}",
        "arn": "${@.DBInstanceArn}",
        "id": "${@}",
    }
    hands = ("address", "port", "secret")
    verbs = (
        Verb(
            "connect",
            "open connections and read the password",
            actions=("secretsmanager:GetSecretValue",),
            resources=("${@Secret}",),
            network=True,
        ),
    )

    engine: Engine = attribute(
        RecordOf(Engine, "an engine and its version", "postgres 16"),
        "Engine and version.",
        required=True,
        default=Engine({"name": "postgres"}),
        property="DBInstance.Engine",
        example="mariadb 11.4",
    )
    type: str = attribute(
        word("a database instance type", "db.t4g.micro", r"db\.[a-z0-9]+\.[a-z0-9]+"),
        "The instance type.",
        default="db.t4g.micro",
        property="DBInstance.DBInstanceClass",
        example="db.m7g.large",
    )
    storage: int = attribute(
        size("20GB", "64TB", "50GB"),
        "How much it holds.",
        default=20 * 1024,
        example="50GB",
        property="DBInstance.AllocatedStorage",
        unit=1024,
    )
    storage_type: str = attribute(
        Choice("gp3", "gp2", "io2"),
        "The storage type.",
        default="gp3",
        property="DBInstance.StorageType",
        example="io2",
    )
    iops: int | None = attribute(
        integer(1000, 256000), "Operations per second.", property="DBInstance.Iops", example="12000"
    )
    standby: bool = attribute(
        YesNo(),
        "A second copy in another zone takes over when the first fails.",
        default=False,
        property="DBInstance.MultiAZ",
        example="yes",
    )
    backup: int = attribute(
        duration("0s", "35 days", "7 days"),
        "How long daily backups are kept; `0 days` is none.",
        default=7 * 86400,
        example="14 days",
        property="DBInstance.BackupRetentionPeriod",
        unit=86400,
        absent="1day",
    )
    encrypted: bool = attribute(
        YesNo(),
        "Encrypted at rest.",
        default=True,
        property="DBInstance.StorageEncrypted",
        absent="no",
        example="no",
    )
    public: bool = attribute(
        YesNo(),
        "Reachable by a public address.",
        default=False,
        property="DBInstance.PubliclyAccessible",
        example="yes",
    )
    port: int | None = attribute(
        port(), "The port, if not the engine's own.", property="DBInstance.Port", example="15432"
    )
    user: str = attribute(
        word("a user name", "app", r"[a-z][a-z0-9_]{0,15}"),
        "The name of the first user.",
        default="app",
        example="shop",
        property="DBInstance.MasterUsername",
    )
    database_name: str | None = attribute(
        word("a database name", "orders", r"[a-z][a-z0-9_]{0,62}"),
        "The database made at the start.",
        property="DBInstance.DBName",
        example="orders",
    )
    password: Password = attribute(
        RecordOf(Password, "how the password is made", "length 40"),
        "How the password is made.",
        default=Password({}),
    )
    insights: bool = attribute(
        YesNo(),
        "Performance Insights.",
        default=False,
        property="DBInstance.EnablePerformanceInsights",
        example="yes",
    )
    protect: bool | None = attribute(
        YesNo(),
        "Refuses to be deleted; on in production.",
        example="yes",
        property="DBInstance.DeletionProtection",
    )
    on_delete: str | None = attribute(
        Choice("delete", "snapshot", "keep"),
        "What becomes of the data with the stack: deleted in a lab, a snapshot in production.",
        example="keep",
    )
    security: tuple[str | Reference, ...] = attribute(
        SECURITY, SECURITY_SAYS, many=True, example="strict"
    )

    def serves(self) -> tuple[Port, ...]:
        """The engine's port."""
        return (tcp(self.port or _PORTS[self.engine.name]),)

    @classmethod
    def recognises(cls, one: Found) -> bool:
        """A single database of an engine that archc knows, not one of a cluster."""
        engine = one.peek("Engine")
        name = str(engine.value).lower() if engine is not None else ""
        return name in _PORTS and one.peek("DBClusterIdentifier") is None

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """Its engine, its subnets, its password, and what becomes of it."""
        engine, version = one.take("Engine"), one.take("EngineVersion")
        if engine is not None:
            name = str(engine.value).lower()
            known = ENGINE_VERSIONS[name]
            full = str(version.value) if version is not None else ""
            major = next((short for short, one in known.items() if one == full), full)
            said.say("engine", name, *([major] if major else []), span=engine.span)
        subnets = one.follow(one.peek("DBSubnetGroupName"), "AWS::RDS::DBSubnetGroup")
        if subnets is not None:
            one.take("DBSubnetGroupName")
            subnets.whole_of_it()
            said.stand_in_all(subnets, "SubnetIds")
        for groups in ("VPCSecurityGroups", "VpcSecurityGroupIds"):
            said.behind(one.peek(groups))
            one.take_known(groups)
        secret = said.keep_password(one.peek("MasterUserPassword"))
        if secret is not None:
            one.take("MasterUserPassword")
            cls._read_password(secret, said)
        user = one.peek("MasterUsername")
        if user is not None and isinstance(user.value, str):
            one.take("MasterUsername")
        for part in one.parts("AWS::SecretsManager::SecretTargetAttachment", "TargetId"):
            part.whole_of_it()
        one.take_if(("CopyTagsToSnapshot",), "true")
        one.take_if(("AutoMinorVersionUpgrade",), "true")
        if one.peek("PubliclyAccessible") is None and said.opens_to_internet():
            said.flag("public")

    @classmethod
    def _read_password(cls, secret: Found, said: Said) -> None:
        """How the password is made, where that is not as usual."""
        how = secret.take("GenerateSecretString")
        usual = Password({})
        words: list[Any] = []
        length = how.get("PasswordLength") if how is not None else None
        if length is not None and str(length.value) != str(usual.length):
            words += ["length", length]
        without = how.get("ExcludeCharacters") if how is not None else None
        if without is not None and without.value != usual.without:
            words += ["without", said.quote(without)]
        if words and how is not None:
            said.say("password", *words, span=how.span)

    @classmethod
    def listens(cls, one: Found) -> tuple[tuple[str, str], ...]:
        """The port that is written, else the engine's own."""
        port, engine = one.peek("Port"), one.peek("Engine")
        usual = _PORTS.get(str(engine.value).lower() if engine is not None else "", 0)
        return (("tcp", str(port.value if port is not None else usual)),)
