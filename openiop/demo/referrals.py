"""Women on their way in at this moment, two who found another way, and the months before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from openiop.base import clock
from openiop.base.ids import new_id
from openiop.clients.models import Client
from openiop.domain.care.edits import Seen
from openiop.domain.contact import Allowed, ChannelRule, ContactProfile
from openiop.domain.referral import (
    CareNow,
    Concern,
    Door,
    EndReason,
    HandoffWay,
    PracticalNeed,
    ReferralForm,
    ReferralState,
    Source,
)
from openiop.privacy.actor import Actor, system
from openiop.referral import actions
from openiop.referral.models import Referral
from openiop.referral.tasks import compare_new_referrals

from .cast import Woman

_CALLS = ContactProfile(call=ChannelRule(allowed=Allowed.YES))
_TEXTS = ContactProfile(text=ChannelRule(allowed=Allowed.YES))


@dataclass(frozen=True)
class _OnTheWay:
    """A request, when it came, and the steps since: days ago, time of day, and where she stood."""

    form: ReferralForm
    days_ago: int
    at: str
    steps: tuple[tuple[int, str, ReferralState], ...] = ()
    source: Source = Source.SELF
    door: Door = Door.PUBLIC


_CALM = ReferralForm(concerns_asked=True, contact=_CALLS)

_WOMEN = (
    _OnTheWay(
        replace(
            _CALM,
            chosen_name="Opal",
            last_name="Fernwick",
            phone="555-0181",
            reason="I have not slept through since the summer.",
        ),
        5,
        "16:10",
    ),
    _OnTheWay(
        replace(
            _CALM,
            chosen_name="Juno",
            last_name="Ashgrove",
            phone="555-0182",
            contact=_TEXTS,
            unsafe_people="Anybody who answers this phone but me",
            reason="I am at my aunt's. I can talk in the mornings.",
            concerns=frozenset({Concern.HOME_NOT_SAFE}),
        ),
        0,
        "08:05",
    ),
    _OnTheWay(
        replace(
            _CALM,
            chosen_name="Maribel",
            last_name="Quietwater",
            phone="555-0183",
            language="es",
            reason="Quiero volver a dormir y a reír con mis hijos.",
            needs=frozenset({PracticalNeed.CHILDCARE}),
        ),
        2,
        "11:20",
        ((1, "09:15", ReferralState.CONTACTED),),
    ),
    _OnTheWay(
        replace(
            _CALM,
            chosen_name="Rosa",
            last_name="Lanternhill",
            phone="555-0184",
            care_now=CareNow.WEEKLY,
            payer="Evergreen Health",
            reason="My therapist says once a week is not enough now.",
        ),
        9,
        "10:00",
        (
            (8, "09:30", ReferralState.CONTACTED),
            (6, "14:00", ReferralState.ASSESSED),
            (5, "15:10", ReferralState.COVERAGE),
        ),
        source=Source.THERAPIST,
    ),
    _OnTheWay(
        # she wrote herself as well as the hospital
        replace(
            _CALM,
            chosen_name="Wanda",
            last_name="Elderbrock",
            phone="(555) 0161",
            care_now=CareNow.HOSPITAL,
            reason="They said you might have a place. I wanted to ask myself.",
        ),
        0,
        "08:20",
    ),
)

_ENDED = (
    (
        "Tilda",
        "Copperleaf",
        EndReason.TOO_LITTLE_NEED,
        "Weekly sessions, first one Thursday at 4 pm",
        "Ms. Thornberry, Cedar House",
        HandoffWay.CALL_TOGETHER,
    ),
    (
        "Vera",
        "Saltbridge",
        EndReason.PREFERS_OTHER,
        "Evening program at Harborlight, starts Monday",
        "Their intake desk",
        HandoffWay.WE_CALLED,
    ),
)

CAME_IN = ("Mara", "Noor", "Keisha", "Talia", "Lucia", "Imani", "Yuki", "Elena", "Leila", "Tess")
"""Ten of the women who are here came in through the desk, so that its numbers say something."""


def tell(staff: Mapping[str, Actor], today: date) -> None:
    """Everybody who is on her way in, and what came of others."""
    intake = staff["intake"]
    for number, (name, last_name, reason, step, who, way) in enumerate(_ENDED):
        form = replace(_CALM, chosen_name=name, last_name=last_name, phone=f"555-019{number}")
        asked = _OnTheWay(form, 12 + number, "13:00", ((11, "10:00", ReferralState.CONTACTED),))
        referral = _tell(asked, today, intake)
        with clock.standing(clock.at(today - timedelta(days=7 - number), "15:00")):
            actions.end(
                referral=referral,
                reason=reason,
                next_step=step,
                handed_to=who,
                way=way,
                reached=True,
                by=intake,
            )
    for woman in _WOMEN:
        _tell(woman, today, intake)
    with clock.standing(clock.at(today - timedelta(days=1), "16:48")):
        _dropped_call(intake)
    compare_new_referrals()


def _tell(woman: _OnTheWay, today: date, intake: Actor) -> Referral:
    with clock.standing(clock.at(today - timedelta(days=woman.days_ago), woman.at)):
        referral = actions.receive(
            source=woman.source,
            door=woman.door,
            answers=woman.form,
            files=(),
            request_id=new_id(),
            by=system(),
        )
    for days_ago, at, state in woman.steps:
        with clock.standing(clock.at(today - timedelta(days=days_ago), at)):
            actions.move(referral=referral, to=state, by=intake)
    return referral


def came_in(woman: Woman, born_on: date, started_on: date, intake: Actor) -> Client:
    """A woman who is here now, from her request to her first day; what she told made her chart."""
    number = CAME_IN.index(woman.name)
    sources = (Source.SELF, Source.HOSPITAL, Source.SELF, Source.THERAPIST)
    asked = started_on - timedelta(days=6 + number % 5)
    form = ReferralForm(
        chosen_name=woman.name,
        last_name=woman.last_name,
        pronouns=woman.pronouns,
        language=woman.language,
        born_on=born_on,
        phone=f"555-0{310 + number}",
        concerns_asked=True,
    )
    with clock.standing(clock.at(asked, "10:30")):
        referral = actions.receive(
            source=sources[number % len(sources)],
            answers=form,
            files=(),
            request_id=new_id(),
            by=system(),
        )
    with clock.standing(clock.at(asked + timedelta(days=number % 3), "14:00")):
        actions.move(referral=referral, to=ReferralState.CONTACTED, by=intake)
    with clock.standing(clock.at(asked + timedelta(days=2 + number % 3), "14:00")):
        client = actions.accept(referral=referral, by=intake)
        actions.move(referral=referral, to=ReferralState.ASSESSED, by=intake)
    with clock.standing(clock.at(started_on, "14:00")):
        actions.move(referral=referral, to=ReferralState.ADMITTED, by=intake)
    return client


def _dropped_call(intake: Actor) -> None:
    """The line went dead after her name and how to reach her."""
    call = actions.start_call(request_id=new_id(), by=intake)
    for name, text in (("safe_to_talk", "yes"), ("ways", "text"), ("chosen_name", "Pia")):
        call = actions.tell(referral=call, seen=Seen(call.version), changes={name: text}, by=intake)
