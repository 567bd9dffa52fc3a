"""A week as staff look at it: what is on, who leads, how full it is, what goes past a rule."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as say

from openiop.accounts.queries import names_by_id
from openiop.domain.timetable.check import Breach, check
from openiop.domain.words import SessionKind
from openiop.programs.queries import terms_by_person
from openiop.schedule.models import Session
from openiop.schedule.queries import away_lines, expected_in, sessions_of_client

from .problem import NO_TERMS, NOBODY, NOT_KNOWN, monday_of, planned_sessions, week_from

KEEP_APART = "H25"
A_DATE = re.compile(r"\d{4}-\d\d-\d\d")
LONG_NUMBER = re.compile(r"\b\d+\.\d{2,}\b")
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
WHAT_BREAKS: Mapping[str, str] = {
    "H10": "More people than the room holds",
    "H11": "More clients than the group takes",
    "H13": "Two places at one time",
    "H14": "Somebody leads who cannot",
    "H22": "She told us she cannot come then",
    "H23": "A fuller day than is good for her now",
    "H24": "Two groups that process on one day",
}
"""Short words for the rules a planned week can go past with what is known."""


@dataclass(frozen=True)
class Block:
    """One thing on the calendar."""

    id: UUID
    name: str
    kind: SessionKind
    starts_at: datetime
    ends_at: datetime
    room: str
    led_by: tuple[str, ...]
    is_uncovered: bool
    away: tuple[str, ...]
    """Who of those who lead it is entered as away that day."""
    expected: int | None
    """None where nobody has a seat of her own, such as a break."""
    most: int | None

    @property
    def is_group(self) -> bool:
        """Whether women have seats in it."""
        return self.kind.is_group

    @property
    def shape(self) -> str:
        """Which pattern it is drawn with."""
        if self.kind is SessionKind.INDIVIDUAL:
            return "alone"
        if self.kind.is_group:
            return "group"
        return "break" if self.kind is SessionKind.BREAK else "checkin"


@dataclass(frozen=True)
class Day:
    """One day of the week."""

    on: date
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Away:
    """Somebody who is away in this week."""

    staff_id: UUID
    name: str
    first_on: date
    last_on: date

    def holds_on(self, day: date) -> bool:
        """Whether she is away on a day."""
        return self.first_on <= day <= self.last_on


@dataclass(frozen=True)
class WeekPicture:
    """The week, day by day, and what stands open in it."""

    monday: date
    days: tuple[Day, ...]
    of_whom: str
    """The room or the person it is about; empty: everybody."""
    away: tuple[Away, ...]
    uncovered: int
    leaders: tuple[tuple[UUID, str], ...]
    rooms: tuple[str, ...]

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)


def _block(
    session: Session,
    names: Mapping[UUID, str],
    expected: Mapping[UUID, int],
    away: Collection[Away],
) -> Block:
    leads = [id_ for id_ in (session.lead_id, session.co_lead_id) if id_ is not None]
    is_led = session.kind.is_group or session.client_id is not None
    return Block(
        id=session.pk,
        # it hangs on doors: whose hour it is stands nowhere
        name=say("Individual session") if session.client_id else session.name,
        kind=session.kind,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        room=session.room.name if session.room else "",
        led_by=tuple(names.get(id_, "") for id_ in leads),
        is_uncovered=is_led and session.lead_id is None,
        away=tuple(
            each.name for each in away if each.staff_id in leads and each.holds_on(session.on)
        ),
        expected=expected.get(session.pk, 0) if session.kind.is_group else None,
        most=session.group.max_size if session.group and session.kind.is_group else None,
    )


def week_picture(day: date, led_by: UUID | None = None, room: str = "") -> WeekPicture:
    """The week of `day`, all of it or one person's or one room's; the same number of statements."""
    monday = monday_of(day)
    sessions = planned_sessions(monday, monday + timedelta(days=6))
    leads = {id_ for each in sessions for id_ in (each.lead_id, each.co_lead_id) if id_}
    names = names_by_id(leads)
    # on a door it is nobody's business who is away
    gone = () if room else _away_in(monday)
    shown = [
        each
        for each in sessions
        if (led_by is None or led_by in (each.lead_id, each.co_lead_id))
        and (not room or (each.room is not None and each.room.name == room))
    ]
    expected = expected_in([each for each in shown if each.kind.is_group])
    blocks = [(each.on, _block(each, names, expected, gone)) for each in shown]
    on_days = [monday + timedelta(days=n) for n in range(7)]
    held = {on for on, _block_ in blocks}
    return WeekPicture(
        monday=monday,
        days=tuple(
            Day(on, tuple(block for its, block in blocks if its == on))
            for on in on_days
            if on in held
        ),
        of_whom=room or (names.get(led_by, "") if led_by else ""),
        away=tuple(e for e in gone if led_by in (None, e.staff_id)),
        uncovered=sum(block.is_uncovered for _on, block in blocks),
        leaders=tuple(sorted(names.items(), key=lambda each: each[1])),
        rooms=tuple(sorted({each.room.name for each in sessions if each.room})),
    )


def _away_in(monday: date) -> tuple[Away, ...]:
    return tuple(
        Away(line.absence.staff_id, line.name, line.absence.first_on, line.absence.last_on)
        for line in away_lines(monday, monday + timedelta(days=6))
    )


@dataclass(frozen=True)
class RuleLine:
    """A rule the planned week goes past, whom it is about, and how often."""

    title: str
    who: str
    when: tuple[str, ...]
    client_id: UUID | None = None


@dataclass(frozen=True)
class Looked:
    """What a look at every rule found, and what no rule could look at."""

    lines: tuple[RuleLine, ...]
    hidden: int
    """Rules the reader may not see."""
    not_known: tuple[str, ...]
    client_ids: frozenset[UUID]


def rules_looked_at(first: date, *, sees_hidden: bool) -> Looked:
    """Every rule the week goes past from `first` on, as far as this reader may know."""
    week = week_from(first)
    breaches = check(week.problem, week.baseline).breaches
    shown = [each for each in breaches if sees_hidden or each.rule != KEEP_APART]
    shown = [each for each in shown if not (each.rule == "H14" and NOBODY in each.who)]
    without = sum(each.current_therapist == NOBODY for each in week.problem.clients.values())
    unknown = list(NOT_KNOWN)
    told, people = terms_by_person(), [UUID(each) for each in week.problem.staff if each != NOBODY]
    if missing := sum(each not in told for each in people):
        unknown.insert(0, NO_TERMS.format(n=missing, all=len(people)))
    if without:
        unknown.insert(0, f"The therapist of {without} of {len(week.clients)} clients.")
    clients = {UUID(name) for each in shown for name in each.who if name in week.problem.clients}
    return Looked(
        lines=_lines(shown, week.names, week.sessions, set(week.problem.clients)),
        hidden=int(len(shown) < len(breaches) and any(e.rule == KEEP_APART for e in breaches)),
        not_known=tuple(unknown),
        client_ids=frozenset(clients),
    )


def _lines(
    breaches: Sequence[Breach],
    names: Mapping[str, str],
    sessions: Mapping[str, Session],
    clients: set[str],
) -> tuple[RuleLine, ...]:
    """One line for each rule and person; the times stand behind it."""
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for each in breaches:
        people = tuple(sorted({name for name in each.who if name in clients}))
        others = tuple(name for name in each.who if name not in sessions and name not in clients)
        at = [sessions[name] for name in each.who if name in sessions]
        told = "; ".join(f"{day_words(one.on)} {one.name}" for one in at)
        key = (each.rule, people or others)
        found.setdefault(key, []).append(told or in_names(each.text, names))
    return tuple(
        RuleLine(
            title="Kept apart, and in one group"
            if rule == KEEP_APART
            else WHAT_BREAKS.get(rule, rule),
            who=", ".join(names.get(name, name) for name in who),
            when=tuple(dict.fromkeys(when)),
            client_id=UUID(who[0]) if len(who) == 1 and who[0] in clients else None,
        )
        for (rule, who), when in found.items()
    )


class Broken(NamedTuple):
    """A rule the planned week goes past, and the sentence that says so."""

    rule: str
    text: str


def broken(day: date) -> set[Broken]:
    """Every rule the week of a day goes past, with names; a hidden one is named without them."""
    week = week_from(monday_of(day))
    return {
        Broken(each.rule, say("a rule you cannot see"))
        if each.rule == KEEP_APART
        else Broken(each.rule, _sentence(each, week.names))
        for each in check(week.problem, week.baseline).breaches
    }


def _sentence(breach: Breach, names: Mapping[str, str]) -> str:
    return (
        f"{in_names(', '.join(breach.who), names)}: "
        f"{WHAT_BREAKS.get(breach.rule, breach.rule)} ({in_names(breach.text, names)})"
    )


def broken_rules(day: date) -> list[str]:
    """The same but for hidden rules, one sentence each."""
    return sorted(each.text for each in broken(day) if each.rule != KEEP_APART)


def clashing(session: Session) -> str:
    """What else takes its clinician, its room or its client at this time; empty if nothing does."""
    others = Session.objects.select_related("room").filter(
        on=session.on,
        canceled_at__isnull=True,
        starts_at__lt=session.ends_at,
        ends_at__gt=session.starts_at,
    )
    held = list(others.exclude(pk=session.pk).order_by("starts_at"))
    leads = {session.lead_id}
    if any(leads & {each.lead_id, each.co_lead_id} for each in held):
        return say("the clinician holds something else")
    if session.room and any(each.room_id == session.room_id for each in held):
        return say("{room} is in use").format(room=session.room.name)
    hers = (
        sessions_of_client(session.client_id, session.on, session.on) if session.client_id else []
    )
    if any(each.pk != session.pk and each in held for each in hers):
        return say("she is in another session")
    return ""


def in_names(text: str, names: Mapping[str, str]) -> str:
    """A sentence of the timetable with names where it has ids."""
    told = ID.sub(lambda found: names.get(found[0], "somebody"), text).replace(NOBODY, "nobody yet")
    told = LONG_NUMBER.sub(lambda found: f"{float(found[0]):.1f}", told)
    return A_DATE.sub(lambda found: day_words(date.fromisoformat(found[0])), told)


def day_words(on: date) -> str:
    """A day, short."""
    return f"{on:%a %b} {on.day}"
