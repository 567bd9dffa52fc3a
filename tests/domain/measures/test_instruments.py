"""Every shipped questionnaire, character for character, against a copy of its wording."""

import json
from pathlib import Path
from typing import Any

import pytest

from openiop.domain.measures.instrument import Instrument, Item, Method, UnknownItem
from openiop.domain.measures.registry import INSTRUMENTS, UnknownInstrument, instrument
from openiop.domain.words import Level

FIXTURE = Path(__file__).parent / "fixtures" / "official_wording.json"
PUBLISHED: dict[str, dict[str, Any]] = {
    entry["id"]: entry for entry in json.loads(FIXTURE.read_text(encoding="utf-8"))
}
EVERY = pytest.mark.parametrize("shipped", INSTRUMENTS.values(), ids=lambda each: str(each.id))

OWN_FIRST_ITEM = "feeling"
CODING_NOTE = " (1 yes, 0 no, blank = none prescribed)"
"""Told a typist what to enter; version 2 of the check-in has labelled answers instead."""


def published_items(shipped: Instrument) -> list[dict[str, Any]]:
    return list(PUBLISHED[shipped.id]["items"])


def shipped_items(shipped: Instrument) -> list[Item]:
    return [item for item in shipped.items if item.link_id != OWN_FIRST_ITEM]


def codes(options: Any) -> list[tuple[int, str, str]]:
    return [(each["value"], each["label"], each.get("loinc_answer", "")) for each in options or []]


def test_the_registry_holds_the_five_questionnaires_of_this_version() -> None:
    assert set(INSTRUMENTS) == set(PUBLISHED)


@EVERY
def test_the_heading_is_the_published_one(shipped: Instrument) -> None:
    published = PUBLISHED[shipped.id]
    for name in ("title", "construct", "respondent", "window", "instructions", "minutes"):
        assert getattr(shipped, name) == published[name], name
    assert shipped.source_of_wording == published["source_of_wording"]
    assert (shipped.citation or "none") == published["citation"]
    assert list(shipped.schedule) == published["schedule"]
    assert shipped.licence.tier == published["licence"]["tier"]
    assert shipped.licence.ship_text is True
    assert shipped.licence.notice == published["licence"]["text"]
    assert (shipped.loinc_panel or None) == published["loinc"]["panel"]
    assert (shipped.loinc_total or None) == published["loinc"].get("total")


@EVERY
def test_the_questions_are_the_published_ones_in_their_order(shipped: Instrument) -> None:
    assert [(item.link_id, item.text) for item in shipped_items(shipped)] == [
        (each["linkId"], each["text"].removesuffix(CODING_NOTE))
        for each in published_items(shipped)
    ]


@EVERY
def test_the_facts_of_each_question_are_the_published_ones(shipped: Instrument) -> None:
    for item, published in zip(shipped_items(shipped), published_items(shipped), strict=True):
        assert (item.loinc or None) == published["loinc"], item.link_id
        assert (item.subscale or None) == published["subscale"], item.link_id
        assert item.reverse is published["reverse"], item.link_id
        assert item.scored is published.get("scored", True), item.link_id
        assert item.wording_verified is published["wording_verified"], item.link_id
        when = item.enable_when and f"{item.enable_when.link_id}=={item.enable_when.value}"
        assert when == published.get("enableWhen"), item.link_id


@EVERY
def test_a_critical_answer_is_the_published_one(shipped: Instrument) -> None:
    assert {
        item.link_id: {"operator": item.critical.operator, "value": item.critical.value}
        for item in shipped.items
        if item.critical
    } == {
        each["linkId"]: each["critical"] for each in published_items(shipped) if "critical" in each
    }


@EVERY
def test_the_answers_are_the_published_ones(shipped: Instrument) -> None:
    assert [(o.value, o.label, o.loinc_answer) for o in shipped.options] == codes(
        PUBLISHED[shipped.id]["options"]
    )
    for item, published in zip(shipped_items(shipped), published_items(shipped), strict=True):
        if "options" in published:
            given = [(o.value, o.label, o.loinc_answer) for o in item.options]
            assert given == codes(published["options"]), item.link_id
        if "min" in published:
            values = [option.value for option in shipped.options_for(item)]
            assert values == list(range(published["min"], published["max"] + 1)), item.link_id


@EVERY
def test_the_scoring_numbers_are_the_published_ones(shipped: Instrument) -> None:
    published = PUBLISHED[shipped.id]
    assert shipped.method.value == published["scoring"]["method"]
    if "max" in published["scoring"]:
        assert shipped.total_range is not None
        assert shipped.total_range.minimum == published["scoring"]["min"]
        assert shipped.total_range.maximum == published["scoring"]["max"]
    assert [
        {"min": band.minimum, "max": band.maximum, "label": band.label} for band in shipped.bands
    ] == published["bands"]
    blanks = shipped.prorating and shipped.prorating.max_missing
    assert blanks == (published["prorating"] and published["prorating"]["max_missing"])
    assert (shipped.direction and shipped.direction.value) == published["direction"]
    cutoff = (published["cutoff"] or {}).get("caseness")
    assert (shipped.cutoff and shipped.cutoff.value) == cutoff


