"""What the women of the demo take, react to and are treated for, and the people around them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from openiop.base import clock
from openiop.clients.actions import add_contact, record_release
from openiop.clients.models import Client
from openiop.clients.queries import ContactTold
from openiop.domain.health.allergies import AllergyKind, Severity
from openiop.domain.health.diagnoses import DiagnosisStatus
from openiop.domain.health.medications import MedicationSource
from openiop.domain.health.team import TeamPart
from openiop.domain.release import Part, Purpose, Relation
from openiop.health.actions import (
    add_allergy,
    add_medication,
    diagnose,
    join_team,
    review_medications,
    state_none_known,
)
from openiop.privacy.actor import Actor


@dataclass(frozen=True)
class Told:
    """What one woman told at the start of her stay."""

    codes: tuple[str, ...]
    takes: tuple[tuple[str, str, str], ...]
    allergy: tuple[str, str] | None = None


TOLD = (
    Told(
        ("F33.1", "F43.10"),
        (("Sertraline", "100 mg, one in the morning", "Mood"),),
        ("Penicillin", "Rash"),
    ),
    Told(("F33.2", "F41.1"), (("Escitalopram", "10 mg, one in the evening", "Worry"),)),
    Told(
        ("F43.12",),
        (
            ("Prazosin", "2 mg at bedtime", "Nightmares"),
            ("Fluoxetine", "20 mg, one in the morning", "Mood"),
        ),
        ("Latex", "Itching"),
    ),
    Told(("F53.0",), ()),
)

SHARED_DAYS = 180
KEPT_AWAY_EVERY = 4


def tell(client: Client, number: int, is_coming: bool, by: Actor) -> None:
    """Her health and her people as taken down on her first day; those to come are not asked yet."""
    if is_coming:
        return
    told, today = TOLD[number % len(TOLD)], clock.today()
    for rank, code in enumerate(told.codes, start=1):
        diagnose(client=client, code=code, status=DiagnosisStatus.CONFIRMED, rank=rank, by=by)
    for name, dose, reason in told.takes:
        add_medication(
            client=client,
            name=name,
            dose=dose,
            reason=reason,
            prescriber="Harbor Family Clinic",
            source=MedicationSource.LABEL,
            started_on=today - timedelta(days=40),
            by=by,
        )
    review_medications(client=client, words="Bottles brought along", by=by)
    if told.allergy:
        to, reaction = told.allergy
        add_allergy(
            client=client,
            to=to,
            kind=AllergyKind.MEDICATION if to == "Penicillin" else AllergyKind.OTHER,
            severity=Severity.MILD,
            reaction=reaction,
            by=by,
        )
    else:
        state_none_known(client=client, by=by)
    _people(client, number, by)


def _people(client: Client, number: int, by: Actor) -> None:
    today = clock.today()
    clinic = add_contact(
        client=client,
        told=ContactTold(
            name="",
            organization="Harbor Family Clinic",
            relation=Relation.PRESCRIBER,
            phone="555-0150",
        ),
        by=by,
    )
    record_release(
        contact=clinic,
        purposes=[Purpose.CARE],
        parts=[Part.ATTENDANCE, Part.DIAGNOSES, Part.MEDICATIONS, Part.PROGRESS],
        signed_on=today,
        from_on=today,
        until_on=today + timedelta(days=SHARED_DAYS),
        by=by,
    )
    join_team(client=client, part=TeamPart.PRESCRIBER, from_on=today, contact=clinic, by=by)
    add_contact(
        client=client,
        told=ContactTold(
            name="Her cousin Juno Marigold",
            relation=Relation.OTHER_FAMILY,
            phone=f"555-01{60 + number:02d}",
            is_emergency=True,
        ),
        by=by,
    )
    if number % KEPT_AWAY_EVERY == 0:
        add_contact(
            client=client,
            told=ContactTold(
                name="Her former partner",
                relation=Relation.PARTNER,
                words="If he calls, we know nobody of that name.",
                keep_away=True,
            ),
            by=by,
        )
