"""Statements, median, p95, p99 and worst time of the main pages at 24 and 240 clients.

    python -m bench.pages            both sizes, 500 requests a page
    python -m bench.pages --quick    60 requests a page

The real server on loopback, one worker with four threads, signed in, trail on, DEBUG off; requests
arrive on a clock of their own (open loop), so that a slow answer does not thin out the load.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WARM_UP = 10
EVERY_SECONDS = 0.15
LOOPBACK = "127.0.0.1"

PAGES = (
    ("client", "Today", "/today/"),
    ("client", "My week", "/week/"),
    ("client", "How it's going", "/progress/"),
    ("front_desk", "Day board", "/staff/day/"),
    ("front_desk", "Missing today", "/staff/day/missing/"),
    ("facilitator", "My day", "/staff/care/"),
    ("facilitator", "Group brief", "@brief"),
    ("facilitator", "Notes grid", "@notes"),
    ("therapist", "My clients", "/staff/caseload/"),
    ("therapist", "Client one-page", "@chart"),
    ("clinical_lead", "Open matters", "/staff/open-matters/"),
    ("clinical_lead", "Alerts", "/staff/safety/"),
    ("clinical_lead", "Close the day", "/staff/day/close/"),
    ("director", "Huddle", "/staff/huddle/"),
    ("director", "Hours", "/staff/hours/"),
)
"""Role, page, address; `@name` is found as a link on the page before it."""


@dataclass
class Times:
    """What was measured of one page."""

    milliseconds: list[float] = field(default_factory=list)
    failed: int = 0
    size: int = 0

    def at(self, part: float) -> float:
        """The time that `part` of all requests stayed under."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def free_port() -> int:
    """A port nobody uses."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def get(port: int, path: str, cookie: str) -> tuple[int, bytes, float]:
    """One request: status, body, milliseconds."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=30)
    start = time.perf_counter()
    connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    took = (time.perf_counter() - start) * 1000
    connection.close()
    return answer.status, body, took


def measure(port: int, path: str, cookie: str, samples: int) -> Times:
    """Open-loop requests for one page."""
    times, lock = Times(), threading.Lock()
    for _ in range(WARM_UP):
        get(port, path, cookie)

    def one() -> None:
        status, body, took = get(port, path, cookie)
        with lock:
            times.milliseconds.append(took)
            times.size = len(body)
            times.failed += status != 200  # noqa: PLR2004

    threads = []
    start = time.perf_counter()
    for number in range(samples):
        pause = start + number * EVERY_SECONDS - time.perf_counter()
        if pause > 0:
            time.sleep(pause)
        thread = threading.Thread(target=one)
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()
    return times


def memory_mb(pids: list[int]) -> float:
    """Proportional memory of the server's processes."""
    total = 0
    for pid in pids:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        total += int(re.search(r"^Pss:\s+(\d+)", text, re.M)[1])  # type: ignore[index]
    return total / 1024


def children_of(pid: int) -> list[int]:
    """The process and everything it started."""
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(child for each in below for child in children_of(int(each)))]


def make_folder(folder: Path, times_more: int) -> None:
    """A data folder with the demo story, multiplied."""
    here = {**os.environ, "OPENIOP_DATA": str(folder), "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-m", "bench.folder", str(times_more)], check=True, env=here)


def serve(folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    """The real thing on a free port, ready to answer."""
    port = free_port()
    here = {**os.environ, "OPENIOP_DATA": str(folder), "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen(
        [sys.executable, "-m", "openiop", "serve", "--port", str(port)],
        env=here,
        stdout=subprocess.DEVNULL,
    )
    for _ in range(600):
        try:
            if get(port, "/help/", "")[0] == 200:  # noqa: PLR2004
                return server, port
        except OSError:
            time.sleep(0.1)
    server.terminate()
    raise SystemExit("The server did not answer.")


def sign_in(port: int, person: str) -> str:
    """The cookie of a demo person."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=30)
    connection.request("GET", "/sign-in/")
    answer = connection.getresponse()
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', answer.read())[1].decode()  # type: ignore[index]
    cookies = _cookies(answer)
    body = f"csrfmiddlewaretoken={token}&person={person}"
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/sign-in/", body, headers)
    answer = connection.getresponse()
    answer.read()
    return f"{cookies}; {_cookies(answer)}"


def _cookies(answer: http.client.HTTPResponse) -> str:
    return "; ".join(v.partition(";")[0] for n, v in answer.getheaders() if n == "Set-Cookie")


LINKS = {
    "@brief": ("/staff/care/", rb'href="(/staff/care/brief/[^"]+)"'),
    "@notes": ("/staff/care/", rb'href="(/staff/care/notes/[^"]+)"'),
    "@chart": ("/staff/caseload/", rb'href="(/staff/chart/[^"]+)"'),
}


def address(port: int, path: str, cookie: str) -> str:
    """The page's address; a link is looked up where a person would find it."""
    if not path.startswith("@"):
        return path
    page, pattern = LINKS[path]
    return re.search(pattern, get(port, page, cookie)[1])[1].decode()  # type: ignore[index]


def run(samples: int) -> None:
    """Measure both sizes and print a table for each."""
    for clients, times_more in ((24, 0), (240, 9)):
        folder = Path(tempfile.mkdtemp(prefix="openiop-bench-"))
        try:
            make_folder(folder, times_more)
            server, port = serve(folder)
            try:
                print(
                    f"\n{clients} clients, {samples} requests a page, load {os.getloadavg()[0]:.1f}"
                )
                print(
                    f"{'page':<18}{'stmts':>6}{'p50':>8}{'p95':>8}{'p99':>8}{'max':>8}{'kB':>7}{'failed':>8}"
                )
                for role, label, path in PAGES:
                    cookie = sign_in(port, role)
                    where = address(port, path, cookie)
                    statements = statements_of(folder, role, where)
                    found = measure(port, where, cookie, samples)
                    print(
                        f"{label:<18}{statements:>6}{statistics.median(found.milliseconds):>8.1f}"
                        f"{found.at(0.95):>8.1f}{found.at(0.99):>8.1f}"
                        f"{max(found.milliseconds):>8.1f}{found.size / 1000:>7.1f}{found.failed:>8}"
                    )
                print(
                    f"memory of the server and its background job: {memory_mb(children_of(server.pid)):.0f} MB"
                )
            finally:
                server.terminate()
                server.wait(timeout=15)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def statements_of(folder: Path, role: str, path: str) -> str:
    """SQL statements of one page, counted in a process of its own."""
    here = {**os.environ, "OPENIOP_DATA": str(folder), "PYTHONPATH": str(ROOT)}
    counted = subprocess.run(
        [sys.executable, "-m", "bench.statements", role, path],
        check=True,
        env=here,
        capture_output=True,
        text=True,
    )
    return counted.stdout.strip()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    run(60 if parser.parse_args().quick else 500)
