"""`./test`: every stage in order, one line each, going on after a failure; then a summary."""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from xml.etree import ElementTree

from tools import browser, postgresql

ROOT = Path(__file__).resolve().parent.parent
NO_TESTS = 5
STOPPED = 130
LINES_SHOWN = 250


@dataclass(frozen=True)
class Result:
    """What one stage found."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    words: str = ""
    not_run: str = ""
    output: str = ""


@dataclass
class Run:
    """What was asked for, and where results go."""

    keyword: str = ""
    told: Path | None = None
    """Where the demo program is told for the journeys; without it they tell it themselves."""
    results: dict[str, tuple[Result, float]] = field(default_factory=dict)
    one_at_a_time: threading.Lock = field(default_factory=threading.Lock)


def _start(
    command: Sequence[str], settings: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | (settings or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )


def _program(*command: str) -> Result:
    """A program that is content or not: it counts as one."""
    done = _start(command)
    return Result(passed=1) if done.returncode == 0 else Result(failed=1, output=done.stdout)


def _tool(*arguments: str) -> Result:
    return _program(sys.executable, "-m", *arguments)


def _pytest(run: Run, *arguments: str, settings: dict[str, str] | None = None) -> Result:
    with tempfile.TemporaryDirectory(prefix="openiop-report-") as place:
        report = Path(place) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *arguments]
        if run.keyword:
            command += ["-k", run.keyword]
        done = _start(command, settings)
        counts = _counts(report)
    if done.returncode == NO_TESTS:
        if run.keyword:
            return Result(words="no test of that name here")
        return Result(failed=1, words="there is no test", output=done.stdout)
    if done.returncode != 0 and counts.failed == 0:
        counts = Result(counts.passed, 1, counts.skipped)
    output = done.stdout if counts.failed or counts.skipped else ""
    return Result(counts.passed, counts.failed, counts.skipped, output=output)


def _counts(report: Path) -> Result:
    if not report.exists():
        return Result()
    suites = ElementTree.parse(report).getroot().iter("testsuite")  # noqa: S314 - pytest wrote it
    total = failed = skipped = 0
    for suite in suites:
        total += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += int(suite.get("skipped", 0))
    return Result(total - failed - skipped, failed, skipped)


# --- the stages -----------------------------------------------------------------------------------

ON_EVERY_CORE = ("-n", "auto", "--maxprocesses=4", "--dist=loadfile")
"""A file stays on one core, so that what it sets up once is set up once."""

JOURNEYS = ("-n", "3", "--dist=loadfile", "--no-loadscope-reorder", "tests/journeys")
"""One more than there are cores: a browser and a server wait for each other half of the time. The
long ones come first, in the order of `tests/journeys/conftest.py`."""

ON_A_DATABASE = (
    *ON_EVERY_CORE,
    "--no-loadscope-reorder",
    "--nomigrations",
    "tests/stages",
    "tests/architecture/test_records.py",
)
"""The tables come straight from the models; `test_two_jobs` plays the migrations on a new database
of each kind, and a site without the demo does in the journeys. Long files come first, in the order
of `tests/stages/conftest.py`."""

ON_NONE = (*ON_EVERY_CORE, "tests/architecture", "tests/base")
"""They run once, beside the stages on SQLite."""


def _format(run: Run) -> Result:
    return _tool("ruff", "format", "--check", "--quiet", "--diff", ".")


def _lint(run: Run) -> Result:
    return _tool("ruff", "check", "--quiet", ".")


def _types(run: Run) -> Result:
    return _tool("mypy")


def _contracts(run: Run) -> Result:
    return _program(str(Path(sys.executable).with_name("lint-imports")), "--no-logo")


def _domain(run: Run) -> Result:
    return _pytest(
        run, *ON_EVERY_CORE, "-p", "tools.without_django", "-p", "no:django", "tests/domain"
    )


def _sqlite(run: Run) -> Result:
    return _pytest(run, *ON_NONE, *ON_A_DATABASE, settings={"DATABASE_URL": ""})


def _postgresql(run: Run) -> Result:
    try:
        with postgresql.cluster() as url:
            return _pytest(run, *ON_A_DATABASE, settings={"DATABASE_URL": url})
    except postgresql.NotHere as missing:
        return Result(not_run=str(missing))


def _journeys(run: Run) -> Result:
    if browser.find() is None:
        return Result(not_run="Chromium (package chromium)")
    settings = {"DATABASE_URL": ""} | ({"OPENIOP_TOLD": str(run.told)} if run.told else {})
    return _pytest(run, *JOURNEYS, "-p", "no:django", settings=settings)


@contextlib.contextmanager
def _telling(run: Run) -> Iterator[None]:
    """The demo program is told beside the first stages: a journey waits for it on every core."""
    with tempfile.TemporaryDirectory(prefix="openiop-told-") as place:
        run.told = Path(place)
        teller = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.telling", place],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": ""},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield
        finally:
            teller.terminate()
            teller.wait()


def _messages(run: Run) -> Result:
    if not (shutil.which("msgfmt") and shutil.which("xgettext")):
        return Result(not_run="gettext (package gettext)")
    return _tool("tools.messages", "--check")


def _css(run: Run) -> Result:
    return _program(sys.executable, str(ROOT / "assets" / "build"), "--check")


def _docs(run: Run) -> Result:
    return _tool("tools.docs")


def _screenshots(run: Run) -> Result:
    if browser.find() is None:
        return Result(not_run="Chromium (package chromium)")
    done = _start([sys.executable, "-m", "tests.screenshots"])
    words = done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""
    if done.returncode == 0:
        return Result(passed=1, words=words)
    return Result(failed=1, output=done.stdout)


STAGES: dict[str, Callable[[Run], Result]] = {
    "format": _format,
    "lint": _lint,
    "types": _types,
    "contracts": _contracts,
    "domain": _domain,
    "sqlite": _sqlite,
    "postgresql": _postgresql,
    "journeys": _journeys,
    "messages": _messages,
    "css": _css,
    "docs": _docs,
}
ON_ONE_CORE = frozenset(
    {"format", "lint", "types", "contracts", "domain", "messages", "css", "docs"}
)
"""Stages that keep one core busy and no more: they run two at a time, before the others."""
LONG = frozenset({"types", "domain"})
ONLY_WHEN_ASKED: dict[str, Callable[[Run], Result]] = {"screenshots": _screenshots}
SHORT_FOR = {"stages": ("sqlite", "postgresql")}
WITH_TESTS = ("domain", "sqlite", "journeys")
LABELS = {"sqlite": "stages on SQLite", "postgresql": "stages on PostgreSQL"}


def _judge(result: Result) -> str:
    if result.not_run:
        return "not run"
    return "FAILED" if result.failed else "ok"


def _describe(result: Result) -> str:
    if result.not_run:
        return f"not run: {result.not_run}"
    if result.words:
        return result.words
    parts = [f"{result.passed} passed"] if result.passed or not result.failed else []
    parts += [f"{result.failed} failed"] if result.failed else []
    parts += [f"{result.skipped} skipped"] if result.skipped else []
    return ", ".join(parts)


def _line(name: str, result: Result, seconds: float) -> str:
    label = LABELS.get(name, name)
    return f"  {label:<21} {_judge(result):<8} {_describe(result):<36} {seconds:6.1f} s"


def _go(name: str, run: Run) -> None:
    begun = time.monotonic()
    label = LABELS.get(name, name)
    if sys.stdout.isatty() and name not in ON_ONE_CORE:
        print(f"  {label:<21} ...", end="\r", flush=True)
    result = (STAGES | ONLY_WHEN_ASKED)[name](run)
    if result.not_run and os.environ.get("CI") == "true":
        result = Result(failed=1, words=f"not run: {result.not_run}")
    seconds = time.monotonic() - begun
    with run.one_at_a_time:
        run.results[name] = (result, seconds)
        _tell(name, result, seconds)


def _tell(name: str, result: Result, seconds: float) -> None:
    print(_line(name, result, seconds), flush=True)
    if result.failed and result.output:
        lines = result.output.rstrip().splitlines()
        if len(lines) > LINES_SHOWN:
            print(f"    ... {len(lines) - LINES_SHOWN} lines left out ...")
        print("\n".join(f"    {line}" for line in lines[-LINES_SHOWN:]), flush=True)
    elif result.skipped:
        skips = [line for line in result.output.splitlines() if line.startswith("SKIPPED")]
        print("\n".join(f"    {line}" for line in skips), flush=True)


def _sum_up(run: Run, seconds: float) -> int:
    results = [result for result, _ in run.results.values()]
    passed, failed, skipped = (
        sum(getattr(result, name) for result in results) for name in ("passed", "failed", "skipped")
    )
    missing = [result.not_run for result in results if result.not_run]
    if len(results) > 1:
        print(f"\n{'Summary':<23} {'':<8} {'':<36} {seconds:6.1f} s")
        for name, (result, took) in run.results.items():
            print(_line(name, result, took))
    if missing:
        print(f"\nNot run, because this machine lacks it: {'; '.join(missing)}")
    print(f"\n{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or passed == 0 else 0


def _asked(argv: Sequence[str]) -> argparse.Namespace:
    known = [*STAGES, *ONLY_WHEN_ASKED, *SHORT_FOR]
    parser = argparse.ArgumentParser(prog="./test", add_help=False)
    parser.add_argument("stages", nargs="*", metavar="STAGE")
    parser.add_argument("-k", dest="keyword", default="", metavar="NAME")
    asked = parser.parse_args(argv)
    unknown = [name for name in asked.stages if name not in known]
    if unknown:
        parser.error(f"there is no stage {unknown[0]}; there are: {', '.join(known)}")
    return asked


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main(argv: Sequence[str]) -> int:
    asked = _asked(argv)
    names = [each for name in asked.stages for each in SHORT_FOR.get(name, (name,))]
    if not names:
        names = list(WITH_TESTS) if asked.keyword else list(STAGES)
    # a polite kill removes the throw-away database as Ctrl-C does
    signal.signal(signal.SIGTERM, _stop)
    run = Run(keyword=asked.keyword)
    begun = time.monotonic()
    first = [name for name in names if name in ON_ONE_CORE]
    # the longest begins first
    first.sort(key=lambda name: name not in LONG)
    is_told = first and "journeys" in names and not run.keyword and browser.find() is not None
    try:
        with _telling(run) if is_told else contextlib.nullcontext():
            with ThreadPoolExecutor(max_workers=2) as two:
                list(two.map(lambda name: _go(name, run), first))
            for name in names:
                if name not in ON_ONE_CORE:
                    _go(name, run)
    except KeyboardInterrupt:
        print("\nStopped.")
        return STOPPED
    return _sum_up(run, time.monotonic() - begun)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
