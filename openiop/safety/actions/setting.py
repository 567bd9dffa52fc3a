"""The program's own times, and who is on call."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from openiop.base import clock
from openiop.domain.decision import refuse
from openiop.domain.privacy import Permission
from openiop.domain.safety import SafetyRules
from openiop.domain.safety_times import changed_times, may_set_times, stored_times
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, audit_codes
from openiop.safety import queries
from openiop.safety.models import OnCallShift, SafetyTimes

WHY_MAX = 300


@action(Permission.MANAGE_SAFETY, audit="safety.times_set")
def set_times(
    *, rules: SafetyRules, why: str, starts_at: datetime | None, by: Actor
) -> SafetyTimes:
    """Keep a new version of the program's own times; alerts that are open keep the ones they have.

    Without `starts_at` it holds from now on; it never holds backwards.
    """
    may_set_times(rules).or_refuse()
    if not why.strip():
        raise refuse("no_why", _("Say in a sentence why it changes."), field_name="why")
    now = clock.now()
    if starts_at is not None and starts_at < now:
        raise refuse("past", _("Choose a time that has not passed."), field_name="starts_at")
    before = queries.times.times_history()
    standing = before[0].rules if before else queries.times.rules_before_any_version()
    changed = changed_times(standing, rules)
    if not changed:
        raise refuse("same", _("Nothing is different from what holds."))
    audit_codes(changed=list(changed))
    return SafetyTimes.objects.create(
        number=len(before) + 1,
        times=stored_times(rules),
        starts_at=starts_at or now,
        why=why.strip()[:WHY_MAX],
        created_by=by.id,
    )


@action(Permission.MANAGE_SAFETY, audit="safety.on_call_added")
def add_shift(
    *, staff_id: UUID | None, weekdays: list[int], starts: time | None, ends: time | None, by: Actor
) -> OnCallShift:
    """Put somebody on the on-call list from today on."""
    known = {pk for pk, _name in queries.people.staff_who_answer()}
    if staff_id not in known or staff_id is None:
        raise refuse("no_person", _("Choose who is on call."), field_name="staff_id")
    if not weekdays:
        raise refuse("no_weekday", _("Choose at least one day."), field_name="weekdays")
    if starts is None or ends is None:
        raise refuse("no_times", _("Say from when until when. Example: 18:00"), field_name="starts")
    return OnCallShift.objects.create(
        staff_id=staff_id,
        weekdays=sorted(set(weekdays)),
        starts=starts.strftime("%H:%M"),
        ends=ends.strftime("%H:%M"),
        from_on=clock.today(),
        created_by=by.id,
    )


@action(Permission.MANAGE_SAFETY, audit="safety.on_call_ended")
def end_shift(*, shift: OnCallShift, by: Actor) -> OnCallShift:
    """Take a shift off the list from today on; its row stays as history."""
    shift.until_on = clock.today() - timedelta(days=1)
    shift.save()
    return shift
