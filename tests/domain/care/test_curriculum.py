from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiop.domain.care.curriculum import (
    Cover,
    Meeting,
    MemberFacts,
    UnitFacts,
    circles,
    coverage,
    is_taken,
    may_waive,
    needed_before,
    next_units,
    suggested,
)

GROUNDING = UnitFacts("u1", 1, "Grounding")
NOTICING = UnitFacts("u2", 2, "Noticing")
SLOWING = UnitFacts("u3", 3, "Slowing")
OPEN = (GROUNDING, NOTICING, SLOWING)
SERIES = tuple(replace(unit, any_order=False) for unit in OPEN)


def who(name: str, *taken: str, left: int | None = None) -> MemberFacts:
    return MemberFacts(name.lower(), name, frozenset(taken), left)


@pytest.mark.parametrize(
    ("units", "members", "best", "new_for"),
    [
        # everybody is new: the order of the curriculum
        (OPEN, [who("Alda"), who("Bea")], "u1", ("Alda", "Bea")),
        # stayers do not hear it again because of one newcomer
        (OPEN, [who("Alda", "u1"), who("Bea", "u1"), who("Cleo")], "u2", ("Alda", "Bea", "Cleo")),
        # one newcomer, the others know everything: it is for her
        (OPEN, [who("Alda", "u1", "u2"), who("Bea", "u1", "u2", "u3")], "u3", ("Alda",)),
        # who leaves soon weighs more than one who stays
        (
            OPEN,
            [who("Alda", "u1", "u3", left=3), who("Bea", "u2", "u3")],
            "u2",
            ("Alda",),
        ),
        # in a series nobody hears the second before the first
        (SERIES, [who("Alda"), who("Bea")], "u1", ("Alda", "Bea")),
        (SERIES, [who("Alda", "u1"), who("Bea", "u1"), who("Cleo")], "u2", ("Alda", "Bea")),
        # all know all: the one taught longest ago
        (
            (
                replace(GROUNDING, last_held_on=date(2026, 11, 16)),
                replace(NOTICING, last_held_on=date(2026, 10, 5)),
            ),
            [who("Alda", "u1", "u2")],
            "u2",
            (),
        ),
    ],
)
def test_the_next_best_unit(
    units: tuple[UnitFacts, ...],
    members: list[MemberFacts],
    best: str,
    new_for: tuple[str, ...],
) -> None:
    found = suggested(units, members)

    assert found is not None
    assert (found.unit.id, found.new_for) == (best, new_for)


def test_its_reason_is_told_in_words() -> None:
    found = suggested(OPEN, [who("Alda", "u1"), who("Bea", "u1", left=5), who("Cleo", "u2")])

    assert found is not None
    assert found.unit.id == "u3"
    told = [reason.text.format(**reason.params) for reason in found.reasons]
    assert told == [
        "New for 3 of 3",
        "Before they leave, within two weeks: Bea",
        "Not taught in this group yet",
    ]


def test_without_members_or_units_nothing_is_suggested() -> None:
    assert suggested(OPEN, []) is None
    assert suggested((), [who("Alda")]) is None


@pytest.mark.parametrize(
    ("minutes", "planned", "taken"),
    [(60, 60, True), (36, 60, True), (35, 60, False), (0, 0, False)],
)
def test_enough_minutes(minutes: int, planned: int, taken: bool) -> None:
    assert is_taken(minutes, planned) is taken


@pytest.mark.parametrize(
    ("meetings", "cover"),
    [
        ([], Cover.AHEAD),
        ([Meeting("u1", 60, 60, True)], Cover.TAKEN),
        ([Meeting("u1", 0, 60, True)], Cover.MISSED),
        ([Meeting("u1", 60, 60, False)], Cover.OPEN),
        ([Meeting("u1", 60, 60, True), Meeting("u1", 0, 60, True)], Cover.TAKEN),
        ([Meeting("u1", 0, 60, True), Meeting("u1", 60, 60, True)], Cover.TAKEN),
        ([Meeting("elsewhere", 60, 60, True)], Cover.AHEAD),
    ],
)
def test_taken_missed_or_ahead(meetings: list[Meeting], cover: Cover) -> None:
    assert coverage(["u1"], meetings) == {"u1": cover}


