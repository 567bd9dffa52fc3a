"""How do women find their way in, how long does it take, and why do some not start?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openiop.base import clock
from openiop.domain.funnel import FUNNEL_RULES, funnel_of
from openiop.domain.privacy import Permission
from openiop.intake.presenters import funnel_view
from openiop.intake.queries import late_now, ways_in
from openiop.privacy.web import page


@page(Permission.SEE_FUNNEL)
def funnel(request: HttpRequest) -> HttpResponse:
    """Numbers of the last 90 days, without a name."""
    now = clock.now()
    board = funnel_of(ways_in(FUNNEL_RULES.days_shown), now)
    context = {
        "view": funnel_view(board),
        "days": FUNNEL_RULES.days_shown,
        "few_below": FUNNEL_RULES.few_below,
        "late": late_now(),
    }
    return render(request, "intake/funnel.html", context)
