"""What is done afterwards: notes, answers, calls, coming back, meetings."""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import cache
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.utils.translation import gettext, override

from openiop.accounts.actions import become
from openiop.base import clock
from openiop.clients.models import Client
from openiop.clients.queries import client_or_404
from openiop.discharge.actions.choosing import Wanted, choose
from openiop.discharge.actions.visits import step_visit
from openiop.discharge.models import Appointment
from openiop.discharge.queries.plan import (
    choice_of,
    newest_stay,
    responsible_by_episode,
)
from openiop.discharge.queries.visits import visits_of
from openiop.domain.decision import refuse
from openiop.domain.discharge.ending import falls_silent
from openiop.domain.discharge.return_door import Known, KnownSaid, may_come_back
from openiop.domain.discharge.visits import StepAsked, VisitState
from openiop.domain.episode import StayEnd
from openiop.domain.events import Admitted, Discharged, DischargeUndone
from openiop.domain.followup.answers import (
    CallOutcome,
    CallWhy,
    NoteAnswers,
    VisitTold,
    call_due_at,
    call_for,
)
from openiop.domain.followup.code import code_folded
from openiop.domain.followup.notes import LINK_WORDS, may_send_note
from openiop.domain.privacy import Permission, Role
from openiop.domain.text import _
from openiop.domain.words import Channel
from openiop.outbox.actions import call_staff, queue, withdraw_calls
from openiop.outbox.queries import last_number
from openiop.privacy.actor import SYSTEM_ID, Actor, system
from openiop.privacy.gate import action, audit_codes
from openiop.safety.queries.people import owner_for
from openiop.safety.queries.times import rules_here

from .models import CallOwed, CallTry, CaringNote, Confirmed, Meeting, MeetingAnswer
from .queries import (
    DueNote,
    address_of,
    door_page,
    is_alive,
    link_key,
    next_confirmed_number,
    note_facts,
    note_of_link,
    pack,
    signed,
)

WORDS_MOST = 1000
CALLED_AT_ONCE = (CallWhy.VERY_HARD, CallWhy.SHE_ASKED, CallWhy.COMING_BACK)


# Notes


@action(Permission.WORK_JOBS, audit="followup.note_sent")
def send_note(*, due: DueNote, by: Actor) -> CaringNote:
    """Send a note that is due, once: as a link, as a call by a person, or not at all with why."""
    client = due.episode.client
    row = CaringNote(
        client=client,
        episode=due.episode,
        moment=due.due.moment,
        due_on=due.due.due_on,
        until_on=due.due.until_on,
        contact_number=last_number(client.pk),
        created_by=by.id,
    )
    decision = may_send_note(note_facts(due), clock.local_now())
    audit_codes(moment=str(due.due.moment), codes=list(decision.codes))
    if not decision:
        row.why_not = decision.codes[0][:20]
        row.save(force_insert=True)
        if row.why_not not in ("died", "here", "not_wanted"):
            _owe(client, CallWhy.NO_NOTE, "", by)
        return row
    if due.choice.channel == Channel.CALL:
        row.save(force_insert=True)
        _owe(client, CallWhy.NOTE_BY_CALL, "", by)
        return row
    nonce = secrets.token_urlsafe(12)
    row.link_key = link_key(nonce)
    row.save(force_insert=True)
    with override(client.language if client.language in ("en", "es") else "en"):
        words = gettext(LINK_WORDS).format(link=address_of(signed(nonce)))
    queue(person_id=client.pk, channel=Channel(due.choice.channel), words=words, by=by)
    return row


@action(Permission.WORK_JOBS, audit="followup.note_opened")
def open_note(*, link: str, code: str, by: Actor) -> CaringNote | None:
    """The note behind a link, if the code is hers; None for anything else, in the same steps.

    A link we did not make, one that is over and a wrong code cost the same: one look, one hash.
    """
    note = note_of_link(link)
    alive = note is not None and is_alive(note)
    choice = choice_of(note.client_id) if note is not None and alive else None
    fits = check_password(
        code_folded(code), choice.code_hash if choice and choice.code_hash else _nobodys()
    )
    audit_codes(opened=bool(alive and fits))
    if note is not None and alive and not fits:
        note.wrong_codes += 1
        note.save()
    return note if note is not None and alive and fits else None


@cache
def _nobodys() -> str:
    """A hash no code fits, as dear to check as a real one."""
    return make_password(secrets.token_hex(16))


