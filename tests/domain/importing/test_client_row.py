"""A row of a file of clients: understood, or refused with every reason at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openiop.domain.contact import how_to_reach, may_contact
from openiop.domain.contact_profile import NEW_CLIENT, Allowed, ChannelRule, Voicemail, Window
from openiop.domain.decision import Decision
from openiop.domain.importing.client_row import (
    CLIENT_COLUMNS,
    ClientRow,
    HereFacts,
    client_row,
    contact_profile,
    differences,
)
from openiop.domain.words import Channel

TODAY = date(2026, 11, 18)
HERE = HereFacts(TODAY, ("Morning",), ("thea", "lena"))
TWO_TRACKS = HereFacts(TODAY, ("Morning", "Evening"))
NEEDED = {"id": "17", "chosen_name": "Alda", "last_name": "Testa"}
STAY = {**NEEDED, "starts_on": "2026-11-02"}


def row(here: HereFacts = HERE, /, **cells: str) -> ClientRow:
    read = client_row({**NEEDED, **cells}, here)
    assert isinstance(read, ClientRow), list(read)
    return read


def refused(here: HereFacts = HERE, /, **cells: str) -> list[tuple[str, str]]:
    read = client_row({**NEEDED, **cells}, here)
    assert isinstance(read, Decision), read
    return [(reason.field_name, reason.code) for reason in read]


def test_a_full_row() -> None:
    read = row(
        legal_first_name=" Adelheid ",
        pronouns="she/her",
        born_on="2/29/1984",
        language="ES",
        track="morning",
        starts_on="2026-11-02",
        weekdays="Mon Wed Thu",
        payer_rules="Medicare-IOP",
        therapist="Thea",
        phone="(555) 010-0142 x3",
        email="alda@example.org",
        call_allowed="yes",
        text_allowed="Mon-Fri 9:00-17:00",
        email_allowed="no",
        post_allowed="NO",
        voicemail="call_back_only",
    )

    assert read == ClientRow(
        external_id="17",
        chosen_name="Alda",
        last_name="Testa",
        legal_first_name="Adelheid",
        pronouns="she/her",
        born_on=date(1984, 2, 29),
        language="es",
        track="Morning",
        starts_on=date(2026, 11, 2),
        weekdays=(0, 2, 3),
        payer_rules="medicare-iop",
        therapist="thea",
        phone="(555) 010-0142 x3",
        email="alda@example.org",
        call_allowed=ChannelRule(Allowed.YES),
        text_allowed=ChannelRule(
            Allowed.AT_TIMES, (Window(frozenset(range(5)), time(9), time(17)),)
        ),
        voicemail=Voicemail.CALL_BACK_ONLY,
        given=frozenset(CLIENT_COLUMNS) - {"ended_on"},
    )


def test_a_bare_row_is_registered_without_a_stay_and_closed_to_every_message() -> None:
    read = row()

    assert read.starts_on is None
    assert read.track == ""
    assert read.language == "en"
    assert not read.tells_how_to_reach_her
    assert contact_profile(read, TODAY) == NEW_CLIENT


def test_the_legal_name_stands_in_for_a_chosen_one() -> None:
    assert row(chosen_name=" ", legal_first_name="Adelheid").chosen_name == "Adelheid"


def test_a_name_with_a_line_break_is_one_name() -> None:
    assert row(chosen_name="\ufeffAl\r\n da\u00a0 ").chosen_name == "Al da"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"id": ""}, [("id", "missing")]),
        ({"id": "1" * 61}, [("id", "long")]),
        ({"last_name": "\u200b "}, [("last_name", "missing")]),
        ({"last_name": "T" * 61}, [("last_name", "long")]),
        ({"last_name": "Te\x07sta"}, [("last_name", "unprintable")]),
        ({"chosen_name": ""}, [("chosen_name", "missing")]),
        ({"pronouns": "p" * 31}, [("pronouns", "long")]),
        ({"born_on": "18.11.1990"}, [("born_on", "not_a_date")]),
        ({"born_on": "11/18/90"}, [("born_on", "not_a_date")]),
        ({"born_on": "33195"}, [("born_on", "not_a_date")]),
        ({"born_on": "19900218"}, [("born_on", "not_a_date")]),
        ({"born_on": "1990-02-18T00:00"}, [("born_on", "not_a_date")]),
        ({"born_on": "\u0661990-02-18"}, [("born_on", "not_a_date")]),
        ({"born_on": "18/11/1990"}, [("born_on", "no_such_day")]),
        ({"born_on": "1990-02-30"}, [("born_on", "no_such_day")]),
        ({"born_on": "0000-01-01"}, [("born_on", "no_such_day")]),
        ({"born_on": "0190-02-18"}, [("born_on", "too_early")]),
        ({"born_on": "2026-11-19"}, [("born_on", "to_come")]),
        ({"language": "fr"}, [("language", "language")]),
        ({"starts_on": "2027-11-20"}, [("starts_on", "far_ahead")]),
        (
            {"starts_on": "2026-11-02", "ended_on": "2026-11-01"},
            [("ended_on", "ends_before_start")],
        ),
        ({"starts_on": "2026-11-02", "ended_on": "2026-11-19"}, [("ended_on", "to_come")]),
        ({"ended_on": "2026-11-01"}, [("ended_on", "no_start")]),
        (
            {"weekdays": "Mon", "therapist": "thea"},
            [("weekdays", "no_start"), ("therapist", "no_start")],
        ),
        ({"starts_on": "2026-11-02", "track": "Night"}, [("track", "unknown")]),
        ({"starts_on": "2026-11-02", "weekdays": "Mon Funday"}, [("weekdays", "weekdays")]),
        ({"starts_on": "2026-11-02", "payer_rules": "aetna"}, [("payer_rules", "payer_rules")]),
        ({"starts_on": "2026-11-02", "therapist": "nobody"}, [("therapist", "unknown")]),
        ({"phone": "ask her sister"}, [("phone", "phone")]),
        ({"phone": "555"}, [("phone", "phone")]),
        ({"phone": "555-0100 or 555-0101"}, [("phone", "phone")]),
        ({"email": "alda at example"}, [("email", "email")]),
        ({"email": "a@example.org, b@example.org"}, [("email", "email")]),
        ({"call_allowed": "maybe"}, [("call_allowed", "times")]),
        ({"voicemail": "yes"}, [("voicemail", "voicemail")]),
    ],
)
def test_what_is_wrong_is_named_by_column(
    cells: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    assert refused(**cells) == expected


def test_all_reasons_come_at_once() -> None:
    found = refused(last_name="", born_on="soon", call_allowed="?", voicemail="?")

    assert [column for column, _code in found] == [
        "last_name",
        "born_on",
        "call_allowed",
        "voicemail",
    ]


@given(st.text(min_size=1).filter(lambda t: len(t.strip()) > 3))
def test_reasons_never_repeat_what_stands_in_a_cell(secret: str) -> None:
    cells = {**NEEDED, **dict.fromkeys(("born_on", "language", "phone", "call_allowed"), secret)}

    read = client_row(cells, HERE)

    told = list(read) if isinstance(read, Decision) else []
    assert all(secret not in map(str, reason.params.values()) for reason in told)


def test_a_track_must_be_said_when_there_are_several() -> None:
    assert refused(TWO_TRACKS, starts_on="2026-11-02") == [("track", "track_unsaid")]
    assert row(TWO_TRACKS, starts_on="2026-11-02", track="EVENING").track == "Evening"


def test_a_stay_needs_a_track_to_be_there() -> None:
    assert refused(HereFacts(TODAY), starts_on="2026-11-02") == [("starts_on", "no_track")]


def test_an_ended_stay() -> None:
    read = row(starts_on="2026-09-01", ended_on="11/18/2026")

    assert read.ended_on == TODAY
    assert read.weekdays == ()


MONDAY_10 = datetime(2026, 11, 16, 10, tzinfo=UTC)
SUNDAY_10 = datetime(2026, 11, 15, 10, tzinfo=UTC)


def test_only_what_the_file_opens_is_open_and_the_rest_is_asked() -> None:
    profile = contact_profile(row(text_allowed="Mon-Fri 9:00-17:00", phone="555-0100"), TODAY)

    assert [channel for channel in Channel if may_contact(profile, channel, MONDAY_10)] == [
        Channel.TEXT
    ]
    assert not may_contact(profile, Channel.TEXT, SUNDAY_10)
    assert profile.voicemail is Voicemail.NONE
    asks = [line.text for line in how_to_reach(profile, datetime(2026, 11, 18, 9, tzinfo=UTC))]
    assert any("ask her" in text for text in asks)


def test_she_is_not_asked_again_when_the_file_says_it_all() -> None:
    said = dict.fromkeys(("call_allowed", "text_allowed", "email_allowed", "post_allowed"), "no")

    assert contact_profile(row(**said), TODAY).ask_again_on is None


def test_a_number_alone_opens_nothing() -> None:
    read = row(phone="555-0100", email="alda@example.org")

    assert read.tells_how_to_reach_her
    assert contact_profile(read, TODAY) == NEW_CLIENT


def test_a_blank_is_no_difference() -> None:
    here = row(pronouns="she/her", phone="555-0100", starts_on="2026-11-02")

    assert differences(row(), here) == ()


def test_differences_are_columns_in_the_order_of_the_format() -> None:
    here = row(born_on="1990-02-18", call_allowed="yes")
    file = row(last_name="Other", born_on="1990-02-18", call_allowed="no", voicemail="full")

    assert differences(file, here) == ("last_name", "call_allowed", "voicemail")
