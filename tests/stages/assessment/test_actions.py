"""Booking a time, the assessment, a decision on the level of care, and handing on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from openiop.assessment import queries
from openiop.assessment.actions import assessing, levels, slots
from openiop.assessment.actions.levels import Decided, HandedOn
from openiop.assessment.models import Assessment, AssessmentSlot, LevelOfCare, SlotBooking
from openiop.base import clock
from openiop.domain.assessment.determination import Moment, Variance
from openiop.domain.assessment.level import ContactNeed, Containment, DailySign, Side
from openiop.domain.assessment.routes import ASKED, CareLevel, Finding, Known
from openiop.domain.assessment.slots import ClinicianGender, SlotWish, ToldHow
from openiop.domain.care.edits import Seen
from openiop.domain.contact import Allowed, ChannelRule, ContactProfile
from openiop.domain.decision import Refused
from openiop.domain.privacy import Role
from openiop.domain.referral import (
    CareNow,
    Concern,
    HandoffWay,
    ReferralForm,
    ReferralState,
    Source,
)
from openiop.domain.words import Channel
from openiop.measures.actions import submit
from openiop.privacy.actor import Actor, system
from openiop.referral.actions import receive
from openiop.referral.models import Referral, ReferralStatus
from tests import make

FORM = ReferralForm(
    chosen_name="Wila",
    last_name="Testbrook",
    phone="555-0142",
    goal="Get through a morning.",
    care_now=CareNow.HOSPITAL,
    leaves_on=make.WEDNESDAY - timedelta(days=2),
    contact=ContactProfile(text=ChannelRule(allowed=Allowed.YES)),
)
ANSWERED = {
    "goal": "Get through a morning.",
    "work": "3",
    "relationships": "2",
    "self_care": "1",
    "skills": "3",
    "contact": str(ContactNeed.SEVERAL),
    "containment": str(Containment.WITH_SUPPORT),
    "tried": "not_enough",
    "gets_worse": "yes",
    **{f"daily_{each}": "no" for each in DailySign},
    **{f"finding_{each}": "no" for each in ASKED},
}
NOTHING_FOUND: dict[str, int | None] = {"q1": 0, "q2": 0, "q6": 0}


def referral(**told: Any) -> Referral:
    form = ReferralForm(**{**FORM.__dict__, **told})
    return receive(source=Source.SELF, answers=form, files=(), request_id=uuid4(), by=system())


def slot(clinician: Actor, days: int = 1, at: str = "10:00") -> AssessmentSlot:
    on = make.WEDNESDAY + timedelta(days=days)
    return slots.offer(clinician_id=clinician.id, on=on, at=at, by=clinician)[0]


def begun(clinician: Actor, **told: Any) -> Assessment:
    booking = slots.book(slot=slot(clinician), referral=referral(**told), by=system())
    return assessing.begin(booking=booking, by=clinician)


def answered(assessment: Assessment, clinician: Actor, **changed: str) -> Assessment:
    seen = Seen(assessment.version)
    return assessing.keep(
        assessment=assessment, version=seen, changes=ANSWERED | changed, by=clinician
    )


def screened(assessment: Assessment, answers: dict[str, int | None] | None = None) -> None:
    submit(
        client=assessment.client,
        instrument_id="cssrs-screener-recent",
        answers=answers or NOTHING_FOUND,
        on_site=True,
        by=system(),
    )


DECIDED = Decided(
    recommended=CareLevel.IOP,
    offered=CareLevel.IOP,
    chosen=CareLevel.IOP,
    preference_asked=True,
    preference_words="Close to the school.",
    why_not_lower="Once a week did not hold.",
    why_not_higher="Nobody has to see her every day.",
)


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_work() -> Iterator[None]:
    with make.working_at(make.site(), make.at("10:30")):
        yield


@pytest.fixture
def therapist(at_work: None) -> Actor:
    return make.staff(Role.THERAPIST, name="Thea Therapist")


@pytest.fixture
def intake(at_work: None) -> Actor:
    return make.staff(Role.INTAKE, name="Ina Intake", credentials="")


def test_a_time_is_offered_each_week_and_never_twice(therapist: Actor) -> None:
    on = make.WEDNESDAY + timedelta(days=1)
    made = slots.offer(clinician_id=therapist.id, on=on, at="10:00", weeks=3, by=therapist)

    with pytest.raises(Refused) as refused:
        slots.offer(clinician_id=therapist.id, on=on, at="11:00", by=therapist)

    assert len(made) == 3
    assert refused.value.reasons[0].code == "overlaps"


def test_who_may_offer_whose_times(therapist: Actor, intake: Actor) -> None:
    other = make.staff(Role.THERAPIST)
    on = make.WEDNESDAY + timedelta(days=1)

    slots.offer(clinician_id=therapist.id, on=on, at="10:00", by=intake)
    with pytest.raises(Refused, match="not_own"):
        slots.offer(clinician_id=therapist.id, on=on, at="14:00", by=other)
    with pytest.raises(Refused, match="scope"):
        slots.offer(clinician_id=intake.id, on=on, at="14:00", by=intake)


def test_the_next_slots_are_open_and_fit_what_she_asks_for(therapist: Actor, intake: Actor) -> None:
    spanish = make.staff(Role.THERAPIST)
    slots.tell_about_assessor(
        staff_id=spanish.id, languages=("en", "es"), gender=ClinicianGender.WOMAN, by=spanish
    )
    first, second = slot(therapist), slot(therapist, at="14:00")
    third = slot(spanish, days=3)
    slots.book(slot=first, referral=referral(), by=intake)

    assert [line.id for line in queries.slots.next_slots(3)] == [second.pk, third.pk]
    assert [line.id for line in queries.slots.next_slots(3, SlotWish("es"))] == [third.pk]


def test_one_time_goes_to_one_woman(therapist: Actor, intake: Actor) -> None:
    offered = slot(therapist)
    first = slots.book(slot=offered, referral=referral(), told=ToldHow.ON_THE_CALL, by=intake)

    with pytest.raises(Refused, match="taken"):
        slots.book(slot=offered, referral=referral(phone="555-0143"), by=intake)
    third = referral(phone="555-0144")
    with pytest.raises(IntegrityError), transaction.atomic():
        SlotBooking.objects.create(
            slot=offered,
            referral=third,
            told=ToldHow.NOT_YET,
            created_by=intake.id,
        )

    assert slots.book(slot=offered, referral=first.referral, by=intake) == first
    assert Referral.objects.get(pk=first.referral_id).state is ReferralState.ASSESSMENT_BOOKED


def test_moving_frees_the_time_before_and_keeps_the_story(therapist: Actor, intake: Actor) -> None:
    one, two = slot(therapist), slot(therapist, at="14:00")
    booking = slots.book(slot=one, referral=referral(), by=intake)

    with pytest.raises(Refused, match="booked"):
        slots.close(slot=one, by=therapist)
    moved = slots.move(booking=booking, to=two, why="School meeting", by=intake)

    assert moved.follows_id == booking.pk
    assert [line.id for line in queries.slots.next_slots(3)] == [one.pk]
    assert slots.close(slot=one, by=therapist).closed_at == clock.now()


def test_she_is_told_only_where_it_is_safe(therapist: Actor, intake: Actor) -> None:
    booking = slots.book(slot=slot(therapist), referral=referral(), by=intake)

    with pytest.raises(Refused):
        slots.tell(booking=booking, channel=Channel.EMAIL, by=intake)
    told = slots.tell(booking=booking, channel=Channel.TEXT, by=intake)

    assert told.told is ToldHow.MESSAGE
    assert told.message_id is not None


def test_what_was_told_before_is_not_asked_again(therapist: Actor) -> None:
    made = begun(therapist, concerns=frozenset({Concern.WITHDRAWAL}), concerns_asked=True)
    values = queries.content.draft_of(made).values

    assert values["goal"] == "Get through a morning."
    assert values["came_from"] == "inpatient"
    assert values[f"finding_{Finding.WITHDRAWAL}"] == "yes"
    assert made.client.chosen_name == "Wila"
    assert begun_again(made, therapist) == made


def begun_again(made: Assessment, by: Actor) -> Assessment:
    assert made.booking is not None
    return assessing.begin(booking=made.booking, by=by)


def test_without_a_license_nobody_begins(intake: Actor) -> None:
    peer = make.staff(Role.THERAPIST, credentials="CPS")
    therapist = make.staff(Role.THERAPIST)
    booking = slots.book(slot=slot(therapist), referral=referral(), by=intake)

    with pytest.raises(Refused):
        assessing.begin(booking=booking, by=peer)


def test_two_people_never_overwrite_each_other(therapist: Actor) -> None:
    made = begun(therapist)
    seen = Seen(made.version)
    first = {"supports": "Her sister."}
    assessing.keep(assessment=made, version=seen, changes=first, by=therapist)

    with pytest.raises(Refused, match="stale"):
        assessing.keep(assessment=made, version=seen, changes={"supports": "Nobody."}, by=therapist)
    with pytest.raises(Refused, match="no_choice"):
        assessing.keep(assessment=made, version=seen, changes={"work": "9"}, by=therapist)


def test_it_is_completed_without_a_word_of_her_history(therapist: Actor) -> None:
    made = begun(therapist)
    with pytest.raises(Refused) as refused:
        assessing.complete(assessment=made, is_document_signed=False, by=therapist)
    made = answered(made, therapist)
    screened(made)

    done = assessing.complete(assessment=made, is_document_signed=True, by=therapist)

    assert {reason.code for reason in refused.value.reasons} == {
        "open_screen", "open_findings", "open_daily_life", "open_document"
    }  # fmt: skip
    assert done.completed_at == clock.now()
    assert done.booking is not None
    assert Referral.objects.get(pk=done.booking.referral_id).state is ReferralState.ASSESSED
    with pytest.raises(Refused, match="completed"):
        assessing.keep(assessment=done, version=Seen(0), changes={"supports": "-"}, by=therapist)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.filter(pk=done.pk).update(version=99)


def test_a_decision_keeps_its_evidence_and_its_name(therapist: Actor) -> None:
    made = answered(begun(therapist), therapist)
    screened(made)

    kept = levels.determine(
        client=made.client, decided=DECIDED, moment=Moment.ADMISSION, by=therapist
    )
    holds = queries.level.level_facts(made.client_id)
    shown = queries.level.levels_of(made.client_id)[0]

    assert kept.suggested is CareLevel.IOP
    assert holds is not None
    assert (holds.recommended, holds.chosen) == (CareLevel.IOP, CareLevel.IOP)
    assert not holds.needs_named_clinician
    assert holds.decided_by_name == "Thea Therapist"
    assert {str(Side.NOT_LOWER), str(Side.NOT_HIGHER)} <= {side for side, _text in shown.evidence}
    with pytest.raises(IntegrityError), transaction.atomic():
        LevelOfCare.objects.filter(pk=kept.pk).update(chosen="php")


def test_php_recommended_and_iop_chosen_needs_a_named_clinician(therapist: Actor) -> None:
    made = answered(begun(therapist), therapist, contact=str(ContactNeed.DAILY))
    screened(made)
    differs = Decided(
        **{
            **DECIDED.__dict__,
            "recommended": CareLevel.PHP,
            "offered": CareLevel.PHP,
            "variance": Variance.DECLINES_HIGHER,
        }
    )

    with pytest.raises(Refused, match="mitigation"):
        levels.determine(client=made.client, decided=differs, moment=Moment.ADMISSION, by=therapist)
    levels.determine(
        client=made.client,
        decided=Decided(**{**differs.__dict__, "mitigation": "A call on each day between."}),
        moment=Moment.ADMISSION,
        by=therapist,
    )
    holds = queries.level.level_facts(made.client_id)

    assert holds is not None
    assert holds.needs_named_clinician
    assert (holds.recommended, holds.chosen) == (CareLevel.PHP, CareLevel.IOP)
    assert holds.mitigation == "A call on each day between."
    assert holds.why == Variance.DECLINES_HIGHER.label


def test_she_means_to_act_and_is_offered_no_group(therapist: Actor) -> None:
    made = answered(begun(therapist), therapist)
    screened(made, {"q1": 1, "q2": 1, "q3": 1, "q4": 1, "q5": 0, "q6": 0})

    with pytest.raises(Refused, match="stopped"):
        levels.determine(
            client=made.client,
            decided=Decided(**{**DECIDED.__dict__, "disagreement": "I see it otherwise."}),
            moment=Moment.ADMISSION,
            by=therapist,
        )


def test_a_next_step_stays_owed_until_somebody_is_reached(therapist: Actor) -> None:
    made = answered(begun(therapist), therapist, finding_withdrawal=str(Known.YES))
    handed = HandedOn(
        to="Harbor detox",
        how=HandoffWay.WE_CALLED,
        reached=False,
        next_step="A bed on Thursday",
        finding=Finding.WITHDRAWAL,
    )
    owed = queries.lists.handoffs_owed()
    levels.hand_on(client=made.client, handed=handed, by=therapist)
    tried = queries.lists.handoffs_owed()
    reached = HandedOn(**{**handed.__dict__, "reached": True})
    levels.hand_on(client=made.client, handed=reached, by=therapist)

    assert [each.why for each in owed] == [Finding.WITHDRAWAL.label]
    assert [each.tries for each in tried] == [1]
    assert queries.lists.handoffs_owed() == []


@pytest.mark.parametrize(
    ("changed", "level", "reason"),
    [
        ({"work": "0", "relationships": "0", "self_care": "0"}, "outpatient", "too_little_need"),
        ({"finding_suicide": "yes"}, "inpatient", "crisis_route"),
        ({"finding_around_the_clock": "yes"}, "inpatient", "higher_level"),
    ],
)
def test_her_way_in_ends_well_once_somebody_has_her(
    therapist: Actor, changed: dict[str, str], level: str, reason: str
) -> None:
    made = answered(begun(therapist), therapist, **changed)
    screened(made)
    elsewhere = {
        "recommended": CareLevel(level),
        "offered": CareLevel(level),
        "chosen": CareLevel(level),
        "next_step": "First visit on Friday",
        "handed_to": "Meadow practice",
        "disagreement": "As talked about with her.",
    }
    kept = levels.determine(
        client=made.client,
        decided=Decided(**{**DECIDED.__dict__, **elsewhere}),
        moment=Moment.ADMISSION,
        by=therapist,
    )
    handed = HandedOn("Meadow practice", HandoffWay.WE_CALLED, True, "First visit on Friday")
    owed = queries.lists.handoffs_owed()

    levels.hand_on(client=made.client, handed=handed, level_of_care=kept, by=therapist)

    ended = Referral.objects.get(client_id=made.client_id)
    assert len(owed) == 1
    assert queries.lists.handoffs_owed() == []
    assert ended.state is ReferralState.ENDED
    row = ReferralStatus.objects.filter(referral=ended).order_by("-number")[0]
    assert row.end_reason == reason


def test_a_level_is_decided_anew_after_a_high_risk_event(therapist: Actor) -> None:
    morning = make.morning(clients=2)
    woman = morning.clients[0]
    before = queries.lists.due_anew()
    submit(
        client=woman,
        instrument_id="cssrs-screener-recent",
        answers={"q1": 1, "q2": 1, "q3": 1, "q4": 1, "q5": 0, "q6": 0},
        on_site=True,
        by=system(),
    )

    due = queries.lists.due_anew()

    assert before == []
    assert [(each.client, each.happened.moment) for each in due] == [(woman, Moment.HIGH_RISK)]
