"""Work out the lines of readiness a second time, from the raw rows and by another way.

    python -m tools.readiness_again            every client who is here now, lines that differ
    python -m tools.readiness_again CLIENT_ID  all lines of one client

Plain SQL and plain arithmetic: nothing of openiop.domain.readiness or openiop.readiness is used.
What is taken from the program is data, not rules: which total a questionnaire counts as worse by,
and which domain a skill belongs to.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

Row = tuple[str, str]
"""Kind and id of a row."""
Line = tuple[str, frozenset[Row]]
"""Which way it points, and the rows it rests on."""

NUMBERS = {
    **{"calm_days": 14, "readings_apart_days": 5, "skills_at_least": 4, "domains_at_least": 2},
    **{"uses_each": 3, "practice_days": 14, "rating_at_least": 3, "rating_days": 30},
    **{"rehearsed_days": 30, "taper_days": 14, "first_visit_days": 7},
    **{"confidence_at_least": 7, "her_word_days": 30},
}


@dataclass(frozen=True)
class Form:
    """What a questionnaire counts by, as data."""

    lower_is_better: bool
    worse_by: float | None
    ill: Callable[[float], bool] | None
    response: float | None


@dataclass(frozen=True)
class Asked:
    """Where to look: a database, a site, its zone, a day."""

    sql: Callable[[str, tuple[Any, ...]], list[tuple[Any, ...]]]
    site: Any
    zone: ZoneInfo
    day: date
    forms: Mapping[str, Form]
    domains: Mapping[str, str]
    weekly: tuple[str, ...]

    def local(self, at: Any) -> date:
        """The day of an instant, where the site is."""
        if isinstance(at, str):
            at = datetime.fromisoformat(at)
        aware: datetime = at if at.tzinfo else at.replace(tzinfo=UTC)
        return aware.astimezone(self.zone).date()


def _d(value: Any) -> date | None:
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(str(value)[:10])


def _day(value: Any) -> date:
    found = _d(value)
    if found is None:
        raise ValueError("a day is missing")
    return found


def _id(value: Any) -> str:
    return str(UUID(str(value)))


def again(asked: Asked, client: Any) -> dict[str, Line]:
    """Every line of one client, by its name."""
    found = asked.sql(
        "SELECT id, starts_on, planned_end_on, ended_on, stage FROM clients_episode "
        "WHERE site_id = %s AND client_id = %s AND starts_on <= %s ORDER BY starts_on DESC",
        (asked.site, client, asked.day),
    )
    here = [row for row in found if row[4] in ("admitted", "in_program", "on_leave")]
    stay = here[0]
    return _Lines(asked, client, stay[0], _day(stay[1]), _d(stay[2])).all()


class _Lines:
    def __init__(self, asked: Asked, client: Any, stay: Any, start: date, end: date | None) -> None:
        self.asked, self.client, self.start, self.end, self.day = (
            *(asked, client, start, end),
            asked.day,
        )
        self.number = dict(NUMBERS)
        own = asked.sql(
            "SELECT numbers FROM readiness_readinessnumbers WHERE site_id = %s "
            "ORDER BY number DESC LIMIT 1",
            (asked.site,),
        )
        if own:
            told = own[0][0]
            self.number |= json.loads(told) if isinstance(told, str) else told
        self.readings = self._readings()
        self.stay = stay
        self.moves = self._moves(stay)
        self.told = self._told()

    def rows(self, columns: str, table: str, more: str = "", *values: Any) -> list[tuple[Any, ...]]:
        sql = f"SELECT {columns} FROM {table} WHERE site_id = %s AND client_id = %s {more}"  # noqa: S608 - words of this file only
        return self.asked.sql(sql, (self.asked.site, self.client, *values))

    def back(self, name: str) -> date:
        """The first day of the last so many days."""
        return self.day - timedelta(days=self.number[name] - 1)

    # --- rows

    def _readings(self) -> dict[str, list[tuple[date, float, str]]]:
        found: dict[str, list[tuple[date, float, str]]] = defaultdict(list)
        for kind, on, total, id_ in self.rows(
            'instrument_id, "on", total, id',
            "measures_administration",
            'AND finished_at IS NOT NULL AND total IS NOT NULL ORDER BY "on", sequence',
        ):
            found[kind].append((_day(on), float(total), _id(id_)))
        return {
            kind: [r for r in rows if r[0] < self.start][-1:]
            + [r for r in rows if r[0] >= self.start]
            for kind, rows in found.items()
        }

    def _moves(self, stay: Any) -> list[tuple[str, date, str, str]]:
        rows = self.asked.sql(
            'SELECT id, move, "on", leave_reason, undoes_id FROM clients_stagemove '
            "WHERE site_id = %s AND episode_id = %s ORDER BY number",
            (self.asked.site, stay),
        )
        gone = {_id(row[4]) for row in rows if row[4] is not None}
        return [
            (move, _day(on), reason or "", _id(id_))
            for id_, move, on, reason, _undoes in rows
            if _id(id_) not in gone and move != "undo"
        ]

    def _told(self) -> list[tuple[str, str, date, date | None, str]]:
        rows = self.rows(
            'kind, answer, "on", about_on, id', "readiness_told", 'ORDER BY "on", created_at'
        )
        told = [(k, a, _day(on), _d(about), _id(i)) for k, a, on, about, i in rows]
        return [each for each in told if self.start <= each[2] <= self.day]

    def last_told(self, kind: str, since: date) -> tuple[str, date | None, Row] | None:
        found = [
            (a, about, ("told", i)) for k, a, on, about, i in self.told if k == kind and on >= since
        ]
        return found[-1] if found else None

    # --- lines

    def all(self) -> dict[str, Line]:
        names = (
            *("no_high_risk", "primary", "no_worsening", "no_crisis", "medication"),
            *("skills_used", "team_rating", "plan_rehearsed", "core_units", "on_less"),
            *("functioning", "first_visit", "supports", "confidence", "agrees"),
        )
        return {name: _line(*getattr(self, name)()) for name in names}

    def no_high_risk(self) -> tuple[str, Iterable[Row]]:
        since, seen = self.back("calm_days"), []
        for id_, on, level in self.rows(
            'id, "on", level',
            "measures_administration",
            "AND instrument_id = 'cssrs-screener-recent' AND finished_at IS NOT NULL",
        ):
            if level and level != "incomplete":
                seen.append((_day(on), level == "high", ("form", _id(id_))))
        for id_, at, level in self.rows("id, created_at, level", "safety_riskassessment"):
            seen.append((self.asked.local(at), level == "high", ("risk", _id(id_))))
        alerts = [
            (self.asked.local(at), True, ("alert", _id(id_)))
            for id_, at in self.rows("id, opened_at", "safety_alert", "AND level = 'high'")
        ]
        first = max(since, self.start)
        lately = [each for each in seen if first <= each[0] <= self.day]
        high = [e[2] for e in (*lately, *alerts) if e[1] and first <= e[0] <= self.day]
        if high:
            return "against", high
        return ("for", [e[2] for e in lately]) if lately else ("unknown", ())

    def _good(
        self, kind: str, first: tuple[date, float, str], one: tuple[date, float, str]
    ) -> bool:
        form = self.asked.forms[kind]
        if form.ill is not None and not form.ill(one[1]):
            return True
        if one == first:
            return False
        if form.response and first[1] > 0 and first[1] - one[1] >= form.response * first[1] - 1e-9:
            return True
        gain = first[1] - one[1] if form.lower_is_better else one[1] - first[1]
        return form.worse_by is not None and gain > 0 and gain >= form.worse_by - 1e-9

    def _primary_kind(self) -> str:
        weekly = self.asked.weekly
        return "phq-9" if "phq-9" in weekly or not weekly else weekly[0]

    def primary(self) -> tuple[str, Iterable[Row]]:
        kind = self._primary_kind()
        rows = [r for r in self.readings.get(kind, []) if r[0] <= self.day]
        if not rows:
            return "unknown", ()
        first, last = rows[0], rows[-1]
        if last[0] < self.back("calm_days"):
            return "unknown", [("form", last[2])]
        if not self._good(kind, first, last):
            return "against", [("form", last[2])]
        apart = timedelta(days=self.number["readings_apart_days"])
        early = [r for r in rows if last[0] - r[0] >= apart]
        if not early:
            return "unknown", [("form", last[2])]
        both = [("form", last[2]), ("form", early[-1][2])]
        return ("for" if self._good(kind, first, early[-1]) else "unknown"), both

    def _since(self, kind: str, since: date) -> tuple[bool, bool, str]:
        """Whether two readings are there to compare, whether the newest is worse, and its id."""
        rows = [r for r in self.readings.get(kind, []) if r[0] <= self.day]
        lately = [r for r in rows if r[0] >= since]
        before = [r for r in rows if r[0] < since]
        form = self.asked.forms.get(kind)
        if not lately or form is None or form.worse_by is None:
            return False, False, ""
        first = before[-1] if before else lately[0]
        if first == lately[-1]:
            return False, False, ""
        loss = lately[-1][1] - first[1] if form.lower_is_better else first[1] - lately[-1][1]
        return True, loss > 0 and loss >= form.worse_by - 1e-9, lately[-1][2]

    def _measures(self) -> list[str]:
        return [kind for kind in self.readings if kind in self.asked.forms]

    def no_worsening(self) -> tuple[str, Iterable[Row]]:
        since = self.back("calm_days")
        kinds = [k for k in self._measures() if k not in (self._primary_kind(), "b-ipf")]
        seen = [self._since(kind, since) for kind in kinds]
        worse = [("form", id_) for _c, is_worse, id_ in seen if is_worse]
        if worse:
            return "against", worse
        compared = [self.readings[k][-1][2] for k, s in zip(kinds, seen, strict=True) if s[0]]
        return ("for", [("form", i) for i in compared]) if compared else ("unknown", ())

    def no_crisis(self) -> tuple[str, Iterable[Row]]:
        since = self.back("calm_days")
        bad: list[Row] = [
            ("move", id_)
            for move, on, reason, id_ in self.moves
            if move == "leave" and reason == "hospital" and max(since, self.start) <= on <= self.day
        ]
        bad += [
            ("told", i)
            for k, a, on, about, i in self.told
            if k == "crisis_use" and a == "yes" and since <= (about or on) <= self.day
        ]
        if bad:
            return "against", bad
        asked = self.last_told("crisis_use", since)
        return ("for", [asked[2]]) if asked and asked[0] == "no" else ("unknown", ())

    def medication(self) -> tuple[str, Iterable[Row]]:
        changed: list[Row] = []
        known: list[Row] = []
        struck = {
            _id(i) for (i,) in self.rows("id", "health_medication", "AND struck_at IS NOT NULL")
        }
        since = max(self.back("calm_days"), self.start)
        for id_, at, started, stopped, follows in self.rows(
            "id, created_at, started_on, stopped_on, follows_id",
            "health_medication",
            "AND struck_at IS NULL",
        ):
            row = ("medication", _id(id_))
            new_dose = follows is not None and _id(follows) not in struck
            days = [_d(started) or self.asked.local(at)] if started or new_dose else []
            days += [_day(stopped)] if stopped else []
            changed += [row for on in days if since <= on <= self.day]
            known += [] if stopped else [row]
        known += [
            ("medication_review", _id(i)) for (i,) in self.rows("id", "health_medicationreview")
        ]
        plan = self.last_told("prescriber_plan", self.back("calm_days"))
        if changed:
            planned = plan is not None and plan[0] == "yes"
            return ("for", [*changed, plan[2]]) if plan and planned else ("against", changed)
        return ("for", known) if known else ("unknown", ())

    def skills_used(self) -> tuple[str, Iterable[Row]]:
        since = max(self.back("practice_days"), self.start)
        used = [
            (skill, helped in ("yes", "a_little"), ("practice", _id(id_)))
            for id_, skill, helped, on in self.rows(
                'id, skill, helped, "on"', "practice_skilluse", "AND struck_at IS NULL"
            )
            if since <= _day(on) <= self.day
        ]
        if not used:
            return "unknown", ()
        by_skill: dict[str, list[Row]] = defaultdict(list)
        for skill, helped, row in used:
            if helped:
                by_skill[skill].append(row)
        enough = {s: rows for s, rows in by_skill.items() if len(rows) >= self.number["uses_each"]}
        domains = {self.asked.domains.get(skill, "") for skill in enough}
        if (
            len(enough) >= self.number["skills_at_least"]
            and len(domains) >= self.number["domains_at_least"]
        ):
            return "for", [row for rows in enough.values() for row in rows]
        return "against", [row for _s, _h, row in used]

    def team_rating(self) -> tuple[str, Iterable[Row]]:
        said = self.last_told("skills_rating", self.back("rating_days"))
        if said is None:
            return "unknown", ()
        good = int(said[0]) >= self.number["rating_at_least"]
        return ("for" if good else "against"), [said[2]]

    def plan_rehearsed(self) -> tuple[str, Iterable[Row]]:
        said = self.last_told("plan_rehearsed", self.back("rehearsed_days"))
        if said is None:
            return "unknown", ()
        return ("for" if said[0] == "yes" else "against"), [said[2]]

    def core_units(self) -> tuple[str, Iterable[Row]]:
        courses = self.asked.sql(
            "SELECT DISTINCT g.kind, g.track_id FROM schedule_seat s "
            "JOIN schedule_group g ON g.id = s.group_id WHERE s.site_id = %s AND s.client_id = %s "
            "AND s.from_on <= %s AND (s.until_on IS NULL OR s.until_on >= %s)",
            (self.asked.site, self.client, self.day, self.day),
        )
        units = self.asked.sql(
            "SELECT id, kind, track_id FROM schedule_unit "
            "WHERE site_id = %s AND retired_on IS NULL",
            (self.asked.site,),
        )
        wanted: set[str] = set()
        for kind, track in courses:
            own = [
                u for u in units if u[1] == kind and u[2] is not None and _id(u[2]) == _id(track)
            ]
            shared = [u for u in units if u[1] == kind and u[2] is None]
            wanted |= {_id(u[0]) for u in own or shared}
        taken: dict[str, tuple[date, Row]] = {}
        for id_, unit, at in self.rows(
            "id, unit_id, waived_at", "curriculum_unitwaiver", "AND ended_at IS NULL"
        ):
            taken[_id(unit)] = (self.asked.local(at), ("waiver", _id(id_)))
        met = self.asked.sql(
            'SELECT s.id, s.unit_id, s."on" FROM day_attendance a '
            "JOIN schedule_session s ON s.id = a.session_id WHERE a.site_id = %s "
            "AND a.client_id = %s AND a.confirmed_at IS NOT NULL "
            "AND a.presence IN ('here', 'late', 'remote') AND s.unit_id IS NOT NULL "
            'AND s.canceled_at IS NULL AND s."on" >= %s AND s."on" <= %s '
            'ORDER BY s."on", s.id',
            (self.asked.site, self.client, self.start, self.day),
        )
        for session, unit, on in met:
            taken[_id(unit)] = (_day(on), ("session", _id(session)))
        known = [row for u, (on, row) in taken.items() if u in wanted and on <= self.day]
        if not known:
            return "unknown", ()
        return ("for" if wanted <= set(taken) else "against"), known

    def on_less(self) -> tuple[str, Iterable[Row]]:
        counts = [
            (len(set(json.loads(w) if isinstance(w, str) else w)), _day(on), _id(id_))
            for w, on, id_ in self.asked.sql(
                "SELECT weekdays, from_on, id FROM clients_comingdays WHERE site_id = %s "
                "AND episode_id = %s AND from_on <= %s ORDER BY from_on",
                (self.asked.site, self.stay, self.day),
            )
        ]
        counts = [each for each in counts if each[0]]
        fewer: list[tuple[date, str]] = []
        for old, new in pairwise(counts):
            if new[0] > old[0]:
                fewer = []
            elif new[0] < old[0]:
                fewer.append(new[1:])
        if not fewer:
            return "unknown", ()
        since = fewer[0]
        began = ("days", since[1])
        seen = [(kind, *self._since(kind, since[0])) for kind in self._measures()]
        worse = [("form", id_) for _k, _c, is_worse, id_ in seen if is_worse]
        if worse:
            return "against", [began, *worse]
        if (self.day - since[0]).days < self.number["taper_days"]:
            return "unknown", [began]
        read = [("form", self.readings[kind][-1][2]) for kind, compared, _w, _i in seen if compared]
        return ("for", [began, *read]) if read else ("unknown", [began])

    def functioning(self) -> tuple[str, Iterable[Row]]:
        good: list[Row] = []
        bad: list[Row] = []
        rows = [r for r in self.readings.get("b-ipf", []) if r[0] <= self.day]
        if len(rows) > 1:
            form = self.asked.forms["b-ipf"]
            loss = rows[-1][1] - rows[0][1]
            loss = loss if form.lower_is_better else -loss
            least = form.worse_by
            worse = loss > 0 and (least is None or loss >= least - 1e-9)
            (bad if worse else good).append(("form", rows[-1][2]))
        rated: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for id_, goal, voice, level, on in self.asked.sql(
            'SELECT r.id, r.goal_id, r.voice, r.level, r."on" FROM practice_goalrating r '
            "JOIN care_goal g ON g.id = r.goal_id WHERE r.site_id = %s AND r.client_id = %s "
            'AND g.ended_on IS NULL ORDER BY r."on", r.created_at',
            (self.asked.site, self.client),
        ):
            if self.start <= _day(on) <= self.day:
                rated[f"{_id(goal)} {voice}"].append((level, _id(id_)))
        for levels in rated.values():
            if len(levels) > 1:
                worse = levels[-1][0] < levels[0][0]
                (bad if worse else good).append(("goal_rating", levels[-1][1]))
        if bad:
            return "against", bad
        return ("for", good) if good else ("unknown", ())

    def first_visit(self) -> tuple[str, Iterable[Row]]:
        said = self.last_told("first_visit", self.start)
        if said is None:
            return "unknown", ()
        if said[0] != "yes" or said[1] is None:
            return "against", [said[2]]
        if self.end is None:
            return "unknown", [said[2]]
        in_time = (said[1] - self.end).days <= self.number["first_visit_days"]
        return ("for" if in_time else "against"), [said[2]]

    def supports(self) -> tuple[str, Iterable[Row]]:
        said = self.last_told("supports", self.start)
        people = [
            ("team_member", _id(id_))
            for id_, on in self.rows(
                "id, from_on",
                "health_teammember",
                "AND contact_id IS NOT NULL AND ended_at IS NULL",
            )
            if _day(on) <= self.day
        ]
        if said is not None and said[0] == "no":
            return "against", [said[2]]
        if said is None and not people:
            return "unknown", ()
        return "for", [*people, *([said[2]] if said else [])]

    def _her(self, column: int) -> tuple[Any, Row] | None:
        since = max(self.back("her_word_days"), self.start)
        rows = self.rows(
            'confidence, agrees, "on", id', "readiness_herword", 'ORDER BY "on", created_at'
        )
        said = [
            (row[column], ("her_word", _id(row[3])))
            for row in rows
            if since <= _day(row[2]) <= self.day and row[column] not in (None, "")
        ]
        return said[-1] if said else None

    def confidence(self) -> tuple[str, Iterable[Row]]:
        said = self._her(0)
        if said is None:
            return "unknown", ()
        sure = int(said[0]) >= self.number["confidence_at_least"]
        return ("for" if sure else "against"), [said[1]]

    def agrees(self) -> tuple[str, Iterable[Row]]:
        said = self._her(1)
        if said is None:
            return "unknown", ()
        return {"yes": "for", "unsure": "unknown", "not_yet": "against"}[said[0]], [said[1]]


def _line(side: str, rows: Iterable[Row]) -> Line:
    return side, frozenset(rows)


# --- asking a database


def asked_here(day: date) -> Asked:
    """The site at work, through Django's connection; data of forms and skills from the program."""
    from django.db import connection

    from openiop.base.models import Site
    from openiop.base.scope import current_site_id
    from openiop.domain.measures.picture import is_drawn
    from openiop.domain.skills.catalog import CATALOG
    from openiop.measures.queries import choices_here, followed_here

    def sql(words: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(words, values)
            return list(cursor.fetchall())

    def as_stored(id_: UUID) -> Any:
        return id_.hex if connection.vendor == "sqlite" else id_

    choices = choices_here()
    forms = {}
    for kind, chosen in choices.items():
        of = chosen.instrument
        if not is_drawn(of) and kind != "b-ipf":
            continue
        forms[kind] = Form(
            lower_is_better=str(of.direction) == "lower_is_better",
            worse_by=chosen.change.threshold if chosen.change else None,
            ill=chosen.cutoff.is_met if chosen.cutoff else None,
            response=of.response_share,
        )
    site = Site.objects.get(pk=current_site_id())
    return Asked(
        sql=sql,
        site=as_stored(site.pk),
        zone=ZoneInfo(site.zone),
        day=day,
        forms=forms,
        domains={skill.id: str(skill.domain) for skill in CATALOG},
        weekly=followed_here(choices),
    )


def differences(day: date, ids: Iterable[UUID]) -> list[str]:
    """Where the program and this script do not say the same."""
    from django.db import connection

    from openiop.readiness.queries.picture import standing

    asked, found = asked_here(day), []
    for client_id in ids:
        stored = client_id.hex if connection.vendor == "sqlite" else client_id
        second = again(asked, stored)
        for line in standing(client_id, day).lines:
            first = (line.side.value, frozenset((s.kind, s.id) for s in line.sources))
            if first != second[str(line.line)]:
                found.append(f"{client_id} {line.line}: {first} / {second[str(line.line)]}")
    return found


def main() -> int:
    """Compare for everybody, or print the lines of one client."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openiop.config.settings")
    import django

    django.setup()
    from openiop.base import clock
    from openiop.base.models import Site
    from openiop.base.scope import entered
    from openiop.clients.queries import open_episodes

    wrong = 0
    for site in Site.objects.all():
        with entered(site.scope()):
            day = clock.today()
            ids = [stay.client_id for stay in open_episodes(day)]
            if len(sys.argv) > 1:
                one = UUID(sys.argv[1])
                stored = one.hex if "sqlite" in os.environ.get("DATABASE_URL", "sqlite") else one
                for name, (side, rows) in again(asked_here(day), stored).items():
                    print(f"{name:16} {side:8} {len(rows)} rows")
                return 0
            found = differences(day, ids)
            print(f"{site.name}: {len(ids)} clients, {len(found)} differences")
            for words in found:
                print(words)
            wrong += len(found)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
