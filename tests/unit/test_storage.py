"""Names of buckets, what goes into them, CORS, and roles that are written out."""

from __future__ import annotations

import re
from typing import Any

import pytest

from archc.component import Intrinsic
from tests.designs import compile_text

EVENTS = (
    'architecture lab\nbucket {0}\nfunction f {{ code: file("hello.py") }}\n{0} -> f : on created\n'
)


def resources(text: str) -> dict[str, Any]:
    """The properties of every resource of a correct design."""
    compiled = compile_text(text)
    compiled.finish()
    assert not compiled.has_errors, [d.message for d in compiled.diagnostics]
    return {name: r.body.get("Properties", {}) for name, r in compiled.stack.resources.items()}


def codes(text: str) -> list[str]:
    """The codes of errors and warnings."""
    compiled = compile_text(text)
    return sorted({d.code for d in compiled.diagnostics if d.severity != "advice"})


@pytest.mark.parametrize(
    "name", ["photos", "a", "_", "x__y_", "sthree_photos", "xn__a", "amzn_s3_demo_x", "p" * 60]
)
def test_a_bucket_with_events_has_a_name_that_s3_accepts(name: str) -> None:
    id_ = compile_text(EVENTS.format(name)).design.components[name].logical_id
    [expression, given] = resources(EVENTS.format(name))[id_]["BucketName"].argument
    assert set(given) == {"StackGuid"}
    full = expression.replace("${StackGuid}", "0a1b2c3d-0000-1111-2222-333344445555")
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]", full)
    assert not full.startswith(("xn--", "sthree-", "amzn-s3-demo-"))


def test_long_names_of_two_buckets_stay_apart() -> None:
    stem = "pictures_of_all_products_of_"
    names = {
        resources(EVENTS.format(stem + end))[c.logical_id]["BucketName"].argument[0]
        for end in ("monday", "tuesday")
        for c in compile_text(EVENTS.format(stem + end)).design.of_kind("bucket")
    }
    assert len(names) == 2


def test_nothing_waits_for_a_bucket_that_waits_for_it() -> None:
    text = EVENTS.format("photos") + (
        "f -> photos : read, list, delete\n"
        'function g { code: file("hello.py"); environment: { FROM: photos.arn } }\n'
        'g -> photos : write prefix "out/", list prefix "out/"\noutput where: photos.bucket\n'
    )
    made = resources(text)
    for name, body in made.items():
        if name not in ("Photos", "PhotosPolicy"):
            assert Intrinsic("Ref", "Photos") not in _values(body)
            assert "${Photos" not in str(body) and "Photos.Arn" not in str(body)


