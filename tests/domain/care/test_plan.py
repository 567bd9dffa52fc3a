from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from openiop.domain.care.plan import (
    Barrier,
    Entry,
    Intervention,
    Line,
    Objective,
    PlanBody,
    PlanFacts,
    PlannedGoal,
    PlanSignFacts,
    Problem,
    Signer,
    cuts,
    entry_gaps,
    golden_thread,
    may_change_plan,
    may_sign_plan,
    owed_signatures,
    plan_from,
    plan_gaps,
    render_plan,
    stored_plan,
    with_entry,
    without_entry,
)

TODAY = date(2026, 11, 18)
FULL = PlanBody(
    kind="full",
    problems=(Problem("p1", "Panic in public places"),),
    goals=(PlannedGoal("g1", "Go to the store alone", "Exposure", ("p1",), "gad-7"),),
    objectives=(Objective("o1", "g1", "Ten minutes in the store", "her log", "2026-12-01", "Box"),),
    interventions=(Intervention("i1", "g1", "skills", "", 60, 3, 8),),
    strengths=(Line("s1", "Asks for help"),),
    barriers=(Barrier("b1", "childcare", "Two small children", "School-hours track"),),
)
"""Nothing is missing in it."""


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        (FULL, ()),
        (PlanBody(), ("no_problem", "no_goal", "no_service")),
        (replace(FULL, strengths=()), ("no_strength",)),
        (replace(FULL, barriers=(), preferences=()), ()),
        (
            replace(FULL, interventions=(Intervention("i1", "g1", "skills", "", 60, 3, 0),)),
            ("service_open",),
        ),
        (replace(FULL, goals=(replace(FULL.goals[0], measure=""),)), ("goal_measure",)),
        (
            replace(FULL, goals=(replace(FULL.goals[0], measure="", observable="Goes out"),)),
            (),
        ),
        (
            replace(FULL, goals=(replace(FULL.goals[0], problems=()),)),
            ("goal_problem", "problem_goal"),
        ),
        (
            replace(FULL, goals=(replace(FULL.goals[0], problems=("gone",)),)),
            ("goal_problem", "problem_goal"),
        ),
        (replace(FULL, objectives=()), ("goal_step",)),
        (replace(FULL, objectives=(replace(FULL.objectives[0], by_on=""),)), ("goal_step",)),
        (
            replace(FULL, interventions=(replace(FULL.interventions[0], goal="g9"),)),
            ("goal_service",),
        ),
        (replace(FULL, interventions=(replace(FULL.interventions[0], goal=""),)), ()),
        (replace(FULL, kind="first", objectives=(), strengths=()), ()),
    ],
)
def test_what_a_plan_lacks(body: PlanBody, codes: tuple[str, ...]) -> None:
    assert plan_gaps(body).codes == codes


@pytest.mark.parametrize(
    ("who", "facts", "codes"),
    [
        (Signer.STAFF, PlanSignFacts(name="Thea"), ()),
        (Signer.STAFF, PlanSignFacts(name=" "), ("no_name",)),
        (Signer.STAFF, PlanSignFacts(frozenset({"staff"}), name="Thea"), ("signed_before",)),
        (Signer.STAFF, PlanSignFacts(name="Thea", saw_it=False), ("changed",)),
        (Signer.STAFF, PlanSignFacts(name="Thea", is_newest=False), ("not_newest",)),
        (Signer.CLIENT, PlanSignFacts(name="Alda"), ("staff_first",)),
        (Signer.CLIENT, PlanSignFacts(frozenset({"staff"}), name="Alda"), ()),
        (Signer.PHYSICIAN, PlanSignFacts(frozenset({"staff"}), name="Dr. Test"), ()),
    ],
)
def test_who_signs_when(who: Signer, facts: PlanSignFacts, codes: tuple[str, ...]) -> None:
    assert may_sign_plan(FULL, who, facts).codes == codes


def test_a_plan_with_gaps_is_not_signed() -> None:
    assert "no_goal" in may_sign_plan(PlanBody(), Signer.STAFF, PlanSignFacts(name="T")).codes


