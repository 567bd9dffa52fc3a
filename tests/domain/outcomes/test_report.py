"""The whole way from rows to figures, beside an independent way without columns."""

from __future__ import annotations

import json
import math
import random
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from scipy.stats import ttest_1samp
from statsmodels.stats.proportion import proportion_confint

from openiop.domain.measures.choice import choice_before_any
from openiop.domain.measures.progress import PROGRESS_RULES, State, state_of
from openiop.domain.measures.registry import INSTRUMENTS
from openiop.domain.outcomes.columns import Columns, MeasureSpec, StayLine, StayRow, measure_spec
from openiop.domain.outcomes.compute import answered
from openiop.domain.outcomes.frozen import (
    Changed,
    canonical,
    changed_stays,
    fingerprint,
    line_of,
    moved_numbers,
)
from openiop.domain.outcomes.question import asked
from openiop.domain.outcomes.report import report_of, states_of
from openiop.domain.outcomes.rules import (
    DoseClass,
    EndClass,
    Window,
    dose_class,
    end_class,
    month_end,
    months_between,
)
from openiop.domain.outcomes.stays import stay_lines

SAME = 1e-9
AS_OF = date(2026, 11, 22)
YEAR = Window(date(2025, 12, 1), date(2026, 11, 30), AS_OF)
KINDS = ("phq-9", "gad-7", "rses")
ENDS = ("completed", "stepped_down", "stepped_up", "her_choice", "no_contact", "moved", "died", "")


def _spec(kind: str) -> MeasureSpec:
    spec = measure_spec(choice_before_any(INSTRUMENTS[kind]), is_asked_of_all=kind != "rses")
    assert spec is not None
    return spec


SPECS = [_spec(kind) for kind in KINDS]


class Rows:
    """A cohort as it is read: plain tuples."""

    def __init__(self, seed: int, n: int) -> None:
        rng = random.Random(seed)  # noqa: S311 - repeatable, no secret
        self.stays: list[StayRow] = []
        self.plans: list[tuple[int, date, list[int]]] = []
        self.came: list[tuple[str, date]] = []
        self.scores: list[tuple[str, str, date, float]] = []
        begun: dict[str, date] = {}
        for at in range(n):
            client = f"c{rng.randrange(max(1, n * 3 // 4))}"
            starts = begun.get(client, date(2025, 9, 1)) + timedelta(days=rng.randint(20, 200))
            ended = starts + timedelta(days=rng.randint(0, 70))
            begun[client] = ended
            is_open = ended > AS_OF - timedelta(days=5) or rng.random() < 0.1
            if is_open:
                begun[client] = date(2030, 1, 1)
            self.stays.append(
                StayRow(
                    id=f"s{at:05}",
                    client=client,
                    track=rng.choice("abc"),
                    starts=starts.toordinal(),
                    ended=0 if is_open else ended.toordinal(),
                    end="" if is_open else rng.choice(ENDS),
                    stepped_up=rng.choice((-1, -1, 0, 1)),
                    aftercare_early=rng.choice((-1, 0, 1)),
                    aftercare_late=rng.choice((-1, 0, 1)),
                )
            )
            self.plans.append((at, starts, [0, 2, 3]))
            self.plans.append((at, starts + timedelta(days=rng.randint(5, 30)), [0, 3]))
            last = min(AS_OF, ended)
            for k in range((last - starts).days + 1):
                if rng.random() < 0.45:
                    self.came.append((client, starts + timedelta(days=k)))
            for kind in KINDS:
                for _ in range(rng.randint(0, 6)):
                    on = starts + timedelta(days=rng.randint(-20, 85))
                    self.scores.append((client, kind, on, float(rng.randint(0, 27))))
        self.scores.sort(key=lambda row: row[2])
        days = [date(2025, 9, 1) + timedelta(days=k) for k in range(500)]
        self.held = [(track, on) for track in "abc" for on in days if rng.random() < 0.8]

    def columns(self) -> Columns:
        made = Columns(stays=self.stays)
        made.clients = {c: at for at, c in enumerate(sorted({s.client for s in self.stays}))}
        made.kinds = {spec.id: at for at, spec in enumerate(SPECS)}
        made.tracks = {track: at for at, track in enumerate("abc")}
        made.add_scores(self.scores)
        made.add_came(self.came)
        made.add_plans(self.plans)
        made.add_held(self.held)
        return made


