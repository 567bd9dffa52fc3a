"""The pages of alerts, private checks and imported answers."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from openiop.clients.models import Client
from openiop.domain.privacy import Role
from openiop.domain.words import Level
from openiop.privacy.actor import system
from openiop.safety import actions, queries
from openiop.safety.models import Alert, AlertStep, PrivateCheck
from openiop.safety.tasks import escalate_due_alerts
from tests import make
from tests.stages.safety.showing import page, sent, signed_in, standing_at, statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[make.Morning]:
    with standing_at(make.site(), make.at("09:02"), monkeypatch):
        yield make.morning(clients=2)


def raised(of: Client, level: Level = Level.HIGH) -> Alert:
    return actions.opening.raise_alert(
        client=of,
        level=level,
        instrument_id="phq-9",
        link_id="q9",
        administration_id=uuid4(),
        evidence={"value": 1},
        answered_at=make.at("08:59"),
        on_site=True,
        by=system(),
    )


def check_for(of: Client) -> PrivateCheck:
    return actions.checks.ask_privately(
        client=of,
        on=make.WEDNESDAY,
        instrument_id="iop-daily-checkin",
        link_id="si_urge",
        why="skipped",
        by=system(),
    )


@pytest.mark.parametrize(
    ("who", "list_status", "alert_status"),
    [
        ("lead", 200, 200),
        ("director", 200, 200),
        ("therapist", 200, 200),
        ("facilitator", 200, 200),
        ("desk", 403, 403),
    ],
)
def test_who_may_see_alerts(
    morning: make.Morning, who: str, list_status: int, alert_status: int
) -> None:
    browser = signed_in(getattr(morning, who))
    alert = raised(morning.clients[0])
    assert browser.get(page("safety:alerts")).status_code == list_status
    assert browser.get(page("safety:checks")).status_code == list_status
    assert browser.get(page("safety:reviews")).status_code == list_status
    assert browser.get(page("safety:alert", alert.pk)).status_code == alert_status


def test_a_client_sees_no_alerts_not_even_her_own(morning: make.Morning) -> None:
    alert = raised(morning.clients[0])
    browser = signed_in(make.client_actor(morning.clients[0]))
    assert browser.get(page("safety:alerts")).status_code == 403
    assert browser.get(page("safety:alert", alert.pk)).status_code == 403


def test_a_therapist_without_a_tie_sees_nothing_of_her(morning: make.Morning) -> None:
    alert = raised(morning.clients[0])
    check_for(morning.clients[0])
    stranger = signed_in(make.staff(Role.THERAPIST))
    name = morning.clients[0].short_name
    assert name not in stranger.get(page("safety:alerts")).content.decode()
    assert name not in stranger.get(page("safety:checks")).content.decode()
    assert stranger.get(page("safety:alert", alert.pk)).status_code == 403
    assert stranger.post(page("safety:take", alert.pk), sent()).status_code == 403


def test_the_list_says_by_when_and_with_whom(morning: make.Morning) -> None:
    raised(morning.clients[0])
    shown = signed_in(morning.lead).get(page("safety:alerts")).content.decode()
    assert "take by 09:05, 3 min left" not in shown
    assert "take by 09:07, 5 min left" in shown
    assert "With Thea Therapist" in shown
    assert "in the house" in shown


def test_the_list_says_how_late_and_who_was_asked(
    morning: make.Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    alert = raised(morning.clients[0])
    site = alert.site
    with standing_at(site, make.at("09:19"), monkeypatch):
        escalate_due_alerts()
        shown = signed_in(morning.lead).get(page("safety:alerts")).content.decode()
    assert "12 min late, was due 09:07" in shown
    assert "Also asked: Lena Lead" in shown
    assert "Dora Director" in shown


def test_five_taps_from_the_list_to_an_answer(morning: make.Morning) -> None:
    """Take it; what I did; how it stands; save. The day of the second look is proposed."""
    alert = raised(morning.clients[0])
    browser = signed_in(morning.therapist)
    taken = browser.post(page("safety:take", alert.pk), sent(), follow=True)
    assert 'name="second_look_on" value="2026-11-19"' in taken.content.decode()
    response = browser.post(
        page("safety:alert", alert.pk),
        sent(
            what="spoke_in_person",
            disposition="safe_today_plan_reviewed",
            second_look_on="2026-11-19",
        ),
    )
    assert response.status_code == 302
    alert.refresh_from_db()
    assert alert.disposition == "safe_today_plan_reviewed"
    shown = browser.get(page("safety:alert", alert.pk)).content.decode()
    assert "Talked with her in person" in shown
    assert "Second look, due Thu Nov 19" in shown
    look = browser.post(page("safety:second_look", alert.pk), sent(words="Steadier"))
    assert look.status_code == 302
    assert queries.alerts.open_alerts() == []


def test_a_refusal_keeps_what_was_typed(morning: make.Morning) -> None:
    alert = raised(morning.clients[0])
    browser = signed_in(morning.therapist)
    browser.post(page("safety:take", alert.pk), sent())
    response = browser.post(
        page("safety:alert", alert.pk),
        sent(what="tried_to_reach", words="Nobody <answered>", second_look_on="2026-11-19"),
    )
    shown = response.content.decode()
    assert response.status_code == 422
    assert "Say how it stands now." in shown
    assert "Nobody &lt;answered&gt;" in shown
    assert 'value="tried_to_reach" id="what_6" checked' in shown
    assert not AlertStep.objects.filter(kind="did").exists()


def test_the_same_request_twice_is_done_once(morning: make.Morning) -> None:
    alert = raised(morning.clients[0], Level.LOW)
    browser = signed_in(morning.therapist)
    browser.post(page("safety:take", alert.pk), sent())
    fields = sent(what="spoke_in_person", disposition="mistaken_tap", words="She showed me")
    for _again in range(2):
        assert browser.post(page("safety:alert", alert.pk), fields).status_code == 302
    assert AlertStep.objects.filter(kind="did").count() == 1


def test_a_colleague_is_offered_to_take_over(morning: make.Morning) -> None:
    alert = raised(morning.clients[0])
    actions.answering.acknowledge(alert=alert, by=morning.therapist)
    browser = signed_in(morning.lead)
    assert "Take it over" in browser.get(page("safety:alert", alert.pk)).content.decode()
    browser.post(page("safety:take_over", alert.pk), sent())
    alert.refresh_from_db()
    assert alert.owner_id == morning.lead.id


def test_a_private_check_is_closed_on_its_page(morning: make.Morning) -> None:
    check = check_for(morning.clients[0])
    browser = signed_in(morning.facilitator)
    assert "How strong was any urge" in browser.get(page("safety:checks")).content.decode()
    half = browser.post(page("safety:close_check", check.pk), sent(outcome="concern"))
    assert half.status_code == 422
    assert "Say in a sentence what follows." in half.content.decode()
    done = browser.post(
        page("safety:close_check", check.pk), sent(outcome="concern", words="Since Monday")
    )
    assert done.headers["Location"] == page("safety:alerts")
    assert queries.alerts.open_alerts()[0].owner_id == morning.facilitator.id


def test_an_imported_answer_is_looked_at(morning: make.Morning) -> None:
    task = actions.imported.ask_review(
        client=morning.clients[0],
        administration_id=uuid4(),
        instrument_id="phq-9",
        link_id="q9",
        value=2,
        answered_on=make.WEDNESDAY,
        by=system(),
    )
    browser = signed_in(morning.lead)
    assert "More than half the days" in browser.get(page("safety:reviews")).content.decode()
    browser.post(page("safety:finish_review", task.pk), sent(words="Known"))
    assert queries.imported.review_tasks_open() == []


@pytest.mark.parametrize("name", ["safety:alerts", "safety:checks"])
def test_statements_do_not_grow(morning: make.Morning, name: str) -> None:
    browser = signed_in(morning.lead)
    for each in morning.clients:
        raised(each)
        check_for(each)
    few = statements(browser, page(name))
    for _n in range(8):
        new = make.add_client(morning)
        raised(new)
        check_for(new)
    assert statements(browser, page(name)) == few


TOO_LONG = "y" * 2001


def test_words_too_long_to_keep_are_given_back_with_how_long_they_are(
    morning: make.Morning,
) -> None:
    alert = raised(morning.clients[0])
    browser = signed_in(morning.therapist)
    browser.post(page("safety:take", alert.pk), sent())
    answer = page("safety:alert", alert.pk)
    fields = {
        "what": "spoke_in_person",
        "disposition": "safe_today_plan_reviewed",
        "second_look_on": "2026-11-19",
    }

    refused = browser.post(answer, sent(words=TOO_LONG, **fields))
    browser.post(answer, sent(words="Calm", **fields))
    look = browser.post(page("safety:second_look", alert.pk), sent(words=TOO_LONG))

    for response in (refused, look):
        assert response.status_code == 422
        shown = response.content.decode()
        assert "shorten your words to 2000 characters. They have 2001." in shown
        assert f">{TOO_LONG}</textarea>" in shown
    assert AlertStep.objects.filter(kind="did").count() == 1


def test_an_imported_answer_without_words_keeps_its_page(morning: make.Morning) -> None:
    task = actions.imported.ask_review(
        client=morning.clients[0],
        administration_id=uuid4(),
        instrument_id="phq-9",
        link_id="q9",
        value=2,
        answered_on=make.WEDNESDAY,
        by=system(),
    )
    browser = signed_in(morning.lead)

    empty = browser.post(page("safety:finish_review", task.pk), sent(words=" "))
    long = browser.post(page("safety:finish_review", task.pk), sent(words=TOO_LONG))

    assert empty.status_code == long.status_code == 422
    assert "Say in a sentence what you found." in empty.content.decode()
    assert f">{TOO_LONG}</textarea>" in long.content.decode()
