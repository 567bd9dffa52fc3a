"""Questions about clients: who she is, who is in the program on a day, who comes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.http import Http404

from openiop.domain.episode import Stage
from openiop.domain.privacy import About

from .models import Client, ComingDays, Episode


def folded(text: str) -> str:
    """Lower-case letters without accents, for finding names however they are typed."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold().strip()


def client_or_404(client_id: UUID) -> Client:
    """The client with this id."""
    client = Client.objects.filter(pk=client_id).first()
    if client is None:
        raise Http404("No such client.")
    return client


def about_client(client_id: UUID, **_: object) -> About:
    """Whom a page about a client is about."""
    return client_or_404(client_id).about()


def clients_by_id(ids: Iterable[UUID]) -> dict[UUID, Client]:
    """Clients for ids."""
    return {client.pk: client for client in Client.objects.filter(pk__in=set(ids))}


def open_episodes(day: date) -> list[Episode]:
    """Stays that have begun and not ended on `day`, with their clients, by chosen name."""
    begun = Episode.objects.select_related("client", "track").filter(
        starts_on__lte=day, stage__in=(Stage.IN_PROGRAM, Stage.ENDED, Stage.ADMITTED)
    )
    return sorted(
        (e for e in begun if e.ended_on is None or e.ended_on >= day),
        key=lambda e: (folded(e.client.chosen_name), folded(e.client.last_name)),
    )


def episode_of(client_id: UUID, day: date) -> Episode | None:
    """Her stay on `day`, or the latest one that began before it."""
    return (
        Episode.objects.select_related("client", "track")
        .filter(client_id=client_id, starts_on__lte=day)
        .order_by("-starts_on")
        .first()
    )


def _coming_rows(episode_ids: Iterable[UUID]) -> dict[UUID, list[ComingDays]]:
    rows: dict[UUID, list[ComingDays]] = {}
    for row in ComingDays.objects.filter(episode_id__in=list(episode_ids)).order_by("from_on"):
        rows.setdefault(row.episode_id, []).append(row)
    return rows


def _holding(rows: list[ComingDays], day: date) -> ComingDays | None:
    begun = [row for row in rows if row.from_on <= day]
    return begun[-1] if begun else None


def episodes_coming_on(day: date) -> list[Episode]:
    """The stays whose clients are expected on `day` by their coming days, by chosen name."""
    episodes = open_episodes(day)
    rows = _coming_rows(episode.pk for episode in episodes)
    return [
        episode
        for episode in episodes
        if (row := _holding(rows.get(episode.pk, []), day)) and day.weekday() in row.weekdays
    ]


def coming_on(day: date) -> list[Client]:
    """The clients expected on `day`, by chosen name."""
    return [episode.client for episode in episodes_coming_on(day)]


def coming_days(
    first: date, last: date, client_ids: Iterable[UUID] | None = None
) -> dict[UUID, set[date]]:
    """The dates of the span on which each client is expected; two statements however many."""
    begun = Episode.objects.filter(starts_on__lte=last)
    if client_ids is not None:
        begun = begun.filter(client_id__in=list(client_ids))
    episodes = [e for e in begun if e.ended_on is None or e.ended_on >= first]
    rows = _coming_rows(e.pk for e in episodes)
    days: dict[UUID, set[date]] = {}
    for episode in episodes:
        found = days.setdefault(episode.client_id, set())
        day = max(first, episode.starts_on)
        while day <= min(last, episode.ended_on or last):
            row = _holding(rows.get(episode.pk, []), day)
            if row and day.weekday() in row.weekdays:
                found.add(day)
            day += timedelta(days=1)
    return days


def comes_remote(day: date) -> set[UUID]:
    """The clients who come by video on `day`."""
    episodes = open_episodes(day)
    rows = _coming_rows(e.pk for e in episodes)
    return {
        e.client_id
        for e in episodes
        if (row := _holding(rows.get(e.pk, []), day)) is not None and row.remote
    }


@dataclass(frozen=True)
class Found:
    """A client found by name at the desk."""

    client: Client
    in_program: bool


def find_clients(words: str, day: date) -> list[Found]:
    """Clients whose names begin with the typed letters, in the program first; at most 12."""
    wanted = folded(words)
    if not wanted:
        return []
    current = {episode.client_id for episode in open_episodes(day)}
    found = [
        Found(client, client.pk in current)
        for client in Client.objects.filter(search_name__contains=wanted).order_by("search_name")
        if any(part.startswith(wanted) for part in client.search_name.split())
        or client.search_name.startswith(wanted)
    ]
    return sorted(found, key=lambda f: not f.in_program)[:12]


def clients_by_external_id() -> dict[str, Client]:
    """All clients who were imported, by their number in the system they came from."""
    return {client.external_id: client for client in Client.objects.exclude(external_id="")}


def stays_of(client_id: UUID) -> list[Episode]:
    """All her stays, the first one first."""
    rows = Episode.objects.select_related("track").filter(client_id=client_id)
    return list(rows.order_by("starts_on", "created_at"))


def weekdays_of(episode_id: UUID, day: date) -> list[int]:
    """The weekdays on which she comes by what holds on `day`, or will hold first after it."""
    rows = _coming_rows([episode_id]).get(episode_id, [])
    row = _holding(rows, day) or next(iter(rows), None)
    return list(row.weekdays) if row else []
