"""A program sets its own times within named limits, and every version says what it changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiop.domain.safety_rules import SAFETY_RULES
from openiop.domain.safety_times import (
    SAFETY_LIMITS,
    changed_times,
    may_set_times,
    stored_times,
    times_from,
    version_of,
)


def test_the_times_as_shipped_are_within_the_limits() -> None:
    assert may_set_times(SAFETY_RULES)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"high_on_site_acknowledge_min": 16}, "outside_limit", "high_on_site_acknowledge_min"),
        ({"high_on_site_acknowledge_min": 0}, "outside_limit", "high_on_site_acknowledge_min"),
        ({"high_remote_director_min": 121}, "outside_limit", "high_remote_director_min"),
        ({"second_look_within_h": 73}, "outside_limit", "second_look_within_h"),
        ({"plan_review_every_days": 31}, "outside_limit", "plan_review_every_days"),
        ({"high_on_site_lead_min": 5}, "out_of_order", "high_on_site_lead_min"),
        ({"high_remote_lead_min": 50}, "out_of_order", "high_remote_lead_min"),
        ({"monitored_weekdays": frozenset()}, "no_weekday", "monitored_weekdays"),
        ({"monitored_weekdays": frozenset({7})}, "no_weekday", "monitored_weekdays"),
        ({"monitored_until": time(11, 59)}, "hours_too_short", "monitored_until"),
        ({"monitored_until": time(7)}, "hours_too_short", "monitored_until"),
    ],
)
def test_what_is_beyond_a_limit_is_refused_at_its_field(
    change: dict[str, Any], code: str, field: str
) -> None:
    decision = may_set_times(replace(SAFETY_RULES, **change))

    assert not decision
    assert [(r.code, r.field_name) for r in decision if r.code == code] == [(code, field)]


@given(st.fixed_dictionaries({limit.field: st.integers(-5, 300) for limit in SAFETY_LIMITS.times}))
def test_nothing_slower_than_a_limit_is_ever_allowed(values: dict[str, int]) -> None:
    rules = replace(SAFETY_RULES, **values)  # type: ignore[arg-type] # whole numbers only
    if may_set_times(rules):
        assert all(
            limit.least <= values[limit.field] <= limit.most for limit in SAFETY_LIMITS.times
        )
        assert (
            rules.high_on_site_acknowledge_min
            < rules.high_on_site_lead_min
            < rules.high_on_site_director_min
        )


def test_what_is_stored_is_read_back_the_same_under_its_own_name() -> None:
    own = replace(
        SAFETY_RULES,
        high_on_site_lead_min=8,
        monitored_weekdays=frozenset({0, 2, 5}),
        monitored_from=time(7, 30),
        closed_on=frozenset({date(2027, 1, 1)}),
    )

    read = times_from(stored_times(own), 3)

    assert read == replace(own, id="openiop-safety/1+3")
    assert version_of(read.id) == 3
    assert version_of(SAFETY_RULES.id) == 0
    assert set(changed_times(SAFETY_RULES, own)) == {
        "high_on_site_lead_min",
        "monitored_weekdays",
        "monitored_from",
        "closed_on",
    }


def test_a_version_that_names_nothing_is_as_shipped() -> None:
    assert times_from({}, 1) == replace(SAFETY_RULES, id="openiop-safety/1+1")
