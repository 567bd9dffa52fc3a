"""Two women were assessed on Monday: one comes to an IOP, one chose less than was recommended.

A third is booked for this afternoon.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from openiop.assessment.actions import assessing, levels, slots
from openiop.assessment.actions.levels import Decided
from openiop.assessment.models import SlotBooking
from openiop.base import clock
from openiop.base.ids import new_id
from openiop.clients.models import Client
from openiop.documents import actions as documents
from openiop.documents.models import Document
from openiop.domain.assessment.determination import Moment, Variance
from openiop.domain.assessment.level import CameFrom, ContactNeed, Containment, DailySign, Tried
from openiop.domain.assessment.routes import ASKED, CareLevel
from openiop.domain.assessment.slots import ClinicianGender, ToldHow
from openiop.domain.care.edits import Seen
from openiop.domain.contact import Allowed, ChannelRule, ContactProfile
from openiop.domain.referral import CareNow, Door, PracticalNeed, ReferralForm, Source
from openiop.intake.actions import begin_assessment
from openiop.measures.actions import submit
from openiop.privacy.actor import Actor, system
from openiop.referral.actions import receive

from .documents import ASSESSMENT

_CALLS = ContactProfile(call=ChannelRule(allowed=Allowed.YES))
_NOTHING: dict[str, int | None] = {"q1": 0, "q2": 0, "q6": 0}
_OFFERED = ((1, "14:00"), (2, "10:00"), (5, "14:00"), (6, "10:00"), (8, "14:00"))
"""Days from today, and when, on which the two therapists offer time."""


@dataclass(frozen=True)
class _Assessed:
    """A woman who called, was assessed, and what came of it."""

    form: ReferralForm
    by: str
    at: str
    answers: Mapping[str, str]
    decided: Decided
    own: Mapping[str, str] = field(default_factory=dict)
    """What her document says otherwise than most."""


_DAILY_LIFE = {
    "work": "3",
    "work_words": "Sits in the car before her shift until it is nearly too late.",
    "relationships": "2",
    "relationships_words": "Answers her sister, nobody else.",
    "self_care": "2",
    "self_care_words": "Eats standing, when the children eat.",
    "skills": "3",
    "skills_words": "Knows the breathing; at night it is gone.",
    "contact": str(ContactNeed.SEVERAL),
    "containment": str(Containment.WITH_SUPPORT),
    "supports": "Her sister, two streets away, most evenings.",
    "came_from": str(CameFrom.NOWHERE),
    "tried": str(Tried.NOT_ENOUGH),
    "gets_worse": "yes",
    **{f"daily_{each}": "no" for each in DailySign},
    **{f"finding_{each}": "no" for each in ASKED},
}

_IOP = Decided(
    recommended=CareLevel.IOP,
    offered=CareLevel.IOP,
    chosen=CareLevel.IOP,
    preference_asked=True,
    preference_words="Mornings, while the children are at school.",
    why_not_lower="Ten weekly sessions: she knows the skills and cannot use them between.",
    why_not_higher="No intent, no plan; her sister is there in the evening; daily is not needed.",
)

_GOES_ON = replace(
    _IOP,
    preference_words="Wants to stay with her group for now.",
    why_not_lower="Skills begin to hold outside, not yet on hard days.",
    why_not_higher="Comes to her days, no new concern, people around her in the evening.",
)
STILL_DUE = ("Noor", "Elena")
"""After what they told in the past two weeks the level of care is still to be looked at."""

_WOMEN = (
    _Assessed(
        form=ReferralForm(
            chosen_name="Selma",
            last_name="Foxlantern",
            born_on=date(1989, 4, 17),
            phone="555-0241",
            contact=_CALLS,
            reason="I know what would help and cannot do it when I am alone.",
            goal="Get to my shift without sitting in the car first.",
            care_now=CareNow.WEEKLY,
            care_where="A counselor, once a week since summer",
            needs=frozenset({PracticalNeed.SCHOOL_RUN}),
            concerns_asked=True,
        ),
        by="therapist",
        at="13:30",
        answers=_DAILY_LIFE | {"preference": str(CareLevel.IOP)},
        decided=_IOP,
    ),
    _Assessed(
        form=ReferralForm(
            chosen_name="Birdie",
            last_name="Quillharbor",
            born_on=date(1996, 10, 2),
            phone="555-0242",
            contact=_CALLS,
            reason="They said I need every day. I cannot: the baby.",
            goal="Be there for my daughter without being afraid of the evening.",
            care_now=CareNow.PROGRAM,
            care_where="Day program at Willowmere Hospital",
            needs=frozenset({PracticalNeed.INFANT, PracticalNeed.LACTATION}),
            concerns_asked=True,
        ),
        by="therapist_2",
        at="13:30",
        answers=_DAILY_LIFE
        | {
            "preference": str(CareLevel.IOP),
            "came_from": str(CameFrom.PHP),
            "contact": str(ContactNeed.DAILY),
            "contact_words": "Wants somebody to ask every day how the evening was.",
        },
        decided=replace(
            _IOP,
            recommended=CareLevel.PHP,
            offered=CareLevel.PHP,
            preference_words="Three mornings I can do. Five I would lose her place with my aunt.",
            why_not_lower="Evenings are not safe enough yet for once a week.",
            why_not_higher="No intent, no plan, an aunt in the house: a ward is not needed.",
            variance=Variance.DECLINES_HIGHER,
            mitigation="A call at five on each day she is not here; the aunt knows the safety "
            "plan; looked at again after two weeks.",
        ),
        own={"advice": "A day program; she chooses three mornings here, with calls between."},
    ),
)


_BOOKED = ReferralForm(
    chosen_name="Wren",
    last_name="Saltmeadow",
    born_on=date(1992, 6, 30),
    phone="555-0243",
    contact=_CALLS,
    reason="I say yes to everybody and then I cannot get up for two days.",
    goal="Say no once a week without shaking.",
    care_now=CareNow.WEEKLY,
    care_where="A counselor at her church",
    needs=frozenset({PracticalNeed.SHIFT_WORK}),
    needs_words="Works nights on weekends.",
    concerns_asked=True,
)


def tell(staff: Mapping[str, Actor], today: date) -> None:
    """Times are offered ahead; Monday's two women were assessed; one comes this afternoon."""
    _offer(staff, today)
    _book(_BOOKED, staff["therapist"], today, "14:00")
    for woman in _WOMEN:
        on = today - timedelta(days=2)
        _assess(woman, _book(woman.form, staff[woman.by], on, woman.at), staff[woman.by])


