"""Questions about clients: who she is, who is in the program on a day, who comes."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from openiop.base import clock
from openiop.domain.address import Address, AddressKind, home_is_hidden, postal_kind
from openiop.domain.callers import Caller, is_same_caller
from openiop.domain.episode import (
    OPEN_STAGES,
    LeaveReason,
    MoveRow,
    Stage,
    StayEnd,
    StayFacts,
    StayMove,
    standing,
)
from openiop.domain.kept_apart import Link, Pair
from openiop.domain.privacy import About
from openiop.domain.release import (
    Part,
    Purpose,
    Relation,
    ReleaseFacts,
    holds,
    is_meant,
    shareable,
    stopped_at,
)

from .models import (
    AddressChange,
    Client,
    ComingDays,
    Contact,
    ContactDetail,
    Episode,
    KeptApart,
    NameChange,
    Release,
    StageMove,
)


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


BEGUN = (*OPEN_STAGES, Stage.ENDED)


def open_episodes(day: date) -> list[Episode]:
    """Stays that have begun and not ended on `day`, with their clients, by chosen name."""
    begun = (
        Episode.objects.select_related("client")
        .filter(starts_on__lte=day, stage__in=BEGUN)
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


def track_by_client(first: date, last: date) -> dict[UUID, UUID]:
    """The track of each client whose stay lies in the span, of her newest stay; one statement."""
    rows = Episode.objects.filter(starts_on__lte=last)
    rows = rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=first)).order_by("starts_on")
    return dict(rows.values_list("client_id", "track_id"))


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


# The story of a stay


@dataclass(frozen=True)
class MoveLine:
    """One move of a stay as its page shows it."""

    id: UUID
    move: StayMove
    to: Stage
    on: date
    written_at: datetime
    by: UUID
    leave_reason: LeaveReason | None
    end: StayEnd | None
    return_on: date | None
    why: str
    next_step: str
    holds: bool


def move_rows(episode_id: UUID) -> list[MoveRow]:
    """Every row of a stay's history, oldest first."""
    rows = StageMove.objects.filter(episode_id=episode_id).order_by("number")
    return [
        MoveRow(str(row.pk), row.move, row.to, str(row.undoes_id) if row.undoes_id else "")
        for row in rows.only("move", "to", "undoes")
    ]


def moves_of(episode_id: UUID) -> list[MoveLine]:
    """The story of a stay, oldest first; what was taken back says so."""
    rows = list(StageMove.objects.filter(episode_id=episode_id).order_by("number"))
    held = {row.id for row in standing(move_rows(episode_id))}
    lines = []
    for row in rows:
        words = json.loads(row.words) if row.words else {}
        lines.append(
            MoveLine(
                id=row.pk,
                move=row.move,
                to=row.to,
                on=row.on,
                written_at=row.created_at,
                by=row.created_by,
                leave_reason=row.leave_reason or None,
                end=row.end or None,
                return_on=row.return_on,
                why=words.get("why", ""),
                next_step=words.get("next_step", ""),
                holds=str(row.pk) in held,
            )
        )
    return lines


def stay_facts(episode: Episode) -> StayFacts:
    """A stay as the rules of moving it see it."""
    last = StageMove.objects.filter(episode=episode).order_by("-number").first()
    held = ComingDays.objects.filter(episode=episode, from_on__lte=clock.today())
    now = held.order_by("-from_on").first()
    return StayFacts(
        stage=episode.stage,
        starts_on=episode.starts_on,
        last_move_on=last.on if last else episode.starts_on,
        weekdays=tuple(now.weekdays) if now else (),
    )


def weekdays_before_leave(episode_id: UUID) -> list[int]:
    """The weekdays on which she came before the leave that holds now began."""
    rows = standing(move_rows(episode_id))
    for row in reversed(rows):
        if row.move is StayMove.LEAVE:
            return list(StageMove.objects.get(pk=row.id).weekdays)
        if row.move not in (StayMove.NEW_RETURN, StayMove.COME_BACK):
            return []
    return []


def remote_now(episode_id: UUID, day: date) -> bool:
    """Whether she comes by video by what holds on a day."""
    rows = ComingDays.objects.filter(episode_id=episode_id, from_on__lte=day).order_by("-from_on")
    newest = rows.exclude(weekdays=[]).first()
    return newest is not None and newest.remote


