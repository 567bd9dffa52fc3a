"""Part 1 of the TAPS tool: four substances, each on its own, never summed."""

from __future__ import annotations

from openiop.domain.text import _

from .instrument import (
    Answers,
    Direction,
    Finding,
    Instrument,
    Item,
    Licence,
    Method,
    Option,
    Reliability,
)

_SUBSTANCES = (
    ("q1", "tobacco", _("Tobacco: any use")),
    ("q2", "alcohol", _("Alcohol: 4 or more drinks in a day")),
    ("q3", "drugs", _("Drugs: any use")),
    ("q4", "prescription", _("Prescription medication: any misuse")),
)


def substances(answers: Answers) -> tuple[Finding, ...]:
    """Any answer other than "never" is positive for that substance, whatever the others say.

    Source: instruments.json taps-1; McNeely 2016.
    """
    return tuple(
        Finding(name, words, None if answers.get(link_id) is None else answers[link_id] != 0)
        for link_id, name, words in _SUBSTANCES
    )


TAPS_1 = Instrument(
    id="taps-1",
    version="1",
    title="TAPS Tool Part 1",
    short_title="TAPS-1",
    construct="tobacco, alcohol, prescription misuse, other drug screen",
    respondent="self",
    window="past 12 months",
    instructions="In the past 12 months:",
    items=(
        Item(
            "q1",
            "How often have you used any tobacco product (for example, cigarettes, "
            "e-cigarettes, cigars, pipes, or smokeless tobacco)?",
            loinc="96842-0",
        ),
        Item(
            "q2",
            "How often have you had 4 or more drinks containing alcohol in one day? (One "
            "standard drink is about 1 small glass of wine (5 oz), 1 beer (12 oz), or 1 "
            "single shot of liquor.)",
            loinc="75889-6",
        ),
        Item(
            "q3",
            "How often have you used any drugs including marijuana, cocaine or crack, "
            "heroin, methamphetamine (crystal meth), hallucinogens, ecstasy/MDMA?",
            loinc="96843-8",
        ),
        Item(
            "q4",
            "How often have you used any prescription medications just for the feeling, more "
            "than prescribed or that were not prescribed for you?",
            loinc="96844-6",
        ),
    ),
    options=(
        Option(4, "Daily or Almost Daily", "LA18934-2"),
        Option(3, "Weekly", "LA18891-4"),
        Option(2, "Monthly", "LA18876-5"),
        Option(1, "Less Than Monthly", "LA18933-4"),
        Option(0, "Never", "LA6270-8"),
    ),
    method=Method.NONE,
    find=substances,
    reliability=Reliability(
        source="McNeely 2016, from knowledge", note="sensitivity 0.74-0.93 by substance"
    ),
    direction=Direction.LOWER_IS_BETTER,
    minutes=1,
    loinc_panel="96841-2",
    loinc_verified=True,
    licence=Licence(
        tier="A",
        ship_text=True,
        notice="NIDA; considered public domain in the U.S.",
    ),
    citation="McNeely J et al. Ann Intern Med 2016;165:690-699.",
    source_of_wording=(
        "LOINC display names seen in HL7/US-Core examples; full sentences from knowledge"
    ),
    unverified=(
        "The full sentences are from knowledge; the names of the questions were seen.",
        "The alcohol question for men (5 or more drinks) is another one, LOINC 88037-7.",
    ),
    spanish="An official Spanish version exists; its text was not verified and is not shipped.",
    schedule=("admission",),
)
