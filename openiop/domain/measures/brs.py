"""The BRS: how it is scored. Permission for its wording is not there yet."""

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

BRS = Instrument(
    id="brs",
    version="1",
    title="Brief Resilience Scale (BRS)",
    short_title="BRS",
    construct="resilience",
    respondent="self",
    window="general",
    instructions="",
    items=(
        Item(
            "q1",
            "Question 1",
        ),
        Item(
            "q2",
            "Question 2",
            reverse=True,
        ),
        Item(
            "q3",
            "Question 3",
        ),
        Item(
            "q4",
            "Question 4",
            reverse=True,
        ),
        Item(
            "q5",
            "Question 5",
        ),
        Item(
            "q6",
            "Question 6",
            reverse=True,
        ),
    ),
    options=(
        Option(1, "1"),
        Option(2, "2"),
        Option(3, "3"),
        Option(4, "4"),
        Option(5, "5"),
    ),
    method=Method.MEAN,
    total_range=Range(1, 5),
    prorating=Prorating(
        max_missing=2,
        method="mean of answered",
        source="product policy",
    ),
    bands=(
        Band(1, 2.99, _("Low")),
        Band(3, 4.3, _("Normal")),
        Band(4.31, 5, _("High")),
    ),
    cutoffs=(Cutoff("low", "Low resilience", 3, "<"),),
    changes=(
        ChangeValue(
            id="computed",
            name="Computed",
            kind=ChangeKind.RELIABLE,
            threshold=1.1,
            basis="1.96*sqrt(2)*0.7*sqrt(1-0.69)=1.08, rounded up; computed, not published",
            source="SD and reliability from knowledge",
            sd=0.7,
            sd_sample="general, from knowledge",
            reliability=0.69,
            z=1.96,
        ),
    ),
    reliability=Reliability(alpha=0.83, test_retest=0.69, source="Smith 2008, from knowledge"),
    spread=Spread(0.7, "general, from knowledge"),
    direction=Direction.HIGHER_IS_BETTER,
    minutes=1,
    licence=Licence(
        tier="B",
        ship_text=False,
        notice="Smith 2008. Free for research and education with citation.",
        note=(
            "Clinical use and use in software are not stated: the wording is not shipped until "
            "permission is given."
        ),
    ),
    off_until_noticed=True,
    has_wording=False,
    citation="Smith BW et al. Int J Behav Med 2008;15:194-200.",
    source_of_wording="not shipped; a journal box and seven public sources were seen (they agree)",
    unverified=(
        "No LOINC code is confirmed; none is shipped.",
        "The source of the bands was not noted.",
    ),
    spanish="No wording is shipped, in any language.",
    schedule=("optional",),
)
