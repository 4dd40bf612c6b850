"""Guarantees: sentences matched with the closed table of forms, their names bound."""

from __future__ import annotations

import re
from collections.abc import Mapping

from archc.component import Component, Guarantee, Port, tcp
from archc.regions import misnamed
from archc.resolve import faults
from archc.resolve.faults import Report
from archc.resolve.statements import Written
from archc.resolve.verbs import NETWORK_VERBS, verbs_of
from archc.syntax import tree
from archc.values import meant

_NAMES = r"[a-z_]\w*(?: (?:and )?[a-z_]\w*)*?"
_LOSS = r"(?P<loss>a zone|zone [a-z]|[a-z_]\w*)"
_PORT = (
    r"(?: on (?P<port>(?:tcp|udp) \d{1,5}(?:\.\.\d{1,5})?|https?(?: \d{1,5})?|ssh|rdp|icmp|any))?"
)
_HOW = _PORT + rf"(?P<privately> privately)?(?: despite loss of {_LOSS})?"

# The closed list of sentences: the form, how it reads in a message, and its pattern.
FORMS = (
    ("only_via", "A can reach B only via C",
     rf"(?P<a>{_NAMES}) can reach (?P<b>{_NAMES}) only via (?P<via>{_NAMES}){_PORT}"),
    ("reaches_only", "A can reach only B",
     rf"(?P<a>{_NAMES}) can reach only (?P<b>{_NAMES}){_PORT}"),
    ("only_reaches", "only A can reach B",
     rf"only (?P<a>{_NAMES}) can reach (?P<b>{_NAMES}){_PORT}"),
    ("nothing_reaches", "nothing can reach B", rf"nothing can reach (?P<b>{_NAMES}){_PORT}"),
    ("cannot_reach", "A cannot reach B", rf"(?P<a>{_NAMES}) cannot reach (?P<b>{_NAMES}){_PORT}"),
    ("can_reach", "A can reach B on tcp 443 privately despite loss of a zone",
     rf"(?P<a>{_NAMES}) can reach (?P<b>{_NAMES}){_HOW}"),
    ("no_single_point", "no single point of failure between A and B",
     rf"no single point of failure between (?P<a>{_NAMES}) and (?P<b>{_NAMES})"),
    ("survives", "A survives loss of a zone", rf"(?P<a>{_NAMES}) survives loss of {_LOSS}"),
    ("stays", "data of A stays in eu-central-1",
     rf"data of (?P<a>{_NAMES}) stays in (?P<region>[a-z0-9-]+)"),
    ("only_may", "only A can write to B",
     rf"only (?P<a>{_NAMES}) can (?P<verb>\w+)(?: to| from)? (?P<b>{_NAMES})"),
    ("nothing_may", "nothing can write to B",
     rf"nothing can (?P<verb>\w+)(?: to| from)? (?P<b>{_NAMES})"),
    ("cannot", "A cannot read B",
     rf"(?P<a>{_NAMES}) cannot (?P<verb>\w+)(?: to| from)? (?P<b>{_NAMES})"),
    ("may", "A can send to B", rf"(?P<a>{_NAMES}) can (?P<verb>\w+)(?: to| from)? (?P<b>{_NAMES})"),
)  # fmt: skip
_FIXED = {"ssh": tcp(22), "rdp": tcp(3389), "icmp": Port("icmp", -1, -1), "any": None}


def guarantees(
    written: Written, components: Mapping[str, Component], report: Report
) -> tuple[Guarantee, ...]:
    """Every sentence that is in the table and whose names exist; others are reported."""
    found = (_matched(sentence, components, report) for sentence in written.guarantees)
    return tuple(guarantee for guarantee in found if guarantee is not None)


def _matched(
    sentence: tree.Guarantee, components: Mapping[str, Component], report: Report
) -> Guarantee | None:
    text = " ".join(word.text for word in sentence.words)
    for form, _, pattern in FORMS:
        match = re.fullmatch(pattern, text)
        if match is not None:
            return _bound(sentence, text, form, match.groupdict(), components, report)
    report.add(
        faults.UNKNOWN_GUARANTEE,
        "archc knows no guarantee of this form",
        "write one of: " + "; ".join(f"`{example}`" for _, example, _ in FORMS),
        sentence.span,
    )
    return None


def _bound(
    sentence: tree.Guarantee,
    text: str,
    form: str,
    groups: Mapping[str, str | None],
    components: Mapping[str, Component],
    report: Report,
) -> Guarantee | None:
    """The sentence with its names; None where one of them is nobody's or the verb is not theirs."""
    named = {part: _names(groups.get(part)) for part in ("a", "b", "via")}
    loss = groups.get("loss") or ""
    lost = (loss,) if loss and loss != "a zone" and not loss.startswith("zone ") else ()
    known = True
    for name in (*named["a"], *named["b"], *named["via"], *lost):
        if name != "internet" and name not in components:
            span = next((w.span for w in sentence.words if w.text == name), sentence.span)
            suggestion = meant(name, tuple(components), span)
            report.add(faults.UNKNOWN_NAME, f"nothing is called '{name}'", suggestion, span)
            known = False
    verb = groups.get("verb") or ""
    wrong = (
        misnamed(str(groups["region"]), sentence.words[-1].span) if groups.get("region") else None
    )
    if wrong is not None:
        report.add(faults.NO_SUCH_REGION, *wrong, sentence.words[-1].span)
        return None
    if not _is_port(groups.get("port")):
        report.add(
            faults.WRONG_VALUE, f"'{groups['port']}' is no port", "write a port from 1 to 65535",
            sentence.span,
        )  # fmt: skip
        return None
    if not known or (verb and not _has_verb(verb, named["b"], components, sentence, report)):
        return None
    return Guarantee(
        text,
        form,
        named["a"],
        named["b"],
        named["via"],
        verb,
        _port(groups.get("port")),
        bool(groups.get("privately")),
        loss or groups.get("region") or "",
        sentence.span,
    )


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(word for word in (text or "").split() if word != "and")


def _has_verb(
    verb: str,
    targets: tuple[str, ...],
    components: Mapping[str, Component],
    sentence: tree.Guarantee,
    report: Report,
) -> bool:
    for name in targets:
        target = components.get(name)  # the internet is there without being declared
        called = target.called if target is not None else "the internet"
        verbs = [v for v in verbs_of(target) if v not in NETWORK_VERBS] if target else []
        if verb not in verbs:
            span = next((w.span for w in sentence.words if w.text == verb), sentence.span)
            report.add(
                faults.UNKNOWN_VERB,
                f"nobody can {verb} {called}",
                meant(verb, ("reach", *verbs), span),
                span,
            )
            return False
    return True


def _is_port(text: str | None) -> bool:
    """Whether the numbers in a port are those of ports, the lower one first."""
    numbers = [int(number) for number in re.findall(r"[0-9]+", text or "")]
    return all(1 <= number <= 65535 for number in numbers) and numbers == sorted(numbers)


def _port(text: str | None) -> Port | None:
    """`tcp 5432`, `https`; None for any."""
    if text is None or text in _FIXED:
        return _FIXED.get(text or "any")
    protocol, _, number = text.partition(" ")
    if protocol.startswith("http"):
        return tcp(int(number or (443 if protocol == "https" else 80)))
    first, _, last = number.partition("..")
    return Port(protocol, int(first), int(last or first))
