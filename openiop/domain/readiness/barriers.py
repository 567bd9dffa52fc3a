"""Before a stay ends for missed days or for a payer's no: barriers, a second person, safety."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _
from openiop.domain.words import Word


class Pressure(Word):
    """What presses toward an end that is not hers.

    Source: domain.md 7.4, discharge types.
    """

    ATTENDANCE = "attendance", _("Days missed")
    PAYER = "payer", _("The payer ends it")


class Tried(Word):
    """What was asked or offered before such an end.

    Source: domain.md 7.4 (barrier review), 8.5 (barrier checklist), 1.8 (appeal, peer to peer).
    """

    ASKED_HER = "asked_her", _("Asked her what makes coming hard")
    OTHER_DAYS = "other_days", _("Offered other or fewer days")
    REMOTE = "remote", _("Offered to join from home")
    RIDE_CHILDCARE = "ride_childcare", _("Offered a ride or childcare")
    SAFE_TO_COME = "safe_to_come", _("Asked in private whether it is safe to come")
    REACHED_OUT = "reached_out", _("Reached out by her safe ways, more than once")
    PEER_TO_PEER = "peer_to_peer", _("Spoke with the payer's clinician")
    APPEAL = "appeal", _("Told her how to appeal, and appealed if she wants")
    SELF_PAY = "self_pay", _("Told her what it costs to stay, and what help there is")
    ELSEWHERE = "elsewhere", _("Found care elsewhere that begins in time")


NEEDED: dict[Pressure, tuple[Tried, ...]] = {
    Pressure.ATTENDANCE: (Tried.ASKED_HER, Tried.REACHED_OUT, Tried.SAFE_TO_COME),
    Pressure.PAYER: (Tried.PEER_TO_PEER, Tried.APPEAL, Tried.SELF_PAY, Tried.ELSEWHERE),
}
"""What each needs at least; the others are offered where they fit."""


@dataclass(frozen=True)
class BarrierRules:
    """How fresh each part is.

    Source: domain.md 7.4; the days are [product default].
    """

    id: str = "openiop-barriers/1"
    review_days: int = 14
    safety_days: int = 7


BARRIER_RULES = BarrierRules()


@dataclass(frozen=True)
class BarrierFacts:
    """What was done before such an end."""

    reviewed_on: date | None = None
    reviewed_by: str = ""
    tried: Collection[Tried] = ()
    signed_on: date | None = None
    signed_by: str = ""
    """A supervisor; never who made the review."""
    safety_on: date | None = None
    """The newest suicide screen or risk assessment."""
    safety_is_high: bool = False


def may_end_under(
    pressure: Pressure, facts: BarrierFacts, today: date, rules: BarrierRules = BARRIER_RULES
) -> Decision:
    """A stay ends for missed days or a payer's no only after a barrier review, a supervisor's
    signature by a second person, and a fresh safety check that is not high.

    Source: domain.md 7.4; issue, Readiness.
    """
    reviewed, safety = facts.reviewed_on, facts.safety_on
    fresh = reviewed is not None and reviewed >= today - timedelta(days=rules.review_days)
    left = [each for each in NEEDED[pressure] if each not in facts.tried]
    checked = safety is not None and safety >= today - timedelta(days=rules.safety_days)
    signed = facts.signed_on is not None and reviewed is not None and facts.signed_on >= reviewed
    return Decision.all_of(
        (
            fresh,
            Reason(
                "barrier_review",
                _("The barrier review is missing, or older than {days} days."),
                params={"days": rules.review_days},
            ),
        ),
        *(
            (False, Reason(f"tried_{each}", _("Not done yet: {what}"), params={"what": each}))
            for each in left
        ),
        (signed, Reason("supervisor", _("A supervisor has not signed it off."))),
        (
            not signed or facts.signed_by != facts.reviewed_by,
            Reason("same_person", _("Somebody else than the reviewer signs it off.")),
        ),
        (
            checked,
            Reason(
                "safety_check",
                _("No suicide screen or risk assessment in {days} days."),
                params={"days": rules.safety_days},
            ),
        ),
        (
            not (checked and facts.safety_is_high),
            Reason(
                "safety_high", _("Her last safety check was high: she does not leave for this.")
            ),
        ),
    )


def may_review_barriers(tried: Collection[str], words: str) -> Decision:
    """A review says what was tried, and what she said about it.

    Source: domain.md 7.4.
    """
    known = {str(each) for each in Tried}
    return Decision.all_of(
        (
            bool(tried) and set(tried) <= known,
            Reason("tried", _("Tick what was asked or offered."), field_name="tried"),
        ),
        (bool(words.strip()), Reason("words", _("What did she say?"), field_name="words")),
    )
