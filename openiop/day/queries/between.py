"""Contacts between sessions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.http import Http404

from openiop.accounts.queries import names_by_id
from openiop.day.models import BetweenContact
from openiop.domain.care.between import (
    CONTACT_RULES,
    CoachedSkill,
    ContactOutcome,
    ContactWay,
    RiskAsked,
)
from openiop.domain.privacy import About


@dataclass(frozen=True)
class BetweenLine:
    """One contact between sessions."""

    id: UUID
    client_id: UUID
    at: datetime
    by_name: str
    way: ContactWay
    skill: CoachedSkill
    risk: RiskAsked
    outcome: ContactOutcome
    words: str
    is_struck: bool
    struck_why: str


def _lines(rows: Iterable[BetweenContact]) -> list[BetweenLine]:
    found = list(rows)
    names = names_by_id(row.created_by for row in found)
    return [
        BetweenLine(
            id=row.pk,
            client_id=row.client_id,
            at=row.at,
            by_name=names.get(row.created_by, ""),
            way=row.way,
            skill=row.skill,
            risk=row.risk,
            outcome=row.outcome,
            words=row.words,
            is_struck=row.struck_at is not None,
            struck_why=row.struck_why,
        )
        for row in found
    ]


def contacts_between(client_id: UUID, limit: int = 30) -> list[BetweenLine]:
    """Her contacts, newest first, struck ones too; two statements."""
    return _lines(BetweenContact.objects.filter(client_id=client_id).order_by("-at")[:limit])


def for_the_brief(ids: Iterable[UUID], starts_at: datetime) -> dict[UUID, list[BetweenLine]]:
    """What a session should know: contacts of the last days before it began; two statements."""
    since = starts_at - timedelta(days=CONTACT_RULES.brief_days)
    found: dict[UUID, list[BetweenLine]] = {}
    rows = BetweenContact.objects.filter(
        client_id__in=list(ids), at__gte=since, at__lt=starts_at, struck_at__isnull=True
    ).order_by("-at")
    for line in _lines(rows):
        found.setdefault(line.client_id, []).append(line)
    return found


def contact_between_or_404(contact_id: UUID) -> BetweenContact:
    """The contact with this id."""
    row = BetweenContact.objects.select_related("client").filter(pk=contact_id).first()
    if row is None:
        raise Http404("No such contact.")
    return row


def about_between(contact_id: UUID, **_: object) -> About:
    """Whom a page about a contact is about."""
    return contact_between_or_404(contact_id).about()
