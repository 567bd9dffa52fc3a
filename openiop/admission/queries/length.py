"""How long a stay is planned, and how that was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from openiop.accounts.queries import names_by_id
from openiop.admission.models import PlannedLength
from openiop.domain.admission import ReviewMoment


@dataclass(frozen=True)
class LengthLine:
    """One decision on how long a stay is planned."""

    planned_end_on: date
    moment: ReviewMoment
    why: str
    decided_at: datetime
    decided_by: str


def lengths_of(episode_id: UUID) -> list[LengthLine]:
    """Every decision on the length of a stay, newest first; two statements."""
    rows = list(PlannedLength.objects.filter(episode_id=episode_id).order_by("-number"))
    names = names_by_id(row.created_by for row in rows)
    return [
        LengthLine(
            row.planned_end_on,
            row.moment,
            row.why,
            row.created_at,
            names.get(row.created_by, ""),
        )
        for row in rows
    ]
