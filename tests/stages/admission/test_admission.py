"""From an accepted referral to a stay, and what stops, waits, or is taken back on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from openiop.admission import tasks
from openiop.admission.actions import before, papers, seats, starting, stay, waiting
from openiop.admission.models import Admission, ConsentSignature, DischargePlan, OfferEnding
from openiop.admission.queries import before as before_queries
from openiop.admission.queries.length import lengths_of
from openiop.admission.queries.papers import papers_of, texts_here
from openiop.admission.queries.seats import earliest_starts
from openiop.admission.queries.waiting import waitlist
from openiop.assessment.actions import levels
from openiop.assessment.actions.levels import Decided
from openiop.assessment.models import LevelOfCare
from openiop.base import clock
from openiop.clients.actions import add_contact
from openiop.clients.models import Client, Episode, StageMove
from openiop.clients.queries import ContactTold, coming_days, moves_of
from openiop.day.actions import arrive
from openiop.day.tasks import end_leaves
from openiop.domain.admission import GroupForm, Item, MarkKind, ReviewMoment
from openiop.domain.assessment.determination import Moment, Variance
from openiop.domain.assessment.routes import CareLevel
from openiop.domain.consent import ConsentKind, ConsentState
from openiop.domain.consent_texts import Paper
from openiop.domain.contact import Allowed, ChannelRule, ContactProfile
from openiop.domain.decision import Refused
from openiop.domain.episode import LeaveReason, MoveAsked, Stage, StayEnd, StayMove
from openiop.domain.privacy import Role
from openiop.domain.referral import CareNow, ReferralForm, ReferralState, Source
from openiop.domain.release import Relation
from openiop.domain.waitlist import OfferEnd
from openiop.domain.words import Channel, SessionKind
from openiop.measures.actions import submit
from openiop.outbox.actions import queue, set_safe_contact
from openiop.outbox.delivery import send_queued
from openiop.outbox.models import Message, MessageState
from openiop.outbox.queries import ContactCard
from openiop.privacy.actor import Actor, system
from openiop.referral.actions import accept, receive
from openiop.referral.queries import referral_of_client
from openiop.schedule.actions import seat
from openiop.schedule.models import Group, Seat
from tests import make

pytestmark = pytest.mark.django_db

YES = ChannelRule(allowed=Allowed.YES)
SAFE = ContactProfile(call=YES, text=YES)
NO_SCREEN: dict[str, int | None] = {"q1": 0, "q2": 0, "q6": 0}


@dataclass
class House:
    """A program, intake, and a woman on her way in."""

    program: make.Morning
    intake: Actor
    client: Client

    @property
    def her(self) -> Actor:
        """She herself."""
        return make.client_actor(self.client)


@pytest.fixture
def house() -> Iterator[House]:
    with make.working_at(make.site(), make.at("08:00")):
        program = make.morning(clients=1)
        intake = make.staff(Role.INTAKE, name="Ina Intake")
        yield House(program, intake, accepted(intake))


def accepted(intake: Actor, name: str = "Wila", **told: object) -> Client:
    form = ReferralForm(
        chosen_name=name,
        last_name="Testbrook",
        phone=f"555-{uuid4().int % 9000 + 1000}",
        contact=SAFE,
        **told,  # type: ignore[arg-type] # fields by name
    )
    referral = receive(source=Source.SELF, answers=form, files=(), request_id=uuid4(), by=system())
    return accept(referral=referral, by=intake)


def decide(house: House, recommended: CareLevel = CareLevel.IOP) -> UUID:
    differs = recommended is not CareLevel.IOP
    row = levels.determine(
        client=house.client,
        decided=Decided(
            recommended=recommended,
            offered=CareLevel.IOP,
            chosen=CareLevel.IOP,
            preference_asked=True,
            preference_words="Home with the children at night.",
            why_not_lower="Weekly was not enough.",
            why_not_higher="Support at home holds.",
            disagreement="Seen in person.",
            variance=Variance.DECLINES_HIGHER if differs else None,
            mitigation="A call every evening for 2 weeks." if differs else "",
        ),
        moment=Moment.ADMISSION,
        by=house.program.lead,
    )
    return row.pk


def sign_all(client: Client, her: Actor) -> None:
    for kind, text in texts_here().items():
        papers.sign_own(
            client=client,
            kind=kind,
            language="es",
            name="Wila Testbrook",
            saw_mark=text.papers["es"].mark,
            by=her,
        )


def prepared(house: House) -> None:
    """Everything but what a test leaves out on purpose."""
    lead, client = house.program.lead, house.client
    decide(house)
    submit(
        client=client,
        instrument_id="cssrs-screener-recent",
        answers=NO_SCREEN,
        on_site=True,
        by=lead,
    )
    sign_all(client, house.her)
    told = ContactTold(name="Sister", relation=Relation.SIBLING, is_emergency=True)
    add_contact(client=client, told=told, by=house.intake)
    for item in (Item.COVERAGE, Item.AUTHORIZATION):
        before.mark_item(
            client=client, item=item, mark=MarkKind.WAIVED, why="Asked the plan", by=lead
        )
    before.mark_item(
        client=client, item=Item.BASELINE, mark=MarkKind.WAIVED, why="In week one", by=lead
    )
    plan(house)


def plan(house: House, starts_on: date = make.WEDNESDAY) -> None:
    before.plan_start(
        client=house.client,
        track=house.program.track,
        starts_on=starts_on,
        planned_end_on=starts_on + timedelta(weeks=8),
        weekdays=(0, 2, 3),
        group_ids=[group.pk for group in house.program.groups if group.kind.is_group],
        therapist_id=house.program.therapist.id,
        day_one_id=house.program.facilitator.id,
        by=house.intake,
    )


def test_she_is_admitted_with_everything_that_begins_on_that_day(house: House) -> None:
    prepared(house)

    made = starting.admit(client=house.client, by=house.intake)

    assert made.episode.stage is Stage.ADMITTED
    assert DischargePlan.objects.get(episode=made.episode).opened_on == make.WEDNESDAY
    assert [line.moment for line in lengths_of(made.episode_id)] == [ReviewMoment.ADMISSION]
    assert Seat.objects.filter(client=house.client).count() == 3
    referral = referral_of_client(house.client.pk)
    assert referral is not None
    assert referral.state is ReferralState.ADMITTED
    assert made.lines["coverage"] == "waived"
    assert tasks.start_stays() >= 1
    assert Episode.objects.get(pk=made.episode_id).stage is Stage.IN_PROGRAM
    assert tasks.start_stays() == 0


def test_admission_refuses_with_every_reason_and_opens_nothing(house: House) -> None:
    with pytest.raises(Refused) as refused:
        starting.admit(client=house.client, by=house.intake)

    codes = {reason.code for reason in refused.value.reasons}
    assert {"suicide_screen", "level", "consent_treatment", "consent_group", "schedule"} <= codes
    assert "consent_telehealth" not in codes
    assert not Episode.objects.filter(client=house.client).exists()
    assert not Admission.objects.exists()


def test_less_care_than_recommended_needs_a_named_clinician(house: House) -> None:
    prepared(house)
    decide(house, CareLevel.PHP)

    with pytest.raises(Refused) as refused:
        starting.admit(client=house.client, by=house.intake)
    assert [reason.code for reason in refused.value.reasons if reason.kind.value == "stop"] == [
        "level_yes"
    ]
    page = before_queries.ready_page(house.client)
    assert page.level is not None
    assert (page.level.recommended, page.level.chosen) == (CareLevel.PHP, CareLevel.IOP)
    assert page.level.mitigation == "A call every evening for 2 weeks."

    level = LevelOfCare.objects.get(pk=page.level.level_id)
    with pytest.raises(Refused):
        before.answer_less_care(level=level, agrees=True, mitigation="ok", by=house.intake)
    said = before.answer_less_care(
        level=level, agrees=True, mitigation="Calls each evening.", by=house.program.lead
    )
    assert said.said_as.startswith("Lena Lead")
    assert starting.admit(client=house.client, by=house.intake).rule_id == "openiop-admission/1"


def test_a_hospital_brings_its_three_items(house: House) -> None:
    client = accepted(house.intake, "Hela", care_now=CareNow.HOSPITAL)
    page = before_queries.ready_page(client)

    missing = {each.line.item for each in page.open_items}
    assert {Item.HOSPITAL_SAFETY_PLAN, Item.HOSPITAL_MEDICINES, Item.HOSPITAL_RISK} <= missing
    with pytest.raises(Refused):
        before.mark_item(
            client=client, item=Item.COVERAGE, mark=MarkKind.WAIVED, why="x", by=house.intake
        )


def test_a_paper_is_signed_in_her_language_with_its_evidence(house: House) -> None:
    text = texts_here()[ConsentKind.GROUP]
    drawing = "[[" + ",".join(f"[{n},{n * 2}]" for n in range(12)) + "]]"
    made = papers.take_signature(
        client=house.client,
        kind=ConsentKind.GROUP,
        language="es",
        name="Wila Testbrook",
        drawing=drawing,
        saw_mark=text.papers["es"].mark,
        by=house.intake,
    )

    assert (made.language, made.how, made.device) == ("es", "drawn", "ours")
    assert made.witness_id == house.intake.id
    assert made.drawing.startswith("M0 0 L1 2")
    assert made.text == text.papers["es"].whole
    with pytest.raises(DatabaseError), transaction.atomic():
        type(made).objects.filter(pk=made.pk).update(agreed=False)


def test_a_newer_text_is_read_before_it_is_signed(house: House) -> None:
    old = texts_here()[ConsentKind.GROUP].papers["en"].mark
    papers.write_text(
        kind=ConsentKind.GROUP,
        papers={"en": Paper("Group rules", ("Be kind.",), "What is said stays here.")},
        why="Ours is shorter",
        by=house.program.director,
    )

    with pytest.raises(Refused) as refused:
        papers.sign_own(
            client=house.client,
            kind=ConsentKind.GROUP,
            language="en",
            name="Wila",
            saw_mark=old,
            by=house.her,
        )
    assert [reason.code for reason in refused.value.reasons] == ["newer"]


def test_messages_taken_back_stop_what_waits(house: House) -> None:
    her = house.her
    sign_all(house.client, her)
    queue(person_id=house.client.pk, channel=Channel.TEXT, words="Please call us.", by=house.intake)
    line = next(each for each in papers_of(house.client.pk) if each.kind is ConsentKind.MESSAGES)
    assert line.newest is not None

    signature = ConsentSignature.objects.get(pk=line.newest.id)
    papers.take_back(signature=signature, by=her)
    papers.take_back(signature=signature, by=her)

    assert send_queued() == 0
    message = Message.objects.get(person_id=house.client.pk)
    assert (message.state, message.reasons) == (MessageState.REFUSED, ["said_no"])
    states = {each.kind: each.state for each in papers_of(house.client.pk)}
    assert states[ConsentKind.MESSAGES] is ConsentState.TAKEN_BACK
    assert states[ConsentKind.TREATMENT] is ConsentState.STANDS


def test_a_guarded_seat_needs_both_words_and_stops_at_once(house: House) -> None:
    group, client = house.program.groups[4], house.client
    seats.set_group_form(group=group, form=GroupForm.TRAUMA, by=house.program.director)

    with pytest.raises(Refused) as refused:
        seat(group=group, client=client, from_on=make.WEDNESDAY, by=house.intake)
    assert [reason.code for reason in refused.value.reasons] == ["readiness", "choice"]
    assert not Seat.objects.filter(client=client).exists()

    seats.say_readiness(
        client=client, group=group, ready=True, words="Skills hold.", by=house.program.lead
    )
    seats.choose(client=client, group=group, by=house.her)
    seat(group=group, client=client, from_on=make.WEDNESDAY, by=house.intake)
    with clock.standing(make.at("11:30")):
        seats.stop(client=client, group=group, by=house.program.lead)

    assert Seat.objects.get(client=client).until_on == make.WEDNESDAY


def test_an_offer_expires_once_and_she_keeps_her_place(house: House) -> None:
    entry = waiting.wait(client=house.client, track=house.program.track, by=house.intake)
    first = waiting.offer(entry=entry, starts_on=make.WEDNESDAY, by=house.intake)

    assert first.message_id is not None
    with pytest.raises(Refused):
        waiting.offer(entry=entry, starts_on=make.WEDNESDAY, by=house.intake)
    with clock.standing(make.at("08:00", make.WEDNESDAY + timedelta(days=2))):
        assert tasks.expire_offers() == 1
        assert tasks.expire_offers() == 0
        line = waitlist(house.program.track, clock.today()).lines[0]
        assert line.offers[0].end is OfferEnd.EXPIRED
        with pytest.raises(Refused):
            waiting.answer_own(offer=first, takes_it=True, by=house.her)
    assert OfferEnding.objects.count() == 1


def test_an_unsafe_phone_gets_no_message_and_somebody_calls(house: House) -> None:
    card = ContactCard(profile=replace(SAFE, text=ChannelRule(allowed=Allowed.NO)), phone="555-1")
    set_safe_contact(person_id=house.client.pk, card=card, by=house.intake)
    entry = waiting.wait(client=house.client, track=house.program.track, by=house.intake)

    made = waiting.offer(entry=entry, starts_on=make.WEDNESDAY, by=house.intake)

    assert (made.message_id, made.not_told) == (None, "said_no")
    assert not Message.objects.exists()


def test_the_waitlist_asks_as_much_for_six_as_for_two(
    house: House,
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            waitlist(house.program.track, make.WEDNESDAY)
            before_queries.on_the_way()
        return len(seen)

    for name in ("Una", "Dua"):
        client = accepted(house.intake, name)
        waiting.wait(client=client, track=house.program.track, by=house.intake)
    two = asked()
    for name in ("Tria", "Quara", "Quina", "Sexta"):
        client = accepted(house.intake, name)
        waiting.wait(client=client, track=house.program.track, by=house.intake)

    assert asked() == two


def test_a_leave_with_its_return_and_back_again(house: House) -> None:
    client = house.program.clients[0]
    episode, lead = Episode.objects.get(client=client), house.program.lead
    back = make.WEDNESDAY + timedelta(days=7)

    stay.move(
        episode=episode,
        asked=MoveAsked(
            StayMove.LEAVE, make.WEDNESDAY, "Surgery", LeaveReason.HOSPITAL, return_on=back
        ),
        by=lead,
    )

    days = coming_days(make.WEDNESDAY, back + timedelta(days=1), [client.pk])[client.pk]
    assert sorted(days) == [back, back + timedelta(days=1)]
    assert Episode.objects.get(pk=episode.pk).stage is Stage.ON_LEAVE
    stay.undo(episode=episode, why="It was moved", by=lead)
    days = coming_days(make.WEDNESDAY, back + timedelta(days=1), [client.pk])[client.pk]
    assert len(days) == 5
    assert [line.holds for line in moves_of(episode.pk)] == [True, True, False, False]
    with pytest.raises(DatabaseError), transaction.atomic():
        StageMove.objects.filter(episode=episode).update(on=back)


def test_who_is_here_on_the_day_she_was_to_come_back_is_back(house: House) -> None:
    client = house.program.clients[0]
    episode, lead = Episode.objects.get(client=client), house.program.lead
    back = make.WEDNESDAY + timedelta(days=7)
    asked = MoveAsked(
        StayMove.LEAVE, make.WEDNESDAY, "Surgery", LeaveReason.HOSPITAL, return_on=back
    )
    stay.move(episode=episode, asked=asked, by=lead)

    with clock.standing(make.at("09:00", back)):
        assert end_leaves() == 0  # expected on the board, not here yet
        arrive(client=client, on=back, by=house.program.desk)
        assert end_leaves() == 1
        assert end_leaves() == 0

    episode.refresh_from_db()
    assert episode.stage is Stage.IN_PROGRAM
    assert moves_of(episode.pk)[-1].move is StayMove.COME_BACK
    days = coming_days(back, back + timedelta(days=1), [client.pk])[client.pk]
    assert len(days) == 2


def test_an_end_closes_her_seats_and_taking_it_back_opens_them(house: House) -> None:
    client = house.program.clients[0]
    episode, lead = Episode.objects.get(client=client), house.program.lead
    asked = MoveAsked(
        StayMove.END,
        make.WEDNESDAY,
        "Goals met",
        end=StayEnd.STEPPED_DOWN,
        next_step="Weekly with Dr. Elm, first visit Monday",
    )
    planned = make.WEDNESDAY + timedelta(weeks=3)
    Seat.objects.filter(client=client, group=house.program.skills).update(until_on=planned)

    stay.move(episode=episode, asked=asked, by=lead)
    assert not Seat.objects.filter(client=client, until_on__isnull=True).exists()

    stay.undo(episode=episode, why="Wrong woman", by=lead)
    episode.refresh_from_db()
    assert (episode.stage, episode.ended_on) == (Stage.IN_PROGRAM, None)
    assert Seat.objects.filter(client=client, until_on__isnull=True).count() == 2
    assert Seat.objects.get(client=client, group=house.program.skills).until_on == planned


def test_she_comes_back_as_a_new_stay_with_the_old_one_kept(house: House) -> None:
    prepared(house)
    first = starting.admit(client=house.client, by=house.intake).episode
    tasks.start_stays()
    lead = house.program.lead
    asked = MoveAsked(StayMove.END, make.WEDNESDAY, "Moved", end=StayEnd.MOVED, next_step="Elm")
    stay.move(episode=first, asked=asked, by=lead)

    plan(house)  # on the very day on which the old one began
    second = starting.admit(client=house.client, by=house.intake).episode

    assert second.pk != first.pk
    assert moves_of(second.pk)[0].move is StayMove.READMIT
    assert len(moves_of(first.pk)) == 3
    assert Seat.objects.filter(client=house.client, until_on__isnull=True).count() == 3
    with pytest.raises(Refused) as refused:
        stay.undo(episode=first, why="x", by=lead)
    assert [reason.code for reason in refused.value.reasons] == ["here_again"]


def test_the_length_is_decided_anew_and_kept(house: House) -> None:
    episode = Episode.objects.get(client=house.program.clients[0])
    until = make.WEDNESDAY + timedelta(weeks=3)

    stay.decide_length(
        episode=episode,
        end_on=until,
        moment=ReviewMoment.PLAN_REVIEW,
        why="Two goals left",
        by=house.program.lead,
    )

    episode.refresh_from_db()
    assert episode.planned_end_on == until
    (line,) = lengths_of(episode.pk)
    assert (line.why, line.decided_by) == ("Two goals left", "Lena Lead")


def test_the_earliest_full_start_is_a_day_of_the_track_with_a_seat_everywhere(house: House) -> None:
    today = clock.today()
    first = earliest_starts(today)[0]
    assert first.start.on is not None and first.start.on > today
    assert first.start.on.weekday() in first.track.weekdays

    for group in Group.objects.filter(kind=SessionKind.SKILLS):
        group.max_size = len(house.program.clients)
        group.save()

    full = earliest_starts(today)[0]
    assert full.start.on is None
    assert full.start.blocked_by == (SessionKind.SKILLS.label,)
