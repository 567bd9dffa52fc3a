"""What the staff pages join from several stages; statements do not grow with the clients."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.http import Http404

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.care.models import Goal
from openiop.care.queries.chart import NoteLine, notes_of_client
from openiop.care.queries.goals import goals_by_client
from openiop.care.queries.owed import never_confirmed, unsigned_notes
from openiop.clients.models import Client, Episode
from openiop.clients.queries import client_or_404, coming_days, episode_of, open_episodes
from openiop.day.models import ContactTry, Need, Visit
from openiop.day.queries.attendance import attendance_by_session, attendance_of_client
from openiop.day.queries.close import days_not_closed
from openiop.day.queries.hours import week_hours
from openiop.day.queries.missing import MissingLine, missing_now
from openiop.day.queries.needs import NeedLine, needs_on
from openiop.domain.day.reaching import TryOutcome
from openiop.domain.decision import Reason
from openiop.domain.episode import Stage, days_in, week_of_stay
from openiop.domain.huddle import (
    HUDDLE_RULES,
    Huddle,
    HuddleFacts,
    HuddleLine,
    huddle,
    therapist_order,
)
from openiop.domain.measures.choice import Chosen
from openiop.domain.measures.daily_checkin import DAILY_CHECKIN
from openiop.domain.measures.expected_course import ExpectedCourse, TooFew, Track
from openiop.domain.measures.picture import is_drawn
from openiop.domain.measures.progress import ChangeDirection
from openiop.domain.measures.schedule import SCHEDULE
from openiop.domain.measures.scoring import critical_hits
from openiop.domain.privacy import About, Permission, Role
from openiop.domain.safety import imported_critical_answer
from openiop.domain.text import _
from openiop.domain.words import AwayReason
from openiop.measures.models import Administration, Answer, Comment, Source
from openiop.measures.queries import (
    CheckInBrief,
    CourseHere,
    Scored,
    annotations_of,
    answers_by_form,
    checkins_on,
    choices_here,
    courses_here,
    courses_of,
    declined_last,
    followed_here,
    instrument_here,
    instruments_here,
    series_by_client,
    track_in,
    weekly_here,
)
from openiop.outbox.queries import ContactCard, card_of
from openiop.plans.queries import PlanBrief, plan_brief, plans_due
from openiop.practice.queries.load import whose_rise_stays
from openiop.privacy.actor import Actor
from openiop.readiness.queries.picture import open_returns, worth_a_look
from openiop.readiness.queries.taper import due_by_client
from openiop.safety.queries.alerts import OpenAlert, alerts_by_client, alerts_of_client, open_alerts
from openiop.safety.queries.asked import answer_of, question_of
from openiop.safety.queries.checks import DueCheck, private_checks_due
from openiop.safety.queries.people import clients_in_reach
from openiop.safety.queries.plans import Plan, plan_of, plan_review_dates
from openiop.schedule.models import Session
from openiop.schedule.queries import (
    LostLine,
    Uncovered,
    lost_places,
    sessions_on,
    uncovered_between,
)

SCORED = ("phq-9", "gad-7")
MAKE_A_CHANGE = 2
"""Totals it takes to speak of a change."""
WORDS_SHOWN = 6
NOTES_SHOWN = 8
CASELOAD_SHOWN = 12
"""Source: ux.md 1.3, T1."""
ATTENDANCE_DAYS = 14
UNCOVERED_AHEAD = timedelta(days=1)
DISTRESS_DAYS = 56


# The facts of every client, this morning


HERE = (Stage.IN_PROGRAM, Stage.ON_LEAVE)
"""On leave she is still theirs: her alerts, forms and plans are looked at."""


def clients_here(day: date) -> list[Episode]:
    """The stays that are in the program on `day`, by chosen name."""
    return [stay for stay in open_episodes(day) if stay.stage in HERE]


def huddle_facts(stays: Sequence[Episode], lately: _Lately, day: date) -> list[HuddleFacts]:
    """What is known about each of these clients this morning; constant statements."""
    ids = [stay.client_id for stay in stays]
    alerts, reviews = alerts_by_client(ids), plan_review_dates(ids)
    needs = _count(need.client_id for need in needs_on(day, ids) if need.is_open)
    checks = _count(check.client_id for check in private_checks_due(day, ids))
    told, unheard = _days_away(ids, lately, day)
    choices, hours = choices_here(), week_hours(ids, day)
    weekly, followed = weekly_here(choices), followed_here(choices)
    scores, declined = series_by_client(ids, followed), declined_last(ids, weekly)
    courses = courses_here(choices, followed, day)
    names = names_by_id(stay.therapist_id for stay in stays)
    rises = whose_rise_stays(ids, day)
    plans = plans_due(stays, day)
    look, steps, back = worth_a_look(stays, day), due_by_client(stays, day), open_returns(ids)
    back_names = names_by_id(rows[0].owner_id for rows in back.values())
    worse = {
        stay.client_id: _worse_in(choices, scores[stay.client_id], stay.starts_on) for stay in stays
    }
    behind = {
        stay.client_id: _behind_in(courses, scores[stay.client_id], stay.starts_on)
        for stay in stays
    }
    return [
        HuddleFacts(
            client_id=str(stay.client_id),
            name=stay.client.short_name,
            owner=names.get(stay.therapist_id, "") if stay.therapist_id else "",
            alerts_nobody_took=sum(not each.is_taken for each in alerts.get(stay.client_id, ())),
            open_alerts=len(alerts.get(stay.client_id, ())),
            oldest_alert_on=_oldest(alerts.get(stay.client_id, ())),
            unanswered_needs=needs[stay.client_id],
            private_checks_due=checks[stay.client_id],
            away_unheard=unheard[stay.client_id],
            away_told=told[stay.client_id],
            reliably_worse=bool(worse[stay.client_id]),
            worse_in=worse[stay.client_id],
            behind_course=bool(behind[stay.client_id]),
            behind_in=behind[stay.client_id],
            rise_stays_up=stay.client_id in rises,
            measures_overdue_days=_overdue_days(
                [
                    _last_answered(
                        scores[stay.client_id][kind], declined.get((stay.client_id, kind))
                    )
                    for kind in weekly
                ],
                stay.starts_on,
                day,
            ),
            plan_review_due_on=reviews.get(stay.client_id, stay.starts_on),
            plan_of_care=plans.get(stay.client_id),
            hours_shortfall_min=hours[stay.client_id].shortfall_min,
            worth_a_look=stay.client_id in look,
            next_step_on=steps[stay.client_id].from_on if stay.client_id in steps else None,
            back_from_taper=stay.client_id in back,
            back_owner=back_names.get(back[stay.client_id][0].owner_id, "")
            if stay.client_id in back
            else "",
        )
        for stay in stays
    ]


def _count(ids: Iterable[UUID]) -> dict[UUID, int]:
    counted: dict[UUID, int] = defaultdict(int)
    for id_ in ids:
        counted[id_] += 1
    return counted


def _oldest(alerts: Sequence[OpenAlert]) -> date | None:
    return min((clock.local(alert.opened_at).date() for alert in alerts), default=None)


@dataclass(frozen=True)
class _Lately:
    """Who was to come on the days up to today, who came, and why others did not."""

    coming: dict[UUID, set[date]]
    came: set[tuple[UUID, date]]
    here: set[UUID]
    """Who came today and has not left."""
    reasons: dict[tuple[UUID, date], AwayReason]
    """Of those who told us that they are away, and did not come after all."""
    reached: set[tuple[UUID, date]]
    """With whom somebody spoke when she was missing."""


def _lately(ids: Sequence[UUID], day: date) -> _Lately:
    """The days the huddle looks back on, and today; three statements."""
    first = day - timedelta(days=HUDDLE_RULES.away_days)
    tries = ContactTry.objects.filter(
        client_id__in=ids, on__range=(first, day), outcome=TryOutcome.REACHED
    )
    lately = _Lately(
        coming=coming_days(first, day, ids),
        came=set(),
        here=set(),
        reasons={},
        reached=set(tries.values_list("client_id", "on")),
    )
    visits = Visit.objects.filter(on__range=(first, day))
    for client_id, on, arrived_at, left_at, away_at, reason in visits.values_list(
        "client_id", "on", "arrived_at", "left_at", "away_at", "away_reason"
    ):
        if arrived_at:
            lately.came.add((client_id, on))
            if on == day and left_at is None:
                lately.here.add(client_id)
        elif away_at:
            lately.reasons[client_id, on] = AwayReason(reason or AwayReason.UNSAID)
    return lately


def _days_away(
    ids: Sequence[UUID], lately: _Lately, day: date
) -> tuple[dict[UUID, int], dict[UUID, int]]:
    """Days away before today, told and not heard from; a day nobody recorded says nothing."""
    recorded = {on for _client, on in lately.came if on < day}
    told: dict[UUID, int] = defaultdict(int)
    unheard: dict[UUID, int] = defaultdict(int)
    for client_id in ids:
        for on in lately.coming.get(client_id, set()) & recorded:
            reason = lately.reasons.get((client_id, on), AwayReason.NO_CONTACT)
            if (client_id, on) in lately.came or reason is AwayReason.PROGRAM_CANCELLED:
                continue
            is_heard = reason is not AwayReason.NO_CONTACT or (client_id, on) in lately.reached
            (told if is_heard else unheard)[client_id] += 1
    return told, unheard


def _worse_in(
    choices: Mapping[str, Chosen], kinds: dict[str, list[Scored]], starts_on: date
) -> str:
    """The first questionnaire by which things look harder; empty where none does."""
    found = (
        kind
        for kind, series in kinds.items()
        if _change_in(choices[kind], series, starts_on) is ChangeDirection.WORSE
    )
    return next(found, "")


def _behind_in(
    courses: Mapping[str, ExpectedCourse | TooFew],
    kinds: dict[str, list[Scored]],
    starts_on: date,
) -> str:
    """The first questionnaire that stands behind its expected course; empty where none does."""
    found = (
        kind
        for kind, series in kinds.items()
        if track_in(courses.get(kind), series, starts_on) is Track.BEHIND
    )
    return next(found, "")


def _change_in(of: Chosen, series: Sequence[Scored], starts_on: date) -> ChangeDirection | None:
    """From the first total of this stay to the newest; from the one before it when there is one."""
    totals = [(each.on, each.total) for each in series if each.total is not None]
    before = [total for on, total in totals if on < starts_on]
    of_stay = [total for on, total in totals if on >= starts_on]
    compared = of_stay if len(of_stay) >= MAKE_A_CHANGE else before[-1:] + of_stay
    if len(compared) < MAKE_A_CHANGE or not of_stay:
        return None
    change = of.change_between(compared[0], compared[-1])
    return change.direction if change else None


def _last_answered(series: Sequence[Scored], declined_on: date | None) -> date | None:
    """When she last answered a form, or said no to it: that is an answer too."""
    said = [each.on for each in series[-1:]] + ([declined_on] if declined_on else [])
    return max(said, default=None)


def _overdue_days(answered: Iterable[date | None], starts_on: date, day: date) -> int:
    """Of the weekly forms the one that waits longest, counted from the day it was due."""
    week = timedelta(days=SCHEDULE.weekly_days)
    due = [max(on + week, starts_on) if on else starts_on for on in answered]
    return max([0, *((day - on).days for on in due)])


# Director: morning huddle


@dataclass(frozen=True)
class Owing:
    """How many notes somebody still has to sign, the oldest first."""

    name: str
    count: int
    oldest_on: date


@dataclass(frozen=True)
class HuddlePage:
    """The director's morning: three lists, and a quiet line."""

    day: date
    lists: Huddle
    in_program: int
    expected: int
    here: int
    unsigned: tuple[Owing, ...]
    never_confirmed: int
    """Sessions before today of which nobody knows yet who was there."""
    not_closed: tuple[date, ...]
    uncovered: tuple[Uncovered, ...]
    """Sessions of today and tomorrow nobody leads."""


