"""Escalating alerts, as a duty of the background job."""

from __future__ import annotations

from contextlib import suppress

from openiop.base import clock
from openiop.domain.decision import Refused
from openiop.domain.safety import Escalation, clock_for, step_due
from openiop.privacy.actor import system

from .actions.answering import escalate
from .models import Alert
from .queries.alerts import steps_taken, unanswered_alerts
from .queries.times import rules_of


def escalate_due_alerts() -> None:
    """Climb every rung that is due, each once; may die at any time and run twice at once.

    A rung somebody else just climbed, or an alert somebody just took, is refused by the action and
    simply left.
    """
    for alert in unanswered_alerts():
        for number, step in _rungs_due(alert):
            with suppress(Refused):
                escalate(alert=alert, number=number, step=step, by=system())


def _rungs_due(alert: Alert) -> list[tuple[int, Escalation]]:
    now = clock.local_now()
    since_opened, ever = steps_taken(alert)
    runs = clock_for(
        alert.level,
        alert.on_site,
        clock.local(alert.from_at),
        rules_of(alert.rule_id),
        leaves_at=clock.local(alert.acknowledge_by_at),
    )
    due = step_due(runs, now, since_opened, acknowledged=False)
    return list(enumerate(due, start=ever + 1))
