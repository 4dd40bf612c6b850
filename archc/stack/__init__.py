"""stack: Architecture → Stack: every AWS resource, drawn or implied, with its component."""

from archc.stack.build import stack
from archc.stack.resource import Resource, Stack
from archc.stack.split import split

__all__ = ["Resource", "Stack", "split", "stack"]