def huddle_page(day: date) -> HuddlePage:
    """Who is at risk, whom to look at for fewer days, who is slipping."""
    stays = clients_here(day)
    lately = _lately([stay.client_id for stay in stays], day)
    return HuddlePage(
        day=day,
        lists=huddle(huddle_facts(stays, lately, day), day),
        in_program=len(stays),
        expected=sum(day in days for days in lately.coming.values()),
        here=len(lately.here),
        unsigned=_owing(),
        never_confirmed=len(never_confirmed(day)),
        not_closed=days_not_closed(day),
        uncovered=tuple(uncovered_between(day, day + UNCOVERED_AHEAD)),
    )


def _owing() -> tuple[Owing, ...]:
    by_name = sorted(unsigned_notes(clock.now()), key=lambda owed: (owed.staff_name, owed.on))
    return tuple(
        Owing(name, sum(owed.count for owed in mine), mine[0].on)
        for name, group in groupby(by_name, key=lambda owed: owed.staff_name)
        for mine in [list(group)]
    )


# Clinical lead: open matters


@dataclass(frozen=True)
class OpenNeed:
    """What a client asked for that has no answer yet."""

    line: NeedLine
    name: str
    taken_name: str


@dataclass(frozen=True)
class OpenMatters:
    """Everything of the day that still waits for somebody."""

    day: date
    alerts: list[OpenAlert]
    needs: list[OpenNeed]
    checks: list[DueCheck]
    missing: list[MissingLine]
    lost: list[LostLine]
    """Places for children, babies and rides that fell away: her seat may follow."""
    unconfirmed: list[Session]

    @property
    def count(self) -> int:
        """How many matters are open."""
        parts = (self.alerts, self.needs, self.checks, self.missing, self.lost, self.unconfirmed)
        return sum(len(part) for part in parts)