@pytest.mark.parametrize("signed", [{"staff"}, {"client"}, {"staff", "client"}])
def test_what_anybody_signed_changes_no_more(signed: set[str]) -> None:
    assert may_change_plan(frozenset(signed)).codes == ("frozen",)
    assert may_change_plan(frozenset())


@pytest.mark.parametrize(
    ("signed", "physician", "owed"),
    [
        (set(), False, (Signer.STAFF, Signer.CLIENT)),
        ({"staff"}, True, (Signer.CLIENT, Signer.PHYSICIAN)),
        ({"staff", "client"}, False, ()),
        ({"staff", "client"}, True, (Signer.PHYSICIAN,)),
    ],
)
def test_owed_signatures(signed: set[str], physician: bool, owed: tuple[Signer, ...]) -> None:
    assert owed_signatures(frozenset(signed), physician) == owed


@pytest.mark.parametrize(
    ("entry", "codes"),
    [
        (Problem("p", "Sleep"), ()),
        (Problem("p", ""), ("words",)),
        (PlannedGoal("g", "", "Ours"), ("her_words",)),
        (Objective("o", "g", "Step", by_on="soon"), ("by_on",)),
        (Objective("o", "g", "Step", by_on="2026-11-17"), ("by_on_past",)),
        (Objective("o", "g", "Step", by_on="2026-11-18"), ()),
        (Intervention("i", "", "dancing"), ("service",)),
        (Intervention("i", "", "group", "", -5, 99, 1), ("minutes", "times_a_week")),
        (Barrier("b", "childcare"), ()),
        (Barrier("b", ""), ("kind",)),
    ],
)
def test_a_line_needs_words_and_readable_numbers(entry: Entry, codes: tuple[str, ...]) -> None:
    assert entry_gaps(entry, TODAY).codes == codes


def test_a_plan_is_stored_and_read_back_unchanged() -> None:
    assert plan_from(json.loads(json.dumps(stored_plan(FULL)))) == FULL
    assert plan_from({"goals": [{"id": "g", "unknown": 1}]}).goals == (PlannedGoal("g"),)


def test_entries_are_replaced_by_id_and_added_at_the_end() -> None:
    changed = with_entry(FULL, "problems", Problem("p1", "Other words"))
    added = with_entry(FULL, "problems", Problem("p2", "Second"))

    assert [each.words for each in changed.problems] == ["Other words"]
    assert [each.id for each in added.problems] == ["p1", "p2"]


def test_no_link_leads_nowhere_when_an_entry_goes() -> None:
    without_goal = without_entry(FULL, "goals", "g1")
    without_problem = without_entry(FULL, "problems", "p1")

    assert (without_goal.objectives, without_goal.interventions) == ((), ())
    assert without_problem.goals[0].problems == ()
    assert [each.code for each in cuts(without_problem)] == ["goal_problem"]


@pytest.mark.parametrize(
    ("worked_on", "days_here", "idle"),
    [({}, 20, ("g1",)), ({"g1": 1}, 20, ()), ({}, 6, ()), ({"g9": 3}, 7, ("g1",))],
)
def test_goals_nobody_worked_on(
    worked_on: dict[str, int], days_here: int, idle: tuple[str, ...]
) -> None:
    thread = golden_thread(FULL, worked_on, 2, days_here)

    assert (thread.not_worked_on, thread.notes_without_goal, thread.cut) == (idle, 2, ())


def test_the_text_holds_type_amount_frequency_and_duration() -> None:
    text = render_plan(FULL, PlanFacts("Alda Testa", 2, TODAY, {"gad-7": "GAD-7"}))

    assert "Plan of care, version 2: Full plan" in text
    assert "Goal 1: “Go to the store alone”" in text
    assert "Problem: Panic in public places" in text
    assert "Seen by: GAD-7" in text
    assert "Skills group, 60 minutes, 3 times a week, for 8 weeks" in text
    assert "Ten minutes in the store, measured by her log, by 2026-12-01, practice: Box" in text
    assert "Childcare: Two small children. What helps: School-hours track" in text
    assert render_plan(FULL, PlanFacts("Alda Testa", 2, TODAY, {"gad-7": "GAD-7"})) == text
