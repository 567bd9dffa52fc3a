"""Times for an assessment, and the routes of what was found."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from openiop.domain.assessment.routes import (
    ASKED,
    CareLevel,
    Finding,
    HandoffFacts,
    Known,
    RouteClock,
    may_hand_off,
    route_due_at,
    routes_for,
    with_screen,
)
from openiop.domain.assessment.slots import (
    ClinicianGender,
    SlotFacts,
    SlotWish,
    may_book,
    may_offer,
    next_slots,
)
from openiop.domain.decision import YES, Decision, Reason
from openiop.domain.words import Level

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def slot(number: int, hours: float = 24, **facts: Any) -> SlotFacts:
    return SlotFacts(UUID(int=number), UUID(int=99), NOW + hours * HOUR, 90, True, **facts)


def test_the_next_three_leave_notice_and_are_open() -> None:
    offered = [
        slot(1, 50),
        slot(2, 0.5),
        slot(3, 2),
        replace(slot(4, 3), is_open=False),
        slot(5, 30),
        slot(6, 70),
    ]

    assert [each.slot_id.int for each in next_slots(offered, NOW, 3)] == [3, 5, 1]


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        (SlotWish(), [1, 2, 3]),
        (SlotWish(language="es"), [2]),
        (SlotWish(gender=ClinicianGender.WOMAN), [2, 3]),
        (SlotWish(language="es", gender=ClinicianGender.MAN), []),
    ],
)
def test_a_wish_is_kept_or_nothing_is_shown(wish: SlotWish, found: list[int]) -> None:
    offered = [
        slot(1),
        slot(2, 25, languages=frozenset({"en", "es"}), gender=ClinicianGender.WOMAN),
        slot(3, 26, gender=ClinicianGender.WOMAN),
    ]

    assert [each.slot_id.int for each in next_slots(offered, NOW, 3, wish)] == found


@pytest.mark.parametrize(
    ("hours", "minutes", "codes"),
    [(24, 90, ("overlaps",)), (22.6, 90, ("overlaps",)), (22.5, 90, ()), (25.5, 90, ()),
     (-1, 90, ("past",)), (48, 10, ("minutes",)), (24 * 100, 90, ("far",))],
)  # fmt: skip
def test_a_time_is_offered_ahead_and_never_over_another(
    hours: float, minutes: int, codes: tuple[str, ...]
) -> None:
    assert may_offer(NOW + hours * HOUR, minutes, NOW, [slot(1, 24)]).codes == codes


def test_who_comes_second_is_told() -> None:
    taken = replace(slot(1), is_open=False)

    assert may_book(slot(1), NOW, YES)
    assert may_book(taken, NOW, YES).codes == ("taken",)
    assert may_book(slot(1, -1), NOW, YES).codes == ("past",)
    assert may_book(slot(1), NOW, Decision.refused(Reason("license", ""))).codes == ("license",)


def test_a_high_screen_is_a_finding_whatever_was_ticked() -> None:
    ticked: dict[Finding, Known] = dict.fromkeys(ASKED, Known.NO)

    assert with_screen(ticked, Level.HIGH)[Finding.SUICIDE] is Known.YES
    assert with_screen(ticked, Level.MODERATE)[Finding.SUICIDE] is Known.NO
    assert with_screen({}, None)[Finding.SUICIDE] is Known.NOT_ASKED


def test_the_soonest_route_stands_first() -> None:
    found = {Finding.GROUPS: Known.YES, Finding.MEDICAL: Known.YES, Finding.SUICIDE: Known.YES}

    assert [route.clock for route in routes_for(found)] == list(RouteClock)
    assert routes_for(found)[0].level is CareLevel.INPATIENT


@pytest.mark.parametrize(
    ("clock", "due"),
    [
        (RouteClock.NOW, NOW + timedelta(minutes=15)),
        (RouteClock.SAME_DAY, NOW.replace(hour=23, minute=59)),
        (RouteClock.DAYS_3, NOW + timedelta(hours=72)),
    ],
)
def test_by_when_somebody_has_her(clock: RouteClock, due: datetime) -> None:
    assert route_due_at(clock, NOW) == due


@pytest.mark.parametrize(
    ("changed", "codes"),
    [({}, ()), ({"to": ""}, ("to",)), ({"how": ""}, ("how",)), ({"reached": None}, ("reached",)),
     ({"reached": False}, ()), ({"next_step": " "}, ("next_step",))],
)  # fmt: skip
def test_what_a_warm_handoff_names(changed: dict[str, Any], codes: tuple[str, ...]) -> None:
    whole = HandoffFacts("Harbor clinic", "we_called", True, "First visit on Friday")

    assert may_hand_off(replace(whole, **changed)).codes == codes
