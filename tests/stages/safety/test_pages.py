"""Times, on call, the log, incidents, assessments and plans to look at: who may, and what stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from openiop.base import clock
from openiop.clients.models import Client
from openiop.domain.decision import Refused
from openiop.domain.incident import IncidentKind
from openiop.domain.privacy import Role
from openiop.domain.risk_assessment import (
    Access,
    AssessmentFacts,
    Ideation,
    Intent,
    NextStep,
    PlanState,
)
from openiop.domain.safety import SAFETY_RULES, SafetyRules
from openiop.domain.safety_times import SAFETY_LIMITS
from openiop.domain.staff_call import CallBy
from openiop.domain.words import Level
from openiop.outbox.actions import set_own_call
from openiop.outbox.delivery import call_waiting_staff
from openiop.outbox.models import StaffCall, StaffContact
from openiop.outbox.queries import staff_contacts
from openiop.privacy.actor import Actor, system
from openiop.privacy.models import AuditEvent
from openiop.safety import actions, queries
from openiop.safety.models import Alert, AlertStep, Incident, RiskAssessment, SafetyTimes
from openiop.safety.tasks import escalate_due_alerts
from tests import make

from .showing import page, sent, signed_in, standing_at, statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[make.Morning]:
    with standing_at(make.site(), make.at("09:00"), monkeypatch):
        yield make.morning(clients=2)


def raised(of: Client, level: Level = Level.HIGH, said_ago: timedelta = timedelta(0)) -> Alert:
    return actions.opening.raise_alert(
        client=of,
        level=level,
        instrument_id="phq-9",
        link_id="q9",
        administration_id=uuid4(),
        evidence={"value": 2},
        answered_at=clock.now() - said_ago,
        on_site=True,
        by=system(),
    )


def who(morning: make.Morning, name: str) -> Actor:
    if name == "client":
        return make.client_actor(morning.clients[0])
    if name == "privacy_officer":
        return make.staff(Role.PRIVACY_OFFICER)
    if name == "billing":
        return make.staff(Role.BILLING)
    found: Actor = getattr(morning, name)
    return found


MANAGERS, READERS = {"lead", "director"}, {"lead", "director", "privacy_officer"}
STAFF = {"lead", "director", "therapist", "facilitator", "desk", "billing", "privacy_officer"}
CLINICIANS = {"lead", "therapist", "facilitator"}


@pytest.mark.parametrize("person", sorted(STAFF | {"client"}))
@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("safety:times", MANAGERS),
        ("safety:on_call", MANAGERS),
        ("safety:answering", MANAGERS),
        ("safety:incidents", READERS),
        ("safety:file_incident", STAFF),
        ("safety:own_call", STAFF),
        ("safety:plan_reviews", CLINICIANS | {"director"}),
    ],
)
def test_who_may_open_a_page(morning: make.Morning, name: str, may: set[str], person: str) -> None:
    browser = signed_in(who(morning, person))
    assert browser.get(page(name)).status_code == (200 if person in may else 403)


@pytest.mark.parametrize("person", sorted(STAFF | {"client"}))
@pytest.mark.parametrize("name", ["safety:assess", "safety:means"])
def test_who_may_open_a_page_about_her(morning: make.Morning, name: str, person: str) -> None:
    browser = signed_in(who(morning, person))
    status = browser.get(page(name, morning.clients[0].pk)).status_code
    assert status == (200 if person in CLINICIANS else 403)


# The program's own times


def faster(**changes: Any) -> SafetyRules:
    return replace(SAFETY_RULES, **changes)


class TestTimes:
    def form(self, **changes: object) -> dict[str, object]:
        told: dict[str, object] = {
            limit.field: getattr(SAFETY_RULES, limit.field) for limit in SAFETY_LIMITS.times
        }
        told |= {
            "monitored_weekdays": [0, 1, 2, 3, 4],
            "monitored_from": "08:00",
            "monitored_until": "18:00",
            "closed_on": "",
            "from_on": "",
            "why": "A second clinician",
        }
        return sent(**(told | changes))

    def test_a_version_is_kept_with_who_when_and_what_changed(self, morning: make.Morning) -> None:
        browser = signed_in(morning.lead)
        told = self.form(high_on_site_lead_min=8, closed_on="2026-11-26")
        assert browser.post(page("safety:times"), told).status_code == 302
        [version] = queries.times.times_history()
        assert version.changed == ("high_on_site_lead_min", "closed_on")
        assert (version.set_by_name, version.why) == ("Lena Lead", "A second clinician")
        assert queries.times.rules_here().id == "openiop-safety/1+1"
        assert queries.times.rules_here().closed_on == {date(2026, 11, 26)}
        text = browser.get(page("safety:times")).content.decode()
        assert "Version 1" in text and "A second clinician" in text
        trail = AuditEvent.objects.get(verb="safety.times_set", outcome="done")
        assert trail.by == morning.lead.id
        assert trail.codes["changed"] == ["high_on_site_lead_min", "closed_on"]

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"high_on_site_acknowledge_min": 40}, "Choose 1 to 15."),
            ({"high_on_site_lead_min": 3}, "The lead is asked after"),
            ({"monitored_weekdays": []}, "at least one day"),
            ({"monitored_from": "eight"}, "Example: 18:00"),
            ({"closed_on": "Christmas"}, "Example: 2027-01-04"),
            ({"why": " ", "high_on_site_lead_min": 8}, "why it changes"),
            ({}, "Nothing is different"),
            ({"from_on": "2026-11-01", "high_on_site_lead_min": 8}, "has not passed"),
        ],
    )
    def test_what_cannot_hold_is_said_and_nothing_is_kept(
        self, morning: make.Morning, changes: dict[str, object], words: str
    ) -> None:
        response = signed_in(morning.lead).post(page("safety:times"), self.form(**changes))
        assert response.status_code == 422
        assert words in response.content.decode()
        assert not SafetyTimes.objects.exists()

    def test_an_open_alert_keeps_the_times_it_began_with(self, morning: make.Morning) -> None:
        before = raised(morning.clients[0])
        actions.setting.set_times(
            rules=faster(
                high_on_site_acknowledge_min=2, high_on_site_lead_min=3, high_on_site_director_min=4
            ),
            why="Faster",
            starts_at=None,
            by=morning.lead,
        )
        after = raised(morning.clients[1])
        assert (before.rule_id, after.rule_id) == ("openiop-safety/1", "openiop-safety/1+1")
        assert after.acknowledge_by_at == make.at("09:02")
        with clock.standing(make.at("09:05")):
            escalate_due_alerts()
        climbed = AlertStep.objects.filter(kind="escalated").values_list("alert_id", flat=True)
        assert set(climbed) == {after.pk}

    def test_a_version_for_later_holds_from_then(self, morning: make.Morning) -> None:
        actions.setting.set_times(
            rules=faster(high_on_site_lead_min=8),
            why="From Monday",
            starts_at=make.at("00:00", date(2026, 11, 23)),
            by=morning.director,
        )
        assert queries.times.rules_here().high_on_site_lead_min == 10
        with clock.standing(make.at("00:01", date(2026, 11, 23))):
            assert queries.times.rules_here().high_on_site_lead_min == 8

    def test_a_version_is_never_changed(self, morning: make.Morning) -> None:
        actions.setting.set_times(
            rules=faster(high_on_site_lead_min=8), why="x", starts_at=None, by=morning.lead
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            SafetyTimes.objects.update(why="y")


# On call, and calls


class TestOnCall:
    def test_added_shown_ended(self, morning: make.Morning) -> None:
        browser = signed_in(morning.lead)
        told = sent(staff_id=morning.lead.id, weekdays=[2, 3], starts="18:00", ends="08:00")
        assert browser.post(page("safety:on_call"), told).status_code == 302
        [line] = queries.people.on_call_list()
        assert (line.name, line.way, line.is_now) == ("Lena Lead", None, False)
        with clock.standing(make.at("19:00")):
            assert queries.people.on_call_ids() == (morning.lead.id,)
        browser.post(page("safety:end_shift", line.id), sent())
        assert queries.people.on_call_list() == []

    @pytest.mark.parametrize(
        "told", [{}, {"weekdays": [2]}, {"weekdays": [2], "starts": "18:00"}, {"starts": "x"}]
    )
    def test_half_a_shift_is_refused(self, morning: make.Morning, told: dict[str, object]) -> None:
        response = signed_in(morning.lead).post(
            page("safety:on_call"), sent(staff_id=morning.lead.id, **told)
        )
        assert response.status_code == 422
        assert queries.people.on_call_list() == []

    def test_the_desk_cannot_be_on_call(self, morning: make.Morning) -> None:
        told = sent(staff_id=morning.desk.id, weekdays=[2], starts="18:00", ends="08:00")
        assert signed_in(morning.lead).post(page("safety:on_call"), told).status_code == 422

    def test_a_night_alert_calls_owner_and_who_is_on_call(self, morning: make.Morning) -> None:
        signed_in(morning.lead).post(
            page("safety:on_call"),
            sent(staff_id=morning.director.id, weekdays=[2], starts="18:00", ends="08:00"),
        )
        with clock.standing(make.at("21:00")):
            alert = raised(morning.clients[0])
        called = set(StaffCall.objects.filter(about_id=alert.pk).values_list("staff_id", flat=True))
        assert called == {morning.therapist.id, morning.director.id}

    def test_her_own_way_is_hers_sealed_and_can_be_taken_back(self, morning: make.Morning) -> None:
        browser = signed_in(morning.therapist)
        url = page("safety:own_call")
        assert browser.post(url, sent(by_way="text", address="12")).status_code == 422
        assert browser.post(url, sent(by_way="text", address="555-0123")).status_code == 302
        assert b"555-0123" not in bytes(StaffContact.objects.get().address_sealed)
        assert "555-0123" in browser.get(url).content.decode()
        assert "555-0123" not in signed_in(morning.lead).get(url).content.decode()
        browser.post(url, sent(by_way="", address=""))
        assert staff_contacts([morning.therapist.id]) == {}
        assert StaffContact.objects.count() == 2

    def test_a_call_written_to_a_file_reached_nobody_and_says_so(
        self, morning: make.Morning, settings: Any, tmp_path: Path
    ) -> None:
        settings.CALL_TEXT, settings.OPENIOP_DATA = "file", tmp_path
        set_own_call(by_way=CallBy.TEXT, address="555-0123", by=morning.therapist)
        alert = raised(morning.clients[0])
        call_waiting_staff()
        text = signed_in(morning.lead).get(page("safety:alert", alert.pk)).content.decode()
        assert "Thea Therapist was not reached: the call was written to a file" in text

    def test_the_alert_page_says_whom_we_called(self, morning: make.Morning) -> None:
        alert = raised(morning.clients[0])
        text = signed_in(morning.lead).get(page("safety:alert", alert.pk)).content.decode()
        assert "Thea Therapist is being called" in text
        actions.answering.acknowledge(alert=alert, by=morning.lead)
        text = signed_in(morning.lead).get(page("safety:alert", alert.pk)).content.decode()
        assert "Thea Therapist was not called: somebody took it first" in text


# The log


def test_the_log_reports_its_own_late_and_missed_ones(morning: make.Morning) -> None:
    with clock.standing(make.at("08:00")):
        late, missed = raised(morning.clients[0]), raised(morning.clients[1])
    with clock.standing(make.at("08:30")):
        actions.answering.acknowledge(alert=late, by=morning.lead)
        escalate_due_alerts()
    in_time = raised(morning.clients[0])
    actions.answering.acknowledge(alert=in_time, by=morning.lead)

    shown = queries.answering.answering_page(date(2026, 11, 1))

    assert (shown.whole.alerts, shown.whole.in_time) == (3, 1)
    assert (shown.whole.late, shown.whole.missed) == (2, 1)
    assert shown.whole.late_escalations == 2
    assert {each.id for each in shown.late} == {late.pk, missed.pk}
    text = signed_in(morning.director).get(page("safety:answering")).content.decode()
    assert "taken 25 min late" in text and "not taken, 55 min late" in text
    assert queries.answering.answering_page(date(2026, 10, 1)).whole.alerts == 0


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(0), "said 09:00"),
        (timedelta(days=2), "answered 2 days ago, reached us now"),
        (timedelta(minutes=40), "answered 40 min ago, reached us now"),
    ],
)
def test_an_answer_that_came_late_says_so(
    morning: make.Morning, ago: timedelta, words: str
) -> None:
    alert = raised(morning.clients[0], said_ago=ago)
    browser = signed_in(morning.lead)
    assert words in browser.get(page("safety:alerts")).content.decode()
    is_late = words in browser.get(page("safety:alert", alert.pk)).content.decode()
    assert is_late is (ago > timedelta(0))


# Incidents


def filed(morning: make.Morning, **changes: object) -> dict[str, object]:
    told: dict[str, object] = {
        "kind": "injury",
        "day": "2026-11-18",
        "clock": "08:30",
        "place": "Hall",
        "what": f"{morning.clients[0].chosen_name} slipped on the wet floor",
        "who": "Dee Desk",
        "immediate": "Ice pack",
        "notified": "The lead",
        "follow_up_id": "",
    }
    return sent(**(told | changes))


class TestIncidents:
    def test_anybody_files_and_only_named_roles_read(self, morning: make.Morning) -> None:
        desk = signed_in(morning.desk)
        assert desk.post(page("safety:file_incident"), filed(morning)).status_code == 302
        row = Incident.objects.get()
        assert row.kind is IncidentKind.INJURY
        assert row.review_by_on == date(2026, 11, 25)
        assert row.follow_up_id == morning.lead.id
        assert b"slipped" not in bytes(row.content_sealed)
        assert desk.get(page("safety:incident", row.pk)).status_code == 403
        text = signed_in(morning.lead).get(page("safety:incident", row.pk)).content.decode()
        assert "slipped on the wet floor" in text

    def test_it_is_in_nobodys_chart_or_pages(self, morning: make.Morning) -> None:
        signed_in(morning.desk).post(page("safety:file_incident"), filed(morning))
        client = morning.clients[0]
        staff, herself = signed_in(morning.lead), signed_in(make.client_actor(client))
        for name in ("desk:chart", "desk:plan", "day:contact", "safety:assess"):
            text = staff.get(page(name, client.pk)).content.decode()
            assert "wet floor" not in text and "Ice pack" not in text, name
        for name in ("portal:today", "portal:plan", "portal:progress", "portal:week"):
            assert "wet floor" not in herself.get(page(name)).content.decode()
        trail = AuditEvent.objects.get(verb="safety.incident_filed", outcome="done")
        assert trail.client_ids == []
        assert not any(
            field.is_relation and field.name != "site" for field in Incident._meta.fields
        )

    def test_what_was_typed_stays_when_something_is_missing(self, morning: make.Morning) -> None:
        response = signed_in(morning.desk).post(
            page("safety:file_incident"), filed(morning, kind="", day="", immediate="")
        )
        text = response.content.decode()
        assert response.status_code == 422
        assert "slipped on the wet floor" in text and "Ice pack" not in text
        assert not Incident.objects.exists()

    def test_the_review_is_written_once_and_overdue_is_shown(self, morning: make.Morning) -> None:
        signed_in(morning.desk).post(page("safety:file_incident"), filed(morning))
        row, lead = Incident.objects.get(), signed_in(morning.lead)
        assert lead.post(page("safety:incident", row.pk), sent(words=" ")).status_code == 422
        with clock.standing(make.at("09:00", date(2026, 11, 26))):
            assert queries.incidents.incidents()[0].is_overdue(clock.today())
        assert lead.post(page("safety:incident", row.pk), sent(words="A mat")).status_code == 302
        with pytest.raises(Refused):
            actions.incidents.review_incident(incident=row, words="Again", by=morning.lead)


# Risk assessment


WHOLE = AssessmentFacts(
    floor=None,
    ideation=Ideation.WISH,
    intent=Intent.NONE,
    plan=PlanState.NONE,
    access=Access.NONE,
    protective="My cat",
    level=Level.MODERATE,
    next_step=NextStep.STAYS_IN_PROGRAM,
    next_on=make.WEDNESDAY + timedelta(days=1),
)


class TestAssessing:
    def test_it_takes_the_alert_and_is_part_of_its_story(self, morning: make.Morning) -> None:
        alert = raised(morning.clients[0], Level.MODERATE)
        told = sent(
            ideation="wish",
            intent="none",
            plan="none",
            access="none",
            protective="My cat",
            level="moderate",
            reasons="",
            next_step="stays_in_program",
            next_on="2026-11-19",
        )
        browser = signed_in(morning.therapist)
        url = page("safety:assess", morning.clients[0].pk)
        assert browser.post(url, told).url == page("safety:alert", alert.pk)  # type: ignore[attr-defined]
        alert.refresh_from_db()
        assert alert.acknowledged_by == morning.therapist.id
        assert b"My cat" not in bytes(RiskAssessment.objects.get().content_sealed)
        text = browser.get(page("safety:alert", alert.pk)).content.decode()
        assert "Risk assessment: Today, before she leaves" in text and "My cat" in text

    def test_what_is_missing_is_said_and_typed_words_stay(self, morning: make.Morning) -> None:
        response = signed_in(morning.therapist).post(
            page("safety:assess", morning.clients[0].pk), sent(protective="Her garden")
        )
        assert response.status_code == 422
        assert "Her garden" in response.content.decode()
        assert not RiskAssessment.objects.exists()

    def test_a_lower_level_holds_only_with_a_second_signature(self, morning: make.Morning) -> None:
        raised(morning.clients[0], Level.MODERATE)
        lowered = replace(WHOLE, level=Level.LOW, reasons="She misread the question")
        row = actions.risk.assess_risk(client=morning.clients[0], facts=lowered, by=morning.lead)
        [waits] = queries.risk.waiting_for_cosign()
        assert waits.holds is Level.MODERATE
        with pytest.raises(Refused) as refused:
            actions.risk.cosign_assessment(assessment=row, by=morning.lead)
        assert refused.value.reasons[0].code == "own"
        with pytest.raises(Refused):
            actions.risk.cosign_assessment(assessment=row, by=morning.therapist)
        director = signed_in(morning.director)
        assert "She misread the question" in director.get(page("safety:alerts")).content.decode()
        director.post(page("safety:cosign", row.pk), sent())
        assert queries.risk.waiting_for_cosign() == []
        assert queries.risk.assessments_of(morning.clients[0].pk)[0].holds is Level.LOW

    def test_a_higher_level_makes_the_alert_more_urgent(self, morning: make.Morning) -> None:
        alert = raised(morning.clients[0], Level.LOW)
        higher = replace(WHOLE, level=Level.HIGH, next_step=NextStep.NOT_LEFT_ALONE)
        actions.risk.assess_risk(client=morning.clients[0], facts=higher, by=morning.therapist)
        alert.refresh_from_db()
        assert alert.level is Level.HIGH

    def test_found_without_an_alert_it_opens_one_that_is_hers(self, morning: make.Morning) -> None:
        higher = replace(WHOLE, level=Level.HIGH, next_step=NextStep.CRISIS_EVALUATION)
        actions.risk.assess_risk(client=morning.clients[0], facts=higher, by=morning.therapist)
        alert = Alert.objects.get()
        assert (alert.owner_id, alert.acknowledged_by) == (morning.therapist.id,) * 2
        assert signed_in(morning.therapist).get(page("safety:alert", alert.pk)).status_code == 200

    def test_the_talk_about_a_safer_place_is_asked_about_again(self, morning: make.Morning) -> None:
        browser, client = signed_in(morning.therapist), morning.clients[0]
        url = page("safety:means", client.pk)
        assert browser.post(url, sent(plan="Her sister keeps them")).status_code == 422
        told = sent(
            means=["medicines", "other"],
            plan="Her sister keeps them",
            helps="Her sister",
            recheck_on="2026-11-25",
        )
        assert browser.post(url, told).status_code == 302
        assert "Her sister keeps them" in browser.get(url).content.decode()
        with clock.standing(make.at("09:00", date(2026, 11, 25))):
            assert queries.risk.rechecks_due(clock.today()) == {client.pk: date(2026, 11, 25)}


# Safety plans


LINES = {"coping": "Walk", "warning_signs": "I stop answering"}


class TestPlans:
    def test_two_who_write_at_once_lose_nothing(self, morning: make.Morning) -> None:
        client = morning.clients[0]
        url = page("desk:edit_plan", client.pk)
        browser = signed_in(morning.therapist)
        browser.post(url, sent(begun_from="0", **LINES))
        herself = signed_in(make.client_actor(client))
        hers = {**LINES, "coping": "Walk\nSing"}
        assert (
            herself.post(page("portal:edit_safety_plan"), sent(begun_from="1", **hers)).status_code
            == 302
        )
        mine = {**LINES, "coping": "Walk\nCold water"}
        response = browser.post(url, sent(begun_from="1", **mine))
        text = response.content.decode()
        assert response.status_code == 422
        assert "Cold water" in text and "Sing" in text
        assert 'name="begun_from" value="2"' in text
        both = {**LINES, "coping": "Walk\nSing\nCold water"}
        assert browser.post(url, sent(begun_from="2", **both)).status_code == 302
        plan = queries.plans.plan_of(client.pk)
        assert plan is not None and plan.facts.coping == ("Walk", "Sing", "Cold water")

    def test_she_is_shown_both_too(self, morning: make.Morning) -> None:
        client = morning.clients[0]
        actions.plans.save_plan(client=client, content={"coping": ["Walk"]}, by=morning.therapist)
        herself = signed_in(make.client_actor(client))
        response = herself.post(
            page("portal:edit_safety_plan"), sent(begun_from="0", coping="Sing")
        )
        text = response.content.decode()
        assert response.status_code == 422
        assert "Walk" in text and "Sing" in text

    def test_headings_are_hidden_for_a_phone_others_may_see(self, morning: make.Morning) -> None:
        client = morning.clients[0]
        actions.plans.save_plan(client=client, content={"coping": ["Walk"]}, by=morning.therapist)
        herself = signed_in(make.client_actor(client))
        url = page("portal:safety_plan")
        assert "What I can do on my own" in herself.get(url).content.decode()
        herself.post(page("portal:cover_plan"), sent(hides="yes"))
        text = herself.get(url).content.decode()
        assert "What I can do on my own" not in text and "hard" not in text and "Walk" in text
        assert "safety plan" not in herself.get(page("portal:plan")).content.decode().lower()
        herself.post(page("portal:cover_plan"), sent(hides="no"))
        assert "What I can do on my own" in herself.get(url).content.decode()

    def test_the_owner_sees_which_plans_to_look_at_and_why(self, morning: make.Morning) -> None:
        client = morning.clients[0]
        due = {each.client_id: each for each in self.due()}
        assert set(due) == {each.pk for each in morning.clients}
        with clock.standing(make.at("08:00", date(2026, 11, 16))):
            actions.plans.save_plan(
                client=client, content={"coping": ["Walk"]}, by=morning.therapist
            )
        assert client.pk not in {each.client_id for each in self.due()}
        raised(client)
        [review] = next(each for each in self.due() if each.client_id == client.pk).reviews
        assert review.why == "positive_screen"
        text = signed_in(morning.therapist).get(page("safety:plan_reviews")).content.decode()
        assert "Something she told us since" in text and "She has no plan yet" in text

    def due(self) -> list[queries.plan_reviews.DueReview]:
        from openiop.clients.queries import open_episodes

        return queries.plan_reviews.plan_reviews_due(clock.today(), open_episodes(clock.today()))


@pytest.mark.parametrize(
    "name", ["safety:alerts", "safety:answering", "safety:plan_reviews", "safety:incidents"]
)
def test_statements_do_not_grow(morning: make.Morning, name: str) -> None:
    def more() -> None:
        for _ in range(4):
            client = make.add_client(morning)
            raised(client)
            actions.risk.assess_risk(
                client=client,
                facts=replace(WHOLE, level=Level.LOW, reasons="Why", next_step=NextStep.STEP_UP),
                by=morning.therapist,
            )
            signed_in(morning.desk).post(page("safety:file_incident"), filed(morning))

    more()
    browser = signed_in(morning.lead)
    few = statements(browser, page(name))
    more()
    assert statements(browser, page(name)) == few


def test_calls_are_set_by_herself_only(morning: make.Morning) -> None:
    with pytest.raises(Refused):
        set_own_call(
            by_way=CallBy.TEXT, address="555-0100", by=make.client_actor(morning.clients[0])
        )
