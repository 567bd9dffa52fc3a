"""Closing the day: nobody leaves unseen, and nothing open is closed over in silence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from openiop.domain.decision import Decision, Kind, Reason
from openiop.domain.privacy import Role
from openiop.domain.text import _
from openiop.domain.words import DayState

STILL_HERE = frozenset({DayState.HERE, DayState.LATE, DayState.REMOTE})
WAIVABLE_BY = (Role.CLINICAL_LEAD, Role.DIRECTOR)
NEEDS_A_TIME = frozenset({"open_alert", "private_check_due"})
"""Matters that may be handed over only with a time by which somebody looks."""


@dataclass(frozen=True)
class ClientAtClose:
    """One client as the day ends."""

    name: str
    client_id: str
    state: DayState
    in_closing_round: bool
    seen_leaving: bool
    """Somebody said how she was when she left."""
    open_alerts: int
    unanswered_needs: int
    private_checks_due: int


@dataclass(frozen=True)
class CloseFacts:
    """Everybody who was expected or came today."""

    clients: tuple[ClientAtClose, ...]
    unaccounted: tuple[str, ...] = ()
    """Names of those expected who are neither here nor away, when no client record is at hand."""


@dataclass(frozen=True)
class HandOver:
    """Who takes over an open matter, in words, and by when; `client_id` may be a bare name."""

    code: str
    client_id: str
    to: str
    words: str
    due_at: datetime | None = None


def may_close(facts: CloseFacts) -> Decision:
    """The day closes when everybody has left or is away, was seen, and has nothing open.

    One reason per person and matter. Nobody still here can be waived. The clinical lead or the
    director may hand over the rest to a named person; see `unresolved`.
    Source: domain.md 6.1 (closing safety check), 8.4; issue, part 7.
    """
    reasons = [reason for client in facts.clients for reason in _reasons(client)]
    known = {client.name for client in facts.clients}
    reasons += [
        _reason("not_accounted", name, "", 1) for name in facts.unaccounted if name not in known
    ]
    return Decision(tuple(reasons))


_TEXTS = {
    "not_left": _("{name} is still here."),
    "not_accounted": _("{name} was expected, and nobody knows where she is."),
    "left_without_closing": _("{name} left without the closing round. How was she?"),
    "open_alert": _("{name}: a safety concern is still open ({count})."),
    "private_check_due": _("{name}: a private check is still due ({count})."),
    "unanswered_need": _("{name} asked for something and has no answer yet ({count})."),
}


def _reasons(client: ClientAtClose) -> Iterator[Reason]:
    left_unseen = (
        client.state is DayState.LEFT and not client.in_closing_round and not client.seen_leaving
    )
    matters = (
        ("not_left", client.state in STILL_HERE),
        ("not_accounted", client.state is DayState.EXPECTED),
        ("left_without_closing", left_unseen),
        ("open_alert", client.open_alerts),
        ("private_check_due", client.private_checks_due),
        ("unanswered_need", client.unanswered_needs),
    )
    for code, count in matters:
        if count:
            yield _reason(code, client.name, client.client_id, int(count))


def _reason(code: str, name: str, client_id: str, count: int) -> Reason:
    params = {"name": name, "client_id": client_id, "count": count}
    if code == "not_left":
        return Reason(code, _TEXTS[code], params=params)
    return Reason(code, _TEXTS[code], Kind.WAIVABLE, WAIVABLE_BY, params=params)


def unresolved(decision: Decision, handovers: Sequence[HandOver]) -> tuple[Reason, ...]:
    """What still keeps the day open after the hand-overs made.

    A hand-over counts when it names the matter, the client, a person and says a few words; an open
    alert or a private check also needs a time. Somebody still here cannot be handed over.
    Source: domain.md 8.4 (who, when, what and why); issue, part 7.
    """
    taken = {(each.code, each.client_id) for each in handovers if _is_whole(each)}
    return tuple(
        reason
        for reason in decision
        if reason.kind is Kind.STOP or (reason.code, _whose(reason)) not in taken
    )


def _is_whole(handover: HandOver) -> bool:
    has_time = handover.due_at is not None or handover.code not in NEEDS_A_TIME
    return bool(handover.to.strip() and handover.words.strip() and has_time)


def _whose(reason: Reason) -> str:
    return str(reason.params["client_id"] or reason.params["name"])
