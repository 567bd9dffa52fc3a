"""Her pages and her team's: they open, keep what was typed, and say no in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openiop.base import clock
from openiop.care.actions.goals import add_goal
from openiop.day.models import Need
from openiop.domain.skills.goodbye import GoodbyeKind
from openiop.domain.skills.ladder import Rung
from openiop.domain.skills.one_thing import Went
from openiop.domain.words import Level, NeedKind, SessionKind
from openiop.practice import actions, queries
from openiop.practice.models import (
    Chain,
    ClimateGiven,
    ClimateTally,
    SkillSeen,
    SkillUse,
    SmallThing,
)
from openiop.privacy.actor import SYSTEM_ID, system
from openiop.privacy.models import AuditEvent
from openiop.safety.models import Alert
from tests import make
from tests.stages.portal.phone import seconds_to

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_work() -> Iterator[None]:
    now = make.at("12:20")
    site = make.site(is_demo=True, clock_offset_seconds=seconds_to(now))
    with make.working_at(site, now):
        yield


def signed_in(of: object) -> Browser:
    browser = Browser()
    browser.force_login(make.user_of(of), backend="openiop.accounts.backend.SignInName")  # type: ignore[arg-type] # an actor of tests.make
    return browser


HERS = (
    "skills",
    "log",
    "small_thing",
    "after",
    "week",
    "goals",
    "my_patterns",
    "chains",
    "my_new_chain",
    "goodbye",
    "after_done",
)


def test_each_page_of_hers_opens_before_there_is_anything() -> None:
    morning = make.morning(clients=2)
    actor = make.client_actor(morning.clients[0])
    add_goal(client=morning.clients[0], her_words="Sleep.", by=system())
    browser = signed_in(actor)
    for name in HERS:
        answer = browser.get(reverse(f"practice:{name}"))
        assert answer.status_code == 200, name
        assert str(morning.clients[0].pk) not in answer.content.decode()
    assert browser.get(reverse("practice:skill", args=[1])).status_code == 200
    assert browser.get(reverse("practice:skill", args=[999])).status_code == 404
    for name in ("portal:today", "portal:plan", "portal:progress"):
        assert browser.get(reverse(name)).status_code in (200, 302), name


def test_each_page_of_her_team_opens_before_there_is_anything() -> None:
    morning = make.morning(clients=2)
    of = morning.clients[0]
    browser = signed_in(morning.therapist)
    for name in ("of_client", "her_view", "patterns", "new_chain"):
        assert browser.get(reverse(f"practice:{name}", args=[of.pk])).status_code == 200, name
    session = morning.session(SessionKind.PROCESS)
    assert browser.get(reverse("practice:in_brief", args=[session.pk])).status_code == 200
    assert browser.get(reverse("practice:climate")).status_code == 200
    for name in ("desk:chart", "desk:course"):
        assert browser.get(reverse(name, args=[of.pk])).status_code == 200, name
    desk = signed_in(morning.desk)
    assert desk.get(reverse("practice:of_client", args=[of.pk])).status_code == 403


def test_four_taps_log_a_skill_and_a_retry_does_not_double() -> None:
    morning = make.morning(clients=1)
    browser = signed_in(make.client_actor(morning.clients[0]))
    url = reverse("practice:skill", args=[1])
    sent = {
        "skill": "five-senses",
        "on": "today",
        "hard": "hard",
        "helped": "a_little",
        "request_id": "11111111-1111-4111-8111-111111111111",
    }
    for _ in range(2):
        assert browser.post(url, sent).status_code == 302
    assert SkillUse.objects.count() == 1
    ahead = sent | {
        "on": (clock.today() + timedelta(days=3)).isoformat(),
        "words": "what I typed",
        "request_id": "",
    }
    answer = browser.post(url, ahead)
    assert answer.status_code == 422
    assert "what I typed" in answer.content.decode()


def test_after_a_group_nine_finds_a_person_and_the_unnamed_part_has_no_name() -> None:
    morning = make.morning(clients=1)
    her = morning.clients[0]
    browser = signed_in(make.client_actor(her))
    session = morning.session(SessionKind.PROCESS)
    sent = {
        "session": str(session.pk),
        "distress": "9",
        "safe": "4",
        "heard": "1",
        "small_thing": "Call my sister for two minutes",
    }
    answer = browser.post(reverse("practice:after"), sent, follow=True)
    assert "finds you before you leave" in answer.content.decode()
    alert = Alert.objects.get(client=her)
    assert alert.level is Level.MODERATE
    assert Need.objects.get(client=her).kind is NeedKind.TALK
    assert SmallThing.objects.get(client=her).words == sent["small_thing"]
    given = ClimateGiven.objects.get(client=her)
    assert given.items == ["heard"]
    tally = ClimateTally.objects.get(session=session)
    assert tally.created_by == SYSTEM_ID
    assert session.group_id is not None
    assert queries.climate.climate_of(session.group_id) == ()
    trail = AuditEvent.objects.filter(verb="practice.climate_given")
    assert [row.codes for row in trail] == [{}]
    # the same matter, seen by her team
    staff = signed_in(morning.therapist)
    assert staff.get(reverse("safety:alert", args=[alert.pk])).status_code == 200
    page = staff.get(reverse("practice:her_view", args=[her.pk])).content.decode()
    assert "Call my sister" in page
    assert browser.get(reverse("practice:after")).status_code == 302


def test_her_small_thing_is_asked_about_in_her_next_check_in() -> None:
    morning = make.morning(clients=1)
    her = morning.clients[0]
    actor = make.client_actor(her)
    browser = signed_in(actor)
    with clock.standing(make.at("12:00", make.WEDNESDAY - timedelta(days=2))):
        thing = actions.log.choose_small_thing(client=her, words="Walk to the corner", by=actor)
    last = reverse("portal:check_in_step", args=["needs"])
    page = browser.get(last, follow=True)
    steps = page.context["step"]
    url = reverse("portal:check_in_step", args=[steps.code]) if steps else last
    while "You wanted to try" not in page.content.decode():
        page = browser.post(url, {"answer": "skip"}, follow=True)
        url = page.request["PATH_INFO"]
    browser.post(url, {"went": "a_bit"})
    thing.refresh_from_db()
    assert thing.went is Went.A_BIT
    brief = signed_in(morning.facilitator).get(
        reverse("practice:in_brief", args=[morning.session(SessionKind.SKILLS).pk])
    )
    assert "Walk to the corner" in brief.content.decode()
    assert "I tried a bit" in brief.content.decode()


def test_a_sheet_changed_meanwhile_is_not_overwritten_and_what_was_typed_stays() -> None:
    morning = make.morning(clients=1)
    her = morning.clients[0]
    browser = signed_in(make.client_actor(her))
    sent = {"title": "Sunday", "start": "He called", "start_skill": "limit", "version": "0"}
    browser.post(reverse("practice:my_new_chain"), sent)
    chain = Chain.objects.get(client=her)
    staff = signed_in(morning.therapist)
    staff.post(reverse("practice:chain", args=[chain.pk]), {**sent, "version": "1", "body": "Hot"})
    stale = browser.post(
        reverse("practice:my_chain", args=[1]), {**sent, "version": "1", "thought": "My fault"}
    )
    assert stale.status_code == 422
    assert "My fault" in stale.content.decode()
    assert "Hot" in Chain.objects.get(client=her).links


def test_voices_two_steps_apart_are_a_topic_for_both() -> None:
    morning = make.morning(clients=1)
    her = morning.clients[0]
    goal = add_goal(client=her, her_words="Sleep.", by=system())
    signed_in(make.client_actor(her)).post(
        reverse("practice:goals"), {"goal": str(goal.pk), "level": "1"}
    )
    staff = signed_in(morning.therapist)
    staff.post(reverse("practice:rate_goal", args=[her.pk]), {"goal": str(goal.pk), "level": "-1"})
    line = queries.goals.goal_attainment(her.pk)[0]
    assert line.is_topic
    page = staff.get(reverse("practice:her_view", args=[her.pk])).content.decode()
    assert "a topic for the next session" in page


def test_an_observation_is_one_tap_and_may_be_taken_back_by_who_made_it() -> None:
    morning = make.morning(clients=1)
    her = morning.clients[0]
    staff = signed_in(morning.facilitator)
    url = reverse("practice:see", args=[her.pk])
    page = staff.get(reverse("practice:of_client", args=[her.pk])).content.decode()
    assert 'value="on_her_own"' in page
    for _ in range(2):
        staff.post(url, {"skill": "limit", "how": "on_her_own"})
    seen = SkillSeen.objects.get(client=her)
    other = signed_in(morning.therapist)
    assert other.post(reverse("practice:unsee", args=[seen.pk])).status_code == 422
    staff.post(reverse("practice:unsee", args=[seen.pk]))
    standings = queries.skills.skill_ladder(her.pk, clock.today())
    assert all(each.rung is Rung.UNKNOWN for each in standings)


def test_the_letter_to_herself_is_nobody_elses() -> None:
    morning = make.morning(clients=1)
    her = morning.clients[0]
    actor = make.client_actor(her)
    for kind in GoodbyeKind:
        actions.leaving.say_goodbye(client=her, kind=kind, words=f"Words {kind}", by=actor)
    page = signed_in(morning.therapist).get(reverse("practice:her_view", args=[her.pk]))
    text = page.content.decode()
    assert "Words to_group" in text
    assert "Words to_myself" not in text


def test_ladders_and_loads_cost_the_same_for_few_and_many() -> None:
    counts: list[int] = []
    morning = make.morning(clients=2)
    for clients in (2, 7):
        while len(morning.clients) < clients:
            make.add_client(morning)
        for her in morning.clients:
            actor = make.client_actor(her)
            actions.log.log_skill(client=her, skill="limit", on=clock.today(), by=actor)
            actions.after.rate_before(
                client=her, session=morning.session(SessionKind.SKILLS), distress=3, by=actor
            )
        ids = make.ids(morning.clients)
        with CaptureQueriesContext(connection) as seen:
            queries.skills.skill_ladders(ids, clock.today())
            queries.load.load_by_client(ids, clock.today())
        counts.append(len(seen))
    assert counts[0] == counts[1]
