"""With whom what may be shared: only what she signed, and nothing once she took it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiop.domain.release import Part, Purpose, ReleaseFacts, holds, may_release, shareable

TODAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
FACTS = ReleaseFacts(
    purposes=frozenset({Purpose.CARE}),
    parts=frozenset({Part.MEDICATIONS, Part.ATTENDANCE}),
    from_on=TODAY - timedelta(days=10),
    until_on=TODAY,
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, True),
        ({"until_on": TODAY - timedelta(days=1)}, False),
        ({"from_on": TODAY + timedelta(days=1), "until_on": TODAY + timedelta(days=9)}, False),
        ({"revoked_at": NOW}, False),
        ({"revoked_at": NOW - timedelta(seconds=1)}, False),
        ({"revoked_at": NOW + timedelta(seconds=1)}, True),
        ({"struck": True}, False),
    ],
)
def test_when_a_release_holds(change: dict[str, object], expected: bool) -> None:
    assert holds(replace(FACTS, **change), NOW, TODAY) is expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("purpose", "keep_away", "parts"),
    [
        (Purpose.CARE, False, FACTS.parts),
        (Purpose.CARE, True, frozenset()),
        (Purpose.PAYMENT, False, frozenset()),
    ],
)
def test_only_for_its_purpose_and_never_to_whom_she_keeps_away(
    purpose: Purpose, keep_away: bool, parts: frozenset[Part]
) -> None:
    assert shareable((FACTS,), purpose, keep_away, NOW, TODAY) == parts


@given(
    st.lists(
        st.tuples(
            st.sets(st.sampled_from(list(Part)), min_size=1),
            st.sets(st.sampled_from(list(Purpose)), min_size=1),
            st.booleans(),
        ),
        max_size=4,
    ),
    st.sampled_from(list(Purpose)),
)
def test_never_a_part_that_no_standing_release_names(
    signed: list[tuple[set[Part], set[Purpose], bool]], purpose: Purpose
) -> None:
    releases = tuple(
        ReleaseFacts(frozenset(purposes), frozenset(parts), TODAY, TODAY, NOW if revoked else None)
        for parts, purposes, revoked in signed
    )

    shared = shareable(releases, purpose, False, NOW, TODAY)

    named = {
        part
        for parts, purposes, revoked in signed
        if purpose in purposes and not revoked
        for part in parts
    }
    assert shared == named


@pytest.mark.parametrize(
    ("change", "signed_on", "keep_away", "codes"),
    [
        ({}, TODAY, False, ()),
        ({"purposes": frozenset()}, TODAY, False, ("purposes",)),
        ({"parts": frozenset()}, TODAY, False, ("parts",)),
        ({"until_on": TODAY - timedelta(days=11)}, TODAY, False, ("order",)),
        ({"until_on": TODAY + timedelta(days=366)}, TODAY, False, ("longest",)),
        ({}, TODAY + timedelta(days=1), False, ("signed",)),
        ({}, TODAY, True, ("keep_away",)),
    ],
)
def test_what_a_release_needs(
    change: dict[str, object], signed_on: date, keep_away: bool, codes: tuple[str, ...]
) -> None:
    facts = replace(FACTS, **change)  # type: ignore[arg-type]

    assert may_release(facts, signed_on, keep_away, TODAY).codes == codes
