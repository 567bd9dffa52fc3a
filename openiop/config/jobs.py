"""The background job: a loop over duties that are due. It may die any time and starts again."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable

from django.db import close_old_connections, connection

from openiop.admission.tasks import expire_offers, start_stays
from openiop.asking.tasks import text_about_short_forms
from openiop.base import clock
from openiop.base.models import Heartbeat, Site
from openiop.base.scope import entered
from openiop.care.tasks import end_expired_holds
from openiop.day.tasks import end_leaves, follow_up_missed_days
from openiop.discharge.tasks import send_released_papers
from openiop.documents.tasks import end_expired_document_holds
from openiop.followup.tasks import send_due_notes
from openiop.outbox.delivery import call_waiting_staff, send_queued
from openiop.privacy.tasks import seal_settled_rows
from openiop.public.tasks import forget_old_drafts
from openiop.readiness.tasks import watch_tapers
from openiop.referral.tasks import compare_new_referrals
from openiop.safety.tasks import escalate_due_alerts
from openiop.schedule.tasks import plan_coming_weeks
from openiop.timetable.tasks import advance_proposals, end_offers_of_the_past

log = logging.getLogger("openiop.jobs")

EVERY_SECONDS = 5.0
ROWS_LOOKED_AT = 400
"""Of each index; enough to tell a good one from one that matches a whole site."""

DUTIES: tuple[Callable[[], object], ...] = (
    escalate_due_alerts,
    compare_new_referrals,
    call_waiting_staff,
    send_due_notes,
    send_queued,
    send_released_papers,
    follow_up_missed_days,
    text_about_short_forms,
    end_expired_holds,
    end_expired_document_holds,
    plan_coming_weeks,
    expire_offers,
    start_stays,
    watch_tapers,
    advance_proposals,
    end_offers_of_the_past,
    end_leaves,
    forget_old_drafts,
    seal_settled_rows,
)


def work(*, once: bool = False) -> None:
    """Do what is due, again and again; a duty that fails never stops the others or the loop."""
    parent, counted_on = os.getppid(), None
    while True:
        close_old_connections()
        if counted_on != (today := clock.wall().date()):
            counted_on = today
            _count_rows()
        failed = [name for site in Site.objects.all() for name in _one_round(site)]
        if not failed:
            _beat()
        if once or os.getppid() != parent:
            return
        time.sleep(EVERY_SECONDS)


def _count_rows() -> None:
    """Let SQLite look, once a day, at how its rows are spread: it chooses an index by that."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit={ROWS_LOOKED_AT}")
            cursor.execute("ANALYZE")


def _one_round(site: Site) -> list[str]:
    failed = []
    with entered(site.scope()):
        for duty in DUTIES:
            try:
                duty()
            except Exception:
                log.exception("Duty %s failed; it is tried again.", duty.__name__)
                failed.append(duty.__name__)
        Heartbeat.objects.update_or_create(
            job=f"clock {site.slug}"[:40],
            defaults={"beat_at": clock.wall(), "program_at": clock.now()},
        )
    return failed


def _beat() -> None:
    Heartbeat.objects.update_or_create(job="worker", defaults={"beat_at": clock.wall()})