@action(Permission.WORK_JOBS, audit="followup.note_answered")
def answer_note(*, note: CaringNote, answers: NoteAnswers, by: Actor) -> CaringNote:
    """Keep what she answered, once; some answers bring a person, and her visit may be told."""
    row = CaringNote.objects.select_for_update(of=("self",)).get(pk=note.pk)
    if row.answered_at is not None:
        return row
    if not is_alive(row):
        raise refuse("over", _("This page is closed. You can call us at any time."))
    row.answers = pack(
        NoteAnswers(
            answers.how,
            answers.visit,
            answers.plan,
            answers.words.strip()[:WORDS_MOST],
            answers.call_me,
        )
    )
    row.answered_at = clock.now()
    row.save()
    client = client_or_404(row.client_id)
    why = call_for(answers)
    audit_codes(moment=str(row.moment), call=str(why or ""))
    if why is not None:
        _owe(client, why, answers.words.strip()[:WORDS_MOST], by)
    if answers.visit is VisitTold.BEEN:
        _visit_told(row.episode_id, by)
    return row


def _visit_told(episode_id: UUID, by: Actor) -> None:
    """She says she has been there: an agreed visit that lies behind us took place."""
    now = clock.now()
    for line in visits_of(episode_id):
        agreed = line.now.state is VisitState.ACCEPTED and line.kind.is_mental_health
        if agreed and line.starts_at is not None and line.starts_at <= now:
            step_visit(
                appointment=Appointment.objects.get(pk=line.id),
                asked=StepAsked(VisitState.KEPT, line.starts_at, line.place),
                told_by_her=True,
                by=system(by),
            )
            return


# Calls we owe


def _owe(client: Client, why: CallWhy, words: str, by: Actor) -> CallOwed:
    open_one = CallOwed.objects.filter(client=client, why=why, done_at__isnull=True).first()
    if open_one is not None:
        if words and words not in open_one.words:
            open_one.words = "\n".join(part for part in (open_one.words, words) if part)
            open_one.save()
        return open_one
    now = clock.local_now()
    rules = rules_here()
    row = CallOwed(
        client=client,
        why=why,
        owner_id=_owner(client),
        from_at=clock.now(),
        due_at=call_due_at(why, now, rules.monitored_weekdays, rules.monitored_until),
        created_by=by.id,
    )
    row.words = words
    row.save(force_insert=True)
    if why in CALLED_AT_ONCE and row.owner_id != SYSTEM_ID:
        key = f"followup:{row.pk}:{row.owner_id}"
        call_staff(staff_id=row.owner_id, about_id=row.pk, key=key, by=system(by))
    return row


def _owner(client: Client) -> UUID:
    """Who is responsible until the first visit; then her therapist here; else the lead."""
    stay = newest_stay(client.pk)
    held = responsible_by_episode([stay]).get(stay.pk) if stay is not None else None
    return held or owner_for(client.pk)


@action(Permission.ASK_FOR_CALL, audit="followup.call_asked_for")
def ask_for_call(*, client: Client, comes_back: bool, words: str = "", by: Actor) -> CallOwed:
    """She would like someone to call her, or to come back; asked twice is one call."""
    why = CallWhy.COMING_BACK if comes_back else CallWhy.SHE_ASKED
    return _owe(client, why, words.strip()[:WORDS_MOST], by)


@action(Permission.MAKE_CALL_OWED, audit="followup.call_made")
def note_call(*, call: CallOwed, outcome: CallOutcome | None, words: str, by: Actor) -> CallOwed:
    """Write down what became of a call; while she was not reached it stays owed."""
    row = CallOwed.objects.select_for_update(of=("self",)).get(pk=call.pk)
    if row.done_at is not None:
        return row
    if outcome is None:
        raise refuse("outcome", _("Choose what became of it."), field_name="outcome")
    if not words.strip() and outcome is not CallOutcome.NOT_REACHED:
        raise refuse("words", _("Say it in a sentence."), field_name="words")
    audit_codes(outcome=str(outcome))
    if outcome is CallOutcome.NOT_REACHED:
        tried = CallTry(call=row, created_by=by.id)
        tried.words = words.strip()[:WORDS_MOST]
        tried.save(force_insert=True)
        return row
    row.done_at, row.done_by, row.outcome = clock.now(), by.id, outcome
    row.outcome_words = words.strip()[:WORDS_MOST]
    row.save()
    withdraw_calls(about_id=row.pk, by=system(by))
    return row


# Coming back


@action(Permission.OPEN_RETURN_DOOR, audit="followup.known_confirmed")
def confirm(*, client: Client, known: Known, said: KnownSaid, words: str = "", by: Actor) -> None:
    """What we know was read to her, and what she says of it now; nothing is typed anew."""
    shown = door_page(client)
    may_come_back(shown.end, shown.is_here).or_refuse()
    if shown.stay is None:
        raise refuse("no_stay", _("She was not here before."))
    if said is KnownSaid.CHANGED and not words.strip():
        raise refuse("words", _("Say what has changed."), field_name="words")
    row = Confirmed(
        client=client,
        after_episode=shown.stay,
        number=next_confirmed_number(shown.stay),
        known=known,
        said=said,
        created_by=by.id,
    )
    row.words = words.strip()[:WORDS_MOST]
    row.save(force_insert=True)
    audit_codes(known=str(known), said=str(said))


