"""Notes she asked for, the code she chose, and which answer brings a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from openiop.domain.contact_profile import NEW_CLIENT, Allowed, ChannelRule, ContactProfile
from openiop.domain.followup.answers import (
    CallWhy,
    HowIsIt,
    NoteAnswers,
    Question,
    VisitTold,
    call_due_at,
    call_for,
    questions_at,
)
from openiop.domain.followup.code import code_folded, may_be_her_code
from openiop.domain.followup.notes import (
    LINK_WORDS,
    LinkFacts,
    NoteFacts,
    NoteMoment,
    link_is_alive,
    may_send_note,
    moments_open,
    notes_of_stay,
)
from openiop.domain.neutral import neutral_words
from openiop.domain.words import Channel

LEFT = date(2026, 11, 18)
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
YES = ChannelRule(Allowed.YES)
OWN = ContactProfile(text=YES, call=YES)
WANTS = NoteFacts(True, Channel.TEXT, OWN, True, has_died=False, is_here=False)


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (WANTS, ()),
        (replace(WANTS, channel=Channel.CALL, has_code=False), ()),
        (replace(WANTS, wants=False), ("not_wanted",)),
        (replace(WANTS, has_code=False), ("no_code",)),
        (replace(WANTS, channel=Channel.POST), ("no_way",)),
        (replace(WANTS, channel=None), ("no_way",)),
        (replace(WANTS, channel=Channel.EMAIL), ("said_no",)),
        (replace(WANTS, profile=replace(OWN, device_shared=True)), ("shared",)),
        (replace(WANTS, profile=replace(OWN, device_flagged=True)), ("shared",)),
        (replace(WANTS, profile=replace(OWN, not_safe_at_home=True)), ("on_hold",)),
        (replace(WANTS, profile=NEW_CLIENT), ("not_asked",)),
        (replace(WANTS, has_died=True), ("died",)),
        (replace(WANTS, is_here=True), ("here",)),
    ],
)
def test_a_note_goes_only_where_it_is_wanted_and_safe(
    facts: NoteFacts, codes: tuple[str, ...]
) -> None:
    assert may_send_note(facts, NOW).codes == codes


def test_notes_are_due_on_their_days_and_half_a_year_by_choice() -> None:
    due = {each.moment: each for each in notes_of_stay(LEFT, half_year=True)}

    assert [(due[m].due_on - LEFT).days for m in NoteMoment] == [1, 7, 30, 90, 180]
    assert (due[NoteMoment.FIRST].until_on - LEFT).days == 3
    assert len(notes_of_stay(LEFT, half_year=False)) == 4
    assert moments_open(LEFT, False, (), LEFT) == (), "not on the day she left"
    week = LEFT + timedelta(days=8)
    assert [each.moment for each in moments_open(LEFT, False, (), week)] == [NoteMoment.WEEK]
    assert moments_open(LEFT, False, (NoteMoment.WEEK,), week) == ()


ALIVE = LinkFacts(
    until_on=LEFT,
    used=False,
    stopped=False,
    contact_number=2,
    contact_number_now=2,
    wrong_codes=0,
    device_is_safe=True,
    wants_now=True,
)


@pytest.mark.parametrize(
    ("facts", "days", "alive"),
    [
        (ALIVE, 0, True),
        (ALIVE, 1, False),
        (replace(ALIVE, used=True), 0, False),
        (replace(ALIVE, stopped=True), 0, False),
        (replace(ALIVE, contact_number_now=3), 0, False),
        (replace(ALIVE, wrong_codes=5), 0, False),
        (replace(ALIVE, device_is_safe=False), 0, False),
        (replace(ALIVE, wants_now=False), 0, False),
    ],
)
def test_a_link_lives_while_its_note_is_due_and_nothing_changed(
    facts: LinkFacts, days: int, alive: bool
) -> None:
    assert link_is_alive(facts, LEFT + timedelta(days=days)) is alive


def test_the_note_itself_is_neutral() -> None:
    assert neutral_words(LINK_WORDS.format(link="https://example.org/hello/aB3/"))


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("blue kettle", ()),
        ("4471", ()),
        ("abc", ("length",)),
        ("0703", ("birthday",)),
        ("7 3 1990", ("birthday",)),
        ("03/07/90", ("birthday",)),
        ("1990", ("birthday",)),
        ("0123", ("phone", "easy")),
        ("Mara", ("easy",)),
        ("mara brightwater", ("easy",)),
        ("7777", ("easy",)),
        ("3456", ("easy",)),
    ],
)
def test_a_code_is_none_that_people_who_know_her_try(typed: str, codes: tuple[str, ...]) -> None:
    names = ("Mara", "Brightwater", "Mara Brightwater")

    assert may_be_her_code(typed, date(1990, 7, 3), "555-0123", names).codes == codes
    assert code_folded("  Blue   KETTLE ") == "blue kettle"


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        (NoteAnswers(), None),
        (NoteAnswers(how=HowIsIt.HARD), None),
        (NoteAnswers(how=HowIsIt.VERY_HARD, call_me=True), CallWhy.VERY_HARD),
        (NoteAnswers(call_me=True), CallWhy.SHE_ASKED),
        (NoteAnswers(visit=VisitTold.NOT_YET), CallWhy.VISIT_OPEN),
        (NoteAnswers(visit=VisitTold.AHEAD, words="I read a lot"), None),
    ],
)
def test_which_answer_brings_a_person(answers: NoteAnswers, why: CallWhy | None) -> None:
    assert call_for(answers) is why


def test_questions_are_few_and_a_visit_is_asked_about_only_while_open() -> None:
    assert all(len(questions_at(moment, True)) <= 3 for moment in NoteMoment)
    assert Question.VISIT not in questions_at(NoteMoment.WEEK, visit_is_open=False)


def test_very_hard_is_the_same_day_and_a_wish_the_next() -> None:
    days, until = frozenset(range(5)), time(17)

    assert call_due_at(CallWhy.VERY_HARD, NOW, days, until).date() == NOW.date()
    assert call_due_at(CallWhy.SHE_ASKED, NOW, days, until).date() == date(2026, 11, 23)
