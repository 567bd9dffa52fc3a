"""The program day in words, marks and minutes: what templates show, and nothing they may not."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from openiop.base import clock
from openiop.domain.contact import voicemail_now
from openiop.domain.contact_profile import Voicemail
from openiop.domain.day.close import NEEDS_A_TIME
from openiop.domain.day.outreach import Barrier, Decided
from openiop.domain.decision import Kind, Reason
from openiop.domain.measures.instrument import ScreenLevel
from openiop.domain.remote_door import AtHerDoor, FallbackWay, Overheard
from openiop.domain.text import _
from openiop.domain.words import AwayReason, Channel, DayState, Presence, SessionKind
from openiop.privacy.web import in_words

from .queries.attendance import AttendanceLine
from .queries.board import BoardRow, Column, DayBoard, Reached, RoomUse
from .queries.close import ClosePage, CloseTrack
from .queries.hours import HoursBoard, HoursRow
from .queries.missing import MissingLine
from .queries.outreach import ReachingLine
from .queries.room import RoomLine, RoomPage

MINUTE_CHIPS = (5, 10, 15, 20, 30, 40)


@dataclass(frozen=True)
class Mark:
    """A word with its shape, and perhaps a time beside it."""

    kind: str
    label: str
    note: str = ""


_NOTHING = Mark("", "")


def _clock(at: datetime) -> str:
    return clock.local(at).strftime("%H:%M")


def _minutes(count: int) -> str:
    return gettext("{n} min").format(n=count)


# -- Day board ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Act:
    """One tap on a row."""

    do: str
    label: str
    kind: str = "quiet"


_COMES: tuple[Act, ...] = (
    Act("arrive", _("Here"), "second"),
    Act("remote", _("Remote")),
    Act("away", _("Away")),
)
_IS_REMOTE: tuple[Act, ...] = (Act("remote", _("Remote"), "second"), *_COMES[::2])
_ACTS: dict[DayState, tuple[Act, ...]] = {
    DayState.EXPECTED: _COMES,
    DayState.HERE: (Act("left", _("Left")), Act("undo_arrival", _("Undo"))),
    DayState.LATE: (Act("left", _("Left")), Act("undo_arrival", _("Undo"))),
    DayState.REMOTE: (Act("left", _("Left")), Act("undo_arrival", _("Undo"))),
    DayState.AWAY: (Act("arrive", _("Here after all")), Act("undo_away", _("Undo"))),
    DayState.LEFT: (Act("undo_left", _("Undo")),),
}


@dataclass(frozen=True)
class TableRow:
    """One row of the day board as the table shows it."""

    id: UUID
    name: str
    initials: str
    opens: bool
    """Whether this reader may open her contact card."""
    late: bool
    wants_quiet_place: bool
    arrival: Mark
    checked_in: Mark
    cells: tuple[Mark, ...]
    reach: str
    """How and when it is safe to reach her, in a few words; only while she is missing."""
    acts: tuple[Act, ...]


@dataclass(frozen=True)
class Table:
    """The day board as the table shows it."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[TableRow, ...]
    counts: tuple[tuple[str, int], ...]
    rooms: tuple[str, ...]


def board_table(
    board: DayBoard,
    *,
    may_mark: bool,
    contact_of: Collection[UUID] | None,
    only: Collection[UUID] | None = None,
) -> Table:
    """The board as a table; `contact_of` are those whose card this reader may open, None is all."""
    can_mark = may_mark and board.day == clock.today() and board.closed is None
    return Table(
        columns=tuple((_column_time(column), column.names) for column in board.columns),
        rows=tuple(
            TableRow(
                id=row.client.pk,
                name=row.client.short_name,
                initials=row.client.initials,
                opens=contact_of is None or row.client.pk in contact_of,
                late=row.missing_since is not None,
                wants_quiet_place=row.wants_quiet_place,
                arrival=_arrival(row),
                checked_in=_checked_in(row),
                cells=tuple(_cell(row, column) for column in board.columns),
                reach=reach_in_short(row.reach) if row.reach else "",
                acts=_acts(row) if can_mark else (),
            )
            for row in board.rows
            if only is None or row.client.pk in only
        ),
        counts=_counts(board),
        rooms=tuple(_room(use) for use in board.rooms),
    )


