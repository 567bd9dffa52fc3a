from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from openiop.domain.care.due import owed_since

ENDED = datetime(2026, 11, 18, 10, 0, tzinfo=ZoneInfo("America/New_York"))


def test_very_old_notes_leave_the_list() -> None:
    assert owed_since(ENDED) < ENDED - timedelta(days=59)
