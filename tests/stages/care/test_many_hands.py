"""Ten people write into one session at once, on a real database: nothing is lost or doubled."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from openiop.base.ids import new_id

ROOT = Path(__file__).parents[3]


@contextmanager
def a_database() -> Iterator[dict[str, str]]:
    """The environment of a database of its own, of the kind the other tests run on."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        yield {}
        return
    import psycopg

    name = f"hands_{new_id().hex}"
    with psycopg.connect(url, autocommit=True) as around:
        around.execute(f'CREATE DATABASE "{name}"')
        try:
            yield {"DATABASE_URL": urlunsplit(urlsplit(url)._replace(path=f"/{name}"))}
        finally:
            around.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_a_hundred_edits_at_once_lose_nothing(tmp_path: Path) -> None:
    with a_database() as own:
        run = subprocess.run(
            [sys.executable, "-m", "tests.stages.care.many_hands", str(tmp_path)],
            cwd=ROOT,
            env={**os.environ, **own},
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
    if run.returncode:
        pytest.fail(run.stderr[-2000:])
    found = json.loads(run.stdout.splitlines()[-1])

    assert found["failed"] == []
    assert found["lost"] == []
    assert found["doubled"] == []
    assert found["other_refusals"] == {}
