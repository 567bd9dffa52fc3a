"""The earliest day with a seat in every kind of group and room on a caseload."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from openiop.domain.first_start import SeatsOfAKind, Span, earliest_full_start

MONDAY = date(2026, 11, 16)
DAYS = [MONDAY + timedelta(days=n) for n in (0, 2, 3, 7, 9)]


def until(number: int | None, begins: int = -20) -> Span:
    end = None if number is None else MONDAY + timedelta(days=number)
    return MONDAY + timedelta(days=begins), end


@pytest.mark.parametrize(
    ("skills", "process", "cases", "expected", "blocked"),
    [
        ([], [], None, 0, ()),
        ([until(None)], [until(None)], None, None, ("skills", "process")),
        ([until(2)], [], None, 3, ("skills",)),
        ([until(2)], [until(7)], None, 9, ("skills", "process")),
        ([until(None, begins=9)], [], None, None, ("skills",)),
        ([until(3, begins=2)], [], None, 7, ("skills",)),
        ([], [], [until(0)], 2, ("therapist",)),
    ],
)
def test_nobody_moves_and_every_seat_stays_free(
    skills: list[Span],
    process: list[Span],
    cases: list[Span] | None,
    expected: int | None,
    blocked: tuple[str, ...],
) -> None:
    kinds = [SeatsOfAKind("skills", 1, tuple(skills)), SeatsOfAKind("process", 1, tuple(process))]
    therapists = None if cases is None else SeatsOfAKind("therapist", 1, tuple(cases))

    found = earliest_full_start(DAYS, kinds, therapists)

    assert found.on == (None if expected is None else MONDAY + timedelta(days=expected))
    assert found.blocked_by == blocked


def test_a_track_without_groups_has_no_full_start() -> None:
    assert earliest_full_start(DAYS, []).on is None
