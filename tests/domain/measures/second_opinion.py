"""A second way to score every questionnaire, written from the published rules as plain tables.

It shares nothing with openiop.domain.measures: no import, no helper, no constant. Where the
product reasons about blanks, this one tries every way of filling them in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import Any

Form = dict[str, int | None]
NA = -1


def numbered(count: int, start: int = 1) -> list[str]:
    return [f"q{n}" for n in range(start, start + count)]


def four(*names: str) -> dict[str, list[int]]:
    return {name: [0, 1, 2, 3] for name in names}


def same(values: list[int], *names: str) -> dict[str, list[int]]:
    return dict.fromkeys(names, values)


@dataclass
class Table:
    """All there is to know to score one questionnaire."""

    answers: dict[str, list[int]]
    counted: list[str] = field(default_factory=list)
    turned: list[str] = field(default_factory=list)
    """Reversed questions."""
    result: str = "none"
    """sum, mean, percent, x4, days or none."""
    blanks: int = 0
    never: list[str] = field(default_factory=list)
    groups: dict[str, list[str]] = field(default_factory=dict)
    group_means: bool = False
    groups_turned: bool = True
    rounded: bool = False
    """A total made with blanks is rounded."""
    per_group: bool = False
    """Blanks are filled from their own group, at most one in each."""
    skips: Callable[[Form], dict[str, int]] = lambda form: {}
    """Questions that an answer makes needless, with what they then count."""
    bands: list[tuple[float, str]] = field(default_factory=list)
    """Each with the highest total in it."""
    critical: list[tuple[str, Callable[[int], bool]]] = field(default_factory=list)
    rules: dict[str, Callable[[dict[str, int]], bool]] = field(default_factory=dict)
    """Findings, told from a form without blanks."""


def yes(value: int) -> bool:
    return value == 1


def some(value: int) -> bool:
    return value > 0


def many(form: dict[str, int], names: list[str], least: int) -> int:
    return sum(1 for name in names if form[name] >= least)


def depressed(form: dict[str, int]) -> int:
    """Symptoms of the PHQ-9, or none without one of the first two."""
    if form["q1"] < 2 and form["q2"] < 2:
        return 0
    return many(form, numbered(8), 2) + (1 if form["q9"] > 0 else 0)


def itq(form: dict[str, int]) -> tuple[bool, bool]:
    def on(*names: str) -> bool:
        return any(form[name] in (2, 3, 4) for name in names)

    ptsd = on("q1", "q2") and on("q3", "q4") and on("q5", "q6") and on("q7", "q8", "q9")
    dso = on("q10", "q11") and on("q12", "q13") and on("q14", "q15") and on("q16", "q17", "q18")
    return ptsd, dso


PCL_GROUPS = {
    "B_intrusion": numbered(5, 1),
    "C_avoidance": numbered(2, 6),
    "D_cognition_mood": numbered(7, 8),
    "E_arousal": numbered(6, 15),
}
DEPRESSION_BANDS = [
    (4, "None-minimal"),
    (9, "Mild"),
    (14, "Moderate"),
    (19, "Moderately severe"),
    (27, "Severe"),
]
PCL = Table(
    answers=same([0, 1, 2, 3, 4], *numbered(20)),
    counted=numbered(20),
    result="sum",
    blanks=2,
    never=["q6", "q7"],
    groups=PCL_GROUPS,
    per_group=True,
    bands=[
        (30, "Below provisional PTSD cut-point"),
        (80, "At or above provisional PTSD cut-point"),
    ],
    critical=[("q16", lambda value: value in (3, 4))],
    rules={
        "dsm5_provisional": lambda form: (
            many(form, numbered(5, 1), 2) > 0
            and many(form, numbered(2, 6), 2) > 0
            and many(form, numbered(7, 8), 2) > 1
            and many(form, numbered(6, 15), 2) > 1
        )
    },
)
PCL_WEEK = Table(**{**PCL.__dict__, "bands": [], "rules": {}})

TABLES: dict[str, Table] = {
    "phq-9": Table(
        answers=four(*numbered(10)),
        counted=numbered(9),
        result="sum",
        blanks=2,
        never=["q9"],
        rounded=True,
        groups={"phq2": ["q1", "q2"], "functioning (not in total)": ["q10"]},
        bands=[*DEPRESSION_BANDS],
        critical=[("q9", some)],
        rules={
            "major_depressive_syndrome": lambda form: depressed(form) >= 5,
            "other_depressive_syndrome": lambda form: 2 <= depressed(form) <= 4,
        },
    ),
    "phq-2": Table(
        answers=four("q1", "q2"),
        counted=["q1", "q2"],
        result="sum",
        bands=[(2, "Negative screen"), (6, "Positive screen: give PHQ-9")],
    ),
    "gad-7": Table(
        answers=four(*numbered(7)),
        counted=numbered(7),
        result="sum",
        blanks=1,
        rounded=True,
        groups={"gad2": ["q1", "q2"]},
        bands=[(4, "Minimal"), (9, "Mild"), (14, "Moderate"), (21, "Severe")],
    ),
    "gad-2": Table(
        answers=four("q1", "q2"),
        counted=["q1", "q2"],
        result="sum",
        bands=[(2, "Negative screen"), (6, "Positive screen: give GAD-7")],
    ),
    "pcl-5": PCL,
    "pcl-5-week": PCL_WEEK,
    "pc-ptsd-5": Table(
        answers=same([0, 1], "gate", *numbered(5)),
        counted=numbered(5),
        result="sum",
        skips=lambda form: dict.fromkeys(numbered(5), 0) if form.get("gate") == 0 else {},
        bands=[(2, "Negative (women's cut)"), (5, "Positive: give PCL-5")],
    ),
    "lec-5": Table(answers=same(list(range(1, 64)), *numbered(17))),
    "itq": Table(
        answers=same([0, 1, 2, 3, 4], *numbered(18)),
        groups={
            "P_reexperiencing": ["q1", "q2"],
            "P_avoidance": ["q3", "q4"],
            "P_threat": ["q5", "q6"],
            "P_impairment": ["q7", "q8", "q9"],
            "C_affect": ["q10", "q11"],
            "C_self": ["q12", "q13"],
            "C_relationships": ["q14", "q15"],
            "C_impairment": ["q16", "q17", "q18"],
            "ptsd": numbered(6),
            "dso": numbered(6, 10),
        },
        rules={
            "ptsd": lambda form: itq(form) == (True, False),
            "cptsd": lambda form: itq(form) == (True, True),
            "neither": lambda form: not itq(form)[0],
            "dso": lambda form: itq(form)[1],
        },
    ),
    "ders-16": Table(
        answers=same([1, 2, 3, 4, 5], *numbered(16)),
        counted=numbered(16),
        result="sum",
        blanks=1,
        groups={
            "clarity": ["q1", "q2"],
            "goals": ["q3", "q7", "q15"],
            "impulse": ["q4", "q8", "q11"],
            "strategies": ["q5", "q6", "q12", "q14", "q16"],
            "nonacceptance": ["q9", "q10", "q13"],
        },
    ),
    "cssrs-screener-recent": Table(
        answers=same([0, 1], *numbered(6), "q6a"),
        critical=[(name, yes) for name in (*numbered(6), "q6a")],
    ),
    "asq": Table(
        answers=same([0, 1], *numbered(5)), critical=[(name, yes) for name in numbered(5)]
    ),
    "audit-c": Table(
        answers=same([0, 1, 2, 3, 4], "q1", "q2", "q3"),
        counted=["q1", "q2", "q3"],
        result="sum",
        skips=lambda form: {"q2": 0, "q3": 0} if form.get("q1") == 0 else {},
        bands=[(2, "Negative (women)"), (12, "Positive (women)")],
    ),
    "taps-1": Table(
        answers=same([0, 1, 2, 3, 4], *numbered(4)),
        rules={
            "tobacco": lambda form: form["q1"] != 0,
            "alcohol": lambda form: form["q2"] != 0,
            "drugs": lambda form: form["q3"] != 0,
            "prescription": lambda form: form["q4"] != 0,
        },
    ),
    "hark": Table(
        answers=same([0, 1], *numbered(4)),
        counted=numbered(4),
        result="sum",
        bands=[(0, "Not disclosed"), (4, "Positive")],
        critical=[(name, yes) for name in numbered(4)],
    ),
    "b-ipf": Table(
        answers=same([0, 1, 2, 3, 4, 5, 6, NA], *numbered(7)),
        counted=numbered(7),
        result="percent",
        blanks=6,
        bands=[
            (10, "No impairment"),
            (30, "Mild"),
            (50, "Moderate"),
            (80, "Severe"),
            (100, "Extreme"),
        ],
    ),
    "core-10": Table(
        answers=same([0, 1, 2, 3, 4], *numbered(10)),
        counted=numbered(10),
        turned=["q2", "q3"],
        result="sum",
        blanks=1,
        bands=[
            (5, "Healthy"),
            (10, "Low level"),
            (14, "Mild"),
            (19, "Moderate"),
            (24, "Moderate-severe"),
            (40, "Severe"),
        ],
        critical=[("q6", some)],
    ),
    "who-5": Table(
        answers=same([0, 1, 2, 3, 4, 5], *numbered(5)),
        counted=numbered(5),
        result="x4",
        bands=[(28, "Very low (screen for depression)"), (50, "Low"), (100, "Adequate")],
    ),
    "rses": Table(
        answers=four(*numbered(10)),
        counted=numbered(10),
        turned=["q2", "q5", "q6", "q8", "q9"],
        result="sum",
        blanks=1,
        bands=[(14, "Low"), (25, "Normal"), (30, "High")],
    ),
    "scs-sf": Table(
        answers=same([1, 2, 3, 4, 5], *numbered(12)),
        counted=numbered(12),
        turned=["q1", "q4", "q8", "q9", "q11", "q12"],
        result="mean",
        blanks=2,
        groups={
            "over_identification": ["q1", "q9"],
            "self_kindness": ["q2", "q6"],
            "mindfulness": ["q3", "q7"],
            "isolation": ["q4", "q8"],
            "common_humanity": ["q5", "q10"],
            "self_judgment": ["q11", "q12"],
        },
        group_means=True,
        groups_turned=False,
        bands=[(2.499, "Low"), (3.5, "Moderate"), (5, "High")],
    ),
    "brs": Table(
        answers=same([1, 2, 3, 4, 5], *numbered(6)),
        counted=numbered(6),
        turned=["q2", "q4", "q6"],
        result="mean",
        blanks=2,
        bands=[(2.999, "Low"), (4.3, "Normal"), (5, "High")],
    ),
    "ucla-3": Table(
        answers=same([1, 2, 3], "q1", "q2", "q3"),
        counted=["q1", "q2", "q3"],
        result="sum",
        bands=[(5, "Not lonely"), (9, "Lonely")],
    ),
    "hrqol-4": Table(
        answers={"q1": [1, 2, 3, 4, 5], **same(list(range(31)), "q2", "q3", "q4")},
        result="days",
        rules={"frequent_mental_distress": lambda form: form["q3"] >= 14},
    ),
    "noms-perception-of-care": Table(
        answers=same([1, 2, 3, 4, 5, NA], *numbered(14)),
        counted=numbered(14),
        result="mean",
        blanks=4,
        bands=[(3.5, "Not positive"), (5, "Positive")],
    ),
    "noms-items-12-14": Table(
        answers=same([1, 2, 3, 4, 5, NA], "q12", "q13", "q14"),
        counted=["q12", "q13", "q14"],
        result="mean",
    ),
    "cgi": Table(
        answers=same([0, 1, 2, 3, 4, 5, 6, 7], "severity", "improvement"),
        critical=[("improvement", lambda value: value in (6, 7))],
    ),
    "iop-daily-checkin": Table(
        answers={
            "feeling": [1, 2, 3, 4, 5],
            "mood": list(range(11)),
            **same([0, 1, 2, 3, 4, 5], "si_urge", "sh_urge", "use_urge", "skills"),
            **same([0, 1], "sh_act", "safe_home", "meds"),
            "sleep_hours": list(range(25)),
        },
        critical=[
            ("si_urge", some),
            ("sh_urge", lambda value: value >= 3),
            ("sh_act", yes),
            ("safe_home", lambda value: value == 0),
        ],
    ),
    "iop-group-checkout": Table(
        answers=same([1, 2, 3, 4, 5], "heard", "useful", "safe", "belong"),
        counted=["heard", "useful", "safe", "belong"],
        result="mean",
        blanks=1,
        critical=[("safe", lambda value: value <= 2)],
    ),
}


def points(table: Table, form: Form) -> tuple[dict[str, int], list[str]]:
    """What each counted question is worth, and which of them are blank."""
    needless = table.skips(form)
    worth: dict[str, int] = {}
    blank: list[str] = []
    for name in table.counted:
        answer = form.get(name)
        if name in needless:
            worth[name] = needless[name]
        elif answer is None:
            blank.append(name)
        elif answer != NA:
            ladder = sorted(value for value in table.answers[name] if value != NA)
            # the mirror image on the ladder of answers, found by its place
            worth[name] = ladder[-1 - ladder.index(answer)] if name in table.turned else answer
    return worth, blank


def half_up(exact: Fraction) -> int:
    whole = exact.numerator // exact.denominator
    return whole + (1 if exact - whole >= Fraction(1, 2) else 0)


def total(table: Table, form: Form) -> Fraction | None:
    """The main number, exactly."""
    if table.result == "days":
        bad = [form.get("q2"), form.get("q3")]
        known = [days for days in bad if days is not None]
        return Fraction(min(30, sum(known))) if len(known) == 2 else None
    if table.result == "none":
        return None
    worth, blank = points(table, form)
    if len(blank) > table.blanks or any(name in table.never for name in blank) or not worth:
        return None
    if table.result == "mean":
        return Fraction(sum(worth.values()), len(worth))
    if table.result == "percent":
        return Fraction(100 * sum(worth.values()), 6 * len(worth))
    filled: dict[str, Fraction] = {name: Fraction(value) for name, value in worth.items()}
    for name in blank:
        near = list(worth)
        if table.per_group:
            (mine,) = (names for names in table.groups.values() if name in names)
            if sum(1 for other in blank if other in mine) > 1:
                return None
            near = [other for other in mine if other in worth]
        filled[name] = Fraction(sum(worth[other] for other in near), len(near))
    whole = sum(filled.values(), Fraction(0))
    if table.rounded:
        whole = Fraction(half_up(whole))
    return whole * 4 if table.result == "x4" else whole


def band(table: Table, number: Fraction | None) -> str | None:
    if number is None:
        return None
    if table.result == "sum":
        # the next band begins at the next whole number
        number = Fraction(number.numerator // number.denominator)
    return next((label for highest, label in table.bands if number <= highest), None)


def groups(table: Table, form: Form) -> dict[str, Fraction | None]:
    made: dict[str, Fraction | None] = {}
    everything = Table(
        **{
            **table.__dict__,
            "counted": list(table.answers),
            "turned": table.turned if table.groups_turned else [],
        }
    )
    worth, _blank = points(everything, form)
    for label, names in table.groups.items():
        if all(name in worth for name in names):
            added = Fraction(sum(worth[name] for name in names))
            made[label] = added / len(names) if table.group_means else added
        else:
            made[label] = None
    return made


def fired(table: Table, form: Form) -> list[str]:
    found = []
    for name, is_met in table.critical:
        answer = form.get(name)
        if answer is not None and is_met(answer):
            found.append(name)
    return [name for name in table.answers if name in found]


def fillings(table: Table, form: Form, limit: int) -> Iterator[dict[str, int]] | None:
    """Every way to fill in the blanks, or None when there are too many to try."""
    blank = [name for name in table.answers if form.get(name) is None]
    ways = 1
    for name in blank:
        ways *= len(table.answers[name])
    if ways > limit:
        return None
    return (
        {**form, **dict(zip(blank, chosen, strict=True))}  # type: ignore[dict-item]
        for chosen in product(*(table.answers[name] for name in blank))
    )


def finding(table: Table, rule: str, form: Form, limit: int = 5000) -> Any:
    """Yes or no when every way to fill in the blanks says so, else None; "?" when too many."""
    ways = fillings(table, form, limit)
    if ways is None:
        return "?"
    said = {table.rules[rule](filled) for filled in ways}
    return said.pop() if len(said) == 1 else None


def columbia(form: Form) -> str:
    """The level of the C-SSRS screener, read off its rules line by line."""
    q1, q2, q3, q4, q5, q6 = (form.get(name) for name in numbered(6))
    q6a = form.get("q6a")
    if q4 == 1 or q5 == 1 or q6a == 1 or (q6 == 1 and q6a is None):
        return "high"
    if q3 == 1 or (q6 == 1 and q6a == 0):
        return "moderate"
    if q1 == 1 or q2 == 1:
        return "low"
    if q1 == 0 and q2 == 0 and q6 == 0:
        return "none"
    return "incomplete"


def nimh(form: Form) -> str:
    """The result of the ASQ as its card says it."""
    first = [form.get(name) for name in numbered(4)]
    if form.get("q5") == 1:
        return "acute positive"
    if all(answer is None for answer in first):
        return "not asked"
    return "negative" if first == [0, 0, 0, 0] else "non-acute positive"
