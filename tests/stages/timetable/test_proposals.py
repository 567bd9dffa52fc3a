"""A week worked out in the background, compared, published; times offered and answered."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from openiop.base import clock
from openiop.domain.contact import Allowed, ChannelRule, ContactProfile
from openiop.domain.decision import Refused
from openiop.domain.time_offer import OfferState, OfferWhy
from openiop.domain.timetable.proposal import ProposalState
from openiop.domain.wishes import BusyTime, Strength, TimeWhy, Wishes
from openiop.domain.words import SessionKind
from openiop.domain.working_terms import WorkingTerms
from openiop.outbox.actions import set_safe_contact
from openiop.outbox.models import Message
from openiop.outbox.queries import ContactCard
from openiop.privacy.actor import system
from openiop.programs.actions import keep_terms
from openiop.programs.queries import member_or_404, terms_of
from openiop.schedule.actions import keep_wishes, plan_individual, plan_sessions
from openiop.schedule.models import Session
from openiop.schedule.queries import stand_ins
from openiop.timetable import actions
from openiop.timetable.models import Proposal, TimeOffer
from openiop.timetable.queries import proposals
from openiop.timetable.queries.offers import her_offers, offers_waiting
from openiop.timetable.tasks import advance_proposals, end_offers_of_the_past
from tests import make
from tests.stages.safety.showing import page, signed_in, standing_at, statements

pytestmark = pytest.mark.django_db

TODAY = make.WEDNESDAY
MONDAY = TODAY + timedelta(days=5)
WITHIN_SECONDS = 60
THURSDAY = 3


@pytest.fixture
def morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[make.Morning]:
    with standing_at(make.site(), make.at("08:00"), monkeypatch):
        made = make.morning(clients=3)
        plan_sessions(first=MONDAY, last=MONDAY + timedelta(days=6), by=system())
        yield made


def worked_out(made: make.Morning, *, own_minutes: int = 45) -> Proposal:
    proposal = actions.propose(first_on=MONDAY, own_minutes=own_minutes, seconds=10, by=made.lead)
    until = time.monotonic() + WITHIN_SECONDS
    while time.monotonic() < until:
        advance_proposals()
        proposal.refresh_from_db()
        if not ProposalState(proposal.state).goes_on:
            return proposal
        time.sleep(0.1)
    raise AssertionError("It was not worked out in time.")


def text_is_fine(made: make.Morning) -> None:
    for client in made.clients:
        card = ContactCard(
            ContactProfile(asked=True, text=ChannelRule(Allowed.YES)), phone="555-0107"
        )
        set_safe_contact(person_id=client.pk, card=card, by=system())


def test_whoever_has_no_session_of_her_own_is_asked_about_a_time_that_fits(
    morning: make.Morning,
) -> None:
    text_is_fine(morning)
    proposal = worked_out(morning)

    assert proposal.state == ProposalState.READY
    found = proposals.compared(proposal)
    assert {line.client.pk for line in found.own} == {each.pk for each in morning.clients}
    assert {line.why for line in found.own} == {OfferWhy.NEW}
    assert not found.teams
    before = Session.objects.count()
    done = actions.publish(proposal=proposal, by=morning.lead)
    assert (done.offered, done.to_call) == (3, 0)
    assert Session.objects.count() == before, "nothing is planned before she says yes"
    assert Message.objects.count() == 3
    assert "session" not in Message.objects.all()[0].words.lower()

    her = morning.clients[0]
    offer = TimeOffer.objects.get(client=her)
    browser = signed_in(make.client_actor(her))
    shown = browser.get(page("portal:times")).content.decode()
    assert "Nothing changes unless you say yes" in shown
    browser.post(page("portal:times"), {"which": str(offer.pk), "said": "yes"})
    offer.refresh_from_db()
    assert offer.state == OfferState.DONE
    planned = Session.objects.get(client=her)
    assert (planned.starts_at, planned.lead_id) == (offer.starts_at, offer.staff_id)
    assert her_offers(her.pk) == []


def test_she_answers_only_what_is_hers_and_only_once(morning: make.Morning) -> None:
    actions.publish(proposal=worked_out(morning), by=morning.lead)
    one, other = morning.clients[:2]
    browser = signed_in(make.client_actor(one))
    theirs = TimeOffer.objects.get(client=other)

    answer = browser.post(page("portal:times"), {"which": str(theirs.pk), "said": "yes"})

    assert answer.status_code == 404
    hers = TimeOffer.objects.get(client=one)
    actions.answer(offer=hers, yes=False, by=morning.desk)
    with pytest.raises(Refused, match="answered"):
        actions.answer(offer=hers, yes=True, by=morning.desk)
    assert not Session.objects.filter(client=one).exists()


def test_whoever_may_not_be_texted_is_a_call_of_her_therapist(morning: make.Morning) -> None:
    done = actions.publish(proposal=worked_out(morning), by=morning.lead)

    assert done.to_call == done.offered == 3
    assert Message.objects.count() == 0
    lines = offers_waiting(morning.desk, whole_site=True)
    assert {line.offer.owner_id for line in lines} == {morning.therapist.id}
    shown = signed_in(morning.desk).get(page("timetable:offers")).content.decode()
    assert "No text may leave: call her" in shown


def test_a_time_she_cannot_come_moves_and_she_keeps_it_when_she_says_no(
    morning: make.Morning,
) -> None:
    her = morning.clients[0]
    held = plan_individual(
        client=her,
        staff_id=morning.therapist.id,
        on=MONDAY,
        starts="13:00",
        minutes=45,
        by=system(),
    )
    busy = BusyTime(
        weekdays=frozenset({0}),
        starts=clock.local(make.at("12:30")).time(),
        ends=clock.local(make.at("17:00")).time(),
        why=TimeWhy.CHILDCARE,
        strength=Strength.CANNOT,
    )
    keep_wishes(client=her, wishes=Wishes(times=(busy,)), by=system())
    proposal = worked_out(morning, own_minutes=0)

    line = proposals.compared(proposal).own[0]
    assert (line.client, line.session, line.why) == (her, held, OfferWhy.CANNOT_COME)
    actions.publish(proposal=proposal, by=morning.lead)
    offer = TimeOffer.objects.get()
    actions.answer(offer=offer, yes=False, by=morning.desk)

    held.refresh_from_db()
    assert held.canceled_at is None
    assert TimeOffer.objects.get().state == OfferState.DECLINED


def test_what_changed_since_refuses_the_publish_and_says_what(morning: make.Morning) -> None:
    proposal = worked_out(morning)
    her = morning.clients[0]
    busy = BusyTime(
        weekdays=frozenset({1}),
        starts=clock.local(make.at("09:00")).time(),
        ends=clock.local(make.at("12:00")).time(),
        why=TimeWhy.CHILDCARE,
        strength=Strength.CANNOT,
    )
    keep_wishes(client=her, wishes=Wishes(times=(busy,)), by=system())
    browser = signed_in(morning.lead)

    answer = browser.post(page("timetable:publish", proposal.pk))

    assert answer.status_code == 409
    assert f"what {her.short_name} needs or when she can come" in answer.content.decode()
    assert not TimeOffer.objects.exists()
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.READY


def test_a_session_of_somebody_with_an_open_alert_waits_for_a_clinician(
    morning: make.Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    her = morning.clients[0]
    monkeypatch.setattr(proposals, "alerts_by_client", lambda ids: {her.pk: ["one"]})
    actions.publish(proposal=worked_out(morning), by=morning.lead)
    offer = TimeOffer.objects.get(client=her)

    assert offer.state == OfferState.NEEDS_YES
    assert her_offers(her.pk) == []
    with pytest.raises(Refused):
        actions.answer(offer=offer, yes=True, by=morning.desk)
    with pytest.raises(Refused):
        actions.approve(offer=offer, by=morning.desk)

    actions.approve(offer=offer, by=morning.therapist)

    assert [line.offer.pk for line in her_offers(her.pk)] == [offer.pk]


def test_a_yes_to_a_time_still_held_waits_and_is_planned_when_it_is_free(
    morning: make.Morning,
) -> None:
    one, other = morning.clients[:2]

    def held(client: object, starts: str) -> Session:
        return plan_individual(
            client=client,  # type: ignore[arg-type] # a client
            staff_id=morning.therapist.id,
            on=MONDAY,
            starts=starts,
            minutes=45,
            by=system(),
        )

    def offer(session: Session, starts: str) -> TimeOffer:
        assert session.client is not None
        return TimeOffer.objects.create(
            client=session.client,
            session=session,
            staff_id=morning.therapist.id,
            on=MONDAY,
            starts=starts,
            starts_at=clock.at(MONDAY, starts),
            minutes=45,
            why=OfferWhy.FITS,
            state=OfferState.OPEN,
            owner_id=morning.therapist.id,
            answer_until=clock.at(MONDAY, "08:00"),
            created_by=morning.lead.id,
        )

    first, second = held(one, "13:00"), held(other, "14:00")
    ones, others = offer(first, "14:00"), offer(second, "15:00")

    actions.answer(offer=ones, yes=True, by=morning.desk)
    ones.refresh_from_db()
    assert ones.state == OfferState.AGREED
    first.refresh_from_db()
    assert first.canceled_at is None

    actions.answer(offer=others, yes=True, by=morning.desk)
    ones.refresh_from_db()
    assert ones.state == OfferState.DONE
    standing = Session.objects.filter(client__in=(one, other), canceled_at__isnull=True)
    assert [f"{clock.local(each.starts_at):%H:%M}" for each in standing.order_by("starts_at")] == [
        "14:00",
        "15:00",
    ]


def test_an_impossible_week_says_why_and_nothing_is_published(morning: make.Morning) -> None:
    for staff in (morning.therapist, morning.facilitator, morning.lead):
        terms = WorkingTerms(hours={THURSDAY: ((9 * 60, 12 * 60),)})
        keep_terms(member=member_or_404(staff.id), terms=terms, by=morning.lead)

    proposal = worked_out(morning, own_minutes=0)

    assert proposal.state == ProposalState.IMPOSSIBLE
    why = proposals.why_not(proposal, sees_hidden=False)
    assert why.items
    assert not any(_holds_an_id(line) for line in (*why.items, *why.ways_out))
    shown = signed_in(morning.lead).get(page("timetable:proposal", proposal.pk))
    assert "These cannot all hold together" in shown.content.decode()
    with pytest.raises(Refused, match="not_ready"):
        actions.publish(proposal=proposal, by=morning.lead)


def _holds_an_id(text: str) -> bool:
    for word in text.replace(",", " ").replace(".", " ").split():
        try:
            UUID(word)
        except ValueError:
            continue
        return True
    return False


def test_one_at_a_time_and_it_can_be_stopped(morning: make.Morning) -> None:
    proposal = actions.propose(first_on=MONDAY, own_minutes=45, seconds=60, by=morning.lead)
    with pytest.raises(Refused, match="one"):
        actions.propose(first_on=MONDAY, own_minutes=45, seconds=60, by=morning.lead)
    advance_proposals()
    shown = signed_in(morning.lead).get(page("timetable:proposal", proposal.pk)).content.decode()
    assert "Being worked out" in shown and "Stop it" in shown

    actions.stop(proposal=proposal, keep_best=False, by=morning.lead)
    until = time.monotonic() + WITHIN_SECONDS
    while time.monotonic() < until and advance_proposals():
        time.sleep(0.1)

    proposal.refresh_from_db()
    assert proposal.state == ProposalState.STOPPED
    assert proposal.answer == ""


def test_offers_whose_time_has_come_end_by_themselves(
    morning: make.Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.publish(proposal=worked_out(morning), by=morning.lead)
    assert end_offers_of_the_past() == 0
    with clock.standing(make.at("20:00", MONDAY + timedelta(days=6))):
        assert end_offers_of_the_past() == 3
    assert {each.state for each in TimeOffer.objects.all()} == {OfferState.EXPIRED}


def test_hours_and_training_of_staff_are_kept_and_respected(morning: make.Morning) -> None:
    member = member_or_404(morning.facilitator.id)
    browser = signed_in(morning.lead)
    sent = {
        "hours_on_0": "08:00-12:00, 13:00-17:00",
        "leads": ["skills"],
        "hours_a_week_most": "20",
    }

    assert browser.post(page("timetable:person", member.pk), sent).status_code == 302

    kept = terms_of(member.pk)
    assert kept.hours == {0: ((480, 720), (780, 1020))}
    assert kept.leads == {SessionKind.SKILLS}
    today = morning.sessions[SessionKind.SKILLS]
    assert member.pk not in {id_ for id_, _name in stand_ins([today])[today.pk]}
    wrong = browser.post(page("timetable:person", member.pk), {"hours_on_0": "from eight"})
    assert wrong.status_code == 422
    assert "from eight" in wrong.content.decode()
    backwards = browser.post(page("timetable:person", member.pk), {"hours_on_0": "12:00-08:00"})
    assert backwards.status_code == 422
    assert terms_of(member.pk) == kept
    assert "08:00-12:00" in browser.get(page("timetable:people")).content.decode()


def test_who_may_plan_a_week(morning: make.Morning) -> None:
    assert signed_in(morning.lead).get(page("timetable:plan")).status_code == 200
    assert signed_in(morning.desk).get(page("timetable:plan")).status_code == 403
    assert signed_in(morning.desk).get(page("timetable:people")).status_code == 403


def test_the_lists_take_the_same_statements_for_more_offers(morning: make.Morning) -> None:
    proposal = worked_out(morning)
    browser = signed_in(morning.lead)
    compare = statements(browser, page("timetable:proposal", proposal.pk))
    actions.publish(proposal=proposal, by=morning.lead)
    first, second, _third = TimeOffer.objects.all()
    actions.withdraw(offer=first, by=morning.lead)
    few = statements(browser, page("timetable:offers"))
    actions.withdraw(offer=second, by=morning.lead)

    assert statements(browser, page("timetable:offers")) == few
    assert compare < 40
