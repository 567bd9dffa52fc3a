"""Another time for a group, asked of everybody in it; a sick call that asks; the evening before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest

from openiop.assessment.actions import slots
from openiop.assessment.models import SlotBooking
from openiop.assessment.queries.slots import next_slots
from openiop.base import clock
from openiop.domain.assessment.slots import ToldHow
from openiop.domain.contact import Allowed, ChannelRule, ContactProfile
from openiop.domain.decision import Refused
from openiop.domain.referral import ReferralForm, Source
from openiop.domain.time_offer import OfferState, OfferWhy
from openiop.domain.wishes import BusyTime, Strength, TimeWhy, Wishes
from openiop.domain.words import SessionKind
from openiop.outbox.actions import set_safe_contact
from openiop.outbox.models import Message
from openiop.outbox.queries import ContactCard
from openiop.privacy.actor import system
from openiop.referral.actions import receive
from openiop.schedule.actions import (
    cover,
    enter_absence,
    keep_wishes,
    plan_individual,
    plan_sessions,
)
from openiop.schedule.models import Session
from openiop.timetable import actions
from openiop.timetable.actions import Chosen, TimeTold
from openiop.timetable.models import MovedGroup, TimeOffer
from openiop.timetable.queries.tomorrow import open_tomorrow
from tests import make
from tests.stages.safety.showing import page, signed_in, standing_at

pytestmark = pytest.mark.django_db

TODAY = make.WEDNESDAY
THURSDAY = TODAY + timedelta(days=1)
AFTERNOON = "14:00"


@pytest.fixture
def morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[make.Morning]:
    with standing_at(make.site(), make.at("08:00"), monkeypatch):
        yield make.morning(clients=3)


@pytest.fixture
def skills(morning: make.Morning) -> Session:
    return morning.sessions[SessionKind.SKILLS]


def ids(made: make.Morning) -> list[object]:
    return [client.pk for client in made.clients]


def test_a_group_moves_on_its_day_when_everybody_in_it_was_asked(
    morning: make.Morning, skills: Session
) -> None:
    minutes = skills.minutes
    browser = signed_in(morning.lead)
    url = page("timetable:move_group", skills.pk)
    assert "Was everybody in it asked?" in browser.get(url).content.decode()

    told = {"starts": AFTERNOON, "room_id": str(skills.room_id), "asked": ids(morning)}
    assert browser.post(url, told).status_code == 302

    skills.refresh_from_db()
    assert f"{clock.local(skills.starts_at):%H:%M}" == AFTERNOON
    assert skills.minutes == minutes
    assert sorted(MovedGroup.objects.get().asked) == sorted(map(str, ids(morning)))


def test_somebody_not_asked_needs_a_reason_and_what_was_typed_stays(
    morning: make.Morning, skills: Session
) -> None:
    browser = signed_in(morning.lead)
    url = page("timetable:move_group", skills.pk)
    told = {"starts": AFTERNOON, "room_id": str(skills.room_id), "asked": ids(morning)[:2]}

    no = browser.post(url, told)

    assert no.status_code == 422
    shown = no.content.decode()
    assert "Not everybody in it was asked: 1" in shown and AFTERNOON in shown
    assert not MovedGroup.objects.exists()
    assert browser.post(url, {**told, "why": "The room floods at nine."}).status_code == 302
    row = MovedGroup.objects.get()
    assert row.why == "The room floods at nine."
    assert b"floods" not in bytes(row.why_sealed or b"")


def test_a_rule_a_woman_told_us_is_named_and_gone_past_only_with_a_reason(
    morning: make.Morning, skills: Session
) -> None:
    her = morning.clients[0]
    busy = BusyTime(
        weekdays=frozenset({TODAY.weekday()}),
        starts=clock.local(make.at("13:30")).time(),
        ends=clock.local(make.at("16:00")).time(),
        why=TimeWhy.CHILDCARE,
        strength=Strength.CANNOT,
    )
    keep_wishes(client=her, wishes=Wishes(times=(busy,)), by=system())
    told = {"session": skills, "starts": AFTERNOON, "room": skills.room, "asked": ids(morning)}

    with pytest.raises(Refused, match="soft") as no:
        actions.move_group(**told, by=morning.lead)  # type: ignore[arg-type] # as the form tells it

    rules = str(no.value.reasons[0].params["rules"])
    assert her.short_name in rules and "She told us she cannot come then" in rules
    actions.move_group(**told, why="She agreed for once.", by=morning.lead)  # type: ignore[arg-type] # as the form tells it
    assert MovedGroup.objects.count() == 1


@pytest.mark.parametrize("starts", ["10:15", "11:00"])
def test_two_places_at_one_time_are_refused_whatever_the_reason(
    morning: make.Morning, skills: Session, starts: str
) -> None:
    before = skills.starts_at

    with pytest.raises(Refused):
        actions.move_group(
            session=skills,
            starts=starts,
            room=skills.room,
            asked=ids(morning),  # type: ignore[arg-type] # ids
            why="It has to be.",
            by=morning.lead,
        )

    skills.refresh_from_db()
    assert skills.starts_at == before


def test_what_has_begun_or_lies_behind_does_not_move(
    morning: make.Morning, skills: Session
) -> None:
    for at, starts, code in (("08:00", "07:30", "past"), ("12:00", AFTERNOON, "begun")):
        with clock.standing(make.at(at)), pytest.raises(Refused, match=code):
            actions.move_group(
                session=skills, starts=starts, room=skills.room, asked=(), by=morning.lead
            )
    with pytest.raises(Refused, match="not_allowed"):
        actions.move_group(
            session=skills, starts=AFTERNOON, room=skills.room, asked=(), by=morning.desk
        )


# A sick call


def hers(made: make.Morning) -> Session:
    return plan_individual(
        client=made.clients[0],
        staff_id=made.therapist.id,
        on=TODAY,
        starts="13:00",
        minutes=45,
        by=system(),
    )


def test_a_sick_call_asks_her_about_another_time_and_moves_nothing(
    morning: make.Morning,
) -> None:
    card = ContactCard(ContactProfile(asked=True, text=ChannelRule(Allowed.YES)), phone="555-0107")
    set_safe_contact(person_id=morning.clients[0].pk, card=card, by=system())
    session = hers(morning)
    time = TimeTold(morning.therapist.id, THURSDAY, "13:00")

    actions.mend_day(
        staff_id=morning.therapist.id,
        on=TODAY,
        chosen=Chosen({}, {session.pk: time}),
        by=morning.lead,
    )

    offer = TimeOffer.objects.get()
    assert (offer.state, offer.why, offer.on) == (OfferState.OPEN, OfferWhy.AWAY, THURSDAY)
    assert Message.objects.get().words.startswith("There is a question about your week")
    standing = Session.objects.filter(client=morning.clients[0], canceled_at=None)
    assert [each.pk for each in standing] == [session.pk]
    actions.answer(offer=offer, yes=True, by=morning.desk)
    assert [each.on for each in standing.all()] == [THURSDAY]


def test_another_clinician_needs_a_clinicians_yes_first(morning: make.Morning) -> None:
    session = hers(morning)
    time = TimeTold(morning.lead.id, THURSDAY, "13:00")

    actions.mend_day(
        staff_id=morning.therapist.id,
        on=TODAY,
        chosen=Chosen({}, {session.pk: time}),
        by=morning.lead,
    )

    offer = TimeOffer.objects.get()
    assert (offer.state, offer.needs) == (OfferState.NEEDS_YES, ["other_clinician"])
    assert not Message.objects.exists()


def test_the_page_of_a_sick_call_shows_what_leaves_the_house(morning: make.Morning) -> None:
    hers(morning)
    url = page("timetable:away", TODAY.isoformat(), morning.therapist.id)

    shown = signed_in(morning.lead).get(url).content.decode()

    assert "There is a question about your week" in shown
    assert "Let them stand in, and ask them" in shown


# The evening before


def test_what_is_open_of_the_next_day_is_named_and_disappears_when_settled(
    morning: make.Morning,
) -> None:
    plan_sessions(first=THURSDAY, last=THURSDAY, by=system())
    found = open_tomorrow(TODAY)
    assert found is not None and found.on == THURSDAY
    assert not found

    enter_absence(
        staff_id=morning.facilitator.id, first_on=THURSDAY, last_on=THURSDAY, by=morning.lead
    )
    found = open_tomorrow(TODAY)
    assert found is not None
    held = [each for each in found.uncovered if each.lead_id == morning.facilitator.id]
    assert held == list(found.uncovered) != []
    shown = signed_in(morning.lead).get(page("timetable:week")).content.decode()
    assert "To settle before" in shown and "whoever holds it is away" in shown
    assert (
        "To settle before"
        not in signed_in(morning.desk).get(page("timetable:week")).content.decode()
    )

    for session in held:
        cover(session=session, staff_id=morning.lead.id, by=morning.lead)
    settled = open_tomorrow(TODAY)
    assert settled is not None and not settled.uncovered


def test_whoever_is_away_is_offered_for_no_assessment_and_booked_ones_are_named(
    morning: make.Morning,
) -> None:
    offered = slots.offer(
        clinician_id=morning.therapist.id, on=THURSDAY, at="10:00", by=morning.therapist
    )[0]
    form = ReferralForm(chosen_name="Wila", last_name="Testbrook", phone="555-0142")
    asks = receive(source=Source.SELF, answers=form, files=(), request_id=uuid4(), by=system())
    assert [line.id for line in next_slots()] == [offered.pk]

    enter_absence(
        staff_id=morning.therapist.id, first_on=THURSDAY, last_on=THURSDAY, by=morning.lead
    )
    assert next_slots() == []

    SlotBooking.objects.create(
        slot=offered, referral=asks, told=ToldHow.NOT_YET, created_by=morning.desk.id
    )
    url = page("timetable:away", THURSDAY.isoformat(), morning.therapist.id)
    shown = signed_in(morning.lead).get(url).content.decode()
    assert "Assessments: they need another time" in shown and "Wila T" in shown
