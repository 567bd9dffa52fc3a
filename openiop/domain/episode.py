"""The stay as a table: its stages, the moves between them, and how far along she is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .decision import Decision, Reason
from .text import _
from .words import Word

DAYS_IN_WEEK = 7


class Stage(Word):
    """Where a stay stands."""

    REFERRED = "referred", _("Referred")
    ASSESSED = "assessed", _("Assessed")
    ADMITTED = "admitted", _("Admitted")
    IN_PROGRAM = "in_program", _("In the program")
    ON_LEAVE = "on_leave", _("On leave")
    ENDED = "ended", _("Ended")


OPEN_STAGES = (Stage.ADMITTED, Stage.IN_PROGRAM, Stage.ON_LEAVE)
"""A woman has at most one stay in these."""


class StayMove(Word):
    """What happens to a stay. Every row of its history is one of these."""

    ADMIT = "admit", _("Admitted")
    READMIT = "readmit", _("Came back: admitted again")
    START = "start", _("Started")
    LEAVE = "leave", _("Went on leave")
    NEW_RETURN = "new_return", _("Another day to come back")
    COME_BACK = "come_back", _("Came back from leave")
    STEP_UP = "step_up", _("Comes on more days")
    STEP_DOWN = "step_down", _("Comes on fewer days")
    END = "end", _("Ended")
    UNDO = "undo", _("Taken back")


class LeaveReason(Word):
    """Why she is away for a while, with her place kept."""

    HOSPITAL = "hospital", _("In a hospital")
    HEALTH = "health", _("Her health")
    FAMILY = "family", _("Her family")
    WORK = "work", _("Work or school")
    COURT = "court", _("Court")
    TRAVEL = "travel", _("Travel")
    OTHER = "other", _("Something else")


class StayEnd(Word):
    """Why a stay ended.

    Source: discharge types of domain.md 7.4.
    """

    COMPLETED = "completed", _("Finished as planned")
    STEPPED_DOWN = "stepped_down", _("To weekly care")
    STEPPED_UP = "stepped_up", _("To a day program or a hospital")
    TRANSFERRED = "transferred", _("Handed over to another program")
    MOVED = "moved", _("She moved, or practical reasons")
    HER_CHOICE = "her_choice", _("She chose to stop")
    COVERAGE = "coverage", _("Insurance or cost")
    ADMINISTRATIVE = "administrative", _("A rule of the program, such as attendance")
    NO_CONTACT = "no_contact", _("We lost contact")
    NOT_STARTED = "not_started", _("Never began")
    DIED = "died", _("She died")
    OTHER = "other", _("Something else")

    @property
    def needs_next_step(self) -> bool:
        """Whether somebody has to say what comes next for her."""
        return self not in (StayEnd.NO_CONTACT, StayEnd.DIED)


TABLE: dict[StayMove, tuple[tuple[Stage, ...], Stage]] = {
    StayMove.ADMIT: ((Stage.ASSESSED,), Stage.ADMITTED),
    StayMove.READMIT: ((Stage.ASSESSED,), Stage.ADMITTED),
    StayMove.START: ((Stage.ADMITTED,), Stage.IN_PROGRAM),
    StayMove.LEAVE: ((Stage.IN_PROGRAM,), Stage.ON_LEAVE),
    StayMove.NEW_RETURN: ((Stage.ON_LEAVE,), Stage.ON_LEAVE),
    StayMove.COME_BACK: ((Stage.ON_LEAVE,), Stage.IN_PROGRAM),
    StayMove.STEP_UP: ((Stage.IN_PROGRAM,), Stage.IN_PROGRAM),
    StayMove.STEP_DOWN: ((Stage.IN_PROGRAM,), Stage.IN_PROGRAM),
    StayMove.END: (OPEN_STAGES, Stage.ENDED),
}
"""From which stages a move may be made, and where it leads. Taking back is not in it: it leads
where the stay stood before. Coming back after the end is a new stay, with the old one kept."""


MOVES: dict[Stage, tuple[Stage, ...]] = {
    Stage.REFERRED: (Stage.ASSESSED, Stage.ENDED),
    Stage.ASSESSED: (Stage.ADMITTED, Stage.ENDED),
    Stage.ADMITTED: (Stage.IN_PROGRAM, Stage.ENDED),
    Stage.IN_PROGRAM: (Stage.ON_LEAVE, Stage.ENDED),
    Stage.ON_LEAVE: (Stage.IN_PROGRAM, Stage.ENDED),
    Stage.ENDED: (),
}
"""A stay goes one stage on, rests and goes on, or ends. Coming back is a new stay, with the old
one in the chart."""


@dataclass(frozen=True)
class StayRules:
    """How long a leave may be, and how far back a move may be dated."""

    id: str = "openiop-stay/1"
    longest_leave_days: int = 30
    """Source: product default; beyond it her needs are looked at anew."""
    longest_back_days: int = 30
    """Source: product default."""


STAY_RULES = StayRules()


@dataclass(frozen=True)
class MoveAsked:
    """A move as somebody asks for it."""

    move: StayMove
    on: date
    why: str = ""
    """In words; always asked for, so that a colleague understands it later."""
    leave_reason: LeaveReason | None = None
    return_on: date | None = None
    end: StayEnd | None = None
    next_step: str = ""
    """What comes next for her, and with whom."""
    weekdays: tuple[int, ...] = ()


@dataclass(frozen=True)
class StayFacts:
    """A stay as the rules see it."""

    stage: Stage
    starts_on: date
    last_move_on: date
    weekdays: tuple[int, ...] = ()
    """On which she comes now."""


def may_make_move(
    facts: StayFacts, asked: MoveAsked, today: date, rules: StayRules = STAY_RULES
) -> Decision:
    """A move is in the table, dated between the last one and today, and says why.

    A leave says when she comes back; more or fewer days say which; an end says why and what comes
    next for her.

    Source: issue "the way in", stay as a state table; domain.md 7.4; lengths are product defaults.
    """
    sources, _to = TABLE.get(asked.move, ((), facts.stage))
    words = {"stage": facts.stage.label, "move": asked.move.label}
    legal = facts.stage in sources
    if not legal:
        text = _('A stay that is "{stage}" cannot have "{move}" next.')
        return Decision.refused(Reason("move", text, params={**words}))
    longest = rules.longest_leave_days
    return Decision.all_of(
        (
            asked.on >= facts.last_move_on or asked.move is StayMove.END,
            Reason(
                "before",
                _("It cannot be before {on}, when the stay last changed."),
                params={"on": facts.last_move_on},
                field_name="on",
            ),
        ),
        (
            asked.on <= today,
            Reason("ahead", _("Write it down on the day it happens."), field_name="on"),
        ),
        (
            (today - asked.on).days <= rules.longest_back_days,
            Reason(
                "too_far_back",
                _("It cannot be more than {days} days back."),
                params={"days": rules.longest_back_days},
                field_name="on",
            ),
        ),
        (
            bool(asked.why.strip()) or asked.move is StayMove.START,
            Reason("why", _("Say why, in a sentence."), field_name="why"),
        ),
        *_leave(asked, longest),
        *_days(facts, asked),
        *_end(asked),
    )


def _leave(asked: MoveAsked, longest: int) -> Sequence[tuple[bool, Reason]]:
    if asked.move not in (StayMove.LEAVE, StayMove.NEW_RETURN):
        return ()
    back = asked.return_on
    return (
        (
            asked.move is StayMove.NEW_RETURN or asked.leave_reason is not None,
            Reason("leave_reason", _("Choose why she is away."), field_name="leave_reason"),
        ),
        (
            back is not None,
            Reason("return_on", _("Say when she comes back."), field_name="return_on"),
        ),
        (
            back is None or back > asked.on,
            Reason("return_order", _("She comes back after she left."), field_name="return_on"),
        ),
        (
            back is None or (back - asked.on).days <= longest,
            Reason(
                "leave_too_long",
                _("A leave runs for {days} days at most. If it is longer, end the stay."),
                params={"days": longest},
                field_name="return_on",
            ),
        ),
    )


def _days(facts: StayFacts, asked: MoveAsked) -> Sequence[tuple[bool, Reason]]:
    if asked.move not in (StayMove.STEP_UP, StayMove.STEP_DOWN):
        return ()
    more, now = len(set(asked.weekdays)), len(facts.weekdays)
    is_up = asked.move is StayMove.STEP_UP
    text = _("Choose more days than now.") if is_up else _("Choose fewer days than now.")
    right = more > now if is_up else 0 < more < now
    return ((right, Reason("weekdays", text, field_name="weekdays")),)


def _end(asked: MoveAsked) -> Sequence[tuple[bool, Reason]]:
    if asked.move is not StayMove.END:
        return ()
    needs = asked.end is not None and asked.end.needs_next_step
    return (
        (asked.end is not None, Reason("end", _("Choose how it ended."), field_name="end")),
        (
            not needs or bool(asked.next_step.strip()),
            Reason(
                "next_step",
                _("Say what comes next for her, and with whom."),
                field_name="next_step",
            ),
        ),
    )


@dataclass(frozen=True)
class MoveRow:
    """One row of a stay's history, oldest first."""

    id: str
    move: StayMove
    to: Stage
    undoes: str = ""


