"""The PHQ-9, with its official wording and published scoring."""

from __future__ import annotations

from openiop.domain.text import _
from openiop.domain.words import Level

from .instrument import (
    Answers,
    Band,
    ChangeKind,
    ChangeValue,
    Critical,
    Cutoff,
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
    ShortForm,
    Spread,
)
from .three_valued import all_of, any_of, at_least, endorsed, opposite

# Same-day C-SSRS by a clinician, within the hour from "More than half the days" on: instruments.md
# section 3. The level whose clock keeps "within the hour" is HIGH.
_ITEM_9 = Critical(
    operator=">=",
    value=1,
    reason=_(
        "Thoughts of being better off dead or of hurting herself: "
        "C-SSRS screen by a clinician the same day"
    ),
    level=Level.MODERATE,
    now_from=2,
)

_KROENKE_2001 = (
    "primary-care patients with major depression, Kroenke 2001 (mean 17.1), from knowledge"
)

_MOST_DAYS = 2
"""More than half the days. Source: instruments.json phq-9."""
_MAJOR_FROM, _OTHER_FROM = 5, 2
"""Symptoms. Source: instruments.json phq-9."""


def depressive_syndromes(answers: Answers) -> tuple[Finding, ...]:
    """Major depressive syndrome from five symptoms on, another one from two to four.

    A symptom counts at "more than half the days", question 9 at any answer above "not at all",
    and one of them has to be question 1 or 2. With blanks that could change it, it is not known.
    These are findings of a questionnaire and no diagnosis.
    Source: instruments.json phq-9 and instruments.md 6.
    """
    eight = tuple(f"q{number}" for number in range(1, 9))
    symptoms = [*endorsed(answers, eight, _MOST_DAYS), *endorsed(answers, ("q9",), 1)]
    core = any_of(*endorsed(answers, ("q1", "q2"), _MOST_DAYS))
    if core is None:
        # either syndrome needs a yes to question 1 or 2: count as if a blank one were that yes
        symptoms[symptoms.index(None)] = True
    major = at_least(_MAJOR_FROM, symptoms)
    return (
        Finding("major_depressive_syndrome", _("Major depressive syndrome"), all_of(major, core)),
        Finding(
            "other_depressive_syndrome",
            _("Other depressive syndrome"),
            all_of(at_least(_OTHER_FROM, symptoms), opposite(major), core),
        ),
    )


