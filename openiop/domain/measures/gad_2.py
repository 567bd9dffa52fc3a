"""The GAD-2: the first two questions of the GAD-7, as a screen."""

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
)

GAD_2 = Instrument(
    id="gad-2",
    version="1",
    title="Generalized Anxiety Disorder 2-item (GAD-2)",
    short_title="GAD-2",
    construct="anxiety screen",
    respondent="self",
    window="last 2 weeks",
    instructions=(
        "Over the last 2 weeks, how often have you been bothered by any of the following problems?"
    ),
    items=(
        Item(
            "q1",
            "Feeling nervous, anxious or on edge",
            loinc="69725-0",
            wording_verified=True,
        ),
        Item(
            "q2",
            "Not being able to stop or control worrying",
            loinc="68509-9",
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
        Band(3, 6, _("Positive screen: give GAD-7")),
    ),
    cutoffs=(Cutoff("caseness", "Kroenke 2007", 3, ">="),),
    direction=Direction.LOWER_IS_BETTER,
    minutes=0.5,
    licence=Licence(
        tier="A",
        ship_text=True,
        notice=(
            "No permission required to reproduce, translate, display or distribute (Pfizer / "
            "Spitzer, Williams, Kroenke et al.). Keep the developer credit line."
        ),
    ),
    citation="Kroenke K et al. Ann Intern Med 2007;146:317-325.",
    source_of_wording=(
        "CamCOPS (ucam-department-of-psychiatry/camcops) extra_strings XML (gad7.xml items 1-2)"
    ),
    unverified=(
        "No LOINC code of the panel or the total is confirmed; none is shipped.",
        "No reliability was seen.",
    ),
    spanish="An official Spanish version exists; its text was not verified and is not shipped.",
    schedule=("follow-up SMS option",),
)
