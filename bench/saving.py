"""How long saving one field of a grid of fourteen women takes, on the real server.

    python -m bench.saving           300 saves
    python -m bench.saving --quick   100 saves

The demo story at 10:20 of its last morning, with fourteen women confirmed in the skills group. Each
save is what the page sends when somebody leaves a field: one field, the version she has seen. They
arrive on a clock of their own (open loop), ten a second, as two facilitators typing fast would send
them. Run it on a machine that does nothing else: the load average stands beside the figures. The
aim is a p95 under 100 ms; times are for reading, never for passing or failing.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

from bench.pages import LOOPBACK, ROOT, Times, get, make_folder, serve, sign_in

ROWS = 14
EVERY_SECONDS = 0.1
AIM_MS = 100

FOURTEEN = """
from bench.folder import begin_the_morning
from openiop.base import clock
from openiop.clients.actions import move_stage, register, start_stay
from openiop.clients.queries import open_episodes
from openiop.day.actions import arrive
from openiop.day.queries.attendance import attendance_of
from openiop.domain.episode import Stage
from openiop.domain.words import SessionKind
from openiop.privacy.actor import system
from openiop.schedule.actions import seat
from openiop.schedule.models import Group
from openiop.schedule.queries import sessions_on
session = next(s for s in sessions_on(clock.today()) if s.kind is SessionKind.SKILLS)
if clock.now() < session.ends_at:
    begin_the_morning()
Group.objects.filter(pk=session.group_id).update(max_size=%d)
group = Group.objects.get(pk=session.group_id)
stay = open_episodes(session.on)[0]
with clock.standing(session.starts_at):
    came = [line for line in attendance_of(session).values() if line.is_present]
    for number in range(%d - len(came)):
        guest = register(chosen_name=f"Guest{number}", last_name="Bench", by=system())
        begun = start_stay(
            client=guest,
            track=stay.track,
            starts_on=session.on,
            weekdays=list(range(7)),
            therapist_id=stay.therapist_id,
            remote=False,
            by=system(),
        )
        move_stage(episode=begun, to=Stage.IN_PROGRAM, on=session.on, by=system())
        seat(group=group, client=guest, from_on=session.on, by=system())
        arrive(client=guest, on=session.on, by=system())
print(session.pk)
"""


def session_of_fourteen(folder: Path) -> str:
    """The skills group of the morning, with made-up women beside the story's, up to fourteen."""
    code = (
        "from openiop.cli import start_django; start_django()\n"
        "from openiop.base.models import Site\n"
        "from openiop.base.scope import entered\n"
        "with entered(Site.objects.get().scope()):\n"
        + "".join(f"    {line}\n" for line in (FOURTEEN % (2 * ROWS, ROWS)).strip().splitlines())
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        env={**os.environ, "OPENIOP_DATA": str(folder), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    return told.stdout.split()[-1]


def save(port: int, path: str, cookie: str, fields: dict[str, str]) -> tuple[int, str, float]:
    """One autosave: status, the version it gives back, milliseconds."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=30)
    headers = {
        "Cookie": cookie,
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Autosave": "1",
    }
    start = time.perf_counter()
    connection.request("POST", path, urlencode(fields), headers)
    answer = connection.getresponse()
    body = answer.read()
    took = (time.perf_counter() - start) * 1000
    connection.close()
    version = json.loads(body).get("version", "") if body.startswith(b"{") else ""
    return answer.status, str(version), took


def measure(port: int, session_id: str, cookie: str, samples: int) -> tuple[Times, int]:
    """Save after save, the rows in turn; and how many rows the page had."""
    page = get(port, f"/staff/care/session/{session_id}/notes/", cookie)[1]
    text = page.decode(errors="replace")
    paths = re.findall(r'data-autosave="(/staff/care/session/[^"]+/note/[^"]+/)"', text)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
    if not paths or token is None:
        raise SystemExit("The page of notes has no rows.")
    versions, times, lock = dict.fromkeys(paths, "99999"), Times(), threading.Lock()

    def one(number: int) -> None:
        path = paths[number % len(paths)]
        status, version, took = save(
            port,
            path,
            cookie,
            {
                "field": "sentence",
                "value": f"She found her own word for it and kept number {number}.",
                "version": versions[path],
                "csrfmiddlewaretoken": token[1],
            },
        )
        with lock:
            times.milliseconds.append(took)
            times.failed += status != 200  # noqa: PLR2004
            versions[path] = version or versions[path]

    for number in range(len(paths)):
        one(number)
    times.milliseconds.clear()
    begun, threads = time.perf_counter(), []
    for number in range(samples):
        time.sleep(max(0.0, begun + number * EVERY_SECONDS - time.perf_counter()))
        threads.append(threading.Thread(target=one, args=(number,)))
        threads[-1].start()
    for thread in threads:
        thread.join()
    return times, len(paths)


def run(samples: int, folder: Path | None) -> None:
    """Make the morning, save, and print one line."""
    place = Path(tempfile.mkdtemp(prefix="openiop-bench-"))
    try:
        if folder is None:
            make_folder(place, 0)
        else:
            shutil.copytree(folder, place, dirs_exist_ok=True)
        session_id = session_of_fourteen(place)
        server, port = serve(place)
        try:
            times, rows = measure(port, session_id, sign_in(port, "facilitator"), samples)
        finally:
            server.terminate()
            server.wait(timeout=15)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    print(f"{samples} saves into {rows} rows, load {os.getloadavg()[0]:.1f}, failed {times.failed}")
    print(
        f"p50 {statistics.median(times.milliseconds):.1f} ms   p95 {times.at(0.95):.1f} ms"
        f"   p99 {times.at(0.99):.1f} ms   aim: p95 under {AIM_MS} ms"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--folder", type=Path, help="a made folder, copied instead of a new one")
    asked = parser.parse_args()
    run(100 if asked.quick else 300, asked.folder)
