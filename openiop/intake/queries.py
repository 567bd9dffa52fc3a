"""What intake's pages ask across stages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from openiop.base import clock
from openiop.clients.queries import open_episodes
from openiop.coverage.queries import authorizations_by_client
from openiop.documents.models import Document
from openiop.domain.assessment.determination import ANEW_RULES, Happened, Moment
from openiop.domain.care.note_kinds import NoteKind
from openiop.domain.funnel import WayIn
from openiop.domain.referral import EndReason, ReferralState, contact_due_at
from openiop.plans.models import PlanReview
from openiop.referral.models import Referral, ReferralStatus


def reviews_since() -> list[tuple[UUID, Happened]]:
    """Reviews of plans, and utilization reviews that have come up; constant statements."""
    today = clock.today()
    ids = [stay.client_id for stay in open_episodes(today) if stay.ended_on is None]
    looks = PlanReview.objects.filter(plan__client_id__in=ids)
    found = [
        (client_id, Happened(Moment.PLAN_REVIEW, at))
        for client_id, at in looks.values_list("plan__client_id", "reviewed_at")
    ]
    for client_id, lines in authorizations_by_client(ids).items():
        for line in lines:
            if not line.facts.status.allows:
                continue
            due_on = line.facts.until_on - timedelta(days=ANEW_RULES.before_covered_end_days)
            if due_on <= today:
                found.append((client_id, Happened(Moment.UTILIZATION, clock.at(due_on, "00:00"))))
    return found


# The way in, in numbers


def ways_in(days: int) -> list[WayIn]:
    """The way of every request received in the last days; nothing sealed is opened."""
    since = clock.now() - timedelta(days=days)
    rows = list(Referral.objects.filter(created_at__gte=since).exclude(state=ReferralState.CALLING))
    firsts: dict[tuple[UUID, str], datetime] = {}
    ends: dict[UUID, EndReason] = {}
    steps = ReferralStatus.objects.filter(referral__in=[row.pk for row in rows])
    told = steps.order_by("number").values_list("referral_id", "state", "end_reason", "created_at")
    for referral_id, state, end_reason, at in told:
        firsts.setdefault((referral_id, str(state)), at)
        if end_reason:
            ends[referral_id] = EndReason(end_reason)
    return [_way_in(row, firsts, ends) for row in rows]


_AFTER_CONTACT = (
    ReferralState.CONTACTED,
    ReferralState.ASSESSMENT_BOOKED,
    ReferralState.ASSESSED,
    ReferralState.COVERAGE,
    ReferralState.START_DATE,
    ReferralState.ADMITTED,
)
_AFTER_ASSESSMENT = _AFTER_CONTACT[2:]


def _way_in(
    row: Referral, firsts: Mapping[tuple[UUID, str], datetime], ends: Mapping[UUID, EndReason]
) -> WayIn:
    def first(*states: ReferralState) -> datetime | None:
        moments = [firsts[key] for state in states if (key := (row.pk, str(state))) in firsts]
        return min(moments, default=None)

    return WayIn(
        source=row.source,
        received_at=row.created_at,
        contact_due_at=contact_due_at(row.triage, clock.local(row.created_at)),
        contacted_at=first(*_AFTER_CONTACT),
        assessed_at=first(*_AFTER_ASSESSMENT),
        started_at=first(ReferralState.ADMITTED),
        ended=ends.get(row.pk) if row.state is ReferralState.ENDED else None,
    )


def late_now() -> int:
    """How many women nobody has been in touch with in time."""
    rows = Referral.objects.filter(state=ReferralState.RECEIVED)
    return sum(
        contact_due_at(row.triage, clock.local(row.created_at)) < clock.now() for row in rows
    )


def biopsychosocial_of(client_id: UUID) -> Document | None:
    """Her signed biopsychosocial assessment, the newest one that stands."""
    rows = Document.objects.filter(
        client_id=client_id,
        kind=NoteKind.ASSESSMENT,
        signed_at__isnull=False,
        struck_at__isnull=True,
    )
    return rows.order_by("-signed_at").first()
