"""What is missing before day one, papers and signatures, the waitlist, the start: rows kept.

All but a place on the waitlist and a discharge plan are append-only, by trigger.
"""

from __future__ import annotations

from django.db import models

from openiop.assessment.models import LevelOfCare
from openiop.base.record import Record, WordField
from openiop.clients.models import Client, Episode
from openiop.domain.admission import GroupForm, Item, MarkKind, ReviewMoment, SeatSaid
from openiop.domain.consent import ConsentKind, Device, SignedHow
from openiop.domain.privacy import About
from openiop.domain.waitlist import OfferEnd, WaitEnd
from openiop.privacy.sealed import SealedText, sealed_column
from openiop.programs.models import Track
from openiop.schedule.models import Group


class ConsentText(Record):
    """A site's own version of a paper; the newest holds. Nothing about a client stands in it."""

    kind = WordField(words=ConsentKind)
    number = models.PositiveSmallIntegerField()
    papers = models.JSONField(default=dict)
    """By language: title, summary, body. None at all: ours hold again."""
    why = models.CharField(max_length=300)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("site", "kind", "number"), name="consent_text_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind}, version {self.number}"


class ConsentSignature(Record):
    """She signed a paper, or said no to it: who, when, which very text, how, on whose device."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(default=1)
    kind = WordField(words=ConsentKind)
    version = models.CharField(max_length=40)
    """Of the text: ours by its id, a site's own by its number."""
    language = models.CharField(max_length=5)
    text = models.TextField()
    """The very text, so that the signature stands on its own."""
    text_mark = models.CharField(max_length=64)
    agreed = models.BooleanField()
    how = WordField(words=SignedHow)
    device = WordField(words=Device)
    name_sealed = sealed_column()
    name = SealedText("admission.consentsignature.name")
    drawing_sealed = sealed_column()
    drawing = SealedText("admission.consentsignature.drawing")
    """An SVG path of numbers."""
    witness_id = models.UUIDField(null=True)
    salt = models.CharField(max_length=32)
    content_hash = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    signed_by = models.UUIDField()
    """Who pressed the button: she, or the witness on her behalf."""
    dated_on = models.DateField()

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client"), name="signatures_of_client"),)
        constraints = (
            models.UniqueConstraint(fields=("client", "number"), name="consent_signature_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.content_hash[:8]}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class ConsentRevocation(Record):
    """She took a paper back; from this moment it does not hold."""

    signature = models.OneToOneField(ConsentSignature, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField()
    revoked_by = models.UUIDField()
    words_sealed = sealed_column()
    words = SealedText("admission.consentrevocation.words")

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return "taken back"

    def about(self) -> About:
        """Whom this record is about."""
        return self.signature.about()


class ItemMark(Record):
    """Somebody said how an item before day one stands; the newest word holds."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(default=1)
    item = WordField(words=Item)
    mark = WordField(words=MarkKind)
    why_sealed = sealed_column()
    why = SealedText("admission.itemmark.why")

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client"), name="marks_of_client"),)
        constraints = (models.UniqueConstraint(fields=("client", "number"), name="item_mark_once"),)

    def __str__(self) -> str:
        return f"{self.item} {self.mark}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class ItemOwner(Record):
    """Who sees to an item before day one; the newest holds."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(default=1)
    item = WordField(words=Item)
    staff_id = models.UUIDField()

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client"), name="item_owners_of_client"),)
        constraints = (
            models.UniqueConstraint(fields=("client", "number"), name="item_owner_once"),
        )

    def __str__(self) -> str:
        return str(self.item)

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class LessCareYes(Record):
    """A named clinician says yes, or no, to less care than was recommended, and how it is safe."""

    level = models.ForeignKey(LevelOfCare, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(default=1)
    agrees = models.BooleanField()
    said_as = models.CharField(max_length=160)
    """Name and credentials, as under a signature."""
    mitigation_sealed = sealed_column()
    mitigation = SealedText("admission.lesscareyes.mitigation")

    class Meta(Record.Meta):
        constraints = (models.UniqueConstraint(fields=("level", "number"), name="less_care_once"),)

    def __str__(self) -> str:
        return "yes" if self.agrees else "no"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.level.client_id,))


class StartPlan(Record):
    """Her first weeks as they are planned; the newest holds."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(default=1)
    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    planned_end_on = models.DateField()
    weekdays = models.JSONField(default=list)
    remote = models.BooleanField(default=False)
    group_ids = models.JSONField(default=list)
    therapist_id = models.UUIDField(null=True)
    day_one_id = models.UUIDField(null=True)
    """Who meets her on day one."""

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client"), name="start_plans_of_client"),)
        constraints = (
            models.UniqueConstraint(fields=("client", "number"), name="start_plan_once"),
        )

    def __str__(self) -> str:
        return f"start on {self.starts_on}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class GroupSetting(Record):
    """Who may join a group: open, closed, or trauma processing; the newest holds."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(default=1)
    form = WordField(words=GroupForm)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("group", "number"), name="group_setting_once"),
        )

    def __str__(self) -> str:
        return str(self.form)


