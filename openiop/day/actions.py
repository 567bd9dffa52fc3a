"""A client's program day, step by step: coming, minutes, what she asked for, the close."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from openiop.admission.actions import stay
from openiop.base import clock
from openiop.base.announce import announce
from openiop.clients.models import Client, Episode, StageMove
from openiop.clients.queries import client_or_404
from openiop.domain.care.between import (
    CONTACT_RULES,
    ContactNote,
    RiskAsked,
    may_keep_contact,
    needs_alert,
)
from openiop.domain.consent import ConsentKind
from openiop.domain.contact import may_contact
from openiop.domain.day.close import HandOver as TakenOver
from openiop.domain.day.close import unresolved
from openiop.domain.day.morning import OutreachStep, outreach_due
from openiop.domain.day.outreach import (
    LOOKS,
    Barrier,
    Decided,
    EndedHow,
    LookFacts,
    may_decide,
    may_end_by,
)
from openiop.domain.day.presence import PRESENT, Said, may_be_said, said_by_arrival
from openiop.domain.day.reaching import TryOutcome, may_send_text_now, step_of_try
from openiop.domain.decision import Refused, refuse
from openiop.domain.episode import MoveAsked, StayMove
from openiop.domain.events import ConsentRevoked, MarkedAway, MarkedPresent, SeatStopped
from openiop.domain.privacy import Permission
from openiop.domain.remote_door import QUIET_SIGN_LEVEL, WHERE_MOST, AtHerDoor, may_join
from openiop.domain.text import _
from openiop.domain.words import AwayReason, Channel, NeedKind, Presence
from openiop.outbox.actions import hold_contact, queue
from openiop.outbox.queries import card_of
from openiop.privacy.actor import Actor, system
from openiop.privacy.gate import action, audit_codes
from openiop.programs.models import Track
from openiop.programs.queries import program
from openiop.safety.actions.opening import raise_alert
from openiop.schedule.models import Group, Session
from openiop.schedule.queries import sessions_on

from . import queries
from .models import (
    Attendance,
    BetweenContact,
    ContactTry,
    DayClose,
    HandOver,
    Need,
    Outreach,
    OutreachLook,
    RemoteDoor,
    StepOut,
    Visit,
)

# -- The door -------------------------------------------------------------------------------------


def _visit(client: Client, on: date, by: Actor) -> Visit:
    """Her row for the day, made when the first thing about it is known."""
    if queries.board.is_closed_for(client.pk, on):
        raise refuse("day_closed", _("This day is closed. What was written stays as it is."))
    visit, _new = Visit.objects.get_or_create(client=client, on=on, defaults={"created_by": by.id})
    visit.client = client
    return visit


@action(Permission.RECORD_ARRIVAL, audit="day.arrived")
def arrive(*, client: Client, on: date, remote: bool = False, by: Actor) -> Visit:
    """She is here, or on video; once is enough. Having told us she is away no longer holds."""
    visit = _visit(client, on, by)
    if visit.arrived_at is None:
        visit.arrived_at, visit.arrived_by = _moment_on(on), by.id
        visit.remote = remote
    elif visit.left_at is not None:
        visit.left_at = visit.left_by = None
        visit.in_closing_round = False
    else:
        visit.remote = remote
    visit.save()
    return visit


@action(Permission.WORK_JOBS, audit="day.leave_ended")
def end_leave(*, episode: Episode, on: date, by: Actor) -> StageMove:
    """She is here again on or after the day she was to come back: her leave is over."""
    asked = MoveAsked(StayMove.COME_BACK, on, why=gettext("She is here again."))
    return stay.move(episode=episode, asked=asked, by=by)


def _moment_on(on: date) -> datetime:
    """Now; for a day that is over, the end of its last session, which is the latest it can be."""
    if on == clock.today():
        return clock.now()
    ends = [session.ends_at for session in sessions_on(on)]
    if on > clock.today() or not ends:
        raise refuse("not_today", _("Only a program day that has begun can be filled in."))
    return max(ends)


@action(Permission.RECORD_ARRIVAL, audit="day.arrival_undone")
def undo_arrival(*, client: Client, on: date, by: Actor) -> Visit:
    """She is not here after all; if she had told us she is away, that holds again."""
    visit = _visit(client, on, by)
    if visit.arrived_at is None:
        return visit
    confirmed = Attendance.objects.filter(
        client=client, session__on=on, presence__in=[str(each) for each in PRESENT]
    )
    if (row := confirmed.select_related("session").first()) is not None:
        raise refuse(
            "confirmed",
            _("{name} was confirmed in {session}. Whoever held it can change that first."),
            name=client.chosen_name,
            session=row.session.name,
        )
    visit.arrived_at = visit.arrived_by = visit.left_at = visit.left_by = None
    visit.remote = visit.in_closing_round = False
    visit.save()
    return visit


@action(Permission.RECORD_ARRIVAL, audit="day.away_told")
def tell_away(
    *, client: Client, on: date, reason: AwayReason = AwayReason.UNSAID, by: Actor
) -> Visit:
    """She told us that she does not come on a day; a reason is welcome and never needed."""
    if on < clock.today():
        raise refuse("past", _("This day is over."))
    visit = _visit(client, on, by)
    if visit.arrived_at is not None:
        raise refuse("already_here", _("{name} is marked as here."), name=client.chosen_name)
    if visit.away_at is None:
        visit.away_at, visit.away_by = clock.now(), by.id
    visit.away_reason = reason
    visit.save()
    return visit


@action(Permission.RECORD_ARRIVAL, audit="day.coming_after_all")
def come_after_all(*, client: Client, on: date, by: Actor) -> Visit:
    """She comes after all: she is expected again."""
    visit = _visit(client, on, by)
    visit.away_at = visit.away_by = None
    visit.away_reason = ""
    visit.save()
    return visit


@action(Permission.RECORD_ARRIVAL, audit="day.left")
def leave(*, client: Client, on: date, in_closing_round: bool, by: Actor) -> Visit:
    """She has left for the day, with or without having been in the closing round."""
    visit = _visit(client, on, by)
    if visit.arrived_at is None:
        raise refuse("not_here", _("{name} did not come today."), name=client.chosen_name)
    if visit.left_at is None:
        visit.left_at, visit.left_by = max(_moment_on(on), visit.arrived_at), by.id
    visit.in_closing_round = visit.in_closing_round or in_closing_round
    visit.save()
    return visit


@action(Permission.RECORD_ARRIVAL, audit="day.leaving_undone")
def undo_leaving(*, client: Client, on: date, by: Actor) -> Visit:
    """She has not left after all."""
    visit = _visit(client, on, by)
    visit.left_at = visit.left_by = None
    visit.in_closing_round = False
    visit.save()
    return visit


@action(Permission.CLOSE_DAY, audit="day.seen_off")
def see_off(*, client: Client, on: date, words: str, by: Actor) -> Visit:
    """Say in a few words how she was when she left without the closing round."""
    visit = _visit(client, on, by)
    if visit.left_at is None:
        raise refuse("still_here", _("{name} has not left yet."), name=client.chosen_name)
    if not words.strip():
        raise refuse("words", _("A few words are enough: how was she?"), field_name="words")
    visit.seen_leaving = words.strip()[:200]
    visit.save()
    return visit


@action(Permission.CLOSE_DAY, audit="day.let_go")
def let_go(*, clients: list[Client], on: date, in_closing_round: bool, by: Actor) -> int:
    """At the end of the day: these women have left; gives how many."""
    begins_at = queries.close.closing_round_to_come(on) if in_closing_round else None
    if begins_at is not None:
        raise refuse(
            "no_closing_round_yet",
            _("The closing round begins at {time}. Who leaves before it has not been in it."),
            time=clock.local(begins_at).strftime("%H:%M"),
        )
    for client in clients:
        leave(client=client, on=on, in_closing_round=in_closing_round, by=by)
    return len(clients)


@action(Permission.CLOSE_DAY, audit="day.leaving_taken_back")
def keep_here(*, client: Client, on: date, by: Actor) -> Visit:
    """At the end of the day: she has not left after all."""
    return undo_leaving(client=client, on=on, by=by)


@action(Permission.RUN_GROUP, audit="day.location_confirmed")
def confirm_location(*, client: Client, on: date, words: str, by: Actor) -> Visit:
    """Write down where a remote client says she is, so that help could find her."""
    if not words.strip():
        raise refuse(
            "location", _("Where is she? A street and a town are best."), field_name="location"
        )
    visit = _visit(client, on, by)
    visit.location = words.strip()[:200]
    visit.location_at, visit.location_by = clock.now(), by.id
    visit.save()
    return visit


@action(Permission.CHECK_IN, audit="day.joined_remotely")
def join_remotely(*, client: Client, on: date, said: AtHerDoor, by: Actor) -> RemoteDoor:
    """She says at her own door where she is, and is here by video from then on.

    Her quiet sign opens the safety alert in the same moment; her page looks as it always does.
    """
    if on != clock.today():
        raise refuse("not_today", _("You can join on the day itself."))
    may_join(said).or_refuse()
    row = RemoteDoor(
        client=client,
        on=on,
        number=queries.door.next_door_number(client.pk, on),
        overheard=said.overheard or "",
        fallback=said.fallback,
        created_by=by.id,
    )
    row.told = json.dumps(
        {
            "where": said.where.strip()[:WHERE_MOST],
            "helper": said.helper.strip(),
            "fallback_number": said.fallback_number.strip(),
            "listens_only": said.listens_only,
        }
    )
    before = queries.door.last_place_of(client.pk)
    row.save(force_insert=True)
    visit = arrive(client=client, on=on, remote=True, by=by)
    if said.where.strip():
        visit.location = said.where.strip()[:WHERE_MOST]
        visit.location_at, visit.location_by = clock.now(), by.id
        visit.save()
    if said.listens_only:
        hold_contact(person_id=client.pk, by=by)
        raise_alert(
            client=client,
            level=QUIET_SIGN_LEVEL,
            instrument_id="remote-door",
            link_id="quiet-sign",
            administration_id=row.pk,
            evidence={
                "instrument": _("Her door before a video session"),
                "question": _("The quiet sign: it is not safe to talk"),
                "answer": _("She gave it. Do not ask her about it aloud or in the chat."),
                "reason": said.where.strip() or (before and f"{before} ({_('last time')})"),
                "value": 1,
            },
            answered_at=clock.now(),
            on_site=False,
            by=by,
        )
    return row


# -- The room -------------------------------------------------------------------------------------


@action(Permission.RUN_GROUP, audit="day.presence_set")
def set_presence(
    *,
    session: Session,
    client: Client,
    presence: Presence,
    from_at: datetime | None = None,
    to_at: datetime | None = None,
    by: Actor,
) -> Attendance:
    """Confirm how she was in a session, from when to when; saying it again changes it.

    Later stages are told of every change, and refuse it once it would touch something signed.
    """
    _has_begun(session)
    lines = queries.attendance.attendance_of(session)
    if client.pk not in lines:
        raise refuse(
            "not_on_roster",
            _("{name} has no seat in {session}."),
            name=client.chosen_name,
            session=session.name,
        )
    if presence is Presence.LEFT_EARLY and from_at is None:
        from_at = lines[client.pk].from_at
    word = _whole(Said(presence, from_at, to_at), session)
    starts_at, ends_at = clock.local(session.starts_at), clock.local(session.ends_at)
    may_be_said(word, starts_at, ends_at).or_refuse()
    if word.presence in PRESENT:
        _came(session, client, word, by)
    return _write(session, {client: word}, by)[0]


def _whole(word: Said, session: Session) -> Said:
    """With times for whoever was present and none for whoever was away."""
    if word.presence is Presence.AWAY:
        return Said(Presence.AWAY)
    return Said(word.presence, word.from_at or session.starts_at, word.to_at)


def _has_begun(session: Session) -> None:
    if session.canceled_at is not None:
        raise refuse("canceled", _("This session was canceled."))
    if clock.now() < session.starts_at:
        raise refuse(
            "not_begun",
            _("{session} begins at {time}. Attendance is confirmed from then on."),
            session=session.name,
            time=clock.local(session.starts_at).strftime("%H:%M"),
        )


def _came(session: Session, client: Client, word: Said, by: Actor) -> None:
    """Whoever is in the room has come, even when the door missed her."""
    visit = queries.door.visit_of(client.pk, session.on)
    if visit.arrived_at is not None:
        return
    is_remote = word.presence is Presence.REMOTE
    made = arrive(client=client, on=session.on, remote=is_remote, by=by)
    if word.from_at is not None and made.arrived_at and word.from_at < made.arrived_at:
        made.arrived_at = word.from_at
        made.save()


def _write(session: Session, words: Mapping[Client, Said], by: Actor) -> list[Attendance]:
    """Write down how each of these clients was; what changes nothing is left as it is."""
    standing = {
        row.client_id: row
        for row in Attendance.objects.filter(session=session, client__in=list(words))
    }
    rows: list[Attendance] = []
    new: list[Attendance] = []
    present: list[UUID] = []
    away: list[UUID] = []
    for client, word in words.items():
        row = standing.get(client.pk)
        if row is None:
            row = Attendance(session=session, client=client, created_by=by.id)
            new.append(row)
        rows.append(row)
        if client.pk in standing and _said_in(row) == word:
            continue
        row.presence, row.from_at, row.to_at = word.presence, word.from_at, word.to_at
        row.confirmed_at, row.confirmed_by = clock.now(), by.id
        if client.pk in standing:
            row.version += 1
            row.save()
        (away if word.presence is Presence.AWAY else present).append(client.pk)
    Attendance.objects.bulk_create(new)
    if present:
        announce(MarkedPresent(session.pk, tuple(present)), by=by)
    if away:
        announce(MarkedAway(session.pk, tuple(away)), by=by)
    return rows


def _said_in(row: Attendance) -> Said:
    return Said(row.presence, row.from_at, row.to_at)


@action(Permission.RUN_GROUP, audit="day.attendance_confirmed")
def confirm_all(*, session: Session, by: Actor) -> list[Attendance]:
    """Confirm everybody not confirmed yet, as the door knows her.

    A woman nobody has heard from stays open while the session runs, because she may still come;
    once it is over she is confirmed as away.
    """
    _has_begun(session)
    is_over = clock.now() >= session.ends_at
    visits = queries.door.visits_on(session.on)
    lines = queries.attendance.attendance_of(session)
    closing = queries.board.closing_ends_at(session.on)
    words = {}
    for client in queries.room.clients_by_name(lines):
        if lines[client.pk].confirmed_at is not None:
            continue
        visit = visits.get(client.pk) or queries.door.VisitLine(client.pk, session.on)
        if not (is_over or visit.arrived_at or visit.is_away):
            continue
        word = said_by_arrival(visit.stay(closing), session.starts_at, session.ends_at)
        words[client] = _whole(word, session)
    audit_codes(confirmed=len(words))
    return _write(session, words, by)


@action(Permission.RUN_GROUP, audit="day.stepped_out")
def step_out(*, session: Session, client: Client, with_whom: str, by: Actor) -> StepOut:
    """She steps out of a session for a while, and somebody goes along or is told."""
    _has_begun(session)
    if not with_whom.strip():
        raise refuse("with_whom", _("Who goes along with her?"), field_name="with_whom")
    standing = StepOut.objects.filter(session=session, client=client, back_at=None).first()
    if standing is not None:
        return standing
    return StepOut.objects.create(
        session=session,
        client=client,
        out_at=clock.now(),
        out_by=by.id,
        with_whom=with_whom.strip()[:80],
        created_by=by.id,
    )


@action(Permission.RUN_GROUP, audit="day.came_back")
def come_back(*, session: Session, client: Client, by: Actor) -> StepOut | None:
    """She is back in the room."""
    standing = StepOut.objects.filter(session=session, client=client, back_at=None).first()
    if standing is not None:
        standing.back_at, standing.back_by = clock.now(), by.id
        standing.save()
    return standing


# -- What she asked for ---------------------------------------------------------------------------


@action(Permission.CHECK_IN, audit="day.asked_for")
def ask_for(*, client: Client, on: date, kind: NeedKind, words: str = "", by: Actor) -> Need:
    """She says what she needs today; the same need on one day is one, with her newest words."""
    need = Need.objects.filter(client=client, on=on, kind=kind).first()
    if need is None:
        need = Need(client=client, on=on, kind=kind, created_by=by.id)
        need.words = need.outcome = ""
    if words.strip() and need.answered_at is None:
        need.words = words.strip()
    need.save()
    return need


@action(Permission.ANSWER_NEED, audit="day.need_taken")
def take_need(*, need: Need, by: Actor) -> Need:
    """Somebody takes it on; whoever took it first keeps it."""
    if need.taken_at is None:
        need.taken_at, need.taken_by = clock.now(), by.id
        need.save()
    return need


@action(Permission.ANSWER_NEED, audit="day.need_answered")
def answer_need(*, need: Need, words: str, by: Actor) -> Need:
    """Say what was done, in words she reads too."""
    if not words.strip():
        raise refuse(
            "words", _("Say in a few words what was done. She reads them."), field_name="words"
        )
    if need.answered_at is not None:
        if need.outcome == words.strip():
            return need
        raise refuse("answered", _("Somebody has answered this already."))
    now = clock.now()
    if need.taken_at is None:
        need.taken_at, need.taken_by = now, by.id
    need.answered_at, need.answered_by = now, by.id
    need.outcome = words.strip()
    need.save()
    return need


# -- Reaching out ---------------------------------------------------------------------------------


@action(Permission.SEND_MESSAGE, audit="day.text_queued")
def text_her(*, client: Client, on: date, by: Actor) -> ContactTry:
    """Queue the fixed neutral text to a woman who is missing, if a try is due and she allows it."""
    since = _missing_since(client, on)
    tried = queries.missing.tried_facts(queries.missing.tries_of(client.pk, on))
    may_send_text_now(since, clock.local_now(), tried).or_refuse()
    here = program()
    words = queries.missing.neutral_text(
        client, card_of(client.pk), here.on_call_phone if here else ""
    )
    queue(person_id=client.pk, channel=Channel.TEXT, words=words, by=by)
    return _try(client, on, since, Channel.TEXT, TryOutcome.SENT, by)


@action(Permission.SEND_MESSAGE, audit="day.contact_tried")
def record_try(
    *, client: Client, on: date, channel: Channel, outcome: TryOutcome, by: Actor
) -> ContactTry:
    """Write down a try to reach a woman who is missing, and what came of it."""
    return _try(client, on, _missing_since(client, on), channel, outcome, by)


def _missing_since(client: Client, on: date) -> datetime:
    since = queries.missing.missing_from(client.pk, on)
    if since is None:
        raise refuse("not_missing", _("{name} is not missing any more."), name=client.chosen_name)
    return clock.local(since)


def _try(
    client: Client, on: date, since: datetime, channel: Channel, outcome: TryOutcome, by: Actor
) -> ContactTry:
    tried = queries.missing.tried_facts(queries.missing.tries_of(client.pk, on))
    step = step_of_try(since, clock.local_now(), tried)
    audit_codes(step=str(step), channel=str(channel), outcome=str(outcome))
    return ContactTry.objects.create(
        client=client,
        on=on,
        step=step,
        channel=channel,
        outcome=outcome,
        tried_at=clock.now(),
        tried_by=by.id,
        created_by=by.id,
    )


@action(Permission.WORK_JOBS, audit="day.outreach_opened")
def open_outreach(*, client: Client, on: date, since: datetime, by: Actor) -> Outreach:
    """Keep a woman nobody has heard from in sight; one day after another is one matter."""
    standing = Outreach.objects.filter(client=client, ended_at__isnull=True).first()
    if standing is not None:
        return standing
    row, _made = Outreach.objects.get_or_create(
        client=client, on=on, defaults={"from_at": since, "created_by": by.id}
    )
    return row


@action(Permission.WORK_JOBS, audit="day.outreach_ended")
def end_outreach(*, outreach: Outreach, how: EndedHow, by: Actor) -> Outreach:
    """It is over by what happened: she came, told us, was reached, or her stay ended."""
    outreach = _held_outreach(outreach)
    outreach.ended_at, outreach.ended_by, outreach.ended_how = clock.now(), by.id, how
    outreach.save()
    return outreach


def _held_outreach(outreach: Outreach) -> Outreach:
    row = Outreach.objects.select_for_update().get(pk=outreach.pk)
    if row.ended_at is not None:
        raise refuse("over", _("This is settled already."))
    return row


@action(Permission.SEND_MESSAGE, audit="day.outreach_tried")
def try_again(*, outreach: Outreach, outcome: TryOutcome, by: Actor) -> ContactTry:
    """Write down a call on a later day, made at a time and in a way she allowed."""
    outreach = _held_outreach(outreach)
    now = clock.local_now()
    may_contact(card_of(outreach.client_id).profile, Channel.CALL, now).or_refuse()
    step = step_of_try(clock.local(outreach.from_at), now, queries.outreach.steps_done(outreach))
    audit_codes(step=str(step), outcome=str(outcome))
    return ContactTry.objects.create(
        client_id=outreach.client_id,
        on=outreach.on,
        step=step,
        channel=Channel.CALL,
        outcome=outcome,
        tried_at=clock.now(),
        tried_by=by.id,
        created_by=by.id,
    )


@action(Permission.ANSWER_ALERT, audit="day.outreach_looked_at")
def look_at_outreach(
    *,
    outreach: Outreach,
    decided: Decided | None,
    barriers: list[Barrier],
    words: str,
    by: Actor,
) -> OutreachLook:
    """Look at how to go on, and decide; after the look at day 7 the list lets go of her."""
    outreach = _held_outreach(outreach)
    card = card_of(outreach.client_id)
    start, now = clock.local(outreach.from_at), clock.local_now()
    due = outreach_due(start, now, queries.outreach.steps_done(outreach))
    step = due.code if due and due.code in LOOKS else OutreachStep.CLINICIAN_REVIEW
    may_decide(
        LookFacts(
            step=step,
            decided=decided,
            words=words,
            roles=by.roles,
            not_safe_at_home=card.profile.not_safe_at_home,
            may_write=queries.outreach.may_be_written_to(card),
            barriers=barriers,
        )
    ).or_refuse()
    if decided is None:
        raise refuse("no_decision", _("Say what was decided."), field_name="decided")
    audit_codes(step=str(step), decided=str(decided))
    row = OutreachLook(
        outreach=outreach,
        step=step,
        at=clock.now(),
        decided=decided,
        barriers=[str(each) for each in barriers],
        created_by=by.id,
    )
    row.words = words.strip()
    row.save()
    if may_end_by(step):
        outreach.ended_at, outreach.ended_by = row.at, by.id
        outreach.ended_how = EndedHow.REVIEWED
        outreach.save()
    return row


# -- The close ------------------------------------------------------------------------------------


@action(Permission.CLOSE_DAY, audit="day.closed")
def close_day(*, track: Track, on: date, handovers: list[dict[str, Any]], by: Actor) -> DayClose:
    """Close a program day once nothing is silent; what stays open goes to somebody by name.

    Each hand-over says `client_id`, `code`, `to_id`, `words` and, for a safety concern or a private
    check, `due_at`.
    """
    standing = DayClose.objects.filter(track=track, on=on).first()
    if standing is not None:
        return standing
    if on > clock.today():
        raise refuse("not_begun", _("This day has not begun."))
    people = {str(pk) for pk, _name in queries.close.who_takes_over()}
    given = [each for each in handovers if str(each["to_id"] or "") in people]
    decision = queries.close.track_at_close(track, on).decision
    left = unresolved(
        decision,
        [
            TakenOver(
                code=each["code"],
                client_id=str(each["client_id"]),
                to=str(each["to_id"]),
                words=each["words"],
                due_at=each.get("due_at"),
            )
            for each in given
        ],
    )
    if left:
        raise Refused(left)
    close = DayClose.objects.create(
        track=track, on=on, closed_at=clock.now(), closed_by=by.id, created_by=by.id
    )
    open_codes = {(reason.code, str(reason.params["client_id"])) for reason in decision}
    for each in given:
        if (each["code"], str(each["client_id"])) in open_codes:
            _hand_over(close, each, by)
    audit_codes(handed_over=len(open_codes))
    return close


def _hand_over(close: DayClose, given: dict[str, Any], by: Actor) -> None:
    row = HandOver(
        day_close=close,
        client_id=given["client_id"],
        code=given["code"],
        to_id=given["to_id"],
        due_at=given.get("due_at"),
        created_by=by.id,
    )
    row.words = given["words"].strip()
    row.save()


# -- Between sessions ------------------------------------------------------------------------------

BETWEEN_WORDS_MAX = 600
RISK_ASKED = "risk_asked"


@action(Permission.KEEP_CONTACT, audit="day.contact_kept")
def keep_contact(*, client: Client, note: ContactNote, by: Actor) -> BetweenContact:
    """Keep a contact between sessions; a concern she voiced opens an alert at once.

    It counts no minutes and is no service.
    """
    may_keep_contact(note).or_refuse()
    now = clock.now()
    row = BetweenContact(
        client=client,
        at=now,
        way=str(note.way),
        skill=str(note.skill),
        risk=str(note.risk),
        outcome=str(note.outcome),
        created_by=by.id,
    )
    row.words = note.words.strip()[:BETWEEN_WORDS_MAX]
    row.save(force_insert=True)
    if needs_alert(note):
        raise_alert(
            client=client,
            level=CONTACT_RULES.concern_level,
            instrument_id="between-contact",
            link_id=RISK_ASKED,
            administration_id=row.pk,
            evidence={
                "instrument": _("Contact between sessions"),
                "question": _("Safety was asked about"),
                "answer": RiskAsked.CONCERN.label,
                "value": None,
                "given_at": now.isoformat(),
            },
            answered_at=now,
            on_site=queries.door.is_on_site(client.pk),
            by=by,
        )
    return row


@action(Permission.KEEP_CONTACT, audit="day.contact_struck")
def strike_contact(*, contact: BetweenContact, why: str, by: Actor) -> BetweenContact:
    """Take a contact out for a reason; it stays readable."""
    if not why.strip():
        raise refuse("why", _("Say why it is struck."), field_name="why")
    contact.struck_at, contact.struck_by = clock.now(), by.id
    contact.struck_why = why.strip()[:300]
    contact.save()
    return contact


def on_consent_revoked(event: ConsentRevoked, by: Actor) -> None:
    """She took a paper back: somebody of her team talks with her about what comes next."""
    label = ConsentKind(event.kind).label
    words = gettext("She took a paper back: {paper}.").format(paper=gettext(label))
    _talk(event.client_id, words, by)


def on_seat_stopped(event: SeatStopped, by: Actor) -> None:
    """She does not go on in a group: somebody of her team is there for her."""
    name = Group.objects.get(pk=event.group_id).name
    _talk(event.client_id, gettext("She chose to stop in {group}.").format(group=name), by)


def _talk(client_id: UUID, words: str, by: Actor) -> None:
    ask_for(
        client=client_or_404(client_id),
        on=clock.today(),
        kind=NeedKind.TALK,
        words=words,
        by=system(by),
    )
