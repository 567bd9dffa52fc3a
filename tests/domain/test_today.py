"""What stands first on a client's own day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from openiop.domain.today import (
    MainThing,
    TodayFacts,
    main_thing,
    may_say_she_is_away,
    next_coming_day,
)

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
COMING = TodayFacts(expected=True, last_ends_at=NOON)


@pytest.mark.parametrize(
    ("facts", "first"),
    [
        (COMING, MainThing.CHECK_IN),
        (replace(COMING, check_in_begun=True), MainThing.GO_ON_WITH_CHECK_IN),
        (replace(COMING, check_in_finished=True), MainThing.WEEK),
        (replace(COMING, check_in_finished=True, forms_due=2), MainThing.FORM),
        (replace(COMING, forms_due=2), MainThing.CHECK_IN),
        (replace(COMING, away=True, forms_due=2), MainThing.WEEK),
        (replace(COMING, left=True), MainThing.WEEK),
        (replace(COMING, expected=False), MainThing.WEEK),
    ],
)
def test_there_is_one_main_thing(facts: TodayFacts, first: MainThing) -> None:
    assert main_thing(facts) is first


@pytest.mark.parametrize(
    ("facts", "minutes", "offered"),
    [
        (COMING, -60, True),
        (COMING, 0, False),
        (replace(COMING, last_ends_at=None), 0, True),
        (replace(COMING, away=True), -60, False),
        (replace(COMING, arrived=True), -60, False),
        (replace(COMING, expected=False), -60, False),
    ],
)
def test_when_she_may_say_that_she_cannot_come(
    facts: TodayFacts, minutes: int, offered: bool
) -> None:
    assert may_say_she_is_away(facts, NOON + timedelta(minutes=minutes)) is offered


def test_the_next_day_she_comes_is_never_today() -> None:
    today = date(2026, 3, 4)
    days = {today, date(2026, 3, 5), date(2026, 3, 9)}
    assert next_coming_day(days, today) == date(2026, 3, 5)
    assert next_coming_day({today}, today) is None
