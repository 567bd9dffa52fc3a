"""The parts of a note as facts: the chips, her own part, and the part all share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from openiop.domain.text import _
from openiop.domain.words import AwayReason, Presence, SessionKind, Word


class Participation(Word):
    """How she took part in a group."""

    QUIET = "quiet", _("Quiet")
    LISTENED = "listened", _("Listened")
    SHARED = "shared", _("Shared")
    LED = "led", _("Led")


class Response(Word):
    """What she did with what was offered; five verbs, none of them a verdict."""

    TRIED = "tried", _("Tried it")
    PRACTICED = "practiced", _("Practiced it")
    CONNECTED = "connected", _("Connected it to her life")
    QUESTIONED = "questioned", _("Questioned it")
    NOT_TODAY = "not_today", _("Chose not to today")


class PracticedWith(Word):
    """With whom she rehearsed; another client is never named."""

    MEMBER = "member", _("With a group member")
    LEADER = "leader", _("With the group leader")
    ALL = "all", _("Before the whole group")


class PracticedHow(Word):
    """How the rehearsal went, in her eyes and ours; none of them a verdict."""

    WELL = "well", _("It went well")
    HARD = "hard", _("Hard, and she did it")
    STOPPED = "stopped", _("She stopped, and that was respected")


class RiskChange(Word):
    """Whether risk changed in this session; unset until the author says so."""

    UNKNOWN = "unknown", _("Not said yet")
    NONE = "none", _("No change")
    NEW = "new", _("New concern")
    LESS = "less", _("Less than before")


@dataclass(frozen=True)
class SharedPart:
    """What is the same for everybody in the group; names nobody.

    Source: domain.md 3.5.
    """

    topic: str
    interventions: tuple[str, ...] = ()
    text: str = ""
    unit: str = ""
    facilitators: tuple[str, ...] = ()


@dataclass(frozen=True)
class GroupNoteBody:
    """Her own part of a group note; starts empty, never copied from another.

    Source: ux.md 2, domain.md 3.5.
    """

    participation: Participation | None = None
    response: Response | None = None
    goal_id: str | None = None
    practiced: str = ""
    """The skill or boundary she rehearsed here."""
    practiced_with: PracticedWith | None = None
    practiced_how: PracticedHow | None = None
    observed: str = ""
    her_words: str = ""
    sentence: str = ""
    """The author's own sentence about her."""
    risk_change: RiskChange = RiskChange.UNKNOWN
    partner_violence: bool = False
    """It tells of violence by a partner: signed and released on its own, never by default."""


@dataclass(frozen=True)
class IndividualNoteBody:
    """An individual session: what happened, what it means, what is next.

    Source: ux.md 1.3, T3.
    """

    happened: str = ""
    assessment: str = ""
    next_step: str = ""
    goal_id: str | None = None
    her_words: str = ""
    sentence: str = ""
    risk_change: RiskChange = RiskChange.UNKNOWN
    partner_violence: bool = False


@dataclass(frozen=True)
class NoteFacts:
    """The facts of the session as it was held; no name, the chart it lands in is hers.

    Source: domain.md 3.5.
    """

    on: date
    kind: SessionKind
    minutes: int
    planned_minutes: int
    presence: Presence
    goal_words: str = ""
    starts: str = ""
    ends: str = ""
    place: str = ""
    location_confirmed: bool = False
    """She took part remotely and said where she was; the place itself is not for the note."""
    attendance_count: int | None = None


@dataclass(frozen=True)
class AbsenceFacts:
    """Why there is an absence entry instead of a note."""

    on: date
    kind: SessionKind
    reason: AwayReason
    outreach: str = ""
    """What was done to reach her, in neutral words."""
