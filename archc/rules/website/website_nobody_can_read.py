"""Website nobody can read.

What it does
------------
Looks for a website whose `public` does not say `read`.

Why
---
S3 answers 403 to every visitor then: the pages are there and nobody can see them.

Bad
---

    architecture shop
    users people
    website page { content: dir("site"); public: none }
    people -> page

Good
----

    architecture shop
    users people
    website page { content: dir("site") }
    people -> page

Fix
---
Remove `public`; a website lets everybody read its files and nothing else.

References
----------
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteAccessPermissionsReqd.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Repair, remove
from archc.kinds.storage.website import Website
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("DAT860", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(website: Website, _: Architecture) -> Iterator[Finding]:
    """Look at what is written."""
    if "read" not in website.public:
        yield Finding(
            f"nobody can read the website '{website.name}'",
            remove(website.name, "public", "remove `{}`, or write a `bucket` if nobody should"),
            website.at("public"),
            "every visitor gets 403",
        )
