"""Deeds of the trail itself: tying staff to clients, sealing the chain."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from openiop.domain.privacy import Permission

from .actor import Actor
from .gate import action
from .models import AuditSeal, Tie, TieKind
from .queries import digest_of, last_digest, rows_to_seal


@action(Permission.MANAGE_PROGRAM, audit="privacy.tied")
def tie(
    *,
    staff_id: UUID,
    client_id: UUID,
    kind: TieKind,
    from_on: date,
    until_on: date | None = None,
    by: Actor,
) -> Tie:
    """Let a staff member work with a client from a day on; the same tie twice is one."""
    made, _new = Tie.objects.get_or_create(
        staff_id=staff_id,
        client_id=client_id,
        kind=kind,
        from_on=from_on,
        defaults={"until_on": until_on, "created_by": by.id},
    )
    return made


@action(Permission.WORK_JOBS, audit="privacy.sealed")
def seal_trail(*, by: Actor) -> int:
    """Chain the rows written since the last seal; gives how many."""
    rows = rows_to_seal()
    if rows:
        AuditSeal.objects.create(
            first_id=rows[0].pk,
            last_id=rows[-1].pk,
            digest=digest_of(rows, last_digest()),
        )
    return len(rows)
