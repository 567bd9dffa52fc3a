"""The way in, in numbers that can be counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiop.domain.funnel import FunnelStep, Stretch, WayIn, funnel_of, nearest_rank
from openiop.domain.referral import EndReason, Source

DAY = timedelta(days=1)
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
NOW = AT + 30 * DAY
WAITS = WayIn(Source.SELF, AT, AT + DAY)
STARTED = replace(WAITS, contacted_at=AT + DAY, assessed_at=AT + 3 * DAY, started_at=AT + 10 * DAY)


@pytest.mark.parametrize(
    ("days", "share", "rank"),
    [
        ([], 0.5, None),
        ([4], 0.5, 4),
        ([4], 0.9, 4),
        ([1, 2, 3, 4], 0.5, 2),
        ([1, 2, 3, 4, 5], 0.5, 3),
        ([5, 1, 4, 2, 3, 6, 7, 8, 9, 10], 0.9, 9),
        ([1, 2, 3], 0.9, 3),
    ],
)
def test_a_percentile_is_a_time_somebody_waited(
    days: list[int], share: float, rank: int | None
) -> None:
    found = nearest_rank([n * DAY for n in days], share)

    assert found == (None if rank is None else rank * DAY)


def test_counts_ages_reasons_and_sources() -> None:
    ways = [
        WAITS,
        STARTED,
        replace(STARTED, source=Source.HOSPITAL, contacted_at=AT + 2 * DAY),
        replace(WAITS, contacted_at=AT, ended=EndReason.TOO_LITTLE_NEED),
        # counted with the request it is the same as
        replace(WAITS, ended=EndReason.DUPLICATE),
    ]

    board = funnel_of(ways, NOW)

    assert [n for _step, n in board.reached] == [4, 3, 2, 2]
    ages = {age.stretch: age for age in board.ages}
    assert (ages[Stretch.TO_CONTACT].n, ages[Stretch.TO_CONTACT].median) == (3, DAY)
    assert ages[Stretch.WHOLE_WAY].ninetieth == 10 * DAY
    assert board.reasons == ((EndReason.TOO_LITTLE_NEED, 1),)
    assert [(line.source, line.received, line.started) for line in board.sources] == [
        (Source.SELF, 3, 1),
        (Source.HOSPITAL, 1, 1),
    ]
    assert (board.contacted_in_time, board.contact_was_due) == (2, 4)
    assert board.is_few


def test_who_still_has_time_to_be_contacted_is_not_late() -> None:
    assert funnel_of([WAITS], AT + timedelta(hours=1)).contact_was_due == 0


def test_ten_are_not_few() -> None:
    assert not funnel_of([STARTED] * 10, NOW).is_few


@given(st.lists(st.sampled_from([WAITS, STARTED, replace(WAITS, assessed_at=AT)]), max_size=20))
def test_no_later_step_is_reached_by_more(ways: list[WayIn]) -> None:
    counts = [n for _step, n in funnel_of(ways, NOW).reached]

    assert counts == sorted(counts, reverse=True)
    assert len(counts) == len(FunnelStep)
