"""The DERS-16: difficulties in emotion regulation, five subscales, no reversed question."""

from __future__ import annotations

from .instrument import (
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

_ASSUMED = "assumed order of magnitude for clinical samples; unverified"

DERS_16 = Instrument(
    id="ders-16",
    version="1",
    title="Difficulties in Emotion Regulation Scale - 16 item (DERS-16)",
    short_title="DERS-16",
    construct="emotion dysregulation",
    respondent="self",
    window="general",
    instructions=(
        "Please indicate how often the following statements apply to you by selecting the "
        "appropriate answer."
    ),
    items=(
        Item(
            "q1",
            "I have difficulty making sense out of my feelings.",
            subscale="clarity",
            wording_verified=True,
        ),
        Item(
            "q2",
            "I am confused about how I feel.",
            subscale="clarity",
            wording_verified=True,
        ),
        Item(
            "q3",
            "When I am upset, I have difficulty getting work done.",
            subscale="goals",
            wording_verified=True,
        ),
        Item(
            "q4",
            "When I am upset, I become out of control.",
            subscale="impulse",
            wording_verified=True,
        ),
        Item(
            "q5",
            "When I am upset, I believe that I will remain that way for a long time.",
            subscale="strategies",
            wording_verified=True,
        ),
        Item(
            "q6",
            "When I am upset, I believe that I'll end up feeling very depressed.",
            subscale="strategies",
            wording_verified=True,
        ),
        Item(
            "q7",
            "When I am upset, I have difficulty focusing on other things.",
            subscale="goals",
            wording_verified=True,
        ),
        Item(
            "q8",
            "When I am upset, I feel out of control.",
            subscale="impulse",
            wording_verified=True,
        ),
        Item(
            "q9",
            "When I am upset, I feel ashamed with myself for feeling that way.",
            subscale="nonacceptance",
            wording_verified=True,
        ),
        Item(
            "q10",
            "When I am upset, I feel like I am weak.",
            subscale="nonacceptance",
            wording_verified=True,
        ),
        Item(
            "q11",
            "When I am upset, I have difficulty controlling my behaviors.",
            subscale="impulse",
            wording_verified=True,
        ),
        Item(
            "q12",
            "When I am upset, I believe that there is nothing I can do to make myself feel better.",
            subscale="strategies",
            wording_verified=True,
        ),
        Item(
            "q13",
            "When I am upset, I become irritated with myself for feeling that way.",
            subscale="nonacceptance",
            wording_verified=True,
        ),
        Item(
            "q14",
            "When I am upset, I start to feel very bad about myself.",
            subscale="strategies",
            wording_verified=True,
        ),
        Item(
            "q15",
            "When I am upset, I have difficulty thinking about anything else.",
            subscale="goals",
            wording_verified=True,
        ),
        Item(
            "q16",
            "When I am upset, my emotions feel overwhelming.",
            subscale="strategies",
            wording_verified=True,
        ),
    ),
    options=(
        Option(1, "Almost never (0-10%)"),
        Option(2, "Sometimes (11-35%)"),
        Option(3, "About half the time (36-65%)"),
        Option(4, "Most of the time (66-90%)"),
        Option(5, "Almost always (91-100%)"),
    ),
    method=Method.SUM,
    total_range=Range(16, 80),
    prorating=Prorating(
        max_missing=1,
        method="mean substitution",
        source="product policy",
    ),
    changes=(
        ChangeValue(
            id="computed",
            name="Computed from an assumed spread, provisional",
            kind=ChangeKind.RELIABLE,
            threshold=15,
            basis=(
                "1.96*sqrt(2)*14*sqrt(1-0.85)=15.03 from an assumed SD; to be replaced by the "
                "program's own SD after 50 admissions"
            ),
            source="reliability of Bjureberg 2016, from knowledge; the SD is assumed",
            sd=14,
            sd_sample=_ASSUMED,
            reliability=0.85,
            z=1.96,
        ),
    ),
    reliability=Reliability(alpha=0.92, test_retest=0.85, source="Bjureberg 2016, from knowledge"),
    spread=Spread(14, _ASSUMED),
    direction=Direction.LOWER_IS_BETTER,
    minutes=3,
    licence=Licence(
        tier="A",
        ship_text=True,
        notice="Open access article, CC BY 4.0. Bjureberg et al. 2016; Gratz & Roemer 2004.",
        note=(
            "Attribute Bjureberg et al. 2016 and Gratz & Roemer 2004. The license is from "
            "knowledge."
        ),
    ),
    citation="Bjureberg J et al. J Psychopathol Behav Assess 2016;38:284-296.",
    source_of_wording=(
        "three public app sources give the same 16 items ('When I'm upset' vs 'When I am upset' "
        "varies: contraction unverified). A fourth public source has a WRONG DERS-16 with a "
        "reverse-scored awareness item — do not copy it"
    ),
    unverified=(
        "No LOINC code is confirmed; none is shipped.",
        "'When I'm upset' or 'When I am upset': public sources differ.",
        "No bands and no cut-off are published.",
    ),
    spanish="An official Spanish version exists; its text was not verified and is not shipped.",
    schedule=(
        "admission",
        "mid",
        "discharge",
        "fu90",
    ),
)
