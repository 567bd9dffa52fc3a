"""Goals, the shared part of a group's record, each woman's own note, signatures and addenda."""

from __future__ import annotations

from django.db import models

from openiop.base.record import Record, WordField
from openiop.clients.models import Client
from openiop.domain.care.body import PracticedHow, PracticedWith
from openiop.domain.care.opening import HoldKind
from openiop.domain.privacy import About
from openiop.domain.words import AwayReason
from openiop.privacy.sealed import SealedText, sealed_column
from openiop.schedule.models import Session


class Goal(Record):
    """What she works toward: in her own words, and in ours beside them."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    her_words = models.CharField(max_length=300)
    our_words = models.CharField(max_length=300, blank=True)
    ended_on = models.DateField(null=True)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("client", "number"), name="goal_number_once"),
        )

    def __str__(self) -> str:
        return f"goal {self.number}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class SharedPart(Record):
    """What a whole group did, written once. Names no client."""

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=200, blank=True)
    interventions = models.JSONField(default=list)
    words_sealed = sealed_column()
    words = SealedText("care.sharedpart.words")
    version = models.PositiveIntegerField(default=1)
    changed_in = models.JSONField(default=dict)
    """For each field the version in which it last changed; see domain/care/edits.py."""
    names_cleared = models.JSONField(default=list)
    """Words that are also clients' names and stand for nobody here: {term, by, at}."""
    changed_at = models.DateTimeField(null=True)
    changed_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return self.topic

    def about(self) -> About:
        """Whom this record is about: who held the session."""
        return self.session.about()


class Note(Record):
    """One client's note of one session. A draft changes; once signed, only addenda follow."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    author_id = models.UUIDField()
    body_sealed = sealed_column()
    body = SealedText("care.note.body")
    """JSON text: the fields of domain/care/body.py, and in which version each last changed."""
    names_cleared = models.JSONField(default=list)
    """Words that are also clients' names and stand for nobody here: {term, by, at}."""
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, null=True, related_name="+")
    has_risk_change = models.BooleanField(default=False)
    has_own_sentence = models.BooleanField(default=False)
    partner_violence = models.BooleanField(default=False)
    """It tells of violence by a partner: signed and released on its own."""
    cosign_due = models.BooleanField(default=False)
    """Its author needed a second signature when she signed."""
    is_asked = models.BooleanField(default=False)
    """A question about it waits for its answer: the second signature waits too."""
    released_at = models.DateTimeField(null=True)
    """Somebody looked at this one note and let her read it; others open by themselves."""
    released_by = models.UUIDField(null=True)
    opened_at = models.DateTimeField()
    opened_by = models.UUIDField()
    version = models.PositiveIntegerField(default=1)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.UUIDField(null=True)
    struck_at = models.DateTimeField(null=True)
    struck_by = models.UUIDField(null=True)
    struck_why = models.CharField(max_length=300, blank=True)

    class Meta(Record.Meta):
        indexes = (
            models.Index(fields=("site", "client", "created_at"), name="notes_of_client"),
            models.Index(
                fields=("session", "client", "site"),
                condition=models.Q(struck_at__isnull=True, signed_at__isnull=False),
                name="signed_notes",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("session", "client"),
                condition=models.Q(struck_at__isnull=True),
                name="one_standing_note",
            ),
            models.CheckConstraint(
                condition=models.Q(struck_at__isnull=True) | ~models.Q(struck_why=""),
                name="struck_for_a_reason",
            ),
        )

    def __str__(self) -> str:
        return "note"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,), staff_ids=self.session.about().staff_ids)


class Signature(Record):
    """A note as it was signed: its text, frozen, with a salted hash. Append-only, by trigger."""

    note = models.OneToOneField(Note, on_delete=models.PROTECT, related_name="+")
    text_sealed = sealed_column()
    text = SealedText("care.signature.text")
    salt = models.CharField(max_length=32)
    content_hash = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    signed_by = models.UUIDField()
    signed_as = models.CharField(max_length=160)
    """Name and credentials at the moment of signing."""
    late = models.BooleanField(default=False)

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return self.content_hash[:8]

    def about(self) -> About:
        """Whom this record is about."""
        return self.note.about()


class CoSignature(Record):
    """A second signature under a signed note, over the same fingerprint. Append-only."""

    note = models.OneToOneField(Note, on_delete=models.PROTECT, related_name="+")
    content_hash = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    signed_by = models.UUIDField()
    signed_as = models.CharField(max_length=160)

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return self.content_hash[:8]

    def about(self) -> About:
        """Whom this record is about."""
        return self.note.about()


class AlikeAnswer(Record):
    """Why two notes that are alike are both right, as their author said. Append-only."""

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="+")
    mark = models.CharField(max_length=64)
    """The fingerprint of what was typed in both; another text is asked about again."""
    why_sealed = sealed_column()
    why = SealedText("care.alikeanswer.why")
    answered_at = models.DateTimeField()
    answered_by = models.UUIDField()

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "mark"), name="alike_answers"),)

    def __str__(self) -> str:
        return self.mark[:8]

    def about(self) -> About:
        """Whom this record is about."""
        return self.note.about()


class NoteHold(Record):
    """A signed note she does not read yet: which exception, why, who looks again, until when."""

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="+")
    kind = WordField(words=HoldKind)
    why_sealed = sealed_column()
    why = SealedText("care.notehold.why")
    reviewer_id = models.UUIDField()
    expires_on = models.DateField()
    held_at = models.DateTimeField()
    held_by = models.UUIDField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("note",),
                condition=models.Q(ended_at__isnull=True),
                name="one_standing_hold",
            ),
        )

    def __str__(self) -> str:
        return "hold"

    def about(self) -> About:
        """Whom this record is about."""
        return self.note.about()


class Rehearsal(Record):
    """She rehearsed a skill or a boundary in a group: a fact of its own, told by a signed note."""

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    what_sealed = sealed_column()
    what = SealedText("care.rehearsal.what")
    with_whom = WordField(words=PracticedWith, null=True)
    """Never a name; None when the author did not say."""
    went = WordField(words=PracticedHow, null=True)

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client", "on"), name="rehearsals_of_client"),)

    def __str__(self) -> str:
        return "rehearsal"

    def about(self) -> About:
        """Whom this record is about."""
        return self.note.about()


class Addendum(Record):
    """Words added to a signed note afterwards, with who, when and why. Append-only, by trigger."""

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="+")
    text_sealed = sealed_column()
    text = SealedText("care.addendum.text")
    why = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    added_by = models.UUIDField()
    salt = models.CharField(max_length=32)
    content_hash = models.CharField(max_length=64)

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return "addendum"

    def about(self) -> About:
        """Whom this record is about."""
        return self.note.about()


class AbsenceEntry(Record):
    """She was away from a session: an entry with the reason, never a therapy note."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    reason = WordField(words=AwayReason)
    struck_at = models.DateTimeField(null=True)
    struck_by = models.UUIDField(null=True)
    struck_why = models.CharField(max_length=300, blank=True)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("session", "client"),
                condition=models.Q(struck_at__isnull=True),
                name="one_standing_absence",
            ),
        )

    def __str__(self) -> str:
        return "absence"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,), staff_ids=self.session.about().staff_ids)
