"""Everybody in the program beside the main measures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from openiop.accounts.queries import names_by_id
from openiop.clients.models import Episode
from openiop.clients.queries import open_episodes
from openiop.domain.episode import Stage, week_of_stay
from openiop.domain.measures.choice import Chosen
from openiop.domain.measures.instrument import (
    Instrument,
)
from openiop.domain.measures.own_form import PREFIX
from openiop.domain.measures.picture import (
    PICTURE_RULES,
    baseline_of,
    may_be_read,
)
from openiop.domain.measures.progress import Change
from openiop.domain.measures.schedule import DueState, OwnAsked, WeekPlan, WhyPutOff
from openiop.measures.queries import (
    Scored,
    choices_here,
    plans_by_client,
    series_by_client,
)
from openiop.programs.models import Track
from openiop.safety.queries.alerts import alerts_by_client


@dataclass(frozen=True)
class GridCell:
    """Where one client stands on one measure."""

    total: float | None = None
    on: date | None = None
    change: Change | None = None
    is_blank: bool = False
    """The newest form came to no total."""
    due: DueState | None = None


@dataclass(frozen=True)
class GridRow:
    """One client of the grid."""

    client_id: UUID
    name: str
    track: str
    week: int
    therapist: str
    is_own: bool
    cells: dict[str, GridCell]
    open_alerts: int
    alerts_nobody_took: int
    asks_nothing: bool = False
    """Forms wait because a safety concern of hers is under review."""


@dataclass(frozen=True)
class Grid:
    """All clients beside the main measures."""

    day: date
    columns: tuple[Instrument, ...]
    rows: tuple[GridRow, ...]
    tracks: tuple[str, ...]
    has_own: bool


def caseload_grid(day: date, reach: Set[UUID] | None, own_id: UUID) -> Grid:
    """Everybody in the program this person may see, beside the main measures."""
    stays = [
        stay
        for stay in open_episodes(day)
        if stay.stage is Stage.IN_PROGRAM and (reach is None or stay.client_id in reach)
    ]
    ids = [stay.client_id for stay in stays]
    choices = choices_here()
    kinds = grid_kinds(choices)
    found = series_by_client(ids, kinds)
    shown = _columns(kinds, choices, found.values())
    alerts, names = alerts_by_client(ids), names_by_id(s.therapist_id for s in stays)
    plans = plans_by_client(ids, day)
    tracks = _track_names(stays)
    rows = tuple(
        GridRow(
            client_id=stay.client_id,
            name=stay.client.short_name,
            track=tracks.get(stay.track_id, ""),
            week=week_of_stay(stay.starts_on, day, stay.ended_on),
            therapist=names.get(stay.therapist_id, "") if stay.therapist_id else "",
            is_own=stay.therapist_id == own_id,
            cells={
                of.id: _cell(
                    choices[of.id],
                    found[stay.client_id][of.id],
                    stay.starts_on,
                    _due_state(plans[stay.client_id], of.id),
                )
                for of in shown
            },
            open_alerts=len(alerts.get(stay.client_id, ())),
            alerts_nobody_took=sum(not a.is_taken for a in alerts.get(stay.client_id, ())),
            asks_nothing=_asks_nothing(plans[stay.client_id]),
        )
        for stay in stays
    )
    return Grid(
        day=day,
        columns=shown,
        rows=rows,
        tracks=tuple(sorted(set(tracks.values()))),
        has_own=any(row.is_own for row in rows),
    )


def _track_names(stays: Sequence[Episode]) -> dict[UUID, str]:
    ids = {stay.track_id for stay in stays}
    return dict(Track.objects.filter(pk__in=ids).values_list("pk", "name"))


def grid_kinds(choices: Mapping[str, Chosen]) -> list[str]:
    """The main measures; a form of the site's own that is asked each week stands before others."""
    own = [
        of
        for of in choices.values()
        if of.instrument.id.startswith(PREFIX) and is_shown_in_grid(of)
    ]
    weekly = [of.instrument.id for of in own if of.asked is OwnAsked.WEEKLY]
    others = [of.instrument.id for of in own if of.asked is not OwnAsked.WEEKLY]
    main = PICTURE_RULES.always_in_grid
    return [*main, *weekly, *PICTURE_RULES.in_grid_if_given, *others]


def is_shown_in_grid(of: Chosen) -> bool:
    """A form of the site's own has a column while it is used and comes to a total."""
    return of.is_on and of.instrument.total_range is not None and may_be_read(of.instrument)


def _columns(
    kinds: Sequence[str],
    choices: Mapping[str, Chosen],
    found: Iterable[dict[str, list[Scored]]],
) -> tuple[Instrument, ...]:
    given = {kind for series in found for kind, scored in series.items() if scored}
    wanted = [kind for kind in kinds if kind in PICTURE_RULES.always_in_grid or kind in given]
    return tuple(choices[kind].instrument for kind in wanted[: PICTURE_RULES.most_in_grid])


def _cell(
    chosen: Chosen, series: Sequence[Scored], starts_on: date, due: DueState | None
) -> GridCell:
    if not series:
        return GridCell(due=due)
    newest = series[-1]
    if newest.total is None:
        return GridCell(on=newest.on, is_blank=True, due=due)
    totals = [each for each in series if each.total is not None]
    baseline, change = baseline_of(totals, starts_on), None
    if baseline is not None and baseline != newest:
        change = chosen.change_between(baseline.total, newest.total)
    return GridCell(newest.total, newest.on, change, due=due)


def _asks_nothing(plan: WeekPlan) -> bool:
    """Whether forms of this week wait for the outcome of a concern."""
    return any(each.why is WhyPutOff.UNDER_REVIEW for each in plan.put_off)


def _due_state(plan: WeekPlan, instrument_id: str) -> DueState | None:
    """How a form stands today: due, overdue, declined, or nothing to say."""
    states = [form.state for form in plan.forms if form.instrument_id == instrument_id]
    said = (DueState.OVERDUE, DueState.DUE, DueState.DECLINED)
    return next((state for state in said if state in states), None)
