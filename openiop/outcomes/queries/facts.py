"""The rows outcomes are counted from: a fixed number of statements, however many stays.

Read are stays that touch the window, how they ended, totals that may be a first or a last one, days
somebody came, days she was to come, days each track held anything, first visits after the end, and
notes and calls after it. No name and no word of hers is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from openiop.base import clock
from openiop.clients.models import ComingDays, Episode, StageMove
from openiop.clients.queries import BEGUN
from openiop.day.models import Visit
from openiop.discharge.models import AppointmentStep
from openiop.domain.discharge.visits import ClockWord, VisitFacts, VisitState, aftercare_clocks
from openiop.domain.discharge.visits import VisitKind as Kind
from openiop.domain.episode import StayMove
from openiop.domain.followup.answers import CallOutcome
from openiop.domain.measures.picture import is_drawn
from openiop.domain.outcomes.columns import Columns, MeasureSpec, StayRow, measure_spec
from openiop.domain.outcomes.rules import OUTCOME_RULES, Window, month_end
from openiop.followup.models import CallOwed, CaringNote
from openiop.measures.models import Administration
from openiop.measures.queries import PRIVATE_KINDS, choices_here, weekly_here
from openiop.programs.models import Track
from openiop.schedule.models import Session

CHUNK = 5000
WHOSE = Cast("client_id", CharField())
"""Her id as text: a million of them are read in half the time."""
YEAR_MONTHS = 12


def window_until(today: date, first: date | None = None, last: date | None = None) -> Window:
    """Whole months, by default the last twelve; counted is what happened up to yesterday."""
    ends = month_end(last or today)
    if first is None:
        months = ends.year * YEAR_MONTHS + ends.month - YEAR_MONTHS
        first = date(months // YEAR_MONTHS, months % YEAR_MONTHS + 1, 1)
    return Window(first.replace(day=1), ends, today - timedelta(days=1))


def first_month() -> date | None:
    """The month in which the first stay began."""
    rows = Episode.objects.filter(stage__in=BEGUN).order_by("starts_on")
    found = rows.values_list("starts_on", flat=True).first()
    return found.replace(day=1) if found else None


def track_names() -> dict[str, str]:
    """The tracks of the site by their id."""
    return {str(pk): name for pk, name in Track.objects.order_by("name").values_list("pk", "name")}


def specs_here() -> list[MeasureSpec]:
    """How each questionnaire is judged here; those asked every week come first."""
    choices = choices_here()
    weekly = weekly_here(choices)
    shown = [
        chosen
        for chosen in choices.values()
        if is_drawn(chosen.instrument) and chosen.instrument.id not in PRIVATE_KINDS
    ]
    shown.sort(key=lambda chosen: chosen.instrument.id not in weekly)
    specs = (measure_spec(chosen, chosen.instrument.id in weekly) for chosen in shown)
    return [spec for spec in specs if spec is not None]


@dataclass(frozen=True)
class _Stay:
    id: UUID
    client_id: UUID
    track_id: UUID
    starts_on: date
    ended_on: date | None
    whose: str
    """The client's id as the database writes it."""


def columns_for(window: Window, track_id: UUID | None, specs: Sequence[MeasureSpec]) -> Columns:
    """Everything a report of this window is counted from, by the column."""
    stays = _stays(window, track_id)
    ids = [stay.id for stay in stays]
    ended = [stay for stay in stays if stay.ended_on]
    ends, visits, reached = _ends(ids), _visits(ids, window.as_of), _reached(ids, window.as_of)
    columns = Columns(
        stays=[_row(stay, ends.get(stay.id, ""), visits, reached, window) for stay in stays]
    )
    columns.clients = {stay.whose: at for at, stay in enumerate(stays)}
    columns.kinds = {spec.id: at for at, spec in enumerate(specs)}
    columns.tracks = {
        track: at for at, track in enumerate(sorted({str(s.track_id) for s in stays}))
    }
    if not stays:
        return columns
    first = min(stay.starts_on for stay in stays)
    last = min(window.as_of, max((s.ended_on or window.as_of for s in ended), default=window.as_of))
    last = window.as_of if len(ended) < len(stays) else last
    _add_scores(columns, first, last)
    came = Visit.objects.filter(on__range=(first, last), arrived_at__isnull=False)
    days = came.annotate(whose=WHOSE).values_list("whose", "on")
    for chunk in _chunks(days.iterator(CHUNK)):
        columns.add_came(chunk)
    place = {id_: at for at, id_ in enumerate(ids)}
    plans = ComingDays.objects.filter(from_on__lte=last, episode__starts_on__lte=window.as_of)
    columns.add_plans(
        (place[episode], from_on, weekdays)
        for episode, from_on, weekdays in plans.order_by("from_on")
        .values_list("episode_id", "from_on", "weekdays")
        .iterator(CHUNK)
        if episode in place
    )
    held = Session.objects.filter(
        on__range=(first, last), canceled_at__isnull=True, group__isnull=False
    )
    pairs = held.values_list("group__track_id", "on").distinct()
    columns.add_held((str(track), on) for track, on in pairs)
    return columns


def stays_in(window: Window, track_id: UUID | None) -> int:
    """How many stays touch a window."""
    return _touching(window, track_id).count()


def _touching(window: Window, track_id: UUID | None) -> QuerySet[Episode]:
    rows = Episode.objects.filter(stage__in=BEGUN, starts_on__lte=window.counted_until)
    rows = rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=window.first))
    return rows if track_id is None else rows.filter(track_id=track_id)


def _stays(window: Window, track_id: UUID | None) -> list[_Stay]:
    rows = _touching(window, track_id)
    columns = ("pk", "client_id", "track_id", "starts_on", "ended_on", "whose")
    told = rows.annotate(whose=WHOSE).order_by("starts_on", "pk")
    return [_Stay(*row) for row in told.values_list(*columns)]


