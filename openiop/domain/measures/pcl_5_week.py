"""The PCL-5 about the past week: the same questions, but a series of its own."""

from __future__ import annotations

from dataclasses import replace

from .pcl_5 import PCL_5

PCL_5_WEEK = replace(
    PCL_5,
    id="pcl-5-week",
    title="PTSD Checklist for DSM-5 (PCL-5), past week",
    short_title="PCL-5 (past week)",
    window="past week",
    instructions=PCL_5.instructions.replace("in the past month", "in the past week").replace(
        "In the past month", "In the past week"
    ),
    # the DSM-5 rule, the cut-offs and the bands speak of a month
    find=None,
    bands=(),
    cutoffs=(),
    source_of_wording=(
        "the questions of the past-month form; only the words for the window differ"
    ),
    unverified=(
        *PCL_5.unverified,
        "The instructions of the past-week form were not seen; the VA publishes one.",
        "The change values come from the past-month form.",
        "No cut-off and no bands are published for the past week that we saw.",
    ),
    schedule=("alternate weeks if the PCL-5 at admission is 31 or more",),
)
