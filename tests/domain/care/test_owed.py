"""By when documents are owed, and how far a program may change that."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from openiop.domain.care.clock_setting import (
    CLOCK_LIMITS,
    changed_clocks,
    clocks_from,
    may_set_clocks,
    stored_clocks,
)
from openiop.domain.care.clocks import DOCUMENTATION_CLOCKS
from openiop.domain.care.note_kinds import NoteKind
from openiop.domain.care.owed import (
    StayDates,
    cosign_due_at,
    documents_owed,
    other_note_due_at,
    session_note_due_at,
)

START = date(2026, 11, 2)
DAYS = tuple(START + timedelta(days=n) for n in (0, 2, 3, 7, 9))
AT = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "weeks_ended", "expected"),
    [
        (set(), (), [("assessment", DAYS[2]), ("prescriber", date(2026, 11, 9))]),
        ({NoteKind.ASSESSMENT}, (), [("prescriber", date(2026, 11, 9))]),
        (
            {NoteKind.ASSESSMENT, NoteKind.PRESCRIBER},
            (date(2026, 11, 8),),
            [("weekly", date(2026, 11, 10))],
        ),
        ({NoteKind.ASSESSMENT, NoteKind.PRESCRIBER}, (date(2026, 11, 1),), []),
    ],
)
def test_what_a_stay_owes(
    written: set[NoteKind], weeks_ended: tuple[date, ...], expected: list[tuple[str, date]]
) -> None:
    dates = StayDates(START, DAYS, weeks_ended, frozenset(written))

    assert [(str(owed.kind), owed.due_on) for owed in documents_owed(dates)] == expected


def test_a_week_that_was_written_is_owed_no_more() -> None:
    week = date(2026, 11, 8)
    dates = StayDates(
        START,
        DAYS,
        (week,),
        frozenset({NoteKind.ASSESSMENT, NoteKind.PRESCRIBER}),
        frozenset({week}),
    )

    assert documents_owed(dates) == ()


def test_clocks_run_in_hours_of_the_clock() -> None:
    slow = replace(DOCUMENTATION_CLOCKS, individual_note_within_h=48, cosign_within_h=24)

    assert session_note_due_at(AT, False) == AT + timedelta(hours=24)
    assert session_note_due_at(AT, True, slow) == AT + timedelta(hours=48)
    assert other_note_due_at(AT) == AT + timedelta(hours=24)
    assert cosign_due_at(AT, slow) == AT + timedelta(hours=24)


@pytest.mark.parametrize("limit", CLOCK_LIMITS.clocks, ids=lambda limit: limit.field)
def test_a_clock_stays_within_its_limits(limit: Any) -> None:
    at_most = replace(DOCUMENTATION_CLOCKS, **{limit.field: limit.most})
    too_slow = replace(DOCUMENTATION_CLOCKS, **{limit.field: limit.most + 1})
    too_fast = replace(DOCUMENTATION_CLOCKS, **{limit.field: limit.least - 1})

    assert may_set_clocks(at_most)
    assert [reason.field_name for reason in may_set_clocks(too_slow)] == [limit.field]
    assert [reason.field_name for reason in may_set_clocks(too_fast)] == [limit.field]


def test_a_version_is_stored_and_read_back_whole() -> None:
    mine = replace(DOCUMENTATION_CLOCKS, cosign_within_h=24, individual_format="soap")

    again = clocks_from(stored_clocks(mine), 3)

    assert again.id.endswith("+3")
    assert changed_clocks(mine, again) == ()
    assert changed_clocks(DOCUMENTATION_CLOCKS, again) == ("cosign_within_h", "individual_format")
    assert not may_set_clocks(replace(mine, individual_format="haiku"))
