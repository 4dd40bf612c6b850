"""Website without its first page.

What it does
------------
Looks for a website whose content has no file that is called like `index`, or like `error`.

Why
---
Whoever opens the address gets the page that `index` names; without it S3 answers 404.

Bad
---

    architecture shop
    users people
    website page { content: dir("site"); index: start.html }
    people -> page

Good
----

    architecture shop
    users people
    website page { content: dir("site"); index: index.html }
    people -> page

Fix
---
Name a file of the content, or add it.

References
----------
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/IndexDocumentSupport.html
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/CustomErrorDocSupport.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Severity
from archc.edits import Fix, Repair, Write
from archc.kinds.storage.website import Website
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("DAT870", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(website: Website, _: Architecture) -> Iterator[Finding]:
    """Look for the files among the content."""
    if website.content is None:
        return
    names = [name for name, _ in website.content.files]
    for word, wanted in (("index", website.index), ("error", website.error)):
        if wanted is not None and wanted not in names:
            pages = [name for name in names if name.endswith((".html", ".htm"))]
            listed = ", ".join(pages[:5]) or "no page at all"
            yield Finding(
                f"the content of '{website.name}' has no file {wanted}",
                Fix(
                    f"put it into {website.content.path}, or write `{word}:` with a page that is "
                    f"there: {listed}",
                    _page(website, word, pages),
                ),
                website.at(word, "content"),
                "no such file",
            )


def _page(website: Website, word: str, pages: list[str]) -> tuple[Write, ...]:
    """The page that is called as such pages are, or the only one."""
    usual = [page for page in pages if page.rpartition("/")[2].startswith(word)] or pages
    return (Write(website.name, f"{word}: {usual[0]}"),) if len(usual) == 1 else ()
