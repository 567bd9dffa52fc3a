"""Licenses: who may sign today, and who is told ahead."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from openiop.domain.license import (
    license_days_left,
    license_stands,
    may_keep_license,
    may_lead_again,
    who_leads,
)

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


A, B = UUID(int=1), UUID(int=2)
ENDED = TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("lead", "co_lead", "last_days", "expected"),
    [
        (A, B, {}, (A, B, ())),
        (A, B, {A: TODAY}, (A, B, ())),
        (A, B, {A: None}, (A, B, ())),
        (A, B, {A: ENDED}, (B, None, (A,))),
        (A, B, {B: ENDED}, (A, None, (B,))),
        (A, B, {A: ENDED, B: ENDED}, (None, None, (A, B))),
        (A, None, {A: ENDED}, (None, None, (A,))),
        (None, None, {A: ENDED}, (None, None, ())),
        (None, B, {A: ENDED}, (None, B, ())),
    ],
)
def test_the_co_leader_leads_where_the_leader_may_not(
    lead: UUID | None,
    co_lead: UUID | None,
    last_days: dict[UUID, date | None],
    expected: tuple[object, ...],
) -> None:
    led = who_leads(lead, co_lead, last_days, TODAY)
    assert (led.lead_id, led.co_lead_id, led.left_out) == expected


@pytest.mark.parametrize(
    ("began", "until_on", "code"),
    [
        (False, TODAY, None),
        (False, None, None),
        (False, ENDED, "license"),
        (True, TODAY, "began"),
    ],
)
def test_she_leads_again_what_is_ahead_and_within_her_license(
    began: bool, until_on: date | None, code: str | None
) -> None:
    said = may_lead_again(began, until_on, TODAY)
    assert [reason.code for reason in said.reasons] == ([code] if code else [])