def _acts(row: BoardRow) -> tuple[Act, ...]:
    is_remote = row.comes_remote and row.state is DayState.EXPECTED
    return _IS_REMOTE if is_remote else _ACTS[row.state]


def _column_time(column: Column) -> str:
    if column.kind is SessionKind.INDIVIDUAL and len(column.sessions) > 1:
        return ""
    return _clock(column.starts_at)


def _arrival(row: BoardRow) -> Mark:
    visit = row.visit
    if row.state is DayState.AWAY:
        return Mark("away", gettext("Away"), gettext("told us") if visit.is_away else "")
    if row.state is DayState.LEFT and visit.left_at:
        return Mark("late", gettext("Left"), _clock(visit.left_at))
    if row.state is DayState.EXPECTED:
        if row.missing_since:
            return Mark("call", gettext("Expected"), _minutes(row.late_min))
        return Mark("expected", gettext("Expected"), gettext("by video") * row.comes_remote)
    kinds = {DayState.HERE: "here", DayState.LATE: "late", DayState.REMOTE: "remote"}
    came = _clock(visit.arrived_at) if visit.arrived_at else ""
    return Mark(kinds[row.state], gettext(row.state.label), came)


def _checked_in(row: BoardRow) -> Mark:
    note = gettext("form due") if row.form_due and row.state is not DayState.AWAY else ""
    if row.checked_in:
        return Mark("done", gettext("Done"), note)
    if row.state in (DayState.AWAY, DayState.LEFT):
        return _NOTHING
    return Mark("none", gettext("Not yet"), note)


_IN_SESSION = {
    Presence.HERE: Mark("here", _("Here")),
    Presence.LATE: Mark("late", _("Late")),
    Presence.LEFT_EARLY: Mark("late", _("Left")),
    Presence.REMOTE: Mark("remote", _("Remote")),
    Presence.AWAY: Mark("away", _("Away")),
}


def _cell(row: BoardRow, column: Column) -> Mark:
    session = next((each for each in column.sessions if each.pk in row.lines), None)
    if session is None:
        return _NOTHING
    line = row.lines[session.pk]
    is_one_of_many = column.kind is SessionKind.INDIVIDUAL and len(column.sessions) > 1
    named = _clock(session.starts_at) if is_one_of_many else ""
    has_begun = session.starts_at <= clock.now()
    if line.confirmed_at or (has_begun and row.visit.arrived_at):
        mark = _IN_SESSION[line.presence]
        return Mark(mark.kind, gettext(mark.label), named or _since(line))
    if row.state in (DayState.AWAY, DayState.LEFT):
        return Mark("away", gettext("Away"), named)
    return Mark("expected", gettext("Expected"), named)


def _since(line: AttendanceLine) -> str:
    if line.presence is Presence.LATE and line.from_at:
        return _clock(line.from_at)
    if line.presence is Presence.LEFT_EARLY and line.to_at:
        return _clock(line.to_at)
    return ""


def _counts(board: DayBoard) -> tuple[tuple[str, int], ...]:
    missing = sum(row.missing_since is not None for row in board.rows)
    counts = [
        (gettext("expected"), board.expected),
        (gettext("here"), board.count(DayState.HERE, DayState.LATE)),
        (gettext("remote"), board.count(DayState.REMOTE)),
        (gettext("away"), board.count(DayState.AWAY)),
    ]
    if missing:
        counts.append((gettext("not heard from"), missing))
    if left := board.count(DayState.LEFT):
        counts.append((gettext("left"), left))
    return tuple(counts)


