"""The commands as people use them: stopped by Ctrl-C, or given a file that is no instance."""

from __future__ import annotations

import json
import math
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from openiop.domain.timetable.check import check
from openiop.domain.timetable.generate import Recipe, generate
from openiop.domain.timetable.reading import read_solution, written_problem

GOOD, CANNOT_USE = 0, 2
COMMAND = (sys.executable, "-m", "openiop", "timetable")


@pytest.fixture
def raw() -> Any:
    return json.loads(json.dumps(written_problem(generate(Recipe(16, seed=4)).problem)))


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, check=False, timeout=60
    )


def test_ctrl_c_keeps_the_best_week_found(tmp_path: Path) -> None:
    made = generate(Recipe(60, seed=4))
    instance, answer = tmp_path / "instance.json", tmp_path / "week.json"
    instance.write_text(json.dumps(written_problem(made.problem)), encoding="utf-8")

    with subprocess.Popen(
        [*COMMAND, "solve", str(instance), "-o", str(answer), "--seconds", "60", "--progress"],
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stderr is not None
        for line in running.stderr:
            if "best" in line and "best -" not in line:
                break
        running.send_signal(signal.SIGINT)
        said = running.stderr.read()
        code = running.wait(timeout=20)

    assert code == GOOD
    assert "the best week found so far is kept" in said
    assert "Traceback" not in said
    solution, faults = read_solution(json.loads(answer.read_text(encoding="utf-8")))
    assert solution is not None, faults
    verdict = check(made.problem, solution)
    assert not verdict.breaches
    assert solution.bound is not None and solution.bound <= verdict.objective


NO_INSTANCE = {
    "empty": "",
    "not JSON": "{",
    "a list": "[1, 2]",
    "null": "null",
    "a number": "3",
    "not a number": "NaN",
    "nested deeply": "[" * 100_000,
}


@pytest.mark.parametrize("text", NO_INSTANCE.values(), ids=NO_INSTANCE.keys())
def test_what_is_no_instance_is_refused_in_plain_words(tmp_path: Path, text: str) -> None:
    file = tmp_path / "instance.json"
    file.write_text(text, encoding="utf-8")

    told = run("solve", str(file), "--seconds", "1")

    assert told.returncode == CANNOT_USE
    assert str(file) in told.stderr
    assert "Traceback" not in told.stderr


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "instance.json"
    file.write_bytes(b"\xff\xfe\x00{")

    told = run("explain", str(file))

    assert told.returncode == CANNOT_USE
    assert "UTF-8" in told.stderr


def wrong_types(raw: Any) -> list[str]:
    raw["rooms"] = {"G01": {}}
    raw["staff"][0]["skills"] = 5
    raw["clients"][0]["availability"] = "always"
    return ["rooms", "staff[0].skills", "clients[0].availability"]


def unknown_ids(raw: Any) -> list[str]:
    raw["clients"][0]["needs"][0]["modality"] = "juggling"
    raw["groups"][0]["modality"] = "juggling"
    raw["clients"][1]["sessions"] = [{"service": "nothing", "count": 1}]
    return ["clients[0].needs[0].modality", "groups[0].modality", "clients[1].sessions[0].service"]


def used_twice(raw: Any) -> list[str]:
    raw["rooms"].append(dict(raw["rooms"][0]))
    raw["clients"].append(dict(raw["clients"][0]))
    return [f"rooms[{len(raw['rooms']) - 1}]", f"clients[{len(raw['clients']) - 1}]"]


def no_numbers(raw: Any) -> list[str]:
    raw["clients"][0]["min_hours_per_week"] = math.nan
    raw["staff"][0]["max_direct_hours_per_day"] = math.inf
    raw["modalities"][0]["minutes"] = -60
    return [
        "clients[0].min_hours_per_week",
        "staff[0].max_direct_hours_per_day",
        "modalities[0].minutes",
    ]


def no_dates(raw: Any) -> list[str]:
    raw["programme"]["closed_dates"] = ["2027-02-30"]
    raw["staff"][0]["time_off"] = [{"from": "2027-13-01", "to": "tomorrow"}]
    return ["programme.closed_dates[0]", "staff[0].time_off[0]"]


@pytest.mark.parametrize(
    "spoil", [wrong_types, unknown_ids, used_twice, no_numbers, no_dates], ids=lambda s: s.__name__
)
def test_every_fault_of_a_file_is_told_with_its_place(
    tmp_path: Path, raw: Any, spoil: Callable[[Any], list[str]]
) -> None:
    places = spoil(raw)
    file = tmp_path / "instance.json"
    file.write_text(json.dumps(raw), encoding="utf-8")

    told = run("solve", str(file), "--seconds", "1")

    assert told.returncode == CANNOT_USE
    assert "Traceback" not in told.stderr
    for place in places:
        assert place in told.stderr


@pytest.mark.parametrize("number", [10**40, 1e300, -1, 1e-30])
def test_a_weight_no_cost_can_be_counted_with_is_refused(
    tmp_path: Path, raw: Any, number: float
) -> None:
    raw["weights"] = {"avoid_slot": number}
    file = tmp_path / "instance.json"
    file.write_text(json.dumps(raw), encoding="utf-8")

    told = run("solve", str(file), "--seconds", "1")

    assert told.returncode == CANNOT_USE
    assert "weights.avoid_slot: should be a number from 0" in told.stderr
    assert "Traceback" not in told.stderr
