"""`openiop serve`: make the data folder ready, then keep the pages and the background jobs running.

The supervisor loads the whole program once and never opens the database. What works with it are
children, split off as they are needed, so that a start costs one loading and not four. Expected
troubles are `Trouble`, in a sentence.
"""

from __future__ import annotations

import contextlib
import gc
import http.client
import os
import signal
import socket
import threading
import time
import traceback
from collections.abc import Iterator
from types import FrameType

from openiop.config import prepare, web
from openiop.config.children import Child, Task, context, start, stop_by
from openiop.config.folder import DataFolder, Holds, Trouble, uses_own_database

DEFAULT_PORT = 8000
LAST_PORT = 65535
LOOPBACK = ("127.0.0.1", "localhost", "::1")
READY_WITHIN_SECONDS = 60
STOP_WITHIN_SECONDS = 4
LOOK_EVERY_SECONDS = 0.3


def serve(*, port: str | None, host: str, fresh: bool, demo: bool) -> int:
    """Serve until Ctrl-C; 0 when stopped on purpose."""
    with _told_to_stop() as stop:
        folder = DataFolder.of_environment()
        chosen = _port(port or os.environ.get("PORT") or str(DEFAULT_PORT))
        if demo and host not in LOOPBACK:
            raise Trouble("The demo has open sign-ins, so it listens on this machine only.")
        address = f"http://{'localhost' if host in LOOPBACK else host}:{chosen}/"
        if not fresh:
            folder.open()
        folder.path.mkdir(parents=True, exist_ok=True)
        with folder.locked(address):
            _check_port(host, chosen)
            if fresh:
                _start_over(folder, demo=demo)
            folder.open()
            sign_ins = _make_ready(folder, demo=demo, stop=stop)
            if not stop.is_set():
                _run(folder, host, chosen, address, sign_ins, stop)
        _say("Stopped.")
        return 0


