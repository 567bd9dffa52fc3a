"""Stating health and people: what is done, what is refused, and that nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from openiop.base import clock
from openiop.clients import actions as clients
from openiop.clients.models import Client, Contact, ContactDetail, Release
from openiop.clients.queries import ContactTold, contacts_of, may_share_with
from openiop.domain.decision import Refused
from openiop.domain.health.allergies import AllergyKind, AllergyState
from openiop.domain.health.diagnoses import DiagnosisStatus
from openiop.domain.health.medications import MedicationSource
from openiop.domain.health.team import TeamPart
from openiop.domain.importing.medication_row import MedicationRow
from openiop.domain.privacy import Role
from openiop.domain.release import Part, Purpose, Relation
from openiop.health import actions, queries
from openiop.health.models import DiagnosisStanding, Medication
from openiop.privacy.models import AuditEvent
from tests import make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
CLINIC = ContactTold(name="", organization="Harbor Clinic", relation=Relation.PRESCRIBER)


@pytest.fixture
def morning() -> Iterator[make.Morning]:
    with make.working_at(make.site(), make.at("11:00")):
        yield make.morning(clients=2)


@pytest.fixture
def her(morning: make.Morning) -> Client:
    return morning.clients[0]


def codes_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def released(her: Client, morning: make.Morning) -> tuple[Contact, Release]:
    contact = clients.add_contact(client=her, told=CLINIC, by=morning.therapist)
    release = clients.record_release(
        contact=contact,
        purposes=[Purpose.CARE],
        parts=[Part.MEDICATIONS, Part.PROGRESS],
        signed_on=make.WEDNESDAY,
        from_on=make.WEDNESDAY,
        until_on=make.WEDNESDAY + 30 * DAY,
        by=morning.therapist,
    )
    return contact, release


def test_a_new_dose_is_a_new_row_and_the_old_one_stays(her: Client, morning: make.Morning) -> None:
    by = morning.therapist
    first = actions.add_medication(client=her, name="Prazosin", dose="1 mg at bedtime", by=by)

    changed = actions.change_dose(
        medication=first, dose="2 mg at bedtime", on=make.WEDNESDAY, why="Still waking", by=by
    )

    assert [row.dose for row in queries.standing_medications(her.pk)] == ["2 mg at bedtime"]
    assert changed.follows_id == first.pk
    before = Medication.objects.get(pk=first.pk)
    assert (before.dose, before.stopped_on, before.stopped_why) == (
        "1 mg at bedtime",
        make.WEDNESDAY,
        "Still waking",
    )


def test_what_is_sealed_stands_nowhere_in_the_row_or_the_trail(
    her: Client, morning: make.Morning
) -> None:
    actions.add_medication(client=her, name="Prazosin", by=morning.therapist)

    row = Medication.objects.get()
    assert b"Prazosin" not in bytes(row.name_sealed)
    assert "Prazosin" not in str(list(AuditEvent.objects.values()))


def test_stopped_twice_is_refused(her: Client, morning: make.Morning) -> None:
    by = morning.therapist
    row = actions.add_medication(client=her, name="Iron", by=by)
    actions.stop_medication(medication=row, on=make.WEDNESDAY, by=by)

    with pytest.raises(Refused) as refused:
        actions.stop_medication(medication=row, on=make.WEDNESDAY, by=by)

    assert codes_of(refused) == ["stopped_already"]


def test_a_struck_one_needs_a_reason_and_stays_readable(her: Client, morning: make.Morning) -> None:
    by = morning.therapist
    row = actions.add_medication(client=her, name="Iron", by=by)

    with pytest.raises(Refused) as refused:
        actions.strike_medication(medication=row, why=" ", by=by)
    actions.strike_medication(medication=row, why="Another client's", by=by)

    assert codes_of(refused) == ["why"]
    assert queries.standing_medications(her.pk) == []
    (line,) = queries.medications_of(her.pk)
    assert (line.medication.struck_why, line.struck_name) == ("Another client's", "Thea Therapist")


def test_a_file_doubles_nothing(her: Client, morning: make.Morning) -> None:
    by = morning.therapist
    actions.add_medication(client=her, name="Iron", dose="one a day", by=by)
    rows = (
        MedicationRow("iron", "One a day"),
        MedicationRow("Prazosin", "2 mg"),
        MedicationRow("Old", stopped_on=make.WEDNESDAY - DAY),
    )

    assert actions.import_medications(client=her, rows=rows, by=by) == 2
    assert actions.import_medications(client=her, rows=rows[:2], by=by) == 0
    standing = queries.standing_medications(her.pk)
    assert sorted(row.name for row in standing) == ["Iron", "Prazosin"]
    assert {row.source for row in standing} == {
        MedicationSource.HERSELF,
        MedicationSource.IMPORTED,
    }


def test_none_known_is_a_statement_and_ends_with_an_allergy(
    her: Client, morning: make.Morning
) -> None:
    by = morning.therapist
    assert queries.allergies_of(her.pk).state is AllergyState.NOT_ASKED
    actions.state_none_known(client=her, by=by)
    assert queries.allergies_of(her.pk).state is AllergyState.NONE_KNOWN

    with clock.standing(make.at("11:05")):
        allergy = actions.add_allergy(
            client=her, to="Penicillin", kind=AllergyKind.MEDICATION, by=by
        )
    with pytest.raises(Refused) as refused:
        actions.state_none_known(client=her, by=by)
    assert codes_of(refused) == ["listed"]
    assert queries.allergies_of(her.pk).state is AllergyState.LISTED

    actions.strike_allergy(allergy=allergy, why="It was the flu", by=by)
    assert queries.allergies_of(her.pk).state is AllergyState.NOT_ASKED


def test_a_diagnosis_comes_from_the_table_and_keeps_where_it_stood(
    her: Client, morning: make.Morning
) -> None:
    by = morning.therapist
    made = actions.diagnose(
        client=her, code="f331", status=DiagnosisStatus.PROVISIONAL, rank=1, by=by
    )
    assert (made.code, made.title) == ("F33.1", "Major depressive disorder, recurrent, moderate")
    assert "2026" in made.table

    actions.change_diagnosis(diagnosis=made, status=DiagnosisStatus.CONFIRMED, rank=1, by=by)

    (line,) = queries.diagnoses_of(her.pk)
    assert line.now.status is DiagnosisStatus.CONFIRMED
    assert [each.status for each in line.before] == [DiagnosisStatus.PROVISIONAL]
    assert DiagnosisStanding.objects.count() == 2


@pytest.mark.parametrize(
    ("code", "rank", "reason"),
    [("F33", 2, "code"), ("X00.ZZ", 2, "code"), ("F43.10", 1, "rank_taken"), ("F33.1", 2, "twice")],
)
def test_a_diagnosis_is_refused(
    her: Client, morning: make.Morning, code: str, rank: int, reason: str
) -> None:
    confirmed, by = DiagnosisStatus.CONFIRMED, morning.therapist
    actions.diagnose(client=her, code="F33.1", status=confirmed, rank=1, by=by)

    with pytest.raises(Refused) as refused:
        actions.diagnose(client=her, code=code, status=confirmed, rank=rank, by=by)

    assert codes_of(refused) == [reason]


def test_a_revocation_holds_at_once(her: Client, morning: make.Morning) -> None:
    contact, release = released(her, morning)
    now = clock.now()
    assert may_share_with(contact, Purpose.CARE, now).includes(Part.MEDICATIONS)
    assert not may_share_with(contact, Purpose.PAYMENT, now)

    clients.revoke(release=release, by=make.client_actor(her))

    assert not may_share_with(contact, Purpose.CARE, now)


def test_another_client_cannot_take_it_back(her: Client, morning: make.Morning) -> None:
    _contact, release = released(her, morning)

    with pytest.raises(Refused):
        clients.revoke(release=release, by=make.client_actor(morning.clients[1]))

    assert Release.objects.get().revoked_at is None


def test_whom_she_keeps_away_hears_nothing_any_more(her: Client, morning: make.Morning) -> None:
    contact, _release = released(her, morning)
    away = ContactTold(name="He", relation=Relation.PARTNER, keep_away=True)

    clients.change_contact(contact=contact, told=away, by=morning.therapist)

    assert not may_share_with(contact, Purpose.CARE, clock.now())
    assert Release.objects.get().revoked_at is not None
    (line,) = contacts_of(her.pk)
    assert [told.organization for _at, told in line.earlier] == ["Harbor Clinic"]
    assert ContactDetail.objects.count() == 2
    with pytest.raises(Refused) as refused:
        clients.record_release(
            contact=contact,
            purposes=[Purpose.FAMILY],
            parts=[Part.PLAN],
            signed_on=make.WEDNESDAY,
            from_on=make.WEDNESDAY,
            until_on=make.WEDNESDAY,
            by=morning.therapist,
        )
    assert codes_of(refused) == ["keep_away"]


def test_a_struck_contact_shares_nothing(her: Client, morning: make.Morning) -> None:
    contact, _release = released(her, morning)

    clients.strike_contact(contact=contact, why="Wrong chart", by=morning.therapist)

    assert not may_share_with(contact, Purpose.CARE, clock.now())
    assert contacts_of(her.pk) == []
    assert len(contacts_of(her.pk, struck_too=True)) == 1


def test_the_team_holds_staff_and_people_outside(her: Client, morning: make.Morning) -> None:
    contact, release = released(her, morning)
    by = morning.therapist
    actions.join_team(
        client=her, part=TeamPart.PRESCRIBER, from_on=make.WEDNESDAY, contact=contact, by=by
    )
    peer = actions.join_team(
        client=her,
        part=TeamPart.PEER,
        from_on=make.WEDNESDAY,
        staff_id=morning.facilitator.id,
        by=by,
    )

    assert [(line.part, line.name, line.shares) for line in queries.team_of(her.pk)] == [
        (TeamPart.THERAPIST, "Thea Therapist", ""),
        (TeamPart.PRESCRIBER, "Harbor Clinic", "Release holds"),
        (TeamPart.PEER, "Fay Facilitator", ""),
    ]

    clients.revoke(release=release, by=by)
    actions.leave_team(member=peer, by=by)
    lines = queries.team_of(her.pk)
    assert lines[1].shares == "No release"
    assert lines[2].ended_on == make.WEDNESDAY


def test_a_contact_of_another_chart_is_refused(her: Client, morning: make.Morning) -> None:
    contact, _release = released(her, morning)

    with pytest.raises(Refused) as refused:
        actions.join_team(
            client=morning.clients[1],
            part=TeamPart.OTHER,
            from_on=make.WEDNESDAY,
            contact=contact,
            by=morning.therapist,
        )

    assert codes_of(refused) == ["who"]


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.BILLING, Role.DIRECTOR])
def test_who_does_not_treat_her_states_nothing(
    her: Client, morning: make.Morning, role: Role
) -> None:
    with pytest.raises(Refused) as refused:
        actions.add_medication(client=her, name="Iron", by=make.staff(role))

    assert codes_of(refused) == ["not_allowed"]


def test_facilitators_read_but_do_not_diagnose(her: Client, morning: make.Morning) -> None:
    with pytest.raises(Refused):
        actions.diagnose(
            client=her,
            code="F33.1",
            status=DiagnosisStatus.CONFIRMED,
            rank=1,
            by=morning.facilitator,
        )
