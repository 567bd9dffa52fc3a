"""Imported answers somebody has to look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import Http404

from openiop.domain.privacy import About
from openiop.safety.models import ReviewTask

from .asked import answer_of, question_of, title_of


@dataclass(frozen=True)
class OpenReview:
    """An imported answer somebody should look at."""

    id: UUID
    client_id: UUID
    client_name: str
    answered_on: date
    administration_id: UUID
    instrument: str
    question: str
    answer: str


def review_or_404(review_id: UUID) -> ReviewTask:
    """The review task with this id."""
    found = ReviewTask.objects.select_related("client").filter(pk=review_id).first()
    if found is None:
        raise Http404("No such review.")
    return found


def about_review(review_id: UUID, **_parts: object) -> About:
    """Whom a page about a review task is about."""
    return review_or_404(review_id).about()


def review_tasks_open(ids: Iterable[UUID] | None = None) -> list[OpenReview]:
    """Review tasks not done, oldest answers first; one statement however many."""
    rows = ReviewTask.objects.select_related("client").filter(done_at__isnull=True)
    if ids is not None:
        rows = rows.filter(client_id__in=set(ids))
    return [
        OpenReview(
            id=row.pk,
            client_id=row.client_id,
            client_name=row.client.short_name,
            answered_on=row.answered_on,
            administration_id=row.administration_id,
            instrument=title_of(row.instrument_id),
            question=question_of(row.instrument_id, row.link_id),
            answer=answer_of(row.instrument_id, row.link_id, row.value),
        )
        for row in rows.order_by("answered_on", "client__search_name", "pk")
    ]