def decided_before(stays: Iterable[tuple[Client, Actor]], today: date) -> None:
    """The level of care of the women who are here was looked at on Monday; two wait for it."""
    with clock.standing(clock.at(today - timedelta(days=2), "15:00")):
        for client, therapist in stays:
            if client.chosen_name in STILL_DUE:
                continue
            levels.determine(
                client=client, decided=_GOES_ON, moment=Moment.PLAN_REVIEW, by=therapist
            )


def _offer(staff: Mapping[str, Actor], today: date) -> None:
    for key, languages in (("therapist", ("en", "es")), ("therapist_2", ("en",))):
        clinician = staff[key]
        slots.tell_about_assessor(
            staff_id=clinician.id,
            languages=languages,
            gender=ClinicianGender.WOMAN,
            by=clinician,
        )
        for number, (days, at) in enumerate(_OFFERED):
            if (number + (key == "therapist")) % 2:
                on = today + timedelta(days=days)
                slots.offer(clinician_id=clinician.id, on=on, at=at, by=clinician)


def _book(form: ReferralForm, clinician: Actor, on: date, at: str) -> SlotBooking:
    """She called three days before and was told her time on the call."""
    with clock.standing(clock.at(on - timedelta(days=3), "10:05")):
        referral = receive(
            source=Source.SELF,
            door=Door.PHONE,
            answers=form,
            files=(),
            request_id=new_id(),
            by=system(),
        )
        slot = slots.offer(clinician_id=clinician.id, on=on, at=at, by=clinician)[0]
        return slots.book(slot=slot, referral=referral, told=ToldHow.ON_THE_CALL, by=system())


def _assess(woman: _Assessed, booking: SlotBooking, clinician: Actor) -> None:
    with clock.standing(booking.slot.starts_at):
        made = begin_assessment(booking=booking, by=clinician)
        answers = dict(woman.answers)
        made = assessing.keep(
            assessment=made, version=Seen(made.version), changes=answers, by=clinician
        )
        submit(
            client=made.client,
            instrument_id="cssrs-screener-recent",
            answers=_NOTHING,
            on_site=True,
            by=clinician,
        )
        document = Document.objects.get(client=made.client)
        told = {name: text.format(goal=woman.form.goal) for name, text in ASSESSMENT.items()}
        words = {**told, **woman.own}
        document = documents.keep(
            document=document, version=document.version, changes=words, by=clinician
        )
        documents.sign(document=document, by=clinician)
        made = assessing.complete(assessment=made, is_document_signed=True, by=clinician)
        levels.determine(
            client=made.client, decided=woman.decided, moment=Moment.ADMISSION, by=clinician
        )
