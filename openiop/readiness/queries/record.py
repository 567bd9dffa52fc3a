"""What the record holds that readiness looks at; statements do not grow with the clients."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from openiop.base import clock
from openiop.clients.models import ComingDays, Episode, StageMove
from openiop.curriculum.models import UnitWaiver
from openiop.day.models import Attendance
from openiop.domain.episode import LeaveReason, StayMove
from openiop.domain.measures.choice import Chosen
from openiop.domain.measures.cssrs_screener import CSSRS_SCREENER
from openiop.domain.measures.instrument import ScreenLevel
from openiop.domain.measures.picture import is_drawn
from openiop.domain.readiness import evidence as rule
from openiop.domain.readiness.rules import READINESS_RULES, ReadinessRules
from openiop.domain.readiness.words import ToldKind
from openiop.domain.skills.catalog import skill_of
from openiop.domain.skills.ladder import Helped
from openiop.domain.skills.source import Source
from openiop.domain.words import Level, Presence, SessionKind
from openiop.health.models import Medication, MedicationReview, TeamMember
from openiop.measures.queries import Scored, choices_here, followed_here, series_by_client
from openiop.practice.models import GoalRating, SkillUse
from openiop.readiness.models import HerWord, Told
from openiop.safety.models import Alert, RiskAssessment
from openiop.schedule.models import Seat, Unit

FUNCTIONING = ("b-ipf",)
"""Questionnaires of daily life; her own goals stand beside them."""
PRIMARY = "phq-9"
CAME = (Presence.HERE, Presence.LATE, Presence.REMOTE)
"""Attendance that counts for a unit; who left early has it still to come."""


def facts_by_client(stays: Iterable[Episode], day: date) -> dict[UUID, rule.RecordFacts]:
    """What readiness looks at about each of these stays; constant statements."""
    by_client = {stay.client_id: stay for stay in stays}
    if not by_client:
        return {}
    ids = list(by_client)
    choices = choices_here()
    followed = followed_here(choices)
    drawn = [kind for kind, of in choices.items() if is_drawn(of.instrument)]
    kinds = dict.fromkeys((*followed, *drawn, *FUNCTIONING, CSSRS_SCREENER.id))
    series = series_by_client(ids, kinds)
    primary = PRIMARY if PRIMARY in followed else next(iter(followed), PRIMARY)
    screened, alerts = _screened(ids, series), _high_alerts(ids)
    hospital, less = _in_hospital(by_client), _on_less(by_client, day)
    changes, known = _medication(ids)
    told, her_words, used = _told(ids), _her_words(ids), _used(ids, day)
    units, goals, people = _units(by_client, day), _goals(ids), _people(ids, day)
    found = {}
    for client_id, stay in by_client.items():
        start = stay.starts_on
        of_stay = _Since(start)
        found[client_id] = rule.RecordFacts(
            starts_on=start,
            planned_end_on=stay.planned_end_on,
            screened=tuple(e for e in screened[client_id] if e.source.on >= start),
            high_alerts=of_stay(alerts[client_id]),
            primary=primary,
            measures=_measures(choices, series[client_id], start, FUNCTIONING),
            functioning=_measures(choices, series[client_id], start, (), FUNCTIONING),
            in_hospital=of_stay(hospital[client_id]),
            told=tuple(e for e in told[client_id] if e.source.on >= start),
            medication_changes=of_stay(changes[client_id]),
            medication_known=tuple(known[client_id]),
            used=tuple(e for e in used[client_id] if e.source.on >= start),
            units=units.get(client_id, ()),
            on_less_since=less.get(client_id),
            goals=tuple(e for e in goals[client_id] if e.source.on >= start),
            people=tuple(people[client_id]),
            her_words=tuple(e for e in her_words[client_id] if e.source.on >= start),
        )
    return found


@dataclass(frozen=True)
class OnLess:
    """Somebody who comes on fewer days: since when, and her readings."""

    since: Source
    measures: tuple[rule.MeasureFacts, ...]


def on_less_by_client(stays: Iterable[Episode], day: date) -> dict[UUID, OnLess]:
    """Those of these stays who come on fewer days than before; constant statements."""
    by_client = {stay.client_id: stay for stay in stays}
    less = _on_less(by_client, day)
    if not less:
        return {}
    choices = choices_here()
    drawn = [kind for kind, of in choices.items() if is_drawn(of.instrument)]
    series = series_by_client(less, drawn)
    return {
        client_id: OnLess(
            since, _measures(choices, series[client_id], by_client[client_id].starts_on, ())
        )
        for client_id, since in less.items()
    }


class _Since:
    """Keeps the rows from a day on."""

    def __init__(self, start: date) -> None:
        self.start = start

    def __call__(self, rows: Iterable[Source]) -> tuple[Source, ...]:
        return tuple(each for each in rows if each.on >= self.start)


def _on(at: datetime) -> date:
    return clock.local(at).date()


def _measures(
    choices: Mapping[str, Chosen],
    series: Mapping[str, list[Scored]],
    start: date,
    without: Collection[str],
    only: Collection[str] | None = None,
) -> tuple[rule.MeasureFacts, ...]:
    """Each questionnaire with totals: those of the stay, and the last one before it."""
    found = []
    for kind, rows in series.items():
        if kind not in choices or kind in without or (only is not None and kind not in only):
            continue
        totals = [
            (row.on, row.total, row.administration_id) for row in rows if row.total is not None
        ]
        before = [each for each in totals if each[0] < start][-1:]
        readings = tuple(
            rule.Reading(on, total, Source(on, "form", str(id_)))
            for on, total, id_ in (*before, *(each for each in totals if each[0] >= start))
        )
        if readings:
            found.append(rule.MeasureFacts(choices[kind], readings))
    return tuple(found)


_ById = dict[UUID, list[Source]]


def _screened(
    ids: Sequence[UUID], series: Mapping[UUID, Mapping[str, list[Scored]]]
) -> dict[UUID, list[rule.Screened]]:
    """Suicide screens that came to a level, and risk assessments."""
    found: dict[UUID, list[rule.Screened]] = defaultdict(list)
    for client_id in ids:
        for row in series[client_id][CSSRS_SCREENER.id]:
            if row.level and row.level != str(ScreenLevel.INCOMPLETE):
                source = Source(row.on, "form", str(row.administration_id))
                found[client_id].append(rule.Screened(source, row.level == str(ScreenLevel.HIGH)))
    rows = RiskAssessment.objects.filter(client_id__in=ids)
    for pk, client_id, at, level in rows.values_list("pk", "client_id", "created_at", "level"):
        source = Source(_on(at), "risk", str(pk))
        found[client_id].append(rule.Screened(source, level == Level.HIGH))
    return found


def _high_alerts(ids: Sequence[UUID]) -> _ById:
    found: _ById = defaultdict(list)
    rows = Alert.objects.filter(client_id__in=ids, level=Level.HIGH)
    for pk, client_id, at in rows.values_list("pk", "client_id", "opened_at"):
        found[client_id].append(Source(_on(at), "alert", str(pk)))
    return found


def _in_hospital(by_client: Mapping[UUID, Episode]) -> _ById:
    """Leaves in a hospital that were not taken back."""
    found: _ById = defaultdict(list)
    rows = list(
        StageMove.objects.filter(episode_id__in=[stay.pk for stay in by_client.values()])
        .order_by("number")
        .values_list("pk", "episode__client_id", "move", "on", "leave_reason", "undoes_id")
    )
    undone = {row[5] for row in rows}
    for pk, client_id, move, on, reason, _undoes in rows:
        if pk not in undone and move == StayMove.LEAVE and reason == LeaveReason.HOSPITAL:
            found[client_id].append(Source(on, "move", str(pk)))
    return found


def _on_less(by_client: Mapping[UUID, Episode], day: date) -> dict[UUID, Source]:
    """The row since which each comes on fewer days than before; a leave is no taper."""
    rows = ComingDays.objects.filter(
        episode_id__in=[stay.pk for stay in by_client.values()], from_on__lte=day
    ).order_by("from_on")
    before: dict[UUID, int] = {}
    found: dict[UUID, Source] = {}
    for pk, client_id, from_on, weekdays in rows.values_list(
        "pk", "episode__client_id", "from_on", "weekdays"
    ):
        count = len(set(weekdays))
        if count == 0:
            continue
        if count < before.get(client_id, 0):
            found.setdefault(client_id, Source(from_on, "days", str(pk)))
        elif count > before.get(client_id, 0):
            found.pop(client_id, None)
        before[client_id] = count
    return found


def _medication(ids: Sequence[UUID]) -> tuple[_ById, _ById]:
    """Changes of what she takes, and what shows that her list is known."""
    changes: _ById = defaultdict(list)
    known: _ById = defaultdict(list)
    rows = Medication.objects.filter(client_id__in=ids, struck_at__isnull=True).values_list(
        *("pk", "client_id", "created_at", "started_on", "stopped_on", "follows_id"),
        "follows__struck_at",
    )
    for pk, client_id, at, started_on, stopped_on, follows, follows_struck in rows:
        is_new_dose = follows is not None and follows_struck is None
        if started_on is not None or is_new_dose:
            changes[client_id].append(Source(started_on or _on(at), "medication", str(pk)))
        if stopped_on is not None:
            changes[client_id].append(Source(stopped_on, "medication", str(pk)))
        else:
            known[client_id].append(Source(_on(at), "medication", str(pk)))
    looked = MedicationReview.objects.filter(client_id__in=ids)
    for pk, client_id, on in looked.values_list("pk", "client_id", "on"):
        known[client_id].append(Source(on, "medication_review", str(pk)))
    return changes, known


def _told(ids: Sequence[UUID]) -> dict[UUID, list[rule.Told]]:
    found: dict[UUID, list[rule.Told]] = defaultdict(list)
    rows = Told.objects.filter(client_id__in=ids).order_by("created_at")
    for pk, client_id, kind, answer, on, about_on in rows.values_list(
        "pk", "client_id", "kind", "answer", "on", "about_on"
    ):
        source = Source(on, "told", str(pk))
        found[client_id].append(rule.Told(ToldKind(kind), answer, source, about_on))
    return found


def _her_words(ids: Sequence[UUID]) -> dict[UUID, list[rule.HerWord]]:
    found: dict[UUID, list[rule.HerWord]] = defaultdict(list)
    rows = HerWord.objects.filter(client_id__in=ids).order_by("created_at")
    for pk, client_id, on, confidence, agrees in rows.values_list(
        "pk", "client_id", "on", "confidence", "agrees"
    ):
        found[client_id].append(
            rule.HerWord(Source(on, "her_word", str(pk)), confidence, str(agrees))
        )
    return found


HELPED = (Helped.YES, Helped.A_LITTLE)


def _used(ids: Sequence[UUID], day: date) -> dict[UUID, list[rule.Used]]:
    found: dict[UUID, list[rule.Used]] = defaultdict(list)
    rows = SkillUse.objects.filter(client_id__in=ids, struck_at__isnull=True, on__lte=day)
    for pk, client_id, on, skill, helped in rows.values_list(
        "pk", "client_id", "on", "skill", "helped"
    ):
        known = skill_of(skill)
        domain = str(known.domain) if known else ""
        source = Source(on, "practice", str(pk))
        found[client_id].append(rule.Used(skill, domain, helped in HELPED, source))
    return found


def _units(by_client: Mapping[UUID, Episode], day: date) -> dict[UUID, tuple[rule.UnitFacts, ...]]:
    """The units of the groups she has a seat in: attended in this stay, set aside, or open."""
    ids = list(by_client)
    seats = Seat.objects.filter(client_id__in=ids, from_on__lte=day).exclude(until_on__lt=day)
    courses: dict[UUID, set[tuple[str, UUID]]] = defaultdict(set)
    for client_id, kind, track_id in seats.values_list(
        "client_id", "group__kind", "group__track_id"
    ):
        courses[client_id].add((str(kind), track_id))
    units: dict[str, list[Unit]] = defaultdict(list)
    for unit in Unit.objects.filter(retired_on__isnull=True).order_by("kind", "number"):
        units[str(unit.kind)].append(unit)
    settled: dict[UUID, dict[UUID, Source]] = defaultdict(dict)
    waivers = UnitWaiver.objects.filter(client_id__in=ids, ended_at__isnull=True)
    for pk, client_id, unit_id, at in waivers.values_list(
        "pk", "client_id", "unit_id", "waived_at"
    ):
        settled[client_id][unit_id] = Source(_on(at), "waiver", str(pk))
    first = min(stay.starts_on for stay in by_client.values())
    attended = Attendance.objects.filter(
        client_id__in=ids,
        confirmed_at__isnull=False,
        presence__in=CAME,
        session__unit__isnull=False,
        session__canceled_at__isnull=True,
        session__on__range=(first, day),
    ).order_by("session__on", "session_id")
    for client_id, session_id, unit_id, on in attended.values_list(
        "client_id", "session_id", "session__unit_id", "session__on"
    ):
        if on >= by_client[client_id].starts_on:
            settled[client_id][unit_id] = Source(on, "session", str(session_id))
    return {
        client_id: tuple(
            rule.UnitFacts(
                unit.title, unit.pk in settled[client_id], settled[client_id].get(unit.pk)
            )
            for kind, track_id in sorted(courses[client_id], key=_order)
            for unit in _course(units[kind], track_id)
        )
        for client_id in ids
    }


def _order(course: tuple[str, UUID]) -> tuple[int, str]:
    return list(SessionKind).index(SessionKind(course[0])), str(course[1])


def _course(units: Sequence[Unit], track_id: UUID) -> list[Unit]:
    """The track's own units of a kind, else those of all tracks."""
    own = [unit for unit in units if unit.track_id == track_id]
    return own or [unit for unit in units if unit.track_id is None]


