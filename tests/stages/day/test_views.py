"""The pages of the day: who may open which, what they show, and what they never show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from math import ceil
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openiop.base import clock
from openiop.base.models import Site
from openiop.day import queries
from openiop.day.actions import arrive, ask_for, confirm_all, leave, let_go, tell_away
from openiop.day.models import Attendance, ContactTry, DayClose, HandOver, Visit
from openiop.domain.privacy import Role
from openiop.domain.safety import Action, Disposition
from openiop.domain.words import AwayReason, Level, NeedKind, Presence, SessionKind
from openiop.outbox.models import Message
from openiop.privacy.actor import Actor, system
from openiop.privacy.models import AccessLog
from openiop.safety.actions.answering import acknowledge, answer_alert
from openiop.safety.actions.opening import raise_alert
from openiop.schedule.actions import plan_individual
from tests import make

pytestmark = pytest.mark.django_db
DAY = make.WEDNESDAY
SKILLS = SessionKind.SKILLS


class Desk:
    """A test browser with somebody signed in, at a time of day."""

    def __init__(self, site: Site, actor: Actor, hhmm: str) -> None:
        at = make.at(hhmm)
        self.site, self.browser = site, Browser()
        self.browser.force_login(make.user_of(actor), backend="openiop.accounts.backend.SignInName")
        site.is_demo = True
        site.clock_offset_seconds = ceil((at - clock.wall()).total_seconds())
        site.save()

    def get(self, name: str, *args: object, **query: str) -> HttpResponse:
        return self.browser.get(reverse(name, args=args), query)  # type: ignore[return-value]

    def post(self, name: str, *args: object, **said: object) -> HttpResponse:
        return self.browser.post(reverse(name, args=args), said)  # type: ignore[return-value]


@pytest.fixture
def site() -> Site:
    return make.site()


@pytest.fixture(autouse=True)
def at_work(site: Site) -> Iterator[None]:
    with make.working_at(site, make.at("08:50")):
        yield


@pytest.fixture
def morning() -> make.Morning:
    return make.morning(4)


def words_of(response: HttpResponse) -> str:
    """What the page says, without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# -- Who may open what

OPEN_TO = {
    "day:board": {"desk", "lead", "director", "therapist", "facilitator"},
    "day:missing": {"desk", "lead", "therapist", "facilitator"},
    "day:close": {"lead", "director"},
    "day:contact": {"desk", "lead", "director", "therapist", "facilitator"},
    "day:room": {"lead", "facilitator"},
}


@pytest.mark.parametrize("who", ["desk", "lead", "director", "therapist", "facilitator"])
@pytest.mark.parametrize("name", OPEN_TO)
def test_each_page_opens_to_whom_it_belongs(
    site: Site, morning: make.Morning, name: str, who: str
) -> None:
    args = {
        "day:contact": [morning.clients[0].pk],
        "day:room": [morning.session(SKILLS).pk],
    }.get(name, [])

    response = Desk(site, getattr(morning, who), "09:30").get(name, *args)

    assert response.status_code == (200 if who in OPEN_TO[name] else 403)


@pytest.mark.parametrize("name", OPEN_TO)
@pytest.mark.parametrize("role", [Role.BILLING, Role.PRIVACY_OFFICER])
def test_others_open_none_of_them(site: Site, morning: make.Morning, name: str, role: Role) -> None:
    args = {
        "day:contact": [morning.clients[0].pk],
        "day:room": [morning.session(SKILLS).pk],
    }.get(name, [])

    assert Desk(site, make.staff(role), "09:30").get(name, *args).status_code == 403


def test_a_client_opens_none_of_them(site: Site, morning: make.Morning) -> None:
    hers = Desk(site, make.client_actor(morning.clients[0]), "09:30")

    assert hers.get("day:board").status_code == 403
    assert hers.get("day:contact", morning.clients[1].pk).status_code == 403
    marked = hers.post("day:arrive", morning.clients[1].pk, do="arrive")
    assert marked.status_code == 403
    assert not Visit.objects.exists()


def test_a_therapist_sees_no_card_of_a_woman_she_does_not_work_with(
    site: Site, morning: make.Morning
) -> None:
    other = make.staff(Role.THERAPIST)

    at_desk = Desk(site, other, "09:30")

    assert at_desk.get("day:contact", morning.clients[0].pk).status_code == 403
    assert morning.clients[0].short_name not in words_of(at_desk.get("day:missing"))
    assert reverse("day:contact", args=[morning.clients[0].pk]) not in (
        at_desk.get("day:board").content.decode()
    )


