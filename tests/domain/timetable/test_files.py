"""Instances and solutions as files: what is read, what is named as wrong, what is shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from openiop.domain.timetable.check import check
from openiop.domain.timetable.generate import Generated, Recipe, generate
from openiop.domain.timetable.reading import (
    read_problem,
    read_solution,
    written_problem,
    written_solution,
)
from openiop.domain.timetable.render import calendar, page


@pytest.fixture(scope="module")
def made() -> Generated:
    return generate(Recipe(16, seed=4))


@pytest.fixture
def raw(made: Generated) -> Any:
    return json.loads(json.dumps(written_problem(made.problem)))


def test_what_is_written_is_read_again(made: Generated, raw: Any) -> None:
    raw["a key of the future"] = {"anything": 1}
    solution = json.loads(json.dumps(written_solution(made.planted)))

    assert read_problem(raw) == (made.problem, ())
    assert read_solution(solution) == (made.planted, ())
    assert not check(made.problem, made.planted).breaches


def wrong_time(raw: Any) -> None:
    raw["clients"][1]["availability"]["mon"] = [["9:00", "25:00"]]


def backwards(raw: Any) -> None:
    raw["staff"][0]["hours"]["mon"] = [["13:00", "09:00"]]


def twice(raw: Any) -> None:
    raw["rooms"].append(dict(raw["rooms"][0]))


def missing(raw: Any) -> None:
    del raw["groups"][0]["max_size"]


def nowhere(raw: Any) -> None:
    raw["clients"][0]["needs"][0]["modality"] = "juggling"


def no_monday(raw: Any) -> None:
    raw["programme"]["weeks"] = ["2027-01-12"]


def off_grid(raw: Any) -> None:
    raw["modalities"][0]["minutes"] = 50


def too_small(raw: Any) -> None:
    raw["groups"][0]["min_size"] = 20


WRONGS: list[tuple[Callable[[Any], None], str, str]] = [
    (wrong_time, "clients[1].availability.mon[0][0]", "should be a time such as 09:00"),
    (backwards, "staff[0].hours.mon[0]", "ends before it begins"),
    (twice, "rooms[", "was used before"),
    (missing, "groups[0].max_size", "is missing"),
    (nowhere, "clients[0].needs[0].modality", "juggling is no modality"),
    (no_monday, "programme.weeks[0]", "is no Monday"),
    (off_grid, "modalities[0].minutes", "no multiple of slot_minutes"),
    (too_small, "groups[0]", "min_size 20 is above max_size"),
]


@pytest.mark.parametrize(
    ("spoil", "place", "text"), WRONGS, ids=lambda each: getattr(each, "__name__", "")
)
def test_a_fault_is_named_with_its_place(
    raw: Any, spoil: Callable[[Any], None], place: str, text: str
) -> None:
    spoil(raw)

    found, faults = read_problem(raw)

    assert found is None
    assert any(fault.place.startswith(place) and text in fault.text for fault in faults)


def test_all_faults_are_named_at_once(raw: Any) -> None:
    for spoil in (wrong_time, backwards, missing, nowhere):
        spoil(raw)

    assert len(read_problem(raw)[1]) >= 4


@pytest.mark.parametrize("raw", [None, [], "text", 3, {}, {"format": "iop-timetable/1"}])
def test_anything_at_all_is_answered_with_faults(raw: object) -> None:
    assert read_problem(raw)[1]
    assert read_solution(raw)[1]


def swap(told: Any) -> None:
    """Another known lead than the usual one."""
    usual = told["group_sessions"][0]["group"]
    lead = next(one["lead"] for one in told["group_staffing"] if one["group"] == usual)
    told["group_sessions"][0]["lead"] = "T01" if lead != "T01" else "T02"


RULES: list[tuple[str, Callable[[Any], None]]] = [
    ("H01", lambda told: told["memberships"].append(told["memberships"][0])),
    ("H02", lambda told: told["group_sessions"][0].update(start="20:00")),
    ("H03", lambda told: told["group_sessions"].pop()),
    ("H04", lambda told: told["group_sessions"][0].update(start="08:00")),
    ("H05", lambda told: told["group_sessions"][0].update(co_leads=["T01", "T02", "T03"])),
    ("H06", swap),
    ("H07", lambda told: told["primary_therapists"].pop("C001")),
    ("H09", lambda told: told["group_sessions"][0].update(room="O01")),
    ("H11", lambda told: told.update(memberships=[])),
    ("H13", lambda told: told["individual_sessions"].append(told["individual_sessions"][0])),
    ("H18", lambda told: told["memberships"].pop()),
    ("H21", lambda told: told["individual_sessions"].pop()),
    ("H23", lambda told: told["individual_sessions"].clear()),
]


@pytest.mark.parametrize(("rule", "spoil"), RULES, ids=[rule for rule, _spoil in RULES])
def test_a_spoiled_week_breaks_the_rule(
    made: Generated, rule: str, spoil: Callable[[Any], None]
) -> None:
    told = json.loads(json.dumps(written_solution(made.planted)))
    spoil(told)
    solution, faults = read_solution(told)

    assert solution is not None, faults
    assert rule in {breach.rule for breach in check(made.problem, solution).breaches}


def test_the_page_and_the_calendar_hold_every_session(made: Generated) -> None:
    told = page(made.planted, made.problem)
    sheet = calendar(made.planted, datetime(2027, 1, 4, tzinfo=UTC), made.problem)
    held = len(made.planted.group_sessions) + len(made.planted.individual_sessions)

    assert told.count('<p class="block ') == held
    assert sheet.count("BEGIN:VEVENT") == held
    assert all(len(line.encode()) <= 75 for line in sheet.split("\r\n"))
