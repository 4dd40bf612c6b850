"""Step that names a route which the API does not have.

What it does
------------
Compares the text of a step from an API, where it begins with a method and a path such as
`POST /people`, with the routes of that API.

Why
---
The picture then tells of a request that the API refuses: the route has been forgotten, or the text
is old.

Bad
---

    architecture shop
    users people
    http_api api
    function sign { code: file("hello.py") }
    people -> api
    api -> sign : GET /guests auth none
    flow signing {
      people -> api "send a name"
      api -> sign "POST /guests"
    }

Good
----

    architecture shop
    users people
    http_api api
    function sign { code: file("hello.py") }
    people -> api
    api -> sign : POST /guests auth none
    flow signing {
      people -> api "send a name"
      api -> sign "POST /guests"
    }

Fix
---
Add the route to the API's arrow, or write the step's text as the route is.

References
----------
- https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html

"""

import re
from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.outside.flow import Flow
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("API980", Severity.ADVICE, Pillar.CORRECTNESS)


_ROUTE = re.compile(r"(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (/\S*)")


def check(flow: Flow, design: Architecture) -> Iterator[Finding]:
    """Look for the route of every step that names one."""
    for step in flow.steps:
        said, api = _ROUTE.match(step.text), design.components.get(step.source)
        if said is None or api is None or api.word != "http_api":
            continue
        routes = [r.details for r in design.out_of(api) if r.target.name == step.target]
        if not any(_is_meant(route.method, route.path, said) for route in routes):
            yield Finding(
                f"step {step.number} of '{flow.name}' is `{said[0]}`, and '{api.name}' has no such "
                f"route to '{step.target}'",
                f"write `{api.name} -> {step.target} : {said[0]}`",
                step.span,
                "would be refused",
            )


def _is_meant(method: str, path: str | None, said: re.Match[str]) -> bool:
    """Whether a route takes such a request; parts in braces stand for anything."""
    if method not in ("ANY", said[1]):
        return False
    pieces = re.split(r"(\{\w+\+?\})", path or "/{all+}")
    pattern = "".join(
        (".+" if one.endswith("+}") else "[^/]+") if one.startswith("{") else re.escape(one)
        for one in pieces
    )
    return re.fullmatch(pattern, said[2]) is not None
