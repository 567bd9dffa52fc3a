"""The stay as it goes on: moves with their seats, and how long it is planned."""

from __future__ import annotations

from datetime import date

from openiop.admission.models import PlannedLength
from openiop.base import clock
from openiop.clients.actions import make_move, set_planned_end, undo_move
from openiop.clients.models import Episode, StageMove
from openiop.domain.admission import ReviewMoment, may_plan_length
from openiop.domain.decision import refuse
from openiop.domain.episode import MoveAsked, Stage, StayMove
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.privacy.actor import Actor, system
from openiop.privacy.gate import action, audit_codes
from openiop.schedule.actions import end_seats, reopen_seats


@action(Permission.MOVE_STAY, audit="admission.stay_moved")
def move(*, episode: Episode, asked: MoveAsked, by: Actor) -> StageMove:
    """Move a stay as the table allows; with its end her seats end too."""
    made = make_move(episode=episode, asked=asked, by=by)
    if asked.move is StayMove.END:
        end_seats(client=episode.client, last_on=asked.on, by=system(by))
    return made


@action(Permission.MOVE_STAY, audit="admission.move_undone")
def undo(*, episode: Episode, why: str, by: Actor) -> StageMove:
    """Take the newest move back; seats that ended with the stay are hers again where free."""
    made = undo_move(episode=episode, why=why, by=by)
    undone = made.undoes
    if undone is not None and undone.move is StayMove.END:
        reopen_seats(client=episode.client, ended_on=undone.on, by=system(by))
    return made


@action(Permission.PLAN_LENGTH, audit="admission.length_decided")
def decide_length(
    *, episode: Episode, end_on: date | None, moment: ReviewMoment, why: str, by: Actor
) -> PlannedLength:
    """Decide anew until when her stay is planned; what was planned before stays in the history."""
    if episode.stage is Stage.ENDED:
        raise refuse("ended", _("This stay has ended."))
    may_plan_length(episode.starts_on, end_on, why, clock.today()).or_refuse()
    if end_on is None:
        raise refuse("end", _("Say until when."), field_name="end_on")
    made = PlannedLength(
        episode=episode,
        number=PlannedLength.objects.filter(episode=episode).count() + 1,
        planned_end_on=end_on,
        moment=moment,
        created_by=by.id,
    )
    made.why = why.strip()
    made.save(force_insert=True)
    set_planned_end(episode=episode, on=end_on, by=system(by))
    audit_codes(moment=str(moment))
    return made


@action(Permission.WORK_JOBS, audit="admission.stay_started")
def start(*, episode: Episode, by: Actor) -> StageMove:
    """Her first day has come: she is in the program."""
    return make_move(episode=episode, asked=MoveAsked(StayMove.START, episode.starts_on), by=by)
