"""Finding words in charts: opened only within reach, bounded, and told how much was looked through.

Sealed texts are opened one by one in the memory of this request; nothing is kept of them.
Psychotherapy notes are no part of the chart and are not among the sources.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from openiop.base import clock
from openiop.care.models import Addendum, Goal, Signature
from openiop.clients.models import Client, ContactDetail
from openiop.clients.queries import clients_by_id, open_episodes
from openiop.day.models import BetweenContact, Need
from openiop.documents.models import DocumentAddendum, DocumentSignature
from openiop.domain.chart.found import Piece, line_around, wanted_words
from openiop.domain.chart.kinds import ChartKind
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.health.models import Allergy, Diagnosis, Medication
from openiop.measures.models import Annotation, Comment
from openiop.plans.models import PlanSignature, PlanWish
from openiop.privacy.actor import Actor
from openiop.safety.models import AlertStep, PrivateCheck, RiskAssessment, SafetyPlan
from openiop.safety.queries.people import clients_in_reach

MOST_TEXTS = 5000
"""Texts opened in one search; a longer search is told to choose days."""
MOST_SHOWN = 60
ACROSS_DAYS = 90
"""How far back a search across charts goes unless other days are chosen."""


@dataclass(frozen=True)
class Source:
    """A text of a chart before it is opened."""

    client_id: UUID
    at: datetime
    kind: ChartKind
    title: str
    """A marked text, or the name of a session."""
    open: Callable[[], str]
    link: tuple[str, UUID]


@dataclass(frozen=True)
class Hit:
    """A text in which every word was found."""

    client: Client
    at: datetime
    kind: ChartKind
    title: str
    line: tuple[Piece, ...]
    link: tuple[str, UUID]


@dataclass(frozen=True)
class Asked:
    """What somebody looks for."""

    typed: str
    kind: ChartKind | None
    first: date
    last: date


@dataclass(frozen=True)
class Found:
    """What a search came to."""

    hits: tuple[Hit, ...]
    hit_count: int
    text_count: int
    client_count: int
    is_cut: bool
    """Whether there were more texts than one search opens."""

    @property
    def client_ids(self) -> list[UUID]:
        """Whose texts were found."""
        return list(dict.fromkeys(hit.client.pk for hit in self.hits))


def search_reach(actor: Actor) -> set[UUID]:
    """The clients a search across charts looks through: hers, or all here for who sees all."""
    here = {stay.client_id for stay in open_episodes(clock.today())}
    reach = clients_in_reach(actor, Permission.SEE_CHART)
    return here if reach is None else set(reach)


def search(asked: Asked, client_ids: Iterable[UUID]) -> Found:
    """The texts of these clients in which all the words stand, the newest first."""
    ids = set(client_ids)
    words = wanted_words(asked.typed)
    if not words or not ids:
        return Found((), 0, 0, len(ids), False)
    first = clock.at(asked.first, "00:00")
    last = clock.at(asked.last + timedelta(days=1), "00:00")
    texts = [
        text
        for kind, source in SOURCES
        if asked.kind in (None, kind)
        for text in source(ids)
        if first <= text.at < last
    ]
    texts.sort(key=lambda text: text.at, reverse=True)
    names = clients_by_id(ids)
    hits = [
        Hit(names[text.client_id], text.at, text.kind, text.title, line, text.link)
        for text in texts[:MOST_TEXTS]
        if (line := line_around(text.open(), words))
    ]
    return Found(
        hits=tuple(hits[:MOST_SHOWN]),
        hit_count=len(hits),
        text_count=min(len(texts), MOST_TEXTS),
        client_count=len(ids),
        is_cut=len(texts) > MOST_TEXTS,
    )


def _notes(ids: set[UUID]) -> Iterator[Source]:
    rows = Signature.objects.filter(note__client_id__in=ids).select_related("note__session")
    for row in rows.defer("note__body_sealed"):
        yield Source(
            row.note.client_id,
            row.note.session.starts_at,
            ChartKind.NOTE,
            row.note.session.name,
            _opener(row, "text"),
            ("care:note", row.note_id),
        )
    added = Addendum.objects.filter(note__client_id__in=ids).select_related("note")
    for addendum in added.defer("note__body_sealed"):
        yield Source(
            addendum.note.client_id,
            addendum.added_at,
            ChartKind.NOTE,
            _("Addendum"),
            _opener(addendum, "text"),
            ("care:note", addendum.note_id),
        )


def _documents(ids: set[UUID]) -> Iterator[Source]:
    rows = DocumentSignature.objects.filter(document__client_id__in=ids, is_second=False)
    newest = {
        row.document_id: row
        for row in rows.select_related("document")
        .defer("document__body_sealed", "document__sources_sealed")
        .order_by("number")
    }
    for row in newest.values():
        yield Source(
            row.document.client_id,
            row.signed_at,
            ChartKind.NOTE,
            row.document.kind.label,
            _opener(row, "text"),
            ("documents:read", row.document_id),
        )
    added = DocumentAddendum.objects.filter(document__client_id__in=ids)
    for addendum in added.select_related("document").defer(
        "document__body_sealed", "document__sources_sealed"
    ):
        yield Source(
            addendum.document.client_id,
            addendum.added_at,
            ChartKind.NOTE,
            _("Addendum"),
            _opener(addendum, "text"),
            ("documents:read", addendum.document_id),
        )
    between = BetweenContact.objects.filter(client_id__in=ids, words_sealed__isnull=False)
    for contact in between.filter(struck_at__isnull=True):
        yield Source(
            contact.client_id,
            contact.at,
            ChartKind.NOTE,
            _("Between sessions"),
            _opener(contact, "words"),
            ("desk:chart", contact.client_id),
        )


def _plan(ids: set[UUID]) -> Iterator[Source]:
    signed = PlanSignature.objects.filter(plan__client_id__in=ids).select_related("plan")
    of_plan = {row.plan_id: row for row in signed.defer("plan__body_sealed").order_by("-signed_at")}
    for signature in of_plan.values():
        yield Source(
            signature.plan.client_id,
            signature.signed_at,
            ChartKind.PLAN,
            _("Plan"),
            _opener(signature, "text"),
            ("plans:version", signature.plan_id),
        )
    for goal in Goal.objects.filter(client_id__in=ids):
        words = f"{goal.her_words} {goal.our_words}".strip()
        yield Source(
            goal.client_id,
            goal.created_at,
            ChartKind.PLAN,
            _("Goal"),
            _same(words),
            ("desk:chart", goal.client_id),
        )


def _safety(ids: set[UUID]) -> Iterator[Source]:
    kind = ChartKind.SAFETY
    for plan in SafetyPlan.objects.filter(client_id__in=ids):
        yield Source(
            plan.client_id,
            plan.created_at,
            kind,
            _("Safety plan"),
            _json_opener(plan),
            ("desk:plan", plan.client_id),
        )
    for risk in RiskAssessment.objects.filter(client_id__in=ids):
        yield Source(
            risk.client_id,
            risk.created_at,
            kind,
            _("Risk assessment"),
            _json_opener(risk),
            ("desk:chart", risk.client_id),
        )
    steps = AlertStep.objects.filter(alert__client_id__in=ids, words_sealed__isnull=False)
    for step in steps.select_related("alert").defer("alert__evidence_sealed"):
        yield Source(
            step.alert.client_id,
            step.at,
            kind,
            _("Alert"),
            _opener(step, "words"),
            ("safety:alert", step.alert_id),
        )
    checks = PrivateCheck.objects.filter(client_id__in=ids, words_sealed__isnull=False)
    for check in checks:
        yield Source(
            check.client_id,
            check.done_at or check.created_at,
            kind,
            _("Asked in private"),
            _opener(check, "words"),
            ("desk:chart", check.client_id),
        )


def _her_words(ids: set[UUID]) -> Iterator[Source]:
    kind = ChartKind.HER_WORDS
    for need in Need.objects.filter(client_id__in=ids, words_sealed__isnull=False):
        yield Source(
            need.client_id,
            need.created_at,
            kind,
            need.kind.label,
            _opener(need, "words"),
            ("desk:chart", need.client_id),
        )
    for wish in PlanWish.objects.filter(client_id__in=ids):
        yield Source(
            wish.client_id,
            wish.said_at,
            kind,
            _("About her plan"),
            _opener(wish, "words", "answer"),
            ("plans:plan", wish.client_id),
        )
    said = Comment.objects.filter(
        administration__client_id__in=ids, words_sealed__isnull=False
    ).select_related("administration")
    for comment in said:
        yield Source(
            comment.administration.client_id,
            comment.created_at,
            kind,
            _("About a result"),
            _opener(comment, "words"),
            ("desk:course", comment.administration.client_id),
        )
    rows = Annotation.objects.filter(client_id__in=ids, struck_at__isnull=True)
    for row in rows:
        yield Source(
            row.client_id,
            row.created_at,
            kind if row.is_hers else ChartKind.NOTE,
            _("At a day on the picture"),
            _opener(row, "words"),
            ("desk:course", row.client_id),
        )


def _health(ids: set[UUID]) -> Iterator[Source]:
    kind = ChartKind.HEALTH
    for taken in Medication.objects.filter(client_id__in=ids, struck_at__isnull=True):
        yield Source(
            taken.client_id,
            taken.created_at,
            kind,
            _("Medication"),
            _opener(taken, "name", "dose", "reason", "prescriber"),
            ("health:health", taken.client_id),
        )
    for allergy in Allergy.objects.filter(client_id__in=ids, struck_at__isnull=True):
        yield Source(
            allergy.client_id,
            allergy.created_at,
            kind,
            _("Allergy"),
            _opener(allergy, "to", "reaction"),
            ("health:health", allergy.client_id),
        )
    for made in Diagnosis.objects.filter(client_id__in=ids, struck_at__isnull=True):
        yield Source(
            made.client_id,
            made.created_at,
            kind,
            _("Diagnosis"),
            _opener(made, "title", "code"),
            ("health:health", made.client_id),
        )


def _people(ids: set[UUID]) -> Iterator[Source]:
    rows = ContactDetail.objects.filter(
        contact__client_id__in=ids, contact__struck_at__isnull=True
    ).select_related("contact")
    newest = {row.contact_id: row for row in rows.order_by("number")}
    for row in newest.values():
        yield Source(
            row.contact.client_id,
            row.created_at,
            ChartKind.PEOPLE,
            _("Contact"),
            _json_opener(row, "told"),
            ("health:people", row.contact.client_id),
        )


def _opener(row: object, *names: str) -> Callable[[], str]:
    return lambda: " · ".join(text for name in names if (text := str(getattr(row, name))))


def _same(words: str) -> Callable[[], str]:
    return lambda: words


def _json_opener(row: object, name: str = "content") -> Callable[[], str]:
    """Only what was written in it, not the names of its fields."""

    def opened() -> str:
        stored = str(getattr(row, name))
        return " · ".join(_written_in(json.loads(stored))) if stored else ""

    return opened


def _written_in(stored: object) -> Iterator[str]:
    if isinstance(stored, str):
        if stored:
            yield stored
    elif isinstance(stored, dict | list):
        for part in stored.values() if isinstance(stored, dict) else stored:
            yield from _written_in(part)


SOURCES: tuple[tuple[ChartKind, Callable[[set[UUID]], Iterator[Source]]], ...] = (
    (ChartKind.NOTE, _notes),
    (ChartKind.NOTE, _documents),
    (ChartKind.PLAN, _plan),
    (ChartKind.SAFETY, _safety),
    (ChartKind.HER_WORDS, _her_words),
    (ChartKind.HEALTH, _health),
    (ChartKind.PEOPLE, _people),
)
"""What is searched, by kind; what comes later adds its own source here."""
