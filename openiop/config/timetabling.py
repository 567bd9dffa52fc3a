"""`openiop timetable`: a week solved, checked, mended and explained, from files. No database."""

from __future__ import annotations

import argparse
import gc
import json
import signal
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from types import FrameType

from openiop.domain.timetable.check import Verdict, check
from openiop.domain.timetable.problem import Conflict, Problem, Solution
from openiop.domain.timetable.reading import (
    Fault,
    read_problem,
    read_solution,
    written_problem,
    written_solution,
)

from .folder import Trouble

GOOD, NOT_GOOD, CANNOT_USE, NOTHING_FOUND = 0, 1, 2, 3
"""Exit codes; see docs/timetable.md."""
STANDARD = "-"
BASE = Path(__file__).resolve().parent.parent / "base"
SECONDS = 60.0


def add_timetable(parser: argparse.ArgumentParser) -> None:
    """The commands and their options."""
    parser.description = "Solve, check and mend timetables in files. See docs/timetable.md."
    parser.epilog = (
        "Exit code: 0 done; 1 the answer is no (a broken rule, an impossible week, no place); "
        "2 a file or an option cannot be used; 3 stopped before a complete week was found."
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="WHAT")
    solve = verbs.add_parser("solve", help="the best week, with a proof of how good it is")
    solve.add_argument("instance", metavar="INSTANCE.json")
    _output(solve)
    solve.add_argument(
        "--seconds", type=_positive, default=None, metavar="N", help="60 if not said"
    )
    solve.add_argument(
        "--deterministic",
        type=_positive,
        default=None,
        metavar="N",
        help="work instead of seconds: the same timetable on every machine",
    )
    solve.add_argument("--seed", type=int, default=1, metavar="N")
    solve.add_argument("--workers", type=int, default=2, metavar="N", help="1: search, then prove")
    solve.add_argument(
        "--progress", action="store_true", help="best, bound and gap as they improve"
    )
    checks = verbs.add_parser("check", help="every hard rule and the objective")
    checks.add_argument("instance", metavar="INSTANCE.json")
    checks.add_argument("solution", metavar="SOLUTION.json")
    mend = verbs.add_parser("repair", help="mend the published week that stands in the instance")
    mend.add_argument("instance", metavar="INSTANCE.json")
    _output(mend)
    mend.add_argument("--seconds", type=_positive, default=20.0, metavar="N")
    place = verbs.add_parser("place", help="the earliest full start of a client, nobody moved")
    place.add_argument("instance", metavar="INSTANCE.json")
    place.add_argument("--client", required=True, metavar="ID")
    _output(place)
    why = verbs.add_parser("explain", help="why a week is impossible, in a few sentences")
    why.add_argument("instance", metavar="INSTANCE.json")
    _output(why)
    why.add_argument("--seconds", type=_positive, default=20.0, metavar="N")
    make = verbs.add_parser("generate", help="a realistic instance")
    make.add_argument("--clients", type=int, required=True, metavar="N")
    make.add_argument("--seed", type=int, default=1, metavar="N")
    make.add_argument("--weeks", type=int, default=1, metavar="N")
    make.add_argument("--slot", type=int, default=60, choices=(15, 30, 60), metavar="MINUTES")
    make.add_argument("--closed", type=int, default=0, metavar="N", help="closed dates")
    make.add_argument("--published", action="store_true", help="with a published week inside")
    _output(make)
    show = verbs.add_parser("render", help="a timetable to look at")
    show.add_argument("solution", metavar="SOLUTION.json")
    show.add_argument("--instance", default="", metavar="INSTANCE.json", help="for lengths, names")
    kind = show.add_mutually_exclusive_group(required=True)
    kind.add_argument("--html", action="store_true")
    kind.add_argument("--pdf", action="store_true")
    kind.add_argument("--ics", action="store_true")
    _output(show)


def _output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-o", "--output", default=STANDARD, metavar="FILE", help="otherwise printed"
    )


def _positive(told: str) -> float:
    number = float(told)
    if not number > 0:
        raise argparse.ArgumentTypeError("a number above 0")
    return number


def timetable(asked: argparse.Namespace) -> int:
    """Do what was asked; the exit code says how it went."""
    verbs: dict[str, Callable[[argparse.Namespace], int]] = {
        "solve": _solve,
        "check": _check,
        "repair": _repair,
        "place": _place,
        "explain": _explain,
        "generate": _generate,
        "render": _render,
    }
    return verbs[asked.verb](asked)


# files


def _text(name: str) -> str:
    return Path(name).read_text(encoding="utf-8-sig")


