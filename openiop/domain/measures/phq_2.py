"""The PHQ-2: the first two questions of the PHQ-9, as a screen."""

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

PHQ_2 = Instrument(
    id="phq-2",
    version="1",
    title="Patient Health Questionnaire-2 (PHQ-2)",
    short_title="PHQ-2",
    construct="depression screen",
    respondent="self",
    window="last 2 weeks",
    instructions=(
        "Over the last 2 weeks, how often have you been bothered by any of the following problems?"
    ),
    items=(
        Item(
            "q1",
            "Little interest or pleasure in doing things",
            loinc="44250-9",
            wording_verified=True,
        ),
        Item(
            "q2",
            "Feeling down, depressed, or hopeless",
            loinc="44255-8",
            wording_verified=True,
        ),
    ),
    options=(
        Option(0, "Not at all", "LA6568-5"),
        Option(1, "Several days", "LA6569-3"),
        Option(2, "More than half the days", "LA6570-1"),
        Option(3, "Nearly every day", "LA6571-9"),
    ),
    method=Method.SUM,
    total_range=Range(0, 6),
    prorating=Prorating(
        max_missing=0,
        method="none",
        source="no blanks are permitted",
    ),
    bands=(
        Band(0, 2, _("Negative screen")),
        Band(3, 6, _("Positive screen: give PHQ-9")),
    ),
    cutoffs=(Cutoff("caseness", "Kroenke 2003", 3, ">="),),
    reliability=Reliability(alpha=0.83, source="from knowledge"),
    direction=Direction.LOWER_IS_BETTER,
    minutes=0.5,
    loinc_panel="55757-9",
    loinc_total="55758-7",
    licence=Licence(
        tier="A",
        ship_text=True,
        notice=(
            "No permission required to reproduce, translate, display or distribute (Pfizer / "
            "Spitzer, Williams, Kroenke et al.). Keep the developer credit line."
        ),
    ),
    citation="Kroenke K, Spitzer RL, Williams JBW. The PHQ-2. Med Care 2003;41:1284-1292.",
    source_of_wording=(
        "CamCOPS (ucam-department-of-psychiatry/camcops) extra_strings XML (phq9.xml items 1-2)"
    ),
    unverified=("The LOINC code of the total is from knowledge; the panel code was seen.",),
    spanish="An official Spanish version exists; its text was not verified and is not shipped.",
    schedule=("follow-up SMS option",),
)