def _room(use: RoomUse) -> str:
    if use.taken_until:
        text = gettext("{room} until {time}").format(room=use.name, time=_clock(use.taken_until))
    elif use.free_until:
        text = gettext("{room} free until {time}").format(
            room=use.name, time=_clock(use.free_until)
        )
    else:
        text = gettext("{room} free").format(room=use.name)
    return text


def reach_in_short(reach: Reached) -> str:
    """How and when it is safe to reach her, in a few words and without why."""
    by_phone = [way for way in (Channel.CALL, Channel.TEXT) if way in reach.open_now]
    if len(by_phone) > 1:
        return gettext("You may call or text now.")
    if Channel.CALL in by_phone:
        return gettext("You may call now. Do not text.")
    if Channel.TEXT in by_phone:
        return gettext("Text only.")
    if reach.next_at:
        return gettext("Not now. From {time}.").format(time=_when(reach.next_at))
    return gettext("Do not call or text. Wait until she is here.")


def _when(at: datetime) -> str:
    local = clock.local(at)
    if local.date() == clock.today():
        return local.strftime("%H:%M")
    return date_format(local, "D H:i")


# -- Missing today --------------------------------------------------------------------------------


@dataclass(frozen=True)
class ContactCardShown:
    """The safe-contact card as the desk reads it: ways, words to say, never a reason."""

    now: str
    may_now: bool
    phone: str
    """Only while a call or a text is fine."""
    ways: tuple[Mark, ...]
    say: tuple[str, ...]
    unsafe_people: str
    safe_people: str


def contact_card(reach: Reached) -> ContactCardShown:
    """The card of one person."""
    may_now = Channel.CALL in reach.open_now or Channel.TEXT in reach.open_now
    return ContactCardShown(
        now=reach_in_short(reach),
        may_now=may_now,
        phone=reach.phone if may_now else "",
        ways=tuple(
            Mark("done" if line.open_now else "away", _sentence(line.text, line.params))
            for line in reach.lines
            if line.channel is not None
        ),
        say=tuple(_sentence(x.text, x.params) for x in reach.lines if x.channel is None),
        unsafe_people=reach.unsafe_people,
        safe_people=reach.safe_people,
    )


def _sentence(text: str, params: dict[str, object]) -> str:
    return gettext(text).format(**params)


@dataclass(frozen=True)
class MissingCard:
    """One woman on the list of those not heard from."""

    id: UUID
    name: str
    opens: bool
    late: str
    step: str
    step_for: str
    next_step: str
    card: ContactCardShown
    words: str
    may_text: bool
    no_text: str
    """Why no text may be sent now."""
    may_call: bool
    no_call: str
    may_leave_word: bool
    tries: tuple[str, ...]
    was_reached: bool


def missing_cards(
    lines: Iterable[MissingLine], contact_of: Collection[UUID] | None
) -> list[MissingCard]:
    """The list of women not heard from; only those whose card this reader may open."""
    return [
        MissingCard(
            id=line.client.pk,
            name=line.client.short_name,
            opens=True,
            late=_minutes(line.minutes),
            step=gettext(line.step.code.label) if line.step else "",
            step_for=gettext(line.step.to_role.label) if line.step else "",
            next_step=_when(line.next_step_at) if line.next_step_at else "",
            card=contact_card(line.reach),
            words=line.words,
            may_text=bool(line.may_text),
            no_text=" ".join(in_words(reason) for reason in list(line.may_text)[:1]),
            may_call=bool(line.may_call),
            no_call=" ".join(in_words(reason) for reason in list(line.may_call)[:1]),
            may_leave_word=voicemail_now(line.reach.profile) is not Voicemail.NONE,
            tries=tuple(
                f"{_clock(each.at)} {each.by_name}: {gettext(each.channel.label)}. "
                f"{gettext(each.outcome.label)}."
                for each in line.tries
            ),
            was_reached=line.was_reached,
        )
        for line in lines
        if contact_of is None or line.client.pk in contact_of
    ]