def open_matters(actor: Actor, day: date) -> OpenMatters:
    """What waits for somebody among the clients this person works with."""
    reach = clients_in_reach(actor, Permission.SEE_NEEDS)
    needs = [line for line in needs_on(day, reach) if line.is_open]
    names = names_by_id(line.taken_by for line in needs)
    alerts = open_alerts(reach)
    return OpenMatters(
        day=day,
        alerts=[alert for alert in alerts if alert.needs_somebody_on(day)],
        needs=[
            OpenNeed(
                line,
                line.need.client.short_name,
                names.get(line.taken_by, "") if line.taken_by else "",
            )
            for line in needs
        ],
        checks=private_checks_due(day, reach),
        missing=[m for m in missing_now(day) if reach is None or m.client.pk in reach],
        lost=lost_places(reach),
        unconfirmed=_unconfirmed(actor, day, everybody=reach is None),
    )


def _unconfirmed(actor: Actor, day: date, *, everybody: bool) -> list[Session]:
    """Groups and individual sessions that have begun without confirmed attendance."""
    begun = [
        session
        for session in sessions_on(day)
        if session.starts_at <= clock.now()
        and (session.kind.is_group or session.client_id)
        and (everybody or actor.id in session.about().staff_ids)
    ]
    lines = attendance_by_session(session.pk for session in begun)
    return [
        session
        for session in begun
        if any(line.confirmed_at is None for line in lines[session.pk].values())
    ]