@pytest.mark.parametrize("instrument_id", ["phq-9", "gad-7"])
def test_the_change_numbers_are_the_published_ones(instrument_id: str) -> None:
    shipped, published = instrument(instrument_id), PUBLISHED[instrument_id]
    known, kept = shipped.reliable, shipped.reliability
    assert known is not None
    assert known.sd is not None
    assert known.reliability is not None
    assert kept is not None
    assert shipped.noticeable is not None
    assert (known.threshold, known.basis) == (
        published["rci"]["threshold"],
        published["rci"]["basis"],
    )
    assert (known.sd, known.sd_sample) == (published["sd"]["value"], published["sd"]["sample"])
    assert (kept.alpha, kept.test_retest, kept.source) == (
        published["reliability"]["alpha"],
        published["reliability"]["test_retest"],
        published["reliability"]["source"],
    )
    assert shipped.noticeable.threshold == published["mcid"]["value"]
    # The shipped whole number is the computed one rounded up, and so never the more generous.
    computed = 1.96 * known.sd * (2 * (1 - known.reliability)) ** 0.5
    assert known.threshold - 1 < computed <= known.threshold
    by_retest = shipped.change_value("computed-test-retest")
    assert by_retest.threshold == published["rci"]["with_test_retest"]
    assert by_retest.sd is not None
    assert by_retest.reliability == kept.test_retest is not None
    by_hand = 1.96 * by_retest.sd * (2 * (1 - kept.test_retest)) ** 0.5
    assert round(by_hand, 2) == by_retest.threshold


def test_bands_cover_the_whole_range_without_gap_or_overlap() -> None:
    for shipped in INSTRUMENTS.values():
        if not shipped.bands:
            continue
        assert shipped.total_range is not None
        ends = [end for band in shipped.bands for end in (band.minimum, band.maximum)]
        assert ends == sorted(ends), shipped.id
        assert (ends[0], ends[-1]) == (shipped.total_range.minimum, shipped.total_range.maximum)
        gaps = [low - high for high, low in zip(ends[1:-1:2], ends[2::2], strict=True)]
        step = 1 if shipped.method in (Method.SUM, Method.SCALED) else 0.01
        assert gaps == pytest.approx([step] * len(gaps)), shipped.id


@pytest.mark.parametrize(
    ("instrument_id", "safety_questions"),
    [
        ("phq-9", ["q9"]),
        ("gad-7", []),
        # 3 to 5 and 6a are asked only after a yes, which has opened an alert already
        ("cssrs-screener-recent", ["q1", "q2", "q6"]),
        ("iop-daily-checkin", ["si_urge", "sh_urge", "sh_act", "safe_home"]),
        ("iop-group-checkout", []),
    ],
)
def test_a_skipped_safety_question_is_known_as_one(
    instrument_id: str, safety_questions: list[str]
) -> None:
    shipped = instrument(instrument_id)
    assert [item.link_id for item in shipped.safety_questions] == safety_questions


@EVERY
def test_link_ids_values_and_labels_are_unique(shipped: Instrument) -> None:
    link_ids = [item.link_id for item in shipped.items]
    assert len(set(link_ids)) == len(link_ids)
    for item in shipped.items:
        options = shipped.options_for(item)
        assert options, item.link_id
        assert len({option.value for option in options}) == len(options)
        assert len({option.label.casefold() for option in options}) == len(options)


@EVERY
def test_only_our_own_wording_goes_to_the_message_catalogs(shipped: Instrument) -> None:
    assert shipped.wording_is_ours is shipped.id.startswith("iop-")
    assert shipped.languages == ("en",)


def test_the_first_question_of_the_check_in_has_kinds_not_steps() -> None:
    first = instrument("iop-daily-checkin").items[0]
    assert first.link_id == OWN_FIRST_ITEM
    assert first.text == "How am I right now?"
    assert first.categorical
    assert first.critical is None
    assert len(first.options) == 5


def test_the_steps_of_an_urge_have_words_and_distress_has_words_at_its_ends() -> None:
    check_in = instrument("iop-daily-checkin")
    urges = check_in.options_for(check_in.item("si_urge"))
    assert (urges[0].label, urges[-1].label) == ("None", "Very strong")
    distress = [option.label for option in check_in.options_for(check_in.item("mood"))]
    assert distress == [
        "0 not at all",
        *(str(step) for step in range(1, 10)),
        "10 as much as could be",
    ]
    sleep = [option.label for option in check_in.options_for(check_in.item("sleep_hours"))]
    assert sleep == [str(hours) for hours in range(25)]


def test_a_stronger_item_9_is_seen_sooner() -> None:
    critical = instrument("phq-9").item("q9").critical
    assert critical is not None
    assert [critical.is_met(answer) for answer in range(4)] == [False, True, True, True]
    assert [critical.level_for(answer) for answer in (1, 2, 3)] == [
        Level.MODERATE,
        Level.HIGH,
        Level.HIGH,
    ]


def test_an_unknown_questionnaire_is_named_together_with_the_known_ones() -> None:
    with pytest.raises(UnknownInstrument) as caught:
        instrument("phq9")
    assert str(caught.value).startswith("no questionnaire 'phq9'; there are: phq-9, gad-7, ")
    assert isinstance(caught.value, KeyError)


def test_an_unknown_question_is_named() -> None:
    with pytest.raises(UnknownItem, match="phq-9 has no question 'Q9'"):
        instrument("phq-9").item("Q9")