def _json(name: str) -> object:
    try:
        return json.loads(sys.stdin.read() if name == STANDARD else _text(name))
    except OSError as error:
        raise Trouble(f"{name} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Trouble(f"{name} is not a text in UTF-8.") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Trouble(f"{name} is not JSON: {error.msg} at {where}.") from None
    except RecursionError:
        raise Trouble(f"{name} is nested too deeply.") from None


def _faults(name: str, faults: tuple[Fault, ...]) -> Trouble:
    told = "\n".join(f"  {fault}" for fault in faults)
    count = f"{len(faults)} fault{'s' if len(faults) > 1 else ''}"
    return Trouble(f"{name} has {count}:\n{told}")


def _problem(name: str) -> Problem:
    problem, faults = read_problem(_json(name))
    if problem is None:
        raise _faults(name, faults)
    return problem


def _solution(name: str) -> Solution:
    solution, faults = read_solution(_json(name))
    if solution is None:
        raise _faults(name, faults)
    return solution


def _write(name: str, told: str | bytes) -> None:
    raw = told.encode() if isinstance(told, str) else told
    if name == STANDARD:
        sys.stdout.buffer.write(raw)
        sys.stdout.flush()
        return
    try:
        Path(name).write_bytes(raw)
    except OSError as error:
        raise Trouble(f"{name} cannot be written: {error.strerror}.") from None


def _write_json(name: str, told: object) -> None:
    _write(name, json.dumps(told, indent=1, ensure_ascii=False) + "\n")


def _say(*lines: str) -> None:
    for line in lines:
        print(line, file=sys.stderr, flush=True)


# commands


def _solve(asked: argparse.Namespace) -> int:
    from openiop.domain.timetable.solve import Effort, Progress, solve  # noqa: PLC0415

    problem = _problem(asked.instance)
    seconds = asked.seconds
    if seconds is None and asked.deterministic is None:
        seconds = SECONDS
    stopped = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopped
        if stopped:
            raise KeyboardInterrupt
        stopped = True
        _say("stopping: the best week found so far is kept")

    def told(progress: Progress) -> None:
        if asked.progress:
            best = "-" if progress.objective is None else f"{float(progress.objective):g}"
            gap = "-" if progress.gap is None else f"{float(progress.gap):.1%}"
            bound = f"{float(progress.bound):g}"
            at = f"{progress.seconds:7.1f} s"
            _say(f"{at}  best {best}  bound {bound}  gap {gap}  {progress.doing}")

    before = signal.signal(signal.SIGINT, stop)
    try:
        effort = Effort(seconds, asked.deterministic, asked.seed, asked.workers)
        found = solve(problem, effort, time.monotonic, told, lambda: stopped)
    finally:
        signal.signal(signal.SIGINT, before)
    if found.solution is not None and found.verdict is not None:
        _write_json(asked.output, written_solution(found.solution))
        _say(_worth(found.verdict.objective, found.bound))
        return GOOD
    if stopped and not found.is_impossible:
        _say("No complete week was found before the stop.")
        return NOTHING_FOUND
    return _impossible(problem, asked.output, sure=found.is_impossible, seconds=SECONDS / 3)


def _worth(objective: Fraction, bound: Fraction) -> str:
    cost, least = float(objective), float(bound)
    if bound >= objective:
        return f"Cost {cost:g}: proven optimal."
    if not least:
        return f"Cost {cost:g}: best found."
    share = f"{(cost - least) / cost:.1%}"
    return f"Cost {cost:g}: proven within {share}; no week costs less than {least:g}."


def _impossible(problem: Problem, output: str, *, sure: bool, seconds: float) -> int:
    from openiop.domain.timetable.explain import explain  # noqa: PLC0415

    began = time.monotonic()
    why = explain(problem, lambda: time.monotonic() - began > seconds)
    if not why.items and not sure:
        _say("No complete week was found in the time given, and no clash that explains it.")
        return NOTHING_FOUND
    conflict: tuple[Conflict, ...] = tuple(item.conflict for item in why.items)
    _write_json(output, written_solution(Solution(problem.id, "infeasible", conflict=conflict)))
    _say("This week is not possible. These cannot all hold together:")
    _say(*(f"  {item.rule} {item.text}" for item in why.items))
    if why.ways_out:
        _say("Any one of these would help:", *(f"  {way}" for way in why.ways_out))
    return NOT_GOOD


def _check(asked: argparse.Namespace) -> int:
    problem, solution = _problem(asked.instance), _solution(asked.solution)
    if solution.status == "infeasible":
        print("The solution says that the week is impossible; there is nothing to check.")
        return NOT_GOOD
    verdict = check(problem, solution)
    _print_verdict(verdict)
    wrong = False
    if solution.objective is not None and abs(solution.objective - verdict.objective) > EQUAL:
        print(f"The file claims an objective of {float(solution.objective):g}.")
        wrong = True
    if solution.bound is not None and solution.bound > verdict.objective + EQUAL:
        print(f"The file claims a bound of {float(solution.bound):g}, above the objective.")
        wrong = True
    return GOOD if verdict and not wrong else NOT_GOOD


EQUAL = 1e-6
"""Two costs this close are the same: files hold decimal numbers."""


def _print_verdict(verdict: Verdict) -> None:
    for breach in verdict.breaches:
        print(breach)
    broken = len({breach.rule for breach in verdict.breaches})
    print(f"{len(verdict.breaches)} breaches of {broken} hard rules")
    print(f"objective {float(verdict.objective):g}")
    print("tiers " + " ".join(f"{float(tier):g}" for tier in verdict.tiers))
    for name, count in verdict.counts.items():
        print(f"  {name} {float(count):g}")


def _repair(asked: argparse.Namespace) -> int:
    from openiop.domain.timetable.repair import repair  # noqa: PLC0415

    problem = _problem(asked.instance)
    if problem.baseline is None:
        raise Trouble(f"{asked.instance} has no published week (baseline) to mend.")
    mended = repair(problem, time.monotonic, asked.seconds)
    if mended.solution is None:
        return _impossible(problem, asked.output, sure=False, seconds=asked.seconds)
    _write_json(asked.output, written_solution(mended.solution))
    _say(*(mended.changed or ("Nothing has to change.",)))
    return GOOD


def _place(asked: argparse.Namespace) -> int:
    from openiop.domain.timetable.place import place  # noqa: PLC0415

    gc.disable()  # it ends with its answer, and somebody waits on the phone
    problem = _problem(asked.instance)
    if asked.client not in problem.clients:
        raise Trouble(f"{asked.instance} has no client {asked.client}.")
    if problem.baseline is None:
        raise Trouble(f"{asked.instance} has no published week (baseline) to place her in.")
    placed = place(problem, asked.client)
    if not placed.nobody_moves:
        _say("No full place without moving somebody:", *placed.blocked_by)
        if placed.solution is not None:
            _say("The cheapest change found:")
    _say(*placed.said)
    if placed.solution is None:
        return NOT_GOOD
    _write_json(asked.output, written_solution(placed.solution))
    return GOOD if placed.nobody_moves else NOT_GOOD


def _explain(asked: argparse.Namespace) -> int:
    from openiop.domain.timetable.explain import explain  # noqa: PLC0415

    problem = _problem(asked.instance)
    began = time.monotonic()
    why = explain(problem, lambda: time.monotonic() - began > asked.seconds)
    if why.items:
        return _impossible(problem, asked.output, sure=True, seconds=asked.seconds)
    _say("No clash found: nothing here says that the week is impossible.")
    return GOOD


def _generate(asked: argparse.Namespace) -> int:
    from dataclasses import replace  # noqa: PLC0415

    from openiop.domain.timetable.generate import Recipe, generate  # noqa: PLC0415

    if asked.clients < 1 or asked.weeks < 1:
        raise Trouble("--clients and --weeks are numbers from 1.")
    recipe = Recipe(
        clients=asked.clients,
        seed=asked.seed,
        weeks=asked.weeks,
        slot_minutes=asked.slot,
        closed_days=asked.closed,
    )
    try:
        made = generate(recipe)
    except ValueError as error:
        raise Trouble(f"{error}; try another --seed.") from None
    problem = made.problem
    if asked.published:
        problem = replace(problem, baseline=made.planted)
    _write_json(asked.output, written_problem(problem))
    return GOOD


def _render(asked: argparse.Namespace) -> int:
    from openiop.base import clock  # noqa: PLC0415
    from openiop.domain.timetable import render  # noqa: PLC0415

    solution = _solution(asked.solution)
    problem = _problem(asked.instance) if asked.instance else None
    if asked.ics:
        _write(
            asked.output,
            render.calendar(solution, clock.wall(), problem),
        )
    elif asked.html:
        _write(asked.output, render.page(solution, problem))
    else:
        _write(asked.output, _pdf(solution, problem))
    return GOOD


def _pdf(solution: Solution, problem: Problem | None) -> bytes:
    """On paper the week is a list, day by day; every page says which timetable it belongs to."""
    import typst  # noqa: PLC0415 - 81 MB that only this needs

    from openiop.domain.timetable.render import blocks  # noqa: PLC0415
    from openiop.domain.timetable.words import day  # noqa: PLC0415

    told: list[dict[str, object]] = []
    rows: dict[str, list[list[str]]] = {}
    for each in blocks(solution, problem):
        rows.setdefault(day(each.on), []).append([each.span, each.title, each.detail])
    for heading, held in rows.items():
        told.append({"kind": "heading", "text": heading, "level": 2})
        columns = ["Time", "Session", "Room, staff, load"]
        told.append({"kind": "table", "columns": columns, "rows": held, "caption": ""})
    document = {
        "title": f"Timetable {solution.instance}",
        "language": "en",
        "foot": f"Timetable {solution.instance}",
        "page_of": "Page {n} of {all}",
        "letterhead": [],
        "blocks": told,
    }
    made: bytes = typst.compile(
        BASE / "document.typ",
        font_paths=[BASE / "fonts"],
        sys_inputs={"told": json.dumps(document)},
    )
    return made