def test_what_comes_before() -> None:
    needed = needed_before((*SERIES, UnitFacts("x", 9, "Extra", needs=frozenset({"u3", "gone"}))))

    assert needed == {
        "u1": frozenset(),
        "u2": frozenset({"u1"}),
        "u3": frozenset({"u2"}),
        "x": frozenset({"u3"}),
    }


def test_a_circle_is_found() -> None:
    assert circles({"a": frozenset({"b"}), "b": frozenset({"a"}), "c": frozenset({"a"})}) == (
        "a",
        "b",
    )
    assert circles({"a": frozenset(), "b": frozenset({"a"})}) == ()


IDS = tuple(f"u{n}" for n in range(6))
units = st.lists(
    st.builds(
        UnitFacts,
        id=st.sampled_from(IDS),
        number=st.integers(1, 9),
        title=st.just("Unit"),
        any_order=st.booleans(),
        last_held_on=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    ),
    unique_by=lambda unit: unit.id,
    min_size=1,
)
members = st.lists(
    st.builds(
        MemberFacts,
        id=st.uuids().map(str),
        name=st.sampled_from(("Alda", "Bea", "Cleo", "Dora")),
        taken=st.frozensets(st.sampled_from(IDS)),
        days_left=st.none() | st.integers(0, 60),
    ),
    unique_by=lambda member: member.id,
    min_size=1,
)


@given(units, members, st.randoms())
def test_the_order_of_the_facts_does_not_matter(units, members, lots) -> None:  # type: ignore[no-untyped-def] # Hypothesis gives them
    found = next_units(units, members)
    lots.shuffle(units)
    lots.shuffle(members)

    assert next_units(units, members) == found


@given(units, members)
def test_a_unit_new_for_somebody_ready_is_never_passed_over_for_none(units, members) -> None:  # type: ignore[no-untyped-def] # Hypothesis gives them
    ranked = next_units(units, members)

    helps = [bool(each.new_for) for each in ranked]
    assert helps == sorted(helps, reverse=True)


@given(units, members)
def test_each_member_is_counted_once(units, members) -> None:  # type: ignore[no-untyped-def] # Hypothesis gives them
    for each in next_units(units, members):
        assert len(each.new_for) + len(each.heard_by) + len(each.not_ready) == len(members)


@given(units, members)
def test_hearing_it_never_brings_a_unit_forward(units, members) -> None:  # type: ignore[no-untyped-def] # Hypothesis gives them
    best = next_units(units, members)[0]
    after = [replace(each, taken=each.taken | {best.unit.id}) for each in members]
    score = {each.unit.id: each.score for each in next_units(units, after)}

    assert score[best.unit.id] == -len(members)


def test_a_unit_set_aside_is_neither_new_nor_waited_for() -> None:
    first, second = UnitFacts("u1", 1, "One"), UnitFacts("u2", 2, "Two", needs=frozenset({"u1"}))
    her = MemberFacts("a", "A", waived=frozenset({"u1"}))

    told = {each.unit.id: each for each in next_units([first, second], [her])}

    assert (told["u1"].new_for, told["u1"].heard_by, told["u1"].not_ready) == ((), (), ())
    assert told["u2"].new_for == ("A",)


@pytest.mark.parametrize(
    ("cover", "why", "code"),
    [
        (Cover.AHEAD, "Not for her yet.", None),
        (Cover.MISSED, " ", "why"),
        (Cover.TAKEN, "Why.", "taken"),
        (Cover.WAIVED, "Why.", "waived"),
    ],
)
def test_a_unit_is_set_aside_once_with_a_reason(cover: Cover, why: str, code: str | None) -> None:
    assert [reason.code for reason in may_waive(cover, why).reasons] == ([code] if code else [])


def test_what_she_has_taken_stays_taken() -> None:
    met = [Meeting("u1", 60, 60, True)]

    assert coverage(["u1", "u2"], met, waived={"u1", "u2"}) == {
        "u1": Cover.TAKEN,
        "u2": Cover.WAIVED,
    }
