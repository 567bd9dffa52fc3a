"""Duties of the week: proposals are worked out in a process of their own, old offers end.

The solver gets times and ids, no names, and writes to nobody but us.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from typing import IO
from uuid import UUID

from openiop.base import clock
from openiop.domain.time_offer import OfferState
from openiop.domain.timetable.proposal import ProposalState
from openiop.privacy.actor import system

from . import actions
from .models import Proposal, TimeOffer

NICE = 10
"""Pages come first: the search runs when nobody needs the processor."""
LINE = re.compile(
    r"^\s*(?P<seconds>[\d.]+) s\s+best (?P<objective>\S+)\s+bound (?P<bound>\S+)\s+gap \S+\s+"
)
HELP = "Any one of these would help:"
GOOD, NOT_GOOD, NOTHING_FOUND = 0, 1, 3
"""Exit codes of `openiop timetable solve`; see docs/timetable.md."""


@dataclass
class _Run:
    """One search under way."""

    process: subprocess.Popen[str]
    threads: list[threading.Thread] = field(default_factory=list)
    out: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


_runs: dict[UUID, _Run] = {}
"""By proposal; a worker that starts anew has none, and what ran before it waits again."""


def advance_proposals() -> int:
    """Begin, follow and settle proposals; never waits for one. Gives how many are under way."""
    rows = Proposal.objects.filter(state__in=(ProposalState.RUNNING, ProposalState.WAITING))
    for row in rows.order_by("created_at"):
        run = _runs.get(row.pk)
        if run is not None:
            _follow(row, run)
        elif not any(run.process.poll() is None for run in _runs.values()):
            _runs[row.pk] = _begun(row)
            actions.begin(proposal=row, by=system())
    return len(_runs)


def _begun(row: Proposal) -> _Run:
    command = [sys.executable, "-m", "openiop", "timetable", "solve", "-", "--progress"]
    run = _Run(
        subprocess.Popen(
            [*command, "--seconds", str(row.seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    )
    os.setpriority(os.PRIO_PROCESS, run.process.pid, NICE)
    for work, told in (
        (_feed, (run.process.stdin, row.asked)),
        (_read, (run.process.stdout, run.out)),
        (_read, (run.process.stderr, run.told)),
    ):
        thread = threading.Thread(target=work, args=told, daemon=True)
        thread.start()
        run.threads.append(thread)
    return run


def _feed(pipe: IO[str], text: str) -> None:
    with pipe:
        pipe.write(text)


def _read(pipe: IO[str], into: list[str]) -> None:
    with pipe:
        for line in pipe:
            into.append(line.rstrip("\n"))


def _follow(row: Proposal, run: _Run) -> None:
    if row.stop_asked == ProposalState.STOPPED:
        run.process.kill()
    elif row.stop_asked == ProposalState.READY:
        run.process.send_signal(signal.SIGINT)
    if run.process.poll() is None:
        told = _numbers(run.told)
        if told != row.told:
            actions.note_progress(proposal=row, told=told, by=system())
        return
    for thread in run.threads:
        thread.join()
    del _runs[row.pk]
    _settle(row, run)


def _settle(row: Proposal, run: _Run) -> None:
    told, answer = _numbers(run.told), "\n".join(run.out)
    state = {
        GOOD: ProposalState.READY,
        NOT_GOOD: ProposalState.IMPOSSIBLE,
        NOTHING_FOUND: ProposalState.NOTHING,
    }.get(run.process.returncode, ProposalState.FAILED)
    if row.stop_asked == ProposalState.STOPPED:
        state, answer = ProposalState.STOPPED, ""
    elif state in (ProposalState.READY, ProposalState.IMPOSSIBLE) and not _is_json(answer):
        state, answer = ProposalState.FAILED, ""
    if state is ProposalState.IMPOSSIBLE and HELP in run.told:
        after = run.told[run.told.index(HELP) + 1 :]
        told["ways_out"] = [line.strip() for line in after if line.strip()]
    if state is ProposalState.READY:
        kept = json.loads(answer)
        told |= {name: kept[name] for name in ("objective", "bound") if name in kept}
    actions.settle(proposal=row, state=state, answer=answer, told=told, by=system())


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _numbers(lines: list[str]) -> dict[str, object]:
    """The newest line of progress as numbers."""
    for line in reversed(lines):
        if found := LINE.match(line):
            return {name: float(text) for name, text in found.groupdict().items() if text != "-"}
    return {}


def end_offers_of_the_past() -> int:
    """Times nobody answered before they came."""
    over = TimeOffer.objects.filter(
        state__in=(OfferState.NEEDS_YES, OfferState.OPEN, OfferState.AGREED),
        starts_at__lte=clock.now(),
    )
    return actions.end_offers(by=system()) if over.exists() else 0
