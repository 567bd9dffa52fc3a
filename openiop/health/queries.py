"""What her chart says of her health: medications, allergies, diagnoses, care team."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from django.http import Http404

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.clients.models import Client
from openiop.clients.queries import contacts_of, episode_of
from openiop.domain.health.allergies import AllergyState, allergy_state
from openiop.domain.health.codes import Code, best_codes
from openiop.domain.health.diagnoses import DiagnosisStatus, StandingDiagnosis
from openiop.domain.health.medications import review_due_on
from openiop.domain.health.team import TeamPart
from openiop.domain.privacy import About
from openiop.domain.text import _

from .models import (
    Allergy,
    Diagnosis,
    DiagnosisStanding,
    Medication,
    MedicationReview,
    NoneKnown,
    TeamMember,
)

# The table of codes

_TABLE = Path(__file__).resolve().parent / "icd10cm.tsv.gz"


@cache
def _table() -> tuple[str, dict[str, Code]]:
    """The release and its codes; read when somebody first looks for one."""
    first, *lines = gzip.decompress(_TABLE.read_bytes()).decode().splitlines()
    codes = {line.split("\t", 1)[0]: Code(*line.split("\t")) for line in lines}
    return first[1:].split("\t")[0], codes


def table_release() -> str:
    """Which release of the table is shipped."""
    return _table()[0]


def codes_like(typed: str) -> list[Code]:
    """The codes that fit what was typed, chapter F first."""
    return best_codes(_table()[1].values(), typed)


def code_named(code: str) -> Code | None:
    """The line of the table with this code, with or without its dot."""
    plain = code.strip().upper().replace(".", "")
    dotted = f"{plain[:3]}.{plain[3:]}" if len(plain) > len("F33") else plain
    return _table()[1].get(dotted)


# Medications


@dataclass(frozen=True)
class MedicationLine:
    """Something she takes or took."""

    medication: Medication
    noted_name: str
    stopped_name: str
    struck_name: str

    @property
    def is_standing(self) -> bool:
        """Whether she takes it now, as far as we know."""
        return self.medication.stopped_on is None and self.medication.struck_at is None


def standing_medications(client_id: UUID) -> list[Medication]:
    """What she takes now, as far as we know."""
    return list(
        Medication.objects.filter(
            client_id=client_id, stopped_on__isnull=True, struck_at__isnull=True
        ).order_by("started_on", "created_at")
    )


def takes_already(client_id: UUID, name: str, dose: str) -> bool:
    """Whether her list has this medication in this dose."""
    wanted = (name.casefold().strip(), dose.casefold().strip())
    return any(
        (row.name.casefold().strip(), row.dose.casefold().strip()) == wanted
        for row in standing_medications(client_id)
    )


def medications_of(client_id: UUID) -> list[MedicationLine]:
    """All she takes and took, struck ones too, in the order they began; two statements."""
    rows = list(Medication.objects.filter(client_id=client_id).order_by("created_at"))
    names = names_by_id(
        id_ for row in rows for id_ in (row.created_by, row.stopped_by, row.struck_by)
    )
    return [
        MedicationLine(
            row,
            names.get(row.created_by, ""),
            names.get(row.stopped_by, "") if row.stopped_by else "",
            names.get(row.struck_by, "") if row.struck_by else "",
        )
        for row in sorted(rows, key=lambda row: (row.started_on or date.min, row.created_at))
    ]


@dataclass(frozen=True)
class ReviewLine:
    """One time the list was looked through with her."""

    on: date
    at: datetime
    by_name: str
    words: str


def medication_reviews(client_id: UUID) -> list[ReviewLine]:
    """When the list was looked through, the newest first."""
    rows = list(MedicationReview.objects.filter(client_id=client_id).order_by("-created_at"))
    names = names_by_id(row.created_by for row in rows)
    return [
        ReviewLine(row.on, row.created_at, names.get(row.created_by, ""), row.words) for row in rows
    ]


# Allergies


@dataclass(frozen=True)
class Allergies:
    """What may be said of her allergies."""

    state: AllergyState
    standing: tuple[Allergy, ...]
    struck: tuple[Allergy, ...]
    asked_on: date | None
    asked_name: str


def allergies_of(client_id: UUID) -> Allergies:
    """Her allergies, or that she knows of none, or that nobody asked yet; three statements."""
    rows = list(Allergy.objects.filter(client_id=client_id).order_by("created_at"))
    standing = tuple(row for row in rows if row.struck_at is None)
    said = NoneKnown.objects.filter(client_id=client_id).order_by("-created_at").first()
    # "none known" said before an allergy was listed says nothing any more, even once it is struck
    holds = said is not None and all(row.created_at < said.created_at for row in rows)
    return Allergies(
        state=allergy_state(len(standing), holds),
        standing=standing,
        struck=tuple(row for row in rows if row.struck_at is not None),
        asked_on=said.on if said and holds else None,
        asked_name=names_by_id([said.created_by]).get(said.created_by, "") if said else "",
    )


# Diagnoses


@dataclass(frozen=True)
class StandingLine:
    """Where a diagnosis stood from a day on."""

    status: DiagnosisStatus
    rank: int
    on: date
    by_name: str


@dataclass(frozen=True)
class DiagnosisLine:
    """A diagnosis with where it stands now, and where it stood before."""

    diagnosis: Diagnosis
    made_by: str
    now: StandingLine
    before: tuple[StandingLine, ...]

    @property
    def is_standing(self) -> bool:
        """Whether it counts among her diagnoses."""
        return self.diagnosis.struck_at is None and self.now.status.is_standing

    @property
    def facts(self) -> StandingDiagnosis:
        """As the rules see it."""
        return StandingDiagnosis(self.diagnosis.code, self.now.rank, self.now.status)


def diagnoses_of(client_id: UUID) -> list[DiagnosisLine]:
    """All her diagnoses: those that hold by their place, then the others; three statements."""
    rows = list(Diagnosis.objects.filter(client_id=client_id).order_by("created_at"))
    standings: dict[UUID, list[DiagnosisStanding]] = {}
    for row in DiagnosisStanding.objects.filter(diagnosis__client_id=client_id).order_by("number"):
        standings.setdefault(row.diagnosis_id, []).append(row)
    names = names_by_id(
        id_
        for id_ in (
            *(row.diagnosed_by for row in rows),
            *(each.created_by for of_one in standings.values() for each in of_one),
        )
    )
    lines = [_diagnosis_line(row, standings[row.pk], names) for row in rows]
    return sorted(lines, key=lambda line: (not line.is_standing, line.now.rank))


def _diagnosis_line(
    row: Diagnosis, standings: list[DiagnosisStanding], names: dict[UUID, str]
) -> DiagnosisLine:
    lines = [
        StandingLine(each.status, each.rank, each.on, names.get(each.created_by, ""))
        for each in standings
    ]
    made_by = names.get(row.diagnosed_by, "") if row.diagnosed_by else row.made_by
    return DiagnosisLine(row, made_by, lines[-1], tuple(reversed(lines[:-1])))


def standing_diagnoses(
    client_id: UUID, but: Diagnosis | None = None
) -> tuple[StandingDiagnosis, ...]:
    """The diagnoses that hold, as the rules see them."""
    return tuple(
        line.facts
        for line in diagnoses_of(client_id)
        if line.is_standing and (but is None or line.diagnosis.pk != but.pk)
    )


def next_standing_number(diagnosis: Diagnosis) -> int:
    """The number the next standing of a diagnosis gets."""
    return DiagnosisStanding.objects.filter(diagnosis=diagnosis).count() + 1


# Who does what for her


@dataclass(frozen=True)
class TeamLine:
    """Somebody of her care team."""

    name: str
    part: TeamPart
    does: str
    from_on: date
    ended_on: date | None
    member: TeamMember | None = None
    """None for what follows from her stay."""
    is_outside: bool = False
    shares: str = ""
    """For somebody outside: a marked text on whether a release holds."""


def team_of(client_id: UUID) -> list[TeamLine]:
    """Her care team: the therapist of her stay, and everybody entered; constant statements."""
    rows = list(TeamMember.objects.filter(client_id=client_id).order_by("from_on", "created_at"))
    stay = episode_of(client_id, clock.today())
    contacts = {line.contact.pk: line for line in contacts_of(client_id, struck_too=True)}
    names = names_by_id((stay.therapist_id if stay else None, *(row.staff_id for row in rows)))
    lines = []
    if stay and stay.therapist_id:
        lines.append(
            TeamLine(
                names.get(stay.therapist_id, ""),
                TeamPart.THERAPIST,
                "",
                stay.starts_on,
                stay.ended_on,
            )
        )
    for row in rows:
        contact = contacts.get(row.contact_id) if row.contact_id else None
        name = (
            (contact.told.name or contact.told.organization)
            if contact
            else (names.get(row.staff_id, "") if row.staff_id else "")
        )
        shares = ""
        if contact:
            shares = _("Release holds") if contact.standing_releases else _("No release")
        lines.append(
            TeamLine(
                name, row.part, row.does, row.from_on, row.ended_on, row, bool(contact), shares
            )
        )
    return lines


# The page, and the few lines of it on the front of the chart


@dataclass(frozen=True)
class HealthPage:
    """Everything about her health, on one page."""

    client: Client
    medications: tuple[MedicationLine, ...]
    earlier: tuple[MedicationLine, ...]
    """Stopped and struck ones."""
    reviews: tuple[ReviewLine, ...]
    review_due_on: date
    is_review_due: bool
    allergies: Allergies
    diagnoses: tuple[DiagnosisLine, ...]
    past_diagnoses: tuple[DiagnosisLine, ...]


def health_page(client: Client) -> HealthPage:
    """Her medications, allergies and diagnoses; constant statements."""
    lines, reviews = medications_of(client.pk), medication_reviews(client.pk)
    diagnoses, today = diagnoses_of(client.pk), clock.today()
    stay = episode_of(client.pk, today)
    due_on = review_due_on(stay.starts_on if stay else today, [each.on for each in reviews])
    return HealthPage(
        client=client,
        medications=tuple(line for line in lines if line.is_standing),
        earlier=tuple(line for line in reversed(lines) if not line.is_standing),
        reviews=tuple(reviews),
        review_due_on=due_on,
        is_review_due=due_on <= today,
        allergies=allergies_of(client.pk),
        diagnoses=tuple(line for line in diagnoses if line.is_standing),
        past_diagnoses=tuple(line for line in diagnoses if not line.is_standing),
    )


@dataclass(frozen=True)
class HealthBrief:
    """The few lines of her health that stand on the front of the chart."""

    medications: tuple[Medication, ...]
    allergies: Allergies
    diagnoses: tuple[DiagnosisLine, ...]
    people: int
    released_to: tuple[str, ...]
    keep_away: tuple[str, ...]


def health_brief(client_id: UUID) -> HealthBrief:
    """Her health and people in a few lines; constant statements."""
    contacts = contacts_of(client_id)
    return HealthBrief(
        medications=tuple(standing_medications(client_id)),
        allergies=allergies_of(client_id),
        diagnoses=tuple(line for line in diagnoses_of(client_id) if line.is_standing),
        people=len(contacts),
        released_to=tuple(
            line.told.name or line.told.organization for line in contacts if line.standing_releases
        ),
        keep_away=tuple(line.told.name for line in contacts if line.told.keep_away),
    )


# Single records


def medication_or_404(medication_id: UUID) -> Medication:
    """The medication with this id; struck ones are there no longer."""
    return _one(Medication, medication_id)


def about_medication(medication_id: UUID, **_parts: object) -> About:
    """Whom a page about a medication is about."""
    return medication_or_404(medication_id).about()


def allergy_or_404(allergy_id: UUID) -> Allergy:
    """The allergy with this id; struck ones are there no longer."""
    return _one(Allergy, allergy_id)


def about_allergy(allergy_id: UUID, **_parts: object) -> About:
    """Whom a page about an allergy is about."""
    return allergy_or_404(allergy_id).about()


def diagnosis_or_404(diagnosis_id: UUID) -> Diagnosis:
    """The diagnosis with this id; struck ones are there no longer."""
    return _one(Diagnosis, diagnosis_id)


def about_diagnosis(diagnosis_id: UUID, **_parts: object) -> About:
    """Whom a page about a diagnosis is about."""
    return diagnosis_or_404(diagnosis_id).about()


def team_member_or_404(member_id: UUID) -> TeamMember:
    """The member of a care team with this id."""
    found = TeamMember.objects.select_related("client").filter(pk=member_id).first()
    if found is None:
        raise Http404("No such member.")
    return found


def about_team_member(member_id: UUID, **_parts: object) -> About:
    """Whom a page about a member of a care team is about."""
    return team_member_or_404(member_id).about()


Strikable = TypeVar("Strikable", Medication, Allergy, Diagnosis)


def _one(of: type[Strikable], id_: UUID) -> Strikable:
    rows = of.objects.select_related("client")
    found = rows.filter(pk=id_, struck_at__isnull=True).first()
    if found is None:
        raise Http404("No such entry.")
    return found
