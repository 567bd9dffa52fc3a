"""Everything of one chart in order of time; constant statements, however long her stay."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from uuid import UUID

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.care.models import AbsenceEntry, Addendum, Goal, Note
from openiop.clients.models import Client, ComingDays, Contact, Release, StageMove
from openiop.day.models import Attendance, BetweenContact, ContactTry, Need
from openiop.documents.models import Document, DocumentAddendum
from openiop.domain.chart.kinds import ChartKind
from openiop.domain.measures.daily_checkin import DAILY_CHECKIN
from openiop.domain.measures.group_checkout import GROUP_CHECKOUT
from openiop.domain.measures.instrument import Sensitivity
from openiop.domain.text import _
from openiop.health.models import (
    Allergy,
    Diagnosis,
    DiagnosisStanding,
    Medication,
    MedicationReview,
    NoneKnown,
)
from openiop.letters.models import Letter
from openiop.measures.models import Administration
from openiop.measures.queries import known_here
from openiop.plans.models import PlanSignature, PlanVersion
from openiop.safety.models import Alert, PrivateCheck, RiskAssessment, SafetyPlan

DAILY = (DAILY_CHECKIN.id, GROUP_CHECKOUT.id)
NOON = "12:00"
"""Where a thing stands of which only the day is known."""

Words = Callable[[], str]


@dataclass(frozen=True)
class Entry:
    """One thing of the chart: when, what in marked words, whose deed, and where it stands."""

    at: datetime
    kind: ChartKind
    text: str
    """A marked text with its parameters in braces."""
    params: Mapping[str, object] = field(default_factory=dict)
    by: UUID | None = None
    link: tuple[str, UUID] | None = None
    """The name of a page and the id it takes."""
    words: Words | None = None
    """Sealed words, opened only when the entry is shown."""
    day_only: bool = False


@dataclass(frozen=True)
class Timeline:
    """The chart in order, the newest first, and how many there are of each kind."""

    client: Client
    entries: tuple[Entry, ...]
    counts: dict[ChartKind, int]
    names: dict[UUID, str]


def timeline(client: Client, *, only: ChartKind | None, may_see_violence: bool) -> Timeline:
    """Everything that happened, or one kind of it, the newest first."""
    found = [
        entry
        for source in SOURCES
        for entry in source(client.pk)
        if entry.at <= clock.now() or entry.day_only
    ]
    found += _measures(client.pk, may_see_violence=may_see_violence)
    counts = {kind: sum(entry.kind is kind for entry in found) for kind in ChartKind}
    shown = [entry for entry in found if only is None or entry.kind is only]
    return Timeline(
        client=client,
        entries=tuple(sorted(shown, key=lambda entry: entry.at, reverse=True)),
        counts={kind: count for kind, count in counts.items() if count},
        names=names_by_id(entry.by for entry in shown),
    )


def _on(day: date) -> datetime:
    return clock.at(day, NOON)


def _sessions(client_id: UUID) -> Iterator[Entry]:
    entries = AbsenceEntry.objects.filter(client_id=client_id, struck_at__isnull=True)
    absences = {entry.session_id: entry for entry in entries.select_related("session")}
    for absence in absences.values():
        yield Entry(
            absence.session.starts_at,
            ChartKind.SESSION,
            _("{session}: away. {reason}"),
            {"session": absence.session.name, "reason": absence.reason},
            absence.created_by,
        )
    rows = Attendance.objects.filter(client_id=client_id).select_related("session")
    for row in rows:
        if row.session_id not in absences:
            yield Entry(
                row.session.starts_at,
                ChartKind.SESSION,
                _("{session}: {presence}"),
                {"session": row.session.name, "presence": row.presence},
                row.confirmed_by,
            )


def _notes(client_id: UUID) -> Iterator[Entry]:
    rows = Note.objects.filter(client_id=client_id).select_related("session").defer("body_sealed")
    for row in rows:
        name = {"session": row.session.name}
        link = ("care:note", row.pk)
        if row.signed_at:
            yield Entry(
                row.signed_at,
                ChartKind.NOTE,
                _("Note of {session} signed"),
                name,
                row.signed_by,
                link,
            )
        else:
            yield Entry(
                row.opened_at,
                ChartKind.NOTE,
                _("Note of {session} begun, not signed"),
                name,
                row.author_id,
                link,
            )
        if row.struck_at:
            yield Entry(
                row.struck_at,
                ChartKind.NOTE,
                _("Note of {session} struck"),
                name,
                row.struck_by,
                link,
            )
    added = Addendum.objects.filter(note__client_id=client_id).select_related("note__session")
    for addendum in added.defer("text_sealed", "note__body_sealed"):
        yield Entry(
            addendum.added_at,
            ChartKind.NOTE,
            _("Addendum to the note of {session}"),
            {"session": addendum.note.session.name},
            addendum.added_by,
            ("care:note", addendum.note_id),
        )


def _documents(client_id: UUID) -> Iterator[Entry]:
    rows = Document.objects.filter(client_id=client_id).defer("body_sealed", "sources_sealed")
    for row in rows:
        kind, link = {"kind": row.kind}, ("documents:read", row.pk)
        if row.signed_at:
            text = _("{kind} signed")
            yield Entry(row.signed_at, ChartKind.NOTE, text, kind, row.signed_by, link)
        else:
            text = _("{kind} begun, not signed")
            yield Entry(row.opened_at, ChartKind.NOTE, text, kind, row.author_id, link)
        if row.struck_at:
            yield Entry(
                row.struck_at, ChartKind.NOTE, _("{kind} struck"), kind, row.struck_by, link
            )
    added = DocumentAddendum.objects.filter(document__client_id=client_id).defer("text_sealed")
    for addendum in added.select_related("document"):
        yield Entry(
            addendum.added_at,
            ChartKind.NOTE,
            _("Addendum: {kind}"),
            {"kind": addendum.document.kind},
            addendum.added_by,
            ("documents:read", addendum.document_id),
        )


def _letters(client_id: UUID) -> Iterator[Entry]:
    for row in Letter.objects.filter(client_id=client_id, struck_at__isnull=True):
        kind, link = {"kind": row.kind}, ("letters:letter", row.pk)
        to = partial(getattr, row, "recipient")
        yield Entry(
            row.created_at,
            ChartKind.LETTER,
            _("Letter asked for: {kind}"),
            kind,
            row.created_by,
            link,
            to,
        )
        if row.consented_at:
            text = _("She agreed to the letter: {kind}")
            by = row.consented_by
            yield Entry(row.consented_at, ChartKind.LETTER, text, kind, by, link, to)
        if row.sent_at:
            text = _("Letter sent: {kind}")
            yield Entry(row.sent_at, ChartKind.LETTER, text, kind, row.sent_by, link, to)


def _measures(client_id: UUID, *, may_see_violence: bool) -> list[Entry]:
    rows = Administration.objects.filter(client_id=client_id, finished_at__isnull=False)
    found = []
    for row in rows:
        of = known_here(row.instrument_id)
        if of and of.sensitivity is Sensitivity.VIOLENCE and not may_see_violence:
            continue
        daily = row.instrument_id in DAILY
        total = row.total if row.total is not None and not daily else None
        found.append(
            Entry(
                row.finished_at or row.created_at,
                ChartKind.CHECK_IN if daily else ChartKind.MEASURE,
                _("{form}: {total}") if total is not None else _("{form} filled in"),
                {
                    "form": of.short_title if of else row.instrument_id,
                    "total": f"{round(total, 1):g}" if total is not None else "",
                },
                row.finished_by,
            )
        )
    return found


def _safety(client_id: UUID) -> Iterator[Entry]:
    for alert in Alert.objects.filter(client_id=client_id).defer("evidence_sealed"):
        link = ("safety:alert", alert.pk)
        yield Entry(
            alert.opened_at,
            ChartKind.SAFETY,
            _("Alert: {level}"),
            {"level": alert.level},
            alert.created_by,
            link,
        )
        if alert.closed_at:
            yield Entry(
                alert.closed_at, ChartKind.SAFETY, _("Alert closed"), {}, alert.closed_by, link
            )
    for risk in RiskAssessment.objects.filter(client_id=client_id).defer("content_sealed"):
        yield Entry(
            risk.created_at,
            ChartKind.SAFETY,
            _("Risk assessed: {level}"),
            {"level": risk.level},
            risk.created_by,
        )
    checks = PrivateCheck.objects.filter(client_id=client_id, done_at__isnull=False)
    for check in checks:
        yield Entry(
            check.done_at or check.created_at,
            ChartKind.SAFETY,
            _("Asked in private"),
            {},
            check.done_by,
            words=partial(getattr, check, "words"),
        )
    for plan in SafetyPlan.objects.filter(client_id=client_id).defer("content_sealed"):
        yield Entry(
            plan.created_at,
            ChartKind.SAFETY,
            _("Safety plan, version {number}"),
            {"number": plan.number},
            plan.created_by,
            ("desk:plan", client_id),
        )


def _plan(client_id: UUID) -> Iterator[Entry]:
    for goal in Goal.objects.filter(client_id=client_id):
        yield Entry(
            goal.created_at,
            ChartKind.PLAN,
            _("Goal {number}: “{words}”"),
            {"number": goal.number, "words": goal.her_words},
            goal.created_by,
        )
        if goal.ended_on:
            yield Entry(
                _on(goal.ended_on),
                ChartKind.PLAN,
                _("Goal {number} ended"),
                {"number": goal.number},
                day_only=True,
            )
    for plan in PlanVersion.objects.filter(client_id=client_id).defer("body_sealed"):
        yield Entry(
            plan.created_at,
            ChartKind.PLAN,
            _("Plan, version {number}, begun"),
            {"number": plan.number},
            plan.created_by,
            ("plans:version", plan.pk),
        )
    signed = PlanSignature.objects.filter(plan__client_id=client_id)
    for signature in signed.select_related("plan").defer("plan__body_sealed", "text_sealed"):
        yield Entry(
            signature.signed_at,
            ChartKind.PLAN,
            _("Plan, version {number}, signed: {who}"),
            {"number": signature.plan.number, "who": signature.who},
            signature.signed_by,
            ("plans:version", signature.plan_id),
        )


def _her_words(client_id: UUID) -> Iterator[Entry]:
    for need in Need.objects.filter(client_id=client_id).exclude(words_sealed=None):
        yield Entry(
            need.created_at,
            ChartKind.HER_WORDS,
            _("She asked: {what}"),
            {"what": need.kind},
            words=partial(getattr, need, "words"),
        )


def _reaching(client_id: UUID) -> Iterator[Entry]:
    for row in ContactTry.objects.filter(client_id=client_id):
        yield Entry(
            row.tried_at,
            ChartKind.REACHING,
            _("{channel}: {outcome}"),
            {"channel": row.channel, "outcome": row.outcome},
            row.tried_by,
        )


def _between(client_id: UUID) -> Iterator[Entry]:
    rows = BetweenContact.objects.filter(client_id=client_id, struck_at__isnull=True)
    for row in rows:
        yield Entry(
            row.at,
            ChartKind.REACHING,
            _("Between sessions: {way}. {outcome}"),
            {"way": row.way, "outcome": row.outcome},
            row.created_by,
            words=partial(getattr, row, "words"),
        )


def _stay(client_id: UUID) -> Iterator[Entry]:
    for move in StageMove.objects.filter(episode__client_id=client_id):
        yield Entry(
            _on(move.on),
            ChartKind.STAY,
            _("Her stay: {stage}"),
            {"stage": move.to},
            move.created_by,
            day_only=True,
        )
    for row in ComingDays.objects.filter(episode__client_id=client_id):
        yield Entry(
            row.created_at,
            ChartKind.STAY,
            _("Comes on {n} days a week from {on}"),
            {"n": len(row.weekdays), "on": row.from_on},
            row.created_by,
        )


def _health(client_id: UUID) -> Iterator[Entry]:
    kind, page = ChartKind.HEALTH, ("health:health", client_id)
    for row in Medication.objects.filter(client_id=client_id):
        said = partial(_joined, row)
        text = _("Medication changed") if row.follows_id else _("Medication stated")
        yield Entry(row.created_at, kind, text, {}, row.created_by, page, said)
        if row.stopped_at:
            yield Entry(row.stopped_at, kind, _("Medication ended"), {}, row.stopped_by, page, said)
        if row.struck_at:
            yield Entry(row.struck_at, kind, _("Medication struck"), {}, row.struck_by, page, said)
    for look in MedicationReview.objects.filter(client_id=client_id):
        text = _("Medications looked through with her")
        yield Entry(look.created_at, kind, text, {}, look.created_by, page)
    for allergy in Allergy.objects.filter(client_id=client_id):
        to = partial(getattr, allergy, "to")
        yield Entry(allergy.created_at, kind, _("Allergy stated"), {}, allergy.created_by, page, to)
        if allergy.struck_at:
            yield Entry(
                allergy.struck_at, kind, _("Allergy struck"), {}, allergy.struck_by, page, to
            )
    for none in NoneKnown.objects.filter(client_id=client_id):
        text = _("Asked about allergies: none known")
        yield Entry(none.created_at, kind, text, {}, none.created_by, page)
    rows = DiagnosisStanding.objects.filter(diagnosis__client_id=client_id)
    for standing in rows.select_related("diagnosis"):
        yield Entry(
            standing.created_at,
            kind,
            _("Diagnosis: {status}, place {rank}"),
            {"status": standing.status, "rank": standing.rank},
            standing.created_by,
            page,
            partial(_titled, standing.diagnosis),
        )
        if standing.diagnosis.struck_at and standing.number == 1:
            yield Entry(
                standing.diagnosis.struck_at,
                kind,
                _("Diagnosis struck"),
                {},
                standing.diagnosis.struck_by,
                page,
                partial(_titled, standing.diagnosis),
            )


def _joined(row: Medication) -> str:
    return ", ".join(part for part in (row.name, row.dose) if part)


def _titled(row: Diagnosis) -> str:
    return f"{row.title} {row.code}"


def _people(client_id: UUID) -> Iterator[Entry]:
    kind, page = ChartKind.PEOPLE, ("health:people", client_id)
    for contact in Contact.objects.filter(client_id=client_id):
        yield Entry(contact.created_at, kind, _("Contact taken down"), {}, contact.created_by, page)
        if contact.struck_at:
            text = _("Contact taken off")
            yield Entry(contact.struck_at, kind, text, {}, contact.struck_by, page)
    for row in Release.objects.filter(contact__client_id=client_id):
        yield Entry(
            row.created_at,
            kind,
            _("Release until {on}"),
            {"on": row.until_on},
            row.created_by,
            page,
        )
        if row.revoked_at:
            text = _("Release taken back")
            yield Entry(row.revoked_at, kind, text, {}, row.revoked_by, page)


SOURCES: tuple[Callable[[UUID], Iterator[Entry]], ...] = (
    _sessions,
    _notes,
    _documents,
    _letters,
    _safety,
    _plan,
    _her_words,
    _reaching,
    _between,
    _stay,
    _health,
    _people,
)
"""Each asks for the rows of one client only; what comes later adds its own source here."""
