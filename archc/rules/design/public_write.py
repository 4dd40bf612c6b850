"""Public write or list.

What it does
------------
Looks for a bucket or a website that lets everybody write or list.

Why
---
Strangers would store their files at your cost and change your pages, or learn all your keys.

Bad
---

    architecture shop
    bucket inbox { public: write }

Good
----

    architecture shop
    users people
    http_api api { throttle: 10/s }
    function take { code: file("hello.py") }
    bucket inbox
    people -> api
    api -> take : POST /files auth none
    take -> inbox : write

Fix
---
Remove the word; let a function write, or let it hand out signed addresses.

References
----------
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/PresignedUrlUploadObject.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Entry, Fix, Remove, Repair
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("DAT861", Severity.ERROR, Pillar.SECURITY, repair=Repair.SAFE)


def check(design: Architecture) -> Iterator[Finding]:
    """Look at what is written."""
    for store in design.of_kind("bucket", "website"):
        public: tuple[str, ...] = getattr(store, "public", ())
        open_ = [word for word in public if word in ("write", "list")]
        if open_:
            yield Finding(
                f"everybody could {' and '.join(open_)} '{store.name}'",
                Fix(
                    "remove it, and put an API with a function in front",
                    tuple(Entry(store.name, "public", public.index(word)) for word in open_[:1])
                    if len(public) > 1
                    else (Remove(store.name, "public"),),
                ),
                store.at("public"),
                "open to the world",
            )
