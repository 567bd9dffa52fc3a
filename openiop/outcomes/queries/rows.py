"""The stays behind a figure, for those who may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from openiop.clients.queries import clients_by_id
from openiop.domain.outcomes.columns import StayLine
from openiop.domain.outcomes.figures import FigureId
from openiop.domain.outcomes.rules import OUTCOME_RULES, EndClass, Window, end_class, never_began

OF_BEGUN = (FigureId.ADMISSIONS, FigureId.STAYING)
OF_ALL = (FigureId.ATTENDANCE,)
_DAYS = {
    FigureId.STEP_UP: OUTCOME_RULES.step_up_days,
    FigureId.REACHED: OUTCOME_RULES.step_up_days,
    FigureId.AFTERCARE_EARLY: OUTCOME_RULES.aftercare_days[0],
    FigureId.AFTERCARE_LATE: OUTCOME_RULES.aftercare_days[1],
}


@dataclass(frozen=True)
class Behind:
    """One stay behind a figure."""

    line: StayLine
    client_id: UUID
    name: str
    """Empty where the reader may not know whose stay it is."""


def lines_behind(
    lines: Sequence[StayLine], figure: FigureId, window: Window, measure: str = ""
) -> list[StayLine]:
    """The stays a figure counts, the newest first."""
    first, last = window.first.isoformat(), window.counted_until.isoformat()
    begun = [line for line in lines if not never_began(line.end)]
    if figure in OF_BEGUN:
        found = [line for line in begun if first <= line.starts_on <= last]
    elif figure in OF_ALL:
        found = [line for line in begun if line.days_due]
    else:
        found = [line for line in begun if line.ended_on and first <= line.ended_on <= last]
        if figure is not FigureId.LENGTH:
            found = [line for line in found if end_class(line.end) is not EndClass.DIED]
        if figure in _DAYS:
            latest = window.as_of - timedelta(days=_DAYS[figure])
            found = [line for line in found if date.fromisoformat(line.ended_on) <= latest]
        if figure is FigureId.REACHED:
            found = [line for line in found if line.reached >= 0]
    if measure:
        found = [line for line in found if measure in line.totals] + [
            line for line in found if measure not in line.totals
        ]
        return found
    return sorted(found, key=lambda line: line.ended_on or line.starts_on, reverse=True)


def behind(lines: Sequence[StayLine], may_see: frozenset[UUID] | None) -> list[Behind]:
    """Stays with the names the reader may see; None: all of them. One statement."""
    ids = [UUID(line.client) for line in lines]
    named = clients_by_id(id_ for id_ in ids if may_see is None or id_ in may_see)
    return [
        Behind(line, id_, named[id_].short_name if id_ in named else "")
        for line, id_ in zip(lines, ids, strict=True)
    ]
