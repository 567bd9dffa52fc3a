"""Which documents she may read, which are held, and which wait for a look at them alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import Http404

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.care.queries.signed import AddendumView
from openiop.documents.models import Document, DocumentHold
from openiop.domain.care.note_kinds import NoteKind
from openiop.domain.care.opening import OpeningFacts, is_open_to_her, opening_facts
from openiop.domain.privacy import About

from .reading import signed_documents


def standing_hold(document: Document) -> DocumentHold | None:
    """The hold on a document that nobody has ended, if there is one."""
    return DocumentHold.objects.filter(document=document, ended_at__isnull=True).first()


def hold_or_404(hold_id: UUID) -> DocumentHold:
    """The hold with this id."""
    row = DocumentHold.objects.select_related("document").filter(pk=hold_id).first()
    if row is None:
        raise Http404("No such hold.")
    return row


def about_hold(hold_id: UUID, **_: object) -> About:
    """Whom a hold is about."""
    return hold_or_404(hold_id).about()


def expired_holds(today: date) -> list[DocumentHold]:
    """Holds whose last day is over and that nobody has ended."""
    return list(DocumentHold.objects.filter(ended_at__isnull=True, expires_on__lt=today))


def facts_of(document: Document) -> OpeningFacts:
    """What decides whether she may read one document."""
    return _facts([document])[document.pk]


def _facts(documents: Iterable[Document]) -> dict[UUID, OpeningFacts]:
    """The same for many; one statement."""
    by_id = {each.pk: each for each in documents}
    holds = dict(
        DocumentHold.objects.filter(document_id__in=list(by_id), ended_at__isnull=True).values_list(
            "document_id", "expires_on"
        )
    )
    return {
        pk: opening_facts(
            each, is_cosigned=each.cosigned_at is not None, hold_expires_on=holds.get(pk)
        )
        for pk, each in by_id.items()
    }


@dataclass(frozen=True)
class OpenDocument:
    """One document as she reads it."""

    kind: NoteKind
    on: date
    text: str
    signed_as: str
    addenda: tuple[AddendumView, ...]


def open_documents_of(client_id: UUID, limit: int = 20) -> list[OpenDocument]:
    """The documents she may read, the newest first; constant statements."""
    rows = Document.objects.filter(
        client_id=client_id, signed_at__isnull=False, struck_at__isnull=True
    ).defer("body_sealed", "sources_sealed")
    facts, today = _facts(rows), clock.today()
    hers = {pk for pk, each in facts.items() if is_open_to_her(each, today)}
    shown = [each for each in signed_documents([client_id]) if each.id in hers]
    return [
        OpenDocument(each.kind, each.on, each.signed.text, each.signed.signed_as, each.addenda)
        for each in reversed(shown[-limit:])
    ]


@dataclass(frozen=True)
class DocumentOpening:
    """Whether she may read one document, for whoever decides it."""

    is_open: bool
    facts: OpeningFacts
    hold: DocumentHold | None
    reviewer_name: str


def opening_view(document: Document) -> DocumentOpening:
    """Where one document stands with her."""
    facts, hold = facts_of(document), standing_hold(document)
    names = names_by_id([hold.reviewer_id]) if hold else {}
    return DocumentOpening(
        is_open=is_open_to_her(facts, clock.today()),
        facts=facts,
        hold=hold,
        reviewer_name=names.get(hold.reviewer_id, "") if hold else "",
    )
