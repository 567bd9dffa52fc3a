"""Versions of the plan of care, who signed them, looks at them, and what she says about them."""

from __future__ import annotations

from django.db import models

from openiop.base.record import Record, WordField
from openiop.clients.models import Client
from openiop.domain.care.plan import PlanKind, Signer, WishKind
from openiop.domain.privacy import About
from openiop.privacy.sealed import SealedText, sealed_column


class PlanVersion(Record):
    """One version of her plan. It changes until the first signature; then never, by trigger."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    kind = WordField(words=PlanKind)
    body_sealed = sealed_column()
    body = SealedText("plans.planversion.body")
    """JSON text: the lists of domain/care/plan.py."""
    rule_id = models.CharField(max_length=40)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.UUIDField(null=True)
    frozen_at = models.DateTimeField(null=True)
    frozen_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("client", "number"), name="plan_number_once"),
            models.UniqueConstraint(
                fields=("client",),
                condition=models.Q(frozen_at__isnull=True),
                name="one_plan_in_writing",
            ),
        )

    def __str__(self) -> str:
        return f"plan {self.number}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class PlanSignature(Record):
    """Who agreed to a version, when, and the very text that was shown. Append-only, by trigger."""

    plan = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="+")
    who = WordField(words=Signer)
    name_sealed = sealed_column()
    name = SealedText("plans.plansignature.name")
    """As it was typed, or as it stands on paper."""
    drawing_sealed = sealed_column()
    drawing = SealedText("plans.plansignature.drawing")
    """The lines of a drawn name as an SVG path; empty where it was only typed."""
    text_sealed = sealed_column()
    text = SealedText("plans.plansignature.text")
    salt = models.CharField(max_length=32)
    content_hash = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    signed_by = models.UUIDField()
    """Who signed; for a signature on paper, who entered it."""
    dated_on = models.DateField()
    """The date of the signature; on paper it may be earlier."""

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("plan", "who"), name="plan_signed_once_by_each"),
        )

    def __str__(self) -> str:
        return f"{self.who} {self.content_hash[:8]}"

    def about(self) -> About:
        """Whom this record is about."""
        return self.plan.about()


class PlanReview(Record):
    """The team looked at a signed plan and it stands as it is. Append-only, by trigger."""

    plan = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="+")
    words_sealed = sealed_column()
    words = SealedText("plans.planreview.words")
    reviewed_at = models.DateTimeField()
    reviewed_by = models.UUIDField()

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return "plan review"

    def about(self) -> About:
        """Whom this record is about."""
        return self.plan.about()


class PlanWish(Record):
    """What she says about her plan, or would change; and what her team answered."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    kind = WordField(words=WishKind)
    goal_id = models.UUIDField(null=True)
    """The goal it is about; None: the whole plan."""
    words_sealed = sealed_column()
    words = SealedText("plans.planwish.words")
    said_at = models.DateTimeField()
    said_by = models.UUIDField()
    answer_sealed = sealed_column()
    answer = SealedText("plans.planwish.answer")
    replied_at = models.DateTimeField(null=True)
    replied_by = models.UUIDField(null=True)

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client", "said_at"), name="plan_wishes"),)

    def __str__(self) -> str:
        return str(self.kind)

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))
