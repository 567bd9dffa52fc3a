from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiop.domain.contact import (
    NEW_CLIENT,
    Allowed,
    ChannelRule,
    ContactProfile,
    Purpose,
    SayWho,
    Voicemail,
    Window,
    home_question_in_person,
    how_to_reach,
    may_contact,
    next_safe_time,
    times_in_words,
    voicemail_now,
)
from openiop.domain.words import Channel

ZONE = ZoneInfo("America/New_York")
OFFICE_HOURS = Window(frozenset(range(5)), time(9), time(17))
YES = ChannelRule(Allowed.YES)
NO = ChannelRule(Allowed.NO)
AT_OFFICE_HOURS = ChannelRule(Allowed.AT_TIMES, (OFFICE_HOURS,))
OPEN = ContactProfile(call=YES, text=YES, email=YES, post=YES)
TEXT_9_TO_17 = ContactProfile(text=AT_OFFICE_HOURS)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of the week of Monday, November 23."""
    return datetime(2026, 11, 22, hour, minute, tzinfo=ZONE) + timedelta(days=day)


def said(profile: ContactProfile, channel: Channel, moment: datetime) -> str:
    (reason,) = may_contact(profile, channel, moment)
    return reason.text.format(**reason.params)


@pytest.mark.parametrize("channel", Channel)
def test_a_new_client_is_reached_by_no_channel_until_asked(channel: Channel) -> None:
    assert may_contact(NEW_CLIENT, channel, at(3, 12)).codes == ("not_asked",)
    assert next_safe_time(NEW_CLIENT, channel, at(3, 12)) is None
    assert voicemail_now(NEW_CLIENT) is Voicemail.NONE
    assert not NEW_CLIENT.content_allowed
    assert NEW_CLIENT.say_who is SayWho.NO


def test_even_a_yes_does_not_count_before_she_was_asked() -> None:
    assert may_contact(replace(OPEN, asked=False), Channel.CALL, at(3, 12)).codes == ("not_asked",)


@pytest.mark.parametrize(
    ("profile", "channel", "moment", "sentence"),
    [
        (ContactProfile(), Channel.CALL, at(3, 12), "She asked us not to call."),
        (ContactProfile(), Channel.POST, at(3, 12), "She asked us not to send letters."),
        (
            TEXT_9_TO_17,
            Channel.TEXT,
            at(3, 18),
            "Texts are fine only Mon-Fri 9:00-17:00. It is 18:00 now.",
        ),
        (
            ContactProfile(text=ChannelRule(Allowed.AT_TIMES)),
            Channel.TEXT,
            at(3, 12),
            "She asked us not to text.",
        ),
    ],
)
def test_a_refusal_says_plainly_what_she_asked(
    profile: ContactProfile, channel: Channel, moment: datetime, sentence: str
) -> None:
    assert said(profile, channel, moment) == sentence


@pytest.mark.parametrize(
    ("moment", "fine"),
    [
        (at(3, 8, 59), False),
        (at(3, 9), True),
        (at(3, 16, 59), True),
        (at(3, 17), False),
        (at(6, 12), False),
        (at(7, 12), False),
    ],
)
def test_a_window_holds_from_its_first_minute_to_before_its_last(
    moment: datetime, fine: bool
) -> None:
    assert bool(may_contact(TEXT_9_TO_17, Channel.TEXT, moment)) is fine


@pytest.mark.parametrize("hour", range(24))
def test_a_window_that_closes_before_it_opens_never_opens(hour: int) -> None:
    backwards = ChannelRule(Allowed.AT_TIMES, (Window(frozenset(range(7)), time(17), time(9)),))

    assert not may_contact(ContactProfile(call=backwards), Channel.CALL, at(3, hour))


NOT_SAFE = replace(OPEN, not_safe_at_home=True)
CONFIRMED = ChannelRule(Allowed.YES, confirmed_since_disclosure=True)


@pytest.mark.parametrize("channel", Channel)
def test_when_home_is_not_safe_an_earlier_yes_no_longer_holds(channel: Channel) -> None:
    assert may_contact(NOT_SAFE, channel, at(3, 12)).codes == ("on_hold",)
    assert next_safe_time(NOT_SAFE, channel, at(3, 12)) is None


@pytest.mark.parametrize(
    ("channel", "fine"),
    [(Channel.CALL, True), (Channel.TEXT, True), (Channel.EMAIL, True), (Channel.POST, False)],
)
def test_what_she_confirmed_herself_is_open_but_never_post(channel: Channel, fine: bool) -> None:
    profile = ContactProfile(
        call=CONFIRMED, text=CONFIRMED, email=CONFIRMED, post=CONFIRMED, not_safe_at_home=True
    )

    assert bool(may_contact(profile, channel, at(3, 12))) is fine


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("confirmed", [False, True])
def test_not_safe_at_home_with_text_9_to_17_sends_nothing_at_18(
    channel: Channel, confirmed: bool
) -> None:
    text = replace(AT_OFFICE_HOURS, confirmed_since_disclosure=confirmed)
    profile = ContactProfile(text=text, not_safe_at_home=True)

    assert not may_contact(profile, channel, at(3, 18))


def test_a_hold_gives_no_reason_away() -> None:
    for channel in Channel:
        words = said(NOT_SAFE, channel, at(3, 12)).casefold()
        assert not any(word in words for word in ("safe", "home", "told us", "disclos"))


@pytest.mark.parametrize(
    ("channel", "purpose", "content_allowed", "codes"),
    [
        (Channel.TEXT, "neutral", False, ()),
        (Channel.TEXT, "clinical", False, ("content",)),
        (Channel.EMAIL, "billing", False, ("content",)),
        (Channel.POST, "billing", False, ("content",)),
        (Channel.CALL, "clinical", False, ()),
        (Channel.EMAIL, "clinical", True, ()),
    ],
)
def test_nothing_but_neutral_words_is_written_unless_she_agreed(
    channel: Channel, purpose: Purpose, content_allowed: bool, codes: tuple[str, ...]
) -> None:
    profile = replace(OPEN, content_allowed=content_allowed)

    assert may_contact(profile, channel, at(3, 12), purpose).codes == codes


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(3, 12), at(3, 12)),
        (at(3, 7), at(3, 9)),
        (at(3, 18), at(4, 9)),
        (at(5, 17), at(8, 9)),
        (at(6, 12), at(8, 9)),
    ],
)
def test_the_next_safe_time(moment: datetime, expected: datetime) -> None:
    assert next_safe_time(TEXT_9_TO_17, Channel.TEXT, moment) == expected


def test_a_window_once_a_week_is_found_a_whole_week_ahead() -> None:
    monday = ChannelRule(Allowed.AT_TIMES, (Window(frozenset({0}), time(9), time(10)),))

    found = next_safe_time(ContactProfile(call=monday), Channel.CALL, at(1, 10))

    assert found == at(8, 9)


@pytest.mark.parametrize(
    ("windows", "words"),
    [
        ((OFFICE_HOURS,), "Mon-Fri 9:00-17:00"),
        ((Window(frozenset({0, 2, 3}), time(9, 30), time(12)),), "Mon, Wed-Thu 9:30-12:00"),
        (
            (OFFICE_HOURS, Window(frozenset({5}), time(10), time(12))),
            "Mon-Fri 9:00-17:00, Sat 10:00-12:00",
        ),
    ],
)
def test_times_in_words(windows: tuple[Window, ...], words: str) -> None:
    assert times_in_words(windows) == words


def lines(profile: ContactProfile, moment: datetime) -> list[str]:
    return [line.text.format(**line.params) for line in how_to_reach(profile, moment)]


def test_the_card_says_what_is_open_and_what_to_say() -> None:
    profile = ContactProfile(
        call=AT_OFFICE_HOURS,
        text=YES,
        voicemail=Voicemail.CALL_BACK_ONLY,
        say_who=SayWho.AS,
        alias="the book club",
        code_phrase="blue door",
        ask_again_on=date(2026, 11, 25),
    )

    assert lines(profile, at(3, 18)) == [
        "Call: only Mon-Fri 9:00-17:00.",
        "Text: fine.",
        "Do not e-mail.",
        "Send no letters.",
        'Voicemail: only "please call back".',
        'Say you are "the book club".',
        'Code phrase: "blue door".',
        "When she is here, ask her how we may reach her.",
    ]
    assert [line.open_now for line in how_to_reach(profile, at(3, 18))][:2] == [False, True]


def test_the_card_reads_the_same_for_a_hold_as_for_a_no() -> None:
    assert lines(NOT_SAFE, at(3, 12)) == lines(ContactProfile(), at(3, 12))


def test_no_voicemail_while_home_is_not_safe() -> None:
    profile = ContactProfile(call=CONFIRMED, voicemail=Voicemail.FULL, not_safe_at_home=True)

    assert voicemail_now(profile) is Voicemail.NONE
    assert "Leave no voicemail." in lines(profile, at(3, 12))


@pytest.mark.parametrize(
    ("shared", "flagged", "in_person"),
    [(False, False, False), (True, False, True), (False, True, True), (True, True, True)],
)
def test_the_home_question_is_asked_in_person(shared: bool, flagged: bool, in_person: bool) -> None:
    profile = ContactProfile(device_shared=shared, device_flagged=flagged)

    assert home_question_in_person(profile) is in_person


rules = st.builds(
    ChannelRule,
    st.sampled_from(Allowed),
    st.lists(
        st.builds(Window, st.frozensets(st.integers(0, 6)), st.times(), st.times()), max_size=2
    ).map(tuple),
    st.booleans(),
)
profiles = st.builds(
    ContactProfile,
    call=rules,
    text=rules,
    email=rules,
    post=rules,
    asked=st.booleans(),
    not_safe_at_home=st.booleans(),
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(ZONE))  # noqa: DTZ001 - the strategy adds the zone


@given(profiles, st.sampled_from(Channel), moments)
def test_the_next_safe_time_is_safe_and_not_in_the_past(
    profile: ContactProfile, channel: Channel, moment: datetime
) -> None:
    found = next_safe_time(profile, channel, moment)

    assert found is None or (found >= moment and may_contact(profile, channel, found))


@given(profiles, moments)
def test_no_letter_ever_goes_to_an_unsafe_home(profile: ContactProfile, moment: datetime) -> None:
    unsafe = replace(profile, not_safe_at_home=True)

    assert not may_contact(unsafe, Channel.POST, moment)
