"""What people decide with: positions, tapers, barrier reviews, the meeting."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from openiop.domain.day.payer_rules import PAYER_RULES
from openiop.domain.readiness.agenda import AgendaFacts, agenda
from openiop.domain.readiness.barriers import (
    NEEDED,
    BarrierFacts,
    Pressure,
    Tried,
    may_end_under,
    may_review_barriers,
)
from openiop.domain.readiness.picture import (
    Agreed,
    Stand,
    Topic,
    may_agree,
    may_say,
    newest_stands,
    topics,
)
from openiop.domain.readiness.taper import (
    Block,
    Step,
    TaperFacts,
    due_step,
    may_answer_return,
    may_plan_taper,
    proposed_steps,
    shown_steps,
)
from openiop.domain.readiness.words import Criterion, Position, Voice

TODAY = date(2026, 11, 18)
MONDAY = date(2026, 11, 23)
WEEK = timedelta(days=7)
_ALL = (0, 1, 2, 3, 4)
COMMERCIAL = PAYER_RULES["commercial-9h"]


def stand(voice: Voice, position: Position, name: str = "a") -> Stand:
    return Stand(name, Criterion.SYMPTOMS, voice, position, TODAY)


@pytest.mark.parametrize(
    ("team", "her", "is_topic"),
    [
        (Position.STEADY, Position.GROWING, True),
        (Position.STEADY, Position.MOSTLY_THERE, False),
        (Position.GROWING, Position.STEADY, True),
        (Position.STEADY, Position.NOT_LOOKED_AT, False),
    ],
)
def test_two_steps_apart_are_a_topic(team: Position, her: Position, is_topic: bool) -> None:
    held = newest_stands([stand(Voice.TEAM, team), stand(Voice.HER, her)])

    assert bool(topics(held)) is is_topic


def test_her_word_may_be_left_open_and_a_look_ends_with_what_who_and_when() -> None:
    assert may_say(None, "")
    assert may_say(11, "maybe").codes == ("confidence", "agrees")
    assert may_agree("x", True, TODAY + WEEK, TODAY)
    assert may_agree(" ", False, None, TODAY).codes == ("needed", "who", "again_on")
    assert may_agree("x", True, TODAY, TODAY).codes == ("again_when",)


def week(**changes: object) -> TaperFacts:
    blocks = (*tuple(Block("Skills", day, 180) for day in _ALL), Block("Process", 2, 60))
    return replace(TaperFacts(_ALL, blocks, COMMERCIAL), **changes)  # type: ignore[arg-type]  # a table names any field


def test_five_days_become_three_two_one_and_keep_the_fullest() -> None:
    steps = proposed_steps(week(), MONDAY)

    assert [len(step.weekdays) for step in steps] == [3, 2, 1]
    assert [step.from_on for step in steps] == [MONDAY, MONDAY + WEEK, MONDAY + 2 * WEEK]
    assert all(2 in step.weekdays for step in steps)
    assert proposed_steps(week(weekdays=(2,)), MONDAY) == ()


def test_below_the_payers_minimum_is_warned_unless_she_pays_herself() -> None:
    steps = proposed_steps(week(), MONDAY)

    def warned(facts: TaperFacts) -> list[list[str]]:
        return [[w.code for w in each.warnings] for each in shown_steps(facts, steps)]

    assert warned(week()) == [[], ["below_minimum"], ["below_minimum"]]
    # two days bring seven hours of groups; two of her own make nine
    assert warned(week(own_minutes=120)) == [[], [], ["below_minimum"]]
    assert warned(week(pays_herself=True)) == [[], [], []]
    assert warned(week(planned_end_on=MONDAY))[1:] == [["below_minimum", "after_end"]] * 2


@pytest.mark.parametrize(
    ("steps", "codes"),
    [
        ((Step(MONDAY, (0, 2)), Step(MONDAY + WEEK, (2,))), ()),
        ((), ("no_step",)),
        ((Step(MONDAY, _ALL),), ("fewer",)),
        ((Step(MONDAY, ()),), ("fewer",)),
        ((Step(TODAY - WEEK, (0,)),), ("past",)),
        ((Step(MONDAY, (0, 2)), Step(MONDAY + timedelta(days=6), (2,))), ("apart",)),
    ],
)
def test_a_taper_goes_down_by_weeks(steps: tuple[Step, ...], codes: tuple[str, ...]) -> None:
    assert may_plan_taper(_ALL, steps, TODAY).codes == codes


def test_the_next_step_is_due_when_it_is_near_and_brings_fewer_days() -> None:
    steps = (Step(MONDAY, (0, 2)), Step(MONDAY + WEEK, (2,)))

    assert due_step(steps, _ALL, TODAY) == steps[0]
    assert due_step(steps, (0, 2), TODAY) is None
    assert due_step(steps, (0, 2), MONDAY) == steps[1]
    assert may_answer_return("stay", "we wait")
    assert may_answer_return("go", "").codes == ("answer", "words")


@pytest.mark.parametrize("pressure", list(Pressure))
def test_an_end_that_is_not_hers_needs_everything(pressure: Pressure) -> None:
    done = BarrierFacts(
        reviewed_on=TODAY,
        reviewed_by="a",
        tried=NEEDED[pressure],
        signed_on=TODAY,
        signed_by="b",
        safety_on=TODAY,
    )
    assert may_end_under(pressure, done, TODAY)
    for changes, code in (
        ({"reviewed_on": None}, "barrier_review"),
        ({"tried": NEEDED[pressure][1:]}, f"tried_{NEEDED[pressure][0]}"),
        ({"signed_on": None}, "supervisor"),
        ({"signed_by": "a"}, "same_person"),
        ({"safety_on": TODAY - timedelta(days=8)}, "safety_check"),
        ({"safety_is_high": True}, "safety_high"),
    ):
        facts = replace(done, **changes)
        assert code in may_end_under(pressure, facts, TODAY).codes
    assert may_review_barriers([Tried.REMOTE], "She said")
    assert may_review_barriers([], "").codes == ("tried", "words")


def test_the_meeting_sees_what_came_back_first_and_names_the_others() -> None:
    facts = [
        AgendaFacts("1", "Ana", "T", 20, is_looked_at=True),
        AgendaFacts("2", "Bea", "T", 20),
        AgendaFacts("3", "Cleo", "T", 20, worth_a_look=True),
        AgendaFacts(
            "4", "Dora", "T", 5, topics=(Topic(Criterion.HOLDS, Position.STEADY, Position.GROWING),)
        ),
        AgendaFacts(
            "5", "Eve", "T", 9, returned=("PHQ-9",), return_owner="Lea", due_step=Step(TODAY, (0,))
        ),
        AgendaFacts("6", "Fay", "T", 9, agreed=Agreed("x", "T", TODAY, TODAY - WEEK)),
    ]

    found = agenda(facts, TODAY)

    assert [(line.name, line.owner) for line in found.lines] == [
        ("Eve", "Lea"),
        ("Fay", "T"),
        ("Dora", "T"),
        ("Cleo", "T"),
    ]
    assert [reason.code for reason in found.lines[0].to_decide] == ["returned"]
    assert found.not_looked_at == (("2", "Bea"),)
    assert found.quiet == ("Ana",)
