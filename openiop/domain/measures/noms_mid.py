"""Questions 12 to 14 of the NOMs Perception of Care, asked alone in the middle of a stay."""

from __future__ import annotations

from dataclasses import replace

from .noms_perception_of_care import NOMS_PERCEPTION_OF_CARE

_ASKED = ("q12", "q13", "q14")

NOMS_MID = replace(
    NOMS_PERCEPTION_OF_CARE,
    id="noms-items-12-14",
    title="SAMHSA NOMs Perception of Care, items 12 to 14",
    short_title="NOMs care, 12-14",
    items=tuple(item for item in NOMS_PERCEPTION_OF_CARE.items if item.link_id in _ASKED),
    # what may be blank, and the range called positive, are said of the whole form
    prorating=None,
    bands=(),
    contains=(),
    minutes=1,
    unverified=(
        "No LOINC code is confirmed; none is shipped.",
        "That the three make a scale of their own (general satisfaction) is from knowledge; "
        "their mean is shown without a range, and only when all three are answered.",
    ),
    schedule=("mid",),
)
