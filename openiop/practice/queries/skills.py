"""Where she is with each skill, and every row that says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.http import Http404

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.care.models import Rehearsal
from openiop.clients.queries import stays_begun_by_client
from openiop.day.queries.attendance import attendance_line, span_between
from openiop.domain.care.body import PracticedHow
from openiop.domain.care.curriculum import is_taken
from openiop.domain.privacy import About
from openiop.domain.skills.catalog import skill_named
from openiop.domain.skills.ladder import (
    Confidence,
    Observation,
    Practice,
    SkillFacts,
    SkillStanding,
    Taught,
    ladder,
)
from openiop.domain.skills.source import Source
from openiop.practice.models import SkillConfidence, SkillSeen, SkillUse
from openiop.schedule.models import Session


def skill_ladder(client_id: UUID, on: date) -> tuple[SkillStanding, ...]:
    """Where one client is with every skill of the catalog, in this stay."""
    return skill_ladders([client_id], on)[client_id]


def skill_ladders(ids: Collection[UUID], on: date) -> dict[UUID, tuple[SkillStanding, ...]]:
    """The same for several clients; constant statements."""
    return {client_id: ladder(facts, on) for client_id, facts in facts_by_client(ids, on).items()}


def facts_by_client(ids: Collection[UUID], on: date) -> dict[UUID, SkillFacts]:
    """What the record says about their skills since their stays began; constant statements."""
    begun = {id_: stay.starts_on for id_, stay in stays_begun_by_client(ids, on).items()}
    first = min(begun.values(), default=on)
    facts = dict.fromkeys(ids, SkillFacts())
    if not begun:
        return facts
    taught = _taught(list(begun), first, on)
    practiced = _practiced(list(begun), first, on)
    observed = _observed(list(begun), first, on)
    rated = _rated(list(begun), first, on)
    for id_, since in begun.items():
        facts[id_] = SkillFacts(
            taught=tuple(row for row in taught[id_] if row.source.on >= since),
            practiced=tuple(row for row in practiced[id_] if row.source.on >= since),
            observed=tuple(row for row in observed[id_] if row.source.on >= since),
            rated=tuple(row for row in rated[id_] if row.source.on >= since),
        )
    return facts


def _taught(ids: Collection[UUID], first: date, on: date) -> dict[UUID, list[Taught]]:
    """Sessions whose unit names a skill, in which she was for most of the time, as confirmed."""
    found: dict[UUID, list[Taught]] = defaultdict(list)
    units = Session.objects.filter(
        on__range=(first, on), unit__isnull=False, canceled_at__isnull=True
    ).values_list("pk", "unit__skill", "unit__title")
    skills = {
        pk: skill for pk, named, title in units if (skill := skill_named(named or title or ""))
    }
    if not skills:
        return found
    span, now = span_between(first, on, ids), clock.now()
    for session in span.sessions:
        skill = skills.get(session.pk)
        if skill is None or session.starts_at > now:
            continue
        for client_id in span.members[session.pk]:
            line = attendance_line(span, session, client_id, now)
            if line.confirmed_at is not None and is_taken(line.minutes, line.planned_min):
                source = Source(session.on, "session", str(session.pk))
                found[client_id].append(Taught(skill.id, source))
    return found


def _practiced(ids: Collection[UUID], first: date, on: date) -> dict[UUID, list[Practice]]:
    found: dict[UUID, list[Practice]] = defaultdict(list)
    rows = SkillUse.objects.filter(client_id__in=ids, on__range=(first, on), struck_at__isnull=True)
    for row in rows.only("client_id", "on", "skill", "hard", "helped"):
        found[row.client_id].append(_practice(row))
    return found


def _practice(row: SkillUse) -> Practice:
    source = Source(row.on, "practice", str(row.pk))
    return Practice(row.skill, source, hard=row.hard or None, helped=row.helped or None)


def _observed(ids: Collection[UUID], first: date, on: date) -> dict[UUID, list[Observation]]:
    """What staff saw: one tap on her page, and what a signed note says that she rehearsed."""
    found: dict[UUID, list[Observation]] = defaultdict(list)
    seen = SkillSeen.objects.filter(
        client_id__in=ids, on__range=(first, on), struck_at__isnull=True
    )
    for row in seen:
        source = Source(row.on, "observation", str(row.pk))
        found[row.client_id].append(Observation(row.skill, source, row.how))
    rehearsed = Rehearsal.objects.filter(
        client_id__in=ids, on__range=(first, on), note__struck_at__isnull=True
    )
    for each in rehearsed:
        skill = skill_named(each.what)
        if skill is not None and each.went is not PracticedHow.STOPPED:
            source = Source(each.on, "rehearsal", str(each.note_id))
            found[each.client_id].append(Observation(skill.id, source))
    return found


def _rated(ids: Collection[UUID], first: date, on: date) -> dict[UUID, list[Confidence]]:
    found: dict[UUID, list[Confidence]] = defaultdict(list)
    rows = SkillConfidence.objects.filter(client_id__in=ids, on__range=(first, on))
    for row in rows.order_by("created_at"):
        source = Source(row.on, "confidence", str(row.pk))
        found[row.client_id].append(Confidence(row.skill, source, row.value))
    return found


def practiced_skills(client_id: UUID, since: date, until: date) -> tuple[Practice, ...]:
    """Her log between two days, newest first."""
    rows = _practiced([client_id], since, until)[client_id]
    return tuple(sorted(rows, key=lambda row: row.source, reverse=True))


def confidence(client_id: UUID) -> dict[str, Confidence]:
    """Her newest rating of each skill."""
    rows = SkillConfidence.objects.filter(client_id=client_id).order_by("on", "created_at")
    return {
        row.skill: Confidence(row.skill, Source(row.on, "confidence", str(row.pk)), row.value)
        for row in rows
    }


LOG_SHOWN = 60


def log_of(client_id: UUID, skill: str = "", limit: int = LOG_SHOWN) -> list[SkillUse]:
    """Her log, newest first; of one skill or of all."""
    rows = SkillUse.objects.filter(client_id=client_id, struck_at__isnull=True)
    if skill:
        rows = rows.filter(skill=skill)
    return list(rows.order_by("-on", "-created_at")[:limit])


def use_named(client_id: UUID, words: str) -> SkillUse:
    """A line of her own log, by the id a form sent."""
    rows = SkillUse.objects.select_related("client").filter(client_id=client_id)
    found = rows.filter(pk=_uuid(words)).first()
    if found is None:
        raise Http404("No such line.")
    return found


def _uuid(words: str) -> UUID:
    try:
        return UUID(words)
    except ValueError:
        raise Http404("No such line.") from None


def seen_or_404(seen_id: UUID) -> SkillSeen:
    """What somebody saw."""
    row = SkillSeen.objects.select_related("client").filter(pk=seen_id).first()
    if row is None:
        raise Http404("No such observation.")
    return row


def about_seen(seen_id: UUID, **_: object) -> About:
    """Whom an observation is about."""
    return seen_or_404(seen_id).about()


def seen_of(client_id: UUID) -> list[tuple[SkillSeen, str]]:
    """What staff saw on her page, newest first, with who saw it."""
    rows = list(
        SkillSeen.objects.filter(client_id=client_id, struck_at__isnull=True).order_by(
            "-on", "-created_at"
        )
    )
    names = names_by_id(row.created_by for row in rows)
    return [(row, names.get(row.created_by, "")) for row in rows]
