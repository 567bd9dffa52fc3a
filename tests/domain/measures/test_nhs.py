"""Recovery in the words of NHS Talking Therapies."""

import pytest

from openiop.domain.measures.nhs import Pair, nhs_figures, nhs_outcome


@pytest.mark.parametrize(
    ("phq", "gad", "case", "recovered", "better", "worse"),
    [
        ((15, 5), (12, 4), True, True, True, False),
        ((15, 9), (7, 7), True, True, True, False),
        ((15, 9), (7, 8), True, False, True, False),
        ((12, 9), (5, 5), True, True, False, False),
        ((9, 3), (7, 7), False, False, True, False),
        ((9, 9), (8, 7), True, True, False, False),
        ((15, 8), (6, 10), True, False, False, False),
        ((15, 15), (6, 10), True, False, False, True),
        ((10, 16), (8, 4), True, False, False, False),
        ((10, 10), (8, 8), True, False, False, False),
    ],
)
def test_the_pair(
    phq: Pair, gad: Pair, case: bool, recovered: bool, better: bool, worse: bool
) -> None:
    outcome = nhs_outcome({"phq-9": phq, "gad-7": gad})
    assert outcome is not None
    assert outcome.was_case is case
    assert outcome.has_recovered is recovered
    assert outcome.is_reliably_better is better
    assert outcome.is_reliably_worse is worse
    assert outcome.has_reliably_recovered is (recovered and better)


@pytest.mark.parametrize(
    "totals",
    [
        {"phq-9": (15, None), "gad-7": (8, 8)},
        {"phq-9": (15, 5), "gad-7": (None, 8)},
        {"pcl-5": (40, 20)},
        {},
    ],
)
def test_nothing_is_said_when_a_total_or_a_definition_is_missing(totals: dict[str, Pair]) -> None:
    assert nhs_outcome(totals) is None


def test_one_questionnaire_alone() -> None:
    outcome = nhs_outcome({"gad-7": (8, 4)})
    assert outcome is not None
    assert outcome.has_reliably_recovered


def test_recovery_is_counted_among_cases() -> None:
    starts = [(15, 5), (9, 1), (12, 11), (3, 12), (None, 4)]
    figures = nhs_figures(nhs_outcome({"phq-9": pair}) for pair in starts)
    assert (figures.of, figures.cases) == (4, 2)
    assert (figures.recovered, figures.reliably_recovered) == (1, 1)
    assert (figures.reliably_better, figures.reliably_worse) == (2, 1)
