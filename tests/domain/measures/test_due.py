"""When a questionnaire is due again."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiop.domain.measures.due import DUE_RULES, Cadence, DueRules, is_due
from openiop.domain.measures.registry import INSTRUMENTS

WEDNESDAY = date(2026, 3, 4)


@pytest.mark.parametrize(
    ("instrument_id", "days_ago", "due"),
    [
        ("phq-9", None, True),
        ("phq-9", 0, False),
        ("phq-9", 6, False),
        ("phq-9", 7, True),
        ("phq-9", 30, True),
        ("gad-7", 6, False),
        ("gad-7", 7, True),
        ("iop-daily-checkin", None, True),
        ("iop-daily-checkin", 0, False),
        ("iop-daily-checkin", 1, True),
        # asked for by a person or at the end of a session, never by the calendar
        ("cssrs-screener-recent", None, False),
        ("cssrs-screener-recent", 90, False),
        ("iop-group-checkout", None, False),
        # finished "tomorrow": a clock that was set back asks nothing twice
        ("phq-9", -1, False),
    ],
)
def test_due(instrument_id: str, days_ago: int | None, due: bool) -> None:
    last = None if days_ago is None else WEDNESDAY - timedelta(days=days_ago)
    assert is_due(instrument_id, last, WEDNESDAY, DUE_RULES) is due


def test_a_program_may_ask_less_often() -> None:
    fortnightly = DueRules(id="example/1", version="1", cadences=(Cadence("phq-9", every_days=14),))
    assert not is_due("phq-9", WEDNESDAY - timedelta(days=13), WEDNESDAY, fortnightly)
    assert is_due("phq-9", WEDNESDAY - timedelta(days=14), WEDNESDAY, fortnightly)
    assert not is_due("gad-7", None, WEDNESDAY, fortnightly)


def test_the_rules_name_themselves_and_only_shipped_questionnaires() -> None:
    assert (DUE_RULES.id, DUE_RULES.version) == ("openiop-due/1", "1")
    assert {cadence.instrument_id for cadence in DUE_RULES.cadences} <= set(INSTRUMENTS)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 60))
def test_once_due_it_stays_due_until_it_is_finished(last: date, days: int) -> None:
    today = last + timedelta(days=days)
    if is_due("phq-9", last, today, DUE_RULES):
        assert is_due("phq-9", last, today + timedelta(days=1), DUE_RULES)
