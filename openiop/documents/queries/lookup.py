"""Finding one document, and whom a page about it is about."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from openiop.care.models import CoSignature
from openiop.documents.models import Document, Question
from openiop.domain.privacy import About


def document_or_404(document_id: UUID) -> Document:
    """The document with this id, struck ones too."""
    row = Document.objects.select_related("client", "goal").filter(pk=document_id).first()
    if row is None:
        raise Http404("No such document.")
    return row


def about_document(document_id: UUID, **_: object) -> About:
    """Whom a page about a document is about."""
    return document_or_404(document_id).about()


def question_or_404(question_id: UUID) -> Question:
    """The question with this id."""
    row = (
        Question.objects.select_related(
            "document", "document__client", "note", "note__client", "note__session"
        )
        .filter(pk=question_id)
        .first()
    )
    if row is None:
        raise Http404("No such question.")
    return row


def about_question(question_id: UUID, **_: object) -> About:
    """Whom a question is about."""
    return question_or_404(question_id).about()


def is_note_cosigned(note_id: UUID) -> bool:
    """Whether a session's note has its second signature."""
    return CoSignature.objects.filter(note_id=note_id).exists()