def _slow_lines(rows: Rows) -> dict[str, tuple[Any, ...]]:
    """The same facts one stay at a time."""
    held, came = set(rows.held), set(rows.came)
    by_client: dict[str, list[StayRow]] = defaultdict(list)
    for stay in rows.stays:
        by_client[stay.client].append(stay)
    found = {}
    for at, stay in enumerate(rows.stays):
        starts = date.fromordinal(stay.starts)
        if starts > AS_OF:
            continue
        ended = date.fromordinal(stay.ended) if stay.ended else None
        last = min(AS_OF, ended) if ended else AS_OF
        plan = {on: days for place, on, days in rows.plans if place == at}
        due = came_due = came_all = 0
        for k in range((last - starts).days + 1):
            on = starts + timedelta(days=k)
            weekdays = plan[max(d for d in plan if d <= on)]
            is_due = on.weekday() in weekdays and (stay.track, on) in held
            due += is_due
            came_due += is_due and (stay.client, on) in came
            came_all += (stay.client, on) in came
        later = [o.starts for o in by_client[stay.client] if o.starts > stay.starts]
        totals: dict[str, list[float | None]] = {}
        for kind in KINDS:
            mine = [
                (on, total)
                for client, k, on, total in rows.scores
                if client == stay.client
                and k == kind
                and on <= AS_OF
                and on >= starts - timedelta(days=14)
                and (ended is None or on <= ended + timedelta(days=7))
                and not (later and on.toordinal() >= min(later) - 14)
            ]
            if mine and mine[0][0] <= starts + timedelta(days=14):
                totals[kind] = [mine[0][1], mine[-1][1] if mine[-1][0] > mine[0][0] else None]
        found[stay.id] = (came_all, due, came_due, totals)
    return found


@pytest.mark.parametrize("seed", range(4))
def test_columns_make_the_same_lines_as_one_stay_at_a_time(seed: int) -> None:
    rows = Rows(seed, 90)

    lines = stay_lines(rows.columns(), AS_OF)

    expected = _slow_lines(rows)
    assert [line.id for line in lines] == [
        line.id for line in sorted(lines, key=lambda each: (each.starts_on, each.id))
    ]
    assert {
        line.id: (
            line.days_came,
            line.days_due,
            sum(k for k, _n in line.months.values()),
            {kind: line.totals[kind] for kind in KINDS if kind in line.totals},
        )
        for line in lines
    } == expected
    assert all(sum(n for _k, n in line.months.values()) == line.days_due for line in lines)


@pytest.mark.parametrize("seed", range(3))
def test_the_report_is_what_counting_one_by_one_gives(seed: int) -> None:
    lines = stay_lines(Rows(seed, 300).columns(), AS_OF)

    report = report_of(lines, YEAR, SPECS, "abc")

    ended = [
        line
        for line in lines
        if line.ended_on
        and "2025-12-01" <= line.ended_on <= AS_OF.isoformat()
        and line.end != "died"
    ]
    done = [line for line in ended if line.end in ("completed", "stepped_down")]
    said = [line for line in ended if line.end]
    rate = report["rates"]["completion"]["whole"]
    assert (rate["k"], rate["n"], rate["missing"]) == (len(done), len(said), len(ended) - len(said))
    low, high = proportion_confint(len(done), len(said), method="wilson")
    assert (rate["low"], rate["high"]) == pytest.approx((low, high), abs=SAME)
    assert sum(report["doses"]["whole"][each.value] for each in DoseClass) == len(ended)
    for spec in SPECS:
        _check_measure(next(m for m in report["measures"] if m["id"] == spec.id), spec, ended)


def _check_measure(found: dict[str, Any], spec: MeasureSpec, ended: list[StayLine]) -> None:
    instrument = INSTRUMENTS[spec.id]
    chosen = choice_before_any(instrument)
    pairs = [line.totals.get(spec.id, [None, None]) for line in ended]
    changes = [chosen.change_between(first, last) for first, last in pairs]
    states = [change.state if change else None for change in changes]
    for figure, wanted in (
        ("improved", {State.IMPROVED, State.RECOVERED}),
        ("deteriorated", {State.DETERIORATED, State.HARMED}),
    ):
        rate = found[figure]["whole"]
        assert rate["k"] == sum(state in wanted for state in states)
        assert rate["n"] == sum(state is not None for state in states)
    assert found["recovered"]["whole"]["k"] == states.count(State.RECOVERED)
    moved = np.array(
        [last - first for first, last in pairs if first is not None and last is not None]
    )
    test = ttest_1samp(moved, 0).confidence_interval(0.95)
    assert found["change_mean"] == pytest.approx(float(moved.mean()), abs=SAME)
    assert found["change_interval"] == pytest.approx([test.low, test.high], abs=SAME)


