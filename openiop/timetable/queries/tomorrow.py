"""What has to be settled by this evening, so that the next program day is known to everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from openiop.domain.time_offer import OfferState
from openiop.schedule.models import Session
from openiop.schedule.queries import away_days
from openiop.timetable.models import TimeOffer

from .problem import planned_sessions

LOOK_AHEAD_DAYS = 7


@dataclass(frozen=True)
class OpenTomorrow:
    """The next day with sessions, and what of it is not settled."""

    on: date
    uncovered: tuple[Session, ...]
    """Nobody leads it, or whoever does is away."""
    not_answered: int
    """Clients who were asked about a time on that day, or away from it, and have not answered."""

    def __bool__(self) -> bool:
        return bool(self.uncovered or self.not_answered)


def open_tomorrow(today: date) -> OpenTomorrow | None:
    """The next day something is planned on; None when the week ahead is empty. Three statements."""
    sessions = planned_sessions(today + timedelta(days=1), today + timedelta(days=LOOK_AHEAD_DAYS))
    if not sessions:
        return None
    on = sessions[0].on
    away = away_days(on, on)
    waiting = TimeOffer.objects.filter(
        state__in=[state for state in OfferState if state.waits]
    ).values_list("client_id", "on", "session__on")
    return OpenTomorrow(
        on=on,
        uncovered=tuple(
            each
            for each in sessions
            if each.on == on
            and (each.kind.is_group or each.client_id is not None)
            and (each.lead_id is None or on in away.get(each.lead_id, ()))
        ),
        not_answered=len({client for client, new, old in waiting if on in (new, old)}),
    )
