"""Which questionnaires are drawn, for whom, and from which total on a change counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from openiop.domain.measures.instrument import Sensitivity
from openiop.domain.measures.picture import (
    PICTURE_RULES,
    baseline_of,
    is_drawn,
    is_drawn_for_her,
    may_be_read,
)
from openiop.domain.measures.registry import INSTRUMENTS

STARTS = date(2026, 11, 4)


@dataclass(frozen=True)
class Total:
    """A total on a day."""

    on: date
    total: float


def totals(*days_from_start: int) -> list[Total]:
    """One total on each of these days, counted from the start of the stay."""
    return [Total(STARTS + timedelta(days=n), float(n)) for n in days_from_start]


@pytest.mark.parametrize(
    ("days", "baseline"),
    [
        ((), None),
        ((0,), 0),
        ((3, 10), 3),
        ((0, 7, 14), 0),
        ((-30, 3), -30),
        ((-60, -30, 3), -30),
        ((-30, 3, 10), 3),
        ((-30,), -30),
        ((-60, -30), -30),
    ],
)
def test_a_change_counts_from_the_first_total_of_the_stay(
    days: tuple[int, ...], baseline: int | None
) -> None:
    found = baseline_of(totals(*days), STARTS)
    assert (found and found.total) == baseline


def test_partner_violence_is_drawn_and_read_nowhere() -> None:
    hidden = [of for of in INSTRUMENTS.values() if of.sensitivity is Sensitivity.VIOLENCE]
    assert hidden
    for of in hidden:
        assert not may_be_read(of)
        assert not is_drawn(of)
        assert not is_drawn_for_her(of)


def test_what_has_a_line() -> None:
    drawn = {of.id for of in INSTRUMENTS.values() if is_drawn(of)}
    assert {"phq-9", "gad-7", "pcl-5", "ders-16", "b-ipf"} <= drawn
    assert not drawn & {"cssrs-screener-recent", "lec-5", "itq", "cgi", "iop-daily-checkin"}


def test_hers_is_what_she_answers_herself() -> None:
    hers = {of.id for of in INSTRUMENTS.values() if is_drawn_for_her(of)}
    assert all(INSTRUMENTS[id_].is_self_report or id_ == "noms-perception-of-care" for id_ in hers)
    assert hers <= {of.id for of in INSTRUMENTS.values() if is_drawn(of)}


def test_the_grid_names_only_what_is_shipped_and_drawn() -> None:
    for id_ in (*PICTURE_RULES.always_in_grid, *PICTURE_RULES.in_grid_if_given):
        assert is_drawn(INSTRUMENTS[id_]), id_
