"""What one person still owes, and what is late for everybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.urls import reverse

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.care.queries.cosign import CosignLine, cosign_queue
from openiop.care.queries.owed import unsigned_notes
from openiop.clients.models import Episode
from openiop.clients.queries import open_episodes, planned_days
from openiop.coverage.queries import rules_by_client
from openiop.documents.models import Document, Question
from openiop.domain.care.clocks import DocumentationClocks, PlanStep
from openiop.domain.care.note_kinds import Discipline, NoteKind, disciplines_of
from openiop.domain.care.owed import (
    StayDates,
    cosign_due_at,
    documents_owed,
    other_note_due_at,
)
from openiop.domain.day.attendance import week_of
from openiop.domain.text import _
from openiop.plans.queries import plans_due
from openiop.privacy.actor import Actor
from openiop.programs.models import StaffMember
from openiop.programs.queries import clocks_here

WEEKS_LOOKED_AT = 2
DAYS_LOOKED_AT = 30
"""What was due longer ago is a matter for an audit, not for today's list."""
PLANS_SHOWN_AHEAD_DAYS = 7
"""A plan review stands on the list a week before its day, not the whole time between two."""


@dataclass(frozen=True)
class OwedLine:
    """One thing somebody owes, by when."""

    staff_id: UUID | None
    staff_name: str
    what: str
    """A word of ours, or a name as it was given."""
    client_name: str
    due_at: datetime
    href: str
    count: int = 1
    is_begun: bool = False
    week_on: date | None = None
    """The first day of the week a summary is about."""

    @property
    def is_late(self) -> bool:
        """Whether its time has passed."""
        return self.due_at < clock.now()


def _end_of(day: date) -> datetime:
    return clock.at(day, "23:59")


def owed(staff_id: UUID | None = None) -> list[OwedLine]:
    """Everything owed, or what one person owes, by due time; constant statements.

    Notes of sessions, other notes that were begun, answers to a lead's question, and what each stay
    owes: its plan, the assessment, the first prescriber visit, the summary of each week.
    """
    clocks = clocks_here()
    found = [
        *_session_notes(staff_id),
        *_begun(staff_id, clocks),
        *_questions(staff_id, clocks),
        *_of_stays(staff_id, clocks),
    ]
    return sorted(found, key=lambda line: (line.due_at, line.client_name, line.what))


def _session_notes(staff_id: UUID | None) -> list[OwedLine]:
    return [
        OwedLine(
            staff_id=line.staff_id,
            staff_name=line.staff_name,
            what=line.name,
            client_name=line.client_name,
            due_at=line.due_at,
            href=reverse(
                "care:session_note" if line.is_individual else "care:notes", args=[line.session_id]
            ),
            count=line.count,
            is_begun=True,
        )
        for line in unsigned_notes(clock.now(), staff_id)
    ]


def _begun(staff_id: UUID | None, clocks: DocumentationClocks) -> list[OwedLine]:
    rows = Document.objects.filter(signed_at__isnull=True, struck_at__isnull=True)
    if staff_id is not None:
        rows = rows.filter(author_id=staff_id)
    drafts = list(rows.select_related("client").defer("body_sealed", "sources_sealed"))
    names = names_by_id(row.author_id for row in drafts)
    return [
        OwedLine(
            staff_id=row.author_id,
            staff_name=names.get(row.author_id, ""),
            what=row.kind.label,
            client_name=row.client.short_name,
            due_at=other_note_due_at(row.opened_at, clocks),
            href=reverse("documents:write", args=[row.pk]),
            is_begun=True,
        )
        for row in drafts
    ]


def _questions(staff_id: UUID | None, clocks: DocumentationClocks) -> list[OwedLine]:
    rows = list(
        Question.objects.filter(answered_at__isnull=True)
        .select_related("document", "document__client", "note", "note__client")
        .defer("words_sealed")
    )
    found = []
    for row in rows:
        part = row.document or row.note
        if part is None or (staff_id is not None and part.author_id != staff_id):
            continue
        place = "documents:read" if row.document else "documents:about_note"
        found.append(
            OwedLine(
                staff_id=part.author_id,
                staff_name="",
                what=_("A question about your note"),
                client_name=part.client.short_name,
                due_at=cosign_due_at(row.asked_at, clocks),
                href=reverse(place, args=[part.pk]),
                is_begun=True,
            )
        )
    names = names_by_id(line.staff_id for line in found)
    return [
        replace(line, staff_name=names.get(line.staff_id, "") if line.staff_id else "")
        for line in found
    ]


def _prescribers() -> list[UUID]:
    rows = StaffMember.objects.order_by("created_at").values_list("pk", "credentials")
    return [pk for pk, letters in rows if Discipline.PRESCRIBING in disciplines_of(letters)]