@contextlib.contextmanager
def _told_to_stop() -> Iterator[threading.Event]:
    """An event that Ctrl-C and a polite kill set; a closed terminal counts too."""
    stop = threading.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        stop.set()

    kept = {
        number: signal.signal(number, on_signal)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield stop
    finally:
        for number, before in kept.items():
            signal.signal(number, before)


def _say(words: str) -> None:
    # a terminal that was closed must not keep the rest from being stopped
    with contextlib.suppress(OSError):
        print(words, flush=True)


# --- before the start -----------------------------------------------------------------------------


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= LAST_PORT:
        raise Trouble(f"'{text}' is not a port. Use a number such as --port 8001 or PORT=8001.")
    return int(text)


def _is_free(host: str, port: int) -> OSError | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            return error
    return None


def _check_port(host: str, port: int) -> None:
    error = _is_free(host, port)
    if error is None:
        return
    if isinstance(error, PermissionError):
        raise Trouble(f"Port {port} is reserved for the system. Choose another: --port 8000.")
    others = range(port + 1, min(port + 50, LAST_PORT))
    other = next((n for n in others if _is_free(host, n) is None), None)
    hint = f"--port {other}" if other else "--port with another number"
    raise Trouble(f"Port {port} is already used by another program. Choose another: {hint}.")


def _start_over(folder: DataFolder, *, demo: bool) -> None:
    if uses_own_database():
        raise Trouble(
            "--fresh only empties the embedded database. Empty the one DATABASE_URL names "
            "yourself (dropdb, createdb), or unset DATABASE_URL."
        )
    if demo and folder.databases and folder.holds is Holds.SITE:
        raise Trouble(
            f"{folder.path} holds a site, not the demo program. If it may really be removed, "
            "start with --fresh --no-demo."
        )
    contents = folder.contents()
    if contents:
        names = ", ".join(path.name for path in contents)
        _say(f"Starting over: removing {names} from {folder.path}")
        folder.remove_contents()


# --- the database ---------------------------------------------------------------------------------


def _make_ready(folder: DataFolder, *, demo: bool, stop: threading.Event) -> list[dict[str, str]]:
    elsewhere = uses_own_database()
    started = folder.holds if folder.databases or elsewhere else None
    if started is Holds.DEMO and not demo:
        raise Trouble(
            f"{folder.path} holds the demo program. For an empty site choose another folder with "
            "OPENIOP_DATA=/path/to/folder, or start this one over with --fresh --no-demo."
        )
    if started is Holds.UNFINISHED:
        raise Trouble(
            "The demo story was cut short in the database that DATABASE_URL names. Empty it "
            f"(dropdb, createdb), remove {folder.path / 'holds'}, and start again."
        )
    if started is None and demo:
        _tell_the_story(folder, in_place=elsewhere, stop=stop)
    elif started is None:
        folder.mark(Holds.SITE)
    if stop.is_set():
        return []
    _load(folder)
    hears, says = context.Pipe(duplex=False)
    code = _do(prepare.get_ready, says, stop=stop)
    says.close()
    with hears:
        if stop.is_set():
            return []
        if code != 0:
            raise Trouble(
                "The database could not be made ready; the lines above say why. "
                "Nothing was removed."
            )
        answered: list[dict[str, str]] = hears.recv()
    return answered


def _load(folder: DataFolder) -> None:
    """Everything the pages and the jobs need, but for the database."""
    os.environ.update(folder.environment())
    try:
        web.load()
    except Exception:
        traceback.print_exc()
        raise Trouble("OpenIOP could not be loaded; the lines above say why.") from None
    # children share what is never looked through again
    gc.collect()
    gc.freeze()


def _tell_the_story(folder: DataFolder, *, in_place: bool, stop: threading.Event) -> None:
    if folder.building.exists():
        _say("An earlier start was interrupted while the demo was being made; starting it over.")
    _say("Telling the demo story: eight weeks of an invented program (about a minute, once) ...")
    if in_place:
        folder.mark(Holds.UNFINISHED)
    else:
        folder.start_building()
    code = _do(prepare.tell, folder.environment(building=not in_place), stop=stop)
    if stop.is_set():
        _say("The demo story was interrupted; the next start tells it from the beginning.")
    elif code == prepare.NOT_EMPTY:
        (folder.path / "holds").unlink(missing_ok=True)
        raise Trouble(
            "The database that DATABASE_URL names already holds a site, and this data folder "
            "does not belong to it. Start with --no-demo, or name an empty database."
        )
    elif code != 0:
        raise Trouble("The demo story could not be told; the lines above say why.")
    elif in_place:
        folder.mark(Holds.DEMO)
    else:
        folder.finish_building()


def _do(task: Task, argument: object, *, stop: threading.Event) -> int | None:
    """Let a child do it; how it ended."""
    child = start("openiop-prepare", task, argument)
    while child.is_alive():
        if stop.wait(LOOK_EVERY_SECONDS / 3):
            child.terminate()
            stop_by(child, time.monotonic() + STOP_WITHIN_SECONDS)
    return child.exitcode


# --- running --------------------------------------------------------------------------------------


def _run(
    folder: DataFolder,
    host: str,
    port: int,
    address: str,
    sign_ins: list[dict[str, str]],
    stop: threading.Event,
) -> None:
    pages = Child("The pages", "openiop-pages", web.main, (host, port), say=_say)
    jobs = Child("The background jobs", "openiop-jobs", web.work, say=_say)
    try:
        pages.keep_alive()
        jobs.keep_alive()
        if _wait_until_ready(pages, jobs, host, port, stop):
            _welcome(folder, address, sign_ins)
        while not stop.wait(LOOK_EVERY_SECONDS):
            pages.keep_alive()
            jobs.keep_alive()
    finally:
        _say("\nStopping ...")
        deadline = time.monotonic() + STOP_WITHIN_SECONDS
        for child in (pages, jobs):
            child.ask_to_stop()
        for child in (pages, jobs):
            child.stop_by(deadline)


def _wait_until_ready(
    pages: Child, jobs: Child, host: str, port: int, stop: threading.Event
) -> bool:
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while not stop.wait(LOOK_EVERY_SECONDS / 3):
        answered = _status(host, port)
        if answered is not None and answered < http.client.INTERNAL_SERVER_ERROR:
            return True
        if answered is not None:
            raise Trouble("The sign-in page answers with an error; the lines above say why.")
        pages.keep_alive()
        jobs.keep_alive()
        if pages.deaths > 1 or time.monotonic() > deadline:
            raise Trouble("The pages could not be started; the lines above say why.")
    return False


def _status(host: str, port: int) -> int | None:
    """What the sign-in page answers, which also warms it up; None while nobody listens."""
    reached_at = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - only compared
    connection = http.client.HTTPConnection(reached_at, port, timeout=10)
    try:
        connection.request("GET", "/sign-in/", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def _welcome(folder: DataFolder, address: str, sign_ins: list[dict[str, str]]) -> None:
    lines = ["", f"OpenIOP is ready:  {address}", ""]
    if sign_ins:
        lines.append("Everyone in it is invented. On the sign-in page, one tap each:")
        width = max(len(sign_in["role"]) for sign_in in sign_ins)
        lines += [f"  {sign_in['role']:<{width}}  {sign_in['name']}" for sign_in in sign_ins]
    else:
        lines += [
            "This is an empty site. OpenIOP is not yet ready for real clients: use it to look",
            "around and to try things, with invented people only. Its first page sets up a",
            "director; a program is made only by the demo so far (./run without --no-demo).",
        ]
    lines += ["", f"Everything is kept in {folder.path}. Ctrl-C stops it.", ""]
    _say("\n".join(lines))