def need_or_404(need_id: UUID) -> Need:
    """The need with this id."""
    found = Need.objects.select_related("client").filter(pk=need_id).first()
    if found is None:
        raise Http404("No such need.")
    return found


def about_need(need_id: UUID, **_parts: object) -> About:
    """Whom a page about a need is about."""
    return need_or_404(need_id).about()


# Therapist: her clients


@dataclass(frozen=True)
class CaseloadRow:
    """One client of the list, with every reason in words."""

    client_id: UUID
    name: str
    reasons: tuple[Reason, ...]
    week: int
    comes_today: bool
    is_here: bool
    owner: str


@dataclass(frozen=True)
class Caseload:
    """Whom to see first."""

    rows: tuple[CaseloadRow, ...]
    more: int
    is_own: bool
    """The clients this person is therapist of; else those she works with."""


def caseload(actor: Actor, day: date, *, show_all: bool = False) -> Caseload:
    """Her clients, those who need her today first."""
    stays = clients_here(day)
    own = [stay for stay in stays if stay.therapist_id == actor.id]
    if not own:
        reach = clients_in_reach(actor, Permission.SEE_CHART)
        stays = [stay for stay in stays if reach is None or stay.client_id in reach]
    shown = own or stays
    lately = _lately([stay.client_id for stay in shown], day)
    ordered = therapist_order(huddle_facts(shown, lately, day), day)
    kept = ordered if show_all else ordered[:CASELOAD_SHOWN]
    by_id = {str(stay.client_id): stay for stay in shown}
    return Caseload(
        rows=tuple(_caseload_row(line, by_id[line.client_id], lately, day) for line in kept),
        more=len(ordered) - len(kept),
        is_own=bool(own),
    )


