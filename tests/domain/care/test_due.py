from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from openiop.domain.care.due import due_at, is_late, owed_since

ZONE = ZoneInfo("America/New_York")
ENDED = datetime(2026, 11, 18, 10, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("signed_after", "late"),
    [
        (timedelta(minutes=5), False),
        (timedelta(hours=24), False),
        (timedelta(hours=24, minutes=1), True),
        (timedelta(days=3), True),
    ],
)
def test_a_note_is_late_after_a_day(signed_after: timedelta, late: bool) -> None:
    assert is_late(ENDED, ENDED + signed_after) is late


def test_a_day_is_24_real_hours_when_the_clocks_change() -> None:
    saturday = datetime(2026, 10, 31, 12, 0, tzinfo=ZONE)

    assert due_at(saturday) == datetime(2026, 11, 1, 11, 0, tzinfo=ZONE)


def test_very_old_notes_leave_the_list() -> None:
    assert owed_since(ENDED) < ENDED - timedelta(days=59)
