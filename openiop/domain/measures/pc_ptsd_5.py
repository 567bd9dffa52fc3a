"""The PC-PTSD-5: a gate and five questions that say who is asked the PCL-5."""

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
    Sensitivity,
)

PC_PTSD_5 = Instrument(
    id="pc-ptsd-5",
    version="1",
    title="Primary Care PTSD Screen for DSM-5 (PC-PTSD-5)",
    short_title="PC-PTSD-5",
    construct="PTSD screen",
    respondent="self",
    window="past month",
    instructions=(
        "Sometimes things happen to people that are unusually or especially frightening, "
        "horrible, or traumatic. For example: a serious accident or fire; a physical or sexual "
        "assault or abuse; an earthquake or flood; a war; seeing someone be killed or seriously "
        "injured; having a loved one die through homicide or suicide. Have you ever experienced "
        "this kind of event? If yes, in the past month, have you..."
    ),
    items=(
        Item(
            "gate",
            "Have you ever experienced this kind of event?",
            scored=False,
            wording_verified=True,
        ),
        Item(
            "q1",
            "Had nightmares about the event(s) or thought about the event(s) when you did "
            "not want to?",
            wording_verified=True,
            enable_when=EnableWhen("gate", 1),
            when_not_asked=0,
        ),
        Item(
            "q2",
            "Tried hard not to think about the event(s) or went out of your way to avoid "
            "situations that reminded you of the event(s)?",
            wording_verified=True,
            enable_when=EnableWhen("gate", 1),
            when_not_asked=0,
        ),
        Item(
            "q3",
            "Been constantly on guard, watchful, or easily startled?",
            wording_verified=True,
            enable_when=EnableWhen("gate", 1),
            when_not_asked=0,
        ),
        Item(
            "q4",
            "Felt numb or detached from people, activities, or your surroundings?",
            wording_verified=True,
            enable_when=EnableWhen("gate", 1),
            when_not_asked=0,
        ),
        Item(
            "q5",
            "Felt guilty or unable to stop blaming yourself or others for the event(s) or "
            "any problems the event(s) may have caused?",
            wording_verified=True,
            enable_when=EnableWhen("gate", 1),
            when_not_asked=0,
        ),
    ),
    options=(
        Option(0, "No", "LA32-8"),
        Option(1, "Yes", "LA33-6"),
    ),
    method=Method.SUM,
    total_range=Range(0, 5),
    prorating=Prorating(
        max_missing=0,
        method="none",
        source="no blanks are permitted",
    ),
    bands=(
        Band(0, 2, _("Negative (women's cut)")),
        Band(3, 5, _("Positive: give PCL-5")),
    ),
    cutoffs=(
        Cutoff("women", "Women (Bovin 2021)", 3, ">=", "women may need 3; abstract seen"),
        Cutoff("overall", "Overall optimum", 4, ">="),
    ),
    direction=Direction.LOWER_IS_BETTER,
    minutes=1,
    licence=Licence(
        tier="A",
        ship_text=True,
        notice="US Government work (VA); public domain",
    ),
    sensitivity=Sensitivity.TRAUMA,
    citation=(
        "Prins A et al. J Gen Intern Med 2016;31:1206-1211; Bovin MJ et al. JAMA Netw Open "
        "2021;4:e2036733."
    ),
    source_of_wording="items in two public app sources; the list of example events from knowledge",
    unverified=(
        "No LOINC code is confirmed; none is shipped.",
        "The list of example events in the instructions is from knowledge.",
        "No reliability was seen.",
    ),
    spanish="An official Spanish version exists; its text was not verified and is not shipped.",
    schedule=("admission gate for PCL-5",),
)
