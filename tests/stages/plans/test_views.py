"""The pages of the plan, for staff and for her."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from openiop.care.actions.goals import add_goal
from openiop.domain.care.plan import PlanKind
from openiop.plans import actions, queries
from openiop.plans.models import PlanSignature, PlanVersion, PlanWish
from tests import make
from tests.stages.plans.test_actions import TODAY, full_plan
from tests.stages.safety.showing import page, signed_in, standing_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[make.Morning]:
    with standing_at(make.site(), make.at("09:30"), monkeypatch):
        yield make.morning(clients=2)


def html(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return] # a test's answer


def test_the_plan_is_written_line_by_line_and_signed(morning: make.Morning) -> None:
    client, browser = morning.clients[0], signed_in(morning.therapist)

    def add(section: str, **told: object) -> None:
        answer = browser.post(page("plans:add", client.pk, section), told)
        assert answer.status_code == 302, html(answer)

    add("problems", words="Panic in public places")
    problem = queries.body_now(client.pk).problems[0].id
    add("goals", her_words="Go to the store alone", problems=[problem], measure="gad-7")
    goal = queries.body_now(client.pk).goals[0].id
    add("objectives", goal=goal, words="Ten minutes in the store", by_on="2026-12-01")
    add("interventions", service="skills", minutes="60", times_a_week="3", weeks="8")
    add("strengths", words="Asks for help")
    add("barriers", kind="childcare", what_helps="School-hours track")
    browser.post(page("plans:kind", client.pk), {"kind": "full"})
    shown = html(browser.get(page("plans:plan", client.pk)))

    assert "Nothing is missing" in shown
    assert "60 minutes, 3 times a week, for 8 weeks" in shown
    plan = PlanVersion.objects.get()
    assert plan.kind is PlanKind.FULL
    mark = queries.plan_page(client.pk, TODAY).mark
    browser.post(page("plans:sign", plan.pk), {"seen": mark})
    assert PlanSignature.objects.get().name.startswith("Thea Therapist")
    assert "Childcare. What helps: School-hours track" in html(
        browser.get(page("plans:version", plan.pk))
    )


def test_what_cannot_be_kept_is_shown_again_with_its_reason(morning: make.Morning) -> None:
    client, browser = morning.clients[0], signed_in(morning.therapist)

    answer = browser.post(
        page("plans:add", client.pk, "interventions"),
        {"service": "", "words": "Typed words", "minutes": "9999"},
    )

    assert answer.status_code == 422
    assert "Choose what kind of service it is." in html(answer)
    assert "Typed words" in html(answer)


def test_unlinked_goals_and_empty_plans_are_told(morning: make.Morning) -> None:
    client, browser = morning.clients[0], signed_in(morning.therapist)
    assert "No goal yet" in html(browser.get(page("plans:plan", client.pk)))

    add_goal(client=client, her_words="Sleep", by=morning.therapist)
    shown = html(browser.get(page("plans:plan", client.pk)))

    assert "Nobody worked on it this week" in shown
    assert "Which problem is it about?" in shown


@pytest.mark.parametrize("who", ["desk", "director"])
def test_who_does_not_treat_her_does_not_read_it(morning: make.Morning, who: str) -> None:
    browser = signed_in(getattr(morning, who))

    assert browser.get(page("plans:plan", morning.clients[0].pk)).status_code == 403


def test_a_facilitator_reads_but_does_not_change(morning: make.Morning) -> None:
    browser, client = signed_in(morning.facilitator), morning.clients[0]

    assert browser.get(page("plans:plan", client.pk)).status_code == 200
    assert browser.get(page("plans:add", client.pk, "goals")).status_code == 403


def test_she_reads_signs_and_proposes_on_her_page(morning: make.Morning) -> None:
    plan = full_plan(morning)
    mark = queries.plan_page(plan.client_id, TODAY).mark
    actions.sign_plan(plan=plan, seen=mark, by=morning.therapist)
    her = make.client_actor(morning.clients[0])
    browser = signed_in(her)

    shown = html(browser.get(page("portal:plan")))
    assert "Go to the store alone" in shown
    assert "Ten minutes" in shown
    read = html(browser.get(page("portal:sign_plan")))
    assert mark in read
    browser.post(page("portal:sign_plan"), {"name": "Alda T.", "seen": mark})
    browser.post(page("portal:say_plan"), {"what": "change", "words": "Sleep first, please."})

    assert {str(row.who): row.name for row in PlanSignature.objects.all()}["client"] == "Alda T."
    wish = PlanWish.objects.get()
    assert (wish.words, str(wish.kind)) == ("Sleep first, please.", "change")
    staff = signed_in(morning.therapist)
    assert "Sleep first, please." in html(staff.get(page("plans:plan", plan.client_id)))
    staff.post(page("plans:answer", wish.pk), {"words": "Yes."})
    assert "Yes." in html(browser.get(page("portal:plan")))


def test_a_version_in_writing_is_not_shown_to_her(morning: make.Morning) -> None:
    full_plan(morning)
    browser = signed_in(make.client_actor(morning.clients[0]))

    shown = html(browser.get(page("portal:plan")))

    assert "Panic" not in shown
    assert "Go to the store alone" in shown, "her goals stand there as before"
    assert browser.get(page("portal:sign_plan")).status_code == 302
