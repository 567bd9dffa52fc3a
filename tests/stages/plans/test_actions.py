"""Plans of care: written, signed, frozen, reviewed, talked about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from openiop.base import clock
from openiop.care.actions.goals import add_goal, end_goal
from openiop.care.models import Goal
from openiop.clients.queries import open_episodes
from openiop.domain.care.clocks import PlanStep
from openiop.domain.care.plan import (
    Intervention,
    Line,
    Objective,
    PlanKind,
    PlannedGoal,
    Problem,
    Signer,
    WishKind,
)
from openiop.domain.decision import Refused
from openiop.plans import actions, queries
from openiop.plans.models import PlanSignature, PlanVersion, PlanWish
from openiop.privacy.models import AuditEvent
from openiop.privacy.triggers import lay_triggers
from tests import make

pytestmark = pytest.mark.django_db

TODAY = make.WEDNESDAY


@pytest.fixture(autouse=True)
def at_work() -> Iterator[None]:
    with make.working_at(make.site(), make.at("10:05")):
        yield


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def full_plan(morning: make.Morning, number: int = 0) -> PlanVersion:
    """A complete plan, not signed."""
    client, by = morning.clients[number], morning.therapist
    add_goal(client=client, her_words="Go to the store alone", by=by)
    body = queries.body_now(client.pk)
    goal = body.goals[0]
    return actions.write_plan(
        client=client,
        body=replace(
            body,
            kind=str(PlanKind.FULL),
            problems=(Problem("p1", "Panic in public places"),),
            goals=(replace(goal, problems=("p1",), measure="gad-7"),),
            objectives=(Objective("o1", goal.id, "Ten minutes", "her log", "2026-12-01"),),
            interventions=(Intervention("i1", "", "skills", "", 60, 3, 8),),
            strengths=(Line("s1", "Asks for help"),),
        ),
        by=by,
    )


def seen(plan: PlanVersion) -> str:
    page = queries.plan_page(plan.client_id, TODAY)
    assert page.plan == plan
    return page.mark


def test_a_goal_is_in_the_plan_as_soon_as_it_is_written_down() -> None:
    morning = make.morning(clients=1)
    client = morning.clients[0]
    first = add_goal(client=client, her_words="Sleep", our_words="Rest", by=morning.therapist)
    second = add_goal(client=client, her_words="Say no", by=morning.therapist)

    end_goal(goal=second, by=morning.therapist)

    assert queries.plan_page(client.pk, TODAY).body.goals == (
        PlannedGoal(str(first.pk), "Sleep", "Rest"),
    )


def test_goals_that_stood_alone_become_a_first_unsigned_plan() -> None:
    morning = make.morning(clients=2)
    client = morning.clients[0]
    kept = add_goal(client=client, her_words="Sleep", by=morning.therapist)
    gone = add_goal(client=client, her_words="Old", by=morning.therapist)
    end_goal(goal=gone, by=morning.therapist)
    migration = import_module("openiop.plans.migrations.0002_goals_into_first_plans")

    migration.into_plans(apps, None)
    migration.into_plans(apps, None)

    plan = PlanVersion.objects.get()
    assert (plan.client_id, plan.number, plan.frozen_at) == (client.pk, 1, None)
    assert [goal.id for goal in queries.body_of(plan, [kept]).goals] == [str(kept.pk)]


def test_a_line_is_written_changed_and_taken_out() -> None:
    morning = make.morning(clients=1)
    client, by = morning.clients[0], morning.therapist

    actions.write_entry(client=client, section="problems", entry=Problem(words="Panic"), by=by)
    actions.write_entry(
        client=client, section="goals", entry=PlannedGoal(her_words="Go out"), by=by
    )
    body = queries.body_now(client.pk)
    goal, problem = body.goals[0], body.problems[0]
    actions.write_entry(
        client=client,
        section="goals",
        entry=replace(goal, her_words="Go out alone", problems=(problem.id,)),
        seen=queries.mark_of(goal),
        by=by,
    )

    assert Goal.objects.get().her_words == "Go out alone"
    actions.take_out(client=client, section="goals", entry_id=goal.id, by=by)
    assert queries.body_now(client.pk).goals == ()
    assert Goal.objects.get().ended_on == TODAY


def test_a_colleague_s_change_is_not_overwritten() -> None:
    morning = make.morning(clients=1)
    client, by = morning.clients[0], morning.therapist
    actions.write_entry(client=client, section="problems", entry=Problem(words="Panic"), by=by)
    shown = queries.body_now(client.pk).problems[0]
    theirs = replace(shown, words="Panic at night")
    actions.write_entry(client=client, section="problems", entry=theirs, by=morning.lead)

    with pytest.raises(Refused) as refused:
        actions.write_entry(
            client=client,
            section="problems",
            entry=replace(shown, words="Panic by day"),
            seen=queries.mark_of(shown),
            by=by,
        )

    assert codes(refused) == ["stale"]
    assert queries.body_now(client.pk).problems == (theirs,)


def test_clinician_then_client_sign_and_nothing_changes_any_more() -> None:
    morning = make.morning(clients=1)
    plan = full_plan(morning)
    her = make.client_actor(morning.clients[0])
    mark = seen(plan)

    with pytest.raises(Refused) as too_early:
        actions.sign_own_plan(plan=plan, name="Alda", seen=mark, by=her)
    first = actions.sign_plan(plan=plan, seen=mark, by=morning.therapist)
    second = actions.sign_own_plan(plan=plan, name="Alda T.", seen=mark, by=her)

    assert codes(too_early) == ["staff_first"]
    assert first.text == second.text == queries.plan_page(plan.client_id, TODAY).text
    assert (second.name, second.signed_by) == ("Alda T.", her.id)
    assert queries.plan_page(plan.client_id, TODAY).owed == ()
    after = actions.write_entry(
        client=morning.clients[0],
        section="problems",
        entry=Problem(words="Sleep"),
        by=morning.therapist,
    )
    assert (after.number, after.frozen_at) == (2, None)
    assert PlanSignature.objects.filter(plan=after).count() == 0
    assert [s.text for s in PlanSignature.objects.filter(plan=plan)] == [first.text, first.text]


def test_a_signed_version_and_its_signatures_are_frozen_in_the_database() -> None:
    lay_triggers()
    morning = make.morning(clients=1)
    plan = full_plan(morning)
    actions.sign_plan(plan=plan, seen=seen(plan), by=morning.therapist)

    for statement in (
        "UPDATE plans_planversion SET number = 9",
        "DELETE FROM plans_planversion",
        "UPDATE plans_plansignature SET salt = 'x'",
        "DELETE FROM plans_plansignature",
    ):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_what_changed_since_it_was_shown_is_not_signed() -> None:
    morning = make.morning(clients=1)
    plan = full_plan(morning)
    mark = seen(plan)
    actions.write_entry(
        client=morning.clients[0],
        section="problems",
        entry=Problem(words="Another"),
        by=morning.lead,
    )

    with pytest.raises(Refused) as refused:
        actions.sign_plan(plan=plan, seen=mark, by=morning.therapist)

    assert "changed" in codes(refused)
    assert PlanSignature.objects.count() == 0


def test_a_plan_with_a_cut_thread_is_not_signed() -> None:
    morning = make.morning(clients=1)
    plan = full_plan(morning)
    body = queries.body_now(plan.client_id)
    actions.write_plan(
        client=morning.clients[0], body=replace(body, objectives=()), by=morning.therapist
    )

    with pytest.raises(Refused) as refused:
        actions.sign_plan(plan=plan, seen=seen(plan), by=morning.therapist)

    assert codes(refused) == ["goal_step"]


def test_she_signs_only_her_own_and_a_facilitator_signs_none() -> None:
    morning = make.morning(clients=2)
    plan = full_plan(morning)
    mark = seen(plan)
    other = make.client_actor(morning.clients[1])
    actions.sign_plan(plan=plan, seen=mark, by=morning.therapist)

    with pytest.raises(Refused) as hers:
        actions.sign_own_plan(plan=plan, name="Somebody", seen=mark, by=other)
    with pytest.raises(Refused) as theirs:
        actions.review_plan(plan=plan, words="Looked", by=morning.facilitator)

    assert codes(hers) == codes(theirs) == ["not_allowed"]


def test_a_signature_on_paper_is_entered_with_its_date() -> None:
    morning = make.morning(clients=1)
    plan = full_plan(morning)
    actions.sign_plan(plan=plan, seen=seen(plan), by=morning.therapist)

    made = actions.enter_paper_signature(
        plan=plan, who=Signer.PHYSICIAN, name="Dr. Test", on=TODAY, by=morning.therapist
    )

    assert (made.dated_on, made.name, made.signed_by) == (TODAY, "Dr. Test", morning.therapist.id)
    with pytest.raises(Refused) as ahead:
        actions.enter_paper_signature(
            plan=plan,
            who=Signer.CLIENT,
            name="Alda",
            on=TODAY + timedelta(days=1),
            by=morning.therapist,
        )
    assert codes(ahead) == ["ahead"]


def test_the_clock_of_the_plan_runs_from_her_first_day() -> None:
    morning = make.morning(clients=1)
    client = morning.clients[0]

    def due() -> tuple[PlanStep, int]:
        page = queries.plan_page(client.pk, TODAY)
        assert page.due is not None
        return page.due.step, (page.due.due_on - TODAY).days

    assert due() == (PlanStep.FIRST, -14)
    plan = full_plan(morning)
    mark = seen(plan)
    actions.sign_plan(plan=plan, seen=mark, by=morning.therapist)
    assert due() == (PlanStep.FULL, -7)
    actions.sign_own_plan(plan=plan, name="A", seen=mark, by=make.client_actor(client))
    assert due() == (PlanStep.REVIEW, 14)
    with clock.standing(clock.now() + timedelta(days=3)):
        actions.review_plan(plan=plan, words="It holds.", by=morning.therapist)
    assert due() == (PlanStep.REVIEW, 17)


def test_she_proposes_and_her_team_answers_once() -> None:
    morning = make.morning(clients=1)
    her = make.client_actor(morning.clients[0])
    goal = add_goal(client=morning.clients[0], her_words="Sleep", by=morning.therapist)

    wish = actions.say_about_plan(
        client=morning.clients[0],
        kind=WishKind.CHANGE,
        words="I want to sleep first.",
        goal_id=goal.pk,
        by=her,
    )
    actions.answer_wish(wish=wish, words="Yes, it is first now.", by=morning.therapist)

    kept = PlanWish.objects.get()
    assert (kept.words, kept.answer, kept.goal_id) == (
        "I want to sleep first.",
        "Yes, it is first now.",
        goal.pk,
    )
    with pytest.raises(Refused) as again:
        actions.answer_wish(wish=wish, words="No.", by=morning.lead)
    assert codes(again) == ["answered"]
    for event in AuditEvent.objects.filter(verb__startswith="plans."):
        assert "sleep" not in str(event.codes).lower()


def test_statements_do_not_grow_with_versions_or_clients() -> None:

    morning = make.morning(clients=4)

    def counted() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as of_page:
            queries.plan_page(morning.clients[0].pk, TODAY)
        stays = open_episodes(TODAY)
        with CaptureQueriesContext(connection) as of_all:
            queries.plans_due(stays, TODAY)
        return len(of_page), len(of_all)

    plan = full_plan(morning)
    actions.sign_plan(plan=plan, seen=seen(plan), by=morning.therapist)
    few = counted()
    for number in range(1, 4):
        plan = full_plan(morning, number)
        actions.sign_plan(plan=plan, seen=seen(plan), by=morning.therapist)
    client = morning.clients[0]
    for n in range(3):
        actions.write_entry(
            client=client, section="problems", entry=Problem(words=f"P{n}"), by=morning.therapist
        )
    assert counted()[1] == few[1]
    assert counted()[0] <= few[0] + 1


def test_nothing_written_is_readable_in_the_database() -> None:
    morning = make.morning(clients=1)
    plan = full_plan(morning)

    stored = PlanVersion.objects.values_list("body_sealed", flat=True).get(pk=plan.pk)

    assert stored is not None
    assert b"Panic" not in bytes(stored)
