"""The GAD-7, with its official wording and published scoring."""

from __future__ import annotations

from openiop.domain.text import _

from .instrument import (
    Band,
    ChangeKind,
    ChangeValue,
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
    ShortForm,
    Spread,
)

_SPITZER_2006 = "GAD patients (mean 14.4), Spitzer 2006, from knowledge"

GAD_7 = Instrument(
    id="gad-7",
    version="1",
    title="Generalized Anxiety Disorder 7-item (GAD-7)",
    short_title="GAD-7",
    construct="anxiety severity",
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
        Item(
            "q3",
            "Worrying too much about different things",
            loinc="69733-4",
            wording_verified=True,
        ),
        Item(
            "q4",
            "Trouble relaxing",
            loinc="69734-2",
            wording_verified=True,
        ),
        Item(
            "q5",
            "Being so restless that it is hard to sit still",
            loinc="69735-9",
            wording_verified=True,
        ),
        Item(
            "q6",
            "Becoming easily annoyed or irritable",
            loinc="69689-8",
            wording_verified=True,
        ),
        Item(
            "q7",
            "Feeling afraid as if something awful might happen",
            loinc="69736-7",
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
    total_range=Range(0, 21),
    short_forms=(ShortForm("gad2", ("q1", "q2")),),
    prorating=Prorating(
        max_missing=1,
        method="mean substitution, rounded",
        source="no official rule found; product policy by analogy with PHQ",
        is_rounded=True,
    ),
    bands=(
        Band(0, 4, _("Minimal")),
        Band(5, 9, _("Mild")),
        Band(10, 14, _("Moderate")),
        Band(15, 21, _("Severe")),
    ),
    cutoffs=(
        Cutoff("us", "Spitzer 2006", 10, ">=", "sensitivity .89, specificity .82"),
        Cutoff("nhs", "NHS Talking Therapies caseness", 8, ">="),
    ),
    changes=(
        ChangeValue(
            id="nhs",
            name="NHS Talking Therapies",
            kind=ChangeKind.RELIABLE,
            threshold=4,
            basis=(
                "NHS Talking Therapies published value; "
                "1.96*sqrt(2)*4.7*sqrt(1-0.92)=3.68, rounded up to 4"
            ),
            source="NHS Talking Therapies manual, from knowledge",
            sd=4.7,
            sd_sample=_SPITZER_2006,
            reliability=0.92,
            z=1.96,
        ),
        ChangeValue(
            id="bischoff-2020",
            name="Bischoff 2020",
            kind=ChangeKind.RELIABLE,
            threshold=6,
            basis="published reliable change",
            source="Bischoff 2020, seen as a citation",
            verified=True,
        ),
        ChangeValue(
            id="computed-test-retest",
            name="Computed from the test-retest reliability",
            kind=ChangeKind.RELIABLE,
            threshold=5.37,
            basis="1.96*sqrt(2)*4.7*sqrt(1-0.83)=5.37; computed, not published",
            source="SD and reliability of Spitzer 2006, from knowledge",
            sd=4.7,
            sd_sample=_SPITZER_2006,
            reliability=0.83,
            z=1.96,
        ),
        ChangeValue(
            id="mcid",
            name="Smallest change people tend to notice (MCID)",
            kind=ChangeKind.NOTICEABLE,
            threshold=4,
            basis="published value",
            source="Toussaint 2020: the title was seen, the value is from knowledge",
        ),
        ChangeValue(
            id="watch",
            name="Worth watching",
            kind=ChangeKind.WATCH,
            threshold=4,
            basis="below the larger of the published reliable changes",
            source="product default",
        ),
    ),
    reliability=Reliability(alpha=0.92, test_retest=0.83, source="Spitzer 2006, from knowledge"),
    spread=Spread(4.7, _SPITZER_2006),
    direction=Direction.LOWER_IS_BETTER,
    minutes=1.5,
    loinc_panel="69737-5",
    loinc_total="70274-6",
    loinc_verified=True,
    licence=Licence(
        tier="A",
        ship_text=True,
        notice=(
            "No permission required to reproduce, translate, display or distribute "
            "(Pfizer / Spitzer, Williams, Kroenke et al.). Keep the developer credit line."
        ),
    ),
    citation=("Spitzer RL, Kroenke K, Williams JBW, Lowe B. Arch Intern Med 2006;166:1092-1097."),
    source_of_wording=(
        "CamCOPS (ucam-department-of-psychiatry/camcops) extra_strings XML (gad7.xml). Trap: the "
        "lowest label is 'Not at all', NOT 'Not at all sure' (Zorowitz 2021)"
    ),
    contains=("gad-2",),
    spanish="An official Spanish version exists; its text was not verified and is not shipped.",
    schedule=("admission", "weekly", "mid", "discharge", "fu30", "fu90"),
)
