"""Who is waiting, and who waits too long?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openiop.domain.privacy import Permission, reach_of
from openiop.domain.referral import ReferralState
from openiop.followup.queries import wants_back
from openiop.intake.presenters import pipeline_columns, pipeline_line
from openiop.privacy.gate import log_access
from openiop.privacy.web import actor_of, page
from openiop.referral.queries import ended_lately, find_referrals, waiting

SEARCH_LETTERS_MOST = 80


@page(Permission.SEE_REFERRALS)
def pipeline(request: HttpRequest) -> HttpResponse:
    """Who is waiting, and who waits too long?"""
    actor = actor_of(request)
    wanted = request.GET.get("q", "").strip()[:SEARCH_LETTERS_MOST]
    lines = waiting()
    ended = ended_lately()
    found = [pipeline_line(line) for line in find_referrals(wanted)] if wanted else []
    shown = [*lines, *(line for line, _end in ended), *(each.waiting for each in found)]
    may_open_door = bool(reach_of(actor.roles, Permission.OPEN_RETURN_DOOR))
    back = wants_back() if may_open_door else []
    known = {line.client_id for line in shown if line.client_id}
    log_access(actor, "intake:pipeline", known | {line.client.pk for line in back})
    calling = [pipeline_line(line) for line in lines if line.state is ReferralState.CALLING]
    context = {
        "columns": pipeline_columns(lines),
        "calling": calling,
        "back": back,
        "ended": [(pipeline_line(line), end) for line, end in ended],
        "count": len(lines) - len(calling),
        "late": sum(line.is_late for line in lines),
        "q": wanted,
        "found": found,
        "may_work": bool(reach_of(actor.roles, Permission.WORK_REFERRALS)),
    }
    return render(request, "intake/pipeline.html", context)
