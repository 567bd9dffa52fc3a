"""The NOMs questions about how she finds her care: a mean of what applies."""

from __future__ import annotations

from openiop.domain.text import _

from .instrument import (
    NOT_APPLICABLE,
    Band,
    Direction,
    Instrument,
    Item,
    Licence,
    Method,
    Option,
    Prorating,
    Range,
)

NOMS_PERCEPTION_OF_CARE = Instrument(
    id="noms-perception-of-care",
    version="1",
    title="SAMHSA NOMs Perception of Care (14 items, MHSIP-derived)",
    short_title="NOMs care",
    construct="client experience / satisfaction",
    respondent="self, anonymous option",
    window="past 30 days",
    instructions=(
        "Please indicate your disagreement/agreement with each of the following statements about "
        "the services you received during the past 30 days."
    ),
    items=(
        Item(
            "q1",
            "Staff here believe that I can grow, change, and recover.",
            wording_verified=True,
        ),
        Item(
            "q2",
            "I felt free to complain.",
            wording_verified=True,
        ),
        Item(
            "q3",
            "I was given information about my rights.",
            wording_verified=True,
        ),
        Item(
            "q4",
            "Staff encouraged me to take responsibility for how I live my life.",
            wording_verified=True,
        ),
        Item(
            "q5",
            "Staff told me what side effects to watch out for.",
            wording_verified=True,
        ),
        Item(
            "q6",
            "Staff respected my wishes about who is and who is not to be given information "
            "about my treatment.",
            wording_verified=True,
        ),
        Item(
            "q7",
            "Staff were sensitive to my cultural background (race, religion, language, etc.).",
            wording_verified=True,
        ),
        Item(
            "q8",
            "Staff helped me obtain the information I needed so that I could take charge of "
            "managing my illness.",
            wording_verified=True,
        ),
        Item(
            "q9",
            "I was encouraged to use consumer-run programs (support groups, drop-in centers, "
            "crisis phone line, etc.).",
            wording_verified=True,
        ),
        Item(
            "q10",
            "I felt comfortable asking questions about my treatment and medication.",
            wording_verified=True,
        ),
        Item(
            "q11",
            "I, not staff, decided my treatment goals.",
            wording_verified=True,
        ),
        Item(
            "q12",
            "I like the services I received here.",
            wording_verified=True,
        ),
        Item(
            "q13",
            "If I had other choices, I would still get services from this agency.",
            wording_verified=True,
        ),
        Item(
            "q14",
            "I would recommend this agency to a friend or family member.",
            wording_verified=True,
        ),
    ),
    options=(
        Option(1, "Strongly Disagree"),
        Option(2, "Disagree"),
        Option(3, "Undecided"),
        Option(4, "Agree"),
        Option(5, "Strongly Agree"),
        Option(NOT_APPLICABLE, "Not applicable", not_applicable=True),
    ),
    method=Method.MEAN,
    total_range=Range(1, 5),
    prorating=Prorating(
        max_missing=4,
        method="mean of answered",
        source="product policy; not applicable is not a blank",
    ),
    bands=(
        Band(1, 3.5, _("Not positive")),
        Band(3.51, 5, _("Positive")),
    ),
    direction=Direction.HIGHER_IS_BETTER,
    minutes=3,
    licence=Licence(
        tier="A",
        ship_text=True,
        notice="SAMHSA/CMHS NOMs client-level services tool (OMB 0930-0285); US Government work.",
    ),
    contains=("noms-items-12-14",),
    citation="SAMHSA CMHS NOMs Client-Level Measures; MHSIP Consumer Survey.",
    source_of_wording="four public analysis scripts of NOMs data (agree)",
    unverified=(
        "No LOINC code is confirmed; none is shipped.",
        "The convention that a mean above 3.5 is positive is from knowledge.",
    ),
    spanish="An official Spanish version exists; its text was not verified and is not shipped.",
    schedule=(
        "mid (items 12-14)",
        "discharge (all)",
    ),
)
