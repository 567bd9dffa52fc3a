from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from openiop.domain.care.clocks import PlanDue, PlanStep
from openiop.domain.huddle import HuddleFacts, HuddleList, huddle, therapist_order

TODAY = date(2026, 11, 25)
FINE = HuddleFacts("c1", "Mara", "Ada")


def client(name: str = "Mara", **changes: object) -> HuddleFacts:
    return replace(FINE, client_id=name.lower(), name=name, **changes)  # type: ignore[arg-type]  # a table names any field


def shown(params: dict[str, object]) -> dict[str, object]:
    """A word of ours is shown by its label."""
    return {name: getattr(value, "label", value) for name, value in params.items()}


def said(found: HuddleList) -> list[str]:
    return [
        reason.text.format(**shown(reason.params))
        for line in found.lines
        for reason in line.reasons
    ]


@pytest.mark.parametrize(
    ("facts", "at_risk", "review_due", "slipping"),
    [
        (FINE, [], [], []),
        (client(open_alerts=1), ["Safety concern not yet closed"], [], []),
        (
            client(open_alerts=1, oldest_alert_on=date(2026, 11, 24)),
            ["Safety concern not yet closed, since 2026-11-24"],
            [],
            [],
        ),
        (
            client(open_alerts=2, alerts_nobody_took=1, oldest_alert_on=date(2026, 11, 24)),
            ["Safety concern nobody has taken yet"],
            [],
            [],
        ),
        (client(private_checks_due=1), ["Private check due"], [], []),
        (
            client(reliably_worse=True),
            [],
            [],
            ["Things look harder than before, more than by chance: review the case"],
        ),
        (
            client(plan_of_care=PlanDue(PlanStep.REVIEW, date(2026, 11, 24), "r")),
            [],
            ["Plan review was due 2026-11-24"],
            [],
        ),
        (
            client(plan_of_care=PlanDue(PlanStep.FULL, date(2026, 11, 28), "r")),
            [],
            ["Full plan due 2026-11-28"],
            [],
        ),
        (client(plan_of_care=PlanDue(PlanStep.FULL, date(2026, 11, 29), "r")), [], [], []),
        (client(plan_review_due_on=date(2026, 11, 29)), [], [], []),
        (
            client(plan_review_due_on=date(2026, 11, 28)),
            [],
            ["Safety plan review due 2026-11-28"],
            [],
        ),
        (client(plan_review_due_on=TODAY), [], ["Safety plan review due 2026-11-25"], []),
        (
            client(plan_review_due_on=date(2026, 11, 24)),
            [],
            ["Safety plan review was due 2026-11-24"],
            [],
        ),
        (client(measures_overdue_days=6), [], [], []),
        (client(measures_overdue_days=7), [], [], ["Questionnaires are 7 days late"]),
        (client(measures_overdue_days=13), [], [], ["Questionnaires are 13 days late"]),
        (
            client(measures_overdue_days=14),
            [],
            [],
            ["2 weekly questionnaires without an answer: review the case"],
        ),
        (
            client(behind_course=True),
            [],
            [],
            ["Behind the expected course: ask together what would help"],
        ),
        (client(unanswered_needs=1), [], [], ["Asked for something and has no answer yet"]),
        (client(away_unheard=1), [], [], ["Away and not heard from: 1 in two weeks"]),
        (client(away_told=1), [], [], []),
        (client(away_told=2), [], [], ["Away 2 times in two weeks, told us each time"]),
        (client(away_told=3), [], [], ["Away 3 times in two weeks, told us each time"]),
        (
            client(back_from_taper=True, reliably_worse=True),
            [],
            [],
            ["Harder since she comes on fewer days: decide together"],
        ),
        (
            client(rise_stays_up=True),
            [],
            [],
            ["Worked up by her sessions, still so the next morning: look at the load"],
        ),
        (client(hours_shortfall_min=59), [], [], []),
        (client(hours_shortfall_min=60), [], [], ["About 1 hours short this week"]),
        (client(hours_shortfall_min=90), [], [], ["About 1.5 hours short this week"]),
    ],
)
def test_each_reason_is_in_its_list_in_words(
    facts: HuddleFacts, at_risk: list[str], review_due: list[str], slipping: list[str]
) -> None:
    morning = huddle([facts], TODAY)

    assert said(morning.at_risk) == at_risk
    assert said(morning.review_due) == review_due
    assert said(morning.slipping) == slipping


