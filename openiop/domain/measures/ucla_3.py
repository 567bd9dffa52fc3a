"""The three-question UCLA loneliness scale."""

from __future__ import annotations

from openiop.domain.text import _

from .instrument import (
    Band,
    Cutoff,
    Direction,
    Instrument,
    Item,
    Licence,
    Method,
    Option,
    Prorating,
    Range,
    Reliability,
)

UCLA_3 = Instrument(
    id="ucla-3",
    version="1",
    title="UCLA 3-Item Loneliness Scale",
    short_title="UCLA-3",
    construct="loneliness",
    respondent="self",
    window="general",
    instructions="The next questions are about how you feel about different aspects of your life.",
    items=(
        Item(
            "q1",
            "How often do you feel that you lack companionship?",
            wording_verified=True,
        ),
        Item(
            "q2",
            "How often do you feel left out?",
            wording_verified=True,
        ),
        Item(
            "q3",
            "How often do you feel isolated from others?",
            wording_verified=True,
        ),
    ),
    options=(
        Option(1, "Hardly ever"),
        Option(2, "Some of the time"),
        Option(3, "Often"),
    ),
    method=Method.SUM,
    total_range=Range(3, 9),
    prorating=Prorating(
        max_missing=0,
        method="none",
        source="no blanks are permitted",
    ),
    bands=(
        Band(3, 5, _("Not lonely")),
        Band(6, 9, _("Lonely")),
    ),
    cutoffs=(Cutoff("lonely", "Lonely", 6, ">="),),
    reliability=Reliability(alpha=0.72, source="Hughes 2004, from knowledge"),
    direction=Direction.LOWER_IS_BETTER,
    minutes=0.5,
    licence=Licence(
        tier="B",
        ship_text=True,
        notice="Hughes 2004. Used freely in US federal surveys (HRS).",
        note="No written license was found; attribute Hughes 2004.",
    ),
    off_until_noticed=True,
    citation="Hughes ME et al. Res Aging 2004;26:655-672.",
    source_of_wording="public source (agrees with knowledge)",
    unverified=(
        "No LOINC code is confirmed; none is shipped.",
        "The source of the bands and the cut-off was not noted.",
    ),
    spanish="An official Spanish version exists; its text was not verified and is not shipped.",
    schedule=(
        "admission",
        "discharge (optional)",
    ),
)