@dataclass(frozen=True)
class ReachingCard:
    """One woman somebody still reaches for, in words."""

    line: ReachingLine
    name: str
    since: str
    step: str
    step_for: str
    next_step: str
    card: ContactCardShown
    no_call: str
    may_leave_word: bool
    not_safe_at_home: bool
    known: tuple[tuple[str, str], ...]
    """What a clinician looks at (suicide screen, mood, open alerts), and what each opens."""
    tries: tuple[str, ...]


def reaching_cards(lines: Iterable[ReachingLine]) -> list[ReachingCard]:
    """The list of women somebody still reaches for."""
    return [
        ReachingCard(
            line=line,
            name=line.client.short_name,
            since=date_format(line.on, "D M j"),
            step=gettext(line.step.code.label) if line.step else "",
            step_for=gettext(line.step.to_role.label) if line.step else "",
            next_step=_next_step(line),
            card=contact_card(line.reach),
            no_call=" ".join(in_words(reason) for reason in list(line.may_call)[:1]),
            may_leave_word=voicemail_now(line.reach.profile) is not Voicemail.NONE,
            not_safe_at_home=line.reach.profile.not_safe_at_home,
            known=tuple(_known(line)),
            tries=tuple(
                f"{date_format(clock.local(each.at), 'D M j, H:i')} {each.by_name}: "
                f"{gettext(each.channel.label)}. {gettext(each.outcome.label)}."
                for each in line.tries
            ),
        )
        for line in lines
    ]


def _next_step(line: ReachingLine) -> str:
    if line.next_step is None:
        return ""
    code, at, role = line.next_step
    return gettext("{what}: {when}, {who}").format(
        what=gettext(code.label),
        when=date_format(clock.local(at), "D M j, H:i"),
        who=gettext(role.label),
    )


def _known(line: ReachingLine) -> Iterable[tuple[str, str]]:
    if line.screen is None:
        yield gettext("No suicide screen on file."), ""
    else:
        words = gettext("Last suicide screen {on}: {found}.").format(
            on=date_format(line.screen.on, "M j"),
            found=gettext(ScreenLevel(line.screen.level).label),
        )
        yield words, ""
    if line.mood is not None:
        total = gettext("no total, a question it needs was left open")
        if line.mood.total is not None:
            total = f"{line.mood.total:g}"
        words = gettext("Last PHQ-9 {on}: {total}.").format(
            on=date_format(line.mood.on, "M j"), total=total
        )
        yield words, reverse("desk:numbers", args=[line.client.pk, "phq-9"])
    if line.alerts:
        words = ngettext("{n} open alert.", "{n} open alerts.", line.alerts).format(n=line.alerts)
        yield words, reverse("safety:alerts")


def look_given(posted: QueryDict) -> dict[str, Any]:
    """What was decided and why; a word that is not ours is nothing."""
    decided = posted.get("decided", "")
    known = {str(each): each for each in Barrier}
    return {
        "decided": next((each for each in Decided if str(each) == decided), None),
        "barriers": [known[code] for code in posted.getlist("barriers") if code in known],
        "words": posted.get("words", ""),
    }


# -- The room -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RoomRow:
    """One woman in room mode."""

    id: UUID
    name: str
    small: str
    mark: Mark
    minutes: str
    confirmed: bool
    hint: str
    """What the door knows that the record does not."""
    present: Presence
    """What "here" means for her: here, or remote."""
    chosen: Presence | None
    late_min: int
    left_early_min: int
    out_with: str
    out_min: int
    is_remote: bool
    location: str
    location_at: str
    door: str
    """What else she said before she joined: who can help, who hears her, if the call drops."""


def room_rows(room: RoomPage) -> list[RoomRow]:
    """The roster as the facilitator reads it."""
    return [_room_row(line, room) for line in room.lines]


