"""Which questionnaires are asked when, within the minutes of a week."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiop.domain.measures.asking import Way, may_be_answered
from openiop.domain.measures.instrument import Sensitivity
from openiop.domain.measures.registry import INSTRUMENTS
from openiop.domain.measures.schedule import (
    SCHEDULE,
    AskedBy,
    AskingFacts,
    DueState,
    Given,
    Point,
    WhyPutOff,
    plan_week,
)

MONDAY = date(2026, 11, 16)
WEDNESDAY = MONDAY + timedelta(days=2)
MINUTES = {
    "phq-9": 2,
    "phq-2": 0.5,
    "gad-7": 1.5,
    "gad-2": 0.5,
    "core-10": 2,
    "pc-ptsd-5": 1,
    "pcl-5": 6,
    "pcl-5-week": 6,
    "lec-5": 4,
    "itq": 4,
    "ders-16": 3,
    "b-ipf": 1.5,
    "audit-c": 1,
    "taps-1": 1,
    "hrqol-4": 1,
    "scs-sf": 2,
    "noms-perception-of-care": 3,
    "noms-items-12-14": 1,
    "cssrs-screener-recent": 2,
    "hark": 1,
    "cgi": 1,
}
COMING = frozenset({MONDAY, WEDNESDAY, MONDAY + timedelta(days=3)})
PAIR = ("phq-9", "gad-7")


def days_ago(n: int) -> date:
    return WEDNESDAY - timedelta(days=n)


def facts(days_in: int = 16, **changes: object) -> AskingFacts:
    """On a Wednesday, so many days into a stay; the weekly pair was given a week ago."""
    made = AskingFacts(
        today=WEDNESDAY,
        minutes=MINUTES,
        starts_on=days_ago(days_in),
        coming=COMING,
        finished=(Given("phq-9", days_ago(7), 14), Given("gad-7", days_ago(7), 11)),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def asked_today(of: AskingFacts) -> list[str]:
    return [form.instrument_id for form in plan_week(of).asked_on(of.today)]


def finished(*given_: tuple[str, int, float | None]) -> tuple[Given, ...]:
    return tuple(Given(id_, days_ago(ago), total) for id_, ago, total in given_)


PAIR_TODAY = (("phq-9", 0, 10.0), ("gad-7", 0, 8.0))


@pytest.mark.parametrize(
    ("days_in", "given_", "asked"),
    [
        # the weekly pair a week after the last one, not a day sooner
        (16, (("phq-9", 7, 1), ("gad-7", 7, 1)), ["phq-9", "gad-7"]),
        (16, (("phq-9", 6, 1), ("gad-7", 7, 1)), ["gad-7"]),
        (16, (), ["phq-9", "gad-7"]),
        # finished "tomorrow": a clock that was set back asks nothing twice
        (16, (("phq-9", -1, 1), ("gad-7", -1, 1)), []),
        # admission: the first sitting takes what fits into it
        (
            0,
            (),
            [
                "phq-9",
                "gad-7",
                "pc-ptsd-5",
                "ders-16",
                "b-ipf",
                "audit-c",
                "taps-1",
                "hrqol-4",
            ],
        ),
        # PC-PTSD-5 below 3: no trauma scale; from 3 on both forms, in the second sitting
        (
            2,
            (*PAIR_TODAY, ("pc-ptsd-5", 2, 2), ("ders-16", 2, 40)),
            ["b-ipf", "audit-c", "taps-1", "hrqol-4"],
        ),
        (
            4,
            (
                ("phq-9", 2, 10),
                ("gad-7", 2, 10),
                ("pc-ptsd-5", 2, 3),
                ("ders-16", 4, 40),
                ("b-ipf", 4, 40),
                ("audit-c", 4, 1),
                ("taps-1", 4, None),
                ("hrqol-4", 4, 3),
            ),
            ["pcl-5", "lec-5"],
        ),
        # every other week the trauma scale, only from a baseline of 31
        (18, (("phq-9", 6, 1), ("gad-7", 6, 1), ("pcl-5", 14, 30)), []),
        # what was done today fills the day
        (21, PAIR_TODAY, []),
        (18, (("phq-9", 6, 1), ("gad-7", 6, 1), ("pcl-5", 14, 31)), ["pcl-5-week"]),
        (18, (("phq-9", 6, 1), ("gad-7", 6, 1), ("pcl-5", 13, 31)), []),
        (60, (("phq-9", 6, 1), ("gad-7", 6, 1), ("pcl-5", 55, 40), ("pcl-5-week", 13, 40)), []),
        # about week 4, once
        (28, (("phq-9", 6, 1), ("gad-7", 6, 1)), ["ders-16"]),
        (28, (("phq-9", 6, 1), ("gad-7", 6, 1), ("ders-16", 5, 40)), ["b-ipf", "noms-items-12-14"]),
        (40, (("phq-9", 6, 1), ("gad-7", 6, 1)), []),
    ],
)
def test_asked_today(
    days_in: int, given_: tuple[tuple[str, int, float | None], ...], asked: list[str]
) -> None:
    assert asked_today(facts(days_in, finished=finished(*given_))) == asked


def test_the_trauma_scale_stands_alone_on_its_day() -> None:
    plan = plan_week(facts(30, finished=finished(("pcl-5", 28, 40.0))))
    days = {form.instrument_id: form.on for form in plan.forms if form.asked_by is AskedBy.HERSELF}
    assert days["phq-9"] == days["gad-7"] == WEDNESDAY
    assert days["pcl-5-week"] == WEDNESDAY + timedelta(days=1)
    assert (plan.minutes_planned, plan.minutes_budget) == (14, 14)
    put_off = {each.instrument_id: each.why for each in plan.put_off}
    assert put_off["ders-16"] is WhyPutOff.WEEK_FULL
    assert all(each.until == MONDAY + timedelta(days=7) for each in plan.put_off)


def test_before_discharge_and_after_the_stay() -> None:
    soon = facts(60, planned_end_on=WEDNESDAY + timedelta(days=8))
    by_id = {form.instrument_id: form for form in plan_week(soon).forms}
    assert by_id["ders-16"].point is Point.DISCHARGE
    assert by_id["noms-perception-of-care"].is_sitting
    assert "pcl-5" not in by_id
    assert "scs-sf" not in by_id
    with_scs = replace(soon, finished=(*soon.finished, Given("scs-sf", days_ago(50), 3)))
    assert "scs-sf" in {form.instrument_id for form in plan_week(with_scs).forms}
    after = facts(100, ended_on=days_ago(30), coming=frozenset(), finished=())
    assert {form.point for form in plan_week(after).forms} == {Point.AFTER_30}
    assert asked_today(replace(after, ended_on=days_ago(60))) == []
    assert "phq-9" in asked_today(replace(after, ended_on=days_ago(80)))


@pytest.mark.parametrize(
    ("ended", "given_", "declined", "asked"),
    [
        # two weeks without an answer: the two-question forms come in place of the long ones
        (36, (), (), ["phq-9", "gad-7", "b-ipf", "hrqol-4"]),
        (37, (), (), ["b-ipf", "hrqol-4", "phq-2", "gad-2"]),
        (90, (), (), ["b-ipf", "hrqol-4", "ders-16", "phq-2", "gad-2"]),
        # each for itself, and only for the point that was left open
        (37, (("phq-9", 9, 4.0),), (), ["b-ipf", "hrqol-4", "gad-2"]),
        (37, (("phq-9", 20, 4.0),), (), ["b-ipf", "hrqol-4", "phq-2", "gad-2"]),
        # a no is an answer
        (37, (), (("phq-9", 5),), ["b-ipf", "hrqol-4", "gad-2"]),
        # a short form that finds nothing closes the point, one that does brings the long one back
        (44, (("phq-2", 7, 2.0), ("gad-2", 7, 3.0)), (), ["gad-7", "b-ipf", "hrqol-4"]),
        (40, (("phq-2", 3, 3.0), ("gad-2", 3, 0.0)), (), ["b-ipf", "hrqol-4"]),
    ],
)
def test_a_short_form_in_place_of_one_without_an_answer(
    ended: int,
    given_: tuple[tuple[str, int, float], ...],
    declined: tuple[tuple[str, int], ...],
    asked: list[str],
) -> None:
    said_no = tuple(Given(id_, days_ago(ago)) for id_, ago in declined)
    after = facts(
        200,
        ended_on=days_ago(ended),
        coming=frozenset({WEDNESDAY, MONDAY + timedelta(days=3), MONDAY + timedelta(days=4)}),
        finished=finished(*given_),
        declined=said_no,
    )
    plan = plan_week(after, replace(SCHEDULE, day_minutes=12, check_in_minutes=0))
    assert [form.instrument_id for form in plan.asked_on(WEDNESDAY)] == asked
    waiting = {each.instrument_id: each for each in plan.put_off}
    for short in (form for form in plan.forms if form.in_place_of):
        assert waiting[short.in_place_of].why is WhyPutOff.SHORT_FORM
        assert short.point in (Point.AFTER_30, Point.AFTER_90)


@pytest.mark.parametrize(
    ("instrument_id", "asked_by"),
    [
        ("cssrs-screener-recent", AskedBy.STAFF),
        ("cgi", AskedBy.STAFF),
        ("hark", AskedBy.STAFF_ALONE),
    ],
)
def test_what_staff_ask_is_never_among_hers(instrument_id: str, asked_by: AskedBy) -> None:
    plan = plan_week(facts(3))
    assert instrument_id not in {form.instrument_id for form in plan.asked_on(WEDNESDAY)}
    assert instrument_id in {form.instrument_id for form in plan.asked_on(WEDNESDAY, asked_by)}


def test_declined_is_shown_as_declined_and_comes_next_time() -> None:
    said_no = facts(declined=(Given("phq-9", WEDNESDAY),))
    by_id = {form.instrument_id: form.state for form in plan_week(said_no).forms}
    assert by_id == {"phq-9": DueState.DECLINED, "gad-7": DueState.DUE}
    assert asked_today(said_no) == ["gad-7"]
    next_week = replace(said_no, today=WEDNESDAY + timedelta(days=7))
    assert "phq-9" in asked_today(next_week)


@pytest.mark.parametrize(
    ("days_before", "is_asked"), [(0, False), (20, False), (30, False), (31, True)]
)
def test_a_baseline_answered_on_the_way_in_is_not_asked_again(
    days_before: int, is_asked: bool
) -> None:
    on_day_one = facts(days_in=0)
    assert on_day_one.starts_on == on_day_one.today
    answered = replace(on_day_one, finished=finished(("ders-16", days_before, 40)))

    plan = plan_week(answered)

    asked = {form.instrument_id for form in plan.forms}
    asked |= {later.instrument_id for later in plan.put_off}
    assert ("ders-16" in asked) is is_asked


def test_overdue_after_a_week() -> None:
    late = facts(finished=finished(("phq-9", 14, 1), ("gad-7", 13, 1)))
    states = {form.instrument_id: form.state for form in plan_week(late).forms}
    assert states == {"phq-9": DueState.OVERDUE, "gad-7": DueState.DUE}


def test_while_a_concern_is_under_review_she_is_asked_nothing() -> None:
    plan = plan_week(facts(3, under_review=True))
    assert plan.asked_on(WEDNESDAY) == ()
    assert {each.why for each in plan.put_off} == {WhyPutOff.UNDER_REVIEW}
    assert plan.asked_on(WEDNESDAY, AskedBy.STAFF)


@pytest.mark.parametrize(
    ("done", "waits"),
    [("phq-2", "phq-9"), ("gad-2", "gad-7"), ("core-10", "phq-9"), ("core-10", "gad-7")],
)
def test_the_same_question_is_not_asked_twice_in_a_week(done: str, waits: str) -> None:
    plan = plan_week(facts(finished=finished((done, 3, 2.0))))
    [put_off] = [each for each in plan.put_off if each.instrument_id == waits]
    assert (put_off.why, put_off.until) == (
        WhyPutOff.ASKED_ALREADY,
        WEDNESDAY + timedelta(days=4),
    )


def test_one_weekly_form_may_take_the_place_of_the_pair() -> None:
    assert asked_today(facts(finished=(), weekly_instead=True)) == ["core-10"]
    assert "core-10" not in asked_today(facts(finished=()))


def test_a_form_the_program_may_not_show_is_not_asked() -> None:
    assert asked_today(facts(finished=(), minutes={"gad-7": 1.5})) == ["gad-7"]


@pytest.mark.parametrize(
    ("instrument_id", "every"),
    [("phq-9", 7), ("gad-7", 7), ("pcl-5-week", 14), ("ders-16", None), ("unheard-of", None)],
)
def test_days_between_two(instrument_id: str, every: int | None) -> None:
    assert SCHEDULE.every_days(instrument_id) == every


def test_the_rules_name_themselves() -> None:
    assert (SCHEDULE.id, SCHEDULE.version) == ("openiop-schedule/3", "3")


FORMS = st.sampled_from(sorted(MINUTES))
GIVEN = st.lists(
    st.builds(
        Given,
        FORMS,
        st.integers(0, 120).map(days_ago),
        st.one_of(st.none(), st.floats(0, 60).map(round)),
    ),
    max_size=14,
).map(tuple)
ANY_FACTS = st.builds(
    AskingFacts,
    today=st.integers(0, 6).map(lambda n: MONDAY + timedelta(days=n)),
    minutes=st.lists(FORMS, unique=True).map(lambda ids: {id_: MINUTES[id_] for id_ in ids}),
    starts_on=st.one_of(st.none(), st.integers(0, 150).map(days_ago)),
    planned_end_on=st.one_of(st.none(), st.integers(-30, 30).map(days_ago)),
    ended_on=st.one_of(st.none(), st.integers(0, 120).map(days_ago)),
    coming=st.frozensets(st.integers(0, 6).map(lambda n: MONDAY + timedelta(days=n)), max_size=5),
    finished=GIVEN,
    declined=GIVEN,
    under_review=st.booleans(),
    weekly_instead=st.booleans(),
)


@given(ANY_FACTS)
def test_never_over_the_minutes_never_twice_and_always_the_same(some: AskingFacts) -> None:
    plan = plan_week(some)
    assert plan == plan_week(some)
    hers = [
        form
        for form in plan.forms
        if form.asked_by is AskedBy.HERSELF and form.state is not DueState.DECLINED
    ]
    ids = [form.instrument_id for form in plan.forms]
    assert len(ids) == len(set(ids))
    for one, other in SCHEDULE.same_questions:
        assert not {one, other} <= {form.instrument_id for form in hers}
    done_before = plan.minutes_planned - sum(f.minutes for f in hers if not f.is_sitting)
    assert plan.minutes_planned <= max(plan.minutes_budget, done_before)
    for day in {form.on for form in hers}:
        of_day = [form for form in hers if form.on == day]
        of_week = [form.minutes for form in of_day if not form.is_sitting]
        check_in = SCHEDULE.check_in_minutes if day in some.coming else 0
        assert sum(of_week) + check_in <= SCHEDULE.day_minutes or len(of_week) == 1
        if any(form.is_sitting for form in of_day):
            assert sum(form.minutes for form in of_day) <= SCHEDULE.sitting_minutes
    assert {form.instrument_id for form in plan.forms} <= set(some.minutes)
    assert not set(ids) & {each.instrument_id for each in plan.put_off}
    if some.under_review:
        assert hers == []


def test_the_schedule_asks_only_for_what_is_shipped_and_by_whom_it_may_be_asked() -> None:
    assert set(SCHEDULE.instrument_ids) <= set(INSTRUMENTS)
    for entry in SCHEDULE.entries:
        of = INSTRUMENTS[entry.instrument_id]
        way = Way.PHONE if entry.asked_by is AskedBy.HERSELF else Way.STAFF
        assert may_be_answered(of, way), entry
        alone = of.sensitivity is Sensitivity.VIOLENCE
        assert (entry.asked_by is AskedBy.STAFF_ALONE) is alone


def test_what_a_form_contains_is_never_asked_beside_it() -> None:
    for of in INSTRUMENTS.values():
        for shorter in of.contains:
            assert (of.id, shorter) in SCHEDULE.same_questions
