"""One woman ready for day one but for one thing, one with an offer; papers of who is here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from openiop.admission.actions import before, papers, waiting
from openiop.admission.queries.before import admission_facts
from openiop.admission.queries.papers import texts_here
from openiop.assessment.actions import levels
from openiop.assessment.actions.levels import Decided
from openiop.base import clock
from openiop.base.ids import new_id
from openiop.clients.actions import add_contact
from openiop.clients.models import Client
from openiop.clients.queries import ContactTold
from openiop.domain.admission import Item, MarkKind, may_admit
from openiop.domain.assessment.determination import Moment
from openiop.domain.assessment.routes import CareLevel
from openiop.domain.contact import Allowed, ChannelRule, ContactProfile
from openiop.domain.referral import CareNow, ReferralForm, ReferralState, Source
from openiop.domain.release import Relation
from openiop.measures.actions import submit
from openiop.privacy.actor import Actor, system
from openiop.programs.models import Track
from openiop.referral import actions as referrals
from openiop.schedule.models import Group

READY = ("Isaura", "Meadowlark", "555-0171", "Stay at the table when my sister talks.")
WAITS = ("Nadia", "Fernglen", "555-0172", "Ride the bus again.")
CALM = ContactProfile(call=ChannelRule(allowed=Allowed.YES), text=ChannelRule(allowed=Allowed.YES))
NO_SCREEN: dict[str, int | None] = {"q1": 0, "q2": 0, "q6": 0}
FIRST_DAY_AHEAD = 5
"""Days until her first day: the Monday after the story's Wednesday."""


def tell(
    staff: Mapping[str, Actor], track: Track, groups: Mapping[str, Group], today: date
) -> None:
    """Two women between their assessment and day one."""
    with clock.standing(clock.at(today - timedelta(days=6), "10:10")):
        ready, waits = _accept(staff, READY, CareNow.WEEKLY), _accept(staff, WAITS, CareNow.NONE)
    with clock.standing(clock.at(today - timedelta(days=2), "11:00")):
        for client in (ready, waits):
            _decide(client, staff["clinical_lead"])
        waiting.wait(client=waits, track=track, by=staff["intake"])
    with clock.standing(clock.at(today - timedelta(days=1), "15:20")):
        _prepare(ready, staff, track, groups, today + timedelta(days=FIRST_DAY_AHEAD))
        entry = waiting.wait(client=waits, track=track, by=staff["intake"])
        first = today + timedelta(days=FIRST_DAY_AHEAD)
        waiting.offer(entry=entry, starts_on=first, by=staff["intake"])


def sign_papers(client: Client, her: Actor, names: str) -> None:
    """Every paper, read and signed in the language she reads."""
    language = client.language if client.language in ("en", "es") else "en"
    for kind, text in texts_here().items():
        _written_in, paper = text.in_language(language)
        papers.sign_own(
            client=client, kind=kind, language=language, name=names, saw_mark=paper.mark, by=her
        )


def _accept(
    staff: Mapping[str, Actor], who: tuple[str, str, str, str], care_now: CareNow
) -> Client:
    name, last_name, phone, goal = who
    form = ReferralForm(
        chosen_name=name,
        last_name=last_name,
        phone=phone,
        goal=goal,
        care_now=care_now,
        contact=CALM,
        concerns_asked=True,
    )
    referral = referrals.receive(
        source=Source.SELF, answers=form, files=(), request_id=new_id(), by=system()
    )
    referrals.move(referral=referral, to=ReferralState.CONTACTED, by=staff["intake"])
    client = referrals.accept(referral=referral, by=staff["intake"])
    referrals.move(referral=referral, to=ReferralState.START_DATE, by=staff["intake"])
    return client


def _decide(client: Client, lead: Actor) -> None:
    levels.determine(
        client=client,
        decided=Decided(
            recommended=CareLevel.IOP,
            offered=CareLevel.IOP,
            chosen=CareLevel.IOP,
            preference_asked=True,
            preference_words="Mornings, and home before school ends.",
            why_not_lower="Weekly sessions did not hold between visits.",
            why_not_higher="She is safe at home and sleeps with support near.",
            disagreement="Seen in person; the assessment is being written.",
        ),
        moment=Moment.ADMISSION,
        by=lead,
    )


def _prepare(
    client: Client,
    staff: Mapping[str, Actor],
    track: Track,
    groups: Mapping[str, Group],
    first: date,
) -> None:
    """All is there but the authorization: that waits for the plan's call back."""
    intake, lead = staff["intake"], staff["clinical_lead"]
    submit(
        client=client,
        instrument_id="cssrs-screener-recent",
        answers=NO_SCREEN,
        on_site=True,
        by=lead,
    )
    for kind, text in texts_here().items():
        _written_in, paper = text.in_language("en")
        papers.take_signature(
            client=client,
            kind=kind,
            language="en",
            name="Isaura Meadowlark",
            saw_mark=paper.mark,
            by=intake,
        )
    add_contact(
        client=client,
        told=ContactTold(
            name="Brother", relation=Relation.SIBLING, phone="555-0173", is_emergency=True
        ),
        by=intake,
    )
    before.plan_start(
        client=client,
        track=track,
        starts_on=first,
        planned_end_on=first + timedelta(weeks=8),
        weekdays=tuple(track.weekdays),
        group_ids=[groups[name].pk for name in ("Skills", "Psychoeducation", "Process group B")],
        therapist_id=staff["therapist_2"].id,
        day_one_id=staff["facilitator"].id,
        by=intake,
    )
    for item, why in (
        (Item.COVERAGE, "The plan confirmed by phone; the letter is on its way."),
        (Item.BASELINE, "In her first week, with her therapist."),
    ):
        if str(item) in _codes(client, first):
            before.mark_item(client=client, item=item, mark=MarkKind.WAIVED, why=why, by=lead)


def _codes(client: Client, first: date) -> tuple[str, ...]:
    return may_admit(admission_facts(client, first), first).codes
