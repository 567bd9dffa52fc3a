"""Referrals: what was told, where each stands, how soon it needs somebody. Rows are history."""

from __future__ import annotations

from django.db import models

from openiop.base.record import Record, WordField
from openiop.domain.privacy import About
from openiop.domain.referral import (
    Door,
    EndReason,
    FlagKind,
    ReferralState,
    Source,
    TriageClass,
)
from openiop.privacy.models import File
from openiop.privacy.sealed import SealedText, sealed_column


class Partner(Record):
    """An organization that sends women to us."""

    name = models.CharField(max_length=120)
    kind = WordField(words=Source)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=120, blank=True)

    class Meta(Record.Meta):
        constraints = (models.UniqueConstraint(fields=("site", "name"), name="partner_once"),)

    def __str__(self) -> str:
        return self.name


class PartnerMember(Record):
    """Somebody who signs in for a partner."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    staff_id = models.UUIDField()
    until_on = models.DateField(null=True)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("site", "staff_id"), name="partner_member_once"),
        )

    def __str__(self) -> str:
        return "member of a partner"


class Referral(Record):
    """One request for help. She is no client until intake accepts it."""

    request_id = models.UUIDField()
    """Made by the page that sent it: the same request again is the same referral."""
    source = WordField(words=Source)
    door = WordField(words=Door)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, related_name="+")
    state = WordField(words=ReferralState)
    """The newest of its status rows."""
    triage = WordField(words=TriageClass)
    """The newest of its triage rows."""
    received_on = models.DateField()
    told_sealed = sealed_column()
    told = SealedText("referral.referral.told")
    """JSON text: everything told so far, see queries.read_form."""
    version = models.PositiveIntegerField(default=1)
    """Grows with every saved field, so that two people at one referral see each other."""
    matched_version = models.PositiveIntegerField(default=0)
    """The version that was compared with everybody known; a job compares what is newer."""
    born_key = models.CharField(max_length=64, blank=True)
    """Keyed digests of birthday, phone and e-mail: equal ones are found without opening any."""
    phone_key = models.CharField(max_length=64, blank=True)
    email_key = models.CharField(max_length=64, blank=True)
    client_id = models.UUIDField(null=True)
    """The client she became, once intake accepted her."""
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("site", "request_id"), name="referral_request_once"),
            models.CheckConstraint(
                condition=models.Q(
                    client_id__isnull=True, accepted_at__isnull=True, accepted_by__isnull=True
                )
                | models.Q(
                    client_id__isnull=False, accepted_at__isnull=False, accepted_by__isnull=False
                ),
                name="referral_accepted_at_and_by",
            ),
        )
        indexes = (
            models.Index(fields=("site", "state", "created_at"), name="referrals_by_state"),
            models.Index(fields=("site", "born_key"), name="referrals_by_birthday"),
            models.Index(fields=("site", "phone_key"), name="referrals_by_phone"),
            models.Index(fields=("site", "email_key"), name="referrals_by_email"),
            models.Index(fields=("site", "client_id"), name="referrals_of_client"),
            models.Index(
                fields=("site",),
                condition=models.Q(matched_version__lt=models.F("version")),
                name="referrals_not_matched",
            ),
        )

    def __str__(self) -> str:
        return f"referral, {self.state}"

    def about(self) -> About:
        """Whom this record is about: the client, once she is one."""
        return About(client_ids=(self.client_id,) if self.client_id else ())


class ReferralStatus(Record):
    """A referral moved to a state; rows are the history and never change."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    state = WordField(words=ReferralState)
    end_reason = WordField(words=EndReason, blank=True)
    words_sealed = sealed_column()
    words = SealedText("referral.referralstatus.words")
    """JSON text: words; at an end also next_step, handed_to, way, reached."""

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("referral", "number"), name="referral_status_once"),
            models.CheckConstraint(
                condition=models.Q(state="ended") & ~models.Q(end_reason="")
                | ~models.Q(state="ended") & models.Q(end_reason=""),
                name="referral_ends_with_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.state}"

    def about(self) -> About:
        """Whom this record is about."""
        return self.referral.about()


class ReferralTriage(Record):
    """How soon she needs somebody, by which rule, or by whom against the rule and why."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    triage = WordField(words=TriageClass)
    rule = models.CharField(max_length=60)
    """The rule that fired; `by_hand` where a person decided otherwise."""
    rule_set = models.CharField(max_length=60)
    by_rule = WordField(words=TriageClass)
    """What the rule says, also where a person decided otherwise."""
    why_sealed = sealed_column()
    why = SealedText("referral.referraltriage.why")

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("referral", "number"), name="referral_triage_once"),
        )

    def __str__(self) -> str:
        return f"{self.triage} by {self.rule}"

    def about(self) -> About:
        """Whom this record is about."""
        return self.referral.about()


class ReferralEdit(Record):
    """A field was told anew; what stood there before is kept."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    """The version of the referral this made."""
    field = models.CharField(max_length=40)
    was_sealed = sealed_column()
    was = SealedText("referral.referraledit.was")

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("referral", "version", "field"), name="referral_edit_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.field}, version {self.version}"

    def about(self) -> About:
        """Whom this record is about."""
        return self.referral.about()


class ReferralFile(Record):
    """A file that came with a referral, such as a discharge summary."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "referral"), name="files_of_referral"),)

    def __str__(self) -> str:
        return "file of a referral"

    def about(self) -> About:
        """Whom this record is about."""
        return self.referral.about()


class StatusConsent(Record):
    """She agreed, or no longer agrees, that the sender sees status words; the newest row holds."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    agreed = models.BooleanField()

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("referral", "number"), name="status_consent_once"),
        )

    def __str__(self) -> str:
        return "agreed" if self.agreed else "not agreed"

    def about(self) -> About:
        """Whom this record is about."""
        return self.referral.about()


class ReferralFlag(Record):
    """A quiet flag: intake sees it, nobody outside is told."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    kind = WordField(words=FlagKind)
    client_id = models.UUIDField(null=True)
    words_sealed = sealed_column()
    words = SealedText("referral.referralflag.words")

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("referral", "kind", "client_id"), name="referral_flag_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind}"

    def about(self) -> About:
        """Whom this record is about."""
        return self.referral.about()


class PossibleDuplicate(Record):
    """Two rows may be about one woman: this referral and an earlier one, or a client."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Referral, on_delete=models.PROTECT, null=True, related_name="+")
    other_client_id = models.UUIDField(null=True)
    signs = models.JSONField(default=list)
    """Codes of what is alike."""

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("referral", "other"), name="duplicate_referral_once"),
            models.UniqueConstraint(
                fields=("referral", "other_client_id"), name="duplicate_client_once"
            ),
            models.CheckConstraint(
                condition=models.Q(other__isnull=False, other_client_id__isnull=True)
                | models.Q(other__isnull=True, other_client_id__isnull=False),
                name="duplicate_of_one_thing",
            ),
        )

    def __str__(self) -> str:
        return "possible duplicate"

    def about(self) -> About:
        """Whom this record is about."""
        known = self.referral.about().client_ids
        return About(client_ids=known + ((self.other_client_id,) if self.other_client_id else ()))


class DuplicateAnswer(Record):
    """A person looked at both and said whether they are one woman; the newest answer holds."""

    duplicate = models.ForeignKey(PossibleDuplicate, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    is_same = models.BooleanField()
    why_sealed = sealed_column()
    why = SealedText("referral.duplicateanswer.why")

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("duplicate", "number"), name="duplicate_answer_once"),
        )

    def __str__(self) -> str:
        return "the same" if self.is_same else "not the same"

    def about(self) -> About:
        """Whom this record is about."""
        return self.duplicate.about()