@pytest.mark.parametrize("kind", KINDS)
def test_states_by_the_column_are_those_of_the_rule_for_one_pair(kind: str) -> None:
    spec, chosen = _spec(kind), choice_before_any(INSTRUMENTS[kind])
    totals = [None, 0.0, 2.7, 3.4, 5.0, 9.0, 9.5, 10.0, 13.0, 16.0, 19.0, 27.0]
    pairs = [(a, b) for a in totals for b in totals]
    blank = [[math.nan if v is None else v for v in side] for side in zip(*pairs, strict=True)]

    found = states_of(spec, np.array(blank[0]), np.array(blank[1]))

    for at, (first, last) in enumerate(pairs):
        change = chosen.change_between(first, last)
        state = change.state if change else None
        assert bool(found["both"][at]) == (state is not None)
        assert bool(found["recovered"][at]) == (state is State.RECOVERED)
        assert bool(found["better"][at]) == (state in (State.IMPROVED, State.RECOVERED))
        assert bool(found["worse"][at]) == (state in (State.DETERIORATED, State.HARMED))
    assert PROGRESS_RULES.decimals == 9
    assert state_of.__doc__


def test_what_travels_to_the_counting_process_comes_back_the_same() -> None:
    rows = Rows(9, 40)
    lines = stay_lines(rows.columns(), AS_OF)

    first = answered(asked(YEAR, SPECS, ["a", "b", "c"], rows.columns()))
    again = answered(asked(YEAR, SPECS, ["a", "b", "c"], lines=json.loads(first)["lines"]))

    assert first == again
    assert json.loads(first)["lines"] == json.loads(canonical([list(line) for line in lines]))


@pytest.mark.parametrize("n", [0, 1, 3])
def test_nobody_and_a_few_are_no_fault(n: int) -> None:
    report = report_of(stay_lines(Rows(1, n).columns(), AS_OF), YEAR, SPECS, "abc")

    assert json.loads(canonical(report)) is not None
    assert report["rates"]["completion"]["whole"]["is_few"]


def test_a_frozen_report_names_what_was_corrected() -> None:
    lines = stay_lines(Rows(3, 30).columns(), AS_OF)
    before = report_of(lines, YEAR, SPECS, "abc")
    closed = next(at for at, line in enumerate(lines) if line.end == "her_choice")
    corrected = (
        *lines[:closed],
        lines[closed]._replace(end="completed"),
        *lines[closed + 1 : -1],
    )

    changes = changed_stays(lines, corrected)

    assert {(each.kind, each.what) for each in changes} == {
        (Changed.GONE, ()),
        (Changed.CORRECTED, ("how it ended",)),
    }
    assert fingerprint(lines) != fingerprint(corrected)
    moved = {each.path for each in moved_numbers(before, report_of(corrected, YEAR, SPECS, "abc"))}
    assert "rates/completion/whole/k" in moved
    kept = tuple(line_of(row) for row in json.loads(canonical([list(line) for line in lines])))
    assert changed_stays(lines, kept) == ()
    assert moved_numbers(before, json.loads(canonical(report_of(kept, YEAR, SPECS, "abc")))) == ()


@pytest.mark.parametrize(
    ("came", "days", "end", "expected"),
    [
        (9, 60, "completed", DoseClass.EARLY),
        (10, 21, "her_choice", DoseClass.EARLY),
        (10, 22, "her_choice", DoseClass.MINIMAL),
        (12, 20, "completed", DoseClass.MINIMAL),
        (23, 50, "completed", DoseClass.MINIMAL),
        (24, 50, "no_contact", DoseClass.TARGET),
    ],
)
def test_dose_classes(came: int, days: int, end: str, expected: DoseClass) -> None:
    assert dose_class(came, days, end) is expected


def test_ends_and_months() -> None:
    assert end_class("stepped_down") is EndClass.COMPLETED
    assert end_class("coverage") is EndClass.LEFT_EARLY
    assert end_class("an end of a later version") is EndClass.LEFT_EARLY
    assert month_end(date(2028, 2, 3)) == date(2028, 2, 29)
    assert months_between(date(2025, 12, 5), date(2026, 2, 1)) == ("2025-12", "2026-01", "2026-02")
