"""Given a release taken back at 10:00: partner status, queued letter and export stop at 10:01."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from openiop.base import clock
from openiop.chart.actions import record_print
from openiop.clients.actions import add_contact, record_release, revoke
from openiop.clients.queries import ContactTold
from openiop.domain.chart.printed import ChartPart
from openiop.domain.decision import Refused
from openiop.domain.letters.letter import LetterBody, LetterFact, LetterKind
from openiop.domain.privacy import Role
from openiop.domain.referral import Door, ReferralForm, Source
from openiop.domain.release import Part, Purpose, Relation
from openiop.letters import actions as letters
from openiop.privacy.actor import system
from openiop.referral.actions import accept, receive
from openiop.referral.models import Partner, StatusConsent
from tests import make


@pytest.mark.django_db
def test_a_release_taken_back_at_ten_stops_everything_at_one_past() -> None:
    with make.working_at(make.site(), make.at("09:00")):
        program = make.morning(clients=0)
        intake = make.staff(Role.INTAKE)
        partner = Partner.objects.create(
            name="Bright Hospital", kind=Source.HOSPITAL, created_by=intake.id
        )
        referral = receive(
            source=Source.HOSPITAL,
            door=Door.PARTNER,
            partner=partner,
            answers=ReferralForm(
                chosen_name="Wila",
                last_name="Testbrook",
                phone="555-0142",
                she_agreed=True,
                status_agreed=True,
                sender_name="Nora Ward",
                sender_organization="Bright Hospital",
            ),
            files=(),
            request_id=uuid4(),
            by=system(),
        )
        client = accept(referral=referral, by=intake)
        her, therapist = make.client_actor(client), program.lead
        told = ContactTold(name="", organization="Bright Hospital", relation=Relation.OTHER)
        contact = add_contact(client=client, told=told, by=intake)
        release = record_release(
            contact=contact,
            purposes=[Purpose.CARE],
            parts=[Part.PLAN],
            signed_on=make.WEDNESDAY,
            from_on=make.WEDNESDAY,
            until_on=make.WEDNESDAY + timedelta(days=90),
            by=intake,
        )
        letter = letters.ask(
            client=client, kind=LetterKind.WORK, recipient="Bright Hospital, ward 4", by=therapist
        )
        body = LetterBody(
            LetterKind.WORK, "Bright Hospital, ward 4", facts=frozenset({LetterFact.ATTENDS})
        )
        text = letters.draft(letter=letter, body=body, seen_number=0, by=therapist)
        letters.look_at(letter=letter, by=her)
        letters.agree(letter=letter, number=text.number, by=her)

        def export() -> None:
            record_print(
                client=client,
                parts=[ChartPart.GOALS],
                first=make.WEDNESDAY,
                last=make.WEDNESDAY,
                receiver=contact,
                purpose=Purpose.CARE,
                by=therapist,
            )

        export()
        assert letters.print_letter(letter=letter, by=therapist).number == text.number
        with clock.standing(make.at("10:00")):
            revoke(release=release, by=her)
        with clock.standing(make.at("10:01")):
            for deed in (
                lambda: letters.print_letter(letter=letter, by=therapist),
                lambda: letters.send_by_hand(letter=letter, how="By hand", by=therapist),
            ):
                with pytest.raises(Refused) as refused:
                    deed()
                (reason,) = refused.value.reasons
                assert reason.code == "release_taken_back"
                assert reason.params == {"name": "Bright Hospital", "at": "10:00, Nov 18"}
            with pytest.raises(Refused):
                export()
            newest = StatusConsent.objects.filter(referral=referral).order_by("-number").first()
            assert newest is not None
            assert not newest.agreed
            assert newest.created_at == make.at("10:00")