def _values(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [found for entry in value.values() for found in _values(entry)]
    if isinstance(value, (list, tuple)) and not isinstance(value, Intrinsic):
        return [found for entry in value for found in _values(entry)]
    return [value]


def test_a_bucket_without_events_is_named_by_cloudformation() -> None:
    made = resources(
        "architecture lab\nbucket photos { log_to: logs }\nbucket logs\n"
        'function f { code: file("hello.py") }\nf -> photos : read\n'
    )
    assert "BucketName" not in made["Photos"]
    assert made["F"]["Environment"]["Variables"]["PHOTOS_BUCKET"] == Intrinsic("Ref", "Photos")


def test_every_bucket_is_closed_and_encrypted() -> None:
    made = resources("architecture lab\nbucket photos\nbucket notes { encrypted: kms }\n")
    for name in ("Photos", "Notes"):
        assert set(made[name]["PublicAccessBlockConfiguration"].values()) == {True}
        assert made[name]["BucketEncryption"]
        [tls] = made[f"{name}Policy"]["PolicyDocument"]["Statement"]
        assert (tls["Effect"], tls["Action"]) == ("Deny", "s3:*")


PAGE = """architecture lab
users people
website page {{ content: dir("site") }}
website other {{ content: dir("site") }}
http_api api {{ throttle: 10/s{0} }}
function f {{ code: file("hello.py") }}
people -> page, other
page -> api
api -> f : {1}
"""


def cors(written: str, routes: str = "GET /a auth none, DELETE /a auth none") -> dict[str, Any]:
    made: dict[str, Any] = resources(PAGE.format(written, routes))["Api"].get("CorsConfiguration")
    return made


def test_cors_follows_from_the_arrows_of_pages() -> None:
    made = cors("")
    assert made["AllowOrigins"] == [Intrinsic("GetAtt", "Page.WebsiteURL")]
    assert made["AllowMethods"] == ["GET", "DELETE"]
    assert cors("", "ANY /{proxy+} auth none")["AllowMethods"] == ["*"]


def test_written_cors_is_taken_as_written() -> None:
    made = cors('; cors: [page.url, "https://www.example.org"] methods [GET, DELETE]')
    assert made["AllowOrigins"] == [
        Intrinsic("GetAtt", "Page.WebsiteURL"), "https://www.example.org",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "written",
    [
        "; cors: none",
        '; cors: "https://www.example.org" methods [GET, DELETE]',
        "; cors: other.url methods [GET, DELETE]",
        "; cors: page.url methods [GET]",
    ],
)
def test_cors_that_leaves_out_a_page_or_a_method_is_an_error(written: str) -> None:
    assert codes(PAGE.format(written, "GET /a auth none, DELETE /a auth none")) == ["API754"]


def test_a_page_is_told_of_every_api_it_calls() -> None:
    compiled = compile_text(
        PAGE.format("", "GET /a auth none") + "http_api two { throttle: 10/s; stage: v1 }\n"
        "two -> f : GET /b auth none\npage -> two\n"
    )
    [page, other] = compiled.stack.uploads
    assert page.settings == {"API_URL": "PageTellsApiUrl", "TWO_URL": "PageTellsTwoUrl"}
    assert other.settings == {}
    assert set(compiled.stack.outputs) == set(page.settings.values())


def test_what_others_write_into_a_website_stays() -> None:
    text = (
        'architecture lab\nusers people\nwebsite page { content: dir("site") }\n'
        'function f { code: file("hello.py") }\npeople -> page\n'
    )
    assert compile_text(text).stack.uploads[0].mirrored
    assert not compile_text(text + "f -> page : write\n").stack.uploads[0].mirrored


ROLE = """architecture lab
bucket reports
table people {{ key: name string }}
role worker {{
  trust: lambda
  policy: "AWSLambdaBasicExecutionRole"
  {0}
}}
function f {{ code: file("hello.py"); role: worker }}
f -> {1}
"""


@pytest.mark.parametrize(
    ("line", "arrow", "expected"),
    [
        ("allow: s3:PutObject on reports", "reports : write", []),
        ("allow: s3:PutObject on reports", 'reports : write prefix "in/"', []),
        ('allow: s3:PutObject on reports prefix "in/"', 'reports : write prefix "in/new/"', []),
        ('allow: s3:PutObject on reports prefix "in/"', "reports : write", ["IAM901"]),
        ('allow: "s3:Put*" on reports', "reports : write", []),
        ('allow: s3:PutObject on "arn:aws:s3:::other/*"', "reports : write", ["IAM901"]),
        ("allow: s3:GetObject on reports", "reports : write", ["IAM901"]),
        ("allow: s3:PutObject on people", "reports : write", ["IAM901"]),
        (
            "allow: s3:PutObject on reports; deny: s3:PutObject on reports",
            "reports : write",
            ["IAM901"],
        ),
        ("allow: dynamodb:GetItem on people", "people : read", []),
        ('policy: "AmazonS3ReadOnlyAccess"', "reports : read", []),
        ('policy: "OfThisAccount"', "reports : write", []),
    ],
)
def test_arrows_are_proved_against_a_written_role(
    line: str, arrow: str, expected: list[str]
) -> None:
    assert codes(ROLE.format(line, arrow)) == expected


def test_a_role_without_the_right_to_log_is_an_error() -> None:
    text = ROLE.format("allow: s3:PutObject on reports", "reports : write")
    assert codes(text.replace('policy: "AWSLambdaBasicExecutionRole"', "")) == ["IAM901"]


def test_nothing_is_added_to_a_written_role() -> None:
    made = resources(ROLE.format("allow: dynamodb:GetItem on people", "people : read"))
    assert "FRole" not in made
    [statement] = made["Worker"]["Policies"][0]["PolicyDocument"]["Statement"]
    assert statement["Action"] == "dynamodb:GetItem"
    assert made["F"]["Role"] == Intrinsic("GetAtt", "Worker.Arn")


SERVERS = """architecture lab
vpc v {{ zones: 1; tier e {{ public }} }}
role worker {{ {0} }}
instance one in e {{ role: worker; public_address: yes }}
scaling_group many in e {{ role: worker }}
"""


def test_servers_get_a_profile_with_a_written_role() -> None:
    made = resources(SERVERS.format("trust: ec2"))
    for name in ("One", "Many"):
        assert made[f"{name}Profile"]["Roles"] == [Intrinsic("Ref", "Worker")]
    assert made["One"]["IamInstanceProfile"] == Intrinsic("Ref", "OneProfile")


@pytest.mark.parametrize(
    ("said", "profile"),
    [
        ('existing: "LabRole"; profile: "LabInstanceProfile"', "LabInstanceProfile"),
        ('existing: "arn:aws:iam::123456789012:role/team/LabRole"', "LabRole"),
    ],
)
def test_servers_take_the_profile_of_a_role_that_exists(said: str, profile: str) -> None:
    made = resources(SERVERS.format(said))
    assert made["One"]["IamInstanceProfile"] == profile
    template = made["ManyTemplate"]["LaunchTemplateData"]
    assert template["IamInstanceProfile"] == {"Name": profile}
    assert not [name for name in made if name.endswith(("Profile", "Role"))]


def test_a_secret_is_never_in_the_design() -> None:
    text = 'architecture lab\nsecret token { value: "kT7wq2Lp" }\n'
    assert "does not stand in the design" in compile_text(text).diagnostics[-1].message
    given = resources("architecture lab\nparam key: password\nsecret token { value: key }\n")
    assert given["Token"] == {"SecretString": Intrinsic("Ref", "Key")}


def test_a_parameter_with_a_path_has_one_slash_in_its_arn() -> None:
    text = (
        'architecture lab\nparameter size { value: "3"; name: "/lab/size" }\n'
        'parameter more { value: "4" }\nfunction f { code: file("hello.py") }\nf -> size, more\n'
    )
    statements = resources(text)["FRole"]["Policies"][0]["PolicyDocument"]["Statement"]
    arns = [s["Resource"].argument for s in statements if "ssm:GetParameter" in s["Action"]]
    assert [arn.rpartition(":")[2] for arn in arns] == ["parameter${Size}", "parameter/${More}"]
