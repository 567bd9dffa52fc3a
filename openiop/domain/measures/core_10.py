"""The CORE-10: general distress over the last week, whole and verbatim only."""

from __future__ import annotations

from openiop.domain.text import _
from openiop.domain.words import Level

from .instrument import (
    Band,
    ChangeKind,
    ChangeValue,
    Critical,
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
    Spread,
)

_CLINICAL = "primary-care clinical, from knowledge, low confidence"

CORE_10 = Instrument(
    id="core-10",
    version="1",
    title="CORE-10",
    short_title="CORE-10",
    construct="general psychological distress",
    respondent="self",
    window="over the last week",
    instructions=(
        "This form has 10 statements about how you have been OVER THE LAST WEEK. Please read "
        "each statement and think how often you felt that way last week. Then choose the option "
        "which is closest to this."
    ),
    items=(
        Item(
            "q1",
            "I have felt tense, anxious or nervous",
            wording_verified=True,
        ),
        Item(
            "q2",
            "I have felt I have someone to turn to for support when needed",
            reverse=True,
            wording_verified=True,
        ),
        Item(
            "q3",
            "I have felt able to cope when things go wrong",
            reverse=True,
            wording_verified=True,
        ),
        Item(
            "q4",
            "Talking to people has felt too much for me",
            wording_verified=True,
        ),
        Item(
            "q5",
            "I have felt panic or terror",
            wording_verified=True,
        ),
        Item(
            "q6",
            "I made plans to end my life",
            critical=Critical(
                ">=", 1, _("Plans to end her life: a clinician asks the C-SSRS now"), Level.HIGH
            ),
            wording_verified=True,
            safety_question=True,
        ),
        Item(
            "q7",
            "I have had difficulty getting to sleep or staying asleep",
            wording_verified=True,
        ),
        Item(
            "q8",
            "I have felt despairing or hopeless",
            wording_verified=True,
        ),
        Item(
            "q9",
            "I have felt unhappy",
            wording_verified=True,
        ),
        Item(
            "q10",
            "Unwanted images or memories have been distressing me",
            wording_verified=True,
        ),
    ),
    options=(
        Option(0, "Not at all"),
        Option(1, "Only occasionally"),
        Option(2, "Sometimes"),
        Option(3, "Often"),
        Option(4, "Most or all of the time"),
    ),
    method=Method.SUM,
    total_range=Range(0, 40),
    prorating=Prorating(
        max_missing=1,
        method="mean of answered x 10, kept with its fraction",
        source=(
            "CORE System Trust, page on scoring CORE measures, seen: one blank may be prorated"
        ),
    ),
    bands=(
        Band(0, 5, _("Healthy")),
        Band(6, 10, _("Low level")),
        Band(11, 14, _("Mild")),
        Band(15, 19, _("Moderate")),
        Band(20, 24, _("Moderate-severe")),
        Band(25, 40, _("Severe")),
    ),
    cutoffs=(
        Cutoff("caseness", "Barkham 2013, general distress", 11, ">="),
        Cutoff("depression", "Barkham 2013, depression", 13, ">="),
    ),
    changes=(
        ChangeValue(
            id="barkham-2013",
            name="Barkham 2013",
            kind=ChangeKind.RELIABLE,
            threshold=6,
            basis=(
                "published value with a 90% interval (z=1.645); "
                "1.645*sqrt(2)*7.6*sqrt(1-0.90)=5.59, rounded up to 6"
            ),
            source="Barkham 2013, from knowledge",
            sd=7.6,
            sd_sample=_CLINICAL,
            reliability=0.9,
            z=1.645,
        ),
    ),
    reliability=Reliability(alpha=0.9, source="Barkham 2013, from knowledge"),
    spread=Spread(7.6, _CLINICAL),
    direction=Direction.LOWER_IS_BETTER,
    minutes=2,
    licence=Licence(
        tier="A-ND",
        ship_text=True,
        notice="CORE System Trust, CC BY-ND 4.0: verbatim only, the whole form, with attribution.",
        note="No rewording, no choice of questions, and official translations only.",
    ),
    citation="Barkham M et al. Couns Psychother Res 2013;13:3-13.",
    source_of_wording=(
        "CamCOPS (ucam-department-of-psychiatry/camcops) extra_strings XML (core10.xml) and its "
        "licence page"
    ),
    unverified=("No LOINC code is confirmed; none is shipped.",),
    spanish="An official Spanish version exists; its text was not verified and is not shipped.",
    schedule=("optional weekly alternative to PHQ-9+GAD-7",),
)
