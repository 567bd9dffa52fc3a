"""One client's questionnaires over time: the facts of the picture she and her team both look at.

What she answered when, what it came to, when she was in a session, and what was said about single
days. Partner-violence forms are never part of it; the client's own pages show only what she
answered herself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil
from typing import Literal
from uuid import UUID

from openiop.accounts.queries import names_by_id
from openiop.clients.models import ComingDays, Episode
from openiop.clients.queries import stays_of
from openiop.day.queries.attendance import attendance_of_client
from openiop.domain.episode import Stage
from openiop.domain.measures.choice import Chosen
from openiop.domain.measures.instrument import (
    Instrument,
    Licence,
    Method,
    Range,
    Sensitivity,
)
from openiop.domain.measures.not_shipped import NOT_SHIPPED, NotShipped
from openiop.domain.measures.picture import (
    PICTURE_RULES,
    baseline_of,
    is_drawn,
    is_drawn_for_her,
)
from openiop.domain.measures.progress import Change
from openiop.domain.measures.scoring import critical_hits
from openiop.domain.text import _
from openiop.domain.words import Presence
from openiop.measures.models import Answer, Comment, Decline, EnteredTotal, Source
from openiop.measures.queries import (
    Scored,
    Words,
    annotations_of,
    choices_here,
    comments_by_form,
    instrument_here,
    instruments_here,
    series_by_client,
)
from openiop.schedule.models import Session

MOST_TICK_DAYS = 400
"""So far back from the newest day sessions are drawn under the axis."""


@dataclass(frozen=True)
class Given:
    """One finished form with its answers."""

    scored: Scored
    answers: dict[str, int | None]
    declined: frozenset[str]
    """Questions refused or answered "don't know" in an imported form."""
    told: bool
    """One of the answers needed a person."""


@dataclass(frozen=True)
class Measure:
    """One questionnaire over time."""

    instrument: Instrument
    given: tuple[Given, ...]
    """The oldest first."""
    baseline: Scored | None
    """The first total of this stay; the last one before it while the stay has only one."""
    latest: Scored | None
    change: Change | None
    chosen: Chosen
    """By which of the published values this site names a change."""
    comments: tuple[Comment, ...]
    """What she said about the newest result."""
    declined_on: tuple[date, ...] = ()
    """Days on which she chose not to fill it in."""

    @property
    def totals(self) -> tuple[Scored, ...]:
        """The forms that came to a total."""
        return tuple(each.scored for each in self.given if each.scored.total is not None)


@dataclass(frozen=True)
class SessionDay:
    """A day with groups, or a session of her own, and whether she came."""

    on: date
    individual: bool
    missed: bool


@dataclass(frozen=True)
class Moment:
    """Something about a day: her words, the team's, or a change in the program."""

    on: date
    kind: Literal["hers", "team", "event"]
    words: Words
    by: str = ""
    annotation_id: UUID | None = None
    written_by: UUID | None = None


@dataclass(frozen=True)
class ClientCourse:
    """Everything the picture of one client may show."""

    client_id: UUID
    day: date
    measures: tuple[Measure, ...]
    sessions: tuple[SessionDay, ...]
    moments: tuple[Moment, ...]

    def measure(self, instrument_id: str) -> Measure | None:
        """One questionnaire, if she has a finished form of it."""
        return next((m for m in self.measures if m.instrument.id == instrument_id), None)


def course_of_client(client_id: UUID, day: date, *, for_her: bool) -> ClientCourse:
    """What the picture of one client shows; constant statements, however long she has been here."""
    shown = is_drawn_for_her if for_her else is_drawn
    kinds = [of.id for of in instruments_here().values() if shown(of)]
    found = series_by_client([client_id], kinds)[client_id]
    stays = [stay for stay in stays_of(client_id) if stay.starts_on <= day]
    given = given_of([scored for series in found.values() for scored in series])
    comments = comments_by_form(series[-1].administration_id for series in found.values() if series)
    starts_on = stays[-1].starts_on if stays else day
    declined, choices = _declined(client_id, day), choices_here()
    measures = tuple(
        replace(
            _measure(
                choices[kind], [given[s.administration_id] for s in series], starts_on, comments
            ),
            declined_on=tuple(declined[kind]),
        )
        for kind, series in found.items()
        if series
    )
    return ClientCourse(
        client_id=client_id,
        day=day,
        measures=measures if for_her else measures + _from_totals(client_id, starts_on, day),
        sessions=_sessions(client_id, stays[-1], day) if stays else (),
        moments=_moments(client_id, stays, day),
    )


def _from_totals(client_id: UUID, starts_on: date, day: date) -> tuple[Measure, ...]:
    """Totals of forms whose wording stays with its owner, as staff typed them in."""
    rows = EnteredTotal.objects.filter(client_id=client_id, on__lte=day, struck_at__isnull=True)
    found: dict[str, list[Given]] = defaultdict(list)
    for row in rows.order_by("on", "created_at"):
        scored = Scored(
            administration_id=row.pk,
            instrument_id=row.form_id,
            on=row.on,
            total=row.total,
            answered=0,
            prorated=False,
            source=Source.PAPER,
            finished_at=row.created_at,
        )
        found[row.form_id].append(Given(scored, {}, frozenset(), told=False))
    forms = {form.id: form for form in NOT_SHIPPED if form.takes_totals}
    return tuple(
        _measure(Chosen(as_instrument(forms[kind]), True, None, None), given, starts_on, {})
        for kind, given in found.items()
        if kind in forms and forms[kind].sensitivity is not Sensitivity.VIOLENCE
    )


