"""Whether the money side is settled before day one; it never stops a woman who pays herself."""

from __future__ import annotations

from dataclasses import dataclass

from openiop.domain.decision import YES, Decision, Kind, Reason
from openiop.domain.text import _

from .benefits import Answer


@dataclass(frozen=True)
class CoverageFacts:
    """What admission asks about coverage."""

    has_policy: bool = False
    verified: Decision = YES
    """The answer of `is_verified` about the policy that pays first."""
    authorization: Answer = Answer.NOT_KNOWN
    """Whether the plan wants one before day one."""
    is_authorized: bool = False
    """An authorization holds on her first day."""
    order_needed: bool = False
    """The plan wants a physician's order."""
    pays_herself: bool = False
    letters: Decision = YES
    """The answer of `claim_may_leave`."""


WAIVED_BY = ("director", "clinical_lead")


def coverage_ready(facts: CoverageFacts) -> Decision:
    """Coverage is verified, and authorized where the plan wants that; or she pays herself.

    Nothing here is a stop: whoever leads the program may go on with a reason. Where she chose to
    pay herself nothing about a plan is owed at all.
    Source: issue, "Admission" ("coverage never is when she chose self-pay"); R-DV-08.
    """
    if facts.pays_herself:
        return YES
    if not facts.has_policy:
        return Decision.refused(
            _waivable("no_policy", _("We do not know who pays. Ask her, or offer self-pay."))
        )
    reasons = [
        Reason(each.code, each.text, Kind.WAIVABLE, WAIVED_BY, each.params)
        for each in (*facts.verified, *facts.letters)
        if each.kind is Kind.STOP
    ]
    if facts.authorization is Answer.YES and not facts.is_authorized:
        reasons.append(_waivable("not_authorized", _("No authorization holds on her first day.")))
    return Decision(tuple(reasons))


def _waivable(code: str, text: str) -> Reason:
    return Reason(code, text, Kind.WAIVABLE, WAIVED_BY)
