"""Times offered to clients: whom staff have to ask, and what she is asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.domain.contact import ContactLine, how_to_reach
from openiop.domain.privacy import About
from openiop.domain.time_offer import OfferState
from openiop.outbox.queries import cards_by_person
from openiop.privacy.actor import Actor
from openiop.privacy.gate import ties_of
from openiop.timetable.models import TimeOffer

WAITING = [state for state in OfferState if state.waits]
ANSWERED_LATELY = 20


@dataclass(frozen=True)
class OfferLine:
    """One offered time as staff see it."""

    offer: TimeOffer
    owner: str
    with_name: str
    was_with: str
    reach: tuple[ContactLine, ...]
    late: bool
    answered_name: str

    @property
    def state(self) -> OfferState:
        """Where it stands."""
        return OfferState(self.offer.state)


def offer_or_404(offer_id: UUID) -> TimeOffer:
    """An offer of this site."""
    rows = TimeOffer.objects.select_related("client", "session", "session__room", "room")
    found = rows.filter(pk=offer_id).first()
    if found is None:
        raise Http404("No such offer.")
    return found


def about_offer(offer_id: UUID, **_: object) -> About:
    """Whom an offer is about."""
    return offer_or_404(offer_id).about()


def _rows() -> QuerySet[TimeOffer]:
    return TimeOffer.objects.select_related("client", "session", "session__room", "room")


def offers_waiting(reader: Actor, *, whole_site: bool) -> list[OfferLine]:
    """Offers somebody has to do something about, the soonest first; constant statements."""
    rows = _rows().filter(state__in=WAITING)
    if not whole_site:
        rows = rows.filter(client_id__in=ties_of(reader))
    return _lines(list(rows.order_by("answer_until", "pk")))


def offers_answered(reader: Actor, *, whole_site: bool) -> list[OfferLine]:
    """The newest offers that are settled; constant statements."""
    rows = _rows().exclude(state__in=WAITING).filter(answered_at__isnull=False)
    if not whole_site:
        rows = rows.filter(client_id__in=ties_of(reader))
    return _lines(list(rows.order_by("-answered_at")[:ANSWERED_LATELY]))


def offers_of_proposal(proposal_id: UUID) -> list[OfferLine]:
    """Every time offered when a proposal was published, by time; constant statements."""
    return _lines(list(_rows().filter(proposal_id=proposal_id).order_by("starts_at", "pk")))


def _lines(rows: Sequence[TimeOffer]) -> list[OfferLine]:
    cards = cards_by_person([row.client_id for row in rows])
    names = names_by_id(
        id_
        for row in rows
        for id_ in (
            row.owner_id,
            row.staff_id,
            row.answered_by,
            row.session.lead_id if row.session else None,
        )
    )
    now = clock.local_now()
    return [
        OfferLine(
            offer=row,
            owner=names.get(row.owner_id, ""),
            with_name=names.get(row.staff_id, ""),
            was_with=names.get(row.session.lead_id, "")
            if row.session and row.session.lead_id
            else "",
            reach=how_to_reach(cards[row.client_id].profile, now),
            late=OfferState(row.state).waits and row.answer_until < clock.now(),
            answered_name=names.get(row.answered_by, "") if row.answered_by else "",
        )
        for row in rows
    ]


@dataclass(frozen=True)
class HerOffer:
    """One offered time as she sees it."""

    offer: TimeOffer
    with_name: str
    was_at: datetime | None
    was_with: str
    is_agreed: bool
    """She said yes, and it is not settled yet."""


def her_offers(client_id: UUID) -> list[HerOffer]:
    """Times she is asked about, or said yes to and waits for; two statements."""
    rows = list(
        _rows()
        .filter(client_id=client_id, state__in=(OfferState.OPEN, OfferState.AGREED))
        .filter(starts_at__gt=clock.now())
        .order_by("starts_at")
    )
    names = names_by_id(_people(rows)) if rows else {}
    return [
        HerOffer(
            offer=row,
            with_name=names.get(row.staff_id, ""),
            was_at=row.session.starts_at if row.session else None,
            was_with=names.get(row.session.lead_id, "")
            if row.session and row.session.lead_id
            else "",
            is_agreed=OfferState(row.state) is OfferState.AGREED,
        )
        for row in rows
    ]


def _people(rows: Iterable[TimeOffer]) -> Iterable[UUID | None]:
    for row in rows:
        yield row.staff_id
        yield row.session.lead_id if row.session else None


def her_offer_or_404(client_id: UUID, told: str) -> TimeOffer:
    """An offer of hers, named by what she sent."""
    try:
        offer = offer_or_404(UUID(told))
    except ValueError:
        raise Http404("No such offer.") from None
    if offer.client_id != client_id:
        raise Http404("No such offer.")
    return offer