# -- The board


def test_an_arrival_is_one_tap_and_undo_one_more(site: Site, morning: make.Morning) -> None:
    desk = Desk(site, morning.desk, "08:55")
    first, *_ = morning.clients

    response = desk.post("day:arrive", first.pk, do="arrive")
    assert response["Location"] == reverse("day:board")
    assert queries.door.visit_of(first.pk, DAY).arrived_at is not None

    desk.post("day:arrive", first.pk, do="undo_arrival")
    assert queries.door.visit_of(first.pk, DAY).arrived_at is None


def test_the_same_request_twice_is_one_arrival(site: Site, morning: make.Morning) -> None:
    desk = Desk(site, morning.desk, "08:55")
    first, *_ = morning.clients
    wanted = str(uuid4())

    desk.post("day:arrive", first.pk, do="arrive", request_id=wanted)
    desk.post("day:arrive", first.pk, do="undo_arrival")
    again = desk.post("day:arrive", first.pk, do="arrive", request_id=wanted)

    assert again["Location"] == reverse("day:board")
    assert queries.door.visit_of(first.pk, DAY).arrived_at is None


def test_letters_and_enter_mark_the_one_who_is_meant(site: Site, morning: make.Morning) -> None:
    dorrit = make.add_client(morning, "Dórrit")
    desk = Desk(site, morning.desk, "08:55")

    several = desk.post("day:find", find="al")
    assert several["Location"] == f"{reverse('day:board')}?find=al"
    desk.post("day:find", find="do")

    assert [visit.client for visit in Visit.objects.all()] == [dorrit]
    found = words_of(desk.get("day:board", find="do"))
    assert "Dórrit" in found and morning.clients[0].short_name not in found
    assert "begins with" in words_of(desk.get("day:board", find="zz"))


def test_somebody_not_on_the_list_can_be_found_and_marked(
    site: Site, morning: make.Morning
) -> None:
    guest = make.client("Gudrun", "Holm")
    make.stay(guest, morning.track, weekdays=(make.MON,))
    desk = Desk(site, morning.desk, "08:55")

    assert "Not on today's list" in words_of(desk.get("day:board", find="gu"))
    desk.post("day:arrive", guest.pk, do="arrive")

    assert guest.short_name in words_of(desk.get("day:board"))


def test_the_desk_sees_a_quiet_place_and_no_reason_note_or_score(
    site: Site, morning: make.Morning
) -> None:
    quiet, away, talks, _fourth = morning.clients
    ask_for(
        client=quiet,
        on=DAY,
        kind=NeedKind.QUIET_SPACE,
        words="the noise at home",
        by=make.client_actor(quiet),
    )
    ask_for(
        client=talks, on=DAY, kind=NeedKind.TALK, words="about Friday", by=make.client_actor(talks)
    )
    tell_away(client=away, on=DAY, reason=AwayReason.SAFETY, by=make.client_actor(away))
    desk = Desk(site, morning.desk, "09:30")

    said = words_of(desk.get("day:board")) + words_of(desk.get("day:missing"))

    assert "needs: quiet space" in said
    for never in ("noise", "Friday", "talk with", "safe to come", "distress"):
        assert never not in said


def test_the_wall_shows_initials_and_no_buttons(site: Site, morning: make.Morning) -> None:
    page = Desk(site, morning.desk, "09:30").get("day:board", wall="1")

    said = words_of(page)
    assert morning.clients[0].initials in said
    assert morning.clients[0].chosen_name not in said
    assert b"<button" not in page.content


def test_the_table_alone_is_served_for_refreshing(site: Site, morning: make.Morning) -> None:
    part = Desk(site, morning.desk, "09:30").get("day:board", part="table").content.decode()

    assert "<table" in part and "<html" not in part


@pytest.mark.parametrize(
    ("on", "says"),
    [("2026-11-17", "No program on this day."), ("not a day", "Wednesday, November 18")],
)
def test_other_days_have_words_of_their_own(
    site: Site, morning: make.Morning, on: str, says: str
) -> None:
    assert says in words_of(Desk(site, morning.desk, "09:30").get("day:board", on=on))


def test_a_past_day_and_a_closed_day_have_no_buttons(site: Site, morning: make.Morning) -> None:
    desk = Desk(site, morning.desk, "09:30")
    assert b'name="do"' in desk.get("day:board").content
    assert b'name="do"' not in desk.get("day:board", on="2026-11-16").content


