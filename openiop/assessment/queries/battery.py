"""The forms of the baseline: what is asked before she starts, and what is done already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from openiop.domain.measures.instrument import Instrument
from openiop.domain.measures.schedule import (
    SCHEDULE,
    AskedBy,
    AskingFacts,
    Given,
    Point,
    WhyPutOff,
    plan_week,
)
from openiop.measures.models import Administration, Decline
from openiop.measures.queries import instrument_here, minutes_here

_POINTS = (Point.ADMISSION, Point.WEEKLY)


@dataclass(frozen=True)
class BaselineForm:
    """One form of the baseline."""

    form: Instrument
    asked_by: AskedBy
    done_on: date | None = None
    done_id: UUID | None = None
    declined: bool = False


def baseline(client_id: UUID, begun_on: date, today: date) -> list[BaselineForm]:
    """The baseline since a day, what is done first, then what is open; three statements.

    What was answered lately counts, also from before that day: nothing is asked twice.
    """
    first = min(begun_on, today - timedelta(days=SCHEDULE.baseline_counts_days))
    counts_from = today - timedelta(days=SCHEDULE.baseline_counts_days)
    kinds = SCHEDULE.instrument_ids
    rows = list(
        Administration.objects.filter(
            client_id=client_id, instrument_id__in=kinds, finished_at__isnull=False, on__lte=today
        ).order_by("on", "sequence")
    )
    said_no = Decline.objects.filter(client_id=client_id, on__gte=first)
    declined = [Given(row.instrument_id, row.on) for row in said_no]
    plan = plan_week(
        AskingFacts(
            today=today,
            minutes=minutes_here(),
            starts_on=today,
            finished=tuple(Given(row.instrument_id, row.on, row.total) for row in rows),
            declined=tuple(declined),
        )
    )
    asked_by = {
        entry.instrument_id: entry.asked_by for entry in SCHEDULE.entries if entry.point in _POINTS
    }
    done = {row.instrument_id: row for row in rows if row.on >= counts_from}
    open_ids = [form.instrument_id for form in plan.forms if form.point in _POINTS]
    held_by_another = (WhyPutOff.ASKED_ALREADY, WhyPutOff.SHORT_FORM)
    open_ids += [
        each.instrument_id
        for each in plan.put_off
        if each.point in _POINTS and each.why not in held_by_another
    ]
    no = {given.instrument_id for given in declined}
    return [
        BaselineForm(instrument_here(id_), asked_by[id_], row.on, row.pk)
        for id_, row in done.items()
        if id_ in asked_by
    ] + [
        BaselineForm(instrument_here(id_), asked_by[id_], declined=id_ in no)
        for id_ in dict.fromkeys(open_ids)
        if id_ not in done and id_ in asked_by
    ]
