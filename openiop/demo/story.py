"""The demo program, told from eight weeks ago until this morning by calling actions only.

The clock is moved along; ids and chances are seeded, so the same week tells the same story. It ends
on a Wednesday at 08:40 with ten women expected, whatever day it really is.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Max

from openiop.base import clock
from openiop.base.ids import repeatable
from openiop.base.models import Heartbeat, Site
from openiop.base.scope import entered
from openiop.base.sites import open_site, set_demo_clock
from openiop.domain.privacy import Role
from openiop.privacy.models import AuditEvent

from . import afterwards, assessments, practice, readiness, referrals, starting
from .cast import HER, PROGRAM_WEEKDAYS, STAFF, WED
from .partner import MEMBER, SIGN_IN, send_two
from .program_day import ProgramDay
from .stage import OPENING, PASSWORD, Stage

SEED = 20_261_118
WEEKS_TOLD = 8
WEEKS_AHEAD = 3
ZONE = "America/New_York"

Progress = Callable[[int, int, str], None]
"""Hears how many days of how many are told, and which one."""


@dataclass(frozen=True)
class SignIn:
    """Somebody who can sign in to the demo."""

    role: str
    name: str
    sign_in_name: str
    password: str = PASSWORD


def story_day(real: date) -> date:
    """The Wednesday on or before the real date: the morning on which the story ends."""
    return real - timedelta(days=(real.weekday() - WED) % 7)


def tell(progress: Progress | None = None) -> Site:
    """Tell the whole story into an empty database; `progress` hears how many days are told."""
    today = story_day(clock.wall().astimezone(ZoneInfo(ZONE)).date())
    days = [
        today + timedelta(days=n)
        for n in range(-7 * WEEKS_TOLD, 7 * WEEKS_AHEAD + 1)
        if (today + timedelta(days=n)).weekday() in PROGRAM_WEEKDAYS
    ]
    with ExitStack() as told:
        told.enter_context(repeatable(SEED))
        site = open_site(name="Morning IOP", slug="demo", zone=ZONE, is_demo=True)
        told.enter_context(entered(site.scope()))
        _write_fast()
        before = days[: days.index(today)]
        with clock.standing(clock.at(afterwards.opened_on(today), "09:00")):
            stage = Stage(today=today, days=days, lots=Random(SEED))  # noqa: S311 - a story, not a secret
            stage.set_up()
        stage.before = afterwards.tell_before(stage.staff, stage.track, today)
        for number, each in enumerate(before, start=1):
            ProgramDay(stage, each, practice.tell_day).tell()
            if progress:
                progress(number, len(before) + 1, f"The story so far: {each:%b} {each.day}")
        with clock.standing(clock.at(today, OPENING)):
            stage.prepare(today)
            send_two(stage.staff, PASSWORD, today)
            here = [
                (stay.client, stay.therapist)
                for stay in stage.stays.values()
                if stay.woman.start < 0 and stay.woman.end is None
            ]
            assessments.decided_before(here, today)
            readiness.tell({stay.woman.name: stay for stay in stage.stays.values()}, today)
            assessments.tell(stage.staff, today)
            referrals.tell(stage.staff, today)
            starting.tell(stage.staff, stage.track, stage.groups, today)
        told_of = {
            stay.woman.name: (stay.client, stay.actor, stay.therapist)
            for stay in stage.stays.values()
        }
        afterwards.tell(told_of, stage.before, stage.staff, stage.track, today)
        set_demo_clock(site, clock.at(today, OPENING))
        if progress:
            progress(len(before) + 1, len(before) + 1, "This morning")
    return site


def _write_fast() -> None:
    """A story cut short is told anew, so nothing is lost by not waiting for the disk."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")


def wake_clock() -> None:
    """Let the demo's clock go on from where it stood when the program was last running."""
    for site in Site.objects.filter(is_demo=True):
        with entered(site.scope()):
            last_beat = Heartbeat.objects.filter(job=f"clock {site.slug}").first()
            last_deed = AuditEvent.objects.aggregate(at=Max("at"))["at"]
            seen = [at for at in (last_beat and last_beat.program_at, last_deed) if at]
            if seen:
                set_demo_clock(site, max(seen))


def sign_ins() -> list[SignIn]:
    """Who can sign in to the demo, each by a button on its sign-in page."""
    return [
        SignIn("Client", HER, "client"),
        SignIn(Role.ALUMNA.label, afterwards.WELL, "alumna"),
        *(SignIn(worker.roles[0].label, worker.name, worker.key) for worker in STAFF),
        SignIn(Role.REFERRAL_PARTNER.label, MEMBER, SIGN_IN),
    ]
