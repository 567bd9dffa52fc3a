"""The LEC-5: a list of events, never summed and never forced."""

from __future__ import annotations

from .instrument import (
    Instrument,
    Item,
    Licence,
    Method,
    Option,
    Reliability,
    Sensitivity,
)

LEC_5 = Instrument(
    id="lec-5",
    version="1",
    title="Life Events Checklist for DSM-5 (LEC-5)",
    short_title="LEC-5",
    construct="trauma exposure checklist (no score)",
    respondent="self or clinician-assisted",
    window="lifetime",
    instructions=(
        "Listed below are a number of difficult or stressful things that sometimes happen to "
        "people. For each event check one or more of the boxes to the right."
    ),
    items=(
        Item(
            "q1",
            "Natural disaster (for example, flood, hurricane, tornado, earthquake)",
            multiple=True,
        ),
        Item(
            "q2",
            "Fire or explosion",
            multiple=True,
        ),
        Item(
            "q3",
            "Transportation accident (for example, car accident, boat accident, train wreck, "
            "plane crash)",
            multiple=True,
        ),
        Item(
            "q4",
            "Serious accident at work, home, or during recreational activity",
            wording_verified=True,
            multiple=True,
        ),
        Item(
            "q5",
            "Exposure to toxic substance (for example, dangerous chemicals, radiation)",
            wording_verified=True,
            multiple=True,
        ),
        Item(
            "q6",
            "Physical assault (for example, being attacked, hit, slapped, kicked, beaten up)",
            wording_verified=True,
            multiple=True,
        ),
        Item(
            "q7",
            "Assault with a weapon (for example, being shot, stabbed, threatened with a "
            "knife, gun, bomb)",
            wording_verified=True,
            multiple=True,
        ),
        Item(
            "q8",
            "Sexual assault (rape, attempted rape, made to perform any type of sexual act "
            "through force or threat of harm)",
            wording_verified=True,
            multiple=True,
        ),
        Item(
            "q9",
            "Other unwanted or uncomfortable sexual experience",
            wording_verified=True,
            multiple=True,
        ),
        Item(
            "q10",
            "Combat or exposure to a war-zone (in the military or as a civilian)",
            wording_verified=True,
            multiple=True,
        ),
        Item(
            "q11",
            "Captivity (for example, being kidnapped, abducted, held hostage, prisoner of war)",
            wording_verified=True,
            multiple=True,
        ),
        Item(
            "q12",
            "Life-threatening illness or injury",
            wording_verified=True,
            multiple=True,
        ),
        Item(
            "q13",
            "Severe human suffering",
            wording_verified=True,
            multiple=True,
        ),
        Item(
            "q14",
            "Sudden violent death (for example, homicide, suicide)",
            wording_verified=True,
            multiple=True,
        ),
        Item(
            "q15",
            "Sudden accidental death",
            wording_verified=True,
            multiple=True,
        ),
        Item(
            "q16",
            "Serious injury, harm, or death you caused to someone else",
            wording_verified=True,
            multiple=True,
        ),
        Item(
            "q17",
            "Any other very stressful event or experience",
            wording_verified=True,
            multiple=True,
        ),
    ),
    options=(
        Option(1, "Happened to me"),
        Option(2, "Witnessed it"),
        Option(4, "Learned about it"),
        Option(8, "Part of my job"),
        Option(16, "Not sure"),
        Option(32, "Doesn't apply"),
    ),
    method=Method.NONE,
    reliability=Reliability(note="agreement of the questions (kappa) varies"),
    minutes=4,
    licence=Licence(
        tier="A",
        ship_text=True,
        notice="US Government work (VA); public domain",
    ),
    sensitivity=Sensitivity.TRAUMA,
    citation=(
        "Weathers FW et al. The Life Events Checklist for DSM-5. National Center for PTSD 2013."
    ),
    source_of_wording=(
        "public app source lists items 4-17 verbatim; items 1-3 and 'Not sure' from knowledge"
    ),
    unverified=(
        "No LOINC code is confirmed; none is shipped.",
        "The answer 'Not sure' is from knowledge.",
    ),
    spanish="An official Spanish version exists; its text was not verified and is not shipped.",
    schedule=("admission, optional, may be skipped item by item, clinician present",),
)
