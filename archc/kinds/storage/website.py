"""The kind `website`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archc.component import Architecture, Color, Component, Icon, Upload, Verb
from archc.values import Choice, Code, CodeFiles, attribute, word

if TYPE_CHECKING:  # a design that is not imported does not pay for it
    from archc.readback import Found, Said

_PUBLIC = {"s3:GetObject": "read", "s3:PutObject": "write", "s3:ListBucket": "list"}
_FILE = r"[\w.-]+(?:/[\w.-]+)*"


class Website(Component):
    """Pages that everybody may read in a browser, straight from a bucket (Amazon S3 website).

    The deploy script uploads `content`. An arrow from it to an API means that its script calls
    the API: the API then answers pages from here, and a file `config.js` beside the pages tells
    the script the address. S3 serves websites over plain HTTP only.
    """

    title = "Amazon S3 website"
    icon = Icon(
        "resource",
        "bucket_with_objects",
        Color.STORAGE,
        "storage/simple-storage-service-s3-bucket-with-objects.png",
    )
    delivers = ("call", "https")
    delivers_abroad = delivers  # the browser does
    holds_objects = True
    api = "s3"
    resource = "AWS::S3::Bucket"
    values = {
        "url": "${@.WebsiteURL}",
        "bucket": "${@}",
        "arn": "${@.Arn}",
        "id": "${@}",
        "domain": "${@.RegionalDomainName}",
    }
    hands = ("url", "bucket")
    verbs = (
        Verb("visit", "read its pages", public=True),
        Verb("write", "put pages", actions=("s3:PutObject",), resources=("${@.Arn}/*",)),
    )

    content: Code | None = attribute(
        CodeFiles(),
        "The folder of its files, which the deploy script uploads.",
        example='file("hello.py")',
    )
    index: str = attribute(
        word("the name of a file", "index.html", _FILE),
        "The page of a folder.",
        default="index.html",
        property="Bucket.WebsiteConfiguration.IndexDocument",
        example="start.html",
    )
    error: str | None = attribute(
        word("the name of a file", "error.html", _FILE),
        "The page for what is not there.",
        property="Bucket.WebsiteConfiguration.ErrorDocument",
        example="error.html",
    )
    public: tuple[str, ...] = attribute(
        Choice("read", "write", "list", "none"),
        "What everybody may do with its files.",
        many=True,
        default=("read",),
        example="none",
    )
    physical_name: str | None = attribute(
        word("a name", "www.example.org", r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"),
        "A fixed name in AWS; it is shared by all accounts of the world.",
        name="name",
        property="Bucket.BucketName",
    )

    @classmethod
    def recognises(cls, one: Found) -> bool:
        """What has an index document is a website."""
        return one.peek("WebsiteConfiguration") is not None

    @classmethod
    def read_back(cls, one: Found, said: Said) -> None:
        """What its policy lets everybody do."""
        ways = one.peek("BucketEncryption", "ServerSideEncryptionConfiguration")
        first = ways.entries[0].get("ServerSideEncryptionByDefault") if ways is not None else None
        if first is not None and said.is_value(first.get("SSEAlgorithm"), "AES256"):
            one.take("BucketEncryption")
        closed = one.peek("PublicAccessBlockConfiguration")
        shut = closed is not None and any(
            said.is_value(closed.get(key), "true")
            for key in ("BlockPublicPolicy", "RestrictPublicBuckets")
        )
        one.take("PublicAccessBlockConfiguration")
        one.take("OwnershipControls")
        public: list[str] = []
        for policy in one.parts_named("AWS::S3::BucketPolicy", "Bucket"):
            for statement in one.whole.policies.read(policy.take("PolicyDocument")):
                if statement.allows and "*" in statement.principals and not statement.condition:
                    public += [
                        word
                        for action, word in _PUBLIC.items()
                        if any(said.means(pattern, action) for pattern in statement.actions)
                        and word not in public
                    ]
        if shut or not public:
            said.say("public", "none")
        elif public != ["read"]:
            for word in public:
                said.say("public", word)

    def writers(self, design: Architecture) -> bool:
        """Whether anything but the deployment puts files into it."""
        return any(relation.verb.name == "write" for relation in design.into(self))

    def upload(self, design: Architecture) -> Upload | None:
        """Its pages, and what they are to know of the APIs they call."""
        told = {
            f"{target.name}_url".upper(): design.seen_by(
                self, target, target.expression("url", design)
            )
            for target in (relation.target for relation in design.out_of(self))
            if "url" in target.values
        }
        files = self.content.files if self.content else ()
        if not files and not told:
            return None
        return Upload(files, told, mirrored=bool(files) and not self.writers(design))
