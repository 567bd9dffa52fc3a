from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from openiop.domain.day.close import ClientAtClose, CloseFacts, HandOver, may_close, unresolved
from openiop.domain.decision import Kind
from openiop.domain.privacy import Role
from openiop.domain.words import DayState

GONE = ClientAtClose("Mara K.", "c1", DayState.LEFT, True, False, 0, 0, 0)
AWAY = ClientAtClose("Lee W.", "c2", DayState.AWAY, False, False, 0, 0, 0)
NOON = datetime(2026, 11, 25, 17, tzinfo=UTC)


def gone(**changes: object) -> ClientAtClose:
    return replace(GONE, **changes)  # type: ignore[arg-type]  # a table names any field


@pytest.mark.parametrize(
    ("client", "codes"),
    [
        (GONE, ()),
        (AWAY, ()),
        (gone(state=DayState.HERE), ("not_left",)),
        (gone(state=DayState.LATE), ("not_left",)),
        (gone(state=DayState.REMOTE), ("not_left",)),
        (gone(state=DayState.EXPECTED), ("not_accounted",)),
        (gone(in_closing_round=False), ("left_without_closing",)),
        (gone(in_closing_round=False, seen_leaving=True), ()),
        (gone(open_alerts=2), ("open_alert",)),
        (gone(unanswered_needs=1), ("unanswered_need",)),
        (gone(private_checks_due=1), ("private_check_due",)),
        (replace(AWAY, open_alerts=1), ("open_alert",)),
        (
            ClientAtClose("Ana P.", "c3", DayState.LEFT, False, False, 1, 1, 1),
            ("left_without_closing", "open_alert", "private_check_due", "unanswered_need"),
        ),
    ],
)
def test_each_matter_of_each_woman_keeps_the_day_open(
    client: ClientAtClose, codes: tuple[str, ...]
) -> None:
    decision = may_close(CloseFacts((client,)))

    assert decision.codes == codes
    assert bool(decision) is (codes == ())
    assert all(reason.params["client_id"] == client.client_id for reason in decision)


def test_reasons_name_who_and_what() -> None:
    decision = may_close(CloseFacts((gone(in_closing_round=False, open_alerts=2), AWAY)))

    assert [reason.text.format(**reason.params) for reason in decision] == [
        "Mara K. left without the closing round. How was she?",
        "Mara K.: a safety concern is still open (2).",
    ]


def test_only_somebody_still_here_cannot_be_waived() -> None:
    everything = ClientAtClose("Ana P.", "c3", DayState.HERE, False, False, 1, 1, 1)

    for reason in may_close(CloseFacts((everything,), unaccounted=("Sol R.",))):
        if reason.code == "not_left":
            assert reason.kind is Kind.STOP
        else:
            assert reason.kind is Kind.WAIVABLE
            assert set(reason.waivable_by) == {Role.CLINICAL_LEAD, Role.DIRECTOR}


def test_a_name_nobody_can_place_is_listed_once() -> None:
    facts = CloseFacts((gone(state=DayState.EXPECTED),), unaccounted=("Mara K.", "Sol R."))

    names = [reason.params["name"] for reason in may_close(facts)]

    assert names == ["Mara K.", "Sol R."]


@pytest.mark.parametrize(
    ("client", "handovers", "left"),
    [
        (gone(unanswered_needs=1), [], ("unanswered_need",)),
        (gone(unanswered_needs=1), [HandOver("unanswered_need", "c1", "Ada", "Calls her")], ()),
        (
            gone(unanswered_needs=1),
            [HandOver("unanswered_need", "c1", " ", "Calls her")],
            ("unanswered_need",),
        ),
        (
            gone(unanswered_needs=1),
            [HandOver("unanswered_need", "c1", "Ada", "")],
            ("unanswered_need",),
        ),
        (
            gone(unanswered_needs=1),
            [HandOver("unanswered_need", "c2", "Ada", "Calls her")],
            ("unanswered_need",),
        ),
        (
            gone(open_alerts=1),
            [HandOver("open_alert", "c1", "Ada", "Calls her")],
            ("open_alert",),
        ),
        (gone(open_alerts=1), [HandOver("open_alert", "c1", "Ada", "Calls her", NOON)], ()),
        (
            gone(private_checks_due=1),
            [HandOver("private_check_due", "c1", "Ada", "Asks her")],
            ("private_check_due",),
        ),
        (
            gone(state=DayState.HERE),
            [HandOver("not_left", "c1", "Ada", "Waits", NOON)],
            ("not_left",),
        ),
        (
            gone(open_alerts=1, unanswered_needs=1),
            [HandOver("open_alert", "c1", "Ada", "Calls her", NOON)],
            ("unanswered_need",),
        ),
    ],
)
def test_a_hand_over_takes_one_matter_with_a_person_words_and_a_time(
    client: ClientAtClose, handovers: list[HandOver], left: tuple[str, ...]
) -> None:
    standing = unresolved(may_close(CloseFacts((client,))), handovers)

    assert tuple(reason.code for reason in standing) == left


def test_a_bare_name_is_handed_over_by_name() -> None:
    decision = may_close(CloseFacts((), unaccounted=("Sol R.",)))

    assert unresolved(decision, [HandOver("not_accounted", "Sol R.", "Ada", "Texts her")]) == ()
