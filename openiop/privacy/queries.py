"""The trail: who did what, and whether it is still whole."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from openiop.base import clock

from .models import AuditEvent, AuditSeal, File
from .sealed import unseal_bytes


def digest_of(rows: list[AuditEvent], before: str) -> str:
    """The digest of `rows` chained to the seal `before`."""
    chained = hashlib.sha256(before.encode())
    for row in rows:
        fields = (
            row.pk,
            str(row.site_id),
            row.at.isoformat(),
            row.wall_at.isoformat(),
            str(row.by),
            str(row.on_behalf_of or ""),
            row.verb,
            row.outcome,
            row.subject_ids,
            row.client_ids,
            row.codes,
        )
        chained.update(json.dumps(fields, sort_keys=True).encode())
    return chained.hexdigest()


@dataclass(frozen=True)
class TrailState:
    """What checking the whole chain found."""

    sealed_rows: int
    unsealed_rows: int
    broken_at: int | None
    """The first row id of the first link that does not match, or None when all do."""


def trail_state() -> TrailState:
    """Recompute every link of the chain from the rows."""
    before, sealed, last_id = "", 0, 0
    for link in AuditSeal.objects.order_by("last_id"):
        rows = list(
            AuditEvent.all_sites.filter(pk__gt=last_id, pk__lte=link.last_id).order_by("pk")
        )
        if digest_of(rows, before) != link.digest:
            return TrailState(sealed, 0, link.first_id)
        before, last_id, sealed = link.digest, link.last_id, sealed + len(rows)
    tail = AuditEvent.all_sites.filter(pk__gt=last_id).count()
    return TrailState(sealed, tail, None)


SETTLED_AFTER = timedelta(seconds=10)
"""Rows younger than this may still have a neighbor with a lower id on its way to the database."""


def rows_to_seal() -> list[AuditEvent]:
    """Settled rows that no link holds yet; sealing alone is no reason to seal again."""
    last = AuditSeal.objects.order_by("-last_id").first()
    waiting = AuditEvent.all_sites.filter(
        pk__gt=last.last_id if last else 0, wall_at__lt=clock.wall() - SETTLED_AFTER
    ).order_by("pk")
    rows = list(waiting)
    return rows if any(row.verb != "privacy.sealed" for row in rows) else []


def last_digest() -> str:
    """The digest the next link builds on."""
    last = AuditSeal.objects.order_by("-last_id").first()
    return last.digest if last else ""


FILE_LABEL = "privacy.file"


def bytes_of(file: File) -> bytes:
    """The bytes of an attached file; raises if they are not those that were attached."""
    sealed = (Path(settings.OPENIOP_DATA) / "uploads" / str(file.pk)).read_bytes()
    content = unseal_bytes(sealed, f"{FILE_LABEL}:{file.pk}")
    if hashlib.sha256(content).hexdigest() != file.digest:
        raise ValueError("This file is not the one that was attached.")
    return content
