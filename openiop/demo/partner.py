"""A hospital that sends women here: one agreed that it hears a word, one did not."""

from __future__ import annotations

from datetime import date, timedelta

from openiop.base.ids import new_id
from openiop.domain.referral import CareNow, ReferralForm, Source
from openiop.privacy.actor import Actor, system
from openiop.public.actions import add_partner, add_partner_member, send_as_partner

SIGN_IN, MEMBER, PLACE = "referral_partner", "Hollis Reedwater", "Willowmere Hospital"


def send_two(actor_named: dict[str, Actor], password: str, today: date) -> None:
    """The hospital's sign-in, and the two women it sent this week."""
    partner = add_partner(
        name=PLACE, kind=Source.HOSPITAL, phone="555-0160", by=actor_named["director"]
    )
    add_partner_member(
        partner=partner,
        sign_in_name=SIGN_IN,
        display_name=MEMBER,
        password=password,
        by=actor_named["director"],
    )
    for name, last_name, agreed in (("Wanda", "Elderbrook", True), ("Ines", "Thistledown", False)):
        send_as_partner(
            partner=partner,
            answers=ReferralForm(
                chosen_name=name,
                last_name=last_name,
                phone="555-0161",
                reason="Leaves the ward this week and does not want to be alone with it at home.",
                care_now=CareNow.HOSPITAL,
                care_where=PLACE,
                leaves_on=today + timedelta(days=1),
                sender_name=MEMBER,
                sender_organization=PLACE,
                sender_phone="555-0160",
                safety_plan="Calls her sister first. Walks to the river. Keeps the pills at hers.",
                medicines="Sertraline 50 mg in the morning.",
                risk="Came in with thoughts of dying, none in the past nine days.",
                she_agreed=True,
                status_agreed=agreed,
            ),
            files=(),
            request_id=new_id(),
            by=system(),
        )
