"""Addresses for calendar apps: secret, kept as a digest, ended at once, and silent about her."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from openiop.accounts.actions import become
from openiop.clients.models import Client
from openiop.config.logs import NoSecretAddresses
from openiop.domain.calendar import CalendarWord
from openiop.domain.decision import Refused
from openiop.domain.privacy import Role
from openiop.domain.public import PUBLIC_RULES
from openiop.domain.words import SessionKind
from openiop.privacy.actor import Actor, system
from openiop.privacy.models import AuditEvent
from openiop.schedule.actions import cover, move_individual, plan_individual
from openiop.schedule.models import Session
from openiop.timetable.actions import (
    end_her_calendar,
    end_own_calendar,
    make_her_calendar,
    make_own_calendar,
    name_her_times,
)
from openiop.timetable.models import CalendarFeed
from tests import make
from tests.stages.safety.showing import page, sent, signed_in, standing_at

pytestmark = pytest.mark.django_db

TODAY = make.WEDNESDAY
OK, NOT_CHANGED, NOT_FOUND, TOO_MANY = 200, 304, 404, 429


@pytest.fixture
def morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[make.Morning]:
    with standing_at(make.site(), make.at("08:00"), monkeypatch):
        yield make.morning(clients=2)


def told(key: str) -> str:
    response = Browser().get(page("public:calendar", key))
    assert response.status_code == OK
    return response.content.decode().replace("\r\n ", "")


def summaries(text: str) -> set[str]:
    return set(re.findall(r"SUMMARY:(.*)\r", text))


def uids(text: str) -> list[str]:
    return re.findall(r"UID:(.*)\r", text)


def hers(made: make.Morning, word: CalendarWord = CalendarWord.APPOINTMENT) -> tuple[str, Actor]:
    herself = make.client_actor(made.clients[0])
    return make_her_calendar(client=made.clients[0], word=word, by=herself), herself


def own_session(made: make.Morning, of: Client | None = None) -> Session:
    return plan_individual(
        client=of or made.clients[0],
        staff_id=made.therapist.id,
        on=TODAY,
        starts="13:00",
        minutes=45,
        by=system(),
    )


class TestStaff:
    def test_she_finds_her_own_sessions_and_no_client(self, morning: make.Morning) -> None:
        own_session(morning)

        text = told(make_own_calendar(by=morning.therapist))

        assert summaries(text) == {"Process group", "Individual session"}
        assert morning.rooms[0].name in text
        assert not any(each.chosen_name in text for each in morning.clients)

    def test_only_a_digest_is_kept_and_nothing_of_it_in_the_trail(
        self, morning: make.Morning
    ) -> None:
        key = make_own_calendar(by=morning.therapist)

        row = CalendarFeed.objects.get()
        trail = AuditEvent.objects.get(verb="timetable.calendar_made")
        assert key not in row.key_digest
        assert key not in str(vars(trail))
        assert row.key_digest not in str(vars(trail))

    def test_a_new_address_ends_the_old_one_and_ending_ends_it(self, morning: make.Morning) -> None:
        old = make_own_calendar(by=morning.therapist)
        new = make_own_calendar(by=morning.therapist)

        assert Browser().get(page("public:calendar", old)).status_code == NOT_FOUND
        assert uids(told(new))
        assert end_own_calendar(by=morning.therapist)
        assert Browser().get(page("public:calendar", new)).status_code == NOT_FOUND
        assert not end_own_calendar(by=morning.therapist)

    def test_what_a_colleague_holds_instead_is_in_hers(self, morning: make.Morning) -> None:
        skills = morning.sessions[SessionKind.SKILLS]
        before, after = (make_own_calendar(by=who) for who in (morning.facilitator, morning.lead))

        cover(session=skills, staff_id=morning.lead.id, by=morning.lead)

        assert "Skills" not in summaries(told(before))
        assert "Skills" in summaries(told(after))

    def test_the_page_shows_the_address_once(self, morning: make.Morning) -> None:
        browser = signed_in(morning.facilitator)
        url = page("timetable:calendar")
        assert "Whoever has the address sees the calendar" in browser.get(url).content.decode()

        made = browser.post(url, sent(do="make")).content.decode()

        found = re.search(r"http://testserver(/calendar/\S+?\.ics)", made)
        assert found is not None
        assert Browser().get(found[1]).status_code == OK
        assert "/calendar/" not in browser.get(url).content.decode().replace(url, "")
        assert browser.post(url, sent(do="end")).status_code == 302
        assert Browser().get(found[1]).status_code == NOT_FOUND


class TestHers:
    def test_it_says_only_the_word_she_chose(self, morning: make.Morning) -> None:
        key, _herself = hers(morning)

        text = told(key)

        assert summaries(text) == {"Appointment"}
        assert len(uids(text)) == len(make.DAY_SHAPE) - 1  # no break
        silent = ("Process", "Skills", "Room", "Fay", "IOP", "iop", "Test", "LOCATION", "DESCRIPT")
        assert [word for word in silent if word in text] == []

    def test_she_changes_the_word_and_the_address_and_times_stay_the_same(
        self, morning: make.Morning
    ) -> None:
        key, herself = hers(morning)
        before = uids(told(key))

        name_her_times(client=morning.clients[0], word=CalendarWord.BUSY, by=herself)

        assert summaries(told(key)) == {"Busy"}
        assert uids(told(key)) == before

    def test_it_speaks_her_language(self, morning: make.Morning) -> None:
        Client.objects.filter(pk=morning.clients[0].pk).update(language="es")
        key, _herself = hers(morning)

        assert len(summaries(told(key))) == 1

    def test_two_women_of_one_group_cannot_be_found_by_their_calendars(
        self, morning: make.Morning
    ) -> None:
        other = make.client_actor(morning.clients[1])
        key, _herself = hers(morning)
        second = make_her_calendar(client=morning.clients[1], word=CalendarWord.CLASS, by=other)

        assert set(uids(told(key))) & set(uids(told(second))) == set()

    def test_a_moved_hour_is_canceled_and_stands_at_its_new_time(
        self, morning: make.Morning
    ) -> None:
        session = own_session(morning)
        key, _herself = hers(morning)
        before = set(uids(told(key)))

        move_individual(
            session=session,
            staff_id=morning.therapist.id,
            on=TODAY + timedelta(days=1),
            starts="11:00",
            by=morning.lead,
        )

        text = told(key)
        assert before < set(uids(text))
        gone = [each for each in text.split("BEGIN:VEVENT") if "STATUS:CANCELLED" in each]
        assert len(gone) == 1
        assert "SEQUENCE:1" in gone[0]
        assert "DTSTART:20261118T180000Z" in gone[0]

    def test_nobody_turns_it_on_for_her(self, morning: make.Morning) -> None:
        client = morning.clients[0]

        for who in (morning.lead, morning.director, make.client_actor(morning.clients[1])):
            with pytest.raises(Refused):
                make_her_calendar(client=client, word=CalendarWord.BUSY, by=who)

        assert not CalendarFeed.objects.exists()

    def test_off_is_off(self, morning: make.Morning) -> None:
        key, herself = hers(morning)

        assert end_her_calendar(client=morning.clients[0], by=herself)

        assert Browser().get(page("public:calendar", key)).status_code == NOT_FOUND
        verbs = set(AuditEvent.objects.values_list("verb", flat=True))
        assert {"timetable.her_calendar_made", "timetable.her_calendar_ended"} <= verbs

    @pytest.mark.parametrize("role", [Role.ALUMNA, None])
    def test_it_ends_with_her_time_here(self, morning: make.Morning, role: Role | None) -> None:
        key, _herself = hers(morning)

        become(client_id=morning.clients[0].pk, role=role, by=system())

        assert Browser().get(page("public:calendar", key)).status_code == NOT_FOUND


class TestAddress:
    def test_an_app_that_knows_the_newest_gets_nothing_again(self, morning: make.Morning) -> None:
        url = page("public:calendar", make_own_calendar(by=morning.therapist))
        first = Browser().get(url)

        same = Browser().get(url, headers={"If-None-Match": first["ETag"]})
        own_session(morning)
        other = Browser().get(url, headers={"If-None-Match": first["ETag"]})

        assert first["Content-Type"] == "text/calendar; charset=utf-8"
        assert (same.status_code, other.status_code) == (NOT_CHANGED, OK)
        assert other["ETag"] != first["ETag"]

    def test_it_takes_no_forms(self, morning: make.Morning) -> None:
        url = page("public:calendar", make_own_calendar(by=morning.therapist))

        assert Browser(enforce_csrf_checks=False).post(url).status_code == 405

    def test_guessing_is_slowed_down(self, morning: make.Morning) -> None:
        key = make_own_calendar(by=morning.therapist)
        tries = range(PUBLIC_RULES.calendar_misses_per_hour)

        found = {Browser().get(page("public:calendar", f"no{n}")).status_code for n in tries}

        assert found == {NOT_FOUND}
        assert Browser().get(page("public:calendar", "no")).status_code == TOO_MANY
        assert Browser().get(page("public:calendar", key)).status_code == TOO_MANY
        elsewhere = Browser(REMOTE_ADDR="198.51.100.7")
        assert elsewhere.get(page("public:calendar", key)).status_code == OK

    def test_no_log_line_holds_an_address(self) -> None:
        line = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", None, None)
        line.args = ("Not Found", "/calendar/abc_def.ics")

        assert NoSecretAddresses().filter(line)

        assert line.getMessage() == "Not Found: /calendar/..."

    def test_statements_do_not_grow(self, morning: make.Morning) -> None:
        own, (mine, _herself) = make_own_calendar(by=morning.therapist), hers(morning)

        def counted(key: str) -> int:
            with CaptureQueriesContext(connection) as asked:
                told(key)
            return len(asked)

        before = [counted(own), counted(mine)]
        for _ in range(4):
            own_session(morning, make.add_client(morning))

        assert [counted(own), counted(mine)] == before
