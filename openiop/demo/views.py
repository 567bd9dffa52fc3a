"""Buttons that move the demo's clock."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from openiop.domain.privacy import Permission
from openiop.privacy.web import actor_of, page

from . import actions


@require_POST
@page(Permission.MOVE_DEMO_CLOCK)
def move_clock(request: HttpRequest) -> HttpResponse:
    """Move the demo's clock forward to a time of its day, or to the next program morning."""
    actions.move_clock(to=request.POST.get("to", ""), by=actor_of(request))
    return redirect("desk:home" if actor_of(request).is_staff else "portal:today")
