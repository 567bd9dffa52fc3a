from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from openiop.domain.contact_profile import Allowed, SayWho, Voicemail, Window
from openiop.domain.public import (
    PUBLIC_RULES,
    Ask,
    PartnerWord,
    PartOfDay,
    code_as_typed,
    code_in_groups,
    day_typed,
    may_ask_again,
    may_be_a_birthday,
    may_be_from_a_person,
    may_be_her_word,
    partner_word,
    safe_contact,
)
from openiop.domain.referral import EndReason, ReferralState
from openiop.domain.words import Channel

TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("K7M4 9QPX", "K7M49QPX"),
        ("k7m4-9qpx", "K7M49QPX"),
        (" oil0 ", "0110"),
        ("🦋", ""),
        ("", ""),
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str, code: str) -> None:
    assert code_as_typed(typed) == code


def test_a_code_is_shown_in_two_groups() -> None:
    assert code_in_groups("K7M49QPX") == "K7M4 9QPX"


def test_only_ticked_ways_are_open_at_the_times_she_said() -> None:
    profile = safe_contact(
        ways=[Channel.CALL, Channel.EMAIL],
        times=[PartOfDay.EVENING],
        voicemail=Voicemail.FULL,
        may_say_who=False,
    )

    assert profile.call.allowed is Allowed.AT_TIMES
    assert profile.call.windows == (Window(frozenset(range(5)), time(17), time(20)),)
    assert profile.call.windows[0].holds(datetime(2026, 11, 18, 18, 0, tzinfo=UTC))
    assert (profile.text.allowed, profile.post.allowed) == (Allowed.NO, Allowed.NO)
    assert profile.email.allowed is Allowed.YES
    assert (profile.voicemail, profile.say_who) == (Voicemail.FULL, SayWho.NO)
    assert not profile.content_allowed


def test_no_message_is_left_where_calls_are_not_ticked() -> None:
    profile = safe_contact(
        ways=[Channel.TEXT], times=[], voicemail=Voicemail.FULL, may_say_who=True
    )

    assert profile.voicemail is Voicemail.NONE
    assert profile.text.allowed is Allowed.YES


@pytest.mark.parametrize(
    ("month", "day", "year", "is_fine"),
    [
        ("3", "14", "1990", True),
        ("2", "29", "2024", True),
        ("2", "30", "1990", False),
        ("13", "1", "1990", False),
        ("", "1", "1990", False),
        ("x", "1", "1990", False),
        ("3", "14", "99999999999", False),
        ("11", "19", "2026", False),
        ("3", "14", "1890", False),
        ("٣", "14", "1990", True),
    ],
)
def test_birthdays(month: str, day: str, year: str, is_fine: bool) -> None:
    assert bool(may_be_a_birthday(day_typed(month, day, year), TODAY)) is is_fine


@pytest.mark.parametrize(
    ("seconds", "trap", "codes"),
    [
        (60, "", ()),
        (PUBLIC_RULES.seconds_least, "", ()),
        (1, "", ("fast",)),
        (60, "http://", ("trap",)),
        (0, "x", ("trap", "fast")),
    ],
)
def test_what_a_machine_does(seconds: float, trap: str, codes: tuple[str, ...]) -> None:
    assert may_be_from_a_person(seconds=seconds, trap=trap).codes == codes


@pytest.mark.parametrize("what", Ask)
def test_so_many_in_an_hour(what: Ask) -> None:
    fine = [bool(may_ask_again(what, asked)) for asked in range(30)]

    assert fine[0] and not fine[-1]
    assert fine == sorted(fine, reverse=True)


@pytest.mark.parametrize(
    ("word", "is_fine"),
    [("rosa", True), (" ro ", False), ("", False), ("w" * 61, False), ("río azul", True)],
)
def test_her_word(word: str, is_fine: bool) -> None:
    assert bool(may_be_her_word(word)) is is_fine


@pytest.mark.parametrize(
    ("state", "reason", "ended", "word"),
    [
        (ReferralState.CALLING, None, False, PartnerWord.RECEIVED),
        (ReferralState.RECEIVED, None, False, PartnerWord.RECEIVED),
        (ReferralState.CONTACTED, None, False, PartnerWord.RECEIVED),
        (ReferralState.ASSESSMENT_BOOKED, None, False, PartnerWord.BOOKED),
        (ReferralState.ASSESSED, None, False, PartnerWord.BOOKED),
        (ReferralState.COVERAGE, None, False, PartnerWord.BOOKED),
        (ReferralState.START_DATE, None, False, PartnerWord.BOOKED),
        (ReferralState.ADMITTED, None, False, PartnerWord.STARTED),
        (ReferralState.ADMITTED, None, True, PartnerWord.FINISHED),
        (ReferralState.ENDED, EndReason.PREFERS_OTHER, False, PartnerWord.CALL_US),
        (ReferralState.ENDED, EndReason.DUPLICATE, False, PartnerWord.RECEIVED),
    ],
)
def test_a_sender_hears_one_word_and_never_why(
    state: ReferralState, reason: EndReason | None, ended: bool, word: PartnerWord
) -> None:
    assert partner_word(state, end_reason=reason, stay_ended=ended) is word
