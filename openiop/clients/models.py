"""A client and her stays."""

from __future__ import annotations

from django.db import models

from openiop.base.record import Record, WordField
from openiop.domain.address import AddressKind
from openiop.domain.episode import LeaveReason, Stage, StayEnd, StayMove
from openiop.domain.privacy import About
from openiop.privacy.sealed import SealedText, sealed_column
from openiop.programs.models import Track


class Client(Record):
    """A woman in or on her way into the program. Her chosen name comes first, everywhere."""

    external_id = models.CharField(max_length=60, blank=True)
    """Her number in the system she was imported from; empty when she was entered here."""
    chosen_name = models.CharField(max_length=60)
    last_name = models.CharField(max_length=60)
    legal_first_name = models.CharField(max_length=60, blank=True)
    pronouns = models.CharField(max_length=30, blank=True)
    born_on = models.DateField(null=True)
    language = models.CharField(max_length=5, default="en")
    search_name = models.CharField(max_length=140)
    """Names folded to plain lower-case letters, for finding her at the desk."""

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("site", "external_id"),
                condition=~models.Q(external_id=""),
                name="external_id_once",
            ),
        )

    def __str__(self) -> str:
        return self.short_name

    @property
    def short_name(self) -> str:
        """Chosen name and the first letter of the last name, as on boards."""
        return f"{self.chosen_name} {self.last_name[:1]}.".strip()

    @property
    def initials(self) -> str:
        """For wall displays."""
        return f"{self.chosen_name[:1]}{self.last_name[:1]}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.pk,))


class Episode(Record):
    """One stay in the program, from admission to its end."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="+")
    stage = WordField(words=Stage)
    starts_on = models.DateField()
    planned_end_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    therapist_id = models.UUIDField(null=True)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("client",),
                condition=models.Q(stage__in=("admitted", "in_program", "on_leave")),
                name="one_stay_open_per_client",
            ),
        )

    def __str__(self) -> str:
        return f"{self.stage} since {self.starts_on}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class StageMove(Record):
    """A stay moved, or a move was taken back; rows are the history. Append-only, by trigger."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(default=1)
    move = WordField(words=StayMove, default="admit")
    to = WordField(words=Stage)
    """Where the stay stands after it."""
    on = models.DateField()
    leave_reason = WordField(words=LeaveReason, blank=True)
    end = WordField(words=StayEnd, blank=True)
    return_on = models.DateField(null=True)
    weekdays = models.JSONField(default=list)
    """On which she came before it, so that it can be taken back."""
    words_sealed = sealed_column()
    words = SealedText("clients.stagemove.words")
    """JSON text: why, next_step."""
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="+")
    """The move this one takes back."""

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "episode"), name="moves_of_stay"),)
        constraints = (
            models.UniqueConstraint(fields=("episode", "number"), name="stage_move_once"),
        )

    def __str__(self) -> str:
        return f"to {self.to} on {self.on}"

    def about(self) -> About:
        """Whom this record is about."""
        return self.episode.about()


class ComingDays(Record):
    """On which weekdays she comes, from a date on; the newest row that has begun holds."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    weekdays = models.JSONField(default=list)
    remote = models.BooleanField(default=False)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("episode", "from_on"), name="coming_days_once_a_date"),
        )

    def __str__(self) -> str:
        return f"{self.weekdays} from {self.from_on}"


class Contact(Record):
    """A person or organization around her. What is known of them stands in its details."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    struck_at = models.DateTimeField(null=True)
    struck_by = models.UUIDField(null=True)
    struck_why_sealed = sealed_column()
    struck_why = SealedText("clients.contact.struck_why")

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client"), name="contacts_of_client"),)

    def __str__(self) -> str:
        return "contact"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class ContactDetail(Record):
    """What is known of a contact from a moment on; the newest holds, the others are history."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    told_sealed = sealed_column()
    told = SealedText("clients.contactdetail.told")
    """JSON text: name, organization, relation, phone, email, words, keep_away, emergency."""

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("contact", "number"), name="contact_detail_once"),
        )

    def __str__(self) -> str:
        return f"contact, version {self.number}"

    def about(self) -> About:
        """Whom this record is about."""
        return self.contact.about()


class Release(Record):
    """She signed that some of her chart may be shared with a contact, for something, for a time."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    purposes = models.JSONField(default=list)
    parts = models.JSONField(default=list)
    signed_on = models.DateField()
    from_on = models.DateField()
    until_on = models.DateField()
    words_sealed = sealed_column()
    words = SealedText("clients.release.words")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        constraints = (
            models.CheckConstraint(
                condition=models.Q(from_on__lte=models.F("until_on")), name="release_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="release_revoked_at_and_by",
            ),
        )

    def __str__(self) -> str:
        return f"release until {self.until_on}"

    def about(self) -> About:
        """Whom this record is about."""
        return self.contact.about()


class NameChange(Record):
    """Her names from a moment on; the newest holds. Legal names stand only here. Append-only."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    told_sealed = sealed_column()
    told = SealedText("clients.namechange.told")
    """JSON text: chosen_name, last_name, legal_first_name, legal_last_name, why."""

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("client", "number"), name="name_change_once"),
        )

    def __str__(self) -> str:
        return f"names, version {self.number}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class AddressChange(Record):
    """An address of hers from a moment on; the newest of a kind holds. Append-only, by trigger."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    kind = WordField(words=AddressKind)
    number = models.PositiveIntegerField()
    told_sealed = sealed_column()
    told = SealedText("clients.addresschange.told")
    """JSON text of the address; empty: she has none of this kind any more."""

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("client", "number"), name="address_change_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind}, version {self.number}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class KeptApart(Record):
    """Two clients who must not meet here without a decision. Why is known to few."""

    one = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    """The one with the higher id, so that a pair stands once."""
    told_sealed = sealed_column()
    told = SealedText("clients.keptapart.told")
    """JSON text: link, words."""
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    ended_why_sealed = sealed_column()
    ended_why = SealedText("clients.keptapart.ended_why")

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("one", "other"),
                condition=models.Q(ended_at__isnull=True),
                name="kept_apart_once",
            ),
            models.CheckConstraint(
                condition=models.Q(one__lt=models.F("other")), name="kept_apart_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_by__isnull=True)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
                name="kept_apart_ended_at_and_by",
            ),
        )

    def __str__(self) -> str:
        return "a rule"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.one_id, self.other_id))
