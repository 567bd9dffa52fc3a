"""What holds for every questionnaire, whatever is answered."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiop.domain.measures.instrument import Instrument, Method
from openiop.domain.measures.registry import INSTRUMENTS
from openiop.domain.measures.scoring import AnswerOutOfRange, critical_hits, score

Form = dict[str, int | None]
NUMBERED = [f for f in INSTRUMENTS.values() if f.total_range is not None]
WITH_TOTAL = st.sampled_from(NUMBERED)
ANY = st.sampled_from(list(INSTRUMENTS.values()))


@st.composite
def filled_in(draw: st.DrawFn, instruments: st.SearchStrategy[Instrument] = ANY) -> Any:
    """A questionnaire and a form of it, with blanks."""
    shipped = draw(instruments)
    blanks = draw(st.sampled_from([0.0, 0.1, 0.6]))
    dice = random.Random(draw(st.integers(0, 2**32)))  # noqa: S311 - repeatable, no secret
    form: Form = {
        item.link_id: None if dice.random() < blanks else dice.choice(shipped.values_for(item))
        for item in shipped.items
    }
    return shipped, form


@given(filled_in(), st.randoms(use_true_random=False))
def test_the_order_of_the_answers_does_not_matter(
    given_form: tuple[Instrument, Form], dice: random.Random
) -> None:
    shipped, form = given_form
    shuffled = list(form.items())
    dice.shuffle(shuffled)
    assert score(shipped, dict(shuffled)) == score(shipped, form)


@given(filled_in())
def test_a_skipped_question_is_the_same_as_one_left_out(
    given_form: tuple[Instrument, Form],
) -> None:
    shipped, form = given_form
    told = {link_id: value for link_id, value in form.items() if value is not None}
    assert score(shipped, told) == score(shipped, form)


@given(filled_in(WITH_TOTAL))
def test_a_total_lies_in_its_range_and_in_one_band(given_form: tuple[Instrument, Form]) -> None:
    shipped, form = given_form
    result = score(shipped, form)
    assert shipped.total_range is not None
    if result.total is None:
        assert result.band is None
        assert not result.prorated
        return
    assert shipped.total_range.minimum <= result.total <= shipped.total_range.maximum
    assert (result.band is None) is (not shipped.bands)


@given(filled_in(WITH_TOTAL))
def test_blanks_make_a_total_only_within_the_limit_of_the_form(
    given_form: tuple[Instrument, Form],
) -> None:
    shipped, form = given_form
    result, rule = score(shipped, form), shipped.prorating
    if shipped.method is Method.DERIVED or rule is None:
        return
    if len(result.missing) > rule.max_missing or set(result.missing) & set(rule.never_imputed):
        assert result.total is None
    elif rule.max_missing_in_subscale is None and not shipped.branches:
        # a gate answered "no" is a total of its own; else only "not applicable" all over leaves
        # nothing to count
        nothing = not any(
            value is not None and shipped.points[link_id][value] is not None
            for link_id, value in form.items()
            if link_id in shipped.scored_link_ids
        )
        assert (result.total is None) is nothing
    assert result.prorated is (result.total is not None and bool(result.missing))


@given(filled_in(WITH_TOTAL), st.data())
def test_a_blank_is_never_a_zero(given_form: tuple[Instrument, Form], data: st.DataObject) -> None:
    """Leaving out an answer at the far end never lowers a mean, and never passes for the lowest."""
    shipped, form = given_form
    link_id = data.draw(st.sampled_from(shipped.scored_link_ids))
    table = {value: p for value, p in shipped.points[link_id].items() if p is not None}
    highest = max(table, key=lambda value: table[value])
    lowest = min(table, key=lambda value: table[value])
    if shipped.branches:
        return
    high, low = (score(shipped, form | {link_id: value}).total for value in (highest, lowest))
    blank = score(shipped, form | {link_id: None}).total
    if blank is None or high is None or low is None:
        return
    assert low <= blank <= high


@given(filled_in(WITH_TOTAL), st.data())
def test_more_points_for_an_answer_never_make_less_of_a_total(
    given_form: tuple[Instrument, Form], data: st.DataObject
) -> None:
    shipped, form = given_form
    if shipped.method is Method.DERIVED or shipped.branches:
        return
    link_id = data.draw(st.sampled_from(shipped.scored_link_ids))
    table = sorted(
        (points, value) for value, points in shipped.points[link_id].items() if points is not None
    )
    totals = [score(shipped, form | {link_id: value}).total for _points, value in table]
    known = [total for total in totals if total is not None]
    assert len(known) in (0, len(totals))
    assert known == sorted(known)
    assert len(set(known)) == len(known) or any(value is None for value in form.values())


@given(filled_in(), st.data())
def test_a_critical_answer_fires_alone_as_it_does_on_the_whole_form(
    given_form: tuple[Instrument, Form], data: st.DataObject
) -> None:
    shipped, form = given_form
    hits = score(shipped, form).critical
    assert hits == critical_hits(shipped, form)
    for hit in hits:
        alone = critical_hits(shipped, {hit.link_id: form[hit.link_id]})
        assert alone == (hit,)
    kept = data.draw(st.sets(st.sampled_from([item.link_id for item in shipped.items])))
    part: Form = {link_id: form[link_id] for link_id in form if link_id in kept}
    assert {hit.link_id for hit in critical_hits(shipped, part)} == {
        hit.link_id for hit in hits if hit.link_id in kept
    }


@given(filled_in(), st.data(), st.integers(-100, 100))
def test_an_answer_outside_the_options_refuses_the_whole_form(
    given_form: tuple[Instrument, Form], data: st.DataObject, value: int
) -> None:
    shipped, form = given_form
    item = data.draw(st.sampled_from(shipped.items))
    changed = form | {item.link_id: value}
    if value in shipped.values_for(item):
        score(shipped, changed)
        return
    for rule in (score, critical_hits):
        with pytest.raises(AnswerOutOfRange) as caught:
            rule(shipped, changed)
        assert caught.value.link_id == item.link_id


@given(filled_in())
def test_a_finding_once_known_stays_as_more_is_answered(
    given_form: tuple[Instrument, Form],
) -> None:
    shipped, form = given_form
    before = score(shipped, form).findings
    dice = random.Random(str(form))  # noqa: S311 - repeatable, no secret
    full = {
        link_id: dice.choice(shipped.values_for(shipped.item(link_id))) if value is None else value
        for link_id, value in form.items()
    }
    after = {each.id: each.holds for each in score(shipped, full).findings}
    for each in before:
        # two are about what was answered so far, and say so
        if each.holds is not None and each.id not in _ABOUT_NOW:
            assert after[each.id] is each.holds, each.id


_ABOUT_NOW = {"enough_to_compare", "acute_positive", "non_acute_positive"}


@given(st.sampled_from([f for f in INSTRUMENTS.values() if any(i.reverse for i in f.items)]))
def test_turning_every_answer_round_turns_the_total_round(shipped: Instrument) -> None:
    ends = shipped.total_range
    assert ends is not None
    worst = {i.link_id: (min if i.reverse else max)(shipped.values_for(i)) for i in shipped.items}
    best = {i.link_id: (max if i.reverse else min)(shipped.values_for(i)) for i in shipped.items}
    assert (score(shipped, best).total, score(shipped, worst).total) == (ends.minimum, ends.maximum)
