"""Asking how she may be reached, and queueing what may leave."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import UUID

from openiop.base import clock
from openiop.domain.contact import Allowed, ChannelRule, ContactProfile, may_contact, neutral_words
from openiop.domain.decision import refuse
from openiop.domain.privacy import Permission
from openiop.domain.staff_call import CALL_RULES, CallBy, may_keep_contact, may_try, was_left
from openiop.domain.text import _
from openiop.domain.words import Channel
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action

from .models import (
    CallState,
    Message,
    MessageState,
    Parcel,
    SafeContact,
    StaffCall,
    StaffContact,
)
from .queries import (
    ContactCard,
    card_before,
    card_of,
    last_number,
    staff_contact_of,
    write_profile,
)


@action(Permission.EDIT_SAFE_CONTACT, audit="outbox.safe_contact_set")
def set_safe_contact(*, person_id: UUID, card: ContactCard, by: Actor) -> SafeContact:
    """Keep how she may be reached from now on; what held before stays as history."""
    for channel in Channel:
        rule = card.profile.rule_for(channel)
        if rule.allowed is Allowed.AT_TIMES and not rule.windows:
            raise refuse(
                "no_times",
                _("{channel}: say at which times it is safe."),
                channel=channel,
                field_name=str(channel),
            )
    return _store(person_id, card, by)


def _store(person_id: UUID, card: ContactCard, by: Actor) -> SafeContact:
    row = SafeContact(
        person_id=person_id,
        number=last_number(person_id) + 1,
        wishes=write_profile(card.profile),
        created_by=by.id,
    )
    row.phone = card.phone
    row.email = card.email
    row.private = json.dumps(
        {
            "code_phrase": card.profile.code_phrase,
            "unsafe_people": card.unsafe_people,
            "safe_people": card.safe_people,
            "address_never": card.address_never,
        }
    )
    row.save()
    return row


@action(Permission.EDIT_SAFE_CONTACT, audit="outbox.home_not_safe")
def hold_contact(*, person_id: UUID, by: Actor) -> SafeContact:
    """She is not safe where she stays: every channel waits until she herself confirms it again."""
    card = card_of(person_id)

    def unconfirmed(channel: Channel) -> ChannelRule:
        return replace(card.profile.rule_for(channel), confirmed_since_disclosure=False)

    held: ContactProfile = replace(
        card.profile,
        not_safe_at_home=True,
        call=unconfirmed(Channel.CALL),
        text=unconfirmed(Channel.TEXT),
        email=unconfirmed(Channel.EMAIL),
        post=unconfirmed(Channel.POST),
    )
    return _store(person_id, replace(card, profile=held), by)


@action(Permission.SEND_MESSAGE, audit="outbox.queued")
def queue(*, person_id: UUID, channel: Channel, words: str, by: Actor) -> Message:
    """Queue a neutral message, if she may be reached this way now; a refusal says why in words."""
    card = card_of(person_id)
    decision = may_contact(card.profile, channel, clock.local_now())
    (decision & neutral_words(words)).or_refuse()
    if not (card.phone if channel in (Channel.CALL, Channel.TEXT) else card.email):
        raise refuse("no_address", _("We have no number or address for this."))
    return Message.objects.create(
        person_id=person_id,
        channel=channel,
        words=words,
        state=MessageState.QUEUED,
        created_by=by.id,
    )


@action(Permission.WORK_JOBS, audit="outbox.settled")
def settle(*, message: Message, state: MessageState, reasons: list[str], by: Actor) -> Message:
    """Write down what became of a message: sent, refused at the last moment, or failed."""
    message.state = state
    message.reasons = reasons
    message.tries += 1
    if state is MessageState.SENT:
        message.sent_at = clock.now()
    message.save()
    return message


@action(Permission.WORK_JOBS, audit="outbox.fell_silent")
def fall_silent(*, person_id: UUID, by: Actor) -> SafeContact:
    """From this moment nothing leaves for her on any channel; what was queued does not leave."""
    waiting = Message.objects.filter(person_id=person_id, state=MessageState.QUEUED)
    waiting.update(state=MessageState.REFUSED, reasons=["silent"])
    closed = ChannelRule()
    card = card_of(person_id)
    profile = replace(card.profile, asked=True, call=closed, text=closed, email=closed, post=closed)
    return _store(person_id, replace(card, profile=profile), by)


@action(Permission.WORK_JOBS, audit="outbox.heard_again")
def undo_silence(*, person_id: UUID, by: Actor) -> SafeContact | None:
    """The silence was a mistake: what she said before it holds again."""
    before = card_before(person_id)
    return _store(person_id, before, by) if before is not None else None


# Papers of hers that go to somebody else


@action(Permission.WORK_JOBS, audit="outbox.parcel_queued")
def queue_parcel(
    *, person_id: UUID, file_id: UUID, name: str, way: str, address: str, by: Actor
) -> Parcel:
    """Put a paper about her on its way; whoever queues it has asked for her consent."""
    row = Parcel(person_id=person_id, file_id=file_id, state=MessageState.QUEUED, created_by=by.id)
    row.to = json.dumps({"name": name, "way": way, "address": address})
    row.save(force_insert=True)
    return row


@action(Permission.WORK_JOBS, audit="outbox.parcel_settled")
def settle_parcel(*, parcel: Parcel, state: MessageState, reasons: list[str], by: Actor) -> Parcel:
    """Write down what became of a paper: it left, or why it did not."""
    parcel.state, parcel.reasons = state, reasons
    parcel.tries += 1
    if state is MessageState.SENT:
        parcel.sent_at = clock.now()
    parcel.save()
    return parcel


# Calling staff who are not signed in


@action(Permission.SET_OWN_CALL, audit="outbox.own_call_set")
def set_own_call(*, by_way: CallBy | None, address: str, by: Actor) -> StaffContact:
    """Keep how the person who asks is called when she is not signed in; None: not at all."""
    if by_way is not None:
        may_keep_contact(by_way, address.strip()).or_refuse()
    row = StaffContact(
        staff_id=by.id,
        number=StaffContact.objects.filter(staff_id=by.id).count() + 1,
        by_way=by_way or "",
        created_by=by.id,
    )
    row.address = address.strip() if by_way is not None else ""
    row.save()
    return row


@action(Permission.WORK_JOBS, audit="outbox.staff_call_asked_for")
def call_staff(*, staff_id: UUID, about_id: UUID, key: str, by: Actor) -> StaffCall:
    """Have somebody of the staff called; the same key again is the same call."""
    call, _made = StaffCall.objects.get_or_create(
        key=key,
        defaults={
            "staff_id": staff_id,
            "about_id": about_id,
            "state": CallState.WAITING,
            "created_by": by.id,
        },
    )
    return call


@action(Permission.WORK_JOBS, audit="outbox.staff_calls_withdrawn")
def withdraw_calls(*, about_id: UUID, by: Actor) -> int:
    """Somebody has it in hand: calls about it that have not left are not needed any more."""
    waiting = (CallState.WAITING, CallState.FAILED)
    return StaffCall.objects.filter(about_id=about_id, state__in=waiting).update(
        state=CallState.WITHDRAWN
    )


@action(Permission.WORK_JOBS, audit="outbox.staff_call_begun")
def begin_call(*, call: StaffCall, by: Actor) -> StaffCall:
    """Take a call up for one try; refused when another job has it or its time has not come."""
    call = StaffCall.objects.select_for_update().get(pk=call.pk)
    now = clock.wall()
    if call.state == CallState.TRYING:
        if call.tried_at is not None and not was_left(call.tried_at, now):
            raise refuse("taken", _("Another job has this call."))
    elif call.state not in (CallState.WAITING, CallState.FAILED) or not may_try(
        call.tries, call.tried_at, now
    ):
        raise refuse("not_now", _("This call is not due."))
    contact = staff_contact_of(call.staff_id)
    if contact is None:
        call.state = CallState.NO_CONTACT
    elif call.tries >= CALL_RULES.tries_most:
        call.state = CallState.GIVEN_UP
    else:
        call.state, call.tried_at = CallState.TRYING, now
        call.tries += 1
    call.save()
    return call


@action(Permission.WORK_JOBS, audit="outbox.staff_call_settled")
def settle_call(*, call: StaffCall, fault: str, by: Actor) -> StaffCall:
    """Write down what became of a try: it left, or what went wrong and if it is tried again."""
    call.fault = fault
    if not fault:
        call.state, call.sent_at = CallState.SENT, clock.now()
    elif fault == "no_channel":
        call.state = CallState.NO_CHANNEL
    else:
        again = may_try(call.tries, None, clock.wall())
        call.state = CallState.FAILED if again else CallState.GIVEN_UP
    call.save()
    return call
