"""The waitlist: who waits, in which order and why, and offers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import Http404

from openiop.admission.models import OfferEnding, SeatOffer, StartPlan, WaitlistEntry
from openiop.base import clock
from openiop.clients.models import Client, Episode
from openiop.domain.episode import OPEN_STAGES
from openiop.domain.privacy import About
from openiop.domain.referral import CareNow, Source, TriageClass
from openiop.domain.waitlist import OfferEnd, Place, Seat, WaitFacts, has_expired, in_order
from openiop.programs.models import Track
from openiop.referral.models import Referral
from openiop.referral.queries import form_of
from openiop.schedule.queries import weekdays_by_client

from .seats import free_places


@dataclass(frozen=True)
class OfferLine:
    """One offer with how it ended."""

    offer: SeatOffer
    end: OfferEnd | None
    ended_at: datetime | None

    @property
    def stands(self) -> bool:
        """Whether she may still answer it."""
        return self.end is None and not has_expired(self.offer.due_at, clock.now())

    @property
    def why_not_first(self) -> str:
        """Why another was passed over, when one was."""
        return str(json.loads(self.offer.factors).get("why", ""))


@dataclass(frozen=True)
class WaitLine:
    """A woman on the waitlist, with her place, why, and her offers; the newest first."""

    entry: WaitlistEntry
    client: Client
    place: Place
    offers: tuple[OfferLine, ...]

    @property
    def open_offer(self) -> OfferLine | None:
        """The offer that stands."""
        return next((line for line in self.offers if line.stands), None)


@dataclass(frozen=True)
class TrackList:
    """The waitlist of one track."""

    track: Track
    free: int
    """Places free on the day asked about, without those on offer."""
    on_offer: int
    lines: tuple[WaitLine, ...]


def waitlist(track: Track, day: date) -> TrackList:
    """Who waits for a track, in order, for a first day on `day`; constant statements."""
    rows = WaitlistEntry.objects.select_related("client").filter(track=track, ended_at__isnull=True)
    entries = {str(row.pk): row for row in rows}
    offers = _offers([row.pk for row in entries.values()])
    facts = _facts(track, list(entries.values()), offers)
    seat = Seat(frozenset(track.weekdays), day)
    lines = tuple(
        WaitLine(
            entry=entries[place.entry_id],
            client=entries[place.entry_id].client,
            place=place,
            offers=tuple(offers.get(entries[place.entry_id].pk, ())),
        )
        for place in in_order(facts, seat, clock.today())
    )
    on_offer = sum(line.open_offer is not None for line in lines)
    taken = on_offer + _planned(track, {entry.client_id for entry in entries.values()})
    return TrackList(track, max(0, free_places(track, day) - taken), on_offer, lines)


def _planned(track: Track, waiting: set[UUID]) -> int:
    """How many women have their start planned here and hold no seat yet; two statements."""
    newest: dict[UUID, StartPlan] = {}
    for row in StartPlan.objects.filter(starts_on__gte=clock.today()).order_by("number"):
        newest[row.client_id] = row
    ids = {id_ for id_, row in newest.items() if row.track_id == track.pk} - waiting
    here = Episode.objects.filter(client_id__in=ids, stage__in=OPEN_STAGES)
    return len(ids - set(here.values_list("client_id", flat=True)))


def _offers(entry_ids: list[UUID]) -> dict[UUID, list[OfferLine]]:
    offers = list(SeatOffer.objects.filter(entry_id__in=entry_ids).order_by("-created_at"))
    rows = OfferEnding.objects.filter(offer_id__in=[offer.pk for offer in offers])
    ends = {row.offer_id: row for row in rows}
    found: dict[UUID, list[OfferLine]] = {}
    for offer in offers:
        found.setdefault(offer.entry_id, []).append(_offer(offer, ends.get(offer.pk)))
    return found


def _offer(offer: SeatOffer, ended: OfferEnding | None) -> OfferLine:
    return OfferLine(offer, ended.end if ended else None, ended.created_at if ended else None)


def _facts(
    track: Track, entries: list[WaitlistEntry], offers: dict[UUID, list[OfferLine]]
) -> list[WaitFacts]:
    rows = Referral.objects.filter(client_id__in=[entry.client_id for entry in entries])
    referrals = {row.client_id: row for row in rows.order_by("created_at")}
    days = weekdays_by_client([entry.client_id for entry in entries], track)
    found = []
    for entry in entries:
        referral = referrals.get(entry.client_id)
        told = form_of(referral) if referral else None
        from_hospital = referral is not None and (
            referral.source is Source.HOSPITAL
            or (told is not None and told.care_now is CareNow.HOSPITAL)
        )
        left = (told.leaves_on if told else None) or entry.since_on
        found.append(
            WaitFacts(
                entry_id=str(entry.pk),
                since_on=entry.since_on,
                triage=referral.triage if referral else TriageClass.STANDARD,
                left_hospital_on=left if from_hospital else None,
                weekdays=days.get(entry.client_id),
                has_open_offer=any(line.stands for line in offers.get(entry.pk, ())),
            )
        )
    return found


def offer_or_404(offer_id: UUID) -> SeatOffer:
    """The offer with this id."""
    rows = SeatOffer.objects.select_related("entry__client", "entry__track")
    found = rows.filter(pk=offer_id).first()
    if found is None:
        raise Http404("No such offer.")
    return found


def about_offer(offer_id: UUID, **_: object) -> About:
    """Whom an offer is about."""
    return offer_or_404(offer_id).about()


def entry_or_404(entry_id: UUID) -> WaitlistEntry:
    """The place on the waitlist with this id."""
    rows = WaitlistEntry.objects.select_related("client", "track")
    found = rows.filter(pk=entry_id).first()
    if found is None:
        raise Http404("No such place.")
    return found


def about_entry(entry_id: UUID, **_: object) -> About:
    """Whom a place on the waitlist is about."""
    return entry_or_404(entry_id).about()


def offers_over(now: datetime) -> list[SeatOffer]:
    """Offers whose time is over and that did not end yet."""
    ended = OfferEnding.objects.values("offer_id")
    return list(SeatOffer.objects.filter(due_at__lte=now).exclude(pk__in=ended).order_by("due_at"))


def her_offer(client_id: UUID) -> OfferLine | None:
    """The offer that stands for her."""
    entry = WaitlistEntry.objects.filter(client_id=client_id, ended_at__isnull=True).first()
    lines = _offers([entry.pk]).get(entry.pk, []) if entry else []
    return next((line for line in lines if line.stands), None)
