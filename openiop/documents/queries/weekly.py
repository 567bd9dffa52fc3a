"""A week in sentences, each made from signed facts and linked to where they stand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.formats import date_format

from openiop.care.models import AbsenceEntry, Note, Rehearsal
from openiop.clients.models import Client
from openiop.clients.queries import episode_of
from openiop.coverage.queries import rules_by_client
from openiop.day.queries.hours import week_hours
from openiop.domain.care.week_words import (
    absence_sentence,
    goal_sentence,
    hours_sentence,
    measure_sentence,
    skill_sentence,
)
from openiop.domain.day.attendance import week_of
from openiop.domain.measures.progress import change_between
from openiop.measures.queries import choices_here, followed_here, series_by_client


@dataclass(frozen=True)
class WeekSentence:
    """One sentence about a week, and the address of each of its sources."""

    text: str
    links: tuple[tuple[str, str], ...]
    kind: str = ""
    """The questionnaire whose numbers stand in it."""


def week_around(client: Client, day: date) -> tuple[date, date]:
    """The payer week that holds a day, by her own rule set."""
    return week_of(day, rules_by_client([client.pk], day)[client.pk])


def week_sentences(client: Client, day: date) -> list[WeekSentence]:
    """Hours, goals, measures, skills and absences of the week around a day; constant statements.

    Only what is confirmed or signed counts; a draft is no source.
    """
    first, last = week_around(client, day)
    hours = week_hours([client.pk], day)[client.pk]
    found = [
        WeekSentence(
            hours_sentence(hours.attended_min, hours.scheduled_min, hours.billable_days),
            (("Hours", f"{reverse('desk:hours')}?day={first.isoformat()}"),),
        )
    ]
    signed = list(
        Note.objects.filter(
            client=client,
            session__on__range=(first, last),
            signed_at__isnull=False,
            struck_at__isnull=True,
        )
        .select_related("session", "goal")
        .defer("body_sealed")
        .order_by("session__starts_at")
    )
    by_goal: dict[tuple[int, str], list[Note]] = defaultdict(list)
    for note in signed:
        if note.goal is not None:
            by_goal[note.goal.number, note.goal.her_words].append(note)
    found += [
        WeekSentence(
            goal_sentence(number, words, len(notes)), tuple(_note_link(each) for each in notes)
        )
        for (number, words), notes in sorted(by_goal.items(), key=lambda each: each[0])
    ]
    found += _measures(client, first, last)
    found += _skills(client, first, last)
    entries = AbsenceEntry.objects.filter(
        client=client, session__on__range=(first, last), struck_at__isnull=True
    ).select_related("session")
    away: dict[date, list[AbsenceEntry]] = defaultdict(list)
    for entry in entries.order_by("session__starts_at"):
        away[entry.session.on].append(entry)
    found += [
        WeekSentence(
            absence_sentence(on, len(rows), rows[0].reason),
            tuple((each.session.name, _session_page(each)) for each in rows),
        )
        for on, rows in sorted(away.items())
    ]
    return found


def _note_link(note: Note) -> tuple[str, str]:
    when = date_format(note.session.on, "M j")
    return f"{note.session.name}, {when}", reverse("care:note", args=[note.pk])


def _session_page(entry: AbsenceEntry) -> str:
    name = "care:session_note" if entry.session.client_id else "care:notes"
    return reverse(name, args=[entry.session_id])


def _measures(client: Client, first: date, last: date) -> list[WeekSentence]:
    choices = choices_here()
    kinds = followed_here(choices)
    stay = episode_of(client.pk, last)
    since = (stay.starts_on if stay else first) - timedelta(days=14)
    found = []
    for kind, every in series_by_client([client.pk], kinds)[client.pk].items():
        known = [each for each in every if each.total is not None and since <= each.on <= last]
        this_week = [each for each in known if each.on >= first]
        if not this_week:
            continue
        now, begin = this_week[-1], known[0]
        chosen = choices[kind]
        change = (
            change_between(
                chosen.instrument, begin.total, now.total, by=chosen.change, cutoff=chosen.cutoff
            )
            if begin is not now
            else None
        )
        text = measure_sentence(
            chosen.instrument.title,
            now.total or 0,
            begin.total if begin is not now else None,
            change.state if change else None,
        )
        numbers = reverse("desk:numbers", args=[client.pk, kind])
        found.append(WeekSentence(text, ((date_format(now.on, "M j"), numbers),), kind))
    return found


def _skills(client: Client, first: date, last: date) -> list[WeekSentence]:
    rows = Rehearsal.objects.filter(
        client=client,
        on__range=(first, last),
        note__struck_at__isnull=True,
        # this paper goes to others; what a partner did never comes in by a back door
        note__partner_violence=False,
    ).select_related("note", "note__session")
    by_skill: dict[str, list[Note]] = defaultdict(list)
    for row in rows.order_by("on", "created_at"):
        by_skill[row.what].append(row.note)
    return [
        WeekSentence(skill_sentence(what, len(notes)), tuple(_note_link(each) for each in notes))
        for what, notes in sorted(by_skill.items())
    ]
