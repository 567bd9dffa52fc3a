"""The worksheet of what a plan said it pays, figure by figure, each with where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from openiop.domain.decision import Decision, Kind, Reason
from openiop.domain.text import _
from openiop.domain.words import Word

WHOLE = Decimal(100)


@dataclass(frozen=True)
class BenefitRules:
    """How long a verification holds.

    Source: [product default]; benefits change with the month and the plan year.
    """

    id: str = "openiop-benefits/1"
    holds_days: int = 30


BENEFIT_RULES = BenefitRules()


class FigureSource(Word):
    """Where a figure comes from."""

    PLAN_CALL = "plan_call", _("her plan told us by phone")
    PLAN_SITE = "plan_site", _("the plan's website")
    CARD = "card", _("her insurance card")
    HERSELF = "herself", _("she told us")
    CONTRACT = "contract", _("our contract with the plan")
    OUR_GUESS = "our_guess", _("our own best guess")


class FigureKind(Word):
    """What a figure of the worksheet says."""

    DEDUCTIBLE_LEFT = "deductible_left", _("Deductible still to pay this year")
    COPAY_DAY = "copay_day", _("Copay for each day")
    COINSURANCE = "coinsurance", _("Coinsurance, percent")
    POCKET_LEFT = "pocket_left", _("Most she can still pay this year (out-of-pocket)")
    ALLOWED_LOW = "allowed_low", _("Allowed amount for a day, at least")
    ALLOWED_HIGH = "allowed_high", _("Allowed amount for a day, at most")


class Answer(Word):
    """What the plan said to a question."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_KNOWN = "not_known", _("Not known yet")


class Question(Word):
    """What a plan is asked besides the figures."""

    ACTIVE = "active", _("Is the policy active on her first day?")
    IOP_COVERED = "iop_covered", _("Is an intensive outpatient program covered?")
    IN_NETWORK = "in_network", _("Are we in the plan's network?")
    AUTHORIZATION = "authorization", _("Is an authorization needed before day one?")
    REMOTE_COVERED = "remote_covered", _("Is a day by video covered?")
    PHYSICIAN_ORDER = "physician_order", _("Does the plan want a physician's order?")


@dataclass(frozen=True)
class Figure:
    """An amount in dollars (or a percentage), and who said it."""

    amount: Decimal
    source: FigureSource


@dataclass(frozen=True)
class Benefits:
    """A worksheet as far as it is filled in."""

    verified_on: date
    answers: Mapping[Question, Answer] = field(default_factory=dict)
    figures: Mapping[FigureKind, Figure] = field(default_factory=dict)
    codes: frozenset[str] = frozenset()
    """Codes the plan said it covers."""
    days_most: int | None = None
    """Days a year the plan pays at most; None: no limit was named."""

    def said(self, question: Question) -> Answer:
        """What the plan said to `question`."""
        return self.answers.get(question, Answer.NOT_KNOWN)

    def amount(self, kind: FigureKind) -> Decimal | None:
        """The figure, or None while nobody knows it."""
        return self.figures[kind].amount if kind in self.figures else None


_NEEDED = (Question.ACTIVE, Question.IOP_COVERED, Question.IN_NETWORK, Question.AUTHORIZATION)


def is_stale(benefits: Benefits, today: date, rules: BenefitRules = BENEFIT_RULES) -> bool:
    """A verification older than its time is asked again before anybody relies on it.

    Source: [product default] 30 days.
    """
    return today - benefits.verified_on > timedelta(days=rules.holds_days)


def is_verified(benefits: Benefits | None, today: date) -> Decision:
    """Coverage is verified when the plan is active, covers an IOP, and her share is known.

    Every reason names what is still to ask; a plan that said no is said as such.
    Source: issue, "Coverage"; domain.md 1.5, 9 (intake's checklist).
    """
    if benefits is None:
        return Decision.refused(Reason("not_asked", _("Nobody has asked the plan yet.")))
    unknown = [each for each in _NEEDED if benefits.said(each) is Answer.NOT_KNOWN]
    share = {FigureKind.COPAY_DAY, FigureKind.COINSURANCE} & set(benefits.figures)
    return Decision(
        tuple(
            Reason("unknown", _("Still to ask: {question}"), params={"question": each})
            for each in unknown
        )
    ) & Decision.all_of(
        (
            benefits.said(Question.ACTIVE) is not Answer.NO,
            Reason("not_active", _("The plan said the policy is not active.")),
        ),
        (
            benefits.said(Question.IOP_COVERED) is not Answer.NO,
            Reason("not_covered", _("The plan said an IOP is not covered.")),
        ),
        (bool(share), Reason("no_share", _("Ask for her copay or coinsurance."))),
        (
            FigureKind.DEDUCTIBLE_LEFT in benefits.figures,
            Reason("no_deductible", _("Ask how much of the deductible is left.")),
        ),
        (
            FigureKind.POCKET_LEFT in benefits.figures,
            Reason("no_most", _("Ask for the out-of-pocket limit."), kind=Kind.LATER),
        ),
        (
            not is_stale(benefits, today),
            Reason("stale", _("Verified {on}: ask again."), params={"on": benefits.verified_on}),
        ),
    )


def may_keep(benefits: Benefits, today: date) -> Decision:
    """Amounts are not negative, a percentage is one, and nothing was verified in the future.

    Source: [product default].
    """
    share = benefits.amount(FigureKind.COINSURANCE)
    low, high = benefits.amount(FigureKind.ALLOWED_LOW), benefits.amount(FigureKind.ALLOWED_HIGH)
    negative = [kind for kind, figure in benefits.figures.items() if figure.amount < 0]
    return Decision(
        tuple(
            Reason("negative", _("An amount cannot be below zero."), field_name=str(kind))
            for kind in negative
        )
    ) & Decision.all_of(
        (
            share is None or share <= WHOLE,
            Reason(
                "percent",
                _("A percentage is between 0 and 100."),
                field_name=str(FigureKind.COINSURANCE),
            ),
        ),
        (
            low is None or high is None or low <= high,
            Reason(
                "order",
                _("The lowest allowed amount is above the highest."),
                field_name=str(FigureKind.ALLOWED_HIGH),
            ),
        ),
        (
            benefits.verified_on <= today,
            Reason("future", _("This day is still to come."), field_name="verified_on"),
        ),
    )