def test_the_director_reads_the_board_and_marks_nobody(site: Site, morning: make.Morning) -> None:
    director = Desk(site, morning.director, "09:30")

    assert b'name="do"' not in director.get("day:board").content
    assert director.post("day:arrive", morning.clients[0].pk, do="arrive").status_code == 403


# -- Missing


def test_a_text_is_previewed_sent_once_and_refused_in_words_where_she_said_no(
    site: Site, morning: make.Morning
) -> None:
    first, second, *_ = morning.clients
    make.anyone_may_call(first)
    desk = Desk(site, morning.desk, "09:20")

    page = desk.get("day:missing")
    assert "We hoped to hear from you today" in words_of(page)
    assert "We have not asked her yet whether we may text." in words_of(page)
    desk.post("day:text", first.pk)
    desk.post("day:text", first.pk)
    desk.post("day:text", second.pk)
    desk.post("day:tried", first.pk, outcome="no_answer")
    desk.post("day:tried", first.pk, outcome="nonsense")

    assert Message.objects.get().person_id == first.pk
    assert ContactTry.objects.count() == 2
    assert "No answer" in words_of(desk.get("day:missing"))
    shown = AccessLog.objects.filter(page="day:missing", by=morning.desk.id)
    assert set(shown[0].client_ids) == {str(client.pk) for client in morning.clients}


def test_nobody_is_missing_before_the_day_begins_or_when_all_came(
    site: Site, morning: make.Morning
) -> None:
    assert "Nobody is missing yet." in words_of(
        Desk(site, morning.desk, "08:55").get("day:missing")
    )
    for client in morning.clients:
        arrive(client=client, on=DAY, by=morning.desk)
    assert "Everybody came" in words_of(Desk(site, morning.desk, "09:30").get("day:missing"))


# -- The room


def test_ten_women_are_confirmed_in_one_tap_and_an_exception_in_two(site: Site) -> None:
    morning = make.morning(10)
    for client in morning.clients:
        arrive(client=client, on=DAY, by=morning.desk)
    session = morning.session(SKILLS)
    room = Desk(site, morning.facilitator, "09:50")

    room.post("day:confirm", session.pk)
    room.post("day:in_room", session.pk, morning.clients[0].pk, do="left_early", minutes="40")
    room.post("day:in_room", session.pk, morning.clients[1].pk, do="late", other_minutes="12")

    said = {
        row.client_id: (row.presence, row.from_at, row.to_at) for row in Attendance.objects.all()
    }
    assert len(said) == 10
    assert said[morning.clients[0].pk][::2] == (Presence.LEFT_EARLY, make.at("09:20"))
    assert said[morning.clients[1].pk][:2] == (Presence.LATE, make.at("09:12"))


def test_minutes_that_are_no_number_are_refused_in_words(site: Site, morning: make.Morning) -> None:
    room = Desk(site, morning.facilitator, "09:50")
    session, first = morning.session(SKILLS), morning.clients[0]

    room.post("day:in_room", session.pk, first.pk, do="late", other_minutes="a few")

    assert "How many minutes?" in words_of(room.get("day:room", session.pk))
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("typed", ["400", "9" * 5000])
def test_too_many_minutes_are_refused_on_the_programs_own_clock(
    site: Site, morning: make.Morning, typed: str
) -> None:
    room = Desk(site, morning.facilitator, "09:50")
    session, first = morning.session(SKILLS), morning.clients[0]

    room.post("day:in_room", session.pk, first.pk, do="left_early", other_minutes=typed)

    page = words_of(room.get("day:room", session.pk))
    assert "runs from 9:00 to 10:00" in page or "How many minutes?" in page
    assert "14:00" not in page
    assert not Attendance.objects.exists()


def test_she_steps_out_and_comes_back_and_a_remote_woman_says_where_she_is(
    site: Site, morning: make.Morning
) -> None:
    first, second, *_ = morning.clients
    arrive(client=first, on=DAY, by=morning.desk)
    arrive(client=second, on=DAY, remote=True, by=morning.desk)
    session = morning.session(SKILLS)
    room = Desk(site, morning.facilitator, "09:20")

    room.post("day:in_room", session.pk, first.pk, do="out", words="Fay Facilitator")
    assert "out, with Fay Facilitator" in words_of(room.get("day:room", session.pk))
    room.post("day:in_room", session.pk, first.pk, do="back")
    room.post("day:in_room", session.pk, second.pk, do="location", words="12 Test Street")

    assert queries.door.visit_of(second.pk, DAY).location == "12 Test Street"
    assert "Place confirmed" in words_of(room.get("day:room", session.pk))


