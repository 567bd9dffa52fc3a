"""Taking an alert, answering it, looking again; climbing when nobody does."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.domain.decision import refuse
from openiop.domain.measures.instrument import ScreenLevel
from openiop.domain.moments import on_the_clock
from openiop.domain.privacy import Permission, Role
from openiop.domain.safety import Action as Deed
from openiop.domain.safety import AlertFacts, Disposition, Escalation, may_close_alert, may_file
from openiop.domain.second_look import may_look_on
from openiop.domain.text import _
from openiop.domain.words import Level
from openiop.outbox.actions import withdraw_calls
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, audit_codes
from openiop.safety import queries
from openiop.safety.models import Alert, AlertStep

from .steps import add_step, call, held, made_more_urgent


@action(Permission.ANSWER_ALERT, audit="safety.alert_taken")
def acknowledge(*, alert: Alert, by: Actor) -> Alert:
    """Take an alert: from now on it is this person's. Taking it twice is taking it once."""
    alert = held(alert)
    if alert.closed_at is not None:
        raise refuse("closed", _("This alert is closed."))
    if alert.acknowledged_by == by.id:
        return alert
    if alert.acknowledged_by is not None:
        name = names_by_id([alert.acknowledged_by]).get(alert.acknowledged_by, "")
        raise refuse("taken", _("{name} has taken this."), name=name)
    step = add_step(alert, "acknowledged", by)
    alert.acknowledged_at, alert.acknowledged_by = step.at, by.id
    alert.owner_id = by.id
    alert.save()
    withdraw_calls(about_id=alert.pk, by=by)
    return alert


@action(Permission.ANSWER_ALERT, audit="safety.alert_taken_over")
def take_over(*, alert: Alert, by: Actor) -> Alert:
    """Take an alert from the colleague who has it; when it was first taken stays."""
    alert = held(alert)
    if alert.closed_at is not None:
        raise refuse("closed", _("This alert is closed."))
    if alert.acknowledged_at is None:
        raise refuse("not_taken", _("Nobody has taken this yet. Take it."))
    if alert.owner_id != by.id:
        add_step(alert, "taken_over", by, to_id=alert.owner_id)
        alert.owner_id = alert.acknowledged_by = by.id
        alert.save()
    return alert


@action(Permission.ANSWER_ALERT, audit="safety.deed_recorded")
def record_action(*, alert: Alert, what: Deed, words: str, by: Actor) -> AlertStep:
    """Write down what was done about an alert."""
    alert = held(alert)
    if alert.closed_at is not None:
        raise refuse("closed", _("This alert is closed."))
    if alert.acknowledged_at is None:
        raise refuse("not_acknowledged", _("Take the alert first."))
    audit_codes(what=str(what))
    return add_step(alert, "did", by, code=str(what), words=words)


@action(Permission.ANSWER_ALERT, audit="safety.alert_answered")
def dispose(
    *, alert: Alert, what: Disposition | None, words: str, second_look_on: date | None, by: Actor
) -> Alert:
    """Say how it stands now and who looks again when; a lesser alert closes with that."""
    alert = held(alert)
    if alert.closed_at is not None:
        raise refuse("closed", _("This alert is closed."))
    facts = _facts(alert, what, words, second_look_on)
    in_time = may_look_on(
        alert.level,
        second_look_on,
        clock.local_now(),
        queries.times.next_coming_day(alert.client_id),
        queries.times.rules_here(),
    )
    (may_file(facts) & in_time).or_refuse()
    if what is None:
        raise refuse("no_disposition", _("Say how it stands now."), field_name="disposition")
    audit_codes(what=str(what))
    alert.disposition = str(what)
    alert.second_look_on = second_look_on
    alert.second_looked_at = alert.second_looked_by = None
    step = add_step(alert, "disposed", by, code=str(what), words=words)
    if not what.ends_the_alert:
        role = Role.CLINICAL_LEAD
        lead_id = queries.people.person_in_role((role, Role.DIRECTOR), other_than=by.id)
        add_step(alert, "asked", by, to_role=role, to_id=lead_id)
    if may_close_alert(facts):
        _close(alert, step.at, by)
    alert.save()
    return alert


