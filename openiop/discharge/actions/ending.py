"""Ending a stay: the looks before it, who holds her then, and silence after a death."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from openiop.admission.actions import stay
from openiop.base import clock
from openiop.clients.models import Episode, StageMove
from openiop.clients.queries import episode_or_404
from openiop.discharge.queries.leaving import ends_by_episode
from openiop.discharge.queries.plan import bodies_by_episode, unpack
from openiop.domain.discharge.ending import falls_silent, pressure_of
from openiop.domain.episode import MoveAsked, StayEnd, StayMove
from openiop.domain.events import Discharged, DischargeUndone
from openiop.domain.privacy import Permission
from openiop.outbox.actions import fall_silent, undo_silence
from openiop.privacy.actor import Actor, system
from openiop.privacy.gate import action
from openiop.readiness.queries.barriers import may_end

from .plans import write_plan


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
    pressure = pressure_of(how)
    if pressure is not None:
        may_end(event.client_id, pressure, clock.today()).or_refuse()
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
