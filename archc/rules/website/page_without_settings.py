"""Page that loads settings which nobody writes.

What it does
------------
Looks for a website whose pages load `config.js`, without such a file in its content and without an
arrow to an API.

Why
---
The deployment writes `config.js` with the address of every API that the page has an arrow to.
Without an arrow there is no such file: the page's script does not know whom to call, and the API
would not answer it.

Bad
---

    architecture shop
    users people
    website page { content: dir("site") }
    http_api api
    function sign { code: file("hello.py") }
    people -> page
    people -> api
    api -> sign : POST /guests auth none

Good
----

    architecture shop
    users people
    website page { content: dir("site") }
    http_api api
    function sign { code: file("hello.py") }
    people -> page
    page -> api
    api -> sign : POST /guests auth none

Fix
---
Draw the arrow from the page to the API, or do not load the file.

References
----------
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteHosting.html
- https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.kinds.storage.website import Website
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("DAT982", Severity.ADVICE, Pillar.CORRECTNESS)

_SETTINGS = "config.js"


def check(website: Website, design: Architecture) -> Iterator[Finding]:
    """Look for pages that load the settings, and for an arrow that makes them."""
    files = website.content.files if website.content else ()
    if any(name == _SETTINGS for name, _ in files):
        return
    loading = [n for n, text in files if n.endswith(".html") and f'"{_SETTINGS}"'.encode() in text]
    told = any("url" in relation.target.values for relation in design.out_of(website))
    if loading and not told:
        yield Finding(
            f"'{loading[0]}' of '{website.name}' loads {_SETTINGS}, and nothing writes it",
            f"draw the arrow to what the page calls, such as `{website.name} -> api`",
            website.at("content"),
            "knows no address",
        )
