"""The one table of who reacts to what happened. Listeners belong to the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openiop.admission import actions as admission
from openiop.base.announce import Listener
from openiop.care import actions as care
from openiop.domain.events import (
    Admitted,
    ConsentRevoked,
    LevelOfCareDetermined,
    MarkedAway,
    MarkedPresent,
    Referred,
    ReleaseRevoked,
    Seated,
    SeatStopped,
)

TOGETHER: Mapping[type, Sequence[Listener]] = {
    MarkedAway: (care.absence.on_marked_away,),
    MarkedPresent: (care.absence.on_marked_present,),
    LevelOfCareDetermined: (),
    Referred: (),
    Seated: (admission.seats.on_seated,),
    SeatStopped: (),
    Admitted: (),
    ReleaseRevoked: (),
    ConsentRevoked: (),
}
