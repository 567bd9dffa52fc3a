"""The CGI: two ratings by a clinician, each on its own."""

from __future__ import annotations

from openiop.domain.text import _
from openiop.domain.words import Level

from .instrument import (
    Answers,
    ChangeKind,
    ChangeValue,
    Critical,
    Direction,
    Finding,
    Instrument,
    Item,
    Licence,
    Method,
    Option,
    Reliability,
)

NOT_ASSESSED = 0
GOOD_UP_TO = 2
"""Borderline ill, or much improved. Source: instruments.json cgi."""


def cgi_course(answers: Answers) -> tuple[Finding, ...]:
    """Severity of at most 2 is remission, improvement of at most 2 a response; 0 says nothing.

    Source: instruments.json cgi: 0 is "not assessed", not "best".
    """
    return (
        Finding("remission", _("Remission by severity"), _is_good(answers.get("severity"))),
        Finding("responder", _("Response by improvement"), _is_good(answers.get("improvement"))),
    )


def _is_good(rating: int | None) -> bool | None:
    return None if rating is None or rating == NOT_ASSESSED else rating <= GOOD_UP_TO


CGI = Instrument(
    id="cgi",
    version="1",
    title="Clinical Global Impressions - Severity and Improvement (CGI-S, CGI-I)",
    short_title="CGI",
    construct="clinician-rated global severity and change",
    respondent="clinician",
    window="past 7 days",
    instructions="Clinician rating.",
    items=(
        Item(
            "severity",
            "Considering your total clinical experience with this particular population, how "
            "mentally ill is the patient at this time?",
            options=(
                Option(NOT_ASSESSED, "Not assessed", not_applicable=True),
                Option(1, "Normal, not at all ill"),
                Option(2, "Borderline mentally ill"),
                Option(3, "Mildly ill"),
                Option(4, "Moderately ill"),
                Option(5, "Markedly ill"),
                Option(6, "Severely ill"),
                Option(7, "Among the most extremely ill patients"),
            ),
            wording_verified=True,
        ),
        Item(
            "improvement",
            "Compared to the patient’s condition at admission, how much has the patient changed?",
            options=(
                Option(NOT_ASSESSED, "Not assessed", not_applicable=True),
                Option(1, "Very much improved"),
                Option(2, "Much improved"),
                Option(3, "Minimally improved"),
                Option(4, "No change"),
                Option(5, "Minimally worse"),
                Option(6, "Much worse"),
                Option(7, "Very much worse"),
            ),
            critical=Critical(
                ">=", 6, _("Much worse: a case review within 2 working days"), Level.REVIEW
            ),
            wording_note=(
                "The 1976 text says 'his condition at admission to the project ... he changed'; "
                "a gender-neutral edit of a public-domain form."
            ),
        ),
    ),
    method=Method.NONE,
    find=cgi_course,
    changes=(
        ChangeValue(
            id="mcid",
            name="Smallest change people tend to notice (MCID)",
            kind=ChangeKind.NOTICEABLE,
            threshold=1,
            basis="one point on the severity rating",
            source="from knowledge",
        ),
    ),
    reliability=Reliability(source="from knowledge", note="agreement of raters about .66"),
    direction=Direction.LOWER_IS_BETTER,
    minutes=1,
    licence=Licence(
        tier="A",
        ship_text=True,
        notice="Guy W (ed), ECDEU Assessment Manual 1976: work of the US federal government.",
    ),
    citation="Guy W. ECDEU Assessment Manual for Psychopharmacology. DHEW 1976:217-222.",
    source_of_wording=(
        "CamCOPS (ucam-department-of-psychiatry/camcops) extra_strings XML (cgi.xml)"
    ),
    unverified=("No LOINC code is confirmed; none is shipped.",),
    spanish="A clinician answers it; no Spanish version is needed.",
    schedule=(
        "admission (S)",
        "mid",
        "discharge",
    ),
)
