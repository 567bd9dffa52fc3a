"""When a questionnaire is due again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Cadence:
    """One questionnaire and how many days lie between two of them."""

    instrument_id: str
    every_days: int


@dataclass(frozen=True)
class DueRules:
    """How often each questionnaire is asked for; one not listed is asked for by a person only.

    Source: domain.md 7.1 [product default]: the check-in each program day, PHQ-9 and GAD-7 weekly.
    """

    id: str = "openiop-due/1"
    version: str = "1"
    cadences: tuple[Cadence, ...] = (
        Cadence("iop-daily-checkin", every_days=1),
        Cadence("phq-9", every_days=7),
        Cadence("gad-7", every_days=7),
    )

    def every_days(self, instrument_id: str) -> int | None:
        """Days between two, or None when it is not asked for on a rhythm."""
        return next(
            (each.every_days for each in self.cadences if each.instrument_id == instrument_id),
            None,
        )


DUE_RULES = DueRules()


def is_due(
    instrument_id: str, last_finished_on: date | None, today: date, rule_set: DueRules = DUE_RULES
) -> bool:
    """A questionnaire is due when it was never finished or its days have passed since.

    Source: domain.md 7.1.
    """
    every_days = rule_set.every_days(instrument_id)
    if every_days is None:
        return False
    return last_finished_on is None or (today - last_finished_on).days >= every_days
