"""How waiting is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, ngettext

from openiop.base import clock
from openiop.domain.referral import ReferralState, TriageClass
from openiop.referral.queries import Waiting

COLUMNS = (
    ReferralState.RECEIVED,
    ReferralState.CONTACTED,
    ReferralState.ASSESSMENT_BOOKED,
    ReferralState.ASSESSED,
    ReferralState.COVERAGE,
    ReferralState.START_DATE,
)

KINDS = {
    TriageClass.CRISIS: "person",
    TriageClass.URGENT: "person",
    TriageClass.PRIORITY: "soon",
    TriageClass.STANDARD: "info",
}


@dataclass(frozen=True)
class PipelineLine:
    """One woman in a column."""

    waiting: Waiting
    kind: str
    age: str


@dataclass(frozen=True)
class PipelineColumn:
    """One step of the way in, and who stands there."""

    state: ReferralState
    lines: tuple[PipelineLine, ...]


def pipeline_columns(lines: Sequence[Waiting]) -> list[PipelineColumn]:
    """The steps in order; a call that broke off stands with the new ones."""
    return [
        PipelineColumn(
            state,
            tuple(
                PipelineLine(line, KINDS[line.triage], age_words(line.received_at))
                for line in lines
                if line.state is state
                or (state is ReferralState.RECEIVED and line.state is ReferralState.CALLING)
            ),
        )
        for state in COLUMNS
    ]


def age_words(since: datetime) -> str:
    """How long ago, in the largest unit that says enough."""
    minutes = max(0, int((clock.now() - since).total_seconds() // 60))
    if minutes < 60:  # noqa: PLR2004 - an hour
        return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
    if minutes < 48 * 60:
        hours = minutes // 60
        return ngettext("{n} hour", "{n} hours", hours).format(n=hours)
    return gettext("{n} days").format(n=minutes // (24 * 60))
