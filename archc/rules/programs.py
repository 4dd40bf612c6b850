"""What rules about scripts and code have in common: their text."""

from __future__ import annotations

import re

from archc.component import Component
from archc.rules import servers
from archc.values import Code

_SOURCES = (".py", ".js", ".mjs", ".cjs", ".ts", ".sh")
_COMMENT = re.compile(r"^[ \t]*(?:#|//).*$", re.MULTILINE)


def program_of(component: Component) -> tuple[str, str] | None:
    """What a component runs, without whole lines of comments, and the attribute that says it."""
    script = servers.setup_of(component)
    if script is not None:
        return _COMMENT.sub("", script.body.literal), "setup"
    code = getattr(component, "code", None)
    if isinstance(code, Code):
        texts = (t.decode("utf-8", "replace") for n, t in code.files if n.endswith(_SOURCES))
        return _COMMENT.sub("", "\n".join(texts)), "code"
    return None
