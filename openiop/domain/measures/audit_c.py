"""The AUDIT-C: three questions about alcohol, with the cut-off for women."""

from __future__ import annotations

from openiop.domain.text import _

from .instrument import (
    Band,
    Cutoff,
    Direction,
    EnableWhen,
    Instrument,
    Item,
    Licence,
    Method,
    Option,
    Prorating,
    Range,
    Reliability,
)

AUDIT_C = Instrument(
    id="audit-c",
    version="1",
    title="AUDIT-C",
    short_title="AUDIT-C",
    construct="alcohol screen",
    respondent="self",
    window="past year",
    instructions=(
        "Consider a “drink” to be a can or bottle of beer, a glass of wine, a wine cooler, or "
        "one cocktail or a shot of hard liquor (like scotch, gin, or vodka)."
    ),
    items=(
        Item(
            "q1",
            "How often did you have a drink containing alcohol in the past year?",
            options=(
                Option(0, "Never", "LA6270-8"),
                Option(1, "Monthly or less", "LA18926-8"),
                Option(2, "2-4 times a month", "LA18927-6"),
                Option(3, "2-3 times a week", "LA18928-4"),
                Option(4, "4 or more times a week", "LA18929-2"),
            ),
            loinc="68518-0",
            wording_verified=True,
        ),
        Item(
            "q2",
            "How many drinks did you have on a typical day when you were drinking in the "
            "past year?",
            options=(
                Option(0, "1 or 2", "LA15694-5"),
                Option(1, "3 or 4", "LA15695-2"),
                Option(2, "5 or 6", "LA18930-0"),
                Option(3, "7 to 9", "LA18931-8"),
                Option(4, "10 or more", "LA18932-6"),
            ),
            loinc="68519-8",
            wording_verified=True,
            enable_when=EnableWhen("q1", 1, ">="),
            when_not_asked=0,
        ),
        Item(
            "q3",
            "How often did you have 6 or more drinks on one occasion in the past year?",
            options=(
                Option(0, "Never", "LA6270-8"),
                Option(1, "Less than monthly", "LA18933-4"),
                Option(2, "Monthly", "LA18876-5"),
                Option(3, "Weekly", "LA18891-4"),
                Option(4, "Daily or almost daily", "LA18934-2"),
            ),
            loinc="68520-6",
            wording_verified=True,
            enable_when=EnableWhen("q1", 1, ">="),
            when_not_asked=0,
        ),
    ),
    method=Method.SUM,
    total_range=Range(0, 12),
    prorating=Prorating(
        max_missing=0,
        method="none",
        source="no blanks are permitted",
    ),
    bands=(
        Band(0, 2, _("Negative (women)")),
        Band(3, 12, _("Positive (women)")),
    ),
    cutoffs=(
        Cutoff(
            "women",
            "Women (Bradley 2003)",
            3,
            ">=",
            "if all points come from question 1 alone, look at recent months",
        ),
        Cutoff("men", "Men", 4, ">="),
    ),
    reliability=Reliability(test_retest=0.65, source="low confidence, from knowledge"),
    direction=Direction.LOWER_IS_BETTER,
    minutes=1,
    loinc_panel="72109-2",
    loinc_total="75626-2",
    loinc_verified=True,
    licence=Licence(
        tier="A",
        ship_text=True,
        notice="The AUDIT-C is in the public domain (SAMHSA).",
        note="The full AUDIT is © WHO and not for sale or commercial use; it is not shipped.",
    ),
    citation=(
        "Bush K et al. Arch Intern Med 1998;158:1789-1795; Bradley KA et al. Arch Intern Med "
        "2003;163:821-829 (women)."
    ),
    source_of_wording=(
        "CamCOPS (ucam-department-of-psychiatry/camcops) extra_strings XML (audit.xml, c_* "
        "strings); codes from argonautproject/questionnaire and HL7/US-Core examples. Trap: the "
        "US Core AUDIT-C example uses 68517-2 (heavy-drinking days) as item 1 — wrong item for "
        "AUDIT-C"
    ),
    unverified=("The test-retest reliability is from knowledge, with low confidence.",),
    spanish="An official Spanish version exists; its text was not verified and is not shipped.",
    schedule=(
        "admission",
        "fu90 if positive",
    ),
)
