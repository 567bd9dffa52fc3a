"""The story of an alert, its clock and its calls: what every deed on an alert shares."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from openiop.base import clock
from openiop.domain.measures.scoring import strongest
from openiop.domain.privacy import Role
from openiop.domain.safety import AlertClock, clock_for
from openiop.domain.words import Level
from openiop.outbox.actions import call_staff
from openiop.privacy.actor import SYSTEM_ID, Actor
from openiop.safety import queries
from openiop.safety.models import Alert, AlertStep


def clock_of(client_id: UUID, level: Level, on_site: bool, opened_at: datetime) -> AlertClock:
    """When an alert that opens now is due, by level, place and hour."""
    local = clock.local(opened_at)
    leaves = queries.times.leaves_at(client_id, local.date()) if on_site else None
    return clock_for(level, on_site, local, queries.times.rules_here(), leaves)


def made_more_urgent(alert: Alert, level: Level, by: Actor) -> Alert:
    """Raise the level when `level` is higher; the clock runs anew unless somebody has it."""
    if strongest((level, alert.level)) is not alert.level:
        alert.level = level
        if alert.acknowledged_at is None:
            set_clock(alert, clock.now())
            newest = AlertStep.objects.filter(alert=alert).order_by("-sequence").first()
            if newest is not None:
                call_for(alert, newest, by)
        alert.save()
    return alert


def call_for(alert: Alert, step: AlertStep, by: Actor) -> None:
    """Have its owner called when it is for now, and whoever is on call when nobody reads."""
    if alert.level is not Level.HIGH or alert.acknowledged_at is not None:
        return
    on_call = queries.people.on_call_ids() if alert.after_hours else ()
    call(alert, step, (alert.owner_id, *on_call), by)


def call(alert: Alert, step: AlertStep, people: Iterable[UUID | None], by: Actor) -> None:
    """Have each of them called once for this step of the story."""
    for person in dict.fromkeys(people):
        if person is not None and person != SYSTEM_ID:
            call_staff(staff_id=person, about_id=alert.pk, key=f"{step.pk}:{person}", by=by)


def open_again(alert: Alert, now: datetime) -> None:
    """Make a settled alert open as if it came now; saving it is left to the caller."""
    alert.opened_at = now
    alert.closed_at = alert.closed_by = None
    alert.acknowledged_at = alert.acknowledged_by = None
    alert.second_look_on = alert.second_looked_at = alert.second_looked_by = None
    alert.disposition = ""


def set_clock(alert: Alert, now: datetime, *, was_open: bool = True) -> None:
    """Count from now; an alert that was open already is never due later than before."""
    runs = clock_of(alert.client_id, alert.level, alert.on_site, now)
    due = runs.acknowledge_by
    alert.acknowledge_by_at = min(due, alert.acknowledge_by_at) if was_open else due
    alert.from_at = now
    alert.from_sequence = AlertStep.objects.filter(alert=alert).count()
    alert.after_hours, alert.rule_id = runs.after_hours, runs.rule_id


def add_step(
    alert: Alert,
    kind: str,
    by: Actor,
    *,
    code: str = "",
    number: int = 0,
    to_role: Role | None = None,
    to_id: UUID | None = None,
    late: bool = False,
    words: str = "",
) -> AlertStep:
    """Write down what happened next to an alert, and who did it."""
    step = AlertStep(
        alert=alert,
        sequence=AlertStep.objects.filter(alert=alert).count() + 1,
        kind=kind,
        number=number,
        at=clock.now(),
        by=by.id,
        code=code,
        to_role=to_role or "",
        to_id=to_id,
        late=late,
        created_by=by.id,
    )
    step.words = words.strip()
    step.save()
    return step


def held(alert: Alert) -> Alert:
    """The alert as it stands now, kept for this deed alone until it is done."""
    return Alert.objects.select_for_update().get(pk=alert.pk)
