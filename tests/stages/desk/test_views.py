"""The pages that join several stages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest

from openiop.base import clock
from openiop.clients.models import Client
from openiop.day import actions as day
from openiop.day.models import Need
from openiop.domain.measures.cssrs_screener import CSSRS_SCREENER
from openiop.domain.privacy import Role
from openiop.domain.words import AwayReason, Level, NeedKind
from openiop.measures.actions import submit
from openiop.privacy.actor import Actor, system
from openiop.privacy.models import AccessLog
from openiop.safety import actions as safety
from openiop.safety.models import Alert, AlertStep
from openiop.safety.queries.alerts import open_alerts
from openiop.safety.queries.plans import plan_of
from tests import make
from tests.stages.safety.showing import page, sent, signed_in, standing_at, statements

pytestmark = pytest.mark.django_db

LAST_THURSDAY = make.WEDNESDAY - timedelta(days=6)


@pytest.fixture
def morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[make.Morning]:
    with standing_at(make.site(), make.at("09:30"), monkeypatch):
        yield make.morning(clients=2)


def raised(of: Client, level: Level = Level.HIGH) -> Alert:
    return safety.opening.raise_alert(
        client=of,
        level=level,
        instrument_id="phq-9",
        link_id="q9",
        administration_id=uuid4(),
        evidence={"value": 1},
        answered_at=clock.now(),
        on_site=True,
        by=system(),
    )


def asked(of: Client) -> Need:
    return day.ask_for(
        client=of,
        on=make.WEDNESDAY,
        kind=NeedKind.TALK,
        words="Only ten minutes",
        by=make.client_actor(of),
    )


def filled_in(of: Client, each: int, on_days_ago: int) -> None:
    moment = make.at("09:00", make.WEDNESDAY - timedelta(days=on_days_ago))
    with clock.standing(moment):
        answers: dict[str, int | None] = {"q9": 0}
        answers.update({f"q{n}": each for n in range(1, 9)})
        submit(client=of, instrument_id="phq-9", answers=answers, on_site=True, by=system())


class TestHome:
    @pytest.mark.parametrize(
        ("who", "name"),
        [
            ("desk", "day:board"),
            ("director", "desk:huddle"),
            ("lead", "desk:open_matters"),
            ("therapist", "desk:caseload"),
            ("facilitator", "care:my_day"),
        ],
    )
    def test_everybody_lands_on_her_own_first_page(
        self, morning: make.Morning, who: str, name: str
    ) -> None:
        response = signed_in(getattr(morning, who)).get(page("desk:home"))
        assert response.headers["Location"] == page(name)

    def test_a_role_without_a_page_is_told(
        self, morning: make.Morning, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("openiop.desk.queries.FIRST_PAGES", ())
        browser = signed_in(make.staff(Role.PRIVACY_OFFICER))
        assert "no page for your work" in browser.get(page("desk:home")).content.decode()

    def test_a_client_is_sent_to_her_own_start(self, morning: make.Morning) -> None:
        browser = signed_in(make.client_actor(morning.clients[0]))
        assert browser.get(page("desk:home")).headers["Location"] == page("public:start")


MATRIX = {
    "desk:huddle": {"director", "lead"},
    "desk:open_matters": {"lead", "therapist", "facilitator"},
    "desk:caseload": {"lead", "therapist", "facilitator"},
    "desk:find": {"lead", "therapist", "facilitator"},
    "desk:hours": {"director", "lead", "therapist", "facilitator"},
}
OF_A_CLIENT = {
    "desk:chart": {"lead", "therapist", "facilitator"},
    "desk:plan": {"director", "lead", "therapist", "facilitator"},
    "desk:edit_plan": {"lead", "therapist", "facilitator"},
    "desk:screen": {"director", "lead", "therapist", "facilitator"},
}
EVERYBODY = ("director", "lead", "therapist", "facilitator", "desk", "client", "stranger")


def _somebody(morning: make.Morning, who: str) -> Actor:
    if who == "client":
        return make.client_actor(morning.clients[0])
    if who == "stranger":
        return make.staff(Role.THERAPIST)
    actor: Actor = getattr(morning, who)
    return actor


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_open_what(morning: make.Morning, who: str) -> None:
    her = morning.clients[0]
    actor = _somebody(morning, who)
    browser = signed_in(actor)
    # a therapist who is tied to nobody may open the lists, which are empty for her
    as_role = "therapist" if who == "stranger" else who
    for name, allowed in MATRIX.items():
        assert (browser.get(page(name)).status_code == 200) is (as_role in allowed), name
    for name, allowed in OF_A_CLIENT.items():
        opened = browser.get(page(name, her.pk)).status_code == 200
        expected = who in allowed or (who == "client" and name == "desk:edit_plan")
        assert opened is expected, name


def test_a_stranger_reads_no_name(morning: make.Morning) -> None:
    raised(morning.clients[0])
    asked(morning.clients[0])
    browser = signed_in(make.staff(Role.THERAPIST))
    name = morning.clients[0].chosen_name
    for each in ("desk:caseload", "desk:open_matters", "desk:hours"):
        assert name not in browser.get(page(each)).content.decode(), each
    found = browser.get(page("desk:find"), {"q": name})
    assert "Nobody you work with" in found.content.decode()


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        (AwayReason.CHILDCARE, "180 min, childcare"),
        (AwayReason.UNSAID, "180 min, away, she told us"),
        (AwayReason.SAFETY, "180 min, away, she told us"),
    ],
)
def test_hours_never_say_that_it_was_not_safe_to_come(
    morning: make.Morning, reason: AwayReason, says: str
) -> None:
    day.tell_away(client=morning.clients[0], on=make.WEDNESDAY, reason=reason, by=morning.lead)

    shown = signed_in(morning.director).get(page("desk:hours")).content.decode()

    assert says in shown
    assert "safe to come" not in shown


@pytest.mark.parametrize("name", ["desk:plan", "desk:screen"])
@pytest.mark.parametrize("who", ["director", "lead", "therapist"])
def test_the_way_back_opens_for_whoever_reads(morning: make.Morning, who: str, name: str) -> None:
    browser = signed_in(getattr(morning, who))
    shown = browser.get(page(name, morning.clients[0].pk)).content.decode()
    back = shown.partition('class="back" href="')[2].partition('"')[0]
    assert browser.get(back).status_code == 200


class TestHuddle:
    def test_the_three_lists_in_words_with_owners(self, morning: make.Morning) -> None:
        first, second = morning.clients
        alert = raised(first)
        with clock.standing(make.at("08:50", LAST_THURSDAY)):
            day.arrive(client=first, on=LAST_THURSDAY, by=morning.desk)
        nobody_yet = signed_in(morning.director).get(page("desk:huddle")).content.decode()
        safety.answering.acknowledge(alert=alert, by=morning.lead)
        shown = signed_in(morning.director).get(page("desk:huddle")).content.decode()
        assert "Safety concern nobody has taken yet" in nobody_yet
        assert "Safety concern not yet closed, since Wed Nov 18" in shown
        assert "Away and not heard from: 1 in two weeks" in shown
        assert second.short_name in shown
        assert "Thea Therapist" in shown
        assert "ready" not in shown.lower().replace("already", "")

    def test_a_told_absence_is_not_an_unheard_one(self, morning: make.Morning) -> None:
        first, second = morning.clients
        with clock.standing(make.at("08:50", LAST_THURSDAY)):
            day.arrive(client=first, on=LAST_THURSDAY, by=morning.desk)
            day.tell_away(
                client=second,
                on=LAST_THURSDAY,
                reason=AwayReason.ILLNESS,
                by=make.client_actor(second),
            )
        shown = signed_in(morning.director).get(page("desk:huddle")).content.decode()
        assert "not heard from" not in shown

    def test_harder_than_at_the_start_is_at_risk(self, morning: make.Morning) -> None:
        filled_in(morning.clients[0], 1, on_days_ago=10)
        filled_in(morning.clients[0], 2, on_days_ago=3)
        shown = signed_in(morning.director).get(page("desk:huddle")).content.decode()
        assert "Things look harder than before, more than by chance" in shown

    def test_a_day_left_open_is_named(self, morning: make.Morning) -> None:
        with clock.standing(make.at("08:50", LAST_THURSDAY)):
            day.arrive(client=morning.clients[0], on=LAST_THURSDAY, by=morning.desk)
        shown = signed_in(morning.director).get(page("desk:huddle")).content.decode()
        assert "Not closed:" in shown
        assert "Thu Nov 12" in shown


class TestOpenMatters:
    def test_a_need_is_taken_and_answered_here(self, morning: make.Morning) -> None:
        need = asked(morning.clients[0])
        browser = signed_in(morning.lead)
        assert "Only ten minutes" in browser.get(page("desk:open_matters")).content.decode()
        taken = browser.post(page("desk:take_need", need.pk), sent(words="We will sit"))
        assert 'value="We will sit"' in taken.content.decode()
        assert "Lena Lead takes it" in browser.get(page("desk:open_matters")).content.decode()
        empty = browser.post(page("desk:answer_need", need.pk), sent(words=" "))
        assert empty.status_code == 422
        browser.post(page("desk:answer_need", need.pk), sent(words="We sat down together"))
        need.refresh_from_db()
        assert need.outcome == "We sat down together"

    def test_who_is_missing_and_what_is_not_confirmed(self, morning: make.Morning) -> None:
        shown = signed_in(morning.lead).get(page("desk:open_matters")).content.decode()
        assert "not here for 30 min" in shown
        assert "Attendance not confirmed" in shown

    def test_the_desk_cannot_answer(self, morning: make.Morning) -> None:
        need = asked(morning.clients[0])
        response = signed_in(morning.desk).post(page("desk:answer_need", need.pk), sent(words="x"))
        assert response.status_code == 403


class TestCaseload:
    def test_who_needs_her_today_comes_first(self, morning: make.Morning) -> None:
        raised(morning.clients[1])
        shown = signed_in(morning.therapist).get(page("desk:caseload")).content.decode()
        first, second = (shown.index(each.short_name) for each in reversed(morning.clients))
        assert first < second

    def test_twelve_rows_then_the_rest(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with standing_at(make.site(), make.at("09:30"), monkeypatch):
            browser = signed_in(make.morning(clients=14).therapist)
            assert "Show 2 more" in browser.get(page("desk:caseload")).content.decode()
            everybody = browser.get(page("desk:caseload"), {"all": "1"}).content.decode()
        assert everybody.count("roster__row") == 14

    def test_one_hit_opens_her_page(self, morning: make.Morning) -> None:
        her = morning.clients[0]
        response = signed_in(morning.therapist).get(page("desk:find"), {"q": her.last_name})
        assert response.headers["Location"] == page("desk:chart", her.pk)


class TestChart:
    def test_where_she_is_and_what_changed(self, morning: make.Morning) -> None:
        her = morning.clients[0]
        asked(her)
        filled_in(her, 2, on_days_ago=10)
        filled_in(her, 1, on_days_ago=3)
        shown = signed_in(morning.therapist).get(page("desk:chart", her.pk)).content.decode()
        assert "Week 3, day 15" in shown
        assert "16 → 8 on Nov 15." in shown
        assert "better beyond chance" in shown
        assert "Only ten minutes" in shown
        assert "Mon, Wed, Thu" in shown

    def test_looking_is_written_down(self, morning: make.Morning) -> None:
        her = morning.clients[0]
        signed_in(morning.therapist).get(page("desk:chart", her.pk))
        row = AccessLog.objects.get(page="desk:chart")
        assert (row.by, row.client_ids) == (morning.therapist.id, [str(her.pk)])


class TestPlan:
    def test_written_read_and_kept_in_versions(self, morning: make.Morning) -> None:
        her = morning.clients[0]
        browser = signed_in(morning.therapist)
        for line in ("Walk", "Walk\nMusic"):
            browser.post(page("desk:edit_plan", her.pk), sent(coping=line))
        newest = browser.get(page("desk:plan", her.pk)).content.decode()
        assert "<li>Music</li>" in newest
        assert "Version 1," in newest
        first = browser.get(page("desk:plan", her.pk), {"version": "1"}).content.decode()
        assert "earlier version" in first
        assert "Music" not in first
        browser.post(page("desk:plan_still_holds", her.pk), sent())
        plan = plan_of(her.pk)
        assert plan is not None
        assert plan.looked_at_on == make.WEDNESDAY

    def test_an_empty_one_is_refused_in_words(self, morning: make.Morning) -> None:
        browser = signed_in(morning.therapist)
        response = browser.post(page("desk:edit_plan", morning.clients[0].pk), sent())
        assert response.status_code == 422
        assert "Write at least one line first." in response.content.decode()


class TestScreen:
    def test_as_published_with_its_notice(self, morning: make.Morning) -> None:
        browser = signed_in(morning.therapist)
        shown = browser.get(page("desk:screen", morning.clients[0].pk)).content.decode()
        places = [shown.index(item.text) for item in CSSRS_SCREENER.items]
        assert places == sorted(places)
        assert "Research Foundation for Mental Hygiene" in shown

    def test_it_belongs_to_the_alert_under_way(self, morning: make.Morning) -> None:
        her = morning.clients[0]
        alert = raised(her, Level.MODERATE)
        browser = signed_in(morning.therapist)
        fields = sent(q1="1", q2="1", q3="0", q4="1", q5="0", q6="0")
        response = browser.post(page("desk:screen", her.pk), fields, follow=True)
        assert "A clinician evaluates her now" in response.content.decode()
        [one] = open_alerts()
        assert (one.id, one.level, one.owner_id) == (alert.pk, Level.HIGH, morning.therapist.id)
        assert AlertStep.objects.get(kind="screened").code == "high"

    def test_without_an_alert_a_finding_opens_one_that_is_taken(
        self, morning: make.Morning
    ) -> None:
        browser = signed_in(morning.therapist)
        fields = sent(q1="1", q2="0", q6="0")
        browser.post(page("desk:screen", morning.clients[0].pk), fields)
        [one] = open_alerts()
        assert (one.level, one.acknowledged_name) == (Level.LOW, "Thea Therapist")

    def test_nothing_found_opens_nothing_and_clears_nobody(self, morning: make.Morning) -> None:
        browser = signed_in(morning.therapist)
        fields = sent(q1="0", q2="0", q6="0")
        response = browser.post(page("desk:screen", morning.clients[0].pk), fields, follow=True)
        assert "does not rule risk out" in response.content.decode()
        assert open_alerts() == []

    def test_a_question_not_asked_is_not_answered(self, morning: make.Morning) -> None:
        browser = signed_in(morning.therapist)
        fields = sent(q1="0", q2="0", q4="1", q6="0")
        browser.post(page("desk:screen", morning.clients[0].pk), fields)
        assert open_alerts() == []

    def test_nothing_chosen_is_refused(self, morning: make.Morning) -> None:
        browser = signed_in(morning.therapist)
        response = browser.post(page("desk:screen", morning.clients[0].pk), sent())
        assert response.status_code == 422


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("desk:huddle", "director"),
        ("desk:open_matters", "lead"),
        ("desk:caseload", "therapist"),
        ("desk:hours", "director"),
    ],
)
def test_statements_do_not_grow(morning: make.Morning, name: str, who: str) -> None:
    def busy(each: Client) -> None:
        raised(each)
        asked(each)
        filled_in(each, 1, on_days_ago=3)

    browser = signed_in(getattr(morning, who))
    for each in morning.clients:
        busy(each)
    few = statements(browser, page(name))
    for _n in range(8):
        busy(make.add_client(morning))
    assert statements(browser, page(name)) == few
