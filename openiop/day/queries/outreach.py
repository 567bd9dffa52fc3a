"""Reaching her over the days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import Http404

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.clients.models import Client
from openiop.clients.queries import (
    open_episodes,
)
from openiop.day.models import (
    ContactTry,
    Outreach,
    OutreachLook,
    Visit,
)
from openiop.domain.contact import (
    may_contact,
)
from openiop.domain.day.morning import (
    OutreachStep,
    Step,
    Tried,
    outreach_due,
    outreach_table,
)
from openiop.domain.day.outreach import Barrier, Decided, EndedHow, steps_open
from openiop.domain.day.reaching import TryOutcome
from openiop.domain.decision import Decision
from openiop.domain.measures.cssrs_screener import CSSRS_SCREENER
from openiop.domain.measures.phq_9 import PHQ_9
from openiop.domain.privacy import About, Role
from openiop.domain.words import Channel
from openiop.measures.queries import Scored, latest_by_client
from openiop.outbox.queries import ContactCard, cards_by_person
from openiop.safety.queries.alerts import alerts_by_client

from .board import Reached, absent_since, reached, whole_day
from .missing import TryLine, has_number, tried_facts


def newly_missing(day: date) -> dict[UUID, tuple[Client, datetime]]:
    """Whom nobody has heard from on a day, once the first try is due; with when she was due."""
    meant, now = whole_day(day), clock.now()
    found = {}
    for pk, stay in meant.stays.items():
        since = absent_since(meant, pk, now)
        if since and outreach_due(clock.local(since), clock.local_now()) is not None:
            found[pk] = (stay.client, since)
    return found


def open_outreach() -> list[Outreach]:
    """Everybody still being reached for, the longest first."""
    return list(
        Outreach.objects.select_related("client")
        .filter(ended_at__isnull=True)
        .order_by("from_at", "pk")
    )


def being_reached(client_ids: Iterable[UUID]) -> set[UUID]:
    """Which of these clients somebody is still reaching for."""
    rows = Outreach.objects.filter(client_id__in=list(client_ids), ended_at__isnull=True)
    return set(rows.values_list("client_id", flat=True))


def settled(rows: Sequence[Outreach]) -> dict[UUID, EndedHow]:
    """Which of these are over by what happened since, and how; three statements however many."""
    first = min((row.on for row in rows), default=clock.today())
    ids = [row.client_id for row in rows]
    visits: dict[UUID, list[Visit]] = defaultdict(list)
    for visit in Visit.objects.filter(client_id__in=ids, on__gte=first).order_by("on"):
        visits[visit.client_id].append(visit)
    spoke = set(
        ContactTry.objects.filter(
            client_id__in=ids, on__gte=first, outcome=str(TryOutcome.REACHED)
        ).values_list("client_id", "on")
    )
    running = {stay.client_id for stay in open_episodes(clock.today()) if stay.ended_on is None}
    found: dict[UUID, EndedHow] = {}
    for row in rows:
        since = [visit for visit in visits[row.client_id] if visit.on >= row.on]
        if any(visit.arrived_at for visit in since):
            found[row.pk] = EndedHow.CAME
        elif any(visit.away_at and visit.away_at >= row.from_at for visit in since):
            found[row.pk] = EndedHow.TOLD_US
        elif any(on >= row.on for client_id, on in spoke if client_id == row.client_id):
            found[row.pk] = EndedHow.REACHED
        elif row.client_id not in running:
            found[row.pk] = EndedHow.STAY_ENDED
    return found


@dataclass(frozen=True)
class LookLine:
    """One decision on how to go on."""

    step: OutreachStep
    at: datetime
    by_name: str
    decided: Decided
    barriers: tuple[Barrier, ...]
    words: str


@dataclass(frozen=True)
class ReachingLine:
    """A woman somebody still reaches for: what was tried, what is due, what is known."""

    id: UUID
    client: Client
    on: date
    step: Step | None
    """What is due now."""
    next_step: tuple[OutreachStep, datetime, Role] | None
    """What comes after, when nothing is due now."""
    reach: Reached
    tries: tuple[TryLine, ...]
    looks: tuple[LookLine, ...]
    may_call: Decision
    may_write: bool
    screen: Scored | None
    """Her last suicide screen."""
    mood: Scored | None
    alerts: int
    """Open alerts of hers."""


def reaching(only: Collection[UUID] | None = None) -> list[ReachingLine]:
    """Everybody still being reached for, due steps first; constant statements however many."""
    rows = [row for row in open_outreach() if only is None or row.client_id in only]
    over = settled(rows)
    rows = [row for row in rows if row.pk not in over]
    ids = [row.client_id for row in rows]
    tries, looks = _tries_of(rows), _looks_of(rows)
    names = names_by_id(
        [each.tried_by for made in tries.values() for each in made]
        + [each.created_by for made in looks.values() for each in made]
    )
    cards = cards_by_person(ids)
    screens, moods = latest_by_client(ids, CSSRS_SCREENER.id), latest_by_client(ids, PHQ_9.id)
    alerts = alerts_by_client(ids)
    lines = [
        _reaching_line(
            row,
            cards[row.client_id],
            tries[row.pk],
            looks[row.pk],
            names,
            (
                screens.get(row.client_id),
                moods.get(row.client_id),
                len(alerts.get(row.client_id, ())),
            ),
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: (line.step is None, line.on, line.client.chosen_name))


def _tries_of(rows: Sequence[Outreach]) -> dict[UUID, list[ContactTry]]:
    found: dict[UUID, list[ContactTry]] = {row.pk: [] for row in rows}
    by_client = {row.client_id: row for row in rows}
    made = ContactTry.objects.filter(client_id__in=list(by_client)).order_by("tried_at")
    for each in made:
        row = by_client[each.client_id]
        if each.on >= row.on:
            found[row.pk].append(each)
    return found


def _looks_of(rows: Sequence[Outreach]) -> dict[UUID, list[OutreachLook]]:
    found: dict[UUID, list[OutreachLook]] = {row.pk: [] for row in rows}
    for each in OutreachLook.objects.filter(outreach_id__in=list(found)).order_by("at", "pk"):
        found[each.outreach_id].append(each)
    return found


def steps_done(row: Outreach) -> list[Tried]:
    """The steps taken for one woman, as the rule asks them."""
    return _steps_done(_tries_of([row])[row.pk], _looks_of([row])[row.pk])


def _steps_done(tries: Sequence[ContactTry], looks: Sequence[OutreachLook]) -> list[Tried]:
    return [*tried_facts(tries), *(Tried(each.step) for each in looks)]


def _reaching_line(
    row: Outreach,
    card: ContactCard,
    tries: Sequence[ContactTry],
    looks: Sequence[OutreachLook],
    names: dict[UUID, str],
    known: tuple[Scored | None, Scored | None, int],
) -> ReachingLine:
    now, start = clock.local_now(), clock.local(row.from_at)
    done = _steps_done(tries, looks)
    ahead = [step for step in steps_open(outreach_table(start), done) if step[1] > now]
    return ReachingLine(
        id=row.pk,
        client=row.client,
        on=row.on,
        step=outreach_due(start, now, done),
        next_step=next(iter(ahead), None),
        reach=reached(card),
        tries=tuple(
            TryLine(each.tried_at, names.get(each.tried_by, ""), each.channel, each.outcome)
            for each in tries
        ),
        looks=tuple(
            LookLine(
                step=each.step,
                at=each.at,
                by_name=names.get(each.created_by, ""),
                decided=each.decided,
                barriers=tuple(Barrier(code) for code in each.barriers),
                words=each.words,
            )
            for each in looks
        ),
        may_call=may_contact(card.profile, Channel.CALL, now) & has_number(card),
        may_write=may_be_written_to(card),
        screen=known[0],
        mood=known[1],
        alerts=known[2],
    )


def may_be_written_to(card: ContactCard) -> bool:
    """Whether a letter or message may go to her now."""
    ways = (Channel.POST, Channel.TEXT, Channel.EMAIL)
    return any(may_contact(card.profile, way, clock.local_now()) for way in ways)


def outreach_or_404(outreach_id: UUID) -> Outreach:
    """The outreach with this id."""
    found = Outreach.objects.select_related("client").filter(pk=outreach_id).first()
    if found is None:
        raise Http404("Nobody is reached for here.")
    return found


def about_outreach(outreach_id: UUID, **_parts: object) -> About:
    """Whom a page about an outreach is about."""
    return outreach_or_404(outreach_id).about()
