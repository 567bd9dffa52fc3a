"""Coverage: who pays, what a plan said, what was authorized, and whose counting rules hold."""

from __future__ import annotations

from django.db import models

from openiop.base.record import Record, WordField
from openiop.clients.models import Client, Episode
from openiop.domain.coverage.authorization import AuthorizationStatus
from openiop.domain.coverage.codes import Counted
from openiop.domain.coverage.policy import LeakStep, PayerKind
from openiop.domain.privacy import About
from openiop.privacy.sealed import SealedText, sealed_column


class Coverage(Record):
    """The payer rule set a stay is counted by; the newest row that has begun holds."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+")
    payer_rules = models.CharField(max_length=40)
    from_on = models.DateField()

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("episode", "from_on"), name="coverage_once_a_date"),
        )

    def __str__(self) -> str:
        return f"{self.payer_rules} from {self.from_on}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.episode.client_id,))


class Policy(Record):
    """A policy that may pay for her; one that was wrong is struck, and the right one is new."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(default=1)
    """1 pays first."""
    payer_kind = WordField(words=PayerKind)
    told_sealed = sealed_column()
    told = SealedText("coverage.policy.told")
    """JSON text: payer, member number, group number, holder, holder's name, payer's phone."""
    struck_at = models.DateTimeField(null=True)
    struck_by = models.UUIDField(null=True)
    struck_why_sealed = sealed_column()
    struck_why = SealedText("coverage.policy.struck_why")

    class Meta(Record.Meta):
        indexes = (models.Index(fields=("site", "client"), name="policies_of_client"),)
        constraints = (
            models.UniqueConstraint(
                fields=("client", "rank"),
                condition=models.Q(struck_at__isnull=True),
                name="policy_rank_once",
            ),
        )

    def __str__(self) -> str:
        return str(self.payer_kind)

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class LetterStep(Record):
    """What was done so that a plan's letters do not tell on her. Append-only, by trigger."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+")
    step = WordField(words=LeakStep)
    on = models.DateField()
    words_sealed = sealed_column()
    words = SealedText("coverage.letterstep.words")

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return str(self.step)

    def about(self) -> About:
        """Whom this record is about."""
        return self.policy.about()


class BenefitCheck(Record):
    """What the plan said on a day: a worksheet as it was then. The newest holds. Append-only."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    verified_on = models.DateField()
    told_sealed = sealed_column()
    told = SealedText("coverage.benefitcheck.told")
    """JSON text: answers, figures with their sources, codes, days at most, who said it, words."""

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("policy", "number"), name="benefit_check_once"),
        )

    def __str__(self) -> str:
        return f"worksheet {self.number}"

    def about(self) -> About:
        """Whom this record is about."""
        return self.policy.about()


class Authorization(Record):
    """What a plan authorized, as told then. A correction is a new row in its place. Append-only."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="+")
    status = WordField(words=AuthorizationStatus)
    code = models.CharField(max_length=10)
    counted = WordField(words=Counted)
    units = models.PositiveIntegerField()
    most_a_week = models.PositiveSmallIntegerField(null=True)
    from_on = models.DateField()
    until_on = models.DateField()
    number_sealed = sealed_column()
    number = SealedText("coverage.authorization.number")
    words_sealed = sealed_column()
    words = SealedText("coverage.authorization.words")
    """Who at the plan said it, the call's reference, why it was corrected."""

    class Meta(Record.Meta):
        constraints = (
            models.CheckConstraint(
                condition=models.Q(from_on__lte=models.F("until_on")),
                name="authorization_in_order",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.status}"

    def about(self) -> About:
        """Whom this record is about."""
        return self.policy.about()


class FeeTableVersion(Record):
    """A version of the site's self-pay table; the newest that has begun holds. Append-only."""

    number = models.PositiveIntegerField()
    from_on = models.DateField()
    table = models.JSONField(default=dict)
    """Amounts as text in dollars; see domain/coverage/self_pay.py."""

    class Meta(Record.Meta):
        constraints = (models.UniqueConstraint(fields=("site", "number"), name="fee_table_once"),)

    def __str__(self) -> str:
        return f"fees, version {self.number}"


class SelfPay(Record):
    """She pays herself from a day on, or no longer; the newest row holds. Append-only."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    chosen = models.BooleanField()
    from_on = models.DateField()
    table_number = models.PositiveIntegerField(null=True)
    """By which version of the table the fee was set."""
    fee_a_day = models.DecimalField(max_digits=9, decimal_places=2)
    told_sealed = sealed_column()
    told = SealedText("coverage.selfpay.told")
    """JSON text: household, income, words. Empty parts were not told."""

    class Meta(Record.Meta):
        constraints = (models.UniqueConstraint(fields=("client", "number"), name="self_pay_once"),)

    def __str__(self) -> str:
        return "self-pay" if self.chosen else "no self-pay"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))


class CostEstimate(Record):
    """An estimate as it was given to her, so that she and we read the same. Append-only."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    told_sealed = sealed_column()
    told = SealedText("coverage.costestimate.told")
    """JSON text: days, range, each figure with its source, what is open, the rule set."""

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("client", "number"), name="cost_estimate_once"),
        )

    def __str__(self) -> str:
        return f"estimate {self.number}"

    def about(self) -> About:
        """Whom this record is about."""
        return About(client_ids=(self.client_id,))
