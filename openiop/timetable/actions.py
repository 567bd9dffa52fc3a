"""Mending, proposing and publishing the week: every change is one somebody chose.

Sessions are written by the actions of the schedule. Calendar apps find a week by its address.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext, override

from openiop.base import clock
from openiop.clients.models import Client
from openiop.domain.calendar import CalendarWord
from openiop.domain.decision import Refused, refuse
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.domain.time_offer import (
    ASKS,
    Need,
    OfferState,
    OfferWhy,
    answer_until,
    first_state,
    may_answer,
    may_approve,
    needs_of,
)
from openiop.domain.timetable.proposal import (
    GOES_PAST,
    ProposalState,
    may_go_past,
    may_move_group,
    may_propose,
    may_publish,
)
from openiop.domain.words import Channel
from openiop.outbox.actions import queue
from openiop.privacy.actor import SYSTEM_ID, Actor, system
from openiop.privacy.gate import action, allows, audit_codes
from openiop.programs.models import Room
from openiop.safety.queries.alerts import alerts_by_client
from openiop.schedule.actions import (
    co_lead_instead,
    cover,
    move_individual,
    plan_individual,
)
from openiop.schedule.models import Session
from openiop.schedule.queries import roster_of, stand_ins

from .models import CalendarFeed, MovedGroup, Proposal, TimeOffer
from .queries import proposals
from .queries.away import sessions_of, therapist_of
from .queries.feed import her_calendar, key_digest, own_calendar
from .queries.problem import Allow, week_from
from .queries.proposals import OwnLine, TeamLine
from .queries.week import broken, broken_rules, clashing

KEY_BYTES = 32


@dataclass(frozen=True)
class Chosen:
    """Who stands in for each session, by session id; sessions left out stay as they are."""

    people: Mapping[UUID, UUID]
    offers: Mapping[UUID, TimeTold] = field(default_factory=dict)
    """Another time to ask her about, by session id, for sessions of one client."""


@dataclass(frozen=True)
class TimeTold:
    """A time for a session of one client: when, with whom, where."""

    staff_id: UUID
    on: date
    starts: str
    room_id: UUID | None = None


@action(Permission.MEND_WEEK, audit="timetable.day_mended")
def mend_day(*, staff_id: UUID, on: date, chosen: Chosen, by: Actor) -> int:
    """Let colleagues hold what somebody cannot hold today, and ask clients about another time.

    Gives how many sessions colleagues hold; no session of a client moves by it.
    Refuses the whole when one of them is no longer hers or a colleague is no longer free.
    """
    if not chosen.people and not chosen.offers:
        raise refuse("nothing", _("Choose who stands in for at least one session."))
    hers = {each.pk: each for each in sessions_of(staff_id, on)}
    if (chosen.people.keys() | chosen.offers.keys()) - hers.keys():
        raise refuse(
            "changed",
            _("One of the sessions changed since you looked. Nothing was saved; look again."),
        )
    for session_id, person in chosen.people.items():
        session = hers[session_id]
        _free_or_refuse(session, person)
        if session.lead_id == staff_id:
            cover(session=session, staff_id=person, by=by)
        else:
            co_lead_instead(session=session, staff_id=person, by=by)
    asked = {pk: told for pk, told in chosen.offers.items() if pk not in chosen.people}
    for session_id, told in asked.items():
        _offer_instead(hers[session_id], told, by)
    audit_codes(sessions=len(chosen.people), offers=len(asked))
    return len(chosen.people)


def _offer_instead(session: Session, told: TimeTold, by: Actor) -> None:
    client = session.client
    if client is None:
        raise refuse("group", _("Only a session of one client is moved like this."))
    own = therapist_of(client.pk, told.on)
    alerts = alerts_by_client([client.pk])
    _make_offer(
        _Offering(
            client=client,
            session=session,
            time=told,
            minutes=session.minutes,
            why=OfferWhy.AWAY,
            needs=needs_of(
                open_alert=client.pk in alerts,
                own_therapist=told.staff_id in (own, session.lead_id),
            ),
            owner_id=own if own is not None and own != session.lead_id else by.id,
        ),
        None,
        by,
    )


def _free_or_refuse(session: Session, person: UUID) -> None:
    if person not in dict(stand_ins([session])[session.pk]):
        raise refuse(
            "busy",
            _("Somebody is no longer free for {name}. Nothing was saved; look again."),
            name=session.name,
        )


@action(Permission.MEND_WEEK, audit="timetable.move_agreed")
def agree_move(
    *,
    session: Session,
    staff_id: UUID,
    on: date,
    starts: str,
    room: Room | None = None,
    by: Actor,
) -> Session:
    """She said yes to another time for her own session; refuses with the rule that stands against.

    The rules are asked of the calendar as it is now, so that what changed since the offer counts.
    """
    if session.canceled_at is not None:
        raise refuse("changed", _("This session was canceled since you looked."))
    before = set(broken_rules(on))
    new = move_individual(
        session=session, staff_id=staff_id, on=on, starts=starts, room=room, by=by
    )
    _stands_or_refuse(new, before)
    return new


def _stands_or_refuse(new: Session, broken_before: set[str]) -> None:
    if at_once := clashing(new):
        raise refuse("taken", _("This time is taken: {what}."), what=at_once)
    if broken := [each for each in broken_rules(new.on) if each not in broken_before]:
        raise refuse("rule", _("This time goes past a rule: {rules}."), rules="; ".join(broken))


@action(Permission.MEND_WEEK, audit="timetable.group_moved")
def move_group(
    *,
    session: Session,
    starts: str,
    room: Room | None,
    asked: Collection[UUID],
    why: str = "",
    by: Actor,
) -> MovedGroup:
    """Another time or room for one meeting of a group, on its day.

    Everybody in it was asked, or there is a reason why it moves all the same. What cannot be (two
    places at one time, too small a room, a leader who does not work) is refused with the rule
    named; what a woman told us stands against it may be gone past with a reason.
    """
    fresh = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    old_at, old_room = fresh.starts_at, fresh.room
    new_at = clock.at(fresh.on, starts)
    may_move_group(
        is_group=fresh.kind.is_group and fresh.canceled_at is None,
        old_at=old_at,
        new_at=new_at,
        same=new_at == old_at and room == old_room,
        now=clock.now(),
    ).or_refuse()
    before = broken(fresh.on)
    length = fresh.ends_at - fresh.starts_at
    fresh.starts_at, fresh.ends_at, fresh.room = new_at, new_at + length, room
    fresh.save()
    new = broken(fresh.on) - before
    members = {client.pk for client in roster_of(fresh)}
    if at_once := clashing(fresh):
        raise refuse("taken", _("This time is taken: {what}."), what=at_once)
    may_go_past(
        hard=[each.text for each in sorted(new) if each.rule not in GOES_PAST],
        soft=[each.text for each in sorted(new) if each.rule in GOES_PAST],
        not_asked=len(members - set(asked)),
        why=why,
    ).or_refuse()
    moved = MovedGroup(
        session=fresh,
        starts_before=old_at,
        starts_now=new_at,
        asked=sorted(str(pk) for pk in members & set(asked)),
        created_by=by.id,
    )
    moved.why = why.strip()[:WHY_MOST]
    moved.save(force_insert=True)
    audit_codes(past=sorted({each.rule for each in new}), not_asked=len(members - set(asked)))
    return moved


WHY_MOST = 300


# Proposals


@action(Permission.PLAN_WEEK, audit="timetable.proposed")
def propose(*, first_on: date, own_minutes: int, seconds: int, by: Actor) -> Proposal:
    """Have a week worked out in the background. Nothing changes by it."""
    may_propose(
        first_on, seconds, own_minutes, clock.today(), one_goes_on=proposals.one_goes_on()
    ).or_refuse()
    made = Proposal(
        first_on=first_on,
        own_minutes=own_minutes,
        seconds=seconds,
        state=ProposalState.WAITING,
        created_by=by.id,
    )
    made.asked = proposals.asked_text(
        week_from(first_on, allow=Allow.GROUPS, own_minutes=own_minutes)
    )
    made.answer = ""
    made.save(force_insert=True)
    return made


@action(Permission.PLAN_WEEK, audit="timetable.proposal_stopped")
def stop(*, proposal: Proposal, keep_best: bool, by: Actor) -> Proposal:
    """End the search: with the best week found so far, or without any."""
    fresh = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if not ProposalState(fresh.state).goes_on:
        return fresh
    if fresh.state == ProposalState.WAITING:
        return _end(fresh, ProposalState.STOPPED, "", by.id)
    fresh.stop_asked = ProposalState.READY if keep_best else ProposalState.STOPPED
    fresh.save()
    return fresh


def _end(row: Proposal, state: ProposalState, answer: str, by_id: UUID) -> Proposal:
    row.state, row.answer = state, answer
    row.ended_at, row.ended_by = clock.now(), by_id
    row.save()
    return row


@action(Permission.WORK_JOBS, audit="timetable.proposal_begun")
def begin(*, proposal: Proposal, by: Actor) -> Proposal:
    """It is being worked out now."""
    proposal.state = ProposalState.RUNNING
    proposal.save()
    return proposal


@action(Permission.WORK_JOBS, audit="timetable.proposal_progress")
def note_progress(*, proposal: Proposal, told: Mapping[str, object], by: Actor) -> None:
    """Keep how far it is, in numbers."""
    Proposal.objects.filter(pk=proposal.pk).update(told=dict(told))


@action(Permission.WORK_JOBS, audit="timetable.proposal_ended")
def settle(
    *,
    proposal: Proposal,
    state: ProposalState,
    answer: str = "",
    told: Mapping[str, object],
    by: Actor,
) -> Proposal:
    """Keep what came out of it."""
    fresh = Proposal.objects.select_for_update().get(pk=proposal.pk)
    fresh.told = dict(told)
    audit_codes(state=str(state))
    return _end(fresh, state, answer, SYSTEM_ID)


# Publishing


@dataclass(frozen=True)
class Published:
    """What publishing did."""

    led_anew: int
    offered: int
    to_call: int


@action(Permission.PLAN_WEEK, audit="timetable.published")
def publish(*, proposal: Proposal, by: Actor) -> Published:
    """Let the proposed leaders and rooms hold from now on, and offer the times to the clients.

    Refused when anything it was made from has changed. No session of a client moves by it.
    """
    fresh = Proposal.objects.select_for_update().get(pk=proposal.pk)
    changed = proposals.changed_since(fresh, proposals.week_asked(fresh))
    may_publish(ProposalState(fresh.state), fresh.first_on, clock.today(), changed).or_refuse()
    found = proposals.compared(fresh)
    for line in found.teams:
        _lead_anew(line, by)
    offers = [_offered(line, fresh, by) for line in found.own if not line.is_stopped]
    fresh.state = ProposalState.PUBLISHED
    fresh.published_at, fresh.published_by = clock.now(), by.id
    fresh.save()
    audit_codes(groups=len(found.teams), offers=len(offers))
    return Published(len(found.teams), len(offers), sum(each.needs_call for each in offers))


def _lead_anew(line: TeamLine, by: Actor) -> None:
    session, change = line.session, line.change
    if change.lead_changes:
        cover(session=session, staff_id=UUID(change.now.lead), by=system(by))
    if change.co_leads_change:
        helper = next(iter(change.now.co_leads), None)
        co_lead_instead(session=session, staff_id=UUID(helper) if helper else None, by=system(by))
    if change.room_changes and line.room_now:
        session.room = Room.objects.get(pk=UUID(change.now.room))
        session.save()


def _offered(line: OwnLine, proposal: Proposal, by: Actor) -> TimeOffer:
    on = clock.local(line.now.at).date()
    return _make_offer(
        _Offering(
            client=line.client,
            session=line.session,
            time=TimeTold(line.now.staff_id, on, line.starts, line.room_id),
            minutes=line.minutes,
            why=line.why,
            needs=line.needs,
            owner_id=line.owner_id or by.id,
        ),
        proposal,
        by,
    )


@dataclass(frozen=True)
class _Offering:
    """What is offered to whom, and who sees to it."""

    client: Client
    session: Session | None
    time: TimeTold
    minutes: int
    why: OfferWhy
    needs: tuple[Need, ...]
    owner_id: UUID


def _make_offer(told: _Offering, proposal: Proposal | None, by: Actor) -> TimeOffer:
    """Write an offer; one for the same session that has no answer yet is taken back."""
    if told.session is not None:
        TimeOffer.objects.filter(
            session=told.session,
            state__in=(OfferState.NEEDS_YES, OfferState.OPEN, OfferState.AGREED),
        ).update(state=OfferState.WITHDRAWN, answered_at=clock.now(), answered_by=by.id)
    starts_at = clock.at(told.time.on, told.time.starts)
    old_at = clock.local(told.session.starts_at) if told.session else None
    offer = TimeOffer(
        proposal=proposal,
        client=told.client,
        session=told.session,
        staff_id=told.time.staff_id,
        on=told.time.on,
        starts=told.time.starts,
        starts_at=starts_at,
        minutes=told.minutes,
        room_id=told.time.room_id,
        why=told.why,
        state=first_state(told.needs),
        needs=[str(need) for need in told.needs],
        owner_id=told.owner_id,
        answer_until=answer_until(clock.local(starts_at), old_at),
        created_by=by.id,
    )
    offer.save(force_insert=True)
    if offer.state == OfferState.OPEN:
        _tell(offer, by)
    return offer


def _tell(offer: TimeOffer, by: Actor) -> None:
    """Send her the neutral line where that is safe now; else her owner has to tell her."""
    client: Client = offer.client
    with override(client.language if client.language in ("en", "es") else "en"):
        words = gettext(ASKS)
    try:
        with transaction.atomic():
            queue(person_id=client.pk, channel=Channel.TEXT, words=words, by=system(by))
    except Refused:
        offer.needs_call = True
    else:
        offer.message_sent_at, offer.message_sent_by = clock.now(), by.id
    offer.save()


@action(Permission.APPROVE_TIME_OFFER, audit="timetable.offer_approved")
def approve(*, offer: TimeOffer, by: Actor) -> TimeOffer:
    """A clinician says yes: now she is asked."""
    fresh = _locked(offer)
    clinician = allows(by, Permission.APPROVE_TIME_OFFER, fresh.about())
    may_approve(OfferState(fresh.state), is_clinician=clinician).or_refuse()
    fresh.state, fresh.approved_at, fresh.approved_by = OfferState.OPEN, clock.now(), by.id
    fresh.save()
    _tell(fresh, by)
    return fresh


@action(Permission.ANSWER_TIME_OFFER, audit="timetable.offer_answered")
def answer(*, offer: TimeOffer, yes: bool, by: Actor) -> TimeOffer:
    """She said yes or no, on her phone or to somebody who asked her.

    A yes is planned at once. While the time is still held by somebody who has not answered, it
    waits and is tried again with every answer.
    """
    fresh = _locked(offer)
    may_answer(OfferState(fresh.state), fresh.starts_at, clock.now()).or_refuse()
    fresh.answered_at, fresh.answered_by = clock.now(), by.id
    if not yes:
        fresh.state = OfferState.DECLINED
        fresh.save()
    else:
        _carry_out(fresh, by)
    audit_codes(yes=yes)
    _try_agreed(by)
    return fresh


def _carry_out(offer: TimeOffer, by: Actor) -> None:
    try:
        with transaction.atomic():
            _planned(offer, by)
    except Refused as no:
        if not any(reason.code == "taken" for reason in no.reasons):
            raise
        offer.state = OfferState.AGREED
    else:
        offer.state = OfferState.DONE
    offer.save()


def _planned(offer: TimeOffer, by: Actor) -> Session:
    if offer.session is not None:
        return agree_move(
            session=offer.session,
            staff_id=offer.staff_id,
            on=offer.on,
            starts=offer.starts,
            room=offer.room,
            by=system(by),
        )
    before = set(broken_rules(offer.on))
    new = plan_individual(
        client=offer.client,
        staff_id=offer.staff_id,
        on=offer.on,
        starts=offer.starts,
        minutes=offer.minutes,
        room=offer.room,
        by=system(by),
    )
    _stands_or_refuse(new, before)
    return new


def _try_agreed(by: Actor) -> None:
    """Times she said yes to that were not free then: an answer may have freed them."""
    waiting = TimeOffer.objects.select_related("client", "session", "room").filter(
        state=OfferState.AGREED, starts_at__gt=clock.now()
    )
    for each in waiting.order_by("answered_at"):
        try:
            _carry_out(each, by)
        except Refused:
            continue


def _locked(offer: TimeOffer) -> TimeOffer:
    rows = TimeOffer.objects.select_related("client", "session", "room")
    return rows.select_for_update(of=("self",)).get(pk=offer.pk)


@action(Permission.PLAN_WEEK, audit="timetable.offer_withdrawn")
def withdraw(*, offer: TimeOffer, by: Actor) -> TimeOffer:
    """Take an offer back that has no answer yet; her session stays as it is."""
    fresh = _locked(offer)
    if not OfferState(fresh.state).waits:
        raise refuse("answered", _("This was answered or taken back in the meantime."))
    fresh.state = OfferState.WITHDRAWN
    fresh.answered_at, fresh.answered_by = clock.now(), by.id
    fresh.save()
    return fresh


@action(Permission.WORK_JOBS, audit="timetable.offers_ended")
def end_offers(*, by: Actor) -> int:
    """Offers whose time has come without an answer end; her session stays as it is."""
    return TimeOffer.objects.filter(
        state__in=(OfferState.NEEDS_YES, OfferState.OPEN, OfferState.AGREED),
        starts_at__lte=clock.now(),
    ).update(state=OfferState.EXPIRED, answered_at=clock.now(), answered_by=by.id)


# Addresses for calendar apps


@action(Permission.KEEP_OWN_CALENDAR, audit="timetable.calendar_made")
def make_own_calendar(*, by: Actor) -> str:
    """Somebody who works here gets an address for her own sessions; the one before is over.

    It is given back once, to be shown to her; here only its digest is kept.
    """
    _end_feed(own_calendar(by.id), by)
    key = secrets.token_urlsafe(KEY_BYTES)
    CalendarFeed.objects.create(staff_id=by.id, key_digest=key_digest(key), created_by=by.id)
    return key


@action(Permission.KEEP_OWN_CALENDAR, audit="timetable.calendar_ended")
def end_own_calendar(*, by: Actor) -> bool:
    """Her address opens nothing any more; gives whether there was one."""
    return _end_feed(own_calendar(by.id), by)


@action(Permission.TURN_ON_CALENDAR, audit="timetable.her_calendar_made")
def make_her_calendar(*, client: Client, word: CalendarWord, by: Actor) -> str:
    """A client turns on an address for her own times, or replaces it; given back once."""
    _end_feed(her_calendar(client.pk), by)
    key = secrets.token_urlsafe(KEY_BYTES)
    CalendarFeed.objects.create(
        client=client, word=word, key_digest=key_digest(key), created_by=by.id
    )
    audit_codes(word=str(word))
    return key


@action(Permission.TURN_ON_CALENDAR, audit="timetable.her_calendar_named")
def name_her_times(*, client: Client, word: CalendarWord, by: Actor) -> bool:
    """She chooses what her times are called; the address stays. Gives whether it is on."""
    feed = her_calendar(client.pk)
    if feed is not None:
        feed.word = word
        feed.save()
    audit_codes(word=str(word))
    return feed is not None


@action(Permission.TURN_ON_CALENDAR, audit="timetable.her_calendar_ended")
def end_her_calendar(*, client: Client, by: Actor) -> bool:
    """She turns it off: her address opens nothing any more; gives whether it was on."""
    return _end_feed(her_calendar(client.pk), by)


def _end_feed(feed: CalendarFeed | None, by: Actor) -> bool:
    if feed is not None:
        feed.ended_at, feed.ended_by = clock.now(), by.id
        feed.save()
    return feed is not None