def back_on_by_stay(stays: Iterable[Episode]) -> dict[UUID, date]:
    """For stays on leave, the day she is expected back; one statement."""
    away = [stay.pk for stay in stays if stay.stage is Stage.ON_LEAVE]
    rows = StageMove.objects.filter(episode_id__in=away, return_on__isnull=False)
    found = rows.order_by("number").values_list("episode_id", "return_on")
    return {episode_id: on for episode_id, on in found if on is not None}


def episode_or_404(episode_id: UUID) -> Episode:
    """The stay with this id."""
    rows = Episode.objects.select_related("client", "track__program")
    found = rows.filter(pk=episode_id).first()
    if found is None:
        raise Http404("No such stay.")
    return found


def about_episode(episode_id: UUID, **_: object) -> About:
    """Whom a page about a stay is about."""
    return episode_or_404(episode_id).about()


# The people around her, and what she lets us share with them


@dataclass(frozen=True, kw_only=True)
class ContactTold:
    """What is known of somebody around her."""

    name: str
    relation: Relation
    organization: str = ""
    phone: str = ""
    email: str = ""
    words: str = ""
    is_emergency: bool = False
    keep_away: bool = False
    """She does not want this person to know that she is here."""

    def packed(self) -> str:
        """As stored."""
        return json.dumps(asdict(self))


def _told(text: str) -> ContactTold:
    stored = json.loads(text)
    return ContactTold(**stored | {"relation": Relation(stored["relation"])})


@dataclass(frozen=True)
class ReleaseLine:
    """A release as pages show it."""

    release: Release
    facts: ReleaseFacts
    holds_now: bool

    @property
    def purposes(self) -> list[Purpose]:
        """What it is for, in their usual order."""
        return [purpose for purpose in Purpose if purpose in self.facts.purposes]

    @property
    def parts(self) -> list[Part]:
        """What may be shared, in the usual order."""
        return [part for part in Part if part in self.facts.parts]


@dataclass(frozen=True)
class ContactLine:
    """Somebody around her, with every release; the newest first."""

    contact: Contact
    told: ContactTold
    version: int
    changed_at: datetime
    releases: tuple[ReleaseLine, ...] = ()
    earlier: tuple[tuple[datetime, ContactTold], ...] = ()

    @property
    def standing_releases(self) -> list[ReleaseLine]:
        """Those that hold now."""
        return [line for line in self.releases if line.holds_now]


def contacts_of(client_id: UUID, *, struck_too: bool = False) -> list[ContactLine]:
    """The people around her with their releases; three statements, however many."""
    rows = Contact.objects.filter(client_id=client_id)
    contacts = list(rows if struck_too else rows.filter(struck_at__isnull=True))
    ids = [contact.pk for contact in contacts]
    details: dict[UUID, list[ContactDetail]] = {}
    for detail in ContactDetail.objects.filter(contact_id__in=ids).order_by("number"):
        details.setdefault(detail.contact_id, []).append(detail)
    releases: dict[UUID, list[Release]] = {}
    for release in Release.objects.filter(contact_id__in=ids).order_by("-created_at"):
        releases.setdefault(release.contact_id, []).append(release)
    lines = [
        _contact_line(contact, details[contact.pk], releases.get(contact.pk, []))
        for contact in contacts
    ]
    return sorted(lines, key=lambda line: (line.told.keep_away, folded(line.told.name)))


def _contact_line(
    contact: Contact, details: list[ContactDetail], releases: list[Release]
) -> ContactLine:
    newest = details[-1]
    return ContactLine(
        contact=contact,
        told=_told(newest.told),
        version=newest.number,
        changed_at=newest.created_at,
        releases=tuple(_release_line(release) for release in releases),
        earlier=tuple((row.created_at, _told(row.told)) for row in reversed(details[:-1])),
    )


def _release_line(release: Release) -> ReleaseLine:
    facts = release_facts(release)
    return ReleaseLine(release, facts, holds(facts, clock.now(), clock.today()))


def release_facts(release: Release) -> ReleaseFacts:
    """A release as the rules see it."""
    return ReleaseFacts(
        purposes=frozenset(Purpose(each) for each in release.purposes),
        parts=frozenset(Part(each) for each in release.parts),
        from_on=release.from_on,
        until_on=release.until_on,
        revoked_at=release.revoked_at,
    )


@dataclass(frozen=True)
class Share:
    """What may be shared with a contact for a purpose right now; false when it is nothing."""

    parts: frozenset[Part]

    def __bool__(self) -> bool:
        return bool(self.parts)

    def includes(self, part: Part) -> bool:
        """Whether this part may be shared."""
        return part in self.parts


