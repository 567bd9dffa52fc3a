"""How a stay may end: no woman is sent away by a rule or a payer without three looks first.

Source: domain.md 7.3 and 7.4; issue "what holds her afterwards".
"""

from __future__ import annotations

from openiop.domain.episode import StayEnd
from openiop.domain.readiness.barriers import Pressure

PRESSED: dict[StayEnd, Pressure] = {
    StayEnd.ADMINISTRATIVE: Pressure.ATTENDANCE,
    StayEnd.NO_CONTACT: Pressure.ATTENDANCE,
    StayEnd.COVERAGE: Pressure.PAYER,
}
"""Ends that somebody else decides for her."""


def pressure_of(end: StayEnd) -> Pressure | None:
    """Which review an end needs first: by attendance or lost contact, by a payer; hers needs none.

    Source: domain.md 7.4; issue: "attendance-based or payer-driven discharge needs barrier review,
    supervisor and a safety check".
    """
    return PRESSED.get(end)


def door_stays_open(end: StayEnd) -> bool:
    """Whoever left, however she left, may come back by the same warm door; only death ends it.

    Source: domain.md 7.4: "with an open return door".
    """
    return end is not StayEnd.DIED


def falls_silent(end: StayEnd) -> bool:
    """After a death nothing leaves this house for her any more, on no channel.

    Source: issue "what holds her afterwards": silence to all channels at once.
    """
    return end is StayEnd.DIED


def needs_aftercare(end: StayEnd) -> bool:
    """Whether an aftercare plan and a summary are owed: not for one who never began or has died.

    Source: domain.md 3.4, 7.4.
    """
    return end not in (StayEnd.NOT_STARTED, StayEnd.DIED)
