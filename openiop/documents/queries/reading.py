"""Documents to read: one with its versions, and all of one chart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from openiop.accounts.queries import names_by_id
from openiop.care.models import Note
from openiop.care.queries.signed import AddendumView, SignedView
from openiop.documents.models import Document, DocumentAddendum, DocumentSignature, Question
from openiop.domain.care.note import content_hash
from openiop.domain.care.note_kinds import NoteKind
from openiop.domain.measures.how_calculated import HowCalculated
from openiop.measures.queries import how_of_kinds

from .compose import draft_of, rules_of, source_lines, text_of


@dataclass(frozen=True)
class QuestionView:
    """A question in the margin, and its answer."""

    id: UUID
    section: str
    words: str
    asked_at: datetime
    asked_by: str
    answer: str
    answered_at: datetime | None
    answered_by: str


@dataclass(frozen=True)
class DocumentPage:
    """One document as it stands, with its earlier versions and what was added."""

    document: Document
    signed: SignedView | None
    """The version that holds."""
    second: SignedView | None
    earlier: tuple[SignedView, ...]
    addenda: tuple[AddendumView, ...]
    questions: tuple[QuestionView, ...]
    author_name: str
    struck_by: str
    draft_text: str
    section_titles: tuple[tuple[str, str], ...]
    how: tuple[tuple[str, HowCalculated], ...]
    """How the numbers in it were made, by questionnaire."""

    @property
    def is_returned(self) -> bool:
        """Whether a question waits for its answer."""
        return any(question.answered_at is None for question in self.questions)


def _view(row: DocumentSignature) -> SignedView:
    text = row.text
    return SignedView(
        id=row.pk,
        text=text,
        mark=row.content_hash[:8],
        signed_at=row.signed_at,
        signed_as=row.signed_as,
        late=row.late,
        is_whole=content_hash(text, row.salt) == row.content_hash,
    )


def questions_about(
    *, document: Document | None = None, note: Note | None = None
) -> tuple[QuestionView, ...]:
    """Every question about one document or one note, oldest first; two statements."""
    rows = list(Question.objects.filter(document=document, note=note).order_by("asked_at"))
    names = names_by_id([*(row.asked_by for row in rows), *(row.answered_by for row in rows)])
    return tuple(
        QuestionView(
            id=row.pk,
            section=row.section,
            words=row.words,
            asked_at=row.asked_at,
            asked_by=names.get(row.asked_by, ""),
            answer=row.answer,
            answered_at=row.answered_at,
            answered_by=names.get(row.answered_by, "") if row.answered_by else "",
        )
        for row in rows
    )


def document_page(document: Document) -> DocumentPage:
    """One document to read; struck ones stay readable; constant statements."""
    rows = list(DocumentSignature.objects.filter(document=document).order_by("number"))
    firsts = [row for row in rows if not row.is_second]
    seconds = [row for row in rows if row.is_second]
    added = list(DocumentAddendum.objects.filter(document=document).order_by("added_at", "pk"))
    names = names_by_id([document.author_id, document.struck_by, *(row.added_by for row in added)])
    is_draft = document.signed_at is None
    return DocumentPage(
        document=document,
        signed=_view(firsts[-1]) if firsts and not is_draft else None,
        second=_view(seconds[-1]) if seconds else None,
        earlier=tuple(_view(row) for row in (firsts if is_draft else firsts[:-1])),
        addenda=tuple(
            AddendumView(row.text, row.why, row.added_at, names.get(row.added_by, ""))
            for row in added
        ),
        questions=questions_about(document=document),
        author_name=names.get(document.author_id, ""),
        struck_by=names.get(document.struck_by, "") if document.struck_by else "",
        draft_text=text_of(document, draft_of(document), document.goal) if is_draft else "",
        section_titles=tuple((each.id, each.title) for each in rules_of(document).sections),
        how=_how(document),
    )


def _how(document: Document) -> tuple[tuple[str, HowCalculated], ...]:
    if not document.sources:
        return ()
    kept = (line.kind for line in source_lines(document, draft_of(document)) if line.is_kept)
    return how_of_kinds(kind for kind in kept if kind)


@dataclass(frozen=True)
class DocumentLine:
    """One document in a chart."""

    id: UUID
    kind: NoteKind
    on: date
    state: Literal["draft", "signed", "cosign", "struck"]
    author_id: UUID
    author_name: str
    signed_at: datetime | None


def documents_of_client(client_id: UUID, limit: int = 60) -> list[DocumentLine]:
    """Her documents, newest first; two statements, no text is opened."""
    rows = list(
        Document.objects.filter(client_id=client_id)
        .defer("body_sealed", "sources_sealed")
        .order_by("-on", "-created_at")[:limit]
    )
    names = names_by_id(row.author_id for row in rows)
    return [_line(row, names) for row in rows]


def _line(row: Document, names: dict[UUID, str]) -> DocumentLine:
    state: Literal["draft", "signed", "cosign", "struck"] = "draft"
    if row.struck_at:
        state = "struck"
    elif row.signed_at:
        state = "cosign" if row.cosign_due and row.cosigned_at is None else "signed"
    return DocumentLine(
        row.pk, row.kind, row.on, state, row.author_id, names.get(row.author_id, ""), row.signed_at
    )


@dataclass(frozen=True)
class SignedDocument:
    """A signed document with its text, for whoever reads, finds or prints a chart."""

    id: UUID
    client_id: UUID
    kind: NoteKind
    on: date
    signed: SignedView
    addenda: tuple[AddendumView, ...]
    has_risk_change: bool


def signed_documents(client_ids: Iterable[UUID]) -> list[SignedDocument]:
    """The standing signed documents of some clients, oldest first; four statements."""
    rows = list(
        Document.objects.filter(
            client_id__in=list(client_ids), signed_at__isnull=False, struck_at__isnull=True
        ).order_by("on", "signed_at")
    )
    signed: dict[UUID, DocumentSignature] = {}
    for signature in DocumentSignature.objects.filter(
        document_id__in=[row.pk for row in rows], is_second=False
    ).order_by("number"):
        signed[signature.document_id] = signature
    added = list(
        DocumentAddendum.objects.filter(document_id__in=list(signed)).order_by("added_at", "pk")
    )
    names = names_by_id(row.added_by for row in added)
    return [
        SignedDocument(
            id=row.pk,
            client_id=row.client_id,
            kind=row.kind,
            on=row.on,
            signed=_view(signed[row.pk]),
            addenda=tuple(
                AddendumView(each.text, each.why, each.added_at, names.get(each.added_by, ""))
                for each in added
                if each.document_id == row.pk
            ),
            has_risk_change=draft_of(row).values.get("risk_change") in ("new", "less"),
        )
        for row in rows
        if row.pk in signed
    ]
