"""When the text about a short form leaves without a person's tap."""

from __future__ import annotations

from datetime import datetime

import pytest

from openiop.domain.measures.short_form_text import texts_by_itself


@pytest.mark.parametrize(
    ("is_on", "hhmm", "code"),
    [
        (True, "10:00", None),
        (True, "17:59", None),
        (True, "09:59", "hour"),
        (True, "18:00", "hour"),
        (True, "00:05", "hour"),
        (False, "12:00", "off"),
    ],
)
def test_it_leaves_by_day_and_only_where_switched_on(
    is_on: bool, hhmm: str, code: str | None
) -> None:
    said = texts_by_itself(is_on, datetime.fromisoformat(f"2026-11-18T{hhmm}:00+00:00"))
    assert [reason.code for reason in said.reasons] == ([code] if code else [])