def may_share_with(contact: Contact, purpose: Purpose, now: datetime) -> Share:
    """What may be shared with this contact for this purpose at `now`; asked before every sending.

    Reads the database each time, so that a revocation holds at once.
    """
    standing = Contact.objects.filter(pk=contact.pk, struck_at__isnull=True).exists()
    if not standing:
        return Share(frozenset())
    rows = Release.objects.filter(contact_id=contact.pk)
    facts = tuple(release_facts(row) for row in rows)
    keep_away = contact_told(contact).keep_away
    return Share(shareable(facts, purpose, keep_away, now, clock.local(now).date()))


def contact_told(contact: Contact) -> ContactTold:
    """What is known of a contact now."""
    return _told(_newest_detail(contact).told)


def _newest_detail(contact: Contact) -> ContactDetail:
    return ContactDetail.objects.filter(contact_id=contact.pk).order_by("-number")[0]


def next_detail_number(contact: Contact) -> int:
    """The number the next version of a contact's details gets."""
    return _newest_detail(contact).number + 1


def contact_or_404(contact_id: UUID) -> Contact:
    """The contact with this id; a struck one is there no longer."""
    rows = Contact.objects.select_related("client")
    found = rows.filter(pk=contact_id, struck_at__isnull=True).first()
    if found is None:
        raise Http404("No such contact.")
    return found


def about_contact(contact_id: UUID, **_: object) -> About:
    """Whom a page about a contact is about."""
    return contact_or_404(contact_id).about()


def release_or_404(release_id: UUID) -> Release:
    """The release with this id."""
    found = Release.objects.select_related("contact__client").filter(pk=release_id).first()
    if found is None:
        raise Http404("No such release.")
    return found


def about_release(release_id: UUID, **_: object) -> About:
    """Whom a page about a release is about."""
    return release_or_404(release_id).about()


# What must not be known: names, addresses, people kept away, clients kept apart


@dataclass(frozen=True)
class Names:
    """Her names: those on every page, and those the law or a payer needs."""

    chosen_name: str
    last_name: str
    legal_first_name: str = ""
    legal_last_name: str = ""
    why: str = ""

    @property
    def legal(self) -> str:
        """As on an identity card."""
        first = self.legal_first_name or self.chosen_name
        return f"{first} {self.legal_last_name or self.last_name}".strip()

    @property
    def is_alias(self) -> bool:
        """Whether she goes by another name here than by law."""
        return self.legal != f"{self.chosen_name} {self.last_name}".strip()


def names_of(client: Client) -> Names:
    """The names that hold now."""
    return names_by_client([client])[client.pk]


def names_by_client(clients: Iterable[Client]) -> dict[UUID, Names]:
    """The names of each of these clients that hold now; one statement."""
    found = {
        client.pk: Names(client.chosen_name, client.last_name, client.legal_first_name)
        for client in clients
    }
    for row in NameChange.objects.filter(client_id__in=list(found)).order_by("number"):
        found[row.client_id] = Names(**json.loads(row.told))
    return found


def next_name_number(client_id: UUID) -> int:
    """The number the next version of her names gets."""
    return NameChange.objects.filter(client_id=client_id).count() + 1


@dataclass(frozen=True)
class Addresses:
    """Her addresses that hold now."""

    known: dict[AddressKind, Address]

    @property
    def postal(self) -> Address | None:
        """Where letters go."""
        kind = postal_kind(self.known)
        return self.known[kind] if kind else None

    @property
    def home_is_hidden(self) -> bool:
        """Whether where she lives stands behind a substitute address."""
        return home_is_hidden(self.known)

    def shown(self, *, hidden_too: bool) -> list[tuple[AddressKind, Address]]:
        """The addresses a reader sees; where she lives only for those who may have to send help."""
        return [
            (kind, self.known[kind])
            for kind in AddressKind
            if self.known.get(kind)
            and (hidden_too or kind is AddressKind.SUBSTITUTE or not self.home_is_hidden)
        ]


def addresses_of(client_id: UUID) -> Addresses:
    """Her addresses that hold now; ask `shown` before a page shows them."""
    known: dict[AddressKind, Address] = {}
    for row in AddressChange.objects.filter(client_id=client_id).order_by("number"):
        known[AddressKind(row.kind)] = Address(**json.loads(row.told or "{}"))
    return Addresses({kind: address for kind, address in known.items() if address})


