"""Skills and what she notices: each rung has its evidence, and nothing reveals one woman."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiop.domain.skills.attainment import Attainment, Voice, may_attain, side_by_side
from openiop.domain.skills.catalog import CATALOG, skill_named, skill_of
from openiop.domain.skills.chain import Link, LinkKind, may_keep_chain, skills_for
from openiop.domain.skills.climate import ClimateItem, Tally, climate
from openiop.domain.skills.goodbye import GoodbyeKind, is_offered, may_say_goodbye
from openiop.domain.skills.ladder import (
    Confidence,
    Helped,
    Observation,
    Practice,
    Rung,
    SkillFacts,
    Taught,
    ladder,
    may_log,
    may_rate,
    standing,
)
from openiop.domain.skills.load import (
    Block,
    DayCourse,
    LoadOption,
    LoadWord,
    Rating,
    Settled,
    day_load,
    load_picture,
    may_answer_rise,
    may_rate_distress,
    needs_person,
    settled,
)
from openiop.domain.skills.one_thing import is_asked, may_choose
from openiop.domain.skills.patterns import Factor, PatternDay, patterns
from openiop.domain.skills.source import Source
from openiop.domain.skills.week import may_keep_week, monday_of
from openiop.domain.words import SessionKind

TODAY = date(2026, 11, 18)
LIMIT = CATALOG[-2]


def ago(days: int, kind: str = "row") -> Source:
    return Source(TODAY - timedelta(days=days), kind, f"{kind}-{days}")


def used(days: int, helped: Helped | None = Helped.YES) -> Practice:
    return Practice("limit", ago(days, "practice"), helped=helped)


TAUGHT = (Taught("limit", ago(20, "session")),)
SEEN = (Observation("limit", ago(3, "observation")),)
THRICE = (used(1), used(5, Helped.A_LITTLE), used(13))


@pytest.mark.parametrize(
    ("facts", "rung", "needs"),
    [
        (SkillFacts(), Rung.UNKNOWN, ["uses", "seen"]),
        (SkillFacts(rated=(Confidence("limit", ago(1), 5),)), Rung.UNKNOWN, ["uses", "seen"]),
        (SkillFacts(taught=TAUGHT), Rung.TAUGHT, ["uses", "seen"]),
        (SkillFacts(practiced=(used(40),)), Rung.PRACTICED, ["uses", "seen"]),
        (SkillFacts(practiced=THRICE), Rung.PRACTICED, ["seen"]),
        (SkillFacts(observed=SEEN), Rung.OBSERVED, ["uses"]),
        (SkillFacts(practiced=THRICE, observed=SEEN), Rung.HERS, []),
        (
            SkillFacts(practiced=(used(1), used(5), used(14)), observed=SEEN),
            Rung.OBSERVED,
            ["uses"],
        ),
        (
            SkillFacts(practiced=(used(1), used(2), used(3, Helped.NOT_THIS_TIME)), observed=SEEN),
            Rung.OBSERVED,
            ["uses"],
        ),
        (
            SkillFacts(practiced=THRICE, observed=SEEN, rated=(Confidence("limit", ago(1), 2),)),
            Rung.OBSERVED,
            ["confidence"],
        ),
        (
            SkillFacts(taught=(Taught("limit", Source(TODAY + timedelta(1), "s", "1")),)),
            Rung.UNKNOWN,
            ["uses", "seen"],
        ),
    ],
)
def test_a_rung_needs_evidence_and_no_evidence_is_unknown(
    facts: SkillFacts, rung: Rung, needs: list[str]
) -> None:
    found = standing(LIMIT, facts, TODAY)
    assert found.rung is rung
    assert [reason.code for reason in found.next_needs] == needs


def test_what_an_observation_does_not_say_is_not_counted_and_other_skills_stay_unknown() -> None:
    found = ladder(SkillFacts(practiced=(used(1, None),)), TODAY)
    assert [each.skill.id for each in found if each.is_known] == ["limit"]
    (hers,) = (each for each in found if each.is_known)
    assert (hers.uses, hers.successes) == (1, 0)
    assert hers.sources == (ago(1, "practice"),)


def test_the_catalog_is_whole_and_names_are_nobody_elses() -> None:
    assert len({skill.id for skill in CATALOG}) == len(CATALOG)
    names = [name for skill in CATALOG for name in {skill.id, skill.name.lower(), *skill.also}]
    assert len(names) == len(set(names))
    for skill in CATALOG:
        assert 2 <= len(skill.steps) <= 5
        assert all(len(step) <= 75 for step in skill.steps)
        assert skill_of(skill.id) is skill
    assert skill_named(" A  Boundary ") is LIMIT
    assert skill_named("boundary setting with dogs") is None


def test_log_and_rating() -> None:
    assert may_log("limit", TODAY, TODAY, TODAY)
    assert may_log("juggling", TODAY + timedelta(1), TODAY, None).codes == ("skill", "ahead")
    assert may_log("limit", TODAY, TODAY, TODAY + timedelta(1)).codes == ("before",)
    assert may_log("limit", None, TODAY, None).codes == ("on",)
    assert [bool(may_rate(each)) for each in (None, 0, 1, 5, 6)] == [0, 0, 1, 1, 0]


@pytest.mark.parametrize(
    ("days", "answered", "asked"),
    [(0, False, False), (1, False, True), (7, False, True), (8, False, False), (1, True, False)],
)
def test_a_small_thing_is_asked_about_for_a_week_and_once(
    days: int, answered: bool, asked: bool
) -> None:
    assert is_asked(TODAY - timedelta(days), TODAY, has_answer=answered) is asked
    assert not may_choose(" ")
    assert may_choose("x" * 201).codes == ("long",)


def course(days: int, began: int | None, after: int | None, morning: int | None) -> DayCourse:
    on = TODAY - timedelta(days)
    return DayCourse(on, began, (Rating("s", on, "Process", began, after),), morning)


@pytest.mark.parametrize(
    ("began", "after", "morning", "word"),
    [
        (3, 5, 5, Settled.NOT_SETTLED),
        (3, 5, 4, Settled.SETTLED),
        (3, 4, 9, Settled.NO_RISE),
        (3, 5, None, Settled.UNKNOWN),
        (None, 5, 5, Settled.UNKNOWN),
        (3, None, 5, Settled.UNKNOWN),
    ],
)
def test_whether_a_rise_settled(
    began: int | None, after: int | None, morning: int | None, word: Settled
) -> None:
    assert settled(course(1, began, after, morning)) is word


def test_two_of_four_rated_days_ask_her_therapist_to_look() -> None:
    bad, good, blank = (3, 7, 6), (3, 7, 3), (None, None, None)
    days = [course(n, *each) for n, each in enumerate((blank, bad, good, blank, bad, good), 1)]
    assert load_picture(days).needs_look
    late = [course(n, *each) for n, each in enumerate((bad, good, good, good, bad), 1)]
    assert not load_picture(late).needs_look
    assert not load_picture([]).needs_look


def test_a_days_load_and_when_a_person_is_needed() -> None:
    day = day_load(
        [
            Block(SessionKind.PROCESS, 90, 1),
            Block(SessionKind.SKILLS, 60, 2),
            Block(SessionKind.BREAK, 15),
        ]
    )
    assert (day.processing_min, day.therapeutic_min, day.new_members) == (90, 150, 2)
    assert day.word() is LoadWord.FULL
    assert day_load([Block(SessionKind.SKILLS, 60)]).word() is LoadWord.LIGHT
    assert [needs_person(each) for each in (None, 8, 9, 10)] == [False, False, True, True]
    assert not may_rate_distress(11)
    assert may_rate_distress(None)
    assert may_answer_rise(None, "").codes == ("option",)
    assert may_answer_rise(LoadOption.KEEP, " ").codes == ("words",)
    assert may_answer_rise(LoadOption.SHORTER_DAY, "")


def tally(n: int, women: set[int], steps: dict[int, int], on: date | None = None) -> Tally:
    day = on or TODAY - timedelta(days=30 - n)
    return Tally(f"s{n}", day, {"heard": steps}, {"heard": frozenset(women)})


def test_climate_is_shown_from_five_different_women_and_never_from_today() -> None:
    four = tally(1, {1, 2, 3, 4}, {5: 4})
    assert climate([four], TODAY) == ()
    # the same four again are still four women, however often they answered
    assert climate([four, tally(2, {1, 2, 3}, {5: 3})], TODAY) == ()
    (shown,) = climate([four, tally(2, {5}, {1: 1})], TODAY)
    assert (shown.item, shown.women, shown.mean) == (ClimateItem.HEARD, 5, 4.0)
    assert climate([tally(1, {1, 2, 3, 4, 5}, {5: 5}, TODAY)], TODAY) == ()


@given(
    st.lists(st.sets(st.integers(1, 9), min_size=1, max_size=9), max_size=12),
    st.sets(st.integers(1, 9), min_size=1, max_size=9),
)
def test_a_new_session_never_changes_a_batch_that_was_shown(
    sessions: list[set[int]], one_more: set[int]
) -> None:
    before = [tally(n, women, {4: len(women)}) for n, women in enumerate(sessions)]
    after = [*before, tally(29, one_more, {1: len(one_more)})]
    shown, later = climate(before, TODAY), climate(after, TODAY)
    assert set(shown) <= set(later)
    assert len(later) - len(shown) <= 1
    assert all(each.women >= 5 for each in later)
    spans = [(each.first_on, each.last_on) for each in reversed(later)]
    assert all(a[1] < b[0] for a, b in pairwise(spans))


def test_patterns_say_nothing_from_few_days_and_never_draw_a_thin_bar() -> None:
    days = [
        PatternDay(
            TODAY - timedelta(n),
            4 + n % 2,
            sleep_hours=5 if n < 2 else 8,
            after_groups=(("Process", 6),),
        )
        for n in range(8)
    ]
    few = patterns(days[:7])
    assert (few.pictures, few.days_missing) == ((), 1)
    found = {each.factor: each for each in patterns(days).pictures}
    sleep = found[Factor.SLEEP]
    assert [(bar.n, bar.mean is None) for bar in sleep.bars] == [(2, True), (0, True), (6, False)]
    assert not sleep.can_be_read
    assert found[Factor.GROUPS].bars[0].mean == 6


def test_two_voices_stand_side_by_side_and_two_steps_apart_is_a_topic() -> None:
    rows = (
        Attainment("1", "g", Voice.SHE, 2, TODAY - timedelta(2)),
        Attainment("2", "g", Voice.SHE, 1, TODAY),
        Attainment("3", "g", Voice.CLINICIAN, -1, TODAY),
    )
    (both, empty) = side_by_side(("g", "h"), rows)
    assert both.she is rows[1]
    assert both.is_topic()
    assert not empty.is_topic()
    assert not may_attain(None)
    assert not may_attain(3)
    assert may_attain(0)


def test_a_sheet_a_week_and_a_goodbye_say_what_they_lack() -> None:
    assert may_keep_chain("", []).codes == ("title", "links")
    assert may_keep_chain("Sunday", [Link(LinkKind.BODY, "Hot", "limit")])
    assert may_keep_chain("Sunday", [Link(LinkKind.BODY, "Hot", "juggling")]).codes == ("skill",)
    assert all(skills_for(kind) for kind in LinkKind)
    assert not may_keep_week({}, {"myself": " "})
    assert may_keep_week({"grounded": 0}, {})
    assert not may_keep_week({"grounded": 11}, {})
    assert monday_of(TODAY) == date(2026, 11, 16)
    assert may_say_goodbye(None, "").codes == ("kind", "words")
    assert may_say_goodbye(GoodbyeKind.TO_GROUP, "Thank you")
    assert [is_offered(last, TODAY) for last in (None, TODAY + timedelta(15), TODAY)] == [0, 0, 1]
