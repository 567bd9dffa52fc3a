"""Clients who are linked outside and must not meet here without a decision: a hidden rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .decision import YES, Decision, Kind, Reason
from .text import _
from .words import Word


class Link(Word):
    """How two clients are linked.

    Source: domain.md 4.7 R-DV-11; issue, "Safety of information".
    """

    PARTNER = "partner", _("Partner")
    EX_PARTNER = "ex_partner", _("Former partner")
    RELATIVE = "relative", _("Relative")
    SAME_EMPLOYER = "same_employer", _("Same employer")
    LEGAL = "legal", _("Opposite sides in court")
    OTHER = "other", _("Another reason")


Pair = frozenset[str]
"""Two clients by id."""


@dataclass(frozen=True)
class ApartRules:
    """How close in time two who are kept apart may be alone with their clinicians."""

    id: str = "openiop-apart/1"
    minutes_between: int = 15
    """Source: product default; long enough that they do not meet in the waiting room."""


APART_RULES = ApartRules()


HIDDEN_RULE = "hidden_rule"
MAY_WAIVE = ("clinical_lead",)


def may_meet(client: str, others: Iterable[str], pairs: Iterable[Pair]) -> Decision:
    """Nobody gets a seat beside a client she is kept apart from, unless the lead decides so.

    The sentence is the same for every link and names nobody: whoever plans the week learns that a
    rule stands against this seat, and never which.
    Source: domain.md 4.7 R-DV-11; issue, "a secret separation".
    """
    apart = {other for pair in pairs if client in pair for other in pair - {client}}
    if not apart & set(others):
        return YES
    return Decision.refused(
        Reason(
            HIDDEN_RULE,
            _("A rule you cannot see stands against this. Please ask the clinical lead."),
            kind=Kind.WAIVABLE,
            waivable_by=MAY_WAIVE,
        )
    )


def may_go_past(roles: Iterable[str]) -> bool:
    """Only the clinical lead decides that two may meet all the same.

    Source: domain.md 4.7 R-DV-11; [product default].
    """
    return bool(set(MAY_WAIVE) & set(roles))


def may_keep_apart(client: str, other: str) -> Decision:
    """Two different clients are kept apart.

    Source: [product default].
    """
    return Decision.all_of(
        (client != other, Reason("same", _("Choose another client."), field_name="other"))
    )