@action(Permission.OPEN_RETURN_DOOR, audit="followup.wants_back")
def wants_back(*, client: Client, words: str = "", by: Actor) -> CallOwed:
    """She told somebody here that she wants to come back: a call with an owner and a clock."""
    return _owe(client, CallWhy.COMING_BACK, words.strip()[:WORDS_MOST], by)


# What follows from a stay


def on_discharged(event: Discharged, by: Actor) -> None:
    """Her sign-in is an alumna's from now on; after a death everything for her ends."""
    end = StayEnd(event.end)
    if end is StayEnd.NOT_STARTED:
        return
    if falls_silent(end):
        _stop(event.client_id, by)
        open_calls = CallOwed.objects.filter(client_id=event.client_id, done_at__isnull=True)
        for row in open_calls:
            row.done_at, row.done_by = clock.now(), SYSTEM_ID
            row.outcome = CallOutcome.NOT_NEEDED
            row.save()
            withdraw_calls(about_id=row.pk, by=system(by))
        become(client_id=event.client_id, role=None, by=system(by))
        return
    become(client_id=event.client_id, role=Role.ALUMNA, by=system(by))


def on_undone(event: DischargeUndone, by: Actor) -> None:
    """Her stay goes on: she is a client again, and no note goes out."""
    _stop(event.client_id, by)
    become(client_id=event.client_id, role=Role.CLIENT, by=system(by))


def on_admitted(event: Admitted, by: Actor) -> None:
    """She is here again: notes end, her sign-in is a client's, calls about coming back are done."""
    _stop(event.client_id, by)
    become(client_id=event.client_id, role=Role.CLIENT, by=system(by))


def _stop(client_id: UUID, by: Actor) -> None:
    CaringNote.objects.filter(
        client_id=client_id, answered_at__isnull=True, stopped_at__isnull=True
    ).update(stopped_at=clock.now(), stopped_by=by.id)


# Women who were here


@action(Permission.CHOOSE_FOLLOW_UP, audit="followup.left_alumnae")
def leave_alumnae(*, client: Client, by: Actor) -> None:
    """She wants nothing from us any more: no notes, no meetings, from this moment."""
    before = choice_of(client.pk)
    channel = Channel(before.channel) if before and before.channel else None
    choose(client=client, wanted=Wanted(notes=False, channel=channel), by=by)
    _stop(client.pk, by)
    for row in _coming_to(client):
        _answer(row, client, comes=False, by=by)


def _coming_to(client: Client) -> list[Meeting]:
    newest: dict[UUID, bool] = {}
    rows = MeetingAnswer.objects.filter(client=client, meeting__starts_at__gte=clock.now())
    for row in rows.order_by("number"):
        newest[row.meeting_id] = row.comes
    return list(Meeting.objects.filter(pk__in=[id_ for id_, comes in newest.items() if comes]))


@action(Permission.RUN_ALUMNAE, audit="followup.meeting_added")
def add_meeting(
    *, starts_at: datetime, title: str, place: str, minutes: int = 60, by: Actor
) -> Meeting:
    """A meeting for women who were here."""
    if not title.strip():
        raise refuse("title", _("Give it a name."), field_name="title")
    if not place.strip():
        raise refuse("place", _("Say where it is."), field_name="place")
    if starts_at <= clock.now():
        raise refuse("past", _("Choose a time that has not passed."), field_name="on")
    return Meeting.objects.create(
        starts_at=starts_at,
        title=title.strip()[:80],
        place=place.strip()[:120],
        minutes=minutes,
        created_by=by.id,
    )


@action(Permission.RUN_ALUMNAE, audit="followup.meeting_canceled")
def cancel_meeting(*, meeting: Meeting, by: Actor) -> Meeting:
    """It does not take place; those who meant to come see it on their page."""
    if meeting.canceled_at is None:
        meeting.canceled_at, meeting.canceled_by = clock.now(), by.id
        meeting.save()
    return meeting


@action(Permission.USE_ALUMNA_PAGES, audit="followup.meeting_answered")
def answer_meeting(*, meeting: Meeting, client: Client, comes: bool, by: Actor) -> MeetingAnswer:
    """She comes to a meeting, or does not."""
    if meeting.canceled_at is not None:
        raise refuse("canceled", _("This meeting does not take place."))
    return _answer(meeting, client, comes=comes, by=by)


def _answer(meeting: Meeting, client: Client, *, comes: bool, by: Actor) -> MeetingAnswer:
    number = MeetingAnswer.objects.filter(meeting=meeting, client=client).count() + 1
    return MeetingAnswer.objects.create(
        meeting=meeting, client=client, number=number, comes=comes, created_by=by.id
    )
