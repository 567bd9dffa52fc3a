"""The data folder: who may use it, what it is for, what starting over removes."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
from pathlib import Path

import pytest

from openiop.config.folder import DataFolder, Holds, Trouble


@pytest.fixture(autouse=True)
def no_keys_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENIOP_SECRET_KEY", "OPENIOP_FIELD_KEYS", "OPENIOP_PRIVATE_NOTE_KEYS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "var")


def make_database(folder: DataFolder) -> None:
    with contextlib.closing(sqlite3.connect(folder.path / "openiop.sqlite3")) as database:
        database.execute("CREATE TABLE something (id INTEGER)")


def keys_of(folder: DataFolder) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.keys.iterdir()}


def test_first_opening_makes_keys_only_their_owner_can_read(folder: DataFolder) -> None:
    folder.open()

    assert set(keys_of(folder)) == {"secret_key", "field_keys", "private_note_keys"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.keys.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700


def test_opening_again_keeps_the_keys(folder: DataFolder) -> None:
    folder.open()
    before = keys_of(folder)

    folder.open()

    assert keys_of(folder) == before


def test_keys_from_the_environment_are_not_doubled(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENIOP_SECRET_KEY", "from elsewhere")
    monkeypatch.setenv("OPENIOP_FIELD_KEYS_FILE", "/run/secrets/field_keys")
    monkeypatch.setenv("OPENIOP_PRIVATE_NOTE_KEYS", "p1:from elsewhere")

    folder.open()

    assert not folder.keys.exists()
    assert set(folder.environment()) == {"OPENIOP_DATA"}


def test_a_database_without_its_keys_is_refused_not_given_new_ones(folder: DataFolder) -> None:
    folder.open()
    make_database(folder)
    (folder.keys / "field_keys").unlink()

    with pytest.raises(Trouble, match="keys/field_keys"):
        folder.open()

    assert "field_keys" not in keys_of(folder)


def test_a_folder_from_before_gets_the_key_of_private_notes_until_there_are_any(
    folder: DataFolder,
) -> None:
    folder.open()
    make_database(folder)
    (folder.keys / "private_note_keys").unlink()

    folder.open()
    assert "private_note_keys" in keys_of(folder)

    with contextlib.closing(sqlite3.connect(folder.path / "openiop.sqlite3")) as database:
        database.execute("CREATE TABLE private_notes_privatenote (id TEXT)")
        database.execute("INSERT INTO private_notes_privatenote VALUES ('one')")
        database.commit()
    (folder.keys / "private_note_keys").unlink()
    with pytest.raises(Trouble, match="keys/private_note_keys"):
        folder.open()


def test_a_folder_that_cannot_be_made_is_refused_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(Trouble, match="OPENIOP_DATA="):
        DataFolder(tmp_path / "file" / "var").open()


def test_one_server_at_a_time(folder: DataFolder) -> None:
    folder.open()

    with (
        folder.locked("http://localhost:8000/"),
        pytest.raises(Trouble, match=rf"http://localhost:8000/ \(process {os.getpid()}\)"),
        folder.locked("http://localhost:8001/"),
    ):
        pass


def test_a_lock_nobody_holds_any_more_is_no_obstacle(folder: DataFolder) -> None:
    folder.open()
    (folder.path / "lock").write_text('{"pid": 1, "address": "http://localhost:8000/"}')

    with folder.locked("http://localhost:8000/"):
        held = True

    assert held


@pytest.mark.parametrize("arrived", [[], ["uploads"], ["uploads", "openiop.sqlite3"]])
def test_a_demo_is_complete_only_with_its_database(folder: DataFolder, arrived: list[str]) -> None:
    folder.open()
    folder.start_building()
    (folder.building / "openiop.sqlite3").write_text("all of it")
    (folder.building / "uploads").mkdir()

    assert folder.databases == []
    for name in arrived:  # an earlier start got this far and was killed
        if name == "uploads":
            (folder.path / name).mkdir(exist_ok=True)
        else:
            (folder.path / name).write_text("half of it")
            (folder.path / f"{name}-wal").write_text("of the half")
    folder.finish_building()

    assert folder.holds is Holds.DEMO
    assert (folder.path / "openiop.sqlite3").read_text() == "all of it"
    assert not folder.building.exists()
    assert list(folder.path.glob("*-wal")) == []


def test_a_database_of_unknown_origin_counts_as_a_real_site(folder: DataFolder) -> None:
    folder.open()
    assert folder.holds is None

    make_database(folder)

    assert folder.holds is Holds.SITE


def test_an_empty_database_file_is_no_database(folder: DataFolder) -> None:
    folder.open()

    with contextlib.closing(sqlite3.connect(folder.path / "openiop.sqlite3")) as database:
        database.execute("PRAGMA journal_mode=WAL")

    assert folder.databases == []
    assert folder.holds is None


def test_an_unreadable_database_is_still_one(folder: DataFolder) -> None:
    folder.open()

    (folder.path / "openiop.sqlite3").write_text("not a database, but who knows")

    assert folder.holds is Holds.SITE


def test_starting_over_removes_only_what_openiop_put_there(folder: DataFolder) -> None:
    folder.open()
    folder.mark(Holds.DEMO)
    (folder.path / "openiop.sqlite3").touch()
    (folder.path / "openiop.sqlite3-wal").touch()
    (folder.path / "uploads").mkdir()
    (folder.path / "outbox" / "staff").mkdir(parents=True)
    (folder.path / "letters of mine.txt").touch()

    folder.remove_contents()

    assert [path.name for path in folder.path.iterdir()] == ["letters of mine.txt"]
