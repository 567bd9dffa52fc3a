"""The close of the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.http import Http404

from openiop.accounts.queries import names_by_id, staff_with_role
from openiop.base import clock
from openiop.clients.models import Client
from openiop.day.models import (
    DayClose,
    HandOver,
    Visit,
)
from openiop.domain.day.close import STILL_HERE, ClientAtClose, CloseFacts, may_close
from openiop.domain.decision import Decision, Reason
from openiop.domain.privacy import Role
from openiop.domain.words import DayState, SessionKind
from openiop.programs.models import Track
from openiop.programs.queries import next_program_day, tracks
from openiop.safety.queries.alerts import alerts_by_client
from openiop.safety.queries.checks import private_checks_due
from openiop.schedule.models import Session
from openiop.schedule.queries import (
    sessions_on,
)

from .board import LOOK_BACK_DAYS, Closed, WholeDay, whole_day
from .door import VisitLine
from .needs import needs_by_client


@dataclass(frozen=True)
class CloseLine:
    """One woman as the day ends, with what still stands open."""

    client: Client
    state: DayState
    visit: VisitLine
    reasons: tuple[Reason, ...]
    begins_at: datetime | None
    """When the first session she is meant to be in begins."""
    alone_at: datetime | None
    """When an individual session of hers that is still to come begins."""


@dataclass(frozen=True)
class HandedOver:
    """What was handed over when the day was closed."""

    client: Client
    code: str
    to_name: str
    words: str
    due_at: datetime | None


@dataclass(frozen=True)
class CloseTrack:
    """One track at the end of its day."""

    track: Track
    day: date
    closed: Closed | None
    lines: tuple[CloseLine, ...]
    decision: Decision
    rounds_at: datetime | None = None
    """When the closing round begins, if it has not begun yet."""
    handed_over: tuple[HandedOver, ...] = ()

    @property
    def still_here(self) -> list[CloseLine]:
        """Who has not left yet."""
        return [line for line in self.lines if line.state in STILL_HERE]


@dataclass(frozen=True)
class ClosePage:
    """Does everybody leave seen?"""

    day: date
    tracks: tuple[CloseTrack, ...]
    staff: tuple[tuple[UUID, str], ...]
    """Who can take something over."""
    not_closed: tuple[date, ...]
    """Earlier days that nobody closed."""
    next_day: date | None


_TAKE_OVER = (Role.CLINICAL_LEAD, Role.DIRECTOR, Role.THERAPIST, Role.FACILITATOR)


def who_takes_over() -> tuple[tuple[UUID, str], ...]:
    """Who can take something over at the close, by role, with names."""
    people = dict.fromkeys(person for role in _TAKE_OVER for person in staff_with_role(role))
    names = names_by_id(people)
    return tuple((pk, names[pk]) for pk in people if pk in names)


def close_page(day: date) -> ClosePage:
    """Everybody of a day as it ends, by track, with all that keeps the day open."""
    met = tracks()
    meant = whole_day(day)
    lines = _close_lines(meant)
    rounds = _still_to_come(meant.span.sessions, SessionKind.CLOSING)
    closes = {close.track_id: close for close in DayClose.objects.filter(on=day)}
    given = list(
        HandOver.objects.select_related("client").filter(day_close__on=day).order_by("created_at")
    )
    closers = [close.closed_by for close in closes.values()]
    names = names_by_id([*closers, *(each.to_id for each in given)])
    shown = []
    for track in met:
        of_track = tuple(line for pk, line in lines.items() if meant.stays[pk].track_id == track.pk)
        close = closes.get(track.pk)
        if close is None and not of_track:
            continue
        shown.append(
            CloseTrack(
                track=track,
                day=day,
                closed=Closed(close.closed_at, names.get(close.closed_by, "")) if close else None,
                lines=of_track,
                decision=Decision(tuple(reason for line in of_track for reason in line.reasons)),
                handed_over=tuple(
                    HandedOver(
                        each.client, each.code, names.get(each.to_id, ""), each.words, each.due_at
                    )
                    for each in given
                    if close is not None and each.day_close_id == close.pk
                ),
                rounds_at=min((each.starts_at for each in rounds), default=None),
            )
        )
    return ClosePage(
        day=day,
        tracks=tuple(shown),
        staff=who_takes_over(),
        not_closed=days_not_closed(day),
        next_day=next_program_day(day, met),
    )


def _close_lines(meant: WholeDay) -> dict[UUID, CloseLine]:
    ids = list(meant.stays)
    alerts = alerts_by_client(ids)
    checks: dict[UUID, int] = defaultdict(int)
    for check in private_checks_due(meant.day, ids):
        checks[check.client_id] += 1
    needs = needs_by_client(ids, meant.day)
    alone = {
        session.client_id: session.starts_at
        for session in meant.span.sessions
        if session.kind is SessionKind.INDIVIDUAL and session.ends_at > clock.now()
    }
    lines = {}
    for pk, stay in meant.stays.items():
        visit, state = meant.span.visit(pk, meant.day), meant.state(pk)
        at_close = ClientAtClose(
            name=stay.client.short_name,
            client_id=str(pk),
            state=state,
            in_closing_round=visit.in_closing_round,
            seen_leaving=bool(visit.seen_leaving),
            open_alerts=sum(each.needs_somebody_on(meant.day) for each in alerts.get(pk, ())),
            unanswered_needs=sum(need.is_open for need in needs[pk]),
            private_checks_due=checks[pk],
        )
        reasons = tuple(may_close(CloseFacts((at_close,))))
        lines[pk] = CloseLine(
            stay.client, state, visit, reasons, meant.starts_at(pk), alone.get(pk)
        )
    return lines


def _still_to_come(sessions: Iterable[Session], kind: SessionKind) -> list[Session]:
    return [each for each in sessions if each.kind is kind and each.starts_at > clock.now()]


def closing_round_to_come(day: date) -> datetime | None:
    """When the closing round of a day begins, if it has not begun yet."""
    rounds = _still_to_come(sessions_on(day), SessionKind.CLOSING)
    return min((each.starts_at for each in rounds), default=None)


def track_or_404(track_id: UUID) -> Track:
    """The track with this id."""
    found = Track.objects.filter(pk=track_id).first()
    if found is None:
        raise Http404("No such track.")
    return found


def track_at_close(track: Track, day: date) -> CloseTrack:
    """One track of the close page."""
    found = [each for each in close_page(day).tracks if each.track.pk == track.pk]
    return found[0] if found else CloseTrack(track, day, None, (), Decision())


def was_handed_over(track_id: UUID, day: date) -> bool:
    """Whether something was handed over when the day was closed."""
    return HandOver.objects.filter(day_close__track_id=track_id, day_close__on=day).exists()


def days_not_closed(before: date) -> tuple[date, ...]:
    """Days of the last two weeks that some track of the day never closed.

    Days on which something was planned or somebody was here. One that nobody touched counts too:
    who was expected on it was neither seen nor asked after.
    """
    first = before - timedelta(days=LOOK_BACK_DAYS)
    planned = Session.objects.filter(on__gte=first, on__lt=before, canceled_at__isnull=True)
    planned = planned.filter(group__isnull=False)
    closed: dict[date, set[UUID]] = defaultdict(set)
    rows = DayClose.objects.filter(on__gte=first, on__lt=before).values_list("on", "track_id")
    for on, track_id in rows:
        closed[on].add(track_id)
    held: dict[date, set[UUID]] = defaultdict(set)
    for on, track_id in planned.values_list("on", "group__track_id").distinct():
        held[on].add(track_id)
    came = Visit.objects.filter(on__gte=first, on__lt=before, arrived_at__isnull=False)
    met = tracks()
    for day in came.values_list("on", flat=True).distinct():
        held[day] |= {track.pk for track in met if day.weekday() in track.weekdays}
    return tuple(day for day in sorted(held) if not held[day] <= closed[day])
