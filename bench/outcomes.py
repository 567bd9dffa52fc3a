"""`python -m bench.outcomes`: the report of 20,000 stays and 2 million responses.

Said apart: filling the columns from plain tuples (what reading gives), the counting itself, and the
whole way through the process that counts. With `--database FOLDER` a database of that size is laid
in an empty folder first, and reading it is timed too, statement by statement, as the page reads it.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import django

from tools import throwaway

STAYS, RESPONSES = 20_000, 2_000_000
TRACKS = 4
LIMIT = 3
"""Seconds. Source: issue."""
CHUNK = 5000
"""As many rows at once as reading gives."""
FIRST, AS_OF = date(2016, 1, 1), date(2026, 11, 22)
ENDS = ("completed", "completed", "stepped_down", "stepped_up", "her_choice", "no_contact", "moved")
KINDS = ("phq-9", "gad-7", "pcl-5", "core-10", "ders-16", "rses")


def _ids(kind: int, n: int) -> list[UUID]:
    return [UUID(int=(kind << 96) + at + 1) for at in range(n)]


class MadeUp:
    """Rows as the database gives them: plain tuples, the oldest first; always the same."""

    def __init__(self, stays: int, responses: int) -> None:
        chance = random.Random(20)  # noqa: S311 - made-up rows, no secret
        days = (AS_OF - FIRST).days
        self.tracks = _ids(2, TRACKS)
        self.clients = [each.hex for each in _ids(1, stays)]
        self.stays: list[tuple[UUID, str, UUID, date, date | None, str]] = []
        for id_, client in zip(_ids(3, stays), self.clients, strict=True):
            starts = FIRST + timedelta(days=chance.randrange(days))
            ended = starts + timedelta(days=chance.randint(5, 70))
            over = ended <= AS_OF
            end = chance.choice(ENDS) if over else ""
            track = self.tracks[chance.randrange(TRACKS)]
            self.stays.append((id_, client, track, starts, ended if over else None, end))
        each = responses // stays
        self.scores = sorted(
            (
                (client, KINDS[at % len(KINDS)], starts + timedelta(days=at // 3), float(at % 28))
                for _id, client, _track, starts, _ended, _end in self.stays
                for at in range(each)
            ),
            key=lambda row: row[2],
        )
        # laid side by side in memory, as rows are when they come from a database
        self.scores = [(client, kind, on, total) for client, kind, on, total in self.scores]
        gc.collect()
        gc.freeze()
        self.came = [
            (client, starts + timedelta(days=at))
            for _id, client, _track, starts, ended, _end in self.stays
            for at in range(0, ((ended or AS_OF) - starts).days, 2)
            if chance.random() < 0.85  # noqa: PLR2004 (a made-up share)
        ]
        self.plans = [(at, stay[3], [0, 2, 4]) for at, stay in enumerate(self.stays)]
        self.held = [
            (str(track), FIRST + timedelta(days=at)) for track in self.tracks for at in range(days)
        ]


def _mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Measure, and say under three seconds or not."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--stays", type=int, default=STAYS)
    asked.add_argument("--responses", type=int, default=RESPONSES)
    asked.add_argument("--database", default="", metavar="FOLDER")
    told = asked.parse_args()
    print(f"{told.stays:,} stays, {told.responses:,} responses; load {os.getloadavg()[0]:.1f}")
    made = MadeUp(told.stays, told.responses)
    with tempfile.TemporaryDirectory(prefix="openiop-outcomes-") as place:
        folder = Path(told.database or place)
        folder.mkdir(parents=True, exist_ok=True)
        throwaway.set_environment(str(folder))
        django.setup()
        _count(made)
        if told.database:
            _read(made)
    return 0


def _count(made: MadeUp) -> None:
    from openiop.domain.measures.choice import choice_before_any
    from openiop.domain.measures.registry import INSTRUMENTS
    from openiop.domain.outcomes.columns import Columns, StayRow, measure_spec
    from openiop.domain.outcomes.question import asked
    from openiop.domain.outcomes.rules import Window
    from openiop.outcomes.queries.counting import Counting

    specs = [
        spec for kind in KINDS if (spec := measure_spec(choice_before_any(INSTRUMENTS[kind]), True))
    ]
    counting = Counting()  # as for a large site: it loads its libraries meanwhile
    begun = time.perf_counter()
    columns = Columns(
        stays=[
            StayRow(str(id_), c, str(t), starts.toordinal(), e.toordinal() if e else 0, end)
            for id_, c, t, starts, e, end in made.stays
        ]
    )
    columns.clients = {stay[1]: at for at, stay in enumerate(made.stays)}
    columns.kinds = {spec.id: at for at, spec in enumerate(specs)}
    columns.tracks = {str(track): at for at, track in enumerate(made.tracks)}
    for at in range(0, len(made.scores), CHUNK):
        columns.add_scores(made.scores[at : at + CHUNK])
    columns.add_came(made.came)
    columns.add_plans(made.plans)
    columns.add_held(made.held)
    window = Window(FIRST, date(2026, 11, 30), AS_OF)
    question = asked(window, specs, list(columns.tracks), columns)
    filled = time.perf_counter()
    print(f"tuples into columns      {filled - begun:6.2f} s  ({len(question) / 1e6:.0f} MB)")
    told = counting.answer_to(question)
    answered_at = time.perf_counter()
    whole = answered_at - begun
    print(
        f"the counting process     {answered_at - filled:6.2f} s  (its libraries loaded meanwhile)"
    )
    print(f"tuples to report, whole  {whole:6.2f} s")
    loading = time.perf_counter()
    from openiop.domain.outcomes.compute import answered

    gc.disable()  # as the counting process does
    loaded = time.perf_counter()
    answer = answered(question)
    counted = time.perf_counter()
    gc.enable()
    print(f"libraries, loaded once   {loaded - loading:6.2f} s")
    print(f"counting alone           {counted - loaded:6.2f} s")
    print(f"the same both ways       {answer == told}")
    both = filled - begun + counted - loaded
    print(f"filling and counting     {both:6.2f} s  ({'under' if both < LIMIT else 'OVER'} 3 s)")
    print(f"peak memory, all of it   {_mb():6.0f} MB")


def _read(made: MadeUp) -> None:
    """Lay the rows in the database by SQL, and read them as the page does."""
    from django.core.management import call_command
    from django.db import connection, reset_queries

    from openiop.base.models import Site
    from openiop.base.scope import entered
    from openiop.clients.models import Episode
    from openiop.domain.outcomes.rules import Window
    from openiop.outcomes.queries import counting, facts
    from tests import make

    call_command("migrate", verbosity=0)
    if not Site.objects.exists():
        _lay(made, make.site("bench"))
    window = Window(FIRST, date(2026, 11, 30), AS_OF)
    with entered(Site.objects.get().scope()):
        assert Episode.objects.count() == len(made.stays)  # noqa: S101 - a bench of this size
        specs = facts.specs_here()
        connection.force_debug_cursor = True
        reset_queries()
        begun = time.perf_counter()
        columns = facts.columns_for(window, None, specs)
        read = time.perf_counter()
        said = len(connection.queries)
        print(f"reading the database     {read - begun:6.2f} s  ({said} statements)")
        print(f"  responses read         {len(columns.score_on):,}, days {len(columns.came_on):,}")
        counting.counted(Window(date(2025, 12, 1), window.last, AS_OF))
        year = time.perf_counter()
        print(f"the usual twelve months  {year - read:6.2f} s  (read and counted)")
    print(f"peak memory, all of it   {_mb():6.0f} MB")


def _lay(made: MadeUp, site: object) -> None:
    from django.db import connection

    from openiop.base.models import Site

    assert isinstance(site, Site)  # noqa: S101 - made above
    now, by = "2026-11-22 12:00:00", UUID(int=1).hex
    base = {"site_id": site.pk.hex, "created_at": now, "created_by": by}

    def rows(table: str, columns: str, found: Iterator[tuple[object, ...]]) -> None:
        names = [*base, *columns.split()]
        marks = ", ".join(["%s"] * len(names))
        statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - our own names
        with connection.cursor() as cursor:
            chunk: list[tuple[object, ...]] = []
            for row in found:
                chunk.append((*base.values(), *row))
                if len(chunk) == 50_000:  # noqa: PLR2004 (a chunk)
                    cursor.executemany(statement, chunk)
                    chunk = []
            if chunk:
                cursor.executemany(statement, chunk)

    from django.db import transaction

    with transaction.atomic():
        program = UUID(int=9).hex
        hours = "name neutral_name reads_from reads_until reads_weekdays on_call_phone"
        rows(
            "programs_program",
            f"id {hours} exit_url payer_rules",
            iter([(program, "B", "B", "08:00", "18:00", "[]", "", "https://example.org/", "x")]),
        )
        rows(
            "programs_track",
            "id program_id name weekdays opens",
            ((t.hex, program, f"T{at}", "[0,2,4]", "09:00") for at, t in enumerate(made.tracks)),
        )
        rows(
            "clients_client",
            "id external_id chosen_name last_name legal_first_name pronouns language search_name",
            ((c, "", "A", "B", "", "", "en", "a b") for c in made.clients),
        )
        rows(
            "clients_episode",
            "id client_id track_id stage starts_on ended_on",
            (
                (i.hex, c, t.hex, "ended" if e else "in_program", s, e)
                for i, c, t, s, e, _end in made.stays
            ),
        )
        rows(
            "clients_comingdays",
            "id episode_id from_on weekdays remote",
            (
                (UUID(int=(5 << 96) + at).hex, stay[0].hex, stay[3], "[0, 2, 4]", False)
                for at, stay in enumerate(made.stays)
            ),
        )
        rows(
            "clients_stagemove",
            'id episode_id number move "to" "on" leave_reason "end" weekdays',
            (
                (UUID(int=(6 << 96) + at).hex, i.hex, 2, "end", "ended", e, "", end, "[]")
                for at, (i, _c, _t, _s, e, end) in enumerate(made.stays)
                if e
            ),
        )
        rows(
            "day_visit",
            'id client_id "on" remote arrived_at arrived_by away_reason in_closing_round '
            "seen_leaving",
            (
                (UUID(int=(7 << 96) + at).hex, c, on, False, now, by, "", False, "")
                for at, (c, on) in enumerate(made.came)
            ),
        )
        rows(
            "measures_administration",
            'id client_id instrument_id instrument_version "on" sequence source language '
            "finished_at total answered prorated level",
            (
                (
                    *(UUID(int=(8 << 96) + at).hex, c, kind, "1", on, at % 3 + 1),
                    *("portal", "en", now, total, 9, False, ""),
                )
                for at, (c, kind, on, total) in enumerate(made.scores)
            ),
        )


if __name__ == "__main__":
    sys.exit(main())