def _row(
    stay: _Stay,
    end: str,
    visits: dict[UUID, list[VisitFacts]],
    reached: dict[UUID, bool],
    window: Window,
) -> StayRow:
    early = late = stepped_up = -1
    if stay.ended_on is not None and stay.id in visits:
        known = visits[stay.id]
        early, late = _kept(stay.ended_on, known, window.as_of)
        up_to = stay.ended_on + timedelta(days=OUTCOME_RULES.step_up_days)
        if any(
            each.kind is Kind.PHP
            and each.state is VisitState.KEPT
            and each.on
            and stay.ended_on <= each.on <= up_to
            for each in known
        ):
            stepped_up = 1
    return StayRow(
        id=str(stay.id),
        client=stay.whose,
        track=str(stay.track_id),
        starts=stay.starts_on.toordinal(),
        ended=stay.ended_on.toordinal() if stay.ended_on else 0,
        end=end,
        stepped_up=stepped_up,
        aftercare_early=early,
        aftercare_late=late,
        reached=int(reached[stay.id]) if stay.id in reached else -1,
    )


def _kept(ended_on: date, visits: list[VisitFacts], as_of: date) -> tuple[int, int]:
    """Kept in time or not; unknown while a visit is agreed and nobody wrote what came of it."""
    is_open = any(
        each.kind.is_mental_health and each.state in (VisitState.REQUESTED, VisitState.ACCEPTED)
        for each in visits
    )
    said = {ClockWord.KEPT: 1, ClockWord.OVER: -1 if is_open else 0, ClockWord.RUNNING: -1}
    early, late = aftercare_clocks(ended_on, visits, as_of)
    return said[early.word], said[late.word]


def _ends(ids: Sequence[UUID]) -> dict[UUID, str]:
    """How each stay ended, by the newest end that was not taken back; one statement."""
    rows = StageMove.objects.filter(move__in=(StayMove.END, StayMove.UNDO)).order_by("number")
    found: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    wanted = set(ids)
    for pk, episode, move, end, undoes in rows.values_list(
        "pk", "episode_id", "move", "end", "undoes_id"
    ).iterator(CHUNK):
        if episode not in wanted:
            continue
        if move is StayMove.UNDO:
            found[episode].pop(undoes, None)
        else:
            found[episode][pk] = str(end or "")
    return {episode: list(ends.values())[-1] for episode, ends in found.items() if ends}


def _visits(ids: Sequence[UUID], as_of: date) -> dict[UUID, list[VisitFacts]]:
    """Visits after each stay as they stand; one statement."""
    wanted = set(ids)
    newest: dict[UUID, tuple[UUID, VisitFacts]] = {}
    rows = AppointmentStep.objects.order_by("number").values_list(
        "appointment_id", "appointment__episode_id", "appointment__kind", "state", "starts_at"
    )
    for appointment, episode, kind, state, at in rows.iterator(CHUNK):
        if episode in wanted:
            on = clock.local(at).date() if at else None
            stands = VisitState(state)
            if stands is VisitState.KEPT and on is not None and on > as_of:
                stands = VisitState.ACCEPTED  # it had not taken place by then
            newest[appointment] = (episode, VisitFacts(Kind(kind), stands, on))
    found: dict[UUID, list[VisitFacts]] = defaultdict(list)
    for episode, facts in newest.values():
        found[episode].append(facts)
    return dict(found)


def _reached(ids: Sequence[UUID], as_of: date) -> dict[UUID, bool]:
    """Of stays after which a note or a call was owed within 30 days, whether she answered."""
    wanted, found = set(ids), dict[UUID, bool]()
    within = timedelta(days=OUTCOME_RULES.step_up_days)
    by_client: dict[UUID, list[tuple[UUID, date]]] = defaultdict(list)
    notes = CaringNote.objects.exclude(link_key="").values_list(
        "episode_id", "episode__client_id", "episode__ended_on", "due_on", "answered_at"
    )
    for episode, client, ended_on, due_on, answered_at in notes.iterator(CHUNK):
        if episode not in wanted or ended_on is None or due_on > min(ended_on + within, as_of):
            continue
        until = min(ended_on + within, as_of)
        did = answered_at is not None and clock.local(answered_at).date() <= until
        found[episode] = found.get(episode, False) or did
        by_client[client].append((episode, ended_on))
    spoke = (CallOutcome.SPOKE, CallOutcome.SPOKE_AND_MET)
    calls = CallOwed.objects.filter(outcome__in=spoke).values_list("client_id", "done_at")
    for client, done_at in calls.iterator(CHUNK):
        if done_at is None:
            continue
        on = clock.local(done_at).date()
        for episode, ended_on in by_client.get(client, ()):
            if ended_on < on <= min(ended_on + within, as_of):
                found[episode] = True
    return found


def _add_scores(columns: Columns, first: date, last: date) -> None:
    rules = OUTCOME_RULES
    rows = Administration.objects.filter(
        instrument_id__in=list(columns.kinds),
        on__gte=first - timedelta(days=rules.first_total_days_before),
        on__lte=min(last + timedelta(days=rules.last_total_days_after), date.max),
        finished_at__isnull=False,
        total__isnull=False,
    ).order_by("on", "sequence")
    found = rows.annotate(whose=WHOSE).values_list("whose", "instrument_id", "on", "total")
    for chunk in _chunks(found.iterator(CHUNK)):
        columns.add_scores(chunk)


def _chunks(rows: Iterator[Any]) -> Iterator[list[Any]]:
    kept: list[Any] = []
    for row in rows:
        kept.append(row)
        if len(kept) == CHUNK:
            yield kept
            kept = []
    if kept:
        yield kept
