"""Worked examples that others have published, each with where it stands."""

from __future__ import annotations

import pytest

from openiop.domain.measures.registry import INSTRUMENTS
from openiop.domain.measures.scoring import score


def numbered(*values: int) -> dict[str, int | None]:
    return {f"q{number}": value for number, value in enumerate(values, start=1)}


def test_the_phq_9_of_us_core() -> None:
    """US Core, QuestionnaireResponse/phq-9-example: the answers and its own total of 12."""
    answers = numbered(2, 2, 2, 2, 1, 1, 2, 0, 0) | {"q10": 1}
    result = score(INSTRUMENTS["phq-9"], answers)
    assert (result.total, result.prorated) == (12, False)
    assert result.band is not None
    assert result.band.label == "Moderate"
    # five symptoms, both of the first two among them
    assert result.finding("major_depressive_syndrome") is True
    assert result.finding("other_depressive_syndrome") is False


def test_the_phq_9_of_the_german_core_data_set() -> None:
    """Medizininformatik-Initiative, mii-exa-pro-phq-9: everything nearly every day is 27."""
    result = score(INSTRUMENTS["phq-9"], numbered(*[3] * 9) | {"q10": 3})
    assert result.total == 27
    assert result.band is not None
    assert result.band.label == "Severe"


def test_all_criteria_of_ptsd_with_a_total_of_only_12() -> None:
    """VA training on the CAPS-5, whose rule is the same: "met ... with a total of only 12"."""
    answers = dict.fromkeys((f"q{number}" for number in range(1, 21)), 0)
    answers |= dict.fromkeys(("q1", "q6", "q8", "q9", "q15", "q17"), 2)
    result = score(INSTRUMENTS["pcl-5"], answers)
    assert (result.total, result.finding("dsm5_provisional")) == (12, True)
    assert result.band is not None
    assert result.band.label == "Below provisional PTSD cut-point"


@pytest.mark.parametrize("cluster", [["q1"], ["q6"], ["q8", "q9"], ["q15", "q17"]])
def test_a_high_total_may_leave_a_criterion_out(cluster: list[str]) -> None:
    """National Center for PTSD: at least 1 B, 1 C, 2 D and 2 E items at "moderately" or more."""
    members = {"q1": range(1, 6), "q6": range(6, 8), "q8": range(8, 15), "q15": range(15, 21)}
    answers = dict.fromkeys((f"q{number}" for number in range(1, 21)), 4)
    answers |= dict.fromkeys((f"q{number}" for number in members[cluster[0]]), 1)
    result = score(INSTRUMENTS["pcl-5"], answers)
    assert result.total is not None
    assert result.total >= 31
    assert result.finding("dsm5_provisional") is False
    # one fewer than the rule asks for is still not enough; the rule's own number is
    answers |= dict.fromkeys(cluster[:-1], 2)
    assert score(INSTRUMENTS["pcl-5"], answers).finding("dsm5_provisional") is False
    answers |= dict.fromkeys(cluster, 2)
    assert score(INSTRUMENTS["pcl-5"], answers).finding("dsm5_provisional") is True


def test_seventeen_and_twenty_unhealthy_days_are_thirty() -> None:
    """State Health Compare (SHADAC), All Unhealthy Days: 17 and 20 make the maximum of 30."""
    result = score(INSTRUMENTS["hrqol-4"], numbered(3, 20, 17, 5))
    assert result.total == 30
    assert result.finding("frequent_mental_distress") is True


def test_a_core_10_with_one_blank_is_the_mean_times_ten() -> None:
    """CORE System Trust, "What's in a name (1)": one blank may be prorated, the item mean x 10."""
    whole = numbered(2, 2, 2, 2, 2, 0, 2, 2, 2, 2)
    assert score(INSTRUMENTS["core-10"], whole).total == 18
    blank = score(INSTRUMENTS["core-10"], whole | {"q1": None})
    assert blank.total == pytest.approx(10 * 16 / 9)
    assert blank.prorated
    assert score(INSTRUMENTS["core-10"], whole | {"q1": None, "q4": None}).total is None


def test_a_total_between_two_bands_is_in_the_lower_one() -> None:
    """Cut-off 11: a prorated 10.5 to 10.9 has not reached it."""
    # 10 points from nine answers: 11.1; 9 points: 10.0
    form = INSTRUMENTS["core-10"]
    labels = [form.band_of(total) for total in (10, 10.9, 11, 11.1)]
    assert [band.label if band else None for band in labels] == [
        "Low level",
        "Low level",
        "Mild",
        "Mild",
    ]
    assert form.band_of(41) is None
    assert form.band_of(-1) is None


def test_the_self_compassion_subscales_are_as_answered_and_the_total_turned() -> None:
    """Neff: subscales are means as answered; the negative ones are turned only for the total."""
    answers = numbered(5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5)
    result = score(INSTRUMENTS["scs-sf"], answers)
    assert set(result.subscales.values()) == {5}
    assert result.total == 3


def test_the_who_5_is_a_percentage() -> None:
    """Topp 2015: the raw 0 to 25 times 4, 0 the worst and 100 the best."""
    form = INSTRUMENTS["who-5"]
    assert [score(form, numbered(*[v] * 5)).total for v in (0, 1, 5)] == [0, 20, 100]
    # 28 and 50 are the printed edges
    assert [score(form, numbered(*v)).total for v in ((2, 2, 1, 1, 1), (3, 3, 3, 3, 0))] == [28, 48]


def test_never_a_drink_is_a_whole_audit_c() -> None:
    """Bradley 2003 and the AUDIT-C itself: "never" on question 1 scores 0 and ends the form."""
    form = INSTRUMENTS["audit-c"]
    never = score(form, {"q1": 0})
    assert (never.total, never.of, never.is_complete, never.prorated) == (0, 1, True, False)
    assert score(form, {"q1": 1, "q2": 1, "q3": 1}).total == 3
    assert score(form, {"q1": 1, "q2": 1}).total is None
    assert score(form, {"q2": 1, "q3": 1}).missing == ("q1",)


def test_the_gate_of_the_pc_ptsd_5() -> None:
    """Prins 2016: without such an event the score is 0 and the rest is not asked."""
    form = INSTRUMENTS["pc-ptsd-5"]
    assert score(form, {"gate": 0}).total == 0
    assert score(form, {"gate": 1}).total is None
    assert score(form, {"gate": 1} | numbered(1, 1, 1, 0, 0)).total == 3
    # with the gate blank the five answers speak for themselves, and blanks stay blanks
    assert score(form, numbered(1, 1, 1, 0, 0)).total == 3
    assert score(form, numbered(1, 1, 1, 0)).total is None


@pytest.mark.parametrize(
    ("endorsed", "found"),
    [
        ((1, 3, 5, 7), "ptsd"),
        ((2, 4, 6, 9, 10, 12, 14, 16), "cptsd"),
        ((1, 3, 5, 7, 10, 12, 14), "ptsd"),  # no impairment by DSO
        ((1, 3, 5), "neither"),  # no impairment
        ((10, 12, 14, 16), "neither"),
        ((1, 2, 5, 6, 7), "neither"),  # no avoidance
    ],
)
def test_icd_11_gives_one_diagnosis_or_none(endorsed: tuple[int, ...], found: str) -> None:
    """Cloitre 2018, the diagnostic rule of the ITQ."""
    answers = {f"q{number}": 2 if number in endorsed else 1 for number in range(1, 19)}
    result = score(INSTRUMENTS["itq"], answers)
    said = [name for name in ("ptsd", "cptsd", "neither") if result.finding(name)]
    assert said == [found]
    assert result.total is None
