"""Every shipped questionnaire, character for character, against a copy of its wording."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from openiop.domain.measures.instrument import (
    NOT_APPLICABLE,
    ChangeKind,
    Instrument,
    Item,
    Method,
    Option,
    Sensitivity,
    UnknownChangeValue,
    UnknownItem,
)
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


WITHOUT_WORDING = {"who-5", "brs"}
"""Scored here, but their wording may not be shipped, not even in a test."""
SAME_QUESTIONS = {"pcl-5-week", "noms-items-12-14"}

COPIED = pytest.mark.parametrize(
    "shipped", [INSTRUMENTS[name] for name in PUBLISHED], ids=list(PUBLISHED)
)


def published_items(shipped: Instrument) -> list[dict[str, Any]]:
    return list(PUBLISHED[shipped.id]["items"])


def shipped_items(shipped: Instrument) -> list[Item]:
    return [item for item in shipped.items if item.link_id != OWN_FIRST_ITEM]


def codes(options: Any) -> list[tuple[int, str, str]]:
    return [
        (
            NOT_APPLICABLE if each["value"] is None else each["value"],
            each["label"],
            each.get("loinc_answer", ""),
        )
        for each in options or []
    ]


def given(options: Iterable[Option]) -> list[tuple[int, str, str]]:
    """Without the 0 of the CGI, which is not printed as an answer but means "not assessed"."""
    printed = [each for each in options if (each.value, each.label) != (0, "Not assessed")]
    return [(each.value, each.label, each.loinc_answer) for each in printed]


def test_every_questionnaire_is_copied_here_or_has_a_reason_not_to_be() -> None:
    assert set(INSTRUMENTS) == set(PUBLISHED) | WITHOUT_WORDING | SAME_QUESTIONS


@COPIED
def test_the_heading_is_the_published_one(shipped: Instrument) -> None:
    published = PUBLISHED[shipped.id]
    for name in ("title", "construct", "respondent", "window", "instructions", "minutes"):
        assert getattr(shipped, name) == published[name], name
    assert shipped.source_of_wording == published["source_of_wording"]
    assert (shipped.citation or "none") == published["citation"]
    assert list(shipped.schedule) == published["schedule"]
    assert shipped.licence.tier == published["tier"]
    assert shipped.licence.ship_text is True
    assert (shipped.loinc_panel or None) == published["loinc"]["panel"]
    assert (shipped.loinc_total or None) == published["loinc"]["total"]


@COPIED
def test_the_questions_are_the_published_ones_in_their_order(shipped: Instrument) -> None:
    assert [(item.link_id, item.text) for item in shipped_items(shipped)] == [
        (each["linkId"], each["text"].removesuffix(CODING_NOTE))
        for each in published_items(shipped)
    ]


def condition(item: Item) -> str | None:
    when = item.enable_when
    if when is None:
        return None
    if len(when.link_ids) > 1 and when.operator == "==":
        return f"any({','.join(when.link_ids)})=={when.value}"
    return " OR ".join(f"{link_id}{when.operator}{when.value}" for link_id in when.link_ids)


@COPIED
def test_the_facts_of_each_question_are_the_published_ones(shipped: Instrument) -> None:
    for item, published in zip(shipped_items(shipped), published_items(shipped), strict=True):
        assert (item.loinc or None) == published["loinc"], item.link_id
        assert (item.subscale or None) == published["subscale"], item.link_id
        assert item.reverse is published["reverse"], item.link_id
        assert item.scored is published.get("scored", True), item.link_id
        assert item.wording_verified is published["wording_verified"], item.link_id
        # the gate of the PC-PTSD-5 is said in words there
        gated = "gate==1" if shipped.id == "pc-ptsd-5" and item.scored else None
        assert condition(item) == published.get("enableWhen", gated), item.link_id


@COPIED
def test_a_critical_answer_is_the_published_one(shipped: Instrument) -> None:
    assert {
        item.link_id: {"operator": item.critical.operator, "value": item.critical.value}
        for item in shipped.items
        if item.critical
    } == {
        each["linkId"]: each["critical"] for each in published_items(shipped) if "critical" in each
    }


@COPIED
def test_the_answers_are_the_published_ones(shipped: Instrument) -> None:
    assert given(shipped.options) == codes(PUBLISHED[shipped.id]["options"])
    for item, published in zip(shipped_items(shipped), published_items(shipped), strict=True):
        if "options" in published:
            assert given(item.options) == codes(published["options"]), item.link_id
        if "min" in published:
            values = [option.value for option in shipped.options_for(item)]
            assert values == list(range(published["min"], published["max"] + 1)), item.link_id


@COPIED
def test_the_scoring_numbers_are_the_published_ones(shipped: Instrument) -> None:
    published = PUBLISHED[shipped.id]
    assert shipped.method.value == published["method"]
    if "range" in published:
        ends = shipped.total_range
        assert ends is not None
        assert [ends.minimum, ends.maximum] == published["range"]
    assert [
        {"min": band.minimum, "max": band.maximum, "label": band.label} for band in shipped.bands
    ] == published["bands"]
    assert (shipped.prorating and shipped.prorating.max_missing) == published["max_missing"]
    assert (shipped.direction and shipped.direction.value) == published["direction"]
    cutoff = shipped.cutoff and [shipped.cutoff.operator, shipped.cutoff.value]
    assert cutoff == published.get("cutoff")


@COPIED
def test_the_change_numbers_are_the_published_ones(shipped: Instrument) -> None:
    published = PUBLISHED[shipped.id]
    assert (shipped.reliable and shipped.reliable.threshold) == published.get("reliable")
    assert (shipped.noticeable and shipped.noticeable.threshold) == published.get("noticeable")
    assert (shipped.spread and shipped.spread.value) == published.get("sd")
    kept = shipped.reliability
    assert {
        "alpha": kept.alpha if kept else None,
        "test_retest": kept.test_retest if kept else None,
    } == published["reliability"]


@pytest.mark.parametrize(
    ("instrument_id", "change_id", "threshold", "kind"),
    [
        ("phq-9", "nhs", 6, ChangeKind.RELIABLE),
        ("phq-9", "mcid", 5, ChangeKind.NOTICEABLE),
        ("gad-7", "nhs", 4, ChangeKind.RELIABLE),
        ("gad-7", "bischoff-2020", 6, ChangeKind.RELIABLE),
        ("gad-7", "watch", 4, ChangeKind.WATCH),
        ("pcl-5", "marx-2022", 15, ChangeKind.RELIABLE),
        ("pcl-5", "marx-2022-conservative", 18, ChangeKind.RELIABLE),
        ("pcl-5", "va-10", 10, ChangeKind.WATCH),
    ],
)
def test_where_sources_differ_each_value_is_there_by_name(
    instrument_id: str, change_id: str, threshold: float, kind: ChangeKind
) -> None:
    value = instrument(instrument_id).change_value(change_id)
    assert (value.threshold, value.kind) == (threshold, kind)
    assert value.source
    assert value.basis


def test_an_unknown_change_value_is_named_with_the_known_ones() -> None:
    with pytest.raises(UnknownChangeValue, match="phq-9 has no change value 'x'; there are: nhs, "):
        instrument("phq-9").change_value("x")


@EVERY
def test_a_computed_change_can_be_computed_again(shipped: Instrument) -> None:
    for value in shipped.changes:
        inputs = (value.sd, value.reliability, value.z)
        assert (None in inputs) == (inputs == (None, None, None)), value.id
        if value.sd is None or value.reliability is None or value.z is None:
            continue
        assert value.sd_sample, value.id
        computed = value.z * value.sd * (2 * (1 - value.reliability)) ** 0.5
        assert f"={computed:.2f}" in value.basis, value.id
        # rounded up where it is rounded, and so never the more generous
        off = value.threshold - computed
        assert -0.04 < off < 1, value.id


@EVERY
def test_uncertain_terms_are_off_until_a_site_has_read_them(shipped: Instrument) -> None:
    unclear = {"rses", "ucla-3", "itq", "who-5", "brs"}
    assert shipped.off_until_noticed is (shipped.id in unclear)
    assert shipped.has_wording is (shipped.id not in WITHOUT_WORDING)
    assert shipped.licence.ship_text is shipped.has_wording
    assert shipped.licence.notice
    # a notice is for the reader; what a program has to do stands in the note
    for word in ("ship ", "adopters", "keep out", "from knowledge", "courtesy"):
        assert word not in shipped.licence.notice.casefold(), word


@pytest.mark.parametrize("instrument_id", sorted(WITHOUT_WORDING))
def test_no_wording_is_shipped_where_it_may_not_be(instrument_id: str) -> None:
    shipped = instrument(instrument_id)
    assert [item.text for item in shipped.items] == [
        f"Question {number}" for number in range(1, len(shipped.items) + 1)
    ]
    assert all(option.label == str(option.value) for option in shipped.options)
    assert shipped.instructions == ""


def test_the_past_week_is_a_series_of_its_own() -> None:
    month, week = instrument("pcl-5"), instrument("pcl-5-week")
    assert [(i.link_id, i.text) for i in week.items] == [(i.link_id, i.text) for i in month.items]
    assert (month.window, week.window) == ("past month", "past week")
    assert "month" not in week.instructions
    assert week.instructions.count("past week") == 2
    # the cut-off, the bands and the DSM-5 rule speak of a month
    assert (week.bands, week.cutoffs, week.find) == ((), (), None)


@pytest.mark.parametrize(
    ("instrument_id", "sensitivity"),
    [
        *(
            (each, Sensitivity.TRAUMA)
            for each in ("pcl-5", "pcl-5-week", "pc-ptsd-5", "lec-5", "itq")
        ),
        ("hark", Sensitivity.VIOLENCE),
        *((each, Sensitivity.NONE) for each in ("phq-9", "ders-16", "iop-daily-checkin")),
    ],
)
def test_what_has_to_be_minded_around_the_questions(
    instrument_id: str, sensitivity: Sensitivity
) -> None:
    assert instrument(instrument_id).sensitivity is sensitivity


def test_a_part_of_a_form_asks_its_questions_as_the_form_does() -> None:
    whole, part = instrument("noms-perception-of-care"), instrument("noms-items-12-14")
    assert part.items == whole.items[11:]
    assert (part.window, part.instructions, part.licence) == (
        whole.window,
        whole.instructions,
        whole.licence,
    )
    # what is published about blanks and ranges is said of all fourteen
    assert (part.bands, part.prorating) == ((), None)


@EVERY
def test_a_form_that_contains_another_asks_all_its_questions(shipped: Instrument) -> None:
    for shorter in map(instrument, shipped.contains):
        asked = {item.text for item in shipped.items}
        assert {item.text for item in shorter.items} <= asked
        assert shorter.options == shipped.options


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
        ("asq", ["q1", "q2", "q3", "q4"]),
        ("core-10", ["q6"]),
        ("hark", []),
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
    assert str(caught.value).startswith("no questionnaire 'phq9'; there are: phq-9, phq-2, ")
    assert isinstance(caught.value, KeyError)


def test_an_unknown_question_is_named() -> None:
    with pytest.raises(UnknownItem, match="phq-9 has no question 'Q9'"):
        instrument("phq-9").item("Q9")
