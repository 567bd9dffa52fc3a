"""Who was missing stays in sight until it is settled, and her safe-contact wishes hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from openiop.base import clock
from openiop.base.models import Site
from openiop.clients.models import Client
from openiop.day import actions, queries, tasks
from openiop.day.models import ContactTry, Outreach, OutreachLook
from openiop.domain.day.morning import OutreachStep
from openiop.domain.day.outreach import Barrier, Decided, EndedHow
from openiop.domain.day.reaching import TryOutcome
from openiop.domain.decision import Refused
from openiop.domain.words import Channel
from openiop.outbox.actions import hold_contact
from openiop.privacy.actor import system
from tests import make
from tests.stages.safety.showing import page, sent, signed_in, standing_at, statements

pytestmark = pytest.mark.django_db

THURSDAY = date(2026, 11, 19)


@pytest.fixture
def site() -> Site:
    tasks._looked_back.clear()
    return make.site()


@pytest.fixture
def morning(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[make.Morning]:
    with standing_at(site, make.at("09:20"), monkeypatch):
        made = make.morning(clients=2)
        for client in made.clients:
            make.anyone_may_call(client)
        yield made


def missed(morning: make.Morning) -> tuple[Client, Outreach]:
    """The second client came; the first one did not."""
    actions.arrive(client=morning.clients[1], on=make.WEDNESDAY, by=morning.desk)
    tasks.follow_up_missed_days()
    return morning.clients[0], Outreach.objects.get()


def test_after_fifteen_minutes_she_is_on_the_list_once(morning: make.Morning) -> None:
    with clock.standing(make.at("09:14")):
        tasks.follow_up_missed_days()
    assert not Outreach.objects.exists()
    client, row = missed(morning)
    tasks.follow_up_missed_days()
    assert (row.client_id, row.on, row.from_at) == (client.pk, make.WEDNESDAY, make.at("09:00"))
    [line] = queries.outreach.reaching()
    assert line.step is not None and line.step.code is OutreachStep.FIRST_TRY


def test_a_job_that_was_down_all_day_finds_her_the_next_morning(morning: make.Morning) -> None:
    actions.arrive(client=morning.clients[1], on=make.WEDNESDAY, by=morning.desk)
    with clock.standing(make.at("08:00", THURSDAY)):
        tasks.follow_up_missed_days()
        tasks.follow_up_missed_days()
        [line] = queries.outreach.reaching()
    assert (line.client.pk, line.on) == (morning.clients[0].pk, make.WEDNESDAY)


@pytest.mark.parametrize(
    ("day", "hhmm", "step"),
    [
        (make.WEDNESDAY, "15:00", OutreachStep.CLINICIAN_REVIEW),
        (THURSDAY, "09:30", OutreachStep.CLINICIAN_REVIEW),
        (date(2026, 11, 26), "09:30", OutreachStep.CLINICIAN_REVIEW),
    ],
)
def test_a_clinicians_look_never_waits_for_the_desk(
    morning: make.Morning, day: date, hhmm: str, step: OutreachStep
) -> None:
    missed(morning)
    with clock.standing(make.at(hhmm, day)):
        [line] = queries.outreach.reaching()
    assert line.step is not None and line.step.code is step


def test_the_whole_way_to_the_seventh_day(morning: make.Morning) -> None:
    _client, row = missed(morning)

    def look(at: str, day: date, decided: Decided) -> OutreachStep:
        with clock.standing(make.at(at, day)):
            made = actions.look_at_outreach(
                outreach=row,
                decided=decided,
                barriers=[Barrier.TRANSPORT],
                words="Her bus was cut",
                by=morning.lead,
            )
        return OutreachStep(made.step)

    assert look("15:10", make.WEDNESDAY, Decided.KEEP_TRYING) is OutreachStep.CLINICIAN_REVIEW
    with clock.standing(make.at("09:30", THURSDAY)):
        tried = actions.try_again(outreach=row, outcome=TryOutcome.NO_ANSWER, by=morning.therapist)
    assert tried.step is OutreachStep.THIRD_TRY
    assert look("10:00", date(2026, 11, 21), Decided.KEEP_TRYING) is OutreachStep.TEAM_REVIEW
    assert look("10:00", date(2026, 11, 25), Decided.KEEP_SEAT) is OutreachStep.PLAN_REVIEW
    row.refresh_from_db()
    assert row.ended_how is EndedHow.REVIEWED
    assert queries.outreach.reaching() == []
    with pytest.raises(IntegrityError), transaction.atomic():
        OutreachLook.objects.update(decided="wait")


@pytest.mark.parametrize("how", ["came", "told_us", "reached"])
def test_it_is_over_when_she_comes_tells_us_or_is_reached(morning: make.Morning, how: str) -> None:
    client, row = missed(morning)
    if how == "came":
        actions.arrive(client=client, on=make.WEDNESDAY, by=morning.desk)
    elif how == "told_us":
        actions.tell_away(client=client, on=make.WEDNESDAY, by=morning.desk)
    else:
        actions.record_try(
            client=client,
            on=make.WEDNESDAY,
            channel=Channel.CALL,
            outcome=TryOutcome.REACHED,
            by=morning.desk,
        )
    assert queries.outreach.reaching() == []
    tasks.follow_up_missed_days()
    row.refresh_from_db()
    assert row.ended_how == how


def test_a_second_missed_day_is_the_same_matter(morning: make.Morning) -> None:
    client, row = missed(morning)
    standing = actions.open_outreach(
        client=client, on=THURSDAY, since=make.at("09:00", THURSDAY), by=system()
    )
    assert standing.pk == row.pk


class TestHerHomeIsNotSafe:
    def test_no_call_no_voicemail_and_the_page_says_who_decides(
        self, morning: make.Morning
    ) -> None:
        client, row = missed(morning)
        hold_contact(person_id=client.pk, by=system())
        with pytest.raises(Refused) as refused:
            actions.try_again(outreach=row, outcome=TryOutcome.NO_ANSWER, by=morning.therapist)
        assert refused.value.reasons[0].code == "on_hold"
        text = signed_in(morning.therapist).get(page("day:reaching")).content.decode()
        assert "Her home is not safe" in text
        assert "Left a message she allowed" not in text
        # the desk reads no reason
        desk = signed_in(morning.desk).get(page("day:reaching")).content.decode()
        assert "not safe" not in desk and "PHQ" not in desk

    @pytest.mark.parametrize(
        ("person", "decided", "words", "code"),
        [
            ("therapist", Decided.WELFARE_CHECK, "Why", "lead_decides"),
            ("lead", Decided.WELFARE_CHECK, " ", "no_words"),
            ("lead", Decided.CARING_LETTER, "Why", "may_not_write"),
            ("desk", Decided.KEEP_TRYING, "Why", "not_allowed"),
        ],
    )
    def test_others_come_in_only_by_a_decision(
        self, morning: make.Morning, person: str, decided: Decided, words: str, code: str
    ) -> None:
        client, row = missed(morning)
        hold_contact(person_id=client.pk, by=system())
        with pytest.raises(Refused) as refused:
            actions.look_at_outreach(
                outreach=row, decided=decided, barriers=[], words=words, by=getattr(morning, person)
            )
        assert refused.value.reasons[0].code == code
        assert not OutreachLook.objects.exists()


def test_the_page_keeps_what_was_typed_and_takes_a_look(morning: make.Morning) -> None:
    _client, row = missed(morning)
    browser = signed_in(morning.therapist)
    response = browser.post(page("day:look", row.pk), sent(words="Her bus was cut"))
    assert response.status_code == 422 and "Her bus was cut" in response.content.decode()
    told = sent(decided="keep_trying", barriers=["transport", "x"], words="Her bus was cut")
    assert browser.post(page("day:look", row.pk), told).status_code == 302
    assert OutreachLook.objects.get().barriers == ["transport"]
    assert (
        browser.post(page("day:tried_again", row.pk), sent(outcome="no_answer")).status_code == 302
    )
    assert ContactTry.objects.get().channel is Channel.CALL


def test_statements_do_not_grow(morning: make.Morning) -> None:
    tasks.follow_up_missed_days()
    browser = signed_in(morning.lead)
    few = statements(browser, page("day:reaching"))
    for _ in range(4):
        make.anyone_may_call(make.add_client(morning))
    tasks.follow_up_missed_days()
    assert Outreach.objects.count() == 6
    assert statements(browser, page("day:reaching")) == few
