"""The group check-out: our own words, not a validated scale."""

from __future__ import annotations

from openiop.domain.text import _
from openiop.domain.words import Level

from .instrument import (
    Critical,
    Direction,
    Instrument,
    Item,
    Licence,
    Method,
    Option,
    Prorating,
    Range,
)

GROUP_CHECKOUT = Instrument(
    id="iop-group-checkout",
    version="1",
    title=_("IOP group check-out (program-authored, not a validated scale)"),
    short_title=_("Group check-out"),
    construct="session feedback, cohesion, safety",
    respondent="self, may be anonymous",
    window=_("this session"),
    instructions="",
    items=(
        Item("heard", _("I felt heard and respected in today's group.")),
        Item("useful", _("What we worked on today was useful to me.")),
        Item(
            "safe",
            _("I felt emotionally safe in the room."),
            critical=Critical(
                "<=",
                2,
                _("Did not feel safe in group: facilitator checks in with her"),
                Level.REVIEW,
            ),
        ),
        Item("belong", _("I felt part of the group.")),
    ),
    options=(
        Option(1, _("Not at all")),
        Option(2, _("A little")),
        Option(3, _("Somewhat")),
        Option(4, _("Mostly")),
        Option(5, _("Completely")),
    ),
    method=Method.MEAN,
    total_range=Range(1, 5),
    prorating=Prorating(
        max_missing=1,
        method="mean of answered",
        source="instruments.json iop-group-checkout [product default]",
    ),
    direction=Direction.HIGHER_IS_BETTER,
    minutes=0.5,
    licence=Licence(
        tier="own",
        ship_text=True,
        notice="Written for this project; replaces SRS/GSRS/GQ, all proprietary",
    ),
    source_of_wording="written for this project",
    schedule=("end of each program day",),
)
