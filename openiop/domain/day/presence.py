"""From arrival, sessions and leaving to the stretches of time a client was really here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from openiop.domain.decision import Decision, Reason
from openiop.domain.moments import clock_words, minutes_later, seconds_between, whole_minutes
from openiop.domain.text import _
from openiop.domain.words import Presence

from .minutes import Interval, joined_intervals
from .morning import MORNING_RULES, MorningRules

PRESENT = (Presence.HERE, Presence.LATE, Presence.LEFT_EARLY, Presence.REMOTE)


@dataclass(frozen=True)
class Stay:
    """One client's program day at the door: when she came, when she left."""

    arrived_at: datetime | None = None
    left_at: datetime | None = None
    remote: bool = False
    closing_ends_at: datetime | None = None
    """When the closing round ended, if she was in it."""

    @property
    def gone_at(self) -> datetime | None:
        """When she was gone; whoever was in the closing round was here until its end.

        Why: a tap some minutes before the end of the round must not take minutes from her.
        """
        if self.left_at is None or self.closing_ends_at is None:
            return self.left_at
        return max(self.left_at, self.closing_ends_at)


@dataclass(frozen=True)
class Held:
    """A session she was meant to be in, and what its holder confirmed about her, if anything."""

    starts_at: datetime
    ends_at: datetime
    presence: Presence | None = None
    """None until who held it has confirmed how she was."""
    from_at: datetime | None = None
    to_at: datetime | None = None
    """None: until the end."""
    outs: tuple[Interval, ...] = ()
    """When she stepped out and came back."""
    is_closing: bool = False


@dataclass(frozen=True)
class Said:
    """How she was in one session: a word, and from when to when."""

    presence: Presence
    from_at: datetime | None = None
    to_at: datetime | None = None


def said_by_arrival(
    stay: Stay, starts_at: datetime, ends_at: datetime, rules: MorningRules = MORNING_RULES
) -> Said:
    """How she was in a session as far as the door knows: what "confirm all" fills in.

    Whoever came in the first minutes is here; her minutes still run from when she came. Whoever
    had left, or never came before the end, was away.
    Source: ux.md 1.2, room-mode rule (attendance is captured once); B7.
    """
    came, left = stay.arrived_at, stay.gone_at
    if came is None or came >= ends_at or (left is not None and left <= starts_at):
        return Said(Presence.AWAY)
    from_at = max(came, starts_at)
    if left is not None and _minutes(left, ends_at) >= rules.late_from_min:
        return Said(Presence.LEFT_EARLY, from_at, left)
    if _minutes(starts_at, from_at) >= rules.late_from_min:
        return Said(Presence.LATE, from_at)
    return Said(Presence.REMOTE if stay.remote else Presence.HERE, from_at)


def said(held: Held, stay: Stay, rules: MorningRules = MORNING_RULES) -> Said:
    """How she was in a session: what its holder confirmed, bounded by when she left the house.

    Not yet confirmed, it is what the door knows.
    Source: ux.md 1.2, room-mode rule.
    """
    if held.presence is None:
        return said_by_arrival(stay, held.starts_at, held.ends_at, rules)
    if held.presence is Presence.AWAY:
        return Said(Presence.AWAY)
    from_at = held.from_at or held.starts_at
    left = stay.gone_at
    if left is None or left <= from_at or left >= (held.to_at or held.ends_at):
        return Said(held.presence, from_at, held.to_at)
    if _minutes(left, held.ends_at) < rules.late_from_min:
        return Said(held.presence, from_at, left)
    return Said(Presence.LEFT_EARLY, from_at, left)


def in_session(held: Held, stay: Stay, rules: MorningRules = MORNING_RULES) -> tuple[Interval, ...]:
    """The time she was in one session; minutes she stepped out are not in it.

    Source: domain.md 1.7 (presence intervals).
    """
    word = said(held, stay, rules)
    if word.from_at is None:
        return ()
    whole = Interval(
        max(word.from_at, held.starts_at), min(word.to_at or held.ends_at, held.ends_at)
    )
    return tuple(_without([whole], held.outs))


