"""The WHO-5: how it is scored. Its wording is non-commercial and not shipped."""

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

WHO_5 = Instrument(
    id="who-5",
    version="1",
    title="WHO-5 Well-Being Index",
    short_title="WHO-5",
    construct="well-being",
    respondent="self",
    window="last 2 weeks",
    instructions="",
    items=(
        Item(
            "q1",
            "Question 1",
        ),
        Item(
            "q2",
            "Question 2",
        ),
        Item(
            "q3",
            "Question 3",
        ),
        Item(
            "q4",
            "Question 4",
        ),
        Item(
            "q5",
            "Question 5",
        ),
    ),
    options=(
        Option(0, "0"),
        Option(1, "1"),
        Option(2, "2"),
        Option(3, "3"),
        Option(4, "4"),
        Option(5, "5"),
    ),
    method=Method.SCALED,
    factor=4,
    total_range=Range(0, 100),
    prorating=Prorating(
        max_missing=0,
        method="none",
        source="no blanks are permitted",
    ),
    bands=(
        Band(0, 28, _("Very low (screen for depression)")),
        Band(29, 50, _("Low")),
        Band(51, 100, _("Adequate")),
    ),
    cutoffs=(Cutoff("low", "Low well-being", 50, "<="),),
    changes=(
        ChangeValue(
            id="mcid",
            name="Smallest change people tend to notice (MCID)",
            kind=ChangeKind.NOTICEABLE,
            threshold=10,
            basis="published value",
            source="Topp 2015, from knowledge",
        ),
    ),
    reliability=Reliability(alpha=0.85, source="secondary source seen"),
    spread=Spread(20, "assumed, unverified"),
    direction=Direction.HIGHER_IS_BETTER,
    minutes=1,
    licence=Licence(
        tier="NC",
        ship_text=False,
        notice="World Health Organization, 2024 edition: CC BY-NC-SA 3.0 IGO.",
        note=(
            "The license is from knowledge. Non-commercial and share-alike: the wording is kept "
            "out of this package."
        ),
    ),
    off_until_noticed=True,
    has_wording=False,
    citation="Topp CW et al. Psychother Psychosom 2015;84:167-176.",
    source_of_wording=(
        "not shipped; several public sources were seen, two of them with wrong labels"
    ),
    unverified=(
        "No LOINC code is confirmed; none is shipped.",
        (
            "The license of the 2024 edition is from knowledge; older pages say 'free, no "
            "permission'."
        ),
    ),
    spanish="No wording is shipped, in any language.",
    schedule=("optional admission/discharge",),
)
