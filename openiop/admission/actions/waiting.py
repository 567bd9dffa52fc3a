"""The waitlist: she waits, is offered a place, answers, or the time of the offer is over."""

from __future__ import annotations

import json
from datetime import date

from openiop.admission.models import OfferEnding, SeatOffer, WaitlistEntry
from openiop.admission.queries.waiting import waitlist
from openiop.base import clock
from openiop.clients.models import Client
from openiop.domain.contact import may_contact
from openiop.domain.decision import refuse
from openiop.domain.privacy import Permission
from openiop.domain.text import _
from openiop.domain.waitlist import (
    WAIT_RULES,
    OfferEnd,
    WaitEnd,
    may_answer_offer,
    may_offer,
    offer_expires_at,
)
from openiop.domain.words import Channel
from openiop.outbox.actions import queue
from openiop.outbox.queries import card_of
from openiop.privacy.actor import Actor, system
from openiop.privacy.gate import action, audit_codes
from openiop.programs.models import Track

PLEASE_CALL = _("Please call us when it suits you.")


@action(Permission.WORK_WAITLIST, audit="admission.waits")
def wait(*, client: Client, track: Track, since_on: date | None = None, by: Actor) -> WaitlistEntry:
    """Put her on the waitlist of a track; waiting twice is waiting once."""
    known = WaitlistEntry.objects.filter(client=client, ended_at__isnull=True).first()
    if known is not None:
        return known
    return WaitlistEntry.objects.create(
        client=client, track=track, since_on=since_on or clock.today(), created_by=by.id
    )


@action(Permission.WORK_WAITLIST, audit="admission.waits_no_more")
def end_wait(*, entry: WaitlistEntry, end: WaitEnd, why: str, by: Actor) -> WaitlistEntry:
    """She waits no more; an offer that stands is taken back with it."""
    fresh = WaitlistEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if fresh.ended_at is not None:
        return fresh
    if end is not WaitEnd.ADMITTED and not why.strip():
        raise refuse("why", _("Say why, in a sentence."), field_name="why")
    offers = SeatOffer.objects.filter(entry=fresh)
    ended = OfferEnding.objects.filter(offer__in=offers).values("offer_id")
    for offer in offers.exclude(pk__in=ended):
        _end(offer, OfferEnd.ACCEPTED if end is WaitEnd.ADMITTED else OfferEnd.WITHDRAWN, "", by)
    fresh.end, fresh.ended_at, fresh.ended_by = end, clock.now(), by.id
    fresh.why = why.strip()
    fresh.save()
    audit_codes(end=str(end))
    return fresh


@action(Permission.WORK_WAITLIST, audit="admission.place_offered")
def offer(*, entry: WaitlistEntry, starts_on: date, why: str = "", by: Actor) -> SeatOffer:
    """Offer her a place until a moment; why she is next is kept as it stood."""
    here = waitlist(entry.track, starts_on)
    line = next((each for each in here.lines if each.entry.pk == entry.pk), None)
    if line is None:
        raise refuse("waits_no_more", _("She waits no more."))
    may_offer(
        number=line.place.number,
        why_not_first=why,
        has_open_offer=line.open_offer is not None,
        free_seats=here.free,
        starts_on=starts_on,
        today=clock.today(),
    ).or_refuse()
    made = SeatOffer(
        entry=entry,
        starts_on=starts_on,
        weekdays=list(entry.track.weekdays),
        due_at=offer_expires_at(clock.now()),
        number=line.place.number,
        rule_id=WAIT_RULES.id,
        created_by=by.id,
    )
    factors = [factor.code for factor in line.place.factors]
    made.factors = json.dumps(
        {"factors": factors, "decided_by": line.place.decided_by, "why": why.strip()}
    )
    _tell(made, entry.client, by)
    made.save(force_insert=True)
    audit_codes(number=made.number)
    return made


def _tell(made: SeatOffer, client: Client, by: Actor) -> None:
    """A neutral message by the first way she allowed; else somebody calls her when it is safe."""
    card = card_of(client.pk)
    for channel, address in ((Channel.TEXT, card.phone), (Channel.EMAIL, card.email)):
        decision = may_contact(card.profile, channel, clock.local_now())
        if decision and address:
            sent = queue(person_id=client.pk, channel=channel, words=PLEASE_CALL, by=system(by))
            made.message_id = sent.pk
            return
        made.not_told = made.not_told or next(iter(decision.codes), "no_address")


@action(Permission.WORK_WAITLIST, audit="admission.offer_answered")
def answer_for_her(*, offer: SeatOffer, end: OfferEnd, words: str = "", by: Actor) -> OfferEnding:
    """She said yes or not this one, on the phone or here; or the program takes it back."""
    return _answered(offer, end, words, by)


@action(Permission.ANSWER_OWN_OFFER, audit="admission.offer_answered_by_her")
def answer_own(*, offer: SeatOffer, takes_it: bool, by: Actor) -> OfferEnding:
    """She answers on her own page."""
    return _answered(offer, OfferEnd.ACCEPTED if takes_it else OfferEnd.DECLINED, "", by)


def _answered(offer: SeatOffer, end: OfferEnd, words: str, by: Actor) -> OfferEnding:
    known = OfferEnding.objects.filter(offer=offer).first()
    if known is not None and known.end is end:
        return known
    if end is not OfferEnd.WITHDRAWN or known is not None:
        may_answer_offer(known.end if known else None, offer.due_at, clock.now()).or_refuse()
    return _end(offer, end, words, by)


def _end(offer: SeatOffer, end: OfferEnd, words: str, by: Actor) -> OfferEnding:
    made = OfferEnding(offer=offer, end=end, created_by=by.id)
    made.words = words.strip()
    made.save(force_insert=True)
    audit_codes(end=str(end))
    return made


@action(Permission.WORK_JOBS, audit="admission.offer_expired")
def expire(*, offer: SeatOffer, by: Actor) -> OfferEnding:
    """The time of an offer is over; she keeps her place in line. Twice is once."""
    known = OfferEnding.objects.filter(offer=offer).first()
    return known or _end(offer, OfferEnd.EXPIRED, "", by)
