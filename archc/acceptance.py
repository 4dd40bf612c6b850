"""Acceptances: `accept: NAME because "…"`, with which a design says that a finding is meant."""

from __future__ import annotations

from typing import Any

from archc.source import Span
from archc.values import Mismatch, Record, RecordOf, attribute, main, plain_text, word

ACCEPT = "accept"


class Acceptance(Record):
    """One rule whose finding is meant, and why."""

    rule: str = main(
        word("the name or code of a rule", "plain_http", r"[a-z][a-z0-9_]*|[A-Z]{3}[0-9]{3}"),
        "The rule.",
        required=True,
    )
    because: str = attribute(plain_text(), "Why it is right here.", required=True)
    span: Span


class Acceptances(RecordOf[Acceptance]):
    """What `accept` takes; each remembers its place, to say there that it is not needed."""

    def __init__(self) -> None:
        super().__init__(
            Acceptance,
            "a rule and the reason why its finding is right here",
            'plain_http because "lesson 2"',
        )

    def _complete(self, values: dict[str, Any], span: Span) -> Acceptance:
        if not values.get("because", "").strip():
            raise Mismatch(
                f"nothing says why '{values.get('rule', 'it')}' is accepted",
                f'write `{ACCEPT}: {values.get("rule", "NAME")} because "why it is right here"`',
                span,
            )
        return super()._complete({**values, "span": span}, span)


def acceptances() -> Any:
    """The attribute that designs and components have in common."""
    return attribute(
        Acceptances(),
        "Findings that are meant, each with its reason; they are counted, and not shown.",
        many=True,
    )
