"""Migrations played our way lay the tables that Django's own way lays."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands

OURS = "openiop.config.migrating:QuickExecutor"
THEIRS = "django.db.migrations.executor:MigrationExecutor"
PLAYS = """
from pkgutil import resolve_name
from django.db import connection
played = ("base", "privacy", "outbox", "accounts", "auth", "contenttypes")
executor = resolve_name({executor!r})(connection)
executor.migrate([leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] in played])
"""
"""New tables, constraints, indexes, guards and changed fields; few enough to play them twice."""


def laid_by(executor: str, folder: Path) -> dict[tuple[str, str], str]:
    plays = PLAYS.format(executor=executor)
    subprocess.run(
        [sys.executable, "-m", "openiop", "manage", "shell", "-v", "0", "-c", plays],
        env=os.environ | {"OPENIOP_DATA": str(folder), "DATABASE_URL": ""},
        check=True,
    )
    with sqlite3.connect(folder / "openiop.sqlite3") as database:
        rows = database.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    return {(kind, name): sql for kind, name, sql in rows}


def test_the_tables_are_the_same(tmp_path: Path) -> None:
    if os.environ.get("DATABASE_URL"):
        pytest.skip("played on the embedded database")
    ours, theirs = laid_by(OURS, tmp_path / "ours"), laid_by(THEIRS, tmp_path / "theirs")

    assert ours == theirs
    assert ("table", "accounts_user") in ours and len(ours) > 50


def test_the_command_is_ours() -> None:
    assert get_commands()["migrate"] == "openiop.config"