def test_a_list_shows_seven_and_counts_the_rest() -> None:
    facts = [client(f"Name {n}", reliably_worse=True) for n in range(9)]

    shown = huddle(facts, TODAY).slipping

    assert [line.name for line in shown.lines] == [f"Name {n}" for n in range(7)]
    assert shown.more == 2


def test_what_somebody_must_answer_comes_before_a_score() -> None:
    facts = [
        client("Ana", reliably_worse=True),
        client("Bea", private_checks_due=1),
        client("Cleo", open_alerts=3, oldest_alert_on=TODAY),
        client("Dora", open_alerts=1, oldest_alert_on=date(2026, 11, 23)),
    ]

    names = [line.name for line in huddle(facts, TODAY).at_risk.lines]

    assert names == ["Dora", "Cleo", "Bea"]
    assert [line.name for line in therapist_order(facts, TODAY)] == [*names, "Ana"]


def test_reviews_come_by_their_date() -> None:
    facts = [
        client("Bea", plan_review_due_on=date(2026, 11, 27)),
        client("Cleo", plan_review_due_on=date(2026, 11, 26)),
        client("Dora", plan_review_due_on=date(2026, 11, 20)),
    ]

    names = [line.name for line in huddle(facts, TODAY).review_due.lines]

    assert names == ["Dora", "Cleo", "Bea"]


def test_a_therapist_sees_everybody_those_with_reasons_first() -> None:
    facts = [
        client("Ana"),
        client("Bea", plan_review_due_on=TODAY, open_alerts=1),
        client("Cleo", unanswered_needs=1),
        client("Dora"),
        client("Eve", reliably_worse=True, away_told=3),
    ]

    lines = therapist_order(facts, TODAY)

    assert [line.name for line in lines] == ["Bea", "Cleo", "Eve", "Ana", "Dora"]
    assert [reason.code for reason in lines[0].reasons] == ["open_alert", "plan_review"]
    assert lines[3].reasons == ()


def test_nothing_says_that_somebody_is_ready() -> None:
    morning = huddle([FINE], TODAY)

    shown = (morning.at_risk, morning.ready_to_look, morning.slipping, morning.review_due)
    assert all(each == HuddleList((), 0) for each in shown)


def test_a_concern_nobody_took_comes_before_an_older_one_in_good_hands() -> None:
    facts = [
        client("Ann", open_alerts=1, oldest_alert_on=date(2026, 11, 20)),
        client("Zoe", open_alerts=1, alerts_nobody_took=1, oldest_alert_on=TODAY),
    ]

    assert [line.name for line in huddle(facts, TODAY).at_risk.lines] == ["Zoe", "Ann"]
    assert [line.name for line in therapist_order(facts, TODAY)] == ["Zoe", "Ann"]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (FINE, []),
        (client(worth_a_look=True), ["The record speaks for a look at fewer days"]),
        (client(worth_a_look=True, reliably_worse=True), []),
        (client(worth_a_look=True, back_from_taper=True), []),
        (
            client(worth_a_look=True, next_step_on=date(2026, 11, 26)),
            ["Next step to fewer days planned 2026-11-26: look together"],
        ),
    ],
)
def test_a_look_at_fewer_days_is_offered_only_while_nothing_turned_harder(
    facts: HuddleFacts, words: list[str]
) -> None:
    assert said(huddle([facts], TODAY).ready_to_look) == words


def test_a_case_that_came_back_is_with_its_owner() -> None:
    facts = client(back_from_taper=True, back_owner="Bo")

    assert [line.owner for line in huddle([facts], TODAY).slipping.lines] == ["Bo"]
