"""Turning the signed-in user into the actor of this request, and ending sessions left alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from openiop.base import clock
from openiop.base.web import site_of
from openiop.privacy.actor import Actor

from .queries import actor_for

Next = Callable[[HttpRequest], HttpResponse]

IDLE_STAFF = timedelta(minutes=10)
IDLE_CLIENT = timedelta(minutes=15)
IDLE_DEMO = timedelta(hours=12)
"""How long a session may be left alone; a demo is for reading.

Source: domain.md 4.1, 164.312(a)(2)(iii).
"""

TOUCH_EVERY = timedelta(minutes=1)


class WhoIsThis:
    """Set `request.actor`; sign out a session that was left alone."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined] # read through privacy.web.actor_of
        if not request.path.startswith("/static/") and request.user.is_authenticated:
            actor = actor_for(request.user)
            if actor is None or self._left_alone(request, actor):
                logout(request)
            else:
                request.actor = actor  # type: ignore[attr-defined]
        return self.get_response(request)

    def _left_alone(self, request: HttpRequest, actor: Actor) -> bool:
        now = clock.wall().timestamp()
        seen = request.session.get("seen", now)
        limit = IDLE_CLIENT if actor.is_client else IDLE_STAFF
        if site_of(request).is_demo:
            limit = IDLE_DEMO
        if now - seen > limit.total_seconds():
            return True
        if "seen" not in request.session or now - seen > TOUCH_EVERY.total_seconds():
            request.session["seen"] = now
        return False
