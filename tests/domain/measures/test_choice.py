"""What a site may choose about a questionnaire."""

import pytest

from openiop.domain.measures.choice import (
    choice_before_any,
    choice_of,
    may_choose,
    reliable_values,
)
from openiop.domain.measures.progress import State
from openiop.domain.measures.registry import INSTRUMENTS, instrument


@pytest.mark.parametrize("form_id", INSTRUMENTS)
def test_the_published_defaults_may_be_chosen(form_id: str) -> None:
    form = instrument(form_id)
    chosen = choice_before_any(form)
    assert chosen.is_on is not form.off_until_noticed
    assert may_choose(
        form,
        is_on=True,
        notice_read=True,
        change_id=chosen.change.id if chosen.change else "",
        cutoff_id=chosen.cutoff.id if chosen.cutoff else "",
    )


def test_both_published_values_of_the_gad_7_are_there_by_name() -> None:
    found = {value.id: value.threshold for value in reliable_values(instrument("gad-7"))}
    assert (found["nhs"], found["bischoff-2020"]) == (4, 6)


def test_what_is_chosen_decides_the_state() -> None:
    form = instrument("gad-7")
    here = choice_of(form, is_on=True, change_id="bischoff-2020", cutoff_id="", number=3)
    before, after = choice_before_any(form).change_between(14, 10), here.change_between(14, 10)
    assert before is not None
    assert after is not None
    assert (before.state, after.state) == (State.IMPROVED, State.UNCHANGED)


def test_a_value_that_is_no_longer_shipped_gives_way_to_the_default() -> None:
    form = instrument("gad-7")
    here = choice_of(form, is_on=True, change_id="gone", cutoff_id="gone", number=1)
    assert (here.change, here.cutoff) == (form.reliable, form.cutoff)


@pytest.mark.parametrize(
    ("form_id", "facts", "codes"),
    [
        ("rses", {"notice_read": False}, ("notice_not_read",)),
        ("rses", {"notice_read": True}, ()),
        ("rses", {"notice_read": False, "is_on": False}, ()),
        ("phq-9", {"notice_read": False}, ()),
        ("cssrs-screener-recent", {"is_on": False}, ("always_on",)),
        ("iop-daily-checkin", {"is_on": False}, ("always_on",)),
        ("gad-7", {"change_id": "mcid"}, ("change_unknown",)),
        ("gad-7", {"change_id": ""}, ("change_unknown",)),
        ("gad-7", {"cutoff_id": "nine"}, ("cutoff_unknown",)),
    ],
)
def test_what_may_not_be_chosen(
    form_id: str, facts: dict[str, bool | str], codes: tuple[str, ...]
) -> None:
    form = instrument(form_id)
    usual: dict[str, bool | str] = {
        "is_on": True,
        "notice_read": False,
        "change_id": form.reliable.id if form.reliable else "",
        "cutoff_id": form.cutoff.id if form.cutoff else "",
    }
    assert may_choose(form, **(usual | facts)).codes == codes  # type: ignore[arg-type] # table
