"""Stating what she takes and reacts to, her diagnoses and her care team. Nothing is prescribed."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from openiop.base import clock
from openiop.clients.models import Client, Contact
from openiop.domain.decision import refuse
from openiop.domain.health.allergies import AllergyKind, Severity
from openiop.domain.health.diagnoses import DiagnosisStatus, may_diagnose
from openiop.domain.health.medications import MedicationSource, may_state
from openiop.domain.health.team import TeamPart
from openiop.domain.importing.medication_row import MedicationRow
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.privacy.actions import tie, untie
from openiop.privacy.actor import Actor, system
from openiop.privacy.gate import action, audit_codes
from openiop.privacy.models import TieKind

from . import queries
from .models import (
    Allergy,
    Diagnosis,
    DiagnosisStanding,
    Medication,
    MedicationReview,
    NoneKnown,
    TeamMember,
)

# Medications


@action(Permission.EDIT_MEDICATIONS, audit="health.medication_added")
def add_medication(
    *,
    client: Client,
    name: str,
    dose: str = "",
    reason: str = "",
    prescriber: str = "",
    source: MedicationSource = MedicationSource.HERSELF,
    started_on: date | None = None,
    by: Actor,
) -> Medication:
    """State that she takes something; dose and prescriber in the words we were told."""
    told = MedicationRow(name, dose, reason, prescriber, started_on)
    return _stated(client, told, source, by)


@action(Permission.EDIT_MEDICATIONS, audit="health.medication_changed")
def change_dose(*, medication: Medication, dose: str, on: date, why: str, by: Actor) -> Medication:
    """She takes it in another dose from a day on; the dose before stays readable."""
    if not dose.strip():
        raise refuse("dose", _("Say how she takes it now."), field_name="dose")
    _stop(medication, on, why, by)
    told = MedicationRow(medication.name, dose, medication.reason, medication.prescriber, on)
    return _stated(medication.client, told, medication.source, by, follows=medication)


@action(Permission.EDIT_MEDICATIONS, audit="health.medication_stopped")
def stop_medication(*, medication: Medication, on: date, why: str = "", by: Actor) -> Medication:
    """She takes it no longer; it stays on the list of what she took."""
    return _stop(medication, on, why, by)


@action(Permission.EDIT_MEDICATIONS, audit="health.medication_struck")
def strike_medication(*, medication: Medication, why: str, by: Actor) -> Medication:
    """It was entered by mistake; it stays readable, with the reason."""
    _struck(medication, why, by)
    return medication


@action(Permission.EDIT_MEDICATIONS, audit="health.medications_reviewed")
def review_medications(*, client: Client, words: str = "", by: Actor) -> MedicationReview:
    """The list was looked through with her and says what she takes."""
    row = MedicationReview(
        client=client,
        on=clock.today(),
        standing=len(queries.standing_medications(client.pk)),
        created_by=by.id,
    )
    row.words = words.strip()
    row.save(force_insert=True)
    return row


@action(Permission.EDIT_MEDICATIONS, audit="health.medications_imported")
def import_medications(*, client: Client, rows: tuple[MedicationRow, ...], by: Actor) -> int:
    """Take over a file's medications; what stands on her list already is not doubled."""
    here = {_same(row.name, row.dose) for row in queries.standing_medications(client.pk)}
    stated = 0
    for row in rows:
        if _same(row.name, row.dose) in here:
            continue
        here.add(_same(row.name, row.dose))
        made = _stated(client, row, MedicationSource.IMPORTED, by)
        if row.stopped_on is not None:
            _stop(made, row.stopped_on, "", by)
        stated += 1
    audit_codes(rows=len(rows), stated=stated)
    return stated


@action(Permission.IMPORT, audit="health.medication_imported")
def take_in_medication(*, client: Client, row: MedicationRow, by: Actor) -> bool:
    """Take one medication of a file into one client's list; gives whether it was new there."""
    return bool(import_medications(client=client, rows=(row,), by=system(by)))


def _same(name: str, dose: str) -> tuple[str, str]:
    return name.casefold().strip(), dose.casefold().strip()


def _stated(
    client: Client,
    told: MedicationRow,
    source: MedicationSource,
    by: Actor,
    follows: Medication | None = None,
) -> Medication:
    may_state(told.name, told.started_on, None, clock.today()).or_refuse()
    row = Medication(
        client=client,
        source=source,
        started_on=told.started_on,
        follows=follows,
        created_by=by.id,
    )
    row.name, row.dose = told.name.strip(), told.dose.strip()
    row.reason, row.prescriber = told.reason.strip(), told.prescriber.strip()
    row.save(force_insert=True)
    return row


def _stop(medication: Medication, on: date, why: str, by: Actor) -> Medication:
    if medication.stopped_on is not None or medication.struck_at is not None:
        raise refuse("stopped_already", _("This has stopped already. Look again."))
    may_state(medication.name, medication.started_on, on, clock.today()).or_refuse()
    medication.stopped_on, medication.stopped_at, medication.stopped_by = on, clock.now(), by.id
    medication.stopped_why = why.strip()
    medication.save()
    return medication


def _struck(row: Medication | Allergy | Diagnosis, why: str, by: Actor) -> None:
    if not why.strip():
        raise refuse("why", _("Say why."), field_name="why")
    if row.struck_at is not None:
        raise refuse("struck_already", _("This has been struck already."))
    row.struck_at, row.struck_by = clock.now(), by.id
    row.struck_why = why.strip()
    row.save()


# Allergies