def as_instrument(form: NotShipped) -> Instrument:
    """What is known of a form we may not ship: its name and the ends of its total."""
    return Instrument(
        id=form.id,
        version="total",
        title=form.title,
        short_title=form.title.partition(" (")[0],
        construct="",
        respondent="",
        window="",
        instructions="",
        items=(),
        method=Method.NONE,
        total_range=Range(int(form.lowest or 0), ceil(form.highest or 0)),
        direction=form.direction,
        minutes=0,
        licence=Licence(tier="none", ship_text=False, notice=form.reason),
        has_wording=False,
        source_of_wording="",
    )


def given_of(scored: Sequence[Scored]) -> dict[UUID, Given]:
    """Finished forms with their answers; one statement."""
    answers: dict[UUID, dict[str, int | None]] = {each.administration_id: {} for each in scored}
    declined: dict[UUID, set[str]] = defaultdict(set)
    rows = Answer.objects.filter(administration_id__in=list(answers), replaced_at__isnull=True)
    for form_id, link_id, value, was_declined in rows.values_list(
        "administration_id", "link_id", "value", "declined"
    ):
        answers[form_id][link_id] = value
        if was_declined:
            declined[form_id].add(link_id)
    return {
        each.administration_id: Given(
            scored=each,
            answers=answers[each.administration_id],
            declined=frozenset(declined[each.administration_id]),
            told=bool(
                critical_hits(instrument_here(each.instrument_id), answers[each.administration_id])
            ),
        )
        for each in scored
    }


def _declined(client_id: UUID, day: date) -> dict[str, list[date]]:
    """The days on which she chose not to fill a form in, by form."""
    found: dict[str, list[date]] = defaultdict(list)
    rows = Decline.objects.filter(client_id=client_id, on__lte=day).order_by("on")
    for kind, on in rows.values_list("instrument_id", "on"):
        found[kind].append(on)
    return found


def _measure(
    chosen: Chosen, given: Sequence[Given], starts_on: date, comments: dict[UUID, list[Comment]]
) -> Measure:
    totals = [each.scored for each in given if each.scored.total is not None]
    baseline = baseline_of(totals, starts_on)
    latest = totals[-1] if totals else None
    change = None
    if baseline is not None and latest is not None and baseline != latest:
        change = chosen.change_between(baseline.total, latest.total)
    return Measure(
        instrument=chosen.instrument,
        given=tuple(given),
        baseline=baseline,
        latest=latest,
        change=change,
        chosen=chosen,
        comments=tuple(comments.get(given[-1].scored.administration_id, ())),
    )


def _sessions(client_id: UUID, stay: Episode, day: date) -> tuple[SessionDay, ...]:
    """Days with confirmed attendance; a day nobody confirmed is not known and not drawn."""
    last = min(day, stay.ended_on or day)
    first = max(stay.starts_on, last - timedelta(days=MOST_TICK_DAYS))
    lines = attendance_of_client(client_id, first, last)
    confirmed = [line for line in lines if line.confirmed_at is not None]
    held = Session.objects.filter(pk__in=[line.session_id for line in confirmed])
    by_id = {each.pk: (each.on, each.kind.is_group) for each in held.only("pk", "on", "kind")}
    came: dict[tuple[date, bool], bool] = {}
    for line in confirmed:
        on, is_group = by_id[line.session_id]
        key = (on, not is_group)
        came[key] = came.get(key, False) or line.presence is not Presence.AWAY
    return tuple(
        SessionDay(on, individual, missed=not was_here)
        for (on, individual), was_here in sorted(came.items())
    )


def _moments(client_id: UUID, stays: Sequence[Episode], day: date) -> tuple[Moment, ...]:
    rows = annotations_of(client_id)
    names = names_by_id(row.created_by for row in rows if not row.is_hers)
    said = [
        Moment(
            on=row.on,
            kind="hers" if row.is_hers else "team",
            words=Words("{words}", {"words": row.words}),
            by="" if row.is_hers else names.get(row.created_by, ""),
            annotation_id=row.pk,
            written_by=row.created_by,
        )
        for row in rows
    ]
    events = [*_stay_events(stays, day), *_phase_changes(stays, day)]
    return tuple(sorted([*events, *said], key=lambda each: each.on))


def _stay_events(stays: Sequence[Episode], day: date) -> list[Moment]:
    events = []
    for stay in stays:
        events.append(Moment(stay.starts_on, "event", Words(_("Start of the program"))))
        if stay.stage is not Stage.ENDED or stay.ended_on is None or stay.ended_on > day:
            continue
        events.append(Moment(stay.ended_on, "event", Words(_("End of the program"))))
        later = ((n, stay.ended_on + timedelta(days=n)) for n in PICTURE_RULES.after_days)
        events += [
            Moment(on, "event", Words(_("{n} days after the end"), {"n": n}))
            for n, on in later
            if on <= day
        ]
    return events


def _phase_changes(stays: Sequence[Episode], day: date) -> list[Moment]:
    """When she came on more or fewer days a week than before."""
    rows = ComingDays.objects.filter(episode_id__in=[stay.pk for stay in stays], from_on__lte=day)
    before: dict[UUID, int] = {}
    events = []
    for row in rows.order_by("from_on"):
        was, now = before.get(row.episode_id), len(row.weekdays)
        before[row.episode_id] = now
        if was is None or was == now:
            continue
        words = Words(_("From {was} to {now} days a week"), {"was": was, "now": now})
        events.append(Moment(row.from_on, "event", words if now else Words(_("A pause"))))
    return events
