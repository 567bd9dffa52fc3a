"""Questions about clients: who she is, who is in the program on a day, who comes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
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


def language_of(client_id: UUID) -> str:
    """The language her record says she reads."""
    languages = Client.objects.filter(pk=client_id).values_list("language", flat=True)
    return languages.first() or "en"


def about_client(client_id: UUID, **_: object) -> About:
    """Whom a page about a client is about."""
    return client_or_404(client_id).about()


def clients_by_id(ids: Iterable[UUID]) -> dict[UUID, Client]:
    """Clients for ids."""
    return {client.pk: client for client in Client.objects.filter(pk__in=set(ids))}


def open_episodes(day: date) -> list[Episode]:
    """Stays that have begun and not ended on `day`, with their clients, by chosen name."""
    begun = (
        Episode.objects.select_related("client")
        .filter(starts_on__lte=day, stage__in=(Stage.IN_PROGRAM, Stage.ENDED, Stage.ADMITTED))
        .filter(Q(ended_on__isnull=True) | Q(ended_on__gte=day))
    )
    return sorted(begun, key=lambda e: (folded(e.client.chosen_name), folded(e.client.last_name)))


def episode_of(client_id: UUID, day: date) -> Episode | None:
    """Her stay on `day`, or the latest one that began before it."""
    return (
        Episode.objects.select_related("client", "track")
        .filter(client_id=client_id, starts_on__lte=day)
        .order_by("-starts_on")
        .first()
    )


def stays_begun_by_client(ids: Iterable[UUID], day: date) -> dict[UUID, Episode]:
    """The stay of each client on `day`, or the latest one that began before it; one statement."""
    rows = Episode.objects.filter(client_id__in=list(ids), starts_on__lte=day)
    return {stay.client_id: stay for stay in rows.order_by("starts_on")}


@dataclass(frozen=True)
class PlannedDays:
    """On which dates of a span each client is expected, and when she would come by video."""

    coming: dict[UUID, set[date]]
    remote: set[tuple[UUID, date]]
    """Whether or not that date is one of her weekdays: a single session may be on another."""


def planned_days(first: date, last: date, client_ids: Iterable[UUID] | None = None) -> PlannedDays:
    """By which coming days each stay goes on each date of the span; one statement however many."""
    rows = ComingDays.objects.filter(from_on__lte=last, episode__starts_on__lte=last).filter(
        Q(episode__ended_on__isnull=True) | Q(episode__ended_on__gte=first)
    )
    if client_ids is not None:
        rows = rows.filter(episode__client_id__in=list(client_ids))
    columns = ("episode_id", "episode__client_id", "episode__starts_on", "episode__ended_on")
    by_stay: dict[tuple[UUID, UUID, date, date | None], list[tuple[date, list[int], bool]]] = {}
    for row in rows.order_by("from_on").values_list(*columns, "from_on", "weekdays", "remote"):
        by_stay.setdefault(row[:4], []).append(row[4:])
    planned = PlannedDays({}, set())
    for (_episode, client_id, starts_on, ended_on), changes in by_stay.items():
        coming = planned.coming.setdefault(client_id, set())
        for day in days_between(max(first, starts_on), min(last, ended_on or last)):
            held = next((row for row in reversed(changes) if row[0] <= day), None)
            if held and day.weekday() in held[1]:
                coming.add(day)
            if held and held[2]:
                planned.remote.add((client_id, day))
    return planned


def days_between(first: date, last: date) -> Iterator[date]:
    """Every date from `first` to `last`."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def coming_days(
    first: date, last: date, client_ids: Iterable[UUID] | None = None
) -> dict[UUID, set[date]]:
    """The dates of the span on which each client is expected; one statement however many."""
    return planned_days(first, last, client_ids).coming


def fewer_days_since(stays: Iterable[Episode], day: date) -> dict[UUID, date]:
    """For each stay that comes on fewer weekdays than before, since when; one statement."""
    rows = ComingDays.objects.filter(episode_id__in=[stay.pk for stay in stays], from_on__lte=day)
    held: dict[UUID, int] = {}
    fewer: dict[UUID, date] = {}
    for episode_id, from_on, weekdays in rows.order_by("from_on").values_list(
        "episode_id", "from_on", "weekdays"
    ):
        if len(weekdays) < held.get(episode_id, 0):
            fewer[episode_id] = from_on
        held[episode_id] = len(weekdays)
    return fewer


def coming_on(day: date) -> list[Client]:
    """The clients expected on `day`, by chosen name."""
    coming = coming_days(day, day)
    return [e.client for e in open_episodes(day) if day in coming.get(e.client_id, ())]


def comes_remote(day: date, client_ids: Iterable[UUID] | None = None) -> set[UUID]:
    """The clients who come by video on `day`."""
    return {client_id for client_id, _day in planned_days(day, day, client_ids).remote}


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
    rows = list(ComingDays.objects.filter(episode_id=episode_id).order_by("from_on"))
    begun = [row for row in rows if row.from_on <= day]
    held = (begun or rows[::-1])[-1:]
    return list(held[0].weekdays) if held else []
