"""The kind `function`."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from archc.component import Architecture, Color, Component, Icon, Verb
from archc.filters import SECURITY, SECURITY_SAYS
from archc.limits import RUNTIMES
from archc.values import (
    Choice,
    Code,
    CodeFiles,
    ComponentName,
    Either,
    Interpolated,
    ListOf,
    MappingOf,
    Record,
    RecordOf,
    Reference,
    TextWithValues,
    YesNo,
    attribute,
    duration,
    integer,
    main,
    size,
    word,
)

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said

_INLINE = {"python": (".py",), "nodejs": (".js", ".cjs")}


# What Lambda does under the function's role for a function in a VPC. It asks for the right on all
# of EC2's resources of the account before it knows an interface; describing has no resources.
_INTERFACES = (
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:UnassignPrivateIpAddresses",
)
_LOOK = ("ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets")
_ANY_INTERFACE = "arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:*/*"

_CALL = Verb("call", "send requests to its address", public=True)


class Alias(Record):
    """`live warm 2`."""

    name: str = main(
        word("a name", "live", r"(?![0-9]+$)[A-Za-z0-9_-]{1,128}"), "Its name.", required=True
    )
    warm: int | None = attribute(integer(1, 1000), "So many copies are kept ready to answer.")


class Function(Component):
    """Code that runs when something calls it (AWS Lambda).

    One file of Python or JavaScript goes into the template; anything else is zipped by the build.
    Its role holds exactly what its arrows need, and its log group expires. In a tier it sends
    from the tier's subnets and can reach what lies in the VPC; elsewhere it is on no network.
    """

    title = "AWS Lambda"
    icon = Icon("service", "lambda", Color.COMPUTE, "compute/lambda.png")
    inside = ("tier", "subnet")
    spans_zones = True
    only_calls = True
    identity = "lambda.amazonaws.com"
    role_always = True
    takes_values = True
    api = "lambda"
    resource = "AWS::Lambda::Function"
    values = {"arn": "${@.Arn}", "id": "${@}", "function": "${@}", "url": "${@Url.FunctionUrl}"}
    hands = ("function",)
    verbs = (Verb("invoke", "run it", actions=("lambda:InvokeFunction",), invoked=True),)

    runtime: str = attribute(
        Choice(*RUNTIMES),
        "The language and its version.",
        default="python3.13",
        example="nodejs22",
        property="Function.Runtime",
    )
    code: Code = attribute(
        CodeFiles(anywhere=True),
        "The source: one file, or a folder; a short one may stand here in quotes.",
        required=True,
        default=Code("", ()),
    )
    handler: str | None = attribute(
        word("file and function", "app.handler", r"[\w./-]+\.\w+|[\w.:]+"),
        "Where the code begins, `index.handler` unless written.",
        example="app.handler",
    )
    memory: int = attribute(
        size("128MB", "10240MB", "256MB"),
        "Memory; processor time grows with it.",
        default=128,
        property="Function.MemorySize",
        example="256MB",
    )
    timeout: int = attribute(
        duration("1s", "900s", "10s"),
        "When it is stopped.",
        default=10,
        property="Function.Timeout",
        example="20s",
    )
    environment: dict[str, Interpolated] = attribute(
        MappingOf(TextWithValues(), '{ STAGE: "test" }'),
        "Environment variables.",
        default={},
        property="Function.Environment.Variables",
        example='{ STAGE: "test" }',
    )
    architecture: str = attribute(
        Choice("x86_64", "arm64"),
        "The processor.",
        default="x86_64",
        property="Function.Architectures",
        example="arm64",
    )
    storage: int = attribute(
        size("512MB", "10240MB", "1GB"),
        "Room in /tmp.",
        default=512,
        property="Function.EphemeralStorage.Size",
        example="1GB",
    )
    layers: tuple[str | Reference, ...] = attribute(
        ListOf(
            Either(
                word(
                    "the ARN of a layer version",
                    '"arn:aws:lambda:eu-west-1:123456789012:layer:tools:1"',
                    r"arn:.+",
                ),
                ComponentName("layer"),
            )
        ),
        "Layers: of this design by their name, others by their ARN.",
        default=(),
        property="Function.Layers",
        example='["arn:aws:lambda:eu-west-1:123456789012:layer:tools:1"]',
    )
    concurrency: int | None = attribute(
        integer(0, 1000),
        "At most this many at once.",
        property="Function.ReservedConcurrentExecutions",
        example="5",
    )
    alias: Alias | None = attribute(
        RecordOf(Alias, "a name", "live"),
        "Publishes a version whenever it changes, and lets callers use it by this name.",
        example="live warm 2",
    )
    url: str | None = attribute(
        Choice("public", "iam"),
        "An HTTPS address of its own: for everybody, or for callers that AWS knows.",
        example="public",
    )
    retries: int | None = attribute(
        integer(0, 2),
        "How often an event is tried again that nobody waits for; two times unless written.",
        property="EventInvokeConfig.MaximumRetryAttempts",
        example="1",
    )
    on_failure: Reference | None = attribute(
        ComponentName("queue", "topic", "function", "event_bus", drawn=True),
        "Where events go that failed every time.",
    )
    security: tuple[str | Reference, ...] = attribute(
        SECURITY, SECURITY_SAYS, many=True, example="strict"
    )
    tracing: bool = attribute(YesNo(), "Traced by X-Ray.", default=False, example="yes")
    logs: int = attribute(
        duration("1 day", "3653 days", "14 days"),
        "How long its log is kept.",
        default=14 * 86400,
        example="30 days",
        property="LogGroup.RetentionInDays",
    )
    policies: tuple[str, ...] = attribute(
        ListOf(
            word(
                "the name of a managed policy",
                '"AWSXrayWriteOnlyAccess"',
                r"(?:arn:.+|[\w+=,.@/-]+)",
            )
        ),
        "Managed policies of its role, beside what its arrows need.",
        default=(),
        example='["AWSXrayWriteOnlyAccess"]',
    )
    role: Reference | None = attribute(
        ComponentName("role", drawn=True),
        "The role it takes on, instead of one made of its arrows; nothing is added to it.",
    )
    physical_name: str | None = attribute(
        word("up to 64 letters, digits, `-` and `_`", "hello", r"[\w-]{1,64}"),
        "A fixed name in AWS.",
        name="name",
        property="Function.FunctionName",
    )

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """Its runtime, code, network, variables and log; what else says how it is called."""
        one.label(said, "Description")
        runtime = one.word({aws: word for word, aws in RUNTIMES.items() if aws != word}, "Runtime")
        if runtime is not None:
            said.say("runtime", runtime)
        _read_code(one, said)
        one.take_usual("PackageType", value="zip")
        said.stand_in_all(one, "VpcConfig", "SubnetIds")
        if one.names_all("VpcConfig", "SecurityGroupIds"):
            said.behind(one.take("VpcConfig", "SecurityGroupIds"))
        if one.word({"Active": "yes"}, "TracingConfig", "Mode"):
            said.flag("tracing")
        _read_layers(one, said)
        said.act_as(one.peek("Role"))
        said.act_as_existing(one.take("Role"))
        _read_log(one, said)
        said.say_texts("environment", "Environment", "Variables")
        _read_beside(one, said)
        for part in one.whole.policies.permissions(one):
            one.owns(part)
            _read_permission(part)
        _read_failures(one, said)

    @classmethod
    def infer(cls, one: Found, said: Said) -> None:
        """What its role allows, and what it is told the name of."""
        policies = one.whole.policies
        role = one.whole.resource_of(one.peek("Role"))
        reached = policies.arrows(one, said, role)
        variables = one.peek("Environment", "Variables")
        for entry in variables.value.values() if variables and variables.is_map else ():
            target = policies.found(entry.item)
            kind = one.whole.kinds.get(target.id) if target is not None else None
            if kind is None or target is one or target.id in reached or kind.word == "log_group":
                continue
            verbs = [verb for verb in kind.verbs if verb.actions and not verb.network]
            if verbs and not policies.is_given_by(target, one):
                reached.append(target.id)
                said.reach(target, span=entry.item.span)

    @property
    def runtime_id(self) -> str:
        """The runtime as Lambda names it."""
        return RUNTIMES[self.runtime]

    @property
    def inline(self) -> str | None:
        """The code that goes into the template; None where it must be zipped."""
        language = "python" if self.runtime.startswith("python") else "nodejs"
        if self.code.is_text:
            return self.code.files[0][1].decode()
        if len(self.code.files) != 1 or not self.runtime.startswith(language):
            return None
        name, content = self.code.files[0]
        text = content.decode("utf-8", errors="replace")
        fits = name.endswith(_INLINE[language]) and len(content) <= 4096 and "\0" not in text
        return text if fits else None

    @property
    def effective_handler(self) -> str:
        """The handler in the deployed code: inline code always lies in a file named `index`."""
        if self.handler and (self.inline is None or self.code.is_text):
            return self.handler
        entry = self.handler.rsplit(".", 1)[-1] if self.handler else "handler"
        if self.inline is not None:
            return f"index.{entry}"
        names = [name for name, _ in self.code.files]
        stem = names[0].rsplit("/", 1)[-1].rsplit(".", 1)[0] if len(names) == 1 else "index"
        return f"{stem}.{entry}"

    @property
    def on_network(self) -> bool:  # type: ignore[override]
        """Only in a tier: elsewhere Lambda runs it in a network of its own."""
        return bool(self.places)

    @property
    def has_interface(self) -> bool:  # type: ignore[override]
        """In a tier it has an interface in every subnet."""
        return bool(self.places)

    def offered(self) -> tuple[Verb, ...]:
        """It is invoked, and called where it has an address."""
        resource = "${@Alias}" if self.alias else "${@.Arn}"
        verbs = tuple(verb._replace(resources=(resource,)) for verb in self.verbs)
        return (*verbs, _CALL) if self.url == "public" else verbs

    def expression(self, value: str, design: Architecture) -> str:
        """Callers use the alias where there is one; only some have an address."""
        if value == "url" and not self.url:
            return ""
        if self.alias and value in ("arn", "function"):
            return f"${{{self.logical_id}Alias}}"
        return super().expression(value, design)

    @property
    def version_id(self) -> str:
        """The logical id of the published version: another one whenever code or settings change."""
        digest = hashlib.sha256()
        for field in sorted(self.spans):
            digest.update(f"{field}={_content(getattr(self, field))};".encode())
        return f"{self.logical_id}Version{digest.hexdigest()[:10].upper()}"

    def own_rights(self) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
        """Writing its log, sending traces where it is traced, its interfaces in a tier."""
        log = (("logs:CreateLogStream", "logs:PutLogEvents"), (f"${{{self.logical_id}Logs.Arn}}",))
        rights: list[tuple[tuple[str, ...], tuple[str, ...]]] = [log]
        if self.tracing:
            # X-Ray has no resources to name: `*` is the only one its actions accept.
            rights.append((("xray:PutTelemetryRecords", "xray:PutTraceSegments"), ("*",)))
        if self.places:
            rights += [(_INTERFACES, (_ANY_INTERFACE,)), (_LOOK, ("*",))]
        return tuple(rights)

    def interpolated(self) -> tuple[tuple[str, Interpolated], ...]:
        """The environment."""
        return tuple(("environment", text) for text in self.environment.values())


def _content(value: object) -> str:  # noqa: PLR0911  (a case each)
    """What a value says, wherever it is written."""
    match value:
        case Reference():
            return f"{value.name}.{value.value}"
        case Interpolated():
            return value.literal
        case Code(path, files, ""):  # a version that is published stays what it was
            return _content((path, files))
        case Record():
            return _content(vars(value))
        case dict():
            return str({key: _content(entry) for key, entry in value.items()})
        case tuple():
            return str([_content(entry) for entry in value])
        case _:
            return repr(value)


def _read_code(one: Found, said: Said) -> None:
    """Code in the template as text; of other code only where it lies can be known."""
    text = one.peek("Code", "ZipFile")
    if text is not None and isinstance(text.value, str):
        one.take("Code")
        said.say_text("code", text)
    handler = one.take("Handler")
    if handler is not None and not (text is not None and handler.value == "index.handler"):
        said.say("handler", handler)
    if text is None:
        said.elsewhere("code", one.take("Code"), "S3Bucket", "S3Key")


def _read_layers(one: Found, said: Said) -> None:
    layers = one.peek("Layers")
    known = [item for item in layers.entries if one.whole.is_name_or_arn(item)] if layers else []
    if layers is not None and known and len(known) == len(layers.entries):
        said.say("layers", one.take("Layers"))


def _read_log(one: Found, said: Said) -> None:
    """Its log group, where it is its own: named in its settings, or called like it."""
    whole = one.whole
    named = whole.resource_of(one.peek("LoggingConfig", "LogGroup"))
    for group in whole.of_type("AWS::Logs::LogGroup"):
        called = whole.policies.mention(group.peek("LogGroupName"))
        its = called is not None and called.before == "/aws/lambda/" and called.id == one.id
        name = said.flat_of(one, "FunctionName")
        its = its or (bool(name) and said.flat_of(group, "LogGroupName") == f"/aws/lambda/{name}")
        if group is not named and not its:
            continue
        users = [user for user in whole.naming(group) if user.type == "AWS::Lambda::Function"]
        if its or whole.is_derived(group, one) or users == [one]:
            one.adopt(group)
            one.take("LoggingConfig", "LogGroup")
            group.take("LogGroupName")
            days = group.amount("days", "RetentionInDays")
            if days is not None and days.text != "14days":
                said.say("logs", days)


def _read_permission(part: Found) -> None:
    for key in ("FunctionName", "Action", "Principal", "SourceArn", "SourceAccount"):
        part.take(key)


def _read_beside(one: Found, said: Said) -> None:
    """Its alias and its address."""
    for alias in one.parts("AWS::Lambda::Alias", "FunctionName"):
        alias.take("FunctionVersion")
        name = alias.take("Name")
        warm = alias.take("ProvisionedConcurrencyConfig", "ProvisionedConcurrentExecutions")
        if name is not None:
            said.say("alias", name, *(("warm", warm) if warm is not None else ()))
    for version in one.parts("AWS::Lambda::Version", "FunctionName"):
        version.whole_of_it()
    for url in one.whole.of_type("AWS::Lambda::Url"):
        if one.whole.policies.found(url.peek("TargetFunctionArn")) is not one or not one.owns(url):
            continue
        url.take("TargetFunctionArn")
        url.take("Qualifier")
        who = url.word({"NONE": "public", "AWS_IAM": "iam"}, "AuthType")
        if who is not None:
            said.say("url", who, span=url.span)
        if who == "public" and not one.whole.policies.is_public(one):
            said.unpermitted(
                f"nobody may call the address of '{said.name}': no permission lets everybody in",
                "add an AWS::Lambda::Permission with Principal '*', "
                "Action lambda:InvokeFunctionUrl and FunctionUrlAuthType NONE",
                url.span,
            )


def _read_failures(one: Found, said: Said) -> None:
    """What happens to events that fail."""
    dead = one.peek("DeadLetterConfig", "TargetArn")
    kept = one.whole.policies.found(dead)
    if kept is not None and dead is not None and kept.id in one.whole.kinds:
        one.take("DeadLetterConfig")
        said.say("on_failure", kept, span=dead.span)
    for config in one.whole.of_type("AWS::Lambda::EventInvokeConfig"):
        named = one.whole.policies.found(config.peek("FunctionName"))
        if named is not one or not one.owns(config):
            continue
        config.take("FunctionName")
        config.take("Qualifier")
        retries = config.take("MaximumRetryAttempts")
        if retries is not None:
            said.say("retries", retries)
        lost = config.peek("DestinationConfig", "OnFailure", "Destination")
        keeper = one.whole.policies.found(lost)
        if keeper is not None and lost is not None:
            config.take("DestinationConfig", "OnFailure", "Destination")
            said.say("on_failure", keeper, span=lost.span)
