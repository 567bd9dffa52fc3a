"""A night of many alerts through the real actions: a job that dies anywhere, a clock that jumps.

What it proves, on the database at hand: with staff asleep or waking up at random, the job killed
before or after any rung, the clock set forward and back, every alert nobody took has climbed every
rung exactly once, everybody asked was called exactly once for it, and none was asked after somebody
took it. Two jobs at the same instant are `test_two_jobs.py`; ten thousand alerts are
`tests/domain/test_safety_simulation.py`.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from openiop.base import clock
from openiop.clients.models import Client
from openiop.domain.decision import Refused
from openiop.domain.words import Level
from openiop.outbox.models import StaffCall
from openiop.privacy.actor import system
from openiop.safety import actions, tasks
from openiop.safety.models import Alert, AlertStep
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ALERTS = 200
ROUNDS = 60
STEPS = {Level.HIGH: 2, Level.MODERATE: 1, Level.LOW: 1, Level.REVIEW: 1}


class Died(BaseException):
    """The job was killed here; nothing may catch it."""


def raised(client: Client, chance: random.Random) -> None:
    actions.opening.raise_alert(
        client=client,
        level=chance.choice(list(Level)),
        instrument_id="phq-9",
        link_id="q9",
        administration_id=uuid4(),
        evidence={"value": 1},
        answered_at=clock.now() - timedelta(minutes=chance.choice((0, 0, 600))),
        on_site=chance.random() < 0.5,
        by=system(),
    )


def test_none_dropped_none_doubled(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(3)  # noqa: S311 # a story, not a secret
    real = actions.answering.escalate

    def mortal(**given: object) -> AlertStep:
        if chance.random() < 0.04:
            raise Died
        step = real(**given)  # type: ignore[arg-type] # handed through as it came
        if chance.random() < 0.04:
            raise Died
        return step

    monkeypatch.setattr(tasks, "escalate", mortal)
    site, deaths = make.site(), 0
    with make.working_at(site, make.at("09:00")):
        morning = make.morning(clients=20)
    now = make.at("09:00")
    for _round in range(ROUNDS):
        now = _next(now, chance)
        with make.working_at(site, now):
            for _ in range(-(-ALERTS // ROUNDS)):
                raised(chance.choice(morning.clients), chance)
            _somebody_wakes(morning, chance)
            try:
                tasks.escalate_due_alerts()
            except Died:
                deaths += 1
    monkeypatch.setattr(tasks, "escalate", real)
    with make.working_at(site, now + timedelta(days=7)):
        tasks.escalate_due_alerts()
        tasks.escalate_due_alerts()
        _all_is_well()
    assert deaths > 5


def _next(now: datetime, chance: random.Random) -> datetime:
    if chance.random() < 0.1:
        return now - timedelta(minutes=chance.uniform(5, 240))  # set back
    if chance.random() < 0.1:
        return now + timedelta(hours=chance.uniform(1, 8))  # down, or set forward
    return now + timedelta(minutes=chance.uniform(2, 15))


def _somebody_wakes(morning: make.Morning, chance: random.Random) -> None:
    for alert in Alert.objects.filter(acknowledged_at__isnull=True):
        if chance.random() < 0.02:
            try:
                actions.answering.acknowledge(alert=alert, by=morning.lead)
            except Refused:
                continue


def _all_is_well() -> None:
    taken = untaken = 0
    for alert in Alert.objects.all():
        steps = list(AlertStep.objects.filter(alert=alert).order_by("sequence"))
        rungs = [step.number for step in steps if step.kind == "escalated"]
        assert rungs == list(range(1, len(rungs) + 1))
        assert [step.sequence for step in steps] == list(range(1, len(steps) + 1))
        if alert.acknowledged_at is None:
            untaken += 1
            assert len(rungs) == STEPS[alert.level]
        else:
            taken += 1
            assert steps[-1].kind == "acknowledged"
        asked = [str(step.to_id) for step in steps if step.kind == "escalated"]
        called = Counter(StaffCall.objects.filter(about_id=alert.pk).values_list("key", flat=True))
        assert set(called.values()) <= {1}
        first = 1 if alert.level is Level.HIGH else 0
        assert len(called) == first + len(asked)
    assert taken > 10 and untaken > 100