def _caseload_row(
    line: HuddleLine,
    stay: Episode,
    lately: _Lately,
    day: date,
) -> CaseloadRow:
    return CaseloadRow(
        client_id=stay.client_id,
        name=line.name,
        reasons=line.reasons,
        week=week_of_stay(stay.starts_on, day, stay.ended_on),
        comes_today=day in lately.coming.get(stay.client_id, set()),
        is_here=stay.client_id in lately.here,
        owner=line.owner,
    )


# One client


@dataclass(frozen=True)
class HerWords:
    """Something she said, where and when."""

    text: str
    at: datetime
    where: str
    """A marked text."""


@dataclass(frozen=True)
class Course:
    """One measure over her stay."""

    kind: str
    title: str
    points: tuple[tuple[date, float | None, bool], ...]
    """Day, value, whether it was partly answered."""
    low: float
    high: float
    first: float | None
    latest: float | None
    latest_on: date | None
    change: ChangeDirection | None
    band: str
    blank_on: date | None = None
    """The day of the newest form, when that one came to no total."""


@dataclass(frozen=True)
class AttendedDay:
    """Her minutes on one program day."""

    on: date
    minutes: int
    planned_min: int
    is_confirmed: bool


@dataclass(frozen=True)
class ImportedLine:
    """An imported answer a clinician should know of."""

    on: date
    title: str
    question: str
    answer: str


@dataclass(frozen=True)
class Chart:
    """Where she is in her stay, and what has changed."""

    client: Client
    stay: Episode | None
    therapist: str
    day_number: int
    planned_days: int | None
    week: int
    weekdays: tuple[int, ...]
    plan: Plan | None
    plan_review_on: date | None
    alerts: tuple[OpenAlert, ...]
    past_alerts: tuple[OpenAlert, ...]
    checks: tuple[DueCheck, ...]
    card: ContactCard
    today: CheckInBrief | None
    words: tuple[HerWords, ...]
    courses: tuple[Course, ...]
    goals: tuple[Goal, ...]
    plan_of_care: PlanBrief
    sessions: tuple[NoteLine, ...]
    attended: tuple[AttendedDay, ...]
    imported: tuple[ImportedLine, ...]