PHQ_9 = Instrument(
    id="phq-9",
    version="1",
    title="Patient Health Questionnaire-9 (PHQ-9)",
    short_title="PHQ-9",
    construct="depression severity",
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
        Item(
            "q3",
            "Trouble falling or staying asleep, or sleeping too much",
            loinc="44259-0",
            wording_verified=True,
        ),
        Item(
            "q4",
            "Feeling tired or having little energy",
            loinc="44254-1",
            wording_verified=True,
        ),
        Item(
            "q5",
            "Poor appetite or overeating",
            loinc="44251-7",
            wording_verified=True,
        ),
        Item(
            "q6",
            "Feeling bad about yourself — or that you are a failure or have let yourself or your "
            "family down",
            loinc="44258-2",
            wording_verified=True,
        ),
        Item(
            "q7",
            "Trouble concentrating on things, such as reading the newspaper or watching television",
            loinc="44252-5",
            wording_verified=True,
        ),
        Item(
            "q8",
            "Moving or speaking so slowly that other people could have noticed? Or the opposite — "
            "being so fidgety or restless that you have been moving around a lot more than usual",
            loinc="44253-3",
            wording_verified=True,
        ),
        Item(
            "q9",
            "Thoughts that you would be better off dead or of hurting yourself in some way",
            loinc="44260-8",
            critical=_ITEM_9,
            wording_verified=True,
            safety_question=True,
        ),
        Item(
            "q10",
            "If you checked off any problems, how difficult have these problems made it for you to "
            "do your work, take care of things at home, or get along with other people?",
            options=(
                Option(0, "Not difficult at all", "LA6572-7"),
                Option(1, "Somewhat difficult", "LA6573-5"),
                # LOINC's codes are not in the order of the answers here.
                Option(2, "Very difficult", "LA6575-0"),
                Option(3, "Extremely difficult", "LA6574-3"),
            ),
            loinc="69722-7",
            subscale="functioning (not in total)",
            scored=False,
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
    find=depressive_syndromes,
    total_range=Range(0, 27),
    short_forms=(ShortForm("phq2", ("q1", "q2")),),
    prorating=Prorating(
        max_missing=2,
        method="mean of answered items x number of items, rounded to nearest integer",
        source="Kroenke 2010 / PHQ instruction manual, from knowledge",
        is_rounded=True,
        never_imputed=("q9",),
    ),
    bands=(
        Band(0, 4, _("None-minimal")),
        Band(5, 9, _("Mild")),
        Band(10, 14, _("Moderate")),
        Band(15, 19, _("Moderately severe")),
        Band(20, 27, _("Severe")),
    ),
    cutoffs=(
        Cutoff(
            "caseness",
            "Kroenke 2001; also the caseness of NHS Talking Therapies",
            10,
            ">=",
        ),
    ),
    remission_below=5,
    response_share=0.5,
    changes=(
        ChangeValue(
            id="nhs",
            name="NHS Talking Therapies",
            kind=ChangeKind.RELIABLE,
            threshold=6,
            basis=(
                "NHS Talking Therapies published value; "
                "1.96*sqrt(2)*6.1*sqrt(1-0.89)=5.61, rounded up to 6"
            ),
            source="NHS Talking Therapies manual, from knowledge",
            sd=6.1,
            sd_sample=_KROENKE_2001,
            reliability=0.89,
            z=1.96,
        ),
        ChangeValue(
            id="computed-test-retest",
            name="Computed from the test-retest reliability",
            kind=ChangeKind.RELIABLE,
            threshold=6.76,
            basis="1.96*sqrt(2)*6.1*sqrt(1-0.84)=6.76; computed, not published",
            source="SD and reliability of Kroenke 2001, from knowledge",
            sd=6.1,
            sd_sample=_KROENKE_2001,
            reliability=0.84,
            z=1.96,
        ),
        ChangeValue(
            id="mcid",
            name="Smallest change people tend to notice (MCID)",
            kind=ChangeKind.NOTICEABLE,
            threshold=5,
            basis="published value; alternatively 20% of the first total (Kounali 2022, PANDA)",
            source=("Kroenke/Lowe 2004, from knowledge; the alternative was seen as an abstract"),
        ),
        ChangeValue(
            id="watch",
            name="Worth watching",
            kind=ChangeKind.WATCH,
            threshold=5,
            basis="the MCID used as a mark to look more closely",
            source="product default",
        ),
    ),
    reliability=Reliability(alpha=0.89, test_retest=0.84, source="Kroenke 2001, from knowledge"),
    spread=Spread(6.1, _KROENKE_2001),
    direction=Direction.LOWER_IS_BETTER,
    minutes=2,
    loinc_panel="44249-1",
    loinc_total="44261-6",
    loinc_verified=True,
    licence=Licence(
        tier="A",
        ship_text=True,
        notice=(
            "No permission required to reproduce, translate, display or distribute "
            "(Pfizer / Spitzer, Williams, Kroenke et al.). Keep the developer credit line."
        ),
    ),
    citation=("Kroenke K, Spitzer RL, Williams JBW. The PHQ-9. J Gen Intern Med 2001;16:606-613."),
    source_of_wording=(
        "CamCOPS (ucam-department-of-psychiatry/camcops) extra_strings XML (phq9.xml); codes from "
        "HL7/US-Core examples; both agree except LOINC display suffixes"
    ),
    contains=("phq-2",),
    spanish="An official Spanish version exists; its text was not verified and is not shipped.",
    schedule=("admission", "weekly", "mid", "discharge", "fu30", "fu90"),
)