def test_room_mode_shows_no_scores_and_cannot_confirm_early(
    site: Site, morning: make.Morning
) -> None:
    session = morning.session(SKILLS)
    room = Desk(site, morning.facilitator, "08:55")

    page = words_of(room.get("day:room", session.pk))
    room.post("day:confirm", session.pk)

    assert "You can confirm from 09:00 on." in page
    assert not Attendance.objects.exists()
    assert "begins at" in words_of(room.get("day:room_now", session.pk))


# -- The close


def test_the_close_is_refused_in_words_and_keeps_what_was_typed(
    site: Site, morning: make.Morning
) -> None:
    first, second, *_ = morning.clients
    for client in morning.clients:
        arrive(client=client, on=DAY, by=morning.desk)
    need = ask_for(client=first, on=DAY, kind=NeedKind.TALK, by=make.client_actor(first))
    with clock.standing(make.at("11:00")):
        leave(client=second, on=DAY, in_closing_round=False, by=morning.desk)
    lead = Desk(site, morning.lead, "12:25")
    closing = {"track": str(morning.track.pk), "on": DAY.isoformat()}

    still_here = lead.post("day:close_day", **closing)
    assert still_here.status_code == 422
    assert f"{first.short_name} is still here." in words_of(still_here)

    others = [str(c.pk) for c in morning.clients if c != second]
    lead.post("day:left", client=others, on=DAY.isoformat(), do="closing")
    key = f"{first.pk}:unanswered_need"
    half = lead.post("day:close_day", **closing, **{f"words:{key}": "Thea calls her."})
    assert half.status_code == 422
    assert "Thea calls her." in half.content.decode()
    assert "left without the closing round" in words_of(half)

    lead.post("day:seen_off", client=str(second.pk), on=DAY.isoformat(), words="Calm.")
    said = {f"words:{key}": "Thea calls her.", f"to:{key}": str(morning.therapist.id)}
    done = lead.post("day:close_day", **closing, **said)
    assert done.status_code == 302

    assert DayClose.objects.get().closed_by == morning.lead.id
    assert HandOver.objects.get().to_id == morning.therapist.id
    page = words_of(lead.get("day:close"))
    assert "Closed at 12:2" in page and "Thea calls her." in page
    assert need.answered_at is None
    board = Desk(site, morning.desk, "12:40").get("day:board")
    assert b'name="do"' not in board.content
    assert b'id="find"' not in board.content


def test_one_who_has_not_left_after_all_is_brought_back(site: Site, morning: make.Morning) -> None:
    first, *_ = morning.clients
    arrive(client=first, on=DAY, by=morning.desk)
    with clock.standing(make.at("12:16")):
        let_go(clients=[first], on=DAY, in_closing_round=True, by=morning.lead)

    Desk(site, morning.director, "12:20").post(
        "day:left", client=str(first.pk), on=DAY.isoformat(), do="undo"
    )

    assert queries.door.visit_of(first.pk, DAY).left_at is None


def test_before_the_closing_round_nobody_has_been_in_it(site: Site, morning: make.Morning) -> None:
    first, second, *_ = morning.clients
    arrive(client=first, on=DAY, by=morning.desk)
    lead = Desk(site, morning.lead, "08:51")

    early = words_of(lead.get("day:close"))
    lead.post("day:left", client=str(first.pk), on=DAY.isoformat(), do="closing")

    assert f"{second.short_name} Expected 09:00" in early
    assert "nobody knows where she is" not in early
    assert "The closing round begins at 12:05." in early
    assert queries.door.visit_of(first.pk, DAY).left_at is None
    assert "Who leaves before it has not been in it." in words_of(lead.get("day:close"))
    later = words_of(Desk(site, morning.lead, "12:06").get("day:close"))
    assert f"{second.short_name} Not heard from" in later
    assert "All left after the closing round" in later


def test_who_has_a_session_of_her_own_to_come_is_marked_at_the_close(
    site: Site, morning: make.Morning
) -> None:
    first = morning.clients[0]
    plan_individual(
        client=first,
        staff_id=morning.therapist.id,
        on=DAY,
        starts="12:40",
        minutes=45,
        room=morning.rooms[1],
        by=system(),
    )
    for each in (first, morning.clients[1]):
        arrive(client=each, on=DAY, by=morning.desk)
    close = Desk(site, morning.lead, "12:25").get("day:close")

    assert "individual session at 12:40" in words_of(close)
    assert f"{first.short_name} has a session of her own today and stays here." in words_of(close)
    assert "All others left after the closing round" in words_of(close)
    all_left = close.content.decode().partition('value="closing"')[0]
    assert str(morning.clients[1].pk) in all_left
    assert str(first.pk) not in all_left


