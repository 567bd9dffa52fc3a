"""A person decides the level of care; and nobody is only turned away: handing on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from openiop.assessment.models import Handoff, LevelOfCare
from openiop.assessment.presenters import in_english
from openiop.assessment.queries.level import level_page
from openiop.assessment.queries.standing import licensed
from openiop.base import clock
from openiop.base.announce import announce
from openiop.clients.models import Client
from openiop.domain.assessment.determination import (
    DeterminationFacts,
    Moment,
    Variance,
    may_determine,
)
from openiop.domain.assessment.routes import (
    ROUTES,
    STOPS,
    CareLevel,
    Finding,
    HandoffFacts,
    may_hand_off,
)
from openiop.domain.assessment.tool import ToolScore, may_keep_tool
from openiop.domain.events import LevelOfCareDetermined
from openiop.domain.privacy import Permission
from openiop.domain.referral import OPEN_STATES, EndReason, HandoffWay, ReferralState
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, audit_codes
from openiop.programs.queries import signs_as
from openiop.referral import actions as referrals
from openiop.referral.queries import referral_of_client


@dataclass(frozen=True)
class Decided:
    """What a person decided about the level of care, and why."""

    recommended: CareLevel | None
    offered: CareLevel | None
    chosen: CareLevel | None
    preference_asked: bool
    preference_words: str = ""
    why_not_lower: str = ""
    why_not_higher: str = ""
    disagreement: str = ""
    variance: Variance | None = None
    mitigation: str = ""
    next_step: str = ""
    handed_to: str = ""
    tool: ToolScore | None = None

    def words(self) -> dict[str, str]:
        """The words of it, as they are sealed."""
        names = (
            "preference_words",
            "why_not_lower",
            "why_not_higher",
            "disagreement",
            "mitigation",
            "next_step",
            "handed_to",
        )
        told = {name: str(getattr(self, name)).strip() for name in names}
        if self.tool is not None:
            told["tool_version"] = self.tool.version.strip()
            told["tool_named"] = self.tool.named.strip()
        return told


@action(Permission.ASSESS, audit="assessment.level_determined")
def determine(*, client: Client, decided: Decided, moment: Moment, by: Actor) -> LevelOfCare:
    """Keep a decision on the level of care with its evidence both ways; who decided is named.

    The evidence is what stood when it was decided, so that it reads the same in a year.
    """
    page = level_page(client)
    may_determine(
        DeterminationFacts(
            recommended=decided.recommended,
            offered=decided.offered,
            chosen=decided.chosen,
            preference_asked=decided.preference_asked,
            why_not_lower=decided.why_not_lower,
            why_not_higher=decided.why_not_higher,
            suggested=page.suggestion.level,
            disagreement=decided.disagreement,
            variance=decided.variance,
            mitigation=decided.mitigation,
            next_step=decided.next_step,
            handed_to=decided.handed_to,
            found=page.found,
        ),
        licensed(by),
    ).or_refuse()
    if decided.tool is not None:
        may_keep_tool(decided.tool).or_refuse()
    numbers: Mapping[str, int] = decided.tool.numbers if decided.tool else {}
    total = decided.tool.total if decided.tool else None
    row = LevelOfCare(
        client=client,
        assessment=page.assessment,
        number=LevelOfCare.objects.filter(client=client).count() + 1,
        moment=moment,
        suggested=page.suggestion.level or "",
        rule_id=page.suggestion.rule_id,
        recommended=decided.recommended or "",
        offered=decided.offered or "",
        chosen=decided.chosen or "",
        variance=decided.variance or "",
        tool=decided.tool.tool if decided.tool else "",
        decided_at=clock.now(),
        decided_by=by.id,
        decided_as=signs_as(by.id),
        created_by=by.id,
    )
    row.content = json.dumps(
        {
            "told": decided.words(),
            "evidence": [[str(line.side), in_english(line)] for line in page.suggestion.lines],
            "found": sorted(str(each) for each in page.found),
            "numbers": {**numbers, **({"total": total} if total is not None else {})},
        }
    )
    row.save(force_insert=True)
    referral = referral_of_client(client.pk)
    if referral is not None and referral.state is ReferralState.ASSESSMENT_BOOKED:
        referrals.move(referral=referral, to=ReferralState.ASSESSED, by=by)
    audit_codes(moment=str(moment), number=row.number, differs=bool(decided.variance))
    announce(LevelOfCareDetermined(client.pk, row.pk), by=by)
    return row


@dataclass(frozen=True)
class HandedOn:
    """One try to hand her on."""

    to: str
    how: HandoffWay | None
    reached: bool | None
    next_step: str
    words: str = ""
    finding: Finding | None = None
    return_door: bool = False


@action(Permission.HAND_OFF, audit="assessment.handed_on")
def hand_on(
    *, client: Client, handed: HandedOn, level_of_care: LevelOfCare | None = None, by: Actor
) -> Handoff:
    """Write down a try to hand her on: to whom, how, whether they were reached, what is next."""
    may_hand_off(
        HandoffFacts(handed.to, str(handed.how or ""), handed.reached, handed.next_step)
    ).or_refuse()
    route = ROUTES[handed.finding] if handed.finding else None
    row = Handoff(
        client=client,
        level_of_care=level_of_care,
        finding=handed.finding or "",
        clock=route.clock if route else "",
        how=handed.how or "",
        reached=bool(handed.reached),
        return_door=handed.return_door,
        at=clock.now(),
        created_by=by.id,
    )
    row.words = json.dumps(
        {
            "to": handed.to.strip(),
            "next_step": handed.next_step.strip(),
            "words": handed.words.strip(),
        }
    )
    row.save(force_insert=True)
    if row.reached and level_of_care is not None:
        _end_way_in(level_of_care, handed, by)
    audit_codes(reached=row.reached, finding=str(handed.finding or ""))
    return row


_ENDS = {
    CareLevel.OUTPATIENT: EndReason.TOO_LITTLE_NEED,
    CareLevel.PHP: EndReason.HIGHER_LEVEL,
    CareLevel.INPATIENT: EndReason.HIGHER_LEVEL,
    CareLevel.OTHER: EndReason.OTHER_SERVICE,
}


def _end_way_in(level_of_care: LevelOfCare, handed: HandedOn, by: Actor) -> None:
    """Somebody has her: her way in ends well, unless she comes here after it."""
    referral = referral_of_client(level_of_care.client_id)
    reason = _ENDS.get(level_of_care.chosen or level_of_care.offered)
    found = json.loads(level_of_care.content).get("found", ())
    comes_after = found == [str(Finding.WITHDRAWAL)]
    if referral is None or reason is None or comes_after or referral.state not in OPEN_STATES:
        return
    if STOPS & {Finding(each) for each in found}:
        reason = EndReason.CRISIS_ROUTE
    referrals.end(
        referral=referral,
        reason=reason,
        next_step=handed.next_step,
        handed_to=handed.to,
        way=handed.how or HandoffWay.WE_CALLED,
        reached=True,
        words=handed.words,
        by=by,
    )
