"""Opening an alert, and what she says about it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from openiop.base import clock
from openiop.clients.models import Client
from openiop.domain.decision import refuse
from openiop.domain.measures.scoring import strongest
from openiop.domain.privacy import Permission
from openiop.domain.safety import Disposition
from openiop.domain.safety_said import SheSaid, level_after, opens_again
from openiop.domain.text import _
from openiop.domain.words import Level
from openiop.outbox.actions import hold_contact
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, audit_codes
from openiop.safety import queries
from openiop.safety.models import Alert, AlertStep

from .steps import add_step, call_for, clock_of, held, made_more_urgent, open_again, set_clock

HOME = "safe_home"


@action(Permission.ANSWER_ALERT, audit="safety.alert_raised")
def raise_alert(
    *,
    client: Client,
    level: Level,
    instrument_id: str,
    link_id: str,
    administration_id: UUID,
    evidence: dict[str, object],
    answered_at: datetime,
    on_site: bool,
    by: Actor,
) -> Alert:
    """Open an alert that has an owner at once; the same answer again is the same alert.

    `evidence` may hold "instrument", "question", "answer" (in words), "value" and "given_at"; what
    is left out is filled from the questionnaire. A changed answer adds a step, may make the alert
    more urgent, and opens it again when it was closed. A suicide screen asked while an alert is
    under way belongs to that alert: one matter, one owner.
    """
    known = (
        Alert.objects.select_for_update()
        .filter(administration_id=administration_id, link_id=link_id)
        .first()
    )
    told = _as_stored(evidence, answered_at)
    if known is None and link_id == queries.alerts.WHOLE_SCREEN:
        under_way = queries.alerts.under_way(client.pk)
        if under_way is not None:
            return made_more_urgent(under_way, level, by)
    if known is not None:
        return _answer_changed(known, level, told, answered_at, on_site, by)
    now = clock.now()
    runs = clock_of(client.pk, level, on_site, now)
    alert = Alert(
        client=client,
        level=level,
        instrument_id=instrument_id,
        link_id=link_id,
        administration_id=administration_id,
        answered_at=answered_at,
        opened_at=now,
        from_at=now,
        rule_id=runs.rule_id,
        on_site=on_site,
        after_hours=runs.after_hours,
        owner_id=queries.people.owner_for(client.pk),
        acknowledge_by_at=runs.acknowledge_by,
        created_by=by.id,
    )
    alert.evidence = told
    alert.save()
    step = add_step(alert, "opened", by, code=str(level), to_id=alert.owner_id)
    call_for(alert, step, by)
    if link_id == HOME:
        hold_contact(person_id=client.pk, by=by)
    return alert


def _as_stored(evidence: Mapping[str, object], answered_at: datetime) -> str:
    return json.dumps({"given_at": answered_at, **evidence}, default=_in_json)


def _in_json(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def _answer_changed(
    alert: Alert, level: Level, told: str, answered_at: datetime, on_site: bool, by: Actor
) -> Alert:
    before, after = json.loads(alert.evidence or "{}"), json.loads(told)
    same = all(before.get(part) == after.get(part) for part in ("value", "answer"))
    if same and level is alert.level:
        return alert
    step = add_step(alert, "answer_changed", by, code=str(level), words=before.get("answer", ""))
    alert.evidence = told
    alert.answered_at = answered_at
    alert.on_site = on_site
    worse = strongest((level, alert.level)) is not alert.level
    if alert.closed_at is not None and queries.asked.needs_a_person(alert, after.get("value")):
        open_again(alert, step.at)
        alert.level = level
        set_clock(alert, step.at, was_open=False)
        call_for(alert, step, by)
    elif alert.closed_at is None and worse:
        alert.level = level
        set_clock(alert, step.at)
        call_for(alert, step, by)
    alert.save()
    return alert


@action(Permission.CHECK_IN, audit="safety.she_said")
def she_said(*, alert: Alert, code: SheSaid | str, by: Actor) -> AlertStep:
    """Keep what she answered to "Are you safe right now?"; "not safe" is most urgent.

    An alert that was settled opens again unless she says she is safe or would rather not say.
    """
    said = _said(code)
    audit_codes(said=str(said))
    alert = held(alert)
    step = add_step(alert, "she_said", by, code=str(said))
    level = level_after(alert.level, said)
    is_settled = bool(alert.disposition) and Disposition(alert.disposition).ends_the_alert
    if is_settled and opens_again(said):
        open_again(alert, step.at)
        alert.level = level
        set_clock(alert, step.at, was_open=False)
        call_for(alert, step, by)
        alert.save()
    else:
        made_more_urgent(alert, level, by)
    return step


def _said(code: SheSaid | str) -> SheSaid:
    try:
        return SheSaid(code)
    except ValueError:
        raise refuse("unknown", _("Please choose one of the answers.")) from None
