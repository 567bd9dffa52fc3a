from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from openiop.domain.episode import (
    MOVES,
    TABLE,
    LeaveReason,
    MoveAsked,
    MoveRow,
    Stage,
    StayEnd,
    StayFacts,
    StayMove,
    days_in,
    may_make_move,
    may_move,
    may_undo,
    standing,
    week_of_stay,
)

START = date(2026, 11, 2)
TODAY = date(2026, 11, 18)

LEGAL = {
    ("referred", "assessed"),
    ("assessed", "admitted"),
    ("admitted", "in_program"),
    ("in_program", "on_leave"),
    ("on_leave", "in_program"),
    ("on_leave", "ended"),
    ("referred", "ended"),
    ("assessed", "ended"),
    ("admitted", "ended"),
    ("in_program", "ended"),
}


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("to", Stage)
def test_a_stay_moves_one_stage_on_rests_or_ends(stage: Stage, to: Stage) -> None:
    assert bool(may_move(stage, to)) is ((stage, to) in LEGAL)


def test_the_table_names_every_stage_and_every_stage_can_be_reached() -> None:
    assert set(MOVES) == set(Stage)
    assert {to for moves in MOVES.values() for to in moves} == set(Stage) - {Stage.REFERRED}


def test_every_move_but_taking_back_is_in_the_table_and_agrees_with_the_stages() -> None:
    assert set(TABLE) == set(StayMove) - {StayMove.UNDO}
    for sources, to in TABLE.values():
        assert all(to is stage or to in MOVES[stage] for stage in sources)


def test_a_refused_move_says_which() -> None:
    (reason,) = may_move(Stage.REFERRED, Stage.IN_PROGRAM)

    words = reason.text.format(**reason.params)
    assert words == 'A stay that is "Referred" cannot move to "In the program".'


IN_PROGRAM = StayFacts(Stage.IN_PROGRAM, START, START, (0, 2, 3))
ON_LEAVE = StayFacts(Stage.ON_LEAVE, START, date(2026, 11, 16), (0, 2, 3))
LEAVE = MoveAsked(
    StayMove.LEAVE, TODAY, "Surgery", LeaveReason.HOSPITAL, return_on=date(2026, 11, 25)
)
END = MoveAsked(
    StayMove.END, TODAY, "Goals met", end=StayEnd.COMPLETED, next_step="Weekly, Dr. Elm"
)
UP = MoveAsked(StayMove.STEP_UP, TODAY, "Harder weeks", weekdays=(0, 1, 2, 3))
DOWN = MoveAsked(StayMove.STEP_DOWN, TODAY, "Steadier", weekdays=(0, 3))
BACK = MoveAsked(StayMove.COME_BACK, TODAY, "Home again")


@pytest.mark.parametrize(
    ("facts", "asked", "codes"),
    [
        (IN_PROGRAM, LEAVE, ()),
        (IN_PROGRAM, replace(LEAVE, return_on=None), ("return_on",)),
        (IN_PROGRAM, replace(LEAVE, return_on=TODAY), ("return_order",)),
        (IN_PROGRAM, replace(LEAVE, return_on=date(2026, 12, 18)), ()),
        (IN_PROGRAM, replace(LEAVE, return_on=date(2026, 12, 19)), ("leave_too_long",)),
        (IN_PROGRAM, replace(LEAVE, leave_reason=None, why=" "), ("why", "leave_reason")),
        (IN_PROGRAM, replace(LEAVE, on=date(2026, 11, 19)), ("ahead",)),
        (IN_PROGRAM, replace(LEAVE, on=date(2026, 11, 1)), ("before",)),
        (ON_LEAVE, LEAVE, ("move",)),
        (ON_LEAVE, BACK, ()),
        (ON_LEAVE, replace(LEAVE, move=StayMove.NEW_RETURN, leave_reason=None), ()),
        (IN_PROGRAM, BACK, ("move",)),
        (IN_PROGRAM, UP, ()),
        (IN_PROGRAM, replace(UP, weekdays=(0, 2)), ("weekdays",)),
        (IN_PROGRAM, DOWN, ()),
        (IN_PROGRAM, replace(DOWN, weekdays=()), ("weekdays",)),
        (ON_LEAVE, DOWN, ("move",)),
        (IN_PROGRAM, END, ()),
        (ON_LEAVE, END, ()),
        (IN_PROGRAM, replace(END, next_step=" "), ("next_step",)),
        (IN_PROGRAM, replace(END, end=None), ("end",)),
        (IN_PROGRAM, replace(END, end=StayEnd.NO_CONTACT, next_step=""), ()),
        (StayFacts(Stage.ENDED, START, START), END, ("move",)),
        (StayFacts(Stage.ADMITTED, START, START), END, ()),
        (StayFacts(Stage.ADMITTED, START, START), MoveAsked(StayMove.START, TODAY), ()),
        (StayFacts(Stage.ADMITTED, START, START), LEAVE, ("move",)),
    ],
)
def test_a_move_is_in_the_table_and_says_what_it_must(
    facts: StayFacts, asked: MoveAsked, codes: tuple[str, ...]
) -> None:
    assert may_make_move(facts, asked, TODAY).codes == codes


def test_only_the_newest_standing_move_is_taken_back() -> None:
    admitted = MoveRow("1", StayMove.ADMIT, Stage.ADMITTED)
    started = MoveRow("2", StayMove.START, Stage.IN_PROGRAM)
    ended = MoveRow("3", StayMove.END, Stage.ENDED)
    undo = MoveRow("4", StayMove.UNDO, Stage.IN_PROGRAM, undoes="3")

    assert standing([admitted, started, ended, undo]) == (admitted, started)
    assert may_undo([admitted, started, ended], False, "By mistake")
    assert may_undo([admitted, started, ended], True, "By mistake").codes == ("here_again",)
    assert may_undo([admitted, started, ended, undo], True, "By mistake")
    assert may_undo([admitted], False, "").codes == ("nothing", "why")


@pytest.mark.parametrize(
    ("today", "ends_on", "days", "week"),
    [
        (date(2026, 11, 1), None, 0, 0),
        (date(2026, 10, 1), None, 0, 0),
        (START, None, 1, 1),
        (date(2026, 11, 8), None, 7, 1),
        (date(2026, 11, 9), None, 8, 2),
        (date(2026, 11, 25), None, 24, 4),
        (date(2026, 11, 25), date(2026, 11, 8), 7, 1),
        (date(2026, 11, 25), date(2026, 12, 8), 24, 4),
    ],
)
def test_days_and_weeks_of_the_stay(
    today: date, ends_on: date | None, days: int, week: int
) -> None:
    assert days_in(START, today, ends_on) == days
    assert week_of_stay(START, today, ends_on) == week
