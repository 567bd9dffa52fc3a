"""The job was down from 03:00 to 07:00 over two due steps, and comes back twice at once.

Real processes on a database of their own: a file for SQLite, a new database for PostgreSQL.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

pytestmark = pytest.mark.slow

START_TOGETHER_S = 4


@pytest.fixture
def own_database(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a process that works on an empty database of its own."""
    own = {**os.environ, "OPENIOP_DATA": str(tmp_path)}
    if connection.vendor == "sqlite":
        yield {**own, "DATABASE_URL": ""}
        return
    import psycopg

    url = os.environ["DATABASE_URL"]
    name = f"night_{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        yield {**own, "DATABASE_URL": f"{url.rpartition('/')[0]}/{name}"}
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def started(environment: dict[str, str], *deed: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.stages.safety.night", *deed]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def done(process: subprocess.Popen[str]) -> str:
    said, _nothing = process.communicate(timeout=120)
    assert process.returncode == 0
    return said


def test_each_step_happens_once_marked_late_in_the_log(
    own_database: dict[str, str], tmp_path: Path
) -> None:
    done(started(own_database, "raise"))

    together = str(time.time() + START_TOGETHER_S)
    for process in [started(own_database, "work", together) for _ in range(2)]:
        done(process)
    done(started(own_database, "work", "0"))  # and once more

    told = json.loads(done(started(own_database, "tell")))
    assert told["steps"] == [[1, "clinical_lead", True], [2, "director", True]]
    assert told["in_trail"] == 2
    assert told["calls"] == ["sent", "sent", "sent"]
    assert told["tries"] == [1, 1, 1]
    assert len(list((tmp_path / "outbox" / "staff").iterdir())) == 3
