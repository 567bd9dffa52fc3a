"""The sentences of a discharge summary, each made from confirmed or signed facts, with links.

A draft of a note is no source. What a partner did never comes in by a back door: notes that tell of
it are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as say
from django.utils.translation import override

from openiop.base import clock
from openiop.care.models import Note, Rehearsal
from openiop.clients.models import Episode
from openiop.clients.queries import moves_of
from openiop.day.models import Visit
from openiop.day.queries.attendance import attendance_of_client
from openiop.documents.models import Document
from openiop.domain.care.note_kinds import NoteKind
from openiop.domain.discharge.summary import Chapter, Sentence, Source
from openiop.domain.discharge.visits import VisitState
from openiop.domain.episode import StayMove
from openiop.domain.measures.progress import change_between
from openiop.domain.readiness.picture import newest_stands
from openiop.domain.readiness.taper import worsened_on_taper
from openiop.domain.readiness.words import Criterion, Position, Voice
from openiop.domain.skills.ladder import Rung
from openiop.measures.queries import choices_here, followed_here, series_by_client
from openiop.practice.queries.skills import skill_ladder
from openiop.readiness.queries.picture import stands_of
from openiop.readiness.queries.record import on_less_by_client
from openiop.safety.queries.risk import assessments_of

from .plan import Told, told_of
from .visits import VisitLine

HER_LANGUAGES = ("es",)
"""Languages besides English in which what she reads is written."""
_NOTES_NAMED = 6
"""So many notes stand behind a sentence by name; the chart holds the others."""


def sentences_of(episode: Episode) -> tuple[Sentence, ...]:
    """Everything a summary of this stay may say, in order; what she reads, in her language."""
    told = told_of(episode)
    with override("en"):
        for_staff = _sentences(told)
    if told.client.language not in HER_LANGUAGES:
        return for_staff
    with override(told.client.language):
        return tuple(
            replace(ours, plain=hers.plain)
            for ours, hers in zip(for_staff, _sentences(told), strict=True)
        )


def _sentences(told: Told) -> tuple[Sentence, ...]:
    episode = told.episode
    last = episode.ended_on or episode.planned_end_on or clock.today()
    return (
        *_stay(told, min(last, clock.today())),
        *_health(told),
        *_course(episode, last),
        *_readiness(episode, min(last, clock.today())),
        *_goals(told, episode),
        *_skills(episode, min(last, clock.today())),
        *_safety(told, episode),
        *_after(told),
    )


def _on(day: date) -> str:
    return date_format(day, "M j, Y")


def _stay(told: Told, until: date) -> Iterable[Sentence]:
    episode = told.episode
    chart = reverse("chart:timeline", args=[told.client.pk])
    stay = reverse("intake:stay", args=[episode.pk])
    last = episode.ended_on or episode.planned_end_on
    text = f"She was in the intensive outpatient program from {_on(episode.starts_on)}"
    text += f" to {_on(last)}." if last else "."
    yield Sentence(
        Chapter.STAY,
        text,
        (Source(say("Her stay"), stay),),
        plain=say("You were with us from {first} to {last}.").format(
            first=date_format(episode.starts_on, "DATE_FORMAT"),
            last=date_format(last, "DATE_FORMAT") if last else "…",
        ),
    )
    lines = attendance_of_client(told.client.pk, episode.starts_on, until)
    came = set(
        Visit.objects.filter(
            client=told.client,
            arrived_at__isnull=False,
            on__range=(episode.starts_on, until),
        ).values_list("on", flat=True)
    )
    if came:
        sessions = sum(line.is_present for line in lines)
        yield Sentence(
            Chapter.STAY,
            f"She came on {len(came)} days, to {sessions} sessions.",
            (Source(say("Timeline"), chart),),
            plain=say("You came on {n} days.").format(n=len(came)),
        )
    for move in moves_of(episode.pk):
        if move.holds and move.move in (StayMove.STEP_DOWN, StayMove.STEP_UP, StayMove.END):
            what = f"{move.move.label} from {_on(move.on)}."
            if move.move is StayMove.END and move.end:
                what = f"The stay ended on {_on(move.on)}: {move.end.label.lower()}."
            yield Sentence(Chapter.STAY, what, (Source(say("Her stay"), stay),))


def _health(told: Told) -> Iterable[Sentence]:
    page = reverse("health:health", args=[told.client.pk])
    source = (Source(say("Health"), page),)
    for row in told.diagnoses:
        text = f"{row.diagnosis.title} ({row.diagnosis.code}), {row.now.status.label.lower()}."
        yield Sentence(Chapter.DIAGNOSES, text, source)
    for taken in told.medications:
        text = f"Takes {taken.name} {taken.dose}".strip()
        text += f", prescribed by {taken.prescriber}." if taken.prescriber else "."
        yield Sentence(Chapter.MEDICATIONS, text, source)
    if not told.medications and told.medications_asked:
        yield Sentence(Chapter.MEDICATIONS, "Takes no medication, as she told us.", source)
    for allergy in told.allergies.standing:
        yield Sentence(Chapter.MEDICATIONS, f"Allergic to {allergy.to}.", source)


def _course(episode: Episode, last: date) -> Iterable[Sentence]:
    choices = choices_here()
    place = reverse("desk:course", args=[episode.client_id])
    found = series_by_client([episode.client_id], followed_here(choices))[episode.client_id]
    for kind, every in found.items():
        known = [
            each
            for each in every
            if each.total is not None and episode.starts_on <= each.on <= last
        ]
        if not known:
            continue
        begin, now, chosen = known[0], known[-1], choices[kind]
        name = chosen.instrument.title
        if begin is now:
            text = f"{name}: {now.total:g} on {_on(now.on)}; asked once, so no change is stated."
        else:
            change = change_between(
                chosen.instrument, begin.total, now.total, by=chosen.change, cutoff=chosen.cutoff
            )
            text = f"{name}: {begin.total:g} on {_on(begin.on)}, {now.total:g} on {_on(now.on)}" + (
                f": {change.state.label.lower()}." if change else "."
            )
        yield Sentence(Chapter.COURSE, text, (Source(name, f"{place}?m={kind}"),))
    papers = Document.objects.filter(
        client_id=episode.client_id,
        kind__in=(NoteKind.ASSESSMENT, NoteKind.WEEKLY, NoteKind.PRESCRIBER),
        signed_at__isnull=False,
        struck_at__isnull=True,
        partner_violence=False,
        on__range=(episode.starts_on, last),
    ).defer("body_sealed", "sources_sealed")
    by_kind: dict[NoteKind, list[Document]] = defaultdict(list)
    for paper in papers.order_by("on"):
        by_kind[NoteKind(paper.kind)].append(paper)
    for note_kind, rows in by_kind.items():
        shown = rows[-_NOTES_NAMED:]
        dates = ", ".join(date_format(row.on, "M j") for row in shown)
        yield Sentence(
            Chapter.COURSE,
            f"{note_kind.label}, signed: {dates}.",
            tuple(
                Source(date_format(row.on, "M j"), reverse("documents:read", args=[row.pk]))
                for row in shown
            ),
        )


def _readiness(episode: Episode, until: date) -> Iterable[Sentence]:
    """Where both voices stood last, each in its own word; never a sum of them."""
    client_id = episode.client_id
    source = (Source(say("Readiness"), reverse("readiness:picture", args=[client_id])),)
    held = newest_stands(stands_of(client_id, episode, until))
    for criterion in Criterion:
        voices = [
            f"{voice.label.lower()} “{stand.position.label.lower()}” on {_on(stand.on)}"
            for voice in Voice
            if (stand := held.get((criterion, voice)))
            and stand.position is not Position.NOT_LOOKED_AT
        ]
        if voices:
            yield Sentence(Chapter.COURSE, f"{criterion.label}: {'; '.join(voices)}.", source)
    less = on_less_by_client([episode], until).get(client_id)
    if less is not None:
        worse = [
            measure.chosen.instrument.title
            for measure, _reading in worsened_on_taper(less.measures, less.since.on, until)
        ]
        text = f"On fewer days since {_on(less.since.on)}: "
        text += f"worse beyond chance since then: {', '.join(worse)}." if worse else ""
        text += "" if worse else "nothing measured got worse beyond chance since then."
        yield Sentence(Chapter.COURSE, text, source)


def _goals(told: Told, episode: Episode) -> Iterable[Sentence]:
    notes = _signed_notes(episode)
    by_goal: dict[UUID, list[Note]] = defaultdict(list)
    for note in notes:
        if note.goal_id is not None:
            by_goal[note.goal_id].append(note)
    plan = reverse("plans:plan", args=[told.client.pk])
    for goal in told.goals:
        worked = by_goal.get(goal.pk, [])
        text = f"“{goal.her_words}”"
        text += f" ({goal.our_words})" if goal.our_words else ""
        text += f": worked on in {len(worked)} signed notes." if worked else ": open."
        yield Sentence(
            Chapter.GOALS,
            text,
            (Source(say("Her plan"), plan), *_links(worked)),
            plain=say("You work toward: “{goal}”").format(goal=goal.her_words),
        )


def _signed_notes(episode: Episode) -> list[Note]:
    rows = Note.objects.filter(
        client_id=episode.client_id,
        signed_at__isnull=False,
        struck_at__isnull=True,
        partner_violence=False,
        session__on__gte=episode.starts_on,
    )
    if episode.ended_on:
        rows = rows.filter(session__on__lte=episode.ended_on)
    return list(rows.select_related("session").defer("body_sealed").order_by("session__starts_at"))


def _links(notes: Sequence[Note]) -> tuple[Source, ...]:
    return tuple(
        Source(
            f"{note.session.name}, {date_format(note.session.on, 'M j')}",
            reverse("care:note", args=[note.pk]),
        )
        for note in notes[-_NOTES_NAMED:]
    )


def _skills(episode: Episode, until: date) -> Iterable[Sentence]:
    chart = reverse("chart:timeline", args=[episode.client_id])
    for each in skill_ladder(episode.client_id, until):
        if each.rung in (Rung.UNKNOWN, Rung.TAUGHT):
            continue
        used = f", used {len(each.practiced)} times" if each.practiced else ""
        yield Sentence(
            Chapter.SKILLS,
            f"{each.skill.name}: {each.rung.label.lower()}{used}.",
            (Source(say("Timeline"), chart),),
            plain=say(each.skill.name),
        )
    rows = Rehearsal.objects.filter(
        client_id=episode.client_id,
        on__gte=episode.starts_on,
        note__struck_at__isnull=True,
        note__partner_violence=False,
    ).select_related("note", "note__session")
    by_skill: dict[str, list[Note]] = defaultdict(list)
    for row in rows.order_by("on", "created_at"):
        by_skill[row.what].append(row.note)
    for what, notes in sorted(by_skill.items()):
        often = "once" if len(notes) == 1 else f"{len(notes)} times"
        yield Sentence(
            Chapter.SKILLS, f"Rehearsed here {often}: {what}.", _links(notes), plain=what
        )


def _safety(told: Told, episode: Episode) -> Iterable[Sentence]:
    if told.safety_plan is not None:
        saved = clock.local(told.safety_plan.saved_at).date()
        yield Sentence(
            Chapter.SAFETY,
            f"She has a safety plan in her own words, last written on {_on(saved)}.",
            (Source(say("Safety plan"), reverse("desk:plan", args=[told.client.pk])),),
            plain=say("You have your safety plan. 988 answers day and night, by call or text."),
        )
    risks = assessments_of(told.client.pk)
    within = [each for each in risks if clock.local(each.made_at).date() >= episode.starts_on]
    for risk in within[:1]:
        yield Sentence(
            Chapter.SAFETY,
            f"A clinician assessed her risk on {_on(clock.local(risk.made_at).date())}.",
            (Source(say("Timeline"), reverse("chart:timeline", args=[told.client.pk])),),
        )


def _after(told: Told) -> Iterable[Sentence]:
    page = reverse("discharge:plan", args=[told.episode.pk])
    for visit in told.visits:
        if visit.is_standing:
            yield _visit(visit, page)
    if told.responsible:
        yield Sentence(
            Chapter.AFTER,
            f"Until the first visit has taken place, {told.responsible} is responsible for her.",
            (Source(say("Afterwards"), f"{page}#responsible"),),
            plain=say("Until your first visit, {name} here is there for you.").format(
                name=told.responsible
            ),
        )
    for line in told.elements:
        if line.element in _WRITTEN_AFTER and line.lines:
            yield Sentence(
                Chapter.AFTER,
                f"{line.element.label}: {'; '.join(line.lines)}.",
                (Source(say("Afterwards"), f"{page}#{line.element}"),),
            )


def _visit(visit: VisitLine, page: str) -> Sentence:
    at = clock.local(visit.starts_at) if visit.starts_at else None
    when = f" on {date_format(at, 'M j, Y, g:i A')}" if at else ""
    where = f", {visit.place}" if visit.place else ""
    said = {
        VisitState.REQUESTED: "asked for, not yet agreed",
        VisitState.ACCEPTED: "agreed",
        VisitState.KEPT: "took place",
        VisitState.NOT_HELD: "did not take place",
    }.get(visit.now.state, "")
    hers = {
        VisitState.REQUESTED: say("We have asked for a visit with {who}. They have not answered."),
        VisitState.ACCEPTED: say("Your visit with {who}: {when}{where}."),
        VisitState.KEPT: say("You have been to {who}."),
    }.get(visit.now.state, "")
    return Sentence(
        Chapter.AFTER,
        f"{visit.kind.label} with {visit.with_whom}{when}{where}: {said}.",
        (Source(say("First visits"), f"{page}#visits"),),
        plain=hers.format(
            who=visit.with_whom,
            when=date_format(at, "DATETIME_FORMAT") if at else "",
            where=where,
        ),
    )


_WRITTEN_AFTER = frozenset(
    {"supply", "prescriber", "early_signs", "supports", "groups", "work", "childcare", "return"}
)