def _goals(ids: Sequence[UUID]) -> dict[UUID, list[rule.GoalRating]]:
    found: dict[UUID, list[rule.GoalRating]] = defaultdict(list)
    rows = GoalRating.objects.filter(client_id__in=ids, goal__ended_on__isnull=True).order_by(
        "on", "created_at"
    )
    for pk, client_id, goal_id, voice, level, on in rows.values_list(
        "pk", "client_id", "goal_id", "voice", "level", "on"
    ):
        source = Source(on, "goal_rating", str(pk))
        found[client_id].append(rule.GoalRating(f"{goal_id} {voice}", float(level), source))
    return found


def _people(ids: Sequence[UUID], day: date) -> _ById:
    found: _ById = defaultdict(list)
    rows = TeamMember.objects.filter(
        client_id__in=ids, contact__isnull=False, ended_at__isnull=True, from_on__lte=day
    )
    for pk, client_id, on in rows.values_list("pk", "client_id", "from_on"):
        found[client_id].append(Source(on, "team_member", str(pk)))
    return found


def might_be_worth_a_look(
    ids: Iterable[UUID], day: date, rules: ReadinessRules = READINESS_RULES
) -> set[UUID]:
    """Those whose log could hold enough uses; nobody else is told to look. One statement."""
    since = day - timedelta(days=rules.practice_days - 1)
    counted: dict[UUID, int] = defaultdict(int)
    rows = SkillUse.objects.filter(
        client_id__in=list(ids), struck_at__isnull=True, on__range=(since, day), helped__in=HELPED
    )
    for client_id in rows.values_list("client_id", flat=True):
        counted[client_id] += 1
    enough = rules.skills_at_least * rules.uses_each
    return {client_id for client_id, count in counted.items() if count >= enough}
