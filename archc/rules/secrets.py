"""Finding secrets in texts: keys, passwords and tokens that are written out."""

from __future__ import annotations

import re

from archc.values import Interpolated

_SHAPES = (
    ("an AWS access key", re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b")),
    ("a private key", re.compile(r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----")),
)
_WORDS = r"(?:password|passwd|pwd|passphrase|secret|secret_?(?:access_?)?key|api_?key|token)"
_NAME = re.compile(rf"(?i)(?:.*[_.-])?{_WORDS}|[a-z0-9]*{_WORDS}")
# `NAME=value`, `name = "value"`, `name: value`, `--password value`; `$` begins no literal value.
_ASSIGNED = re.compile(
    rf"""(?ix) (?<![\w$.\[-]) (?: (?P<flag>--{_WORDS}) (?P<space>[ =])
    | (?P<name>[\w.-]{{0,40}}?{_WORDS}) ["']? (?P<sign>\s*[:=]\s*) )
    (?: (?P<quote>["'])(?P<quoted>[^"'\n]{{4,200}})(?P=quote)
    | (?P<bare>[\w!@#%^*+/=.~-]{{4,200}}+) ) (?P<behind>[^\s]?)"""
)
_NO_SECRET = re.compile(
    r"(?ix) [/<*.-].* | arn:.* | .*[$`{}<>].* | .*%s.* | (?:x|\*)+ | https?://.* | file://.*"
    r"| true | false | none | null | required | optional | disabled? | enabled? | prompt"
)


def found_in(text: str) -> str | None:
    """What kind of secret a text holds, in words that do not repeat it; None if it holds none."""
    for what, shape in _SHAPES:
        if shape.search(text):
            return what
    for match in _ASSIGNED.finditer(text):
        if _is_literal(match):
            return f"a value for `{match['flag'] or match['name']}`"
    return None


def found_in_variable(name: str, value: Interpolated) -> str | None:
    """What kind of secret an environment variable is; one that holds references is none."""
    if value.references:
        return None
    for what, shape in _SHAPES:
        if shape.search(value.literal):
            return what
    looks_secret = _NAME.fullmatch(name) and len(value.literal) >= 4
    if looks_secret and not _is_harmless(name, value.literal):
        return f"a value for `{name}`"
    return None


def _is_literal(match: re.Match[str]) -> bool:
    name = match["flag"] or match["name"]
    if match["quoted"]:
        return not _is_harmless(name, match["quoted"])
    value, behind = match["bare"], match["behind"]
    if _is_harmless(name, value) or (behind and behind in "$[](){},`"):
        return False
    if re.search(r"[a-z_]\.[a-z_]", value):  # `settings.password` in a program
        return False
    # A program may say `password = reader`, with blanks; a shell script cannot.
    return match["sign"] == "=" or bool(match["flag"]) or bool(re.search(r"[0-9]", value))


def _is_harmless(name: str, value: str) -> bool:
    """Whether a value only says where the secret is, or that there is none."""
    if _NO_SECRET.fullmatch(value):
        return True
    return name.lower().endswith("secret") and not re.search(r"[0-9]", value)
