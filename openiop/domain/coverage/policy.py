"""A policy: whose it is, and whether its letters could tell somebody that she is here."""

from __future__ import annotations

from dataclasses import dataclass

from openiop.domain.decision import YES, Decision, Kind, Reason
from openiop.domain.text import _
from openiop.domain.words import Word


class PayerKind(Word):
    """What kind of payer it is."""

    COMMERCIAL = "commercial", _("Commercial or employer plan")
    MEDICAID = "medicaid", _("Medicaid")
    MEDICARE = "medicare", _("Medicare")
    TRICARE = "tricare", _("TRICARE")
    OTHER = "other", _("Another payer")


class Holder(Word):
    """Whose policy it is."""

    HERSELF = "herself", _("She herself")
    PARTNER = "partner", _("Partner or spouse")
    FORMER_PARTNER = "former_partner", _("Former partner")
    PARENT = "parent", _("Parent")
    OTHER = "other", _("Somebody else")


class LeakStep(Word):
    """What was done so that the plan's letters do not tell on her."""

    TOLD_HER = "told_her", _("Told her that an explanation of benefits may be sent")
    ASKED_CONFIDENTIAL = (
        "asked_confidential",
        _("Asked the plan for confidential communication"),
    )
    PLAN_AGREED = "plan_agreed", _("The plan confirmed it will write to her own safe address")
    PLAN_SAID_NO = "plan_said_no", _("The plan said no")
    PAYS_HERSELF = (
        "pays_herself",
        _("She pays in full herself and asked that the plan is not told"),
    )
    SHE_IS_FINE = "she_is_fine", _("She was told and wants no more done")


@dataclass(frozen=True)
class LeakFacts:
    """What is known about where a plan's letters go."""

    holder: Holder
    holder_must_not_know: bool = False
    """The policyholder is one of the people who must not know that she is here."""
    steps: frozenset[LeakStep] = frozenset()


_SETTLED = frozenset({LeakStep.PLAN_AGREED, LeakStep.PAYS_HERSELF})


def may_leak(facts: LeakFacts) -> bool:
    """A plan that is somebody else's may write to that person what she was treated for.

    Source: domain.md 4.7 R-DV-08.
    """
    return facts.holder is not Holder.HERSELF


def claim_may_leave(facts: LeakFacts) -> Decision:
    """Before the plan is billed she was told, and what she wants done about its letters is done.

    Where the policyholder must not know, being told is not enough: the plan confirmed another
    address, or she pays herself and the plan is not told. With her own policy nothing is owed.

    Why: an explanation of benefits is the commonest way a partner learns where she goes.
    Source: domain.md 4.7 R-DV-08; 45 CFR 164.522(a)(1)(vi) and (b) [from knowledge].
    """
    if not may_leak(facts) or facts.steps & _SETTLED:
        return YES
    if facts.holder_must_not_know:
        return Decision.refused(
            Reason(
                "leak_unsafe",
                _(
                    "The policyholder must not know that she is here. Bill nothing until the plan "
                    "confirmed another address, or she pays herself."
                ),
            )
        )
    return Decision.all_of(
        (
            bool(facts.steps & {LeakStep.TOLD_HER, LeakStep.SHE_IS_FINE}),
            Reason(
                "leak_untold",
                _("The policy is not hers. Tell her that its letters may reach the policyholder."),
            ),
        ),
        (
            bool(facts.steps & {LeakStep.SHE_IS_FINE, LeakStep.ASKED_CONFIDENTIAL}),
            Reason(
                "leak_unasked",
                _(
                    "Ask her whether we request confidential communication from the plan, or "
                    "whether she rather pays herself."
                ),
                kind=Kind.LATER,
            ),
        ),
    )
