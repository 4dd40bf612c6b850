"""Names of topics and queues in AWS, where one is needed."""

from archc.component import Architecture, Component


def fixed_name(
    component: Component, design: Architecture, longest: int, *, needed: bool
) -> str | None:
    """What is written, else a name made of the stack's and its own; None leaves it to AWS.

    The written name of the design stands in for the stack's, which is made from it.
    """
    ending = ".fifo" if getattr(component, "fifo", False) else ""
    written: str | None = getattr(component, "physical_name", None)
    if written is not None:
        return written if written.endswith(ending) else written + ending
    own = f"-{component.name.replace('_', '-')}{ending}"
    if not needed or len(design.name) + len(own) > longest:
        return None
    return "${AWS::StackName}" + own
