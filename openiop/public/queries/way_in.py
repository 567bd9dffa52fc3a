"""Requests for help that are being written without an account, and how often something was sent."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings

from openiop.base import clock
from openiop.domain.public import Ask
from openiop.public.models import Draft, SignInHelp, Try

Typed = dict[str, list[str]]
"""What one step sent: every field with its values, as typed."""


def keyed(kind: str, plain: str) -> str:
    """A digest that names nobody and cannot be made without our secret."""
    seed = f"public.{kind}:{plain}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), seed, sha256).hexdigest()


def tries_of(connection: str, what: Ask) -> int:
    """How often this was sent from one connection in the last hour."""
    since = clock.now() - timedelta(hours=1)
    return Try.objects.filter(connection=connection, what=what, created_at__gt=since).count()


def open_draft(draft_id: str) -> Draft | None:
    """A request that is begun, not sent and not over."""
    try:
        wanted = UUID(draft_id)
    except ValueError:
        return None
    found = Draft.objects.filter(pk=wanted, ends_at__gt=clock.now()).first()
    return found if found is not None and found.sent_at is None else None


def was_sent(draft_id: str) -> bool:
    """Whether this very request has been sent."""
    try:
        return Draft.objects.filter(pk=UUID(draft_id), sent_at__isnull=False).exists()
    except ValueError:
        return False


def draft_by_code(code: str) -> Draft | None:
    """The request saved under a code, whatever became of it."""
    return Draft.objects.filter(code_key=keyed("code", code)).first()


def typed_in(draft: Draft | None) -> dict[str, Typed]:
    """What was typed so far, step by step."""
    told: dict[str, Any] = json.loads(draft.answers) if draft is not None and draft.answers else {}
    return told


@dataclass(frozen=True)
class Waiting:
    """Somebody who cannot sign in and asked for help."""

    id: UUID
    said: str
    asked_at: datetime


def waiting_for_sign_in_help() -> list[Waiting]:
    """Who waits, oldest first."""
    found = SignInHelp.objects.filter(answered_at__isnull=True).order_by("created_at")
    return [Waiting(each.pk, each.said, each.created_at) for each in found[:200]]


def sign_in_help(row_id: str) -> SignInHelp | None:
    """One of them."""
    try:
        return SignInHelp.objects.filter(pk=UUID(row_id)).first()
    except ValueError:
        return None
