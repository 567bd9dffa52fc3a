"""The SCS-SF: self-compassion, the mean of twelve statements after reversing six."""

from __future__ import annotations

from openiop.domain.text import _

from .instrument import (
    Band,
    ChangeKind,
    ChangeValue,
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

SCS_SF = Instrument(
    id="scs-sf",
    version="1",
    title="Self-Compassion Scale - Short Form (SCS-SF)",
    short_title="SCS-SF",
    construct="self-compassion",
    respondent="self",
    window="general",
    instructions=(
        "Please read each statement carefully before answering. Indicate how often you behave in "
        "the stated manner, using the following scale:"
    ),
    items=(
        Item(
            "q1",
            "When I fail at something important to me I become consumed by feelings of inadequacy.",
            reverse=True,
            subscale="over_identification",
            wording_verified=True,
        ),
        Item(
            "q2",
            "I try to be understanding and patient towards those aspects of my personality I "
            "don’t like.",
            subscale="self_kindness",
            wording_verified=True,
        ),
        Item(
            "q3",
            "When something painful happens I try to take a balanced view of the situation.",
            subscale="mindfulness",
            wording_verified=True,
        ),
        Item(
            "q4",
            "When I’m feeling down, I tend to feel like most other people are probably "
            "happier than I am.",
            reverse=True,
            subscale="isolation",
            wording_verified=True,
        ),
        Item(
            "q5",
            "I try to see my failings as part of the human condition.",
            subscale="common_humanity",
            wording_verified=True,
        ),
        Item(
            "q6",
            "When I’m going through a very hard time, I give myself the caring and "
            "tenderness I need.",
            subscale="self_kindness",
            wording_verified=True,
        ),
        Item(
            "q7",
            "When something upsets me I try to keep my emotions in balance.",
            subscale="mindfulness",
            wording_verified=True,
        ),
        Item(
            "q8",
            "When I fail at something that’s important to me, I tend to feel alone in my failure",
            reverse=True,
            subscale="isolation",
            wording_verified=True,
        ),
        Item(
            "q9",
            "When I’m feeling down I tend to obsess and fixate on everything that’s wrong.",
            reverse=True,
            subscale="over_identification",
            wording_verified=True,
        ),
        Item(
            "q10",
            "When I feel inadequate in some way, I try to remind myself that feelings of "
            "inadequacy are shared by most people.",
            subscale="common_humanity",
            wording_verified=True,
        ),
        Item(
            "q11",
            "I’m disapproving and judgmental about my own flaws and inadequacies.",
            reverse=True,
            subscale="self_judgment",
            wording_verified=True,
        ),
        Item(
            "q12",
            "I’m intolerant and impatient towards those aspects of my personality I don’t like.",
            reverse=True,
            subscale="self_judgment",
            wording_verified=True,
        ),
    ),
    options=(
        Option(1, "Almost never"),
        Option(2, "2"),
        Option(3, "3"),
        Option(4, "4"),
        Option(5, "Almost always"),
    ),
    method=Method.MEAN,
    total_range=Range(1, 5),
    subscale_method=Method.MEAN,
    subscales_are_turned=False,
    prorating=Prorating(
        max_missing=2,
        method="mean of answered (after reversing)",
        source="product policy",
    ),
    bands=(
        Band(1, 2.49, _("Low")),
        Band(2.5, 3.5, _("Moderate")),
        Band(3.51, 5, _("High")),
    ),
    bands_note="Neff's informal rubric; no clinical norms",
    changes=(
        ChangeValue(
            id="computed",
            name="Computed from an assumed spread",
            kind=ChangeKind.RELIABLE,
            threshold=0.7,
            basis="1.96*sqrt(2)*0.65*sqrt(1-0.86)=0.67, rounded up; computed, not published",
            source="alpha of Raes 2011, from knowledge; the SD is assumed",
            sd=0.65,
            sd_sample="assumed, unverified",
            reliability=0.86,
            z=1.96,
        ),
    ),
    reliability=Reliability(alpha=0.86, source="Raes 2011, from knowledge"),
    spread=Spread(0.65, "assumed, unverified"),
    direction=Direction.HIGHER_IS_BETTER,
    minutes=2,
    licence=Licence(
        tier="A",
        ship_text=True,
        notice=(
            "Kristin Neff grants use 'for any purpose whatsoever, including research, clinical "
            "work, teaching, etc.' Raes 2011."
        ),
        note="Cite Raes 2011.",
    ),
    citation="Raes F, Pommier E, Neff KD, Van Gucht D. Clin Psychol Psychother 2011;18:250-255.",
    source_of_wording=(
        "public source transcribed 'word for word' from Neff's sheet (incl. licence quote)"
    ),
    unverified=(
        "No LOINC code is confirmed; none is shipped.",
        (
            "Subscales are means as answered, as Neff publishes them: more self-judgment, "
            "isolation and over-identification is worse."
        ),
    ),
    spanish="An official Spanish version exists; its text was not verified and is not shipped.",
    schedule=(
        "admission",
        "discharge",
    ),
)