def standing(rows: Sequence[MoveRow]) -> tuple[MoveRow, ...]:
    """The rows of a history that still hold: without what was taken back and the taking back.

    Source: house.md 10, habit 7: state changes are new rows.
    """
    undone = {row.undoes for row in rows if row.undoes}
    return tuple(row for row in rows if row.id not in undone and row.move is not StayMove.UNDO)


def may_undo(rows: Sequence[MoveRow], another_stay_is_open: bool, why: str) -> Decision:
    """The newest move that holds may be taken back, with a reason, unless she is here again since.

    Source: issue "the way in": undo by a new row.
    """
    held = standing(rows)
    ended = bool(held) and held[-1].to is Stage.ENDED
    return Decision.all_of(
        (
            len(held) > 1,
            Reason("nothing", _("There is nothing to take back: the stay itself began so.")),
        ),
        (
            not (ended and another_stay_is_open),
            Reason("here_again", _("She is in a newer stay. The old one stays ended.")),
        ),
        (bool(why.strip()), Reason("why", _("Say why, in a sentence."), field_name="why")),
    )


def may_move(stage: Stage, to: Stage) -> Decision:
    """A stay moves one stage on or ends; an ended stay stays ended.

    Source: house.md 2, `episode.py`: the stay as a table.
    """
    if stage is Stage.ENDED:
        return Decision.refused(
            Reason("ended", _("This stay has ended. If she comes back, start a new stay."))
        )
    words = {"stage": stage.label, "to": to.label}
    text = _('A stay that is "{stage}" cannot move to "{to}".')
    return Decision.all_of((to in MOVES[stage], Reason("move", text, params={**words})))


def days_in(starts_on: date, today: date, ends_on: date | None = None) -> int:
    """Calendar days of the stay: 1 on its first day, 0 before it; it stops with the stay.

    Source: ux.md 1.3, T2 ("day 12 of ~30").
    """
    last = min(today, ends_on) if ends_on else today
    return max(0, (last - starts_on).days + 1)


def week_of_stay(starts_on: date, today: date, ends_on: date | None = None) -> int:
    """Week of the stay, counted from its first day: 1 for the first seven days, 0 before.

    Source: ux.md 1.3, T2.
    """
    return -(-days_in(starts_on, today, ends_on) // DAYS_IN_WEEK)
