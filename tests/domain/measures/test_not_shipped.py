"""Totals of forms whose wording stays with its owner."""

import pytest

from openiop.domain.measures.instrument import Sensitivity
from openiop.domain.measures.not_shipped import (
    NOT_SHIPPED,
    NotShipped,
    UnknownForm,
    may_enter_total,
    not_shipped,
)
from openiop.domain.measures.registry import INSTRUMENTS

WITHOUT_A_TOTAL = {"dbt-wccl", "gq", "sf-12", "stanley-brown", "gcs"}


def test_each_form_is_known_once_and_none_is_shipped_as_well() -> None:
    ids = [form.id for form in NOT_SHIPPED]
    assert len(ids) == len(set(ids)) == 30
    assert not set(ids) & set(INSTRUMENTS)
    assert {"epds", "wsas", "oq-45", "bdi-ii", "dast-10"} <= set(ids)


@pytest.mark.parametrize("form", NOT_SHIPPED, ids=lambda form: str(form.id))
def test_each_says_why_and_takes_totals_in_its_range(form: NotShipped) -> None:
    known = not_shipped(form.id)
    assert known is form
    assert known.reason
    assert known.scoring
    assert known.takes_totals is (known.id not in WITHOUT_A_TOTAL)
    if known.lowest is not None and known.highest is not None:
        assert known.lowest < known.highest
        for total in (known.lowest, known.highest):
            assert may_enter_total(known, total)
        for total in (known.lowest - 1, known.highest + 1):
            assert may_enter_total(known, total).codes == ("out_of_range",)


@pytest.mark.parametrize(
    ("form_id", "total", "codes"),
    [
        ("epds", 13, ()),
        ("epds", 31, ("out_of_range",)),
        ("epds", 12.5, ("not_whole",)),
        ("bsl-23", 1.35, ()),
        ("ors", 25.3, ()),
        ("csq-8", 7, ("out_of_range",)),
        ("epds", float("nan"), ("out_of_range",)),
        ("bsl-23", float("inf"), ("out_of_range",)),
        ("gq", 1, ("no_total",)),
    ],
)
def test_a_total_is_taken_or_refused_and_never_moved(
    form_id: str, total: float, codes: tuple[str, ...]
) -> None:
    decision = may_enter_total(not_shipped(form_id), total)
    assert decision.codes == codes
    for reason in decision:
        assert "{" not in reason.text.format(**reason.params)


def test_a_form_about_violence_keeps_its_label_without_its_wording() -> None:
    assert not_shipped("hits").sensitivity is Sensitivity.VIOLENCE
    assert not_shipped("ace").sensitivity is Sensitivity.TRAUMA


def test_an_unknown_form_is_named_with_the_known_ones() -> None:
    with pytest.raises(UnknownForm, match="nothing is known of 'x'; there are: dast-10, audit, "):
        not_shipped("x")
