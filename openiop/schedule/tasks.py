"""Keeping the coming weeks on the calendar, as a duty of the background job."""

from __future__ import annotations

from datetime import timedelta

from openiop.base import clock
from openiop.privacy.actor import system

from .actions import leave_out, plan_sessions
from .models import Group, Session
from .queries import led_without_license

PLAN_AHEAD = timedelta(weeks=3)


def plan_coming_weeks() -> None:
    """Plan three weeks ahead once the calendar holds less than two; nobody leads unlicensed."""
    today = clock.today()
    if led_without_license():
        leave_out(by=system())
    if not Group.objects.exists():
        return
    if not Session.objects.filter(on__gte=today + timedelta(weeks=2)).exists():
        plan_sessions(first=today, last=today + PLAN_AHEAD, by=system())
