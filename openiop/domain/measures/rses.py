"""The Rosenberg scale: ten statements, five of them reversed, in the printed order shown here."""

from __future__ import annotations

from openiop.domain.text import _

from .instrument import (
    Band,
    ChangeKind,
    ChangeValue,
    Cutoff,
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

RSES = Instrument(
    id="rses",
    version="1",
    title="Rosenberg Self-Esteem Scale (RSES)",
    short_title="RSES",
    construct="self-esteem",
    respondent="self",
    window="general",
    instructions=(
        "Below is a list of statements dealing with your general feelings about yourself. Please "
        "indicate how strongly you agree or disagree with each statement."
    ),
    items=(
        Item(
            "q1",
            "On the whole, I am satisfied with myself.",
            wording_verified=True,
        ),
        Item(
            "q2",
            "At times I think I am no good at all.",
            reverse=True,
            wording_verified=True,
        ),
        Item(
            "q3",
            "I feel that I have a number of good qualities.",
            wording_verified=True,
        ),
        Item(
            "q4",
            "I am able to do things as well as most other people.",
            wording_verified=True,
        ),
        Item(
            "q5",
            "I feel I do not have much to be proud of.",
            reverse=True,
            wording_verified=True,
        ),
        Item(
            "q6",
            "I certainly feel useless at times.",
            reverse=True,
            wording_verified=True,
        ),
        Item(
            "q7",
            "I feel that I'm a person of worth, at least on an equal plane with others.",
            wording_verified=True,
        ),
        Item(
            "q8",
            "I wish I could have more respect for myself.",
            reverse=True,
            wording_verified=True,
        ),
        Item(
            "q9",
            "All in all, I am inclined to feel that I am a failure.",
            reverse=True,
            wording_verified=True,
        ),
        Item(
            "q10",
            "I take a positive attitude toward myself.",
            wording_verified=True,
        ),
    ),
    options=(
        Option(3, "Strongly agree"),
        Option(2, "Agree"),
        Option(1, "Disagree"),
        Option(0, "Strongly disagree"),
    ),
    method=Method.SUM,
    total_range=Range(0, 30),
    prorating=Prorating(
        max_missing=1,
        method="mean substitution, kept with its fraction",
        source="product policy",
    ),
    bands=(
        Band(0, 14, _("Low")),
        Band(15, 25, _("Normal")),
        Band(26, 30, _("High")),
    ),
    cutoffs=(Cutoff("low", "Low self-esteem", 15, "<"),),
    changes=(
        ChangeValue(
            id="computed",
            name="Computed",
            kind=ChangeKind.RELIABLE,
            threshold=6,
            basis="1.96*sqrt(2)*5.5*sqrt(1-0.85)=5.90, rounded up; computed, not published",
            source="SD and reliability from knowledge",
            sd=5.5,
            sd_sample="general, from knowledge",
            reliability=0.85,
            z=1.96,
        ),
    ),
    reliability=Reliability(alpha=0.88, test_retest=0.85, source="from knowledge"),
    spread=Spread(5.5, "general, from knowledge"),
    direction=Direction.HIGHER_IS_BETTER,
    minutes=2,
    licence=Licence(
        tier="B",
        ship_text=True,
        notice="Rosenberg 1965. Customarily free to use with attribution.",
        note=(
            "The custom is from knowledge (University of Maryland page); no written license was "
            "read."
        ),
    ),
    off_until_noticed=True,
    citation="Rosenberg M. Society and the Adolescent Self-Image. Princeton 1965.",
    source_of_wording="several public sources incl. openpsychometrics codebook",
    unverified=(
        "No LOINC code is confirmed; none is shipped.",
        "Another printed order exists whose reversed statements are 3, 5, 8, 9 and 10.",
        "The source of the bands was not noted.",
    ),
    spanish="An official Spanish version exists; its text was not verified and is not shipped.",
    schedule=("optional admission/discharge",),
)
