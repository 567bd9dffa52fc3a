"""Caring notes: when one is due, how long its link lives, and when none may go out at all.

Source: domain.md 7.4 (outreach), 4.7 R-DV-01 to R-DV-09; the days a note stays open are
[product default].
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from openiop.domain.contact import ContactProfile, may_contact
from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _
from openiop.domain.words import Channel, Word


class NoteMoment(Word):
    """When we ask how she is."""

    FIRST = "first", _("1 to 3 days after")
    WEEK = "week", _("One week after")
    MONTH = "month", _("One month after")
    QUARTER = "quarter", _("Three months after")
    HALF_YEAR = "half_year", _("Six months after")


@dataclass(frozen=True)
class NoteRules:
    """When a note is due, in days after her last day, and how long it stays open.

    Source: domain.md 7.4: 24-72 h, day 7, 30, 90, and 180 by choice; how long each stays open is
    [product default].
    """

    id: str = "openiop-caring-notes/1"
    due_days: tuple[tuple[NoteMoment, int, int], ...] = (
        (NoteMoment.FIRST, 1, 3),
        (NoteMoment.WEEK, 7, 12),
        (NoteMoment.MONTH, 30, 40),
        (NoteMoment.QUARTER, 90, 104),
        (NoteMoment.HALF_YEAR, 180, 194),
    )
    """Moment, first day, last day on which its link opens."""
    wrong_codes_most: int = 5
    """Then the link opens nothing any more."""
    open_minutes: int = 20
    """So long the questions stay open once the code was right."""


NOTE_RULES = NoteRules()

NOTE_CHANNELS = (Channel.TEXT, Channel.EMAIL, Channel.CALL)
"""By which a note may come: two as a link, one as a call by a person."""


@dataclass(frozen=True)
class NoteDue:
    """A note that is due, and until when."""

    moment: NoteMoment
    due_on: date
    until_on: date


def notes_of_stay(
    left_on: date, half_year: bool, rules: NoteRules = NOTE_RULES
) -> tuple[NoteDue, ...]:
    """Every note after a stay with the days between which it is due; half a year by choice only.

    Source: domain.md 7.4.
    """
    return tuple(
        NoteDue(moment, left_on + timedelta(days=first), left_on + timedelta(days=last))
        for moment, first, last in rules.due_days
        if half_year or moment is not NoteMoment.HALF_YEAR
    )


@dataclass(frozen=True)
class NoteFacts:
    """What decides on a note."""

    wants: bool
    channel: Channel | None
    profile: ContactProfile
    has_code: bool
    has_died: bool
    is_here: bool
    """She is in a stay again."""


def may_send_note(facts: NoteFacts, now_local: datetime) -> Decision:
    """A note goes only to her who asked for it, by a way that is safe now, to a device of her own.

    No note goes to a shared or flagged device, none to a woman who is here again, and none after a
    death. The reasons are for staff; nobody outside learns them.
    Source: domain.md 4.7 R-DV-01, R-DV-09; 7.4 (opt-in, safe channel).
    """
    shared = facts.profile.device_shared or facts.profile.device_flagged
    by_link = facts.channel is not Channel.CALL
    safe = (
        may_contact(facts.profile, facts.channel, now_local)
        if facts.channel is not None
        else Decision()
    )
    asked = Decision.all_of(
        (not facts.has_died, Reason("died", _("This record is closed."))),
        (not facts.is_here, Reason("here", _("She is in the program again."))),
        (facts.wants, Reason("not_wanted", _("She did not ask for notes."))),
        (
            facts.channel in NOTE_CHANNELS,
            Reason("no_way", _("She chose no way for notes.")),
        ),
        (
            not shared,
            Reason("shared", _("Her device is shared or not safe: no note goes to it.")),
        ),
        (
            facts.has_code or not by_link,
            Reason("no_code", _("She has not chosen a code, so a link would open for anybody.")),
        ),
    )
    return asked if not asked else safe


@dataclass(frozen=True)
class LinkFacts:
    """A link as the rule sees it when somebody opens it."""

    until_on: date
    used: bool
    stopped: bool
    contact_number: int
    """How often she had said how she may be reached when it was sent."""
    contact_number_now: int
    wrong_codes: int
    device_is_safe: bool
    wants_now: bool


def link_is_alive(facts: LinkFacts, today: date, rules: NoteRules = NOTE_RULES) -> bool:
    """A link opens once, while its note is due, and only while nothing about reaching her changed.

    Source: issue: "lives as long as the contact is due"; a change of safe contact stops it at once.
    """
    return (
        not facts.used
        and not facts.stopped
        and today <= facts.until_on
        and facts.contact_number == facts.contact_number_now
        and facts.wrong_codes < rules.wrong_codes_most
        and facts.device_is_safe
        and facts.wants_now
    )


LINK_WORDS = _("A short hello for you. Two minutes, if you like: {link}")
"""All a note says. It is neutral in both languages, and is checked again before it leaves."""


def moments_open(
    left_on: date, half_year: bool, done: Collection[NoteMoment], today: date
) -> tuple[NoteDue, ...]:
    """The notes that are due today and were not sent, asked or answered yet.

    Source: domain.md 7.4.
    """
    return tuple(
        each
        for each in notes_of_stay(left_on, half_year)
        if each.moment not in done and each.due_on <= today <= each.until_on
    )