def _facts(
    alert: Alert, what: Disposition | None, words: str, second_look_on: date | None
) -> AlertFacts:
    ends = queries.times.rules_here().monitored_until
    due_at = on_the_clock(second_look_on, ends, clock.local_now()) if second_look_on else None
    return AlertFacts(
        level=alert.level,
        acknowledged=alert.acknowledged_at is not None,
        action=queries.alerts.last_deed(alert),
        disposition=what,
        words=words,
        second_look_due_at=due_at,
        second_look_done=alert.second_looked_at is not None,
    )


def _close(alert: Alert, at: datetime, by: Actor) -> None:
    alert.closed_at, alert.closed_by = at, by.id
    add_step(alert, "closed", by)


@action(Permission.ANSWER_ALERT, audit="safety.alert_answered_whole")
def answer_alert(
    *,
    alert: Alert,
    what: Deed | None,
    disposition: Disposition | None,
    words: str,
    second_look_on: date | None,
    by: Actor,
) -> Alert:
    """What was done and how it stands, in one go: taking it is part of answering it."""
    alert = acknowledge(alert=alert, by=by)
    if what is not None:
        record_action(alert=alert, what=what, words=words, by=by)
    return dispose(alert=alert, what=disposition, words=words, second_look_on=second_look_on, by=by)


@action(Permission.ANSWER_ALERT, audit="safety.second_look")
def second_look(*, alert: Alert, words: str, by: Actor) -> Alert:
    """Look at an answered alert a second time, and close it when nothing else is open."""
    alert = held(alert)
    if alert.closed_at is not None:
        raise refuse("closed", _("This alert is closed."))
    if not alert.disposition:
        raise refuse("no_disposition", _("Say how it stands first."))
    if not words.strip():
        raise refuse("no_words", _("Say in a sentence what you found."), field_name="words")
    step = add_step(alert, "second_look", by, words=words)
    alert.second_looked_at, alert.second_looked_by = step.at, by.id
    disposition = Disposition(alert.disposition)
    # the sentence of a mistaken tap was asked for when it was filed
    if may_close_alert(_facts(alert, disposition, words, alert.second_look_on)):
        _close(alert, step.at, by)
    alert.save()
    return alert


@action(Permission.ANSWER_ALERT, audit="safety.screen_recorded")
def record_screen(
    *, alert: Alert, found: ScreenLevel, level: Level | None, administration_id: UUID, by: Actor
) -> AlertStep:
    """Write down what the suicide screen found; it may make the alert more urgent, never less."""
    alert = held(alert)
    audit_codes(administration=str(administration_id))
    if alert.acknowledged_at is None and alert.closed_at is None:
        alert = acknowledge(alert=alert, by=by)
    add_step(alert, "did", by, code=str(Deed.SCREENED))
    step = add_step(alert, "screened", by, code=str(found))
    made_more_urgent(alert, level or alert.level, by)
    return step


@action(Permission.WORK_JOBS, audit="safety.escalated")
def escalate(*, alert: Alert, number: int, step: Escalation, by: Actor) -> AlertStep:
    """Climb one rung: somebody more is responsible. The owner stays until someone takes it."""
    alert = held(alert)
    if alert.acknowledged_at is not None or alert.closed_at is not None:
        raise refuse("taken", _("Somebody has taken this."))
    if AlertStep.objects.filter(alert=alert, kind="escalated", number=number).exists():
        raise refuse("rung_taken", _("This step was taken already."))
    audit_codes(rung=number, to_role=str(step.to_role), late=step.late)
    asked = (step.to_role, Role.DIRECTOR, Role.CLINICAL_LEAD)
    climbed = add_step(
        alert,
        "escalated",
        by,
        number=number,
        to_role=step.to_role,
        to_id=queries.people.person_in_role(asked, other_than=alert.owner_id),
        late=step.late,
    )
    call(alert, climbed, (climbed.to_id, *queries.people.on_call_ids()), by)
    return climbed
