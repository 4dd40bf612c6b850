"""The kind `layer`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archc.component import Color, Component, Icon
from archc.limits import RUNTIMES
from archc.values import Choice, Code, CodeFiles, ListOf, attribute

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said


class Layer(Component):
    """Files that several functions share, such as libraries (a Lambda layer).

    A folder with what Lambda unpacks to /opt: Python looks in `python/`, JavaScript in
    `nodejs/node_modules/`. Functions name it in `layers`.
    """

    title = "AWS Lambda layer"
    icon = Icon("resource", "lambda_function", Color.COMPUTE, "compute/lambda-function.png")
    resource = "AWS::Lambda::LayerVersion"
    values = {"arn": "${@}", "id": "${@}"}

    code: Code = attribute(
        CodeFiles(anywhere=True),
        "The folder of files.",
        required=True,
        default=Code("", ()),
        example='dir("orders")',
    )
    runtimes: tuple[str, ...] = attribute(
        ListOf(Choice(*RUNTIMES)),
        "The runtimes that it is for.",
        default=(),
        example="[python3.13, python3.14]",
    )

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """Its runtimes; its files are not in the template."""
        one.label(said, "Description")
        said.elsewhere("code", one.take("Content"), "S3Bucket", "S3Key")
        runtimes = one.peek("CompatibleRuntimes")
        words = {aws: word for word, aws in RUNTIMES.items()}
        names = [str(item.value) for item in runtimes.entries] if runtimes is not None else []
        if runtimes is not None and all(name in words for name in names):
            one.take("CompatibleRuntimes")
            said.say_words("runtimes", [words[name] for name in names], runtimes.span)

    @property
    def runtime_ids(self) -> list[str]:
        """The runtimes as Lambda names them."""
        return [RUNTIMES[runtime] for runtime in self.runtimes]
