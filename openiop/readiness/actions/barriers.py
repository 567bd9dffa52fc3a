"""Before an end that is not hers: the review of what stands in the way, and a second person."""

from __future__ import annotations

from collections.abc import Collection

from openiop.base import clock
from openiop.clients.models import Client
from openiop.domain.decision import refuse
from openiop.domain.privacy import Permission
from openiop.domain.readiness.barriers import Pressure, may_review_barriers
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, audit_codes
from openiop.readiness.models import BarrierReview

WORDS_LETTERS_MAX = 1000


@action(Permission.SET_READINESS, audit="readiness.barriers_reviewed")
def review_barriers(
    *, client: Client, pressure: Pressure, tried: Collection[str], words: str, by: Actor
) -> BarrierReview:
    """Keep what was asked and offered, and what she said; a later review is a new row."""
    may_review_barriers(tried, words).or_refuse()
    made = BarrierReview(
        client=client,
        pressure=pressure,
        on=clock.today(),
        tried=sorted(tried),
        created_by=by.id,
    )
    made.words = words.strip()[:WORDS_LETTERS_MAX]
    made.save(force_insert=True)
    audit_codes(pressure=str(pressure))
    return made


@action(Permission.SIGN_BARRIERS, audit="readiness.barriers_signed")
def sign_barriers(*, review: BarrierReview, by: Actor) -> BarrierReview:
    """A supervisor signs the review off; never who made it."""
    fresh = BarrierReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if fresh.signed_at is not None:
        raise refuse("signed", _("This review is signed already."))
    if fresh.created_by == by.id:
        raise refuse("same_person", _("Somebody else than the reviewer signs it off."))
    fresh.signed_at, fresh.signed_by = clock.now(), by.id
    fresh.save()
    return fresh
