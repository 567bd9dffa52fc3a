"""Who is waiting, and who waits too long?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openiop.domain.privacy import Permission
from openiop.intake.presenters import pipeline_columns
from openiop.privacy.gate import log_access
from openiop.privacy.web import actor_of, page
from openiop.referral.queries import waiting


@page(Permission.SEE_REFERRALS)
def pipeline(request: HttpRequest) -> HttpResponse:
    """Who is waiting, and who waits too long?"""
    lines = waiting()
    known = {line.client_id for line in lines if line.client_id is not None}
    log_access(actor_of(request), "intake:pipeline", known)
    context = {"columns": pipeline_columns(lines), "count": len(lines)}
    return render(request, "intake/pipeline.html", context)
