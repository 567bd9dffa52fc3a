"""The Healthy Days questions: days in the past 30 that were not good."""

from __future__ import annotations

from openiop.domain.text import _

from .instrument import (
    Answers,
    Derived,
    Direction,
    EnableWhen,
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

_BRFSS = ((88, 0), (77, None), (99, None))
"""88 none, 77 don't know, 99 refused, as in BRFSS. Source: instruments.json hrqol-4."""

DAYS_ASKED_ABOUT = 30
FREQUENT_FROM = 14
"""Days of poor mental health. Source: instruments.json hrqol-4; CDC."""


def healthy_days(answers: Answers) -> Derived:
    """Unhealthy days are the bad physical and mental days together, never more than 30.

    Days of limited activity are none when no day was bad, since the question is then not asked.
    A blank makes neither.
    Source: instruments.json hrqol-4; CDC.
    """
    body, mind, limited = (answers.get(link_id) for link_id in ("q2", "q3", "q4"))
    if body == 0 and mind == 0:
        limited = 0
    unhealthy = None if body is None or mind is None else min(DAYS_ASKED_ABOUT, body + mind)
    return Derived(unhealthy, {"unhealthy_days": unhealthy, "activity_limitation_days": limited})


def frequent_mental_distress(answers: Answers) -> tuple[Finding, ...]:
    """Frequent mental distress is 14 or more bad mental health days in 30.

    Source: instruments.json hrqol-4; CDC.
    """
    days = answers.get("q3")
    holds = None if days is None else days >= FREQUENT_FROM
    return (Finding("frequent_mental_distress", _("Frequent mental distress"), holds),)


HRQOL_4 = Instrument(
    id="hrqol-4",
    version="1",
    title="CDC Healthy Days Core Module (HRQOL-4)",
    short_title="HRQOL-4",
    construct="health-related quality of life / role days lost",
    respondent="self",
    window="past 30 days",
    instructions="",
    items=(
        Item(
            "q1",
            "Would you say that in general your health is:",
            options=(
                Option(1, "Excellent"),
                Option(2, "Very good"),
                Option(3, "Good"),
                Option(4, "Fair"),
                Option(5, "Poor"),
            ),
            wording_verified=True,
        ),
        Item(
            "q2",
            "Now thinking about your physical health, which includes physical illness and "
            "injury, for how many days during the past 30 days was your physical health not "
            "good?",
            range=Range(0, 30),
            wording_verified=True,
            codes=_BRFSS,
        ),
        Item(
            "q3",
            "Now thinking about your mental health, which includes stress, depression, and "
            "problems with emotions, for how many days during the past 30 days was your "
            "mental health not good?",
            range=Range(0, 30),
            wording_verified=True,
            codes=_BRFSS,
        ),
        Item(
            "q4",
            "During the past 30 days, for about how many days did poor physical or mental "
            "health keep you from doing your usual activities, such as self-care, work, or "
            "recreation?",
            range=Range(0, 30),
            wording_verified=True,
            enable_when=EnableWhen("q2", 1, ">=", ("q3",)),
            when_not_asked=0,
            codes=_BRFSS,
        ),
    ),
    method=Method.DERIVED,
    find=frequent_mental_distress,
    derive=healthy_days,
    total_range=Range(0, 30),
    prorating=Prorating(
        max_missing=0,
        method="none",
        source="no blanks are permitted",
    ),
    reliability=Reliability(test_retest=0.75, source="from knowledge"),
    direction=Direction.LOWER_IS_BETTER,
    minutes=1,
    licence=Licence(
        tier="A",
        ship_text=True,
        notice="US CDC; public domain",
    ),
    citation="Moriarty DG, Zack MM, Kobau R. Health Qual Life Outcomes 2003;1:37.",
    source_of_wording=(
        "public BRFSS codebook transcription (1-30, 88=None, 77, 99 in BRFSS coding)"
    ),
    unverified=(
        "No LOINC code is confirmed; none is shipped.",
        "No spread and no reliable change were seen.",
    ),
    spanish="An official Spanish version exists; its text was not verified and is not shipped.",
    schedule=(
        "admission",
        "discharge",
        "fu30",
        "fu90",
    ),
)
