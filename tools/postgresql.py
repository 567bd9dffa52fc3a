"""A PostgreSQL of one's own for the length of a test run: made, used, removed."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

FAST_BECAUSE_THROWN_AWAY = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    # tables of a few rows, each test rolled back: nothing to clean up, nothing worth compiling
    " -c autovacuum=off -c jit=off"
)


class NotHere(Exception):
    """PostgreSQL is not on this machine."""


def _newest_first(path: Path) -> int:
    return -int(path.parts[-2]) if path.parts[-2].isdecimal() else 0


def programs() -> Path:
    """The folder with initdb and pg_ctl, newest version first."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_newest_first):
        if (folder / "initdb").exists():
            return folder
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    raise NotHere("PostgreSQL (package postgresql)")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """The URL of an empty database in a cluster that is removed afterwards."""
    folder = programs()
    # PostgreSQL refuses to run as root
    owner = "postgres" if os.geteuid() == 0 else None
    if owner is not None:
        try:
            pwd.getpwnam(owner)
        except KeyError:
            raise NotHere("PostgreSQL (the user postgres)") from None
    place = Path(tempfile.mkdtemp(prefix="openiop-pg-"))
    try:
        if owner is not None:
            shutil.chown(place, owner)
        home = place / "cluster"
        port = _free_port()

        def run(program: str, *arguments: str) -> None:
            done = subprocess.run(
                [str(folder / program), *arguments],
                user=owner,
                group=owner,
                extra_groups=None if owner is None else [],
                cwd=place,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            if done.returncode != 0:
                raise RuntimeError(f"{program} failed:\n{done.stdout}")

        run(
            "initdb", "-D", str(home), "-U", "openiop", "-A", "trust", "-E", "UTF8",
            "--locale=C.UTF-8", "--no-sync",
        )  # fmt: skip
        options = f"-p {port} -c listen_addresses=127.0.0.1 -k {place} {FAST_BECAUSE_THROWN_AWAY}"
        run("pg_ctl", "-D", str(home), "-w", "-l", str(place / "log"), "-o", options, "start")
        try:
            yield f"postgresql://openiop@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-D", str(home), "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(place, ignore_errors=True)
