"""What the background job does for the pages without an account."""

from __future__ import annotations

from datetime import timedelta

from openiop.base import clock
from openiop.domain.public import PUBLIC_RULES
from openiop.privacy.actor import system

from .actions import forget_what_is_over
from .models import Draft, Try


def forget_old_drafts() -> None:
    """Nothing is left of requests that were not sent in time."""
    now = clock.now()
    counted = now - timedelta(hours=PUBLIC_RULES.tries_kept_hours)
    if (
        Draft.objects.filter(ends_at__lte=now).exists()
        or Try.objects.filter(created_at__lte=counted).exists()
    ):
        forget_what_is_over(by=system())
