"""Deeds of the trail itself: tying staff to clients, sealing the chain."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from openiop.base import clock
from openiop.domain.privacy import Permission
from openiop.domain.upload import kind_of, may_attach, safe_name

from .actor import Actor
from .gate import action
from .models import AuditSeal, File, Tie, TieKind
from .queries import FILE_LABEL, digest_of, last_digest, rows_to_seal
from .sealed import seal_bytes


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


@action(Permission.MANAGE_PROGRAM, audit="privacy.untied")
def untie(*, staff_id: UUID, client_id: UUID, kind: TieKind, by: Actor) -> int:
    """A staff member no longer works with a client in this way, from now on; gives how many."""
    today = clock.today()
    found = Tie.objects.filter(staff_id=staff_id, client_id=client_id, kind=kind)
    ends = list(found.exclude(until_on__lt=today))
    for each in ends:
        each.until_on = today - timedelta(days=1)
        each.save()
    return len(ends)


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


@action(Permission.EDIT_CURRICULUM, audit="privacy.file_kept")
def keep_file(*, name: str, content: bytes, by: Actor) -> File:
    """Keep an attached file, encrypted, if its kind and size are allowed."""
    may_attach(content).or_refuse()
    media_type = kind_of(content)
    made = File(
        name=safe_name(name, media_type),
        media_type=media_type,
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
        created_by=by.id,
    )
    made.save(force_insert=True)
    folder = Path(settings.OPENIOP_DATA) / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / str(made.pk)
    # what already lies there belongs to no record: its writing was taken back
    path.touch(mode=0o600)
    path.write_bytes(seal_bytes(content, f"{FILE_LABEL}:{made.pk}"))
    return made
