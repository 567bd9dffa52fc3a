"""Questions to ask in person and in private."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import Http404

from openiop.domain.privacy import About
from openiop.domain.text import _
from openiop.safety.models import PrivateCheck

from .asked import question_of

CHECK_WHY = {
    "skipped": _("She left this question open."),
    "device": _("Her phone is not hers alone, so we ask this in person."),
}


@dataclass(frozen=True)
class DueCheck:
    """A question somebody asks her in person and in private."""

    check: PrivateCheck
    """The record, to be handed to actions."""
    id: UUID
    client_id: UUID
    client_name: str
    on: date
    instrument_id: str
    link_id: str
    question: str
    why: str
    """A sentence for staff, marked for translation."""
    why_code: str


def check_or_404(check_id: UUID) -> PrivateCheck:
    """The private check with this id."""
    found = PrivateCheck.objects.select_related("client").filter(pk=check_id).first()
    if found is None:
        raise Http404("No such check.")
    return found


def about_check(check_id: UUID, **_parts: object) -> About:
    """Whom a page about a private check is about."""
    return check_or_404(check_id).about()


def private_checks_due(day: date, ids: Iterable[UUID] | None = None) -> list[DueCheck]:
    """Private checks due by `day` and not done, older ones too; one statement however many."""
    rows = PrivateCheck.objects.select_related("client").filter(on__lte=day, done_at__isnull=True)
    if ids is not None:
        rows = rows.filter(client_id__in=set(ids))
    return [
        DueCheck(
            check=row,
            id=row.pk,
            client_id=row.client_id,
            client_name=row.client.short_name,
            on=row.on,
            instrument_id=row.instrument_id,
            link_id=row.link_id,
            question=question_of(row.instrument_id, row.link_id),
            why=CHECK_WHY.get(row.why, CHECK_WHY["skipped"]),
            why_code=row.why,
        )
        for row in rows.order_by("on", "client__search_name", "link_id", "pk")
    ]
