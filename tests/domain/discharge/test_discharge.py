"""How a stay may end, what an aftercare plan lacks, visits and their clocks, the summary."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from openiop.domain.discharge.aftercare import (
    NEVER_LEFT_OUT,
    AftercareBody,
    AftercareFacts,
    Element,
    SignAndDeed,
    Standing,
    aftercare_ready,
    open_elements,
    standing_of,
)
from openiop.domain.discharge.ending import (
    PRESSED,
    door_stays_open,
    falls_silent,
    needs_aftercare,
    pressure_of,
)
from openiop.domain.discharge.return_door import (
    Known,
    may_come_back,
    still_to_confirm,
    working_deadline,
)
from openiop.domain.discharge.summary import (
    PART_OF,
    Chapter,
    Sentence,
    Source,
    may_send_summary,
    may_sign_summary,
    summary_due_on,
    what_leaves,
)
from openiop.domain.discharge.visits import (
    ClockWord,
    LoopWord,
    StepAsked,
    VisitFacts,
    VisitKind,
    VisitState,
    aftercare_clocks,
    loop_is_open,
    loop_word,
    may_step_visit,
    must_name_responsible,
)
from openiop.domain.episode import StayEnd
from openiop.domain.readiness.barriers import Pressure
from openiop.domain.release import Part

TODAY = date(2026, 11, 18)
AT = datetime(2026, 11, 18, 10, tzinfo=UTC)


@pytest.mark.parametrize("end", list(StayEnd))
def test_only_an_end_that_others_decide_needs_a_review(end: StayEnd) -> None:
    assert (pressure_of(end) is not None) is (end in PRESSED)
    assert pressure_of(StayEnd.COVERAGE) is Pressure.PAYER
    assert pressure_of(StayEnd.HER_CHOICE) is None


@pytest.mark.parametrize("end", list(StayEnd))
def test_everybody_but_the_dead_finds_the_same_door(end: StayEnd) -> None:
    died = end is StayEnd.DIED

    assert door_stays_open(end) is not died
    assert falls_silent(end) is died
    assert bool(may_come_back(end, is_here=False)) is not died
    assert needs_aftercare(end) is (end not in (StayEnd.DIED, StayEnd.NOT_STARTED))


NOTHING = AftercareFacts(
    body=AftercareBody(),
    diagnoses=0,
    medications=0,
    medications_asked=False,
    therapy_visit=False,
    prescriber_visit=False,
    safety_plan=False,
    goals=0,
    responsible=False,
    follow_up_asked=False,
)
FULL = AftercareFacts(
    body=AftercareBody(
        texts={
            each: "Said."
            for each in Element
            if each
            in (
                *(Element.SUPPLY, Element.PRESCRIBER, Element.SKILLS, Element.SUPPORTS),
                *(Element.GROUPS, Element.WORK, Element.CHILDCARE, Element.RETURN),
            )
        },
        signs=(SignAndDeed("I stop answering", "Call my cousin"),),
    ),
    diagnoses=1,
    medications=1,
    medications_asked=True,
    therapy_visit=True,
    prescriber_visit=True,
    safety_plan=True,
    goals=1,
    responsible=True,
    follow_up_asked=True,
)


def test_every_element_is_open_until_it_stands_there() -> None:
    assert open_elements(NOTHING) == tuple(Element)
    assert open_elements(FULL) == ()
    assert aftercare_ready(NOTHING), "a gap is owed, it keeps nobody here"
    assert len(aftercare_ready(NOTHING).reasons) == len(Element)


@pytest.mark.parametrize("element", list(Element))
def test_not_needed_takes_a_reason_and_some_are_always_needed(element: Element) -> None:
    said = replace(NOTHING, body=AftercareBody(not_needed={element: "She lives with her mother."}))
    blank = replace(NOTHING, body=AftercareBody(not_needed={element: "  "}))

    always = element in NEVER_LEFT_OUT
    assert standing_of(element, said) is (Standing.OPEN if always else Standing.NOT_NEEDED)
    assert standing_of(element, blank) is Standing.OPEN


def test_who_takes_nothing_needs_no_prescriber_and_a_sign_needs_a_deed() -> None:
    none = replace(NOTHING, medications_asked=True)

    for element in (Element.SUPPLY, Element.PRESCRIBER, Element.PRESCRIBER_VISIT):
        assert standing_of(element, none) is Standing.NOT_NEEDED
    lonely = replace(NOTHING, body=AftercareBody(signs=(SignAndDeed("I stop eating"),)))
    assert standing_of(Element.EARLY_SIGNS, lonely) is Standing.OPEN


@pytest.mark.parametrize(
    ("now", "asked", "codes"),
    [
        (None, StepAsked(VisitState.REQUESTED), ()),
        (None, StepAsked(VisitState.KEPT, AT), ("step",)),
        (VisitState.REQUESTED, StepAsked(VisitState.ACCEPTED), ("when", "place")),
        (VisitState.REQUESTED, StepAsked(VisitState.ACCEPTED, AT, "Elm St"), ()),
        (VisitState.REQUESTED, StepAsked(VisitState.KEPT, AT), ("step",)),
        (VisitState.ACCEPTED, StepAsked(VisitState.KEPT, AT), ()),
        (VisitState.ACCEPTED, StepAsked(VisitState.KEPT, AT + timedelta(days=1)), ("ahead",)),
        (VisitState.KEPT, StepAsked(VisitState.NOT_HELD), ()),
        (VisitState.CANCELED, StepAsked(VisitState.REQUESTED), ()),
    ],
)
def test_a_visit_goes_from_asked_to_accepted_to_kept(
    now: VisitState | None, asked: StepAsked, codes: tuple[str, ...]
) -> None:
    assert may_step_visit(now, asked, TODAY).codes == codes


def visit(state: VisitState, days: int = 0, kind: VisitKind = VisitKind.THERAPY) -> VisitFacts:
    return VisitFacts(kind, state, TODAY + timedelta(days=days))


@pytest.mark.parametrize(
    ("visits", "is_open", "word"),
    [
        ((), True, LoopWord.NONE),
        ((visit(VisitState.REQUESTED),), True, LoopWord.REQUESTED),
        ((visit(VisitState.ACCEPTED), visit(VisitState.REQUESTED)), True, LoopWord.ACCEPTED),
        ((visit(VisitState.KEPT),), False, LoopWord.KEPT),
        ((visit(VisitState.KEPT, kind=VisitKind.PRIMARY_CARE),), True, LoopWord.NONE),
        ((visit(VisitState.NOT_HELD),), True, LoopWord.NOT_HELD),
    ],
)
def test_the_loop_closes_only_when_a_first_visit_took_place(
    visits: tuple[VisitFacts, ...], is_open: bool, word: LoopWord
) -> None:
    assert loop_is_open(visits) is is_open
    assert loop_word(visits) is word
    assert bool(must_name_responsible(visits, responsible=False)) is not is_open


@pytest.mark.parametrize(
    ("kept_after", "looked_after", "words"),
    [
        (None, 3, (ClockWord.RUNNING, ClockWord.RUNNING)),
        (0, 3, (ClockWord.RUNNING, ClockWord.RUNNING)),
        (1, 3, (ClockWord.KEPT, ClockWord.KEPT)),
        (7, 8, (ClockWord.KEPT, ClockWord.KEPT)),
        (8, 9, (ClockWord.OVER, ClockWord.KEPT)),
        (None, 8, (ClockWord.OVER, ClockWord.RUNNING)),
        (31, 40, (ClockWord.OVER, ClockWord.OVER)),
    ],
)
def test_the_clocks_count_from_the_day_after(
    kept_after: int | None, looked_after: int, words: tuple[ClockWord, ...]
) -> None:
    visits = () if kept_after is None else (visit(VisitState.KEPT, kept_after),)
    clocks = aftercare_clocks(TODAY, visits, TODAY + timedelta(days=looked_after))

    assert tuple(each.word for each in clocks) == words


def test_a_summary_is_due_before_her_last_day() -> None:
    later = TODAY + timedelta(days=5)

    assert summary_due_on(later, None) == TODAY + timedelta(days=4)
    assert summary_due_on(later, TODAY) == TODAY + timedelta(days=3), "an end nobody planned"
    assert summary_due_on(None, None) is None


TRACED = Sentence(Chapter.DIAGNOSES, "F33.1", (Source("Health", "/x"),))


def test_each_sentence_says_where_it_comes_from() -> None:
    bare = replace(TRACED, sources=())

    assert may_sign_summary((TRACED,), 2, 2)
    assert may_sign_summary((TRACED, bare), 2, 2).codes == ("untraced",)
    assert may_sign_summary((TRACED, replace(bare, is_kept=False)), 2, 2)
    assert may_sign_summary((TRACED,), 1, 2).codes == ("stale",)
    assert may_sign_summary((), 1, 1).codes == ("empty",)


@pytest.mark.parametrize("part", list(Part))
def test_only_what_she_released_leaves(part: Part) -> None:
    every = tuple(replace(TRACED, chapter=chapter) for chapter in Chapter)

    left = what_leaves(every, {part})
    assert {PART_OF[each.chapter] for each in left} <= {part}
    assert what_leaves(every, set()) == ()
    assert not may_send_summary(True, (), "555-0100", keep_away=False)
    assert not may_send_summary(True, left, "555-0100", keep_away=True)
    assert not may_send_summary(False, every, "555-0100", keep_away=False)
    assert may_send_summary(True, every, "555-0100", keep_away=False)


def test_what_may_be_dangerous_is_confirmed_and_the_rest_waits_for_her() -> None:
    there = (Known.REACH, Known.GOALS, Known.SAFETY_PLAN)

    assert still_to_confirm(there, ()) == (Known.REACH, Known.SAFETY_PLAN)
    assert still_to_confirm(there, (Known.REACH, Known.SAFETY_PLAN)) == ()


@pytest.mark.parametrize(
    ("asked", "days", "due"),
    [
        (AT, 0, datetime(2026, 11, 18, 17, tzinfo=UTC)),
        (AT, 1, datetime(2026, 11, 19, 17, tzinfo=UTC)),
        (datetime(2026, 11, 18, 20, tzinfo=UTC), 0, datetime(2026, 11, 19, 17, tzinfo=UTC)),
        (datetime(2026, 11, 20, 16, tzinfo=UTC), 1, datetime(2026, 11, 23, 17, tzinfo=UTC)),
        (datetime(2026, 11, 21, 9, tzinfo=UTC), 0, datetime(2026, 11, 23, 17, tzinfo=UTC)),
    ],
)
def test_a_deadline_falls_on_a_working_day(asked: datetime, days: int, due: datetime) -> None:
    weekdays = frozenset(range(5))

    assert working_deadline(asked, days, weekdays, time(17)) == due
