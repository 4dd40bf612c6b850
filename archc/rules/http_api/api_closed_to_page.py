"""API that does not answer its page.

What it does
------------
Looks for an API whose written `cors` leaves out a page with an arrow to it, or a method of its
routes.

Why
---
A browser lets the script of a page read an answer from another address only if that answer allows
the page's origin; otherwise the call fails, and nothing is in the API's log.

Bad
---

    architecture shop
    users people
    website page { content: dir("site") }
    http_api api { throttle: 10/s; cors: "https://shop.example.org" methods [GET] }
    function hello { code: file("hello.py") }
    people -> page -> api
    api -> hello : GET /hello auth none

Good
----

    architecture shop
    users people
    website page { content: dir("site") }
    http_api api { throttle: 10/s }
    function hello { code: file("hello.py") }
    people -> page -> api
    api -> hello : GET /hello auth none

Fix
---
Remove `cors`: it then follows from the arrows of the pages. Or name the page's address and every
method in it.

References
----------
- https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html

"""

from collections.abc import Iterator

from archc.component import Architecture, Component
from archc.diagnostics import Label, Severity
from archc.edits import Repair, remove
from archc.kinds.serverless.http_api import HttpApi
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("API754", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(api: HttpApi, design: Architecture) -> Iterator[Finding]:
    """Compare what is written with the pages and the routes."""
    if api.cors is None:
        return
    shared = api.sharing(design)
    for arrow in api.pages(design):
        page = arrow.source
        label = (Label("its script calls the API", arrow.span),)
        if shared is None or not any(_names(origin.literal, page) for origin in shared.origins):
            yield Finding(
                f"the API '{api.name}' does not answer the page '{page.name}'",
                remove(api.name, "cors", f"remove `{{}}`, or write `cors: {page.name}.url`"),
                api.at("cors"),
                "leaves the page out",
                label,
            )
        elif "*" not in shared.methods:
            served = api.methods_served(design)
            missing = [method for method in served if method not in shared.methods]
            if missing:
                yield Finding(
                    f"the page '{page.name}' cannot use {', '.join(missing)} of '{api.name}'",
                    remove(
                        api.name,
                        "cors",
                        f"remove `{{}}`, or write `methods [{', '.join(served)}]`",
                    ),
                    api.at("cors"),
                    "leaves methods out",
                    label,
                )


def _names(origin: str, page: Component) -> bool:
    """Whether an origin is every page's, or this one's."""
    return origin in ("*", f"${{{page.name}.url}}")
