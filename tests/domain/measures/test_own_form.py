"""A form a site brings itself: taken in whole, or every fault named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiop.domain.decision import Decision
from openiop.domain.measures.instrument import Direction, Instrument
from openiop.domain.measures.own_form import MOST_QUESTIONS, Attestation, from_questionnaire
from openiop.domain.measures.scoring import score
from openiop.domain.words import Level

SAYS = Attestation(
    holder="Example Press",
    terms="Site license 17, in the office",
    by_name="Fictional Director",
    on=date(2026, 3, 4),
)
WEIGHT = "http://hl7.org/fhir/StructureDefinition/ordinalValue"


def option(label: str, weight: float | None = None, code: str = "") -> dict[str, Any]:
    made: dict[str, Any] = {"valueCoding": {"display": label}}
    if code:
        made["valueCoding"] |= {"system": "http://loinc.org", "code": code}
    if weight is not None:
        made["extension"] = [{"url": WEIGHT, "valueDecimal": weight}]
    return made


def question(link_id: str = "q1", **changed: Any) -> dict[str, Any]:
    return {
        "linkId": link_id,
        "text": f"Fictional question {link_id}",
        "type": "choice",
        "answerOption": [option("No", 0), option("Some", 1), option("Much", 3)],
    } | changed


def form(*items: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {
        "resourceType": "Questionnaire",
        "id": "Example Scale",
        "title": "Example Scale of Nothing",
        "language": "en-US",
        "item": list(items) or [question("q1"), question("q2")],
    } | changed


def taken(resource: dict[str, Any], attestation: Attestation = SAYS) -> Instrument:
    made = from_questionnaire(resource, attestation)
    assert isinstance(made, Instrument), made
    return made


def codes(resource: Any, attestation: Attestation = SAYS) -> tuple[str, ...]:
    made = from_questionnaire(resource, attestation)
    assert isinstance(made, Decision), made
    for reason in made:
        assert "{" not in reason.text.format(**reason.params)
    return made.codes


def test_a_sum_scored_form_is_taken_in() -> None:
    made = taken(form(copyright="© Example Press 2001"))
    assert (made.id, made.version, made.title) == (
        "own-example-scale",
        "1",
        "Example Scale of Nothing",
    )
    assert made.total_range is not None
    assert (made.total_range.minimum, made.total_range.maximum) == (0, 6)
    assert score(made, {"q1": 3, "q2": 1}).total == 4
    # nothing is known of blanks, so there is no total with one
    assert score(made, {"q1": 3}).total is None
    assert made.licence.notice == "© Example Press 2001"
    assert made.licence.note == "Site license 17, in the office (Fictional Director, 2026-03-04)"
    assert (made.off_until_noticed, made.licence.ship_text) == (True, False)
    assert made.wording_is_ours is False
    assert made.languages == ("en",)
    assert (made.bands, made.cutoffs, made.changes) == ((), (), ())


def test_without_weights_the_order_of_the_answers_counts() -> None:
    made = taken(form(question(answerOption=[option("a"), option("b"), option("c")])))
    assert [o.value for o in made.items[0].options] == [0, 1, 2]


def test_weights_may_stand_on_the_coding_or_be_the_answer() -> None:
    on_coding = {
        "valueCoding": {
            "display": "b",
            "extension": [
                {"url": "http://hl7.org/fhir/StructureDefinition/itemWeight", "valueDecimal": 2}
            ],
        }
    }
    made = taken(
        form(
            question(answerOption=[option("a", 1.0), on_coding]),
            question("q2", type="coding", answerOption=[{"valueInteger": 4}, {"valueInteger": 5}]),
        )
    )
    assert [o.value for o in made.items[0].options] == [1, 2]
    assert [(o.value, o.label) for o in made.items[1].options] == [(4, "4"), (5, "5")]


def test_groups_are_opened_and_display_and_calculated_items_left_out() -> None:
    total = {
        "linkId": "total",
        "text": "Total",
        "type": "decimal",
        "readOnly": True,
    }
    made = taken(
        form(
            {"linkId": "g", "type": "group", "item": [question("q1"), question("q2")]},
            {"linkId": "d", "type": "display", "text": "Thank you"},
            total,
        )
    )
    assert [item.link_id for item in made.items] == ["q1", "q2"]


def test_a_number_between_two_ends() -> None:
    ends = [
        {"url": "http://hl7.org/fhir/StructureDefinition/minValue", "valueInteger": 0},
        {"url": "http://hl7.org/fhir/StructureDefinition/maxValue", "valueInteger": 10},
    ]
    made = taken(form(question(type="integer", extension=ends)))
    assert score(made, {"q1": 7}).total == 7
    assert codes(form(question(type="integer"))) == ("no_range",)


def test_the_site_may_name_answers_to_be_seen() -> None:
    says = replace(SAYS, critical_from={"q2": 1}, direction=Direction.LOWER_IS_BETTER)
    made = taken(form(), says)
    assert score(made, {"q2": 1}).alert_level is Level.MODERATE
    assert score(made, {"q1": 3}).alert_level is None
    assert [item.link_id for item in made.safety_questions] == ["q2"]
    assert codes(form(), replace(SAYS, critical_from={"q9": 1})) == ("critical_unknown",)
    assert codes(form(), replace(SAYS, critical_from={"q2": 2})) == ("critical_no_answer",)


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ({}, ("not_a_questionnaire", "no_title", "no_id", "no_questions")),
        (form(title=" "), ("no_title",)),
        (form(id="---", name=None), ("no_id",)),
        (form(item=[{"linkId": "d", "type": "display"}]), ("no_questions",)),
        (form(question(linkId="")), ("no_link_id",)),
        (form(question(linkId="a b")), ("no_link_id",)),
        (form(question(text="")), ("no_text",)),
        (form(question(), question()), ("twice",)),
        (form(question(enableWhen=[{"question": "x"}])), ("enable_when",)),
        (form(question(repeats=True)), ("repeats",)),
        (form(question(type="text")), ("kind",)),
        (form(question(type=None)), ("kind",)),
        (form(question(answerOption=[])), ("no_answers",)),
        (form(question(answerValueSet="http://example.org", answerOption=None)), ("no_answers",)),
        (form(question(answerOption=[option("a", 0), option("b")])), ("some_weights",)),
        (form(question(answerOption=[option("a", 0), option("b", 0.5)])), ("bad_answer",)),
        (form(question(answerOption=[option("a", 0), option("", 1)])), ("bad_answer",)),
        (form(question(answerOption=[option("a", 0), option("b", 0)])), ("same_answers",)),
        (form(question(answerOption=[option("a", 0), option("A", 1)])), ("same_answers",)),
        (form(*(question(f"q{n}") for n in range(MOST_QUESTIONS + 1))), ("too_many_questions",)),
        # every fault is named, not only the first
        (
            form(question("q1", text="", repeats=True), question("q2", type="date"), title=""),
            ("no_title", "no_text", "repeats", "kind"),
        ),
    ],
)
def test_every_fault_is_named(resource: dict[str, Any], expected: tuple[str, ...]) -> None:
    assert codes(resource) == expected


@pytest.mark.parametrize(
    ("says", "expected"),
    [
        (replace(SAYS, holder=" "), ("no_license",)),
        (replace(SAYS, terms=""), ("no_license",)),
        (replace(SAYS, by_name=""), ("no_name",)),
    ],
)
def test_without_a_word_on_the_license_nothing_is_taken_in(
    says: Attestation, expected: tuple[str, ...]
) -> None:
    assert codes(form(), says) == expected


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("resourceType", "item", "type", "linkId", "text", "answerOption", "title"),
                    *("extension", "valueCoding", "display", "url", "valueDecimal", "id", "code"),
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["resourceType", "item", "title", "id"]), JSON))
def test_whatever_a_file_holds_it_is_answered_and_never_breaks(resource: dict[str, Any]) -> None:
    assert isinstance(from_questionnaire(resource, SAYS), Instrument | Decision)