@action(Permission.EDIT_MEDICATIONS, audit="health.allergy_added")
def add_allergy(
    *,
    client: Client,
    to: str,
    kind: AllergyKind,
    severity: Severity = Severity.UNKNOWN,
    reaction: str = "",
    by: Actor,
) -> Allergy:
    """State what she reacts to, and how."""
    if not to.strip():
        raise refuse("to", _("Say what she reacts to."), field_name="to")
    row = Allergy(client=client, kind=kind, severity=severity, created_by=by.id)
    row.to, row.reaction = to.strip(), reaction.strip()
    row.save(force_insert=True)
    return row


@action(Permission.EDIT_MEDICATIONS, audit="health.no_allergies_known")
def state_none_known(*, client: Client, by: Actor) -> NoneKnown:
    """She was asked and knows of no allergy; refused while one stands on her list."""
    if queries.allergies_of(client.pk).standing:
        raise refuse("listed", _("An allergy stands on her list. Strike it first if it is wrong."))
    return NoneKnown.objects.create(client=client, on=clock.today(), created_by=by.id)


@action(Permission.EDIT_MEDICATIONS, audit="health.allergy_struck")
def strike_allergy(*, allergy: Allergy, why: str, by: Actor) -> Allergy:
    """It was no allergy or was entered by mistake; it stays readable, with the reason."""
    _struck(allergy, why, by)
    return allergy


# Diagnoses


@action(Permission.DIAGNOSE, audit="health.diagnosed")
def diagnose(
    *,
    client: Client,
    code: str,
    status: DiagnosisStatus,
    rank: int,
    onset_on: date | None = None,
    diagnosed_on: date | None = None,
    made_by: str = "",
    by: Actor,
) -> Diagnosis:
    """Put a diagnosis on her list; `made_by` names who made it outside, else it is `by`."""
    line, standing = queries.code_named(code), queries.standing_diagnoses(client.pk)
    today = clock.today()
    may_diagnose(
        line.code if line else code.strip(), line is not None, rank, onset_on, standing, today
    ).or_refuse()
    assert line is not None  # noqa: S101 - refused above
    row = Diagnosis(
        client=client,
        table=queries.table_release(),
        onset_on=onset_on,
        diagnosed_on=diagnosed_on or today,
        diagnosed_by=None if made_by.strip() else by.id,
        created_by=by.id,
    )
    row.code, row.title, row.made_by = line.code, line.title, made_by.strip()
    row.save(force_insert=True)
    _stands(row, status, rank, 1, by)
    return row


@action(Permission.DIAGNOSE, audit="health.diagnosis_changed")
def change_diagnosis(
    *, diagnosis: Diagnosis, status: DiagnosisStatus, rank: int, by: Actor
) -> DiagnosisStanding:
    """Say anew how sure a diagnosis is and its place; where it stood before is kept."""
    if status.is_standing:
        others = queries.standing_diagnoses(diagnosis.client_id, but=diagnosis)
        may_diagnose(
            diagnosis.code, True, rank, diagnosis.onset_on, others, clock.today()
        ).or_refuse()
    return _stands(diagnosis, status, rank, queries.next_standing_number(diagnosis), by)


@action(Permission.DIAGNOSE, audit="health.diagnosis_struck")
def strike_diagnosis(*, diagnosis: Diagnosis, why: str, by: Actor) -> Diagnosis:
    """It was entered by mistake; it stays readable, with the reason."""
    _struck(diagnosis, why, by)
    return diagnosis


def _stands(
    diagnosis: Diagnosis, status: DiagnosisStatus, rank: int, number: int, by: Actor
) -> DiagnosisStanding:
    return DiagnosisStanding.objects.create(
        diagnosis=diagnosis,
        number=number,
        status=status,
        rank=rank,
        on=clock.today(),
        created_by=by.id,
    )


# Who does what for her


@action(Permission.EDIT_PEOPLE, audit="health.team_joined")
def join_team(
    *,
    client: Client,
    part: TeamPart,
    from_on: date,
    staff_id: UUID | None = None,
    contact: Contact | None = None,
    does: str = "",
    by: Actor,
) -> TeamMember:
    """Somebody does something for her care: staff here, or a contact of hers outside."""
    if (staff_id is None) == (contact is None):
        raise refuse("who", _("Choose one person."), field_name="who")
    if contact is not None and contact.client_id != client.pk:
        raise refuse("who", _("This person is on somebody else's chart."), field_name="who")
    row = TeamMember(
        client=client,
        staff_id=staff_id,
        contact=contact,
        part=part,
        from_on=from_on,
        created_by=by.id,
    )
    row.does = does.strip()
    row.save(force_insert=True)
    if staff_id is not None:
        # who is on her team here works with her, and so opens her chart
        tie(
            staff_id=staff_id,
            client_id=client.pk,
            kind=TieKind.TEAM,
            from_on=from_on,
            by=system(by),
        )
    return row


@action(Permission.EDIT_PEOPLE, audit="health.team_left")
def leave_team(*, member: TeamMember, by: Actor) -> TeamMember:
    """Somebody no longer does this for her; that it was so stays readable."""
    if member.ended_at is None:
        member.ended_on, member.ended_at, member.ended_by = clock.today(), clock.now(), by.id
        member.save()
        still = TeamMember.objects.filter(
            client=member.client_id, staff_id=member.staff_id, ended_at__isnull=True
        )
        if member.staff_id is not None and not still.exists():
            untie(
                staff_id=member.staff_id,
                client_id=member.client_id,
                kind=TieKind.TEAM,
                by=system(by),
            )
    return member