def _room_row(row: RoomLine, room: RoomPage) -> RoomRow:
    line, visit = row.line, row.visit
    known = line.confirmed_at is not None or row.is_known or room.is_over
    mark = _IN_SESSION[line.presence] if known else Mark("expected", _("Not here yet"))
    if line.confirmed_at is None and visit.is_away:
        mark = Mark("away", _("Away (told us)"))
    small = [row.client.pronouns] if row.client.pronouns else []
    if row.is_remote:
        small.append(gettext("by video"))
    return RoomRow(
        id=row.client.pk,
        name=row.client.short_name,
        small=" · ".join(small),
        mark=Mark(mark.kind, gettext(mark.label), _since(line)),
        minutes=gettext("{n} of {all} min").format(n=line.minutes, all=line.planned_min)
        if line.confirmed_at and room.has_begun
        else "",
        confirmed=line.confirmed_at is not None,
        hint=_hint(row),
        present=Presence.REMOTE if row.is_remote else Presence.HERE,
        chosen=line.presence if line.confirmed_at else None,
        late_min=line.late_min,
        left_early_min=line.left_early_min,
        out_with=line.out_with,
        out_min=line.out_min,
        is_remote=row.is_remote,
        location=visit.location,
        location_at=_clock(visit.location_at) if visit.location_at else "",
        door=_door_words(row.door) if row.door else "",
    )


_FALLBACK = {
    FallbackWay.CALL: _("if the call drops: {number}"),
    FallbackWay.WAIT: _("if the call drops: wait, she joins again"),
    FallbackWay.NO_CALL: _("if the call drops: do not call"),
}


def _door_words(door: AtHerDoor) -> str:
    """Her own words at the door; after the quiet sign nobody is told to call her."""
    parts = [gettext("help there: {who}").format(who=door.helper)] if door.helper else []
    if door.overheard is not None and door.overheard is not Overheard.ALONE:
        parts.append(gettext("she may be overheard"))
    if door.listens_only:
        parts.append(gettext("she only listens today"))
    fallback = FallbackWay.NO_CALL if door.listens_only else door.fallback
    parts.append(gettext(_FALLBACK[fallback]).format(number=door.fallback_number))
    return " · ".join(parts)


def _hint(row: RoomLine) -> str:
    came = row.visit.arrived_at
    if row.line.confirmed_at and row.line.presence is Presence.AWAY and came:
        if came < row.line.confirmed_at:
            return ""
        return gettext("Came at {time}, after you confirmed.").format(time=_clock(came))
    return ""


# -- The close ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Matter:
    """Something that keeps the day open, and what can be done about it."""

    code: str
    words: str
    link: str
    """The name of the page where it is settled; empty when it is settled here."""
    can_hand_over: bool
    needs_time: bool
    typed_to: str = ""
    typed_words: str = ""
    typed_due: str = ""

    @property
    def typed(self) -> bool:
        """Whether somebody began to hand it over."""
        return bool(self.typed_to or self.typed_words or self.typed_due)


@dataclass(frozen=True)
class CloseRow:
    """One woman at the end of the day."""

    id: UUID
    name: str
    mark: Mark
    closing: str
    alone: str
    """That an individual session of hers is still to come or under way."""
    still_here: bool
    can_leave: bool
    """She is here and nothing of hers is still to come: "all left" means her too."""
    left_unseen: bool
    can_undo: bool
    seen_leaving: str
    matters: tuple[Matter, ...]


@dataclass(frozen=True)
class TrackShown:
    """One track at the end of its day."""

    id: UUID
    name: str
    closed: str
    rows: tuple[CloseRow, ...]
    open_matters: int
    still_here: int
    rounds_at: str
    """When the closing round begins, while it is still to come."""
    handed_over: tuple[str, ...]
    leaving: tuple[UUID, ...]
    """Whom "all left" marks."""
    staying: str
    """Who stays for a session of her own, in words; empty when nobody does."""


