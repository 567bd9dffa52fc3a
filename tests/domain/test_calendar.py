"""A calendar file: what was canceled says so, and nothing in it names a program."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from openiop.domain.calendar import Event, calendar_file, days_of_calendar

NINE = datetime(2026, 11, 18, 9, tzinfo=timezone(timedelta(hours=-5)))


def event(**facts: object) -> Event:
    told: dict[str, object] = {
        "uid": "a@calendar",
        "starts": NINE,
        "ends": NINE + timedelta(hours=1),
        "changed": datetime(2026, 11, 1, 8, tzinfo=UTC),
        "summary": "Appointment",
    }
    return Event(**(told | facts))  # type: ignore[arg-type] # facts of the test


def test_times_with_a_zone_are_written_for_everywhere_and_others_as_local() -> None:
    told = calendar_file([event(), event(starts=datetime(2026, 11, 18, 9))])  # noqa: DTZ001

    assert "DTSTART:20261118T140000Z" in told
    assert "DTSTART:20261118T090000\r\n" in told


def test_what_was_canceled_stays_and_says_so_with_a_higher_number() -> None:
    told = calendar_file([event(canceled=True)])

    assert "STATUS:CANCELLED\r\n" in told
    assert "SEQUENCE:1\r\n" in told
    assert "SEQUENCE:0\r\n" in calendar_file([event()])


def test_marks_are_quoted_and_long_lines_folded() -> None:
    told = calendar_file([event(summary="One, two; three\nfour\\", place="á" * 90)])

    assert "SUMMARY:One\\, two\\; three\\nfour\\\\\r\n" in told
    assert all(len(line.encode()) <= 75 for line in told.split("\r\n"))
    assert "á" * 90 in told.replace("\r\n ", "")


def test_the_same_events_make_the_same_file() -> None:
    assert calendar_file([event()], name="Busy") == calendar_file([event()], name="Busy")
    assert "iop" not in calendar_file([event()], name="Busy").lower()


def test_it_looks_two_weeks_back_and_eight_ahead() -> None:
    assert days_of_calendar(date(2026, 11, 18)) == (date(2026, 11, 4), date(2027, 1, 13))
