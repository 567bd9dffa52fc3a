"""One command starts it, Ctrl-C stops it, and what goes wrong is said in a sentence."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.journeys.real_server import ROOT, Server, free_port
from tests.journeys.telling import Told


def answers(server: Server) -> bool:
    return "<h1" in server.get("/sign-in/")


def held_open_by(pid: int) -> list[str]:
    """The files a process has open."""
    return [os.readlink(each) for each in Path(f"/proc/{pid}/fd").iterdir()]


def refused(*arguments: str, folder: Path) -> str:
    """What a start that cannot work says; never a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "openiop", "serve", *arguments],
        env=os.environ | {"OPENIOP_DATA": str(folder), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 1, done.stdout
    assert len(done.stderr.splitlines()) == 1, done.stderr
    return done.stderr


def test_help_works_before_anything_is_installed() -> None:
    done = subprocess.run(
        ["/bin/sh", str(ROOT / "run"), "--help"],
        cwd="/",
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert "--fresh" in done.stdout
    assert "OPENIOP_DATA" in done.stdout


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the child in /proc")
@pytest.mark.parametrize("name", ["openiop-pages", "openiop-jobs"])
def test_children_that_die_come_back(server: Server, name: str) -> None:
    died = server.child(name)
    begun_at = len(server.log.read_text())

    os.kill(died, signal.SIGKILL)

    deadline = time.monotonic() + 20
    while "starting again" not in server.log.read_text()[begun_at:]:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert server.child(name) != died
    while not server.is_listening():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert answers(server)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="looks at open files in /proc")
def test_the_supervisor_never_opens_the_database(server: Server) -> None:
    assert server.process is not None
    assert answers(server)

    assert not [name for name in held_open_by(server.process.pid) if "sqlite" in name]
    assert [name for name in held_open_by(server.child("openiop-jobs")) if "sqlite" in name]


def test_a_second_start_on_the_same_folder_is_told_where_the_first_is(server: Server) -> None:
    said = refused("--port", str(free_port()), folder=server.folder)

    assert f"already running on {server.folder}" in said
    assert str(server.port) in said


def test_a_taken_port_is_named_with_the_way_out(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        said = refused("--port", str(port), folder=tmp_path / "var")

    assert f"Port {port} is already used" in said
    assert "--port " in said.partition("Choose another:")[2]


def test_a_killed_server_leaves_nothing_behind_and_starts_again(server: Server) -> None:
    server.kill()
    assert not server.is_listening()

    server.start()

    assert answers(server)


def test_ctrl_c_stops_everything_within_five_seconds(server: Server) -> None:
    assert answers(server)

    begun = time.monotonic()
    assert server.stop() == 0

    assert time.monotonic() - begun < 5
    assert not server.is_listening()


def test_the_demo_never_becomes_a_site_by_accident(standing_server: Server, told: Told) -> None:
    if standing_server.is_running:
        assert standing_server.stop() == 0
    folder = standing_server.folder
    shutil.copy(told.database, folder)

    said = refused("--no-demo", "--port", str(standing_server.port), folder=folder)

    assert "--fresh --no-demo" in said
