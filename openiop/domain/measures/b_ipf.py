"""The B-IPF: how far life is hampered, as a percentage of what applies to her."""

from __future__ import annotations

from openiop.domain.text import _

from .instrument import (
    NOT_APPLICABLE,
    Answers,
    Band,
    Direction,
    Finding,
    Instrument,
    Item,
    Licence,
    Method,
    Option,
    Prorating,
    Range,
    Reliability,
)

ENOUGH_TO_COMPARE = 4
"""Applicable answers [product default]. Source: instruments.json b-ipf."""


def b_ipf_comparable(answers: Answers) -> tuple[Finding, ...]:
    """Two totals are compared only when each rests on at least four applicable answers.

    Source: instruments.json b-ipf [product default].
    """
    counted = [each for each in answers.values() if each is not None and each != NOT_APPLICABLE]
    holds = len(counted) >= ENOUGH_TO_COMPARE
    return (Finding("enough_to_compare", _("Enough answers to report a change"), holds),)


B_IPF = Instrument(
    id="b-ipf",
    version="1",
    title="Brief Inventory of Psychosocial Functioning (B-IPF)",
    short_title="B-IPF",
    construct="functional impairment",
    respondent="self",
    window="past 30 days",
    instructions="Overall, in the past 30 days:",
    items=(
        Item(
            "q1",
            "I had trouble in my romantic relationship with my spouse or partner.",
            wording_verified=True,
        ),
        Item(
            "q2",
            "I had trouble in my relationship with my children.",
            wording_verified=True,
        ),
        Item(
            "q3",
            "I had trouble with my family relationships.",
            wording_verified=True,
        ),
        Item(
            "q4",
            "I had trouble with my friendships and socializing.",
            wording_verified=True,
        ),
        Item(
            "q5",
            "I had trouble at work.",
            wording_verified=True,
        ),
        Item(
            "q6",
            "I had trouble with my training and education.",
            wording_verified=True,
        ),
        Item(
            "q7",
            "I had trouble with day to day activities, such as doing household chores, "
            "running errands, and managing my medical care.",
            wording_verified=True,
        ),
    ),
    options=(
        Option(0, "Not at all"),
        Option(1, "1"),
        Option(2, "2"),
        Option(3, "Somewhat"),
        Option(4, "4"),
        Option(5, "5"),
        Option(6, "Very much"),
        Option(NOT_APPLICABLE, "Not applicable", not_applicable=True),
    ),
    method=Method.PERCENT,
    find=b_ipf_comparable,
    total_range=Range(0, 100),
    prorating=Prorating(
        max_missing=6,
        method="built into the formula; 4 applicable answers are needed to report a change",
        source="the formula was seen; the rule of 4 applicable answers is product policy",
    ),
    bands=(
        Band(0, 10, _("No impairment")),
        Band(10.01, 30, _("Mild")),
        Band(30.01, 50, _("Moderate")),
        Band(50.01, 80, _("Severe")),
        Band(80.01, 100, _("Extreme")),
    ),
    bands_note="VA-style bands from knowledge, unverified",
    reliability=Reliability(alpha=0.84, source="Kleiman 2020, from knowledge, unverified"),
    direction=Direction.LOWER_IS_BETTER,
    minutes=1.5,
    licence=Licence(
        tier="A",
        ship_text=True,
        notice="VA National Center for PTSD; US Government work",
    ),
    citation=(
        "Kleiman SE, Bovin MJ, Black SK, et al. Psychol Serv 2020;17:187-194; Bovin MJ et al. "
        "Psychol Serv 2018."
    ),
    source_of_wording=(
        "one public app source (items and official scoring rules); middle option labels from "
        "knowledge"
    ),
    unverified=(
        "No LOINC code is confirmed; none is shipped.",
        "The bands are from knowledge.",
        "The labels of the middle answers are from knowledge.",
        "No reliable change is published that we saw.",
    ),
    spanish="Whether an official Spanish version exists is not known.",
    schedule=(
        "admission",
        "mid",
        "discharge",
        "fu30",
        "fu90",
    ),
)
