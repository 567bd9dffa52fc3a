"""Imported answers: asking somebody to look, and saying what was found."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from openiop.base import clock
from openiop.clients.models import Client
from openiop.domain.decision import refuse
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action
from openiop.safety.models import ReviewTask


@action(Permission.IMPORT, audit="safety.review_asked_for")
def ask_review(
    *,
    client: Client,
    administration_id: UUID,
    instrument_id: str,
    link_id: str,
    value: int | None,
    answered_on: date,
    by: Actor,
) -> ReviewTask:
    """Have somebody look at an imported answer; the same answer again is the same task."""
    task, _made = ReviewTask.objects.get_or_create(
        administration_id=administration_id,
        link_id=link_id,
        defaults={
            "client": client,
            "instrument_id": instrument_id,
            "value": value,
            "answered_on": answered_on,
            "created_by": by.id,
        },
    )
    return task


@action(Permission.ANSWER_ALERT, audit="safety.review_done")
def finish_review(*, task: ReviewTask, words: str, by: Actor) -> ReviewTask:
    """Say what was found when looking at an imported answer."""
    task = ReviewTask.objects.select_for_update().get(pk=task.pk)
    if task.done_at is not None:
        raise refuse("done", _("Somebody has looked at this already."))
    if not words.strip():
        raise refuse("no_words", _("Say in a sentence what you found."), field_name="words")
    task.done_at, task.done_by = clock.now(), by.id
    task.words = words.strip()
    task.save()
    return task