def presence_of_day(
    stay: Stay, sessions: Sequence[Held], rules: MorningRules = MORNING_RULES
) -> tuple[Interval, ...]:
    """The time she was here on one day, and the one picture every count of minutes starts from.

    In a session its holder decides; everywhere else the door decides, from her coming to her
    leaving. Whoever left a session early is not counted as here until something says that she came
    back: a later session she was confirmed in, or the closing round. Time she stepped out is left
    out. While she has not left, the day is still open at its end.
    Source: domain.md 1.7 (presence intervals).
    """
    confirmed = [held for held in sessions if held.presence is not None]
    inside = [part for held in confirmed for part in in_session(held, stay, rules)]
    if stay.arrived_at is None or not sessions:
        return tuple(joined_intervals(inside))
    day_ends_at = max(held.ends_at for held in sessions)
    until = min(stay.gone_at or day_ends_at, day_ends_at)
    decided = [Interval(held.starts_at, held.ends_at) for held in confirmed]
    decided += _gone(confirmed, stay, sessions, rules)
    decided += [out for held in sessions for out in held.outs]
    door = _without([Interval(stay.arrived_at, until)], decided)
    return tuple(joined_intervals([*inside, *door]))


def _gone(
    confirmed: Sequence[Held], stay: Stay, sessions: Sequence[Held], rules: MorningRules
) -> list[Interval]:
    """From leaving a session early to whatever says that she was back."""
    back = sorted(part.starts_at for held in confirmed for part in in_session(held, stay, rules))
    if stay.closing_ends_at is not None:
        back += [held.starts_at for held in sessions if held.is_closing]
    day_ends_at = max(held.ends_at for held in sessions)
    gone = []
    for held in confirmed:
        if held.presence is Presence.LEFT_EARLY and held.to_at is not None:
            returns = [at for at in back if at >= held.to_at]
            gone.append(Interval(held.to_at, min(returns, default=day_ends_at)))
    return gone


def _without(parts: Sequence[Interval], cuts: Sequence[Interval]) -> list[Interval]:
    """The parts with every cut taken out."""
    left = joined_intervals(parts)
    for cut in joined_intervals(cuts):
        left = [
            piece
            for part in left
            for piece in (
                Interval(part.starts_at, min(part.ends_at, cut.starts_at)),
                Interval(max(part.starts_at, cut.ends_at), part.ends_at),
            )
            if piece.ends_at > piece.starts_at
        ]
    return left


def _minutes(earlier: datetime, later: datetime) -> int:
    return whole_minutes(seconds_between(earlier, later))


def may_be_said(word: Said, starts_at: datetime, ends_at: datetime) -> Decision:
    """Coming late and leaving early lie inside the session, in that order.

    Source: ux.md 1.2, room-mode rule (late and left early record minutes).
    """
    times: dict[str, object] = {"starts": clock_words(starts_at), "ends": clock_words(ends_at)}
    if word.presence is Presence.AWAY:
        return Decision()
    from_at, to_at = word.from_at or starts_at, word.to_at or ends_at
    return Decision.all_of(
        (
            word.presence is not Presence.LATE or from_at > starts_at,
            Reason("late_by", _("How many minutes late was she?"), field_name="minutes"),
        ),
        (
            word.presence is not Presence.LEFT_EARLY or to_at < ends_at,
            Reason(
                "left_by", _("How many minutes before the end did she leave?"), field_name="minutes"
            ),
        ),
        (
            starts_at <= from_at < to_at <= ends_at,
            Reason(
                "inside",
                _("The session runs from {starts} to {ends}: choose fewer minutes."),
                params=times,
                field_name="minutes",
            ),
        ),
    )


def late_by(starts_at: datetime, minutes: int) -> datetime:
    """The moment so many minutes after the start.

    Source: ux.md 1.2, room-mode rule.
    """
    return minutes_later(starts_at, minutes)


def left_by(ends_at: datetime, minutes: int) -> datetime:
    """The moment so many minutes before the end.

    Source: ux.md 1.2, room-mode rule.
    """
    return minutes_later(ends_at, -minutes)
