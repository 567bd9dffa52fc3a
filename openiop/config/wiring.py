"""The one table of who reacts to what happened. Listeners belong to the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openiop.admission import actions as admission
from openiop.base.announce import Listener
from openiop.care import actions as care
from openiop.day import actions as day
from openiop.discharge import actions as discharge
from openiop.domain.events import (
    Admitted,
    ConsentRevoked,
    Discharged,
    DischargeUndone,
    LevelOfCareDetermined,
    LicenseSet,
    MarkedAway,
    MarkedPresent,
    Referred,
    ReleaseRevoked,
    Seated,
    SeatStopped,
)
from openiop.followup import actions as followup
from openiop.plans import actions as plans
from openiop.referral import actions as referral
from openiop.schedule import actions as schedule

TOGETHER: Mapping[type, Sequence[Listener]] = {
    MarkedAway: (care.absence.on_marked_away,),
    MarkedPresent: (care.absence.on_marked_present,),
    LevelOfCareDetermined: (),
    LicenseSet: (schedule.on_license_set,),
    Referred: (),
    Seated: (admission.seats.on_seated,),
    SeatStopped: (day.on_seat_stopped,),
    Admitted: (plans.on_admitted, followup.on_admitted),
    ReleaseRevoked: (referral.on_release_revoked,),
    ConsentRevoked: (day.on_consent_revoked,),
    Discharged: (discharge.ending.on_discharged, followup.on_discharged),
    DischargeUndone: (discharge.ending.on_undone, followup.on_undone),
}