_WHERE = {
    "open_alert": "safety:alerts",
    "private_check_due": "safety:checks",
    "unanswered_need": "desk:open_matters",
    "not_accounted": "day:missing",
}
_MATTERS = {
    "open_alert": _("A safety concern is still open."),
    "private_check_due": _("A private check is still due."),
    "unanswered_need": _("She asked for something and has no answer yet."),
    "not_accounted": _("She was expected, and nobody knows where she is."),
    "left_without_closing": _("She left without the closing round. How was she?"),
    "not_left": _("She is still here."),
}
_IN_THE_PROGRAM = (DayState.HERE, DayState.LATE, DayState.REMOTE)
_STATES = {
    DayState.HERE: "here",
    DayState.LATE: "here",
    DayState.REMOTE: "remote",
    DayState.AWAY: "away",
    DayState.LEFT: "done",
    DayState.EXPECTED: "expected",
}

Typed = dict[tuple[str, str], dict[str, str]]
"""What was typed into the hand-overs, by client and matter, kept when the close is refused."""


def close_tracks(page: ClosePage, typed: Typed, opens: Collection[str]) -> list[TrackShown]:
    """The close page as it is shown, with links to those pages that open to the reader."""
    return [_track(track, typed, opens) for track in page.tracks]


def _track(track: CloseTrack, typed: Typed, opens: Collection[str]) -> TrackShown:
    rows = []
    for line in track.lines:
        visit = line.visit
        left = line.state is DayState.LEFT
        state = Mark(_STATES[line.state], gettext(line.state.label))
        if line.state is DayState.LATE:
            state = Mark("here", gettext("Here"))
        comes_at = line.begins_at if line.state is DayState.EXPECTED else None
        if line.state is DayState.EXPECTED:
            state = Mark("call", gettext("Not heard from"))
        if comes_at is not None and comes_at > clock.now():
            state = Mark("expected", gettext("Expected"), _clock(comes_at))
        if left and visit.left_at:
            state = Mark("done", gettext("Left"), _clock(visit.left_at))
        closing = ""
        if left:
            closing = (
                gettext("was in the closing round")
                if visit.in_closing_round
                else gettext("left without the closing round")
            )
        rows.append(
            CloseRow(
                id=line.client.pk,
                name=line.client.short_name,
                mark=state,
                closing=closing,
                alone=gettext("individual session at {time}").format(time=_clock(line.alone_at))
                if line.alone_at and not track.closed
                else "",
                still_here=line.state in _IN_THE_PROGRAM,
                can_leave=line.state in _IN_THE_PROGRAM and line.alone_at is None,
                left_unseen=left and not visit.in_closing_round and not visit.seen_leaving,
                can_undo=left and track.closed is None,
                seen_leaving=visit.seen_leaving,
                matters=tuple(
                    _matter(reason, typed.get((str(line.client.pk), reason.code), {}), opens, state)
                    for reason in line.reasons
                ),
            )
        )
    return TrackShown(
        id=track.track.pk,
        name=track.track.name,
        closed=gettext("Closed at {time} by {name}.").format(
            time=_clock(track.closed.at), name=track.closed.by_name
        )
        if track.closed
        else "",
        rows=tuple(rows),
        open_matters=sum(len(row.matters) for row in rows),
        still_here=sum(row.still_here for row in rows),
        rounds_at=_clock(track.rounds_at) if track.rounds_at else "",
        handed_over=tuple(
            f"{each.client.short_name}: {gettext(_MATTERS[each.code])} {each.to_name}: {each.words}"
            + (f" ({_when(each.due_at)})" if each.due_at else "")
            for each in track.handed_over
        ),
        leaving=tuple(row.id for row in rows if row.can_leave),
        staying=_staying([row.name for row in rows if row.still_here and not row.can_leave]),
    )


def _staying(names: list[str]) -> str:
    if not names:
        return ""
    return ngettext(
        "{names} has a session of her own today and stays here.",
        "{names} have sessions of their own today and stay here.",
        len(names),
    ).format(names=", ".join(names))