@pytest.mark.parametrize(("days", "keeps_open"), [(0, True), (1, False)])
def test_a_second_look_that_is_due_keeps_the_day_open(
    site: Site, morning: make.Morning, days: int, keeps_open: bool
) -> None:
    first = morning.clients[0]
    arrive(client=first, on=DAY, by=morning.desk)
    alert = raise_alert(
        client=first,
        level=Level.HIGH,
        instrument_id="phq-9",
        link_id="q9",
        administration_id=uuid4(),
        evidence={"value": 1},
        answered_at=make.at("08:45"),
        on_site=True,
        by=system(),
    )
    acknowledge(alert=alert, by=morning.lead)
    answer_alert(
        alert=alert,
        what=Action.SPOKE_IN_PERSON,
        disposition=Disposition.SAFE_TODAY_PLAN_REVIEWED,
        words="Calm.",
        second_look_on=DAY + timedelta(days=days),
        by=morning.lead,
    )

    page = words_of(Desk(site, morning.lead, "12:25").get("day:close"))

    assert ("A safety concern is still open." in page) is keeps_open


def test_the_close_links_only_to_pages_that_open(site: Site, morning: make.Morning) -> None:
    ask_for(
        client=morning.clients[0],
        on=DAY,
        kind=NeedKind.TALK,
        by=make.client_actor(morning.clients[0]),
    )
    for who in (morning.director, morning.lead):
        browser = Desk(site, who, "12:25")
        page = browser.get("day:close").content.decode()
        assert "nobody knows where she is" in page
        page += browser.get("day:contact", morning.clients[1].pk).content.decode()
        for href in set(re.findall(r'<p(?: class="matter")?><a href="([^"]+)"', page)):
            assert browser.browser.get(href).status_code == 200


def test_far_off_days_and_garbled_hand_overs_break_nothing(
    site: Site, morning: make.Morning
) -> None:
    lead = Desk(site, morning.lead, "12:25")

    for day in ("9999-12-31", "0001-01-01", "31.12.2026"):
        assert lead.get("day:board", on=day).status_code == 200
        assert lead.get("desk:hours", on=day).status_code == 200
        assert lead.get("day:close", on=day).status_code == 200
    said = {"to:nobody:open_alert": "x", "words:nobody:open_alert": "y"}
    assert lead.post("day:close_day", track=str(morning.track.pk), **said).status_code == 422


def test_a_day_nobody_closed_stands_on_top_the_next_day(site: Site, morning: make.Morning) -> None:
    arrive(client=morning.clients[0], on=DAY, by=morning.desk)
    director = Desk(site, morning.director, "12:20")
    site.clock_offset_seconds += round(timedelta(days=1).total_seconds())
    site.save()

    assert "Wednesday, November 18 was not closed." in words_of(director.get("day:close"))
    assert morning.clients[0].short_name in words_of(director.get("day:close", on=DAY.isoformat()))


def test_an_unknown_track_or_client_is_not_found(site: Site, morning: make.Morning) -> None:
    lead = Desk(site, morning.lead, "12:20")

    assert lead.post("day:close_day", track=str(uuid4())).status_code == 404
    assert lead.get("day:contact", uuid4()).status_code == 404
    assert lead.get("day:room", uuid4()).status_code == 404


# -- As many questions for many as for few


def test_pages_cost_the_same_for_many(site: Site) -> None:
    counts: list[list[int]] = []
    for slug, clients in (("localhost", 6), ("127.0.0.1", 60)):
        with make.working_at(make.site(f"site-{clients}", host=slug), make.at("09:30")):
            morning = make.morning(clients)
            for client in morning.clients[: clients // 2]:
                arrive(client=client, on=DAY, by=morning.desk)
            session = morning.session(SKILLS)
            confirm_all(session=session, by=morning.facilitator)
            here = Site.objects.get(host=slug)
            pages = [
                (morning.desk, "day:board", []),
                (morning.desk, "day:missing", []),
                (morning.facilitator, "day:room", [session.pk]),
                (morning.lead, "day:close", []),
            ]
            found = []
            for actor, name, args in pages:
                at_desk = Desk(here, actor, "09:40")
                url = reverse(name, args=args)
                at_desk.browser.get(url, headers={"host": slug})
                with CaptureQueriesContext(connection) as asked:
                    response = at_desk.browser.get(url, headers={"host": slug})
                assert response.status_code == 200
                found.append(len(asked))
            counts.append(found)

    assert counts[0] == counts[1]
    assert max(counts[1]) <= 50
