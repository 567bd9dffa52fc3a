"""What each kind of note holds, who writes it, and when it may be signed."""

from __future__ import annotations

from datetime import date

import pytest

from openiop.domain.care.body import RiskChange
from openiop.domain.care.note_kinds import (
    NOTE_KINDS,
    Discipline,
    KindBody,
    KindFacts,
    KindSignFacts,
    NoteFormat,
    NoteKind,
    Place,
    disciplines_of,
    gaps_in,
    may_sign_kind,
    may_write_kind,
    render_kind,
    rules_of_kind,
)
from openiop.domain.decision import YES, Decision, Reason

NO = Decision.refused(Reason("no", "No."))


def full(kind: NoteKind) -> KindBody:
    rules = rules_of_kind(kind)
    texts = {section.id: f"words about {section.id}" for section in rules.sections}
    return KindBody(texts, goal_id="g", risk_change=RiskChange.NONE, minutes=45)


@pytest.mark.parametrize("kind", NoteKind)
def test_every_kind_has_its_rules_and_is_complete_when_all_is_there(kind: NoteKind) -> None:
    assert NOTE_KINDS[kind].kind is kind
    assert gaps_in(rules_of_kind(kind), full(kind)).codes == ()


@pytest.mark.parametrize("kind", NoteKind)
def test_each_required_part_is_missed_when_it_is_empty(kind: NoteKind) -> None:
    rules = rules_of_kind(kind)

    empty = gaps_in(rules, KindBody({}))

    assert {f"no_{each.id}" for each in rules.sections if each.required} <= set(empty.codes)


def test_an_assessment_is_complete_without_a_word_about_what_happened_to_her() -> None:
    rules = rules_of_kind(NoteKind.ASSESSMENT)
    body = full(NoteKind.ASSESSMENT)
    without = KindBody({**body.texts, "trauma": ""}, None, RiskChange.NONE, 60)

    assert gaps_in(rules, without).codes == ()
    text = render_kind(rules, KindFacts(date(2026, 11, 18), Place.HERE, 60), without)
    assert "In her own time. It was not asked for." in text


@pytest.mark.parametrize(
    ("note_format", "sections"),
    [
        (NoteFormat.DAP, ["data", "assessment", "plan", "her_words"]),
        (NoteFormat.BIRP, ["behavior", "intervention", "response", "plan", "her_words"]),
        (NoteFormat.SOAP, ["subjective", "objective", "assessment", "plan", "her_words"]),
    ],
)
def test_an_individual_session_is_written_in_the_format_of_the_program(
    note_format: NoteFormat, sections: list[str]
) -> None:
    rules = rules_of_kind(NoteKind.INDIVIDUAL, note_format)

    assert [section.id for section in rules.sections] == sections


def test_a_goal_is_owed_only_when_her_plan_has_one() -> None:
    rules, body = rules_of_kind(NoteKind.PEER), full(NoteKind.PEER)
    without = KindBody(body.texts, None, RiskChange.NONE, 30)

    assert gaps_in(rules, without).codes == ("no_goal",)
    assert gaps_in(rules, without, plan_has_goals=False).codes == ()


@pytest.mark.parametrize(
    ("credentials", "expected"),
    [
        ("LCSW", {Discipline.THERAPY}),
        ("Ph.D., LPC", {Discipline.THERAPY}),
        ("M.D.", {Discipline.PRESCRIBING}),
        ("RN, PMHNP-BC", {Discipline.NURSING, Discipline.PRESCRIBING}),
        ("CPSS", {Discipline.PEER}),
        ("", set()),
        ("Friend", set()),
    ],
)
def test_letters_behind_a_name_stand_for_disciplines(
    credentials: str, expected: set[Discipline]
) -> None:
    assert disciplines_of(credentials) == expected


@pytest.mark.parametrize(
    ("kind", "credentials", "expected"),
    [
        (NoteKind.ASSESSMENT, "LCSW", True),
        (NoteKind.ASSESSMENT, "CPSS", False),
        (NoteKind.ASSESSMENT, "CCM", False),
        (NoteKind.PRESCRIBER, "LCSW", False),
        (NoteKind.PRESCRIBER, "PMHNP", True),
        (NoteKind.PEER, "CPSS", True),
        (NoteKind.PEER, "LCSW", False),
        (NoteKind.CASE_MANAGEMENT, "BSW", True),
        (NoteKind.FAMILY, "CPSS", False),
        (NoteKind.WEEKLY, "", False),
    ],
)
def test_each_discipline_has_its_scope(kind: NoteKind, credentials: str, expected: bool) -> None:
    assert bool(may_write_kind(kind, credentials)) is expected


GOOD = KindSignFacts(
    is_author=True,
    already_signed=False,
    in_scope=YES,
    license_stands=YES,
    complete=YES,
    risk_change=RiskChange.NONE,
    alert_open_for_risk=False,
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"is_author": False}, ("not_author",)),
        ({"already_signed": True}, ("signed",)),
        ({"in_scope": NO}, ("no",)),
        ({"license_stands": NO}, ("no",)),
        ({"complete": NO}, ("no",)),
        ({"risk_change": RiskChange.NEW}, ("no_alert",)),
        ({"risk_change": RiskChange.NEW, "alert_open_for_risk": True}, ()),
        ({"names_another_client": True}, ("name",)),
    ],
)
def test_signing(change: dict[str, object], expected: tuple[str, ...]) -> None:
    facts = KindSignFacts(**{**GOOD.__dict__, **change})

    assert may_sign_kind(facts).codes == expected


def test_a_weekly_summary_says_only_what_was_kept() -> None:
    rules = rules_of_kind(NoteKind.WEEKLY)
    body = KindBody({"assessment": "Steadier.", "plan": "Go on."})
    facts = KindFacts(date(2026, 11, 16), Place.HERE, sources=("Attended 9 h.",))

    text = render_kind(rules, facts, body)

    assert text.startswith("Weekly summary, week of 2026-11-16.")
    assert "From signed records:\n- Attended 9 h." in text
    assert "Risk" not in text
