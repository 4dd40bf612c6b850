"""The kind `layer`."""

from archc.component import Color, Component, Icon
from archc.limits import RUNTIMES
from archc.values import Choice, Code, CodeFiles, ListOf, attribute


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
        CodeFiles(),
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

    @property
    def runtime_ids(self) -> list[str]:
        """The runtimes as Lambda names them."""
        return [RUNTIMES[runtime] for runtime in self.runtimes]
