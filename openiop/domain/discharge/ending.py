"""How a stay may end: no woman is sent away by a rule or a payer without three looks first.

Source: domain.md 7.3 and 7.4; issue "what holds her afterwards".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from openiop.domain.decision import Decision, Reason
from openiop.domain.episode import StayEnd
from openiop.domain.text import _
from openiop.domain.words import Word


class Safeguard(Word):
    """A look that is taken before a stay ends by a rule, by a payer, or because we lost contact."""

    BARRIERS = "barriers", _("What stood in her way was looked at, and help was offered")
    SAFETY = "safety", _("A clinician looked at her safety")
    SUPERVISOR = "supervisor", _("A supervisor agrees")


NEEDS_SAFEGUARDS = (StayEnd.ADMINISTRATIVE, StayEnd.COVERAGE, StayEnd.NO_CONTACT)
"""Ends that somebody else decides for her."""


@dataclass(frozen=True)
class EndingRules:
    """How fresh the looks have to be.

    Source: domain.md 7.4: attendance-based only after a barrier review and a supervisor's
    sign-off; the days are [product default].
    """

    id: str = "openiop-ending/1"
    barriers_days: int = 14
    safety_days: int = 7
    supervisor_days: int = 14


ENDING_RULES = EndingRules()


@dataclass(frozen=True)
class SafeguardSaid:
    """One look that was taken."""

    safeguard: Safeguard
    on: date
    by: str
    """Whose look it was."""


def safeguards_missing(
    end: StayEnd,
    said: tuple[SafeguardSaid, ...],
    on: date,
    rules: EndingRules = ENDING_RULES,
) -> tuple[Safeguard, ...]:
    """Which looks are still missing, or too old, before a stay may end this way.

    The supervisor is another person than the one who looked at the barriers.
    Source: domain.md 7.3, 7.4; issue: "needs barrier review, supervisor and a safety check".
    """
    if end not in NEEDS_SAFEGUARDS:
        return ()
    days = {
        Safeguard.BARRIERS: rules.barriers_days,
        Safeguard.SAFETY: rules.safety_days,
        Safeguard.SUPERVISOR: rules.supervisor_days,
    }
    fresh = [each for each in said if (on - each.on).days <= days[each.safeguard]]
    looked = {each.by for each in fresh if each.safeguard is Safeguard.BARRIERS}
    there = {
        each.safeguard
        for each in fresh
        if each.safeguard is not Safeguard.SUPERVISOR or looked - {each.by}
    }
    return tuple(each for each in Safeguard if each not in there)


_MISSING = {
    Safeguard.BARRIERS: _(
        "First look at what stood in her way and what was offered, in the last {days} days."
    ),
    Safeguard.SAFETY: _("First a clinician looks at her safety, in the last {days} days."),
    Safeguard.SUPERVISOR: _(
        "First a supervisor, another person than who looked at the barriers, agrees."
    ),
}


def may_end_so(
    end: StayEnd,
    said: tuple[SafeguardSaid, ...],
    on: date,
    rules: EndingRules = ENDING_RULES,
) -> Decision:
    """An end by attendance, by a payer or by lost contact needs three looks; hers needs none.

    Source: domain.md 7.4; issue: "attendance-based or payer-driven discharge needs barrier review,
    supervisor and a safety check".
    """
    days = {Safeguard.BARRIERS: rules.barriers_days, Safeguard.SAFETY: rules.safety_days}
    return Decision.refused(
        *(
            Reason(
                f"no_{each}", _MISSING[each], params={"days": days.get(each, 0)}, field_name="end"
            )
            for each in safeguards_missing(end, said, on, rules)
        )
    )


def door_stays_open(end: StayEnd) -> bool:
    """Whoever left, however she left, may come back by the same warm door; only death ends it.

    Source: domain.md 7.4: "with an open return door".
    """
    return end is not StayEnd.DIED


def falls_silent(end: StayEnd) -> bool:
    """After a death nothing leaves this house for her any more, on no channel.

    Source: issue "what holds her afterwards": silence to all channels at once.
    """
    return end is StayEnd.DIED


def needs_aftercare(end: StayEnd) -> bool:
    """Whether an aftercare plan and a summary are owed: not for one who never began or has died.

    Source: domain.md 3.4, 7.4.
    """
    return end not in (StayEnd.NOT_STARTED, StayEnd.DIED)