def next_address_number(client_id: UUID) -> int:
    """The number the next change of her addresses gets."""
    return AddressChange.objects.filter(client_id=client_id).count() + 1


def blocked_by(caller: Caller) -> frozenset[UUID]:
    """The clients who do not want this caller to know that they are here; two statements always.

    Every answer to a caller is made without it; it serves quiet flags and the cue for staff.
    """
    details: dict[UUID, ContactDetail] = {}
    rows = ContactDetail.objects.filter(contact__struck_at__isnull=True)
    for detail in rows.select_related("contact").order_by("number"):
        details[detail.contact_id] = detail
    found = set()
    for detail in details.values():
        told = _told(detail.told)
        known = Caller(told.name, told.phone, told.email)
        # compared for every contact, so that an answer takes as long for a stranger
        if is_same_caller(caller, known) and told.keep_away:
            found.add(detail.contact.client_id)
    return frozenset(found)


def kept_away_from(client_id: UUID) -> list[ContactLine]:
    """The people who must not know that she is here."""
    return [line for line in contacts_of(client_id) if line.told.keep_away]


def kept_away_by_client(client_ids: Iterable[UUID]) -> dict[UUID, list[ContactTold]]:
    """Who must not know, for each of these clients; one statement."""
    newest: dict[UUID, ContactDetail] = {}
    rows = ContactDetail.objects.select_related("contact").filter(
        contact__client_id__in=list(client_ids), contact__struck_at__isnull=True
    )
    for detail in rows.order_by("number"):
        newest[detail.contact_id] = detail
    found: dict[UUID, list[ContactTold]] = {}
    for detail in newest.values():
        told = _told(detail.told)
        if told.keep_away:
            found.setdefault(detail.contact.client_id, []).append(told)
    return found


def everybody(but: UUID | None = None) -> list[tuple[UUID, str]]:
    """Every client by name, for choosing one; one statement."""
    rows = Client.objects.exclude(pk=but) if but else Client.objects.all()
    names = rows.order_by("search_name").values_list("pk", "chosen_name", "last_name")
    return [(pk, f"{chosen} {last}".strip()) for pk, chosen, last in names]


@dataclass(frozen=True)
class ApartLine:
    """A hidden rule between her and another client, for those who may read it."""

    row: KeptApart
    other: Client
    link: Link
    words: str


def kept_apart_from(client_id: UUID) -> list[ApartLine]:
    """With whom she is kept apart, by name; one statement."""
    rows = KeptApart.objects.select_related("one", "other").filter(ended_at__isnull=True)
    lines = []
    for row in rows.filter(Q(one_id=client_id) | Q(other_id=client_id)):
        told = json.loads(row.told)
        other = row.other if row.one_id == client_id else row.one
        lines.append(ApartLine(row, other, Link(told["link"]), told["words"]))
    return sorted(lines, key=lambda line: folded(line.other.chosen_name))


def apart_pairs() -> frozenset[Pair]:
    """Every pair that is kept apart now, by id and without why; for rules, not for pages."""
    rows = KeptApart.objects.filter(ended_at__isnull=True).values_list("one_id", "other_id")
    return frozenset(frozenset((str(one), str(other))) for one, other in rows)


def kept_apart_or_404(rule_id: UUID) -> KeptApart:
    """The hidden rule with this id."""
    found = KeptApart.objects.filter(pk=rule_id, ended_at__isnull=True).first()
    if found is None:
        raise Http404("No such rule.")
    return found


def about_kept_apart(rule_id: UUID, **_: object) -> About:
    """Whom a page about a hidden rule is about."""
    return kept_apart_or_404(rule_id).about()


def next_move_number(episode: Episode) -> int:
    """The number of the next row of a stay's history."""
    return StageMove.objects.filter(episode=episode).count() + 1


@dataclass(frozen=True)
class Stopped:
    """She took a release to somebody back: nothing goes to them."""

    name: str
    at: datetime


def release_taken_back(
    client_id: UUID, recipient: str, agreed_at: datetime | None, now: datetime
) -> Stopped | None:
    """Whether, since she agreed, she took a release to this recipient back; read each time."""
    for line in contacts_of(client_id, struck_too=True):
        if not is_meant(recipient, (line.told.name, line.told.organization)):
            continue
        at = stopped_at(tuple(each.facts for each in line.releases), agreed_at, now)
        if at is not None:
            return Stopped(line.told.name or line.told.organization, at)
    return None
