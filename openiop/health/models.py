"""What she takes, what she reacts to, her diagnoses, her care team. Rows are history."""

from __future__ import annotations

from django.db import models

from openiop.base.record import Record, WordField
from openiop.clients.models import Client, Contact
from openiop.domain.health.allergies import AllergyKind, Severity
from openiop.domain.health.diagnoses import DiagnosisStatus
from openiop.domain.health.medications import MedicationSource
from openiop.domain.health.team import TeamPart
from openiop.domain.privacy import About
from openiop.privacy.sealed import SealedText, sealed_column


class Medication(Record):
    """Something she takes, as told to us. A new dose is a new row; the old one stops."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    follows = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="+")
    """The row with the dose before, or the one this corrects."""
    name_sealed = sealed_column()
    name = SealedText("health.medication.name")
    dose_sealed = sealed_column()
    dose = SealedText("health.medication.dose")
    reason_sealed = sealed_column()
    reason = SealedText("health.medication.reason")
    prescriber_sealed = sealed_column()
    prescriber = SealedText("health.medication.prescriber")
    source = WordField(words=MedicationSource)
    started_on = models.DateField(null=True)
    stopped_on = models.DateField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.UUIDField(null=True)
    stopped_why_sealed = sealed_column()
    stopped_why = SealedText("health.medication.stopped_why")
    struck_at = models.DateTimeField(null=True)
    struck_by = models.UUIDField(null=True)
    struck_why_sealed = sealed_column()
    struck_why = SealedText("health.medication.struck_why")

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client"), name="medications_of_client"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(stopped_on__isnull=True, stopped_at__isnull=True)
                | models.Q(stopped_on__isnull=False, stopped_at__isnull=False),
                name="medication_stopped_on_and_at",
            ),
        )

    def __str__(self) -> str:
        return "medication"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class MedicationReview(Record):
    """The list was looked through with her; who and when stand in the row itself."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    standing = models.PositiveSmallIntegerField()
    """How many stood on the list then."""
    words_sealed = sealed_column()
    words = SealedText("health.medicationreview.words")

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client", "on"), name="medication_reviews"),)

    def __str__(self) -> str:
        return f"looked through {self.on}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class Allergy(Record):
    """Something she reacts to."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    kind = WordField(words=AllergyKind)
    severity = WordField(words=Severity)
    to_sealed = sealed_column()
    to = SealedText("health.allergy.to")
    reaction_sealed = sealed_column()
    reaction = SealedText("health.allergy.reaction")
    struck_at = models.DateTimeField(null=True)
    struck_by = models.UUIDField(null=True)
    struck_why_sealed = sealed_column()
    struck_why = SealedText("health.allergy.struck_why")

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client"), name="allergies_of_client"),)

    def __str__(self) -> str:
        return "allergy"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class NoneKnown(Record):
    """Somebody asked about allergies, and she knew of none."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client"), name="no_allergies_of_client"),)

    def __str__(self) -> str:
        return f"none known {self.on}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class Diagnosis(Record):
    """A diagnosis with its code; where it stands now is its newest standing."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    code_sealed = sealed_column()
    code = SealedText("health.diagnosis.code")
    title_sealed = sealed_column()
    title = SealedText("health.diagnosis.title")
    """The title as the table had it then."""
    table = models.CharField(max_length=60)
    """Which table the code was taken from."""
    onset_on = models.DateField(null=True)
    diagnosed_on = models.DateField()
    diagnosed_by = models.UUIDField(null=True)
    """Staff who made the diagnosis; empty when somebody outside did."""
    made_by_sealed = sealed_column()
    made_by = SealedText("health.diagnosis.made_by")
    """Who made it outside, in words."""
    struck_at = models.DateTimeField(null=True)
    struck_by = models.UUIDField(null=True)
    struck_why_sealed = sealed_column()
    struck_why = SealedText("health.diagnosis.struck_why")

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client"), name="diagnoses_of_client"),)

    def __str__(self) -> str:
        return "diagnosis"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class DiagnosisStanding(Record):
    """How sure a diagnosis is and its place on her list; the newest row holds."""

    diagnosis = models.ForeignKey(Diagnosis, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    status = WordField(words=DiagnosisStatus)
    rank = models.PositiveSmallIntegerField()
    on = models.DateField()

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("diagnosis", "number"), name="diagnosis_standing_once"),
        )

    def __str__(self) -> str:
        return f"{self.status}, place {self.rank}"

    def about(self) -> About:
        """Whom this record is about."""
        return self.diagnosis.about()


class TeamMember(Record):
    """Somebody who does something for her care: staff here, or a contact outside."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    staff_id = models.UUIDField(null=True)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    part = WordField(words=TeamPart)
    does_sealed = sealed_column()
    does = SealedText("health.teammember.does")
    from_on = models.DateField()
    ended_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client"), name="team_of_client"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(staff_id__isnull=False, contact__isnull=True)
                | models.Q(staff_id__isnull=True, contact__isnull=False),
                name="team_member_is_one_person",
            ),
        )

    def __str__(self) -> str:
        return str(self.part)

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))
