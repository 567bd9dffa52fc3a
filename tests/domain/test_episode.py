from __future__ import annotations

from datetime import date

import pytest

from openiop.domain.episode import MOVES, Stage, days_in, may_move, week_of_stay

START = date(2026, 11, 2)

LEGAL = {
    ("referred", "assessed"),
    ("assessed", "admitted"),
    ("admitted", "in_program"),
    ("referred", "ended"),
    ("assessed", "ended"),
    ("admitted", "ended"),
    ("in_program", "ended"),
}


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("to", Stage)
def test_a_stay_moves_one_stage_on_or_ends(stage: Stage, to: Stage) -> None:
    assert bool(may_move(stage, to)) is ((stage, to) in LEGAL)


def test_the_table_names_every_stage_and_every_stage_can_be_reached() -> None:
    assert set(MOVES) == set(Stage)
    assert {to for moves in MOVES.values() for to in moves} == set(Stage) - {Stage.REFERRED}


def test_a_refused_move_says_which() -> None:
    (reason,) = may_move(Stage.REFERRED, Stage.IN_PROGRAM)

    words = reason.text.format(**reason.params)
    assert words == 'A stay that is "Referred" cannot move to "In the program".'


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
