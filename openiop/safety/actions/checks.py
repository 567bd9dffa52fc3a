"""Asking in person and in private, and closing such a check."""

from __future__ import annotations

from datetime import date, timedelta

from openiop.base import clock
from openiop.clients.models import Client
from openiop.domain.decision import refuse
from openiop.domain.privacy import Permission
from openiop.domain.private_check import CONCERN_LEVEL, CheckOutcome, may_close_check
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, audit_codes
from openiop.safety import queries
from openiop.safety.models import PrivateCheck

from .answering import acknowledge
from .opening import raise_alert

PRIVATE_CHECK = "private-check"


@action(Permission.ANSWER_MEASURE, audit="safety.check_asked_for")
def ask_privately(
    *, client: Client, on: date, instrument_id: str, link_id: str, why: str, by: Actor
) -> PrivateCheck:
    """Have a safety question asked in person and in private on a day; once is enough."""
    check, _made = PrivateCheck.objects.get_or_create(
        client=client,
        on=on,
        instrument_id=instrument_id,
        link_id=link_id,
        defaults={"why": why, "created_by": by.id},
    )
    return check


@action(Permission.ANSWER_ALERT, audit="safety.check_closed")
def close_check(
    *, check: PrivateCheck, outcome: CheckOutcome | None, words: str, by: Actor
) -> PrivateCheck:
    """Say how a private check went; a concern opens an alert, who was not here is asked again."""
    check = PrivateCheck.objects.select_for_update().select_related("client").get(pk=check.pk)
    may_close_check(outcome, words).or_refuse()
    if outcome is None or check.done_at is not None:
        raise refuse("done", _("Somebody has done this check already."))
    audit_codes(outcome=str(outcome))
    check.done_at, check.done_by = clock.now(), by.id
    check.outcome = str(outcome)
    check.words = words.strip()
    check.save()
    if outcome.opens_alert:
        _alert_from_check(check, words, by)
    if outcome.is_asked_again:
        _ask_again(check, by)
    return check


def _alert_from_check(check: PrivateCheck, words: str, by: Actor) -> None:
    alert = raise_alert(
        client=check.client,
        level=CONCERN_LEVEL,
        instrument_id=PRIVATE_CHECK,
        link_id=check.link_id,
        administration_id=check.pk,
        evidence={
            "instrument": _("Private check"),
            "question": queries.asked.question_of(check.instrument_id, check.link_id),
            "answer": words.strip(),
        },
        answered_at=clock.now(),
        on_site=True,
        by=by,
    )
    acknowledge(alert=alert, by=by)


def _ask_again(check: PrivateCheck, by: Actor) -> None:
    ask_privately(
        client=check.client,
        on=queries.times.next_coming_day(check.client_id) or clock.today() + timedelta(days=1),
        instrument_id=check.instrument_id,
        link_id=check.link_id,
        why=check.why,
        by=by,
    )
