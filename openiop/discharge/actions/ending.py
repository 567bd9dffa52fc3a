"""Ending a stay: the looks before it, who holds her then, and silence after a death."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from openiop.admission.actions import stay
from openiop.base import clock
from openiop.clients.models import Episode, StageMove
from openiop.clients.queries import episode_or_404
from openiop.discharge.models import SafeguardLook
from openiop.discharge.queries.leaving import ends_by_episode
from openiop.discharge.queries.plan import bodies_by_episode, looks_said, unpack
from openiop.domain.decision import refuse
from openiop.domain.discharge.ending import Safeguard, falls_silent, may_end_so
from openiop.domain.episode import MoveAsked, StayEnd, StayMove
from openiop.domain.events import Discharged, DischargeUndone
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.outbox.actions import fall_silent, undo_silence
from openiop.privacy.actor import Actor, system
from openiop.privacy.gate import action, audit_codes

from .plans import write_plan


@action(Permission.LOOK_BEFORE_END, audit="discharge.looked_before_end")
def look(*, episode: Episode, safeguard: Safeguard, words: str, by: Actor) -> SafeguardLook:
    """Write down a look taken before a stay ends by a rule, a payer, or lost contact."""
    if not words.strip():
        raise refuse("words", _("Say what was looked at, in a sentence."), field_name="words")
    row = SafeguardLook(episode=episode, safeguard=safeguard, created_by=by.id)
    row.words = words.strip()[:1000]
    row.save(force_insert=True)
    audit_codes(safeguard=str(safeguard))
    return row


@action(Permission.MOVE_STAY, audit="discharge.stay_ended")
def end(
    *,
    episode: Episode,
    how: StayEnd | None,
    on: date,
    why: str,
    next_step: str,
    responsible_id: UUID | None = None,
    by: Actor,
) -> StageMove:
    """End a stay with how, why and what comes next; who holds her until the first visit is named.

    The rule of how it may end is asked by the listener below, whoever ends it and from where.
    """
    if responsible_id is not None:
        plan = bodies_by_episode([episode.pk]).get(episode.pk)
        write_plan(
            episode=episode,
            body=unpack(plan.body if plan else ""),
            responsible_id=responsible_id,
            seen_number=plan.number if plan else 0,
            by=by,
        )
    asked = MoveAsked(StayMove.END, on, why, end=how, next_step=next_step)
    return stay.move(episode=episode, asked=asked, by=by)


def on_discharged(event: Discharged, by: Actor) -> None:
    """A stay ends only in a way that may be; after a death nothing leaves for her any more."""
    how = StayEnd(event.end)
    may_end_so(how, looks_said(event.episode_id), clock.today()).or_refuse()
    if falls_silent(how):
        fall_silent(person_id=event.client_id, by=system(by))


def on_undone(event: DischargeUndone, by: Actor) -> None:
    """A death entered by mistake is taken back: she may be reached as she said before."""
    episode = episode_or_404(event.episode_id)
    ended = StageMove.objects.filter(episode=episode, move=StayMove.END).order_by("-number").first()
    if ended is not None and ended.end and falls_silent(StayEnd(ended.end)):
        if ends_by_episode([episode.pk]):
            return
        undo_silence(person_id=event.client_id, by=system(by))
