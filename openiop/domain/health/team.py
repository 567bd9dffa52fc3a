"""What somebody does for a client's care."""

from __future__ import annotations

from openiop.domain.text import _
from openiop.domain.words import Word


class TeamPart(Word):
    """What somebody does for her care."""

    THERAPIST = "therapist", _("Therapist")
    PRESCRIBER = "prescriber", _("Prescriber")
    CASE_MANAGER = "case_manager", _("Case manager")
    PRIMARY_CARE = "primary_care", _("Primary care")
    OB = "ob", _("Obstetrics and gynecology")
    PEER = "peer", _("Peer support")
    OUTPATIENT = "outpatient", _("Therapist after the program")
    OTHER = "other", _("Something else")
