"""Her weeks, small things, chains and goodbyes."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.http import Http404

from openiop.accounts.queries import names_by_id
from openiop.base import clock
from openiop.clients.models import Client
from openiop.clients.queries import client_or_404, episode_of
from openiop.domain.privacy import About
from openiop.domain.skills.chain import Link, LinkKind
from openiop.domain.skills.goodbye import GoodbyeKind, is_offered
from openiop.domain.skills.one_thing import SMALL_THING_RULES, is_asked
from openiop.domain.skills.week import HerWeek, Sentence, monday_of
from openiop.practice import models
from openiop.practice.models import Chain, Goodbye, SmallThing
from openiop.privacy.actor import Actor


def client_of(actor: Actor) -> Client:
    """The client who is signed in."""
    if actor.client_id is None:
        raise Http404("Nobody's own page.")
    return client_or_404(actor.client_id)


def about_herself(**_parts: object) -> About:
    """Pages of her own are about nobody else; whose they are comes from who is signed in."""
    return About()


# Her weeks


def her_sentences(client_id: UUID) -> tuple[HerWeek, ...]:
    """Her weeks as she told them, oldest first; of each week the newest telling."""
    rows = models.HerWeek.objects.filter(client_id=client_id).order_by("week_on", "number")
    newest = {row.week_on: row for row in rows}
    return tuple(_week(row) for row in newest.values())


def _week(row: models.HerWeek) -> HerWeek:
    rated = {
        Sentence.GROUNDED: row.grounded,
        Sentence.FEELINGS: row.feelings,
        Sentence.EQUIPPED: row.equipped,
    }
    return HerWeek(
        week_on=row.week_on,
        rated={str(name): value for name, value in rated.items() if value is not None},
        told=json.loads(row.told) if row.told else {},
        id=str(row.pk),
    )


def this_week(client_id: UUID) -> HerWeek | None:
    """What she told this week already."""
    weeks = her_sentences(client_id)
    monday = monday_of(clock.today())
    return weeks[-1] if weeks and weeks[-1].week_on == monday else None


# Small things


@dataclass(frozen=True)
class ThingLine:
    """One small thing, for the briefs."""

    thing: SmallThing

    @property
    def is_open(self) -> bool:
        """Whether she has not said yet how it went."""
        return not self.thing.went


def thing_to_ask(client_id: UUID) -> SmallThing | None:
    """The small thing we ask about today, or that she answered today already."""
    today = clock.today()
    rows = SmallThing.objects.filter(
        client_id=client_id, on__lt=today, struck_at__isnull=True
    ).order_by("-on", "-created_at")
    newest = rows.first()
    if newest is None:
        return None
    answered_before = newest.went_at is not None and clock.local(newest.went_at).date() < today
    return newest if is_asked(newest.on, today, has_answer=answered_before) else None


def things_of(client_id: UUID, limit: int = 12) -> list[SmallThing]:
    """Her small things, newest first."""
    rows = SmallThing.objects.filter(client_id=client_id, struck_at__isnull=True)
    return list(rows.order_by("-on", "-created_at")[:limit])


def things_by_client(ids: Collection[UUID], on: date) -> dict[UUID, SmallThing]:
    """The newest small thing of each client within a week; one statement."""
    since = on - timedelta(days=SMALL_THING_RULES.asked_within_days)
    rows = SmallThing.objects.filter(
        client_id__in=ids, on__range=(since, on), struck_at__isnull=True
    ).order_by("on", "created_at")
    return {row.client_id: row for row in rows}


def thing_named(client_id: UUID, words: str) -> SmallThing:
    """One of her own small things, by the id a form sent."""
    try:
        found = SmallThing.objects.filter(client_id=client_id, pk=UUID(words)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404("No such small thing.")
    return found


# Chain sheets


@dataclass(frozen=True)
class ChainSheet:
    """One sheet as it reads."""

    row: Chain
    links: tuple[Link, ...]
    by: str


def chains_of(client_id: UUID) -> list[ChainSheet]:
    """Her sheets, newest first."""
    rows = list(
        Chain.objects.filter(client_id=client_id, struck_at__isnull=True).order_by(
            "-on", "-created_at"
        )
    )
    names = names_by_id(row.changed_by for row in rows)
    return [_sheet(row, names.get(row.changed_by, "")) for row in rows]


def _sheet(row: Chain, by: str) -> ChainSheet:
    links = tuple(
        Link(LinkKind(each["kind"]), each["words"], each.get("skill", ""))
        for each in json.loads(row.links or "[]")
    )
    return ChainSheet(row, links, by)


def chain_or_404(chain_id: UUID) -> Chain:
    """A sheet that was not put away."""
    row = Chain.objects.select_related("client").filter(pk=chain_id, struck_at__isnull=True).first()
    if row is None:
        raise Http404("No such sheet.")
    return row


def about_chain(chain_id: UUID, **_: object) -> About:
    """Whom a sheet is about."""
    return chain_or_404(chain_id).about()


def sheet_of(chain: Chain) -> ChainSheet:
    """A sheet as it reads."""
    return _sheet(chain, names_by_id([chain.changed_by]).get(chain.changed_by, ""))


def own_chain(client_id: UUID, number: int) -> Chain:
    """Her own sheet by its place in her list: her browser's history tells nothing."""
    rows = chains_of(client_id)
    if not 1 <= number <= len(rows):
        raise Http404("No such sheet.")
    return rows[-number].row


# Leaving


def goodbyes_of(client_id: UUID) -> dict[GoodbyeKind, Goodbye]:
    """What she wrote; for herself alone."""
    rows = Goodbye.objects.filter(client_id=client_id, struck_at__isnull=True)
    return {row.kind: row for row in rows}


def words_to_group(ids: Collection[UUID]) -> dict[UUID, Goodbye]:
    """What leaving women wrote to their group; the letter to herself is never in it."""
    rows = Goodbye.objects.filter(
        client_id__in=ids, kind=GoodbyeKind.TO_GROUP, struck_at__isnull=True
    )
    return {row.client_id: row for row in rows}


def goodbye_is_offered(client_id: UUID) -> bool:
    """Whether her last day is near, or was."""
    today = clock.today()
    stay = episode_of(client_id, today)
    last_on = (stay.ended_on or stay.planned_end_on) if stay else None
    return is_offered(last_on, today)
