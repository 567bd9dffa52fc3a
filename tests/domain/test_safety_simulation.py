"""Ten thousand alerts, staff asleep, a job that dies anywhere, a clock that jumps: none is lost.

What it proves: with the real rules for due times and steps (`clock_for`, `step_due`), and a job
that does what `openiop/safety/tasks.py` does (ask which rungs are due, climb each under its own
number, refuse a number already climbed), then however often the job dies between two rungs, stands
still for hours, runs twice at once, or the clock jumps forward or back,

- no alert is dropped: each that nobody took has climbed every rung once the clock is past it;
- no step is doubled: each rung is climbed once, in order;
- nobody is asked before the time, and nobody once it was taken;
- a rung is marked late exactly when it was climbed later than the grace after its time.

What it does not prove: that the database keeps its promises. That is
`tests/stages/safety/test_simulation.py`, smaller, with the real actions and two jobs at once.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from openiop.domain.moments import minutes_later, seconds_between
from openiop.domain.privacy import Role
from openiop.domain.safety import AlertClock, clock_for, step_due
from openiop.domain.words import Level

ALERTS = 10_000
ZONE = ZoneInfo("America/New_York")
START = datetime(2026, 10, 26, 0, 0, tzinfo=ZONE)
"""The week before the clocks go back, so that the change of clocks lies in it."""
DAYS = 14


class Died(Exception):
    """The job was killed here."""


@dataclass
class Raised:
    """An alert in the simulation, with its climbed rungs under their numbers."""

    runs: AlertClock
    opened_at: datetime
    taken_at: datetime | None
    """When somebody wakes up and takes it; None: nobody ever does."""
    climbed: dict[int, tuple[Role, datetime, bool]] = field(default_factory=dict)
    refused: int = 0

    def is_taken(self, now: datetime) -> bool:
        """Whether somebody has it by now."""
        return self.taken_at is not None and self.taken_at <= now

    def is_over(self, now: datetime) -> bool:
        """Every rung climbed, or taken for a day: no jump of the clock leads back before it."""
        if len(self.climbed) == len(self.runs.escalations):
            return True
        return self.taken_at is not None and self.taken_at + timedelta(days=1) <= now

    def climb(self, number: int, role: Role, now: datetime, late: bool) -> None:
        """What the action does under its lock: taken or climbed already is refused."""
        if self.is_taken(now) or number in self.climbed:
            self.refused += 1
            return
        self.climbed[number] = (role, now, late)


def raised(chance: random.Random) -> Raised:
    level = chance.choice(list(Level))
    on_site = chance.random() < 0.5
    opened = minutes_later(START, chance.uniform(0, DAYS * 24 * 60))
    leaves = minutes_later(opened, chance.uniform(-30, 240)) if on_site else None
    runs = clock_for(level, on_site, opened, leaves_at=leaves)
    asleep = chance.random() < 0.6
    taken = None if asleep else minutes_later(opened, chance.expovariate(1 / 60))
    return Raised(runs, opened, taken)


def due(alert: Raised, now: datetime) -> list[tuple[int, Role, bool]]:
    """The rungs due, as the job asks for them before it climbs any."""
    steps = step_due(alert.runs, now, len(alert.climbed), acknowledged=alert.is_taken(now))
    first = len(alert.climbed) + 1
    return [(first + n, step.to_role, step.late) for n, step in enumerate(steps)]


def one_round(alerts: list[Raised], now: datetime, chance: random.Random, dies: float) -> None:
    """A round of the job, or of two at once; it may die before any rung."""
    for alert in alerts:
        if alert.opened_at > now:
            continue
        asked = [due(alert, now)]
        if asked[0] and chance.random() < 0.2:
            asked.append(due(alert, now))  # a second job looked at the same moment
        for rungs in asked:
            for number, role, late in rungs:
                if chance.random() < dies:
                    raise Died
                alert.climb(number, role, now, late)


def moments(chance: random.Random) -> list[datetime]:
    """When the job looks: every few minutes, with hours of standstill, and a clock that jumps."""
    found, at, shown = [], START, timedelta(0)
    while at < START + timedelta(days=DAYS + 5):
        at = minutes_later(at, chance.choice((5, 10, 20)))
        if chance.random() < 0.01:
            at = minutes_later(at, chance.uniform(60, 8 * 60))  # the machine was down
        if chance.random() < 0.01:
            shown = timedelta(minutes=chance.uniform(-180, 180))  # the clock was set wrong
        if chance.random() < 0.02:
            shown = timedelta(0)  # and set right again
        found.append(at + shown)
    return [*found, at]


def test_ten_thousand_alerts_none_dropped_none_doubled() -> None:
    chance = random.Random(1)  # noqa: S311 # a story, not a secret
    alerts = sorted((raised(chance) for _ in range(ALERTS)), key=lambda a: a.opened_at)
    deaths, open_from = 0, 0
    watched: list[Raised] = []
    for now in moments(chance):
        while open_from < len(alerts) and alerts[open_from].opened_at <= now:
            watched.append(alerts[open_from])
            open_from += 1
        try:
            one_round(watched, now, chance, dies=0.05)
        except Died:
            deaths += 1
        watched = [a for a in watched if not a.is_over(now)]
    end = minutes_later(START, (DAYS + 30) * 24 * 60)
    one_round(alerts, end, chance, dies=0)

    assert deaths > 50 and sum(a.refused for a in alerts) > 50  # the story was a rough one
    for alert in alerts:
        numbers = list(alert.climbed)
        assert numbers == list(range(1, len(numbers) + 1))
        assert [role for role, _at, _late in alert.climbed.values()] == [
            step.to_role for step in alert.runs.escalations[: len(numbers)]
        ]
        if alert.taken_at is None:
            assert len(numbers) == len(alert.runs.escalations)
        for step, (_role, at, late) in zip(
            alert.runs.escalations, alert.climbed.values(), strict=False
        ):
            assert at >= step.at
            assert not alert.is_taken(at)
            assert late is (seconds_between(step.at, at) > alert.runs.grace_min * 60)
