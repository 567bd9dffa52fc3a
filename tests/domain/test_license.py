"""Licenses: who may sign today, and who is told ahead."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from openiop.domain.license import license_days_left, license_stands, may_keep_license

TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("days", "stands", "left"),
    [
        (None, True, None),
        (31, True, None),
        (30, True, 30),
        (0, True, 0),
        (-1, False, -1),
        (-90, False, -90),
    ],
)
def test_a_license_stands_through_its_last_day(
    days: int | None, stands: bool, left: int | None
) -> None:
    until_on = None if days is None else TODAY + timedelta(days=days)

    assert bool(license_stands(until_on, TODAY)) is stands
    assert license_days_left(until_on, TODAY) == left


@pytest.mark.parametrize(
    ("credentials", "until_on", "field"),
    [
        ("LCSW", None, None),
        ("", date(2020, 1, 1), None),
        ("LCSW", date(2206, 11, 18), "until_on"),
        ("LCSW " * 9, None, "credentials"),
    ],
)
def test_a_slip_of_the_keys_is_asked_about(
    credentials: str, until_on: date | None, field: str | None
) -> None:
    said = may_keep_license(credentials, until_on, TODAY)

    assert [reason.field_name for reason in said.reasons] == ([field] if field else [])
