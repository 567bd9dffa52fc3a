"""What a print of a chart holds: the parts chosen, within the days chosen, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.care.models import Addendum, Goal, Note, Signature
from openiop.care.queries.goals import goals_by_client
from openiop.clients.models import Client, Episode
from openiop.clients.queries import (
    ContactLine,
    contacts_of,
    may_share_with,
    stays_of,
)
from openiop.day.queries.attendance import attendance_of_client
from openiop.documents.models import Document, DocumentAddendum, DocumentSignature
from openiop.domain.chart.printed import ChartPart
from openiop.domain.measures.how_calculated import HowCalculated
from openiop.domain.measures.instrument import Sensitivity
from openiop.domain.release import Part, Purpose
from openiop.domain.words import Presence
from openiop.health.queries import HealthPage, TeamLine, health_page, team_of
from openiop.measures.models import Administration
from openiop.measures.queries import how_of_kinds, instruments_here, known_here
from openiop.plans.queries import newest_signed, signatures_of
from openiop.safety.queries.alerts import OpenAlert, alerts_of_client
from openiop.safety.queries.plans import Plan, plan_of
from openiop.schedule.models import Session

from .timeline import DAILY


@dataclass(frozen=True)
class PrintAsked:
    """What somebody wants on paper."""

    parts: frozenset[ChartPart]
    first: date
    last: date


@dataclass(frozen=True)
class PrintedNote:
    """A signed note with what was added to it."""

    on: date
    name: str
    text: str
    signed_as: str
    signed_at: datetime
    mark: str
    late: bool
    addenda: tuple[tuple[datetime, str, str, str], ...]
    """When, who, why, what."""


@dataclass(frozen=True)
class PrintedTotal:
    """A total of a questionnaire."""

    on: date
    kind: str
    form: str
    total: float
    band: str
    prorated: bool


@dataclass(frozen=True)
class PrintedSession:
    """How she was in a session."""

    on: date
    name: str
    presence: Presence
    minutes: int
    planned_min: int


@dataclass(frozen=True)
class Printed:
    """A chart for paper; a part that was not chosen is empty or None."""

    client: Client
    asked: PrintAsked
    stays: tuple[Episode, ...]
    therapists: dict[UUID, str]
    health: HealthPage | None
    contacts: tuple[ContactLine, ...]
    team: tuple[TeamLine, ...]
    goals: tuple[Goal, ...]
    plan_text: str
    """Her plan as it was last signed; empty when none is."""
    totals: tuple[PrintedTotal, ...]
    how: tuple[tuple[str, HowCalculated], ...]
    """How the numbers on these pages were made, by questionnaire: paper opens to nothing."""
    sessions: tuple[PrintedSession, ...]
    notes: tuple[PrintedNote, ...]
    drafts_left_out: int
    struck_left_out: int
    safety_plan: Plan | None
    alerts: tuple[OpenAlert, ...]


def printed(client: Client, asked: PrintAsked) -> Printed:
    """The chosen parts of a chart."""
    parts, client_id = asked.parts, client.pk
    stays = tuple(stays_of(client_id)) if ChartPart.STAY in parts else ()
    health = {ChartPart.DIAGNOSES, ChartPart.MEDICATIONS} & parts
    with_people = ChartPart.PEOPLE in parts
    with_safety = ChartPart.SAFETY in parts
    notes: list[PrintedNote] = []
    if ChartPart.NOTES in parts:
        notes = [*_notes(client_id, asked), *_documents(client_id, asked)]
    totals = _totals(client_id, asked) if ChartPart.MEASURES in parts else ()
    waiting = _left_out(client_id, asked) if ChartPart.NOTES in parts else (0, 0)
    goals = (
        goals_by_client([client_id], ended_too=True).get(client_id, [])
        if ChartPart.GOALS in parts
        else []
    )
    return Printed(
        client=client,
        asked=asked,
        stays=stays,
        therapists=names_by_id(stay.therapist_id for stay in stays),
        health=health_page(client) if health else None,
        contacts=_paper_contacts(client_id) if with_people else (),
        team=tuple(team_of(client_id)) if with_people else (),
        goals=tuple(goals),
        plan_text=_plan_text(client_id) if ChartPart.GOALS in parts else "",
        totals=totals,
        how=how_of_kinds([*(each.kind for each in totals), *_kinds_told(notes)]),
        sessions=_sessions(client_id, asked) if ChartPart.ATTENDANCE in parts else (),
        notes=tuple(sorted(notes, key=lambda note: (note.on, note.signed_at))),
        drafts_left_out=waiting[0],
        struck_left_out=waiting[1],
        safety_plan=plan_of(client_id) if with_safety else None,
        alerts=tuple(
            alert
            for alert in (alerts_of_client(client_id) if with_safety else [])
            if asked.first <= clock.local(alert.opened_at).date() <= asked.last
        ),
    )


def _kinds_told(notes: Sequence[PrintedNote]) -> Iterator[str]:
    """Questionnaires a weekly summary among these speaks of."""
    for form in instruments_here().values():
        if form.total_range and any(f"{form.title}: " in note.text for note in notes):
            yield form.id


def _paper_contacts(client_id: UUID) -> tuple[ContactLine, ...]:
    """Without those she keeps away: paper is carried home and found there."""
    return tuple(line for line in contacts_of(client_id) if not line.told.keep_away)


def _notes(client_id: UUID, asked: PrintAsked) -> tuple[PrintedNote, ...]:
    rows = Signature.objects.filter(
        note__client_id=client_id,
        note__struck_at__isnull=True,
        note__session__on__range=(asked.first, asked.last),
    ).select_related("note__session")
    if ChartPart.VIOLENCE not in asked.parts:
        rows = rows.exclude(note__partner_violence=True)
    signed = list(rows.defer("note__body_sealed").order_by("note__session__starts_at"))
    added = list(
        Addendum.objects.filter(note_id__in=[row.note_id for row in signed]).order_by("added_at")
    )
    names = names_by_id(row.added_by for row in added)
    addenda: dict[UUID, list[tuple[datetime, str, str, str]]] = {}
    for row in added:
        line = (row.added_at, names.get(row.added_by, ""), row.why, row.text)
        addenda.setdefault(row.note_id, []).append(line)
    return tuple(
        PrintedNote(
            on=row.note.session.on,
            name=row.note.session.name,
            text=row.text,
            signed_as=row.signed_as,
            signed_at=row.signed_at,
            mark=row.content_hash[:8],
            late=row.late,
            addenda=tuple(addenda.get(row.note_id, ())),
        )
        for row in signed
    )


def _documents(client_id: UUID, asked: PrintAsked) -> Iterator[PrintedNote]:
    rows = DocumentSignature.objects.filter(
        document__client_id=client_id,
        document__struck_at__isnull=True,
        document__on__range=(asked.first, asked.last),
        is_second=False,
    ).select_related("document")
    if ChartPart.VIOLENCE not in asked.parts:
        rows = rows.exclude(document__partner_violence=True)
    newest = {
        row.document_id: row
        for row in rows.defer("document__body_sealed", "document__sources_sealed").order_by(
            "number"
        )
    }
    added = list(DocumentAddendum.objects.filter(document_id__in=list(newest)).order_by("added_at"))
    names = names_by_id(row.added_by for row in added)
    for row in newest.values():
        yield PrintedNote(
            on=row.document.on,
            name=row.document.kind.label,
            text=row.text,
            signed_as=row.signed_as,
            signed_at=row.signed_at,
            mark=row.content_hash[:8],
            late=row.late,
            addenda=tuple(
                (each.added_at, names.get(each.added_by, ""), each.why, each.text)
                for each in added
                if each.document_id == row.document_id
            ),
        )


def _plan_text(client_id: UUID) -> str:
    plan = newest_signed(client_id)
    signed = signatures_of(plan) if plan else []
    return signed[0].text if signed else ""


def _left_out(client_id: UUID, asked: PrintAsked) -> tuple[int, int]:
    """How many drafts and struck notes lie in these days; both are left out, and it is said."""
    rows = Note.objects.filter(
        client_id=client_id, session__on__range=(asked.first, asked.last)
    ).exclude(partner_violence=True)
    documents = Document.objects.filter(
        client_id=client_id, on__range=(asked.first, asked.last)
    ).exclude(partner_violence=True)
    drafts = sum(
        each.filter(signed_at__isnull=True, struck_at__isnull=True).count()
        for each in (rows, documents)
    )
    struck = sum(each.filter(struck_at__isnull=False).count() for each in (rows, documents))
    return drafts, struck


def _totals(client_id: UUID, asked: PrintAsked) -> tuple[PrintedTotal, ...]:
    """Totals only; partner violence stands in no print at all."""
    rows = Administration.objects.filter(
        client_id=client_id,
        finished_at__isnull=False,
        total__isnull=False,
        on__range=(asked.first, asked.last),
    ).exclude(instrument_id__in=DAILY)
    found = []
    for row in rows.order_by("instrument_id", "on", "sequence"):
        of = known_here(row.instrument_id)
        if of is None or of.sensitivity is Sensitivity.VIOLENCE or row.total is None:
            continue
        band = of.band_of(row.total)
        found.append(
            PrintedTotal(
                row.on,
                of.id,
                of.short_title,
                row.total,
                band.label if band else "",
                row.prorated,
            )
        )
    return tuple(found)


def _sessions(client_id: UUID, asked: PrintAsked) -> tuple[PrintedSession, ...]:
    lines = attendance_of_client(client_id, asked.first, min(asked.last, clock.today()))
    held = Session.objects.filter(pk__in=[line.session_id for line in lines])
    by_id = {session.pk: session for session in held}
    return tuple(
        PrintedSession(
            on=by_id[line.session_id].on,
            name=by_id[line.session_id].name,
            presence=line.presence,
            minutes=line.minutes,
            planned_min=line.planned_min,
        )
        for line in lines
    )


def receivers(client_id: UUID) -> list[ContactLine]:
    """The contacts with whom anything may be shared today."""
    return [line for line in contacts_of(client_id) if line.standing_releases]


def shared_with(line: ContactLine, purpose: Purpose) -> frozenset[Part]:
    """What may go to them for this right now."""
    return may_share_with(line.contact, purpose, clock.now()).parts


def begins_on(client_id: UUID) -> date:
    """From when a print begins unless another day is chosen: her latest stay."""
    return max((stay.starts_on for stay in stays_of(client_id)), default=clock.today())