def chart(client_id: UUID, day: date) -> Chart:
    """The one page about one client; a constant number of statements, however long her stay."""
    client = client_or_404(client_id)
    stay = episode_of(client_id, day)
    starts_on = stay.starts_on if stay else day
    alerts = alerts_of_client(client_id)
    goals = goals_by_client([client_id]).get(client_id, [])
    therapist_id = stay.therapist_id if stay else None
    return Chart(
        client=client,
        stay=stay,
        therapist=names_by_id([therapist_id]).get(therapist_id, "") if therapist_id else "",
        day_number=days_in(starts_on, day, stay.ended_on if stay else None),
        planned_days=(stay.planned_end_on - starts_on).days + 1
        if stay and stay.planned_end_on
        else None,
        week=week_of_stay(starts_on, day, stay.ended_on if stay else None),
        weekdays=_weekdays(client_id, day),
        plan=plan_of(client_id),
        plan_review_on=plan_review_dates([client_id]).get(client_id),
        alerts=tuple(alert for alert in alerts if alert.closed_at is None),
        past_alerts=tuple(alert for alert in alerts if alert.closed_at is not None),
        checks=tuple(private_checks_due(day, [client_id])),
        card=card_of(client_id),
        today=checkins_on(day, [client_id]).get(client_id),
        words=_her_words(client_id),
        courses=(*_courses(client_id, starts_on), _distress(client_id, day)),
        goals=tuple(goals),
        plan_of_care=plan_brief(client_id, day),
        sessions=tuple(notes_of_client(client_id, NOTES_SHOWN)),
        attended=_attended(client_id, day),
        imported=_imported(client_id, day),
    )


def tracks_of(client_id: UUID, kinds: Iterable[str], day: date) -> list[CourseHere]:
    """Her weekly questionnaires among `kinds` beside the expected course of this stay."""
    stay = episode_of(client_id, day)
    weekly = [kind for kind in kinds if SCHEDULE.every_days(kind) is not None]
    return courses_of(client_id, weekly, stay.starts_on, day) if stay and weekly else []


def _weekdays(client_id: UUID, day: date) -> tuple[int, ...]:
    coming = coming_days(day, day + timedelta(days=6), [client_id]).get(client_id, set())
    return tuple(sorted({on.weekday() for on in coming}))


def _her_words(client_id: UUID) -> tuple[HerWords, ...]:
    """What she wrote herself, the newest first."""
    asked = Need.objects.filter(client_id=client_id).order_by("-created_at")[: 2 * WORDS_SHOWN]
    said = Comment.objects.filter(administration__client_id=client_id)
    words = [HerWords(need.words, need.created_at, need.kind.label) for need in asked] + [
        HerWords(comment.words, comment.created_at, instrument_here(kind).short_title)
        for comment in said.select_related("administration").order_by("-created_at")[:WORDS_SHOWN]
        for kind in [comment.administration.instrument_id]
    ]
    words += [
        HerWords(row.words, row.created_at, _("At a day on the picture"))
        for row in annotations_of(client_id)
        if row.is_hers
    ]
    written = [each for each in words if each.text]
    return tuple(sorted(written, key=lambda each: each.at, reverse=True)[:WORDS_SHOWN])


def _courses(client_id: UUID, starts_on: date) -> list[Course]:
    """The weekly forms always, the others she has; none that is to be hidden."""
    kinds = dict.fromkeys((*SCORED, *(of.id for of in instruments_here().values() if is_drawn(of))))
    found, choices = series_by_client([client_id], kinds)[client_id], choices_here()
    return [
        _course(choices[kind], series, starts_on)
        for kind, series in found.items()
        if series or kind in SCORED
    ]