class SeatWord(Record):
    """What a clinician or she herself said about a guarded seat; the newest of each holds."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(default=1)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    said = WordField(words=SeatSaid)
    by_herself = models.BooleanField(default=False)
    """She said it on her own page; else somebody heard it and wrote it down."""
    said_as = models.CharField(max_length=160, blank=True)
    words_sealed = sealed_column()
    words = SealedText("admission.seatword.words")

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client"), name="seat_words_of_client"),)
        constraints = (models.UniqueConstraint(fields=("client", "number"), name="seat_word_once"),)

    def __str__(self) -> str:
        return str(self.said)

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class WaitlistEntry(Record):
    """She waits for a place in a track, since a day, until she starts or waits no more."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="+")
    since_on = models.DateField()
    end = WordField(words=WaitEnd, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    why_sealed = sealed_column()
    why = SealedText("admission.waitlistentry.why")

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("client",),
                condition=models.Q(ended_at__isnull=True),
                name="waits_once",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_by__isnull=True, end="")
                | models.Q(ended_at__isnull=False, ended_by__isnull=False) & ~models.Q(end=""),
                name="waiting_ended_at_and_by",
            ),
        )

    def __str__(self) -> str:
        return f"waits since {self.since_on}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class SeatOffer(Record):
    """A place was offered to her until a moment; why she and not another stands with it."""

    entry = models.ForeignKey(WaitlistEntry, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    weekdays = models.JSONField(default=list)
    due_at = models.DateTimeField()
    number = models.PositiveSmallIntegerField()
    """Where she stood in line."""
    rule_id = models.CharField(max_length=40)
    factors_sealed = sealed_column()
    factors = SealedText("admission.seatoffer.factors")
    """JSON text: the order as it was then; why another was passed over."""
    message_id = models.UUIDField(null=True)
    """The neutral message that asked her to call; None: somebody calls her when it is safe."""
    not_told = models.CharField(max_length=40, blank=True)
    """The code of why no message left."""

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "due_at"), name="offers_by_due"),)

    def __str__(self) -> str:
        return f"offer until {self.due_at}"

    def about(self) -> About:
        """Whom this record is about."""
        return self.entry.about()


class OfferEnding(Record):
    """How an offer ended. One row for each, so that two jobs or two people cannot both end it."""

    offer = models.OneToOneField(SeatOffer, on_delete=models.PROTECT, related_name="+")
    end = WordField(words=OfferEnd)
    words_sealed = sealed_column()
    words = SealedText("admission.offerending.words")

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return str(self.end)

    def about(self) -> About:
        """Whom this record is about."""
        return self.offer.about()


class Admission(Record):
    """She was admitted: when, by whom, by which rule, and what was waived or is still owed."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    episode = models.OneToOneField(Episode, on_delete=models.PROTECT, related_name="+")
    start_plan = models.ForeignKey(StartPlan, on_delete=models.PROTECT, related_name="+")
    rule_id = models.CharField(max_length=40)
    lines = models.JSONField(default=dict)
    """How each item stood: code and state."""
    admitted_at = models.DateTimeField()
    admitted_by = models.UUIDField()

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return "admission"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class PlannedLength(Record):
    """Until when a stay was planned, at which review, and why; the newest holds."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(default=1)
    planned_end_on = models.DateField()
    moment = WordField(words=ReviewMoment)
    why_sealed = sealed_column()
    why = SealedText("admission.plannedlength.why")

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "episode"), name="lengths_of_stay"),)
        constraints = (
            models.UniqueConstraint(fields=("episode", "number"), name="planned_length_once"),
        )

    def __str__(self) -> str:
        return f"until {self.planned_end_on}"

    def about(self) -> About:
        """Whom this record is about."""
        return self.episode.about()


class DischargePlan(Record):
    """Her plan for afterwards, opened on the day she is admitted; written on during the stay."""

    episode = models.OneToOneField(Episode, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField()
    afterwards_sealed = sealed_column()
    afterwards = SealedText("admission.dischargeplan.afterwards")
    """What is meant to come next, as far as it is known."""

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return f"opened on {self.opened_on}"

    def about(self) -> About:
        """Whom this record is about."""
        return self.episode.about()