def _matter(reason: Reason, typed: dict[str, str], opens: Collection[str], state: Mark) -> Matter:
    count = reason.params.get("count", 1)
    words, link = gettext(_MATTERS[reason.code]), _WHERE.get(reason.code, "")
    if reason.code == "not_accounted" and state.kind == "expected":
        words, link = gettext("She still has time to come."), ""
    return Matter(
        code=reason.code,
        words=words if count == 1 else f"{words} ({count})",
        link=link if link in opens else "",
        can_hand_over=reason.kind is Kind.WAIVABLE and reason.code != "left_without_closing",
        needs_time=reason.code in NEEDS_A_TIME,
        typed_to=typed.get("to", ""),
        typed_words=typed.get("words", ""),
        typed_due=typed.get("due", ""),
    )


def due_choices(page: ClosePage) -> list[tuple[str, str]]:
    """By when somebody looks: a few moments to choose from, as (value, words)."""
    today = clock.today()
    moments = [clock.at(today, hhmm) for hhmm in ("15:00", "18:00")]
    moments.append(clock.at(today + timedelta(days=1), "09:00"))
    if page.next_day and page.next_day > today + timedelta(days=1):
        moments.append(clock.at(page.next_day, "08:40"))
    return [
        (at.isoformat(), gettext("by {time}").format(time=_when(at)))
        for at in moments
        if at > clock.now()
    ]


# -- Hours ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HoursLine:
    """One client's week in words for staff."""

    id: UUID
    name: str
    therapist: str
    rules: str
    week: str
    so_far: str
    projected: str
    needed: str
    short: str
    percent: int
    reasons: tuple[str, ...]
    away: str


_TOLD = _("away, she told us")
_WHY_SHORT: dict[str, str] = {
    AwayReason.UNSAID: _TOLD,
    # whoever counts hours needs no more; that it was not safe stays with her clinicians
    AwayReason.SAFETY: _TOLD,
    "late": _("came late"),
    "left_early": _("left early"),
    "remote_not_counted": _("remote does not count for this payer"),
}


def hours_lines(board: HoursBoard, which: str) -> list[HoursLine]:
    """The rows of the hours board: `short` or `others`."""
    rows = board.short if which == "short" else board.others
    return [_hours_line(row) for row in rows]


def _hours_line(row: HoursRow) -> HoursLine:
    hours = row.hours
    planned_min = hours.needed_min or 1
    return HoursLine(
        id=row.client.pk,
        name=row.client.short_name,
        therapist=row.therapist,
        rules=f"{gettext(row.rules.title)} ({row.rules.id}/{row.rules.version})",
        week=f"{date_format(row.first, 'D M j')} - {date_format(row.last, 'D M j')}",
        so_far=_hours(hours.counted_min),
        projected=_hours(hours.projected_min),
        needed=_hours(hours.needed_min),
        short=_hours(hours.shortfall_min) if hours.shortfall_min else "",
        percent=min(100, round(100 * hours.counted_min / planned_min)),
        reasons=tuple(
            gettext("{day}: {minutes} min, {why}").format(
                day=date_format(each.on, "D"),
                minutes=each.minutes,
                why=_why(each.reason),
            )
            for each in hours.reasons
        ),
        away=_hours(hours.excused_min) if hours.excused_min else "",
    )


def _why(reason: str) -> str:
    label = _WHY_SHORT.get(reason) or str(getattr(reason, "label", reason))
    said = gettext(label)
    return said[:1].lower() + said[1:]


def _hours(minutes: int) -> str:
    """Hours and minutes as staff read them: 8 h 20 min."""
    hours, rest = divmod(minutes, 60)
    if not rest:
        return gettext("{h} h").format(h=hours)
    if not hours:
        return _minutes(rest)
    return gettext("{h} h {m} min").format(h=hours, m=rest)


def closed_in_words(handed_over: bool) -> str:
    """That the day is closed, and how."""
    if handed_over:
        return gettext("The day is closed. What stayed open is handed over by name.")
    return gettext("The day is closed. Everybody left seen.")


def left_in_words(count: int) -> str:
    """How many were marked as gone."""
    return ngettext("{n} woman has left.", "{n} women have left.", count).format(n=count)


def day_in_words(day: date) -> str:
    """A date as headings say it."""
    return date_format(day, "l, F j")
