"""The words of the program as plain enums: one place, one spelling, with the label people read."""

from __future__ import annotations

from enum import StrEnum

from .text import _


class Word(StrEnum):
    """An enum whose members carry the label a person reads."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Word:
        """A member with its label; a lookup by value carries none."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class SessionKind(Word):
    """What a block on the week is."""

    SKILLS = "skills", _("Skills")
    PSYCHOEDUCATION = "psychoeducation", _("Psychoeducation")
    PROCESS = "process", _("Process group")
    CLOSING = "closing", _("Closing round")
    BREAK = "break", _("Break")
    ARRIVAL = "arrival", _("Arrival and check-in")
    INDIVIDUAL = "individual", _("Individual session")

    @property
    def is_therapeutic(self) -> bool:
        """Whether minutes in it count as therapeutic; arrival, breaks and waiting do not.

        Source: domain.md 1.7, counting rules.
        """
        return self not in (SessionKind.BREAK, SessionKind.ARRIVAL)

    @property
    def is_group(self) -> bool:
        """Whether it is a group with facilitators who write a note for each woman."""
        return self in (SessionKind.SKILLS, SessionKind.PSYCHOEDUCATION, SessionKind.PROCESS)


class Presence(Word):
    """How a client was in one session."""

    HERE = "here", _("Here")
    LATE = "late", _("Came late")
    LEFT_EARLY = "left_early", _("Left early")
    REMOTE = "remote", _("Remote")
    AWAY = "away", _("Away")


class DayState(Word):
    """Where a client is on a program day, as the front desk sees it."""

    EXPECTED = "expected", _("Expected")
    HERE = "here", _("Here")
    LATE = "late", _("Late")
    REMOTE = "remote", _("Remote")
    AWAY = "away", _("Away")
    LEFT = "left", _("Left")


class AwayReason(Word):
    """Why a client does not come; always optional, never asked twice.

    Source: shortfall reason codes of domain.md 1.7.
    """

    ILLNESS = "illness", _("Not well")
    CHILDCARE = "childcare", _("Childcare")
    TRANSPORT = "transport", _("Transport")
    SAFETY = "safety", _("It isn't safe to come")
    HOLIDAY = "holiday", _("Holiday")
    PROGRAM_CANCELLED = "program_cancelled", _("The program canceled")
    NO_CONTACT = "no_contact", _("Not heard from yet")
    NOT_IN_SESSION = "not_in_session", _("Here that day, not in this session")
    OTHER = "other", _("Something else")
    UNSAID = "unsaid", _("I'd rather not say")


class NeedKind(Word):
    """What a client may ask for at check-in."""

    QUIET_SPACE = "quiet_space", _("A quiet place for a while")
    TALK = "talk", _("To talk with someone today")
    GO_GENTLY = "go_gently", _("To take it gently in group")
    PRACTICAL = "practical", _("Help with something practical")
    OTHER = "other", _("Something else")


class Channel(Word):
    """A way to reach a client."""

    CALL = "call", _("Call")
    TEXT = "text", _("Text message")
    EMAIL = "email", _("E-mail")
    POST = "post", _("Letter")


class Level(Word):
    """How soon an alert needs a person.

    Source: levels of domain.md 8.4; `review` is a same-day look without an alarm.
    """

    HIGH = "high", _("Now")
    MODERATE = "moderate", _("Today, before she leaves")
    LOW = "low", _("Today")
    REVIEW = "review", _("Review")
