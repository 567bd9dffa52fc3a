"""Medications, allergies and diagnoses: what may be stated."""

from __future__ import annotations

from datetime import date

import pytest

from openiop.domain.health.allergies import AllergyState, allergy_state
from openiop.domain.health.diagnoses import (
    DiagnosisStatus,
    StandingDiagnosis,
    may_diagnose,
    next_rank,
)
from openiop.domain.health.medications import may_state, review_due_on

TODAY = date(2026, 11, 18)
BEFORE, LATER = date(2026, 11, 1), date(2026, 11, 19)
ON_HER_LIST = (StandingDiagnosis("F33.1", 1, DiagnosisStatus.CONFIRMED),)


@pytest.mark.parametrize(
    ("name", "started_on", "stopped_on", "codes"),
    [
        ("Sertraline", None, None, ()),
        ("Sertraline", BEFORE, TODAY, ()),
        ("Sertraline", TODAY, TODAY, ()),
        ("  ", None, None, ("name",)),
        ("Sertraline", LATER, None, ("started",)),
        ("Sertraline", None, LATER, ("stopped",)),
        ("Sertraline", TODAY, BEFORE, ("order",)),
    ],
)
def test_what_may_be_stated_of_a_medication(
    name: str, started_on: date | None, stopped_on: date | None, codes: tuple[str, ...]
) -> None:
    assert may_state(name, started_on, stopped_on, TODAY).codes == codes


@pytest.mark.parametrize(
    ("reviewed", "due_on"),
    [
        ([], BEFORE),
        ([date(2026, 10, 1)], BEFORE),
        ([date(2026, 11, 5)], date(2026, 12, 5)),
        ([date(2026, 11, 5), date(2026, 11, 10)], date(2026, 12, 10)),
    ],
)
def test_the_list_is_looked_through_at_the_start_and_each_month(
    reviewed: list[date], due_on: date
) -> None:
    assert review_due_on(BEFORE, reviewed) == due_on


@pytest.mark.parametrize(
    ("standing", "none_known", "state"),
    [
        (0, False, AllergyState.NOT_ASKED),
        (0, True, AllergyState.NONE_KNOWN),
        (1, True, AllergyState.LISTED),
        (2, False, AllergyState.LISTED),
    ],
)
def test_an_empty_list_is_not_none_known(
    standing: int, none_known: bool, state: AllergyState
) -> None:
    assert allergy_state(standing, none_known) is state


@pytest.mark.parametrize(
    ("code", "in_table", "rank", "onset_on", "codes"),
    [
        ("F43.10", True, 2, None, ()),
        ("F43.10", False, 2, None, ("code",)),
        ("F43.10", True, 1, None, ("rank_taken",)),
        ("F33.1", True, 2, None, ("twice",)),
        ("F43.10", True, 0, None, ("rank",)),
        ("F43.10", True, 13, None, ("rank",)),
        ("F43.10", True, 2, LATER, ("onset",)),
    ],
)
def test_which_diagnosis_may_stand_on_her_list(
    code: str, in_table: bool, rank: int, onset_on: date | None, codes: tuple[str, ...]
) -> None:
    assert may_diagnose(code, in_table, rank, onset_on, ON_HER_LIST, TODAY).codes == codes


def test_the_first_free_place() -> None:
    assert next_rank(()) == 1
    assert next_rank(ON_HER_LIST) == 2
    assert next_rank((StandingDiagnosis("F43.10", 2, DiagnosisStatus.PROVISIONAL),)) == 1


def test_only_what_holds_counts() -> None:
    standing = [status for status in DiagnosisStatus if status.is_standing]

    assert standing == [
        DiagnosisStatus.PROVISIONAL,
        DiagnosisStatus.CONFIRMED,
        DiagnosisStatus.REMISSION,
    ]