def _course(chosen: Chosen, series: Sequence[Scored], starts_on: date) -> Course:
    of = chosen.instrument
    totals = [each for each in series if each.total is not None]
    of_stay = [each for each in totals if each.on >= starts_on]
    first = next(iter(of_stay or totals), None)
    latest = totals[-1] if totals else None
    band = of.band_of(latest.total) if latest and latest.total is not None else None
    return Course(
        kind=of.id,
        title=of.short_title,
        points=tuple((each.on, each.total, each.prorated) for each in series),
        low=of.total_range.minimum if of.total_range else 0,
        high=of.total_range.maximum if of.total_range else 0,
        first=first.total if first else None,
        latest=latest.total if latest else None,
        latest_on=latest.on if latest else None,
        change=_change_in(chosen, series, starts_on),
        blank_on=series[-1].on if series and series[-1].total is None else None,
        band=band.label if band else "",
    )


def _distress(client_id: UUID, day: date) -> Course:
    rows = list(
        Answer.objects.filter(
            administration__client_id=client_id,
            administration__instrument_id=DAILY_CHECKIN.id,
            administration__on__gt=day - timedelta(days=DISTRESS_DAYS),
            link_id="mood",
            replaced_at__isnull=True,
            value__isnull=False,
        )
        .order_by("administration__on", "administration__sequence")
        .values_list("administration__on", "value")
    )
    points = tuple((on, None if value is None else float(value), False) for on, value in rows)
    return Course(
        kind="distress",
        title="",
        points=points,
        low=0,
        high=10,
        first=points[0][1] if points else None,
        latest=points[-1][1] if points else None,
        latest_on=points[-1][0] if points else None,
        change=None,
        band="",
    )


def _attended(client_id: UUID, day: date) -> tuple[AttendedDay, ...]:
    lines = attendance_of_client(client_id, day - timedelta(days=ATTENDANCE_DAYS), day)
    held = Session.objects.only("on", "kind", "client").filter(
        pk__in=[line.session_id for line in lines]
    )
    by_id = {session.pk: session for session in held}
    days: dict[date, list[tuple[int, int, bool]]] = defaultdict(list)
    for line in lines:
        session = by_id[line.session_id]
        # the closing round has nobody who confirms it: the door knows
        is_sure = line.confirmed_at is not None or not (session.kind.is_group or session.client_id)
        days[session.on].append((line.minutes, line.planned_min, is_sure))
    return tuple(
        AttendedDay(
            on=on,
            minutes=sum(minutes for minutes, _planned, _sure in parts),
            planned_min=sum(planned for _minutes, planned, _sure in parts),
            is_confirmed=all(sure for _minutes, _planned, sure in parts),
        )
        for on, parts in sorted(days.items(), reverse=True)
    )


def _imported(client_id: UUID, day: date) -> tuple[ImportedLine, ...]:
    """Older imported answers a clinician should know of; recent ones are review tasks."""
    forms = list(
        Administration.objects.filter(client_id=client_id, source=Source.IMPORTED).order_by("-on")
    )
    answers = answers_by_form(form.pk for form in forms)
    return tuple(
        ImportedLine(
            on=form.on,
            title=instrument_here(form.instrument_id).short_title,
            question=question_of(form.instrument_id, hit.link_id),
            answer=answer_of(form.instrument_id, hit.link_id, hit.value),
        )
        for form in forms
        if imported_critical_answer(form.on, day, disposition_known=False) == "chart_line"
        for hit in critical_hits(instrument_here(form.instrument_id), answers[form.pk])
    )


# Where each role begins

FIRST_PAGES = (
    (Role.FRONT_DESK, "day:board"),
    (Role.DIRECTOR, "desk:huddle"),
    (Role.CLINICAL_LEAD, "desk:open_matters"),
    (Role.THERAPIST, "desk:caseload"),
    (Role.FACILITATOR, "care:my_day"),
    (Role.PRESCRIBER, "desk:caseload"),
    (Role.INTAKE, "intake:pipeline"),
    (Role.BILLING, "billing:board"),
    (Role.PRIVACY_OFFICER, "chart:audit"),
)


def first_page(roles: frozenset[Role]) -> str | None:
    """The name of the page a person with these roles begins her day on."""
    return next((name for role, name in FIRST_PAGES if role in roles), None)
