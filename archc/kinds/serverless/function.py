"""The kind `function`."""

from archc.component import Color, Component, Icon, Verb
from archc.values import (
    Choice,
    Code,
    CodeFiles,
    ComponentName,
    Interpolated,
    ListOf,
    MappingOf,
    Reference,
    TextWithValues,
    YesNo,
    attribute,
    duration,
    integer,
    size,
    word,
)

RUNTIMES = {
    "python3.14": "python3.14",
    "python3.13": "python3.13",
    "python3.12": "python3.12",
    "python3.9": "python3.9",
    "nodejs24": "nodejs24.x",
    "nodejs22": "nodejs22.x",
    "nodejs14": "nodejs14.x",
    "java21": "java21",
    "dotnet10": "dotnet10",
    "dotnet8": "dotnet8",
    "ruby3.4": "ruby3.4",
}
_INLINE = {"python": (".py",), "nodejs": (".js", ".cjs")}


class Function(Component):
    """Code that runs when something calls it (AWS Lambda).

    One file of Python or JavaScript goes into the template; anything else is zipped by the build.
    Its role holds exactly what its arrows need, and its log group expires.
    """

    title = "AWS Lambda"
    icon = Icon("service", "lambda", Color.COMPUTE, "compute/lambda.png")
    identity = "lambda.amazonaws.com"
    role_always = True
    takes_values = True
    resource = "AWS::Lambda::Function"
    values = {"arn": "${@.Arn}", "id": "${@}", "function": "${@}"}
    hands = ("function",)
    verbs = (
        Verb(
            "invoke",
            "run it",
            actions=("lambda:InvokeFunction",),
            resources=("${@.Arn}",),
            invoked=True,
        ),
    )

    runtime: str = attribute(
        Choice(*RUNTIMES),
        "The language and its version.",
        default="python3.13",
        example="nodejs22",
        property="Function.Runtime",
    )
    code: Code = attribute(
        CodeFiles(),
        "The source: one file, or a folder.",
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
    layers: tuple[str, ...] = attribute(
        ListOf(
            word(
                "the ARN of a layer version",
                '"arn:aws:lambda:eu-west-1:123456789012:layer:tools:1"',
                r"arn:.+",
            )
        ),
        "Layers by their ARN.",
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

    @property
    def runtime_id(self) -> str:
        """The runtime as Lambda names it."""
        return RUNTIMES[self.runtime]

    @property
    def inline(self) -> str | None:
        """The code that goes into the template; None where it must be zipped."""
        language = "python" if self.runtime.startswith("python") else "nodejs"
        if len(self.code.files) != 1 or not self.runtime.startswith(language):
            return None
        name, content = self.code.files[0]
        text = content.decode("utf-8", errors="replace")
        fits = name.endswith(_INLINE[language]) and len(content) <= 4096 and "\0" not in text
        return text if fits else None

    @property
    def effective_handler(self) -> str:
        """The handler in the deployed code: inline code always lies in a file named `index`."""
        if self.handler and self.inline is None:
            return self.handler
        entry = self.handler.rsplit(".", 1)[-1] if self.handler else "handler"
        if self.inline is not None:
            return f"index.{entry}"
        names = [name for name, _ in self.code.files]
        stem = names[0].rsplit("/", 1)[-1].rsplit(".", 1)[0] if len(names) == 1 else "index"
        return f"{stem}.{entry}"

    def own_rights(self) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
        """Writing its log, and sending traces where it is traced."""
        log = (("logs:CreateLogStream", "logs:PutLogEvents"), (f"${{{self.logical_id}Logs.Arn}}",))
        # X-Ray has no resources to name: `*` is the only one its actions accept.
        trace = (("xray:PutTelemetryRecords", "xray:PutTraceSegments"), ("*",))
        return (log, trace) if self.tracing else (log,)

    def interpolated(self) -> tuple[tuple[str, Interpolated], ...]:
        """The environment."""
        return tuple(("environment", text) for text in self.environment.values())