def _of_stays(staff_id: UUID | None, clocks: DocumentationClocks) -> list[OwedLine]:
    today = clock.today()
    stays = [stay for stay in open_episodes(today) if stay.starts_on <= today]
    prescribers = _prescribers()
    if staff_id is not None:
        is_prescriber = staff_id in prescribers
        stays = [stay for stay in stays if is_prescriber or stay.therapist_id == staff_id]
    if not stays:
        return []
    ids = [stay.client_id for stay in stays]
    written = _written(ids)
    begun = _begun_kinds(ids)
    dates = _dates(stays, written, today)
    found = []
    for stay in stays:
        for each in documents_owed(dates[stay.pk], clocks):
            week = each.week_ends_on
            if each.due_on < today - timedelta(days=DAYS_LOOKED_AT):
                continue
            if (each.kind, week) in begun.get(stay.client_id, set()):
                continue
            owner = stay.therapist_id
            if each.kind is NoteKind.PRESCRIBER:
                if not prescribers:
                    continue  # nobody here prescribes: she is seen elsewhere
                owner = prescribers[0]
            if staff_id is not None and owner != staff_id:
                continue
            found.append(
                OwedLine(
                    staff_id=owner,
                    staff_name="",
                    what=each.kind.label,
                    client_name=stay.client.short_name,
                    due_at=_end_of(each.due_on),
                    href=reverse("documents:of_client", args=[stay.client_id]),
                    week_on=week - timedelta(days=6) if week else None,
                )
            )
    found += _plans(stays, today, prescribers, staff_id)
    names = names_by_id(line.staff_id for line in found)
    return [
        replace(line, staff_name=names.get(line.staff_id, "") if line.staff_id else "")
        for line in found
    ]


def _plans(
    stays: list[Episode], today: date, prescribers: list[UUID], staff_id: UUID | None
) -> list[OwedLine]:
    """What each plan of care needs next, once it is near."""
    due = plans_due(stays, today)
    found = []
    for stay in stays:
        plan = due.get(stay.client_id)
        if plan is None or plan.due_on > today + timedelta(days=PLANS_SHOWN_AHEAD_DAYS):
            continue
        owner = stay.therapist_id
        if plan.step is PlanStep.PHYSICIAN and prescribers:
            owner = prescribers[0]
        if staff_id is None or owner == staff_id:
            found.append(
                OwedLine(
                    staff_id=owner,
                    staff_name="",
                    what=plan.step.label,
                    client_name=stay.client.short_name,
                    due_at=_end_of(plan.due_on),
                    href=reverse("plans:plan", args=[stay.client_id]),
                )
            )
    return found


Kinds = dict[UUID, set[tuple[NoteKind, date | None]]]


def _written(ids: Iterable[UUID]) -> Kinds:
    return _kinds(ids, is_signed=True)


def _begun_kinds(ids: Iterable[UUID]) -> Kinds:
    return _kinds(ids, is_signed=False)


def _kinds(ids: Iterable[UUID], *, is_signed: bool) -> Kinds:
    found: Kinds = {}
    rows = Document.objects.filter(
        client_id__in=list(ids), struck_at__isnull=True, signed_at__isnull=not is_signed
    ).values_list("client_id", "kind", "on")
    for client_id, kind, on in rows:
        which = NoteKind(kind)
        week = on + timedelta(days=6) if which is NoteKind.WEEKLY else None
        found.setdefault(client_id, set()).add((which, week))
    return found


def _dates(stays: list[Episode], written: Kinds, today: date) -> dict[UUID, StayDates]:
    ids = [stay.client_id for stay in stays]
    rules = rules_by_client(ids, today)
    first = min(stay.starts_on for stay in stays)
    planned = planned_days(first, today + timedelta(days=DAYS_LOOKED_AT), ids)
    found = {}
    for stay in stays:
        mine = written.get(stay.client_id, set())
        hers = sorted(on for on in planned.coming.get(stay.client_id, ()) if on >= stay.starts_on)
        ended = [
            week_of(today - timedelta(days=7 * n), rules[stay.client_id])[1]
            for n in range(1, WEEKS_LOOKED_AT + 1)
        ]
        found[stay.pk] = StayDates(
            starts_on=stay.starts_on,
            program_days=tuple(hers[:10]),
            weeks_ended=tuple(week for week in ended if stay.starts_on <= week < today),
            written=frozenset(kind for kind, _week in mine),
            weeks_written=frozenset(week for _kind, week in mine if week is not None),
        )
    return found


@dataclass(frozen=True)
class ReviewLine:
    """One document that waits for a second signature."""

    document_id: UUID
    kind: NoteKind
    client_name: str
    author_name: str
    signed_at: datetime
    due_at: datetime
    is_returned: bool
    is_own: bool


def to_review(reader: Actor) -> list[ReviewLine]:
    """Signed documents without their second signature, the longest owed first; three statements."""
    clocks = clocks_here()
    rows = list(
        Document.objects.filter(
            cosign_due=True,
            cosigned_at__isnull=True,
            signed_at__isnull=False,
            struck_at__isnull=True,
        )
        .select_related("client")
        .defer("body_sealed", "sources_sealed")
        .order_by("signed_at")
    )
    names = names_by_id(row.author_id for row in rows)
    asked = set(
        Question.objects.filter(
            document_id__in=[row.pk for row in rows], answered_at__isnull=True
        ).values_list("document_id", flat=True)
    )
    return [
        ReviewLine(
            document_id=row.pk,
            kind=row.kind,
            client_name=row.client.short_name,
            author_name=names.get(row.author_id, ""),
            signed_at=row.signed_at,
            due_at=cosign_due_at(row.signed_at, clocks),
            is_returned=row.pk in asked,
            is_own=row.author_id == reader.id,
        )
        for row in rows
        if row.signed_at is not None
    ]


def notes_to_review(reader: Actor) -> list[CosignLine]:
    """Notes of sessions that wait for their second signature, the longest owed first."""
    return cosign_queue(reader)
