"""The data folder: where database, uploads and keys of one installation live, and who may use it.

Knows nothing of Django, so that the supervisor stays small and a wrong start is refused at once.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing.util import register_after_fork
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent.parent
KEY_BYTES = 32
PRIVATE = "private_note_keys"
KEY_NAMES = ("secret_key", "field_keys", PRIVATE)
OWNER_ONLY = 0o600
OWNER_ONLY_FOLDER = 0o700


def _let_go(file: IO[str]) -> None:
    file.close()


class Trouble(Exception):
    """Something the person at the keyboard can put right; the words say how."""


def uses_own_database() -> bool:
    """Whether the database is elsewhere, named by the environment, and not in the data folder."""
    return bool(os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE"))


def _has_tables(path: Path) -> bool:
    """Whether anything was ever made in an SQLite file; a mere look at one leaves it empty."""
    try:
        with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
            return bool(database.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall())
    except sqlite3.Error:
        # unreadable is not empty: it may be all there is
        return path.stat().st_size > 0


class Holds(StrEnum):
    """What a data folder was started for; written once, because the two must never mix."""

    DEMO = "demo"
    SITE = "site"
    UNFINISHED = "unfinished demo"


@dataclass(frozen=True)
class DataFolder:
    """One installation's folder, `OPENIOP_DATA`."""

    path: Path

    @classmethod
    def of_environment(cls) -> DataFolder:
        """The folder `OPENIOP_DATA` names, otherwise `var` beside the code."""
        return cls(Path(os.environ.get("OPENIOP_DATA") or ROOT / "var").expanduser().absolute())

    @property
    def keys(self) -> Path:
        """Where the secret key and the field keys are, readable by their owner only."""
        return self.path / "keys"

    @property
    def building(self) -> Path:
        """Where a demo program is made, until it is complete and moves to its place."""
        return self.path / ".building"

    @property
    def databases(self) -> list[Path]:
        """The embedded database, if there is one; a file without a table in it is none."""
        return [path for path in sorted(self.path.glob("*.sqlite3")) if _has_tables(path)]

    @property
    def holds(self) -> Holds | None:
        """What was started here; a database of unknown origin counts as a real site."""
        with contextlib.suppress(OSError, ValueError):
            return Holds((self.path / "holds").read_text().strip())
        return Holds.SITE if self.databases else None

    def open(self) -> None:
        """Make the folder usable, with keys; refuse with the way out when it cannot be."""
        # what is written here, by any child too, is for its owner only
        os.umask(0o077)
        try:
            self.path.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
            probe = self.path / f".probe-{os.getpid()}"
            probe.write_text("")
            probe.unlink()
        except OSError as error:
            raise Trouble(
                f"Nothing can be written in {self.path} ({error.strerror}). "
                "Choose another folder with OPENIOP_DATA=/path/to/folder."
            ) from None
        self._make_keys()

    def _make_keys(self) -> None:
        missing = [name for name in KEY_NAMES if not self._has_key(name)]
        needed = [name for name in missing if name != PRIVATE or self._has_private_notes()]
        if needed and self.databases:
            names = " and ".join(f"keys/{name}" for name in needed)
            raise Trouble(
                f"{self.path} holds a database but not its {names}, without which what is "
                "encrypted cannot be read. Put the keys back from your backup, or start over "
                "with --fresh."
            )
        made = {
            "secret_key": secrets.token_urlsafe(48),
            "field_keys": f"k1:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}",
            PRIVATE: f"p1:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}",
        }
        for name in missing:
            self._write_key(name, made[name])

    def _has_private_notes(self) -> bool:
        """Whether there is something only the key of psychotherapy notes opens."""
        for path in self.databases:
            try:
                uri = f"{path.as_uri()}?mode=ro"
                with contextlib.closing(sqlite3.connect(uri, uri=True)) as database:
                    found = database.execute("SELECT 1 FROM private_notes_privatenote LIMIT 1")
                    if found.fetchall():
                        return True
            except sqlite3.OperationalError as error:
                # a database from before there were any
                if "no such table" not in str(error):
                    return True
        return False

    def _has_key(self, name: str) -> bool:
        variable = f"OPENIOP_{name.upper()}"
        if os.environ.get(variable) or os.environ.get(f"{variable}_FILE"):
            return True
        try:
            return (self.keys / name).stat().st_size > 0
        except FileNotFoundError:
            return False
        except OSError as error:
            raise Trouble(f"{self.keys / name} cannot be read ({error.strerror}).") from None

    def _write_key(self, name: str, text: str) -> None:
        self.keys.mkdir(mode=OWNER_ONLY_FOLDER, exist_ok=True)
        unfinished = self.keys / f".{name}-{os.getpid()}"
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT, OWNER_ONLY), "w") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self.keys / name)

    def mark(self, holds: Holds) -> None:
        """Write down what this folder is for."""
        (self.path / "holds").write_text(f"{holds}\n")

    def environment(self, *, building: bool = False) -> dict[str, str]:
        """The settings a child needs to work on this folder, or on the demo being made in it."""
        settings = {"OPENIOP_DATA": str(self.building if building else self.path)}
        for name in KEY_NAMES:
            variable = f"OPENIOP_{name.upper()}"
            if not (os.environ.get(variable) or os.environ.get(f"{variable}_FILE")):
                settings[f"{variable}_FILE"] = str(self.keys / name)
        return settings

    def start_building(self) -> None:
        """An empty place for a demo program; an earlier attempt that was cut short goes."""
        shutil.rmtree(self.building, ignore_errors=True)
        self.building.mkdir(mode=OWNER_ONLY_FOLDER)

    def finish_building(self) -> None:
        """Move the complete demo program to its place, the database last: it says "complete"."""
        self.mark(Holds.DEMO)
        # the story is written without waiting for the disk; from here on it has to last
        os.sync()
        arrived = sorted(self.building.iterdir(), key=lambda path: path.suffix == ".sqlite3")
        for leftover in self.path.glob("*.sqlite3*"):
            # the log of another database must never be read into this one
            leftover.unlink()
        for path in arrived:
            target = self.path / path.name
            if target.is_dir():
                shutil.rmtree(target)
            path.replace(target)
        self.building.rmdir()

    def contents(self) -> list[Path]:
        """What starting over removes: only what OpenIOP itself puts here, never the rest."""
        known = ("keys", "uploads", "outbox", "static", "holds", ".building", ".static-stamp")
        found = [self.path / name for name in known if (self.path / name).exists()]
        return found + sorted(self.path.glob("*.sqlite3*"))

    def remove_contents(self) -> None:
        """Start over: the marker and the database go first, the keys last."""
        for path in reversed(self.contents()):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()

    @contextlib.contextmanager
    def locked(self, address: str) -> Iterator[None]:
        """Hold the folder for this process; the system lets go even after `kill -9`."""
        path = self.path / "lock"
        with path.open("a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Trouble(self._in_use(file)) from None
            file.truncate(0)
            json.dump({"pid": os.getpid(), "address": address}, file)
            file.flush()
            # a child that outlives this process by a moment must not hold the folder
            register_after_fork(file, _let_go)
            yield
            file.truncate(0)

    def _in_use(self, file: IO[str]) -> str:
        file.seek(0)
        try:
            holder = json.load(file)
            who = f"at {holder['address']} (process {holder['pid']})"
        except (ValueError, KeyError, TypeError):
            who = "in another window"
        return (
            f"OpenIOP is already running on {self.path}, {who}. Use that one, stop it with Ctrl-C, "
            "or choose another folder with OPENIOP_DATA=/path/to/folder."
        )
