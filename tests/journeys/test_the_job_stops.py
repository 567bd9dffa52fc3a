"""The background job stops: every staff page says so, and what it missed is made up once."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PageFor
from tests.journeys.real_server import Server
from tests.journeys.steps import check_in, open_nav

SAYS = "The background job has not run since"
RUNGS = """
from openiop.safety.models import AlertStep
for step in AlertStep.objects.filter(alert__client__chosen_name="Mara", kind="escalated"):
    print(step.number, step.to_role, step.late)
"""
SILENT_FOR = """
from datetime import timedelta
beat_at = clock.wall() - timedelta(seconds={seconds})
assert Heartbeat.objects.filter(job="worker").update(beat_at=beat_at)
"""
HAS_BEATEN = """
from datetime import timedelta
since = clock.wall() - timedelta(seconds=2)
print(Heartbeat.objects.filter(job="worker", beat_at__gt=since).exists())
"""
STAFF = ("front_desk", "facilitator", "therapist", "clinical_lead", "director")


@pytest.fixture
def hung_worker(server: Server) -> Iterator[int]:
    """The background jobs hang: alive, so nobody starts them again, and doing nothing.

    They are stopped right after a beat, when they sleep: no write of theirs stays half done.
    """
    worker = server.worker()
    ends = time.monotonic() + 60
    while server.ask(HAS_BEATEN) != "True":
        assert time.monotonic() < ends, "the background jobs do not beat"
        time.sleep(0.2)
    os.kill(worker, signal.SIGSTOP)
    yield worker
    with contextlib.suppress(ProcessLookupError):
        os.kill(worker, signal.SIGKILL)


def work_once(server: Server) -> None:
    """One round of the jobs, as a second worker would do it at the same time."""
    subprocess.run(
        [sys.executable, "-m", "openiop", "work", "--once"], env=server.settings, check=True
    )


def banner(page: Page) -> None:
    page.reload()
    expect(page.locator(".banner")).to_contain_text(SAYS)
    expect(page.locator(".banner")).to_contain_text("Alerts are not escalating")


def test_staff_are_told_and_each_step_is_taken_once(
    server: Server, page_for: PageFor, hung_worker: int
) -> None:
    mara = page_for("client")
    staff = [page_for(role) for role in STAFF]
    lead, director = staff[3], staff[4]
    check_in(mara, "A lot at once", "8", "Strong")
    expect(mara.locator("h1")).to_contain_text("Thank you for telling us")

    # For two minutes a job may be slow; after that every staff page says that it is gone.
    server.ask(SILENT_FOR.format(seconds=60))
    lead.reload()
    expect(lead.locator(".banner")).to_have_count(0)
    server.ask(SILENT_FOR.format(seconds=125))
    for page in staff:
        banner(page)
    mara.reload()
    expect(mara.locator("body")).not_to_contain_text("background job")

    # An hour goes by and nobody took it. The list says so, though nothing has escalated.
    server.set_clock("09:45")
    assert server.ask(RUNGS) == ""
    open_nav(lead, "Alerts")
    row = lead.locator("li.queue__row").filter(has_text="Mara")
    expect(row).to_contain_text("late, was due")
    banner(lead)

    # The hung job is killed; the server starts another, which makes up for both steps.
    os.kill(hung_worker, signal.SIGKILL)
    expect(lead.locator("main")).to_be_visible()
    for _attempt in range(30):
        lead.reload()
        if lead.locator(".banner").count() == 0:
            break
        lead.wait_for_timeout(500)
    expect(lead.locator(".banner")).to_have_count(0)
    both = ["1 clinical_lead True", "2 director True"]
    assert server.ask(RUNGS).splitlines() == both
    work_once(server)
    assert server.ask(RUNGS).splitlines() == both

    # Both see that they are asked, and what happened when.
    for page in (lead, director):
        open_nav(page, "Alerts")
        expect(row if page is lead else page.locator("li.queue__row").first).to_contain_text("Mara")
        page.get_by_role("link", name=re.compile("Mara")).first.click()
        steps = page.locator(".timeline__item").all_inner_texts()
        assert sum("Cora Lindenlight" in step for step in steps) == 1, steps
        assert sum("Dana Harborwell" in step for step in steps) == 1, steps

    # Once she is taken, no step follows.
    lead.get_by_role("button", name="Take it").click()
    expect(lead.get_by_role("heading", name="What was done")).to_be_visible()
    server.set_clock("10:45")
    work_once(server)
    assert server.ask(RUNGS).splitlines() == both
