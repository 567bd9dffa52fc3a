"""Statements, median, p95, p99 and worst time of the main pages at 24 and 240 clients.

    python -m bench.pages            both sizes, 200 requests a page (about 20 minutes)
    python -m bench.pages --quick    60 requests a page (about 7 minutes)
    python -m bench.pages --busy     20 requests a page, for a machine that has other work: read
                                     the processor time, the times by the clock tell nothing

The demo story at 10:20 of its last morning (`bench.folder`), once as it is and once with every
client, group and record ten times (`bench.many`). The real server on loopback, one worker with four
threads, signed in, trail on, DEBUG off; requests arrive on a clock of their own (open loop), so
that a slow answer does not thin out the load. Run it on a machine that does nothing else: the load
average is printed beside the figures. That statements do not grow with the clients is tested by
tests/stages/test_statements.py; times are for reading, never for passing or failing. `cpu` is the
processor time of the server and its background job for one request, in milliseconds.
"""

from __future__ import annotations

import argparse
import gzip
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
from urllib.parse import urljoin

ROOT = Path(__file__).resolve().parent.parent
WARM_UP = 10
EVERY_SECONDS = 0.15
LOOPBACK = "127.0.0.1"

PAGES = (
    ("client", "Today", "/today/"),
    ("client", "My week", "/week/"),
    ("client", "How it's going", "/how-its-going/"),
    ("front_desk", "Day board", "/staff/day/board/"),
    ("front_desk", "Missing today", "/staff/day/missing/"),
    ("facilitator", "My day", "/staff/care/my-day/"),
    ("facilitator", "Group brief", "@brief"),
    ("facilitator", "Room", "@room"),
    ("facilitator", "Notes", "@notes"),
    ("therapist", "My clients", "/staff/clients/"),
    ("therapist", "Client one-page", "@chart"),
    ("clinical_lead", "Open matters", "/staff/open-matters/"),
    ("clinical_lead", "Alerts", "/staff/safety/alerts/"),
    ("clinical_lead", "Close the day", "/staff/day/close/"),
    ("director", "Huddle", "/staff/huddle/"),
    ("director", "Hours", "/staff/hours/"),
)
"""Role, page, address; `@name` is found as a link, see `LINKS`."""

SIZES = ((24, 0), (240, 9))
"""Clients, and how many times more the story is copied."""


@dataclass
class Times:
    """What was measured of one page."""

    milliseconds: list[float] = field(default_factory=list)
    failed: int = 0
    size: int = 0
    cpu: float = 0

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


def cpu_milliseconds(pids: list[int]) -> float:
    """Processor time these took so far."""
    ticks = 0
    for pid in pids:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(after_name[11]) + int(after_name[12])
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")


def measure(server_pid: int, port: int, path: str, cookie: str, samples: int) -> Times:
    """Open-loop requests for one page."""
    times, lock = Times(), threading.Lock()
    for _ in range(WARM_UP):
        get(port, path, cookie)
    used = cpu_milliseconds(children_of(server_pid))

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
    times.cpu = (cpu_milliseconds(children_of(server_pid)) - used) / samples
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
    return "; ".join(
        v.partition(";")[0] for n, v in answer.getheaders() if n.lower() == "set-cookie"
    )


A_SESSION = ("/staff/care/my-day/", r"/staff/care/session/([^/]+)/")
LINKS = {
    "@brief": (*A_SESSION, "/staff/care/session/{}/brief/"),
    "@room": (*A_SESSION, "/staff/day/room/{}/"),
    "@notes": (*A_SESSION, "/staff/care/session/{}/notes/"),
    "@chart": ("/staff/clients/", r"/staff/clients/([0-9a-f-]{36})/", "/staff/clients/{}/"),
}
"""Where a person would find it, what names it there, and its address."""


def address(port: int, path: str, cookie: str) -> str:
    """The page's address; for a page about somebody or something, of the first on a list."""
    if not path.startswith("@"):
        return path
    listed, pattern, url = LINKS[path]
    found = re.search(pattern, get(port, listed, cookie)[1].decode())
    if found is None:
        raise SystemExit(f"{listed} has no link for {path}.")
    return url.format(found[1])


def first_load(port: int, path: str, cookie: str) -> tuple[int, int]:
    """Bytes of a client's page alone, and with all it brings along the first time."""
    body = get(port, path, cookie)[1]
    wanted = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', body.decode()))
    for sheet in [each for each in wanted if each.endswith(".css")]:
        text = unpacked(get(port, sheet, cookie)[1]).decode()
        named = re.findall(r"url\([\"']?([^)\"']+)", text)
        wanted |= {urljoin(sheet, each) for each in named if not each.startswith(("data:", "#"))}
    return len(body), len(body) + sum(len(get(port, each, cookie)[1]) for each in wanted)


def unpacked(body: bytes) -> bytes:
    """What was sent, whether it was packed or not."""
    return gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body


def run(samples: int) -> None:
    """Measure both sizes and print a table for each."""
    for clients, times_more in SIZES:
        folder = Path(tempfile.mkdtemp(prefix="openiop-bench-"))
        try:
            make_folder(folder, times_more)
            server, port = serve(folder)
            try:
                print(f"\n{clients} clients, {samples} requests a page")
                report(folder, server.pid, port, samples)
            finally:
                server.terminate()
                server.wait(timeout=15)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def report(folder: Path, server_pid: int, port: int, samples: int) -> None:
    """One line for each page, then bytes and memory."""
    columns = ("stmts", "cpu", "p50", "p95", "p99", "max", "kB", "failed", "load")
    print(f"{'page':<18}" + "".join(f"{name:>8}" for name in columns))
    for role, label, path in PAGES:
        cookie = sign_in(port, role)
        where = address(port, path, cookie)
        statements = statements_of(folder, role, where)
        found = measure(server_pid, port, where, cookie, samples)
        times = (
            found.cpu,
            statistics.median(found.milliseconds),
            *(found.at(part) for part in (0.95, 0.99)),
            max(found.milliseconds),
            found.size / 1000,
        )
        print(
            f"{label:<18}{statements:>8}"
            + "".join(f"{figure:>8.1f}" for figure in times)
            + f"{found.failed:>8}{os.getloadavg()[0]:>8.1f}",
            flush=True,
        )
    later, first = first_load(port, "/today/", sign_in(port, "client"))
    memory = memory_mb(children_of(server_pid))
    print(f"a client's first page: {first / 1000:.0f} kB, a later one: {later / 1000:.0f} kB")
    print(f"memory of the server and its background job: {memory:.0f} MB")


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
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--quick", action="store_const", const=60, dest="samples")
    how.add_argument("--busy", action="store_const", const=20, dest="samples")
    run(parser.parse_args().samples or 200)
