"""What she asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from openiop.day.models import (
    Need,
)
from openiop.domain.words import NeedKind


@dataclass(frozen=True)
class NeedLine:
    """What a client asked for on a day, who took it and what came of it."""

    need: Need
    client_id: UUID
    kind: NeedKind
    words: str
    asked_at: datetime
    taken_at: datetime | None
    taken_by: UUID | None
    answered_at: datetime | None
    answered_by: UUID | None
    outcome: str

    @property
    def is_open(self) -> bool:
        """Whether she still waits for an answer."""
        return self.answered_at is None


def _need_line(need: Need) -> NeedLine:
    return NeedLine(
        need=need,
        client_id=need.client_id,
        kind=need.kind,
        words=need.words,
        asked_at=need.created_at,
        taken_at=need.taken_at,
        taken_by=need.taken_by,
        answered_at=need.answered_at,
        answered_by=need.answered_by,
        outcome=need.outcome,
    )


def needs_on(day: date, ids: Iterable[UUID] | None = None) -> list[NeedLine]:
    """What was asked for on a day, first asked first; of some clients or of all."""
    asked = Need.objects.select_related("client").filter(on=day).order_by("created_at", "pk")
    if ids is not None:
        asked = asked.filter(client_id__in=list(ids))
    return [_need_line(need) for need in asked]


def needs_of_client(client_id: UUID, day: date) -> list[NeedLine]:
    """What one client asked for on a day."""
    return needs_on(day, [client_id])


def needs_by_client(ids: Iterable[UUID], day: date) -> dict[UUID, list[NeedLine]]:
    """What each of these clients asked for on a day."""
    lines: dict[UUID, list[NeedLine]] = {client_id: [] for client_id in ids}
    for line in needs_on(day, lines):
        lines[line.client_id].append(line)
    return lines
